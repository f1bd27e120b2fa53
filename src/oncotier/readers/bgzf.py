"""BGZF block by block (SAM specification, section 4.1): a block is handed over when its checksum was found right.

Python's own gzip hands over what it decompressed before it has seen the checksum: bytes of a damaged block could name
another change.
"""

from __future__ import annotations

import struct
import zlib
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DamagedBlockError", "sound_blocks"]

_MAGIC = b"\x1f\x8b\x08\x04"
_FIXED = 12
_TRAILER = 8
_LARGEST = 65536


class DamagedBlockError(ValueError):
    """A block is cut, or is not what its checksum says."""


def sound_blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the decompressed bytes of every block. Raises DamagedBlockError at the first that is damaged."""
    while start := stream.read(_FIXED):
        if len(start) < _FIXED or start[:4] != _MAGIC:
            raise DamagedBlockError
        (extra_size,) = struct.unpack("<H", start[10:12])
        extra = stream.read(extra_size)
        size = _block_size(extra) - _FIXED - extra_size
        body = stream.read(size) if size > _TRAILER else b""
        if len(extra) < extra_size or len(body) != size:
            raise DamagedBlockError
        yield _decompressed(body)


def _block_size(extra: bytes) -> int:
    """Return the size of a block with its header, from the subfield BC."""
    start0 = 0
    while start0 + 4 <= len(extra):
        (length,) = struct.unpack("<H", extra[start0 + 2 : start0 + 4])
        value = extra[start0 + 4 : start0 + 4 + length]
        if extra[start0 : start0 + 2] == b"BC" and len(value) == 2:
            (size,) = struct.unpack("<H", value)
            return int(size) + 1
        start0 += 4 + length
    raise DamagedBlockError


def _decompressed(body: bytes) -> bytes:
    checksum, size = struct.unpack("<II", body[-_TRAILER:])
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = unpacker.decompress(body[:-_TRAILER], _LARGEST)
    except zlib.error:
        raise DamagedBlockError from None
    if not unpacker.eof or len(data) != size or zlib.crc32(data) != checksum:
        raise DamagedBlockError
    return data
