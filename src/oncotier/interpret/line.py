"""How an assertion's line of therapy fits what was given before."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from oncotier.errors import NotationError
from oncotier.notation.therapy import parse_selectors

if TYPE_CHECKING:
    from oncotier.domain.evidence import Assertion
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["AFTER", "LINE_WORDS", "LineFit", "line_fit", "was_given"]

AFTER = "post:"


class LineFit(IntEnum):
    """The fit, best first."""

    OVERCOMES = 0
    AFTER_PRIOR = 1
    FITS = 2
    EARLIER_LINE = 3
    NEEDS_PRIOR = 4
    GIVEN_BEFORE = 5


LINE_WORDS = {
    LineFit.OVERCOMES: "overcomes a resistance found in this sample",
    LineFit.AFTER_PRIOR: "meant for use after the therapy given",
    LineFit.FITS: "no earlier therapy needed",
    LineFit.EARLIER_LINE: "meant for the first line; therapy was given before",
    LineFit.NEEDS_PRIOR: "meant for a later line or an earlier stage than stated",
    LineFit.GIVEN_BEFORE: "a drug of this regimen was given before",
}


# A third line cannot follow a single drug; how many lines several drugs were, is not known.
_GIVEN_AT_LEAST = {"2": 1, "3+": 2}


def line_fit(kb: KnowledgeBase, assertion: Assertion, prior: tuple[str, ...]) -> LineFit:
    """Return how the row's line fits the drugs given before (generic names, may be empty)."""
    line = assertion.line
    given = tuple(drug for drug in prior if drug in assertion.regimen)
    if given and not (len(set(given)) < len(assertion.regimen) and _goes_on(line, given, kb)):
        return LineFit.GIVEN_BEFORE
    if line.startswith(AFTER):
        return LineFit.AFTER_PRIOR if was_given(line, prior, kb) else LineFit.NEEDS_PRIOR
    least = _GIVEN_AT_LEAST.get(line)
    if least is not None:
        return LineFit.AFTER_PRIOR if len(prior) >= least else LineFit.NEEDS_PRIOR
    if line in {"adjuvant", "neoadjuvant", "maintenance"}:
        return LineFit.NEEDS_PRIOR
    return LineFit.EARLIER_LINE if prior and line == "1" else LineFit.FITS


def _goes_on(line: str, given: tuple[str, ...], kb: KnowledgeBase) -> bool:
    """Tell whether a regimen goes on with what its line asks for: tucatinib + trastuzumab after trastuzumab."""
    return line.startswith(AFTER) and all(was_given(line, (drug,), kb) for drug in given)


def was_given(line: str, prior: tuple[str, ...], kb: KnowledgeBase) -> bool:
    """Tell whether a drug that a line asks for (`post:class:EGFR_TKI`) is among those given before."""
    try:
        selectors = parse_selectors(line.removeprefix(AFTER))
    except NotationError:
        return False
    return any(kb.selects(selector, (drug,)) for selector in selectors for drug in prior)
