"""From matches to options: one per therapy, with everything that speaks for and against it."""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from oncotier.domain.evidence import Status
from oncotier.domain.report import Option, OptionState
from oncotier.domain.tumor import TumorMatch
from oncotier.domain.value import Value, replace
from oncotier.interpret.against import Fired, fired_resistance, rule_verdicts, weight
from oncotier.interpret.evaluate import Strength
from oncotier.interpret.line import LINE_WORDS, LineFit, line_fit
from oncotier.interpret.match import Match, match_assertions
from oncotier.interpret.negatives import Draft, without_option
from oncotier.interpret.tier import amp_rank, demoted, tiers
from oncotier.interpret.weigh import Against, Scored, weigh
from oncotier.interpret.words import EVIDENCE, STATE, STATUS, TUMOR_MATCH
from oncotier.knowledge.remembered import remembered
from oncotier.notation.therapy import therapy_name

if TYPE_CHECKING:
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
    against = Against(fired, rule_verdicts(findings, tumor_code), tumor_code)
    drafts = [_draft(sorted(group, key=_KEY), findings, against) for group in therapies.values()]
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
    stands = _standing(kb, match.assertion, match.tumor_match, prior)
    fit, answers = stands.fit, False
    if overcoming:
        regimen = set(match.assertion.regimen)
        overcome = [one for one in overcoming if any(regimen == set(way) for way in one.row.overcome_by)]
        if overcome and fit is not LineFit.GIVEN_BEFORE:
            fit = LineFit.OVERCOMES
        answers = any(set(one.supports) & set(match.supports) for one in overcome)
    key = (
        int(match.state is OptionState.BLOCKED),
        stands.amp_rank,
        stands.tumor_rank,
        _STATES.index(match.state),
        int(match.strength),
        stands.status_rank,
        int(fit),
        int(not answers),
        -stands.year,
        match.assertion.id,
    )
    return Scored(match, stands.amp, stands.escat, fit, answers, stands.year, key)


class _Standing(Value, frozen=True):
    """What ranks a row in a relation to the tumor and after given drugs, whatever else the sample has."""

    amp: str
    escat: str
    fit: LineFit
    amp_rank: int
    tumor_rank: int
    status_rank: int
    year: int


@remembered
def _standing(kb: KnowledgeBase, assertion: Assertion, tumor_match: TumorMatch, prior: tuple[str, ...]) -> _Standing:
    amp, escat = tiers(kb, assertion, tumor_match)
    return _Standing(
        amp,
        escat,
        fit=line_fit(kb, assertion, prior),
        amp_rank=amp_rank(amp),
        tumor_rank=_TUMOR.index(tumor_match),
        status_rank=_STATUSES.index(assertion.status),
        year=assertion.approval_year or 0,
    )


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


def _draft(group: list[Scored], findings: Findings, against: Against) -> Draft:
    """Build one option out of all matches of one therapy; `group` is sorted, best first."""
    kb = findings.kb
    lead = group[0]
    assertion = lead.match.assertion
    leading = [scored for scored in group if _stands_with(scored, lead)]
    standing = [scored for scored in group if scored.match.state is not OptionState.BLOCKED] or leading
    weighed = weigh(group, leading, against, kb)
    state, notes = weighed.state, weighed.notes
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
        conditions=weighed.conditions,
        settings=said.settings,
        supports=_ids([alteration.id for scored in standing for alteration in scored.match.supports]),
        conflicts=weighed.conflicts,
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


def _ids(identifiers: list[str]) -> tuple[str, ...]:
    return tuple(identifiers) if len(identifiers) == 1 else tuple(sorted(set(identifiers), key=_natural))


def _natural(identifier: str) -> tuple[str, int]:
    return identifier[:1], int(identifier[1:] or 0) if identifier[1:].isdigit() else 0


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
