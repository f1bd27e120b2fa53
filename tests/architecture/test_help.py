"""`--help` of every command: everything has words, and nothing heavy is loaded to print them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import typer.main

from oncotier.cli.app import app
from tests.conftest import ROOT, plain_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAVY = ("pandas", "numpy", "cyvcf2", "pysam", "jinja2", "rich", "msgspec", "sqlite3", "multiprocessing")
REPORT_IS_FREE_OF = ("pandas", "numpy", "cyvcf2", "jinja2", "rich", "sqlite3", "multiprocessing", "pysam")


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command and group with the words that call it."""
    yield path, command
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        yield from commands(inner, (*path, name))


COMMANDS = dict(commands(typer.main.get_command(app)))


def modules_after(arguments: list[str]) -> set[str]:
    """Return the top-level modules that are loaded when the program has done something."""
    code = (
        "import sys\n"
        "from oncotier.cli.main import main\n"
        f"sys.argv = ['oncotier', *{arguments!r}]\n"
        "try:\n    main()\n"
        "except SystemExit as done:\n    assert not done.code, done.code\n"
        "sys.stderr.write('MODULES ' + ' '.join(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=plain_environment(), check=True
    )
    return set(done.stderr.rpartition("MODULES ")[2].split())


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "oncotier")
def test_every_command_and_option_has_words(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    assert command.help
    assert command.help.strip().endswith((".", "...")) or "." in command.help
    wordless = [parameter.name for parameter in command.params if not getattr(parameter, "help", "")]
    assert wordless == []


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "oncotier")
def test_help_loads_nothing_heavy(path: tuple[str, ...]) -> None:
    assert modules_after([*path, "--help"]).isdisjoint(HEAVY)


def test_version_loads_next_to_nothing() -> None:
    assert modules_after(["--version"]).isdisjoint((*HEAVY, "typer", "click", "re"))


def test_a_small_report_loads_nothing_heavy() -> None:
    arguments = ["interpret", "examples/lung_egfr.vcf", "-t", "LUAD"]
    assert modules_after(arguments).isdisjoint(REPORT_IS_FREE_OF)
