"""The status that a score of unstable microsatellite sites stands for (MSIsensor and its successors).

Thresholds: `knowledgebase/thresholds.tsv`. A score between the value of the original publication and the one of
common practice is ambiguous, not stable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oncotier.readers.reader import Context

__all__ = ["msisensor_state"]


def msisensor_state(percent: float, context: Context) -> tuple[str, str]:
    """Return the status (empty where no threshold is known) and the words that explain it."""
    high = context.thresholds.get("MSIsensor_score")
    low = context.thresholds.get("MSIsensor_original_score")
    if high is None or low is None or percent > 100:
        return "", f"{percent:g} % unstable sites: no threshold to judge it by"
    if percent >= high:
        return "MSI-H", f"{percent:g} % unstable sites, MSI-H at or above {high:g} % (MSIsensor)"
    if percent >= low:
        words = f"{percent:g} % unstable sites: below {high:g} % (MSI-H), not below {low:g} % (original publication)"
        return "MSI-ambiguous", words
    return "MSS", f"{percent:g} % unstable sites, below {low:g} % (MSIsensor)"
