"""The same protein change in other numberings: older isoforms and histone usage, from the gene table.

Entries `LEGACY=CURRENT` of `genes.tsv` name changes whose literature number differs from the current transcript's
(EZH2 Y641F is Y646F). A legacy name is read as the current change; every legacy name stays known as an alias.
Offsets of whole isoforms (`+18@NM_001127500`) hold for parts of a protein only and are not applied to a bare name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.knowledge.remembered import remembered
from oncotier.notation import protein

if TYPE_CHECKING:
    from oncotier.domain.protein import ProteinChange
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["current_change", "other_names"]


def current_change(gene: str, change: ProteinChange, kb: KnowledgeBase) -> ProteinChange:
    """Return the change in current numbering: itself, unless it is a legacy name of the gene table."""
    pairs = _pairs(kb, gene)
    current = dict(pairs).get(protein.format_short(change)) if pairs else None
    return protein.parse(current) if current else change


def other_names(gene: str, change: ProteinChange, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the legacy names of a change in current numbering, in the order of the gene table."""
    pairs = _pairs(kb, gene)
    if not pairs:
        return ()
    name = protein.format_short(change)
    return tuple(legacy for legacy, current in pairs if current == name)


@remembered
def _pairs(kb: KnowledgeBase, gene: str) -> tuple[tuple[str, str], ...]:
    known = kb.genes.get(gene)
    parts = (entry.partition("=") for entry in (known.numbering if known is not None else ()))
    return tuple((legacy, current) for legacy, sign, current in parts if sign)
