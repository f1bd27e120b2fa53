"""A change of a protein, as a value: one class for each way in which HGVS describes one.

Residues are one-letter codes, `*` is a stop, an empty string is a residue that the source did not name
(ANNOVAR writes `p.745_750del`). Positions are 1-based codons. Rules: HGVS recommendations for proteins, v21.
"""

from __future__ import annotations

from oncotier.domain.value import Value

__all__ = [
    "Deletion",
    "Delins",
    "Duplication",
    "Extension",
    "Frameshift",
    "Insertion",
    "ProteinChange",
    "Residue",
    "Splice",
    "StartLoss",
    "Substitution",
    "Synonymous",
    "codon_span1",
    "is_truncating",
]


class Residue(Value, frozen=True, order=True):
    """One residue of the reference protein."""

    position: int
    amino_acid: str = ""


class Substitution(Value, frozen=True):
    """One residue replaced by another, or by a stop (`alternate` is `*`)."""

    at: Residue
    alternate: str


class Deletion(Value, frozen=True):
    """Residues removed, from `first` to `last`, both included."""

    first: Residue
    last: Residue


class Duplication(Value, frozen=True):
    """Residues repeated directly behind themselves."""

    first: Residue
    last: Residue


class Insertion(Value, frozen=True):
    """Residues inserted between two neighbors; `inserted` is empty where only the `length` is known."""

    first: Residue
    last: Residue
    inserted: str
    length: int


class Delins(Value, frozen=True):
    """Residues replaced by others; `inserted` is empty where only the `length` is known."""

    first: Residue
    last: Residue
    inserted: str
    length: int


class Frameshift(Value, frozen=True):
    """The reading frame is lost from `at` on; `stop_distance` counts codons from there to the new stop."""

    at: Residue
    alternate: str = ""
    stop_distance: int | None = None


class Extension(Value, frozen=True):
    """The stop codon is lost and the protein runs on."""

    at: Residue
    alternate: str = ""
    stop_distance: int | None = None


class StartLoss(Value, frozen=True):
    """The first methionine is changed: the protein is unpredictable."""


class Synonymous(Value, frozen=True):
    """The base changes, the residue does not."""

    at: Residue


class Splice(Value, frozen=True):
    """A splice site next to this codon is changed (`X1010_splice`)."""

    at: Residue


ProteinChange = (
    Substitution
    | Deletion
    | Duplication
    | Insertion
    | Delins
    | Frameshift
    | Extension
    | StartLoss
    | Synonymous
    | Splice
)


def codon_span1(change: ProteinChange) -> tuple[int, int]:
    """Return the first and the last codon that the change touches (1-based, both included)."""
    match change:
        case Deletion(first, last) | Duplication(first, last) | Insertion(first, last) | Delins(first, last):
            return first.position, last.position
        case StartLoss():
            return 1, 1
        case Substitution(at) | Frameshift(at) | Extension(at) | Synonymous(at) | Splice(at):
            return at.position, at.position


def is_truncating(change: ProteinChange) -> bool:
    """Tell whether the change ends the protein early, loses its frame, or loses its start."""
    match change:
        case Substitution(_, alternate):
            return alternate == "*"
        case Insertion(_, _, inserted) | Delins(_, _, inserted):
            return "*" in inserted
        case Frameshift() | StartLoss():
            return True
        case _:
            return False
