"""The name of a changed stretch of residues: which HGVS protein change turns the old ones into the new ones.

Names follow HGVS v21: compared from the start (which gives the most C-terminal name), and an insertion that repeats
its left neighbors is a duplication. A residue that is not known is an empty text; where the name hangs on one, the
effect is marked `uncertain`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.protein import (
    Deletion,
    Delins,
    Duplication,
    Insertion,
    ProteinChange,
    Residue,
    Substitution,
    Synonymous,
)
from oncotier.domain.value import Value
from oncotier.genome.translate import STOP
from oncotier.notation.consequence import of_protein

if TYPE_CHECKING:
    from oncotier.genome.strand import Strand

__all__ = ["Effect", "named"]


class Effect(Value, frozen=True):
    """The change of the protein, its Sequence Ontology term, and whether unknown residues left the name open."""

    protein: ProteinChange
    term: str
    uncertain: bool = False


def named(strand: Strand, first: int, old: list[str], new: list[str]) -> Effect:
    """Name residues replaced by others, from the residue `first` (counted from 0) on."""
    if len(old) == len(new) == 1 and old != new and old[0] and new[0] not in {"", STOP}:
        return Effect(Substitution(Residue(first + 1, old[0]), new[0]), "missense_variant")
    start = first
    while old and new and old[0] == new[0] != "":
        old, new, first = old[1:], new[1:], first + 1
    if not old and not new:
        residue = strand.residue(start)
        term = "stop_retained_variant" if residue == STOP else "synonymous_variant"
        return Effect(Synonymous(Residue(start + 1, residue)), term)
    uncertain = bool(old and new and "" in {old[0], new[0]})
    if STOP in new:
        return _cut_short(strand, first, old, new, uncertain=uncertain)
    while not uncertain and old and new and old[-1] == new[-1] != "":
        old, new = old[:-1], new[:-1]
    if old and new:
        change = _replaced(first, old, new)
        return Effect(change, of_protein(change), uncertain or "" in {old[0], old[-1], *new})
    return _removed(strand, first, old) if old else _added(strand, first, new)


def _replaced(first: int, old: list[str], new: list[str]) -> ProteinChange:
    ends = Residue(first + 1, old[0]), Residue(first + len(old), old[-1])
    if len(old) == len(new) == 1 and new[0]:
        return Substitution(ends[0], new[0])
    return Delins(*ends, _written(new), len(new))


def _cut_short(strand: Strand, first: int, old: list[str], new: list[str], *, uncertain: bool) -> Effect:
    """Name a change of residues that brings its own stop."""
    new = new[: new.index(STOP) + 1]
    while not old and new and new[0] == strand.residue(first) != "":
        new, first = new[1:], first + 1
    if not new:
        return Effect(Synonymous(Residue(first, STOP)), "stop_retained_variant")
    uncertain = uncertain or "" in new or (not old and not strand.residue(first))
    if new == [STOP]:
        at = Residue(first + 1, old[0] if old else strand.residue(first))
        return Effect(Substitution(at, STOP), "stop_gained", uncertain)
    if old:
        ends = Residue(first + 1, old[0]), Residue(first + len(old), old[-1])
        return Effect(Delins(*ends, _written(new), len(new)), "stop_gained", uncertain or "" in {old[0], old[-1]})
    neighbors = Residue(first, strand.residue(first - 1)), Residue(first + 1, strand.residue(first))
    uncertain = uncertain or not neighbors[0].amino_acid
    return Effect(Insertion(*neighbors, _written(new), len(new)), "stop_gained", uncertain)


def _removed(strand: Strand, first: int, old: list[str]) -> Effect:
    """Name a deletion at the most C-terminal of its equal places."""
    length = len(old)
    following = strand.residue(first + length)
    while following == old[0] != "":
        old, first = [*old[1:], following], first + 1
        following = strand.residue(first + length)
    change = Deletion(Residue(first + 1, old[0]), Residue(first + length, old[-1]))
    return Effect(change, "inframe_deletion", "" in {following, old[0], old[-1]})


def _added(strand: Strand, first: int, new: list[str]) -> Effect:
    """Name an insertion at the most C-terminal of its equal places, or as a duplication of its left neighbors."""
    following = strand.residue(first)
    while following == new[0] != "":
        new, first = [*new[1:], new[0]], first + 1
        following = strand.residue(first)
    uncertain = "" in {following, *new}
    before = [strand.residue(index) for index in range(first - len(new), first)] if first >= len(new) else []
    if before == new and "" not in new:
        change: ProteinChange = Duplication(Residue(first - len(new) + 1, new[0]), Residue(first, new[-1]))
        return Effect(change, "inframe_insertion", uncertain)
    may_repeat = bool(before) and all("" in {one, two} or one == two for one, two in zip(before, new, strict=True))
    neighbors = Residue(first, strand.residue(first - 1)), Residue(first + 1, following)
    uncertain = uncertain or may_repeat or not neighbors[0].amino_acid
    return Effect(Insertion(*neighbors, _written(new), len(new)), "inframe_insertion", uncertain)


def _written(residues: list[str]) -> str:
    """Write residues as one text, an empty one unless all are known."""
    return "" if "" in residues else "".join(residues)
