"""Faults of rows of a VCF that state copies or a ratio: each lost an event of a gene, or made one up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import CopyNumberObservation
from tests.readers.builders import codes, labels, read, report, tally, vcf_row
from tests.readers.test_structural import behind, options, sv, transcript

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading


def edges(gene: str) -> tuple[int, int]:
    found = [edge for exon in transcript(gene).exons for edge in exon]
    return min(found), max(found)


def cnv(gene: str, alt: str, info: str, *values: str, format_: str = "GT:CN", **places: int) -> str:
    low, high = edges(gene)
    low, high = places.get("low", low - 900), places.get("high", high + 900)
    chrom = f"chr{transcript(gene).contig}"
    return vcf_row(chrom, low, "N", alt, f"END={high};{info}", *values, format_=format_)


def only(folder: Path, row: str) -> Reading:
    reading = read(folder, sv([row]))
    assert tally(reading).read == 1
    return reading


def test_the_fold_change_of_tso500_was_not_read(tmp_path: Path) -> None:
    reading = only(tmp_path, cnv("ERBB2", "<DUP>", "SVTYPE=CNV;ANT=ERBB2", "4.12", format_="FC"))
    assert labels(reading) == {"ERBB2 amplification"}
    assert "fold_change" in codes(reading)


def test_a_count_under_the_same_key_is_no_fold_change(tmp_path: Path) -> None:
    assert labels(only(tmp_path, cnv("ERBB2", "<DUP>", "SVTYPE=CNV", "412", format_="FC"))) == {"ERBB2 gain"}


@pytest.mark.parametrize(
    ("info", "format_", "value", "found"),
    [
        ("SVTYPE=CNV", "GT:TCN:MCN", "./.:9:1", {"PTEN amplification"}),
        ("SVTYPE=CNV", "GT:TCN:MCN", "./.:0:0", {"PTEN deletion"}),
        ("SVTYPE=HOMD;TCN_EM=0;LCN_EM=0", "GT", "./.", {"PTEN deletion"}),
        ("SVTYPE=LOH;TCN_EM=2;LCN_EM=0", "GT", "./.", set()),
        ("SVTYPE=DUP;CN=9", "GT", "0/1", {"PTEN amplification"}),
        ("SVTYPE=CNV", "GT:CN", "1/1:-1", set()),
    ],
)
def test_copies_under_other_keys_were_not_read(
    tmp_path: Path, info: str, format_: str, value: str, found: set[str]
) -> None:
    assert labels(only(tmp_path, cnv("PTEN", "<CNV>", info, value, format_=format_))) == found


@pytest.mark.parametrize(
    ("gene", "alt", "copies", "found"),
    [
        ("MET", "<DUP>", ("10", "12"), {"MET amplification"}),
        ("PTEN", "<DEL>", ("0", "0"), {"PTEN deletion"}),
        ("MET", "<DUP>", ("10", "3"), {"MET gain"}),
    ],
)
def test_a_gene_in_two_rows_was_read_as_two_parts(
    tmp_path: Path, gene: str, alt: str, copies: tuple[str, str], found: set[str]
) -> None:
    middle = behind(gene, 3)
    rows = [
        cnv(gene, alt, "SVTYPE=CNV", f"./1:{copies[0]}", high=middle),
        cnv(gene, alt, "SVTYPE=CNV", f"./1:{copies[1]}", low=middle + 1),
    ]
    reading = read(tmp_path, sv(rows))
    assert labels(reading) == found
    assert tally(reading).read == 2


def test_a_part_of_a_gene_with_three_copies_was_a_finding(tmp_path: Path) -> None:
    reading = only(tmp_path, cnv("MET", "<DUP>", "SVTYPE=CNV", "./1:3", high=behind("MET", 3)))
    assert tally(reading).out_of_scope_by == {"gain_below_threshold": 1}


@pytest.mark.parametrize(("format_", "value"), [("GT:CN", "0/1:1"), ("GT:SM", "0/1:0.5")])
def test_exons_lost_on_one_copy_were_no_finding(tmp_path: Path, format_: str, value: str) -> None:
    low, high = sorted((behind("BRCA1", 4), behind("BRCA1", 8)))
    reading = only(tmp_path, cnv("BRCA1", "<DEL>", "SVTYPE=CNV", value, format_=format_, low=low, high=high))
    assert labels(reading) == {"BRCA1 exons 5-8 deletion"}
    assert set(options(reading, "HGSOC").values()) == {"conditional"}
    assert "exons_of_one_copy" in codes(reading)


@pytest.mark.parametrize(("alt", "copies"), [("<DEL>", "8"), ("<DUP>", "0")])
def test_a_number_that_its_allele_denies_was_believed(tmp_path: Path, alt: str, copies: str) -> None:
    (one,) = only(tmp_path, cnv("ERBB2", alt, "SVTYPE=CNV", f"./1:{copies}")).unresolved
    assert one.words == f"ERBB2: {alt} and {copies} copies contradict each other"


def test_a_gain_with_loss_of_heterozygosity_does_not_contradict_itself(tmp_path: Path) -> None:
    reading = only(tmp_path, cnv("ERBB2", "<DEL>,<DUP>", "SVTYPE=CNV", "1/2:8"))
    assert (labels(reading), reading.unresolved) == ({"ERBB2 amplification"}, ())


def test_an_end_before_the_start_was_a_part_of_the_gene(tmp_path: Path) -> None:
    reading = only(tmp_path, cnv("ERBB2", "<DUP>", "SVTYPE=CNV", "./1:8", high=100))
    assert [one.reason for one in reading.unresolved] == ["copy_number_call"]


def test_a_gene_that_a_row_without_an_end_names_counts_as_a_whole(tmp_path: Path) -> None:
    one = vcf_row("chr17", 39_700_000, "N", "<DUP>", "SVTYPE=CNV;SEGID=ERBB2", "./1:8", format_="GT:CN")
    assert labels(only(tmp_path, one)) == {"ERBB2 amplification"}


def test_both_copies_of_an_arm_were_lost_without_a_doubt(tmp_path: Path) -> None:
    reading = only(tmp_path, cnv("PTEN", "<DEL>", "SVTYPE=CNV", "1/1:0", low=40_000_000, high=133_000_000))
    found = report(reading)
    assert "equivocal" in next(one for one in found.alterations if one.gene == "PTEN").flags
    assert "broad_deletion" in {one.code for one in found.notices}


def test_a_filtered_row_is_not_joined_to_one_that_passed(tmp_path: Path) -> None:
    middle = behind("MET", 3)
    rows = [
        cnv("MET", "<DUP>", "SVTYPE=CNV", "./1:10", high=middle),
        cnv("MET", "<DUP>", "SVTYPE=CNV", "./1:10", low=middle + 1).replace("PASS", "cnvQual"),
    ]
    reading = read(tmp_path, sv(rows))
    assert labels(reading) == {"MET gain"}
    assert {one.filter for one in reading.observations if isinstance(one, CopyNumberObservation)} == {"", "cnvQual"}


@pytest.mark.parametrize(("ploidy", "is_said"), [("3.9", True), ("2.1", False), ("x", False)])
def test_the_ploidy_that_dragen_states_was_not_said(tmp_path: Path, ploidy: str, *, is_said: bool) -> None:
    row = cnv("ERBB2", "<DUP>", "SVTYPE=CNV", "./1:7")
    reading = read(tmp_path, sv([row], f"##OverallPloidy={ploidy}"))
    assert ("ploidy" in codes(reading)) is is_said
    words = next((one.words for one in reading.notices if one.code == "ploidy"), "")
    assert words.endswith("6 copies, which is 1.5 times that") is is_said
