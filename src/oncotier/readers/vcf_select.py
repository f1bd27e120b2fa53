"""Which rows of a VCF matter, decided on raw bytes: by position, and by gene symbol where positions may mislead.

A wrong choice here would lose variants silently. So a row is taken when its reference span, the span of its symbolic
allele or the other side of its junction touches a gene, or when it begins before one and does not say where it ends;
and an annotated row also when it names a gene in scope, if the build is unknown or only stated by the user, if the
contig is none of the chromosomes, or if the gene has no coordinates.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.genome.assembly import contig_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.structural_reach import is_event, reach_of
from oncotier.readers.vcf_annotation import Annotation, region_symbols, symbols_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.genome.scope import Scope
    from oncotier.notation.gene import GeneNames
    from oncotier.readers.csq import CsqLayout

__all__ = ["NOWHERE", "Gap", "Overlap", "Symbols", "holds_any"]

_END = lazy_pattern(rb"(?:^|;)END=([0-9]{1,10})(?:;|$)")
_MATE = lazy_pattern(rb"[\[\]](.+):([0-9]{1,10})[\[\]]")
_CHROMOSOME = lazy_pattern(r"[1-9]|1[0-9]|2[0-2]|X|Y|MT")


_WIDER = 3_000_000  # bases; from GRCh37 to GRCh38, genes of these bands move by less than one million
_BANDS = {
    "CD19": ("16", 28_100_000 - _WIDER, 34_600_000 + _WIDER),
    "GTF2I": ("7", 72_200_000 - _WIDER, 77_500_000 + _WIDER),
    "HLA-A": ("6", 27_000_000 - _WIDER, 30_400_000 + _WIDER),
    "IGH": ("14", 104_000_000 - _WIDER, 107_349_540 + _WIDER),
    "TACC3": ("4", 0, 4_500_000 + _WIDER),
}
"""Where genes without coordinates lie: contig, and 1-based ends of their bands (HGNC: 16p11.2, 7q11.23, 6p22.1,
14q32.33, 4p16.3; UCSC cytoBand of GRCh37), widened so that they hold for GRCh38 too. Others may lie anywhere."""
_SHORT = 30  # characters of a name that is remembered
_ANYWHERE = 10**10  # behind the last gene of a contig: more than the digits that a position may have


class Gap(Value, frozen=True):
    """A stretch of one contig without genes: a change of bases within it, REF included, touches none.

    `low1` is the first position that REF may have, `high1` the last behind it. `marks` are the symbols of genes
    without coordinates that may lie within: a row that holds one is no such row.
    """

    chrom: bytes = b""
    low1: int = 1
    high1: int = 0
    marks: tuple[bytes, ...] = ()


NOWHERE = Gap()
_NO_SPANS: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())


class Overlap:
    """The interval test: contigs are looked up once by their bytes; `foreign` ones are no chromosomes."""

    def __init__(self, scope: Scope) -> None:
        self.foreign: set[bytes] = set()
        self._names: dict[bytes, str] = {}
        self._scope = scope
        self._by_bytes: dict[bytes, tuple[tuple[int, ...], tuple[int, ...]]] = {}

    @property
    def has_chromosomes(self) -> bool:
        """Tell whether any contig asked for so far is a chromosome."""
        return len(self._by_bytes) > len(self.foreign)

    @property
    def seen(self) -> tuple[bytes, ...]:
        """The contigs asked for so far."""
        return tuple(self._by_bytes)

    def test(self, cells: list[bytes]) -> bool:
        """Tell whether the span of REF or of a symbolic allele, or the mate of a breakend overlaps a gene."""
        starts0, reach0 = self._by_bytes.get(cells[0]) or self._look_up(cells[0])
        start0 = int(cells[1]) - 1
        last = bisect_right(starts0, start0 + len(cells[3]) - 1) - 1
        if last >= 0 and reach0[last] > start0:
            return True
        alternate = cells[4]
        if (b"<" in alternate or alternate == b".") and (end := _END.search(cells[7])):
            last = bisect_right(starts0, int(end[1]) - 1) - 1
            if last >= 0 and reach0[last] > start0:
                return True
        if b"<" in alternate and is_event(alternate) and self._is_reached(cells):
            return True
        if b"[" in alternate or b"]" in alternate:
            return any(self._mate(one) for one in alternate.split(b","))
        return False

    def gap(self, chrom: bytes, start0: int) -> tuple[int, int]:
        """Return the interval without genes (0-based half-open) around a position; empty within a gene."""
        starts0, reach0 = self._by_bytes.get(chrom) or self._look_up(chrom)
        following = bisect_right(starts0, start0)
        low0 = reach0[following - 1] if following else 0
        return low0, starts0[following] if following < len(starts0) else _ANYWHERE

    def note(self, chrom: bytes) -> None:
        """Take note of a contig that rows lie on."""
        self._look_up(chrom)

    def contig(self, chrom: bytes) -> str:
        """Return the name of a contig without prefix."""
        known = self._names.get(chrom)
        if known is None:
            known = self._names[chrom] = _contig(chrom)
        return known

    def _mate(self, alternate: bytes) -> bool:
        found = _MATE.search(alternate)
        return found is not None and self._scope.overlaps(_contig(found[1]), int(found[2]) - 1, int(found[2]))

    def _is_reached(self, cells: list[bytes]) -> bool:
        """Tell whether a symbolic allele spans a gene or is joined to one, or may span the next: it has no end."""
        contig, pos1 = self.contig(cells[0]), int(cells[1])
        reach = reach_of(pos1, cells[4], cells[7])
        if reach.mate is not None and self._scope.overlaps(_contig(reach.mate[0]), reach.mate[1] - 1, reach.mate[1]):
            return True
        if reach.is_endless:
            end1 = reach.wrong_end1
            is_named = end1 is not None and self._scope.overlaps(contig, end1 - 1, end1)
            return is_named or bool(self._scope.behind(contig, pos1 - 1))
        return self._scope.overlaps(contig, pos1 - 1, reach.last1)

    def _look_up(self, chrom: bytes) -> tuple[tuple[int, ...], tuple[int, ...]]:
        name = _contig(chrom)
        if not _CHROMOSOME.fullmatch(name):
            self.foreign.add(chrom)
        found = self._scope.by_contig.get(name)
        spans = (found.starts0, found.reach0) if found else _NO_SPANS
        self._by_bytes[chrom] = spans
        return spans


def _contig(raw: bytes) -> str:
    return _short_contig(raw) if len(raw) <= _SHORT else contig_name(raw.decode("utf-8", "replace"))


@lru_cache(maxsize=256)  # the contigs of one file are those of the next
def _short_contig(raw: bytes) -> str:
    return contig_name(raw.decode("utf-8", "replace"))


class Symbols:
    """The symbol test on the annotation of a row, under its INFO key and at its place in an entry.

    `unplaced` symbols are genes without coordinates, whose rows no interval test can find.
    """

    def __init__(self, names: GeneNames, annotation: Annotation, layout: CsqLayout, unplaced: Iterable[str]) -> None:
        self._names = names
        self._start = annotation.key.encode() + b"="
        self._symbols = symbols_of(annotation.dialect)
        self._has_regions = annotation.dialect == "annovar"
        self._place = layout.symbol
        self._known: dict[bytes, bool] = {}
        stands_inside = 0 < layout.symbol < len(layout.names) - 1
        self._marks = {one: (f"|{one}|" if stands_inside else one).encode() for one in sorted(unplaced)}
        self._marks_on: dict[bytes, list[tuple[bytes, int, int]]] = {}

    def marks_near(self, chrom: bytes, low1: int, high1: int) -> tuple[bytes, ...]:
        """Return what INFO holds of genes without coordinates that lie, or may lie, within these positions."""
        marks = self._marks_on.get(chrom)
        if marks is None:
            contig = _contig(chrom)
            placed = ((mark, *_BANDS.get(one, (contig, 0, _ANYWHERE))) for one, mark in self._marks.items())
            marks = self._marks_on[chrom] = [(mark, low, high) for mark, on, low, high in placed if on == contig]
        return tuple([mark for mark, low, high in marks if low <= high1 and low1 <= high])

    def may_name_unplaced(self, cells: list[bytes]) -> bool:
        """Tell whether INFO holds the symbol of a gene without coordinates that may lie at the place of a row."""
        position1 = int(cells[1])
        return holds_any(cells[7], self.marks_near(cells[0], position1, position1))

    def test(self, info: bytes) -> bool:
        """Tell whether the annotation names a gene in scope."""
        for part in info.split(b";"):
            if part.startswith(self._start):
                symbols = set(self._symbols(part[len(self._start) :], self._place))
                if any(map(self.is_known, symbols)):
                    return True
        return self._has_regions and any(map(self.is_known, region_symbols(info)))

    def is_known(self, symbol: bytes) -> bool:
        """Tell whether a symbol is of a gene in scope."""
        known = self._known.get(symbol)
        if known is None:
            name = self._names.resolve(symbol.decode("utf-8", "replace"))
            known = self._known[symbol] = name is not None and name.known
        return known


def holds_any(info: bytes, marks: tuple[bytes, ...]) -> bool:
    """Tell whether INFO holds any of the marks of a gap."""
    for mark in marks:  # noqa: SIM110 - any() would cost more than the search
        if mark in info:
            return True
    return False
