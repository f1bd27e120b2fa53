"""The HGVS name of a placed change on the coding sequence: `c.34G>T`, `c.2236_2250del`, `c.3028+1G>A`, `c.-124C>T`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oncotier.genome.shift import Placement
    from oncotier.genome.strand import Strand

__all__ = ["coding_name"]

_UNKNOWN = "N"


def coding_name(strand: Strand, placement: Placement) -> str:
    """Return the name without accession; empty where it hangs on bases that are not known.

    Rules: HGVS v21, DNA. Inversions are written as delins. An insertion that repeats the bases in front of it is a
    duplication.
    """
    first_x, last_x, inserted = placement.first_x, placement.last_x, placement.inserted
    if inserted and first_x != last_x:
        removed = strand.read(first_x, last_x)
        if len(removed) == len(inserted) == 1:
            return f"c.{strand.layout.name(first_x)}{removed}>{inserted}"
        return f"c.{_span(strand, first_x, last_x)}delins{inserted}"
    if placement.open3 or (placement.open5 and placement.kind != "exon" and not placement.deep):
        return ""  # a change at a border is named inside the exon where it can lie there
    if not inserted:
        return f"c.{_span(strand, first_x, last_x)}del"
    before = strand.read(first_x - len(inserted), first_x)
    if before == inserted:
        return f"c.{_span(strand, first_x - len(inserted), first_x)}dup"
    if all(base in {known, _UNKNOWN} for base, known in zip(before, inserted, strict=True)):
        return ""  # it may be a duplication
    return f"c.{_span(strand, first_x - 1, first_x + 1)}ins{inserted}"


def _span(strand: Strand, first_x: int, last_x: int) -> str:
    first = strand.layout.name(first_x)
    return first if last_x - first_x == 1 else f"{first}_{strand.layout.name(last_x - 1)}"
