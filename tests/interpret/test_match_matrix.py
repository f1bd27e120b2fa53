"""Findings in a tumor type, and what must come of them: options, tiers, conditions, blocks, notices, tested markers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.report import OptionState
from tests.accuracy.cases import Expected, Sample, case_of, expectations, faults, found
from tests.accuracy.score import CLASSES, Complete, complete_cases, tier_one
from tests.tables import rows

if TYPE_CHECKING:
    from oncotier.domain.report import Report

EXPECTED = expectations()
COMPLETE = complete_cases()
NOTICES = rows("match_notices.tsv")
TESTED = rows("match_testing.tsv")
UNMATCHED = rows("match_unmatched.tsv")


def sample_of(row: dict[str, str]) -> Sample:
    return Sample(tuple(row["findings"].split("; ")), row["tumor"], assay=row.get("assay", ""))


def name_of(row: dict[str, str]) -> str:
    return " ".join(row.values())


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda one: one.name)
def test_therapy_has_the_verdict_of_the_table(expected: Expected) -> None:
    report = case_of(expected.sample).report
    assert faults(expected, report) == [], expected.why
    option = found(report, expected.therapy)
    if option is None or option.state is not OptionState.BLOCKED:
        assert option is None or option.rank is not None
        return
    assert option.rank is None
    assert option.conflicts
    assert all(conflict.assertion for conflict in option.conflicts)


@pytest.mark.parametrize("sample", sorted({one.sample for one in EXPECTED}, key=str), ids=str)
def test_every_finding_of_the_tables_is_understood(sample: Sample) -> None:
    report = case_of(sample).report
    assert report.unresolved == ()
    (read,) = report.inputs
    assert read.records.interpreted + read.records.out_of_scope == len(sample.findings)


@pytest.mark.parametrize("case", COMPLETE, ids=lambda case: f"{'; '.join(case.sample.findings)} in {case.sample.tumor}")
def test_the_first_tier_is_complete(case: Complete) -> None:
    report = case_of(case.sample).report
    assert tier_one(report) == case.therapies
    if case.first:
        assert report.options[0].therapy == case.first


@pytest.mark.parametrize("row", NOTICES, ids=name_of)
def test_a_notice_is_given_when_it_must(row: dict[str, str]) -> None:
    codes = {notice.code for notice in case_of(sample_of(row)).report.notices}
    assert (row["code"] in codes) is (row["said"] == "yes"), codes


@pytest.mark.parametrize("row", TESTED, ids=name_of)
def test_a_marker_of_the_panel_has_the_state_of_the_table(row: dict[str, str]) -> None:
    states = {one.biomarker: one.state for one in case_of(sample_of(row)).report.testing}
    assert states.get(row["marker"]) == row["state"], states


@pytest.mark.parametrize("row", UNMATCHED, ids=name_of)
def test_an_alteration_without_an_option_has_the_reason_of_the_table(row: dict[str, str]) -> None:
    report = case_of(sample_of(row)).report
    assert reasons(report).get(row["label"], "") == row["reason"]


def reasons(report: Report) -> dict[str, str]:
    labels = {one.id: one.label for one in report.alterations}
    return {labels[one.alteration]: one.reason for one in report.unmatched}


def test_the_tables_are_large_and_sound() -> None:
    verdicts = [(one.sample, one.therapy.casefold()) for one in EXPECTED]
    assert len(verdicts) == len(set(verdicts)) >= 1000
    assert len({one.sample for one in EXPECTED}) >= 400
    assert {one.kind for one in EXPECTED} == set(CLASSES)
    assert [one.name for one in EXPECTED if one.state not in {*OptionState, "none"} or not one.why] == []


def test_every_example_of_the_founding_article_has_a_row() -> None:
    why = " ".join([*(one.why for one in EXPECTED), *(row["why"] for row in NOTICES)])
    assert [f"T{number}" for number in range(1, 14) if not re.search(rf"\bT{number}\b", why)] == []
