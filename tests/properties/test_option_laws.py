"""Laws of options on random samples: what may change them, what may not, and that each of them is accounted for."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from oncotier.domain.biomarker import AtomKind, Not, atoms_of
from oncotier.domain.report import OptionState
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import examine
from oncotier.interpret.explain import explain
from oncotier.interpret.match import match_assertions
from oncotier.interpret.tier import amp_rank
from oncotier.knowledge.base import KnowledgeBase
from oncotier.knowledge.load import default_root
from oncotier.knowledge.table import parse_table
from oncotier.readers.listing import from_texts
from tests.accuracy.cases import Sample, case_of, found, knowledge
from tests.accuracy.laws import findings_pool, is_unrelated, options_of, samples, view

if TYPE_CHECKING:
    from random import Random

    from oncotier.domain.biomarker import Pattern
    from oncotier.interpret.assemble import Case

MANY = settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
STATES = tuple(OptionState)


# ---------------------------------------------------------------------------------------------- what changes nothing


@MANY
@given(samples(), st.randoms(use_true_random=False))
def test_the_order_of_findings_changes_no_option(sample: Sample, random: Random) -> None:
    shuffled = list(sample.findings)
    random.shuffle(shuffled)
    other = Sample(tuple(shuffled), sample.tumor)
    assert view(case_of(other).report) == view(case_of(sample).report)


@MANY
@given(samples(), st.data())
def test_a_finding_that_is_said_twice_counts_once(sample: Sample, data: st.DataObject) -> None:
    again = data.draw(st.sampled_from(sample.findings))
    twice = case_of(Sample((*sample.findings, again), sample.tumor)).report
    once = case_of(sample).report
    assert view(twice) == view(once)
    assert [one.label for one in twice.alterations] == [one.label for one in once.alterations]


@MANY
@given(samples(4), st.sampled_from(findings_pool()))
def test_an_alteration_of_an_unrelated_gene_changes_no_option(sample: Sample, extra: str) -> None:
    base = case_of(sample)
    assume(base.report.options)
    assume(is_unrelated(extra, base))
    more = case_of(Sample((*sample.findings, extra), sample.tumor)).report
    kept = {row[1]: row[1:] for row in view(more)}
    for row in view(base.report):
        assert kept[row[1]] == row[1:]


# ---------------------------------------------------------------------------------------------- what lowers an option


@MANY
@given(samples(4), st.sampled_from(findings_pool()))
def test_nothing_is_lowered_without_a_row_that_says_so(sample: Sample, extra: str) -> None:
    base, more = case_of(sample), case_of(Sample((*sample.findings, extra), sample.tumor))
    for option in base.report.options:
        now = found(more.report, option.therapy)
        if now is None:
            assert all(_rests_on_absence(base, row) for row in option.assertions), (option.therapy, extra)
            continue
        said = {(conflict.assertion, conflict.words) for conflict in option.conflicts}
        new = {(conflict.assertion, conflict.words) for conflict in now.conflicts} - said
        if STATES.index(now.state) > STATES.index(option.state):
            assert new or set(now.conditions) - set(option.conditions), (option.therapy, extra, now.state)
        if amp_rank(now.amp_tier) > amp_rank(option.amp_tier):
            rests_on_absence = any(_rests_on_absence(base, row) for row in option.assertions)
            assert new or rests_on_absence, (option.therapy, extra, now.amp_tier)


def _rests_on_absence(case: Case, row_id: str) -> bool:
    row = next(row for row in case.findings.kb.all_assertions() if row.id == row_id)
    return _asks_absence(row.biomarker)


def _asks_absence(pattern: Pattern) -> bool:
    """Tell whether a pattern can be undone by one more finding: wild type, a negative result, a status, `!`."""
    kinds = {
        AtomKind.WILD_TYPE,
        AtomKind.SIGNATURE,
        AtomKind.STATUS,
        AtomKind.PD_L1,
        AtomKind.IHC,
        AtomKind.METHYLATION,
    }
    parts = getattr(pattern, "parts", ())
    return (
        isinstance(pattern, Not)
        or any(_asks_absence(part) for part in parts)
        or any(atom.kind in kinds for atom in atoms_of(pattern))
    )


@functools.cache
def _without(row_id: str) -> KnowledgeBase:
    """Return the knowledge base without one assertion."""
    kb = knowledge()
    for name in kb.tables:
        if name.startswith("assertions/"):
            lines = (default_root() / name).read_text(encoding="utf-8").split("\n")
            kept = [line for line in lines if not line.startswith(f"{row_id}\t")]
            if len(kept) < len(lines):
                return KnowledgeBase({**kb.tables, name: parse_table(name, "\n".join(kept))}, kb.sha256)
    raise KeyError(row_id)


@MANY
@given(samples(4), st.data())
def test_more_evidence_never_lowers_an_option(sample: Sample, data: st.DataObject) -> None:
    """The knowledge base with a row more: the option that it supports stands at least as high as without it."""
    whole = case_of(sample)
    supported = [row for one in whole.report.options if len(one.assertions) > 1 for row in one.assertions]
    assume(supported)
    row = data.draw(st.sampled_from(supported))
    reading = from_texts(list(sample.findings), name="findings")
    less = examine([reading], _without(row), Settings(tumor_type=sample.tumor)).report
    option = next(one for one in whole.report.options if row in one.assertions)
    before = found(less, option.therapy)
    assert before is not None
    assert STATES.index(option.state) <= STATES.index(before.state) or amp_rank(option.amp_tier) < amp_rank(
        before.amp_tier
    )
    assert amp_rank(option.amp_tier) <= amp_rank(before.amp_tier)


# ---------------------------------------------------------------------------------------------- all is accounted for


@MANY
@given(samples())
def test_every_option_says_what_it_rests_on_and_every_block_names_its_row(sample: Sample) -> None:
    report = case_of(sample).report
    known = {one.id for one in report.alterations}
    assert [one.rank for one in report.options] == list(range(1, len(report.options) + 1))
    for option in report.options:
        assert option.state is not OptionState.BLOCKED
        assert option.supports
        assert set(option.supports) <= known
        assert option.assertions
        assert all(option.why)
        assert bool(option.conditions) is (option.state is OptionState.CONDITIONAL)
        if option.state is OptionState.DEMOTED:
            assert option.conflicts
    for option in report.not_recommended:
        assert option.rank is None
        assert option.conflicts
    rows = _ids()
    for option in options_of(report):
        assert set(option.assertions) <= rows
        assert all(conflict.assertion in rows and conflict.words for conflict in option.conflicts)
        assert set(option.opposed_by) <= known


@functools.cache
def _ids() -> frozenset[str]:
    kb = knowledge()
    groups = (kb.all_assertions(), kb.all_resistance(), kb.rules)
    return frozenset(row.id for rows in groups for row in rows)


@MANY
@given(samples())
def test_every_row_of_an_option_is_explained_with_the_same_verdict(sample: Sample) -> None:
    case = case_of(sample)
    verdicts = {one.row: one for one in explain(case.findings, case.ranked, case.report)}
    for option in options_of(case.report):
        for row in option.assertions:
            if verdicts[row].kind == "resistance":
                assert verdicts[row].verdict == "fired"
            else:
                assert (verdicts[row].verdict, verdicts[row].rank) == (option.state.value, option.rank)
        for conflict in option.conflicts:
            if conflict.assertion in verdicts:
                assert verdicts[conflict.assertion].verdict not in {"not_found", "absent", "not_fired"}
    for match in match_assertions(case.findings, case.report.sample.tumor_code):
        assert verdicts[match.assertion.id].verdict in {state.value for state in OptionState}, match.assertion.id


@MANY
@given(samples())
def test_every_alteration_is_in_an_option_or_has_a_reason(sample: Sample) -> None:
    case = case_of(sample)
    report = case.report
    told = {alteration for one in options_of(report) for alteration in one.supports}
    told |= {alteration for one in options_of(report) for alteration in one.opposed_by}
    fired = {alteration.id for one in case.ranked.fired for alteration in one.supports}
    reasons = {one.alteration: one for one in report.unmatched}
    for alteration in report.alterations:
        assert alteration.id in told | fired | reasons.keys(), alteration.label
    assert told & reasons.keys() == set()
    assert all(one.reason and one.words for one in report.unmatched)
    assert len(reasons) == len(report.unmatched)
