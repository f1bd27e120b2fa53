"""A substitution that nobody lists brings no option above tier III, in whatever gene and tumor type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from oncotier.domain.biomarker import AtomKind, atoms_of
from oncotier.domain.protein import Residue, Substitution
from oncotier.interpret.tier import amp_rank
from tests.accuracy.cases import Sample, case_of, knowledge
from tests.accuracy.laws import tumors_pool

if TYPE_CHECKING:
    from oncotier.domain.biomarker import Atom
    from oncotier.domain.evidence import Assertion, Resistance

_CLASSES = frozenset({AtomKind.EXON, AtomKind.CODONS, AtomKind.CODON, AtomKind.PROTEIN})


LAST = 700


def genes() -> tuple[str, ...]:
    kb = knowledge()
    return tuple(sorted({gene for row in kb.all_assertions() for gene in row.genes if gene in kb.genes}))


def is_named(gene: str, residue: int) -> bool:
    """Tell whether a residue is in the codon table, or in a class, a codon or a change that a row of the gene names."""
    kb = knowledge()
    if any(codon.residue == residue for codon in kb.codons(gene, "GRCh38")):
        return True
    rows: tuple[Assertion | Resistance, ...] = (*kb.all_assertions(), *kb.all_resistance())
    atoms = [
        atom
        for row in rows
        for atom in atoms_of(row.biomarker)
        if atom.kind in _CLASSES and gene in ((atom.gene,) if atom.gene else row.genes)
    ]
    return any(_holds(gene, atom, residue) for atom in atoms)


def _holds(gene: str, atom: Atom, residue: int) -> bool:
    if atom.kind is AtomKind.EXON:
        first, last = knowledge().exon_windows.get((gene, atom.numbers[0]), (0, 0))[:2]
        return first - 2 <= residue <= last + 2
    if atom.kind is AtomKind.CODONS:
        return atom.numbers[0] <= residue <= atom.numbers[-1]
    return residue in atom.numbers or str(residue) in atom.text


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.sampled_from(genes()), st.data(), st.sampled_from(tumors_pool()))
def test_a_substitution_that_nobody_lists_brings_no_option_above_the_third_tier(
    gene: str, data: st.DataObject, tumor: str
) -> None:
    residue = data.draw(st.integers(20, LAST))
    assume(not is_named(gene, residue))
    change = Substitution(Residue(residue, "A"), "T")
    report = case_of(Sample((f"{gene} {change.at.amino_acid}{residue}{change.alternate}",), tumor)).report
    assert [one.therapy for one in report.options if amp_rank(one.amp_tier) < amp_rank("III")] == []
