"""The allele fractions of all small changes on one strip, with the window that suggests a germline variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.exporters.html.drawing import at, element, lanes, percent, picture, words
from oncotier.exporters.phrases import fraction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from oncotier.domain.alteration import Alteration

__all__ = ["fraction_picture"]

_LANE = 18.0
_MOST_NAMES = 24
"""Beyond so many, names only hide each other: the rest are dots, and the table says their fractions."""


def fraction_picture(
    alterations: Sequence[Alteration], window: tuple[float, float] | None, roles: Mapping[str, str]
) -> Markup:
    """Draw one dot for each alteration with a fraction (0 to 1); those that speak for or against options are named."""
    placed = [(100 * one.vaf, one) for one in alterations if one.vaf is not None]
    named = sorted(placed, key=lambda pair: roles.get(pair[1].id, "none") == "none")[:_MOST_NAMES]
    levels = lanes([(place, one.label) for place, one in named])
    top = _LANE * (1 + max((lane for lane, _ in levels), default=0)) + 6
    parts = list(_axis(window, top))
    shown = {one.id for _, one in named}
    parts += [at(x, [_dot(one, roles, top)]) for x, one in placed if one.id not in shown]
    for (place, one), (lane, leftward) in zip(named, levels, strict=True):
        y = top - 6 - _LANE * (lane + 0.5)
        side = "end" if leftward else "start"
        label = element("text", words(one.label), x=-7 if leftward else 7, y=y + 4, cls="name", text_anchor=side)
        parts.append(at(place, [element("line", y1=y, y2=top + 6, cls="stem"), _dot(one, roles, top), label]))
    description = "; ".join(f"{one.label} {fraction(place / 100)}" for place, one in placed)
    return picture("Variant allele fractions", description, top + 38, parts)


def _dot(alteration: Alteration, roles: Mapping[str, str], top: float) -> str:
    return element("circle", cy=top + 7, r=5.5, cls=f"head {roles.get(alteration.id, 'none')}")


def _axis(window: tuple[float, float] | None, top: float) -> Iterator[str]:
    if window is not None:
        low, high = window
        width = percent(100 * (high - low))
        yield element("rect", x=percent(100 * low), y=0, width=width, height=top + 14, cls="window")
    yield element("rect", y=top, width="100%", height=14, rx=7, cls="chain")
    for tick in (0, 25, 50, 75, 100):
        anchor = "start" if tick == 0 else "end" if tick == 100 else "middle"
        yield element("text", f"{tick}%", x=percent(tick), y=top + 29, cls="small", text_anchor=anchor)
