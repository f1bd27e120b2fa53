"""Every class of bad VCF row or header, each with what must come of it: `tests/tables/bad_inputs.tsv`.

The table's `find` is replaced in a file of three rows (EGFR, BRAF, KRAS); the edit falls on BRAF or on the header.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.readers.builders import annotation_line, bgzf, vcf, vcf_row
from tests.trust.outcome import Outcome, outcome_of_bytes

TABLE = Path(__file__).parent.parent / "tables" / "bad_inputs.tsv"
HEADER = (
    "##contig=<ID=chr7,length=159345973>",
    "##contig=<ID=chr12,length=133275309>",
    '##INFO=<ID=DP,Number=1,Type=Integer,Description="d">',
    annotation_line(("Allele", "Consequence", "SYMBOL", "HGVSp")),
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="g">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="ad">',
)
MISSENSE = "DP={};AF={};CSQ={}|missense_variant|{}|p.{}"
ROWS = (
    vcf_row("chr7", 55191822, "T", "G", MISSENSE.format(100, 0.3, "G", "EGFR", "Leu858Arg"), "0/1:70,30"),
    vcf_row("chr7", 140753336, "A", "T", MISSENSE.format(90, 0.5, "T", "BRAF", "Val600Glu"), "0/1:45,45"),
    vcf_row("chr12", 25245351, "C", "A", MISSENSE.format(80, 0.25, "A", "KRAS", "Gly12Cys"), "0/1:60,20"),
)
TEXT = vcf(ROWS, header=HEADER)
WITHOUT = vcf(ROWS[::2], header=HEADER)
SOUND = ("BRAF V600E 0.5 90", "EGFR L858R 0.3 100", "KRAS G12C 0.25 80")
LEVELS = frozenset({"same", "warning", "row", "filtered", "none", "unknown", "fatal"})


def _cases() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def _plain(cell: str) -> str:
    return cell.encode("latin-1").decode("unicode_escape")


CASES = _cases()


@pytest.fixture(scope="module")
def rest(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What the two other rows give."""
    return outcome_of_bytes(tmp_path_factory.mktemp("rest") / "input", WITHOUT.encode())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return outcome_of_bytes(tmp_path_factory.mktemp("whole") / "input", TEXT.encode())


def test_the_whole_file_has_three_findings(whole: Outcome) -> None:
    assert (whole.code, whole.labels, whole.unresolved) == (0, SOUND, ())
    assert whole.options


def test_the_table_is_well_formed() -> None:
    assert len({case["case"] for case in CASES}) == len(CASES)
    assert {case["level"] for case in CASES} == LEVELS
    assert all(_plain(case["find"]) in TEXT for case in CASES)
    assert all(case["words"] for case in CASES if case["level"] in {"row", "fatal", "warning", "filtered"})


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
@pytest.mark.parametrize("pack", [bytes, bgzf])
def test_level(tmp_path: Path, case: dict[str, str], pack: type[bytes], whole: Outcome, rest: Outcome) -> None:
    text = TEXT.replace(_plain(case["find"]), _plain(case["replace"]))
    found = outcome_of_bytes(tmp_path / "input", pack(text.encode("latin-1")))
    words = case["words"]
    match case["level"]:
        case "same":
            assert found == whole
        case "warning":  # said, and nothing else of the file is touched
            assert (found.code, len(found.labels)) == (0, 3)
            assert set(rest.labels) < set(found.labels)
            assert words in found.codes
        case "row":
            assert (found.code, found.findings) == (3, rest.findings)
            assert len(found.unresolved) == 1
            assert found.unresolved[0].startswith("malformed_row: line ")
            assert words in found.unresolved[0]
        case "filtered":
            assert (found.code, found.findings) == (0, rest.findings)
            assert len(found.filtered) == 1
            assert words in found.filtered[0]
        case "none":  # no alternate allele: counted, and nothing more
            assert (found.code, found.findings, found.unresolved) == (0, rest.findings, ())
        case "unknown":  # counts that make no sense are unknown, never 0
            assert (found.code, found.options) == (0, whole.options)
            assert set(found.labels) == {*rest.labels, "BRAF V600E None None"}
        case _:
            assert found.code == 3
            assert words in found.error
