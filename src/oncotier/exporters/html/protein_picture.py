"""The sample's changes of one gene on its protein: exons, domains, and one stem for each change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.exporters.html.drawing import at, element, lanes, percent, picture, words
from oncotier.exporters.phrases import fraction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.picture import Mark, ProteinModel

__all__ = ["head", "protein_picture"]

_LANE = 19.0
_BAR = 14.0
_ROOM_FOR_NUMBER = 6.0
_HEADS = {
    "missense": "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0z",
    "truncating": "M-4.5,-4.5h9v9h-9z",
    "in_frame": "M0,-6l6,6l-6,6l-6,-6z",
    "splice": "M0,-6l6,10h-12z",
    "exons": "M-7,-3.5h14v7h-14z",
    "upstream": "M0,6l-6,-10h12z",
    "other": "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0z",
}
_EFFECT_WORDS = {
    "missense": "missense", "truncating": "truncating", "in_frame": "in frame", "splice": "splice site",
    "exons": "exon loss", "upstream": "before the start codon", "other": "",
}  # fmt: skip


def head(effect: str, role: str, y: float) -> str:
    """Draw the head of a stem: its shape says the effect, its filling the role (for, against, none)."""
    return element("path", d=_HEADS[effect], cls=f"head {role}", transform=f"translate(0,{y:g})")


def protein_picture(model: ProteinModel, alterations: Mapping[str, Alteration], roles: Mapping[str, str]) -> Markup:
    """Draw the changes of one gene; `roles` says of each alteration whether it speaks for or against options."""
    texts = [_label(alterations[mark.alteration]) for mark in model.marks]
    places = [_place(mark, model.length) for mark in model.marks]
    levels = lanes(list(zip(places, texts, strict=True)))
    top = _LANE * (1 + max((lane for lane, _ in levels), default=0)) + 8
    parts = [*_protein(model, top), *_spans(model, top, roles)]
    for mark, place, text, (lane, leftward) in zip(model.marks, places, texts, levels, strict=True):
        role = roles.get(mark.alteration, "none")
        y = top - 8 - _LANE * (lane + 0.5)
        side = "end" if leftward else "start"
        label = element("text", words(text), x=-10 if leftward else 10, y=y + 4, cls="name", text_anchor=side)
        stem = element("line", y1=y, y2=top, cls="stem")
        parts.append(at(place, (stem, head(mark.effect, role, y), label)))
    return picture(f"{model.gene}: changes on the protein", _description(model, texts), top + 47, parts)


def _label(alteration: Alteration) -> str:
    short = alteration.label.removeprefix(f"{alteration.gene} ")
    return short if alteration.vaf is None else f"{short} {fraction(alteration.vaf)}"


def _place(mark: Mark, length: int) -> float:
    return min(99.0, max(1.0, _x((mark.first1 + mark.last1) / 2, length)))


def _x(codon1: float, length: int) -> float:
    return 100 * (codon1 - 0.5) / length


def _protein(model: ProteinModel, top: float) -> Iterator[str]:
    yield element("rect", y=top, width="100%", height=_BAR, rx=3, cls="chain")
    for index, exon in enumerate(model.exons):
        start, end = 100 * (exon.first1 - 1) / model.length, 100 * exon.last1 / model.length
        if index % 2:
            yield element("rect", x=percent(start), y=top, width=percent(end - start), height=_BAR, cls="exon")
    for domain in model.domains:
        start, end = 100 * (domain.first1 - 1) / model.length, 100 * domain.last1 / model.length
        yield element(
            "rect", x=percent(start), y=top - 2, width=percent(end - start), height=_BAR + 4, rx=3, cls="domain"
        )
        middle = (start + end) / 2
        anchor = "start" if middle < 20 else "end" if middle > 80 else "middle"
        place = start if middle < 20 else end if middle > 80 else middle
        text = f"{domain.name} {domain.first1}-{domain.last1}"
        yield element(
            "text", words(text), x=percent(place), y=top + _BAR + 15, cls="small domain-name", text_anchor=anchor
        )
    for exon in model.exons:
        start, end = 100 * (exon.first1 - 1) / model.length, 100 * exon.last1 / model.length
        if end - start >= _ROOM_FOR_NUMBER:
            yield element(
                "text",
                words(exon.name),
                x=percent((start + end) / 2),
                y=top + 10.5,
                cls="tiny",
                text_anchor="middle",
            )
    yield element("text", "1", x="0", y=top + _BAR + 29, cls="small")
    yield element("text", f"{model.length} amino acids", x="100%", y=top + _BAR + 29, cls="small", text_anchor="end")


def _spans(model: ProteinModel, top: float, roles: Mapping[str, str]) -> Iterator[str]:
    for mark in model.marks:
        if mark.last1 > mark.first1:
            start, end = 100 * (mark.first1 - 1) / model.length, 100 * mark.last1 / model.length
            role = roles.get(mark.alteration, "none")
            yield element("rect", x=percent(start), y=top, width=percent(end - start), height=_BAR, cls=f"span {role}")


def _description(model: ProteinModel, texts: list[str]) -> str:
    said = []
    for mark, text in zip(model.marks, texts, strict=True):
        effect = _EFFECT_WORDS[mark.effect]
        codons = f"codon {mark.first1}" if mark.first1 == mark.last1 else f"codons {mark.first1} to {mark.last1}"
        inside = [
            domain.name for domain in model.domains if domain.first1 <= mark.last1 and mark.first1 <= domain.last1
        ]
        where = f", {' and '.join(inside)} domain" if inside and mark.effect != "upstream" else ""
        said.append(f"{text}: {codons}{where}{f', {effect}' if effect else ''}")
    return f"{model.length} amino acids, {len(model.exons)} coding exons ({model.transcript}). " + "; ".join(said)
