"""Tables of any plain kind: tab, comma or semicolon between cells, quoted or not, one record a row.

Quotes around a cell are taken away; in a table with tabs a quote inside a cell is a letter. Every row must have as
many cells as the header has; a row that has not is listed, and hides nothing. A header that lacks the name of its
first column (R's row names) gets an empty one. A last column called Otherinfo (ANNOVAR) holds all cells that follow.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from oncotier.domain.observation import Reading, Unresolved
from oncotier.domain.value import Value, replace
from oncotier.errors import InputError
from oncotier.readers.delimited import Columns, check_header, is_comment, last_row_open, require
from oncotier.readers.ends import Ends, OutOfScope, Place
from oncotier.readers.reader import Context, choose_sample, decoded
from oncotier.readers.row_build import RowBuild

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from oncotier.readers.ends import End
    from oncotier.readers.source import InputFile

__all__ = ["Row", "SheetForm", "header_columns", "read_sheet", "sheet_samples"]

_BOM = b"\xef\xbb\xbf"
_MISSING = frozenset({"", "."})
_REST = "otherinfo"


class SheetForm(Value, frozen=True):
    """What makes a kind of table: its name, the columns that it must have, and those of sample and build.

    `required` maps words for an error message to alternative column names.
    """

    name: str
    required: Mapping[str, tuple[str, ...]] = {}
    sample: tuple[str, ...] = ()
    build: tuple[str, ...] = ()


class Row:
    """One row: its cells by column name, its 1-based line, the build of the file so far."""

    def __init__(self, columns: Columns, cells: list[str], line1: int, build: str = "") -> None:
        self.columns = columns
        self.cells = cells
        self.line1 = line1
        self.build = build

    def cell(self, *names: str) -> str:
        """Return the first filled cell among alternative columns; a `.` is no value."""
        return next((text for name in names if (text := self.columns.cell(self.cells, name)) not in _MISSING), "")


def header_columns(head: bytes) -> Columns:
    """Return the columns of a table by its first bytes."""
    line = next(_content_lines(head), b"")
    try:
        return Columns(_split(line, _delimiter(line)) if line else [])
    except csv.Error:
        return Columns([])


def _content_lines(head: bytes) -> Iterator[bytes]:
    for line in head.removeprefix(_BOM).split(b"\n"):
        if line.strip() and not line.startswith(b"#"):
            yield line.removesuffix(b"\r")


def _delimiter(line: bytes) -> str:
    if b"\t" in line:
        return "\t"
    return ";" if line.count(b";") > line.count(b",") else ","


def _split(line: bytes, mark: str) -> list[str]:
    text = decoded(line)
    if mark == "\t":
        return [_bare(cell) for cell in text.split("\t")]
    return [cell.strip() for cell in next(csv.reader([text], delimiter=mark), [])]


def _header(line: bytes, mark: str, *, file: str, line1: int) -> list[str]:
    try:
        return _split(line, mark)
    except csv.Error as error:
        raise InputError(f"the header is no row of a table ({error})", file=file, line1=line1) from None


def _bare(cell: str) -> str:
    stripped = cell.strip()
    is_quoted = len(stripped) > 1 and stripped[0] == stripped[-1] == '"'
    return stripped[1:-1].replace('""', '"') if is_quoted else stripped


def _lines(source: InputFile) -> Iterator[tuple[int, bytes]]:
    """Yield (1-based number, line) without comments and blanks; a quoted cell may hold line breaks (comma tables)."""
    for number, written in source.lines():
        line = written.removeprefix(_BOM) if number == 1 else written
        if line.strip(b" \t\r,;") and not is_comment(line):
            yield number, line


def sheet_samples(source: InputFile, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the samples in the order of the file; none without such a column."""
    table = _Table(source)
    place = table.columns.index(table.columns.first(*names)) if table.columns.first(*names) else -1
    if place < 0:
        return ()
    return tuple(dict.fromkeys(cells[place] for _, cells, fault in table.rows() if not fault and cells[place]))


class _Table:
    """The header and the rows of one source. Raises InputError without a header, or for a damaged one."""

    def __init__(self, source: InputFile) -> None:
        self._lines = _lines(source)
        self.header1, line = next(self._lines, (0, b""))
        if not line:
            raise InputError(source.fault or "no header line", file=source.name)
        check_header(line, file=source.name, line1=self.header1)
        self._mark = _delimiter(line)
        names = _header(line, self._mark, file=source.name, line1=self.header1)
        while len(names) > 1 and not names[-1]:
            names.pop()
        self.columns = Columns(names)
        self.width = len(names)
        self.shift = False

    def rows(self) -> Iterator[tuple[int, list[str], str]]:
        """Yield (1-based line, cells, fault in words or nothing)."""
        is_first = True
        for line1, line in self._lines:
            try:
                cells = _split(line, self._mark)
            except csv.Error as error:
                yield line1, [], f"quotes that do not close ({error})"
                continue
            while len(cells) > self.width and not cells[-1]:
                cells.pop()
            if self.columns.names[-1].lower() == _REST:
                cells[self.width - 1 :] = ["\t".join(cells[self.width - 1 :])] if len(cells) >= self.width else []
            if is_first and len(cells) == self.width + 1 and cells[-1]:
                self.shift = True
                self.columns, self.width = Columns(["", *self.columns.names]), self.width + 1
            is_first = False
            fault = "a NUL byte" if b"\0" in line else ""
            if len(cells) != self.width:
                fault = f"{len(cells)} columns, but the header names {self.width}"
            yield line1, cells, fault


def read_sheet(
    source: InputFile, context: Context, form: SheetForm, ends_of: Callable[[Row, Place], Iterable[End]]
) -> Reading:
    """Read a table row by row; `ends_of` says what a row becomes. Raises InputError, BuildError, SampleChoiceError."""
    table = _Table(source)
    require(table.columns, form.required, file=source.name, line1=table.header1)
    ends = Ends(source.name, context.names)
    build = RowBuild(context, file=source.name, column=table.columns.first(*form.build) if form.build else "")
    sample_column = table.columns.first(*form.sample)
    known = sheet_samples(source, form.sample) if sample_column else ()
    sample = choose_sample(known, context.settings.sample, file=source.name) if known else context.settings.sample
    for line1, cells, fault in table.rows():
        place = ends.place()
        row = Row(table.columns, cells, line1, build.build)
        raw = place.source(" ".join(cells[:5]).replace("\0", "?"))
        if fault:
            ends.take([Unresolved(raw, "malformed_row", f"line {line1}: {fault}")])
            continue
        name = row.cell(sample_column) if known else sample
        if name != sample and (name or len(known) > 1):
            words = f"line {line1}: the row names no sample"
            ends.take([OutOfScope("other_sample") if name else Unresolved(raw, "malformed_row", words)])
            continue
        if form.build:
            build.note(row.cell(*form.build), line1)
            row.build = build.build
        ends.take(ends_of(row, place))
    return _reading(source, ends, build, form, sample)


def _reading(source: InputFile, ends: Ends, build: RowBuild, form: SheetForm, sample: str) -> Reading:
    observations = build.settle(ends.observations)
    ends.notices.extend(build.notices(observations))
    if source.is_cut and not source.fault:
        ends.notices.append(last_row_open(source.name))
    if source.fault:
        ends.note("input_incomplete", "error", f"{source.fault}: rows may be missing")
    reading = ends.reading(source, name=form.name, build=build.build, build_evidence=build.evidence, sample=sample)
    return replace(reading, observations=observations, incomplete=bool(source.fault))
