"""The sum of many sample differences: how many samples, which kinds of change, which rows of the knowledge base."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.interpret.report_difference import SampleDifference

__all__ = ["DifferenceSummary"]


class DifferenceSummary:
    """Counts that fill as differences pass by; memory does not grow with the number of samples."""

    def __init__(self) -> None:
        self.samples = 0
        self.changed = 0
        self.presence: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.alterations: Counter[str] = Counter()
        self.rows_gained: Counter[str] = Counter()
        self.rows_lost: Counter[str] = Counter()
        self.versions: Counter[tuple[str, str, str]] = Counter()

    @property
    def unreadable(self) -> int:
        """How many samples have a report that cannot be read."""
        return self.presence["unreadable"]

    def watch(self, differences: Iterable[SampleDifference]) -> Iterator[SampleDifference]:
        """Hand the differences on and count them."""
        for one in differences:
            self._count(one)
            yield one

    def _count(self, one: SampleDifference) -> None:
        self.samples += 1
        self.changed += one.is_changed
        self.presence[one.presence] += 1
        self.kinds.update(kind for change in one.options for kind in change.kinds)
        self.alterations.update(change.kind for change in one.alterations)
        self.rows_gained.update(one.assertions_gained)
        self.rows_lost.update(one.assertions_lost)
        self.versions.update(
            (field.name, field.old, field.new) for field in one.context if field.name in {"program", "knowledge base"}
        )

    def rows(self) -> tuple[tuple[str, int, int], ...]:
        """Return every row of the knowledge base that came or went with the number of samples in which it did."""
        names = sorted({*self.rows_gained, *self.rows_lost})
        return tuple((name, self.rows_gained[name], self.rows_lost[name]) for name in names)
