"""Tables of copies and fusions lost a gene whose cell held more than its symbol: under an assay it was not altered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bugs.test_table_states import judged, open_kinds, states
from tests.readers.builders import labels, read, tally, unresolved
from tests.readers.tiny_tables import ARRIBA, CNVKIT, SV, table

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.knowledge.base import KnowledgeBase

BAITS = "ref|ERBB2,ref|NM_004448,ens|ENST00000269571"
MATRIX = "Hugo_Symbol\tS1\n{}\t{}\n"
PAIRS = "FusionGene LeftBreakpoint RightBreakpoint SplitReads"


@pytest.mark.parametrize("cell", [BAITS, "ERBB2_ex19,ERBB2_ex20", "ERBB2:exon8", "-,PGAP3,ERBB2"])
def test_labels_of_baits(tmp_path: Path, cell: str) -> None:
    reading = read(tmp_path, table(CNVKIT, [f"17 39687913 39730426 {cell} 2.1 12 300 30 20"]))
    assert labels(reading) == {"ERBB2 amplification"}
    by_gene = f"gene chromosome start end log2 depth weight cn n_bins\n{cell} 17 39687913 39730426 2 300 20 12 30\n"
    if "," not in cell:
        assert labels(read(tmp_path, by_gene.replace(" ", "\t"))) == {"ERBB2 amplification"}


def test_baits_of_other_genes(tmp_path: Path) -> None:
    reading = read(tmp_path, table(CNVKIT, ["17 1 1000 ref|PGAP3,ref|NM_033419,CDK12P1_ex1 2.1 12 300 30 20"]))
    assert tally(reading).out_of_scope_by == {"gene_not_in_table": 1}


@pytest.mark.parametrize("cell", ["EGFR;EGFR-AS1", "EGFR|ENSG00000146648.18"])
def test_joined_genes_of_copies(tmp_path: Path, cell: str) -> None:
    assert labels(read(tmp_path, MATRIX.format(cell, "2"))) == {"EGFR amplification"}
    if "|" not in cell:
        assert labels(read(tmp_path, f"gene\tcall\n{cell}\tAmplification\n")) == {"EGFR amplification"}


@pytest.mark.parametrize("text", [MATRIX.format("MET (c-MET)", "2"), "gene\tcall\nMET(7q31)\tAmplification\n"])
def test_what_is_no_symbol_leaves_the_copies_open(kb: KnowledgeBase, tmp_path: Path, text: str) -> None:
    case = judged(kb, tmp_path, text, "NSCLC")
    assert [one.reason for one in case.report.unresolved] == ["no_gene"]
    assert open_kinds(case, "MET") == ["copy_number"]
    assert states(case)["High-level MET amplification"] == "unknown"


@pytest.mark.parametrize("name", ["CDKN2Ap16INK4A", "CDKN2Ap14ARF"])
def test_names_of_a_study(tmp_path: Path, name: str) -> None:
    assert labels(read(tmp_path, MATRIX.format(name, "-2"))) == {"CDKN2A deletion"}


def test_joined_partners_of_a_fusion(tmp_path: Path) -> None:
    site = "S1 SOMATIC EML4 2 42522694 ALK;CLTC 2 29446394 In_frame GRCh37 FUSION Yes Yes ~"
    tables = [
        table(PAIRS, ["EML4--ALK;CLTC 2:42522694 2:29446394 10"]),
        table(SV, [site]),
        table(ARRIBA, ["EML4 ALK;CLTC +/+ -/- 2:42522694 2:29446394 inversion high in-frame downstream downstream"]),
    ]
    assert [labels(read(tmp_path, text)) for text in tables] == [{"EML4::ALK fusion"}] * 3


def test_a_partner_that_may_be_either(kb: KnowledgeBase, tmp_path: Path) -> None:
    text = table(PAIRS, ["EML4--ALK;ROS1 2:42522694 2:29446394 10"])
    assert unresolved(read(tmp_path, text)) == [("partner_unknown", "'ALK;ROS1' is no gene symbol, but holds one")]
    found = states(judged(kb, tmp_path, text, "NSCLC"))
    assert {found["ALK fusion"], found["ROS1 fusion"]} == {"unknown"}


def test_products_of_one_gene_that_differ(tmp_path: Path) -> None:
    reading = read(tmp_path, "Hugo_Symbol\tS1\nCDKN2Ap14ARF\t-2\nCDKN2Ap16INK4A\t0\nERBB2\t2\nHER2\t2\n")
    words = [one.words for one in reading.notices if one.code == "contradictory_rows"]
    assert words == ["CDKN2A has several rows that contradict each other: homozygous_deletion, neutral"]


@pytest.mark.parametrize(
    ("copies", "part"), [((12, 2), "amplified"), ((0, 2), "lost"), ((12, 8), ""), ((0, 0), ""), ((3, 2), "")]
)
def test_segments_over_parts_of_a_gene(tmp_path: Path, copies: tuple[int, int], part: str) -> None:
    places = ("7 55000000 55100000 EGFR 1", "7 55100000 55300000 EGFR 1")
    reading = read(tmp_path, table(CNVKIT, [f"{place} {cn} 9 9 9" for place, cn in zip(places, copies, strict=True)]))
    words = [one.words for one in reading.notices if one.code == "partial_gene"]
    assert [f"may be {part};" in one for one in words] == [True] * bool(part)
    assert tally(reading).read == 2
