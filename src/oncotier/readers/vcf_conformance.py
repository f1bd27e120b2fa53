"""Data rows of a VCF beside what its header declares and the specification reserves (VCF 4.1 to 4.5, 1.6).

What is found is told and rejects nothing: what is read of a row is checked where it is read. Only the first rows of a
file are looked at. Most of them are plainly sound; only the others are taken apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Notice
from oncotier.readers.reader import decoded
from oncotier.readers.vcf_plain_columns import PlainColumns
from oncotier.readers.vcf_row import is_position
from oncotier.readers.vcf_row_faults import row_faults
from oncotier.readers.vcf_row_order import RowOrder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.readers.source import Batch
    from oncotier.readers.vcf_header import VcfHeader

__all__ = ["CheckedRows"]

_ROWS = 1000
_SIZE = 200_000  # bytes: of long annotations fewer rows are looked at
_CELLS = 20_000  # of samples: of a cohort fewer rows are looked at
_FEWEST = 10
_SHAPED = 1_000_000  # bytes of rows at once
_GROUP = 25  # rows looked at together
_SHOWN = 3


class CheckedRows:
    """The test on the first rows of one file.

    After all batches have been watched, `cut_line1` is the line of a last row without its line break, or 0.
    """

    def __init__(self, header: VcfHeader, file: str) -> None:
        self._header = header
        self._file = file
        self._most = max(_FEWEST, min(_ROWS, _CELLS // max(1, len(header.samples))))
        self._rows = 0
        self._size = 0
        self._faulty = 0
        self._said: list[str] = []
        self._order = RowOrder()
        self._plain = PlainColumns(header)
        self._is_longer = False
        self.cut_line1 = 0

    def watch(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Pass the batches on, and look at their first rows."""
        for batch in batches:
            if self._rows < self._most and self._size < _SIZE:
                self._size += len(batch.raw)
                self._check(batch)
            else:
                self._is_longer = self._is_longer or bool(batch.raw)
            if batch.raw and not batch.raw.endswith(b"\n"):
                self.cut_line1 = batch.line1 + batch.raw.count(b"\n")
            yield batch

    def notices(self) -> tuple[Notice, ...]:
        """Return what is to be said of the rows."""
        if not self._faulty:
            return ()
        many = f"{self._faulty} rows break" if self._faulty > 1 else "1 row breaks"
        among = f" of the first {self._rows}" if self._is_longer else ""
        more = f"; {self._faulty - _SHOWN} more" if self._faulty > _SHOWN else ""
        words = f"{many} the specification{among}; what is read of them was checked: {'; '.join(self._said)}{more}"
        return (Notice("row_faulty", "info", self._file, words),)

    def _check(self, batch: Batch) -> None:
        left = self._most - self._rows
        if len(batch.raw) < _SHAPED and self._have_known_shape(batch):
            return
        rows = batch.written
        self._is_longer = len(rows) > left
        for start0 in range(0, min(left, len(rows)), _GROUP):
            self._check_group(batch.line1 + start0, rows[start0 : min(start0 + _GROUP, left)])

    def _have_known_shape(self, batch: Batch) -> bool:
        """Tell whether all rows are sound by the shape of their first, and note them."""
        places = self._header.declared.shapes.places(batch.raw)
        if not 0 < len(places) <= self._most - self._rows:
            return False
        cells = batch.raw[batch.raw.rfind(b"\n", 0, -1) + 1 :].split(b"\t", 5)
        if not self._order.takes(places, (cells[3], cells[4]), batch.line1 + len(places) - 1):
            return False
        self._rows += len(places)
        return True

    def _check_group(self, line1: int, written: list[bytes]) -> None:
        """Look at a few rows: together first, and where that tells nothing, one by one."""
        rows = [line.split(b"\t") for line in written]
        width = len(self._header.columns)
        for row in rows:
            row[-1] = row[-1].rstrip(b"\r\n")
        are_whole = all(len(row) == width and is_position(row[1]) for row in rows)
        if are_whole and self._plain.test(rows) and self._in_order(rows, line1):
            self._rows += len(rows)
            return
        for number, row in enumerate(rows, line1):
            if len(row) == width and is_position(row[1]) and not row[0].startswith(b"#"):
                self._rows += 1
                self._check_row(number, row)  # any other is listed as malformed, or is no row

    def _in_order(self, rows: list[list[bytes]], line1: int) -> bool:
        if any(len(row[3]) > 1 or len(row[4]) > 1 for row in rows):
            return False
        last = rows[-1]
        return self._order.takes([(row[0], row[1]) for row in rows], (last[3], last[4]), line1 + len(rows) - 1)

    def _check_row(self, line1: int, row: list[bytes]) -> None:
        fault = self._order.fault(line1, row)
        if not fault and not self._plain.test([row]):
            cells = decoded(b"\t".join(row)).split("\t")
            fault = next(row_faults(cells, self._header.declared, self._header.contigs), "")
        if fault:
            self._faulty += 1
            if self._faulty <= _SHOWN:
                self._said.append(f"line {line1} {fault}")
