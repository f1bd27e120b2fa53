"""What the resistance, the rules and the exclusions of a sample make of one therapy: its state, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.report import Conflict, OptionState
from oncotier.domain.tumor import TumorMatch
from oncotier.domain.value import Value
from oncotier.interpret.against import Fired, Verdict, affects, leaves_room, weight
from oncotier.interpret.line import LineFit
from oncotier.interpret.match import Match
from oncotier.interpret.negatives import resistance_conflicts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["Against", "Scored", "Weighed", "weigh"]

_STATES = tuple(OptionState)


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


class Against(Value, frozen=True):
    """What speaks against therapies in a sample: the rows that fired, and by id the rules that are not silent.

    `tumor_code` is the OncoTree code of the sample, empty where none was given.
    """

    fired: tuple[Fired, ...]
    verdicts: Mapping[str, Verdict]
    tumor_code: str


class Weighed(Value, frozen=True):
    """What a therapy comes to in a sample."""

    state: OptionState
    conditions: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    notes: tuple[str, ...]


def weigh(group: list[Scored], leading: list[Scored], against: Against, kb: KnowledgeBase) -> Weighed:
    """Apply exclusions, resistance and rules to a therapy.

    `group` are all its matches, best first, `leading` those that stand with the first one.
    """
    regimen = leading[0].match.assertion.regimen
    state, conflicts, notes = _with_exclusions(group, leading)
    conditions = list(leading[0].match.conditions)
    striking = [one for one in against.fired if _strikes(one, regimen, leading, kb)]
    conflicts.extend(resistance_conflicts(striking, regimen, kb))
    for one in striking:
        state = _worse(state, weight(one))
    named = leading[0].match.assertion.tumor_include
    for rule in kb.rules_about(regimen) if against.verdicts else ():
        verdict = against.verdicts.get(rule.id)
        if verdict is None:
            continue
        if verdict.action == "conditional":
            conditions.extend(verdict.missing)
            state = OptionState.CONDITIONAL if state is OptionState.AVAILABLE else state
        elif verdict.action in {"block", "demote"} and not leaves_room(kb, against.tumor_code, rule, named):
            conflicts.append(Conflict((), rule.id, verdict.words))
            state = _worse(state, verdict.action)
        else:
            notes.append(verdict.words)
    needed = tuple(dict.fromkeys(conditions))
    if state is OptionState.DEMOTED and needed:
        notes.append(f"also needs {' and '.join(needed)}")
    kept = needed if state is OptionState.CONDITIONAL else ()
    return Weighed(state, kept, tuple(dict.fromkeys(conflicts)), tuple(dict.fromkeys(notes)))


def _with_exclusions(group: list[Scored], leading: list[Scored]) -> tuple[OptionState, list[Conflict], list[str]]:
    """Return the state of the leading rows, unless another row of the therapy rules the sample's tumor type out."""
    state = leading[0].match.state
    conflicts = [conflict for scored in leading for conflict in scored.match.conflicts]
    notes = [scored.match.assertion.note for scored in leading if scored.match.assertion.note]
    if state is OptionState.BLOCKED or len(leading) == len(group):
        return state, conflicts, notes
    excluded = [conflict for scored in group if scored.match.is_excluded for conflict in scored.match.conflicts]
    own = [conflict for scored in group if _is_refused_at_home(scored) for conflict in scored.match.conflicts]
    if excluded or (own and not _holds_at_home(leading[0])):
        return OptionState.BLOCKED, [*excluded, *own], notes
    notes.extend(conflict.words for conflict in own)
    return state, conflicts, notes


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
