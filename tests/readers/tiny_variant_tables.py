"""A way to write small-variant and biomarker tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["table"]


def table(header: str, *rows: Sequence[str], mark: str = "\t") -> str:
    """Write a table; the header is one text with `|` between the names."""
    return "".join(mark.join(cells) + "\n" for cells in (header.split("|"), *rows))
