"""`oncotier formats`: what can be read and written, one line each."""

from __future__ import annotations

from oncotier.cli.output import write_result
from oncotier.exporters.registry import FORMATS
from oncotier.readers.registry import READERS

__all__ = ["run"]


def run() -> int:
    """Print the two tables."""
    lines = [f"input\t{reader.name}\t{reader.describes}" for reader in READERS]
    lines += [f"output\t{exporter.name}\t{exporter.describes}" for exporter in FORMATS]
    write_result("".join(line + "\n" for line in lines), "")
    return 0
