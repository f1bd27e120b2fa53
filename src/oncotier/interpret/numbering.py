"""The same protein change in other numberings: older isoforms and histone usage, from the gene table.

Entries `LEGACY=CURRENT` of `genes.tsv` name changes whose literature number differs from the current transcript's
(EZH2 Y641F is Y646F). A legacy name is read as the current change; every legacy name stays known as an alias.
Offsets of whole isoforms (`+18@NM_001127500`) hold for parts of a protein only and are not applied to a bare name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.notation import protein

if TYPE_CHECKING:
    from oncotier.domain.protein import ProteinChange
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["current_change", "other_names"]


def current_change(gene: str, change: ProteinChange, kb: KnowledgeBase) -> ProteinChange:
    """Return the change in current numbering: itself, unless it is a legacy name of the gene table."""
    current = dict(_pairs(gene, kb)).get(protein.format_short(change))
    return protein.parse(current) if current else change


def other_names(gene: str, change: ProteinChange, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the legacy names of a change in current numbering, in the order of the gene table."""
    name = protein.format_short(change)
    return tuple(legacy for legacy, current in _pairs(gene, kb) if current == name)


def _pairs(gene: str, kb: KnowledgeBase) -> list[tuple[str, str]]:
    known = kb.genes.get(gene)
    entries = known.numbering if known is not None else ()
    return [(legacy, current) for legacy, sign, current in (entry.partition("=") for entry in entries) if sign]
