"""Faults of the readers of BCF, header lines and annotations that once misread what a record says: one test each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.readers.bcf_record import Dictionaries
from tests.readers.builders import GRCH38, egfr, labels, read, vcf, vcf_row
from tests.readers.tiny_bcf import bcf_of

if TYPE_CHECKING:
    from pathlib import Path

DELLY = (
    *GRCH38,
    '##ALT=<ID=DEL,Description="Deletion">',
    '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="Type of structural variant">',
    '##INFO=<ID=END,Number=1,Type=Integer,Description="End position">',
)
DELETION = vcf_row("chr7", 100000000, "A", "<DEL>", "SVTYPE=DEL;END=100002000")


def test_a_description_that_speaks_of_an_id_named_the_field() -> None:
    line = '##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth,ID=AF,IDX=9",IDX=4>'
    assert Dictionaries([line]).keys == {0: b"PASS", 4: b"DP"}


def test_a_number_before_the_description_was_not_read() -> None:
    lines = ['##INFO=<ID=AF,IDX=2,Description="Share">', '##INFO=<ID=DP,IDX=1,Description="Depth">']
    assert Dictionaries(lines).keys == {0: b"PASS", 2: b"AF", 1: b"DP"}


def test_a_name_without_a_number_took_the_number_of_another() -> None:
    lines = ["##contig=<ID=chr7,IDX=1>", "##contig=<ID=chr8>"]
    assert Dictionaries(lines).contigs == {1: b"chr7", 2: b"chr8"}


def test_an_annotation_whose_id_is_not_the_first_key_was_not_read(tmp_path: Path) -> None:
    text = vcf([egfr()]).replace("##INFO=<ID=CSQ,Number=.,", "##INFO=<Number=.,ID=CSQ,")
    assert "<Number=.,ID=CSQ," in text
    assert read(tmp_path, text).format == "vcf-vep"


def test_the_impact_that_pave_names_was_not_read(tmp_path: Path) -> None:
    line = '##INFO=<ID=IMPACT,Number=10,Type=String,Description="Variant Impact [Gene, HgvsProteinImpact]">'
    impact = "IMPACT=NF1,ENST00000358273,phased_missense&splice_region_variant,MISSENSE,true,c.3827G>A,p.Arg1276Gln"
    row = vcf_row("chr17", 31258502, "G", "A", f"{impact},,MISSENSE,1", "0/1:5,5")
    reading = read(tmp_path, vcf([row], header=(*GRCH38, line)))
    assert (reading.format, labels(reading)) == ("vcf-pave", {"NF1 R1276Q"})


def test_the_gene_that_pave_names_is_seen_where_another_lies(tmp_path: Path) -> None:
    line = '##INFO=<ID=IMPACT,Number=10,Type=String,Description="Variant Impact [Gene, HgvsProteinImpact]">'
    impact = "IMPACT=KRAS,ENST00000256078,missense_variant,MISSENSE,false,c.34G>T,p.Gly12Cys,,MISSENSE,1"
    row = vcf_row("chr1", 1000, "C", "A", impact, "0/1:5,5")
    assert labels(read(tmp_path, vcf([row], header=(*GRCH38, line)))) == {"KRAS G12C"}


def test_no_small_variant_is_shown_absent_by_structural_ones(tmp_path: Path) -> None:
    data = bcf_of(vcf([DELETION], samples=(), header=DELLY))
    assert read(tmp_path, data).unproved == ("small_variant", "copy_number")


def test_nor_where_the_header_fills_a_block(tmp_path: Path) -> None:
    size = len(vcf([], samples=(), header=(*DELLY, "##note=")))
    text = vcf([DELETION], samples=(), header=(*DELLY, "##note=" + "x" * (64 * 1024 - size)))
    assert text.index("chr7\t100000000") == 64 * 1024
    assert read(tmp_path, text).unproved == ("small_variant", "copy_number")


def test_the_tumor_that_the_first_row_names(tmp_path: Path) -> None:
    header = [f'##INFO=<ID={key},Number=1,Type=String,Description="x">' for key in ("STATUS", "SAMPLE")]
    header += [f'##FORMAT=<ID={key},Number=1,Type=String,Description="x">' for key in ("GT", "AF")]
    row = vcf_row("chr12", 25245350, "C", "T", "STATUS=StrongSomatic;SAMPLE=B2", "0/0:0", "0/1:0.2", format_="GT:AF")
    reading = read(tmp_path, bcf_of(vcf([row], samples=("A1", "B2"), header=(*GRCH38, *header))))
    assert (reading.sample, labels(reading)) == ("B2", {"KRAS G12D"})
