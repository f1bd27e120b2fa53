"""What an input said, word for word, and how each of its records ended.

Readers produce these values; nothing here is interpreted. A record that a reader cannot hand on ends in the
tally or as an `Unresolved`: `Reading.tally` adds up to the number of records read, always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Joint, Origin
from oncotier.domain.coverage import Block, Region
from oncotier.domain.source import Source
from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "ANNOTATED_ELSEWHERE",
    "COMPOUND_AT",
    "GENOTYPE_DENIES",
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
    "Untested",
    "VariantObservation",
]


ANNOTATED_ELSEWHERE = "annotated_elsewhere"
"""Flag of a record whose annotation speaks of other genes than the one of the table that it lies in."""

COMPOUND_AT = "compound_at:"
"""Begins the flag of a record whose effect is named with that of others at one position, which ends the flag."""

GENOTYPE_DENIES = "genotype_without_allele"
"""Filter of a record whose reads carry an allele that the genotype of the sample does not name."""


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
    """A small variant as reported; `filter` names the caller's or vendor's objection, empty when it passed.

    Without a gene it is a place on the genome only (`locus`), whose consequence is still to be called. `phase` names
    the phase set and, behind a `|`, the haplotypes (0, 1) that carry it; empty when not phased.
    """

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
    phase: str = ""


class CopyNumberObservation(Value, frozen=True):
    """A copy-number call as reported.

    `call` is the source's word (`amplification`, `homozygous_deletion`, `gain`, `loss`, `neutral`); empty where the
    source gives only `copies` (absolute, total), which the thresholds of the knowledge base then judge. A gain whose
    source does not tell it from an amplification is `gain_by_copies`: the thresholds say which it is.
    """

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
    joint: Joint | None = None


class StatementObservation(Value, frozen=True):
    """A finding in words (`EGFR L858R`, `HER2 IHC 2+`), to be read by the notation; `vaf` is what the words state."""

    source: Source
    text: str
    origin: Origin = Origin.UNKNOWN
    flags: tuple[str, ...] = ()
    filter: str = ""
    vaf: float | None = None


Observation = VariantObservation | CopyNumberObservation | RearrangementObservation | StatementObservation


class Negative(Value, frozen=True):
    """A gene that the source states as tested and without reportable alteration.

    `kinds` names what was tested (`small_variant`, `copy_number`, `fusion`, `transcript_variant`: exons left out of the
    RNA); empty where the source does not limit it.
    """

    source: Source
    gene: str
    kinds: tuple[str, ...] = ()


class Untested(Value, frozen=True):
    """A gene or marker that the source states as not assessed (no call, failed, quantity not sufficient).

    `of_any_gene`: the source does not say which gene it failed to assess.
    """

    source: Source
    marker: str
    words: str
    of_any_gene: bool = False


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
    `unresolved` holds records that it had to reject. Every other record has at least one observation, negative or
    untested marker. `blocks` are what a gVCF says of its coverage, and `is_gvcf` tells that they state all that was
    read; `unread` are places of any other file that were hardly read. `has_gaps`: the source says that results are
    void, missing or to come, so that nothing it lacks is shown absent. `undetermined`: genes of which counted records
    give no result for some kinds of alterations, as a copy number of NA; without a gene it is of all. `unproved`: the
    kinds of alterations that are not shown absent by what a report lacks, for it says nothing about them, not even
    that there are none, or is of plasma; another input of the sample may show it. `sha256` is empty where `hashing` is
    still at work: `fingerprint` waits for it.
    """

    input: str
    format: str
    sha256: str
    records_read: int
    observations: tuple[Observation, ...] = ()
    negatives: tuple[Negative, ...] = ()
    untested: tuple[Untested, ...] = ()
    out_of_scope_by: Mapping[str, int] = {}
    filtered_by: Mapping[str, int] = {}
    unresolved: tuple[Unresolved, ...] = ()
    notices: tuple[Notice, ...] = ()
    build: str = ""
    build_evidence: str = ""
    sample: str = ""
    tumor_type: str = ""
    incomplete: bool = False
    has_gaps: bool = False
    undetermined: tuple[Negative, ...] = ()
    unproved: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    is_gvcf: bool = False
    unread: tuple[Region, ...] = ()
    hashing: Callable[[], str] | None = None

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the bytes as stored, empty where there is no file."""
        return self.hashing() if self.hashing is not None else self.sha256
