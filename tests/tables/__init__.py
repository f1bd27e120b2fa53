"""Tables of cases: one law or one notation per file, tab-separated, first line is the header."""

from __future__ import annotations

from pathlib import Path

__all__ = ["rows"]

_HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    """Read a table; blank lines and lines that begin with `#` are passed over."""
    lines = [
        line for line in (_HERE / name).read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")
    ]
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]
