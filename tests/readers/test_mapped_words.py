"""Findings in words where a table has a gene and its protein change: read as the list reader reads them, or listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.readers.listing import from_texts
from tests.readers.builders import labels, read, tally
from tests.readers.tiny_variant_tables import table

if TYPE_CHECKING:
    from pathlib import Path

AS_IN_A_LIST = [
    ("ALK", "fusion"),
    ("ALK", "Rearrangement"),
    ("ERBB2", "amplification"),
    ("HER2", "Amplified"),
    ("CDKN2A", "loss"),
    ("PTEN", "homozygous deletion"),
    ("EGFR", "exon 19 deletion"),
    ("EGFR", "ex20ins"),
    ("EGFR", "vIII"),
    ("MET", "exon 14 skipping"),
    ("FLT3", "ITD"),
    ("KRAS", "wild type"),
    ("HER2", "IHC 3+"),
    ("PD-L1", "TPS 60%"),
    ("EGFR", "L858R and T790M"),
    ("EML4-ALK", "fusion"),
    ("EML4-ALK", "E13;A20"),
    ("MSI", "High"),
    ("MSI", "Stable"),
    ("Microsatellite instability", "High"),
    ("TMB", "12.3"),
    ("TMB", "12.3 mut/Mb"),
    ("Tumor mutational burden", "High"),
    ("HRD", "Positive"),
    ("bTMB", "14"),
]


@pytest.mark.parametrize(("gene", "words"), AS_IN_A_LIST)
def test_words_read_as_in_a_list(tmp_path: Path, gene: str, words: str) -> None:
    reading = read(tmp_path, table("Gene|Protein", (gene, words)))
    assert labels(reading) == labels(from_texts([f"{gene} {words}"], name="list")) != set()
    assert tally(reading).interpreted == 1


@pytest.mark.parametrize(
    ("gene", "words", "label"),
    [
        ("ALK", "EML4-ALK fusion", "EML4::ALK fusion"),
        ("ROS1", "CD74::ROS1", "CD74::ROS1 fusion"),
        ("EGFR", "EGFRvIII", "EGFRvIII"),
        ("EGFRvIII", "EGFRvIII", "EGFRvIII"),
        ("AR-V7", "positive", "AR-V7"),
        ("MSI score", "MSI-H", "MSI-H"),
        ("Microsatellite status", "MSI-High", "MSI-H"),
        ("Tumor mutation burden (TMB)", "12", "TMB 12 mut/Mb"),
    ],
)
def test_the_cell_that_names_the_gene_again(tmp_path: Path, gene: str, words: str, label: str) -> None:
    assert labels(read(tmp_path, table("Gene|Protein", (gene, words)))) == {label}


@pytest.mark.parametrize(
    ("gene", "words"),
    [
        ("EGFR", "--"),
        ("EGFR", "deletion"),
        ("ALK", "positive"),
        ("RET", "not detected"),
        ("BRAF", "EML4-ALK fusion"),
        ("RB1", "Splice site"),
        ("MSI", "0.5"),
        ("MSI", "odd"),
        ("TMB", "5%"),
        ("TMB", "12 16"),
        ("TMB", ""),
        ("EML4-ALK", "odd"),
    ],
)
def test_what_could_mean_several_things_is_listed(tmp_path: Path, gene: str, words: str) -> None:
    reading = read(tmp_path, table("Gene|Protein", (gene, words)))
    assert (labels(reading), tally(reading).unresolved) == (set(), 1)


@pytest.mark.parametrize(
    ("gene", "words"),
    [("WT1-AS", "fusion"), ("BORCS8-MEF2B", "p.R10H"), ("BOGUS", "fusion"), ("EML4-ALK", "not detected")],
)
def test_what_is_none_of_ours_stays_out_of_scope(tmp_path: Path, gene: str, words: str) -> None:
    assert tally(read(tmp_path, table("Gene|Protein", (gene, words)))).out_of_scope == 1


def test_a_marker_that_was_not_determined_is_not_tested(tmp_path: Path) -> None:
    assert [one.marker for one in read(tmp_path, table("Gene|Protein", ("MSI", "not determined"))).untested] == ["MSI"]


def test_the_result_of_a_marker_may_stand_in_the_column_of_calls_or_findings(tmp_path: Path) -> None:
    assert labels(read(tmp_path, table("Gene|Protein|Call", ("MSI", "", "High")))) == {"MSI-H"}
    assert labels(read(tmp_path, table("Gene|Finding", ("MSI", "High")))) == {"MSI-H"}
