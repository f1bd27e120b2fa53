"""The cards of the alterations: by gene, each with its names, its numbers, its picture, and what rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Fusion, SmallVariant
from oncotier.domain.value import Value
from oncotier.exporters.html.fusion_picture import fusion_picture
from oncotier.exporters.html.protein_picture import protein_picture
from oncotier.exporters.phrases import measures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.report import Report
    from oncotier.domain.source import Source
    from oncotier.exporters.html.option_view import OptionView

__all__ = ["Card", "GeneGroup", "fact_rows", "gene_groups", "roles_of", "without_card"]

_FLAG_WORDS = {"target_domain_lost": "the target's domain is lost", "orientation_not_stated": "5' and 3' not stated"}


class Card(Value, frozen=True):
    """One alteration: facts as (name, text), options told here and elsewhere, and what it speaks against."""

    alteration: Alteration
    role: str
    facts: tuple[tuple[str, str], ...]
    picture: str
    options: tuple[OptionView, ...]
    elsewhere: tuple[OptionView, ...]
    against: tuple[tuple[str, str], ...]


class GeneGroup(Value, frozen=True):
    """The cards of one gene or marker, and its protein with the changes on it."""

    key: str
    name: str
    picture: str
    caption: str
    cards: tuple[Card, ...]


def roles_of(report: Report) -> dict[str, str]:
    """Say of each alteration whether it speaks for options (for), against (against), or both; others are left out."""
    speaks_for = {identifier for option in report.options for identifier in option.supports}
    every = (*report.options, *report.not_recommended)
    against = {identifier for option in every for identifier in option.opposed_by}
    roles = dict.fromkeys(speaks_for, "for") | dict.fromkeys(against, "against")
    return roles | dict.fromkeys(speaks_for & against, "both")


def without_card(report: Report) -> frozenset[str]:
    """Return the alterations that are listed without a card: no option and no conflict speaks of them."""
    roles = roles_of(report)
    return frozenset(one.alteration for one in report.unmatched if one.alteration not in roles)


def gene_groups(report: Report, views: tuple[OptionView, ...]) -> tuple[GeneGroup, ...]:
    """Return the alterations that something speaks of, by gene; the gene of the best option first."""
    left_out = without_card(report)
    homes = _homes(views)
    roles = roles_of(report)
    groups: dict[str, list[Alteration]] = {}
    for one in report.alterations:
        if one.id not in left_out:
            groups.setdefault(one.gene or one.label, []).append(one)
    best = {
        identifier: number for number, view in reversed(list(enumerate(views))) for identifier in view.option.spoken_of
    }
    ordered = sorted(groups.items(), key=lambda pair: min(best.get(one.id, len(views)) for one in pair[1]))
    return tuple(
        _group(f"g{number}", name, alterations, report, views, homes, roles)
        for number, (name, alterations) in enumerate(ordered, start=1)
    )


def _homes(views: tuple[OptionView, ...]) -> dict[str, str]:
    """Return the alteration under which each ranked option is told, by the option's key."""
    return {view.key: view.option.supports[0] for view in views if view.option.rank and view.option.supports}


def _group(
    key: str,
    name: str,
    alterations: list[Alteration],
    report: Report,
    views: tuple[OptionView, ...],
    homes: Mapping[str, str],
    roles: Mapping[str, str],
) -> GeneGroup:
    models = {model.gene: model for model in report.pictures.proteins} if report.pictures else {}
    model = models.get(name)
    drawn, caption = "", ""
    if model is not None and model.marks:
        drawn = protein_picture(model, {one.id: one for one in report.alterations}, roles)
        caption = f"{name} on {model.transcript}: {len(model.exons)} coding exons"
    cards = []
    for one in alterations:
        told = tuple(view for view in views if homes.get(view.key) == one.id)
        elsewhere = tuple(
            view
            for view in views
            if view.option.rank and one.id in view.option.supports and homes.get(view.key) != one.id
        )
        picture = fusion_picture(one, one.event, models) if isinstance(one.event, Fusion) else ""
        facts = tuple(fact_rows(one))
        cards.append(Card(one, roles.get(one.id, "none"), facts, picture, told, elsewhere, _against(one, views)))
    return GeneGroup(key, name, drawn, caption, tuple(cards))


def fact_rows(one: Alteration) -> Iterator[tuple[str, str]]:
    """Yield everything known of an alteration besides its label."""
    event = one.event
    variant = event if isinstance(event, SmallVariant) else None
    rows = (
        ("Protein", one.hgvs_p),
        ("Coding", one.hgvs_c),
        ("Genome", one.hgvs_g),
        ("Transcript", one.transcript),
        ("Exon", str(variant.exon) if variant and variant.exon else ""),
        ("Consequence", variant.consequence.replace("_", " ") if variant else ""),
        ("Measured", ", ".join(measures(one))),
        ("Origin", "" if one.origin.value == "unknown" else one.origin.value),
        ("Class", ", ".join(kind for kind in one.classes if kind != one.label)),
        ("Also called", ", ".join(one.also_known_as)),
        ("Flags", ", ".join(_flag(flag) for flag in one.flags if not flag.startswith("tested:"))),
        ("As reported", "; ".join(f"{source.raw} ({_place(source)})" for source in one.sources)),
    )
    return (row for row in rows if row[1])


def _place(source: Source) -> str:
    return source.input if source.record is None else f"{source.input} #{source.record}"


def _flag(flag: str) -> str:
    return _FLAG_WORDS.get(flag) or flag.replace("vendor:", "laboratory: ").replace("_", " ")


def _against(one: Alteration, views: tuple[OptionView, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (view.option.therapy, conflict.words)
        for view in views
        for conflict in dict.fromkeys(view.option.conflicts)
        if one.id in conflict.alterations
    )
