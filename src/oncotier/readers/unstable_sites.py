"""Microsatellite status from the share of unstable sites, as TruSight Oncology 500 measures it.

The software writes the share and no status; the limits stand in `knowledgebase/thresholds.tsv`. A share between the
two limits is called differently by laboratories, and is therefore said to be ambiguous.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved, Untested
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oncotier.readers.ends import End, Place

__all__ = ["microsatellites"]

_DECIMAL = lazy_pattern(r"\d{1,9}(?:\.\d{1,12})?")
_COMMA = lazy_pattern(r"(?<=\d),(?=\d{1,2}$)")
_LIMITS = ("TSO500_MSI_percent", "TSO500_MSI_stable_percent", "TSO500_MSI_usable_sites")


def _number(text: str) -> float | None:
    return float(text) if _DECIMAL.fullmatch(text) else None


def microsatellites(written: str, usable: str, place: Place, thresholds: Mapping[str, float]) -> Iterator[End]:
    """Read the share of unstable sites (percent) among the usable ones."""
    percent, sites = _number(_COMMA.sub(".", written.removesuffix("%").rstrip())), _number(usable)
    high, low, fewest = (thresholds.get(name) for name in _LIMITS)
    if percent is None or percent > 100 or (not percent and not sites):
        words = f"reported as {written[:80] or 'nothing'!r}"
        yield Untested(place.source("MSI", written), "MSI", words)
    elif high is None or low is None or fewest is None:
        words = f"{percent:g} % unstable sites: no threshold to judge it by"
        yield Unresolved(place.source("MSI", written), "not_determined", words)
    elif sites is not None and sites < fewest:
        words = f"{usable} usable sites, fewer than {fewest:g}"
        yield Untested(place.source("MSI", written), "MSI", words)
    else:
        state = "MSS" if percent < low else "MSI-H" if percent >= high else "MSI-ambiguous"
        yield StatementObservation(place.source("MSI", written, "% of", usable or "unstated", "sites"), state)
        words = (
            f"{percent:g} % of the microsatellite sites are unstable: read as {state}"
            f" (MSI-H from {high:g} %, MSS below {low:g} %)"
        )
        yield place.notice("msi_limits", words, "warning" if state == "MSI-ambiguous" else "info")
