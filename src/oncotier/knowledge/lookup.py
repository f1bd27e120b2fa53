"""A table as a mapping from its first column to values that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from oncotier.errors import KnowledgeBaseError
from oncotier.knowledge.table import Fault, Row, Table

__all__ = ["Lookup", "places_by", "read_all", "read_row"]

Value = TypeVar("Value")


def read_row(table: Table, index: int, read: Callable[[Row], Value]) -> Value:
    """Return the value of one row. Raises KnowledgeBaseError with the place of its fault."""
    try:
        return read(table.row(index))
    except Fault as fault:
        raise KnowledgeBaseError((f"{table.place(index)}: {fault}",)) from None


def read_all(table: Table, read: Callable[[Row], Value]) -> list[Value]:
    """Return the values of all rows. Raises KnowledgeBaseError."""
    return [read_row(table, index, read) for index in range(len(table.lines))]


def places_by(table: Table, column: str) -> Mapping[str, list[int]]:
    """Return the 0-based rows of a table by the text of one column."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(table.column(column)):
        known = found.get(name)
        if known is None:
            found[name] = [place]
        else:
            known.append(place)
    return found


class Lookup(Mapping[str, Value]):
    """The rows of a table by the text of their first column."""

    def __init__(self, table: Table, read: Callable[[Row], Value]) -> None:
        self._table = table
        self._read = read
        self._places = {key: index for index, key in enumerate(table.column(table.columns[0]))}
        self._made: dict[str, Value] = {}

    def __getitem__(self, key: str) -> Value:
        value = self._made.get(key)
        if value is None:
            value = self._made[key] = read_row(self._table, self._places[key], self._read)
        return value

    def get(self, key: str, default: Value | None = None) -> Value | None:  # type: ignore[override]
        """Return the value of a key, or the default."""
        return self[key] if key in self._places else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places
