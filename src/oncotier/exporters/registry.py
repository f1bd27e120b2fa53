"""The table of exporters."""

from __future__ import annotations

from oncotier.errors import UsageError
from oncotier.exporters import json, terminal, tsv
from oncotier.exporters.exporter import Exporter

__all__ = ["EXPORTERS", "exporter_for"]

EXPORTERS: tuple[Exporter, ...] = (terminal.TERMINAL, json.JSON, json.JSON_LINES, tsv.TSV)


def exporter_for(name: str) -> Exporter:
    """Return the exporter of a format. Raises UsageError."""
    for exporter in EXPORTERS:
        if exporter.name == name:
            return exporter
    raise UsageError(f"unknown output format {name!r}", hint="formats: " + ", ".join(one.name for one in EXPORTERS))
