"""Tab-separated tables with a header: strict width, columns by name, no guessing of missing values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Notice
from oncotier.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from oncotier.readers.source import InputFile

__all__ = ["Columns", "check_header", "header_of", "is_comment", "last_row_open", "require", "table_rows"]

_BOM = b"\xef\xbb\xbf"
_FAILED_FORMULA = (b"#N/A", b"#NAME?", b"#REF!", b"#VALUE!", b"#DIV/0!", b"#NULL!", b"#NUM!")


class Columns:
    """Cells of a row by column name, without regard to case; an absent column reads as an empty cell."""

    def __init__(self, names: list[str]) -> None:
        self.names = tuple(names)
        self._place = {name.strip().lower(): index for index, name in reversed(list(enumerate(names)))}
        self._asked: dict[str, int] = {}
        self._groups: dict[tuple[str, ...], tuple[int, ...]] = {}

    def first(self, *names: str) -> str:
        """Return the first of these names that the table has, or an empty string."""
        return next((name for name in names if name.lower() in self._place), "")

    def has(self, name: str) -> bool:
        """Tell whether the table has a column."""
        return name.lower() in self._place

    def index(self, name: str) -> int:
        """Return the 0-based place of a column, -1 when absent."""
        place = self._asked.get(name)
        if place is None:
            place = self._asked[name] = self._place.get(name.lower(), -1)
        return place

    def cell(self, cells: list[str], name: str) -> str:
        """Return a cell, empty when the column is absent or no column is named."""
        index = self.index(name)
        return cells[index].strip() if index >= 0 else ""

    def filled(self, cells: list[str], names: tuple[str, ...], missing: Collection[str]) -> str:
        """Return the first cell among alternative columns that holds none of the words for a missing value."""
        places = self._groups.get(names)
        if places is None:
            places = self._groups[names] = tuple(self.index(name) for name in names if self.has(name))
        for place in places:
            value = cells[place].strip()
            if value not in missing:
                return value
        return ""


def is_comment(line: bytes) -> bool:
    """Tell whether a line is a comment; a row may begin with the error of a spreadsheet in place of its gene."""
    return line.startswith(b"#") and not line.startswith(_FAILED_FORMULA)


def check_header(line: bytes, *, file: str, line1: int) -> None:
    """Refuse a header with a NUL byte: a damaged name would lose its column. Raises InputError."""
    if b"\0" in line:
        raise InputError("the header holds a NUL byte", file=file, line1=line1, hint="get a complete copy of the file")


def last_row_open(file: str) -> Notice:
    """Return the notice that a table ends within a row: its last cell may lack its end."""
    return Notice("no_final_line_break", "warning", file, "the last row does not end: it may be cut")


def header_of(head: bytes) -> list[str]:
    """Return the header cells in the first bytes of a table: the first line that is no `#` comment."""
    for line in head.removeprefix(_BOM).split(b"\n"):
        if line.strip() and not line.startswith(b"#"):
            return line.decode("utf-8", "replace").rstrip("\r").split("\t")
    return []


def table_rows(source: InputFile) -> Iterator[tuple[int, list[bytes], bool]]:
    """Yield (1-based line, cells, has it a NUL byte) of the header and every data line, not of comments and blanks."""
    for batch in source.batches():
        has_nul = b"\0" in batch.raw
        for number, written in enumerate(batch.lines, batch.line1):
            line = written.removeprefix(_BOM) if number == 1 else written
            if not line or is_comment(line) or line.isspace():
                continue
            yield number, line.split(b"\t"), has_nul and b"\0" in line


def require(columns: Columns, alternatives: Mapping[str, tuple[str, ...]], *, file: str, line1: int) -> None:
    """Check that of each group of names the table has one. Raises InputError naming the accepted headers."""
    for what, names in alternatives.items():
        if not columns.first(*names):
            raise InputError(
                f"no column for {what}", file=file, line1=line1, hint=f"accepted headers: {', '.join(names)}"
            )
