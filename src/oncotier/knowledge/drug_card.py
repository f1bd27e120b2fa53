"""The cards of a drug and of a drug class: what it is, which rows use it, what speaks against it, what to watch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.evidence import Selector
from oncotier.knowledge.card import Card, CardDraft
from oncotier.knowledge.lookup import read_all
from oncotier.knowledge.passage import resistance_section, therapy_section
from oncotier.knowledge.wording import selector_words, verified_words

if TYPE_CHECKING:
    from oncotier.domain.evidence import Drug
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.knowledge.wording import Wording

__all__ = ["drug_card", "drug_class_card"]


def drug_card(name: str, kb: KnowledgeBase, wording: Wording) -> Card:
    """Return the card of a drug by its generic name."""
    drug = kb.drugs[name]
    draft = CardDraft(f"{drug.name} ({', '.join(drug.brands)})" if drug.brands else drug.name)
    _identity(draft, drug, kb)
    _used(draft, (name,), kb, wording)
    against = tuple(row for row in kb.all_resistance() if _strikes(row.affects, row.exempts, name, kb))
    draft.heading(f"What speaks against it ({len(against)})")
    resistance_section(draft, against, kb, wording)
    overcomes = [row for row in kb.all_resistance() if any(name in way for way in row.overcome_by)]
    if overcomes:
        draft.heading(f"What it overcomes ({len(overcomes)})")
        for row in overcomes:
            ways = " or ".join(" + ".join(way) for way in row.overcome_by if name in way)
            draft.say(f"{wording.pattern(row.biomarker, row.genes)}: {ways} [{row.id}]", 1)
    _rules(draft, name, kb)
    _watch(draft, name, kb)
    _companions(draft, name, kb)
    return draft.card()


def _strikes(affects: tuple[Selector, ...], exempts: tuple[Selector, ...], name: str, kb: KnowledgeBase) -> bool:
    hit = any(kb.selects(selector, (name,)) for selector in affects)
    return hit and not any(kb.selects(selector, (name,)) for selector in exempts)


def _identity(draft: CardDraft, drug: Drug, kb: KnowledgeBase) -> None:
    classes = tuple(Selector(drug_class=name, generation=generation) for name, generation in drug.classes)
    draft.name("class", selector_words(classes, kb), 1)
    if not any(generation for _, generation in drug.classes):
        draft.name("generation", drug.generation, 1)
    draft.name("modality", drug.modality + (f", {drug.route}" if drug.route else ""), 1)
    draft.name("targets", ", ".join(drug.targets), 1)
    draft.name("first approved", drug.approval_year, 1)
    draft.name("payload", drug.payload, 1)
    draft.name("linker", drug.linker, 1)
    draft.name("mechanism", drug.mechanism, 1)
    draft.name("note", drug.note, 1)
    for row in read_all(kb.tables["drugs.tsv"], lambda row: row):
        if row.text("drug") == drug.name:
            draft.name("sources", ", ".join(row.words("sources")), 1)
            draft.say(f"{verified_words(row.text('verified'))}; {row.place}", 1)


def _used(draft: CardDraft, names: tuple[str, ...], kb: KnowledgeBase, wording: Wording) -> None:
    using = tuple(row for row in kb.all_assertions() if any(name in row.regimen for name in names))
    draft.heading(f"Therapies with it ({len(using)})")
    therapy_section(draft, using, kb, wording)


def _rules(draft: CardDraft, name: str, kb: KnowledgeBase) -> None:
    rules = [rule for rule in kb.rules if _strikes(rule.applies_to, rule.exempts, name, kb)]
    if rules:
        draft.heading(f"Rules ({len(rules)})")
        for rule in rules:
            draft.say(f"{rule.message} [{rule.id}]", 1)


def _watch(draft: CardDraft, name: str, kb: KnowledgeBase) -> None:
    rows = kb.monitoring((name,))
    if rows:
        draft.heading("What to watch for")
        for row in rows:
            frequency = f" ({row.frequency})" if row.frequency else ""
            draft.say(f"{row.monitor}{frequency} [{row.id}]", 1)
            draft.say(row.note, 2)


def _companions(draft: CardDraft, name: str, kb: KnowledgeBase) -> None:
    rows = [row for row in read_all(kb.tables["tests.tsv"], lambda row: row) if name in row.words("companion_drugs")]
    if rows:
        draft.heading(f"Companion diagnostics ({len(rows)})")
        for row in rows:
            draft.say(f"{row.text('name')} ({row.text('method')}): {row.text('detects')} [{row.text('id')}]", 1)


def drug_class_card(name: str, kb: KnowledgeBase, wording: Wording) -> Card:
    """Return the card of a drug class: its drugs by generation, and what speaks against the class."""
    draft = CardDraft(f"{name.replace('_', ' ')} (class:{name})")
    generations: dict[str, list[str]] = {}
    for drug in kb.drugs.values():
        for drug_class, generation in drug.classes:
            if drug_class == name:
                generations.setdefault(generation, []).append(drug.name)
    for generation, drugs in sorted(generations.items()):
        draft.name(f"generation {generation}" if generation else "drugs", ", ".join(drugs), 1)
    against = tuple(row for row in kb.all_resistance() if any(one.drug_class == name for one in row.affects))
    draft.heading(f"What speaks against the class ({len(against)})")
    resistance_section(draft, against, kb, wording)
    rules = [rule for rule in kb.rules if any(one.drug_class == name for one in rule.applies_to)]
    if rules:
        draft.heading(f"Rules ({len(rules)})")
        for rule in rules:
            draft.say(f"{rule.message} [{rule.id}]", 1)
    return draft.card()
