"""The page of a cohort: what it counts, that it is self-contained, that nothing of it is markup from an input."""

from __future__ import annotations

import re

import pytest

from oncotier.batch.cohort import Cohort
from oncotier.batch.cohort_page import cohort_page
from oncotier.batch.tables import ALTERATIONS, OPTIONS, SAMPLES, Rows


def rows(name: str, *found: tuple[str, str, str, str], status: str = "complete") -> Rows:
    """Return the rows of a sample with so many alterations, each with one option."""

    def cells(columns: tuple[str, ...], **given: str) -> tuple[str, ...]:
        return tuple(given.get(column, "") for column in columns)

    return Rows(
        name,
        cells(SAMPLES, sample=name, status=status, tumor_type="LUAD"),
        tuple(
            cells(OPTIONS, sample=name, rank="1", therapy=f"drug for {gene}", amp_tier=tier)
            for gene, _, _, tier in found
        ),
        tuple(
            cells(ALTERATIONS, sample=name, gene=gene, label=label, kind=kind, amp_tier=tier)
            for gene, label, kind, tier in found
        ),
    )


BRAF = ("BRAF", "BRAF V600E", "small_variant", "I-A")
ALK = ("ALK", "ALK fusion", "fusion", "II-C")
NONE = ("TTN", "TTN X", "small_variant", "")


@pytest.fixture
def cohort() -> Cohort:
    made = Cohort()
    for one in (rows("A", BRAF, ALK), rows("B", BRAF, BRAF), rows("C", NONE), rows("D", status="failed")):
        made.add(one)
    return made


def test_figures(cohort: Cohort) -> None:
    assert cohort.statuses == {"complete": 3, "failed": 1}
    assert cohort.tiers == {"I-A": 2, "none": 1}
    assert cohort.genes == {"BRAF": 2, "ALK": 1}
    assert cohort.alterations == {("BRAF", "BRAF V600E", "I-A"): 2, ("ALK", "ALK fusion", "II-C"): 1}
    assert cohort.matrix == {"A": {"BRAF": ("small_variant", "I-A"), "ALK": ("fusion", "II-C")},
                             "B": {"BRAF": ("small_variant", "I-A")}}  # fmt: skip


def test_the_page(cohort: Cohort) -> None:
    page = cohort_page(cohort)
    assert "66.7 %" in page
    assert page.count("<title>A: ") == 2
    assert page == cohort_page(cohort)
    assert not re.search(r"<script|https?://|<link|<img|url\(|@import", page)
    assert "default-src 'none'" in page


def test_what_was_not_understood_and_a_missing_tumor_type_are_said() -> None:
    made = Cohort()
    for name, unresolved, tumor_type in (("A", "2", "LUAD"), ("B", "0", ""), ("C", "1", "")):
        found = dict(zip(SAMPLES, rows(name).row, strict=True)) | {"unresolved": unresolved, "tumor_type": tumor_type}
        made.add(Rows(name, tuple(found.values())))
    assert (made.unresolved, made.unresolved_samples) == (3, 2)
    page = cohort_page(made)
    assert "3 records of 2 samples could not be understood" in page
    assert "2 samples have no tumor type" in page
    assert "could not be understood" not in cohort_page(Cohort())


def test_an_empty_cohort() -> None:
    assert "0 samples" in cohort_page(Cohort())


def test_hostile_names() -> None:
    made = Cohort()
    made.add(rows("<img src=x>", ("<b>G", "\x1b[2J\u202eX", "fusion", "I-A")))
    made.add(rows("<i>", status="failed"))
    page = cohort_page(made)
    assert not re.search("<img|<b>G|<i>|\x1b|\u202e", page)


def test_a_large_cohort_is_drawn_in_part() -> None:
    made = Cohort()
    for number in range(6000):
        made.add(rows(f"S{number:04d}", BRAF))
    page = cohort_page(made)
    assert made.genes["BRAF"] == 6000
    assert page.count("<title>S") == 200
    assert "200 samples are drawn" in page
