"""The small invented inputs in `formats/`, one or more for each reader: `FORMAT.ext`, or `FORMAT+what.ext`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EXPECTED", "FIXTURES", "FOLDER", "OPTIONS", "format_of", "texts"]

FOLDER = Path(__file__).parent / "formats"
EXPECTED = ".expected.txt"
FIXTURES = sorted(path for path in FOLDER.iterdir() if path.is_file() and not path.name.endswith(EXPECTED))

OPTIONS: Mapping[str, Mapping[str, str]] = {
    "cbioportal-clinical": {"sample": "S1"},
    "cbioportal-cna": {"sample": "S1"},
    "cbioportal-cna+long": {"sample": "S1"},
    "cbioportal-sv": {"sample": "S1"},
    "facets": {"build": "GRCh37"},
    "guardant360": {"sample": "S1", "build": "GRCh37"},
    "jaffa": {"sample": "S1"},
    "hrd+chord": {"sample": "S1"},
    "hrd+hrdetect": {"sample": "S1"},
    "atypical": {"sample": "S1"},
    "maf": {"sample": "S1"},
    "oncomine": {"build": "GRCh37"},
    "pcgr-cna": {"build": "GRCh37"},
    "purple-cnv+segments": {"build": "GRCh37"},
    "tmb": {"sample": "S1"},
}
"""What must be said beside an input: the sample of several, the build that a format does not state."""


def format_of(fixture: Path) -> str:
    """Return the name of the format that a fixture is of."""
    return fixture.stem.partition("+")[0]


def texts() -> dict[str, str]:
    """Return the text of the first fixture of every format that is text."""
    plain = [path for path in FIXTURES if path.stem == format_of(path) and b"\0" not in path.read_bytes()]
    return {path.stem: path.read_text(encoding="utf-8") for path in plain}
