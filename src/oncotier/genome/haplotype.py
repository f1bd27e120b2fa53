"""Several changes that lie on one haplotype, called as what they do together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.genome.allele import Edit, join, read_edit
from oncotier.genome.consequence import Call, Unavailable, call, needed
from oncotier.genome.effect import coding_effect
from oncotier.genome.strand import Strand
from oncotier.genome.translate import reverse_complement
from oncotier.notation.consequence import severity_rank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.domain.observation import Locus
    from oncotier.genome.transcript import Bases, Codon, Layout, Transcript

__all__ = ["call_group", "codons_touched"]


def codons_touched(locus: Locus, transcript: Transcript) -> tuple[int, int] | None:
    """Return the first and the last codon that a change lies in, as it is written; None outside of one coding exon."""
    if locus.contig != transcript.contig:
        return None
    edit = read_edit(locus)
    span = None if isinstance(edit, str) else _coding_span(transcript.layout, edit)
    return (span[0] // 3 + 1, max(span[0], span[1] - 1) // 3 + 1) if span else None


def call_group(
    loci: tuple[Locus, ...], transcript: Transcript, *, bases: Bases | None, codons: Mapping[int, Codon]
) -> Call | Unavailable:
    """Call phased neighbors of one haplotype as the one change that they make together.

    Neighbors in different exons are applied to the spliced coding sequence: such a change has no coding name. Where
    some lie outside the coding sequence, the more severe of both effects is returned.
    """
    singles = [call(locus, transcript, bases=bases, codons=codons) for locus in loci]
    for single in singles:  # each must fit the reference by itself
        if len(loci) == 1 or (isinstance(single, Unavailable) and single.reason != "consequence_unavailable"):
            return single
    layout, gene = transcript.layout, transcript.gene
    edits = [read_edit(locus, anchored=True) for locus in loci]
    known = [edit for edit in edits if isinstance(edit, Edit)]
    if len(known) < len(edits):
        return Unavailable(gene, "consequence_unavailable", next(edit for edit in edits if isinstance(edit, str)))
    strand = Strand(transcript, known[0], bases, codons)
    if len({_region(layout, edit) for edit in known}) == 1:
        joined = join(loci, lambda start0, end0: _genomic(strand, start0, end0))
        if isinstance(joined, str):
            return Unavailable(gene, "consequence_unavailable", joined)
        return call(joined, transcript, bases=bases, codons=codons)
    coding = [index for index, edit in enumerate(known) if _coding_span(layout, edit) is not None]
    if len(coding) == len(loci):
        return _spliced(transcript, strand, known)
    found = [single for index, single in enumerate(singles) if index not in coding]
    if coding:
        found.append(call_group(tuple(loci[index] for index in coding), transcript, bases=bases, codons=codons))
    return min(found, key=lambda one: severity_rank(one.consequence) if isinstance(one, Call) else severity_rank(""))


def _region(layout: Layout, edit: Edit) -> tuple[int, bool]:
    """Return the exon or the intron (named by the exon in front of it) that a change lies in, as it is written."""
    first_x, last_x = layout.along(edit.start0, edit.end0)
    before = sum(1 for start in layout.starts if start < max(last_x, first_x + 1)) - 1
    inside = before >= 0 and layout.starts[before] <= first_x and last_x <= layout.ends[before]
    return before, inside


def _coding_span(layout: Layout, edit: Edit) -> tuple[int, int] | None:
    """Return the part of the coding sequence that a change replaces; None where it lies elsewhere, or in part."""
    first_x, last_x = layout.along(edit.start0, edit.end0)
    exon = layout.exon_of(first_x)
    if exon is None or last_x > layout.ends[exon]:
        return None
    from_c0 = layout.coding[exon] + first_x - layout.starts[exon]
    to_c0 = from_c0 + last_x - first_x
    return (from_c0, to_c0) if from_c0 >= 0 and to_c0 <= layout.cds_length else None


def _genomic(strand: Strand, start0: int, end0: int) -> str:
    found = strand.read(*strand.layout.along(start0, end0))
    return found if strand.layout.sign > 0 else reverse_complement(found)


def _spliced(transcript: Transcript, strand: Strand, edits: list[Edit]) -> Call | Unavailable:
    """Call changes of several exons on the spliced coding sequence."""
    layout = transcript.layout
    parts = sorted((span, edit.inserted) for edit in edits if (span := _coding_span(layout, edit)) is not None)
    first_c0, place, made = parts[0][0][0], parts[0][0][0], ""
    for (from_c0, to_c0), inserted in parts:
        if from_c0 < place:
            return Unavailable(transcript.gene, "consequence_unavailable", "two changes of one haplotype overlap")
        made += strand.spliced(place, from_c0) + (inserted if layout.sign > 0 else reverse_complement(inserted))
        place = to_c0
    effect = coding_effect(strand, first_c0, place, made) if "N" not in made else None
    if effect is None:
        return Unavailable(transcript.gene, "consequence_unavailable", needed(strand))
    exon = layout.exon_of(layout.place_of(first_c0))
    return Call(
        transcript.gene,
        transcript.name,
        effect.protein,
        "",
        effect.term,
        None if exon is None else exon + 1,
        method=strand.method if strand.bases is None else "fasta",
        ambiguous=effect.uncertain,
    )
