"""Why each row of the knowledge base speaks of a sample, or does not: matched, blocked, or what it lacks.

Nothing is decided here: the verdicts are read from the same evaluation and the same report as every other output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.evidence import Assertion, Resistance, Rule
from oncotier.domain.value import Value
from oncotier.interpret.against import is_open, speaks_for_tumor, weight
from oncotier.interpret.evaluate import Truth, evaluate
from oncotier.interpret.line import AFTER
from oncotier.interpret.match import match_assertion
from oncotier.interpret.words import TUMOR_MATCH, pattern_words
from oncotier.notation.therapy import therapy_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.domain.biomarker import Pattern
    from oncotier.domain.report import Option, Report
    from oncotier.interpret.findings import Findings
    from oncotier.interpret.options import Ranked

__all__ = ["RowVerdict", "explain"]


class RowVerdict(Value, frozen=True):
    """What became of one row: `verdict` is a stable code, `rank` the place of its option, `words` the reasons in order.

    Codes: available, conditional, demoted, blocked; fired, noted (a row that speaks against drugs); applies (a rule);
    not_found, absent, other_tumor_type, not_fired.
    """

    row: str
    kind: str
    therapy: str
    verdict: str
    rank: int | None
    words: tuple[str, ...]


def explain(
    findings: Findings, ranked: Ranked, report: Report, *, assertion: str = "", drug: str = ""
) -> tuple[RowVerdict, ...]:
    """Return the verdicts of every row that names a gene or marker of the sample, or that is asked for.

    `assertion` asks for one row by id, `drug` for every row of a drug (generic name); both may be rows of other genes.
    """
    kb, code = findings.kb, report.sample.tumor_code
    everything = bool(assertion or drug)
    positive = kb.all_assertions() if everything else kb.assertions(findings.keys)
    negative = kb.all_resistance() if everything else kb.resistance(findings.keys)
    found = [_assertion(row, findings, report, code) for row in positive if _asked_positive(row, assertion, drug)]
    found += [
        _resistance(row, findings, ranked, report, code)
        for row in negative
        if _asked(row.id, assertion) and (not drug or any(kb.selects(one, (drug,)) for one in row.affects))
    ]
    found += [
        _rule(row, findings, code)
        for row in kb.rules
        if _asked(row.id, assertion) and (not drug or any(kb.selects(one, (drug,)) for one in row.applies_to))
        if everything or _touches(row, findings)
    ]
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.verdict), one.rank or 0, one.row)))


_ORDER = (
    "available", "conditional", "demoted", "blocked", "fired", "noted", "applies", "absent", "other_tumor_type",
    "not_found", "not_fired",
)  # fmt: skip


def _asked(row: str, assertion: str) -> bool:
    return not assertion or row == assertion


def _asked_positive(row: Assertion, assertion: str, drug: str) -> bool:
    return _asked(row.id, assertion) and (not drug or drug in row.regimen)


def _assertion(row: Assertion, findings: Findings, report: Report, code: str) -> RowVerdict:
    therapy = therapy_name(row.regimen)
    option = _option_of(row.id, (*report.options, *report.not_recommended))
    if option is not None:
        return RowVerdict(row.id, "assertion", therapy, option.state.value, option.rank, _option_words(option, row))
    match = match_assertion(row, findings, code)
    if match is not None:
        beside = f"{therapy} stands by other rows"
        words = (*(conflict.words for conflict in match.conflicts), *match.conditions, beside)
        return RowVerdict(row.id, "assertion", therapy, match.state.value, None, words)
    verdict, words = _why_not(row.biomarker, row.genes, findings)
    if verdict == "present":
        verdict, words = "other_tumor_type", _tumor_words(row.tumor_include, findings, code)
    return RowVerdict(row.id, "assertion", therapy, verdict, None, words)


def _option_of(row: str, options: Iterable[Option]) -> Option | None:
    return next((option for option in options if row in option.assertions), None)


def _option_words(option: Option, row: Assertion) -> tuple[str, ...]:
    conflicts = tuple(conflict.words for conflict in option.conflicts)
    conditions = (f"only if {' and '.join(option.conditions)}",) if option.conditions else ()
    lead = option.assertions[0] if option.assertions else ""
    behind = () if lead in {"", row.id} else (f"stands behind {lead}, which leads this therapy",)
    return (*option.why, *conditions, *conflicts, *behind)


def _why_not(pattern: Pattern, genes: tuple[str, ...], findings: Findings) -> tuple[str, tuple[str, ...]]:
    """Say what a pattern asks for, and what the sample has instead; `present` where it holds."""
    found = evaluate(pattern, genes, findings)
    asked = pattern_words(pattern, genes)
    if found.truth is Truth.ABSENT:
        return "absent", (f"asks for {asked}", f"absent: {', '.join(found.missing)}" if found.missing else "absent")
    if found.truth is Truth.PRESENT and found.supports:
        return "present", (f"asks for {asked}",)
    seen = [one.label for gene in genes for one in findings.by_gene.get(gene, ())]
    beside = f"the sample has {', '.join(dict.fromkeys(seen))}" if seen else f"nothing is reported of {'/'.join(genes)}"
    return "not_found", (f"asks for {asked}", beside)


def _tumor_words(include: tuple[str, ...], findings: Findings, code: str) -> tuple[str, ...]:
    types = findings.kb.tumors.by_code
    named = ", ".join(types[one].name if one in types else one for one in include)
    own = types[code].name if code in types else "no tumor type"
    return (f"its finding is there, but it speaks of {named}, and the sample is {own}",)


def _resistance(row: Resistance, findings: Findings, ranked: Ranked, report: Report, code: str) -> RowVerdict:
    kb = findings.kb
    therapy = ", ".join(kb.words(selector) for selector in row.affects)
    fired = next((one for one in ranked.fired if one.row.id == row.id), None)
    if fired is not None:
        labels = ", ".join(one.label for one in fired.supports)
        against = [
            option.therapy
            for option in (*report.options, *report.not_recommended)
            if any(conflict.assertion == row.id for conflict in option.conflicts)
        ]
        touched = f"speaks against {', '.join(against)}" if against else "no option of this sample is touched"
        action = weight(fired)
        said = (f"{labels}: {TUMOR_MATCH[fired.tumor_match]}", f"action: {action}", touched)
        return RowVerdict(row.id, "resistance", therapy, "noted" if action == "note" else "fired", None, said)
    verdict, words = _why_not(row.biomarker, row.genes, findings)
    if verdict != "present":
        return RowVerdict(row.id, "resistance", therapy, verdict, None, words)
    if speaks_for_tumor(findings.kb, code, row.tumor_include, row.tumor_exclude) is None:
        words = _tumor_words(row.tumor_include, findings, code)
        return RowVerdict(row.id, "resistance", therapy, "other_tumor_type", None, words)
    lacks = pattern_words(row.context, row.genes) if row.context is not None else "its context"
    return RowVerdict(row.id, "resistance", therapy, "not_fired", None, (f"holds only beside {lacks}",))


def _touches(rule: Rule, findings: Findings) -> bool:
    """Tell whether what a rule watches for is in the sample."""
    return rule.when is not None and evaluate(rule.when, (), findings).truth is Truth.PRESENT


def _rule(rule: Rule, findings: Findings, code: str) -> RowVerdict:
    therapy = ", ".join(findings.kb.words(selector) for selector in rule.applies_to)
    if rule.tumor_include and speaks_for_tumor(findings.kb, code, rule.tumor_include, ()) is None:
        words = _tumor_words(rule.tumor_include, findings, code)
        return RowVerdict(rule.id, "rule", therapy, "other_tumor_type", None, words)
    if not is_open(rule, findings):
        after = rule.line.startswith(AFTER)
        first = "speaks of the first line; a drug was given"
        silent = f"speaks only after {rule.line.removeprefix(AFTER)}" if after else first
        return RowVerdict(rule.id, "rule", therapy, "not_fired", None, (silent,))
    if rule.when is not None and evaluate(rule.when, (), findings).truth is not Truth.PRESENT:
        return RowVerdict(rule.id, "rule", therapy, "not_fired", None, (f"waits for {pattern_words(rule.when, ())}",))
    words = (rule.message, f"needs {pattern_words(rule.need, ())}") if rule.need is not None else (rule.message,)
    return RowVerdict(rule.id, "rule", therapy, "applies", None, words)
