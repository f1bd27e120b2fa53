"""Neighbors on one haplotype are one change; without phase both are named and the doubt is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.value import replace
from oncotier.interpret.caller import Caller
from oncotier.interpret.phasing import haplotypes_shared, phased_units
from tests.genome.shared import reference_set
from tests.interpret.places import label, only, placed, report_of

if TYPE_CHECKING:
    from oncotier.domain.observation import VariantObservation
    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.readers.references import ReferenceSet

genomes = pytest.fixture(scope="module")(reference_set)
V600E, V600M = "7:140453136:A:T", "7:140453137:C:T"
LONG_DELETION, S752F = "7:55242466:GAATTAAGAGAAGCAACAT:G", "7:55242485:C:T"  # c.2237_2254del, c.2255C>T
T790M, C797S, L858R = "7:55249071:C:T", "7:55249092:G:C", "7:55259515:T:G"


def records(*calls: str, phases: str = "") -> list[VariantObservation]:
    given = phases.split() or [""] * len(calls)
    return [
        placed(text, record1=number, phase="" if phase == "-" else phase)
        for number, (text, phase) in enumerate(zip(calls, given, strict=True), start=1)
    ]


def codes(report: Report) -> set[str]:
    return {notice.code for notice in report.notices} - {"tumor_type_missing"}


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("5|1", "5|1", True),
        ("5|0", "5|1", False),
        ("5|01", "5|1", True),
        ("5|01", "5|0", True),
        ("5|1", "6|1", None),
        (".|1", ".|1", True),
        ("", "5|1", None),
        ("", "", None),
        ("7_100_A_T|1", "7_100_A_T|1", True),
        ("a.vcf:5|1", "b.vcf:5|1", None),
    ],
)
def test_haplotypes_shared(first: str, second: str, *, shared: bool | None) -> None:
    assert haplotypes_shared(first, second) is shared
    assert haplotypes_shared(second, first) is shared


class TestV600K:
    @pytest.mark.parametrize("phases", ["5|1 5|1", ".|0 .|0", "5|01 5|1"])
    def test_in_cis_is_one_change(self, kb: KnowledgeBase, phases: str) -> None:
        report = report_of(kb, records(V600E, V600M, phases=phases), tumor="MEL")
        one = only(report)
        assert (one.label, one.hgvs_c, [source.record1 for source in one.sources]) == (
            "BRAF V600K",
            "c.1798_1799delinsAA",
            [1, 2],
        )
        assert "phased_together" in codes(report)
        assert report.inputs[0].records.interpreted == 2

    def test_is_what_the_joined_record_says(self, kb: KnowledgeBase) -> None:
        parts = report_of(kb, records(V600E, V600M, phases="5|1 5|1"), tumor="MEL")
        joined = report_of(kb, records("7:140453136:AC:TT"), tumor="MEL")
        assert [one.event for one in parts.alterations] == [one.event for one in joined.alterations]
        assert [option.therapy for option in parts.options] == [option.therapy for option in joined.options]

    def test_in_trans_are_two(self, kb: KnowledgeBase) -> None:
        report = report_of(kb, records(V600E, V600M, phases="5|0 5|1"))
        assert label(report) == "BRAF V600E; BRAF V600M"
        assert codes(report) == set()

    @pytest.mark.parametrize("phases", ["", "5|1 6|1", "- 5|1"])
    def test_without_a_common_phase_are_two_and_a_warning(self, kb: KnowledgeBase, phases: str) -> None:
        report = report_of(kb, records(V600E, V600M, phases=phases))
        assert label(report) == "BRAF V600E; BRAF V600M"
        (warning,) = (notice for notice in report.notices if notice.code == "codon_shared_unphased")
        assert (warning.severity, warning.where) == ("warning", "calls.vcf:1")
        assert warning.words.startswith("records 1 and 2 change the same codon and are not phased")

    def test_a_filtered_record_is_not_joined(self, kb: KnowledgeBase) -> None:
        first, second = records(V600E, V600M, phases="5|1 5|1")
        report = report_of(kb, [first, replace(second, filter="LowQ")])
        assert label(report) == "BRAF V600E"
        assert report.inputs[0].records.filtered_by == {"filter:LowQ": 1}
        (warning,) = (notice for notice in report.notices if notice.code == "codon_shared_filtered")
        assert warning.where == "calls.vcf:1"
        assert warning.words.startswith("record 2, set aside by LowQ, changes the same codon on the same haplotype as")

    @pytest.mark.parametrize(
        ("phases", "filters"),
        [("5|0 5|1", ("", "LowQ")), ("", ("", "LowQ")), ("5|1 5|1", ("LowQ", "LowQ"))],
    )
    def test_nothing_is_said_of_what_is_filtered_elsewhere(
        self, kb: KnowledgeBase, phases: str, filters: tuple[str, str]
    ) -> None:
        found = records(V600E, V600M, phases=phases)
        report = report_of(kb, [replace(one, filter=given) for one, given in zip(found, filters, strict=True)])
        assert codes(report) == {"driver_filtered"}

    @pytest.mark.parametrize("phases", ["", "5|1 5|1"])
    @pytest.mark.parametrize("other", ["7:140453135:CA:CT", "7:140453136:AC:TC"])
    def test_two_spellings_of_one_change_are_one(self, kb: KnowledgeBase, phases: str, other: str) -> None:
        report = report_of(kb, records(V600E, other, phases=phases))
        assert label(report) == "BRAF V600E"
        assert not codes(report) & {"codon_shared_unphased", "phased_together"}

    def test_annotated_records_are_joined_too(self, kb: KnowledgeBase) -> None:
        """Each annotation speaks of its own record only."""
        names = {"gene": "BRAF", "consequence": "missense_variant", "transcript": "ENST00000646891"}
        first = placed(V600E, record1=1, phase="5|1", protein="p.Val600Glu", **names)
        second = placed(V600M, record1=2, phase="5|1", protein="p.Val600Met", **names)
        assert label(report_of(kb, [first, second])) == "BRAF V600K"


class TestDeletionWithNeighbor:
    @pytest.mark.parametrize("phases", ["9|1 9|1", ".|0 .|0"])
    def test_in_cis_is_the_delins(self, kb: KnowledgeBase, phases: str) -> None:
        report = report_of(kb, records(LONG_DELETION, S752F, phases=phases))
        one = only(report)
        assert (one.label, one.hgvs_c, one.classes) == (
            "EGFR E746_S752delinsV",
            "c.2237_2255delinsT",
            ("EGFR exon 19 deletion",),
        )

    def test_unphased_share_a_codon(self, kb: KnowledgeBase) -> None:
        report = report_of(kb, records(LONG_DELETION, S752F))
        assert label(report) == "EGFR E746_S752delinsA; EGFR S752F"
        assert codes(report) == {"codon_shared_unphased"}

    def test_far_away_is_left_alone(self, kb: KnowledgeBase) -> None:
        report = report_of(kb, records(LONG_DELETION, L858R, phases="9|1 9|1"))
        assert label(report) == "EGFR E746_S752delinsA; EGFR L858R"
        assert codes(report) == set()


class TestRestoredFrame:
    """BRCA2 c.5946del and an insertion behind it."""

    PARTS = ("13:32914437:GT:G", "13:32914444:A:AA")

    @pytest.mark.shared
    def test_in_cis_is_no_loss_of_function(self, kb: KnowledgeBase, genomes: ReferenceSet) -> None:
        report = report_of(kb, records(*self.PARTS, phases="3|1 3|1"), genomes)
        assert only(report).label == "BRCA2 S1982_G1983delinsRE"
        assert only(report).classes == ()

    @pytest.mark.shared
    @pytest.mark.parametrize("phases", ["3|0 3|1", ""])
    def test_in_trans_or_unphased_are_two_losses(self, kb: KnowledgeBase, genomes: ReferenceSet, phases: str) -> None:
        report = report_of(kb, records(*self.PARTS, phases=phases), genomes)
        assert [one.classes for one in report.alterations] == [("BRCA2 loss of function",)] * 2

    def test_without_a_reference_neither_is_called_a_loss(self, kb: KnowledgeBase) -> None:
        report = report_of(kb, records(*self.PARTS, phases="3|1 3|1"))
        assert report.alterations == ()
        assert [(one.reason, one.source.record1) for one in report.unresolved] == [
            ("consequence_unavailable", 1),
            ("consequence_unavailable", 2),
        ]
        assert all("restore the reading frame" in one.words and "--fasta" in one.words for one in report.unresolved)

    def test_without_a_reference_and_in_trans_both_are(self, kb: KnowledgeBase) -> None:
        report = report_of(kb, records(*self.PARTS, phases="3|0 3|1"))
        assert [one.classes for one in report.alterations] == [("BRCA2 loss of function",)] * 2


@pytest.mark.parametrize(
    ("phases", "code", "words"),
    [
        ("8|1 8|1", "phase_cis", "lie in cis (on one copy of the gene)"),
        ("8|0 8|1", "phase_trans", "lie in trans (on different copies)"),
        ("", "phase_unknown", "it is not known whether they lie on one copy of the gene (cis) or on both (trans)"),
        ("8|1 9|1", "phase_unknown", "it is not known"),
    ],
)
def test_t790m_and_c797s(kb: KnowledgeBase, phases: str, code: str, words: str) -> None:
    given = f"{phases} -" if phases else ""
    report = report_of(kb, records(T790M, C797S, L858R, phases=given), tumor="LUAD")
    found = [notice for notice in report.notices if notice.code.startswith("phase_")]
    assert [notice.code for notice in found] == [code]
    assert found[0].words.startswith("EGFR C797S and EGFR T790M")
    assert words in found[0].words


def test_one_resistance_change_says_nothing_of_phase(kb: KnowledgeBase) -> None:
    report = report_of(kb, records(T790M, L858R), tumor="LUAD")
    assert not [notice for notice in report.notices if notice.code.startswith("phase_")]


def test_alleles_of_one_record_are_never_joined(kb: KnowledgeBase) -> None:
    first, second = records(V600E, V600M, phases="5|1 5|1")
    together = [first, replace(second, source=first.source)]
    units, notices = phased_units(together, Caller(kb))
    assert [len(unit.members) for unit in units] == [1, 1]
    assert notices == ()


def test_the_order_of_records_does_not_matter(kb: KnowledgeBase) -> None:
    calls = records(LONG_DELETION, S752F, V600E, V600M, T790M, phases="9|1 9|1 5|1 5|1 -")
    assert label(report_of(kb, calls)) == label(report_of(kb, calls[::-1]))


class TestCrowds:
    """A file with very many records at one place costs time and notices that grow with it, no faster."""

    CROWD = tuple(f"7:140453136:A:A{'CCA' * number}" for number in range(1, 161))

    def test_of_very_many_pairs_the_first_are_named_and_the_rest_counted(self, kb: KnowledgeBase) -> None:
        notices = report_of(kb, records(*self.CROWD)).notices
        unphased = [one.words for one in notices if one.code == "codon_shared_unphased"]
        assert len(unphased) == 61
        assert sum(words.startswith("records ") for words in unphased) == 60
        assert any(
            words.endswith("more pairs of records change the same codon and are not phased") for words in unphased
        )
        (crowded,) = (one.words for one in notices if one.code == "codon_crowded")
        assert crowded.startswith("BRAF: more than 60 records change the codons around record ")

    def test_records_that_were_filtered_are_no_crowd_for_each_other(self, kb: KnowledgeBase) -> None:
        found = [replace(one, filter="LowQ") for one in records(*self.CROWD)]
        assert not codes(report_of(kb, found)) & {"codon_shared_unphased", "codon_crowded", "codon_shared_filtered"}

    def test_a_phased_pair_is_found_among_those_that_were_filtered(self, kb: KnowledgeBase) -> None:
        noise = [replace(one, filter="LowQ") for one in records(*self.CROWD)]
        pair = records(V600E, V600M, phases="5|1 5|1")
        pair = [replace(one, source=replace(one.source, record1=500 + one.source.record1)) for one in pair]
        assert label(report_of(kb, [*noise, *pair])) == "BRAF V600K"

    def test_a_long_chain_on_one_haplotype_is_one_change(self, kb: KnowledgeBase) -> None:
        chain = [f"7:{140453136 + place}:{base}:G" for place, base in ((-1, "C"), (0, "A"), (1, "C"))]
        found = records(*chain, phases="5|1 5|1 5|1")
        units, _ = phased_units(found, Caller(kb))
        assert [[one.source.record1 for one in unit.members] for unit in units] == [[1, 2, 3]]
