"""Reading a large BGZF-compressed VCF by its tabix or CSI index: the rows near exons, and how many there are elsewhere.

The index is used only when it fits the file: made for VCF, not older, the file complete, every contig begins where the
index says and right behind the one before, and every row that it leads to lies in the interval asked for. Blocks away
from genes are not read, so damage there is not seen. Formats: the tabix and CSI specifications (samtools/hts-specs).
"""

from __future__ import annotations

import gzip
import re
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.genome.assembly import contig_name
from oncotier.readers.coding_parts import joined
from oncotier.readers.source import Batch, is_complete

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.readers.coding_parts import CodingParts
    from oncotier.readers.source import InputFile

__all__ = ["IndexedRows", "NotUsable", "index_path"]

_WORTHWHILE = 16 * 1024 * 1024  # bytes; a smaller file is read whole about as fast
_LARGEST_INDEX = 256 * 1024 * 1024  # bytes after decompression
_BATCH = 2000
_GAP = 10_000  # bases between two parts that are cheaper read through than sought
_TABIX_META = 37450
_MAGIC = (b"TBI\1", b"CSI\1")
# Preset of VCF (END and the length of REF count), columns of contig, start, end; letter of comments; lines skipped.
_VCF = (2, 1, 2, 0, ord("#"), 0)
_END = re.compile(rb"(?:^|[\t;])END=([0-9]{1,10})(?:[\t;]|$)")


class NotUsable(Exception):
    """Why an index cannot be relied on, in words."""


class _Contig(Value, frozen=True):
    """Where the rows of a contig lie: virtual offsets of the first and behind the last, and how many there are."""

    name: bytes
    first: int
    behind: int
    rows: int


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
        self._path = source.path.absolute()
        self._index = index.absolute()
        self._parts = parts
        self.taken = 0
        if not is_complete(self._path):
            raise NotUsable("the file is truncated")
        if self._index.stat().st_mtime_ns < self._path.stat().st_mtime_ns:
            raise NotUsable("the index is older than the file")
        try:
            self._contigs = _contigs(_content(self._index))
            self._check_ends()
        except (OSError, EOFError, ValueError, IndexError, struct.error, zlib.error) as error:
            raise NotUsable(f"it cannot be read ({type(error).__name__})") from None
        self.total = sum(one.rows for one in self._contigs)

    @property
    def names(self) -> tuple[bytes, ...]:
        """The contigs that have rows."""
        return tuple(one.name for one in self._contigs)

    def batches(self) -> Iterator[Batch]:
        """Yield the rows, numbered among themselves. Raises NotUsable."""
        lines: list[bytes] = []
        try:
            for line in self._lines():
                lines.append(line)
                if len(lines) == _BATCH:
                    yield self._batch(lines)
                    lines = []
        except (OSError, ValueError, IndexError) as error:
            raise NotUsable(f"the file cannot be read by it ({type(error).__name__})") from None
        yield self._batch(lines)
        if self.taken > self.total:
            raise NotUsable("it leads to more rows than it counts")

    def _batch(self, lines: list[bytes]) -> Batch:
        self.taken += len(lines)
        return Batch.of(self.taken - len(lines) + 1, lines)

    def _check_ends(self) -> None:
        """Check that the rows of every contig begin right behind those of the one before, and that none follow."""
        from pysam import BGZFile, set_verbosity

        set_verbosity(0)
        size = self._path.stat().st_size
        with BGZFile(str(self._path), "rb", None) as stream:
            for place, one in enumerate(self._contigs):
                start = self._contigs[place - 1].behind if place else one.first
                if max(one.first, one.behind) >> 16 > size:
                    raise NotUsable("it points behind the end of the file")
                for offset in {start, one.first}:
                    stream.seek(offset)
                    if not stream.readline().startswith(one.name + b"\t"):
                        name = one.name.decode("utf-8", "replace")[:40]
                        raise NotUsable(f"contig {name} does not begin where it says: it is of another file")
            if self._contigs:
                stream.seek(self._contigs[-1].behind)
            rest = stream.readline()
            if rest.strip() and not (rest.startswith(b"#") and not self._contigs):
                raise NotUsable("the file has rows that it does not know")

    def _lines(self) -> Iterator[bytes]:
        from pysam import TabixFile

        with TabixFile(str(self._path), index=str(self._index), encoding="latin-1") as table:
            for contig in self._contigs:
                parts = self._parts.on(contig_name(contig.name.decode("utf-8", "replace")))
                done0 = -1
                for start0, end0 in joined(zip(*parts, strict=True), _GAP):
                    for text in table.fetch(contig.name.decode("latin-1"), max(0, start0), end0):
                        line = text.encode("latin-1").removesuffix(b"\r")
                        first0 = _checked(line, contig.name, start0, end0)
                        if first0 >= done0:  # a row that reaches into a second interval was taken with the first
                            yield line
                    done0 = end0


def _checked(line: bytes, name: bytes, start0: int, end0: int) -> int:
    """Return the 0-based position of a row. Raises NotUsable where it does not touch the interval, or reaches on."""
    cells = line.split(b"\t", 5)
    if b"[" in cells[4] or b"]" in cells[4]:
        raise NotUsable("breakends may reach into genes from elsewhere")
    first0 = int(cells[1]) - 1
    stated = _END.search(line)
    last0 = max(first0 + len(cells[3]), int(stated[1]) if stated else 0)
    if cells[0] != name or first0 >= end0 or last0 <= start0:
        raise NotUsable("it leads to rows that lie elsewhere: it is of another file")
    return first0


def _content(index: Path) -> bytes:
    with gzip.open(index) as stream:
        data = stream.read(_LARGEST_INDEX + 1)
    if data[:4] not in _MAGIC or len(data) > _LARGEST_INDEX:
        raise NotUsable("it is no tabix or CSI index")
    return data


def _contigs(data: bytes) -> list[_Contig]:
    """Read names, extents and numbers of rows, in the order of the file. Raises NotUsable for another kind of table."""
    is_csi = data.startswith(_MAGIC[1])
    if is_csi:
        _, depth, size = struct.unpack_from("<3i", data, 4)
        meta = ((1 << (3 * depth + 3)) - 1) // 7 + 1
        config, place = 16, 16 + size
        (count,) = struct.unpack_from("<i", data, place)
        place += 4
    else:
        meta, config = _TABIX_META, 8
        (count,) = struct.unpack_from("<i", data, 4)
    if struct.unpack_from("<6i", data, config) != _VCF:
        raise NotUsable("it was not made for VCF")
    (names_size,) = struct.unpack_from("<i", data, config + 24)
    names = data[config + 28 : config + 28 + names_size].split(b"\0")[:count]
    place = place if is_csi else config + 28 + names_size
    found = []
    for name in names:
        contig, place = _contig(data, place, name, meta, is_csi=is_csi)
        if contig is not None:
            found.append(contig)
    return sorted(found, key=lambda one: one.first)


def _contig(data: bytes, place: int, name: bytes, meta: int, *, is_csi: bool) -> tuple[_Contig | None, int]:
    """Return one contig, None without rows, and where the next one begins. Raises NotUsable without row counts."""
    (bins,) = struct.unpack_from("<i", data, place)
    place += 4
    stated = None
    head = struct.Struct("<I8xi" if is_csi else "<Ii")
    for _ in range(bins):
        number, chunks = head.unpack_from(data, place)
        place += head.size
        if number == meta:
            stated = struct.unpack_from("<3Q", data, place)
        place += 16 * chunks
    if not is_csi:
        (intervals,) = struct.unpack_from("<i", data, place)
        place += 4 + 8 * intervals
    if bins and stated is None:
        raise NotUsable("it does not state how many rows there are")
    return (_Contig(name, *stated) if stated and stated[2] else None), place
