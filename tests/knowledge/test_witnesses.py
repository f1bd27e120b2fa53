"""Every row of the knowledge base is fired by a sample made for it, and by none that only comes near.

What no input can fire stands in a table here with its reason; a test fails when the table and the program differ.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.biomarker import AtomKind, atoms_of
from oncotier.domain.evidence import Origins, Status, Zygosity
from oncotier.domain.report import OptionState
from oncotier.domain.settings import Settings
from oncotier.domain.tumor import TumorMatch
from oncotier.interpret.advice import remark_notices, remarks
from oncotier.interpret.against import fired_resistance, rule_verdict
from oncotier.interpret.assemble import interpret
from oncotier.interpret.findings import Findings
from oncotier.interpret.line import AFTER, was_given
from oncotier.interpret.match import match_assertions
from oncotier.interpret.options import rank_options
from oncotier.interpret.tier import amp_rank, tiers
from oncotier.knowledge.load import load
from tests.knowledge import witness
from tests.knowledge.witness import is_readable, sample, unreadable, with_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.biomarker import Pattern
    from oncotier.domain.evidence import Assertion, Resistance, Rule
    from oncotier.domain.report import Option
    from oncotier.interpret.against import Verdict
    from oncotier.interpret.match import Match
    from tests.knowledge.witness import Clues

KB = load()
ASSERTIONS = {row.id: row for row in KB.all_assertions()}
RESISTANCE = {row.id: row for row in KB.all_resistance()}
RULES = {rule.id: rule for rule in KB.rules}
NEEDS_NO_TEST = {
    row.id for row in ASSERTIONS.values() if all(one.kind is AtomKind.NONE for one in atoms_of(row.biomarker))
}

NO_TEXT = {
    "cyto:t(15;17)": "read as the fusion PML::RARA, which fires the same row",
}
SILENT: dict[str, str] = {}
VERDICT_ONLY = {  # no hotspot is known: a change counts only when the laboratory itself calls it oncogenic
    "F180": "POLD1",
    "F217a": "SMO",
    "F217b": "SMO",
    "R062": "MAP2K2",
    "R109": "TOP1",
}
STRUCK = {"F221": {"R080"}}  # the only PDGFRA hotspot that the tables know, D842V, resists sunitinib
NEVER_ABSENT = {"HER2_IHC_2PLUS": "one of the two ISH results is always the case once ISH was done"}


# ---------------------------------------------------------------------------------------------- assertions


@pytest.mark.parametrize("row_id", sorted(ASSERTIONS.keys() - NEEDS_NO_TEST))
def test_assertion_is_fired_by_every_alternative_of_its_pattern(row_id: str) -> None:
    row = ASSERTIONS[row_id]
    struck: set[str] = set()
    for clues in _witnesses(row):
        option = _option(row, clues, _tumor(row))
        assert option.tumor_match in {TumorMatch.SAME, TumorMatch.AGNOSTIC}, clues
        if row.status is Status.WITHDRAWN:
            assert option.state is OptionState.BLOCKED
            assert any("withdrawn" in one.words and "do not use" in one.words for one in option.conflicts)
        elif option.state is not _expected(row):
            struck |= {conflict.assertion for conflict in option.conflicts}
            assert struck, (clues, option.state, option.conditions)
    assert struck == STRUCK.get(row_id, set())


@pytest.mark.parametrize("row_id", sorted(ASSERTIONS.keys() - NEEDS_NO_TEST))
def test_assertion_is_available_in_every_tumor_type_that_it_names(row_id: str) -> None:
    row = ASSERTIONS[row_id]
    clues = next(_witnesses(row))
    for code in row.tumor_include:
        if not code.startswith("ANY"):
            match = _match(row, clues, code)
            assert match is not None
            assert match.tumor_match is TumorMatch.SAME
            assert match.state is (OptionState.BLOCKED if row.status is Status.WITHDRAWN else _expected(row))


@pytest.mark.parametrize("row_id", sorted(ASSERTIONS.keys() - NEEDS_NO_TEST))
def test_assertion_is_not_fired_by_near_misses(row_id: str) -> None:
    row = ASSERTIONS[row_id]
    misses = list(witness.near_misses(row.biomarker, row.genes, KB))
    assert misses
    for miss in misses:
        assert _match(row, miss.clues, _tumor(row)) is None, miss


@pytest.mark.parametrize("row_id", sorted(ASSERTIONS.keys() - NEEDS_NO_TEST))
def test_assertion_in_another_tumor_type_is_never_first_tier(row_id: str) -> None:
    row = ASSERTIONS[row_id]
    clues = next(_witnesses(row))
    foreign = _foreign(row.tumor_include, row.tumor_exclude)
    assert foreign
    for relation, code in (*foreign.items(), ("unknown", "")):
        match = _match(row, clues, code)
        if match is None:
            continue
        if relation == "excluded":
            assert match.state is OptionState.BLOCKED
            assert any("does not hold in" in conflict.words for conflict in match.conflicts)
        else:
            assert match.tumor_match.value == relation
            assert amp_rank(tiers(KB, match.assertion, match.tumor_match)[0]) >= amp_rank("II-C")


def test_what_is_absent_says_nothing_in_another_tumor_type() -> None:
    """Wild type, MSS, a negative receptor: normal results speak for a therapy only where its label asks for them."""
    normal = {"negative", "MSS", "pMMR"}
    rows = [
        row
        for row in ASSERTIONS.values()
        if all(one.kind is AtomKind.WILD_TYPE or one.text in normal for one in atoms_of(row.biomarker))
    ]
    assert len(rows) > 5
    assert [row.id for row in rows if _match(row, next(_witnesses(row)), "THYM") is not None] == []


@pytest.mark.parametrize("row_id", sorted(row.id for row in ASSERTIONS.values() if row.origin is Origins.GERMLINE))
def test_assertion_for_germline_variants_asks_for_the_origin(row_id: str) -> None:
    row = ASSERTIONS[row_id]
    for clues in _witnesses(row, stated=False):
        open_origin, somatic = (_match(row, one, _tumor(row)) for one in (clues, with_origin(clues, "somatic")))
        assert open_origin is not None
        assert open_origin.state is OptionState.CONDITIONAL
        assert "germline origin" in open_origin.conditions
        assert somatic is not None
        assert somatic.state is OptionState.BLOCKED
        assert any("needs germline origin" in conflict.words for conflict in somatic.conflicts)


@pytest.mark.parametrize("row_id", sorted(row.id for row in ASSERTIONS.values() if row.requires is not None))
def test_assertion_with_a_requirement_is_conditional_without_and_blocked_against_it(row_id: str) -> None:
    row = ASSERTIONS[row_id]
    assert row.requires is not None
    for clues in witness.present(row.biomarker, row.genes, KB):
        asked = with_origin(clues, "germline") if row.origin is Origins.GERMLINE else clues
        if _match(row, (*asked, *_requirement(row)), _tumor(row)) is None:
            continue
        without = _match(row, asked, _tumor(row))
        assert without is not None
        told = row.id == "F135" and "PTEN IHC loss" in asked  # the finding is its own requirement
        assert without.state is (OptionState.AVAILABLE if told else OptionState.CONDITIONAL), clues
        against = witness.absent(row.requires, row.genes, KB)
        if against is not None and not told:
            match = _match(row, (*asked, *against), _tumor(row))
            assert match is not None
            assert match.state is OptionState.BLOCKED, against


@pytest.mark.parametrize("row_id", sorted(row.id for row in ASSERTIONS.values() if row.excludes and row.id != "F226"))
def test_assertion_is_blocked_by_what_it_excludes(row_id: str) -> None:
    row = ASSERTIONS[row_id]
    assert row.excludes is not None
    for excluded in witness.present(row.excludes, row.genes, KB):
        match = _match(row, (*next(_witnesses(row)), *excluded), _tumor(row))
        assert match is not None
        assert match.state is OptionState.BLOCKED
        assert any("excludes it" in conflict.words for conflict in match.conflicts)


@pytest.mark.parametrize("row_id", sorted(NEEDS_NO_TEST))
def test_a_row_that_needs_no_test_is_never_matched(row_id: str) -> None:
    row = ASSERTIONS[row_id]
    for code in row.tumor_include:
        for gene in row.genes:
            for words in (f"{gene} amplification", f"{gene} Q20*", f"{gene} wild-type", f"{gene} IHC 3+"):
                assert _match(row, (words,), code) is None


# ---------------------------------------------------------------------------------------------- resistance


@pytest.mark.parametrize("row_id", sorted(RESISTANCE))
def test_resistance_is_fired_by_every_alternative_of_its_pattern_and_context(row_id: str) -> None:
    row = RESISTANCE[row_id]
    for clues in _resistance_witnesses(row):
        assert _fires(row, clues, _tumor(row)), clues


@pytest.mark.parametrize("row_id", sorted(RESISTANCE))
def test_resistance_is_not_fired_by_near_misses(row_id: str) -> None:
    row = RESISTANCE[row_id]
    misses = [miss for miss, _ in _resistance_misses(row)]
    assert misses
    for miss in misses:
        assert not _fires(row, miss, _tumor(row)), miss


@pytest.mark.parametrize("row_id", sorted(RESISTANCE))
def test_resistance_keeps_to_its_tumor_types_unless_the_target_itself_is_changed(row_id: str) -> None:
    row = RESISTANCE[row_id]
    on_target = row.mechanism in {"on_target", "gatekeeper", "solvent_front", "reversion"}
    clues = next(_resistance_witnesses(row))
    for relation, code in _foreign(row.tumor_include, row.tumor_exclude).items():
        assert _fires(row, clues, code) is on_target, relation


# ---------------------------------------------------------------------------------------------- rules


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_rule_speaks_when_its_condition_holds(rule_id: str) -> None:
    rule = RULES[rule_id]
    on_unknown = None if rule.on_unknown == "ignore" else rule.on_unknown
    for when in _conditions(rule):
        if not rule.applies_to:
            assert _notices(rule, when) == {"warning" if rule.on_fail == "warn" else "info"}, when
        elif rule.need is None:
            assert _action(rule, when) == rule.on_fail, when
        else:
            assert _action(rule, when) == on_unknown, when
            against = witness.absent(rule.need, (), KB)
            if against is not None and rule.id not in NEVER_ABSENT:
                assert _action(rule, (*when, *against)) == rule.on_fail, (when, against)


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_rule_is_silent_when_its_need_is_met_or_its_condition_just_fails(rule_id: str) -> None:
    rule = RULES[rule_id]
    met = list(witness.present(rule.need, (), KB)) if rule.need is not None else []
    misses = [miss.clues for miss in witness.near_misses(rule.when, (), KB)] if rule.when is not None else []
    assert met or misses or rule.line or rule.on_fail == "note"
    if rule.line.startswith(AFTER):
        assert rule_verdict(rule, sample(KB, next(_conditions(rule))), _rule_tumor(rule)) is None
    for clues in misses:
        assert _is_silent(rule, clues), clues
    for when in _conditions(rule):
        for clues in met:
            assert _action(rule, (*when, *clues)) is None, clues


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_rule_keeps_to_its_tumor_types_and_spares_what_it_exempts(rule_id: str) -> None:
    rule = RULES[rule_id]
    when = next(_conditions(rule))
    for relation, code in _foreign(rule.tumor_include, ()).items() if rule.tumor_include else ():
        assert _is_silent(rule, when, code), relation
    for regimen in _regimens(rule, exempt=True)[:3]:
        assert _verdict(rule, regimen, when) is None, regimen


# ---------------------------------------------------------------------------------------------- what is silent


def test_the_tables_of_silent_rows_are_up_to_date() -> None:
    facts = {row.id: _facts_in_all(_witnesses(row)) for row in ASSERTIONS.values() if row.id not in NEEDS_NO_TEST}
    facts |= {row.id: _facts_in_all(_resistance_witnesses(row)) for row in RESISTANCE.values()}
    facts |= {rule.id: _facts_in_all(_conditions(rule)) for rule in RULES.values()}
    needed_by_rows = {
        row.id: unreadable(_requirement(row)) for row in ASSERTIONS.values() if row.requires is not None
    }  # such a row fires all the same, with a condition
    silent = {key: next(iter(found)) for key, found in facts.items() if found - needed_by_rows.get(key, frozenset())}
    assert silent == SILENT


def test_the_table_of_facts_that_no_text_is_read_as_is_up_to_date() -> None:
    samples = [clues for row in ASSERTIONS.values() if row.id not in NEEDS_NO_TEST for clues in _witnesses(row)]
    samples += [clues for row in RESISTANCE.values() for clues in _resistance_witnesses(row)]
    patterns = [pattern for rule in RULES.values() for pattern in (rule.when, rule.need) if pattern is not None]
    samples += [clues for pattern in patterns for clues in witness.present(pattern, (), KB)]
    assert {fact for clues in samples for fact in unreadable(clues)} == NO_TEXT.keys()


def test_the_table_of_rows_that_rest_on_a_verdict_is_up_to_date() -> None:
    samples = {row.id: list(_witnesses(row)) for row in ASSERTIONS.values() if row.id not in NEEDS_NO_TEST}
    samples |= {row.id: list(_resistance_witnesses(row)) for row in RESISTANCE.values()}
    found = {key for key, ways in samples.items() if any(witness.rests_on_a_verdict(clues) for clues in ways)}
    assert found == VERDICT_ONLY.keys()


# ---------------------------------------------------------------------------------------------- helpers


def _tumor(row: Assertion | Resistance) -> str:
    return witness.first_tumor(row.tumor_include, row.tumor_exclude, KB)


@functools.cache
def _foreign(include: tuple[str, ...], exclude: tuple[str, ...]) -> dict[str, str]:
    return witness.foreign_tumors(include, exclude, KB)


def _requirement(row: Assertion) -> Clues:
    return next(witness.present(row.requires, row.genes, KB)) if row.requires is not None else ()


def _as_asked(row: Assertion, clues: Clues, *, stated: bool = True) -> Clues:
    """Add what the row requires, and the origin that it asks for."""
    whole = tuple(dict.fromkeys((*clues, *_requirement(row))))
    return with_origin(whole, "germline") if stated and row.origin is Origins.GERMLINE else whole


def _witnesses(row: Assertion, *, stated: bool = True) -> Iterator[Clues]:
    for clues in witness.present(row.biomarker, row.genes, KB):
        yield _as_asked(row, clues, stated=stated)


def _expected(row: Assertion) -> OptionState:
    return OptionState.CONDITIONAL if row.zygosity is Zygosity.BIALLELIC else OptionState.AVAILABLE


def _match(row: Assertion, clues: Clues, code: str) -> Match | None:
    found = [match for match in match_assertions(sample(KB, clues), code) if match.assertion.id == row.id]
    return found[0] if found else None


def _option(row: Assertion, clues: Clues, code: str) -> Option:
    """Return the option of a whole report, or of a sample with facts that no text is read as, that rests on the row."""
    ranked = (
        interpret([witness.reading(clues)], KB, Settings(tumor_type=code, all_genes=True))
        if is_readable(clues)
        else rank_options(sample(KB, clues), code, ())
    )
    found = [option for option in (*ranked.options, *ranked.not_recommended) if row.id in option.assertions]
    assert len(found) == 1, clues
    return found[0]


def _resistance_witnesses(row: Resistance) -> Iterator[Clues]:
    """Yield every alternative of the finding in the first context, and the first finding in every context."""
    findings = list(witness.present(row.biomarker, row.genes, KB))
    contexts = list(witness.present(row.context, row.genes, KB)) if row.context is not None else [()]
    for finding in findings:
        yield (*finding, *contexts[0])
    for context in contexts[1:]:
        yield (*findings[0], *context)


def _resistance_misses(row: Resistance) -> Iterator[tuple[Clues, str]]:
    finding = next(witness.present(row.biomarker, row.genes, KB))
    context = next(witness.present(row.context, row.genes, KB)) if row.context is not None else ()
    for miss in witness.near_misses(row.biomarker, row.genes, KB):
        yield (*miss.clues, *context), miss.kind
    if row.context is not None:
        yield finding, "context"
        for miss in witness.near_misses(row.context, row.genes, KB):
            yield (*finding, *miss.clues), "context"


def _fires(row: Resistance, clues: Clues, code: str) -> bool:
    return any(one.row.id == row.id for one in fired_resistance(sample(KB, clues), code))


def _conditions(rule: Rule) -> Iterator[Clues]:
    yield from _samples(rule.when)


def _samples(pattern: Pattern | None) -> Iterator[Clues]:
    if pattern is None:
        yield ()
    else:
        yield from witness.present(pattern, (), KB)


def _rule_tumor(rule: Rule) -> str:
    return witness.first_tumor(rule.tumor_include or ("ANY",), (), KB)


@functools.cache
def _all_regimens() -> tuple[tuple[str, ...], ...]:
    found = {row.regimen for row in ASSERTIONS.values()} | {(drug,) for drug in KB.drugs}
    return tuple(sorted(found, key=lambda regimen: (len(regimen), regimen)))


def _regimens(rule: Rule, *, exempt: bool) -> list[tuple[str, ...]]:
    return [
        regimen
        for regimen in _all_regimens()
        if any(KB.selects(one, regimen) for one in rule.applies_to)
        and any(KB.selects(one, regimen) for one in rule.exempts) is exempt
    ]


def _verdict(rule: Rule, regimen: tuple[str, ...], clues: Clues, code: str | None = None) -> Verdict | None:
    if rule not in KB.rules_about(regimen):
        return None
    found = sample(KB, clues)
    given = Findings(found.alterations, KB, found.coverage, found.untested, _prior(rule))
    return rule_verdict(rule, given, _rule_tumor(rule) if code is None else code)


def _prior(rule: Rule) -> tuple[str, ...]:
    """Return a drug that must have been given before the rule speaks."""
    if not rule.line.startswith(AFTER):
        return ()
    return next((drug,) for drug in sorted(KB.drugs) if was_given(rule.line, (drug,), KB))


def _action(rule: Rule, clues: Clues, code: str | None = None) -> str | None:
    verdict = _verdict(rule, _regimens(rule, exempt=False)[0], clues, code)
    return verdict.action if verdict is not None else None


def _notices(rule: Rule, clues: Clues, code: str | None = None) -> set[str]:
    """Return the severities of what the rule says of the sample as a whole."""
    code = _rule_tumor(rule) if code is None else code
    if is_readable(clues):
        said = interpret([witness.reading(clues)], KB, Settings(tumor_type=code, all_genes=True)).notices
    else:
        said = remark_notices(remarks(sample(KB, clues), code))
    return {notice.severity for notice in said if notice.code == f"rule:{rule.id}"}


def _is_silent(rule: Rule, clues: Clues, code: str | None = None) -> bool:
    if rule.applies_to:
        return _action(rule, clues, code) is None
    return not _notices(rule, clues, code)


def _facts_in_all(samples: Iterator[Clues]) -> frozenset[str]:
    """Return the facts without words when no witness does without one."""
    found = [unreadable(clues) for clues in samples]
    return frozenset().union(*found) if all(found) else frozenset()
