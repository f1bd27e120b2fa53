"""From one row of a coordinate table to its value, checked."""

from __future__ import annotations

from operator import lt
from typing import TYPE_CHECKING

from msgspec import json

from oncotier.domain.evidence import SpliceWindow
from oncotier.genome.scope import GeneSpan
from oncotier.genome.transcript import Codon, Transcript
from oncotier.knowledge.table import Fault
from oncotier.notation.lazy_pattern import ascii_pattern

if TYPE_CHECKING:
    from oncotier.knowledge.table import Row

__all__ = ["codon", "gene_span", "hotspot", "splice_window", "transcript", "window"]


def splice_window(row: Row) -> SpliceWindow:
    """Read a row of `coordinates/splice_windows.tsv`."""
    exon, first, last = row.integer("exon"), row.text("first"), row.text("last")
    if exon is None:
        raise Fault("exon: empty, but needed")
    indel_only = row.choice("change", ("any", "indel")) == "indel"
    side = row.choice("side", ("acceptor", "donor"))
    return SpliceWindow(row.required("gene"), exon, side, indel_only, int(first), int(last))


def hotspot(row: Row) -> tuple[int, int]:
    """Read a row of `coordinates/codons.tsv` as (codon, number of tumors, 0 where it is not recurrent)."""
    residue, count = row.integer("residue"), row.integer("hotspot")
    if residue is None:
        raise Fault("residue: empty, but needed")
    return residue, count or 0


def window(row: Row) -> tuple[int, int]:
    """Read the first and last codon of a row of `coordinates/exons.tsv` or `coordinates/domains.tsv`."""
    return int(row.text("codon_first")), int(row.text("codon_last"))


def gene_span(row: Row, build: str) -> GeneSpan | None:
    """Read a row of `coordinates/genes.tsv` for one build, None where it has no place there."""
    start0, end0 = row.integer(f"start0_{build}"), row.integer(f"end0_{build}")
    if start0 is None or end0 is None:
        return None
    return GeneSpan(row.text("gene"), row.text("chrom"), start0, end0)


def codon(row: Row, build: str) -> Codon | None:
    """Read a row of `coordinates/codons.tsv` for one build, None where it has no place there."""
    positions1 = row.words(f"{build}_pos1")
    if not positions1:
        return None
    residue = row.integer("residue")
    if residue is None or len(positions1) != 3 or not all(position.isdigit() for position in positions1):
        raise Fault(f"{build}_pos1: needs a residue and its three positions")
    first, second, third = (int(position) for position in positions1)
    return Codon(row.required("gene"), residue, row.required("ref_aa"), row.text("codon"), (first, second, third))


def transcript(row: Row, build: str) -> Transcript | None:
    """Read a row of `coordinates/transcripts.tsv` for one build, None where it has no place there."""
    column = f"exons0_{build}"
    exons = _intervals(column, row.text(column))
    if not exons:
        return None
    length = row.integer("protein_length")
    if length is None:
        raise Fault("protein_length: empty, but needed")
    cds_start0, cds_end0 = _interval(f"cds0_{build}", row.required(f"cds0_{build}"))
    return Transcript(
        gene=row.required("gene"),
        name=row.required("transcript"),
        role=row.choice("role", ("primary", "legacy")),
        contig=row.required("chrom"),
        strand=1 if row.choice("strand", ("+", "-")) == "+" else -1,
        exons=exons,
        cds_start0=cds_start0,
        cds_end0=cds_end0,
        protein_length=length,
        refseq=row.text("refseq"),
    )


_read_numbers = json.Decoder(list[int]).decode  # three times as fast as int by int
_INTERVALS = ascii_pattern(r"[1-9][0-9]*-[1-9][0-9]*(?:,[1-9][0-9]*-[1-9][0-9]*)*")


def _intervals(column: str, text: str) -> tuple[tuple[int, int], ...]:
    """Read a list of intervals at once; a faulty one is looked for only where the list is not as it must be."""
    if _INTERVALS.fullmatch(text):
        numbers = _read_numbers(f"[{text.replace('-', ',')}]")
        starts0, ends0 = numbers[::2], numbers[1::2]
        if all(map(lt, starts0, ends0)):
            return tuple(zip(starts0, ends0, strict=True))
    return tuple([_interval(column, part.strip()) for part in text.split(",") if part.strip()])


def _interval(column: str, text: str) -> tuple[int, int]:
    start0, _, end0 = text.partition("-")
    if start0.isdigit() and end0.isdigit():
        found = int(start0), int(end0)
        if found[0] < found[1]:
            return found
    raise Fault(f"{column}: {text!r} is no interval as 130713880-130714455")
