"""An annotation beside our own call: the same, another numbering or spelling, or a difference that the report says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from oncotier.interpret.caller import no_reference
from tests.genome.shared import reference_set
from tests.interpret.places import only, placed, report_of

if TYPE_CHECKING:
    from oncotier.interpret.caller import References
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.readers.references import ReferenceSet

genomes = pytest.fixture(scope="module")(reference_set)

# place on GRCh37, annotation (gene protein coding term transcript exon; `.` for none), label, notice
CASES = """
7:55259515:T:G  EGFR p.Leu858Arg c.2573T>G missense_variant ENST00000275493.7 .      | EGFR L858R |
7:55259515:T:G  EGFR L858R . missense_variant . .                                    | EGFR L858R |
7:55259515:T:G  EGFR . . missense_variant . .                                        | EGFR L858R |
7:55259515:T:G  EGFR . . . . .                                                       | EGFR L858R |
7:55259515:T:G  EGFR . c.2573T>G . NM_005228.5 .                                     | EGFR L858R |
7:55259515:T:G  EGFR p.Gly719Ser c.2155G>A missense_variant ENST00000275493 .        | EGFR G719S | annotation_differs
7:55259515:T:G  EGFR . . intron_variant ENST00000275493 .                            | EGFR L858R | annotation_differs
7:55259515:T:G  EGFR . . stop_gained . .                                             | EGFR L858R | annotation_differs
7:116412043:G:A MET p.Asp1028Asn c.3082G>A missense_variant ENST00000318493 .        | MET D1010N |
7:116412043:G:A MET p.Asp1028Asn c.3082G>A missense_variant NM_001127500.3 14/21     | MET D1010N |
7:116412044:G:T MET . c.3082+1G>T splice_donor_variant NM_001127500.3 .              | MET c.3028+1G>T | renumbered
7:116412046:A:G MET . c.3082+3A>G splice_region_variant ENST00000318493 .            | MET c.3028+3A>G | renumbered
7:116412044:G:T MET . c.3082+1G>T splice_donor_variant . .                           | MET c.3028+1G>T | renumbered
7:116412044:G:T MET . c.3028+1G>T splice_donor_variant ENST00000397752.8 .           | MET c.3028+1G>T |
7:116412044:G:T MET . c.3082+1G>T splice_site_variant NM_000245 .  | MET c.3028+1G>T | annotation_differs
7:140453136:A:T BRAF p.Val600= c.1800G>A synonymous_variant ENST00000646891 .        | BRAF V600E | annotation_differs
7:140453136:A:T BRAF p.Val640= c.1920G>A synonymous_variant ENST00000644969 .        | BRAF V600E | annotation_differs
7:116411990:C:T MET p.Thr1010Ile . missense_variant . .                              | MET T992I |
3:38182641:T:C  MYD88 p.Leu265Pro . missense_variant ENST00000396334 .               | MYD88 L252P |
7:148508727:T:A EZH2 p.Tyr641Phe . missense_variant ENST00000460911 .                | EZH2 Y646F |
7:148508727:T:A EZH2 Y641F . missense_variant . .                                    | EZH2 Y646F |
7:140453136:A:T BRAF p.Val640Glu c.1919T>A missense_variant ENST00000644969 .        | BRAF V600E |
7:140453136:A:T BRAF p.Val600Glu c.1799T>A missense_variant ENST00000646891 .        | BRAF V600E |
9:133748283:C:T ABL1 p.Thr334Ile . missense_variant ENST00000372348 .                | ABL1 T315I |
4:55599321:A:T KIT p.Asp812Val . missense_variant . .                                | KIT D816V | renumbered
9:133738363:G:A ABL1 p.Glu274Lys . missense_variant ENST00000372348 .                | ABL1 E255K | renumbered
4:55599321:A:T KIT p.Asp816His . missense_variant ENST00000288135 .                  | KIT D816H | annotation_differs
17:37880220:T:C ERBB2 p.Leu725Ser . missense_variant NM_001005862 .                  | ERBB2 L755S | renumbered
13:28608255:G:GATCATATTCATA FLT3 p.Tyr597_Asp600dup . inframe_insertion . .          | FLT3 Y597_D600dup |
13:28608255:G:GATCATATTCATA FLT3 D600_L601insYEYD . inframe_insertion ENST00000241453 .    | FLT3 Y597_D600dup |
7:55242464:AGGAATTAAGAGAAGC:A EGFR p.Glu746_Ala750del . inframe_deletion . .         | EGFR E746_A750del |
7:55242464:AGGAATTAAGAGAAGC:A EGFR p.Lys745_Ala750delinsLys . inframe_deletion . .   | EGFR E746_A750del |
5:170837543:C:CTCTG NPM1 p.Trp288fs . frameshift_variant ENST00000296930 .           | NPM1 |
5:170837543:C:CTCTG NPM1 p.Trp288CysfsTer12 . frameshift_variant ENST00000296930 .   | NPM1 W288Cfs*12 |
17:37880981:A:AGCATACGTGATG ERBB2 p.Ala775_Gly776insTyrValMetAla . inframe_insertion . . | ERBB2 Y772_A775dup |
"""


def read_case(line: str) -> tuple[str, dict[str, Any], str, str]:
    given, wanted, notice = (part.strip() for part in line.split("|"))
    place, *cells = given.split()
    names = dict(zip(("gene", "protein", "coding", "consequence", "transcript", "exon"), cells, strict=True))
    return place, {name: "" if cell == "." else cell for name, cell in names.items()}, wanted, notice


def judge(line: str, kb: KnowledgeBase, references: References) -> None:
    place, names, wanted, notice = read_case(line)
    report = report_of(kb, [placed(place, **names)], references)
    one = only(report)
    assert one.label == wanted or (wanted == one.gene and one.label.startswith(wanted))
    codes = {found.code for found in report.notices if not found.code.startswith(("tumor_type", "rule:"))}
    assert codes == ({notice} if notice else set())


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_without_a_reference(line: str, kb: KnowledgeBase) -> None:
    judge(line, kb, no_reference)


@pytest.mark.shared
@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_with_a_reference(line: str, kb: KnowledgeBase, genomes: ReferenceSet) -> None:
    judge(line, kb, genomes)


def test_a_difference_keeps_what_the_source_says_and_names_both(kb: KnowledgeBase) -> None:
    record = placed("7:55259515:T:G", gene="EGFR", protein="p.Gly719Ser", consequence="missense_variant")
    report = report_of(kb, [record])
    assert only(report).hgvs_p == "p.(Gly719Ser)"
    (found,) = (notice for notice in report.notices if notice.code == "annotation_differs")
    assert (found.severity, found.where) == ("warning", "calls.vcf:1")
    assert "G719S (missense_variant)" in found.words
    assert "L858R (missense_variant)" in found.words


def test_a_renumbered_change_keeps_its_other_name(kb: KnowledgeBase) -> None:
    record = placed("7:116412044:G:T", gene="MET", coding="c.3082+1G>T", transcript="NM_001127500.3")
    report = report_of(kb, [record], tumor="LUAD")
    one = only(report)
    assert (one.label, one.classes, one.also_known_as) == (
        "MET c.3028+1G>T",
        ("MET exon 14 skipping",),
        ("c.3082+1G>T",),
    )
    assert "Capmatinib" in {option.therapy for option in report.options}
    (found,) = (notice for notice in report.notices if notice.code == "renumbered")
    assert found.words == "c.3082+1G>T counts on another transcript and is MET c.3028+1G>T on ENST00000397752"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("written", "alias"), [("p.Tyr1494fs", ("Y1494fs",)), ("p.Ser1982fs", ("S1982fs",)), ("p.Lys1981fs", ("K1981fs",))]
)
def test_a_frameshift_is_named_by_its_first_changed_residue(
    kb: KnowledgeBase, genomes: ReferenceSet, written: str, alias: tuple[str, ...]
) -> None:
    record = placed("13:32914437:GT:G", gene="BRCA2", protein=written, consequence="frameshift_variant")
    report = report_of(kb, [record], genomes)
    assert (only(report).label, only(report).also_known_as) == ("BRCA2 S1982Rfs*22", alias)
    assert ("renumbered" in {notice.code for notice in report.notices}) is ("Tyr" in written)


def test_a_reference_base_that_contradicts_is_said_of_an_annotated_record(kb: KnowledgeBase) -> None:
    record = placed("7:55259515:A:G", gene="EGFR", protein="p.Leu858Arg", consequence="missense_variant")
    report = report_of(kb, [record])
    assert only(report).label == "EGFR L858R"
    (found,) = (notice for notice in report.notices if notice.code == "reference_mismatch")
    assert found.words == "EGFR: the reference has T at 7:55259515, the record says A"
