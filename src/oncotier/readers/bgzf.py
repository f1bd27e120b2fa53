"""BGZF block by block (SAM specification, section 4.1): a block is handed over when its checksum was found right.

Python's own gzip hands over what it decompressed before it has seen the checksum: bytes of a damaged block could name
another change. libdeflate decompresses two to three times as fast as zlib, and bgzip has it too; without it zlib is
used.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from io import BytesIO
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["LARGEST_BLOCK", "BlockLines", "Bytes", "DamagedBlockError", "sound_blocks"]

_MAGIC = b"\x1f\x8b\x08\x04"
_FIXED = 12
_USUAL = 18  # bytes of a header whose only extra field is the size of the block
_TRAILER = 8
LARGEST_BLOCK = 65536
"""Bytes after decompression."""
Bytes = bytes | bytearray
"""What a library decompresses into; a copy of another type would cost as much as a tenth of decompressing."""


class DamagedBlockError(ValueError):
    """A block is cut, or is not what its checksum says."""


def sound_blocks(stream: IO[bytes]) -> Iterator[Bytes]:
    """Yield the decompressed bytes of every block. Raises DamagedBlockError at the first that is damaged."""
    decompressed = _decompressor()
    while (block := _next_block(stream)) is not None:
        yield decompressed(*block)


class BlockLines:
    """The lines of a BGZF file from a virtual offset on (the start of a block << 16, and a place within it)."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._decompressed = _decompressor()
        self._block = lru_cache(maxsize=2)(self._read_block)  # the next place asked for is often in the block before

    def since(self, offset: int) -> Iterator[bytes]:
        """Yield whole lines with their line breaks. Raises DamagedBlockError, also where no line begins there."""
        start0, place0 = offset >> 16, offset & 0xFFFF
        data, following0 = self._block(start0)
        if place0 and data[place0 - 1 : place0] != b"\n":
            raise DamagedBlockError
        rest = b""
        while data:
            block = BytesIO(data)
            block.seek(place0)
            for line in block:
                if line.endswith(b"\n"):
                    yield rest + line
                    rest = b""
                else:
                    rest += line
            place0 = 0
            data, following0 = self._block(following0)
        if rest:
            yield rest

    def _read_block(self, start0: int) -> tuple[Bytes, int]:
        """Return the bytes of a block and where the next begins; none at the end of the file."""
        self._stream.seek(start0)
        block = _next_block(self._stream)
        return (self._decompressed(*block), start0 + len(block[0])) if block is not None else (b"", start0)


def _next_block(stream: IO[bytes]) -> tuple[bytes, int] | None:
    """Read a block as it is stored; return it with the length of its header, None at the end."""
    start = stream.read(_USUAL)
    if not start:
        return None
    if len(start) < _FIXED or start[:4] != _MAGIC:
        raise DamagedBlockError
    extra_size = int.from_bytes(start[10:12], "little")
    if extra_size > _USUAL - _FIXED:
        start += stream.read(_FIXED + extra_size - len(start))
    offset = _FIXED + extra_size
    size = _block_size(start[_FIXED:offset])
    if size < max(offset + _TRAILER, len(start)):
        raise DamagedBlockError
    block = start + stream.read(size - len(start))
    if len(block) != size:
        raise DamagedBlockError
    return block, offset


def _block_size(extra: bytes) -> int:
    """Return the size of a block with its header, from the subfield BC."""
    start0 = 0
    while start0 + 4 <= len(extra):
        length = int.from_bytes(extra[start0 + 2 : start0 + 4], "little")
        value = extra[start0 + 4 : start0 + 4 + length]
        if extra[start0 : start0 + 2] == b"BC" and len(value) == 2:
            return int.from_bytes(value, "little") + 1
        start0 += 4 + length
    raise DamagedBlockError


def _decompressor() -> Callable[[bytes, int], Bytes]:
    """Return what decompresses a block, given with the length of its header. It raises DamagedBlockError."""
    try:
        import deflate
    except ImportError:
        return _by_zlib

    def by_libdeflate(block: bytes, offset: int) -> Bytes:
        checksum, size = struct.unpack("<II", block[-_TRAILER:])
        if not 0 < size <= LARGEST_BLOCK:  # asked for 0 bytes, the library looks at none of the block
            return _by_zlib(block, offset)
        try:
            data = deflate.deflate_decompress(block[offset:-_TRAILER], size)
        except (deflate.DeflateError, ValueError):
            raise DamagedBlockError from None
        if len(data) != size or deflate.crc32(data) != checksum:
            raise DamagedBlockError
        return data

    return by_libdeflate


def _by_zlib(block: bytes, offset: int) -> bytes:
    checksum, size = struct.unpack("<II", block[-_TRAILER:])
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = unpacker.decompress(block[offset:-_TRAILER], LARGEST_BLOCK)
    except zlib.error:
        raise DamagedBlockError from None
    if not unpacker.eof or len(data) != size or zlib.crc32(data) != checksum:
        raise DamagedBlockError
    return data
