"""Places of which a file says that the sample was hardly read there: no description of a test proves them unchanged."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from oncotier.domain.coverage import Region
from oncotier.domain.observation import Negative
from oncotier.domain.source import Source
from oncotier.domain.value import Value
from oncotier.genome.assembly import contig_name

if TYPE_CHECKING:
    from oncotier.readers.reader import Context
    from oncotier.readers.vcf_row import Row

__all__ = ["UnreadPlaces"]


class _Place(Value, frozen=True):
    """An interval (1-based, both ends included), and the row that speaks of it."""

    contig: str
    start1: int
    end1: int
    record1: int
    raw: str


class UnreadPlaces:
    """Collects places without reads; rows that follow each other as one."""

    def __init__(self) -> None:
        self._places: list[_Place] = []

    def add(self, row: Row, end1: int) -> None:
        """Note a row of which `is_unread` is true, up to its last base."""
        self.add_place(contig_name(row.chrom), row.pos1, end1, row.record1, row.raw)

    def add_place(self, contig: str, start1: int, end1: int, record1: int, raw: str) -> None:
        """Note an interval (1-based, both ends included) with the record that speaks of it."""
        last = self._places[-1] if self._places else None
        if last is not None and last.contig == contig and last.start1 <= start1 <= last.end1 + 1:
            self._places[-1] = _Place(contig, last.start1, max(last.end1, end1), last.record1, last.raw)
        else:
            self._places.append(_Place(contig, start1, end1, record1, raw))

    def regions(self) -> tuple[Region, ...]:
        """Return the places."""
        return tuple(Region(one.contig, one.start1 - 1, one.end1) for one in self._places)

    def genes(self, context: Context, build: str, file: str) -> tuple[Negative, ...]:
        """Return the genes in which a codon that the knowledge base speaks of has no reads, each with its first row."""
        if not (self._places and build):
            return ()
        known: dict[str, list[int]] = {}
        for contig, pos1 in sorted(context.known_bases(build)):
            known.setdefault(contig, []).append(pos1)
        scope = context.scope(build)
        found: dict[str, Negative] = {}
        for one in self._places:
            positions = known.get(one.contig, [])
            inside = positions[bisect_left(positions, one.start1) : bisect_right(positions, one.end1)]
            source = Source(file, one.record1, one.raw)
            for gene in sorted({gene for pos1 in inside for gene in scope.genes_at(one.contig, pos1 - 1, pos1)}):
                found.setdefault(gene, Negative(source, gene, ("small_variant",)))
        return tuple(found.values())
