"""The reports of one sample as files, one per format, each with the hash that the journal keeps."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.batch.output_file import OutputFile, write_unsynced
from oncotier.errors import UsageError
from oncotier.exporters.exporter import Screen
from oncotier.exporters.registry import VCF, exporter_for
from oncotier.exporters.tsv import TSV, table_of
from oncotier.readers.source import open_input

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.batch.job import Job, Part, Targets
    from oncotier.batch.tables import Rows
    from oncotier.batch.workbench import Workbench
    from oncotier.domain.report import Report

__all__ = ["check_formats", "check_vcf", "report_paths", "write_reports"]

_SCREEN = Screen(width=100)
_COMMAND = "oncotier batch"


def check_formats(names: Iterable[str]) -> None:
    """Raise UsageError for a format that there is not."""
    for name in names:
        if name != VCF.name:
            exporter_for(name)


def check_vcf(jobs: Iterable[Job], formats: tuple[str, ...]) -> None:
    """Raise UsageError where an annotated VCF is asked for, and a sample has no VCF, or it is not clear which."""
    if VCF.name not in formats:
        return
    without = [job.name for job in jobs if not job.refusal and _vcf_of(job) is None]
    if without:
        words = f"-f vcf adds to the one VCF of a sample, but {len(without)} have none or several ({without[0]!r}, ...)"
        raise UsageError(words, hint="leave out -f vcf, or give these samples apart")


def report_paths(stem: str, targets: Targets) -> dict[str, str]:
    """Return the file of each format, relative to the result folder."""
    return {
        name: f"reports/{stem}{'.vcf' if name == VCF.name else exporter_for(name).suffix}" for name in targets.formats
    }


def write_reports(
    job: Job, report: Report, rows: Rows, bench: Workbench, targets: Targets
) -> tuple[tuple[str, str], ...]:
    """Write every format; return each file, relative to the result folder, with its hash. Raises OutputError.

    `rows` are those of the report in the tables of the batch.
    """
    written = []
    for name, path in report_paths(job.stem, targets).items():
        target = f"{targets.folder}{os.sep}{path}"
        if name == VCF.name:
            written.append((path, _write_annotated(job, report, target)))
        else:
            text = table_of(rows.options) if name == TSV.name else _rendered(name, report, bench)
            content = text.encode("utf-8", "backslashreplace")
            write_unsynced(target, content)
            written.append((path, hashlib.sha256(content).hexdigest()))
    return tuple(written)


def _write_annotated(job: Job, report: Report, target: str) -> str:
    """Write the annotated VCF piece by piece, which may be large; return its hash."""
    digest = hashlib.sha256()
    with OutputFile(target, is_synced=False) as file:
        for piece in _annotated(job, report):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _rendered(name: str, report: Report, bench: Workbench) -> str:
    exporter = exporter_for(name)
    if exporter.illustrated:
        from oncotier.interpret.pictures import illustrated

        report = illustrated(report, bench.kb, _COMMAND)
    return exporter.render(report, _SCREEN)


def _vcf_of(job: Job) -> Part | None:
    """Return the one VCF among the inputs of a sample, if its name tells it from the others."""
    names = Counter(Path(part.path).name for part in job.parts)
    found = [part for part in job.parts if part.format == VCF.name]
    return found[0] if len(found) == 1 and names[Path(found[0].path).name] == 1 else None


def _annotated(job: Job, report: Report) -> Iterator[bytes]:
    from oncotier.exporters.vcf_annotation import Annotator

    part = _vcf_of(job)
    if part is None:
        raise UsageError("-f vcf needs exactly one VCF", hint="leave out -f vcf")
    source = open_input(part.path)
    try:
        yield from Annotator(report, source.name).rewrite(source.chunks())
    finally:
        source.close()
