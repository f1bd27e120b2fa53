"""Precision and recall of the options, per class of alterations, over the tables of expected verdicts.

An expected positive is a therapy that the tables recommend (available, conditional or demoted), for the class
`resistance` one that they speak against (blocked or demoted). A found one is right when state, tiers and reasons agree;
one with another state counts twice: as found wrongly, and as missed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.report import OptionState
from oncotier.domain.value import Value, replace
from tests.accuracy.cases import Sample, case_of, expectations, faults, found, is_struck
from tests.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.domain.report import Option, Report
    from tests.accuracy.cases import Expected

__all__ = ["CLASSES", "Complete", "Score", "complete_cases", "markdown", "scores", "table", "tally", "tier_one"]

CLASSES = (
    "exact change",
    "codon",
    "exon class",
    "gene class",
    "fusion",
    "amplification",
    "deletion",
    "loss of function",
    "signature",
    "IHC and receptor",
    "cytogenetic",
    "wild type",
    "other marker",
    "resistance",
)
_TIER_ONE = frozenset({"I-A", "I-B"})


class Score(Value, frozen=True):
    """The verdicts of one class: how many there are, and how many of the positive ones are right, wrong and missed."""

    name: str
    verdicts: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def expected(self) -> int:
        """How many verdicts ask for a therapy (of `resistance`: speak against one); the others ask for its absence."""
        return self.right + self.missed

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of what was expected that was found; 1 where nothing was expected."""
        return self.right / self.expected if self.expected else 1.0

    def plus(self, *, right: int = 0, wrong: int = 0, missed: int = 0) -> Score:
        """Return the score with one more verdict."""
        return replace(
            self,
            verdicts=self.verdicts + 1,
            right=self.right + right,
            wrong=self.wrong + wrong,
            missed=self.missed + missed,
        )


class Complete(Value, frozen=True):
    """All therapies of tier I of a sample, and the first of them where one must lead."""

    kind: str
    sample: Sample
    therapies: frozenset[str]
    first: str


def complete_cases() -> tuple[Complete, ...]:
    """Return the samples of which the whole first tier is known."""
    return tuple(
        Complete(
            row["class"],
            Sample(tuple(row["findings"].split("; ")), row["tumor"]),
            frozenset(row["tier_one"].split("; ")) - {""},
            row["first"],
        )
        for row in rows("match_complete.tsv")
    )


def tier_one(report: Report) -> frozenset[str]:
    """Return the recommended therapies of tier I that need no more than is known."""
    return frozenset(
        one.therapy for one in report.options if one.state is OptionState.AVAILABLE and one.amp_tier in _TIER_ONE
    )


def scores() -> tuple[Score, ...]:
    """Judge every verdict of the tables, class by class, and all of them."""
    found_scores = {name: Score(name) for name in CLASSES}
    for expected in expectations():
        report = case_of(expected.sample).report
        found_scores[expected.kind] = tally(found_scores[expected.kind], expected, report)
    for case in complete_cases():
        recommended = tier_one(case_of(case.sample).report)
        for therapy in sorted(recommended | case.therapies):
            found_scores[case.kind] = found_scores[case.kind].plus(
                right=int(therapy in recommended & case.therapies),
                wrong=int(therapy not in case.therapies),
                missed=int(therapy not in recommended),
            )
    return (*found_scores.values(), _total(found_scores.values()))


def tally(score: Score, expected: Expected, report: Report) -> Score:
    """Add one verdict to the score of its class."""
    option = found(report, expected.therapy)
    wanted = _is_positive(expected.kind, expected.state)
    positive = option is not None and _is_found(expected.kind, option)
    agrees = not faults(expected, report)
    return score.plus(
        right=int(wanted and positive and agrees),
        wrong=int(positive and not (wanted and agrees)),
        missed=int(wanted and not (positive and agrees)),
    )


def _is_positive(kind: str, state: str) -> bool:
    if kind == "resistance":
        return is_struck(state)
    return state not in {"none", OptionState.BLOCKED.value}


def _is_found(kind: str, option: Option) -> bool:
    return _is_positive(kind, option.state.value)


def _total(parts: Iterable[Score]) -> Score:
    total = Score("all")
    for part in parts:
        total = Score(
            "all",
            total.verdicts + part.verdicts,
            total.right + part.right,
            total.wrong + part.wrong,
            total.missed + part.missed,
        )
    return total


_HEADER = ("class", "verdicts", "expected", "right", "wrong", "missed", "precision", "recall")


def _cells(score: Score) -> tuple[str, ...]:
    counts = (score.verdicts, score.expected, score.right, score.wrong, score.missed)
    return (score.name, *map(str, counts), f"{score.precision:.3f}", f"{score.recall:.3f}")


def table(parts: tuple[Score, ...]) -> str:
    """Return the scores as an aligned table."""
    lines = [_HEADER, *map(_cells, parts)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_HEADER))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    )


def markdown(parts: tuple[Score, ...]) -> str:
    """Return the scores as a Markdown table."""
    lines = [_HEADER, ("---", *["---:"] * (len(_HEADER) - 1)), *map(_cells, parts)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
