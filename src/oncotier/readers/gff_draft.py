"""One transcript of a GFF3 while its parts come in, and what must hold before it is used.

Sequence Ontology GFF3 specification 1.26: columns 4 and 5 are 1-based and closed; the phase of a CDS is the number of
bases to skip to the first base of a codon; the stop codon belongs to the CDS. Where a file states it beside the CDS
(as GTF does), it is added.
"""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING

from oncotier.genome.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["REJECTIONS", "Draft", "Rank", "finished", "has_no_end", "rank_of"]

REJECTIONS = {
    "incomplete": "the coding sequence is marked as incomplete",
    "start": "the first CDS does not begin with a whole codon",
    "phase": "a phase contradicts the lengths of the CDS before it",
    "length": "the length of the CDS is not a multiple of three",
    "exons": "the CDS is not the coding part of the exons",
}
"""Why a transcript is not used, by code, in the order in which it is said."""

_INCOMPLETE = frozenset({"cds_start_NF", "cds_end_NF", "mRNA_start_NF", "mRNA_end_NF"})


class Rank:
    """How good a transcript is as the one of its gene; among equals the longest coding sequence is taken."""

    OTHER = 0
    BASIC = 1
    CANONICAL = 2
    MANE_SELECT = 3
    SECOND = -1  # MANE Plus Clinical: beside the primary one


class Draft:
    """The parts of a transcript as they come: 0-based half-open intervals, flat in arrays to stay small."""

    __slots__ = ("cds", "contig", "exons", "gene", "is_exact", "is_incomplete", "is_ousted", "name", "rank",
                 "raw_contig", "refseq", "rows", "stops", "strand")  # fmt: skip

    def __init__(self, gene: str, raw_contig: bytes, contig: str, strand: bytes, rank: int) -> None:
        self.gene = gene
        self.raw_contig = raw_contig
        self.contig = contig
        self.strand = strand
        self.rank = rank
        self.name = ""
        self.refseq = ""
        self.is_exact = True  # the file calls the gene by its current symbol
        self.is_incomplete = False
        self.is_ousted = False  # its gene has a better one
        self.exons = array("q")  # start0, end0
        self.cds = array("q")  # start0, end0, phase
        self.stops = array("q")  # start0, end0
        self.rows: list[tuple[int, bytes]] = []  # line numbers (1-based) and lines that are still to be read

    @property
    def coding_length(self) -> int:
        """The sum of the lengths of the CDS."""
        return sum(self.cds[1::3]) - sum(self.cds[::3])


def rank_of(tags: Iterable[str], name: str) -> int:
    """Return the rank that tags (spaces as `_`) give a transcript; predicted models of RefSeq (`XM_`) come last."""
    known = frozenset(tags)
    if "MANE_Select" in known:
        return Rank.MANE_SELECT
    if "MANE_Plus_Clinical" in known:
        return Rank.SECOND
    if known & {"Ensembl_canonical", "RefSeq_Select"}:
        return Rank.CANONICAL
    return Rank.BASIC if "basic" in known or name.startswith("NM_") else Rank.OTHER


def has_no_end(tags: Iterable[str]) -> bool:
    """Tell whether the tags say that an end of the coding sequence was not found."""
    return not _INCOMPLETE.isdisjoint(tags)


def finished(draft: Draft, role: str) -> Transcript | str:
    """Return the transcript of a draft with a CDS, or the code of the reason why it is not used (`REJECTIONS`)."""
    cds = sorted(zip(draft.cds[::3], draft.cds[1::3], draft.cds[2::3], strict=True))
    parts = [(start0, end0) for start0, end0, _ in cds]
    exons = sorted(zip(draft.exons[::2], draft.exons[1::2], strict=True)) or parts
    if draft.is_incomplete:
        return "incomplete"
    touching = any(before[1] > after[0] for before, after in pairwise(exons))
    if touching or _cut(exons, parts[0][0], parts[-1][1]) != parts:
        return "exons"
    fault = _phase_fault(cds if draft.strand == b"+" else cds[::-1])
    if fault:
        return fault
    first0, last0 = min(parts[0][0], *draft.stops[::2], parts[-1][0]), max(parts[-1][1], *draft.stops[1::2], 0)
    length = sum(end0 - start0 for start0, end0 in _cut(exons, first0, last0))
    if length % 3:
        return "length"
    return Transcript(
        gene=draft.gene,
        name=draft.name,
        role=role,
        contig=draft.contig,
        strand=1 if draft.strand == b"+" else -1,
        exons=tuple(exons if draft.strand == b"+" else exons[::-1]),
        cds_start0=first0,
        cds_end0=last0,
        protein_length=length // 3 - 1,
        refseq=draft.refseq,
    )


def _cut(exons: list[tuple[int, int]], first0: int, last0: int) -> list[tuple[int, int]]:
    return [(max(start0, first0), min(end0, last0)) for start0, end0 in exons if start0 < last0 and end0 > first0]


def _phase_fault(cds: list[tuple[int, int, int]]) -> str:
    """Check the phases of CDS parts in the direction of the transcript."""
    length = 0
    for start0, end0, phase in cds:
        if phase != -length % 3:
            return "phase" if length else "start"
        length += end0 - start0
    return ""
