"""What the pictures of a report need beside its findings: proteins and cutoffs."""

from __future__ import annotations

from oncotier.domain.value import Value

__all__ = ["CodonSpan", "Cutoff", "Mark", "Pictures", "ProteinModel"]


class CodonSpan(Value, frozen=True):
    """A named stretch of a protein, an exon or a domain: first and last codon (1-based, both included)."""

    name: str
    first1: int
    last1: int


class Mark(Value, frozen=True):
    """Where an alteration lies on a protein: first and last codon (1-based, both included).

    `effect` is missense, truncating, in_frame, splice, upstream, exons or other.
    """

    alteration: str
    first1: int
    last1: int
    effect: str


class ProteinModel(Value, frozen=True):
    """A protein as its primary transcript writes it; `length` counts codons."""

    gene: str
    transcript: str
    length: int
    exons: tuple[CodonSpan, ...] = ()
    domains: tuple[CodonSpan, ...] = ()
    marks: tuple[Mark, ...] = ()


class Cutoff(Value, frozen=True):
    """A threshold that decided something: of a marker (`TMB`, `HRD`, `TPS`, `copies`) or of one gene's copies.

    `name` says what holds from there on (`at least`), or below it where `is_upper`.
    """

    marker: str
    value: float
    unit: str
    name: str
    gene: str = ""
    is_upper: bool = False


class Pictures(Value, frozen=True):
    """Everything that only a drawn report shows; `fraction_window` suggests a heterozygous germline variant."""

    proteins: tuple[ProteinModel, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    fraction_window: tuple[float, float] | None = None
