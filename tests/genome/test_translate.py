from __future__ import annotations

from itertools import product

import pytest

from oncotier.genome.translate import amino_acid, candidates, reverse_complement
from tests.genome.synthetic import CODE


def test_the_code_is_the_standard_code() -> None:
    assert {"".join(codon): amino_acid("".join(codon)) for codon in product("ACGT", repeat=3)} == CODE


@pytest.mark.parametrize(
    ("codon", "residue"),
    [("CTN", "L"), ("NNN", ""), ("TAN", ""), ("GGN", "G"), ("ATN", ""), ("TNA", ""), ("NTG", "")],
)
def test_unknown_bases_give_a_residue_only_where_all_agree(codon: str, residue: str) -> None:
    assert amino_acid(codon) == residue


@pytest.mark.parametrize("pattern", ["".join(codon) for codon in product("ACGTN", repeat=3)])
def test_every_pattern_by_trial(pattern: str) -> None:
    fits = {codon for codon in CODE if all(b in {c, "N"} for b, c in zip(pattern, codon, strict=True))}
    residues = {CODE[codon] for codon in fits}
    assert amino_acid(pattern) == (residues.pop() if len(residues) == 1 else "")
    assert set(candidates("", pattern)) == fits
    assert set(candidates("L", pattern)) == {codon for codon in fits if CODE[codon] == "L"}


def test_the_other_strand() -> None:
    assert reverse_complement("") == ""
    assert reverse_complement("ACGTN") == "NACGT"
