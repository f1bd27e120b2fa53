"""One measured number on an axis with the thresholds that it is read against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.exporters.html.drawing import element, percent, picture, words
from oncotier.notation.label import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from oncotier.domain.picture import Cutoff

__all__ = ["gauge_picture"]


def gauge_picture(title: str, value: float, unit: str, cutoffs: Sequence[Cutoff]) -> Markup:
    """Draw a bar from 0 to the value, and a line at each threshold."""
    limits = [cutoff.value for cutoff in cutoffs]
    end = 100.0 if unit == "%" else 1.15 * max([value, *(2 * limit for limit in limits), 1.0])
    parts = [
        element("rect", y=4, width="100%", height=12, rx=2, cls="chain"),
        element("rect", y=4, width=percent(max(0.8, min(100.0, 100 * value / end))), height=12, rx=2, cls="value"),
    ]
    for limit in limits:
        x = 100 * limit / end
        anchor = "start" if x < 8 else "end" if x > 92 else "middle"
        parts.append(element("line", x1=percent(x), x2=percent(x), y1=0, y2=20, cls="limit"))
        parts.append(element("text", words(number_text(limit)), x=percent(x), y=31, cls="small", text_anchor=anchor))
    against = ", ".join(f"{cutoff.name} from {number_text(cutoff.value)}" for cutoff in cutoffs)
    return picture(
        title, f"{number_text(value)} {unit}; {against}" if against else f"{number_text(value)} {unit}", 36, parts
    )
