"""The entry point: `--version` answers before anything is imported; everything else goes to the command table."""

from __future__ import annotations

import gc
import os
import sys

from oncotier import __version__

__all__ = ["main"]

_INTERRUPTED = 130


def main() -> None:
    """Run the command line."""
    if sys.stderr is None:  # closed by the caller: messages go nowhere, the result still comes
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open as long as the process
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"oncotier {__version__}\n")
        return
    gc.set_threshold(200_000, 20, 20)  # imports and tables make no garbage: looking for it costs a tenth of a short run
    try:
        from oncotier.cli.app import app

        app(prog_name="oncotier")
    except KeyboardInterrupt:
        sys.stderr.write("oncotier: interrupted\n")
        raise SystemExit(_INTERRUPTED) from None
    finally:
        gc.freeze()  # the process ends: no last search for garbage among everything that was loaded
