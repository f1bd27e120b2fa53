"""What a change outside the exons, or across their borders, does: Sequence Ontology terms, most severe first.

Canonical sites are the two intronic bases beside an exon, the splice region is 8 intronic and 3 exonic bases. An
insertion or deletion that reads the same a little away from the canonical site leaves the site as it was.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from oncotier.genome.shift import REGION
from oncotier.genome.transcript import DOWNSTREAM, UPSTREAM
from oncotier.notation.consequence import severity_rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oncotier.genome.shift import Placement
    from oncotier.genome.transcript import Layout, Transcript

__all__ = [
    "crossing_terms", "intron_term", "is_beyond_splicing", "is_deep", "is_in_region", "place_without_effect",
    "touched_exon",
]  # fmt: skip

_SITE = 2
_EXONIC_REGION = 3
_MARGIN = 8  # bases beside an end of the coding sequence or of a transcript, which are looked at in full


def intron_term(layout: Layout, placement: Placement) -> str:
    """Return what a change inside one intron is called."""
    if placement.deep:
        return "intron_variant"
    donor_x, acceptor_x = layout.ends[placement.index], layout.starts[placement.index + 1]
    if placement.first_x < donor_x + _SITE:
        return "splice_donor_variant"
    lowest_x = max(donor_x, placement.first_x + placement.lowest)
    if lowest_x + placement.last_x - placement.first_x > acceptor_x - _SITE:
        return "splice_acceptor_variant"
    return "splice_region_variant"


def is_beyond_splicing(layout: Layout, x: int) -> bool:
    """Tell whether a base lies in an intron beyond the splice regions, or far beside the transcript."""
    index = bisect_right(layout.starts, x) - 1
    if index < 0:
        return x < layout.starts[0] - UPSTREAM
    if index == len(layout.starts) - 1:
        return x >= layout.ends[-1] + DOWNSTREAM
    return layout.ends[index] + REGION <= x < layout.starts[index + 1] - REGION


def is_deep(transcripts: Sequence[Transcript], contig: str, start0: int) -> bool:
    """Tell whether a base lies deep in an intron of the first transcript, and nowhere that the others code."""
    for one in transcripts:
        layout, x = one.layout, _along(one, start0)
        if one.contig != contig or not is_beyond_splicing(layout, x):
            return False
        if one is transcripts[0] and not layout.starts[0] <= x < layout.ends[-1]:
            return False
    return bool(transcripts)


def place_without_effect(transcripts: Sequence[Transcript], contig: str, start0: int) -> str:
    """Return `inside` or `beside` the first transcript for a base of which a change does nothing; empty where it may.

    Such a base is untranslated, deep in an intron, or beside the gene, on every transcript of it, and away from the
    ends of all these.
    """
    is_away = (one.contig == contig and _is_away(one.layout, _along(one, start0)) for one in transcripts)
    if not transcripts or not all(is_away):
        return ""
    layout, x = transcripts[0].layout, _along(transcripts[0], start0)
    return "inside" if layout.starts[0] - UPSTREAM < x < layout.ends[-1] + DOWNSTREAM else "beside"


def _along(transcript: Transcript, start0: int) -> int:
    return start0 if transcript.layout.sign > 0 else -1 - start0


def _is_away(layout: Layout, x: int) -> bool:
    """Tell whether a base is neither translated nor near a splice site, and away from where a transcript ends."""
    index = layout.exon_of(x)
    if index is not None:
        coding0 = layout.coding[index] + x - layout.starts[index]
        is_translated = -_MARGIN <= coding0 < layout.cds_length + _MARGIN
        return not is_translated and layout.starts[index] + _MARGIN <= x < layout.ends[index] - _MARGIN
    first_x, last_x = layout.starts[0], layout.ends[-1]
    if first_x <= x < last_x:
        return is_beyond_splicing(layout, x)
    return all(abs(x - end_x) > _MARGIN for end_x in (first_x - UPSTREAM, first_x, last_x, last_x + DOWNSTREAM))


def crossing_terms(layout: Layout, placement: Placement) -> tuple[str, ...]:
    """Return what a change across exon borders is called, most severe first; empty where it touches none of them."""
    start_x, stop_x = layout.place_of(0), layout.place_of(layout.cds_length - 1)
    if placement.first_x <= start_x and stop_x < placement.last_x:
        return ("transcript_ablation",)
    terms = set()
    for donor_x, acceptor_x in zip(layout.ends, layout.starts[1:], strict=False):
        if _overlaps(placement, acceptor_x - _SITE, acceptor_x, border_x=acceptor_x):
            terms.add("splice_acceptor_variant")
        if _overlaps(placement, donor_x, donor_x + _SITE, border_x=donor_x):
            terms.add("splice_donor_variant")
    if placement.first_x <= start_x < placement.last_x:
        terms.add("start_lost")
    if placement.first_x <= stop_x < placement.last_x:
        terms.add("stop_lost")
    return tuple(sorted(terms, key=severity_rank))


def _overlaps(placement: Placement, first_x: int, last_x: int, *, border_x: int) -> bool:
    if placement.first_x == placement.last_x:
        return placement.first_x == border_x
    return placement.first_x < last_x and first_x < placement.last_x


def touched_exon(layout: Layout, placement: Placement) -> int | None:
    """Return the 0-based number of the first exon of which a change takes bases, or whose border it lies on."""
    on_border = placement.first_x == placement.last_x
    for index, (start, end) in enumerate(zip(layout.starts, layout.ends, strict=True)):
        if (placement.first_x in {start, end}) if on_border else (placement.first_x < end and start < placement.last_x):
            return index
    return None


def is_in_region(layout: Layout, placement: Placement) -> bool:
    """Tell whether a change inside an exon touches the three exonic bases of a splice region."""
    index, last = placement.index, len(layout.starts) - 1
    after_acceptor = index > 0 and placement.first_x < layout.starts[index] + _EXONIC_REGION
    before_donor = index < last and placement.last_x > layout.ends[index] - _EXONIC_REGION
    return after_acceptor or before_donor
