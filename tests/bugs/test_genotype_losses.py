"""Alleles that reads carry and a genotype of two alleles does not name were absent, and their genes wild type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from tests.readers.builders import GRCH38, knowledge, labels, read, report, tally, unresolved, variants, vcf, vcf_row
from tests.readers.test_structural import behind, row, sv

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

POOLED = '##commandline="freebayes -f ref.fa --pooled-continuous -F 0.01 in.bam"'
SHORT = '##commandline="/opt/freebayes -K -F 0.01 in.bam"'
WORDS = "but the genotype of the sample does not name it: confirm it, or count it with --keep-filtered"


def kras(folder: Path, *values: str, alt: str = "T", header: str = "##source=caller") -> Reading:
    samples = ("TUMOR", "NORMAL")[: len(values)]
    text = vcf([vcf_row("chr12", 25245350, "C", alt, ".", *values)], samples=samples, header=(*GRCH38, header))
    return read(folder, text)


@pytest.mark.parametrize(
    ("value", "alt", "words"),
    [
        ("0/0:460,40", "T", f"KRAS G12D: reads carry this allele (8% of 500), {WORDS}"),
        ("0:80,20", "T", f"KRAS G12D: reads carry this allele (20% of 100), {WORDS}"),
        ("0/1:40,40,20", "G,T", f"KRAS G12D: reads carry this allele (20% of 100), {WORDS}"),
    ],
)
def test_it_is_listed(tmp_path: Path, value: str, alt: str, words: str) -> None:
    reading = kras(tmp_path, value, alt=alt)
    assert unresolved(reading) == [("genotype_without_allele", words)]
    assert tally(reading).read == 1


@pytest.mark.parametrize("value", ["0/0:496,4", "0/0:197,3", "0/0:500,0", "0/0:.", "0/0"])
def test_a_trace_is_an_error_of_sequencing(tmp_path: Path, value: str) -> None:
    assert tally(kras(tmp_path, value)).out_of_scope_by == {"absent_in_sample": 1}


def test_it_counts_when_filtered_calls_are_kept(tmp_path: Path) -> None:
    found = interpret([kras(tmp_path, "0/0:460,40")], knowledge(), Settings(keep_filtered=True)).alterations
    assert [one.label for one in found] == ["KRAS G12D"]


@pytest.mark.parametrize("header", [POOLED, SHORT])
def test_freebayes_was_told_to_go_by_the_reads(tmp_path: Path, header: str) -> None:
    reading = kras(tmp_path, "0/0:460,40", "0/0:300,0", header=header)
    assert labels(reading) == {"KRAS G12D"}
    assert [(one.vaf, one.filter, one.origin.value) for one in variants(reading)] == [(0.08, "", "somatic")]


def test_freebayes_lists_what_only_another_sample_has(tmp_path: Path) -> None:
    assert tally(kras(tmp_path, "0/0:500,1", "0/1:60,40", header=POOLED)).out_of_scope_by == {"absent_in_sample": 1}


def test_a_silent_one_is_no_question(tmp_path: Path) -> None:
    text = vcf([vcf_row("chr7", 55181370, "G", "A", ".", "0/0:60,40")], header=GRCH38)  # EGFR Q787=
    assert report(read(tmp_path, text)).alterations == ()


def test_a_block_of_a_gvcf_does_not_cover_it(tmp_path: Path) -> None:
    values = {"0/0:450,50,0:500:99": True, "0/0:500,0,0:500:99": False}
    around = vcf_row("chr12", 25245300, "C", "<NON_REF>", "END=25245349", "0/0:500:500:99", format_="GT:MIN_DP:DP:GQ")
    for value, is_open in values.items():
        one = vcf_row("chr12", 25245350, "C", "T,<NON_REF>", ".", value, format_="GT:AD:DP:GQ")
        reading = read(tmp_path, vcf([around, one], header=GRCH38))
        block = next(block for block in reading.blocks if block.start0 <= 25245349 < block.end0)
        assert (block.record1 == 2) is is_open
        assert bool(report(reading).unresolved) is is_open


@pytest.mark.parametrize(("value", "is_open"), [("0/0:100:5:100:12", True), ("0/0:100:1:100:2", False)])
def test_an_event_of_delly(tmp_path: Path, value: str, *, is_open: bool) -> None:
    one = row(
        "chr7", behind("EGFR", 1), "<DEL>", f"SVTYPE=DEL;END={behind('EGFR', 7)}", value=value, format="GT:DR:DV:RR:RV"
    )
    reading = read(tmp_path, sv([one]))
    assert unresolved(reading) == [("genotype_without_allele", f"EGFR: reads carry this allele, {WORDS}")] * is_open
    assert bool(tally(reading).out_of_scope_by) is not is_open
