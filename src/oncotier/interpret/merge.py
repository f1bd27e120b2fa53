"""Equal events of several inputs as one alteration, in a fixed order, with ids and classes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Kind, Origin, SmallVariant
from oncotier.domain.value import replace
from oncotier.interpret.receptors import her2_states
from oncotier.interpret.traits import classes_of

if TYPE_CHECKING:
    from oncotier.interpret.findings import Findings
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["numbered", "with_case_classes"]

_OBJECTIONS = frozenset({"out_of_frame", "target_domain_lost", "low_confidence"})
_KIND_ORDER = tuple(Kind)


def numbered(alterations: tuple[Alteration, ...], kb: KnowledgeBase) -> tuple[Alteration, ...]:
    """Merge equal events, sort them, give them ids A1 ... and their classes: the same in any input order."""
    groups: dict[str, list[Alteration]] = {}
    for alteration in alterations:
        groups.setdefault(alteration.label, []).append(alteration)
    merged = [_merge(group) for group in groups.values()]
    merged.sort(key=lambda one: (_KIND_ORDER.index(one.kind), one.gene, _first_codon(one), one.label))
    return tuple(
        replace(one, id=f"A{number}", classes=classes_of(one, kb)) for number, one in enumerate(merged, start=1)
    )


def with_case_classes(findings: Findings) -> tuple[Alteration, ...]:
    """Add the classes that only several findings together give: HER2-low from IHC and ISH."""
    named: dict[str, tuple[str, ...]] = {}
    for state, witness in her2_states(findings):
        if state in _HER2_CLASSES:
            named[witness.id] = (*named.get(witness.id, ()), _HER2_CLASSES[state])
    if not named:
        return findings.alterations
    classes = {one.id: tuple(dict.fromkeys((*one.classes, *named.get(one.id, ())))) for one in findings.alterations}
    return tuple(replace(one, classes=classes[one.id]) for one in findings.alterations)


_HER2_CLASSES = {"positive": "HER2 positive", "low": "HER2-low", "ultralow": "HER2-ultralow"}


def _first_codon(alteration: Alteration) -> int:
    found = re.search(r"\d+", alteration.hgvs_p)
    return int(found[0]) if found else 0


def _merge(group: list[Alteration]) -> Alteration:
    """Make one alteration of several reports of the same event, independent of their order."""
    if len(group) == 1:
        return replace(group[0], flags=tuple(sorted(set(group[0].flags))))
    ordered = sorted(group, key=lambda one: (-_richness(one), one.sources))
    first = ordered[0]
    origins = {one.origin for one in ordered} - {Origin.UNKNOWN}
    return replace(
        first,
        hgvs_p=next((one.hgvs_p for one in ordered if one.hgvs_p), ""),
        hgvs_c=next((one.hgvs_c for one in ordered if one.hgvs_c), ""),
        hgvs_g=next((one.hgvs_g for one in ordered if one.hgvs_g), ""),
        transcript=next((one.transcript for one in ordered if one.transcript), ""),
        origin=origins.pop() if len(origins) == 1 else Origin.UNKNOWN,
        vaf=next((one.vaf for one in ordered if one.vaf is not None), None),
        depth=next((one.depth for one in ordered if one.depth is not None), None),
        phase=next((one.phase for one in ordered if one.phase), ""),
        joint=next((one.joint for one in ordered if one.joint is not None), None),
        copies=next((one.copies for one in ordered if one.copies is not None), None),
        flags=_merged_flags(ordered),
        sources=tuple(sorted({source for one in ordered for source in one.sources})),
    )


def _richness(alteration: Alteration) -> int:
    event = alteration.event
    placed = isinstance(event, SmallVariant) and (event.exon is not None or event.intron is not None)
    return sum((placed, bool(alteration.hgvs_g), bool(alteration.hgvs_c), alteration.vaf is not None))


def _merged_flags(group: list[Alteration]) -> tuple[str, ...]:
    """Return the flags of all reports; what speaks against the event must be said by every one of them."""
    common = set.intersection(*(set(one.flags) for one in group))
    return tuple(sorted({flag for one in group for flag in one.flags} - (_OBJECTIONS - common)))
