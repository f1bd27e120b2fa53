"""Which assertions speak of a sample, how well, and under which conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, CopyNumber, Origin, Rearrangement, SmallVariant
from oncotier.domain.evidence import Assertion, Origins, Status, Zygosity
from oncotier.domain.report import Conflict, OptionState
from oncotier.domain.tumor import TumorMatch
from oncotier.domain.value import Value
from oncotier.interpret.evaluate import Evaluation, Strength, Truth, evaluate
from oncotier.interpret.needs import concerns
from oncotier.interpret.traits import is_normal_result
from oncotier.knowledge.remembered import remembered_briefly

if TYPE_CHECKING:
    from oncotier.domain.biomarker import Pattern
    from oncotier.interpret.findings import Findings
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["Match", "match_assertion", "match_assertions"]


class Match(Value, frozen=True):
    """One assertion that speaks of the sample: what it rests on, what it still needs, what stands against it.

    `is_excluded` says that the row itself rules the sample's tumor type out, which holds for the whole therapy.
    """

    assertion: Assertion
    supports: tuple[Alteration, ...]
    strength: Strength
    tumor_match: TumorMatch
    state: OptionState
    conditions: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    is_excluded: bool = False


def match_assertions(findings: Findings, tumor_code: str) -> tuple[Match, ...]:
    """Return every match, in the order of the rows."""
    rows = _concerned(findings.kb, findings.keys, findings.known)
    matches = [match_assertion(row, findings, tumor_code) for row in rows]
    return tuple([match for match in matches if match is not None])


@remembered_briefly
def _concerned(kb: KnowledgeBase, keys: tuple[str, ...], known: frozenset[str]) -> tuple[Assertion, ...]:
    """Return the rows that may rest on a finding of a sample, by its keys and signs."""
    rows = kb.assertions(keys)
    return tuple(row for row in rows if not known.isdisjoint(concerns(row.biomarker, row.genes)))


def match_assertion(assertion: Assertion, findings: Findings, tumor_code: str) -> Match | None:
    """Return the match of one row, None where it does not speak of the sample."""
    found = evaluate(assertion.biomarker, assertion.genes, findings)
    if not found.supports or found.truth is Truth.ABSENT:
        return None
    relation = findings.kb.tumors.relation(tumor_code, assertion.tumor_include, assertion.tumor_exclude)
    if relation in _ELSEWHERE and not _carries_over(assertion, found, findings, tumor_code):
        return None
    conditions = list(found.missing if found.truth is Truth.UNKNOWN else ())
    conflicts: list[Conflict] = []
    if assertion.requires is not None:
        _check_requires(assertion, assertion.requires, findings, conditions, conflicts)
    if assertion.excludes is not None:
        _check_excludes(assertion, assertion.excludes, findings, conflicts)
    if assertion.origin is not Origins.EITHER:
        _check_origin(assertion, found, conditions, conflicts)
    if assertion.zygosity is Zygosity.BIALLELIC:
        conditions.append("loss of both alleles")
    if relation is None:
        name = findings.kb.tumors.by_code[tumor_code].name
        conflicts.append(Conflict((), assertion.id, f"does not hold in {name} ({assertion.id})"))
    if assertion.status is Status.WITHDRAWN:
        words = f"withdrawn {assertion.status_date}".strip() + f", do not use ({assertion.id})"
        conflicts.append(Conflict((), assertion.id, words))
    return Match(
        assertion=assertion,
        supports=found.supports,
        strength=found.strength,
        tumor_match=relation or TumorMatch.OTHER,
        state=_state(conditions, conflicts),
        conditions=tuple(dict.fromkeys(conditions)),
        conflicts=tuple(conflicts),
        is_excluded=relation is None,
    )


_ELSEWHERE = frozenset({TumorMatch.OTHER, TumorMatch.RELATED, TumorMatch.UNKNOWN})


def _carries_over(assertion: Assertion, found: Evaluation, findings: Findings, tumor_code: str) -> bool:
    """Tell whether a row of another tumor type says anything here.

    A normal result (MSS, wild type) is no reason elsewhere, and a class of a whole gene (TP53 loss in CLL) says
    nothing across solid and blood cancers.
    """
    if all(is_normal_result(alteration) for alteration in found.supports):
        return False
    is_class = found.strength is Strength.GENE_CLASS and bool(tumor_code)
    return not is_class or findings.kb.tumors.shares_lineage(tumor_code, assertion.tumor_include)


def _state(conditions: list[str], conflicts: list[Conflict]) -> OptionState:
    if conflicts:
        return OptionState.BLOCKED
    return OptionState.CONDITIONAL if conditions else OptionState.AVAILABLE


def _check_requires(
    assertion: Assertion, requires: Pattern, findings: Findings, conditions: list[str], conflicts: list[Conflict]
) -> None:
    needed = evaluate(requires, assertion.genes, findings)
    if needed.truth is Truth.ABSENT:
        words = " and ".join(needed.missing) or "a requirement"
        conflicts.append(Conflict((), assertion.id, f"needs {words}, which is not the case ({assertion.id})"))
    elif needed.truth is Truth.UNKNOWN:
        conditions.extend(needed.missing)


def _check_excludes(assertion: Assertion, excludes: Pattern, findings: Findings, conflicts: list[Conflict]) -> None:
    found = evaluate(excludes, assertion.genes, findings)
    if found.truth is Truth.PRESENT and found.supports:
        labels = ", ".join(alteration.label for alteration in found.supports)
        words = f"{labels} {'excludes' if len(found.supports) == 1 else 'exclude'} it ({assertion.id})"
        conflicts.append(Conflict(tuple(alteration.id for alteration in found.supports), assertion.id, words))


def _check_origin(assertion: Assertion, found: Evaluation, conditions: list[str], conflicts: list[Conflict]) -> None:
    """Ask for the row's origin where the finding has one: changes of sequence, copies and structure."""
    wanted = Origin(assertion.origin.value)
    origins = {
        alteration.origin
        for alteration in found.supports
        if isinstance(alteration.event, SmallVariant | CopyNumber | Rearrangement)
    }
    if not origins or wanted in origins:
        return
    if Origin.UNKNOWN in origins:
        conditions.append(f"{wanted.value} origin")
    else:
        labels = ", ".join(alteration.label for alteration in found.supports)
        conflicts.append(Conflict((), assertion.id, f"needs {wanted.value} origin; {labels} is not ({assertion.id})"))
