"""What rules and resistance say to the reader of a report, beside the options: warnings, remarks, a new biopsy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Notice
from oncotier.domain.tumor import TumorMatch
from oncotier.domain.value import Value
from oncotier.interpret.against import Fired, is_open, speaks_for_tumor, weight
from oncotier.interpret.evaluate import Truth, evaluate
from oncotier.interpret.needs import are_met, needs_of
from oncotier.interpret.words import REBIOPSY
from oncotier.knowledge.remembered import remembered_briefly

if TYPE_CHECKING:
    from oncotier.domain.alteration import Alteration
    from oncotier.domain.evidence import Rule
    from oncotier.interpret.findings import Findings
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["Remark", "rebiopsy_notices", "remark_notices", "remarks"]


class Remark(Value, frozen=True):
    """A rule that speaks of the sample as a whole, and the alterations that make it speak."""

    rule: Rule
    supports: tuple[Alteration, ...]


def remarks(findings: Findings, tumor_code: str) -> tuple[Remark, ...]:
    """Return what rules without a therapy say of the sample."""
    found = []
    for rule in _rules_of_samples(findings.kb, tumor_code, findings.known):
        if not is_open(rule, findings):
            continue
        if rule.when is None:
            found.append(Remark(rule, ()))
            continue
        holds = evaluate(rule.when, (), findings)
        if holds.truth is Truth.PRESENT:
            found.append(Remark(rule, holds.supports))
    return tuple(found)


@remembered_briefly
def _rules_of_samples(kb: KnowledgeBase, tumor_code: str, known: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules that may speak of a sample as a whole in a tumor type, by priority; `known` are its signs."""
    return tuple(
        rule
        for rule in kb.rules
        if not rule.applies_to
        and rule.on_fail in {"warn", "note"}
        and are_met(needs_of(rule.when), known)
        and (not rule.tumor_include or speaks_for_tumor(kb, tumor_code, rule.tumor_include, ()) is not None)
    )


def remark_notices(said: tuple[Remark, ...]) -> tuple[Notice, ...]:
    """Return the remarks as notices of the report."""
    severity = {"warn": "warning", "note": "info"}
    return tuple(Notice(f"rule:{one.rule.id}", severity[one.rule.on_fail], "", one.rule.message) for one in said)


def rebiopsy_notices(fired: tuple[Fired, ...]) -> tuple[Notice, ...]:
    """Advise a new biopsy where an alteration that arises under therapy speaks against drugs.

    A row says so by its setting (`acquired`). In another tumor type the same change may be the driver itself, as KIT
    D816V is, which resists imatinib in gastrointestinal stromal tumor.
    """
    found = dict.fromkeys(
        alteration.label for one in fired if _is_acquired(one) and weight(one) != "note" for alteration in one.supports
    )
    return (Notice("rule:rebiopsy", "info", "", REBIOPSY.format(findings=", ".join(found))),) if found else ()


def _is_acquired(one: Fired) -> bool:
    setting = one.row.setting
    return "acquired" in setting and "primary" not in setting and one.tumor_match is not TumorMatch.OTHER
