"""One table of the knowledge base: strict tab-separated text, and rows that know their place."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Fault", "Row", "Table", "parse_table"]


class Fault(Exception):
    """A fault in one cell or row, in words; the caller adds file and line."""


class Row:
    """One row of a table: its cells by column name, and `place` as `file:line`."""

    __slots__ = ("_index", "_places", "_table", "_values")

    def __init__(self, table: Table, index: int, values: list[str], places: Mapping[str, int]) -> None:
        self._table = table
        self._index = index
        self._values = values
        self._places = places

    @property
    def cells(self) -> dict[str, str]:
        """All cells by column name."""
        return {name: self._values[place] for name, place in self._places.items()}

    @property
    def place(self) -> str:
        """Where the row stands, as `file:line`."""
        return self._table.place(self._index)

    def text(self, column: str) -> str:
        """Return the cell, empty when not stated."""
        return self._values[self._places[column]]

    def required(self, column: str) -> str:
        """Return the cell. Raises Fault when it is empty."""
        value = self._values[self._places[column]]
        if not value:
            raise Fault(f"{column}: empty, but needed")
        return value

    def words(self, column: str, separator: str = ",") -> tuple[str, ...]:
        """Return the parts of a list cell."""
        text = self._values[self._places[column]]
        if separator not in text:
            bare = text.strip()
            return (bare,) if bare else ()
        return tuple([bare for part in text.split(separator) if (bare := part.strip())])

    def number(self, column: str) -> float | None:
        """Return a numeric cell, None when empty. Raises Fault."""
        value = self._values[self._places[column]]
        if not value:
            return None
        try:
            return float(value)
        except ValueError:
            raise Fault(f"{column}: {value!r} is not a number") from None

    def integer(self, column: str) -> int | None:
        """Return a whole-number cell, None when empty. Raises Fault."""
        value = self._values[self._places[column]]
        if value and not value.lstrip("-").isdigit():
            raise Fault(f"{column}: {value!r} is not a whole number")
        return int(value) if value else None

    def choice(self, column: str, vocabulary: tuple[str, ...]) -> str:
        """Return a cell of a closed vocabulary. Raises Fault."""
        value = self._values[self._places[column]]
        if value not in vocabulary:
            allowed = " ".join(word or "(empty)" for word in vocabulary)
            raise Fault(f"{column}: {value!r} is none of {allowed}")
        return value


class Table(Value, frozen=True, dict=True):
    """A table as text: its name below the root, its header, and its data lines (line 2 of the file is `lines[0]`)."""

    name: str
    columns: tuple[str, ...]
    lines: tuple[str, ...]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each column stands, counted from 0."""
        return {name: place for place, name in enumerate(self.columns)}

    def row(self, index: int) -> Row:
        """Return the row at a 0-based index. Raises Fault when its width is not the header's."""
        cells = self.lines[index].split("\t")
        if len(cells) != len(self.columns):
            raise Fault(f"{len(cells)} cells, but the header names {len(self.columns)} columns")
        return Row(self, index, cells, self.places)

    def cell(self, index: int, name: str) -> str:
        """Return one cell of a 0-based row without building the row; a short line gives an empty cell."""
        place = self.places[name]
        values = self.lines[index].split("\t", place + 1)
        return values[place] if len(values) > place else ""

    def place(self, index: int) -> str:
        """Return `file:line` of a data line."""
        return f"{self.name}:{index + 2}"

    def rows(self) -> Iterator[Row]:
        """Yield every row. Raises Fault."""
        for index in range(len(self.lines)):
            yield self.row(index)

    def cells(self, *names: str) -> Iterator[tuple[str, ...]]:
        """Return several columns side by side without building rows; a short line gives empty cells."""
        places = [self.columns.index(name) for name in names]
        last = max(places) + 1
        for line in self.lines:
            cells = line.split("\t", last)
            yield tuple([cells[place] if len(cells) > place else "" for place in places])

    def column(self, name: str) -> Iterator[str]:
        """Return one column without building rows; a short line gives an empty cell."""
        position = self.columns.index(name)
        if position == 0:
            return iter([line.partition("\t")[0] for line in self.lines])
        rows = [line.split("\t", position + 1) for line in self.lines]
        return iter([cells[position] if len(cells) > position else "" for cells in rows])


def parse_table(name: str, text: str) -> Table:
    """Split a file's text into header and lines; a final line break ends the last line."""
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    header = tuple(lines[0].split("\t")) if lines else ()
    return Table(name, header, tuple(lines[1:]))
