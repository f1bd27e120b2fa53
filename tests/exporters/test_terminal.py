"""The terminal: fits its width, loses nothing, and no input can steer it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.report import OptionState
from oncotier.domain.value import replace
from oncotier.exporters.exporter import Screen
from oncotier.exporters.layout import cell_width
from oncotier.exporters.safe_text import safe_text
from oncotier.exporters.terminal import TERMINAL
from tests.builders import report_of
from tests.exporters.reports import HOSTILE, hostile_report, plain_report

if TYPE_CHECKING:
    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

WIDTHS = (40, 80, 120, 200)
COLOR = re.compile(r"\x1b\[[0-9;]*m")
ANY_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0041]")


def shown(report: Report, width: int = 80) -> str:
    return TERMINAL.render(report, Screen(width))


def squeezed(text: str) -> str:
    """Return a text without any blank or line break: what folding may change."""
    return "".join(text.split())


@pytest.fixture(scope="module")
def lung(kb: KnowledgeBase) -> Report:
    return report_of(kb, "EGFR L858R", "EGFR T790M", "TP53 R273H", "CDKN2A deletion", "TMB 5", tumor="LUAD")


@pytest.fixture(scope="module")
def many(kb: KnowledgeBase) -> Report:
    findings = ("BRAF V600E", "ERBB2 amplification", "EML4::ALK fusion", "MSI-H", "TMB 12.6", "KRAS G12C", "nonsense")
    return report_of(kb, *findings, tumor="LUAD", prior=("alectinib",))


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_longer_than_the_screen(lung: Report, many: Report, width: int) -> None:
    for report in (lung, many, *map(hostile_report, HOSTILE)):
        lines = shown(report, width).split("\n")
        assert [line for line in lines if cell_width(line) > width] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_ends_in_a_blank(many: Report, width: int) -> None:
    assert [line for line in shown(many, width).split("\n") if line != line.rstrip()] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_is_said_at_any_width(many: Report, width: int) -> None:
    text = shown(many, width)
    pieces = "".join(set(re.findall(r"[\w-]+", text)))
    for option in (*many.options, *many.not_recommended):
        for word in re.findall(r"\w+", option.therapy):
            assert word in pieces
    assert len(re.findall(r"^ *\d+ ", text, re.MULTILINE)) >= len(many.options)


def test_settings_conditions_conflicts_evidence_and_remarks_are_shown(kb: KnowledgeBase) -> None:
    report = report_of(kb, "KRAS G12C", "HER2 amp", tumor="COAD")
    text = squeezed(shown(report, 120))
    assert {option.state for option in report.options} >= {OptionState.CONDITIONAL, OptionState.DEMOTED}
    for option in report.options:
        parts = [*option.settings, *option.conditions, *option.notes, *(trial.trial for trial in option.trials)]
        parts += [conflict.words for conflict in option.conflicts]
        assert [part for part in parts if squeezed(part) not in text] == []


def test_remarks_name_the_ranks(kb: KnowledgeBase) -> None:
    text = shown(report_of(kb, "KRAS G12C", tumor="COAD"))
    assert "\nRemarks\n" in text
    assert re.search(r"^  1 +In colorectal cancer a G12C inhibitor needs an anti-EGFR", text, re.MULTILINE)


def test_plain_has_no_escape_codes_and_colored_says_the_same(lung: Report, many: Report) -> None:
    for report in (lung, many):
        for width in WIDTHS:
            plain = shown(report, width)
            colored = TERMINAL.render(report, Screen(width, color=True))
            assert "\x1b" not in plain
            assert COLOR.search(colored)
            assert COLOR.sub("", colored) == plain


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("color", [False, True], ids=["plain", "colored"])
def test_hostile_text_is_visible_and_harmless(hostile: str, color: bool) -> None:
    text = COLOR.sub("", TERMINAL.render(hostile_report(hostile), Screen(200, color=color)))
    assert ANY_CONTROL.search(text) is None
    visible = squeezed(safe_text(hostile))
    # label (3 options, the list of alterations, unmatched), therapy, sample, trial, condition, setting, notice ...
    assert squeezed(text).count(visible) >= 20
    assert text.count("\n") == shown(plain_report(), 200).count("\n")


def test_incomplete_stands_at_the_top() -> None:
    assert shown(plain_report()).startswith("INCOMPLETE: ")
    assert "INCOMPLETE" not in shown(replace(plain_report(), incomplete=False))


def test_unknown_numbers_are_not_shown_as_zero() -> None:
    lines = shown(plain_report(), 120).split("\n")
    variant = next(line for line in lines if line.startswith("EGFR L858R"))
    signature = next(line for line in lines if line.startswith("TMB 12"))
    assert variant.split()[2:4] == ["0.04%", "somatic"]
    assert signature.split()[3:] == ["-", "-", "-"]


def test_a_report_of_nothing(kb: KnowledgeBase) -> None:
    text = shown(report_of(kb, tumor="LUAD"))
    assert "none among what was read" in text
    assert "no actionable alteration found among what was tested" in text


def test_colors_follow_the_state(kb: KnowledgeBase) -> None:
    report = report_of(kb, "KRAS G12C", tumor="COAD")
    lines = TERMINAL.render(report, Screen(120, color=True)).split("\n")
    by_state = {OptionState.CONDITIONAL: "\x1b[33m", OptionState.DEMOTED: "\x1b[35m"}
    for option in report.options:
        line = next(one for one in lines if re.match(rf"(\x1b\[\d+m)? *{option.rank}  \S", one))
        expected = by_state.get(option.state, "\x1b[36m" if option.amp_tier == "I-A" else "")
        assert line.startswith(expected)


def test_a_marker_in_doubt_says_why() -> None:
    lines = shown(plain_report(), 120).split("\n")
    assert "  unclear     RET fusion (RNA failed)" in lines
    assert "  not tested  ALK fusion" in lines
