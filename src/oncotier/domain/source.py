"""Where a statement stands in an input."""

from __future__ import annotations

from oncotier.domain.value import Value

__all__ = ["Source"]


class Source(Value, frozen=True, order=True):
    """The input's base name, its 1-based data record, and the raw text.

    `allele1` is the 1-based number of the alternate allele in a record that holds several, 0 where that says nothing.
    """

    input: str
    record1: int
    raw: str
    allele1: int = 0
