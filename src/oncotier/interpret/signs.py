"""Signs: texts that an alteration and an atom that it fits have in common, so that a set tells what cannot fit.

A sign is necessary, never sufficient: an atom of which the sample has no sign is hit by none of its alterations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import CopyNumber, Event, Expression, Fusion, Marker, Signature, SmallVariant
from oncotier.domain.alteration import ReceptorStatus as Status
from oncotier.domain.biomarker import Atom, AtomKind
from oncotier.domain.protein import codon_span1
from oncotier.interpret.hits import names_of_change
from oncotier.knowledge.remembered import remembered
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["MEASURED", "signs_of_atom", "signs_of_event"]

MEASURED = "*"
"""The sign of any stated or measured fact beside the changes of genes: a stain, a signature, a status, a marker."""
_MANY = 100  # codons; a longer change has the sign of all of its gene
_NUMBERS = lazy_pattern(r"[0-9]+")
_OF_COPIES = frozenset({AtomKind.AMPLIFICATION, AtomKind.HOMOZYGOUS_DELETION})
_OF_CODONS = frozenset({AtomKind.CODON, AtomKind.CODONS})


@remembered
def signs_of_event(kb: KnowledgeBase, event: Event, genes: tuple[str, ...]) -> frozenset[str]:
    """Return the signs of an alteration: its genes, and for each what kind of change it is, which, and where."""
    signs = set(genes)
    match event:
        case SmallVariant(gene, change) if change is not None:
            first, last = codon_span1(change)
            codons = range(first, last + 1) if last - first < _MANY else ()
            for symbol in genes:
                signs.update(f"{symbol} {name}" for name in names_of_change(kb, gene, change))
                signs.update(f"{symbol}@{codon}" for codon in codons)
                signs.add(f"{symbol}@" if not codons else symbol)
        case CopyNumber():
            signs.update(f"{symbol}#" for symbol in genes)
        case Fusion() | Expression():  # a stain asks for the fusion behind it
            signs.update(f"{symbol}::" for symbol in genes)
        case _:
            pass
    if isinstance(event, Signature | Expression | Status | Marker):
        signs.add(MEASURED)
    return frozenset(signs)


def signs_of_atom(atom: Atom, genes: tuple[str, ...]) -> frozenset[str]:
    """Return the signs of which an alteration that fits an atom of these genes has at least one."""
    if atom.kind is AtomKind.PROTEIN:  # by its name, or by its codon: to parse the text would take longer
        written = (f" {atom.text}", "@", *(f"@{codon}" for codon in _NUMBERS.findall(atom.text)))
        return frozenset(f"{gene}{one}" for gene in genes for one in written)
    if atom.kind in _OF_CODONS:
        codons = range(atom.numbers[0], atom.numbers[-1] + 1)
        return frozenset(f"{gene}@{codon}" for gene in genes for codon in ("", *codons))
    mark = "#" if atom.kind in _OF_COPIES else "::" if atom.kind is AtomKind.FUSION else ""
    return frozenset(f"{gene}{mark}" for gene in genes)
