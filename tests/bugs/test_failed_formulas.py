"""A row whose gene is the error of a spreadsheet, or nothing, was passed over, and every gene wild type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bugs.test_joined_genes import KRAS_G12D, PLACED, csv, found_under_panel
from tests.bugs.test_table_states import PANEL
from tests.readers.builders import codes, labels, maf, maf_row, read, tally, unresolved
from tests.readers.tiny_tables import table

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.knowledge.base import KnowledgeBase

ERRORS = ["#N/A", "#NAME?", "#REF!", "#VALUE!"]


@pytest.mark.parametrize("error", ERRORS)
def test_its_row_is_listed(kb: KnowledgeBase, tmp_path: Path, error: str) -> None:
    for text in (csv("EGFR,p.L858R", f"{error},p.G12D"), maf([maf_row(), maf_row(error, "p.G12D")])):
        reading = read(tmp_path, text)
        assert labels(reading) == {"EGFR L858R"}
        assert (tally(reading).read, tally(reading).unresolved) == (2, 1)
        assert not {f"{one.gene} wild-type" for one in PANEL.genes} & found_under_panel(kb, reading)


@pytest.mark.parametrize("error", ERRORS)
def test_its_place_tells_the_gene(tmp_path: Path, error: str) -> None:
    reading = read(tmp_path, maf([maf_row(**KRAS_G12D), maf_row(error, "p.G12D", **KRAS_G12D)], PLACED))
    assert "gene_by_place" in codes(reading)
    assert "KRAS G12D" in labels(reading)


def test_a_table_of_calls(tmp_path: Path) -> None:
    reading = read(tmp_path, table("Gene_Symbol call", ["#N/A Amplification", "ERBB2 Amplification"]))
    assert tally(reading).read == 2


def test_comments_are_comments(tmp_path: Path) -> None:
    for text in (csv("# lookups: #N/A", "EGFR,p.L858R"), maf([maf_row()], start="#version 2.4\n")):
        assert tally(read(tmp_path, text)).read == 1
        assert not unresolved(read(tmp_path, text))


@pytest.mark.parametrize("cell", ["", "NA", "“KRAS”", "1-Mar"])
def test_a_change_without_its_gene_may_be_of_any(kb: KnowledgeBase, tmp_path: Path, cell: str) -> None:
    reading = read(tmp_path, csv("EGFR,p.L858R", f"{cell},p.G12D"))
    words = "'p.G12D' stands without its gene: fill in the gene of every row"
    assert unresolved(reading) == [("no_gene", words)]
    assert found_under_panel(kb, reading) == {"EGFR L858R"}
