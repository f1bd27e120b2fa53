"""`oncotier interpret`: read the inputs, interpret, write one report."""

from __future__ import annotations

import sys

from oncotier.batch.request import Request
from oncotier.batch.status import COMPLETE, is_unread_finding, status_of
from oncotier.batch.workbench import FINDING, Workbench
from oncotier.cli.output import check_target, screen_for, write_pieces
from oncotier.domain.report import Report
from oncotier.errors import UsageError
from oncotier.exporters.registry import VCF, exporter_for
from oncotier.exporters.safe_text import safe_text

__all__ = ["exit_code_of", "run", "summarize"]

_INCOMPLETE = 3


def run(request: Request, *, output_format: str, output: str) -> int:
    """Make the report and return the exit code (3 when an input could not be read whole)."""
    if output_format == VCF.name:
        from oncotier.cli import annotate

        return annotate.run(request, output=output)
    exporter = exporter_for(output_format)
    if not request.inputs and not request.findings:
        raise UsageError("no input", hint="give a file, - for standard input, or --finding 'EGFR L858R'")
    check_target(output, request.inputs)
    with Workbench(request) as bench:
        report = bench.report(request)
        if exporter.illustrated:
            from oncotier.cli.command_line import command_line
            from oncotier.interpret.pictures import illustrated

            report = illustrated(report, bench.kb, command_line(request, output_format))
    write_pieces(exporter.written(report, screen_for(output)), output)
    summarize(report)
    return exit_code_of(report)


def exit_code_of(report: Report) -> int:
    """Return 3 for a report of which an input could not be read whole, or a row or finding was refused; else 0."""
    return 0 if status_of(report)[0] == COMPLETE else _INCOMPLETE


def summarize(report: Report) -> None:
    """Say on standard error what became of the records, and every warning."""
    for one in report.inputs:
        tally = one.records
        words = (
            f"{one.name}: {tally.read} records: {tally.interpreted} interpreted, {tally.out_of_scope} out of scope,"
            f" {tally.filtered} filtered, {tally.unresolved} unresolved"
        )
        sys.stderr.write(f"oncotier: {safe_text(words)}\n")
    for unread in report.unresolved:
        if is_unread_finding(unread):
            sys.stderr.write(f"oncotier: error: {FINDING} {safe_text(f'{unread.source.raw!r}: {unread.words}')}\n")
    for notice in report.notices:
        if notice.severity != "info":
            place = f"{notice.where}: " if notice.where else ""
            sys.stderr.write(f"oncotier: {notice.severity}: {safe_text(place + notice.words)}\n")
