"""Writing a result: to standard output, or to a file that is absent, old or complete, never half."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from oncotier.errors import OutputError, UsageError
from oncotier.exporters.exporter import Screen

__all__ = ["check_target", "screen_for", "write_pieces", "write_result", "write_stream"]

_STANDARD_OUTPUT = frozenset({"", "-"})
_WIDTHS = range(40, 1001)
_BLOCK = 256 * 1024


def screen_for(target: str) -> Screen:
    """Describe where the result goes: the terminal's width and colors, or 80 plain columns."""
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isascii() and columns.isdigit() and len(columns) < 10 else 80
    color = False
    if target in _STANDARD_OUTPUT and sys.stdout is not None and sys.stdout.isatty():
        with contextlib.suppress(OSError):
            width = os.get_terminal_size(sys.stdout.fileno()).columns or width
        color = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Screen(min(max(width, _WIDTHS[0]), _WIDTHS[-1]), color=color)


def check_target(target: str, inputs: tuple[str, ...]) -> None:
    """Refuse a target that cannot be written, before any work is done. Raises OutputError and UsageError."""
    if target in _STANDARD_OUTPUT:
        return
    path = Path(target)
    try:
        if path.is_dir():
            raise OutputError(f"{target}: is a folder", hint="give a file name")
        if not path.parent.is_dir():
            raise OutputError(f"{target}: no such folder: {path.parent}")
        if path.exists() and any(Path(text).exists() and path.samefile(text) for text in inputs):
            raise UsageError(f"{target}: is an input, and would be overwritten", hint="give another --output")
    except OSError as error:
        raise _not_written(target, error) from None


def write_result(text: str, target: str) -> None:
    """Write to a file (by way of a temporary name beside it) or, for an empty name or `-`, to standard output."""
    write_pieces((text,), target)


def write_pieces(texts: Iterable[str], target: str) -> None:
    """Write a text that is made piece by piece as `write_result` does."""
    write_stream(_blocks(texts), target)


def _blocks(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield what is written at once: a text of usual length as a whole."""
    held = bytearray()
    for text in texts:
        held += text.encode("utf-8", "backslashreplace")
        if len(held) >= _BLOCK:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def write_stream(chunks: Iterable[bytes], target: str) -> None:
    """Write a result that is made piece by piece as `write_result` does."""
    try:
        if target in _STANDARD_OUTPUT:
            _write_standard_output(chunks)
        else:
            _write_file(Path(target), chunks)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _not_written("standard output" if target in _STANDARD_OUTPUT else target, error) from None


def _not_written(name: str, error: OSError) -> OutputError:
    return OutputError(f"{name}: cannot be written: {error.strerror or type(error).__name__}")


def _write_standard_output(chunks: Iterable[bytes]) -> None:
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):  # a stand-in without a descriptor
        sys.stdout.write(b"".join(chunks).decode())
        return
    sys.stdout.flush()
    _write_all(descriptor, chunks)


def _write_all(descriptor: int, chunks: Iterable[bytes]) -> None:
    """Write every byte: one call may take only a part, on a full disk without saying so."""
    for data in chunks:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]


def _write_file(target: Path, chunks: Iterable[bytes]) -> None:
    """Write a new or regular file atomically, and straight into a device or a named pipe."""
    mode = None
    with contextlib.suppress(FileNotFoundError):
        mode = target.stat().st_mode
    if mode is None or stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        _write_atomically(target, chunks, None if mode is None else stat.S_IMODE(mode))
        return
    descriptor = os.open(target, os.O_WRONLY)
    try:
        _write_all(descriptor, chunks)
    finally:
        os.close(descriptor)


def _write_atomically(target: Path, chunks: Iterable[bytes], mode: int | None) -> None:
    """Replace a file in one step; what stood there before keeps its access rights, and any failure leaves it whole."""
    temporary = target.with_name(f".oncotier-{os.urandom(6).hex()}.part")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            if mode is not None:
                temporary.chmod(mode)
            _write_all(descriptor, chunks)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the rename durable; a file system that cannot do it still has a complete file."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
