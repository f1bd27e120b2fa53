"""Branches of matching and notation that no row of the knowledge base and no table of cases reaches today."""

from __future__ import annotations

import copy
from collections import defaultdict
from typing import TYPE_CHECKING, cast

import pytest

from oncotier.domain.alteration import Fusion, SmallVariant
from oncotier.domain.biomarker import Atom, AtomKind
from oncotier.domain.evidence import LevelCell, Zygosity
from oncotier.domain.observation import RearrangementObservation
from oncotier.domain.report import OptionState
from oncotier.domain.settings import Settings
from oncotier.domain.tumor import TumorMatch
from oncotier.domain.value import replace
from oncotier.errors import NotationError
from oncotier.interpret import advice
from oncotier.interpret.assemble import interpret
from oncotier.interpret.canonical import canonical_all
from oncotier.interpret.findings import Findings
from oncotier.interpret.hits import Strength, hits
from oncotier.interpret.line import LineFit, line_fit
from oncotier.interpret.match import Match, match_assertion
from oncotier.interpret.tier import tiers
from oncotier.interpret.traits import has_exon_class, in_exon
from oncotier.notation import biomarker, coding, fusion
from oncotier.notation.consequence import of_coding
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.listing import from_texts
from tests.builders import named
from tests.readers.builders import knowledge

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase

KB = knowledge()


@pytest.mark.parametrize(
    ("pattern", "finding", "expected"),
    [
        ("promoter", "TERT c.-124C>T", Strength.EXACT),
        ("promoter:-124C>T", "TERT c.-124C>T", Strength.EXACT),
        ("promoter:-146C>T", "TERT c.-124C>T", None),
        ("promoter", "EGFR L858R", None),
        ("onc:kinase", "EGFR L858R", Strength.GENE_CLASS),
        ("onc:kinase", "EGFR A289V", None),
        ("onc:nowhere", "EGFR L858R", None),
        ("p:L858R", "EGFR L858R", Strength.EXACT),
        ("p:L858Q", "EGFR L858R", None),
        ("p:T790M", "EGFR L858R", None),
        ("codon:858", "EGFR L858R", Strength.CODON),
        ("codon:859", "EGFR L858R", None),
        ("any", "EGFR L858R", Strength.GENE_CLASS),
        ("amp", "ERBB2 amplification", Strength.EXACT),
        ("amp:high", "ERBB2 amplification", None),
        ("homdel", "ERBB2 amplification", None),
        ("homdel", "CDKN2A homozygous deletion", Strength.EXACT),
        ("fusion:any::ALK", "EML4::ALK fusion", Strength.EXACT),
        ("fusion:any::RET", "EML4::ALK fusion", None),
        ("p:L858R", "EGFR amplification", None),
        ("p:R80*", "CDKN2A homozygous deletion", None),
        ("any", "CDKN2A homozygous deletion", None),
        ("lof", "CDKN2A homozygous deletion", Strength.GENE_CLASS),
        ("lof", "CDKN2A amplification", None),
        ("p:L858R", "EGFR c.2573+40T>G", None),
    ],
)
def test_how_closely_an_alteration_fits(pattern: str, finding: str, expected: Strength | None) -> None:
    (alteration,) = canonical_all(finding, KB)
    atom = biomarker.parse(pattern)
    assert isinstance(atom, Atom)
    assert hits(atom, alteration.gene, alteration, KB) is expected


@pytest.mark.parametrize("flag", ["out_of_frame", "target_domain_lost"])
def test_a_fusion_that_cannot_work_fits_nothing(flag: str) -> None:
    (alteration,) = canonical_all("EML4::ALK fusion", KB)
    atom = biomarker.parse("fusion:any::ALK")
    assert isinstance(atom, Atom)
    assert hits(atom, "ALK", replace(alteration, flags=(flag,)), KB) is None


@pytest.mark.parametrize(("flags", "state"), [((), "available"), (("equivocal",), "conditional")])
def test_what_is_reported_as_equivocal_is_to_be_confirmed(flags: tuple[str, ...], state: str) -> None:
    reading = from_texts(["EML4::ALK fusion"], name="findings")
    source = reading.observations[0].source
    call = RearrangementObservation(source, "EML4", "ALK", "fusion", oriented=True, flags=flags)
    report = interpret([replace(reading, observations=(call,))], KB, Settings(tumor_type="LUAD"))
    option = named(report.options, "Alectinib")
    assert option is not None
    assert option.state == state
    assert any("reported as equivocal" in words for words in option.conditions) is bool(flags)


@pytest.mark.parametrize(
    "text",
    [
        "ER low",
        "ER positive 150%",
        "MET exon 14-2 skipping",
        "MET exon 0 skipping",
        "EGFR exon 20 amplification",
        "NC_000007.14:55191821:T",
        "NC_000007.14:g.0T>G",
        "NC_000007.14:0:T:G:A",
        "NC_000007.14:0:A:GA",
        "loss of XYZ1 expression",
        "MET exon 2-3 insertion",
        "EGFR 746_750ELR>K",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(NotationError):
        canonical_all(text, KB)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (("XYZ1", "ALK"), Fusion("XYZ1", "ALK", oriented=True)),
        (("ALK", "XYZ1"), Fusion("XYZ1", "ALK", oriented=True)),
        (("", "ALK"), Fusion("", "ALK", oriented=False)),
        (("ALK", ""), Fusion("", "ALK", oriented=False)),
    ],
)
def test_a_target_stands_behind_its_partner(pair: tuple[str, str], expected: Fusion) -> None:
    assert fusion.orient(*pair, KB.names) == expected


@pytest.mark.parametrize(
    ("text", "breaks"), [("c.3G>A", True), ("c.3del", True), ("c.3+1G>A", False), ("c.4G>A", False)]
)
def test_what_breaks_the_start(text: str, breaks: bool) -> None:
    assert coding.parse(text).breaks_start is breaks


@pytest.mark.parametrize(
    ("line", "prior", "expected"),
    [
        ("1", (), LineFit.FITS),
        ("1", ("cisplatin",), LineFit.EARLIER_LINE),
        ("2", (), LineFit.NEEDS_PRIOR),
        ("2", ("cisplatin",), LineFit.AFTER_PRIOR),
        ("adjuvant", ("cisplatin",), LineFit.NEEDS_PRIOR),
        ("post:cisplatin", ("cisplatin",), LineFit.AFTER_PRIOR),
        ("post:cisplatin", ("docetaxel",), LineFit.NEEDS_PRIOR),
        ("1", ("osimertinib",), LineFit.GIVEN_BEFORE),
        ("post:class:", ("cisplatin",), LineFit.NEEDS_PRIOR),
    ],
)
def test_how_the_line_fits(line: str, prior: tuple[str, ...], expected: LineFit) -> None:
    row = next(one for one in KB.all_assertions() if one.regimen == ("osimertinib",))
    assert line_fit(KB, replace(row, line=line), prior) is expected


@pytest.mark.parametrize(
    ("tumor_match", "is_own"),
    [(TumorMatch.SAME, True), (TumorMatch.AGNOSTIC, True), (TumorMatch.RELATED, False), (TumorMatch.OTHER, False)],
)
def test_a_stated_escat_tier_holds_in_the_indication_only(tumor_match: TumorMatch, is_own: bool) -> None:
    row = next(one for one in KB.all_assertions() if one.escat == "I-A")
    match = Match(row, (), Strength.EXACT, tumor_match, OptionState.AVAILABLE)
    assert (tiers(KB, match.assertion, match.tumor_match)[1] == "I-A") is is_own


def test_a_change_that_a_row_writes_in_no_notation_fits_nothing() -> None:
    (alteration,) = canonical_all("EGFR L858R", KB)
    assert hits(Atom("", AtomKind.PROTEIN, "858 and more"), "EGFR", alteration, KB) is None


def test_a_row_that_asks_for_both_alleles_is_to_be_confirmed() -> None:
    findings = Findings(canonical_all("BRCA2 S1982fs", KB), KB)
    row = next(one for one in KB.all_assertions() if one.biomarker == Atom("", AtomKind.LOSS_OF_FUNCTION))
    found = match_assertion(replace(row, zygosity=Zygosity.BIALLELIC), findings, "")
    assert found is not None
    assert "loss of both alleles" in found.conditions


class NoLevels:
    """A knowledge base that has no cell for any row, or an empty one."""

    drugs = KB.drugs

    def __init__(self, cell: LevelCell | None) -> None:
        self.levels = {} if cell is None else dict.fromkeys(KB.levels, cell)
        self.answers: defaultdict[object, dict[object, object]] = defaultdict(dict)

    def trial(self, trial_id: str) -> None:
        del trial_id


@pytest.mark.parametrize("cell", [None, LevelCell((), ())])
def test_a_row_without_a_cell_of_the_table_of_levels_has_no_tier(cell: LevelCell | None) -> None:
    row = next(one for one in KB.all_assertions() if one.trials and not one.escat)
    match = Match(row, (), Strength.EXACT, TumorMatch.SAME, OptionState.AVAILABLE)
    assert tiers(cast("KnowledgeBase", NoLevels(cell)), match.assertion, match.tumor_match) == ("", "")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("-17p", "del(17p)"),
        ("-7", "-7"),
        ("monosomy 7", "-7"),
        ("+1q", "+1q"),
        ("ABC1-XYZ2 fusion", "ABC1::XYZ2 fusion"),
    ],
)
def test_read_as(text: str, label: str) -> None:
    assert [one.label for one in canonical_all(text, KB)] == [label]


@pytest.mark.parametrize(
    ("event", "exon", "inside"),
    [
        (SmallVariant("MET", intron=13), 13, True),
        (SmallVariant("MET", intron=13), 14, True),
        (SmallVariant("MET", intron=13), 15, False),
        (SmallVariant("MET", intron=13), 12, False),
        (SmallVariant("MET", coding="c.odd", consequence="splice_donor_variant"), 14, False),
    ],
)
def test_which_exon_a_change_is_of(event: SmallVariant, exon: int, inside: bool) -> None:
    assert in_exon(event, "MET", exon, KB) is inside


def test_a_coding_name_in_no_notation_skips_no_exon() -> None:
    (alteration,) = canonical_all("MET c.3028+1G>T", KB)
    assert has_exon_class(KB, alteration.event, "MET", 14, "skip")
    odd = replace(alteration, event=SmallVariant("MET", coding="c.odd"))
    assert not has_exon_class(KB, odd.event, "MET", 14, "skip")


@pytest.mark.parametrize(
    ("text", "written", "copied", "term"),
    [
        ("c.2573delTinsG", "c.2573T>G", None, ""),
        ("c.100-50_200+50dup", "c.100-50_200+50dup", 101, "frameshift_variant"),
        ("c.100-49_200+50dup", "c.100-49_200+50dup", None, ""),
        ("c.100-50_200+49dup", "c.100-50_200+49dup", None, ""),
        ("c.100-50_201+50dup", "c.100-50_201+50dup", 102, "inframe_insertion"),
        ("c.100-5_101dup", "c.100-5_101dup", 7, "frameshift_variant"),
        ("c.100-4_100-3dup", "c.100-4_100-3dup", None, "splice_region_variant"),
    ],
)
def test_what_a_coding_change_says_by_itself(text: str, written: str, copied: int | None, term: str) -> None:
    change = coding.parse(text)
    assert (str(change), change.copied_length, of_coding(change)) == (written, copied, term)


def test_a_rule_of_the_first_line_is_silent_once_a_drug_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = next(one for one in KB.rules if one.id == "QC_EGFR_KRAS")
    monkeypatch.setattr(advice, "_rules_of_samples", lambda *_: (replace(rule, line="1", when=None),))
    assert [one.rule.id for one in advice.remarks(Findings((), KB), "LUAD")] == ["QC_EGFR_KRAS"]
    assert advice.remarks(Findings((), KB, prior=("osimertinib",)), "LUAD") == ()


def test_a_pattern_that_waits_can_be_copied() -> None:
    assert copy.copy(lazy_pattern("a+")).fullmatch("aa")
