"""The card of one row: everything that it says, in words, with file and line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.knowledge.card import Card, CardDraft
from oncotier.knowledge.lookup import read_all
from oncotier.knowledge.passage import condition_words, regimens_words, tier_words
from oncotier.knowledge.wording import (
    affected_drugs,
    figure_words,
    names_of,
    proof_words,
    selector_words,
    therapy_words,
    tumor_words,
    verified_words,
)
from oncotier.notation.biomarker import format_pattern
from oncotier.notation.therapy import parse_selectors

if TYPE_CHECKING:
    from oncotier.domain.evidence import Assertion, Resistance, Rule
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.knowledge.table import Row
    from oncotier.knowledge.wording import Wording

__all__ = ["assertion_card", "resistance_card", "rule_card", "table_row_card", "trial_card"]

_LABELS = {"seed_ref": "acceptance checklist", "seed_claim": "the founding article says"}


def assertion_card(row: Assertion, kb: KnowledgeBase, wording: Wording) -> Card:
    """Return the card of an assertion."""
    draft = CardDraft(f"{row.id}: {therapy_words(row)}")
    _finding(draft, row, kb, wording)
    draft.name("line of therapy", _line_words(row.line, kb), 1)
    draft.name("rests on", proof_words(row, wording), 1)
    draft.name("tiers in this tumor type", tier_words(row, wording), 1)
    draft.name("ESCAT set by the curator", row.escat, 1)
    draft.name("companion diagnostics", ", ".join(row.companion_tests), 1)
    draft.name("note", row.note, 1)
    if row.trials:
        draft.heading("Trials")
        for identifier in row.trials:
            _trial_figures(draft, identifier, kb)
    _provenance(draft, row)
    return draft.card()


def resistance_card(row: Resistance, kb: KnowledgeBase, wording: Wording) -> Card:
    """Return the card of a resistance row."""
    effect = row.direction.value.replace("_", " ")
    draft = CardDraft(f"{row.id}: {effect}, {selector_words(row.affects, kb)}")
    _finding(draft, row, kb, wording)
    draft.name("drugs affected", ", ".join(affected_drugs(row, kb)), 1)
    draft.name("not affected", selector_words(row.exempts, kb), 1)
    draft.name("setting", row.setting, 1)
    draft.name("mechanism", row.mechanism.replace("_", " "), 1)
    draft.name("rests on", proof_words(row, wording), 1)
    draft.name("overcome by", regimens_words(row.overcome_by), 1)
    draft.name("still active", regimens_words(row.still_active), 1)
    draft.name("note", row.note, 1)
    _provenance(draft, row)
    return draft.card()


def _finding(draft: CardDraft, row: Assertion | Resistance, kb: KnowledgeBase, wording: Wording) -> None:
    draft.name("finding", wording.pattern(row.biomarker, row.genes), 1)
    draft.name("as written", f"{','.join(row.genes)} {format_pattern(row.biomarker)}", 1)
    for words in condition_words(row, wording):
        draft.say(words, 1)
    draft.name("tumor types", tumor_words(row.tumor_include, row.tumor_exclude, kb), 1)


def _line_words(line: str, kb: KnowledgeBase) -> str:
    if line.startswith("post:"):
        return f"after {selector_words(parse_selectors(line.removeprefix('post:')), kb)}"
    return {"1": "first", "2": "second", "3+": "third or later"}.get(line, line)


def _provenance(draft: CardDraft, row: Assertion | Resistance) -> None:
    draft.heading("Sources")
    for source in row.sources:
        draft.say(source, 1)
    draft.say(verified_words(row.verified, row.verified_on), 1)
    draft.name("the founding article says", row.seed_claim, 1)
    draft.name("acceptance checklist", ", ".join(row.seed_ref), 1)
    draft.say(row.place, 1)


def _trial_figures(draft: CardDraft, identifier: str, kb: KnowledgeBase) -> None:
    trial = kb.trial(identifier)
    if trial is None:
        draft.say(f"{identifier} (not in trials.tsv)", 1)
        return
    draft.say(f"{figure_words(trial)} [{identifier}]", 1)
    draft.name("population", trial.population, 2)
    draft.name("compared with", trial.comparator, 2)
    draft.name("analysis", trial.analysis, 2)


def rule_card(rule: Rule, kb: KnowledgeBase, wording: Wording) -> Card:
    """Return the card of a rule over several findings."""
    draft = CardDraft(f"{rule.id}: {rule.message}")
    draft.name("tumor types", names_of(rule.tumor_include, kb), 1)
    draft.name("speaks of", selector_words(rule.applies_to, kb) or "the report as a whole", 1)
    draft.name("but not of regimens with", selector_words(rule.exempts, kb), 1)
    for label, pattern in (("when", rule.when), ("needs", rule.need)):
        if pattern is not None:
            draft.name(label, wording.pattern(pattern, ()), 1)
            draft.name("as written", format_pattern(pattern), 2)
    actions = {"block": "the option is not recommended", "demote": "the option goes down by one tier"}
    draft.name("if not" if rule.need is not None else "then", actions.get(rule.on_fail, rule.on_fail), 1)
    unknown = {"conditional": "the option becomes conditional"}.get(rule.on_unknown, rule.on_unknown)
    draft.name("if not known", unknown, 1)
    first = "first only: silent once a drug was given"
    draft.name("line", first if rule.line == "1" else _line_words(rule.line, kb), 1)
    draft.name("priority", str(rule.priority), 1)
    draft.name("sources", ", ".join(rule.sources), 1)
    draft.name("acceptance checklist", ", ".join(rule.seed_ref), 1)
    draft.say(rule.place, 1)
    return draft.card()


def trial_card(trial_name: str, kb: KnowledgeBase, wording: Wording) -> Card:
    """Return the card of a trial: every endpoint, and the rows that rest on it."""
    draft = CardDraft(trial_name)
    found = [row for row in read_all(kb.tables["trials.tsv"], _itself) if row.text("trial") == trial_name]
    for row in found:
        _trial_figures(draft, row.text("id"), kb)
        draft.say(f"{verified_words(row.text('verified'), row.text('verified_on'))}; {row.place}", 2)
        draft.name("registry", row.text("nct"), 2)
        draft.name("source", row.text("source"), 2)
        draft.name("note", row.text("note"), 2)
        draft.name("the founding article says", row.text("seed_claim"), 2)
    ids = {row.text("id") for row in found}
    resting = [row for row in kb.all_assertions() if ids & set(row.trials)]
    draft.heading(f"Rows that rest on it ({len(resting)})")
    for assertion in resting:
        finding = wording.pattern(assertion.biomarker, assertion.genes)
        draft.say(f"{therapy_words(assertion)}; {finding} [{assertion.id}]", 1)
    return draft.card()


def table_row_card(table: str, identifier: str, kb: KnowledgeBase) -> Card:
    """Return the card of a row of a small table, column by column as it is written."""
    columns = kb.tables[table].columns
    draft = CardDraft(identifier)
    for row in read_all(kb.tables[table], _itself):
        if row.text(columns[0]) == identifier:
            for column in columns[1:]:
                text = row.text(column) if column == "biomarker" else re.sub(r",(?=\S)", ", ", row.text(column))
                draft.name(_LABELS.get(column, column.replace("_", " ")), text, 1)
            draft.say(row.place, 1)
    return draft.card()


def _itself(row: Row) -> Row:
    return row
