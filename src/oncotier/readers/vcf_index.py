"""Reading a large BGZF-compressed VCF by its tabix or CSI index: the rows near exons, and how many there are elsewhere.

The index is used only when it fits the file: made for VCF, not older, the file complete, every contig begins where the
index says and right behind the one before, a line begins at every place that it names, no later than it says, and the
rows behind are sorted. Blocks away from genes are not read, so damage there is not seen.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from typing import IO, TYPE_CHECKING

from oncotier.genome.assembly import contig_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.bgzf import LARGEST_BLOCK, BlockLines
from oncotier.readers.coding_parts import joined
from oncotier.readers.source import Batch, is_complete
from oncotier.readers.tabix import IndexedContig, NotUsable, read_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from oncotier.readers.coding_parts import CodingParts
    from oncotier.readers.source import InputFile

__all__ = ["IndexedRows", "index_path"]

_WORTHWHILE = 16 * 1024 * 1024  # bytes; a smaller file is read whole about as fast
_BATCH = 2000
_BEST_RATIO = 1032  # bytes that one byte of deflate can stand for
_SHORTEST_ROW = 16  # bytes: eight columns of one letter, their tabs, the line break
_GAP = 10_000  # bases between two parts that are cheaper read through than sought
_END = lazy_pattern(rb"(?:^|[\t;])END=([0-9]{1,10})(?:[\t;\r\n]|$)")


def index_path(source: InputFile) -> Path | None:
    """Return the index beside a file that is worth reading by it."""
    if source.compression != "bgzf" or source.is_temporary or source.path.stat().st_size < _WORTHWHILE:
        return None
    found = (source.path.with_name(source.path.name + ending) for ending in (".tbi", ".csi"))
    return next((path for path in found if path.is_file()), None)


class IndexedRows:
    """The rows that touch parts of genes, in the order of the file.

    `total` counts all rows of the file, `taken` those handed out so far. Raises NotUsable at once, or
    while rows are handed out: what was read until then is worth nothing.
    """

    def __init__(self, source: InputFile, index: Path, parts: CodingParts) -> None:
        self._path = source.path
        self._parts = parts
        self.taken = 0
        if not is_complete(self._path):
            raise NotUsable("the file is truncated")
        if index.stat().st_mtime_ns < self._path.stat().st_mtime_ns:
            raise NotUsable("the index is older than the file")
        try:
            self._contigs = read_index(index)
            with self._opened() as stream:
                self._check_ends(BlockLines(stream))
        except (OSError, ValueError, IndexError, struct.error) as error:
            raise NotUsable(f"it cannot be read ({type(error).__name__})") from None
        self.total = sum(one.rows for one in self._contigs)

    @property
    def names(self) -> tuple[bytes, ...]:
        """The contigs that have rows."""
        return tuple(one.name for one in self._contigs)

    def batches(self) -> Iterator[Batch]:
        """Yield the rows, numbered among themselves. Raises NotUsable."""
        held: list[bytes] = []
        try:
            with self._opened() as stream:
                lines = BlockLines(stream)
                for contig in self._contigs:
                    for line in self._near_exons(contig, lines):
                        held.append(line)
                        if len(held) == _BATCH:
                            yield self._batch(held)
                            held = []
        except (OSError, ValueError, IndexError) as error:
            raise NotUsable(f"the file cannot be read by it ({type(error).__name__})") from None
        yield self._batch(held)
        if self.taken > self.total:
            raise NotUsable("it leads to more rows than it counts")

    def _opened(self) -> IO[bytes]:
        return self._path.open("rb", buffering=LARGEST_BLOCK)

    def _batch(self, lines: list[bytes]) -> Batch:
        self.taken += len(lines)
        return Batch(self.taken - len(lines) + 1, b"".join(lines))

    def _check_ends(self, lines: BlockLines) -> None:
        """Check that the rows of every contig begin right behind those of the one before, and that none follow."""
        size = self._path.stat().st_size
        for place, one in enumerate(self._contigs):
            start = self._contigs[place - 1].behind if place else one.first
            if max(one.first, one.behind) >> 16 > size:
                raise NotUsable("it points behind the end of the file")
            packed = (one.behind >> 16) - (one.first >> 16) + LARGEST_BLOCK
            if one.rows * _SHORTEST_ROW > packed * _BEST_RATIO:
                raise NotUsable("it counts more rows than the file can hold")
            for offset in {start, one.first}:
                if not next(lines.since(offset), b"").startswith(one.name + b"\t"):
                    name = one.name.decode("utf-8", "replace")[:40]
                    raise NotUsable(f"contig {name} does not begin where it says: it is of another file")
        rest = next(lines.since(self._contigs[-1].behind if self._contigs else 0), b"")
        if rest.strip() and not (rest.startswith(b"#") and not self._contigs):
            raise NotUsable("the file has rows that it does not know")

    def _near_exons(self, contig: IndexedContig, lines: BlockLines) -> Iterator[bytes]:
        """Yield the rows of a contig whose reference span, or stretch up to INFO END, touches a part of a gene."""
        starts0, ends0 = self._parts.on(contig_name(contig.name.decode("utf-8", "replace")))
        done0 = 0
        for start0, end0 in joined(zip(starts0, ends0, strict=True), _GAP):
            for first0, behind0, line in _rows(contig, lines, start0, end0):
                last = bisect_right(starts0, behind0 - 1) - 1
                if last >= 0 and ends0[last] > first0 >= done0:  # one that begins further up was met there
                    yield line
            done0 = end0


def _rows(contig: IndexedContig, lines: BlockLines, start0: int, end0: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield first base, base behind the last, and line of the rows that reach into an interval.

    Raises NotUsable where the index is of another file, or a row may reach elsewhere.
    """
    offset, latest0 = contig.offset(start0)
    before0 = None
    for line in lines.since(offset):
        cells = line.split(b"\t", 5)
        if cells[0] != contig.name:
            break
        first0 = int(cells[1]) - 1
        if before0 is None and first0 > latest0:
            break
        if before0 is not None and first0 < before0:
            raise NotUsable("the rows are not sorted")
        before0 = first0
        if first0 >= end0:
            break
        alternate = cells[4]
        behind0 = first0 + len(cells[3])
        if not alternate.isalpha():
            if b"[" in alternate or b"]" in alternate:
                raise NotUsable("breakends may reach into genes from elsewhere")
            stated = _END.search(cells[5])
            behind0 = max(behind0, int(stated[1]) if stated else 0)
        if behind0 > start0:
            yield first0, behind0, line
    if before0 is None:
        raise NotUsable("it leads to rows that lie elsewhere: it is of another file")
