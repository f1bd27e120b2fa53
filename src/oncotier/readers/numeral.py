"""Numbers in the cells of tables, read strictly: digits and a point only, no NaN, no infinity, no decimal comma."""

from __future__ import annotations

from oncotier.notation.lazy_pattern import lazy_pattern

__all__ = ["decimal", "fraction", "percent", "whole"]

_WHOLE = lazy_pattern(r"([0-9]{1,12})(?:\.0*)?")
_DECIMAL = lazy_pattern(r"(?:[0-9]{1,20}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})(?:[eE][+-]?[0-9]{1,3})?")
_MOST = 1e15


def whole(text: str) -> int | None:
    """Read a count that is not negative (`30`, `30.0`); None for everything else."""
    found = _WHOLE.fullmatch(text)
    return int(found[1]) if found else None


def decimal(text: str) -> float | None:
    """Read a number that is not negative; None for everything else, and for what no measurement can be."""
    value = float(text) if _DECIMAL.fullmatch(text) else None
    return value if value is not None and value <= _MOST else None


def fraction(text: str) -> float | None:
    """Read a fraction: `0.125`, or in percent with its sign `12.5%`; None where it is not between 0 and 1."""
    bare = text.removesuffix("%").rstrip()
    value = decimal(bare)
    if value is not None and bare != text:
        value /= 100
    return value if value is not None and value <= 1 else None


def percent(text: str) -> float | None:
    """Read a number of a column in percent, with or without the sign, as a fraction."""
    value = decimal(text.removesuffix("%").rstrip())
    return value / 100 if value is not None and value <= 100 else None
