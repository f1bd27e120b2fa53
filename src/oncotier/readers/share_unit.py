"""Whether the numbers in a column of allele fractions can be fractions: one above 1 shows another unit.

A column of percent without its sign holds 45.2 beside 0.8, which is no fraction of 80 percent. Which unit it is, is not
guessed: none of its bare numbers is read then.
"""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING

from oncotier.domain.observation import CopyNumberObservation, Notice
from oncotier.domain.value import replace
from oncotier.readers.numeral import decimal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from oncotier.domain.observation import Observation

__all__ = ["ShareUnit"]

_ALIKE = 3.0  # times: callers count reads in several ways; a number in percent is 100 times the share of the counts


class ShareUnit:
    """The bare numbers of one column of fractions, as rows are read."""

    def __init__(self, file: str, column: str) -> None:
        self._file = file
        self._column = column
        self._above = ""
        # Of every record with a bare number: its number and the share by its counts, NaN without them. Files of many
        # findings hold many, hence no dictionary.
        self._records1 = array("q")
        self._counted = array("d")

    def note(self, record1: int, written: str, counted: float | None) -> None:
        """Take the cell of a record, and the share that its read counts make (None without them)."""
        value = decimal(written)
        if value is None:
            return
        if counted is not None and value <= _ALIKE * counted and counted <= _ALIKE * value:
            return  # a fraction, whatever the others of the column are
        if value <= 1:
            self._records1.append(record1)
            self._counted.append(math.nan if counted is None else counted)
        elif not self._above:
            self._above = written

    def settle(self, observations: Sequence[Observation]) -> Sequence[Observation]:
        """Return the observations; where the unit is in doubt, with the share of counts instead of a bare number."""
        if not self._above:
            return observations
        shares = dict(zip(self._records1, self._counted, strict=True))
        return [_settled(one, shares) for one in observations]

    def notices(self) -> tuple[Notice, ...]:
        """Say that the numbers of the column were not read."""
        if not self._above:
            return ()
        words = (
            f"{self._column} holds {self._above[:20]}, which is no fraction: its numbers without a percent sign are not"
            " read; write fractions from 0 to 1, or percent signs"
        )
        return (Notice("fraction_unit", "warning", self._file, words),)


def _settled(one: Observation, shares: Mapping[int, float]) -> Observation:
    share = shares.get(one.source.record1)
    if isinstance(one, CopyNumberObservation) or not one.vaf or share is None:
        return one
    return replace(one, vaf=None if math.isnan(share) else share)
