"""Protein changes: every dialect to one value, both forms back, and the place of each fault."""

from __future__ import annotations

import pytest

from oncotier.domain.protein import ProteinChange, Residue, Substitution, codon_span1, is_truncating
from oncotier.errors import NotationError
from oncotier.notation import protein
from oncotier.notation.consequence import of_protein
from tests.tables import rows

ROWS = rows("notation_protein.tsv")


def _parse(row: dict[str, str]) -> ProteinChange:
    """Read a row's text; its note says where a final X means any residue."""
    return protein.parse(row["text"], x_is_stop="oncogene" not in row["note"])


def test_table_is_large_enough() -> None:
    assert len(ROWS) >= 120
    assert len({row["text"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"] or "empty")
def test_every_dialect(row: dict[str, str]) -> None:
    if not row["short"]:
        with pytest.raises(NotationError) as caught:
            _parse(row)
        assert 0 <= caught.value.start0 <= caught.value.end0 <= len(row["text"])
        assert caught.value.text == row["text"]
        return
    change = _parse(row)
    assert protein.format_short(change) == row["short"]
    assert protein.format_long(change) == row["long"]
    assert protein.parse(row["short"], x_is_stop=False) == change
    if row["long"] != "p.?":
        assert protein.parse(row["long"]) == change


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("L858Z", "Z"),
        ("p.L858Z", "Z"),
        ("p.(Leu858Arg", "Arg"),
        ("V600E/K", "E/K"),
        ("NP_005219.2:p.Leu858Zzz", "Zzz"),
        ("E746_A750delins", "E746_A750delins"),
        ("E746_A740del", "E746_A740del"),
        ("E746_A750del4", "E746_A750del4"),
        ("E746_A750foo", "foo"),
        ("  L858Z ", "Z"),
        ("858", "858"),
        ("abc", "abc"),
        ("p.", "p."),
    ],
)
def test_fault_is_where_the_change_stops_making_sense(text: str, fault: str) -> None:
    with pytest.raises(NotationError) as caught:
        protein.parse(text)
    found = text[caught.value.start0 : caught.value.end0]
    assert found == fault
    assert caught.value.drawing().split("\n")[1] == " " * caught.value.start0 + "^" * len(found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("E746_A740del", "the range ends before it begins"),
        ("E746_A750del4", "the residues stated do not fit the range"),
        ("E746_A750delKLREA", "the residues stated do not fit the range"),
        ("A763_Y770insFQEA", "an insertion lies between two neighbors"),
        ("L858Z", "not a protein change"),
    ],
)
def test_fault_says_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(NotationError, match=words):
        protein.parse(text)


def test_a_position_of_thousands_of_digits_is_a_notation_error() -> None:
    with pytest.raises(NotationError):
        protein.parse("L" + "8" * 5000 + "R")


def test_x_is_a_stop_only_where_it_is_said_to_be() -> None:
    assert protein.parse("G719X", x_is_stop=False) == Substitution(Residue(719, "G"), "X")
    assert protein.parse("G719X") == Substitution(Residue(719, "G"), "*")
    assert protein.parse("Gly719Xaa") == Substitution(Residue(719, "G"), "X")


@pytest.mark.parametrize(
    ("text", "span", "truncating", "term"),
    [
        ("L858R", (858, 858), False, "missense_variant"),
        ("R213*", (213, 213), True, "stop_gained"),
        ("E746_A750del", (746, 750), False, "inframe_deletion"),
        ("Y772_A775dup", (772, 775), False, "inframe_insertion"),
        ("A763_Y764insFQEA", (763, 764), False, "inframe_insertion"),
        ("A763_Y764insF*A", (763, 764), True, "inframe_insertion"),
        ("E746_A750delinsIP", (746, 750), False, "inframe_deletion"),
        ("V600_K601delinsEN", (600, 601), False, "missense_variant"),
        ("A775delinsAYVMA", (775, 775), False, "inframe_insertion"),
        ("S1982Rfs*22", (1982, 1982), True, "frameshift_variant"),
        ("*807Wext*15", (807, 807), False, "stop_lost"),
        ("*807W", (807, 807), False, "stop_lost"),
        ("M1?", (1, 1), True, "start_lost"),
        ("L858=", (858, 858), False, "synonymous_variant"),
        ("X1010_splice", (1010, 1010), False, "splice_site_variant"),
    ],
)
def test_what_a_change_means(text: str, span: tuple[int, int], truncating: bool, term: str) -> None:
    change = protein.parse(text)
    assert codon_span1(change) == span
    assert is_truncating(change) is truncating
    assert of_protein(change) == term


def test_a_substitution_of_a_stop_is_a_lost_stop() -> None:
    assert of_protein(Substitution(Residue(807, "*"), "W")) == "stop_lost"


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("L858R", True), ("p.L858R", True), ("p.(Leu858Arg)", True), ("(p.Leu858Arg)", False), ("E746_A750del", True),
        ("EL746IP", True), ("delE746_A750", True), ("ΔF508", True), ("val600glu", True), ("858", True),
        ("amplification", False), ("fusion", False), ("c.2573T>G", False), ("exon", False), ("", False),
    ],
)  # fmt: skip
def test_what_looks_like_a_change(text: str, like: bool) -> None:
    assert protein.is_protein_like(text) is like
