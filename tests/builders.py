"""Small values with defaults: a sample in words, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from oncotier.readers.listing import from_texts

if TYPE_CHECKING:
    from oncotier.domain.report import Option, Report
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["named", "report_of", "top"]


def report_of(kb: KnowledgeBase, *findings: str, tumor: str = "", prior: tuple[str, ...] = ()) -> Report:
    """Interpret findings in words."""
    settings = Settings(tumor_type=tumor, prior_therapies=prior)
    return interpret([from_texts(list(findings), name="findings")], kb, settings)


def named(options: tuple[Option, ...], therapy: str) -> Option | None:
    """Return the option of a therapy, without regard to case."""
    return next((option for option in options if option.therapy.lower() == therapy.lower()), None)


def top(report: Report) -> str:
    """Return the therapy at rank 1, or an empty string."""
    return report.options[0].therapy if report.options else ""
