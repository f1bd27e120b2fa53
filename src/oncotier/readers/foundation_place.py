"""The place on the genome of a substitution in a FoundationOne report: `position`, `strand` and `cds-effect`.

The bases of `cds-effect` are those of the transcript; the position counts from 1. Only a substitution of one base has
a place that needs no reference genome: where insertions and deletions begin depends on how they were shifted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from oncotier.genome.translate import reverse_complement
from oncotier.readers.vendor_words import locus_of

if TYPE_CHECKING:
    from oncotier.domain.observation import Locus

__all__ = ["StrandOf", "substituted_at"]

StrandOf = Callable[[str], int]
"""Tells the strand of a gene by its symbol: 1, -1, or 0 where it is not known."""

_POSITION = re.compile(r"(?:chr?)?(?P<contig>[0-9XYM]{1,2}):(?P<pos>[0-9]{1,10})(?:-(?P=pos))?", re.IGNORECASE)
_SUBSTITUTION = re.compile(r"(?:c\.)?[-*]?[0-9]+(?:[+-][0-9]+)?(?P<old>[ACGT])>(?P<new>[ACGT])", re.IGNORECASE)
_STRANDS = {"+": 1, "-": -1, "1": 1, "-1": -1}


def substituted_at(position: str, strand: str, cds: str, *, known_strand: int, build: str) -> Locus | None:
    """Return the place with both bases on the plus strand; None for any other change, or without a strand."""
    place, change = _POSITION.fullmatch(position), _SUBSTITUTION.fullmatch(cds)
    sign = _STRANDS.get(strand.strip(), known_strand)
    if place is None or change is None or not sign:
        return None
    old, new = (change[name].upper() for name in ("old", "new"))
    if sign < 0:
        old, new = reverse_complement(old), reverse_complement(new)
    return locus_of(place["contig"].upper(), place["pos"], old, new, build)
