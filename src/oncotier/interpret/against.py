"""What speaks against therapies in a sample: resistance rows that fire, and rules over several findings.

Evidence decides the weight: label and guideline rows block, trial rows demote, case reports and preclinical data are
noted. A row that only reduces sensitivity never blocks. What overcomes a resistance is not struck by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, CopyNumber
from oncotier.domain.evidence import Effect, Evidence, Origins, Resistance, Rule, Zygosity
from oncotier.domain.tumor import TumorMatch
from oncotier.domain.value import Value, replace
from oncotier.interpret.evaluate import Strength, Truth, evaluate
from oncotier.interpret.line import AFTER, was_given
from oncotier.interpret.needs import are_met, needs_of
from oncotier.interpret.traits import is_loss_of_function
from oncotier.interpret.words import EVIDENCE
from oncotier.knowledge.remembered import remembered, remembered_briefly

if TYPE_CHECKING:
    from oncotier.interpret.findings import Findings
    from oncotier.knowledge.base import KnowledgeBase

__all__ = [
    "Fired",
    "Verdict",
    "affects",
    "fired_resistance",
    "is_open",
    "leaves_room",
    "resistance_words",
    "rule_verdict",
    "rule_verdicts",
    "says_the_same",
    "speaks_for_tumor",
    "weight",
]

_HOLDS_IN = frozenset({TumorMatch.SAME, TumorMatch.AGNOSTIC})
_GROUPS = frozenset({"ANY", "ANY_SOLID"})
_MOST_NAMES = 2
_ON_TARGET = frozenset({"on_target", "gatekeeper", "solvent_front", "reversion"})


class Fired(Value, frozen=True):
    """A resistance row whose finding is in the sample.

    `is_certain` says that origin and number of hit alleles are what the row asks for; otherwise it is only noted.
    `remedies` are the regimens that overcome the resistance and that nothing else in the sample speaks against.
    `elsewhere` names the tumor types of a row that was shown in others than the sample's, and then has no remedies: a
    drug that helps there need not help here.
    """

    row: Resistance
    supports: tuple[Alteration, ...]
    strength: Strength
    tumor_match: TumorMatch
    is_certain: bool = True
    remedies: tuple[tuple[str, ...], ...] = ()
    elsewhere: str = ""


class Verdict(Value, frozen=True):
    """What a rule says of a regimen: an action (block, demote, note, conditional), words, and what is still to show."""

    action: str
    words: str
    missing: tuple[str, ...] = ()


@remembered
def speaks_for_tumor(
    kb: KnowledgeBase, tumor_code: str, include: tuple[str, ...], exclude: tuple[str, ...]
) -> TumorMatch | None:
    """Return the tumor match where a negative row or a rule holds: in its own tumor types, or in all of them.

    Under an umbrella (`lung cancer`) the warnings of every type below it hold: which of them it is, is not known.
    """
    match = kb.tumors.relation(tumor_code, include, exclude)
    if match is TumorMatch.UNKNOWN and set(include) & _GROUPS:
        return TumorMatch.AGNOSTIC
    if match is not None and any(kb.tumors.is_above(tumor_code, row) for row in include):
        return TumorMatch.RELATED
    return match if match in _HOLDS_IN else None


@remembered
def leaves_room(kb: KnowledgeBase, tumor_code: str, rule: Rule, include: tuple[str, ...]) -> bool:
    """Tell whether a row speaks of the sample's organ only, and of a type there that a rule leaves out.

    `lung cancer` may be small cell or not: what strikes a drug in the one must not strike it in the other.
    """
    tumors = kb.tumors
    if not rule.tumor_include or tumors.relation(tumor_code, rule.tumor_include) in _HOLDS_IN:
        return False
    if not all(tumors.is_above(tumor_code, row) for row in include):
        return False
    return any(tumors.relation(row, rule.tumor_include) not in _HOLDS_IN for row in include)


def fired_resistance(findings: Findings, tumor_code: str) -> tuple[Fired, ...]:
    """Return every resistance row whose finding, context and tumor type hold in the sample.

    A change of the target itself (gatekeeper, solvent front ...) makes the drug fail in any tumor type, also when none
    is given; what depends on the tumor (bypass, co-mutation) speaks in its own types only.
    """
    fired = []
    for row, tumor_match in _candidates(findings.kb, findings.keys, findings.known, tumor_code):
        found = evaluate(row.biomarker, row.genes, findings)
        if found.truth is not Truth.PRESENT or not found.supports:
            continue
        if row.context is not None and evaluate(row.context, row.genes, findings).truth is not Truth.PRESENT:
            continue
        certain = _has_origin(row, found.supports) and _hits_alleles(row, found.supports, findings)
        elsewhere = _tumor_names(row, findings.kb) if tumor_match is TumorMatch.OTHER else ""
        fired.append(Fired(row, found.supports, found.strength, tumor_match, certain, elsewhere=elsewhere))
    return tuple([_with_remedies(one, fired, findings.kb) for one in fired])


@remembered_briefly
def _candidates(
    kb: KnowledgeBase, keys: tuple[str, ...], known: frozenset[str], tumor_code: str
) -> tuple[tuple[Resistance, TumorMatch], ...]:
    """Return the rows that may fire in a tumor type where a sample has these keys and signs, each with its relation."""
    rows = ((row, _tumor_match(kb, tumor_code, row)) for row in kb.resistance(keys) if _may_fire(row, known))
    return tuple((row, match) for row, match in rows if match is not None)


@remembered
def _tumor_match(kb: KnowledgeBase, tumor_code: str, row: Resistance) -> TumorMatch | None:
    match = speaks_for_tumor(kb, tumor_code, row.tumor_include, row.tumor_exclude)
    if match is None and row.mechanism in _ON_TARGET:
        return TumorMatch.OTHER if tumor_code else TumorMatch.UNKNOWN
    return match


def _may_fire(row: Resistance, known: frozenset[str]) -> bool:
    needed = (*needs_of(row.biomarker, row.genes), *needs_of(row.context, row.genes))
    return are_met(needed, known)


def _tumor_names(row: Resistance, kb: KnowledgeBase) -> str:
    """Name the tumor types of a row, without those that stand below another of them, and the first ones only."""
    listed = row.tumor_include
    names = [
        kb.tumors.by_code[code].name for code in listed if not any(kb.tumors.is_above(one, code) for one in listed)
    ]
    shown, more = names[:_MOST_NAMES], len(names) - _MOST_NAMES
    return f"{', '.join(shown)} and {more} more" if more > 0 else " and ".join(shown)


def _with_remedies(one: Fired, fired: list[Fired], kb: KnowledgeBase) -> Fired:
    if one.elsewhere or not one.row.overcome_by:
        return one
    against = [other for other in fired if other is not one and weight(other) != "note"]
    remedies = [way for way in one.row.overcome_by if not any(affects(kb, other.row, way) for other in against)]
    return replace(one, remedies=tuple(remedies))


@remembered
def affects(kb: KnowledgeBase, row: Resistance, regimen: tuple[str, ...]) -> bool:
    """Tell whether a resistance row hits a regimen: it is selected, not exempt, and not the row's own remedy."""
    if not any(kb.selects(selector, regimen) for selector in row.affects):
        return False
    if any(kb.selects(selector, regimen) for selector in row.exempts):
        return False
    return not any(way and set(way) <= set(regimen) for way in (*row.overcome_by, *row.still_active))


def _has_origin(row: Resistance, supports: tuple[Alteration, ...]) -> bool:
    if row.origin is Origins.EITHER:
        return True
    return any(alteration.origin.value == row.origin.value for alteration in supports)


def _hits_alleles(row: Resistance, supports: tuple[Alteration, ...], findings: Findings) -> bool:
    """Tell whether a row that asks for both alleles has them: a homozygous deletion, or two destroying changes."""
    if row.zygosity is Zygosity.ANY:
        return True
    destroying = [alteration for alteration in supports if is_loss_of_function(alteration, findings.kb)]
    return len(destroying) > 1 or any(isinstance(alteration.event, CopyNumber) for alteration in destroying)


def weight(fired: Fired) -> str:
    """Return what a fired row does to an option: block, demote or note."""
    row = fired.row
    if row.evidence in {Evidence.CASE, Evidence.PRECLINICAL} or not fired.is_certain:
        return "note"
    if row.direction is Effect.REDUCED_SENSITIVITY:
        return "demote"
    return "block" if row.evidence in {Evidence.LABEL, Evidence.GUIDELINE} else "demote"


_EFFECT_WORDS = {
    Effect.RESISTANCE: "resistance",
    Effect.REDUCED_SENSITIVITY: "reduced sensitivity",
    Effect.NO_BENEFIT: "no benefit",
    Effect.CONTRAINDICATED: "contraindicated",
    Effect.SENSITIVITY: "sensitivity",
}


def resistance_words(fired: Fired, drugs: tuple[str, ...], also: tuple[Fired, ...] = ()) -> str:
    """Say why a row speaks against drugs: `EGFR T790M: resistance to erlotinib (gatekeeper, label, R001)`.

    A row of another tumor type says which (`... to imatinib, shown in Gastrointestinal Stromal Tumor (...)`). `also`
    are further rows that say the same of the same alterations and drugs.
    """
    row = fired.row
    labels = ", ".join(alteration.label for alteration in fired.supports)
    mechanism = row.mechanism.replace("_", " ")
    ids = " and ".join(dict.fromkeys(one.row.id for one in (fired, *also)))
    details = ", ".join(part for part in (mechanism, EVIDENCE[row.evidence], ids) if part)
    remedies = dict.fromkeys(" + ".join(way) for one in (fired, *also) for way in one.remedies)
    advice = f"; consider {' or '.join(remedies)}" if remedies else ""
    where = f", shown in {fired.elsewhere}" if fired.elsewhere else ""
    return f"{labels}: {_EFFECT_WORDS[row.direction]} to {', '.join(drugs)}{where} ({details}){advice}"


def says_the_same(one: Fired, other: Fired) -> bool:
    """Tell whether two rows say the same of the same alterations: effect, mechanism, evidence and tumor type."""
    return (one.row.direction, one.row.mechanism, one.row.evidence, one.elsewhere, one.supports) == (
        other.row.direction,
        other.row.mechanism,
        other.row.evidence,
        other.elsewhere,
        other.supports,
    )


def is_open(rule: Rule, findings: Findings) -> bool:
    """Tell whether a rule is of the sample's line: one of the first line is silent once a drug was given.

    One of a later line (`post:SELECTOR`) is silent until such a drug was given.
    """
    if rule.line.startswith(AFTER):
        return was_given(rule.line, findings.prior, findings.kb)
    return rule.line != "1" or not findings.prior


def rule_verdicts(findings: Findings, tumor_code: str) -> dict[str, Verdict]:
    """Return what the rules about therapies say in this sample, by the id of the rule; silent ones are left out."""
    rules = _rules_about_therapies(findings.kb, tumor_code, findings.known)
    found = ((rule.id, rule_verdict(rule, findings, tumor_code)) for rule in rules)
    return {name: verdict for name, verdict in found if verdict is not None}


@remembered_briefly
def _rules_about_therapies(kb: KnowledgeBase, tumor_code: str, known: frozenset[str]) -> tuple[Rule, ...]:
    rules = (rule for rule in kb.rules if rule.applies_to and are_met(needs_of(rule.when), known))
    return tuple(rule for rule in rules if _is_of_tumor(rule, kb, tumor_code))


def _is_of_tumor(rule: Rule, kb: KnowledgeBase, tumor_code: str) -> bool:
    return not rule.tumor_include or speaks_for_tumor(kb, tumor_code, rule.tumor_include, ()) is not None


def rule_verdict(rule: Rule, findings: Findings, tumor_code: str) -> Verdict | None:
    """Return what a rule says in this sample of the regimens that it is about; None when it does not speak."""
    if not is_open(rule, findings) or not are_met(needs_of(rule.when), findings.known):
        return None
    if not _is_of_tumor(rule, findings.kb, tumor_code):
        return None
    if rule.when is not None and evaluate(rule.when, (), findings).truth is not Truth.PRESENT:
        return None
    if rule.need is None:
        return Verdict(rule.on_fail, f"{rule.message} ({rule.id})")
    needed = evaluate(rule.need, (), findings)
    if needed.truth is Truth.PRESENT:
        return None
    if needed.truth is Truth.ABSENT:
        return Verdict(rule.on_fail, f"{rule.message} ({rule.id})")
    if rule.on_unknown == "conditional":
        return Verdict("conditional", f"{rule.message} ({rule.id})", needed.missing)
    return Verdict("note", f"{rule.message} ({rule.id})") if rule.on_unknown == "note" else None
