"""Therapies that a sample speaks against although nothing in it speaks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.evidence import Effect, Selector, Status
from oncotier.domain.report import Conflict, Option, OptionState
from oncotier.domain.value import replace
from oncotier.interpret.against import Fired, resistance_words, says_the_same, weight
from oncotier.interpret.words import EVIDENCE, STATE
from oncotier.notation.therapy import therapy_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["Draft", "resistance_conflicts", "without_option"]

Draft = tuple[tuple[object, ...], Option]

_STRONGEST = ("block", "demote", "note")
_EVIDENCE_ORDER = tuple(EVIDENCE)
_MANY = 4  # a longer list of one class is one entry
_LAST = 99  # behind every blocked option that something speaks for


def resistance_conflicts(
    fired: Iterable[Fired], regimen: tuple[str, ...], kb: KnowledgeBase, shown: str = ""
) -> tuple[Conflict, ...]:
    """Return the conflict of each fired row, naming the drugs that it strikes, or what is `shown` for all of them.

    Rows that say the same carry the same words, which name all of them.
    """
    struck = [(one, (shown,) if shown else _struck(one, regimen, kb)) for one in fired]
    conflicts = []
    for one, drugs in struck:
        first, *also = (other for other, hit in struck if hit == drugs and says_the_same(one, other))
        words = resistance_words(first, drugs, tuple(also))
        conflicts.append(Conflict(tuple(alteration.id for alteration in one.supports), one.row.id, words))
    return tuple(dict.fromkeys(conflicts))


def _struck(one: Fired, regimen: tuple[str, ...], kb: KnowledgeBase) -> tuple[str, ...]:
    drugs = (drug for drug in regimen if any(kb.selects(_any_way(selector), (drug,)) for selector in one.row.affects))
    return tuple(drugs) or regimen


def _any_way(selector: Selector) -> Selector:
    return replace(selector, alone=False)


def without_option(therapies: frozenset[tuple[str, ...]], kb: KnowledgeBase, fired: tuple[Fired, ...]) -> list[Draft]:
    """List what fired rows speak against and what has no option of its own in the sample.

    A drug is listed by name; a large class is one entry where the drug table has a name for it (`pd-1 inhibitor`).
    """
    found: dict[str, tuple[tuple[str, ...], list[Fired]]] = {}
    for one in fired:
        if weight(one) == "note" or one.row.direction is Effect.REDUCED_SENSITIVITY:
            continue
        for name, drugs in _entries(one, kb).items():
            open_drugs = tuple(drug for drug in drugs if not _is_offered(drug, one, therapies))
            if open_drugs and (name,) not in therapies:
                known, reasons = found.get(name, ((), []))
                found[name] = (tuple(sorted({*known, *open_drugs})), [*reasons, one])
    return [_negative(name, drugs, reasons, kb) for name, (drugs, reasons) in sorted(found.items())]


def _is_offered(drug: str, one: Fired, therapies: frozenset[tuple[str, ...]]) -> bool:
    """Tell whether the sample has an option of its own for a drug, which then carries the conflict.

    What only demotes is no reason to strike a drug that stands in any regimen of the sample.
    """
    if weight(one) == "demote":
        return any(drug in regimen for regimen in therapies)
    return (drug,) in therapies


def _entries(one: Fired, kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    entries: dict[str, tuple[str, ...]] = {}
    for selector in one.row.affects:
        drugs = tuple(sorted(drug for drug in _members(selector, kb) if _is_struck(drug, one, kb)))
        name = kb.class_entry(selector.drug_class) if selector.drug_class and not selector.generation else ""
        if name and len(drugs) > _MANY:
            entries[name] = drugs
        elif name and not drugs and _is_of_regimens(selector, kb):
            entries[name] = (name,)
        else:
            entries.update((drug, (drug,)) for drug in drugs)
    return entries


def _members(selector: Selector, kb: KnowledgeBase) -> list[str]:
    """Return the approved drugs that a selector names; entries for whole classes are no drugs."""
    return [
        name for name in kb.members(selector) if kb.drugs[name].modality != "class" and kb.drugs[name].approval_year
    ]


def _is_of_regimens(selector: Selector, kb: KnowledgeBase) -> bool:
    """Tell whether a class holds chemotherapy regimens, which nobody approves by their name (FCR)."""
    return any(kb.drugs[name].modality == "chemotherapy" for name in kb.members(selector))


def _is_struck(drug: str, one: Fired, kb: KnowledgeBase) -> bool:
    exempt = any(kb.selects(selector, (drug,)) for selector in one.row.exempts)
    remedy = any(set(way) == {drug} for way in (*one.row.overcome_by, *one.row.still_active))
    return not exempt and not remedy


def _negative(name: str, drugs: tuple[str, ...], reasons: list[Fired], kb: KnowledgeBase) -> Draft:
    """Build a not-recommended entry; the strongest evidence leads."""
    ordered = sorted(
        reasons,
        key=lambda one: (_STRONGEST.index(weight(one)), _EVIDENCE_ORDER.index(one.row.evidence), one.row.id),
    )
    lead = ordered[0]
    effect = lead.row.direction if lead.row.direction is not Effect.SENSITIVITY else Effect.RESISTANCE
    shown = (name,)
    option = Option(
        rank=None,
        therapy=therapy_name(shown),
        drugs=drugs,
        effect=effect,
        amp_tier="",
        escat="",
        evidence=lead.row.evidence,
        status=Status.OFF_LABEL,
        tumor_match=lead.tumor_match,
        state=OptionState.BLOCKED,
        conflicts=resistance_conflicts(ordered, drugs, kb, "" if shown == drugs else therapy_name(shown)),
        assertions=tuple(dict.fromkeys(one.row.id for one in ordered)),
        sources=tuple(dict.fromkeys(source for one in ordered for source in one.row.sources)),
        verified=lead.row.verified,
        why=(STATE[OptionState.BLOCKED], resistance_words(lead, drugs if shown == drugs else (therapy_name(shown),))),
    )
    return (_LAST, _EVIDENCE_ORDER.index(lead.row.evidence), 0, 0, 0, 0, 0, 0, option.therapy, lead.row.id), option
