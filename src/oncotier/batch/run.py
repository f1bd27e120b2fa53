"""A batch from its sources to its result folder: plan, skip what is done, do the rest, write the tables of all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from oncotier.batch.finish import finish
from oncotier.batch.folder_lock import FolderLock
from oncotier.batch.job import Job, Outcome, Part, Targets
from oncotier.batch.journal import JOURNAL, Entry, Journal, LineStore, Stamp, read_journal
from oncotier.batch.output_file import tidy
from oncotier.batch.plan import Plan, plan_of
from oncotier.batch.pool import Pool
from oncotier.batch.report_files import check_formats, check_vcf
from oncotier.batch.request import Request
from oncotier.batch.split import Split, digest_of, write_split
from oncotier.batch.workbench import Workbench
from oncotier.batch.worker import fingerprint
from oncotier.domain.value import Value, replace
from oncotier.errors import OutputError, UsageError

if TYPE_CHECKING:
    from oncotier.batch.cohort import Cohort

__all__ = ["BatchRequest", "BatchResult", "Watcher", "run_batch"]


class BatchRequest(Value, frozen=True):
    """What is asked for all samples; `shard` is (1-based number, count)."""

    sources: tuple[str, ...]
    output: Path
    base: Request
    formats: tuple[str, ...] = ("json",)
    manifest: Path | None = None
    jobs: int = 1
    resume: bool = False
    shard: tuple[int, int] = (1, 1)
    parquet: bool = False
    executor: str = "local"
    scheduler: str = ""


class BatchResult(Value, frozen=True):
    """What came of it: figures of the cohort, how many samples were skipped because they were done, the plan."""

    cohort: Cohort
    skipped: int
    done: int
    plan: Plan


class Watcher(Protocol):
    """Is told how the work goes on."""

    def planned(self, plan: Plan, to_do: int) -> None:
        """All files are known; so many samples are to be done."""

    def finished(self, outcome: Outcome) -> None:
        """One sample is done."""


def run_batch(request: BatchRequest, watcher: Watcher) -> BatchResult:
    """Do a batch. Raises UsageError, InputError (manifest), OutputError and KnowledgeBaseError."""
    check_formats(request.formats)
    _make_folder(request.output)
    with FolderLock(request.output) as lock:
        if (request.output / JOURNAL).exists() and not request.resume:
            raise UsageError(
                f"{request.output}: holds the results of an earlier run", hint="go on with --resume, or another folder"
            )
        tidy(request.output)
        knowledge_base = _checked(request.base)
        scratch = Path(tempfile.mkdtemp(prefix=".oncotier-", suffix=".part", dir=request.output))
        try:
            return _Run(request, knowledge_base, watcher, lock.descriptor).go(scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _checked(base: Request) -> str:
    """Load once what every worker will load, so that its faults are said at once; return the hash of its knowledge."""
    with Workbench(base) as bench:
        if base.tumor_type:
            bench.kb.tumors.resolve(base.tumor_type)
        return bench.kb.stamp.sha256


def _make_folder(folder: Path) -> None:
    try:
        (folder / "reports").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made: {error.strerror}") from None


class _Run:
    """One run under the lock of its folder."""

    def __init__(self, request: BatchRequest, knowledge_base: str, watcher: Watcher, lock: int) -> None:
        self._request = request
        self._lock = lock
        self._folder = request.output
        self._knowledge_base = knowledge_base
        self._watcher = watcher
        self._targets = Targets(request.output, request.formats, knowledge_base)
        self._hashes: dict[str, str] = {}
        self._bases: dict[Request, hashlib._Hash] = {}

    def go(self, scratch: Path) -> BatchResult:
        """Plan, do, write."""
        request = self._request
        plan = plan_of(request.sources, request.manifest, request.base, output=request.output, scratch=scratch)
        write_split(self._folder, self._split(plan))
        plan = _shard_of(plan, *request.shard)
        check_vcf(plan.jobs, request.formats)
        rows, lines = LineStore(), LineStore()
        before = read_journal(self._folder, lines) if request.resume else {}
        done = self._done(plan, before, rows)
        to_do = [job for job in plan.jobs if job.name not in done]
        self._watcher.planned(plan, len(to_do))
        for asked in {job.request for job in to_do}:
            self._basis(asked)  # of the files as they are now, not when a sample is done
        open_jobs = {job.name: job for job in to_do}
        with Journal(self._folder, rows=rows, lines=lines) as journal:
            for outcome in self._outcomes(to_do):
                journal.add(outcome, self._stamp(open_jobs.pop(outcome.name)))
                self._watcher.finished(outcome)
        names = [job.name for job in plan.jobs]
        earlier, parquet = before.values(), request.parquet
        cohort = finish(self._folder, names, plan.placements, rows=rows, lines=lines, before=earlier, parquet=parquet)
        return BatchResult(cohort, len(done), len(to_do), plan)

    def _split(self, plan: Plan) -> Split | None:
        """Return which part of the plan this run does; None where it does all."""
        number1, count = self._request.shard
        if count == 1:
            return None
        return Split(number1, count, digest_of((job.name, self._stamp(job).options) for job in plan.jobs))

    def _outcomes(self, to_do: list[Job]) -> Iterator[Outcome]:
        if not to_do:
            return iter(())
        if self._request.executor == "dask":
            from oncotier.batch.dask_executor import dask_outcomes

            return dask_outcomes(to_do, self._targets, scheduler=self._request.scheduler)
        pool = Pool(self._targets, self._request.base, size=self._request.jobs, lock=self._lock)
        return pool.outcomes(to_do)

    def _done(self, plan: Plan, before: dict[str, Entry], rows: LineStore) -> set[str]:
        """Return the samples of which the entries of an earlier run still hold."""
        rows.scan(self._folder, before.values())
        good: set[str] = set()
        for job in plan.jobs:
            entry = before.get(job.name)
            if entry is None or job.name not in rows or job.refusal:
                continue
            if entry.is_good(self._inputs(job), self._stamp(job), self._folder):
                good.add(job.name)
        return good

    def _inputs(self, job: Job) -> tuple[str, ...]:
        """Return what the inputs of a job are known by, as the worker writes it when it has read them."""
        return tuple(fingerprint(part, self._input_hash(part)) for part in job.parts)

    def _input_hash(self, part: Part) -> str:
        return part.rows.table.sha256 if part.rows is not None else self._hash(part.path)

    def _hash(self, path: str) -> str:
        if path not in self._hashes:
            try:
                with open(path, "rb") as stream:  # noqa: PTH123 - a path as text, once per file of an archive
                    self._hashes[path] = hashlib.file_digest(stream, "sha256").hexdigest()
            except OSError:
                self._hashes[path] = ""
        return self._hashes[path]

    def _stamp(self, job: Job) -> Stamp:
        """Return what a result rests on beside its inputs: options, the files that they name, the knowledge base."""
        digest = self._basis(job.request).copy()
        digest.update(job.stem.encode("utf-8", "backslashreplace"))
        return Stamp(digest.hexdigest(), self._knowledge_base)

    def _basis(self, request: Request) -> hashlib._Hash:
        """Return the hash of the options that many samples share, and of what stands for the files that they name."""
        known = self._bases.get(request)
        if known is None:
            asked = replace(request, inputs=(), knowledge_base=None, assay="", gff="", fasta=())
            files = [self._hash(path) for path in (request.assay, request.gff) if path]
            # A genome is too large to be hashed in every run: its index and its size stand for it.
            genomes = [(Path(path).name, _size(path), self._hash(f"{path}.fai")) for path in _genomes(request)]
            stated = repr((asked, files, genomes, self._request.formats))
            known = self._bases[request] = hashlib.sha256(stated.encode("utf-8", "backslashreplace"))
        return known


def _genomes(request: Request) -> list[str]:
    named = (os.environ.get(f"ONCOTIER_FASTA_{build}", "") for build in ("GRCH37", "GRCH38"))
    return [path for path in (*request.fasta, *named) if path]


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return -1


def _shard_of(plan: Plan, number1: int, count: int) -> Plan:
    """Keep the samples of one shard: which one a sample belongs to depends on its name only."""
    if count == 1:
        return plan
    jobs = tuple(job for job in plan.jobs if _shard1(job.name, count) == number1)
    names = {job.name for job in jobs}
    return Plan(jobs, tuple(one for one in plan.placements if not one.sample or one.sample in names))


def _shard1(name: str, count: int) -> int:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % count + 1
