"""A deletion of whole exons, found by its place on the genome, as the structural event that reports name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Origin, Rearrangement, RearrangementKind
from oncotier.interpret.outcome import Outcome, Understood, settled
from oncotier.interpret.variant import genomic_name
from oncotier.notation.label import kind_of, label_of

if TYPE_CHECKING:
    from oncotier.domain.observation import VariantObservation
    from oncotier.domain.settings import Settings
    from oncotier.genome.consequence import Call
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["exon_deletion", "exon_loss"]

_SKIPPED = ("MET", 14, 14)
_VIII = ("EGFR", 2, 7)


def exon_deletion(gene: str, first: int, last: int) -> Rearrangement:
    """Return the event of a deletion of exons (counted from 1, both included) under the name that reports use."""
    if (gene, first, last) == _SKIPPED:
        return Rearrangement(gene, RearrangementKind.EXON_SKIPPING, first, last)
    name = "EGFRvIII" if (gene, first, last) == _VIII else ""
    return Rearrangement(gene, RearrangementKind.EXON_DELETION, first, last, name)


def exon_loss(call: Call, observation: VariantObservation, kb: KnowledgeBase, settings: Settings) -> Outcome | None:
    """Return the loss of whole exons that a call found, None where no exon is lost as a whole."""
    if call.lost is None or call.consequence == "transcript_ablation":
        return None
    event = exon_deletion(call.gene, call.lost.first, call.lost.last)
    found = Alteration(
        event=event,
        label=label_of(event),
        kind=kind_of(event),
        gene=call.gene,
        genes=(call.gene,),
        hgvs_c=call.coding,
        hgvs_g=genomic_name(observation.locus),
        transcript=call.transcript,
        origin=observation.origin if observation.origin is not Origin.UNKNOWN else settings.origin,
        vaf=observation.vaf,
        depth=observation.depth,
        flags=observation.flags,
        sources=(observation.source,),
    )
    return settled(Understood(found), observation, kb, settings)
