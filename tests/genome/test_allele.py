from __future__ import annotations

import pytest

from oncotier.domain.observation import Locus
from oncotier.genome.allele import Edit, join, read_edit, trim


@pytest.mark.parametrize(
    ("reference", "alternate", "expected"),
    [
        ("A", "T", (10, 11, "T")),
        ("AG", "AT", (11, 12, "T")),
        ("AGG", "A", (11, 13, "")),
        ("A", "ATT", (11, 11, "TT")),
        ("ATTT", "AT", (11, 13, "")),
        ("GATA", "GACA", (12, 13, "C")),
        ("AC", "TT", (10, 12, "TT")),
        ("acg", "atg", (11, 12, "T")),
        ("-", "TT", (11, 11, "TT")),
        ("CT", "-", (10, 12, "")),
    ],
)
def test_alleles_are_trimmed_at_the_end_first(reference: str, alternate: str, expected: tuple[int, int, str]) -> None:
    edit = read_edit(Locus("1", 11, reference, alternate))
    assert isinstance(edit, Edit)
    assert (edit.start0, edit.end0, edit.inserted) == expected
    assert edit.stated == reference.upper().replace("-", "")


@pytest.mark.parametrize(
    ("reference", "alternate", "words"),
    [
        ("A", "*", "another record"),
        ("A", "<DEL>", "symbolic"),
        ("A", "A[2:100[", "symbolic"),
        ("A", ".", "symbolic"),
        ("A", "N", "not all A, C, G or T"),
        ("R", "G", "not all A, C, G or T"),
        ("AC", "AC", "is the reference"),
        ("-", "-", "is the reference"),
    ],
)
def test_what_is_no_edit_says_why(reference: str, alternate: str, words: str) -> None:
    found = read_edit(Locus("1", 11, reference, alternate))
    assert isinstance(found, str)
    assert words in found


def test_trimming_keeps_what_differs() -> None:
    assert trim("AGGAATTAAGAGAAGC", "A") == (1, "GGAATTAAGAGAAGC", "")
    assert trim("CAG", "CAGCAG") == (0, "", "CAG")


def between(start0: int, end0: int) -> str:
    return "ACGTACGTAC"[start0:end0]


def test_neighbors_are_joined_with_the_bases_between_them() -> None:
    joined = join((Locus("1", 4, "T", "A"), Locus("1", 2, "C", "G")), between)
    assert joined == Locus("1", 2, "CGT", "GGA")
    assert join((Locus("1", 2, "CG", "C"), Locus("1", 5, "A", "T")), between) == Locus("1", 3, "GTA", "TT")
    assert join((Locus("1", 2, "C", "CT"), Locus("1", 2, "C", "CG")), between) == Locus("1", 2, "-", "TG")
    assert join((Locus("1", 2, "CG", "C"), Locus("1", 4, "TA", "T")), between) == Locus("1", 3, "GTA", "T")
    assert join((Locus("1", 2, "CG", "C"), Locus("1", 3, "GT", "G")), between) == Locus("1", 3, "GT", "-")


def test_what_cannot_be_joined_says_why() -> None:
    assert join((Locus("1", 2, "CG", "C"), Locus("1", 3, "G", "A")), between) == "two changes of one haplotype overlap"
    assert "--fasta" in str(join((Locus("1", 2, "C", "G"), Locus("1", 4, "T", "A")), lambda *_: "N"))
    assert "symbolic" in str(join((Locus("1", 2, "C", "<DEL>"), Locus("1", 4, "T", "A")), between))
