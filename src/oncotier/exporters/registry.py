"""The table of exporters."""

from __future__ import annotations

from oncotier.errors import UsageError
from oncotier.exporters import fhir, html, json, markdown, terminal, tsv
from oncotier.exporters.exporter import Annotation, Exporter

__all__ = ["EXPORTERS", "FORMATS", "VCF", "exporter_for"]

EXPORTERS: tuple[Exporter, ...] = (
    terminal.TERMINAL,
    json.JSON,
    json.JSON_LINES,
    tsv.TSV,
    html.HTML,
    markdown.MARKDOWN,
    fhir.FHIR,
)

VCF = Annotation("vcf", "the input VCF with an ONCOTIER field for each allele; BGZF and index for a name in .gz")

FORMATS: tuple[Exporter | Annotation, ...] = (*EXPORTERS, VCF)
"""Everything that `-f` takes, in the order in which it is listed."""


def exporter_for(name: str) -> Exporter:
    """Return the exporter of a format. Raises UsageError."""
    for exporter in EXPORTERS:
        if exporter.name == name:
            return exporter
    names = ", ".join(one.name for one in FORMATS)
    raise UsageError(f"unknown output format {name!r}", hint=f"formats: {names}")
