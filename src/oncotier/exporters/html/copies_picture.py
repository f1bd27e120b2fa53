"""Copy numbers as bars, with the thresholds that make an amplification or a homozygous deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.exporters.html.drawing import element, percent, picture, words
from oncotier.notation.label import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.picture import Cutoff

__all__ = ["copies_picture"]

_ROW = 36.0
_LEAST_END = 10.0
_NORMAL = 2.0


def copies_picture(alterations: Sequence[Alteration], cutoffs: Sequence[Cutoff], roles: Mapping[str, str]) -> Markup:
    """Draw one bar for each alteration with a copy number."""
    counted = [(one.copies, one) for one in alterations if one.copies is not None]
    shown = [one for one in cutoffs if one.marker == "copies" and not one.gene]
    end = 1.08 * max([_LEAST_END, *(copies for copies, _ in counted), *(one.value for one in shown)])
    bottom = _ROW * len(counted)
    parts = list(_thresholds(shown, end, bottom))
    for row, (copies, one) in enumerate(counted):
        parts += _bar(one, copies, row * _ROW, end, roles)
        own = [cutoff for cutoff in cutoffs if cutoff.marker == "copies" and cutoff.gene == one.gene]
        for cutoff in own:
            x = percent(100 * cutoff.value / end)
            parts.append(element("line", x1=x, x2=x, y1=row * _ROW + 14, y2=row * _ROW + 34, cls="limit"))
            said = f"from {number_text(cutoff.value)}: {cutoff.name}"
            parts.append(element("text", words(said), x="100%", y=row * _ROW + 12, cls="small", text_anchor="end"))
    description = "; ".join(f"{one.label}: {number_text(copies)} copies" for copies, one in counted)
    return picture("Copy numbers", description, bottom + 34, parts)


def _bar(one: Alteration, copies: float, y: float, end: float, roles: Mapping[str, str]) -> Iterator[str]:
    said = f"{one.label}: {number_text(copies)} copies"
    yield element("text", words(said), x="0", y=y + 12, cls="name")
    width = percent(max(0.6, 100 * copies / end))
    yield element("rect", x="0", y=y + 18, width=width, height=12, rx=2, cls=f"head {roles.get(one.id, 'none')}")


def _thresholds(cutoffs: Sequence[Cutoff], end: float, bottom: float) -> Iterator[str]:
    x = percent(100 * _NORMAL / end)
    yield element("line", x1=x, x2=x, y1=16, y2=bottom + 4, cls="normal")
    yield element("text", "2, normal", x=x, y=bottom + 16, cls="small", text_anchor="start")
    for cutoff in cutoffs:
        place = 100 * cutoff.value / end
        if cutoff.is_upper:
            said, anchor, y = f"below {number_text(cutoff.value)}: {cutoff.name}", "start", bottom + 30
        else:
            said, anchor, y = f"from {number_text(cutoff.value)}: {cutoff.name}", "middle", bottom + 16
        if anchor == "middle" and place > 60:
            anchor = "end"
        yield element("line", x1=percent(place), x2=percent(place), y1=16, y2=bottom + 4, cls="limit")
        yield element("text", words(said), x=percent(place), y=y, cls="small", text_anchor=anchor)
