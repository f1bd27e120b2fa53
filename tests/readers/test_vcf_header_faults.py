"""Lines of a VCF header that break the specification are told with their numbers; everything usual is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.readers.vcf_header_faults import header_faults
from tests.readers.builders import GRCH38, annotation_line, codes, egfr, labels, read, vcf, vcf_row

if TYPE_CHECKING:
    from pathlib import Path

SOUND = [
    "##fileformat=VCFv4.2",
    '##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth, of \\"all\\" reads">',
    '##INFO=<ID=AF,Number=A,Type=Float,Description="",Source="caller",Version="2">',
    '##FORMAT=<ID=LPL,Number=LG,Type=Integer,Description="local">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allelic depths"> ',
    '##QUAL=<Description="what some callers write">',
    "##contig=<ID=HLA-A*01:01:01:01,length=3503>",
    '##GATKCommandLine=<ID=Mutect2,CommandLine="Mutect2 --tumor T">',
    "##source=caller v1",
    "##reference=file:///genome.fa",
    '##FILTER=<ID=q10,Description="Quality below 10">',
    '##ALT=<ID=DUP:TANDEM,Description="Tandem duplication">',
    '##ALT=<ID=NON_REF,Description="Any other allele">',
    '##contig=<ID=1,length=123,species="Homo sapiens, male",URL=ftp://somewhere.org/a.fa>',
    "##SAMPLE=<ID=TUMOR,Genomes=G1;G2,Mixture=.3;.7>",
    "##PEDIGREE=<Derived=TUMOR,Original=NORMAL_1.a-b>",
    "##META=<ID=Assay,Number=.,Type=String,Values=[WholeGenome, Exome]>",
    "##assembly=GRCh38",
    "##assembly=http://123.0.1.2:8080/valid/host/to/file.fastq",
    "##assembly=file:///data/file.fa",
    "##pedigreeDB=<ftp://somewhere.org/db>",
]


def test_a_sound_header_has_none() -> None:
    assert list(header_faults(SOUND)) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('##INFO=<ID=DP,Type=Integer,Description="x">', "INFO lacks Number"),
        ("##FORMAT=<ID=DP>", "FORMAT lacks Number and Type and Description"),
        ('##INFO=<Number=1,Type=Integer,Description="x",ID=DP>', "INFO is not written as the specification asks"),
        ('##INFO=<ID=DP,Number=N,Type=Integer,Description="x">', "INFO is not written"),
        ('##INFO=<ID=DP,Number=1,Type=Int,Description="x">', "INFO is not written"),
        ("##INFO=<ID=DP,Number=1,Type=Integer,Description=x>", "INFO is not written"),
        ('##INFO=<ID=DP,Number=1,Type=Integer,Description="x', "INFO is not closed"),
        ('##FORMAT=ID=DP,Number=1,Type=Integer,Description="x"', "FORMAT is not closed"),
        ("##some plain text", "is no pair of a key and a value"),
        ("##reference=", "is no pair"),
        ("##=x", "is no pair"),
        (
            '##INFO=<ID=DP,Number=1,Type=String,Description="x">',
            "INFO DP is declared as String, the specification reserve",
        ),
        ('##INFO=<ID=AC,Number=1,Type=Integer,Description="x">', "INFO AC is declared with Number=1"),
        ('##FORMAT=<ID=PL,Number=.,Type=Integer,Description="x">', "FORMAT PL is declared with Number=."),
        ('##INFO=<ID=A,Number=1,Type=String,Description="a "b" c">', "INFO has a value of Description in which quotes"),
        ('##FILTER=<ID=q10,Description="x>', "FILTER has a value of Description in which quotes are not closed"),
        ("##FILTER=<ID=q10>", "FILTER lacks Description"),
        ('##FILTER=<ID=q 10,Description="x">', "FILTER has an ID 'q 10' with a character"),
        ('##ALT=<ID=DEL:A,B,Description="x">', "ALT has a part 'B' that is no pair"),
        ('##ALT=<ID=DEL,Number=1,Description="x">', "ALT is not written as the specification asks: ID, Description"),
        ('##ALT=<ID=DEL1,Description="x">', "ALT 'DEL1' does not begin with a type"),
        ('##ALT=<ID=SOME:THING,Description="x">', "ALT 'SOME:THING' does not begin with a type"),
        ("##contig=<length=12>", "contig lacks ID"),
        ("##contig=<ID=1 A>", "contig has an ID '1 A'"),
        ("##META=<ID=A,Number=.,Type=String,Values=a>", "META has Values that are not in square brackets"),
        ("##SAMPLE=<ID=S,Mixture=.3;.7>", "SAMPLE has a Mixture without Genomes"),
        ('##SAMPLE=<ID=S,Genomes=G,Mixture="1">', "SAMPLE has Mixture in quotes"),
        ("##PEDIGREE=<Derived=A,Original=B:C>", "PEDIGREE has a value 'B:C' that is no name"),
        ("##assembly=ftp://8080:8080/no/host", "assembly 'ftp://8080:8080/no/host' is no URL"),
        ("##pedigreeDB=<>", "pedigreeDB '<>' is no URL"),
    ],
)
def test_faults(line: str, words: str) -> None:
    ((line1, found),) = header_faults([*SOUND, line])
    assert line1 == len(SOUND) + 1
    assert found.startswith(words)


@pytest.mark.parametrize(
    ("version", "line", "words"),
    [
        (
            "4.1",
            '##INFO=<ID=MY,Number=R,Type=Integer,Description="x">',
            "INFO MY has Number=R, which came with VCF 4.2",
        ),
        ("4.3", '##FORMAT=<ID=AD,Number=.,Type=Integer,Description="x">', "FORMAT AD is declared with Number=."),
        ("4.2", '##FORMAT=<ID=GLE,Number=A,Type=String,Description="x">', "FORMAT GLE is declared with Number=A"),
        ("4.3", "##PEDIGREE=<Original=B>", "PEDIGREE lacks ID"),
        ("4.3", "##SAMPLE=<ID=1.*>", "SAMPLE has an ID '1.*'"),
        ("4.3", "##contig=<ID=1.*,length=12>", "contig has an ID '1.*'"),
    ],
)
def test_what_belongs_to_a_version(version: str, line: str, words: str) -> None:
    (found,) = header_faults([f"##fileformat=VCFv{version}", line])
    assert found[0] == 2
    assert found[1].startswith(words)
    other = "4.2" if version in {"4.1", "4.3"} else "4.3"
    assert list(header_faults([f"##fileformat=VCFv{other}", line])) == []


def test_the_column_format_without_a_sample(tmp_path: Path) -> None:
    data = vcf([vcf_row("chr7", 5, "A", "T")], samples=(), header=GRCH38).replace("\tINFO\n", "\tINFO\tFORMAT\n")
    reading = read(tmp_path, data.replace("PASS\t.\n", "PASS\t.\tGT\n"))
    (said,) = (one.words for one in reading.notices if one.code == "header_faulty")
    assert said.endswith("line 4 names no sample")


@pytest.mark.parametrize("line", ["##fileformat=", "##fileformat=VCF", "##fileformat=VCF v4.2"])
def test_a_version_that_is_none(line: str) -> None:
    assert list(header_faults([line])) == [(1, "names no version of VCF")]


def test_they_are_said_and_cost_nothing(tmp_path: Path) -> None:
    header = (*GRCH38, annotation_line(), "##INFO=<ID=A>", "##plain")
    reading = read(tmp_path, vcf([egfr()], header=header))
    assert labels(reading) == {"EGFR L858R"}
    (said,) = (one for one in reading.notices if one.code == "header_faulty")
    assert said.severity == "info"
    assert said.words.startswith("2 header lines break the specification, and were read past: line 5 INFO lacks")


@pytest.mark.parametrize(
    ("chrom", "is_said"), [("chrUn_1", True), ("chr7", False), ("HLA-A*01:01:01:01", False), ("chr12", False)]
)
def test_a_contig_that_the_header_does_not_declare(tmp_path: Path, chrom: str, *, is_said: bool) -> None:
    header = (*GRCH38, "##contig=<ID=HLA-A*01:01:01:01,length=3503>", annotation_line())
    found = codes(read(tmp_path, vcf([egfr(), egfr(chrom=chrom, pos="5")], header=header)))
    assert ("contig_undeclared" in found) is is_said


def test_a_header_without_contigs_leaves_none_undeclared(tmp_path: Path) -> None:
    data = vcf([egfr(chrom="chrUn_1")], header=(annotation_line(),))
    assert "contig_undeclared" not in codes(read(tmp_path, data))


@pytest.mark.parametrize("chrom", ["1", "chr1"])
def test_rows_away_from_genes_lie_on_chromosomes_also_while_the_build_is_open(tmp_path: Path, chrom: str) -> None:
    row = f"{chrom}\t5\t.\tA\tT\t.\tPASS\t."
    reading = read(tmp_path, vcf([row], samples=(), header=()), build="GRCh37")
    assert "contigs_unknown" not in codes(reading)
    assert reading.out_of_scope_by == {"outside_genes_in_table": 1}
