"""The outputs in `examples/outputs/`, whole, in every format; `pytest --update-golden` rewrites them.

What changes with every edit of the knowledge base (its version and hash, the program's version, and the identifiers
that are made of them) is not compared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from oncotier.exporters.registry import EXPORTERS
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Run

FOLDER = ROOT / "examples" / "outputs"
_SAMPLE = ("interpret", "examples/lung_egfr.vcf", "-t", "LUAD")
_REPORTS = ("examples/outputs/lung_egfr.json", "examples/outputs/lung_egfr_c797s.json")
COMMANDS = {
    "lung_egfr.txt": (*_SAMPLE, "-f", "table"),
    "lung_egfr.html": (*_SAMPLE, "-f", "html"),
    "lung_egfr.md": (*_SAMPLE, "-f", "markdown"),
    "lung_egfr.json": (*_SAMPLE, "-f", "json"),
    "lung_egfr.tsv": (*_SAMPLE, "-f", "tsv"),
    "lung_egfr.fhir.json": (*_SAMPLE, "-f", "fhir"),
    "lung_egfr.oncotier.vcf": (*_SAMPLE, "-f", "vcf"),
    "lung_egfr_c797s.json": (*_SAMPLE, "--finding", "EGFR C797S", "-f", "json"),
    "lung_egfr_diff.txt": ("diff", *_REPORTS),
    "lung_egfr_diff.tsv": ("diff", *_REPORTS, "-f", "tsv"),
    "lung_egfr_diff.json": ("diff", *_REPORTS, "-f", "json"),
    "lung_egfr_diff.html": ("diff", *_REPORTS, "-f", "html"),
}
_IDENTIFIER = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_AS_OF = re.compile(r"\b\d{4}\.\d{2}\.\d+\b|(?<=as of )\d{4}-\d{2}-\d{2}|(?<=as_of[=\"])[\": ]*\d{4}-\d{2}-\d{2}")
_PROGRAM = re.compile(r"(\boncotier[ \w]*|oncotierVersion=|\"version\": \"|\"program_version\": \")\d+\.\d+\.\d+\w*")


def without_versions(text: str) -> str:
    """Replace versions, dates and hashes of the knowledge base, and identifiers by the order in which they come."""
    numbers: dict[str, str] = {}
    text = _IDENTIFIER.sub(lambda found: numbers.setdefault(found[0], f"UUID{len(numbers)}"), text)
    text = _PROGRAM.sub(r"\1VERSION", text)
    return _AS_OF.sub("AS_OF", _HASH.sub("SHA256", text))


def test_every_output_has_its_command() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(COMMANDS)
    shown = {words[words.index("-f") + 1] for words in COMMANDS.values() if words[0] == "interpret"}
    assert shown >= {one.name for one in EXPORTERS} - {"jsonl"}


@pytest.mark.parametrize("name", COMMANDS)
def test_golden(run: Run, request: pytest.FixtureRequest, name: str) -> None:
    done = run(*COMMANDS[name])
    assert done.returncode == (1 if COMMANDS[name][0] == "diff" else 0), done.stderr.decode()
    found, path = done.stdout.decode(), FOLDER / name
    if request.config.getoption("--update-golden"):
        path.write_text(found, encoding="utf-8", newline="")
    assert without_versions(found) == without_versions(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", COMMANDS)
def test_no_version_is_compared(name: str) -> None:
    text = without_versions((FOLDER / name).read_text(encoding="utf-8"))
    assert not re.search(r"as of \d|as_of\W+\d|sha256\W+[0-9a-f]{12}", text)
