"""File names for samples: as they are where that is safe, never outside, never the same twice."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncotier.batch.file_names import stems_for


@pytest.mark.parametrize("name", ["P001", "TCGA-AB-2988", "a.b_c-1", "7"])
def test_a_plain_name_stays(name: str) -> None:
    assert stems_for([name]) == {name: name}


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a/b", "..", ".", "-rf", ".hidden", "CON", "nul.txt", "x" * 200, "Müller", "", "a\tb", "a."],
)
def test_any_other_gets_a_hash(name: str) -> None:
    stem = stems_for([name])[name]
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]*-[0-9a-f]{8}", stem)
    assert len(stem) < 80


def test_names_that_differ_in_case_only_get_different_files() -> None:
    stems = stems_for(["s1", "S1", "s2"])
    assert len({stem.casefold() for stem in stems.values()}) == 3
    assert stems["s2"] == "s2"


def test_a_name_that_looks_like_the_file_of_another_does_not_take_it() -> None:
    other = stems_for(["a/b"])["a/b"]
    stems = stems_for(["a/b", other])
    assert len({stem.casefold() for stem in stems.values()}) == 2


@given(st.sets(st.text(max_size=12), max_size=30))
def test_no_two_samples_share_a_file_and_none_leaves_the_folder(names: set[str]) -> None:
    stems = stems_for(names)
    assert stems.keys() == names
    assert len({stem.casefold() for stem in stems.values()}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", stem) for stem in stems.values())
