"""The FILTER cell of a table: what a caller objects to, empty where it passed or where no filter was applied."""

from __future__ import annotations

from oncotier.notation.lazy_pattern import lazy_pattern

__all__ = ["NO_READS", "objection"]

NO_READS = "no_alternate_reads"
"""The objection to a change that a table lists and no read carries: it was looked for."""

_BETWEEN = lazy_pattern(r"[;,|]")
# R and pandas write a cell without a value as NA, nan or None: no filter was applied, as `.` says in a VCF.
_NO_OBJECTION = frozenset({"", ".", "PASS", "PASSED", "KEEP", "NA", "N/A", "NAN", "NONE"})


def objection(written: str) -> str:
    """Return a FILTER cell as written where any of its names objects to the call; unknown names do.

    >>> objection("PASS;common_variant"), objection("PASS;PASS"), objection("NA")
    ('PASS;common_variant', '', '')
    """
    if written in _NO_OBJECTION:
        return ""
    names = (name.strip().upper() for name in _BETWEEN.split(written))
    return "" if all(name in _NO_OBJECTION for name in names) else written
