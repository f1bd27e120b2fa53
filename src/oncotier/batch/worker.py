"""What one worker does with one sample: read, interpret, write its reports, and say what came of it."""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.batch.job import ColumnSlice, Job, Outcome, Part, Targets
from oncotier.batch.report_files import report_paths, write_reports
from oncotier.batch.status import FAILED, status_of
from oncotier.batch.tables import encode_rows, failed_rows, rows_of
from oncotier.batch.workbench import FINDING, Workbench
from oncotier.domain.observation import Notice, Reading
from oncotier.domain.value import Value, replace
from oncotier.errors import InputError, KnowledgeBaseError, OncotierError, OutputError, SampleChoiceError
from oncotier.exporters.registry import VCF
from oncotier.exporters.safe_text import safe_text
from oncotier.readers.registry import read_input
from oncotier.readers.source import open_input

if TYPE_CHECKING:
    from oncotier.batch.request import Request

__all__ = ["Worker", "failed_outcome", "fingerprint"]

_MOST_BENCHES = 4


def failed_outcome(job: Job, targets: Targets, *, reason: str, words: str) -> Outcome:
    """Return the outcome of a sample without a report, and remove one of an earlier run."""
    for name in report_paths(job.stem, targets).values():
        (targets.folder / name).unlink(missing_ok=True)
    inputs = tuple(safe_text(Path(part.path).name) for part in job.parts)
    rows = failed_rows(job.name, inputs=inputs, status=FAILED, reason=reason, words=words)
    return Outcome(job.name, FAILED, reason, (), (), encode_rows(rows))


class _BenchKey(Value, frozen=True):
    """What a workbench is made for: samples that agree in these share one."""

    knowledge_base: Path | None
    thresholds: tuple[str, ...]
    fasta: tuple[str, ...]
    gff: str
    assay: str
    all_genes: bool


class Worker:
    """Does one sample after the other; what they share (knowledge base, genomes, assay) is loaded once."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._benches: dict[_BenchKey, Workbench] = {}

    def bench(self, request: Request) -> Workbench:
        """Return the workbench for a request. Raises what loading it raises."""
        key = _BenchKey(
            request.knowledge_base, request.thresholds, request.fasta, request.gff, request.assay, request.all_genes
        )
        if key not in self._benches:
            if len(self._benches) >= _MOST_BENCHES:
                self._benches.pop(next(iter(self._benches))).references.close()
            self._benches[key] = self._loaded(request)
        return self._benches[key]

    def _loaded(self, request: Request) -> Workbench:
        """Load a workbench, and make sure that it is what the journal will say."""
        # Rows of the annotated VCF are found by their number, which an index does not tell.
        bench = Workbench(request, use_index=VCF.name not in self._targets.formats)
        expected = self._targets.knowledge_base
        if expected and bench.kb.stamp.sha256 != expected:
            raise KnowledgeBaseError(("the knowledge base was changed while the batch was going on",))
        return bench

    def close(self) -> None:
        """Close every reference genome."""
        for bench in self._benches.values():
            bench.references.close()

    def do(self, job: Job) -> Outcome:
        """Do one sample; whatever goes wrong with it becomes its outcome.

        Raises OutputError and KnowledgeBaseError: they concern every sample.
        """
        if job.refusal:
            return failed_outcome(job, self._targets, reason="not_taken", words=job.refusal)
        try:
            return self._outcome(job)
        except (OutputError, KnowledgeBaseError):
            raise
        except OncotierError as error:
            words = f"{error.message} ({error.hint})" if error.hint else error.message
            return failed_outcome(job, self._targets, reason=_code(error), words=words)
        except Exception as error:  # noqa: BLE001 - one bad sample never stops the others; its data stay out of words
            return failed_outcome(job, self._targets, reason="internal_error", words=_place(error))

    def _outcome(self, job: Job) -> Outcome:
        bench = self.bench(job.request)
        if job.request.tumor_type:
            bench.kb.tumors.resolve(job.request.tumor_type)
        readings = tuple(_read(part, job, bench) for part in job.parts)
        if job.request.findings:
            from oncotier.readers.listing import from_texts

            readings = (*readings, from_texts(list(job.request.findings), name=FINDING))
        report = bench.case_of(job.request, readings).report
        if report.sample.id != job.name:
            report = replace(report, sample=replace(report.sample, id=job.name))
        status, reason = status_of(report)
        first = next(iter(report_paths(job.stem, self._targets).values()), "")
        rows = rows_of(report, status=status, reason=reason, file=first)
        outputs = write_reports(job, report, rows, bench, self._targets)
        inputs = tuple(
            fingerprint(part, reading.fingerprint) for part, reading in zip(job.parts, readings, strict=False)
        )
        return Outcome(job.name, status, reason, inputs, outputs, encode_rows(rows))


def fingerprint(part: Part, sha256: str) -> str:
    """Return what an input is known by: its base name (reports show it), the sample in it, its hash."""
    return "\t".join((safe_text(part.path.rpartition(os.sep)[2]), part.format, safe_text(part.sample), sha256))


def _code(error: OncotierError) -> str:
    codes = {"BuildError": "build", "SampleChoiceError": "sample_choice", "InputError": "input", "UsageError": "usage"}
    return codes.get(type(error).__name__, "error")


def _place(error: Exception) -> str:
    """Say where an internal error happened, without its message: that may quote the input."""
    frames = traceback.extract_tb(error.__traceback__)[-2:]
    places = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"internal error: {type(error).__name__} at {places}; this is a fault of oncotier"


def _read(part: Part, job: Job, bench: Workbench) -> Reading:
    """Read one input; one of several that cannot be read leaves an incomplete reading."""
    try:
        if part.rows is not None:
            found = _read_rows(part, job, bench)
            if found is not None:
                return found
        return _read_whole(part, job, bench)
    except InputError as error:
        if len(job.parts) + len(job.request.findings) == 1:
            raise
        name = Path(part.path).name
        words = error.message.removeprefix(f"{part.path}: ").removeprefix(f"{name}: ")
        notice = Notice("input_not_read", "error", name, words + (f" ({error.hint})" if error.hint else ""))
        return Reading(input=name, format="unknown", sha256="", records_read=0, notices=(notice,), incomplete=True)


def _read_rows(part: Part, job: Job, bench: Workbench) -> Reading | None:
    """Read the rows of one sample of a table; None where that raises: the file as a whole then says why."""
    from oncotier.batch.column_table import ColumnInput
    from oncotier.batch.sliced_input import SlicedInput, at_original_places

    if part.rows is None:
        return None
    context = bench.context(replace(job.request, sample=part.sample))
    name = Path(part.path).name
    try:
        if isinstance(part.rows, ColumnSlice):
            return read_input(ColumnInput(name, part.rows), context, input_format=part.format)
        reading = read_input(SlicedInput(name, part.rows), context, input_format=part.format)
    except OncotierError:
        return None
    return at_original_places(reading, part.rows)


def _read_whole(part: Part, job: Job, bench: Workbench) -> Reading:
    source = open_input(part.path)
    try:
        try:
            context = bench.context(replace(job.request, sample=part.sample))
            return read_input(source, context, input_format=part.format)
        except SampleChoiceError:
            if part.sample:
                raise
            # Nothing tells which column is meant, unless one bears the name of the sample.
            context = bench.context(replace(job.request, sample=job.name))
            try:
                return read_input(source, context, input_format=part.format)
            except SampleChoiceError:
                pass
            raise
    finally:
        source.close()
