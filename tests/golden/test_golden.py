"""The examples' reports, whole: a change is seen and reviewed. `pytest --update-golden` rewrites them.

The one of `lung_egfr.vcf` stands in `examples/outputs/`, in every format (test_example_outputs.py).

What changes with every edit of the knowledge base (its version and hash, the program's version) is not compared.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run

HERE = Path(__file__).parent
CASES = {
    "melanoma_braf": ("examples/melanoma_braf.maf", "-t", "melanoma"),
    "breast_her2_low": ("examples/breast_her2_low.txt", "-t", "breast cancer"),
    "colorectal_kras_g12c": ("examples/colorectal_kras_g12c.xml",),
}
OUTPUTS = sorted((HERE.parents[1] / "examples" / "outputs").glob("*.txt"))
FORMATS = {"expected.json": "json", "expected.txt": "table"}


def without_versions(text: str) -> str:
    """Replace the versions and the hash of the knowledge base, in either format."""
    text = re.sub(r"^oncotier \S+, knowledge base \S+ as of \S+$", "oncotier VERSION", text, flags=re.MULTILINE)
    text = re.sub(r'("program": \{\s+"name": "oncotier",\s+"version": )"[^"]*"', r'\1"VERSION"', text)
    return re.sub(
        r'("knowledge_base": \{\s+"version": )"[^"]*"(,\s+"as_of": )"[^"]*"(,\s+"sha256": )"[0-9a-f]{64}"',
        r'\1"VERSION"\2"DATE"\3"SHA256"',
        text,
    )


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", FORMATS)
def test_golden(run: Run, request: pytest.FixtureRequest, case: str, name: str) -> None:
    done = run("interpret", *CASES[case], "-f", FORMATS[name])
    assert done.returncode == 0, done.stderr.decode()
    found = without_versions(done.stdout.decode())
    path = HERE / case / name
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    expected = path.read_text(encoding="utf-8")
    if name.endswith(".json"):
        assert json.loads(found) == json.loads(expected)
    assert found == expected


@pytest.mark.parametrize("case", CASES)
def test_versions_and_hash_are_not_compared(case: str) -> None:
    for name in FORMATS:
        text = (HERE / case / name).read_text(encoding="utf-8")
        assert "VERSION" in text
        assert not re.search(r"as of \d{4}", text)


@pytest.mark.parametrize(
    "path",
    [*(HERE / case / "expected.txt" for case in CASES), *OUTPUTS],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_text_fits_80_columns(path: Path) -> None:
    assert max(map(len, path.read_text(encoding="utf-8").split("\n"))) <= 80


def test_every_folder_is_a_case() -> None:
    assert {path.name for path in HERE.iterdir() if path.is_dir()} - {"__pycache__", "formats"} == set(CASES)
