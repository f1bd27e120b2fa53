"""How an assertion's line of therapy fits what was given before."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from oncotier.errors import NotationError
from oncotier.notation.therapy import parse_selectors

if TYPE_CHECKING:
    from oncotier.domain.evidence import Assertion
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["LINE_WORDS", "LineFit", "line_fit"]


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


def line_fit(kb: KnowledgeBase, assertion: Assertion, prior: tuple[str, ...]) -> LineFit:
    """Return how the row's line fits the drugs given before (generic names, may be empty)."""
    if any(drug in assertion.regimen for drug in prior):
        return LineFit.GIVEN_BEFORE
    line = assertion.line
    if line.startswith("post:"):
        return LineFit.AFTER_PRIOR if _selected(line.removeprefix("post:"), prior, kb) else LineFit.NEEDS_PRIOR
    if line in {"2", "3+"}:
        return LineFit.AFTER_PRIOR if prior else LineFit.NEEDS_PRIOR
    if line in {"adjuvant", "neoadjuvant", "maintenance"}:
        return LineFit.NEEDS_PRIOR
    return LineFit.EARLIER_LINE if prior and line == "1" else LineFit.FITS


def _selected(text: str, prior: tuple[str, ...], kb: KnowledgeBase) -> bool:
    try:
        selectors = parse_selectors(text)
    except NotationError:
        return False
    return any(kb.selects(selector, (drug,)) for selector in selectors for drug in prior)
