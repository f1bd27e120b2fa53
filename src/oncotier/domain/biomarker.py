"""What an assertion asks for: a pattern over the findings of one sample.

A pattern is a tree of AND, OR and NOT over atoms; the text form is the grammar of `knowledgebase/README.md`,
read and written by `oncotier.notation.biomarker`.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from oncotier.domain.value import Value

__all__ = ["AllOf", "AnyOf", "Atom", "AtomKind", "Not", "Pattern", "atoms_of"]


class AtomKind(StrEnum):
    """The keyword of an atom, as the tables write it."""

    PROTEIN = "p"
    CODON = "codon"
    CODONS = "codons"
    EXON = "exon"
    EXONS = "exons"
    INTERNAL_TANDEM_DUPLICATION = "itd"
    KINASE_DOMAIN_DUPLICATION = "kdd"
    PARTIAL_TANDEM_DUPLICATION = "ptd"
    FUSION = "fusion"
    AMPLIFICATION = "amp"
    HOMOZYGOUS_DELETION = "homdel"
    LOSS_OF_FUNCTION = "lof"
    ONCOGENIC = "onc"
    ANY = "any"
    PROMOTER = "promoter"
    SPLICE = "splice"
    REVERSION = "reversion"
    WILD_TYPE = "wt"
    STATUS = "status"
    IHC = "ihc"
    ISH = "ish"
    PD_L1 = "pdl1"
    SIGNATURE = "sig"
    CYTOGENETIC = "cyto"
    HLA = "hla"
    METHYLATION = "meth"
    RESIDUAL_DISEASE = "mrd"
    IMAGING = "imaging"
    PHARMACOGENETIC = "pgx"
    IGHV = "ighv"
    CLINICAL = "clinical"
    NONE = "none"


class Atom(Value, frozen=True, cache_hash=True):
    """One condition on one gene or marker.

    `gene` is empty where the row's own genes are meant. `text` is the argument as written; `numbers` holds the
    codons or exons in it; `name` and `minimum` a score and its threshold; `five_prime`, `three_prime` the partners
    of a fusion (`any` where it does not matter).
    """

    gene: str
    kind: AtomKind
    text: str = ""
    numbers: tuple[int, ...] = ()
    name: str = ""
    minimum: float = 0.0
    five_prime: str = ""
    three_prime: str = ""


class Not(Value, frozen=True, cache_hash=True):
    """The finding is shown to be absent."""

    pattern: Pattern


class AllOf(Value, frozen=True, cache_hash=True):
    """Every part is present."""

    parts: tuple[Pattern, ...]


class AnyOf(Value, frozen=True, cache_hash=True):
    """At least one part is present."""

    parts: tuple[Pattern, ...]


Pattern = Atom | Not | AllOf | AnyOf


@lru_cache(maxsize=4096)
def atoms_of(pattern: Pattern) -> tuple[Atom, ...]:
    """Return every atom of the pattern, in the order in which it is written."""
    match pattern:
        case Atom():
            return (pattern,)
        case Not(inner):
            return atoms_of(inner)
        case AllOf(parts) | AnyOf(parts):
            return tuple(atom for part in parts for atom in atoms_of(part))
