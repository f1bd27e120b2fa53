"""Coding changes: every dialect to one value, what a place implies, and the place of each fault."""

from __future__ import annotations

import pytest

from oncotier.errors import NotationError
from oncotier.notation import coding
from oncotier.notation.consequence import most_severe, of_coding, severity_rank
from tests.tables import rows

ROWS = rows("notation_coding.tsv")


def test_table_is_large_enough() -> None:
    assert len(ROWS) >= 60
    assert len({row["text"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"] or "empty")
def test_every_dialect(row: dict[str, str]) -> None:
    if not row["canonical"]:
        with pytest.raises(NotationError) as caught:
            coding.parse(row["text"])
        assert 0 <= caught.value.start0 <= caught.value.end0 <= len(row["text"])
        return
    change = coding.parse(row["text"])
    assert str(change) == row["canonical"]
    assert coding.parse(str(change)) == change
    assert {True: "yes", False: "no"}[change.is_canonical_splice] == row["splice"]
    assert {True: "yes", False: "no"}[change.is_promoter] == row["promoter"]
    assert of_coding(change) == row["consequence"]


@pytest.mark.parametrize(
    ("text", "words", "fault"),
    [
        ("c.2573T>Q", "not an edit of the sequence", "T>Q"),
        ("NM_005228.5:c.2573foo", "not an edit of the sequence", "foo"),
        ("c.20_10del", "the range ends before it begins", "c.20_10del"),
        ("c.10_12delAG", "the bases stated do not fit the range", "c.10_12delAG"),
        ("nonsense", "not a coding change", "nonsense"),
        ("", "not a coding change", ""),
    ],
)
def test_fault_has_its_place_and_its_words(text: str, words: str, fault: str) -> None:
    with pytest.raises(NotationError, match=words) as caught:
        coding.parse(text)
    assert text[caught.value.start0 : caught.value.end0] == fault


def test_a_position_of_thousands_of_digits_is_a_notation_error() -> None:
    with pytest.raises(NotationError):
        coding.parse("c." + "8" * 5000 + "A>G")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("c.2236_2250del", -15), ("c.5266dup", 1), ("c.2311_2312insGGT", 3), ("c.2311_2312ins42", 42),
        ("c.2237_2255delinsT", -18), ("c.1799_1800delinsAA", 0), ("c.2573T>G", None), ("c.3028+1G>A", None),
        ("c.-5_-3del", None), ("c.2574=", None),
    ],
)  # fmt: skip
def test_net_length(text: str, length: int | None) -> None:
    assert coding.parse(text).net_length == length


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("c.2573T>G", True), ("2573T>G", True), ("NM_005228.5:c.2573T>G", True), ("2488_2490delGAG", True),
        ("-124C>T", True), ("3028+1G>A", True), ("185delAG", True), ("L858R", False), ("p.L858R", False),
        ("E746_A750del", False), ("858", False), ("", False),
    ],
)  # fmt: skip
def test_what_looks_like_a_change(text: str, like: bool) -> None:
    assert coding.is_coding_like(text) is like


def test_the_most_severe_term_leads() -> None:
    assert most_severe(["intron_variant", "stop_gained", "missense_variant"]) == "stop_gained"
    assert most_severe(["unheard_of", "missense_variant"]) == "missense_variant"
    assert most_severe(["b_unheard_of", "a_unheard_of"]) == "a_unheard_of"
    assert most_severe([]) == ""
    assert severity_rank("stop_gained") < severity_rank("missense_variant") < severity_rank("unheard_of")
