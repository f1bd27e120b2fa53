"""A fusion: both partners from 5' to 3', the joint between them, and the domain that drugs aim at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Joint
from oncotier.domain.picture import CodonSpan
from oncotier.domain.value import replace
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
_ASIDE = 3.0  # percent: room for the word above the joint
_LOST = "target_domain_lost"


def fusion_picture(alteration: Alteration, fusion: Fusion, models: Mapping[str, ProteinModel]) -> Markup:
    """Draw what each gene brings: as a whole where its break is not known, else the part from or up to its break."""
    parts: list[str] = []
    said = []
    joint = alteration.joint or Joint()
    sides = (
        (fusion.five_prime, _LEFT, "5'", joint.five_prime_codon1),
        (fusion.three_prime, _RIGHT, "3'", joint.three_prime_codon1),
    )
    for gene, span, end, codon1 in sides:
        is_target = gene != "" and gene == alteration.gene
        model = models.get(gene) if is_target else None
        is_lost = _LOST in alteration.flags
        parts += _partner(gene, span, end, _brought(model, end, codon1), is_lost=is_lost)
        if codon1 is not None:
            parts.append(_break(span, end, codon1))
        name = gene or "partner not known"
        until = "" if codon1 is None else f" {'up to' if span == _LEFT else 'from'} codon {codon1}"
        domains = [domain.name for domain in model.domains] if model is not None else []
        carries = f", {'has lost' if is_lost else 'carries'} the {' and '.join(domains)} domain" if domains else ""
        said.append(f"{end} {name}{until}{carries}")
    parts.append(at(50, [element("path", d=f"M0,{_TOP - 6:g}l5,6l-8,8l8,8l-8,8l5,6", cls="joint")]))
    parts.append(element("text", "joint", x="50%", y=_TOP - 11, cls="small", text_anchor="middle"))
    return picture(f"{alteration.label}: the two partners", "; ".join(said), _TOP + _BAR + 22, parts)


def _brought(model: ProteinModel | None, end: str, codon1: int | None) -> ProteinModel | None:
    """Return the part of a protein that is brought into the fusion, counted anew from its first codon."""
    if model is None or codon1 is None or not 1 <= codon1 <= model.length:
        return model
    first1, last1 = (1, codon1) if end == "5'" else (codon1, model.length)
    domains = tuple(
        CodonSpan(one.name, max(one.first1, first1) - first1 + 1, min(one.last1, last1) - first1 + 1)
        for one in model.domains
        if one.first1 <= last1 and first1 <= one.last1
    )
    return replace(model, length=last1 - first1 + 1, domains=domains)


def _break(span: tuple[float, float], end: str, codon1: int) -> str:
    """Write the codon of the break beside the joint."""
    place, anchor = (span[1] - _ASIDE, "end") if end == "5'" else (span[0] + _ASIDE, "start")
    return element("text", f"codon {codon1}", x=percent(place), y=_TOP - 11, cls="small", text_anchor=anchor)


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
