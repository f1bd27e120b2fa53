"""Files of a result folder: each is absent, old or complete, never half."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from oncotier.errors import OutputError

__all__ = ["PART_PREFIX", "remove_leftovers", "write_file"]

PART_PREFIX = ".oncotier-"
_PART_SUFFIX = ".part"


def write_file(target: Path, pieces: Iterable[bytes], *, is_synced: bool = True) -> None:
    """Write a file under a temporary name beside it, then rename it. Raises OutputError.

    `is_synced` false leaves the moment of writing to disk to the system: for files whose hash is checked later.
    """
    temporary = target.with_name(f"{PART_PREFIX}{os.urandom(6).hex()}{_PART_SUFFIX}")
    try:
        with temporary.open("xb") as stream:
            for piece in pieces:
                stream.write(piece)
            if is_synced:
                stream.flush()
                os.fsync(stream.fileno())
        os.replace(temporary, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise OutputError(f"{target}: cannot be written: {error.strerror or type(error).__name__}") from None
        raise


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files that a killed run left in a folder."""
    for path in folder.glob(f"{PART_PREFIX}*{_PART_SUFFIX}"):
        with contextlib.suppress(OSError):
            path.unlink()
