"""From matches to options: one per therapy, with everything that speaks for and against it."""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration
from oncotier.domain.evidence import Status
from oncotier.domain.report import Conflict, Option, OptionState
from oncotier.domain.tumor import TumorMatch
from oncotier.domain.value import Value, replace
from oncotier.interpret.against import Fired, affects, fired_resistance, rule_verdict, weight
from oncotier.interpret.evaluate import Strength
from oncotier.interpret.line import LINE_WORDS, LineFit, line_fit
from oncotier.interpret.match import Match, match_assertions
from oncotier.interpret.negatives import Draft, resistance_conflicts, without_option
from oncotier.interpret.tier import amp_rank, demoted, tiers
from oncotier.interpret.words import EVIDENCE, STATE, STATUS, TUMOR_MATCH
from oncotier.knowledge.remembered import remembered
from oncotier.notation.therapy import therapy_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.domain.evidence import Assertion, Trial
    from oncotier.interpret.findings import Findings
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["Ranked", "rank_options"]

_STATES = tuple(OptionState)
_TUMOR = tuple(TumorMatch)
_STATUSES = tuple(Status)
_STRENGTH_WORDS = {
    Strength.EXACT: "exact match",
    Strength.CODON: "match by codon",
    Strength.EXON_CLASS: "match by exon class",
    Strength.GENE_CLASS: "match by gene class",
}
_KEY = attrgetter("key")
_SAID_AFTER_THERAPY = frozenset({LineFit.AFTER_PRIOR, LineFit.EARLIER_LINE, LineFit.GIVEN_BEFORE})


class Scored(Value, frozen=True):
    """A match with everything that ranks it; `answers` says that it rests on the very resistance that it overcomes.

    `key` is the order among the matches of one therapy, best first. The tier comes before the state: a label in the
    sample's own tumor that still needs a test must not hide behind an approval elsewhere that needs none.
    """

    match: Match
    amp: str
    escat: str
    fit: LineFit
    answers: bool
    year: int
    key: tuple[int, int, int, int, int, int, int, int, int, str]


class Ranked(Value, frozen=True):
    """The options in order, those not recommended, and the rows and alterations that spoke."""

    options: tuple[Option, ...]
    not_recommended: tuple[Option, ...]
    spoken_of: frozenset[str]
    fired: tuple[Fired, ...]


def rank_options(findings: Findings, tumor_code: str, prior: tuple[str, ...]) -> Ranked:
    """Match, combine, weigh and rank everything that the knowledge base says of a sample."""
    kb = findings.kb
    matches = match_assertions(findings, tumor_code)
    fired = fired_resistance(findings, tumor_code)
    overcoming = [one for one in fired if one.row.overcome_by and not one.elsewhere and weight(one) != "note"]
    therapies: dict[tuple[str, ...], list[Scored]] = {}
    for match in matches:
        scored = _score(match, prior, kb, overcoming)
        therapies.setdefault(_facts(kb, match.assertion.regimen).drugs, []).append(scored)
    drafts = [_draft(sorted(group, key=_KEY), findings, tumor_code, fired) for group in therapies.values()]
    drafts += without_option(frozenset(therapies), kb, fired)
    drafts.sort(key=itemgetter(0))
    recommended = [option for _, option in drafts if option.state is not OptionState.BLOCKED]
    return Ranked(
        options=tuple([replace(option, rank=rank) for rank, option in enumerate(recommended, start=1)]),
        not_recommended=tuple([option for _, option in drafts if option.state is OptionState.BLOCKED]),
        spoken_of=_spoken_of(matches, fired, drafts),
        fired=fired,
    )


def _spoken_of(matches: tuple[Match, ...], fired: tuple[Fired, ...], drafts: list[Draft]) -> frozenset[str]:
    spoken = {alteration.id for match in matches for alteration in match.supports}
    spoken |= {alteration.id for one in fired if weight(one) != "note" for alteration in one.supports}
    spoken |= {one for _, option in drafts for conflict in option.conflicts for one in conflict.alterations}
    return frozenset(spoken)


def _score(match: Match, prior: tuple[str, ...], kb: KnowledgeBase, overcoming: list[Fired]) -> Scored:
    assertion = match.assertion
    amp, escat = tiers(match, kb)
    fit = line_fit(kb, assertion, prior)
    regimen = set(assertion.regimen)
    overcome = [one for one in overcoming if any(regimen == set(way) for way in one.row.overcome_by)]
    if overcome and fit is not LineFit.GIVEN_BEFORE:
        fit = LineFit.OVERCOMES
    answers = any(set(one.supports) & set(match.supports) for one in overcome)
    year = assertion.approval_year or 0
    key = (
        int(match.state is OptionState.BLOCKED),
        amp_rank(amp),
        _TUMOR.index(match.tumor_match),
        _STATES.index(match.state),
        int(match.strength),
        _STATUSES.index(assertion.status),
        int(fit),
        int(not answers),
        -year,
        assertion.id,
    )
    return Scored(match, amp, escat, fit, answers, year, key)


class _Facts(Value, frozen=True):
    """What the drug tables say of a regimen, whatever the sample."""

    therapy: str
    drugs: tuple[str, ...]
    monitoring: tuple[str, ...]
    routes: tuple[str, ...]


@remembered
def _facts(kb: KnowledgeBase, regimen: tuple[str, ...]) -> _Facts:
    watched = (f"{row.monitor} ({row.frequency})" if row.frequency else row.monitor for row in kb.monitoring(regimen))
    routes = tuple(f"{drug}: {kb.drugs[drug].route}" for drug in regimen if kb.drugs[drug].route)
    return _Facts(therapy_name(regimen), tuple(sorted(regimen)), tuple(dict.fromkeys(watched)), routes)


class _Said(Value, frozen=True):
    """What the rows that lead an option say beside their finding, whatever the sample."""

    settings: tuple[str, ...]
    trials: tuple[Trial, ...]
    companion_diagnostics: tuple[str, ...]
    sources: tuple[str, ...]
    year: int


@remembered
def _said(kb: KnowledgeBase, rows: tuple[Assertion, ...]) -> _Said:
    trials = (kb.trial(name) for name in dict.fromkeys(name for row in rows for name in row.trials))
    return _Said(
        settings=tuple(dict.fromkeys(row.setting for row in rows if row.setting)),
        trials=tuple(trial for trial in trials if trial is not None),
        companion_diagnostics=tuple(dict.fromkeys(test for row in rows for test in row.companion_tests)),
        sources=tuple(dict.fromkeys(source for row in rows for source in row.sources)),
        year=max(row.approval_year or 0 for row in rows),
    )


def _draft(group: list[Scored], findings: Findings, tumor_code: str, fired: tuple[Fired, ...]) -> Draft:
    """Build one option out of all matches of one therapy; `group` is sorted, best first."""
    kb = findings.kb
    lead = group[0]
    assertion = lead.match.assertion
    leading = [scored for scored in group if _stands_with(scored, lead)]
    standing = [scored for scored in group if scored.match.state is not OptionState.BLOCKED] or leading
    state, conditions, conflicts, notes = _weighed(group, leading, findings, tumor_code, fired)
    if findings.prior and lead.fit in _SAID_AFTER_THERAPY:
        notes = (LINE_WORDS[lead.fit], *notes)
    amp = demoted(lead.amp) if state is OptionState.DEMOTED else lead.amp
    facts = _facts(kb, assertion.regimen)
    said = _said(kb, tuple([scored.match.assertion for scored in leading]))
    option = Option(
        rank=None,
        therapy=facts.therapy,
        drugs=facts.drugs,
        effect=assertion.direction,
        amp_tier=amp,
        escat=lead.escat,
        evidence=assertion.evidence,
        status=assertion.status,
        tumor_match=lead.match.tumor_match,
        state=state,
        conditions=conditions,
        settings=said.settings,
        supports=_ids(alteration for scored in standing for alteration in scored.match.supports),
        conflicts=conflicts,
        assertions=tuple(dict.fromkeys([scored.match.assertion.id for scored in (*leading, *standing)])),
        trials=said.trials,
        companion_diagnostics=said.companion_diagnostics,
        monitoring=facts.monitoring,
        routes=facts.routes,
        notes=notes,
        sources=said.sources,
        verified=assertion.verified,
        why=_why(lead, state, amp, said.year),
    )
    key = (_STATES.index(state), amp_rank(amp), lead.key[2], *lead.key[4:8], -said.year, facts.therapy, assertion.id)
    return key, option


def _stands_with(scored: Scored, lead: Scored) -> bool:
    """Tell whether a match belongs to the same statement as the leading one: same state, same relation to the tumor."""
    return scored.match.state is lead.match.state and scored.match.tumor_match is lead.match.tumor_match


def _ids(alterations: Iterable[Alteration]) -> tuple[str, ...]:
    unique = dict.fromkeys(alteration.id for alteration in alterations)
    return tuple(sorted(unique, key=_natural))


def _natural(identifier: str) -> tuple[str, int]:
    return identifier[:1], int(identifier[1:] or 0) if identifier[1:].isdigit() else 0


def _weighed(
    group: list[Scored], leading: list[Scored], findings: Findings, tumor_code: str, fired: tuple[Fired, ...]
) -> tuple[OptionState, tuple[str, ...], tuple[Conflict, ...], tuple[str, ...]]:
    """Apply exclusions, resistance and rules to a therapy: its state, conditions, conflicts and notes."""
    kb = findings.kb
    regimen = leading[0].match.assertion.regimen
    state = leading[0].match.state
    conditions = [words for scored in leading[:1] for words in scored.match.conditions]
    conflicts = [conflict for scored in leading for conflict in scored.match.conflicts]
    notes = [scored.match.assertion.note for scored in leading if scored.match.assertion.note]
    excluded = [conflict for scored in group if scored.match.is_excluded for conflict in scored.match.conflicts]
    own = [conflict for scored in group if _is_refused_at_home(scored) for conflict in scored.match.conflicts]
    if (excluded or (own and not _holds_at_home(leading[0]))) and state is not OptionState.BLOCKED:
        state, conflicts = OptionState.BLOCKED, [*excluded, *own]
    elif state is not OptionState.BLOCKED:
        notes.extend(conflict.words for conflict in own)
    striking = [one for one in fired if _strikes(one, regimen, leading, kb)]
    conflicts.extend(resistance_conflicts(striking, regimen, kb))
    for one in striking:
        state = _worse(state, weight(one))
    for rule in kb.rules_about(regimen):
        verdict = rule_verdict(rule, findings, tumor_code)
        if verdict is None:
            continue
        if verdict.action == "conditional":
            conditions.extend(verdict.missing)
            state = OptionState.CONDITIONAL if state is OptionState.AVAILABLE else state
        elif verdict.action in {"block", "demote"}:
            conflicts.append(Conflict((), rule.id, verdict.words))
            state = _worse(state, verdict.action)
        else:
            notes.append(verdict.words)
    needed = tuple(dict.fromkeys(conditions))
    if state is OptionState.DEMOTED and needed:
        notes.append(f"also needs {' and '.join(needed)}")
    kept = needed if state is OptionState.CONDITIONAL else ()
    return state, kept, tuple(dict.fromkeys(conflicts)), tuple(dict.fromkeys(notes))


def _is_refused_at_home(scored: Scored) -> bool:
    """Tell whether a row of the sample's own tumor type says no: withdrawn, or a requirement that failed."""
    return scored.match.state is OptionState.BLOCKED and scored.match.tumor_match is TumorMatch.SAME


def _holds_at_home(scored: Scored) -> bool:
    """Tell whether a row speaks for the sample's own tumor type, or for all: it stands beside a narrower one's no."""
    return scored.match.tumor_match in {TumorMatch.SAME, TumorMatch.AGNOSTIC}


def _worse(state: OptionState, action: str) -> OptionState:
    target = {"block": OptionState.BLOCKED, "demote": OptionState.DEMOTED}.get(action, state)
    return max(state, target, key=_STATES.index)


def _strikes(one: Fired, regimen: tuple[str, ...], leading: list[Scored], kb: KnowledgeBase) -> bool:
    """Tell whether a fired row hits a regimen and is not outweighed.

    An allele's own sensitivity beats a class's resistance: the very alteration that fires the row supports the
    therapy more closely than it fits the row.
    """
    return affects(kb, one.row, regimen) and not any(
        scored.match.strength < one.strength and set(one.supports) <= set(scored.match.supports) for scored in leading
    )


def _why(lead: Scored, state: OptionState, amp: str, year: int) -> tuple[str, ...]:
    """Say each component of the rank, in the order in which it counts."""
    match, assertion = lead.match, lead.match.assertion
    tier = f"AMP tier {amp}" if amp else "no AMP tier"
    tier += f", ESCAT {lead.escat}" if lead.escat else ", no ESCAT tier"
    recency = f"latest decision {year}" if year else "no approval year"
    labels = ", ".join(alteration.label for alteration in match.supports)
    return (
        STATE[state],
        f"{tier}: {EVIDENCE[assertion.evidence]}"
        + (f" ({assertion.authority})" if assertion.authority not in {"", "none"} else ""),
        TUMOR_MATCH[match.tumor_match],
        f"{_STRENGTH_WORDS[match.strength]}: {labels}",
        STATUS[assertion.status],
        LINE_WORDS[lead.fit],
        recency,
        assertion.id,
    )
