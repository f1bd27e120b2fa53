"""`oncotier interpret`: read the inputs, interpret, write one report."""

from __future__ import annotations

import sys
from pathlib import Path

from oncotier.cli.output import check_target, screen_for, write_result
from oncotier.domain.alteration import Origin
from oncotier.domain.observation import Notice, Reading, Unresolved
from oncotier.domain.report import Report
from oncotier.domain.settings import ReadSettings, Settings
from oncotier.domain.value import Value
from oncotier.errors import InputError, UsageError
from oncotier.exporters.registry import exporter_for
from oncotier.exporters.safe_text import safe_text
from oncotier.genome.assembly import build_of_name
from oncotier.interpret.assemble import interpret
from oncotier.knowledge.base import KnowledgeBase
from oncotier.knowledge.load import load
from oncotier.readers.reader import Context
from oncotier.readers.registry import read_input
from oncotier.readers.source import open_input

__all__ = ["Request", "run"]

_FINDING = "--finding"
_INCOMPLETE = 3


class Request(Value, frozen=True):
    """The options of the command as given."""

    inputs: tuple[str, ...]
    tumor_type: str
    sample: str
    build: str
    input_format: str
    findings: tuple[str, ...]
    prior_therapies: tuple[str, ...]
    origin: str
    min_vaf: float | None
    min_depth: int | None
    keep_filtered: bool
    output_format: str
    output: str
    knowledge_base: Path | None
    all_genes: bool
    include_phi: bool


def run(request: Request) -> int:
    """Make the report and return the exit code (3 when an input could not be read whole)."""
    exporter = exporter_for(request.output_format)
    settings = _settings(request)
    if not request.inputs and not request.findings:
        raise UsageError("no input", hint="give a file, - for standard input, or --finding 'EGFR L858R'")
    check_target(request.output, request.inputs)
    kb = load(request.knowledge_base)
    if request.tumor_type:
        kb.tumors.resolve(request.tumor_type)
    report = interpret(read_all(request, kb), kb, settings)
    write_result(exporter.render(report, screen_for(request.output)), request.output)
    _summarize(report)
    return _INCOMPLETE if report.incomplete or any(map(_is_rejected, report.unresolved)) else 0


def _is_rejected(one: Unresolved) -> bool:
    """Tell whether a statement was refused, and not merely beyond what can be assessed."""
    return one.reason == "malformed_row" or _is_unread_finding(one)


def _is_unread_finding(one: Unresolved) -> bool:
    return one.source.input == _FINDING and one.reason == "notation"


def _settings(request: Request) -> Settings:
    if request.origin not in set(Origin):
        raise UsageError(f"unknown origin {request.origin!r}", hint="somatic, germline or unknown")
    if request.min_depth is not None and request.min_depth < 0:
        raise UsageError(f"--min-depth {request.min_depth} is negative", hint="give a number of reads")
    if request.min_vaf is not None and not 0 <= request.min_vaf <= 1:
        raise UsageError(f"--min-vaf {request.min_vaf:g} is no fraction", hint="give a number from 0 to 1")
    return Settings(
        tumor_type=request.tumor_type,
        prior_therapies=request.prior_therapies,
        origin=Origin(request.origin),
        min_vaf=request.min_vaf,
        min_depth=request.min_depth,
        keep_filtered=request.keep_filtered,
        all_genes=request.all_genes,
        sample=request.sample,
    )


def read_all(request: Request, kb: KnowledgeBase) -> tuple[Reading, ...]:
    """Read every input and the findings; one input among several that cannot be read leaves an incomplete reading."""
    build = build_of_name(request.build) if request.build else ""
    if request.build and not build:
        raise UsageError(f"unknown genome build {request.build!r}", hint="GRCh37 or GRCh38")
    read_settings = ReadSettings(sample=request.sample, build=build, include_phi=request.include_phi)
    context = Context(kb.scope, kb.names, read_settings, kb.own_transcripts)
    readings = [_read(text, request, context) for text in request.inputs]
    if request.findings:
        from oncotier.readers.listing import from_texts

        readings.append(from_texts(list(request.findings), name=_FINDING))
    return tuple(readings)


def _read(text: str, request: Request, context: Context) -> Reading:
    if text == "-" and sys.stdin is None:
        raise InputError("standard input is closed")
    try:
        source = open_input(text)
        try:
            return read_input(source, context, input_format=request.input_format)
        finally:
            source.close()
    except InputError as error:
        if len(request.inputs) + len(request.findings) == 1:
            raise
        name = Path(text).name
        words = error.message.removeprefix(f"{text}: ").removeprefix(f"{name}: ") + (
            f" ({error.hint})" if error.hint else ""
        )
        notice = Notice("input_not_read", "error", name, words)
        return Reading(input=name, format="unknown", sha256="", records_read=0, notices=(notice,), incomplete=True)


def _summarize(report: Report) -> None:
    """Say on standard error what became of the records, and every warning."""
    for one in report.inputs:
        tally = one.records
        words = (
            f"{one.name}: {tally.read} records: {tally.interpreted} interpreted, {tally.out_of_scope} out of scope,"
            f" {tally.filtered} filtered, {tally.unresolved} unresolved"
        )
        sys.stderr.write(f"oncotier: {safe_text(words)}\n")
    for unread in report.unresolved:
        if _is_unread_finding(unread):
            sys.stderr.write(f"oncotier: error: {_FINDING} {safe_text(f'{unread.source.raw!r}: {unread.words}')}\n")
    for notice in report.notices:
        if notice.severity != "info":
            place = f"{notice.where}: " if notice.where else ""
            sys.stderr.write(f"oncotier: {notice.severity}: {safe_text(place + notice.words)}\n")
