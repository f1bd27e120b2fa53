"""Markdown: what a renderer makes of it is what the report says, whatever an input wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from oncotier.domain.value import replace
from oncotier.exporters.exporter import Screen
from oncotier.exporters.markdown import MARKDOWN, escaped
from oncotier.exporters.safe_text import safe_text
from tests.builders import report_of
from tests.exporters.drawn import everything
from tests.exporters.reports import HOSTILE, hostile_report, plain_report

if TYPE_CHECKING:
    from markdown_it.token import Token

    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

MORE_HOSTILE = (
    "a|b|c",
    "`code` ``more``",
    "<img src=x onerror=alert(1)>",
    "![x](https://example.org/x.png)",
    "[x](javascript:alert(1))",
    "<https://example.org>",
    "https://example.org www.example.org me@example.org",
    "@everyone @team/name",
    "#123 owner/name#4",
    ":tada: :+1:",
    "**bold** _it_ ~~gone~~ $x$",
    "&lt; &#60; &amp;",
    "\\| \\",
    "- [ ] task",
)
ACTS = re.compile(r"@\w|://|www\.\w|#\d|:[a-z+][a-z0-9_+-]+:", re.IGNORECASE)


def rendered(report: Report) -> str:
    return MARKDOWN.render(report, Screen())


def tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)


def inline(text: str) -> list[list[Token]]:
    return [token.children or [] for token in tokens(text) if token.type == "inline"]


def shown(text: str) -> str:
    """Return what a reader sees."""
    return "\n".join("".join(child.content for child in children) for children in inline(text))


@pytest.fixture(scope="module")
def report(kb: KnowledgeBase) -> Report:
    return everything(kb)


@pytest.mark.parametrize("hostile", [*HOSTILE, *MORE_HOSTILE])
def test_hostile_texts_stay_texts(hostile: str) -> None:
    text, harmless = rendered(hostile_report(hostile)), rendered(hostile_report("x"))
    assert [one.type for one in tokens(text)] == [one.type for one in tokens(harmless)]
    kinds = {child.type for children in inline(text) for child in children}
    assert kinds <= {"text", "code_inline", "strong_open", "strong_close", "softbreak", "text_special"}
    visible = safe_text(hostile)
    assert shown(text).count(visible) >= 15
    for children in inline(text):
        plain = "".join(child.content if child.type != "code_inline" else "\0" for child in children)
        assert ACTS.search(plain) is None, plain
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EGFR L858R", "EGFR L858R"),
        ("Amivantamab + Lazertinib", "Amivantamab + Lazertinib"),
        ("EML4::ALK fusion", "EML4::ALK fusion"),
        ("a\nb", "a\\\\nb"),
        ("a|b", "a\\|b"),
        ("x@y", "x`@`y"),
        ("http://x", "http`://`x"),
    ],
)
def test_only_what_must_be_is_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_everything_of_an_option_is_there(report: Report) -> None:
    text = shown(rendered(report))
    for option in (*report.options, *report.not_recommended):
        said = [option.therapy, *option.conditions]
        assert [one for one in said if one not in text] == []
    for option in report.options:
        said = [*option.settings, *option.notes, *(one.words for one in option.conflicts)]
        assert [one for one in said if one not in text] == []
    for group in (report.unmatched, report.unresolved, report.notices):
        assert [one.words for one in group if one.words not in text and getattr(one, "severity", "") != "info"] == []
    assert [one.label for one in report.alterations if one.label not in text] == []


def test_rows_of_a_table_have_the_columns_of_its_head(report: Report) -> None:
    for line in rendered(report).split("\n"):
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in {6, 9}


def test_incomplete_stands_at_the_top() -> None:
    assert rendered(plain_report()).split("\n")[2].startswith("> **INCOMPLETE**")
    assert "INCOMPLETE" not in rendered(replace(plain_report(), incomplete=False))


def test_a_report_of_nothing(kb: KnowledgeBase) -> None:
    text = rendered(report_of(kb, tumor="LUAD"))
    assert "No actionable alteration found among what was tested." in text
    assert "None among what was read." in text


def test_unknown_numbers_are_not_shown() -> None:
    assert "| TMB 12 mut/Mb | - | - | - | - |" in rendered(plain_report())
    assert "VAF 0.04%" in rendered(plain_report())


def test_a_marker_in_doubt_says_why() -> None:
    lines = rendered(plain_report()).split("\n")
    assert "- **unclear**: RET fusion (RNA failed)" in lines
    assert "- **not tested**: ALK fusion" in lines
