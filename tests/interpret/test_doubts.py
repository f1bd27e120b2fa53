"""What does not fit together is said; what is only noted is listed; an umbrella keeps its warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import Negative, Source
from oncotier.domain.settings import Settings
from oncotier.domain.value import replace
from oncotier.interpret.assemble import interpret
from oncotier.readers.listing import from_texts
from tests.builders import named, report_of

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase


def codes(kb: KnowledgeBase, *findings: str, tumor: str = "LUAD") -> set[str]:
    return {notice.code for notice in report_of(kb, *findings, tumor=tumor).notices}


@pytest.mark.parametrize(
    "findings",
    [
        ("EGFR L858R", "EGFR wild-type"),
        ("MSI-H", "MSS"),
        ("MSI-H", "pMMR"),
        ("TMB 5", "TMB 20"),
        ("ER+", "ER-"),
        ("PD-L1 TPS 0%", "PD-L1 TPS 60%"),
        ("EGFR L858R c.2155G>A",),
        ("EGFR L858 c.2155G>A",),
        ("TP53 R248Q c.638G>A",),
    ],
)
def test_contradicting_findings_are_said(kb: KnowledgeBase, findings: tuple[str, ...]) -> None:
    assert "contradiction" in codes(kb, *findings)


@pytest.mark.parametrize(
    ("finding", "kinds", "is_said"),
    [
        ("EGFR amplification", ("small_variant",), False),
        ("EGFRvIII", ("small_variant",), False),
        ("EGFR L858R", ("small_variant",), True),
        ("EGFR amplification", (), True),
    ],
)
def test_a_gene_without_mutation_may_be_amplified(
    kb: KnowledgeBase, finding: str, kinds: tuple[str, ...], is_said: bool
) -> None:
    reading = from_texts([finding], name="list")
    tested = replace(reading, negatives=(Negative(Source("other", 1, ""), "EGFR", kinds),))
    report = interpret([tested], kb, Settings(tumor_type="LUAD"))
    assert ("contradiction" in {notice.code for notice in report.notices}) is is_said


@pytest.mark.parametrize(
    "findings",
    [
        ("MSI-H", "dMMR"),
        ("MSS", "pMMR"),
        ("EGFR L858R", "KRAS wild-type"),
        ("HR+", "HER2-"),
        ("EGFR L858R c.2573T>G",),
        ("MET D1028H c.3082G>C",),
        ("H3-3A K27M c.83A>T",),
    ],
)
def test_findings_that_agree_are_no_contradiction(kb: KnowledgeBase, findings: tuple[str, ...]) -> None:
    assert "contradiction" not in codes(kb, *findings)


def test_two_samples_in_one_report_are_said(kb: KnowledgeBase) -> None:
    readings = [replace(from_texts(["EGFR L858R"], name=name), sample=name) for name in ("S1", "S2")]
    report = interpret(readings, kb, Settings(tumor_type="LUAD"))
    assert any(notice.code == "samples_differ" and "S1, S2" in notice.words for notice in report.notices)


def test_under_an_umbrella_the_warnings_of_its_types_hold(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR L858R", "PD-L1 TPS 90%", tumor="lung cancer")
    assert "tumor_type_wide" in {notice.code for notice in report.notices}
    assert named(report.options, "Pembrolizumab") is None
    bowel = report_of(kb, "BRAF V600E", tumor="bowel")
    assert named(bowel.options, "Dabrafenib + Trametinib") is None


def test_an_alteration_that_is_only_noted_is_listed_with_its_row(kb: KnowledgeBase) -> None:
    report = report_of(kb, "RET V804M", tumor="THME")
    listed = {one.alteration for one in report.unmatched} | {
        identifier for option in (*report.options, *report.not_recommended) for identifier in option.supports
    }
    listed |= {identifier for option in report.not_recommended for identifier in option.opposed_by}
    assert {one.id for one in report.alterations} <= listed


@pytest.mark.parametrize("therapy", ["Trametinib", "Tovorafenib"])
def test_in_colorectal_cancer_no_braf_pathway_drug_stands_alone(kb: KnowledgeBase, therapy: str) -> None:
    assert named(report_of(kb, "BRAF V600E", tumor="CRC").options, therapy) is None


def test_c797s_takes_every_third_generation_inhibitor_off(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR L858R", "EGFR C797S", tumor="LUAD")
    assert named(report.options, "Amivantamab + Lazertinib") is None
    assert named(report.options, "Amivantamab + Carboplatin + Pemetrexed") is not None


def test_amplification_without_copies_is_conditional_on_their_number(kb: KnowledgeBase) -> None:
    option = named(report_of(kb, "MET amplification", tumor="LUAD").options, "Capmatinib")
    assert option is not None
    assert option.conditions == ("MET copy number (high-level amplification)",)


def test_normal_result_without_a_tumor_type_is_no_option(kb: KnowledgeBase) -> None:
    assert report_of(kb, "MSS").options == ()
