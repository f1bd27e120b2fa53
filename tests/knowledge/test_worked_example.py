"""The worked example of `knowledgebase/README.md`, replayed: its row is added to a copy, its commands run in order."""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING

import pytest

from oncotier.knowledge.columns import COLUMNS
from oncotier.knowledge.load import default_root

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.conftest import Run

    Results = dict[str, subprocess.CompletedProcess[bytes]]

HEADING = "## How to add one assertion, in six steps"
TABLE = "my-kb/assertions/EGFR.tsv"
EXPECTED_CODES = {"oncotier kb diff": 1}


def blocks() -> list[tuple[str, list[str]]]:
    """Return the fenced blocks of the section as (language, lines), in their order."""
    text = (default_root() / "README.md").read_text()
    section = text.partition(HEADING + "\n")[2].partition("\n## ")[0]
    found = re.findall(r"^ *```(\w+)\n(.*?)^ *```$", section, re.MULTILINE | re.DOTALL)
    return [(language, [line.removeprefix("   ") for line in body.splitlines()]) for language, body in found]


def the_row() -> str:
    (row,) = [line for language, lines in blocks() if language == "tsv" for line in lines]
    return row


@pytest.fixture(scope="module")
def results(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Replay the section in a folder of its own: what each command gave."""
    folder = tmp_path_factory.mktemp("worked_example")
    shutil.copytree(default_root(), folder / "knowledgebase")
    found: Results = {}
    for language, lines in blocks():
        if language == "tsv":
            add(folder / TABLE, the_row())
            continue
        for line in lines:
            words = shlex.split(line)
            if words[:2] == ["cp", "-r"]:
                shutil.copytree(folder / words[2], folder / words[3])
            else:
                assert words[0] == "oncotier", line
                found[line] = run(*words[1:], cwd=folder)
    return found


def add(path: Path, row: str) -> None:
    path.write_bytes(path.read_bytes() + row.encode() + b"\n")


def test_the_section_has_six_steps_and_one_row() -> None:
    text = (default_root() / "README.md").read_text().partition(HEADING)[2]
    assert re.findall(r"^(\d)\. \*\*", text, re.MULTILINE) == list("123456")
    assert TABLE in text
    assert the_row().count("\t") == len(COLUMNS["assertions"]) - 1


def test_every_command_ends_as_it_should(results: Results) -> None:
    assert len(results) >= 7
    for line, done in results.items():
        code = next((code for start, code in EXPECTED_CODES.items() if line.startswith(start)), 0)
        assert done.returncode == code, (line, done.stderr.decode())


def test_the_row_is_clean_and_readable(results: Results) -> None:
    check, show = (next(done for line, done in results.items() if verb in line) for verb in ("kb check", "show F9001"))
    assert check.stdout == b""
    assert b"clean" in check.stderr
    assert show.stdout.decode().startswith("F9001: Dacomitinib: recurrent\n  finding: EGFR A289V\n")


def test_exactly_one_row_was_gained(results: Results) -> None:
    diff = next(done for line, done in results.items() if "kb diff" in line).stdout.decode()
    assert "therapies: 1 gained" in diff
    assert re.findall(r"^  ([+~-]) (\S+):", diff, re.MULTILINE) == [("+", "F9001")]


def test_the_row_fires_where_it_must_and_nowhere_else(results: Results) -> None:
    fired, silent = (done.stdout.decode() for line, done in results.items() if "interpret" in line)
    assert "Dacomitinib" in fired
    assert "Dacomitinib" not in silent
