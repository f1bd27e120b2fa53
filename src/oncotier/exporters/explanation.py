"""The verdicts of `explain` as text for people, as a table, or as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from oncotier.exporters.json import dumps
from oncotier.exporters.layout import Column, Page, Row
from oncotier.exporters.safe_text import safe_text

if TYPE_CHECKING:
    from oncotier.domain.report import Report
    from oncotier.interpret.explain import RowVerdict

__all__ = ["FORMATS", "render_explanation"]

FORMATS = ("text", "tsv", "json")
_COLUMNS = ("row", "kind", "therapy", "verdict", "rank", "words")
_TITLES = {
    "available": "In the options",
    "conditional": "In the options, under conditions",
    "demoted": "In the options, demoted",
    "blocked": "Not recommended",
    "fired": "Speaks against drugs",
    "noted": "Noted, without effect on an option",
    "applies": "Rules that apply",
    "absent": "Not matched: what it asks for is absent",
    "other_tumor_type": "Not matched: it speaks of other tumor types",
    "not_found": "Not matched: what it asks for was not reported",
    "not_fired": "Rules and resistance that wait for something else",
}


def render_explanation(verdicts: tuple[RowVerdict, ...], report: Report, output_format: str, width: int) -> str:
    """Write the verdicts in one of `FORMATS`; `width` is that of the screen in columns."""
    if output_format == "json":
        rows = [{name: getattr(one, name) for name in _COLUMNS} for one in verdicts]
        unmatched = [{"alteration": _label(one.alteration, report), "reason": one.reason, "words": one.words}
                     for one in report.unmatched]  # fmt: skip
        return dumps({"rows": rows, "unmatched": unmatched, "disclaimer": report.disclaimer})
    if output_format == "tsv":
        lines = [_COLUMNS, *(_cells(one) for one in verdicts)]
        return "".join("\t".join(cells) + "\n" for cells in lines)
    return _text(verdicts, report, width)


def _cells(one: RowVerdict) -> tuple[str, ...]:
    rank = "" if one.rank is None else str(one.rank)
    cells = (one.row, one.kind, one.therapy, one.verdict, rank, "; ".join(one.words))
    return tuple(safe_text(cell) for cell in cells)


def _text(verdicts: tuple[RowVerdict, ...], report: Report, width: int) -> str:
    page = Page(width)
    tumor = report.sample.tumor_name or "tumor type not given"
    page.say(f"{', '.join(one.label for one in report.alterations) or 'no alteration'} in {tumor}", "bold")
    if not verdicts:
        page.say("No row of the knowledge base is asked for, or speaks of what was found.")
    for verdict, group in groupby(verdicts, key=lambda one: one.verdict):
        members = list(group)
        page.heading(f"{_TITLES[verdict]} ({len(members)})")
        page.table(
            (Column("Row", rigid=True), Column("#", rigid=True, right=True), Column("Therapy")),
            [
                Row((one.row, str(one.rank or "-"), one.therapy or "-"), details=("; ".join(one.words),))
                for one in members
            ],
        )
    if report.unmatched:
        page.heading(f"Alterations that no row speaks of ({len(report.unmatched)})")
        for one in report.unmatched:
            page.say(f"{_label(one.alteration, report)}: {one.words} [{one.reason}]", indent="  ")
    page.say("")
    page.say(report.disclaimer)
    return "".join(line + "\n" for line, _ in page.lines)


def _label(identifier: str, report: Report) -> str:
    return next((one.label for one in report.alterations if one.id == identifier), identifier)
