"""One text to one alteration, without a sample around it: what `normalize` shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Source, StatementObservation
from oncotier.domain.settings import Settings
from oncotier.domain.value import replace
from oncotier.interpret.normalize import envelope
from oncotier.interpret.traits import classes_of
from oncotier.notation import statement

if TYPE_CHECKING:
    from oncotier.domain.alteration import Alteration
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["canonical"]


def canonical(text: str, kb: KnowledgeBase) -> Alteration:
    """Return the alteration that a text speaks of, with its classes. Raises NotationError."""
    read = statement.parse(text, kb.names)
    observation = StatementObservation(Source("text", 1, text), text)
    alteration = envelope(read.event, observation, kb, Settings(), origin=read.origin, hgvs_c=read.hgvs_c)
    return replace(alteration, classes=classes_of(alteration, kb))
