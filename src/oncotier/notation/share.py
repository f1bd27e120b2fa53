"""The fraction of reads behind a change: `VAF 23%`, `(23.4 %)`, `allele frequency: 0.23`, `AF=5,1%`."""

from __future__ import annotations

import re

from oncotier.notation.lazy_pattern import ascii_pattern

__all__ = ["split"]

_SHARE = ascii_pattern(
    r"[ ,;]{0,3}[(\[]?(?:"
    r"(?:(?:with|at) )?(?:an? )?(?:vaf|m?af|(?:(?:variant|mutant) )?allel(?:e|ic) (?:frequency|fraction))(?: of)?"
    r"[ :=~]{0,3}(?P<named>\d{0,3}(?:[.,]\d{1,4})?) ?(?P<percent>%?)[)\]]?"
    r"|(?<=[ (])(?P<bare>\d{1,3}(?:[.,]\d{1,4})?) ?%\)?)$",
    re.IGNORECASE,
)
_LAST = frozenset("%)]0123456789")


def split(text: str) -> tuple[str, float | None]:
    """Take a stated fraction (0 to 1) off the end of a text; without one return the whole text and None.

    A number above 1 is a percentage with or without its sign; `VAF 1` may be either, and is not read. Neither is 0:
    what no read shows was not found.

    >>> split("EGFR L858R, VAF 23%"), split("EGFR L858R (23,4 %)"), split("EGFR L858R AF=0.05"), split("EGFR L858R AF")
    (('EGFR L858R', 0.23), ('EGFR L858R', 0.234), ('EGFR L858R', 0.05), ('EGFR L858R AF', None))
    """
    found = _SHARE.search(text) if text[-1:] in _LAST else None
    if found is None:
        return text, None
    written = found["bare"] or found["named"]
    if not written.strip(",.") or (written == "1" and not (found["bare"] or found["percent"])):
        return text, None
    value = float(written.replace(",", "."))
    if found["bare"] or found["percent"] or value > 1:
        value = round(value / 100, 6)
    return (text[: found.start()], value) if 0 < value <= 1 else (text, None)
