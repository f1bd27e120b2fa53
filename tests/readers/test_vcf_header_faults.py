"""Lines of a VCF header that break the specification are told with their numbers; everything usual is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.readers.vcf_header_faults import header_faults
from tests.readers.builders import GRCH38, annotation_line, codes, egfr, labels, read, vcf

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
    ],
)
def test_faults(line: str, words: str) -> None:
    ((line1, found),) = header_faults([*SOUND, line])
    assert line1 == len(SOUND) + 1
    assert found.startswith(words)


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
