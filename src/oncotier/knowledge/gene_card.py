"""The card of a gene or marker: what it is, what it speaks for and against, and how it is tested."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.evidence import Assertion, Resistance
from oncotier.knowledge import rows
from oncotier.knowledge.card import Card, CardDraft
from oncotier.knowledge.catalog import genes_named
from oncotier.knowledge.lookup import read_all
from oncotier.knowledge.passage import panel_lines, resistance_section, therapy_section
from oncotier.knowledge.wording import therapy_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.biomarker import Pattern
    from oncotier.domain.evidence import Gene, PanelMarker, Rule
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.knowledge.table import Row
    from oncotier.knowledge.wording import Wording

__all__ = ["gene_card"]

_ASSERTIONS_SHOWN = 8


def gene_card(name: str, kb: KnowledgeBase, wording: Wording, title: str = "") -> Card:
    """Return the card of a gene symbol, or of a marker such as MSI."""
    gene = kb.genes.get(name)
    draft = CardDraft(title or name)
    if gene is not None:
        _identity(draft, gene, kb, wording)
    therapies, against = kb.assertions((name,)), kb.resistance((name,))
    draft.heading(f"Therapies ({_counted(therapies)})")
    therapy_section(draft, therapies, kb, wording)
    draft.heading(f"Resistance and no benefit ({_counted(against)})")
    resistance_section(draft, against, kb, wording)
    _conditions(draft, name, kb, wording)
    _tests(draft, name, therapies, kb)
    markers = _panel_markers(name, kb)
    if markers:
        draft.heading(f"Asked for by guidelines ({_counted(markers)})")
        panel_lines(draft, markers, kb)
    return draft.card()


def _counted(found: tuple[object, ...]) -> str:
    return f"{len(found)} row{'' if len(found) == 1 else 's'}" if found else "none"


def _identity(draft: CardDraft, gene: Gene, kb: KnowledgeBase, wording: Wording) -> None:
    draft.say("; ".join(part for part in (gene.hgnc_id, gene.role.replace("_", " ")) if part), 1)
    draft.name("also called", ", ".join(gene.aliases), 1)
    draft.name("transcript", ", ".join(part for part in (gene.transcript, gene.refseq) if part), 1)
    draft.name("legacy numbering", "; ".join(_numbering(gene)), 1)
    side = {"three_prime": "3' partner", "five_prime": "5' partner", "either": "either partner"}.get(gene.fusion_side)
    draft.name("carries the target in a fusion as", side or "", 1)
    for named in kb.classes_of_gene(gene.symbol):
        words = wording.pattern(named.biomarker, (gene.symbol,))
        detail = f" ({words})" if words != named.name else ""
        draft.say(f"class: {named.name}{detail}{', a driver' if named.driver else ''}", 1)
    for table, words in (("benign.tsv", "no loss of function"), ("destroying.tsv", "a loss of function")):
        for row in read_all(kb.tables[table], lambda row: row):
            if row.text("gene") == gene.symbol:
                draft.say(f"{table.removesuffix('.tsv')}: {row.text('change')}, {words}: {row.text('reason')}", 1)


def _numbering(gene: Gene) -> Iterator[str]:
    """Write `Y641F=Y646F` as a pair, `+18@NM_001127500` as an offset."""
    for entry in gene.numbering:
        if found := re.fullmatch(r"([+-]\d+)@(\S+)", entry):
            yield f"{found[1]} codons on {found[2]}"
        else:
            yield "{} is now {}".format(*entry.split("=", 1)) if "=" in entry else entry


def _conditions(draft: CardDraft, name: str, kb: KnowledgeBase, wording: Wording) -> None:
    """Write where the gene is only a condition: of rows about other genes, and of rules."""
    named: list[str] = []
    rows_of_all: tuple[Assertion | Resistance, ...] = (*kb.all_assertions(), *kb.all_resistance())
    for row in rows_of_all:
        if name not in row.genes and any(name in genes_named(pattern, row.genes) for pattern in _side_patterns(row)):
            words = therapy_words(row) if isinstance(row, Assertion) else wording.pattern(row.biomarker, row.genes)
            named.append(f"{words} [{row.id}]")
    rules = [rule for rule in kb.rules if any(name in genes_named(pattern, ()) for pattern in _rule_patterns(rule))]
    if named:
        draft.heading(f"A condition in rows about other genes ({len(named)})")
        for words in named[:_ASSERTIONS_SHOWN]:
            draft.say(words, 1)
        if len(named) > _ASSERTIONS_SHOWN:
            rest = ", ".join(words.rpartition("[")[2].rstrip("]") for words in named[_ASSERTIONS_SHOWN:])
            draft.say(f"and {rest}", 1)
    if rules:
        draft.heading(f"Rules ({len(rules)})")
        for rule in rules:
            draft.say(f"{rule.message} [{rule.id}]", 1)


def _side_patterns(row: Assertion | Resistance) -> tuple[Pattern, ...]:
    sides = (row.requires, row.excludes) if isinstance(row, Assertion) else (row.context,)
    return tuple(pattern for pattern in (row.biomarker, *sides) if pattern is not None)


def _rule_patterns(rule: Rule) -> tuple[Pattern, ...]:
    return tuple(pattern for pattern in (rule.when, rule.need) if pattern is not None)


def _tests(draft: CardDraft, name: str, therapies: tuple[Assertion, ...], kb: KnowledgeBase) -> None:
    """Write the tests that the gene's rows name as companion, or that say to detect it."""
    companions = {test for row in therapies for test in row.companion_tests}
    found = [row for row in read_all(kb.tables["tests.tsv"], _itself) if _detects(row, name, companions, kb)]
    if not found:
        return
    draft.heading(f"Tests and companion diagnostics ({len(found)})")
    for row in found:
        mark = ", companion diagnostic of rows above" if row.text("name") in companions else ""
        draft.say(f"{row.text('name')} ({row.text('method')}{mark}) [{row.text('id')}]", 1)
        draft.name("detects", row.text("detects"), 2)
        draft.name("limits", row.text("limits"), 2)


def _itself(row: Row) -> Row:
    return row


def _detects(row: Row, name: str, companions: set[str], kb: KnowledgeBase) -> bool:
    if row.text("name") in companions:
        return True
    gene = kb.genes.get(name)
    spelled = (name, *(alias for alias in (gene.aliases if gene else ()) if len(alias) > 2))
    text = f"{row.text('name')} {row.text('detects')}"
    return any(re.search(rf"(?<![\w-]){re.escape(one)}(?![\w])", text) for one in spelled)


def _panel_markers(name: str, kb: KnowledgeBase) -> tuple[PanelMarker, ...]:
    markers = read_all(kb.tables["panels.tsv"], rows.panel_marker)
    return tuple(marker for marker in markers if name in genes_named(marker.biomarker, ()))
