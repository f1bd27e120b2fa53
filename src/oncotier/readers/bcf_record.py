"""One BCF record as a line of VCF text (BCF 2.1 and 2.2: VCF specification, section "BCF specification").

Records are framed by their length, so that one which cannot be decoded does not hide the next.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.vcf_meta_line import QUOTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["SHARED_LENGTH", "Dictionaries", "record_line"]

SHARED_LENGTH = 24  # bytes of the fields of fixed length in the shared part
_SIZES = {1: 1, 2: 2, 3: 4, 5: 4, 7: 1}
_INTEGERS = {1: "b", 2: "h", 3: "i"}
_FLOAT, _TEXT = 5, 7
_MISSING_FLOAT, _END_FLOAT = 0x7F800001, 0x7F800002
_LONG = 15
_DESCRIBED = lazy_pattern(r"##(?:FILTER|INFO|FORMAT)=<(?:.*,)?ID=([^,>]+)")
_CONTIG = lazy_pattern(r"##contig=<(?:.*,)?ID=([^,>]+)")
_INDEX = lazy_pattern(r"[<,]IDX=([0-9]{1,9})(?=[,>\s]|$)")


class Dictionaries:
    """The names that records refer to by number: contigs, and the keys of FILTER, INFO and FORMAT (0 is PASS).

    `samples` is the number of sample columns.
    """

    def __init__(self, header: Iterable[str]) -> None:
        self.contigs: dict[int, bytes] = {}
        self.keys: dict[int, bytes] = {0: b"PASS"}
        self.samples = 0
        known = {"PASS"}
        for written in header:
            if written.startswith("#CHROM"):
                self.samples = max(0, written.count("\t") - 8)
            line = QUOTED.sub('""', written)  # a description may speak of an ID or an IDX
            if contig := _CONTIG.match(line):
                _add(self.contigs, contig[1], line)
            elif (described := _DESCRIBED.match(line)) and described[1] not in known:
                known.add(described[1])
                _add(self.keys, described[1], line)


def _add(names: dict[int, bytes], name: str, line: str) -> None:
    """Give a name its number, as stated or as htslib counts: one above the highest before it."""
    stated = _INDEX.search(line)
    names[int(stated[1]) if stated else max(names, default=-1) + 1] = name.encode()


class _Cursor:
    """Reads typed values one after the other. Raises struct.error, IndexError and KeyError where there are none."""

    def __init__(self, data: bytes, place: int = 0) -> None:
        self.data = data
        self.place = place

    def descriptor(self) -> tuple[int, int]:
        """Return type and number of the values that follow."""
        byte = self.data[self.place]
        self.place += 1
        count = byte >> 4
        return byte & 15, self.integer() if count == _LONG else count

    def integer(self) -> int:
        kind, count = self.descriptor()
        (value,) = struct.unpack_from(f"<{count}{_INTEGERS[kind]}", self.data, self.place)
        self.place += _SIZES[kind]
        return int(value)

    def take(self, kind: int, count: int) -> list[bytes]:
        """Return values as written in VCF, `.` where missing, without the padding behind the last."""
        if not count or not kind:
            return []
        size = count * _SIZES[kind]
        raw = self.data[self.place : self.place + size]
        if count < 0 or len(raw) < size:
            raise IndexError
        self.place += size
        if kind == _TEXT:
            text = raw.rstrip(b"\0")
            return [b"." if text == b"\x07" else text] if text else []
        return list(_floats(raw, count) if kind == _FLOAT else _whole(raw, count, kind))

    def value(self) -> list[bytes]:
        return self.take(*self.descriptor())


def _floats(raw: bytes, count: int) -> Iterator[bytes]:
    bits = struct.unpack(f"<{count}I", raw)
    for number, pattern in zip(struct.unpack(f"<{count}f", raw), bits, strict=True):
        if pattern == _END_FLOAT:
            return
        yield b"." if pattern == _MISSING_FLOAT else f"{number:g}".encode()


def _whole(raw: bytes, count: int, kind: int) -> Iterator[bytes]:
    lowest = -1 << (8 * _SIZES[kind] - 1)
    for number in struct.unpack(f"<{count}{_INTEGERS[kind]}", raw):
        if number == lowest + 1:
            return
        yield b"." if number == lowest else b"%d" % number


def _genotype(raw: bytes, count: int, kind: int) -> bytes:
    """Write alleles, each stored as (number + 1) * 2, plus 1 where it is phased with the one before."""
    written = b""
    lowest = -1 << (8 * _SIZES[kind] - 1)
    for number in struct.unpack(f"<{count}{_INTEGERS[kind]}", raw):
        if number == lowest + 1:
            break
        allele = b"%d" % ((number >> 1) - 1) if number > 1 else b"."
        written += (b"|" if number & 1 else b"/") + allele if written else allele
    return written or b"."


def record_line(shared: bytes, individual: bytes, names: Dictionaries) -> bytes:
    """Return a record as a line of VCF. Raises struct.error, IndexError, KeyError and ValueError for what is none."""
    contig, pos0, _, quality, counts, formats = struct.unpack_from("<iii4sII", shared)
    cursor = _Cursor(shared, SHARED_LENGTH)
    identifier = cursor.value()
    alleles = [b"".join(cursor.value()) for _ in range(counts >> 16)]
    filters = [names.keys[int(number)] for number in cursor.value() if number != b"."]
    info = [_info(cursor, names) for _ in range(counts & 0xFFFF)]
    cells = [
        names.contigs[contig],
        b"%d" % (pos0 + 1),
        b"".join(identifier) or b".",
        alleles[0],
        b",".join(alleles[1:]) or b".",
        next(_floats(quality, 1), b"."),
        b";".join(filters) or b".",
        b";".join(info) or b".",
    ]
    if formats & 0xFFFFFF != names.samples:
        raise ValueError
    return b"\t".join([*cells, *_sample_cells(individual, formats >> 24, names)] if names.samples else cells)


def _info(cursor: _Cursor, names: Dictionaries) -> bytes:
    key = names.keys[cursor.integer()]
    kind, count = cursor.descriptor()
    values = cursor.take(kind, count)
    return key if not kind or not count else b"%s=%s" % (key, b",".join(values) or b".")


def _sample_cells(data: bytes, formats: int, names: Dictionaries) -> list[bytes]:
    cursor = _Cursor(data)
    keys: list[bytes] = []
    columns: list[list[bytes]] = [[] for _ in range(names.samples)]
    for _ in range(formats):
        key = names.keys[cursor.integer()]
        kind, count = cursor.descriptor()
        keys.append(key)
        for column in columns:
            if key == b"GT" and kind in _INTEGERS:
                size = count * _SIZES[kind]
                column.append(_genotype(data[cursor.place : cursor.place + size], count, kind))
                cursor.place += size
            else:
                column.append(b",".join(cursor.take(kind, count)) or b".")
    return [b":".join(keys) or b".", *(b":".join(column) or b"." for column in columns)]
