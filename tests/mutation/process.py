"""Runs tests in a copy of this process (fork), so that pytest and its friends are imported only once.

This process must import neither oncotier nor its tests: a copy imports them afresh, with one module replaced.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from types import CodeType
from typing import Any

import pytest

from tests.mutation.faults import Fault, faulty
from tests.mutation.groups import ROOT, SOURCE

__all__ = ["FAILED", "Replaced", "run_tests", "started", "stopped"]

_PLAIN = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore", f"--rootdir={ROOT}"]
_MEMORY = 6 << 30
FAILED = 70
"""The exit code of a copy that could not even run pytest."""


class Replaced(MetaPathFinder):
    """Imports one module from a changed source."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        """Return the changed module where it is the one that is asked for."""
        del path, target
        if fullname != self._fault.module:
            return None
        place = SOURCE.joinpath(*fullname.split(".")).with_suffix(".py")
        text = faulty(self._fault, place.read_text(encoding="utf-8"))
        return spec_from_loader(fullname, _Loader(text, fullname, str(place)))


class _Loader(SourceFileLoader):
    def __init__(self, text: str, fullname: str, path: str) -> None:
        super().__init__(fullname, path)
        self._text = text

    def get_code(self, fullname: str) -> CodeType:
        del fullname
        code = compile(self._text, self.path, "exec")
        assert isinstance(code, CodeType)
        return code


class _Chosen:
    """Keeps the tests that are named, in that order."""

    def __init__(self, names: list[str]) -> None:
        self._place = {name: number for number, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self._place]
        items[:] = sorted(chosen, key=lambda item: self._place[item.nodeid])


def run_tests(places: list[str], names: list[str] | None = None, plugins: list[Any] | None = None) -> int:
    """Run the tests of files and folders, or those of them that are named; return pytest's exit code."""
    chosen = [] if names is None else [_Chosen(names)]
    return int(pytest.main([*_PLAIN, *places], plugins=[*chosen, *(plugins or [])]))


def started(work: Callable[[], int], cpu_seconds: int) -> int:
    """Do the work in a copy of this process; return its id. It ends with what the work returns."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = FAILED
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        code = work()
    finally:
        os._exit(code)


def stopped(pid: int) -> None:
    """End a copy and what it started."""
    os.killpg(pid, signal.SIGKILL)
