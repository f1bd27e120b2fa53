"""From a change of the coding sequence back to the genome: `c.2573T>G` of a transcript as a VCF would write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Locus
from oncotier.genome.allele import Edit
from oncotier.genome.strand import Strand
from oncotier.genome.translate import reverse_complement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.genome.transcript import Bases, Codon, Layout, Transcript
    from oncotier.notation.coding import CodingChange, CodingPosition

__all__ = ["locus_of_coding"]

_LONGEST = 20_000


def locus_of_coding(
    change: CodingChange, transcript: Transcript, build: str, *, bases: Bases | None, codons: Mapping[int, Codon]
) -> Locus | str:
    """Return the genomic change that a coding change names, or in words why there is none.

    `codons` are those of this transcript by residue. A deletion or duplication needs the bases that it speaks of.
    An insertion is written as a MAF does: reference `-`, the position of the base in front.
    """
    layout = transcript.layout
    first_x, last_x = _place(change.first, layout), _place(change.last, layout)
    if first_x is None or last_x is None or not 0 <= last_x - first_x < _LONGEST:
        return f"{change} does not lie on {transcript.name}"
    kind, _, inserted = change.edit.partition("ins")
    if kind == "" and inserted:
        return _inserted(inserted, last_x, transcript, build) if last_x == first_x + 1 else "an insertion has no place"
    strand = Strand(transcript, Edit(0, 0, "", 0, ""), bases, codons)
    removed = strand.read(first_x, last_x + 1)
    if ">" in change.edit:
        stated, _, made = change.edit.partition(">")
        if removed not in {stated, "N"}:
            return f"{transcript.name} has {removed} at {change.first}, the text says {stated}"
        return _locus(transcript, build, first_x, last_x + 1, stated, made)
    if "N" in removed:
        return "the bases that it speaks of are not known without the reference genome: --fasta"
    if kind == "dup":
        return _inserted(removed, last_x + 1, transcript, build)
    made = {"del": inserted, "inv": reverse_complement(removed)}.get(kind, "?")
    if set(made) - set("ACGT"):
        return f"{change.edit} names no bases"
    return _locus(transcript, build, first_x, last_x + 1, removed, made)


def _place(position: CodingPosition, layout: Layout) -> int | None:
    """Return the place along the transcript; None where an intron does not begin there."""
    c0 = {5: -position.base, 0: position.base - 1, 3: layout.cds_length + position.base - 1}[position.region]
    if position.region == 0 and c0 >= layout.cds_length:
        return None
    x = layout.place_of(c0)
    exon = layout.exon_of(x)
    if position.offset and (
        exon is None or x != (layout.ends[exon] - 1 if position.offset > 0 else layout.starts[exon])
    ):
        return None
    return x + position.offset


def _inserted(made: str, at_x: int, transcript: Transcript, build: str) -> Locus | str:
    if set(made) - set("ACGT"):
        return f"{made} names no bases"
    return _locus(transcript, build, at_x, at_x, "", made)


def _locus(transcript: Transcript, build: str, first_x: int, last_x: int, removed: str, made: str) -> Locus:
    start0, _ = transcript.layout.along(first_x, last_x)
    if transcript.strand < 0:
        removed, made = reverse_complement(removed), reverse_complement(made)
    pos1 = start0 + 1 if removed else start0
    return Locus(transcript.contig, pos1, removed or "-", made or "-", build)
