"""The command as a report may show it: options and base names of files, no folder and nothing about the patient."""

from __future__ import annotations

import shlex
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oncotier.batch.request import Request

__all__ = ["command_line"]

_WITHHELD = "..."


def command_line(request: Request, output_format: str) -> str:
    """Write the command; what the user typed of the patient (sample, findings, earlier therapies) is withheld."""
    words = ["oncotier", "interpret", *(_base(text) for text in request.inputs)]
    shown: tuple[tuple[str, str | float | None], ...] = (
        ("--tumor-type", request.tumor_type),
        ("--sample", _WITHHELD if request.sample else ""),
        ("--build", request.build),
        ("--input-format", request.input_format),
        *(("--finding", _WITHHELD) for _ in request.findings),
        *(("--prior-therapy", _WITHHELD) for _ in request.prior_therapies),
        ("--origin", request.origin if request.origin != "unknown" else ""),
        ("--min-vaf", request.min_vaf),
        ("--min-depth", request.min_depth),
        ("--assay", _base(request.assay)),
        *(("--fasta", _base(text)) for text in request.fasta),
        ("--gff", _base(request.gff)),
        *(("--threshold", text) for text in request.thresholds),
        *(("--columns", text) for text in request.columns),
        ("--format", output_format),
        ("--knowledge-base", request.knowledge_base.name if request.knowledge_base else ""),
    )
    for name, value in shown:
        if value not in {"", None}:
            words += [name, f"{value:g}" if isinstance(value, float) else str(value)]
    flags = (
        ("--keep-filtered", request.keep_filtered),
        ("--all-genes", request.all_genes),
        ("--include-phi", request.include_phi),
    )
    words += [name for name, given in flags if given]
    return shlex.join(words).replace(f"'{_WITHHELD}'", _WITHHELD)


def _base(text: str) -> str:
    return text if text in {"", "-"} else PurePath(text).name
