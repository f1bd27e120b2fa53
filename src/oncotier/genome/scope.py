"""The part of the genome that matters: gene symbols, and gene spans in one build.

Readers ask it before they build any object; what lies outside is counted, not lost.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["GeneSpan", "Scope"]


class GeneSpan(Value, frozen=True):
    """One gene, or a part of one, on one build: contig without prefix, 0-based half-open."""

    gene: str
    contig: str
    start0: int
    end0: int


class _ContigIndex(Value, frozen=True):
    """Spans of one contig sorted by start; `reach0[i]` is the furthest end among spans 0 to i."""

    starts0: tuple[int, ...]
    reach0: tuple[int, ...]
    spans: tuple[GeneSpan, ...]


class Scope(Value, frozen=True):
    """Every symbol in scope, and where build and coordinates are known, the spans by contig."""

    symbols: frozenset[str]
    by_contig: Mapping[str, _ContigIndex]
    unplaced: frozenset[str] = frozenset()

    @classmethod
    def build(cls, symbols: Iterable[str], spans: Iterable[GeneSpan]) -> Scope:
        """Index the spans; symbols without a span are kept as `unplaced`."""
        grouped: dict[str, list[GeneSpan]] = {}
        for span in spans:
            grouped.setdefault(span.contig, []).append(span)
        by_contig = {contig: _index(members) for contig, members in grouped.items()}
        placed = {span.gene for members in grouped.values() for span in members}
        names = frozenset(symbols)
        return cls(names, by_contig, names - placed)

    def overlaps(self, contig: str, start0: int, end0: int) -> bool:
        """Tell whether any gene overlaps the interval (0-based half-open, contig without prefix)."""
        index = self.by_contig.get(contig)
        if index is None:
            return False
        last = bisect_right(index.starts0, end0 - 1) - 1
        return last >= 0 and index.reach0[last] > start0

    def genes_at(self, contig: str, start0: int, end0: int) -> tuple[str, ...]:
        """Return the genes that overlap the interval, by start; a gene may have several spans."""
        index = self.by_contig.get(contig)
        if index is None:
            return ()
        first, behind = bisect_right(index.reach0, start0), bisect_right(index.starts0, end0 - 1)
        if behind - first == 1:  # nearly always
            return (index.spans[first].gene,) if start0 < index.spans[first].end0 else ()
        found = [span.gene for span in index.spans[first:behind] if start0 < span.end0]
        return tuple(found if len(found) == 1 else dict.fromkeys(found))

    def behind(self, contig: str, start0: int) -> str:
        """Return the first gene that begins behind a position, empty where there is none."""
        index = self.by_contig.get(contig)
        place = bisect_right(index.starts0, start0) if index else 0
        return index.spans[place].gene if index and place < len(index.spans) else ""


def _index(spans: list[GeneSpan]) -> _ContigIndex:
    ordered = tuple(sorted(spans, key=lambda span: (span.start0, span.end0, span.gene)))
    reach: list[int] = []
    for span in ordered:
        reach.append(max(span.end0, reach[-1]) if reach else span.end0)
    return _ContigIndex(tuple(span.start0 for span in ordered), tuple(reach), ordered)
