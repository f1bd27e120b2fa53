"""Changes near the borders of an exon that are known to make the cell skip it (MET exon 14).

The windows are rows of `coordinates/splice_windows.tsv`: how many bases on either side of a border count, for any
change or for insertions and deletions only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oncotier.domain.evidence import SpliceWindow
    from oncotier.domain.observation import Locus
    from oncotier.genome.transcript import Transcript
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.notation.coding import CodingChange, CodingPosition

__all__ = ["exons_skipped", "may_reach_window"]

_FAR = 1_000_000
_REPEAT = 50  # bases that an insertion or deletion may be moved within a repeat: more than the tracts beside exons


def exons_skipped(gene: str, change: CodingChange, kb: KnowledgeBase) -> tuple[int, ...]:
    """Return the exons whose splice window a coding change touches; positions count on the primary transcript."""
    windows = kb.splice_windows.get(gene, ())
    if not windows or change.edit == "=":
        return ()
    return tuple(
        dict.fromkeys(
            window.exon
            for window in windows
            if (bases := kb.exon_bases.get((gene, window.exon))) is not None and _touches(change, bases, window)
        )
    )


def may_reach_window(locus: Locus, transcript: Transcript, kb: KnowledgeBase) -> int | None:
    """Return the exon whose splice window an insertion or deletion could reach by its equal places; None for none.

    For a change of an intron whose name hangs on bases that are not known; `transcript` is the primary one.
    """
    layout = transcript.layout
    first_x, last_x = layout.along(locus.pos1 - 1, locus.pos1 - 1 + len(locus.reference))
    for window in kb.splice_windows.get(transcript.gene, ()):
        index = window.exon - 1
        border_x = layout.starts[index] if window.side == "acceptor" else layout.ends[index]
        if first_x <= border_x + window.last + _REPEAT and border_x + window.first - _REPEAT <= last_x:
            return window.exon
    return None


def _touches(change: CodingChange, bases: tuple[int, int], window: SpliceWindow) -> bool:
    if window.indel_only and ">" in change.edit:
        return False
    low, high = _place(change.first, bases), _place(change.last, bases)
    length = bases[1] - bases[0] + 1
    if window.side == "acceptor":  # -1 is the last base of the intron, 1 the first of the exon
        first, last = window.first, window.last - 1
    else:  # -1 is the last base of the exon, 1 the first of the intron
        first, last = length + window.first, length + window.last - 1
    return low <= last and first <= high


def _place(position: CodingPosition, bases: tuple[int, int]) -> int:
    """Return a place counted from the first base of the exon (0), far away where another exon lies between."""
    if position.region == 5 or (position.region == 0 and position.base < bases[0]):
        return -_FAR
    if position.region == 3 or position.base > bases[1]:
        return _FAR
    if position.offset < 0:
        return position.offset if position.base == bases[0] else -_FAR
    if position.offset > 0:
        return bases[1] - bases[0] + position.offset if position.base == bases[1] else _FAR
    return position.base - bases[0]
