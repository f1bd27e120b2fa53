"""Tables of the tests, and the shared panel genomes: of `ONCOTIER_SHARED`, or beside the repository, if any."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from oncotier.genome.assembly import BUILDS
from oncotier.readers.reference import Reference
from oncotier.readers.references import ReferenceSet

ROOT = Path(__file__).resolve().parent.parent.parent
TABLES = ROOT / "tests" / "tables"


def rows_of(path: Path) -> list[dict[str, str]]:
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


def reference_folder() -> Path:
    """Return the folder of the shared reference data; skips the test where there is none."""
    folder = Path(os.environ.get("ONCOTIER_SHARED", str(ROOT.parent / "shared"))) / "reference"
    if not folder.is_dir():
        pytest.skip(f"no shared reference data at {folder}: set ONCOTIER_SHARED to a folder with reference/")
    return folder


def panel_genomes() -> Iterator[dict[str, Reference]]:
    """Yield the panel genome of each build."""
    folder = reference_folder()
    opened = {build: Reference(folder / f"{build}.panel.fa.gz") for build in BUILDS}
    yield opened
    for reference in opened.values():
        reference.close()


def reference_set() -> Iterator[ReferenceSet]:
    """Yield the panel genomes of both builds as `--fasta` gives them."""
    folder = reference_folder()
    found = ReferenceSet([str(folder / f"{build}.panel.fa.gz") for build in BUILDS], {})
    yield found
    found.close()
