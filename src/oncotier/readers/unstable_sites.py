"""Microsatellite status from the share of unstable sites, as TruSight Oncology 500 measures it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Untested

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.readers.ends import End, Place

__all__ = ["microsatellites"]

_DECIMAL = re.compile(r"\d{1,9}(?:\.\d{1,12})?")

# The software writes the share of unstable sites and no status. 20 % is the customary limit of this assay; a share
# between 10 % and 20 % is called differently by laboratories, and is therefore said to be ambiguous.
_MSI_HIGH_PERCENT = 20.0
_MSI_STABLE_BELOW_PERCENT = 10.0
_FEWEST_MSI_SITES = 40


def _number(text: str) -> float | None:
    return float(text) if _DECIMAL.fullmatch(text) else None


def microsatellites(written: str, usable: str, place: Place) -> Iterator[End]:
    """Read the share of unstable sites (percent) among the usable ones."""
    percent, sites = _number(written.removesuffix("%")), _number(usable)
    if percent is None or percent > 100 or (not percent and not sites):
        words = f"reported as {written[:80] or 'nothing'!r}"
        yield Untested(place.source("MSI", written), "MSI", words)
    elif sites is not None and sites < _FEWEST_MSI_SITES:
        words = f"{usable} usable sites, fewer than {_FEWEST_MSI_SITES}"
        yield Untested(place.source("MSI", written), "MSI", words)
    else:
        state = "MSI-H" if percent >= _MSI_HIGH_PERCENT else "MSI-ambiguous"
        state = "MSS" if percent < _MSI_STABLE_BELOW_PERCENT else state
        yield StatementObservation(place.source("MSI", written, "% of", usable or "unstated", "sites"), state)
        words = (
            f"{written} % of the microsatellite sites are unstable: read as {state}"
            f" (MSI-H from {_MSI_HIGH_PERCENT:g} %, MSS below {_MSI_STABLE_BELOW_PERCENT:g} %)"
        )
        yield place.notice("msi_limits", words, "warning" if state == "MSI-ambiguous" else "info")
