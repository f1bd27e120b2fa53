"""The order of the data rows of a VCF: by position on a contig, contigs in one piece, no change twice (VCF 4.3, 1.6.1).

That a change stands in two rows is not forbidden in words, but has no place in a sound set of calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.readers.reader import decoded

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["RowOrder"]

_LONG = 200  # bases of an allele that is compared as it is written


class RowOrder:
    """Takes note of rows in their order, and says which stand out of it.

    Rows on contigs of an assembly file (`<ID>`) have an order of their own, which is not looked at.
    """

    def __init__(self) -> None:
        self._chrom = b""
        self._pos1 = 0
        self._furthest1 = 0
        self._left: set[bytes] = set()
        self._lines: dict[tuple[int, bytes, bytes], int] = {}  # of changes on this contig

    def takes(self, places: Sequence[tuple[bytes, bytes]], last: tuple[bytes, bytes], last_line1: int) -> bool:
        """Note rows of single changed bases if each lies behind the one before; tell whether they do.

        `places` are contig and position, `last` REF and ALT of the last row.
        """
        chrom, furthest1, left = self._chrom, self._furthest1, None
        for name, position in places:
            place = int(position)
            if name != chrom:
                if left is None:
                    left = set(self._left)
                left.add(chrom)
                if name in left:
                    return False
                chrom = name
            elif place <= furthest1:
                return False
            furthest1 = place
        self._chrom, self._pos1, self._furthest1 = chrom, furthest1, furthest1
        self._left = self._left if left is None else left
        self._lines = {(furthest1, *last): last_line1}
        return True

    def fault(self, line1: int, row: list[bytes]) -> str:
        """Note a row; return what is wrong with its place, empty when nothing is."""
        chrom, pos1 = row[0], int(row[1])
        if chrom.startswith(b"<"):
            return ""
        fault = ""
        if chrom != self._chrom:
            self._left = self._left | {self._chrom}
            if chrom in self._left:
                fault = f"CHROM {decoded(chrom)[:40]!r} comes again after another contig"
            self._chrom, self._furthest1 = chrom, -1
            self._lines = {}
        elif pos1 < self._pos1:
            fault = f"POS {pos1} comes after {self._pos1}"
        self._pos1 = pos1
        return fault or self._repeated(line1, pos1, row[3].upper(), row[4].upper())

    def _repeated(self, line1: int, pos1: int, reference: bytes, alternate: bytes) -> str:
        found = 0
        for one in alternate.split(b","):
            if one.isalpha():
                change = _trimmed(pos1, reference, one)
                self._furthest1 = max(self._furthest1, change[0])
                before = self._lines.setdefault(change, line1)
                found = found or (before if before != line1 else 0)
        return f"a change is that of line {found}" if found else ""


def _trimmed(pos1: int, reference: bytes, alternate: bytes) -> tuple[int, bytes, bytes]:
    """Return a change without the bases that both alleles share at their ends, at least one of each allele left."""
    if len(reference) > _LONG or len(alternate) > _LONG:
        return pos1, reference, alternate
    while len(reference) > 1 and len(alternate) > 1 and reference[-1] == alternate[-1]:
        reference, alternate = reference[:-1], alternate[:-1]
    while len(reference) > 1 and len(alternate) > 1 and reference[0] == alternate[0]:
        pos1, reference, alternate = pos1 + 1, reference[1:], alternate[1:]
    return pos1, reference, alternate
