"""SVG as text: elements with escaped attributes and texts, and labels that do not overlap.

Horizontal places are percentages of the picture's width, so that a picture fits a phone and a desk while its letters
keep their size; vertical places are pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from oncotier.exporters.safe_text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["at", "element", "lanes", "number", "percent", "picture", "words"]

_NARROW = 320
"""Pixels of the narrowest picture (a phone): labels are laid out for it."""
_LETTER = 7.0
_GAP = 3.0
_LAST = 99.0


def number(value: float) -> str:
    """Write a coordinate: at most two decimals, no needless zero."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def percent(value: float) -> str:
    """Write a horizontal place."""
    return f"{number(value)}%"


def words(text: str) -> str:
    """Escape a text for an element or an attribute, and make invisible characters visible."""
    return str(escape(safe_text(text)))


def element(tag: str, inner: str = "", **attributes: str | float) -> str:
    """Write one element; `inner` is markup, attribute values are escaped; `cls` is the class, `_` a hyphen."""
    written = "".join(
        f' {"class" if name == "cls" else name.replace("_", "-")}="'
        f'{words(value) if isinstance(value, str) else number(value)}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{written}>{inner}</{tag}>" if inner or tag == "text" else f"<{tag}{written}/>"


def at(x: float, parts: Iterable[str]) -> str:
    """Place parts whose coordinates are pixels around a horizontal place of the picture."""
    return element("svg", "".join(parts), x=percent(x), overflow="visible")


def picture(title: str, description: str, height: float, parts: Iterable[str], cls: str = "") -> Markup:
    """Return a picture as wide as its place, with a name and a description for those who do not see it."""
    head = element("title", words(title)) + (element("desc", words(description)) if description else "")
    inner = head + "".join(parts)
    return Markup(element("svg", inner, cls=f"pic {cls}".rstrip(), role="img", width="100%", height=height))  # noqa: S704 - every part is escaped


def lanes(labels: Sequence[tuple[float, str]]) -> list[tuple[int, bool]]:
    """Return the lane (0 is nearest) of each label at its place (percent), and whether it is written to the left.

    A label is written to the right of its stem, and to the left where it would leave the picture. Of two labels that
    would touch, the one whose stem the other would cross goes into the farther lane.
    """
    spans: list[tuple[float, float, bool]] = []
    for place, text in labels:
        width = 100 * (len(text) * _LETTER + 12) / _NARROW
        leftward = place + width > _LAST and place > 50
        spans.append((place - width, place, True) if leftward else (place, place + width, False))
    order = sorted((index for index, span in enumerate(spans) if span[2]), key=lambda index: labels[index][0])
    order += sorted((index for index, span in enumerate(spans) if not span[2]), key=lambda index: -labels[index][0])
    found = [0] * len(spans)
    placed: list[list[tuple[float, float]]] = []
    for index in order:
        start, end, _ = spans[index]
        lane = 0
        while lane < len(placed) and any(start < e + _GAP and s < end + _GAP for s, e in placed[lane]):
            lane += 1
        if lane == len(placed):
            placed.append([])
        placed[lane].append((start, end))
        found[index] = lane
    return [(lane, span[2]) for lane, span in zip(found, spans, strict=True)]
