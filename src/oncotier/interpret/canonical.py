"""One text to one alteration, without a sample around it: what `normalize` shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Source, StatementObservation
from oncotier.domain.settings import Settings
from oncotier.domain.value import replace
from oncotier.errors import NotationError
from oncotier.interpret.caller import Caller
from oncotier.interpret.envelope import envelope
from oncotier.interpret.outcome import Understood
from oncotier.interpret.stated import stated
from oncotier.interpret.traits import classes_of
from oncotier.notation import statement

if TYPE_CHECKING:
    from oncotier.domain.alteration import Alteration
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["canonical", "canonical_all"]


def canonical(text: str, kb: KnowledgeBase) -> Alteration:
    """Return the one alteration that a text speaks of, with its classes. Raises NotationError."""
    found = canonical_all(text, kb)
    if len(found) > 1:
        raise NotationError(f"{len(found)} findings in one text", text, hint="give each finding a text of its own")
    return found[0]


def canonical_all(text: str, kb: KnowledgeBase) -> tuple[Alteration, ...]:
    """Return the alterations that a text speaks of, with their classes. Raises NotationError.

    What has no effect on a protein, or a place that nothing is known of, is named as it stands.
    """
    observation = StatementObservation(Source("text", 1, text), text)
    outcomes = stated(observation, Caller(kb), Settings(all_genes=True))
    found = [one.alteration for one in outcomes if isinstance(one, Understood)]
    if len(found) < len(outcomes):
        found = [
            envelope(one.event, observation, kb, Settings(), origin=one.origin, hgvs_c=one.hgvs_c)
            for one in statement.parse_all(text, kb.names)
        ]
    return tuple(replace(one, classes=classes_of(one, kb)) for one in found)
