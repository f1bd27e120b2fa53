"""A transcript on one build: its exons along its own strand, and the names of its positions.

The `Layout` counts along the transcript on either strand: `x` grows from 5' to 3' (on the minus strand it is the
mirrored genomic position), and `c0` is the place in the spliced coding sequence (0 is the A of the start codon,
negative in the 5' untranslated region). All intervals are 0-based and half-open, names are those of HGVS.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from itertools import accumulate
from operator import neg, sub
from typing import TYPE_CHECKING

from oncotier.domain.value import Value, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "DOWNSTREAM",
    "UPSTREAM",
    "Bases",
    "Codon",
    "ExonLoss",
    "Layout",
    "Transcript",
    "coding_share",
    "exons_lost",
    "place_codons",
]

Bases = Callable[[str, int, int], str]
"""The reference: contig without prefix, 0-based half-open, capitals; empty or `N` where it is not known."""

UPSTREAM = 2000
"""How many bases before the first exon still belong to the gene (its promoter)."""
DOWNSTREAM = 500


class Codon(Value, frozen=True):
    """One codon of `coordinates/codons.tsv` on one build; `bases` is empty where only the residue is known."""

    gene: str
    residue: int
    amino_acid: str
    bases: str
    positions1: tuple[int, int, int]


class ExonLoss(Value, frozen=True):
    """Whole exons lost, counted from 1; `in_frame` tells whether the rest of the coding sequence stays in frame."""

    first: int
    last: int
    in_frame: bool


class Layout(Value, frozen=True):
    """The exons of a transcript in its own direction; `coding[i]` is the `c0` of the first base of exon i."""

    sign: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    coding: tuple[int, ...]
    cds_length: int

    @property
    def stop_index(self) -> int:
        """The 0-based number of the stop codon."""
        return self.cds_length // 3 - 1

    def along(self, start0: int, end0: int) -> tuple[int, int]:
        """Turn a genomic interval into one along the transcript; the same call turns it back."""
        return (start0, end0) if self.sign > 0 else (-end0, -start0)

    def position1(self, x: int) -> int:
        """Return the 1-based genomic position of a base."""
        return x + 1 if self.sign > 0 else -x

    def exon_of(self, x: int) -> int | None:
        """Return the 0-based number of the exon that holds a base, None between and beside the exons."""
        index = bisect_right(self.starts, x) - 1
        return index if index >= 0 and x < self.ends[index] else None

    def place_of(self, c0: int) -> int:
        """Return the `x` of a base of the spliced transcript."""
        index = max(0, bisect_right(self.coding, c0) - 1)
        return self.starts[index] + c0 - self.coding[index]

    def is_coding(self, x: int) -> bool:
        """Tell whether a base lies in the coding sequence."""
        index = self.exon_of(x)
        return index is not None and 0 <= self.coding[index] + x - self.starts[index] < self.cds_length

    def name(self, x: int) -> str:
        """Return the HGVS position of a base: `76`, `-14`, `*6`, `88+2`, `89-1`; beside the transcript it counts on."""
        index = max(0, bisect_right(self.starts, x) - 1)
        behind = x - self.ends[index] + 1
        if behind <= 0 or index == len(self.starts) - 1:
            return self._written(self.coding[index] + x - self.starts[index])
        before = self.starts[index + 1] - x
        if behind <= before:
            return f"{self._written(self.coding[index + 1] - 1)}+{behind}"
        return f"{self._written(self.coding[index + 1])}-{before}"

    def _written(self, c0: int) -> str:
        if c0 < 0:
            return str(c0)
        return str(c0 + 1) if c0 < self.cds_length else f"*{c0 - self.cds_length + 1}"


class Transcript(Value, frozen=True, dict=True):
    """One transcript of a gene on one build: exons in the order of the transcript, the coding range on the genome."""

    gene: str
    name: str
    role: str
    contig: str
    strand: int
    exons: tuple[tuple[int, int], ...]
    cds_start0: int
    cds_end0: int
    protein_length: int
    refseq: str = ""

    @cached_property
    def layout(self) -> Layout:
        """The transcript in its own direction."""
        starts, ends = zip(*self.exons, strict=True)
        first, behind = self.cds_start0, self.cds_end0
        if self.strand < 0:
            starts, ends, first, behind = tuple(map(neg, ends)), tuple(map(neg, starts)), -behind, -first
        places = (0, *accumulate(map(sub, ends, starts)))
        before = _spliced_before(first, starts, ends, places)
        coding = tuple([place - before for place in places[:-1]])
        return Layout(self.strand, starts, ends, coding, _spliced_before(behind, starts, ends, places) - before)


def _spliced_before(x: int, starts: tuple[int, ...], ends: tuple[int, ...], places: tuple[int, ...]) -> int:
    """Return how many bases of exons lie before a place; exon i begins at `places[i]` of the spliced transcript."""
    index = bisect_right(starts, x) - 1
    return places[index] + min(ends[index], x) - starts[index] if index >= 0 else 0


def coding_share(transcript: Transcript, start0: int, end0: int) -> float:
    """Return the share of the coding bases (0 to 1) that lie in a genomic interval, 0-based half-open."""
    first0, behind0 = transcript.cds_start0, transcript.cds_end0
    coding = [(max(start, first0), min(end, behind0)) for start, end in transcript.exons]
    inside = sum(max(0, min(end, end0) - max(start, start0)) for start, end in coding if start < end)
    return inside / transcript.layout.cds_length


def exons_lost(transcript: Transcript, start0: int, end0: int) -> ExonLoss | None:
    """Return the exons that lie wholly inside a genomic interval; None where there is none."""
    layout = transcript.layout
    first_x, behind_x = layout.along(start0, end0)
    inside = [
        index
        for index, (start, end) in enumerate(zip(layout.starts, layout.ends, strict=True))
        if first_x <= start and end <= behind_x
    ]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    from_c0 = max(0, layout.coding[first])
    to_c0 = min(layout.cds_length, layout.coding[last] + layout.ends[last] - layout.starts[last])
    untranslated = to_c0 <= 0 or from_c0 >= layout.cds_length
    kept = untranslated or (from_c0 > 0 and to_c0 < layout.cds_length and (to_c0 - from_c0) % 3 == 0)
    return ExonLoss(first + 1, last + 1, kept)


def place_codons(transcript: Transcript, codons: Iterable[Codon]) -> Mapping[int, Codon]:
    """Return the codons that are codons of this transcript too, by its own numbering."""
    layout = transcript.layout
    found: dict[int, Codon] = {}
    for codon in codons:
        places = [layout.along(position1 - 1, position1)[0] for position1 in codon.positions1]
        exon = layout.exon_of(places[0])
        if exon is None:
            continue
        c0 = layout.coding[exon] + places[0] - layout.starts[exon]
        in_frame = c0 % 3 == 0 and 0 <= c0 < layout.cds_length
        if in_frame and [layout.place_of(c0 + step) for step in range(3)] == places:
            residue = c0 // 3 + 1
            found[residue] = codon if codon.residue == residue else replace(codon, residue=residue)
    return found
