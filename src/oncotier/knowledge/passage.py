"""Passages that several cards share: therapies by finding and tumor type, resistance, panels, toxicities."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from oncotier.domain.evidence import Origins, Zygosity
from oncotier.knowledge.wording import (
    SOURCE_KIND,
    affected_drugs,
    figure_words,
    proof_words,
    selector_words,
    strength,
    therapy_words,
    tumor_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.domain.evidence import Assertion, PanelMarker, Resistance, Trial
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.knowledge.card import CardDraft
    from oncotier.knowledge.wording import Wording

__all__ = [
    "condition_words",
    "panel_lines",
    "regimens_words",
    "resistance_section",
    "therapy_section",
    "tier_words",
    "trial_lines",
]


def therapy_section(draft: CardDraft, rows: Iterable[Assertion], kb: KnowledgeBase, wording: Wording) -> None:
    """Write assertions grouped by finding and tumor type, groups and rows strongest first."""
    by_finding: dict[str, list[Assertion]] = {}
    for row in sorted(rows, key=strength):
        by_finding.setdefault(wording.pattern(row.biomarker, row.genes), []).append(row)
    for finding, found in by_finding.items():
        draft.say(finding, 1)
        by_tumor: dict[str, list[Assertion]] = {}
        for row in found:
            by_tumor.setdefault(tumor_words(row.tumor_include, row.tumor_exclude, kb), []).append(row)
        for tumor, group in by_tumor.items():
            draft.say(f"in {tumor}", 1)
            for row in group:
                _assertion(draft, row, kb, wording)


def _assertion(draft: CardDraft, row: Assertion, kb: KnowledgeBase, wording: Wording) -> None:
    draft.say(f"{therapy_words(row)} [{row.id}]", 2)
    tiers = tier_words(row, wording)
    draft.say("; ".join(part for part in (proof_words(row, wording), tiers, SOURCE_KIND[row.verified]) if part), 3)
    for words in condition_words(row, wording):
        draft.say(words, 3)
    trial_lines(draft, row, kb)


def tier_words(row: Assertion, wording: Wording) -> str:
    """Write the tiers in the row's own tumor type."""
    names = zip(("AMP", "ESCAT"), wording.tiers(row), strict=True)
    return ", ".join(f"{name} {tier}" for name, tier in names if tier not in {"", "-"})


def condition_words(row: Assertion | Resistance, wording: Wording) -> tuple[str, ...]:
    """Write what else must hold, or must not, for the row to speak."""
    words = []
    if row.origin is not Origins.EITHER:
        words.append(f"only {row.origin.value} changes")
    if row.zygosity is Zygosity.BIALLELIC:
        words.append("only when both alleles are lost")
    for label, name in (("needs", "requires"), ("not with", "excludes"), ("only beside", "context")):
        pattern = getattr(row, name, None)
        if pattern is not None:
            words.append(f"{label}: {wording.pattern(pattern, row.genes)}")
    return tuple(words)


def trial_lines(draft: CardDraft, row: Assertion, kb: KnowledgeBase, depth: int = 3) -> None:
    """Write the figures of a row's trials; the population only where one endpoint stands twice."""
    trials = [trial for identifier in row.trials if (trial := kb.trial(identifier)) is not None]
    for trial in trials:
        twice = sum(_endpoint(other) == _endpoint(trial) for other in trials) > 1
        draft.say(figure_words(trial) + (f": {trial.population}" if twice and trial.population else ""), depth)


def _endpoint(trial: Trial) -> tuple[str, str]:
    return trial.trial, trial.endpoint


def resistance_section(draft: CardDraft, rows: Iterable[Resistance], kb: KnowledgeBase, wording: Wording) -> None:
    """Write resistance rows, strongest first."""
    for row in sorted(rows, key=strength):
        _resistance(draft, row, kb, wording)


def _resistance(draft: CardDraft, row: Resistance, kb: KnowledgeBase, wording: Wording) -> None:
    draft.say(f"{wording.pattern(row.biomarker, row.genes)} [{row.id}]", 1)
    effect = row.direction.value.replace("_", " ")
    unless = f", but not to {selector_words(row.exempts, kb)}" if row.exempts else ""
    kind = {"contraindicated": "contraindicates", "no_benefit": "no benefit from"}.get(row.direction, f"{effect} to")
    draft.say(f"{kind} {selector_words(row.affects, kb)}{unless}", 2)
    drugs = affected_drugs(row, kb)
    if any(selector.drug_class for selector in row.affects):
        draft.name("drugs", ", ".join(drugs), 2)
    setting = f"; {row.setting}" if row.setting not in {"", "any"} else ""
    draft.say(f"in {tumor_words(row.tumor_include, row.tumor_exclude, kb)}{setting}", 2)
    for words in condition_words(row, wording):
        draft.say(words, 2)
    mechanism = row.mechanism.replace("_", " ")
    draft.say(f"mechanism: {mechanism}; {proof_words(row, wording)}; {SOURCE_KIND[row.verified]}", 2)
    draft.name("overcome by", regimens_words(row.overcome_by), 2)
    draft.name("still active", regimens_words(row.still_active), 2)


def regimens_words(regimens: tuple[tuple[str, ...], ...]) -> str:
    """Write regimens: `gefitinib, or amivantamab + carboplatin`."""
    return ", or ".join(" + ".join(regimen) for regimen in regimens)


def panel_lines(draft: CardDraft, markers: Iterable[PanelMarker], kb: KnowledgeBase) -> None:
    """Write guideline markers, one tumor type after the other."""
    for code, group in groupby(markers, key=lambda marker: marker.tumor_type):
        draft.say(tumor_words((code,), (), kb), 1)
        for marker in group:
            methods = f" by {marker.methods}" if marker.methods else ""
            needed = f"; for {marker.needed_for}" if marker.needed_for else ""
            guideline = f"; {marker.guideline}" if marker.guideline else ""
            draft.say(f"{marker.marker}{methods}{needed}{guideline} [{marker.id}]", 2)
