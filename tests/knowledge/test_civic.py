"""The import of CIViC evidence: an invented file with every outcome, and what each molecular profile means."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oncotier.errors import InputError, OutputError, UsageError
from oncotier.knowledge.check import check
from oncotier.knowledge.civic import Evidence, Malformed, read_evidence
from oncotier.knowledge.civic_layer import REPORT_NAME, write_layer
from oncotier.knowledge.civic_profile import UnreadableProfile, parse_profile
from oncotier.knowledge.civic_row import LeftOut, convert
from oncotier.knowledge.load import default_root, load
from oncotier.notation.biomarker import format_pattern
from tests.builders import named, report_of

if TYPE_CHECKING:
    from oncotier.domain.evidence import Assertion, Resistance
    from oncotier.knowledge.base import KnowledgeBase
    from tests.conftest import Run

FILE = Path(__file__).with_name("data") / "civic_invented.tsv"
LEFT_OUT = {
    "9000009": "does not support",
    "9000010": "flagged in CIViC",
    "9000011": "not predictive",
    "9000012": "evidence level not used",
    "9000013": "molecular profile not readable",
    "9000014": "molecular profile not readable",
    "9000015": "molecular profile not readable",
    "9000016": "disease not mapped",
    "9000017": "therapies not writable",
    "9000018": "therapies not writable",
    "9000019": "significance not used",
    "9000020": "therapies not writable",
    "9000021": "refused by kb check: KB007",
    "9000022": "molecular profile not readable",
    "9000023": "molecular profile not readable",
    "9000024": "not accepted",
    "9000025": "no therapy",
    "9000026": "refused by kb check: KB009",
    "9000027": "refused by kb check: KB009",
    "9000029": "no source",
    "9000030": "therapies not writable",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("import") / "with-civic"
    write_layer(read_evidence(FILE), default_root(), target)
    return target


@pytest.fixture(scope="module")
def layered(folder: Path) -> KnowledgeBase:
    return load(folder)


def report(folder: Path) -> list[list[str]]:
    header, *lines = (folder / REPORT_NAME).read_text().splitlines()
    assert header == "evidence_id\toutcome\treason"
    return [line.split("\t") for line in lines]


def rows_of(kb: KnowledgeBase) -> dict[str, Assertion | Resistance]:
    rows: dict[str, Assertion | Resistance] = {row.id: row for row in kb.all_assertions()}
    rows |= {row.id: row for row in kb.all_resistance()}
    return {identifier: row for identifier, row in rows.items() if identifier.startswith("CIVIC-")}


def item(**cells: object) -> Evidence:
    first = next(one for one in read_evidence(FILE) if isinstance(one, Evidence))
    return Evidence(**{name: getattr(first, name) for name in first.__struct_fields__} | cells)


def test_every_line_of_the_file_is_accounted_for(folder: Path) -> None:
    lines = FILE.read_text().splitlines()[1:]
    found = report(folder)
    assert len(found) == len(lines) == 31
    assert {outcome for _, outcome, _ in found} == {"assertion", "resistance", "left_out", "malformed"}
    assert all(reason for _, _, reason in found)


def test_each_reason(folder: Path) -> None:
    found = {identifier: reason for identifier, outcome, reason in report(folder) if outcome == "left_out"}
    assert found.pop("9000001").startswith("id stands twice")
    assert set(found) == set(LEFT_OUT)
    for identifier, reason in LEFT_OUT.items():
        assert found[identifier].startswith(reason), identifier
    assert ["line 32", "malformed", "2 cells, but the header names 25 columns"] in report(folder)


def test_the_folder_is_clean_and_whole(folder: Path, kb: KnowledgeBase, layered: KnowledgeBase) -> None:
    assert check(folder) == ()
    ours = {row.id for row in (*kb.all_assertions(),)} | {row.id for row in kb.all_resistance()}
    theirs = {row.id for row in (*layered.all_assertions(),)} | {row.id for row in layered.all_resistance()}
    assert ours < theirs
    assert {identifier for identifier in theirs - ours if not identifier.startswith("CIVIC-EID")} == set()
    assert layered.stamp.version == f"{kb.stamp.version}+civic"
    assert "CC0" in (folder / "README.md").read_text()
    assert (folder / "LICENSE").is_file()
    assert not [path for path in folder.parent.iterdir() if path != folder], "no half-made folder is left"


def test_ids_of_alternatives_get_letters(layered: KnowledgeBase) -> None:
    assert set(rows_of(layered)) == {
        "CIVIC-EID9000001", "CIVIC-EID9000002", "CIVIC-EID9000003a", "CIVIC-EID9000003b", "CIVIC-EID9000004",
        "CIVIC-EID9000005", "CIVIC-EID9000006", "CIVIC-EID9000007", "CIVIC-EID9000008",
    }  # fmt: skip


def test_rows_are_marked_and_conservative(layered: KnowledgeBase, kb: KnowledgeBase) -> None:
    for identifier, row in rows_of(layered).items():
        number = identifier.removeprefix("CIVIC-EID").rstrip("ab")
        assert row.authority == "none"
        assert row.verified == "secondary"
        assert row.verified_on <= kb.stamp.as_of
        assert row.evidence in {"late_trial", "early_trial", "case", "preclinical"}
        assert row.note.startswith(f"CIViC evidence EID{number}, level ")
        assert f"URL:https://civicdb.org/links/evidence_items/{number}" in row.sources
        assert "PMID:90000001" in row.sources
    statuses = {row.status for row in layered.all_assertions() if row.id.startswith("CIVIC-")}
    assert statuses == {"off_label", "investigational"}


def test_levels_patterns_and_names(layered: KnowledgeBase) -> None:
    rows = rows_of(layered)
    evidence = {identifier.removeprefix("CIVIC-EID900000"): row.evidence.value for identifier, row in rows.items()}
    assert evidence["1"] == "late_trial"
    assert evidence["2"] == "early_trial"
    assert evidence["3a"] == "case"
    assert evidence["5"] == "preclinical"
    written = {identifier[-2:].lstrip("0"): format_pattern(row.biomarker) for identifier, row in rows.items()}
    assert written["2"] == "p:L858R&p:T790M"
    assert written["3a"] == "p:L858R&!p:T790M"
    assert written["4"] == "(EGFR:p:L858R,EGFR:exon:19:inframe_del)&MET:amp"
    drugs = {row.id: row.regimen for row in layered.all_assertions() if row.id in rows}
    assert drugs["CIVIC-EID9000005"] == ("dabrafenib",), "the salt is the drug"
    assert drugs["CIVIC-EID9000004"] == ("osimertinib", "savolitinib")
    assert rows["CIVIC-EID9000008"].origin == "germline"


def test_an_unknown_drug_gets_a_row(layered: KnowledgeBase, kb: KnowledgeBase) -> None:
    assert "inventinib" not in kb.drugs
    drug = layered.drugs["inventinib"]
    assert (drug.modality, drug.classes, drug.approval_year) == ("other", (), "")


def test_mechanism_by_target(layered: KnowledgeBase) -> None:
    mechanisms = {row.id: row.mechanism for row in layered.all_resistance() if row.id.startswith("CIVIC-")}
    assert mechanisms == {"CIVIC-EID9000002": "on_target", "CIVIC-EID9000007": "primary"}


def test_a_report_uses_the_layer(layered: KnowledgeBase, kb: KnowledgeBase) -> None:
    assert named(report_of(kb, "EML4::ALK fusion", tumor="LUAD").options, "Inventinib") is None
    option = named(report_of(layered, "EML4::ALK fusion", tumor="LUAD").options, "Inventinib")
    assert option is not None
    assert option.amp_tier in {"II-C", "II-D"}
    assert "CIVIC-EID9000006" in option.assertions


def test_the_command(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "layer"
    done = run("kb", "import", "civic", str(FILE), "-o", str(target))
    assert done.returncode == 3, "a malformed line was rejected"
    assert done.stdout == b""
    assert b"6 imported as assertion" in done.stderr
    assert b"left out, disease not mapped" in done.stderr
    assert run("kb", "check", str(target)).returncode == 0
    shown = run("kb", "show", "CIVIC-EID9000001", "--knowledge-base", str(target)).stdout.decode()
    assert "note: CIViC evidence EID9000001, level A, rating 3" in shown
    again = tmp_path / "again"
    run("kb", "import", "civic", str(FILE), "-o", str(again))
    names = sorted(path.relative_to(target) for path in target.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert all((target / name).read_bytes() == (again / name).read_bytes() for name in names), "deterministic"


def test_a_target_that_is_there_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputError):
        write_layer(read_evidence(FILE), default_root(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(OutputError):
        write_layer(read_evidence(FILE), default_root(), tmp_path / "no" / "folder")


def test_a_layer_is_not_put_on_a_layer(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_layer(read_evidence(FILE), folder, tmp_path / "twice")


def test_faults_of_the_base_itself_are_not_blamed_on_civic(tmp_path: Path, run: Run) -> None:
    base = shutil.copytree(default_root(), tmp_path / "base")
    path = base / "toxicity.tsv"
    path.write_bytes(path.read_bytes().replace(b"\tno\t", b"\tperhaps\t", 1))
    done = run("kb", "import", "civic", str(FILE), "-o", str(tmp_path / "out"), "--knowledge-base", str(base))
    assert done.returncode == 6
    assert b"toxicity.tsv:" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "content", [b"", b"gene\tvariant\n", b"molecular_profile\tdisease\nEGFR L858R\tCancer\n", b"\xff\xfe\x00"]
)
def test_a_file_that_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.tsv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_evidence(path)
    assert "other.tsv" in caught.value.message


def test_a_missing_file(run: Run, tmp_path: Path) -> None:
    assert run("kb", "import", "civic", "nowhere.tsv", "-o", str(tmp_path / "out")).returncode == 3


def test_windows_line_ends_and_a_mark_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "saved.tsv"
    path.write_bytes(b"\xef\xbb\xbf" + FILE.read_bytes().replace(b"\n", b"\r\n"))
    assert read_evidence(path) == read_evidence(FILE)


def test_an_id_that_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "ids.tsv"
    path.write_bytes(FILE.read_bytes().replace(b"\t9000001\t", b"\tEIDx\t", 1))
    first = read_evidence(path)[0]
    assert isinstance(first, Malformed)
    assert first.line1 == 2


@pytest.mark.parametrize(
    ("text", "genes", "pattern"),
    [
        ("EGFR L858R", "EGFR", "p:L858R"),
        ("HER2 Amplification", "ERBB2", "amp"),
        ("BRAF V600", "BRAF", "codon:600"),
        ("KRAS Mutation", "KRAS", "onc"),
        ("v::ALK Fusion", "ALK", "fusion:any::ALK"),
        ("FGFR2::v Fusion", "FGFR2", "fusion:FGFR2::any"),
        ("EML4::ALK Fusion", "ALK", "fusion:EML4::ALK"),
        ("BCR::ABL1 Fusion AND ABL1 T315I", "ABL1", "fusion:BCR::ABL1&p:T315I"),
        ("EGFR Exon 19 Deletion", "EGFR", "exon:19:inframe_del"),
        ("MET Exon 14 Skipping Mutation", "MET", "exon:14:skip"),
        ("FLT3 ITD", "FLT3", "itd"),
        ("BRCA1 Loss-of-function", "BRCA1", "lof"),
        ("EGFR VIII", "EGFR", "exons:2-7:del"),
        ("KRAS Wildtype", "KRAS", "wt"),
        ("TERT c.-124C>T", "TERT", "promoter:-124C>T"),
        ("EGFR L858R OR EGFR L861Q OR EGFR G719", "EGFR", "p:L858R,p:L861Q,codon:719"),
        ("EGFR L858R AND NOT (EGFR T790M OR EGFR C797S)", "EGFR", "p:L858R&!(p:T790M,p:C797S)"),
        ("EGFR L858R AND KRAS G12C", "EGFR,KRAS", "EGFR:p:L858R&KRAS:p:G12C"),
        ("MSI-H", "MSI", "sig:MSI-H"),
    ],
)
def test_profiles_that_can_be_read(kb: KnowledgeBase, text: str, genes: str, pattern: str) -> None:
    profile = parse_profile(text, kb)
    assert (",".join(profile.genes), format_pattern(profile.pattern)) == (genes, pattern)


@pytest.mark.parametrize(
    "text",
    [
        "", "AND", "EGFR L858R AND", "( EGFR L858R", "EGFR L858R )", "EGFR L858R, EGFR T790M", "EML4::ALK e20;e20",
        "EGFR L858R AND EGFR T790M OR EGFR C797S", "NOT EGFR L858R", "NOT NOT EGFR L858R", "ERBB2 Overexpression",
        "PTEN Loss", "v::v Fusion", "ZZZ9 L1R", "L858R", "EGFR L858R and EGFR T790M",
    ],
)  # fmt: skip
def test_profiles_that_mean_nothing_or_two_things(kb: KnowledgeBase, text: str) -> None:
    with pytest.raises(UnreadableProfile):
        parse_profile(text, kb)


@pytest.mark.parametrize(("salt", "drug"), [("Imatinib Mesylate", "imatinib"), ("Gleevec", "imatinib")])
def test_salts_and_brands_are_the_drug(kb: KnowledgeBase, salt: str, drug: str) -> None:
    assert convert(item(therapies=(salt,)), kb).rows[0]["drugs"] == drug


@pytest.mark.parametrize("level", ["A", "B", "C", "D"])
def test_no_level_becomes_a_label_or_guideline(kb: KnowledgeBase, level: str) -> None:
    assert convert(item(level=level), kb).rows[0]["evidence"] not in {"label", "guideline"}


def test_a_drug_name_that_would_break_a_cell(kb: KnowledgeBase) -> None:
    with pytest.raises(LeftOut):
        convert(item(therapies=("a + b",)), kb)


def test_the_package_ships_no_civic_data() -> None:
    assert not list(default_root().rglob("*civic*"))
