"""Which test runs which line: a mutant is shown to the tests that reach it, the quick ones first."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.mutation.groups import Group, module_name
from tests.mutation.process import run_tests, started

if TYPE_CHECKING:
    from tests.mutation.faults import Fault

__all__ = ["Reach", "measured"]


class Reach:
    """The tests of a group, quick ones first, by module and line; those of a line that runs at import: all."""

    def __init__(self, found: dict[str, Any]) -> None:
        self._lines: dict[str, dict[str, list[str]]] = found["lines"]
        self._seconds: dict[str, float] = found["seconds"]
        self.cpu_seconds: float = found["cpu_seconds"]

    def tests(self, fault: Fault) -> list[str]:
        """Return the names of the tests that run a line of the fault; none where no test does."""
        lines = self._lines.get(fault.module, {})
        names = {name for line1 in range(fault.line1, fault.last_line1 + 1) for name in lines.get(str(line1), ())}
        return self._quick_first(self._seconds if "" in names else names)

    def _quick_first(self, names: Any) -> list[str]:
        """Sort by file, the file with the quickest test first: tests of a file share what they prepare."""
        files: dict[str, list[str]] = {}
        for name in names:
            files.setdefault(name.partition("::")[0], []).append(name)
        for one in files.values():
            one.sort(key=lambda name: (self._seconds.get(name, 9.0), name))
        ordered = sorted(files.values(), key=lambda one: self._seconds.get(one[len(one) // 2], 9.0))
        return [name for one in ordered for name in one]


class _Recorder:
    def __init__(self, coverage: Any) -> None:
        self._coverage = coverage
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None]:
        self._coverage.switch_context(item.nodeid)
        start = time.process_time()
        yield
        self.seconds[item.nodeid] = time.process_time() - start
        self._coverage.switch_context("")


def measured(group: Group, folder: Path) -> Reach:
    """Run the tests of a group once, without a fault.

    Raises:
        RuntimeError: They fail.
    """
    target = folder / "reach.json"
    pid = started(lambda: _measure(group, target), cpu_seconds=1800)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status:
        raise RuntimeError(f"the tests fail without a fault: exit code {status}")
    return Reach(json.loads(target.read_text(encoding="utf-8")))


def _measure(group: Group, target: Path) -> int:
    import coverage

    files = group.files()
    measure = coverage.Coverage(data_file=None, include=[str(file) for file in files], config_file=False)
    recorder = _Recorder(measure)
    measure.start()
    start = time.process_time()
    status = run_tests(list(group.tests), plugins=[recorder])
    seconds = time.process_time() - start
    measure.stop()
    data = measure.get_data()
    lines = {module_name(file): data.contexts_by_lineno(str(file)) for file in files}
    found = {"lines": lines, "seconds": recorder.seconds, "cpu_seconds": seconds}
    target.write_text(json.dumps(found), encoding="utf-8")
    return status
