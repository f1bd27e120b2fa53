"""What a change of the coding sequence does to the protein, by translating what it makes.

A frameshift is named at the first changed residue and counts from there to its stop, into the 3' untranslated region
(HGVS v21). Where the bases are not known the effect is marked `uncertain`, or there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.protein import Delins, Extension, Frameshift, Residue, StartLoss, Substitution, Synonymous
from oncotier.genome.residues import Effect, named
from oncotier.genome.translate import STOP, amino_acid, candidates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.genome.strand import Strand

__all__ = ["coding_effect"]

_UNKNOWN = "N"
_START = "ATG"


def coding_effect(strand: Strand, from_c0: int, to_c0: int, inserted: str) -> Effect | None:
    """Return the effect of replacing coding bases (0 is the A of the start codon); None where it is not known."""
    if from_c0 < 0:
        if len(inserted) != to_c0 - from_c0:
            return Effect(StartLoss(), "start_lost")
        from_c0, inserted = 0, inserted[-from_c0:]
    if from_c0 < 3:
        lost = _loses_start(strand, from_c0, to_c0, inserted)
        if lost is not None:
            return lost
    if len(inserted) == to_c0 - from_c0 and to_c0 <= strand.layout.cds_length:
        return _of_substitution(strand, from_c0, inserted)
    if to_c0 > strand.layout.stop_index * 3:
        return _at_the_end(strand, from_c0, to_c0, inserted)
    if (len(inserted) - (to_c0 - from_c0)) % 3:
        return _out_of_frame(strand, from_c0, to_c0, inserted)
    return _in_frame(strand, from_c0, to_c0, inserted)


def _loses_start(strand: Strand, from_c0: int, to_c0: int, inserted: str) -> Effect | None:
    """Return the loss of the start codon; uncertain where the bases that take its place are not known."""
    start = strand.codon(0)
    if _UNKNOWN in start and _fits(start, _START):
        start = _START
    made = (strand.spliced(0, from_c0) + inserted + strand.spliced(to_c0, to_c0 + 3))[:3]
    if made in {start, _START}:
        return None
    return Effect(StartLoss(), "start_lost", uncertain=_fits(made, start))


def _fits(pattern: str, codon: str) -> bool:
    return all(base in {known, _UNKNOWN} for base, known in zip(pattern, codon, strict=False))


def _of_substitution(strand: Strand, from_c0: int, inserted: str) -> Effect | None:
    """Return the effect of bases replaced by as many others."""
    first, last = from_c0 // 3, (from_c0 + len(inserted) - 1) // 3
    old, new = [], []
    for index in range(first, last + 1):
        part = inserted[max(0, index * 3 - from_c0) : index * 3 + 3 - from_c0]
        old.append(strand.residue(index))
        if not old[-1]:
            return None
        made = _made(strand, index, max(0, from_c0 - index * 3), part, old[-1])
        if len(made) != 1:
            lost = first == last == strand.layout.stop_index and STOP not in made
            return Effect(Extension(Residue(first + 1, STOP)), "stop_lost", uncertain=True) if lost else None
        new.append(made.pop())
    if old[-1] == STOP:
        return _of_stop(strand, from_c0, inserted, old, new)
    return named(strand, first, old, new)


def _made(strand: Strand, index: int, offset: int, part: str, residue: str) -> set[str]:
    """Return the residues that a partly replaced codon may make: those of all codons that fit what is known of it."""
    codon = strand.codon(index)
    made = codon[:offset] + part + codon[offset + len(part) :]
    if index == 0 and made == codon:
        return {residue}
    if _UNKNOWN not in codon or _UNKNOWN not in made:
        return {amino_acid(made)}
    return {amino_acid(one[:offset] + part + one[offset + len(part) :]) for one in candidates(residue, codon)}


def _of_stop(strand: Strand, from_c0: int, inserted: str, old: list[str], new: list[str]) -> Effect | None:
    """Return the effect of a substitution that reaches the stop codon."""
    first = from_c0 // 3
    if new[-1] == STOP and old[:-1] == new[:-1]:
        return Effect(Synonymous(Residue(first + len(old), STOP)), "stop_retained_variant")
    if new[-1] == STOP:
        return named(strand, first, old[:-1], new[:-1])
    if len(old) > 1:
        return _at_the_end(strand, from_c0, from_c0 + len(inserted), inserted)
    made = strand.run_on(first, from_c0, from_c0 + len(inserted), inserted)
    next(made, "")
    return Effect(Extension(Residue(first + 1, STOP), new[0], _distance(made)), "stop_lost")


def _in_frame(strand: Strand, from_c0: int, to_c0: int, inserted: str) -> Effect:
    """Return the effect of a length change by whole codons that leaves the stop codon alone."""
    first = from_c0 // 3
    behind = (to_c0 + 2) // 3 if to_c0 > from_c0 or from_c0 % 3 else first
    made = strand.spliced(first * 3, from_c0) + inserted + strand.spliced(to_c0, behind * 3)
    old = [strand.residue(index) for index in range(first, behind)]
    new = [_translated(strand, first * 3 + start, made[start : start + 3]) for start in range(0, len(made), 3)]
    return named(strand, first, old, new)


def _translated(strand: Strand, c0: int, codon: str) -> str:
    return "M" if c0 == 0 and codon == strand.codon(0) else amino_acid(codon)


def _out_of_frame(strand: Strand, from_c0: int, to_c0: int, inserted: str) -> Effect:
    """Return the effect of a length change that is no multiple of three and leaves the stop codon alone."""
    first = from_c0 // 3
    made = strand.run_on(first, from_c0, to_c0, inserted)
    found = _first_difference(strand, first, made)
    if found is None:
        return Effect(Frameshift(Residue(first + 1, strand.residue(first))), "frameshift_variant", uncertain=True)
    index, old, new = found
    if "" in {old, new}:
        return Effect(Frameshift(Residue(index + 1, old)), "frameshift_variant", uncertain=True)
    return _at_a_stop(index, old, new, made) or _shifted(index, old, new, made)


def _at_the_end(strand: Strand, from_c0: int, to_c0: int, inserted: str) -> Effect | None:
    """Return the effect of a change that reaches the stop codon; None where the bases around it are not known."""
    first, stop = from_c0 // 3, strand.layout.stop_index
    kept = _with_stop_kept(strand, from_c0, to_c0, inserted)
    if kept is not None:
        return kept
    made = strand.run_on(first, from_c0, to_c0, inserted)
    found = _first_difference(strand, first, made)
    if found is None or "" in found:
        return None
    index, old, new = found
    ended = _at_a_stop(index, old, new, made)
    if ended is not None:
        return ended
    if (len(inserted) - (to_c0 - from_c0)) % 3:
        return _shifted(index, old, new, made)
    tail = [new]
    for codon in made:
        residue = amino_acid(codon)
        if not residue:
            return None
        if residue == STOP:
            break
        tail.append(residue)
    change = Delins(Residue(index + 1, old), Residue(stop + 1, STOP), "".join(tail), len(tail))
    return Effect(change, "stop_lost")


def _with_stop_kept(strand: Strand, from_c0: int, to_c0: int, inserted: str) -> Effect | None:
    """Return the effect of a change by whole codons behind which the protein still ends at its own stop."""
    first, length = from_c0 // 3, strand.layout.cds_length
    if to_c0 > length or (len(inserted) - (to_c0 - from_c0)) % 3:
        return None
    made = strand.spliced(first * 3, from_c0) + inserted + strand.spliced(to_c0, length)
    new = [_translated(strand, first * 3 + start, made[start : start + 3]) for start in range(0, len(made), 3)]
    if not new or new[-1] != STOP or STOP in new[:-1] or "" in new:
        return None
    old = [strand.residue(index) for index in range(first, length // 3 - 1)]
    new.pop()
    if len(new) < len(old) and new == old[: len(new)]:  # a stop made of the bases of two codons
        at = Residue(first + len(new) + 1, old[len(new)])
        return Effect(Substitution(at, STOP), "stop_gained", uncertain=not at.amino_acid)
    return named(strand, first, old, new)


def _first_difference(strand: Strand, first: int, made: Iterator[str]) -> tuple[int, str, str] | None:
    """Return the first residue that differs (counted from 0) or is not known, old and new; also a stop that stays."""
    for index, codon in enumerate(made, first):
        old, new = strand.residue(index), _translated(strand, index * 3, codon)
        if old != new or old in {"", STOP}:
            return index, old, new
    return None


def _at_a_stop(index: int, old: str, new: str, made: Iterator[str]) -> Effect | None:
    """Return the effect where the first difference is a stop, old or new."""
    at = Residue(index + 1, old)
    if old == new == STOP:
        return Effect(Synonymous(at), "stop_retained_variant")
    if old == STOP:
        return Effect(Extension(at, new, _distance(made)), "stop_lost")
    return Effect(Substitution(at, STOP), "stop_gained") if new == STOP else None


def _shifted(index: int, old: str, new: str, made: Iterator[str]) -> Effect:
    distance = _distance(made)
    change = Frameshift(Residue(index + 1, old), new, None if distance is None else distance + 1)
    return Effect(change, "frameshift_variant")


def _distance(made: Iterator[str]) -> int | None:
    """Count the codons up to the next stop, the stop included; None where it is not known or does not come."""
    for count, codon in enumerate(made, 1):
        residue = amino_acid(codon)
        if residue in {"", STOP}:
            return count if residue else None
    return None
