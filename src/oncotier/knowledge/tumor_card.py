"""The card of a tumor type: where it stands, what guidelines ask for, and which rows hold in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.tumor import TumorMatch
from oncotier.knowledge.card import Card, CardDraft
from oncotier.knowledge.passage import panel_lines, tier_words
from oncotier.knowledge.wording import names_of, proof_words, selector_words, strength, therapy_words

if TYPE_CHECKING:
    from oncotier.domain.evidence import Assertion, Resistance
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.knowledge.wording import Wording

__all__ = ["tumor_card"]

_HOLDS = {TumorMatch.SAME: "in this tumor type or one above it", TumorMatch.AGNOSTIC: "in any tumor of its kind"}


def tumor_card(code: str, kb: KnowledgeBase, wording: Wording) -> Card:
    """Return the card of a tumor type; rows hold when they name it or a type above it."""
    node = kb.tumors.by_code[code]
    draft = CardDraft(f"{node.name} ({node.code})")
    chain = kb.tumors.ancestors(code)
    draft.name("under", " < ".join(names_of((above,), kb) for above in chain[1:]), 1)
    draft.name("also called", ", ".join(node.synonyms), 1)
    draft.name("tissue", node.tissue, 1)
    draft.name("main type", node.main_type, 1)
    draft.say({"solid": "a solid tumor", "heme": "a blood cancer"}.get(node.lineage, ""), 1)
    markers = kb.panel_markers(chain)
    draft.heading(f"Asked for by guidelines ({len(markers)})")
    panel_lines(draft, sorted(markers, key=lambda marker: chain.index(marker.tumor_type)), kb)
    for match, words in _HOLDS.items():
        therapies = [row for row in kb.all_assertions() if _relation(row, code, kb) is match]
        draft.heading(f"Therapies {words} ({len(therapies)})")
        for finding, rows in _by_finding(therapies, wording).items():
            draft.say(finding, 1)
            for row in rows:
                proof = "; ".join(part for part in (proof_words(row, wording), tier_words(row, wording)) if part)
                draft.say(f"{therapy_words(row)}; {proof} [{row.id}]", 2)
    _against(draft, code, kb, wording)
    _rules(draft, chain, kb)
    return draft.card()


def _relation(row: Assertion | Resistance, code: str, kb: KnowledgeBase) -> TumorMatch | None:
    return kb.tumors.relation(code, row.tumor_include, row.tumor_exclude)


def _by_finding(rows: list[Assertion], wording: Wording) -> dict[str, list[Assertion]]:
    found: dict[str, list[Assertion]] = {}
    for row in sorted(rows, key=strength):
        found.setdefault(wording.pattern(row.biomarker, row.genes), []).append(row)
    return found


def _against(draft: CardDraft, code: str, kb: KnowledgeBase, wording: Wording) -> None:
    rows = [row for row in kb.all_resistance() if _relation(row, code, kb) in _HOLDS]
    draft.heading(f"Resistance and no benefit ({len(rows)})")
    for row in sorted(rows, key=strength):
        effect = row.direction.value.replace("_", " ")
        drugs = selector_words(row.affects, kb)
        draft.say(f"{wording.pattern(row.biomarker, row.genes)}: {effect}, {drugs} [{row.id}]", 1)


def _rules(draft: CardDraft, chain: tuple[str, ...], kb: KnowledgeBase) -> None:
    rules = [rule for rule in kb.rules if set(rule.tumor_include) & set(chain)]
    if rules:
        draft.heading(f"Rules ({len(rules)})")
        for rule in rules:
            draft.say(f"{rule.message} [{rule.id}]", 1)
