"""Which absences are proved: by the description of the test, for the genes, codons and kinds that it covers."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from oncotier.domain.biomarker import AtomKind
from oncotier.domain.coverage import Assay, Covered, Region
from oncotier.domain.protein import codon_span1
from oncotier.domain.value import Value
from oncotier.notation import protein

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oncotier.domain.biomarker import Atom
    from oncotier.genome.transcript import Transcript
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["NOTHING_COVERED", "Coverage", "Unread", "coverage_of", "genes_of_regions", "kind_of"]

_KIND = {
    AtomKind.FUSION: "fusion",
    AtomKind.AMPLIFICATION: "copy_number",
    AtomKind.HOMOZYGOUS_DELETION: "copy_number",
}
_SMALL = frozenset(
    {
        AtomKind.PROTEIN,
        AtomKind.CODON,
        AtomKind.CODONS,
        AtomKind.EXON,
        AtomKind.INTERNAL_TANDEM_DUPLICATION,
        AtomKind.ONCOGENIC,
        AtomKind.ANY,
        AtomKind.WILD_TYPE,
    }
)


def kind_of(atom: Atom) -> str:
    """Return the kind of alteration that an atom asks for: `small_variant`, `copy_number` or `fusion`."""
    return _KIND.get(atom.kind, "small_variant")


class Unread(Value, frozen=True):
    """Codons of a covered gene (first, last) at which the sample was not read, and words that say so."""

    codons: tuple[tuple[int, int], ...]
    words: str


class Coverage(Value, frozen=True):
    """The genes that a test covered, by symbol; `is_proof` is false where not finding proves nothing.

    `by_blocks` names those of which the reference blocks of a gVCF are (part of) the proof. What is `unread` of a gene
    stays open whatever covers it.
    """

    genes: Mapping[str, Covered] = {}
    is_proof: bool = True
    is_cell_free: bool = False
    by_blocks: frozenset[str] = frozenset()
    unread: Mapping[str, Unread] = {}

    def covers(self, gene: str, kind: str, codons: Iterable[int] = ()) -> bool:
        """Tell whether alterations of a kind, in all these codons (or in the whole gene), would have been found."""
        known = self.genes.get(gene)
        if known is None or kind not in known.kinds:
            return False
        if not known.codons:
            return True
        wanted = tuple(codons)
        return bool(wanted) and all(any(first <= one <= last for first, last in known.codons) for one in wanted)

    def covers_atom(self, atom: Atom, gene: str, kb: KnowledgeBase) -> bool:
        """Tell whether what an atom asks of a gene would have been found."""
        if gene not in self.genes:
            return False
        if atom.kind in _KIND:
            return self.covers(gene, _KIND[atom.kind])
        if atom.kind is AtomKind.LOSS_OF_FUNCTION:
            return self.covers(gene, "small_variant") and self.covers(gene, "copy_number")
        return atom.kind in _SMALL and self.covers(gene, "small_variant", _codons_of(atom, gene, kb))

    def unread_words(self, atom: Atom, gene: str, kb: KnowledgeBase) -> str:
        """Say that codons which an atom asks for were not read, empty where they were or nothing speaks of it."""
        known = self.unread.get(gene)
        if known is None or atom.kind in _KIND or not self.covers_atom(atom, gene, kb):
            return ""
        wanted = _codons_of(atom, gene, kb)
        is_met = any(first <= codon <= last for codon in wanted for first, last in known.codons)
        return known.words if is_met or not wanted else ""


NOTHING_COVERED = Coverage()


def _codons_of(atom: Atom, gene: str, kb: KnowledgeBase) -> tuple[int, ...]:
    """Return the codons that an atom speaks of, none where it is the whole gene."""
    if atom.kind is AtomKind.PROTEIN:
        first, last = codon_span1(protein.parse(atom.text, x_is_stop=False))
        return tuple(range(first, last + 1))
    if atom.kind in {AtomKind.CODON, AtomKind.CODONS}:
        return tuple(range(atom.numbers[0], atom.numbers[-1] + 1))
    if atom.kind is AtomKind.WILD_TYPE:
        return atom.numbers
    window = kb.exon_windows.get((gene, atom.numbers[0])) if atom.kind is AtomKind.EXON else None
    return tuple(range(window[0], window[1] + 1)) if window else ()


def coverage_of(assay: Assay | None, build: str, kb: KnowledgeBase, *, is_complete: bool) -> Coverage:
    """Return what an assay covers; regions are placed on the genes of a build (that of the assay, else the inputs').

    Nothing is proved by a test of cell-free DNA, nor by an input that was not read whole.
    """
    if assay is None:
        return NOTHING_COVERED
    covered = assay.genes or tuple(genes_of_regions(assay.regions, assay.build or build, kb))
    is_proof = is_complete and not assay.is_cell_free
    return Coverage({one.gene: one for one in covered}, is_proof, assay.is_cell_free)


def genes_of_regions(regions: tuple[Region, ...], build: str, kb: KnowledgeBase) -> Iterable[Covered]:
    """Yield the genes of the table whose codons lie in the regions as a whole; only substitutions and indels count."""
    if not build:
        return
    by_contig: dict[str, list[Region]] = {}
    for region in sorted(regions, key=lambda one: (one.contig, one.start0)):
        by_contig.setdefault(region.contig, []).append(region)
    merged = {contig: _merged(members) for contig, members in by_contig.items()}
    for gene in kb.genes:
        stored = kb.transcripts(gene, build)
        if not stored or stored[0].contig not in by_contig:
            continue
        ranges = _covered_codons(stored[0], _near(stored[0], merged[stored[0].contig]))
        if ranges:
            whole = ranges == ((1, stored[0].protein_length),)
            yield Covered(gene, ("small_variant",), () if whole else ranges)


def _merged(regions: list[Region]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for region in regions:
        if merged and region.start0 <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], region.end0))
        else:
            merged.append((region.start0, region.end0))
    return merged


def _near(transcript: Transcript, intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the intervals that reach into a transcript; they are sorted and apart."""
    start0, end0 = min(transcript.exons)[0], max(end for _, end in transcript.exons)
    first = bisect_right(intervals, (start0, start0))
    last = bisect_right(intervals, (end0, end0))
    return intervals[max(0, first - 1) : last]


def _covered_codons(transcript: Transcript, intervals: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the runs of codons of which all three bases are covered (1-based, both ends included)."""
    layout = transcript.layout
    bases: list[tuple[int, int]] = []
    for start_x, end_x, c0 in zip(layout.starts, layout.ends, layout.coding, strict=True):
        for start0, end0 in intervals:
            first_x, last_x = layout.along(start0, end0)
            first, last = max(first_x, start_x), min(last_x, end_x)
            if first < last:
                bases.append((max(0, c0 + first - start_x), min(layout.cds_length - 3, c0 + last - start_x)))
    runs: list[tuple[int, int]] = []
    for start, end in sorted(one for one in bases if one[0] < one[1]):
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(runs[-1][1], end))
        else:
            runs.append((start, end))
    codons = (((start + 2) // 3 + 1, end // 3) for start, end in runs)
    return tuple((first, last) for first, last in codons if first <= last)
