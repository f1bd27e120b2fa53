"""A trial's figure against its comparator on one axis: the distance between the two marks is the gain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.exporters.html.drawing import at, element, number, percent, picture
from oncotier.notation.label import number_text

if TYPE_CHECKING:
    from markupsafe import Markup

    from oncotier.domain.evidence import Trial

__all__ = ["trial_picture"]

_LINE = 24.0
_STEPS = (10, 20, 25, 30, 40, 50, 60, 80, 100)


def trial_picture(trial: Trial) -> Markup | None:
    """Draw both figures; None where one of them is not known."""
    if trial.value is None or trial.comparator_value is None:
        return None
    end = _axis_end(max(trial.value, trial.comparator_value), is_percent=trial.unit == "percent")
    here, there = (_within(100 * value / end) for value in (trial.value, trial.comparator_value))
    unit = "%" if trial.unit == "percent" else f" {trial.unit}"
    low, high = min(here, there), max(here, there)
    parts = [
        element("line", x1="0", x2="100%", y1=_LINE, y2=_LINE, cls="axis"),
        element("line", x1=percent(low), x2=percent(high), y1=_LINE, y2=_LINE, cls="gain"),
        at(there, [element("path", d=f"M-4.5,{number(_LINE - 4.5)}h9v9h-9z", cls="other-arm")]),
        at(here, [element("circle", cy=_LINE, r=6, cls="this-arm")]),
        element("text", number_text(trial.value), x=percent(here), y=12, cls="figure", text_anchor=_anchor(here)),
        element(
            "text", number_text(trial.comparator_value), x=percent(there), y=43, cls="small", text_anchor=_anchor(there)
        ),
    ]
    if high < 88:
        parts.append(element("text", f"{number_text(end)}{unit}", x="100%", y=43, cls="small faint", text_anchor="end"))
    title = f"{trial.trial}, {trial.endpoint}"
    against = f"{number_text(trial.comparator_value)}{unit} with {trial.comparator or 'the comparator'}"
    return picture(title, f"{number_text(trial.value)}{unit} against {against}", 48, parts, cls="trial-pic")


def _within(place: float) -> float:
    return min(98.5, max(1.5, place))


def _anchor(place: float) -> str:
    return "start" if place < 8 else "end" if place > 92 else "middle"


def _axis_end(most: float, *, is_percent: bool) -> float:
    """Return the end of the axis, which begins at 0: 100 for percent, else the next round number."""
    if is_percent:
        return 100.0
    return next((float(step) for step in _STEPS if step >= most), -(-most // 50) * 50)
