"""Whether one alteration is what one atom asks for, and how closely: exact, codon, exon class or gene class."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from oncotier.domain.alteration import (
    Alteration,
    CopyNumber,
    CopyState,
    Fusion,
    Rearrangement,
    RearrangementKind,
    SmallVariant,
)
from oncotier.domain.biomarker import Atom, AtomKind
from oncotier.domain.protein import codon_span1
from oncotier.errors import NotationError
from oncotier.interpret.numbering import other_names
from oncotier.interpret.traits import has_exon_class, is_loss_of_function, is_oncogenic, is_small_itd, touches_codons
from oncotier.knowledge.remembered import remembered
from oncotier.notation import protein
from oncotier.notation.consequence import PROTEIN_CHANGING

if TYPE_CHECKING:
    from oncotier.domain.protein import ProteinChange
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["Strength", "hits", "names_of_change"]


class Strength(IntEnum):
    """How closely an alteration fits a row, closest first."""

    EXACT = 0
    CODON = 1
    EXON_CLASS = 2
    GENE_CLASS = 3


_INTRAGENIC = {
    AtomKind.INTERNAL_TANDEM_DUPLICATION: RearrangementKind.INTERNAL_TANDEM_DUPLICATION,
    AtomKind.KINASE_DOMAIN_DUPLICATION: RearrangementKind.KINASE_DOMAIN_DUPLICATION,
    AtomKind.PARTIAL_TANDEM_DUPLICATION: RearrangementKind.PARTIAL_TANDEM_DUPLICATION,
}


def hits(atom: Atom, gene: str, alteration: Alteration, kb: KnowledgeBase) -> Strength | None:
    """Return how closely an alteration of `gene` fits an atom, None when it does not."""
    match alteration.event:
        case SmallVariant():
            return _small_variant(atom, gene, alteration, alteration.event, kb)
        case CopyNumber(state=state):
            return _copy_number(atom, alteration, state, kb)
        case Fusion():
            return _fusion(atom, alteration, alteration.event, kb)
        case Rearrangement():
            return _rearrangement(atom, gene, alteration, alteration.event, kb)
        case _:
            return None


def _small_variant(
    atom: Atom, gene: str, alteration: Alteration, event: SmallVariant, kb: KnowledgeBase
) -> Strength | None:
    change = event.protein
    match atom.kind:
        case AtomKind.PROTEIN:
            return Strength.EXACT if change is not None and _same_change(atom.text, event.gene, change, kb) else None
        case AtomKind.CODON | AtomKind.CODONS:
            touched = change is not None and touches_codons(change, atom.numbers[0], atom.numbers[-1])
            return Strength.CODON if touched else None
        case AtomKind.EXON:
            return Strength.EXON_CLASS if has_exon_class(kb, event, gene, atom.numbers[0], atom.name) else None
        case AtomKind.PROMOTER:
            is_promoter = event.coding.startswith("c.-") and atom.text in {"", event.coding[2:]}
            return Strength.EXACT if is_promoter else None
        case AtomKind.INTERNAL_TANDEM_DUPLICATION:
            return Strength.EXACT if is_small_itd(event, kb) else None
        case AtomKind.ONCOGENIC if atom.text:
            window = kb.domain_windows.get((gene, atom.text))
            inside = window is not None and change is not None and touches_codons(change, *window)
            return Strength.GENE_CLASS if inside and is_oncogenic(alteration, kb) else None
        case AtomKind.ANY:
            changed = change is not None or event.consequence in PROTEIN_CHANGING
            return Strength.GENE_CLASS if changed else None
        case _:
            return _gene_class(atom, alteration, kb)


def _same_change(text: str, gene: str, change: ProteinChange, kb: KnowledgeBase) -> bool:
    """Compare in current numbering and by the curated legacy names.

    The numbers of other transcripts do not count: ERBB2 L785S is `L755S` on the shorter isoform, and is not L755S.
    """
    if text in names_of_change(kb, gene, change):
        return True
    return str(codon_span1(change)[0]) in text and _change_of(text) == change  # to parse every text would take long


@lru_cache(maxsize=8192)
def _change_of(text: str) -> ProteinChange | None:
    """Return the change that an atom asks for, None where it asks in another way."""
    try:
        return protein.parse(text, x_is_stop=False)
    except NotationError:
        return None


@remembered
def names_of_change(kb: KnowledgeBase, gene: str, change: ProteinChange) -> tuple[str, ...]:
    """Return the short name of a protein change in current numbering, and the curated legacy names."""
    return (protein.format_short(change), *other_names(gene, change, kb))


def _gene_class(atom: Atom, alteration: Alteration, kb: KnowledgeBase) -> Strength | None:
    if atom.kind is AtomKind.LOSS_OF_FUNCTION:
        return Strength.GENE_CLASS if is_loss_of_function(alteration, kb) else None
    if atom.kind is AtomKind.ONCOGENIC and not atom.text:
        return Strength.GENE_CLASS if is_oncogenic(alteration, kb) else None
    return None


def _copy_number(atom: Atom, alteration: Alteration, state: CopyState, kb: KnowledgeBase) -> Strength | None:
    if atom.kind is AtomKind.AMPLIFICATION and state is CopyState.AMPLIFICATION:
        if atom.text != "high":
            return Strength.EXACT
        floor = kb.thresholds.get(f"{alteration.gene}_amplification_high_copies") or kb.thresholds.get(
            "amplification_high_copies"
        )
        enough = floor is not None and alteration.copies is not None and alteration.copies >= floor.value
        return Strength.EXACT if enough else None
    if atom.kind is AtomKind.HOMOZYGOUS_DELETION and state is CopyState.HOMOZYGOUS_DELETION:
        return Strength.EXACT
    return _gene_class(atom, alteration, kb) if state is CopyState.HOMOZYGOUS_DELETION else None


def _fusion(atom: Atom, alteration: Alteration, event: Fusion, kb: KnowledgeBase) -> Strength | None:
    """Fit a fusion by the gene that carries the target, in either order, unless only the other partner can carry one.

    Out of frame, or without the domain that the drugs aim at, it is no driver.
    """
    if {"out_of_frame", "target_domain_lost"} & set(alteration.flags):
        return None
    partners = {event.five_prime, event.three_prime} - {""}
    asked = {atom.five_prime, atom.three_prime} - {"any"}
    if atom.kind is not AtomKind.FUSION or not asked or not asked <= partners:
        return None
    carriers = _carriers(event, kb) if event.oriented and len(asked) == 1 else set()
    return Strength.EXACT if not carriers or asked <= carriers else None


def _carriers(event: Fusion, kb: KnowledgeBase) -> set[str]:
    """Return the partners that stand on the side on which they bring their target: of `RET::BRAF` BRAF alone."""
    sides = (event.five_prime, kb.names.five_prime), (event.three_prime, kb.names.three_prime)
    return {gene for gene, targets in sides if gene in targets}


def _rearrangement(
    atom: Atom, gene: str, alteration: Alteration, event: Rearrangement, kb: KnowledgeBase
) -> Strength | None:
    if _INTRAGENIC.get(atom.kind) is event.kind:
        return Strength.EXACT
    if atom.kind is AtomKind.EXON:
        return Strength.EXON_CLASS if has_exon_class(kb, event, gene, atom.numbers[0], atom.name) else None
    if atom.kind is AtomKind.EXONS and event.kind is RearrangementKind.EXON_DELETION:
        return Strength.EXACT if (event.first_exon, event.last_exon) == atom.numbers else None
    if atom.kind is AtomKind.SPLICE and event.kind is RearrangementKind.SPLICE_VARIANT:
        return Strength.EXACT if event.name.endswith(atom.text) else None
    return _gene_class(atom, alteration, kb)
