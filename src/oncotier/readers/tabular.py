"""One pass over a table of calls (tabs, or quoted commas): rows counted, samples chosen, endings collected."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from oncotier.domain.observation import Negative, Notice, Observation, Reading, Source, Unresolved, Untested
from oncotier.errors import InputError
from oncotier.notation.gene import is_missing_symbol
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.delimited import Columns, check_header, is_comment, last_row_open, require
from oncotier.readers.reader import Context, choose_sample, decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.genome.scope import GeneSpan
    from oncotier.readers.source import InputFile

__all__ = [
    "NO_COPIES",
    "TableBody",
    "first_rows",
    "is_missing_number",
    "number_of",
    "sample_names",
    "spans_on",
    "split_cells",
    "whole_of",
]

NO_COPIES = "copy_number_not_determined"
"""Why a row of a table of copies is counted that gives no number of them."""

_BOM = b"\xef\xbb\xbf"
_NUMBER = lazy_pattern(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,2})?")
_WHOLE = lazy_pattern(r"[0-9]{1,12}")
_FLOATED = lazy_pattern(r"([0-9]{1,12})\.0+|([0-9](?:\.[0-9]{1,9})?)[eE]\+?0?([0-9])")


def number_of(text: str) -> float | None:
    """Read a finite decimal number; None for anything else (`NA`, `.`, a decimal comma)."""
    return float(text) if _NUMBER.fullmatch(text) else None


_MISSING_NUMBER = frozenset({"", ".", "NA", "N/A", "NAN", "NULL"})


def is_missing_number(text: str) -> bool:
    """Tell whether a cell says that there is no number, as R and pandas write it; another word is a fault."""
    return text.upper() in _MISSING_NUMBER


def whole_of(text: str) -> int | None:
    """Read a whole number that is not negative, also where R or pandas wrote it as `1e+06` or `100.0`."""
    if _WHOLE.fullmatch(text):
        return int(text)
    if not _FLOATED.fullmatch(text):
        return None
    value = float(text)
    return int(value) if value.is_integer() else None


def first_rows(head: bytes, marks: tuple[str, ...] = ()) -> list[list[str]]:
    """Return the header of a table and the complete rows behind it that lie in the first bytes.

    `marks` are beginnings of a header line that starts with `#` (`#FusionName`).
    """
    lines = head.removeprefix(_BOM).split(b"\n")
    rows = [line.decode("utf-8", "replace").rstrip("\r").split("\t") for line in lines if _is_content(line, marks)]
    if rows:
        rows[0][0] = rows[0][0].lstrip("#").strip()
    return rows


def sample_names(
    source: InputFile, column: str, marks: tuple[str, ...] = (), *, between: str = "\t"
) -> tuple[str, ...]:
    """Return the values of the column that names the sample, in the order of the file."""
    place = -1
    found: dict[str, None] = {}
    for _, line in _content(source, marks):
        cells = split_cells(line, between)
        if place < 0:
            place = Columns([cell.lstrip("#") for cell in cells]).index(column)
            if place < 0:
                return ()
        elif place < len(cells) and (name := cells[place].strip()):
            found[name] = None
    return tuple(found)


def split_cells(line: bytes, between: str) -> list[str]:
    """Return the cells of a row; between commas they may be quoted, between tabs a quote is a letter."""
    text = decoded(line)
    if between == "\t":
        return text.split("\t")
    try:
        return next(csv.reader([text.replace("\0", "?")], delimiter=between), [])
    except csv.Error:  # a cell of more than 128 kB
        return text.split(between)


def spans_on(context: Context, build: str) -> dict[str, GeneSpan]:
    """Return the spans of the genes in scope on a build, by symbol."""
    return {span.gene: span for index in context.scope(build).by_contig.values() for span in index.spans}


def _content(source: InputFile, marks: tuple[str, ...]) -> Iterator[tuple[int, bytes]]:
    for number, written in source.lines():
        line = written.removeprefix(_BOM) if number == 1 else written
        if _is_content(line, marks):
            yield number, line


def _is_content(line: bytes, marks: tuple[str, ...]) -> bool:
    if not line or line.isspace():
        return False
    return not is_comment(line) or any(line.startswith(mark.encode()) for mark in marks)


class TableBody:
    """Reads the rows of one table; lists and counts fill as it goes, `reading` hands them over."""

    def __init__(
        self, source: InputFile, context: Context, *, marks: tuple[str, ...] = (), between: str = "\t"
    ) -> None:
        self.source = source
        self.context = context
        self.records = 0
        self.line1 = 0
        self.width = 0
        self.columns = Columns([])
        self.observations: list[Observation] = []
        self.negatives: list[Negative] = []
        self.untested: list[Untested] = []
        self.has_gaps = False
        self.undetermined: list[Negative] = []
        self.unresolved: list[Unresolved] = []
        self.out_of_scope_by: dict[str, int] = {}
        self.notices: list[Notice] = []
        self.sample = ""
        self.build = context.settings.build
        self.build_evidence = "--build" if self.build else ""
        self._marks = marks
        self._between = between
        self._known: dict[str, bool] = {}
        self._spans: tuple[str, dict[str, GeneSpan]] = ("", {})

    def rows(self, *needs: tuple[str, ...], sample_column: str = "") -> Iterator[list[str]]:
        """Yield the cells of every well-formed row of the chosen sample; `records` is then its 1-based number.

        Of each group of `needs` the table must have a column. Raises InputError without them or without a header,
        SampleChoiceError where it is not clear which sample is meant.
        """
        lines = _content(self.source, self._marks)
        header1, header = next(lines, (0, b""))
        if not header:
            raise InputError(self.source.fault or "no header line", file=self.source.name)
        check_header(header, file=self.source.name, line1=header1)
        names = split_cells(header, self._between)
        names[0] = names[0].lstrip("#")
        while names and not names[-1].strip():
            names.pop()
        self.columns, self.width, self.line1 = Columns(names), len(names), header1
        for group in needs:
            require(self.columns, {" or ".join(group): group}, file=self.source.name, line1=1)
        known: tuple[str, ...] = ()
        sample_at = self.columns.index(sample_column) if sample_column else -1
        if sample_at >= 0:
            known = sample_names(self.source, sample_column, self._marks, between=self._between)
            self.sample = choose_sample(known, self.context.settings.sample, file=self.source.name)
        for self.line1, line in lines:
            self.records += 1
            cells = self._cells(line)
            if cells is None:
                continue
            if sample_at < 0 or self._is_of_sample(cells, cells[sample_at].strip(), len(known)):
                yield cells

    def _is_of_sample(self, cells: list[str], name: str, count: int) -> bool:
        """Tell whether a row is of the chosen sample, as one without a name is where no other sample is named."""
        if name == self.sample or (not name and count == 1):
            return True
        if name:
            self.count("other_sample")
        else:
            self.malformed(cells, "the row names no sample")
        return False

    def _cells(self, line: bytes) -> list[str] | None:
        cells = split_cells(line, self._between)
        while len(cells) > self.width and not cells[-1].strip():
            cells.pop()
        if len(cells) == self.width and "\0" not in line.decode("latin-1"):
            return cells
        fault = f"{len(cells)} columns, but the header names {self.width}"
        self.malformed(cells, fault if len(cells) != self.width else "a NUL byte")
        return None

    def cell(self, cells: list[str], *names: str) -> str:
        """Return the first filled cell among alternative columns."""
        values = (self.columns.cell(cells, name) for name in names)
        return next((value for value in values if value not in {"", "."}), "")

    def spans(self) -> dict[str, GeneSpan]:
        """Return where the genes in scope lie on the build of the file; none while that is not known."""
        if self._spans[0] != self.build:
            self._spans = (self.build, spans_on(self.context, self.build))
        return self._spans[1]

    def place(self, raw: str) -> Source:
        """Return where the row stands, with short words of it."""
        return Source(self.source.name, self.records, " ".join(raw.split())[:200])

    def count(self, reason: str) -> None:
        """Set the row aside as out of scope."""
        self.out_of_scope_by[reason] = self.out_of_scope_by.get(reason, 0) + 1

    def without_copies(self, place: Source, gene: str, reason: str) -> None:
        """Set a row aside that gives no number of copies of a gene: its amplification is not proved absent."""
        self.count(reason)
        self.undetermined.append(Negative(place, gene, ("copy_number",)))

    def malformed(self, cells: list[str], words: str) -> None:
        """Reject the row."""
        shown = " ".join(cells[:5]).replace("\0", "?")
        self.unresolved.append(Unresolved(self.place(shown), "malformed_row", f"line {self.line1}: {words}"))

    def notice(self, code: str, severity: str, words: str, *, of_row: bool = True) -> None:
        """Say something of the row, or of the file."""
        where = f"{self.source.name}:{self.records}" if of_row else self.source.name
        self.notices.append(Notice(code, severity, where, words))

    def in_scope(self, gene: str) -> bool:
        """Tell whether a cell names a gene in scope, alone or among words, or no gene at all (listed, not lost)."""
        known = self._known.get(gene)
        if known is None:
            names = self.context.names
            name = names.resolve(gene)
            is_none = is_missing_symbol(gene) or not gene[:1].isalnum()
            known = self._known[gene] = name.known if name else is_none or bool(names.known_within(gene))
        return known

    def one_gene(self, cells: list[str], *columns: str) -> str:
        """Return the first filled gene cell; of one that joins symbols the only gene of ours."""
        return self.context.names.one_of_joined(self.cell(cells, *columns))

    def reading(self, format_name: str) -> Reading:
        """Return the reading, with what must be said of the file as a whole."""
        if self.records == 0:
            words = "no call in the file: a negative result is not implied"
            self.notice("no_records", "warning", words, of_row=False)
        if self.source.is_cut and not self.source.fault:
            self.notices.append(last_row_open(self.source.name))
        if self.untested:
            named = ", ".join(dict.fromkeys(f"{one.marker} ({one.words})" for one in self.untested[:8]))
            self.notice("not_assessed", "warning", f"not assessed: {named}", of_row=False)
        if self.source.fault:
            self.notice("input_incomplete", "error", f"{self.source.fault}: rows may be missing", of_row=False)
        return Reading(
            input=self.source.name,
            format=format_name,
            sha256=self.source.sha256,
            records_read=self.records,
            observations=tuple(self.observations),
            negatives=tuple(self.negatives),
            untested=tuple(self.untested),
            has_gaps=self.has_gaps,
            undetermined=tuple(self.undetermined),
            out_of_scope_by=self.out_of_scope_by,
            unresolved=tuple(self.unresolved),
            notices=tuple(self.notices),
            build=self.build,
            build_evidence=self.build_evidence,
            sample=self.sample,
            incomplete=bool(self.source.fault),
        )
