"""Copies of a panel: its segments end with the outermost probes of a gene, and that was read as a part of the gene."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bugs.test_copy_row_losses import cnv, edges
from tests.readers.builders import labels, read, tally
from tests.readers.test_structural import behind, sv

if TYPE_CHECKING:
    from pathlib import Path


def inner(gene: str, share: float) -> dict[str, int]:
    """Return a stretch in the middle of a gene."""
    low, high = edges(gene)
    margin = round((high - low) * (1 - share) / 2)
    return {"low": low + margin, "high": high - margin}


@pytest.mark.parametrize(
    ("info", "value", "format_"),
    [
        ("SVTYPE=CNV;ANT=ERBB2", "4.12", "FC"),
        ("SVTYPE=CNV;SEGID=ERBB2", "./.:9", "GT:CN"),
        ("SVTYPE=CNV;FUNC=[{'gene':'ERBB2'}]", "./.:9", "GT:CN"),
    ],
)
def test_a_row_that_names_one_gene_is_of_the_whole_gene(tmp_path: Path, info: str, value: str, format_: str) -> None:
    row = cnv("ERBB2", "<DUP>", info, value, format_=format_, **inner("ERBB2", 0.3))
    reading = read(tmp_path, sv([row]))
    assert (labels(reading), tally(reading).read) == ({"ERBB2 amplification"}, 1)


def test_the_name_of_a_row_may_be_its_gene(tmp_path: Path) -> None:
    cells = cnv("ERBB2", "<CNV>", "SVTYPE=CNV", "./.:9", **inner("ERBB2", 0.3)).split("\t")
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
    row = cnv("ERBB2", "<DUP>", "SVTYPE=CNV;GENES=ERBB2,CDK12", "./.:9", **inner("ERBB2", 0.3))
    assert "ERBB2 amplification" not in labels(read(tmp_path, sv([row])))
