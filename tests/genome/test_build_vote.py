"""The vote on the build: how many reference alleles fit the known bases, and who is elected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncotier.genome.build_vote import Votes, count_votes, elected

KNOWN = {("7", 100 + place): base for place, base in enumerate("ACGTACGTAC")}


@pytest.mark.parametrize(
    ("places", "fit", "misfit"),
    [
        ([], 0, 0),
        ([("7", 100, "A")], 1, 0),
        ([("7", 100, "C")], 0, 1),
        ([("8", 100, "A"), ("7", 99, "A"), ("7", 110, "A")], 0, 0),
        ([("7", 100, "ACGT")], 1, 0),
        ([("7", 100, "ACGA")], 0, 1),
        ([("7", 98, "TTAC")], 1, 0),
        ([("7", 98, "TTCC")], 0, 1),
        ([("7", 40, "T" * 60)], 0, 0),
        ([("7", 41, "T" * 59 + "C")], 0, 1),
        ([("7", 41, "T" * 5000)], 0, 1),
        ([("7", 100, "A"), ("7", 101, "C"), ("7", 102, "A")], 2, 1),
        ([("7", 100, "N")], 0, 1),
    ],
)
def test_a_row_counts_once(places: list[tuple[str, int, str]], fit: int, misfit: int) -> None:
    assert count_votes("GRCh37", KNOWN, places) == Votes("GRCh37", fit, misfit)


@pytest.mark.parametrize(
    ("old", "new", "winner"),
    [
        ((0, 0), (0, 0), None),
        ((1, 0), (0, 0), "GRCh37"),
        ((0, 0), (1, 0), "GRCh38"),
        ((1, 0), (1, 0), None),  # a tie
        ((9, 0), (1, 0), None),  # both fit
        ((22, 0), (1, 0), "GRCh37"),  # one fits by chance
        ((9, 0), (0, 3), "GRCh37"),
        ((9, 0), (1, 3), "GRCh37"),
        ((3, 1), (0, 0), "GRCh37"),  # one misfit among several is a faulty row
        ((2, 1), (0, 0), None),
        ((1, 1), (0, 0), None),
        ((0, 5), (0, 0), None),
        ((0, 5), (4, 0), "GRCh38"),
        ((9, 2), (0, 0), None),  # two misfits of eleven
        ((40, 2), (0, 0), "GRCh37"),  # one in twenty-one
        ((38, 2), (0, 0), "GRCh37"),
        ((37, 2), (0, 0), None),
    ],
)
def test_who_is_elected(old: tuple[int, int], new: tuple[int, int], winner: str | None) -> None:
    votes = Votes("GRCh37", *old), Votes("GRCh38", *new)
    for order in (votes, votes[::-1]):
        found = elected(order)
        assert (found.build if found else None) == winner


def test_the_words_name_the_votes() -> None:
    assert Votes("GRCh37", 3, 1).words == "3 of 4 known bases of GRCh37 fit"


@given(st.lists(st.tuples(st.just("7"), st.integers(90, 120), st.text("ACGT", min_size=1, max_size=5))))
def test_every_row_counts_at_most_once(places: list[tuple[str, int, str]]) -> None:
    found = count_votes("GRCh37", KNOWN, places)
    assert 0 <= found.fit + found.misfit <= len(places)
    assert count_votes("GRCh37", KNOWN, places[::-1]) == found
