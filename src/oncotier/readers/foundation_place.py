"""The place on the genome of a change in a FoundationOne report: `position`, `strand`, `transcript` and `cds-effect`.

The bases of `cds-effect` are those of the transcript; the position counts from 1. It is that of the base for a
substitution and of the first base for bases replaced by others, of the base in front for a deletion or an insertion.
A substitution needs no more. Any other change is placed by the stored transcript of the accession that the report
names, and only where the report states every base and its position is the one that this place must have: how an
insertion or deletion in a repeat was shifted, and on which version of the transcript it was counted, is then certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from oncotier.domain.observation import Locus
from oncotier.genome.coding_locus import locus_of_coding
from oncotier.genome.transcript import Transcript
from oncotier.genome.translate import reverse_complement
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.junction import Junction, Side, in_one_gene
from oncotier.readers.vendor_words import locus_of

if TYPE_CHECKING:
    from oncotier.notation.coding import CodingChange
    from oncotier.readers.junction import Effect
    from oncotier.readers.reader import Context

__all__ = ["TranscriptsOf", "effect_within", "placed_at", "substituted_at"]

TranscriptsOf = Callable[[str], tuple[Transcript, ...]]
"""Gives the stored transcripts of a gene by its symbol, the primary one first; none where the gene is not known."""

_POSITION = lazy_pattern(r"(?:chr?)?(?P<contig>[0-9XYM]{1,2}):(?P<pos>[0-9]{1,10})(?:-(?P=pos))?", re.IGNORECASE)
_SUBSTITUTION = lazy_pattern(r"(?:c\.)?[-*]?[0-9]+(?:[+-][0-9]+)?(?P<old>[ACGT])>(?P<new>[ACGT])", re.IGNORECASE)
_REMOVED = lazy_pattern(r"del(?P<deleted>[ACGT]+)$|(?P<replaced>[ACGT]+)>[ACGT]+$", re.IGNORECASE)
_RANGE = lazy_pattern(r"chr?(?P<contig>[0-9XYM]{1,2}):(?P<first>[0-9]{1,10})-(?P<last>[0-9]{1,10})", re.IGNORECASE)
_KEPT = {"deletion": (True, False), "duplication": (False, True)}
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


def placed_at(
    position: str, cds: str, change: CodingChange, *, accession: str, stored: tuple[Transcript, ...], build: str
) -> Locus | None:
    """Return the place of bases lost, gained or replaced, where the report and the stored transcript agree on it."""
    named = accession.partition(".")[0]
    transcript = next((one for one in stored if named and one.refseq.partition(".")[0] == named), None)
    place, removed = _POSITION.fullmatch(position), _REMOVED.search(cds)
    if transcript is None or place is None:
        return None
    stated = (removed["deleted"] or removed["replaced"]).upper() if removed else ""
    on_plus = reverse_complement(stated) if transcript.strand < 0 else stated

    def bases(contig: str, start0: int, end0: int) -> str:
        del contig
        return on_plus if end0 - start0 == len(on_plus) else "N" * (end0 - start0)

    locus = locus_of_coding(change, transcript, build, bases=bases, codons={})
    if not isinstance(locus, Locus) or locus.contig != place["contig"].upper():
        return None
    in_front = locus.alternate == "-"  # a MAF insertion already has the position of the base in front
    return locus if locus.pos1 - in_front == int(place["pos"]) else None


def effect_within(call: str, pos1: str, pos2: str, transcript: Transcript, context: Context) -> Effect | None:
    """Say what a deletion or duplication between two ranges of one gene does to its exons.

    A break lies somewhere in its range: None where the outer ends of the ranges and the inner ones differ in it.
    """
    ranges = [found for found in map(_RANGE.fullmatch, (pos1, pos2)) if found]
    if call not in _KEPT or len(ranges) < 2:
        return None
    low, high = sorted(ranges, key=lambda found: int(found["first"]))
    if {found["contig"].upper() for found in ranges} != {transcript.contig}:
        return None
    effects = {
        in_one_gene(_between(int(low[left]), int(high[right]), transcript.contig, call), transcript, context)
        for left, right in (("first", "last"), ("last", "first"))
        if int(low[left]) < int(high[right])
    }
    return effects.pop() if len(effects) == 1 else None


def _between(low1: int, high1: int, contig: str, call: str) -> Junction:
    keeps = _KEPT[call]
    return Junction(Side(contig, low1, keeps[0]), Side(contig, high1, keeps[1]))
