"""Try a sample of small faults of one group of modules, and print those that no test notices, and the score.

    python -m tests.mutation notation --sample 150 --seed 1

Needs `coverage` beside the extra `test`. The same sample each time for the same sources, size and seed. A fault is
shown to the tests that run its lines, then, while none notices, to all tests of the group (not with `--quick`). Tests
that come to no end within three times their time have noticed it.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import hypothesis  # noqa: F401 (what every copy of this process needs is imported once)
import msgspec  # noqa: F401
import pysam  # noqa: F401

from tests.mutation.faults import Fault, faults_of
from tests.mutation.groups import GROUPS, Group, module_name
from tests.mutation.process import FAILED, Replaced, run_tests, started, stopped
from tests.mutation.reach import Reach, measured


class _Trial(NamedTuple):
    fault: Fault
    names: list[str] | None
    """The tests to run; None: all of the group."""


class Trials:
    """Runs trials side by side and keeps the faults that nothing noticed."""

    def __init__(self, group: Group, reach: Reach, *, jobs: int, quick: bool) -> None:
        self._group = group
        self._reach = reach
        self._jobs = jobs
        self._quick = quick
        self._running: dict[int, tuple[_Trial, float]] = {}
        self.survivors: list[Fault] = []

    def run(self, faults: list[Fault]) -> None:
        """Try every fault."""
        waiting = [_Trial(fault, self._reach.tests(fault)) for fault in reversed(faults)]
        while waiting or self._running:
            while waiting and len(self._running) < self._jobs:
                self._start(waiting.pop())
            waiting += self._ended()
            time.sleep(0.02)

    def _start(self, trial: _Trial) -> None:
        limit = 20 + round(3 * self._reach.cpu_seconds)
        pid = started(lambda: _try(trial, self._group), limit)
        self._running[pid] = (trial, time.monotonic() + 5 * limit)

    def _ended(self) -> list[_Trial]:
        """Take in what has ended; return the trials that follow from it."""
        more = []
        for pid, (trial, until) in list(self._running.items()):
            done, status = os.waitpid(pid, os.WNOHANG)
            if not done and time.monotonic() > until:
                stopped(pid)
                done, status = os.waitpid(pid, 0)
            if not done:
                continue
            del self._running[pid]
            code = os.waitstatus_to_exitcode(status)
            if code == FAILED:
                raise RuntimeError(f"the trial itself failed: {trial.fault.module}:{trial.fault.line1}")
            is_noticed = code not in {0, 5}  # 5: no tests to run
            if not is_noticed and trial.names is not None and not self._quick:
                more.append(_Trial(trial.fault, None))
            elif not is_noticed:
                self.survivors.append(trial.fault)
                sys.stdout.write(f"survived: {trial.fault.module}:{trial.fault.line1}: {trial.fault.words}\n")
        return more


def _try(trial: _Trial, group: Group) -> int:
    sys.meta_path.insert(0, Replaced(trial.fault))
    if trial.names is None:
        return run_tests(list(group.tests))
    if not trial.names:
        return 0
    return run_tests(sorted({name.partition("::")[0] for name in trial.names}), trial.names)


def main() -> int:
    """Try the sample; return 0 also where faults survive: they are for a person to judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("group", choices=GROUPS)
    parser.add_argument("--sample", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--quick", action="store_true", help="show a fault only to the tests that run its lines")
    asked = parser.parse_args()
    group = GROUPS[asked.group]
    every = [one for file in group.files() for one in faults_of(module_name(file), file.read_text(encoding="utf-8"))]
    chosen = sorted(random.Random(asked.seed).sample(every, min(asked.sample, len(every))))
    with TemporaryDirectory() as folder:
        reach = measured(group, Path(folder))
    trials = Trials(group, reach, jobs=asked.jobs, quick=asked.quick)
    trials.run(chosen)
    noticed = len(chosen) - len(trials.survivors)
    sys.stdout.write(f"{asked.group}: {noticed} of {len(chosen)} faults noticed (of {len(every)} possible)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
