"""Tumor mutational burden in a row of a table: the number per megabase, and the status that may stand beside it.

The number is what counts: a status rests on the threshold of its laboratory. Without a number that can be read the
status counts as stated. Only cells that hold a word for a missing value make the marker not tested.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved, Untested
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.measure_words import is_undetermined, tmb_number, without_megabase
from oncotier.readers.numeral import decimal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.readers.ends import End, Place
    from oncotier.readers.reader import Context
    from oncotier.readers.sheet import Row

__all__ = ["BURDEN_STATUS", "burden_ends"]

BURDEN_STATUS = ("TMB_STATUS", "TMB status", "TMB_TYPE", "TMB_CATEGORY", "TMB_GROUP", "TMB_CLASS", "TMB_LEVEL")
"""The columns of a status in words."""

_MOST = 10000  # mutations per megabase; far beyond the most mutated tumors
_OPEN = frozenset(
    {"", "na", "n/a", "nan", "unknown", "do not report", "not available", "[not available]", "not tested", "-"}
)
_STATUS = lazy_pattern(
    r"(?:tmb[-_ ]*)?(high|intermediate|low|[hil])(?:[-_ ]*tmb)?(?P<more>[\s;:,(]+\d.*)?", re.IGNORECASE
)
_LEVEL = lazy_pattern(r"high|intermediate|low", re.IGNORECASE)
_WORDS = {"h": "high", "i": "intermediate", "l": "low"}


def burden_ends(row: Row, place: Place, context: Context, columns: tuple[str, ...]) -> Iterator[End]:
    """Yield what a row says of the burden; `columns` are the alternative columns of the number, in mutations/Mb."""
    status = row.cell(*BURDEN_STATUS)
    cells = [cell for name in columns if not _is_open(cell := row.cell(name))]
    number, written = next(
        ((value, cell) for cell in [*cells, status] if (value := _number(cell)) is not None),
        (None, cells[0] if cells else ""),
    )
    word = _status(status) or _status(written)
    raw = place.source("TMB", written, status if status != written else "")
    if number is not None and (number > 0 or not is_undetermined(status)):
        yield StatementObservation(raw, f"TMB {number:.7g}")
        high = context.thresholds.get("TMB_high")
        if word and high is not None and (word == "high") != (number >= high):
            words = f"a tumor mutation burden of {number:.7g} mut/Mb that the table calls {word}: judged by the number"
            yield place.notice("tmb_status_differs", words)
    elif word:
        yield StatementObservation(raw, f"TMB {word}")
        if written and not _status(written):
            words = f"tumor mutation burden {written[:60]!r} is no number of mutations per megabase: read by its status"
            yield place.notice("tmb_by_status", words)
    elif (written and number is None) or not _says_nothing(status):
        said = " ".join(part for part in (written, status) if part)
        yield Unresolved(raw, "not_determined", f"tumor mutation burden {said[:60]!r} is no number and no status")
    else:
        said = row.cell(*columns, *BURDEN_STATUS)
        yield Untested(raw, "TMB", f"the table says {said[:40]!r}" if said else "the table has no value")


def _number(text: str) -> float | None:
    """Read a cell that is a number, or a status with its number (`High (12 mut/Mb)`); None for everything else."""
    found = _STATUS.fullmatch(text)
    bare = tmb_number(text.rstrip(")")) if found and found["more"] else without_megabase(text)
    value = decimal(bare)
    return value if value is not None and value <= _MOST else None


def _status(text: str) -> str:
    """Return `high`, `intermediate` or `low` where a cell states it, else nothing."""
    found = _STATUS.fullmatch(text)
    return _WORDS[found[1][0].lower()] if found else ""


def _says_nothing(status: str) -> bool:
    """Tell whether a status names no result; `not high` names one, although it begins as `not tested` does."""
    return _is_open(status) or (is_undetermined(status) and not _LEVEL.search(status))


def _is_open(text: str) -> bool:
    return text.lower() in _OPEN
