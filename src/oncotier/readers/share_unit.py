"""Whether the numbers in a column of allele fractions can be fractions: one above 1 shows another unit.

A column of percent without its sign holds 45.2 beside 0.8, which is no fraction of 80 percent. Which unit it is, is not
guessed: none of its bare numbers is read then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import CopyNumberObservation, Notice
from oncotier.domain.value import replace
from oncotier.readers.numeral import decimal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.domain.observation import Observation

__all__ = ["ShareUnit"]

_BELOW_ONE = ("0", ".")  # how most fractions begin: no need to read them


class ShareUnit:
    """The bare numbers of one column of fractions, as rows are read."""

    def __init__(self, file: str, column: str) -> None:
        self._file = file
        self._column = column
        self._above = ""
        self._counted: dict[int, float | None] = {}

    def note(self, record1: int, written: str, counted: float | None) -> None:
        """Take the cell of a record, and the share that its read counts make (None without them)."""
        is_below_one = written[:1] in _BELOW_ONE and not written.endswith("%")
        value = 0.0 if is_below_one else decimal(written)
        if value is None:
            return
        if value <= 1:
            self._counted[record1] = counted
        elif not self._above:
            self._above = written

    def settle(self, observations: Iterable[Observation]) -> tuple[Observation, ...]:
        """Return the observations; where the unit is in doubt, with the share of counts instead of a bare number."""
        if not self._above:
            return tuple(observations)
        return tuple(self._settled(one) for one in observations)

    def _settled(self, one: Observation) -> Observation:
        record1 = one.source.record1
        if isinstance(one, CopyNumberObservation) or not one.vaf or record1 not in self._counted:
            return one
        return replace(one, vaf=self._counted[record1])

    def notices(self) -> tuple[Notice, ...]:
        """Say that the numbers of the column were not read."""
        if not self._above:
            return ()
        words = (
            f"{self._column} holds {self._above[:20]}, which is no fraction: its numbers without a percent sign are not"
            " read; write fractions from 0 to 1, or percent signs"
        )
        return (Notice("fraction_unit", "warning", self._file, words),)
