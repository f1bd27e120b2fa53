"""Symbolic alleles that begin outside of genes were passed over unless INFO END said how far they reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import examine
from tests.readers.builders import knowledge, labels, read, tally, unresolved
from tests.readers.test_structural import behind, row, sv, transcript

if TYPE_CHECKING:
    from pathlib import Path

PTEN, ALK = transcript("PTEN"), behind("ALK", 19)
BEFORE = PTEN.exons[0][0] - 60_000
LENGTH = PTEN.exons[-1][1] - BEFORE + 60_000
FAR = 42_297_000  # in EML4, which is not in the gene table
PANEL = Assay("panel", "", tuple(Covered(gene, COVERED_KINDS) for gene in ("PTEN", "ALK", "KRAS")))


@pytest.mark.parametrize("length", [f"-{LENGTH}", str(LENGTH), f"{LENGTH}.0"])
def test_a_length_without_an_end(tmp_path: Path, length: str) -> None:
    text = sv([row("chr10", BEFORE, "<DEL>", f"SVTYPE=DEL;SVLEN={length}")])
    assert labels(read(tmp_path, text)) == {"PTEN loss"}


def test_copies_of_an_interval_without_an_end(tmp_path: Path) -> None:
    text = sv([row("chr10", BEFORE, "<CNV>", f"SVTYPE=CNV;SVLEN={LENGTH}", format="GT:CN", value="./.:0")])
    assert labels(read(tmp_path, text)) == {"PTEN deletion"}


@pytest.mark.parametrize("length", ["100", "-3000"])
def test_one_that_reaches_no_gene(tmp_path: Path, length: str) -> None:
    text = sv([row("chr10", BEFORE, "<DEL>", f"SVTYPE=DEL;SVLEN={length}")])
    assert tally(read(tmp_path, text)).out_of_scope == 1


@pytest.mark.parametrize(
    "info", [f"SVTYPE=TRA;CHR2=chr2;END={ALK};CT=5to3", f"SVTYPE=BND;CHR2=chr2;POS2={ALK};END=50000001;STRANDS=-+:9"]
)
def test_the_other_side_lies_in_a_gene(tmp_path: Path, info: str) -> None:
    text = sv([row("chr5", 50_000_000, f"<{info[7:10]}>", info)])
    assert labels(read(tmp_path, text)) == {"ALK fusion"}


@pytest.mark.parametrize(
    ("chrom", "pos", "alt", "info", "gene", "words"),
    [
        ("chr10", BEFORE, "<DEL>", "SVTYPE=DEL", "PTEN", "may reach PTEN: <DEL> has no end that can be read"),
        ("chr10", BEFORE, "<DUP>", "SVTYPE=DUP;SVLEN=.", "PTEN", "may reach PTEN: <DUP> has no end that can be read"),
        ("chr2", FAR, "<INV>", f"SVTYPE=INV;END={ALK}", "ALK", "ALK: <INV> has no end that can be read"),
    ],
)
def test_without_an_end_it_leaves_the_next_gene_open(
    tmp_path: Path, chrom: str, pos: int, alt: str, info: str, gene: str, words: str
) -> None:
    reading = read(tmp_path, sv([row(chrom, pos, alt, info)]))
    assert unresolved(reading) == [("structural_allele", f"{words} (INFO END, SVLEN or a mate)")]
    findings = examine([reading], knowledge(), Settings(tumor_type="LUAD"), assay=PANEL).findings
    assert {named for named, _ in findings.open_questions} == {gene}


def test_copies_without_an_end_leave_the_next_gene_open(tmp_path: Path) -> None:
    text = sv([row("chr10", BEFORE, "<CNV>", "SVTYPE=CNV", format="GT:CN", value="./.:0")])
    assert [words[:16] for _, words in unresolved(read(tmp_path, text))] == ["may reach PTEN: "]


def test_behind_the_last_gene_nothing_is_said(tmp_path: Path) -> None:
    text = sv([row("chr10", 133_700_000, "<DEL>", "SVTYPE=DEL")])
    assert tally(read(tmp_path, text)).out_of_scope == 1
