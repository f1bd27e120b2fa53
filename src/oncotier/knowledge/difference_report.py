"""A difference of two knowledge bases as a text, as rows of a table, and as a JSON document."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from oncotier.knowledge.card import Card, CardDraft
from oncotier.knowledge.difference import OPTION_TABLES
from oncotier.notation.therapy import parse_regimen, therapy_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.report import KnowledgeStamp
    from oncotier.knowledge.difference import Difference, RowChange
    from oncotier.knowledge.table import Row

__all__ = ["card", "document", "rows"]

_SIGNS = {"gained": "+", "lost": "-", "changed": "~"}
_SUBJECTS = {"assertions": "therapies", "resistance": "resistance rows"}


def card(found: Difference) -> Card:
    """Return the difference as text: what bears on options first, then every row, then the documentation."""
    draft = CardDraft(f"{_stamp(found.old)} -> {_stamp(found.new)}")
    if not found.changes:
        draft.say("no difference")
        return draft.card()
    options = [change for change in found.changes if change.kind in OPTION_TABLES and change.in_meaning]
    draft.heading("What bears on options")
    for line in _summary(options) or ["nothing"]:
        draft.say(line, 1)
    others = [change for change in found.changes if change.kind not in OPTION_TABLES and change.in_meaning]
    for heading, changes in (("Rows that bear on options", options), ("Rows of other tables", others)):
        if changes:
            draft.heading(f"{heading} ({len(changes)})")
            for change in changes:
                _change(draft, change, in_meaning=True)
    documented = [change for change in found.changes if any(not cell.in_meaning for cell in change.cells)]
    if documented:
        draft.heading(f"Documentation: notes, sources, verification ({len(documented)})")
        for change in documented:
            _change(draft, change, in_meaning=False)
    return draft.card()


def _stamp(stamp: KnowledgeStamp) -> str:
    return f"{stamp.version} (as of {stamp.as_of})"


def _summary(changes: list[RowChange]) -> list[str]:
    counts = Counter((change.kind, change.change) for change in changes)
    lines = []
    for kind in dict.fromkeys(change.kind for change in changes):
        numbers = [f"{counts[kind, what]} {what}" for what in _SIGNS if counts[kind, what]]
        lines.append(f"{_SUBJECTS.get(kind, kind)}: {', '.join(numbers)}")
    lines += [
        f"{change.key}: {cell.column} {cell.old or '(empty)'} -> {cell.new or '(empty)'}"
        for change in changes
        for cell in change.cells
        if change.kind == "assertions" and cell.column in {"status", "evidence"}
    ]
    return lines


def _change(draft: CardDraft, change: RowChange, *, in_meaning: bool) -> None:
    head = f"{_SIGNS[change.change]} {change.key}: {_subject(change.kind, change.row)}".removesuffix(": ")
    draft.say(f"{head} ({change.place})", 1)
    for cell in change.cells:
        if cell.in_meaning is in_meaning:
            draft.say(f"{cell.column}: {cell.old or '(empty)'} -> {cell.new or '(empty)'}", 2)


def _subject(kind: str, row: Row) -> str:
    """Say what a row is about in a few words."""
    if kind == "assertions":
        therapy = therapy_name(parse_regimen(row.text("drugs")))
        return f"{therapy} for {row.text('gene')} {row.text('biomarker')} in {row.text('tumor_include')}"
    if kind == "resistance":
        words = f"{row.text('gene')} {row.text('biomarker')}, {row.text('direction')} to {row.text('affects')}"
        return f"{words} in {row.text('tumor_include')}"
    shown = {"rules.tsv": "message", "tumor_types.tsv": "name", "trials.tsv": "endpoint", "tests.tsv": "name"}
    return row.text(shown[kind]) if kind in shown else ""


def rows(found: Difference) -> Iterator[tuple[str, ...]]:
    """Yield the difference as a table with a header: one row for each cell, row gained and row lost."""
    yield ("table", "id", "change", "bears_on", "column", "old", "new", "place")
    for change in found.changes:
        if not change.cells:
            yield (change.kind, change.key, change.change, _bears_on(change.kind), "", "", "", change.place)
        for cell in change.cells:
            bears_on = _bears_on(change.kind) if cell.in_meaning else "documentation"
            cells = (cell.column, cell.old, cell.new)
            yield (change.kind, change.key, change.change, bears_on, *cells, change.place)


def _bears_on(kind: str) -> str:
    return "options" if kind in OPTION_TABLES else "meaning"


def document(found: Difference) -> dict[str, Any]:
    """Return the difference for JSON; gained and lost rows with all their cells."""
    return {
        "old": _stamp_document(found.old),
        "new": _stamp_document(found.new),
        "summary": _counts(found),
        "rows": [_row_document(change) for change in found.changes],
    }


def _stamp_document(stamp: KnowledgeStamp) -> dict[str, str]:
    return {"version": stamp.version, "as_of": stamp.as_of, "sha256": stamp.sha256}


def _counts(found: Difference) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for change in found.changes:
        what = change.change if change.in_meaning else "documentation"
        table = counts.setdefault(change.kind, {"gained": 0, "lost": 0, "changed": 0, "documentation": 0})
        table[what] += 1
    return counts


def _row_document(change: RowChange) -> dict[str, Any]:
    return {
        "table": change.kind,
        "id": change.key,
        "change": change.change,
        "bears_on": _bears_on(change.kind) if change.in_meaning else "documentation",
        "place": change.place,
        "row": None if change.cells else change.row.cells,
        "cells": [
            {
                "column": cell.column,
                "old": cell.old,
                "new": cell.new,
                "bears_on": _bears_on(change.kind) if cell.in_meaning else "documentation",
            }
            for cell in change.cells
        ],
    }
