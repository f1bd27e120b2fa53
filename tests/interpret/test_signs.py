"""What is ruled out by signs alone would not have been found by evaluation either."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from oncotier.domain.biomarker import Atom, Pattern, atoms_of
from oncotier.interpret.evaluate import Truth, evaluate
from oncotier.interpret.hits import hits
from oncotier.interpret.needs import are_met, concerns, needs_of
from oncotier.interpret.signs import signs_of_atom, signs_of_event
from tests.accuracy.cases import Sample, case_of, expectations, knowledge
from tests.accuracy.laws import samples

KB = knowledge()
SAMPLES = sorted({one.sample for one in expectations()}, key=str)


def patterns() -> frozenset[tuple[Pattern, tuple[str, ...]]]:
    """Return every pattern of the knowledge base with the genes of its row."""
    found: set[tuple[Pattern, tuple[str, ...]]] = {(row.biomarker, row.genes) for row in KB.all_assertions()}
    found |= {(row.biomarker, row.genes) for row in KB.all_resistance()}
    found |= {(row.context, row.genes) for row in KB.all_resistance() if row.context is not None}
    found |= {(pattern, ()) for rule in KB.rules for pattern in (rule.when, rule.need) if pattern is not None}
    return frozenset(found)


PATTERNS = patterns()
ATOMS = frozenset((atom, genes) for pattern, genes in PATTERNS for atom in atoms_of(pattern))


def check(sample: Sample) -> None:
    findings = case_of(sample).findings
    for pattern, genes in PATTERNS:
        found = evaluate(pattern, genes, findings)
        if found.truth is Truth.PRESENT:
            assert are_met(needs_of(pattern, genes), findings.known), pattern
        if found.supports and found.truth is not Truth.ABSENT:
            assert not findings.known.isdisjoint(concerns(pattern, genes)), pattern


@pytest.mark.parametrize("sample", SAMPLES[::7], ids=str)
def test_a_pattern_of_which_the_sample_has_no_sign_does_not_hold(sample: Sample) -> None:
    check(sample)


@settings(max_examples=25)
@given(samples())
def test_the_same_of_any_sample(sample: Sample) -> None:
    check(sample)


def test_an_atom_that_is_hit_shares_a_sign_with_what_hits_it() -> None:
    alterations = {one for sample in SAMPLES for one in case_of(sample).findings.alterations}
    by_gene: dict[str, set[tuple[Atom, str]]] = {}
    for atom, genes in ATOMS:
        for gene in (atom.gene,) if atom.gene else genes:
            by_gene.setdefault(gene, set()).add((atom, gene))
    met = 0
    for one in alterations:
        signs = signs_of_event(KB, one.event, one.genes)
        for gene in one.genes:
            for atom, wanted in by_gene.get(gene, ()):
                if hits(atom, wanted, one, KB) is not None:
                    met += 1
                    assert not signs.isdisjoint(signs_of_atom(atom, (wanted,))), (atom, one.label)
    assert met > 500
