"""File names for sample names: no folder is left, nothing is overwritten, also where case does not count."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from oncotier.notation.lazy_pattern import lazy_pattern

__all__ = ["stems_for"]

_PLAIN = lazy_pattern(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9_-])?")
_RESERVED = lazy_pattern(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")


def stems_for(names: Iterable[str]) -> dict[str, str]:
    """Return a file name without suffix for every sample name.

    A name of letters, digits, `.`, `_` and `-` stays as it is; any other, and any two that differ in case only, get a
    part of their hash behind what can be kept of them.
    """
    names = sorted(set(names))
    stems = {name: name if _is_plain(name) else _hashed(name, 8) for name in names}
    for digits in (8, 64):
        counts = Counter(stem.casefold() for stem in stems.values())
        stems = {name: stem if counts[stem.casefold()] == 1 else _hashed(name, digits) for name, stem in stems.items()}
    return stems


def _is_plain(name: str) -> bool:
    return bool(_PLAIN.fullmatch(name)) and not _RESERVED.fullmatch(name)


def _hashed(name: str, digits: int) -> str:
    kept = re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_-")[:60] or "sample"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kept}-{digest[:digits]}"
