"""What a tabix or CSI index says of a VCF: where the rows of a contig lie, and how many there are.

Formats: the tabix and CSI specifications (samtools/hts-specs). Of the bins only those are used that tell, window by
window, where the first row lies that reaches into it (the linear index of tabix, `loffset` of CSI).
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.readers.bgzf import Bytes, sound_blocks

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["IndexedContig", "NotUsable", "read_index"]

_ANYWHERE = 1 << 62
_LARGEST = 256 * 1024 * 1024  # bytes after decompression
_TABIX, _CSI = b"TBI\1", b"CSI\1"
_TABIX_META = 37450  # the bin that holds no rows, but the extent of a contig and the number of its rows
_TABIX_SHIFT = 14
_SINGLE = 6  # words of a tabix bin with one chunk
_ONES = array("I", [1]) * 256
# Preset of VCF (END and the length of REF count), columns of contig, start, end; letter of comments; lines skipped.
_VCF = (2, 1, 2, 0, ord("#"), 0)


class NotUsable(Exception):
    """Why an index cannot be relied on, in words."""


class IndexedContig(Value, frozen=True):
    """Where the rows of a contig lie: virtual offsets of the first and behind the last, and how many there are.

    `windows` of `1 << shift` bases are numbered from 0; the row at `offsets[i]` is the first that reaches into
    `windows[i]`.
    """

    name: bytes
    first: int
    behind: int
    rows: int
    shift: int
    windows: range | list[int]
    offsets: array[int] | list[int]

    def offset(self, start0: int) -> tuple[int, int]:
        """Return where the first row lies that may reach a position or what follows it, and where it begins at latest.

        A window that no row reaches into has the offset of a window beside it.
        """
        place = bisect_right(self.windows, start0 >> self.shift) - 1
        found = self.offsets[place] if place >= 0 else 0
        if found <= self.first:
            return self.first, _ANYWHERE
        last = self.windows[bisect_right(self.offsets, found) - 1]
        return found, (last + 1 << self.shift) - 1


_Stated = tuple[int, int, int]
"""Virtual offsets of the first row of a contig and behind the last, and how many there are."""


class _Table(Value, frozen=True):
    """An index as words of four bytes from the first contig on, and what its kind prescribes."""

    words: array[int]
    meta: int
    first_leaf: int
    shift: int
    is_csi: bool


def read_index(path: Path) -> list[IndexedContig]:
    """Return the contigs that have rows, in the order of the file.

    Raises NotUsable for an index of another kind of table or without row counts; ValueError, IndexError, OSError and
    struct.error for one that is damaged.
    """
    data = _content(path)
    is_csi = data.startswith(_CSI)
    shift, depth, first_leaf, meta = _TABIX_SHIFT, 5, 4681, _TABIX_META
    config = 8
    if is_csi:
        shift, depth, size = struct.unpack_from("<3i", data, 4)
        first_leaf = ((1 << 3 * depth) - 1) // 7
        meta = ((1 << (3 * depth + 3)) - 1) // 7 + 1
        config, place = 16, 16 + size
    if struct.unpack_from("<6i", data, config) != _VCF:
        raise NotUsable("it was not made for VCF")
    (names_size,) = struct.unpack_from("<i", data, config + 24)
    names = data[config + 28 : config + 28 + names_size].split(b"\0")
    if not is_csi:
        place = config + 28 + names_size
    (count,) = struct.unpack_from("<i", data, place if is_csi else 4)
    words = array("I")
    words.frombytes(memoryview(data)[place + 4 * is_csi :])
    if sys.byteorder == "big":
        words.byteswap()
    table = _Table(words, meta, first_leaf, shift, is_csi)
    found, at = [], 0
    for name in names[:count]:
        contig, at = _contig(table, at, name)
        if contig is not None:
            found.append(contig)
    return sorted(found, key=lambda one: one.first)


def _content(path: Path) -> bytes:
    parts: list[Bytes] = []
    size = 0
    with path.open("rb") as stream:
        for block in sound_blocks(stream):
            parts.append(block)
            size += len(block)
            if size > _LARGEST:
                break
    data = b"".join(parts)
    if data[:4] not in {_TABIX, _CSI} or size > _LARGEST:
        raise NotUsable("it is no tabix or CSI index")
    return data


def _contig(table: _Table, at: int, name: bytes) -> tuple[IndexedContig | None, int]:
    """Return one contig, None without rows, and the word at which the next one begins."""
    words = table.words
    bins = words[at]
    leaves: dict[int, int] = {}
    stated, at = _walked_csi(table, at + 1, bins, leaves) if table.is_csi else _walked_tabix(table, at + 1, bins)
    windows: range | list[int] = sorted(leaves)
    offsets: array[int] | list[int] = [leaves[one] for one in windows]
    if not table.is_csi:
        windows = range(words[at])
        behind = at + 1 + 2 * len(windows)
        offsets = array("Q", words[at + 1 : behind].tobytes())
        at = behind
    if bins and stated is None:
        raise NotUsable("it does not state how many rows there are")
    return (IndexedContig(name, *stated, table.shift, windows, offsets) if stated and stated[2] else None), at


def _walked_tabix(table: _Table, at: int, bins: int) -> tuple[_Stated | None, int]:
    """Walk over the bins from a word on; return what the last of their own kind states, and the word behind them.

    Nearly all bins have one chunk and say nothing that is needed: they are passed over by the hundred.
    """
    words, stated, left = table.words, None, bins
    while left:
        chunks = words[at + 1 : at + _SINGLE * min(left, len(_ONES)) : _SINGLE]
        singles = len(chunks)
        if chunks != _ONES[:singles]:
            singles = next(place for place, number in enumerate(chunks) if number != 1)
        at += _SINGLE * singles
        left -= singles
        if left and (number := words[at + 1]) != 1:
            if words[at] == table.meta:
                stated = _long(words, at + 2), _long(words, at + 4), _long(words, at + 6)
            at += 2 + 4 * number
            left -= 1
    return stated, at


def _walked_csi(table: _Table, at: int, bins: int, leaves: dict[int, int]) -> tuple[_Stated | None, int]:
    """Walk over the bins of a CSI index likewise; `leaves` take the offsets of the narrowest."""
    words, stated = table.words, None
    for _ in range(bins):
        if words[at] == table.meta:
            stated = _long(words, at + 4), _long(words, at + 6), _long(words, at + 8)
        elif words[at] >= table.first_leaf:
            leaves[words[at] - table.first_leaf] = _long(words, at + 1)
        at += 4 + 4 * words[at + 3]
    return stated, at


def _long(words: array[int], at: int) -> int:
    return words[at] | words[at + 1] << 32
