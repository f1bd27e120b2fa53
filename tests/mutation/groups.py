"""What is mutated together, and the tests that should notice: the nearest ones, which run in this process."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

__all__ = ["GROUPS", "ROOT", "Group"]

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src"


class Group(NamedTuple):
    """Modules, as paths below `src/oncotier` (a folder: all of it), and files or folders of tests."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]

    def files(self) -> list[Path]:
        """Return the sources."""
        found: list[Path] = []
        for name in self.modules:
            place = SOURCE / "oncotier" / name
            found += sorted(place.glob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
        return found


def module_name(path: Path) -> str:
    """Return the name by which a source is imported."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _interpret(names: str) -> tuple[str, ...]:
    return tuple(f"interpret/{name}" for name in names.split())


_MATCHING = (
    "tests/interpret",
    "tests/properties/test_option_laws.py",
    "tests/properties/test_unknown_significance.py",
    "tests/knowledge/test_witnesses.py",
    "tests/trust/test_last_branches.py",
)
GROUPS: dict[str, Group] = {
    "notation": Group(
        ("notation",),
        (
            "tests/notation",
            "tests/properties/test_notation_laws.py",
            "tests/properties/test_spelling_laws.py",
            "tests/bugs",
            "tests/trust/test_last_branches.py",
        ),
    ),
    "match": Group(_interpret("match evaluate hits findings needs signs traits markers receptors"), _MATCHING),
    "rank": Group(_interpret("options weigh tier line against negatives advice merge"), _MATCHING),
    "genome": Group(
        ("genome",),
        ("tests/genome", "tests/properties/test_calling_laws.py", "tests/interpret/test_calling.py"),
    ),
}
