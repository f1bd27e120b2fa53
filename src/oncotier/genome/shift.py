"""Where an insertion or deletion may be said to lie: every equal place, and the one that gives it its name.

A deletion or an insertion inside a repeat reads the same at several places. HGVS names the place nearest to the 3' end
of the transcript, but never moves a change of an exon into an intron. Where the bases beside it are not known (no
FASTA) the search stops there, and the placement says that it is open.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.genome.transcript import DOWNSTREAM, UPSTREAM

if TYPE_CHECKING:
    from oncotier.genome.strand import Strand
    from oncotier.genome.transcript import Layout

__all__ = ["REGION", "Placement", "settle"]

REGION = 8
"""Intronic bases beside an exon that belong to the splice region (Sequence Ontology 0001630)."""

_UNKNOWN = "N"
_CHUNK = 32
_CHUNK_OF_FACTS = 2
_FURTHEST = 100_000
_DONOR, _ACCEPTOR = "GT", "AG"


class Placement(Value, frozen=True):
    """The bases `first_x` to `last_x` (half-open, along the transcript) replaced by `inserted`, at the place chosen.

    `kind` is `exon`, `intron` (between exon `index` and the next, both counted from 0) or `crossing`. `deep` says that
    it can lie beyond every splice region. `lowest` and `highest` are the shifts to its 5'-most and 3'-most equal
    places; an `open` end could lie further.
    """

    kind: str
    index: int
    first_x: int
    last_x: int
    inserted: str
    lowest: int = 0
    highest: int = 0
    deep: bool = False
    open5: bool = False
    open3: bool = False


def settle(strand: Strand, first_x: int, last_x: int, inserted: str) -> Placement:
    """Return the placement that names a change: deep in an intron, else in an exon, else in an intron, else across."""
    layout = strand.layout
    if inserted and first_x != last_x:
        return _placed(layout, Placement("crossing", 0, first_x, last_x, inserted))
    unit = inserted or strand.read(first_x, last_x)
    highest, open3 = _rolled(strand, last_x, unit, 1)
    lowest, open5 = _rolled(strand, first_x - 1, unit, -1)
    here = Placement(
        "crossing", 0, first_x, last_x, inserted, lowest=-lowest, highest=highest, open5=open5, open3=open3
    )
    return _placed(layout, here)


def _rolled(strand: Strand, start_x: int, unit: str, step: int) -> tuple[int, bool]:
    """Return how far a repeat of `unit` reaches from a base on, and whether an unknown base ended the search.

    Without a reference the canonical splice sites are taken to read GT and AG: else a duplication of the first or last
    bases of an exon, which a file may anchor inside the site, would be taken for the loss of that site.
    """
    length, count, size = len(unit), 0, _CHUNK if strand.bases is not None else _CHUNK_OF_FACTS
    while count < _FURTHEST:
        if step > 0:
            bases = strand.read(start_x + count, start_x + count + size)
        else:
            bases = strand.read(start_x - count - size + 1, start_x - count + 1)[::-1]
        for base in bases:
            place = count % length if step > 0 else -1 - count % length
            known = base
            if base == _UNKNOWN and strand.bases is None:
                known = _site_base(strand.layout, start_x + step * count)
                if known == "T" != unit[place]:
                    return count, True  # one donor in a hundred reads GC
            if _UNKNOWN in {known, unit[place]}:
                return count, True
            if known != unit[place]:
                return count, False
            count += 1
        size *= 2
    return count, True


def _site_base(layout: Layout, x: int) -> str:
    """Return the base of a canonical splice site (GT behind an exon, AG before one), `N` elsewhere."""
    index = bisect_right(layout.starts, x) - 1
    if not 0 <= index < len(layout.starts) - 1:
        return _UNKNOWN
    behind, before = x - layout.ends[index], layout.starts[index + 1] - x
    if 0 <= behind < len(_DONOR):
        return _DONOR[behind]
    return _ACCEPTOR[-before] if 0 < before <= len(_ACCEPTOR) else _UNKNOWN


def _placed(layout: Layout, here: Placement) -> Placement:
    """Try the regions that the equal places reach, in the order of `settle`."""
    lowest_x, highest_x = here.first_x + here.lowest, here.last_x + here.highest
    start = max(0, bisect_right(layout.starts, lowest_x) - 1)
    reached = [
        index for index in range(start, len(layout.starts)) if index == start or layout.starts[index] <= highest_x
    ]
    for attempt in (_deep_in_intron, _in_exon, _in_intron):
        for index in reached:
            found = attempt(layout, here, index)
            if found is not None:
                return found
    return _moved(here, here.highest, "crossing", start)


def _in_exon(layout: Layout, here: Placement, index: int) -> Placement | None:
    """Place it in an exon; the first one reaches back into the promoter, the last one a little behind its end.

    An insertion must have an exonic base on either side at one place at least; then it may lie at the very end.
    """
    first = layout.starts[index] - (UPSTREAM if index == 0 else 0)
    behind = layout.ends[index] + (DOWNSTREAM if index == len(layout.starts) - 1 else 0)
    inside = 1 if here.first_x == here.last_x else 0
    lowest = max(here.lowest, first + inside - here.first_x)
    highest = min(here.highest, behind - inside - here.last_x)
    if lowest > highest:
        return None
    return _moved(here, min(here.highest, behind - here.last_x), "exon", index)


def _deep_in_intron(layout: Layout, here: Placement, index: int) -> Placement | None:
    return _in_intron(layout, here, index, REGION)


def _in_intron(layout: Layout, here: Placement, index: int, distance: int = 0) -> Placement | None:
    """Place it in the intron behind an exon, where it keeps a distance from both exons."""
    if index + 1 >= len(layout.starts):
        return None
    away = distance if here.first_x != here.last_x else max(1, distance)
    first, behind = layout.ends[index] + away, layout.starts[index + 1] - away
    lowest, highest = max(here.lowest, first - here.first_x), min(here.highest, behind - here.last_x)
    if lowest > highest:
        return None
    highest = min(here.highest, layout.starts[index + 1] - here.last_x)  # its name is the 3'-most in the whole intron
    return _moved(here, highest, "intron", index, deep=bool(distance))


def _moved(here: Placement, by: int, kind: str, index: int, *, deep: bool = False) -> Placement:
    turn = by % len(here.inserted) if here.inserted and here.first_x == here.last_x else 0
    return Placement(
        kind,
        index,
        here.first_x + by,
        here.last_x + by,
        here.inserted[turn:] + here.inserted[:turn],
        lowest=here.lowest - by,
        highest=here.highest - by,
        deep=deep,
        open5=here.open5,
        open3=here.open3,
    )
