"""A layer under every write of the program that can be told to fail at its n-th call, as a full or broken disk does."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

__all__ = ["BROKEN", "FULL", "FaultyDisk"]

FULL = OSError(errno.ENOSPC, "No space left on device")
BROKEN = OSError(errno.EIO, "Input/output error")
_CALLS = ("fsync", "replace", "write", "pwrite", "ftruncate")
_WRITING = frozenset("wxa+")


class _Stream:
    """An open file whose writes may fail; what is written before a failure is half of it, as on a full disk."""

    def __init__(self, stream: Any, disk: FaultyDisk) -> None:
        self._stream = stream
        self._disk = disk

    def write(self, data: bytes) -> int:
        try:
            self._disk.called("write")
        except BaseException:
            self._stream.write(data[: len(data) // 2])
            raise
        return int(self._stream.write(data))

    def flush(self) -> None:
        self._disk.called("flush")
        self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Read(_Stream):
    """An open file whose reads may be interrupted."""

    def read(self, size: int = -1) -> bytes:
        self._disk.called("read")
        data: bytes = self._stream.read(size)
        return data


class FaultyDisk:
    """Counts the calls that change the disk, and lets the n-th (1-based; 0: none) raise `error`."""

    def __init__(self, failing: int, error: BaseException) -> None:
        self.failing = failing
        self.error = error
        self.calls: list[str] = []

    def called(self, name: str) -> None:
        self.calls.append(name)
        if len(self.calls) == self.failing:
            raise self.error

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in _CALLS:
            monkeypatch.setattr(os, name, self._counted(name, getattr(os, name)))
        open_path = Path.open

        def opened(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            if not _WRITING & set(mode):
                return open_path(path, mode, *args, **kwargs)
            self.called("open")
            return _Stream(open_path(path, mode, *args, **kwargs), self)

        monkeypatch.setattr(Path, "open", opened)

    def interrupt_reading(self, monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
        """Count and fail the reads of one file instead."""
        open_path = Path.open

        def opened(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            stream = open_path(path, mode, *args, **kwargs)
            if path == place:
                return _Read(stream, self)
            return stream

        monkeypatch.setattr(Path, "open", opened)

    def _counted(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.called(name)
            return function(*args, **kwargs)

        return call
