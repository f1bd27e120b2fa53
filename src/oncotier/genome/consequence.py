"""From a genomic change to what it does to a gene: its name on the coding sequence, on the protein, and its class.

With a reference (`bases`) every name is exact. Without one the stored codons, the coordinates of the transcript and
the record's own alleles must do: what they prove is called, a name that hangs on more is marked `ambiguous`, and
everything else is `Unavailable`. Rules: HGVS v21, Sequence Ontology terms as in Ensembl VEP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.protein import ProteinChange, Residue, Synonymous
from oncotier.domain.value import Value, replace
from oncotier.genome.allele import read_edit
from oncotier.genome.effect import coding_effect
from oncotier.genome.naming import coding_name
from oncotier.genome.residues import Effect
from oncotier.genome.shift import Placement, settle
from oncotier.genome.splice import crossing_terms, intron_term, is_in_region, touched_exon
from oncotier.genome.strand import Strand
from oncotier.genome.transcript import DOWNSTREAM, UPSTREAM, Bases, Codon, ExonLoss, Transcript, exons_lost
from oncotier.genome.translate import reverse_complement
from oncotier.notation.consequence import severity_rank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.domain.observation import Locus

__all__ = ["Call", "Unavailable", "call", "needed"]

_REGION = "splice_region_variant"
_CANONICAL = frozenset({"splice_donor_variant", "splice_acceptor_variant"})


class Call(Value, frozen=True):
    """What a change does to one transcript.

    `coding` is the HGVS name without accession, empty where it cannot be given; `consequence` the most severe
    Sequence Ontology term, `also` the others; exons and introns count from 1 (a canonical splice site names its exon
    too). `method` says what the call rests on: `fasta`, `codon facts` or `coordinates`. `ambiguous`: a reference may
    give the change another place or name; the class (in-frame, frameshift, splice) is what the record itself says.
    """

    gene: str
    transcript: str
    protein: ProteinChange | None
    coding: str
    consequence: str
    exon: int | None = None
    intron: int | None = None
    method: str = "coordinates"
    ambiguous: bool = False
    also: tuple[str, ...] = ()
    lost: ExonLoss | None = None


class Unavailable(Value, frozen=True):
    """Why there is no call: `reference_mismatch`, `consequence_unavailable` or `outside`, and in words.

    `coding` and `exon` are stated where the coordinates alone give them.
    """

    gene: str
    reason: str
    words: str
    coding: str = ""
    exon: int | None = None


def call(
    locus: Locus, transcript: Transcript, *, bases: Bases | None, codons: Mapping[int, Codon]
) -> Call | Unavailable:
    """Call one change on one transcript; `codons` are those of this transcript by residue (`place_codons`)."""
    edit = read_edit(locus)
    if isinstance(edit, str):
        return Unavailable(transcript.gene, "consequence_unavailable", edit)
    layout = transcript.layout
    first_x, last_x = layout.along(edit.start0, edit.end0)
    if (
        locus.contig != transcript.contig
        or last_x < layout.starts[0] - UPSTREAM
        or first_x > layout.ends[-1] + DOWNSTREAM
    ):
        return Unavailable(transcript.gene, "outside", f"it lies outside of {transcript.gene}")
    strand = Strand(transcript, edit, bases, codons)
    words = strand.mismatch()
    if words:
        return Unavailable(transcript.gene, "reference_mismatch", words)
    inserted = edit.inserted if layout.sign > 0 else reverse_complement(edit.inserted)
    exon = layout.exon_of(first_x) if last_x - first_x == len(inserted) == 1 else None
    if exon is not None:
        placement = Placement("exon", exon, first_x, last_x, inserted)
    else:
        placement = settle(strand, first_x, last_x, inserted)
    if placement.kind == "exon":
        return _in_exon(transcript, strand, placement)
    if placement.kind == "intron":
        return _made(transcript, strand, placement, (intron_term(layout, placement),), None)
    return _across(transcript, strand, placement)


def _in_exon(transcript: Transcript, strand: Strand, placement: Placement) -> Call | Unavailable:
    layout = transcript.layout
    from_c0 = layout.coding[placement.index] + placement.first_x - layout.starts[placement.index]
    to_c0 = from_c0 + placement.last_x - placement.first_x
    effect: Effect | None = None
    if to_c0 <= 0 or from_c0 >= layout.cds_length:
        term = _untranslated(strand, placement, before=to_c0 <= 0)
    else:
        effect = _effect(strand, placement, from_c0, to_c0)
        if effect is None:
            name = coding_name(strand, placement)
            return Unavailable(transcript.gene, "consequence_unavailable", needed(strand), name, placement.index + 1)
        term = effect.term
    return _made(transcript, strand, placement, (term,), effect)


def _effect(strand: Strand, placement: Placement, from_c0: int, to_c0: int) -> Effect | None:
    """Return the effect on the protein; a start codon is not lost where the change can as well lie before it."""
    effect = coding_effect(strand, from_c0, to_c0, placement.inserted)
    if effect is not None and effect.term == "start_lost" and placement.lowest:
        layout, index = strand.layout, placement.index
        furthest = layout.starts[index] - placement.first_x if index else placement.lowest
        if to_c0 + max(placement.lowest, furthest) <= 0:
            return Effect(Synonymous(Residue(1, "M")), "start_retained_variant")
    return effect


def _untranslated(strand: Strand, placement: Placement, *, before: bool) -> str:
    layout = strand.layout
    if before:
        return "upstream_gene_variant" if placement.last_x <= layout.starts[0] else "5_prime_UTR_variant"
    return "downstream_gene_variant" if placement.first_x >= layout.ends[-1] else "3_prime_UTR_variant"


def needed(strand: Strand) -> str:
    """Say in words what is missing for a call."""
    if strand.bases is None:
        return "its effect on the protein cannot be computed without the reference genome: --fasta"
    return "the FASTA does not hold the bases that its effect on the protein hangs on"


def _across(transcript: Transcript, strand: Strand, placement: Placement) -> Call:
    """Call a change that takes exon borders with it, or reaches over an end of the transcript."""
    layout = transcript.layout
    terms = crossing_terms(layout, placement)
    lost = exons_lost(transcript, *layout.along(placement.first_x, placement.last_x))
    if not terms:
        terms = ("5_prime_UTR_variant" if placement.first_x < layout.starts[0] else "3_prime_UTR_variant",)
    touched = touched_exon(layout, placement)
    return _made(transcript, strand, replace(placement, index=touched or 0), terms, None, lost=lost)


def _made(
    transcript: Transcript,
    strand: Strand,
    placement: Placement,
    terms: tuple[str, ...],
    effect: Effect | None,
    *,
    lost: ExonLoss | None = None,
) -> Call:
    layout, number = transcript.layout, placement.index + 1
    in_intron = placement.kind == "intron"
    if placement.kind == "exon" and layout.starts[0] <= placement.first_x and is_in_region(layout, placement):
        terms = tuple(sorted((*terms, _REGION), key=severity_rank))
    outside = terms[0] in {"upstream_gene_variant", "downstream_gene_variant"}
    exon = None if in_intron or outside else number
    if in_intron and terms[0] in _CANONICAL:
        exon = number if terms[0] == "splice_donor_variant" else number + 1
    is_open = placement.open5 or placement.open3
    return Call(
        transcript.gene,
        transcript.name,
        effect.protein if effect is not None else None,
        coding_name(strand, placement),
        terms[0],
        exon,
        number if in_intron else None,
        strand.method,
        is_open or (effect is not None and effect.uncertain),
        terms[1:],
        lost,
    )
