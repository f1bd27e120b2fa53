"""The tables of a folder as the rules see them: whatever can be read, and what could not be."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.errors import NotationError
from oncotier.knowledge.columns import COLUMNS
from oncotier.knowledge.load import read_tables
from oncotier.knowledge.table import Fault
from oncotier.notation import biomarker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from oncotier.domain.biomarker import Pattern
    from oncotier.knowledge.table import Row, Table

__all__ = ["PATTERN_COLUMNS", "PatternCell", "Source", "kind_of"]

PATTERN_COLUMNS = {
    "assertions": ("biomarker", "requires", "excludes"),
    "resistance": ("biomarker", "context"),
    "rules.tsv": ("when", "need"),
    "panels.tsv": ("biomarker",),
    "classes.tsv": ("biomarker",),
}
_NO_TABLES = frozenset({"civic_import_report.tsv"})  # lies beside the tables that `kb import civic` writes


class PatternCell(Value, frozen=True):
    """A pattern that parses, with the genes that its atoms without a gene speak of (none where no row gene is)."""

    place: str
    column: str
    text: str
    pattern: Pattern
    genes: tuple[str, ...]


class Source:
    """One read of a folder; a table with a wrong header is left out, a row of a wrong width likewise.

    `faults` holds (place, words) of files and headers. A rule that looks names up must ask `knows` or `names` first:
    where the table looked up in is itself unreadable, the rule stays silent instead of calling every name unknown.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        tables, _, faults = read_tables(root)
        self.faults = tuple(_place_and_words(fault) for fault in faults)
        broken = {place.partition(":")[0] for place, _ in self.faults}
        self.tables: Mapping[str, Table] = {name: table for name, table in tables.items() if name not in broken}

    @cached_property
    def raw(self) -> Mapping[str, bytes]:
        """The bytes of every table file below the root by name, known to the program or not."""
        paths = (path for path in self.root.rglob("*.tsv") if path.name not in _NO_TABLES)
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths}

    @cached_property
    def rows_by_table(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows of every table; rows that do not fit the header are left out."""
        return {name: tuple(_fitting(table)) for name, table in self.tables.items()}

    def rows(self, kind: str) -> Iterator[Row]:
        """Yield the rows of a table, or of all tables of a folder (`assertions`)."""
        for name, rows in self.rows_by_table.items():
            if kind_of(name) == kind:
                yield from rows

    def rows_with(self, column: str) -> Iterator[Row]:
        """Yield the rows of every table that has the column."""
        for kind, columns in COLUMNS.items():
            if column in columns:
                yield from self.rows(kind)

    def names(self, table: str, column: str) -> frozenset[str] | None:
        """Return the cells of a column, also of rows that do not fit; None when the table is unreadable."""
        return frozenset(self.tables[table].column(column)) if table in self.tables else None

    def knows(self, table: str, name: str) -> bool:
        """Tell whether the key column of a table holds a name; yes to all when the table is unreadable."""
        keys = self._keys.get(table)
        return keys is None or name in keys

    @cached_property
    def _keys(self) -> Mapping[str, frozenset[str]]:
        return {name: frozenset(table.column(table.columns[0])) for name, table in self.tables.items()}

    @cached_property
    def patterns(self) -> tuple[PatternCell, ...]:
        """Every pattern cell that parses."""
        cells = self._parsed
        return tuple(cell for cell in cells if isinstance(cell, PatternCell))

    @cached_property
    def pattern_faults(self) -> tuple[tuple[str, str], ...]:
        """Every pattern cell that does not parse, as (place, words)."""
        return tuple(cell for cell in self._parsed if not isinstance(cell, PatternCell))

    @cached_property
    def _parsed(self) -> tuple[PatternCell | tuple[str, str], ...]:
        texts: dict[str, Pattern | str] = {}  # the same few hundred texts stand in thousands of cells
        found: list[PatternCell | tuple[str, str]] = []
        for kind, columns in PATTERN_COLUMNS.items():
            for row in self.rows(kind):
                genes = row.words("gene") if "gene" in row.cells else ()
                for column in columns:
                    text = row.text(column)
                    if not text:
                        continue
                    if text not in texts:
                        texts[text] = _pattern(text)
                    result = texts[text]
                    if isinstance(result, str):
                        found.append((row.place, f"{column}: {result}"))
                    else:
                        found.append(PatternCell(row.place, column, text, result, genes))
        return tuple(found)

    @cached_property
    def classes(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """The (class, generation) pairs of every drug."""
        return {
            row.text("drug"): frozenset((name, generation) for name, _, generation in _split_classes(row))
            for row in self.rows("drugs.tsv")
        }


def kind_of(name: str) -> str:
    """Return the entry of `COLUMNS` for a table: its own name, or the folder of one file per gene."""
    return name if name in COLUMNS else name.partition("/")[0]


def _split_classes(row: Row) -> Iterator[tuple[str, str, str]]:
    return (entry.partition("/") for entry in row.words("class"))


def _place_and_words(fault: str) -> tuple[str, str]:
    place, _, words = fault.partition(": ")
    return place, words


def _fitting(table: Table) -> Iterator[Row]:
    for index in range(len(table.lines)):
        try:
            yield table.row(index)
        except Fault:
            continue


def _pattern(text: str) -> Pattern | str:
    try:
        return biomarker.parse(text)
    except NotationError as error:
        return f"{error.message}: {text[: error.start0]}>>>{text[error.start0 :]}"
