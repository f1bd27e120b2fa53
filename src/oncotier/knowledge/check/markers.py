"""The names that stand in a gene column without being genes."""

from __future__ import annotations

import re

__all__ = ["MARKERS", "is_marker"]

MARKERS = frozenset({"MSI", "TMB", "HRD", "HR", "MMR", "IGHV", "ctDNA"})
_CYTOGENETIC = re.compile(r"(?:del|dup|t|inv|add|i)\([0-9XYpq;.]+\)(?:\([pq0-9;.]+\))?")


def is_marker(name: str) -> bool:
    """Tell whether a name is a declared marker, or a cytogenetic finding: `del(5q)`, `t(11;14)`."""
    return name in MARKERS or bool(_CYTOGENETIC.fullmatch(name))
