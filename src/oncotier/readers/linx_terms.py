"""The words of LINX for a fusion, in its own table and in an ORANGE record: phase, exons joined, protein domains."""

from __future__ import annotations

__all__ = ["FRAMES", "event_within", "loses_kinase"]

FRAMES = {"INFRAME": "yes", "OUT_OF_FRAME": "no", "SKIPPED_EXONS": "yes"}
"""Whether the reading frame is kept, by the word of LINX for the phase."""


def event_within(up: int | None, down: int | None) -> str:
    """Return what an event within a gene (EXON_DEL_DUP) does, by the exons that it joins: 13 and 15 skip exon 14."""
    if up is None or down is None or down == up + 1:
        return ""
    if down <= up:
        return f"exons {down}-{up} duplication"
    return f"exon {down - 1} skipping" if down == up + 2 else f"exons {up + 1}-{down - 1} deletion"


def loses_kinase(kept: str, lost: str) -> bool:
    """Tell whether the 3' partner comes without its kinase, by the protein domains that it keeps and loses."""
    return "kinase" in lost.lower() and "kinase" not in kept.lower()
