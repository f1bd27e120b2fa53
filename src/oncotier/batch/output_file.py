"""Files of a result folder: each is absent, old or complete, never half."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Self

from oncotier.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

__all__ = ["OutputFile", "part_path", "remove_leftovers", "tidy", "write_file", "write_unsynced"]

_PART_PREFIX = ".oncotier-"
_PART_SUFFIX = ".part"
_BUFFER = 256 * 1024  # a call of the system for some dozen samples, not for each


def part_path(target: str | Path) -> str:
    """Return a new temporary name beside a file, which a later run removes if it finds it."""
    folder = os.path.dirname(target) or "."  # noqa: PTH120 - a name as text: one object less per report
    return f"{folder}{os.sep}{_PART_PREFIX}{os.urandom(6).hex()}{_PART_SUFFIX}"


class OutputFile:
    """A file under a temporary name from `with` to its end; then it takes its name, unless something was raised.

    `is_synced` false leaves the moment of writing to disk to the system: for files whose hash is checked later.
    Raises OutputError.
    """

    def __init__(self, target: str | Path, *, is_synced: bool = True) -> None:
        self._target = target
        self._is_synced = is_synced
        self._temporary = part_path(target)

    def __enter__(self) -> Self:
        try:
            self._stream = open(self._temporary, "xb", _BUFFER)  # noqa: PTH123 - closed at the end of `with`
        except OSError as error:
            raise self._failed(error) from None
        return self

    def write(self, data: bytes) -> None:
        """Append bytes."""
        try:
            self._stream.write(data)
        except OSError as error:
            raise self._failed(error) from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._stream as stream:
                if kind is None and self._is_synced:
                    stream.flush()
                    os.fsync(stream.fileno())
            if kind is None:
                os.replace(self._temporary, self._target)
                return
        except OSError as fault:
            self._discard()
            if kind is None:
                raise self._failed(fault) from None
        self._discard()

    def _discard(self) -> None:
        with contextlib.suppress(OSError):
            os.unlink(self._temporary)  # noqa: PTH108 - a name as text: one object less per report

    def _failed(self, error: OSError) -> OutputError:
        return _not_written(self._target, error)


def _not_written(target: str | Path, error: OSError) -> OutputError:
    return OutputError(f"{target}: cannot be written: {error.strerror or type(error).__name__}")


def write_unsynced(target: str, content: bytes) -> None:
    """Write a small file as `OutputFile` does that is not synced, with half of its calls. Raises OutputError."""
    temporary = part_path(target)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            while content:
                content = content[os.write(descriptor, content) :]
        finally:
            os.close(descriptor)
        os.replace(temporary, target)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108 - a name as text
        raise _not_written(target, error) from None


def write_file(target: Path, pieces: Iterable[bytes], *, is_synced: bool = True) -> None:
    """Write a file under a temporary name beside it, then rename it. Raises OutputError."""
    with OutputFile(target, is_synced=is_synced) as file:
        for piece in pieces:
            file.write(piece)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files that a killed run left in a folder."""
    for path in folder.glob(f"{_PART_PREFIX}*{_PART_SUFFIX}"):
        with contextlib.suppress(OSError):
            path.unlink()


def tidy(folder: Path) -> None:
    """Remove what a killed run left in a result folder: files that were being written, and folders of scratch files."""
    for path in folder.glob(f"{_PART_PREFIX}*{_PART_SUFFIX}"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
    for inside in (folder, folder / "reports", *(folder / "parquet").glob("*")):
        remove_leftovers(inside)
