"""A fusion: both partners from 5' to 3', the joint between them, and the domain that drugs aim at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.exporters.html.drawing import at, element, percent, picture, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from oncotier.domain.alteration import Alteration, Fusion
    from oncotier.domain.picture import ProteinModel

__all__ = ["fusion_picture"]

_TOP = 24.0
_BAR = 22.0
_LEFT = (0.0, 48.0)
_RIGHT = (52.0, 100.0)
_LOST = "target_domain_lost"


def fusion_picture(alteration: Alteration, fusion: Fusion, models: Mapping[str, ProteinModel]) -> Markup:
    """Draw the two genes; where the joint lies inside them is not part of a report and is not drawn."""
    parts: list[str] = []
    said = []
    for gene, span, end in ((fusion.five_prime, _LEFT, "5'"), (fusion.three_prime, _RIGHT, "3'")):
        is_target = gene != "" and gene == alteration.gene
        model = models.get(gene) if is_target else None
        is_lost = _LOST in alteration.flags
        parts += _partner(gene, span, end, model, is_lost=is_lost)
        name = gene or "partner not known"
        domains = [domain.name for domain in model.domains] if model is not None else []
        carries = f", {'has lost' if is_lost else 'carries'} the {' and '.join(domains)} domain" if domains else ""
        said.append(f"{end} {name}{carries}")
    joint = element("path", d=f"M0,{_TOP - 6:g}l5,6l-8,8l8,8l-8,8l5,6", cls="joint")
    parts.append(at(50, [joint]))
    parts.append(element("text", "joint", x="50%", y=_TOP - 11, cls="small", text_anchor="middle"))
    return picture(f"{alteration.label}: the two partners", "; ".join(said), _TOP + _BAR + 22, parts)


def _partner(
    gene: str, span: tuple[float, float], end: str, model: ProteinModel | None, *, is_lost: bool
) -> Iterator[str]:
    start, stop = span
    width = stop - start
    kind = "chain" if gene else "chain unknown"
    yield element("rect", x=percent(start), y=_TOP, width=percent(width), height=_BAR, rx=3, cls=kind)
    anchor, place = ("start", start) if start == 0 else ("end", stop)
    name = f"{end} {gene}" if gene else f"{end} partner not known"
    yield element("text", words(name), x=percent(place), y=_TOP - 8, cls="name", text_anchor=anchor)
    for domain in model.domains if model is not None else ():
        x = start + width * (domain.first1 - 1) / model.length  # type: ignore[union-attr]
        wide = width * (domain.last1 - domain.first1 + 1) / model.length  # type: ignore[union-attr]
        kind = "domain lost" if is_lost else "domain"
        yield element("rect", x=percent(x), y=_TOP - 1, width=percent(wide), height=_BAR + 2, rx=3, cls=kind)
        middle = x + wide / 2
        anchor = "start" if middle < 20 else "end" if middle > 80 else "middle"
        place = x if middle < 20 else x + wide if middle > 80 else middle
        text = f"{domain.name}{' lost' if is_lost else ''}"
        yield element(
            "text", words(text), x=percent(place), y=_TOP + _BAR + 16, cls="small domain-name", text_anchor=anchor
        )
