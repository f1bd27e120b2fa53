"""A tumor mutational burden that gives no number and no level: not tested, or a result that could not be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import Unresolved, Untested
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.measure_words import is_undetermined

if TYPE_CHECKING:
    from oncotier.domain.observation import Source

__all__ = ["burden_unread"]

_RESULT = lazy_pattern(r"\d|\b(?:high|intermediate|low)\b", re.IGNORECASE)


def burden_unread(source: Source, marker: str, written: str, *, reason: str = "") -> Untested | Unresolved:
    """Tell a burden that was not assessed from one that cannot be read (`>20`); `reason` says why it was not.

    A negative number is a placeholder of software that measured nothing.
    """
    is_result = _RESULT.search(written) and not written.startswith("-") and not is_undetermined(written)
    if is_result:
        return Unresolved(source, "not_determined", f"{marker} {written[:60]!r} is no number of mutations per megabase")
    return Untested(source, marker, reason or written[:80] or "no value")
