"""`oncotier batch`: many samples at once, with progress on a terminal and plain lines in a log."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from typing import TYPE_CHECKING, Any, NoReturn

from oncotier.batch.status import COMPLETE, FAILED
from oncotier.errors import UsageError
from oncotier.exporters.safe_text import safe_text

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from oncotier.batch.cohort import Cohort
    from oncotier.batch.job import Outcome
    from oncotier.batch.plan import Plan
    from oncotier.batch.request import Request
    from oncotier.batch.run import BatchRequest, BatchResult

__all__ = ["merge", "request_of", "required", "run", "shard_of"]

_INCOMPLETE = 3
_TERMINATED = 143
_LOG_EVERY_S = 10.0
_SHOWN = 20


def shard_of(text: str) -> tuple[int, int]:
    """Read `I/N`. Raises UsageError."""
    found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text or "1/1")
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise UsageError(f"--shard {text!r} is not I/N", hint="for example 3/16: the third of sixteen parts")
    return int(found[1]), int(found[2])


def request_of(
    sources: tuple[str, ...],
    output: Path,
    base: Request,
    *,
    formats: tuple[str, ...],
    manifest: Path | None,
    jobs: int,
    **rest: Any,  # noqa: ANN401 - the fields of BatchRequest that pass through
) -> BatchRequest:
    """Return what is asked, with defaults filled in. Raises UsageError."""
    from oncotier.batch.run import BatchRequest

    if jobs < 0:
        raise UsageError(f"--jobs {jobs} is negative", hint="give the number of worker processes; 0 is one per CPU")
    if rest.get("executor", "local") not in {"local", "dask"}:
        raise UsageError(f"unknown executor {rest['executor']!r}", hint="local or dask")
    if rest.get("parquet"):
        _need("pyarrow", "--parquet", "parquet")
    return BatchRequest(
        sources, output, base, tuple(dict.fromkeys(formats)) or ("json",), manifest, jobs or _cpus(), **rest
    )


def required(output: Path | None) -> Path:
    """Return the result folder. Raises UsageError without one."""
    if output is None:
        raise UsageError("no result folder", hint="give -o DIR")
    return output


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _need(module: str, option: str, extra: str) -> None:
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise UsageError(f"{option} needs {module}", hint=f"pip install 'oncotier[{extra}]'")


def run(request: BatchRequest) -> int:
    """Do the batch and say what came of it. Return 3 when a sample failed or could not be read whole."""
    from oncotier.batch.run import run_batch

    signal.signal(signal.SIGTERM, _terminated)
    watcher = _Bar() if _is_terminal() else _Log()
    try:
        result = run_batch(request, watcher)
    except KeyboardInterrupt:
        watcher.close()
        _say(f"{watcher.done} of {watcher.total} samples done; the same command with --resume goes on")
        raise
    finally:
        watcher.close()
    _summarize(result, request)
    return 0 if result.cohort.samples == result.cohort.statuses[COMPLETE] else _INCOMPLETE


def merge(folders: tuple[str, ...], output: Path, *, parquet: bool) -> int:
    """Put the results of shards together."""
    from oncotier.batch.merge import merge_results

    if parquet:
        _need("pyarrow", "--parquet", "parquet")
    cohort = merge_results(folders, output, parquet=parquet)
    _say_cohort(cohort, str(output))
    return 0 if cohort.samples == cohort.statuses[COMPLETE] else _INCOMPLETE


def _terminated(number: int, frame: object) -> NoReturn:
    """End as on an interrupt, with the exit code of a termination."""
    del number, frame
    raise SystemExit(_TERMINATED)


def _say(words: str) -> None:
    sys.stderr.write(f"oncotier: {safe_text(words)}\n")


def _is_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


class _Log:
    """Plain lines, some seconds apart; failures as they come."""

    def __init__(self) -> None:
        self.total = self.done = 0
        self._begun = self._last = time.monotonic()

    def planned(self, plan: Plan, to_do: int) -> None:
        """Say how files were grouped."""
        self.total = to_do
        _say_plan(plan, to_do)
        self._begun = self._last = time.monotonic()

    def finished(self, outcome: Outcome) -> None:
        """Count a sample, and say how it goes on now and then."""
        self.done += 1
        if outcome.status == FAILED:
            _say(f"failed: {outcome.name} ({outcome.reason})")
        now = time.monotonic()
        if now - self._last >= _LOG_EVERY_S:
            self._last = now
            rate = self.done / (now - self._begun)
            left = (self.total - self.done) / rate
            _say(f"{self.done} of {self.total} samples, {rate:.0f} per second, {left:.0f} s left")

    def close(self) -> None:
        """Nothing is open."""


class _Bar:
    """A bar on a terminal, with rate and time left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.total = self.done = 0
        self._begun = time.monotonic()
        console = Console(file=sys.stderr, markup=False, highlight=False, emoji=False)
        self._progress = Progress(
            BarColumn(None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:.0f}/s", markup=False),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, rate=0.0)

    def planned(self, plan: Plan, to_do: int) -> None:
        """Say how files were grouped, and start the bar."""
        self.total = to_do
        _say_plan(plan, to_do)
        self._begun = time.monotonic()
        self._progress.update(self._task, total=to_do)
        self._progress.start()

    def finished(self, outcome: Outcome) -> None:
        """Move on by one."""
        from rich.text import Text

        self.done += 1
        rate = self.done / max(time.monotonic() - self._begun, 0.001)
        self._progress.update(self._task, completed=self.done, rate=rate)
        if outcome.status == FAILED:
            self._progress.console.print(Text(f"oncotier: failed: {safe_text(outcome.name)} ({outcome.reason})"))

    def close(self) -> None:
        """Give the terminal back."""
        self._progress.stop()


def _say_plan(plan: Plan, to_do: int) -> None:
    """Say what was found and on what grounds files were joined; `sources.tsv` says it of every file."""
    from collections import Counter

    taken = [one for one in plan.placements if one.sample]
    files = len({one.file for one in taken})
    rules = Counter(one.rule for one in taken)
    ways = ", ".join(f"{rule} ({count})" for rule, count in rules.most_common(5))
    done = len(plan.jobs) - to_do
    already = f"; {done} are done already" if done else ""
    _say(f"{len(plan.jobs)} samples in {files} files{already}" + (f"; grouped by: {ways}" if ways else ""))
    passed = Counter(one.rule for one in plan.placements if not one.sample)
    if passed:
        words = ", ".join(f"{count} {reason}" for reason, count in passed.most_common())
        _say(f"{passed.total()} files not taken: {words} (sources.tsv)")


def _summarize(result: BatchResult, request: BatchRequest) -> None:
    _say_cohort(result.cohort, str(request.output))
    if result.skipped:
        _say(f"{result.done} samples done now, {result.skipped} were done before and have not changed")


def _say_cohort(cohort: Cohort, folder: str) -> None:
    """Say the figures of the cohort in a few lines."""
    parts = ", ".join(f"{count} {name}" for name, count in sorted(cohort.statuses.items()))
    _say(f"{cohort.samples} samples: {parts or 'none'}; results in {folder}")
    tiers = ", ".join(f"{tier} {cohort.tiers[tier]}" for tier in sorted(cohort.tiers))
    if tiers:
        _say(f"best tier: {tiers}")
    genes = _most(cohort.genes)
    if genes:
        _say(f"actionable most often: {genes}")
    if cohort.unresolved:
        records = f"{cohort.unresolved} records of {cohort.unresolved_samples} samples"
        _say(f"{records} could not be understood or assessed: the column unresolved of samples.tsv, and the reports")
    if cohort.tumor_types[""]:
        words = f"{cohort.tumor_types['']} samples have no tumor type: their options are capped at tier II-C"
        _say(f"{words} (--tumor-type, --manifest)")
    for name, status, words in cohort.troubled[:_SHOWN]:
        _say(f"{status}: {name}: {words}")
    rest = len(cohort.troubled) - _SHOWN
    if rest > 0:
        _say(f"and {rest} more: samples.tsv")


def _most(counts: Counter[str]) -> str:
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name} {count}" for name, count in ranked[:10])
