"""A resistance shown in one tumor type once advised its own remedies in every other: regorafenib for a leukemia."""

from __future__ import annotations

import pytest

from oncotier.interpret.line import LINE_WORDS, LineFit
from tests.accuracy.cases import Sample, case_of


@pytest.mark.parametrize(
    ("findings", "tumor"),
    [(("KIT D816V",), "AML"), (("EGFR T790M",), "BLCA"), (("EML4::ALK", "ALK G1202R"), "THPA")],
)
def test_what_overcomes_a_resistance_elsewhere_is_neither_advised_nor_promoted(
    findings: tuple[str, ...], tumor: str
) -> None:
    report = case_of(Sample(findings, tumor)).report
    words = [conflict.words for one in (*report.options, *report.not_recommended) for conflict in one.conflicts]
    assert words
    assert all("shown in " in one and "consider" not in one for one in words)
    assert all(LINE_WORDS[LineFit.OVERCOMES] not in one.why for one in report.options)
