"""A cell that names one of our genes beside other words was out of scope, and the gene wild type under an assay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import examine
from tests.bugs.test_table_states import PANEL
from tests.readers.builders import MAF_COLUMNS, labels, maf, maf_row, read, tally, unresolved

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading
    from oncotier.knowledge.base import KnowledgeBase

PLACED = (*MAF_COLUMNS, "Chromosome", "Start_Position", "End_Position", "Reference_Allele", "Tumor_Seq_Allele2")
KRAS_G12D = {
    "Chromosome": "chr12", "Start_Position": "25245350", "End_Position": "25245350",
    "Reference_Allele": "C", "Tumor_Seq_Allele2": "T", "NCBI_Build": "GRCh38",
}  # fmt: skip


def found_under_panel(kb: KnowledgeBase, reading: Reading) -> set[str]:
    """Return what a reading shows under the panel, present or absent."""
    found = examine([reading], kb, Settings(tumor_type="COAD"), assay=PANEL).report.alterations
    return {one.label for one in found}


def csv(*rows: str, header: str = "gene,protein") -> str:
    return "\n".join((header, *rows)) + "\n"


@pytest.mark.parametrize("cell", ["KRAS;KRAS-AS1", "LYRM5,KRAS", "KRAS&KRAS-AS1", "KRAS | KRAS"])
def test_the_only_gene_of_ours_is_meant(tmp_path: Path, cell: str) -> None:
    assert labels(read(tmp_path, csv(f'"{cell}",p.G12D'))) == {"KRAS G12D"}
    assert labels(read(tmp_path, maf([maf_row(cell, "p.G12D")]))) == {"KRAS G12D"}


def test_without_a_change_the_place_decides(tmp_path: Path) -> None:
    far = {**KRAS_G12D, "Start_Position": "25100000", "End_Position": "25100000"}
    rows = [maf_row("KRAS;KRAS-AS1", "", **KRAS_G12D), maf_row("LYRM5;KRAS", "", **far)]
    reading = read(tmp_path, maf(rows, PLACED))
    assert labels(reading) == {"KRAS G12D"}
    assert tally(reading).out_of_scope_by == {"outside_genes_in_table": 1}
    lines = ["KRAS;KRAS-AS1,,12,25245350,C,T,GRCh38", "LYRM5;KRAS,,12,25100000,C,T,GRCh38", "LYRM5;KRAS,,,,,,GRCh38"]
    reading = read(tmp_path, csv(*lines, header="gene,protein,chrom,pos,ref,alt,build"))
    assert labels(reading) == {"KRAS G12D"}
    assert tally(reading).out_of_scope_by == {"outside_genes_in_table": 1, "gene_not_in_table": 1}


@pytest.mark.parametrize("cell", ["KRAS;NRAS", "KRAS 12p12", "KRAS [exon 2]"])
def test_what_cannot_be_read_leaves_the_gene_open(kb: KnowledgeBase, tmp_path: Path, cell: str) -> None:
    for text in (csv(f'"{cell}",p.G12D'), maf([maf_row(cell, "p.G12D")])):
        reading = read(tmp_path, text)
        assert not tally(reading).out_of_scope_by
        assert "KRAS wild-type" not in found_under_panel(kb, reading)


def test_a_transcript_beside_the_gene(tmp_path: Path) -> None:
    assert labels(read(tmp_path, csv("BRAF (NM_004333.6),p.V600E"))) == {"BRAF V600E"}
    assert labels(read(tmp_path, csv("BRAF (NM_004333.6),p.V600E", header="gene,finding"))) == {"BRAF V600E"}


def test_exons_that_failed(kb: KnowledgeBase, tmp_path: Path) -> None:
    reading = read(tmp_path, csv("NRAS exons 2-4,failed", "KRAS,wild type", header="gene,call"))
    shown = found_under_panel(kb, reading)
    assert "KRAS wild-type" in shown
    assert "NRAS wild-type" not in shown


def test_partners_of_a_fusion(tmp_path: Path) -> None:
    assert labels(read(tmp_path, csv('"ALK;CLTC",EML4', header="gene1,gene2"))) == {"EML4::ALK fusion"}
    reading = read(tmp_path, csv("ALK (exon 20),EML4", header="gene1,gene2"))
    assert unresolved(reading) == [("notation", "'ALK (exon 20)' and 'EML4': write one gene symbol in each cell")]


@pytest.mark.parametrize("cell", ["KRAS-AS1", "LYRM5;KRAS-AS1", "LINC01138", "44256"])
def test_other_genes_stay_out_of_scope(tmp_path: Path, cell: str) -> None:
    assert tally(read(tmp_path, csv(f"{cell},p.G12D"))).out_of_scope_by == {"gene_not_in_table": 1}
    assert tally(read(tmp_path, maf([maf_row(cell, "p.G12D")]))).out_of_scope_by == {"gene_not_in_table": 1}
