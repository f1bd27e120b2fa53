"""Where errors end: every known error becomes one line and an exit code, every unknown one a place without data."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

import typer

from oncotier.errors import NotationError, OncotierError

__all__ = ["INTERRUPTED", "bordered"]

INTERRUPTED = 130
_BROKEN_PIPE = 141
_INTERNAL = 5

P = ParamSpec("P")


def bordered(command: Callable[P, int | None]) -> Callable[P, None]:
    """Wrap a command: its result is the exit code, and no exception leaves it."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        raise typer.Exit(_run(lambda: command(*args, **kwargs)))

    return wrapped


def _run(call: Callable[[], int | None]) -> int:
    try:
        code = call() or 0
    except OncotierError as error:
        _report(error)
        return error.exit_code
    except BrokenPipeError:
        _discard_output()
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        sys.stderr.write("oncotier: interrupted\n")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the border: nothing may pass, and no patient data may be printed
        _report_internal(error)
        return _INTERNAL
    return code


def _discard_output() -> None:
    """Let what is still to come on standard output vanish: its reader is gone."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def _report(error: OncotierError) -> None:
    from oncotier.exporters.safe_text import safe_text

    lines = ("oncotier: error: " + error.message).split("\n")
    if isinstance(error, NotationError):
        lines += error.drawing().split("\n")
    if error.hint:
        lines.append(f"  hint: {error.hint}")
    sys.stderr.write("".join(safe_text(line) + "\n" for line in lines))


def _report_internal(error: Exception) -> None:
    """Print the type and the places of an internal error, but not its message: it may quote the input."""
    import traceback

    if os.environ.get("ONCOTIER_TRACEBACK") == "1":
        traceback.print_exception(error)
        return
    sys.stderr.write(f"oncotier: internal error: {type(error).__name__}\n")
    for frame in traceback.extract_tb(error.__traceback__)[-4:]:
        sys.stderr.write(f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}\n")
    sys.stderr.write("  this is a fault of oncotier; ONCOTIER_TRACEBACK=1 prints all of it (may show input data)\n")
