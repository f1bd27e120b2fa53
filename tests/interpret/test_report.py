"""What a whole report keeps: order, accounting, conditions, words."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.report import OptionState
from oncotier.errors import UsageError
from oncotier.interpret.tier import amp_rank
from tests.builders import named, report_of, top

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase


def test_t790m_puts_osimertinib_on_top_and_says_why(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR L858R", "EGFR T790M", tumor="lung adenocarcinoma")
    assert top(report) == "Osimertinib"
    assert any("overcomes a resistance" in words for words in report.options[0].why)
    erlotinib = named(report.not_recommended, "Erlotinib")
    assert erlotinib is not None
    assert [conflict.assertion for conflict in erlotinib.conflicts] == ["R001"]
    assert "T790M" in erlotinib.conflicts[0].words


def test_order_of_findings_changes_nothing(kb: KnowledgeBase) -> None:
    findings = ("EGFR L858R", "EGFR T790M", "TP53 R273H", "MET amplification")
    reports = [report_of(kb, *order, tumor="LUAD") for order in itertools.permutations(findings)]
    assert len({report.options for report in reports}) == 1
    assert len({report.not_recommended for report in reports}) == 1
    assert len({tuple(one.label for one in report.alterations) for report in reports}) == 1


def test_ranks_count_from_one_and_follow_the_state_and_the_tier(kb: KnowledgeBase) -> None:
    report = report_of(kb, "BRAF V600E", "PIK3CA H1047R", "BRCA1 Q1756fs", "MSI-H", tumor="breast cancer")
    assert [option.rank for option in report.options] == list(range(1, len(report.options) + 1))
    keys = [(list(OptionState).index(option.state), amp_rank(option.amp_tier)) for option in report.options]
    assert keys == sorted(keys)


def test_every_option_explains_every_component(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR L858R", "KRAS G12C", tumor="NSCLC")
    for option in report.options:
        assert len(option.why) == 8
        assert all(option.why)


def test_every_option_of_a_blocked_list_names_its_row(kb: KnowledgeBase) -> None:
    report = report_of(kb, "BCR::ABL1", "ABL1 T315I", tumor="CML")
    assert report.not_recommended
    for option in report.not_recommended:
        assert option.state is OptionState.BLOCKED
        assert all(conflict.assertion and conflict.words for conflict in option.conflicts)


def test_unknown_tumor_type_names_the_nearest(kb: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match="unknown tumor type") as caught:
        report_of(kb, "EGFR L858R", tumor="lung adenocarcinomma")
    assert "LUAD" in caught.value.hint


def test_without_a_tumor_type_no_option_is_above_tier_ii_c(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR L858R", "BRAF V600E")
    assert report.options
    assert all(amp_rank(option.amp_tier) >= amp_rank("II-C") for option in report.options)
    assert any(notice.code == "tumor_type_missing" for notice in report.notices)


def test_same_finding_twice_is_one_alteration_with_two_sources(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR L858R", "EGFR p.Leu858Arg", tumor="LUAD")
    assert [one.label for one in report.alterations] == ["EGFR L858R"]
    assert [source.record1 for source in report.alterations[0].sources] == [1, 2]


def test_records_add_up_and_nothing_is_lost(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR L858R", "NA L858R", "TTN V1A", "nonsense here", "EGFR L858=", tumor="LUAD")
    tally = report.inputs[0].records
    assert tally.read == 5
    assert tally.read == tally.interpreted + tally.out_of_scope + tally.filtered + tally.unresolved
    assert (tally.interpreted, tally.out_of_scope, tally.unresolved) == (1, 2, 2)
    assert [one.source.raw for one in report.unresolved] == ["NA L858R", "nonsense here"]
    assert all(one.reason and one.words for one in report.unresolved)


def test_alteration_without_a_row_has_a_reason(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR V1M", "PTPN11 amplification", tumor="LUAD")
    assert {one.alteration for one in report.unmatched} == {one.id for one in report.alterations}
    assert all(one.reason and one.words for one in report.unmatched)


def test_prior_therapy_is_checked_and_shown(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR T790M", tumor="LUAD", prior=("Tarceva",))
    assert report.sample.prior_therapies == ("erlotinib",)
    assert any("after the therapy given" in words or "overcomes" in words for words in report.options[0].why)
    with pytest.raises(UsageError, match="unknown therapy"):
        report_of(kb, "EGFR T790M", tumor="LUAD", prior=("no such drug",))


def test_guideline_markers_are_present_absent_or_not_tested(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR L858R", "ALK wild-type", tumor="LUAD")
    states = {one.biomarker: one.state for one in report.testing}
    assert "present" in states.values()
    assert any(state == "absent" for marker, state in states.items() if "ALK" in marker)
    assert any(state == "not_tested" for state in states.values())


def test_equivocal_her2_is_unclear_not_negative(kb: KnowledgeBase) -> None:
    report = report_of(kb, "HER2 IHC 2+", tumor="breast cancer")
    states = {one.biomarker: one.state for one in report.testing if "HER2" in one.biomarker}
    assert "unknown" in states.values()
    assert "absent" not in states.values()


def test_adding_an_unrelated_alteration_changes_no_option(kb: KnowledgeBase) -> None:
    alone = report_of(kb, "BRAF V600E", tumor="melanoma")
    beside = report_of(kb, "BRAF V600E", "ATRX K1175E", tumor="melanoma")
    assert [one.therapy for one in alone.options] == [one.therapy for one in beside.options]
    assert [one.assertions for one in alone.options] == [one.assertions for one in beside.options]


def test_the_row_that_answers_the_resistance_leads_its_therapy(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR L858R", "EGFR T790M", tumor="LUAD")
    assert report.options[0].assertions[0] == "F005"
    assert report.options[0].settings[0] == "after EGFR TKI"


def test_germline_label_is_conditional_while_the_origin_is_unknown(kb: KnowledgeBase) -> None:
    unknown = named(report_of(kb, "BRCA1 Q1756fs", tumor="breast cancer").options, "Olaparib")
    assert unknown is not None
    assert unknown.conditions
    assert "germline origin" in unknown.conditions
    germline = named(report_of(kb, "germline BRCA1 Q1756fs", "HER2-", tumor="breast cancer").options, "Olaparib")
    assert germline is not None
    assert germline.state is OptionState.AVAILABLE
    assert germline.amp_tier == "I-A"


def test_a_row_of_the_own_tumor_is_not_hidden_by_one_of_another(kb: KnowledgeBase) -> None:
    option = named(report_of(kb, "BRCA1 Q1756fs", tumor="breast cancer").options, "Olaparib")
    assert option is not None
    assert option.amp_tier == "I-A"
    assert option.tumor_match.value == "same"


def test_withdrawn_therapy_says_do_not_use(kb: KnowledgeBase) -> None:
    option = named(report_of(kb, "EZH2 Y646N", tumor="FL").not_recommended, "Tazemetostat")
    assert option is not None
    assert option.amp_tier == ""
    assert any("withdrawn" in one.words and "do not use" in one.words for one in option.conflicts)
