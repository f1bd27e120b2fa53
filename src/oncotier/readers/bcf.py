"""BCF, the binary form of VCF: every record is written as a line of text, which the VCF reader then reads.

Format: VCF specification, section "BCF specification" (samtools/hts-specs). Compressed or not, from a file or a pipe.
Own code, because htslib ends the file at the first bad record and reports damage only on standard error.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from oncotier.errors import InputError
from oncotier.readers.bcf_record import SHARED_LENGTH, Dictionaries, record_line
from oncotier.readers.bgzf import Bytes
from oncotier.readers.reader import Confidence, decoded
from oncotier.readers.source import LINE_LIMIT, Batch
from oncotier.readers.vcf_reading import read_batches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_MAGIC = b"BCF\x02"
_START = 9  # magic, minor version, length of the header text
_FRAME = 8  # lengths of both parts of a record
_ROWS = 1000
_UNREADABLE = b"a record that cannot be decoded"


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes."""
    return Confidence.CERTAIN if head.startswith(_MAGIC) else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample of a BCF. Raises InputError, BuildError and SampleChoiceError."""
    return read_batches(source, context, _batches(source), name="bcf")


class _Bytes:
    """Takes so many bytes at a time from blocks."""

    def __init__(self, blocks: Iterator[Bytes]) -> None:
        self._blocks = blocks
        self._held = b""
        self._place = 0

    def take(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end."""
        missing = size - (len(self._held) - self._place)
        parts: list[Bytes] = [self._held[self._place :]] if missing > 0 else []
        while missing > 0 and (block := next(self._blocks, None)):
            parts.append(block)
            missing -= len(block)
        if len(parts) > 1:
            self._held, self._place = b"".join(parts), 0
        found = self._held[self._place : self._place + size]
        self._place += len(found)
        return found


def _batches(source: InputFile) -> Iterator[Batch]:
    """Yield header and records as text; a fault sets `source.fault`, and what came before it stands."""
    data = _Bytes(source.blocks())
    start = data.take(_START)
    size = struct.unpack_from("<I", start, len(_MAGIC) + 1)[0] if len(start) == _START else 0
    text = data.take(size) if 0 < size <= LINE_LIMIT else b""
    if not text or len(text) < size:
        words = source.fault or "the header is cut or no header of BCF"
        raise InputError(words, file=source.name, hint="the file is damaged: get a complete copy")
    header = text.rstrip(b"\0\n").split(b"\n")
    yield Batch.of(1, header)
    line1 = len(header) + 1
    names = Dictionaries(map(decoded, header))
    lines: list[bytes] = []
    for line in _lines(data, names, source):
        lines.append(line)
        if len(lines) == _ROWS:
            yield Batch.of(line1, lines)
            line1, lines = line1 + len(lines), []
    yield Batch.of(line1, lines)


def _lines(data: _Bytes, names: Dictionaries, source: InputFile) -> Iterator[bytes]:
    while frame := data.take(_FRAME):
        shared_size, individual_size = struct.unpack("<II", frame) if len(frame) == _FRAME else (0, 0)
        if shared_size < SHARED_LENGTH or shared_size + individual_size > LINE_LIMIT:
            source.fault = source.fault or "a record is cut or has no possible length"
            return
        shared, individual = data.take(shared_size), data.take(individual_size)
        if len(shared) < shared_size or len(individual) < individual_size:
            source.fault = source.fault or "the last record is cut"
            return
        try:
            line = record_line(shared, individual, names)
        except (struct.error, IndexError, KeyError, ValueError):
            line = _UNREADABLE
        yield _UNREADABLE if b"\n" in line else line
