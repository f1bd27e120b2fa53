"""Copies of a panel: its segments end with the outermost probes of a gene, and that was read as a part of the gene."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bugs.test_copy_row_losses import cnv, edges
from tests.readers.builders import labels, read, tally
from tests.readers.test_structural import behind, sv

if TYPE_CHECKING:
    from pathlib import Path


def inner(info: str, value: str, alt: str = "<DUP>", format_: str = "GT:CN") -> str:
    """Return a row of the middle third of ERBB2."""
    low, high = edges("ERBB2")
    third = (high - low) // 3
    return cnv("ERBB2", alt, info, value, format_=format_, low=low + third, high=high - third)


@pytest.mark.parametrize(
    ("info", "value", "format_"),
    [
        ("SVTYPE=CNV;ANT=ERBB2", "4.12", "FC"),
        ("SVTYPE=CNV;SEGID=ERBB2", "./.:9", "GT:CN"),
        ("SVTYPE=CNV;FUNC=[{'gene':'ERBB2'}]", "./.:9", "GT:CN"),
    ],
)
def test_a_row_that_names_one_gene_is_of_the_whole_gene(tmp_path: Path, info: str, value: str, format_: str) -> None:
    reading = read(tmp_path, sv([inner(info, value, format_=format_)]))
    assert (labels(reading), tally(reading).read) == ({"ERBB2 amplification"}, 1)


def test_the_name_of_a_row_may_be_its_gene(tmp_path: Path) -> None:
    cells = inner("SVTYPE=CNV", "./.:9", "<CNV>").split("\t")
    cells[2] = "ERBB2"
    assert labels(read(tmp_path, sv(["\t".join(cells)]))) == {"ERBB2 amplification"}


@pytest.mark.parametrize(("value", "format_"), [("./.:9", "GT:CN"), ("./.:4.5", "GT:SM")])
def test_most_of_the_coding_bases_are_the_gene(tmp_path: Path, value: str, format_: str) -> None:
    low, high = edges("ERBB2")
    most = cnv("ERBB2", "<DUP>", "SVTYPE=CNV", value, format_=format_, low=behind("ERBB2", 3), high=high)
    half = cnv("ERBB2", "<DUP>", "SVTYPE=CNV", value, format_=format_, low=low, high=behind("ERBB2", 14))
    assert labels(read(tmp_path, sv([most]))) == {"ERBB2 amplification"}
    assert labels(read(tmp_path, sv([half]))) == {"ERBB2 gain"}


def test_a_row_that_names_several_genes_is_judged_by_its_ends(tmp_path: Path) -> None:
    row = inner("SVTYPE=CNV;GENES=ERBB2,CDK12", "./.:9")
    assert "ERBB2 amplification" not in labels(read(tmp_path, sv([row])))


def test_a_loss_within_a_gene_that_the_row_names_is_told_by_its_exons(tmp_path: Path) -> None:
    low, high = edges("PTEN")
    row = cnv("PTEN", "<DEL>", "SVTYPE=CNV;GENE=PTEN", "./.:0", low=low, high=(low + high) // 2)
    assert "PTEN deletion" not in labels(read(tmp_path, sv([row])))
