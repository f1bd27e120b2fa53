"""One walk through a table of many samples: which rows are whose, so that nobody has to read it once per sample."""

from __future__ import annotations

import os
import tempfile
from array import array
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.batch.column_table import ColumnIndex, index_columns
from oncotier.batch.job import RowSlice, TableFile
from oncotier.readers.reader import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.readers.reader import Reader
    from oncotier.readers.source import InputFile

__all__ = ["SLICED_FORMATS", "TableIndex", "index_table", "samples_of"]

SLICED_FORMATS = frozenset(
    """maf cbioportal-cna cbioportal-sv cbioportal-clinical guardant360 pcgr-variants tmb hrd table atypical
    facets""".split()
)
_BY_LINE = frozenset({"maf", "cbioportal-cna", "cbioportal-sv", "facets"})
"""Formats in which a line of nothing but commas is a record; elsewhere it is an empty row of a spreadsheet."""
_TAB = b"\t"
_BOM = b"\xef\xbb\xbf"


class TableIndex:
    """The rows of a table by sample; rows that cannot be told apart are shown to every sample."""

    def __init__(self, table: TableFile, rows: dict[str, array[int]], shared: array[int]) -> None:
        self._table = table
        self._rows = rows
        self._shared = shared
        self._count = sum(len(one) // 4 for one in rows.values())

    def slice(self, sample: str) -> RowSlice:
        """Return the rows of one sample, those that may be anybody's, and one of another sample.

        The reader must see that the table is one of several samples: a row that names none is then nobody's.
        """
        own = self._rows[sample]
        other = next(rows for name, rows in self._rows.items() if name != sample)
        shown = sorted(
            tuple(rows[i : i + 4]) for rows in (own, self._shared, other[:4]) for i in range(0, len(rows), 4)
        )
        flat = array("Q", [number for row in shown for number in row])
        return RowSlice(self._table, flat.tobytes(), hidden=self._count - len(own) // 4 - 1)


def samples_of(reader: Reader, source: InputFile) -> tuple[str, ...]:
    """Return the samples of a file of a format that may hold several; none for any other. Raises InputError."""
    module = import_module(reader.module)
    return tuple(module.samples(source)) if hasattr(module, "samples") else ()


def index_table(
    source: InputFile, format_name: str, samples: tuple[str, ...], scratch: Path
) -> TableIndex | ColumnIndex | None:
    """Walk through a tab-separated table and return its index, or None where its rows cannot be told apart safely.

    The column of the sample is the one whose values are the samples that the reader found, in that order.
    `scratch` is a folder for the decompressed bytes of a compressed table.
    """
    if format_name not in SLICED_FORMATS or len(samples) < 2:
        return None
    plain = source.path if source.compression == "plain" else _decompressed(source, scratch)
    found = _header(plain)
    if found is None:
        return None
    if format_name == "cbioportal-cna" and set(samples) <= {decoded(cell).strip() for cell in found[2]}:
        return index_columns(source, plain, samples, scratch)
    header_end0, header1, names, first = found
    for column in (i for i, cell in enumerate(first) if i < len(names) and decoded(cell).strip() == samples[0]):
        walk = _Walk(plain, column, len(names), format_name)
        walk.run(header_end0, header1)
        if tuple(walk.rows) == samples:
            table = TableFile(
                str(plain.absolute()), source.sha256, header_end0, header1, source.fault, is_cut=walk.is_cut
            )
            return TableIndex(table, walk.rows, walk.shared)
    return None


def _decompressed(source: InputFile, scratch: Path) -> Path:
    """Write the decompressed bytes into a private file; a fault of the source is then known."""
    descriptor, name = tempfile.mkstemp(prefix=".oncotier-", suffix=".part", dir=scratch)
    with os.fdopen(descriptor, "wb") as stream:
        for chunk in source.chunks():
            stream.write(chunk)
    return Path(name)


def _header(plain: Path) -> tuple[int, int, list[bytes], list[bytes]] | None:
    """Return the byte behind the header line, its 1-based number, its cells and those of the first row."""
    header: list[bytes] = []
    end0 = header1 = start0 = 0
    with plain.open("rb") as stream:
        for line1, written in enumerate(stream, 1):
            line = written.removeprefix(_BOM) if line1 == 1 else written
            start0 += len(written)
            if not line.strip() or line.startswith(b"#"):
                continue
            if header:
                return end0, header1, header, line.rstrip(b"\r\n").split(_TAB)
            header, end0, header1 = line.rstrip(b"\r\n").split(_TAB), start0, line1
            if len(header) < 2 or b'"' in line:
                return None
    return None


class _Walk:
    """Collects the rows by sample; `rows` is in the order in which the samples appear."""

    def __init__(self, plain: Path, column: int, width: int, format_name: str) -> None:
        self.rows: dict[str, array[int]] = {}
        self.shared: array[int] = array("Q")
        self.is_cut = False
        self._plain = plain
        self._column = column
        self._width = width
        self._is_maf = format_name == "maf"
        self._blank = b" \t\x0b\x0c" if format_name in _BY_LINE else b" \t,;"

    def run(self, start0: int, line1: int) -> None:
        """Walk from the byte behind the header line with its number. A name is decoded once."""
        names: dict[bytes, array[int]] = {}
        tabs, column = self._width - 1, self._column
        for record1, (begin0, end0, number, line) in enumerate(self._lines(start0, line1), 1):
            rows = self.shared
            if line.count(_TAB) == tabs and b"\0" not in line:
                cell = line.split(_TAB, column + 1)[column].strip()
                rows = names[cell] if cell in names else self._of(cell, names)
            rows.extend((begin0, end0, number, record1))

    def _of(self, cell: bytes, names: dict[bytes, array[int]]) -> array[int]:
        """Return the list for a name; a row without a name is a sample of its own in a MAF, else anybody's."""
        name = decoded(cell)
        found = self.rows.setdefault(name, array("Q")) if name or self._is_maf else self.shared
        names[cell] = found
        return found

    def _lines(self, start0: int, line1: int) -> Iterator[tuple[int, int, int, bytes]]:
        """Yield every record: first byte, byte behind the last, 1-based line, the line without its break."""
        with self._plain.open("rb") as stream:
            stream.seek(start0)
            for number, written in enumerate(stream, line1 + 1):
                end0 = start0 + len(written)
                self.is_cut = not written.endswith(b"\n")
                line = written.rstrip(b"\r\n")
                if line.strip(self._blank) and not line.startswith(b"#"):
                    yield start0, end0, number, line
                start0 = end0
