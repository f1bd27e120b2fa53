"""Changes that the literature counts on another transcript, promoters, and what only another transcript codes for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import SmallVariant
from oncotier.genome.assembly import BUILDS
from oncotier.interpret.caller import no_reference
from oncotier.notation.consequence import CANONICAL_SPLICE
from tests.genome.shared import reference_set
from tests.interpret.places import label, only, report_of_places
from tests.tables import rows

if TYPE_CHECKING:
    from oncotier.interpret.caller import References
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.readers.references import ReferenceSet

genomes = pytest.fixture(scope="module")(reference_set)
NUMBERED = rows("consequence_numbering.tsv")
CASES = pytest.mark.parametrize(
    ("row", "build"), [pytest.param(row, build, id=f"{row['label']} {build}") for row in NUMBERED for build in BUILDS]
)


def judge(row: dict[str, str], build: str, kb: KnowledgeBase, references: References) -> None:
    one = only(report_of_places(kb, row[build], build, references))
    assert (one.label, one.hgvs_c) == (row["label"], row["coding"])
    assert set(one.also_known_as) == set(filter(None, row["also_known_as"].split(",")))


@CASES
def test_without_a_reference(row: dict[str, str], build: str, kb: KnowledgeBase) -> None:
    if row["facts"] == "same":
        judge(row, build, kb, no_reference)
        return
    (refused,) = report_of_places(kb, row[build], build).unresolved
    assert refused.reason == "consequence_unavailable"
    assert refused.words.startswith(f"{row['gene']}: ")
    assert "--fasta" in refused.words


@pytest.mark.shared
@CASES
def test_with_a_reference(row: dict[str, str], build: str, kb: KnowledgeBase, genomes: ReferenceSet) -> None:
    judge(row, build, kb, genomes)


PROMOTER = """
c.-124C>T  5:1295228:G:A   5:1295113:G:A
c.-146C>T  5:1295250:G:A   5:1295135:G:A
c.-57A>C   5:1295161:T:G   5:1295046:T:G
"""


@pytest.mark.parametrize("line", PROMOTER.strip().splitlines())
def test_the_tert_promoter(line: str, kb: KnowledgeBase) -> None:
    """C228T and C250T carry the last digits of their place on GRCh37 (1,295,228 and 1,295,250)."""
    name, *places = line.split()
    for build, text in zip(BUILDS, places, strict=True):
        one = only(report_of_places(kb, text, build))
        assert (one.label, one.hgvs_c, one.hgvs_p) == (f"TERT {name}", name, "")
        assert one.hgvs_g == f"{build}:{text[:1]}:{text.split(':')[1]}{text.split(':')[2]}>{text[-1]}"


def test_a_promoter_counts_only_where_one_matters(kb: KnowledgeBase) -> None:
    far = report_of_places(kb, "5:1296000:A:G", "GRCh37")
    assert far.inputs[0].records.out_of_scope == 1
    assert far.alterations == ()
    before_kras = report_of_places(kb, "12:25403900:A:G", "GRCh37")
    assert before_kras.alterations == ()


ARF = """
start_lost            9:21994330:T:C 9:21994331:T:C  ENST00000579755:p.M1?
splice_donor_variant  9:21994137:C:T 9:21994138:C:T  .
"""


@pytest.mark.parametrize("line", ARF.strip().splitlines())
def test_a_change_of_another_transcript_is_no_change_of_the_primary(line: str, kb: KnowledgeBase) -> None:
    """Exon 1-beta of CDKN2A belongs to p14ARF, not to p16."""
    term, *places, alias = line.split()
    for build, text in zip(BUILDS, places, strict=True):
        one = only(report_of_places(kb, text, build, tumor="MEL"))
        assert isinstance(one.event, SmallVariant)
        assert (one.gene, one.event.consequence, one.event.protein) == ("CDKN2A", term, None)
        assert one.flags == ("other_transcript",)
        assert one.also_known_as == (() if alias == "." else (alias,))
        assert one.classes == ()
        assert (one.label.endswith("splice donor variant")) is (term in CANONICAL_SPLICE)


def test_what_another_transcript_may_code_for_is_not_lost(kb: KnowledgeBase) -> None:
    """Within exon 1-beta the residue needs the sequence."""
    for build, text in zip(BUILDS, ("9:21994273:C:A", "9:21994274:C:A"), strict=True):
        report = report_of_places(kb, text, build)
        assert label(report) == ""
        assert [one.reason for one in report.unresolved] == ["consequence_unavailable"]
        assert "--fasta" in report.unresolved[0].words


@pytest.mark.shared
def test_two_frames_of_one_gene(kb: KnowledgeBase, genomes: ReferenceSet) -> None:
    """c.238C>T stops p16 and changes p14ARF; a change that p14ARF does not notice is no other name."""
    stop = only(report_of_places(kb, "9:21971120:G:A", "GRCh37", genomes))
    assert (stop.label, stop.also_known_as) == ("CDKN2A R80*", ("P94L",))
    silent = only(report_of_places(kb, "9:21971023:C:T", "GRCh37", genomes))
    assert (silent.label, silent.also_known_as) == ("CDKN2A R112H", ())
    arf = only(report_of_places(kb, "9:21994273:C:A", "GRCh37", genomes))
    assert (arf.flags, arf.also_known_as) == (("other_transcript",), ("ENST00000579755:p.V20L",))
