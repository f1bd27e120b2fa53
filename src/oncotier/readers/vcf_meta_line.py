"""One structured header line of a VCF, `##KEY=<ID=...,...>`, taken apart (VCF 4.3, 1.4)."""

from __future__ import annotations

from oncotier.notation.lazy_pattern import lazy_pattern

__all__ = ["QUOTED", "meta_parts"]

QUOTED = lazy_pattern(r'"(?:[^"\\]|\\.)*+"')
"""A text in quotes, in which quotes and backslashes are escaped."""

_PART = lazy_pattern(r'([^=,]*)=("(?:[^"\\]|\\.)*+"(?=,|$)|\[[^\]]*\](?=,|$)|[^,]*)(?:,|$)|([^,]*)(?:,|$)')


def meta_parts(body: str) -> tuple[list[tuple[str, str]], str]:
    """Return the pairs of key and value between the angle brackets, and the first part that is no pair."""
    pairs: list[tuple[str, str]] = []
    place = 0
    while place < len(body):
        found = _PART.match(body, place)
        if found is None or found[3] is not None:
            return pairs, found[3] if found and found[3] else ","
        pairs.append((found[1], found[2]))
        place = found.end()
    return pairs, ""
