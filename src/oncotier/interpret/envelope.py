"""An event in its envelope: label, kind, genes, names, and where it was reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Event, Fusion, Origin, SmallVariant
from oncotier.domain.value import replace
from oncotier.interpret.numbering import current_change, other_names
from oncotier.notation import protein
from oncotier.notation.label import genes_of, kind_of, label_of

if TYPE_CHECKING:
    from oncotier.domain.observation import Observation
    from oncotier.domain.settings import Settings
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["envelope"]


def envelope(  # noqa: PLR0913 - one parameter per part of the envelope
    event: Event,
    observation: Observation,
    kb: KnowledgeBase,
    settings: Settings,
    *,
    origin: Origin = Origin.UNKNOWN,
    hgvs_c: str = "",
    copies: float | None = None,
    vaf: float | None = None,
) -> Alteration:
    """Put an event into its envelope: label, kind, genes, HGVS names, and where it was reported."""
    if isinstance(event, SmallVariant) and event.protein is not None:
        event = replace(event, protein=current_change(event.gene, event.protein, kb))
    gene, genes = genes_of(event, kb.fusion_targets)
    change = event.protein if isinstance(event, SmallVariant) else None
    flags = observation.flags
    if isinstance(event, Fusion) and not event.oriented and event.five_prime and event.three_prime:
        flags = (*flags, "orientation_not_stated")
    return Alteration(
        event=event,
        label=label_of(event),
        kind=kind_of(event),
        gene=gene,
        genes=genes,
        hgvs_p=protein.format_long(change) if change is not None else "",
        hgvs_c=hgvs_c or (event.coding if isinstance(event, SmallVariant) else ""),
        also_known_as=other_names(gene, change, kb) if change is not None else (),
        origin=origin if origin is not Origin.UNKNOWN else _origin(observation, settings),
        copies=copies,
        vaf=vaf,
        flags=flags,
        sources=(observation.source,),
    )


def _origin(observation: Observation, settings: Settings) -> Origin:
    return observation.origin if observation.origin is not Origin.UNKNOWN else settings.origin
