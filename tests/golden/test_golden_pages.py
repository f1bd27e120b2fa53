"""The examples' reports as pages and tickets, whole; `pytest --update-golden` rewrites them.

What changes with every edit of the knowledge base (its version and hash, the program's version) is not compared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.golden.test_golden import CASES, HERE

if TYPE_CHECKING:
    from tests.conftest import Run

PAGES = [
    ("breast_her2_low", "expected.html", "html"),
    *((case, "expected.md", "markdown") for case in CASES),
]


def without_versions(text: str) -> str:
    """Replace the versions and the hash of the knowledge base, in either format."""
    text = re.sub(r"(knowledge base )\S+,? as of [0-9-]+", r"\1VERSION", text)
    text = re.sub(r"(<dt>Knowledge base</dt><dd>)\S+, as of [0-9-]+", r"\1VERSION", text)
    text = re.sub(r"(<dd>VERSION, SHA-256 <code>|knowledge base SHA-256 )[0-9a-f]{64}", r"\1SHA256", text)
    text = re.sub(r"(<dt>Knowledge base</dt><dd>VERSION, SHA-256 <code>)[0-9a-f]{64}", r"\1SHA256", text)
    return re.sub(r"\boncotier [0-9]+\.[0-9]+\.[0-9]\w*", "oncotier VERSION", text)


@pytest.mark.parametrize(("case", "name", "output_format"), PAGES, ids=lambda value: value)
def test_golden(run: Run, request: pytest.FixtureRequest, case: str, name: str, output_format: str) -> None:
    done = run("interpret", *CASES[case], "-f", output_format)
    assert done.returncode == 0, done.stderr.decode()
    found = without_versions(done.stdout.decode())
    path = HERE / case / name
    if request.config.getoption("--update-golden"):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("case", "name", "output_format"), PAGES, ids=lambda value: value)
def test_versions_and_hash_are_not_compared(case: str, name: str, output_format: str) -> None:
    del output_format
    text = (HERE / case / name).read_text(encoding="utf-8")
    assert "oncotier VERSION" in text
    assert "SHA256" in text
    assert not re.search(r"as of \d{4}", text)
