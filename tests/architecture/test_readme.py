"""What the README says is true: its commands run in the repository's folder, and print what stands there.

A block in a `console` or `bash` fence is read line by line: `$ ` before a command is dropped, a backslash at the end
continues it, and lines that do not call oncotier are not run. A `text` fence after `<!-- output of: COMMAND -->` must
be the output of that command; `pytest --update-golden` writes it there. Lines that install something are not run.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, plain_environment

DOCUMENTS = ("README.md", "examples/README.md")
FENCE = re.compile(r"^```(?P<kind>\w*)[^\n]*\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
OUTPUT = re.compile(r"<!-- output of: (?P<command>.+?) -->\s*```text\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
INSTALLS = re.compile(r"\b(?:pip|pipx|uv|venv|conda|docker|git)\b")
CALL = re.compile(r"(?:^|[|;&(]\s*|\s)oncotier(?:\s|$)")


def commands_of(text: str) -> list[str]:
    """Return the command lines that call oncotier."""
    found = []
    for fence in FENCE.finditer(text):
        if fence["kind"] not in {"console", "bash", "sh", "shell"}:
            continue
        prompts = fence["kind"] == "console" and re.search(r"^\$ ", fence["body"], re.MULTILINE)
        for line in fence["body"].replace("\\\n", " ").split("\n"):
            if prompts and not line.startswith("$ "):
                continue  # what a command printed
            command = line.removeprefix("$ ").strip()
            if CALL.search(command) and not INSTALLS.search(command) and command[0] != "#":
                found.append(re.sub(r"\s+", " ", command))
    return list(dict.fromkeys(found))


def outputs_of(text: str) -> list[tuple[str, str]]:
    return [(found["command"], found["body"]) for found in OUTPUT.finditer(text)]


def contents() -> dict[str, str]:
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS if (ROOT / name).exists()}


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's folder as the commands see it; what they write is gone afterwards."""
    found = tmp_path_factory.mktemp("readme")
    for path in ROOT.iterdir():
        if path.name == "examples":
            shutil.copytree(path, found / path.name)
        elif not path.name.startswith("."):
            (found / path.name).symlink_to(path)
    return found


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    env = plain_environment()
    env["PATH"] = f"{Path(sys.executable).parent}:{env.get('PATH', '')}"
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        text=True,
        cwd=folder,
        env=env,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("name", contents())
def test_commands_run_and_print_what_the_document_says(request: pytest.FixtureRequest, folder: Path, name: str) -> None:
    """One test a document: a command may need what an earlier one wrote."""
    text = contents()[name]
    for command in commands_of(text):
        done = run(command, folder)
        allowed = {0, 141} if "| head" in command else {1} if command.startswith("oncotier diff ") else {0}
        assert done.returncode in allowed, f"{command}: {done.stderr}"
    for command, expected in outputs_of(text):
        done = run(command, folder)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        if request.config.getoption("--update-golden"):
            document = ROOT / name
            before = f"<!-- output of: {command} -->\n```text\n"
            document.write_text(document.read_text(encoding="utf-8").replace(before + expected, before + done.stdout))
        else:
            assert done.stdout == expected, command


def test_reading_of_documents() -> None:
    text = (
        "```console\n$ oncotier a \\\n    b\noutput with oncotier in it\n$ ls\n```\n"
        "```bash\n# oncotier no\npip install oncotier\noncotier c | head -1\n```\n"
        "```python\noncotier d\n```\n"
        "<!-- output of: oncotier c -->\n```text\nx\n y\n```\n"
    )
    assert commands_of(text) == ["oncotier a b", "oncotier c | head -1"]
    assert outputs_of(text) == [("oncotier c", "x\n y\n")]
