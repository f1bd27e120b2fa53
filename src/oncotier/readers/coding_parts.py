"""The parts of genes where a change may matter: exons of every stored transcript and what is near them.

A change of bases that lies elsewhere within a gene, deep in its introns, has no effect that could be named. Rows of a
raw VCF are then counted without being taken apart, and by an index not even read. Genes as a whole count where changes
of introns and promoters matter, where no transcript is stored, and where a reference could contradict the record.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from oncotier.genome.splice import is_deep, place_without_effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.genome.scope import GeneSpan, Scope
    from oncotier.readers.reader import Context

__all__ = ["OUTSIDE", "SILENT", "CodingParts", "joined"]

OUTSIDE = "outside_genes_in_table"
SILENT = "no_protein_effect"
"""How a row ends that lies beside all genes, or changes nothing in them."""

_FLANK = 200  # bases beside an exon: splice sites, and room for repeats in which an insertion or deletion may be moved
_PLAIN = b"ACGTNacgtn,"
_BASES = frozenset({b"A", b"C", b"G", b"T"})
_END_OF = {"": "", "inside": SILENT, "beside": OUTSIDE}


class CodingParts:
    """The parts on one build by contig, as sorted intervals (0-based half-open) that do not touch."""

    def __init__(self, scope: Scope, context: Context, build: str) -> None:
        self._scope = scope
        self._context = context
        self._build = build
        self._whole = context.whole_genes(build)
        self._by_contig: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def on(self, contig: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return starts and ends of the parts on a contig (without prefix)."""
        found = self._by_contig.get(contig)
        if found is None:
            index = self._scope.by_contig.get(contig)
            spans = index.spans if index is not None else ()
            parts = tuple(joined(sorted(part for span in spans for part in self._parts(span))))
            found = tuple(start0 for start0, _ in parts), tuple(end0 for _, end0 in parts)
            self._by_contig[contig] = found
        return found

    def _parts(self, span: GeneSpan) -> Iterator[tuple[int, int]]:
        stored = self._context.transcripts(span.gene, self._build)
        if self._whole is None or span.gene in self._whole or not stored:
            yield span.start0, span.end0
            return
        if any(one.contig != span.contig for one in stored):
            yield span.start0, span.end0
            return
        for one in stored:
            yield from ((start0 - _FLANK, end0 + _FLANK) for start0, end0 in one.exons)
        first0, last0 = min(stored[0].exons)[0], max(end0 for _, end0 in stored[0].exons)
        if span.start0 < first0:
            yield span.start0, first0
        if last0 < span.end0:
            yield last0, span.end0

    def leaves_out(self, contig: str, cells: list[bytes]) -> bool:
        """Tell whether a row within a gene changes bases only, and away from all parts."""
        if cells[3].translate(None, _PLAIN) or cells[4].translate(None, _PLAIN) or not (cells[3] and cells[4]):
            return False
        starts0, ends0 = self.on(contig)
        start0 = int(cells[1]) - 1
        last = bisect_right(starts0, start0 + len(cells[3]) - 1) - 1
        return last < 0 or ends0[last] <= start0

    def is_deep(self, contig: str, start0: int) -> bool:
        """Tell whether a base lies deep in introns of every gene there, none of which matters as a whole."""
        if self._whole is None:
            return False
        genes, transcripts = self._scope.genes_at(contig, start0, start0 + 1), self._context.transcripts
        for gene in genes:
            if gene in self._whole or not is_deep(transcripts(gene, self._build), contig, start0):
                return False
        return bool(genes)

    def end_of_base(self, contig: str, cells: list[bytes], *, is_annotated: bool) -> str:
        """Return how a change of one base ends that has no effect; what is annotated must lie deep in an intron."""
        if cells[3] not in _BASES or cells[4] not in _BASES:
            return ""
        start0 = int(cells[1]) - 1
        if is_annotated:
            return SILENT if self.is_deep(contig, start0) else ""
        return _END_OF[self.place_without_effect(contig, start0)]

    def place_without_effect(self, contig: str, start0: int) -> str:
        """Return `inside` or `beside` the genes at a base of which a change does nothing in any; empty where it may."""
        if self._whole is None:
            return ""
        places = set()
        for gene in self._scope.genes_at(contig, start0, start0 + 1):
            stored = self._context.transcripts(gene, self._build)
            place = "" if gene in self._whole else place_without_effect(stored, contig, start0)
            if not place:
                return ""
            places.add(place)
        return "inside" if "inside" in places else min(places, default="")


def joined(intervals: Iterable[tuple[int, int]], gap: int = 0) -> Iterator[tuple[int, int]]:
    """Join sorted intervals that overlap or lie no more than `gap` bases apart."""
    held: tuple[int, int] | None = None
    for start0, end0 in intervals:
        if held is not None and start0 <= held[1] + gap:
            held = (held[0], max(held[1], end0))
            continue
        if held is not None:
            yield held
        held = (start0, end0)
    if held is not None:
        yield held
