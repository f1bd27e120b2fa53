"""What the linter says: one finding per fault, and the rules that find them."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oncotier.knowledge.check.source import Source

    Remarks = Iterator[tuple[str, str]]
    """What a rule yields: (place, words); words about one cell begin with its column and a colon."""

__all__ = ["Finding", "LintRule", "natural", "reading_order"]

_NUMBER = re.compile(r"([0-9]+)")


class Finding(Value, frozen=True):
    """One fault: the rule (`KB001`), the place (`assertions/EGFR.tsv:12`, or the file alone), and what is wrong."""

    rule: str
    place: str
    words: str


class LintRule(Value, frozen=True):
    """A numbered rule; the docstring of its function is its documentation for curators."""

    id: str
    run: Callable[[Source], Remarks]

    @property
    def title(self) -> str:
        """The first line of the documentation."""
        return self.words.partition("\n")[0]

    @property
    def words(self) -> str:
        """The documentation in full."""
        return inspect.getdoc(self.run) or ""


def natural(text: str) -> tuple[str | int, ...]:
    """Return a sort key in which numbers count as numbers: F2 < F10, F262a < F262b.

    Words and numbers alternate and a word (maybe empty) comes first, so two keys can always be compared.
    """
    return tuple(int(part) if index % 2 else part for index, part in enumerate(_NUMBER.split(text)))


def reading_order(finding: Finding) -> tuple[str, int, str, str]:
    """Return the sort key of a finding: file, line as a number, rule, words."""
    file, _, line = finding.place.rpartition(":")
    if not line.isdigit():
        return finding.place, 0, finding.rule, finding.words
    return file, int(line), finding.rule, finding.words
