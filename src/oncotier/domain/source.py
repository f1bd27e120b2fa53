"""Where a statement stands in an input."""

from __future__ import annotations

from oncotier.domain.value import Value

__all__ = ["Source"]


class Source(Value, frozen=True, order=True):
    """The input's base name, its 1-based data record, and the raw text."""

    input: str
    record1: int
    raw: str
