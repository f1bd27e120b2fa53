"""What two knowledge bases say differently: rows gained, lost, and changed, column by column.

A cell differs in meaning or in documentation (note, verification, sources). Order inside a list, of rows, of the parts
of a pattern or of the drugs of a regimen is no difference, nor is white space, nor the file that a row stands in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.biomarker import AllOf, AnyOf, Atom, Not, Pattern
from oncotier.domain.value import Value
from oncotier.errors import NotationError
from oncotier.knowledge.check.finding import natural
from oncotier.knowledge.check.source import PATTERN_COLUMNS, kind_of
from oncotier.knowledge.columns import COLUMNS, key_columns
from oncotier.knowledge.lookup import read_all
from oncotier.notation import biomarker
from oncotier.notation.biomarker import format_pattern
from oncotier.notation.therapy import parse_regimen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.report import KnowledgeStamp
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.knowledge.table import Row

__all__ = ["DOCUMENTATION", "OPTION_TABLES", "CellChange", "Difference", "RowChange", "compare"]

DOCUMENTATION = frozenset({"note", "verified", "verified_on", "source", "sources", "seed_ref", "seed_claim"})
OPTION_TABLES = (
    "assertions", "resistance", "rules.tsv", "drugs.tsv", "trials.tsv", "levels.tsv", "thresholds.tsv", "classes.tsv",
    "benign.tsv", "destroying.tsv", "origin_hints.tsv",
    "genes.tsv", "tumor_types.tsv", "coordinates/genes.tsv", "coordinates/transcripts.tsv",
    "coordinates/codons.tsv", "coordinates/domains.tsv", "coordinates/exons.tsv", "coordinates/splice_windows.tsv",
)  # fmt: skip
_COMMA_LISTS = frozenset(
    "gene tumor_include tumor_exclude affects exempts applies_to trials sources source aliases brands class targets"
    " companion_drugs seed_ref nct pmid".split()
)
_SEMICOLON_LISTS = frozenset("companion_tests numbering synonyms methods needed_for".split())
_REGIMEN_LISTS = frozenset({"drugs", "overcome_by", "still_active"})


class CellChange(Value, frozen=True):
    """One cell that differs; `in_meaning` is false where only the documentation does."""

    column: str
    old: str
    new: str
    in_meaning: bool


class RowChange(Value, frozen=True):
    """One row that was gained, lost or changed; `place` is its file:line in the new base, of a lost row in the old."""

    kind: str
    key: str
    change: str
    place: str
    row: Row
    cells: tuple[CellChange, ...] = ()

    @property
    def in_meaning(self) -> bool:
        """Tell whether more than the documentation differs."""
        return self.change != "changed" or any(cell.in_meaning for cell in self.cells)


class Difference(Value, frozen=True):
    """All that differs, in the order of the tables (those that options rest on first) and of their keys."""

    old: KnowledgeStamp
    new: KnowledgeStamp
    changes: tuple[RowChange, ...]


def compare(old: KnowledgeBase, new: KnowledgeBase) -> Difference:
    """Compare two knowledge bases row by row. Raises KnowledgeBaseError on a row that cannot be read."""
    kinds = (*OPTION_TABLES, *(kind for kind in COLUMNS if kind not in OPTION_TABLES))
    changes = tuple(change for kind in kinds for change in _table(kind, _rows(kind, old), _rows(kind, new)))
    return Difference(old.stamp, new.stamp, changes)


def _rows(kind: str, kb: KnowledgeBase) -> dict[tuple[str, ...], Row]:
    """Return the rows of a kind by key; a key that stands twice is counted on, so that no row hides another."""
    found: dict[tuple[str, ...], Row] = {}
    for name, table in kb.tables.items():
        if kind_of(name) != kind:
            continue
        for row in read_all(table, lambda row: row):
            key = tuple(row.text(column) for column in key_columns(kind))
            while key in found:
                key = (*key, "again")
            found[key] = row
    return found


def _table(kind: str, old: dict[tuple[str, ...], Row], new: dict[tuple[str, ...], Row]) -> Iterator[RowChange]:
    for key in sorted({**old, **new}, key=lambda parts: [natural(part) for part in parts]):
        before, after = old.get(key), new.get(key)
        name = " ".join(key)
        if before is None and after is not None:
            yield RowChange(kind, name, "gained", after.place, after)
        elif after is None and before is not None:
            yield RowChange(kind, name, "lost", before.place, before)
        elif before is not None and after is not None:
            cells = tuple(_cells(kind, before, after))
            if cells:
                yield RowChange(kind, name, "changed", after.place, after, cells)


def _cells(kind: str, before: Row, after: Row) -> Iterator[CellChange]:
    for column in COLUMNS[kind]:
        old, new = before.text(column), after.text(column)
        if old != new and _meaning(kind, column, old) != _meaning(kind, column, new):
            is_documentation = column in DOCUMENTATION or kind == "manifest.tsv"
            yield CellChange(column, old, new, not is_documentation)


def _meaning(kind: str, column: str, text: str) -> object:
    """Return what a cell says, free of order and white space; two cells say the same when these are equal."""
    bare = " ".join(text.split())
    if column in PATTERN_COLUMNS.get(kind, ()):
        return _pattern_meaning(bare)
    if column in _REGIMEN_LISTS and kind in {"assertions", "resistance"}:
        return frozenset(frozenset(parse_regimen(part.strip())) for part in bare.split(";"))
    if column in _COMMA_LISTS:
        return _parts(bare, ",")
    if column in _SEMICOLON_LISTS:
        return _parts(bare, ";")
    return bare


def _parts(text: str, separator: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(separator) if part.strip())


def _pattern_meaning(text: str) -> object:
    try:
        return _unordered(biomarker.parse(text)) if text else ""
    except NotationError:
        return text


def _unordered(pattern: Pattern) -> object:
    match pattern:
        case Atom():
            return format_pattern(pattern)
        case Not(inner):
            return ("not", _unordered(inner))
        case AllOf(parts):
            return ("all", frozenset(map(_unordered, parts)))
        case AnyOf(parts):
            return ("any", frozenset(map(_unordered, parts)))
