"""An alteration as oncotier understands it: a sum of small events in one envelope.

`Event` says what happened, and two reports of the same event compare equal. `Alteration` adds where it was
reported and how strongly, its canonical label and the classes that it belongs to.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from oncotier.domain.value import Value

if TYPE_CHECKING:
    from oncotier.domain.protein import ProteinChange
    from oncotier.domain.source import Source

__all__ = [
    "Alteration",
    "CopyNumber",
    "CopyState",
    "Event",
    "Expression",
    "Fusion",
    "Kind",
    "Marker",
    "Origin",
    "Rearrangement",
    "RearrangementKind",
    "ReceptorStatus",
    "Signature",
    "SmallVariant",
    "WildType",
]


class Kind(StrEnum):
    """The kinds of the report's `alterations` list."""

    SMALL_VARIANT = "small_variant"
    COPY_NUMBER = "copy_number"
    FUSION = "fusion"
    STRUCTURAL = "structural"
    SIGNATURE = "signature"
    EXPRESSION = "expression"
    STATUS = "status"


class Origin(StrEnum):
    """Whether the change was acquired by the tumor or inherited."""

    SOMATIC = "somatic"
    GERMLINE = "germline"
    UNKNOWN = "unknown"


class CopyState(StrEnum):
    """A copy-number call; gain and single-copy loss are deliberately not amplification and deletion."""

    AMPLIFICATION = "amplification"
    HOMOZYGOUS_DELETION = "deletion"
    GAIN = "gain"
    LOSS = "loss"


class RearrangementKind(StrEnum):
    """An event inside one gene that is no fusion."""

    EXON_SKIPPING = "exon skipping"
    EXON_DELETION = "exon deletion"
    INTERNAL_TANDEM_DUPLICATION = "ITD"
    KINASE_DOMAIN_DUPLICATION = "KDD"
    PARTIAL_TANDEM_DUPLICATION = "PTD"
    C_TERMINAL_DELETION = "CTD"
    SPLICE_VARIANT = "splice variant"
    TRUNCATION = "truncation"
    UNSPECIFIED = "rearrangement"


class SmallVariant(Value, frozen=True):
    """A substitution, insertion or deletion in one gene.

    `coding` is the HGVS description without accession (`c.2573T>G`); `consequence` a Sequence Ontology term;
    `exon` and `intron` count from 1 on the transcript that named the change.
    """

    gene: str
    protein: ProteinChange | None = None
    coding: str = ""
    consequence: str = ""
    exon: int | None = None
    intron: int | None = None


class CopyNumber(Value, frozen=True):
    """A change of the number of copies of a whole gene."""

    gene: str
    state: CopyState


class Fusion(Value, frozen=True):
    """Two genes joined; an empty partner is unknown; `oriented` says that the source stated 5' and 3'."""

    five_prime: str
    three_prime: str
    oriented: bool = True


class Joint(Value, frozen=True):
    """Where a fusion joins two proteins: the last codon that the 5' gene brings, the first that the 3' gene brings.

    None where the break is not stated, or leaves no codon of that gene.
    """

    five_prime_codon1: int | None = None
    three_prime_codon1: int | None = None


class Rearrangement(Value, frozen=True):
    """A structural event inside one gene; exons count from 1, both ends included, None when not stated."""

    gene: str
    kind: RearrangementKind
    first_exon: int | None = None
    last_exon: int | None = None
    name: str = ""


class Signature(Value, frozen=True):
    """A genome-wide measure: MSI, MMR, TMB, HRD, LOH; `state` is its word (`MSI-H`), `value` its number."""

    name: str
    state: str = ""
    value: float | None = None
    unit: str = ""


class Expression(Value, frozen=True):
    """A protein or gene measured in the tumor: `assay` is `IHC`, `ISH`, `TPS`, `CPS`, `TC` or `IC`."""

    gene: str
    assay: str
    result: str = ""
    value: float | None = None
    unit: str = ""
    intensity: str = ""


class ReceptorStatus(Value, frozen=True):
    """A stated receptor status: marker `ER`, `PR`, `HR` or `HER2`."""

    marker: str
    state: str


class WildType(Value, frozen=True):
    """A gene (or these codons of it) tested and found without alteration."""

    gene: str
    codons: tuple[int, ...] = ()


class Marker(Value, frozen=True):
    """Any other stated fact, by kind and text: cytogenetics, HLA type, methylation, clinical features."""

    kind: str
    text: str
    gene: str = ""


Event = SmallVariant | CopyNumber | Fusion | Rearrangement | Signature | Expression | ReceptorStatus | WildType | Marker


class Alteration(Value, frozen=True):
    """One event of one sample, with everything known about it.

    `vaf` is a fraction (0 to 1), `depth` reads, `copies` absolute copies; None means not known, never zero. `phase`
    names the phase set of its input and, behind a `|`, the haplotypes that carry it; empty when not phased. `joint` is
    that of a fusion of which the breaks are known.
    """

    event: Event
    label: str
    kind: Kind
    gene: str
    genes: tuple[str, ...]
    classes: tuple[str, ...] = ()
    hgvs_p: str = ""
    hgvs_c: str = ""
    hgvs_g: str = ""
    transcript: str = ""
    also_known_as: tuple[str, ...] = ()
    origin: Origin = Origin.UNKNOWN
    vaf: float | None = None
    depth: int | None = None
    copies: float | None = None
    flags: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    id: str = ""
    phase: str = ""
    joint: Joint | None = None
