"""What an input said, word for word, and how each of its records ended.

Readers produce these values; nothing here is interpreted. A record that a reader cannot hand on ends in the
tally or as an `Unresolved`: `Reading.tally` adds up to the number of records read, always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.source import Source
from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CopyNumberObservation",
    "Locus",
    "Negative",
    "Notice",
    "Observation",
    "Reading",
    "RearrangementObservation",
    "Source",
    "StatementObservation",
    "Tally",
    "Unresolved",
    "VariantObservation",
]


class Notice(Value, frozen=True):
    """A repair, an assumption or a doubt; `code` is stable, `severity` is info, warning or error."""

    code: str
    severity: str
    where: str
    words: str


class Unresolved(Value, frozen=True):
    """A statement that could not be understood or assessed, with a reason code and words."""

    source: Source
    reason: str
    words: str


class Locus(Value, frozen=True):
    """A genomic change as VCF writes it: contig without prefix, 1-based position, both alleles in capitals."""

    contig: str
    pos1: int
    reference: str
    alternate: str
    build: str = ""


class VariantObservation(Value, frozen=True):
    """A small variant as reported; `filter` names the caller's or vendor's objection, empty when it passed."""

    source: Source
    gene: str
    protein: str = ""
    coding: str = ""
    consequence: str = ""
    transcript: str = ""
    exon: str = ""
    intron: str = ""
    locus: Locus | None = None
    vaf: float | None = None
    depth: int | None = None
    origin: Origin = Origin.UNKNOWN
    filter: str = ""
    flags: tuple[str, ...] = ()


class CopyNumberObservation(Value, frozen=True):
    """A copy-number call as reported; `call` is the source's word."""

    source: Source
    gene: str
    call: str
    copies: float | None = None
    origin: Origin = Origin.UNKNOWN
    filter: str = ""
    flags: tuple[str, ...] = ()


class RearrangementObservation(Value, frozen=True):
    """A rearrangement as reported: the source's type word, one or two genes, order stated or not."""

    source: Source
    gene1: str
    gene2: str
    call: str
    oriented: bool = False
    in_frame: str = ""
    description: str = ""
    origin: Origin = Origin.UNKNOWN
    vaf: float | None = None
    filter: str = ""
    flags: tuple[str, ...] = ()


class StatementObservation(Value, frozen=True):
    """A finding in words (`EGFR L858R`, `HER2 IHC 2+`), to be read by the notation."""

    source: Source
    text: str
    origin: Origin = Origin.UNKNOWN
    flags: tuple[str, ...] = ()
    filter: str = ""


Observation = VariantObservation | CopyNumberObservation | RearrangementObservation | StatementObservation


class Negative(Value, frozen=True):
    """A gene that the source states as tested and without reportable alteration."""

    source: Source
    gene: str


class Tally(Value, frozen=True):
    """How the records of one input ended; `read` is the sum of the other four."""

    read: int = 0
    interpreted: int = 0
    out_of_scope: int = 0
    filtered: int = 0
    unresolved: int = 0
    out_of_scope_by: Mapping[str, int] = {}
    filtered_by: Mapping[str, int] = {}


class Reading(Value, frozen=True):
    """Everything that one input said about one sample.

    `out_of_scope_by` and `filtered_by` count records that the reader itself set aside, by reason;
    `unresolved` holds records that it had to reject. Every other record has at least one observation or negative.
    """

    input: str
    format: str
    sha256: str
    records_read: int
    observations: tuple[Observation, ...] = ()
    negatives: tuple[Negative, ...] = ()
    out_of_scope_by: Mapping[str, int] = {}
    filtered_by: Mapping[str, int] = {}
    unresolved: tuple[Unresolved, ...] = ()
    notices: tuple[Notice, ...] = ()
    build: str = ""
    build_evidence: str = ""
    sample: str = ""
    tumor_type: str = ""
    incomplete: bool = False
