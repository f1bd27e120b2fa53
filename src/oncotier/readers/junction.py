"""A junction of two places on the genome, and what it does to the genes there.

A side keeps the bases up to its position (`keeps_left`) or from it on. By the strand of a gene this is its 5' or its
3' part. Where one gene keeps its 5' and another its 3' part, both are read in one direction: a fusion. The kinase (or
other target) counts only with its domain (`coordinates/domains.tsv`) in the part that is kept.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Joint
from oncotier.domain.value import Value
from oncotier.genome.transcript import exons_lost

if TYPE_CHECKING:
    from oncotier.genome.transcript import Layout, Transcript
    from oncotier.readers.reader import Context

__all__ = [
    "CODONS",
    "FRAYED_CODONS",
    "LEADING_CODONS",
    "Effect",
    "Junction",
    "Side",
    "domain_kept",
    "frame_of",
    "in_one_gene",
    "is_broken",
    "keeps_five_prime",
    "shape_of",
]

CODONS = "codons"
"""Call of whole codons lost or added within one exon, in the words of a small variant."""
_LOST_CODONS = "exon {} in-frame deletion"
_SPLICE_EDGE = 3  # bases of an exon that belong to its splice sites
_SMALL_TANDEM = 500  # bases: a longer duplication is no internal tandem duplication of FLT3
_PARTIAL_TANDEM = ("KMT2A", 2, 3)  # the duplicated part begins with exon 2 or 3
_SKIPPED = ("MET", 14)
_DOMAIN = "kinase"
FRAYED_CODONS = 5  # the last residues of a domain's window, without which it is still whole
LEADING_CODONS = (
    8  # the first ones: a kinase begins to work with its glycine-rich loop, the eighth (EGFR G719, BRAF G464)
)


class Side(Value, frozen=True):
    """One side of a junction: contig without prefix, 1-based last or first base that is kept, and the direction."""

    contig: str
    pos1: int
    keeps_left: bool


class Junction(Value, frozen=True):
    """Two places joined; `first` is the smaller one."""

    first: Side
    second: Side

    @classmethod
    def of(cls, one: Side, other: Side) -> Junction:
        """Put the sides in an order, so that both rows of a mate pair give the same junction."""
        low, high = sorted((one, other), key=lambda side: (side.contig, side.pos1, not side.keeps_left))
        return cls(low, high)

    @property
    def is_local(self) -> bool:
        """Whether both sides lie on one contig."""
        return self.first.contig == self.second.contig


class Effect(Value, frozen=True):
    """What happens to one gene: a call word of rearrangements, words that the notation reads, and marks."""

    call: str
    words: str = ""
    flags: tuple[str, ...] = ()


def shape_of(junction: Junction) -> str:
    """Return `deletion`, `duplication` or `inversion` for a junction within a contig, else `translocation`."""
    if not junction.is_local:
        return "translocation"
    if junction.first.keeps_left == junction.second.keeps_left:
        return "inversion"
    return "deletion" if junction.first.keeps_left else "duplication"


def interval_of(junction: Junction) -> tuple[int, int]:
    """Return the bases between the sides that are lost, doubled or turned (0-based, half-open)."""
    start0 = junction.first.pos1 if junction.first.keeps_left else junction.first.pos1 - 1
    end0 = junction.second.pos1 if junction.second.keeps_left else junction.second.pos1 - 1
    return start0, max(start0, end0)


def keeps_five_prime(side: Side, strand: int) -> bool:
    """Tell whether a side keeps the 5' part of a gene on a strand."""
    return side.keeps_left == (strand > 0)


def is_broken(side: Side, transcript: Transcript) -> bool:
    """Tell whether a side parts the coding sequence from what stands before it: exons on both sides, codons behind."""
    layout = transcript.layout
    x = layout.along(side.pos1 - 1, side.pos1)[0]
    return layout.starts[0] < x < layout.place_of(layout.cds_length - 1)


def domain_kept(side: Side, transcript: Transcript, context: Context) -> bool | None:
    """Tell whether the part that a side keeps holds the whole target domain; None where that is not known.

    The windows are wider than what a fusion must carry, so that residues at either end may be missing: FGFR1, FGFR2 and
    FGFR3 are joined behind exon 17, which ends 3 residues before the window does; exon 15 of NTRK2 and exon 12 of CSF1R
    begin 7 and 3 residues behind its first.
    """
    window = context.domains.get((transcript.gene, _DOMAIN))
    layout = transcript.layout
    if window is None or 3 * window[1] > layout.cds_length:
        return None
    x = layout.along(side.pos1 - 1, side.pos1)[0]
    if keeps_five_prime(side, transcript.strand):
        return layout.place_of(3 * (window[1] - FRAYED_CODONS) - 1) <= x
    return x <= layout.place_of(3 * (window[0] - 1 + LEADING_CODONS))


def frame_of(five: Side, five_transcript: Transcript, three: Side, three_transcript: Transcript) -> bool | None:
    """Tell whether the exons on both sides of a break in two introns (or at exon edges) stay in frame; else None."""
    upstream = _last_base_c0(five_transcript.layout, five)
    downstream = _first_base_c0(three_transcript.layout, three)
    if upstream is None or downstream is None or downstream <= 0 or upstream <= 0:
        return None
    return upstream % 3 == downstream % 3


def joint_of(five: tuple[Side, Transcript] | None, three: tuple[Side, Transcript] | None) -> Joint | None:
    """Return the codons at which a fusion joins its genes, as their exons alone tell; None where neither is known."""
    last1 = first1 = None
    if five is not None:
        layout = five[1].layout
        kept = _coding_before(layout, layout.along(five[0].pos1 - 1, five[0].pos1)[0] + 1)
        last1 = -(-kept // 3) or None
    if three is not None:
        layout = three[1].layout
        gone = _coding_before(layout, layout.along(three[0].pos1 - 1, three[0].pos1)[0])
        first1 = gone // 3 + 1 if gone < layout.cds_length else None
    return Joint(last1, first1) if last1 or first1 else None


def _coding_before(layout: Layout, x: int) -> int:
    """Return how many bases of the coding sequence stand in front of a place."""
    index = bisect_left(layout.starts, x) - 1
    if index < 0:
        return 0
    place = layout.coding[index] + min(x, layout.ends[index]) - layout.starts[index]
    return min(max(place, 0), layout.cds_length)


def _last_base_c0(layout: Layout, side: Side) -> int | None:
    """Return how many coding bases stand before a break, None where the break cuts an exon."""
    x = layout.along(side.pos1 - 1, side.pos1)[0]
    before = [place for place, start in enumerate(layout.starts) if start <= x]
    if not before or before[-1] == len(layout.starts) - 1:
        return None
    last = before[-1]
    return layout.coding[last + 1] if x >= layout.ends[last] - 1 else None


def _first_base_c0(layout: Layout, side: Side) -> int | None:
    """Return the place in the coding sequence of the first base behind a break, None where the break cuts an exon."""
    x = layout.along(side.pos1 - 1, side.pos1)[0]
    behind = [place for place, end in enumerate(layout.ends) if end > x]
    if not behind or behind[0] == 0:
        return None
    return layout.coding[behind[0]] if x <= layout.starts[behind[0]] else None


def in_one_gene(junction: Junction, transcript: Transcript, context: Context) -> Effect | None:
    """Say what a junction within one gene does; None where no exon is touched."""
    start0, end0 = interval_of(junction)
    shape = shape_of(junction)
    if shape == "deletion":
        return _deletion(transcript, start0, end0)
    if shape == "duplication":
        return _duplication(transcript, start0, end0, context)
    return Effect("truncation") if _touched(transcript, start0, end0) else None


def _deletion(transcript: Transcript, start0: int, end0: int) -> Effect | None:
    touched = _touched(transcript, start0, end0)
    lost = exons_lost(transcript, start0, end0)
    if not touched:
        return None
    cut = [exon for exon, is_whole in touched.items() if not is_whole]
    if lost is not None and not cut:
        return Effect("deletion", _exon_words(lost.first, lost.last, "deletion"))
    inside = len(touched) == 1 and _is_within(transcript, cut[0], start0, end0)
    is_deep = inside and _is_within(transcript, cut[0], start0 - _SPLICE_EDGE, end0 + _SPLICE_EDGE)
    if (transcript.gene, *touched) == _SKIPPED and not is_deep:
        return Effect("deletion", f"exon {_SKIPPED[1]} skipping", ("splice_site_lost",))
    if lost is not None:
        return Effect("deletion", _exon_words(lost.first, lost.last, "deletion"), ("exon_cut",))
    if inside and (end0 - start0) % 3 == 0:
        is_skip = (transcript.gene, cut[0]) == _SKIPPED  # such words mean the loss of the whole exon
        return Effect(
            "rearrangement" if is_skip else CODONS, "" if is_skip else _LOST_CODONS.format(cut[0]), ("exon_cut",)
        )
    return Effect("truncation", "", ("exon_cut",))


def _duplication(transcript: Transcript, start0: int, end0: int, context: Context) -> Effect | None:
    touched = _touched(transcript, start0, end0)
    if not touched:
        return None
    itd = context.domains.get((transcript.gene, "itd"))
    if itd is not None and end0 - start0 <= _SMALL_TANDEM:
        layout = transcript.layout
        first, last = layout.along(start0, end0)
        if first <= layout.place_of(3 * itd[1] - 1) and layout.place_of(3 * (itd[0] - 1)) < last:
            return Effect("duplication", "ITD")
    doubled = exons_lost(transcript, start0, end0)
    if doubled is None:
        exon = next(iter(touched))
        if len(touched) == 1 and _is_within(transcript, exon, start0, end0) and (end0 - start0) % 3 == 0:
            return Effect(CODONS, f"exon {exon} insertion", ("exon_cut",))
        return Effect("rearrangement", "", ("exon_cut",))
    if transcript.gene == _PARTIAL_TANDEM[0] and doubled.first in _PARTIAL_TANDEM[1:]:
        return Effect("duplication", "PTD")
    if _holds_domain(transcript, start0, end0, context) and doubled.in_frame:
        return Effect("duplication", "KDD")
    return Effect("duplication", _exon_words(doubled.first, doubled.last, "duplication"))


def _holds_domain(transcript: Transcript, start0: int, end0: int, context: Context) -> bool:
    window = context.domains.get((transcript.gene, _DOMAIN))
    layout = transcript.layout
    if window is None or 3 * window[1] > layout.cds_length:
        return False
    first, last = layout.along(start0, end0)
    return first <= layout.place_of(3 * (window[0] - 1)) and layout.place_of(3 * window[1] - 1) < last


def _touched(transcript: Transcript, start0: int, end0: int) -> dict[int, bool]:
    """Return the coding exons (from 1) that an interval touches, and whether it holds each as a whole."""
    layout = transcript.layout
    first, last = layout.along(start0, end0)
    coding0, coding1 = layout.place_of(0), layout.place_of(layout.cds_length - 1)
    return {
        number: first <= start and end <= last
        for number, (start, end) in enumerate(zip(layout.starts, layout.ends, strict=True), start=1)
        if first < min(end, coding1 + 1) and max(start, coding0) < last
    }


def _is_within(transcript: Transcript, exon: int, start0: int, end0: int) -> bool:
    layout = transcript.layout
    first, last = layout.along(start0, end0)
    return layout.starts[exon - 1] < first and last < layout.ends[exon - 1]


def _exon_words(first: int, last: int, what: str) -> str:
    if first == last:
        return f"exon {first} loss" if what == "deletion" else f"exons {first}-{last} {what}"
    return f"exons {first}-{last} {what}"
