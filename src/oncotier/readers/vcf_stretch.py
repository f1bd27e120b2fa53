"""Stretches of raw rows away from all genes, told at once instead of row by row.

A row is checked for the same as alone: as many cells as the header has columns, a position, an alternate in bases,
and a place outside of genes. A stretch is what lies on one contig within a window of positions that begin with the
same digits: all of them lie in the window, whatever their order. What is unusual ends a stretch and is read alone.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from oncotier.readers.vcf_row import is_position

if TYPE_CHECKING:
    from oncotier.readers.source import Batch
    from oncotier.readers.vcf_select import Gap

__all__ = ["Stretches"]

_WINDOWS = (6, 5)  # digits that may differ: wide ones cost less, narrow ones come nearer to genes
_LONGEST = 1000  # bases of REF
_REST = rb"\t[^\t]*+\t[^\t]{0,%d}+\t[A-Za-z,*]++\t.*+\n" % _LONGEST  # ID, REF, ALT, and what is only counted


class Stretches:
    """The test for one file, of so many columns."""

    def __init__(self, width: int) -> None:
        self._skeleton = b"\t" * (width - 1) + b"\n"

    def are_whole(self, batch: Batch) -> bool:
        """Tell whether all lines of a batch have as many cells as there are columns, and end with a line break."""
        skeleton = batch.skeleton
        return skeleton == self._skeleton * (len(skeleton) // len(self._skeleton))

    def end(self, raw: bytes, start: int, gap: Gap) -> int:
        """Return where the stretch ends that begins with the line at `start`, without any at `start` itself.

        Lines must be whole: cells are told by their tabs alone.
        """
        chrom = gap.chrom + b"\t"
        if not raw.startswith(chrom, start):
            return start
        place = start + len(chrom)
        position = raw[place : raw.index(b"\t", place)]
        if not is_position(position):
            return start
        for digits in _WINDOWS:
            size = 10**digits
            low1 = int(position) // size * size
            if gap.low1 <= low1 and low1 + size + _LONGEST <= gap.high1:
                found = _pattern(digits).match(raw, start)
                return found.end() if found else start
        return start


@cache
def _pattern(digits: int) -> re.Pattern[bytes]:
    """Return what finds rows of one contig whose positions differ in their last digits only."""
    row = b"[0-9]{%d}+" % digits + _REST
    return re.compile(rb"([^\t]++\t[0-9]*)" + row + rb"(?:\1" + row + rb")*+")
