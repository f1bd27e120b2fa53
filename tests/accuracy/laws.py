"""Random samples made of the findings of the tables, and what must not change in their options."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from oncotier.domain.biomarker import atoms_of
from oncotier.domain.evidence import Assertion, Resistance, Rule
from tests.accuracy.cases import Sample, case_of, expectations, knowledge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.domain.biomarker import Pattern
    from oncotier.domain.report import Option, Report
    from oncotier.interpret.assemble import Case

__all__ = ["findings_pool", "is_unrelated", "options_of", "samples", "tumors_pool", "view"]


@functools.cache
def findings_pool() -> tuple[str, ...]:
    """Return every finding of the tables, in words."""
    return tuple(sorted({text for one in expectations() for text in one.sample.findings}))


@functools.cache
def tumors_pool() -> tuple[str, ...]:
    """Return every tumor type of the tables, none included."""
    return tuple(sorted({one.sample.tumor for one in expectations()}))


def samples(largest: int = 6) -> st.SearchStrategy[Sample]:
    """Draw half of the samples whole from the tables, half of them as any mixture of findings."""
    known = sorted({Sample(one.sample.findings, one.sample.tumor) for one in expectations()}, key=str)
    mixed = st.builds(
        Sample,
        st.lists(st.sampled_from(findings_pool()), min_size=1, max_size=largest, unique=True).map(tuple),
        st.sampled_from(tumors_pool()),
    )
    return st.sampled_from(known) | mixed


def options_of(report: Report) -> tuple[Option, ...]:
    """Return all options, recommended or not."""
    return (*report.options, *report.not_recommended)


def view(report: Report) -> list[tuple[object, ...]]:
    """Return the options as a reader sees them: alterations by their labels instead of their numbers."""
    labels = {one.id: one.label for one in report.alterations} | {"": ""}
    return [
        (
            one.rank,
            one.therapy,
            one.state,
            one.amp_tier,
            one.escat,
            one.tumor_match,
            one.conditions,
            one.settings,
            one.assertions,
            sorted(labels[alteration] for alteration in one.supports),
            sorted(
                ([labels[one] for one in conflict.alterations], conflict.assertion, conflict.words)
                for conflict in one.conflicts
            ),
        )
        for one in options_of(report)
    ]


def is_unrelated(extra: str, base: Case) -> bool:
    """Tell whether no row of the knowledge base joins a finding with a sample: by its genes, or by its therapies.

    Read from the rows alone: no row names genes or markers of both; no row or rule that names one of the finding's
    speaks of a therapy of the sample.
    """
    ours, theirs = set(case_of(Sample((extra,))).findings.keys), set(base.findings.keys)
    regimens = [one.drugs for one in options_of(base.report)]
    regimens += [way for one in base.ranked.fired for way in one.row.overcome_by]  # which its refusals advise
    if ours & theirs:
        return False
    kb = knowledge()
    rows: tuple[Assertion | Resistance | Rule, ...] = (*kb.all_assertions(), *kb.all_resistance(), *kb.rules)
    for row in rows:
        named = _names(row)
        if ours & named and (theirs & named or any(_speaks_of(row, drugs) for drugs in regimens)):
            return False
    return True


def _names(row: Assertion | Resistance | Rule) -> set[str]:
    match row:
        case Assertion():
            return {*row.genes, *_genes_of((row.biomarker, row.requires, row.excludes))}
        case Resistance():
            return {*row.genes, *_genes_of((row.biomarker, row.context))}
        case Rule():
            return _genes_of((row.when, row.need))


def _genes_of(patterns: Iterable[Pattern | None]) -> set[str]:
    atoms = [atom for pattern in patterns if pattern is not None for atom in atoms_of(pattern)]
    return {name for atom in atoms for name in (atom.gene, atom.five_prime, atom.three_prime) if name}


def _speaks_of(row: Assertion | Resistance | Rule, drugs: tuple[str, ...]) -> bool:
    if isinstance(row, Assertion):
        return bool(set(row.regimen) & set(drugs))  # a regimen that holds a refused drug carries the refusal itself
    selectors = row.affects if isinstance(row, Resistance) else row.applies_to
    return any(knowledge().selects(selector, drugs) for selector in selectors)
