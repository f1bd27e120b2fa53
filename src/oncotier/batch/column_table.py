"""A table with one column per sample: turned over once, so that each sample is read by its own cells alone.

Read row by row for every sample, the work would grow with the square of the cohort.
"""

from __future__ import annotations

import itertools
import os
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from oncotier.batch.job import ColumnSlice, TableFile
from oncotier.readers.reader import decoded
from oncotier.readers.source import Batch, InputFile

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ColumnIndex", "ColumnInput", "index_columns"]

_TAB = b"\t"
_MOST_CELLS = 4_000_000


class ColumnIndex:
    """Where the cells of every sample lie in the table that was turned over."""

    def __init__(self, table: TableFile, places: dict[str, tuple[int, int]]) -> None:
        self._table = table
        self._places = places

    def slice(self, sample: str) -> ColumnSlice:
        """Return the cells of one sample."""
        start0, end0 = self._places[sample]
        return ColumnSlice(self._table, sample, start0, end0)


def index_columns(source: InputFile, plain: Path, samples: tuple[str, ...], scratch: Path) -> ColumnIndex | None:
    """Turn a table over, or return None where it is not regular: then every sample reads it as it is.

    `plain` holds the decompressed bytes. The new file begins with the cells that name the rows.
    """
    with plain.open("rb") as stream:
        found = _header(stream)
        if found is None:
            return None
        header1, header, begin0 = found
        names = [decoded(cell).strip() for cell in header]
        if len(set(names)) < len(names) or set(samples) - set(names):
            return None
        own = {names.index(name): name for name in samples}
        others = [place for place in range(len(header)) if place not in own]
        count = _regular_rows(stream, begin0, len(header))
        if not count:
            return None
        descriptor, name = tempfile.mkstemp(prefix=".oncotier-", suffix=".part", dir=scratch)
        with os.fdopen(descriptor, "wb") as target:
            rows = itertools.chain([header], _rows(stream, begin0))
            target.writelines(_TAB.join(row[place] for place in others) + b"\n" for row in rows)
            end0 = target.tell()
            places = _turn_over(stream, begin0, target, own, per_pass=max(1, _MOST_CELLS // count))
            stream.seek(-1, os.SEEK_END)
            is_cut = stream.read() != b"\n"
    table = TableFile(name, source.sha256, end0, header1, source.fault, is_cut=is_cut)
    return ColumnIndex(table, places)


def _header(stream: IO[bytes]) -> tuple[int, list[bytes], int] | None:
    """Return the 1-based line of the header, its cells, and the byte behind it."""
    for line1, line in enumerate(stream, 1):
        if line.strip() and not line.startswith(b"#"):
            return line1, line.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n").split(_TAB), stream.tell()
    return None


def _rows(stream: IO[bytes], begin0: int) -> Iterator[list[bytes]]:
    stream.seek(begin0)
    for line in stream:
        yield line.rstrip(b"\r\n").split(_TAB)


def _regular_rows(stream: IO[bytes], begin0: int, width: int) -> int:
    """Return the number of rows if each line is a row of full width, else 0."""
    stream.seek(begin0)
    count = 0
    for line in stream:
        if line.count(_TAB) != width - 1 or line.startswith(b"#") or line.isspace() or b"\0" in line:
            return 0
        count += 1
    return count


def _turn_over(
    stream: IO[bytes], begin0: int, target: IO[bytes], own: dict[int, str], *, per_pass: int
) -> dict[str, tuple[int, int]]:
    """Write the cells of one sample after the other; a pass over the table does as many as memory allows."""
    found: dict[str, tuple[int, int]] = {}
    columns = sorted(own)
    same: dict[bytes, bytes] = {}
    for first in range(0, len(columns), per_pass):
        block = columns[first : first + per_pass]
        cells: list[list[bytes]] = [[] for _ in block]
        for row in _rows(stream, begin0):
            for column, kept in zip(block, cells, strict=True):
                cell = row[column]
                kept.append(same.setdefault(cell, cell))
        for column, kept in zip(block, cells, strict=True):
            start0 = target.tell()
            target.write(b"\n".join(kept) + b"\n")
            found[own[column]] = (start0, target.tell())
    return found


class ColumnInput(InputFile):
    """The rows of a table with the cells of one sample only, under the name, hash and line numbers of the file."""

    def __init__(self, name: str, cells: ColumnSlice) -> None:
        self._cells = cells
        super().__init__(name, Path(cells.table.plain))
        self.head = b"\n".join(self._lines()[:3]) + b"\n"
        self.fault = cells.table.fault
        self._sha256 = cells.table.sha256

    def batches(self) -> Iterator[Batch]:
        """Yield the header and every row."""
        yield Batch.of(self._cells.table.header1, self._lines())
        self.fault = self._cells.table.fault
        self.is_cut = self._cells.table.is_cut

    def _lines(self) -> list[bytes]:
        table = self._cells.table
        with self.path.open("rb") as stream:
            rows = stream.read(table.header_end0).split(b"\n")[:-1]
            stream.seek(self._cells.start0)
            cells = stream.read(self._cells.end0 - self._cells.start0).split(b"\n")[:-1]
        name = self._cells.sample.encode("utf-8", "surrogateescape")
        return [row + _TAB + cell for row, cell in zip(rows, (name, *cells), strict=True)]
