"""What every test may use: the knowledge base, the program in a process of its own, real files where there are any.

No test reaches a network: connecting a socket raises.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import HealthCheck, settings

from oncotier.knowledge.load import load

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.executable).with_name("oncotier")

# Nothing that depends on how busy the machine is: no deadline, no complaint that examples come slowly.
settings.register_profile("oncotier", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("oncotier")

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected outputs under tests/golden")


def pytest_configure() -> None:
    """Refuse the network from the first module that is imported to the last fixture that ends; heed interrupts.

    A shell makes what it starts in the background ignore them, and all that is started by it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        pytest.fail(f"a test reached for the network: {args[1:]} {kwargs}")

    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        setattr(socket, name, refuse)


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    return load()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_path() -> Path:
    """Real files that are not part of the project; tests that ask for them carry the marker `shared`."""
    path = Path(os.environ.get("ONCOTIER_SHARED", str(ROOT.parent / "shared")))
    if not (path / "data").is_dir():
        pytest.skip(f"no shared data at {path}: set ONCOTIER_SHARED to a folder with data/")
    return path


@pytest.fixture(scope="session")
def run() -> Run:
    """Run the installed program in the repository's folder; `env` adds to a plain environment."""

    def start(
        *arguments: str | bytes,
        stdin: bytes = b"",
        env: dict[str, str] | None = None,
        cwd: Path = ROOT,
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(PROGRAM), *arguments],
            input=stdin,
            capture_output=True,
            cwd=cwd,
            env=plain_environment() | (env or {}),
            timeout=120,
            check=False,
        )

    return start


def plain_environment() -> dict[str, str]:
    """Return the environment without what changes the looks of an output."""
    without = {"COLUMNS", "NO_COLOR", "FORCE_COLOR", "ONCOTIER_TRACEBACK", "PYTHONIOENCODING"}
    return {name: value for name, value in os.environ.items() if name not in without}
