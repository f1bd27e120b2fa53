"""From a name or an id to the card of what it names: gene, drug, tumor type, trial, test, or a row of any table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.errors import UsageError
from oncotier.knowledge.card import Card, Line
from oncotier.knowledge.catalog import KINDS, Entry, catalog, nearest
from oncotier.knowledge.drug_card import drug_card, drug_class_card
from oncotier.knowledge.gene_card import gene_card
from oncotier.knowledge.row_card import assertion_card, resistance_card, rule_card, table_row_card, trial_card
from oncotier.knowledge.tumor_card import tumor_card

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.knowledge.wording import Wording

__all__ = ["show"]

_LEGEND = "primary source, secondary source, NOT VERIFIED: where the row was verified"
_WITH_LEGEND = frozenset({"gene", "marker", "drug", "drug class"})
_TABLES = {
    "alteration class": "classes.tsv",
    "panel": "panels.tsv",
    "test": "tests.tsv",
    "toxicity": "toxicity.tsv",
}


def show(text: str, kb: KnowledgeBase, wording: Wording) -> Card:
    """Return the card of what a text names. Raises UsageError with the nearest names."""
    entries = catalog(kb, wording)
    found = _named(text, entries, kb)
    if not found:
        close = nearest(text.strip(), entries) or nearest(text.strip().partition(" ")[0], entries)
        hint = f"nearest: {', '.join(close)}" if close else "oncotier kb search TEXT looks into every table"
        raise UsageError(f"nothing in the knowledge base is called {text!r}", hint=hint)
    card = _card(found[0], kb, wording)
    others = tuple(Line(f"{text} also names the {entry.kind} {entry.id}: {entry.what}") for entry in found[1:])
    legend = (Line(_LEGEND, heading=True),) if found[0].kind in _WITH_LEGEND else ()
    stamp = Line(f"knowledge base {kb.stamp.version}, as of {kb.stamp.as_of}", heading=not legend)
    return Card((card.lines[0], *others, *card.lines[1:], *legend, stamp))


def _named(text: str, entries: tuple[Entry, ...], kb: KnowledgeBase) -> tuple[Entry, ...]:
    """Return what a text names: genes first, then whatever has it as id, then as name; all in the order of kinds."""
    key = text.strip().casefold()
    gene, tumor = kb.names.resolve(text), kb.tumors.find(text)
    looked_up = {
        ("gene", gene.symbol if gene is not None and gene.known else ""),
        ("drug", kb.generic_name(text) or ""),
        ("tumor type", tumor.code if tumor is not None else ""),
    }
    named: list[tuple[bool, int, Entry]] = []
    for entry in entries:
        is_gene = entry.kind in {"gene", "marker"}
        is_id = entry.id.casefold() == key
        is_name = key in {name.casefold() for name in entry.names} and entry.kind not in {"gene", "drug", "tumor type"}
        if is_id or is_name or (entry.kind, entry.id) in looked_up:
            named.append((not (is_id or is_gene), KINDS.index(entry.kind), entry))
    ordered = [entry for _, _, entry in sorted(named, key=lambda one: one[:2])]
    return tuple({_subject(entry): entry for entry in reversed(ordered)}.values())[::-1]


def _subject(entry: Entry) -> tuple[str, str]:
    """Tell two entries of one card apart from two cards: the endpoints of a trial are one."""
    return entry.kind, entry.names[0] if entry.kind == "trial" else entry.id


def _card(entry: Entry, kb: KnowledgeBase, wording: Wording) -> Card:
    match entry.kind:
        case "gene" | "marker":
            title = f"{entry.id} ({entry.what})" if entry.kind == "marker" else entry.id
            return gene_card(entry.id, kb, wording, title)
        case "drug":
            return drug_card(entry.id, kb, wording)
        case "drug class":
            return drug_class_card(entry.id, kb, wording)
        case "tumor type":
            return tumor_card(entry.id, kb, wording)
        case "trial":
            return trial_card(entry.names[0], kb, wording)
        case "assertion":
            return next(assertion_card(row, kb, wording) for row in kb.all_assertions() if row.id == entry.id)
        case "resistance":
            return next(resistance_card(row, kb, wording) for row in kb.all_resistance() if row.id == entry.id)
        case "rule":
            return next(rule_card(rule, kb, wording) for rule in kb.rules if rule.id == entry.id)
        case kind:
            return table_row_card(_TABLES[kind], entry.id, kb)
