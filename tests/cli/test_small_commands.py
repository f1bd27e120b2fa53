"""`formats`, `schema`, `kb check`, `--version`, `--help` and `python -m oncotier`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import jsonschema
import pytest

import oncotier
from oncotier.exporters.registry import FORMATS
from oncotier.readers.registry import READERS
from tests.conftest import ROOT, plain_environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run


def test_formats_lists_every_reader_and_exporter(run: Run) -> None:
    done = run("formats")
    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    expected = [("input", reader.name) for reader in READERS] + [("output", exporter.name) for exporter in FORMATS]
    assert [tuple(row[:2]) for row in rows] == expected
    assert all(len(row) == 3 and row[2] for row in rows)


def test_schema_is_the_schema_of_a_report(run: Run) -> None:
    schema = json.loads(run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    report = json.loads(run("interpret", "examples/lung_egfr.vcf", "-t", "LUAD", "-f", "json").stdout)
    jsonschema.Draft202012Validator(schema).validate(report)


def test_the_knowledge_base_that_ships_is_clean(run: Run) -> None:
    done = run("kb", "check")
    assert (done.returncode, done.stdout) == (0, b""), done.stdout.decode()
    assert done.stderr == b"oncotier: the knowledge base is clean\n"


def test_kb_check_names_file_and_line(run: Run, root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "base"
    shutil.copytree(root / "knowledgebase", folder)
    path = folder / "assertions" / "EGFR.tsv"
    path.write_text(path.read_text().replace("osimertinib", "osimertinip", 1))
    done = run("kb", "check", str(folder))
    assert done.returncode == 6
    assert b"assertions/EGFR.tsv:" in done.stdout
    assert b"osimertinip" in done.stdout
    assert b"fault" in done.stderr


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(run: Run, option: str) -> None:
    done = run(option)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"oncotier {oncotier.__version__}\n".encode(), b"")


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_needs_no_input(run: Run, option: str) -> None:
    done = run("interpret", option)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"--tumor-type" in done.stdout


def test_no_command_shows_the_help(run: Run) -> None:
    done = run()
    assert done.returncode == 2
    assert b"interpret" in done.stdout + done.stderr


def test_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "oncotier", "normalize", "egfr L858R"],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env=plain_environment(),
    )
    assert done.stdout == b"EGFR L858R\n"
