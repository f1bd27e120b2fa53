"""One run at a time in a result folder: a lock that the system releases when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from pathlib import Path
from typing import Self

from oncotier.errors import OutputError, UsageError

__all__ = ["LOCK_NAME", "FolderLock"]

LOCK_NAME = ".oncotier.lock"
_LONGEST_WAIT_S = 60.0
_PAUSE_S = 0.05


class FolderLock:
    """Holds the lock of a folder from `with` to its end. Raises UsageError when another run holds it.

    The file names the holder for the message only; what counts is the lock on it, which a killed process does not
    keep. So there are no stale locks: a file that was left behind is taken over. Worker processes share the lock
    (`descriptor`): one that outlives a killed run may still be writing a report, and is waited for.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._descriptor = -1

    def __enter__(self) -> Self:
        import fcntl

        until = time.monotonic() + _LONGEST_WAIT_S
        while True:
            try:
                descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
            except OSError as error:
                raise OutputError(f"{self._path.parent}: cannot be written: {error.strerror}") from None
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip()
                os.close(descriptor)
                if _is_dead(holder) and time.monotonic() < until:
                    time.sleep(_PAUSE_S)
                    continue
                raise UsageError(
                    f"{self._path.parent}: another run works in this folder ({holder or 'not named'})",
                    hint="wait for its end, or give another folder",
                ) from None
            if self._is_current(descriptor):
                break
            os.close(descriptor)
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        except BaseException as error:
            os.close(descriptor)
            if isinstance(error, OSError):
                raise OutputError(f"{self._path.parent}: cannot be written: {error.strerror}") from None
            raise
        self._descriptor = descriptor
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._path.unlink()
        os.close(self._descriptor)

    @property
    def descriptor(self) -> int:
        """The open file that bears the lock."""
        return self._descriptor

    def _is_current(self, descriptor: int) -> bool:
        """Tell whether the file that was locked is still the one in the folder: its last holder removes it."""
        try:
            return os.path.samestat(os.fstat(descriptor), self._path.stat())
        except FileNotFoundError:
            return False


def _is_dead(holder: str) -> bool:
    """Tell whether the process that a lock names is on this machine, and has ended."""
    words = holder.split()
    if len(words) != 4 or words[3] != socket.gethostname() or not words[1].isdecimal():
        return False
    try:
        os.kill(int(words[1]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
