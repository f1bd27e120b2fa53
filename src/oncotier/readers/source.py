"""One input as bytes: a regular file, a pipe or standard input; plain, gzip or BGZF; hashed, capped, never a URL.

A truncated or corrupted file yields what came before the fault and then sets `fault`: the reader marks its reading
incomplete. Limits: `LINE_LIMIT` bytes for a line, `SIZE_LIMIT` for a document read whole.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import zlib
from contextlib import suppress
from functools import cached_property
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import IO, TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.errors import InputError
from oncotier.readers.bgzf import LARGEST_BLOCK, Bytes, DamagedBlockError, sound_blocks
from oncotier.readers.digest import BlockDigest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["HEAD_SIZE", "LINE_LIMIT", "SIZE_LIMIT", "Batch", "InputFile", "Stretch", "is_complete", "open_input"]

HEAD_SIZE = 65536
LINE_LIMIT = 64 * 1024 * 1024
SIZE_LIMIT = 1024 * 1024 * 1024
_CHUNK = 1024 * 1024
_BLOCK = 64 * 1024  # walked several times: what fits the cache of a core is walked a fifth faster
_BLOCKS_OF_STRETCH = 8  # a stretch costs as much as some kilobytes of it
_HASHED_AT_ONCE = 8 * 1024 * 1024  # beside other work each piece waits for the lock of the interpreter
_TEXT = bytes(set(range(256)) - set(b"\t\n"))
_BGZF_EOF = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")


class Batch(Value, frozen=True, dict=True):
    """Consecutive whole lines as bytes, and the 1-based number of the first; the last of a file may lack its break."""

    line1: int
    raw: bytes

    @classmethod
    def of(cls, line1: int, lines: Iterable[bytes]) -> Batch:
        """Return lines that have no line breaks within as a batch."""
        return cls(line1, b"".join(line + b"\n" for line in lines))

    @cached_property
    def written(self) -> list[bytes]:
        """The lines with their line breaks."""
        return BytesIO(self.raw).readlines()  # by far faster than splitting where lines are long

    @cached_property
    def skeleton(self) -> bytes:
        """The tabs and line breaks alone: how many cells each line has."""
        return self.raw.translate(None, _TEXT)

    @property
    def count(self) -> int:
        """How many lines; they are not split where the skeleton is known."""
        if "skeleton" in self.__dict__:
            return self.skeleton.count(b"\n") + (self.raw[-1:] not in {b"", b"\n"})
        return len(self.written)

    @cached_property
    def lines(self) -> list[bytes]:
        """The lines without line breaks; CRLF counts as one."""
        lines = self.raw.split(b"\n")
        if not lines[-1]:
            lines.pop()
        return [line.removesuffix(b"\r") for line in lines] if b"\r" in self.raw else lines


class Stretch(Value, frozen=True):
    """Consecutive whole lines: what the block before left over of its last line, then a block up to `end0`."""

    left: bytes
    block: bytes
    end0: int

    @property
    def raw(self) -> bytes:
        """The lines in one piece."""
        return b"".join((self.left, memoryview(self.block)[: self.end0]))


class InputFile:
    """An opened input; `name` is its base name (`-` for standard input), `head` its first decompressed bytes.

    After `lines` or `batches` has come to its end, `is_cut` tells that the last line has no line break.
    """

    def __init__(self, name: str, path: Path, *, is_temporary: bool = False) -> None:
        self.name = name
        self.path = path
        self.fault = ""
        self.is_cut = False
        self._sha256 = ""
        self._hashing: Thread | None = None
        self.is_temporary = is_temporary
        with path.open("rb") as stream:
            start = stream.read(HEAD_SIZE)
        self.compression = _compression(start)
        # A small file was read whole by now: it is not read again.
        self._whole = start if self.compression == "plain" and len(start) < HEAD_SIZE else None
        self.head = start if self.compression == "plain" else self._read_head()

    @property
    def sha256(self) -> str:
        """The hash of the bytes as stored."""
        if self._sha256:
            return self._sha256
        if self._whole is not None:
            return hashlib.sha256(self._whole).hexdigest()
        if self._hashing is not None:
            self._hashing.join()
        return self._sha256 or self._hashed()

    @property
    def is_hashing(self) -> bool:
        """Tell whether `sha256` is worked out beside what else is done, and may have to be waited for."""
        return self._hashing is not None

    def begin_hash(self) -> None:
        """Hash the file beside what is done next: hashing holds no lock of the interpreter."""
        self._hashing = Thread(target=self._hash_quietly, daemon=True)
        self._hashing.start()

    def _hash_quietly(self) -> None:
        with suppress(OSError):  # asked for the hash, it is tried again, and the error is told
            self._sha256 = self._hashed()

    def _hashed(self) -> str:
        digest = hashlib.sha256()
        with self.path.open("rb", buffering=0) as stream:
            held = memoryview(bytearray(min(_HASHED_AT_ONCE, os.fstat(stream.fileno()).st_size + 1)))
            while size := stream.readinto(held):
                digest.update(held[:size])
        return digest.hexdigest()

    def close(self) -> None:
        """Remove the copy of standard input, if there is one."""
        if self.is_temporary:
            self.path.unlink(missing_ok=True)

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield (1-based number, line without its line break). Raises InputError for a line over `LINE_LIMIT`."""
        for batch in self.batches():
            yield from enumerate(batch.lines, batch.line1)

    def batches(self) -> Iterator[Batch]:
        """Yield the lines some dozen kilobytes at a time; CRLF counts as one break.

        Raises InputError for a line over `LINE_LIMIT`.
        """
        line1 = 1
        rest = b""
        for block in self.blocks(_BLOCK):
            end0 = block.rfind(b"\n") + 1
            if end0:
                batch = Batch(line1, b"".join((rest, memoryview(block)[:end0])))
                rest = bytes(memoryview(block)[end0:])
                yield batch
                line1 += batch.count
            else:
                rest += block
            if len(rest) > LINE_LIMIT:
                size = f"{LINE_LIMIT // (1024 * 1024)} MB" if LINE_LIMIT >= _CHUNK else f"{LINE_LIMIT} bytes"
                raise InputError(f"a line of more than {size}", file=self.name, line1=line1)
        self.is_cut = bool(rest)
        if rest and not self.fault:  # what stands before a fault is half a line
            yield Batch(line1, rest)

    def chunks(self) -> Iterator[bytes]:
        """Yield whole lines, unsplit, some dozen kilobytes at a time; the last line may lack its line break.

        Raises InputError for a line over `LINE_LIMIT`.
        """
        return (stretch.raw for stretch in self.stretches())

    def stretches(self) -> Iterator[Stretch]:
        """Yield whole lines as `chunks` does, but where they were read: most need not be copied to be judged."""
        digest = BlockDigest() if self.compression == "plain" and self._whole is None else None
        try:
            yield from self._stretches(digest)
        finally:
            whole = digest.close() if digest else ""
        if not self.fault:
            self._sha256 = whole

    def _stretches(self, digest: BlockDigest | None) -> Iterator[Stretch]:
        rest = b""
        for block in map(bytes, self.blocks(_BLOCKS_OF_STRETCH * _BLOCK)):
            if digest:
                digest.update(block)
            end0 = block.rfind(b"\n") + 1
            if end0:
                yield Stretch(rest, block, end0)
            rest = block[end0:] if end0 else rest + block
            if len(rest) > LINE_LIMIT:
                raise InputError(f"a line of more than {LINE_LIMIT // _CHUNK} MB", file=self.name)
        self.is_cut = bool(rest)
        if rest and not self.fault:
            yield Stretch(b"", rest, len(rest))

    def read_whole(self) -> bytes:
        """Return the whole decompressed document. Raises InputError over `SIZE_LIMIT` or when it is damaged."""
        parts: list[Bytes] = []
        size = 0
        for block in self.blocks(_CHUNK):
            size += len(block)
            if size > SIZE_LIMIT:
                raise InputError("more than 1 GB after decompression", file=self.name)
            parts.append(block)
        if self.fault:
            raise InputError(self.fault, file=self.name, hint="the file is damaged: get a complete copy")
        return b"".join(parts)

    def _read_head(self) -> bytes:
        head = b""
        for block in self.blocks(HEAD_SIZE):
            head += block
            if len(head) >= HEAD_SIZE:
                break
        return head[:HEAD_SIZE]

    def blocks(self, limit: int = _BLOCK) -> Iterator[Bytes]:
        """Yield the decompressed bytes, about `limit` at a time; damage ends them and sets `fault`."""
        if self.compression == "plain":
            yield from self._plain_blocks(limit)
        elif self.compression == "bgzf":
            yield from self._bgzf_blocks(limit)
        else:
            yield from self._gzip_blocks(limit)
        if self.compression == "bgzf" and not self.fault and not is_complete(self.path):
            self.fault = "the BGZF end-of-file block is missing: the file is truncated"

    def _plain_blocks(self, limit: int) -> Iterator[bytes]:
        if self._whole is not None:
            if self._whole:
                yield self._whole
            return
        with self.path.open("rb") as stream:
            while True:
                try:
                    chunk = stream.read(limit)
                except OSError as error:
                    self.fault = f"it cannot be read further: {error.strerror}"
                    return
                if not chunk:
                    return
                yield chunk

    def _gzip_blocks(self, limit: int) -> Iterator[bytes]:
        """Decompress with zlib; `read1` hands over what was decompressed before a fault, `read` would lose it."""
        import gzip

        with self.path.open("rb") as raw, gzip.GzipFile(fileobj=raw, mode="rb") as stream:
            while True:
                try:
                    chunk = stream.read1(limit)
                except (OSError, EOFError, zlib.error):
                    self.fault = "the compressed data are corrupted or cut"
                    return
                if not chunk:
                    return
                yield chunk

    def _bgzf_blocks(self, limit: int) -> Iterator[Bytes]:
        held: list[Bytes] = []
        size = 0
        with self.path.open("rb", buffering=_BLOCK) as stream:
            try:
                for block in sound_blocks(stream):
                    held.append(block)
                    size += len(block)
                    if size + LARGEST_BLOCK > limit:
                        yield b"".join(held) if len(held) > 1 else block
                        held, size = [], 0
            except (OSError, DamagedBlockError):
                self.fault = "the compressed data are corrupted or cut"
        if held:
            yield b"".join(held)


def open_input(text: str) -> InputFile:
    """Open a path or `-`. Raises InputError for what is no readable file (a folder, a URL, a missing path)."""
    if "://" in text or text.startswith(("s3:", "gs:", "http:", "https:")):
        raise InputError("URLs are not read", file=text, hint="download the file first")
    try:
        if text == "-":
            return _spooled("-", sys.stdin.buffer)
        path = Path(text)
        mode = path.stat().st_mode
        if stat.S_ISFIFO(mode):
            with path.open("rb") as stream:
                return _spooled(path.name, stream)
        if stat.S_ISDIR(mode):
            raise InputError("is a folder", file=text, hint="give a file; for many samples use oncotier batch")
        if not stat.S_ISREG(mode):
            raise InputError("is no regular file", file=text)
        return InputFile(path.name, path)
    except FileNotFoundError:
        raise InputError("no such file", file=text) from None
    except PermissionError:
        raise InputError("no permission to read it", file=text) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=text) from None
    except ValueError:
        raise InputError("is no file name", file=text.replace("\0", "?")) from None


def _spooled(name: str, stream: IO[bytes]) -> InputFile:
    """Copy a stream that can be read only once into a private temporary file."""
    import tempfile

    path = Path(tempfile.gettempdir(), f"oncotier-{os.urandom(8).hex()}")
    try:  # before the file is made: an interrupt right behind that must not leave it there
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(descriptor, "wb") as copy:
            while chunk := stream.read(_CHUNK):
                copy.write(chunk)
        return InputFile(name, path, is_temporary=True)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _compression(start: bytes) -> str:
    magic = start[:18]
    if magic[:2] != b"\x1f\x8b":
        return "plain"
    return "bgzf" if len(magic) == 18 and magic[3] & 4 and magic[12:14] == b"BC" else "gzip"


def is_complete(path: Path) -> bool:
    """Tell whether a BGZF file ends with the end-of-file block."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - len(_BGZF_EOF)))
        return stream.read() == _BGZF_EOF
