"""Faults of the reader of ANNOVAR tables that once lost a change, or took one that the sample has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import VariantObservation
from tests.readers.builders import labels, read, report, tally, vcf, vcf_row

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

HEADER = (
    "Chr Start End Ref Alt Func.refGene Gene.refGene GeneDetail.refGene ExonicFunc.refGene AAChange.refGene".split()
)
ROW = "12|25398284|25398284|C|T|exonic|KRAS|.|nonsynonymous SNV|KRAS:NM_004985:exon2:c.G35A:p.G12D".split("|")
BEFORE = ("0.5", "100", "80")
CARRIED, ABSENT = "0/1:50,30:80", "0/0:80,0:80"


def vcf_cells(*samples: str, filter_: str = "PASS", alternates: str = "T") -> tuple[str, ...]:
    return ("12", "25398284", ".", "C", alternates, "100", filter_, "DP=80", "GT:AD:DP", *samples)


def annovar(folder: Path, *other: str, header: list[str] | None = None) -> Reading:
    names = header or [*HEADER, *(f"Otherinfo{number1}" for number1 in range(1, len(other) + 1))]
    reading = read(folder, "\t".join(names) + "\n" + "\t".join((*ROW, *other)) + "\n", build="GRCh37")
    tally(reading)
    return reading


def found(reading: Reading) -> VariantObservation:
    (one,) = reading.observations
    assert isinstance(one, VariantObservation)
    return one


def test_a_filter_beside_two_samples_was_passed_over(tmp_path: Path) -> None:
    reading = annovar(tmp_path, *BEFORE, *vcf_cells(ABSENT, CARRIED, filter_="weak_evidence"))
    one = found(reading)
    assert (one.filter, one.vaf, one.depth) == ("weak_evidence", None, None)
    assert [notice.code for notice in reading.notices] == ["samples_unnamed"]


def test_a_filter_of_a_row_that_stands_alone_was_passed_over(tmp_path: Path) -> None:
    one = found(annovar(tmp_path, *vcf_cells(CARRIED, filter_="germline")))
    assert (one.filter, one.vaf, one.depth) == ("germline", 0.375, 80)


@pytest.mark.parametrize(
    "cells",
    [vcf_cells(ABSENT), vcf_cells(ABSENT, ABSENT), vcf_cells("0/2:50,0,30:80", alternates="T,A")],
    ids=["one sample", "two samples", "another allele"],
)
def test_an_allele_that_no_sample_has_was_a_finding(tmp_path: Path, cells: tuple[str, ...]) -> None:
    reading = annovar(tmp_path, *BEFORE, *cells)
    assert (reading.observations, reading.out_of_scope_by) == ((), {"absent_in_sample": 1})


def test_the_other_allele_of_the_row_is_told_by_its_bases(tmp_path: Path) -> None:
    cells = vcf_cells("0/2:50,0,30:80", alternates="A,T")
    assert found(annovar(tmp_path, *BEFORE, *cells)).vaf == 0.375


def test_a_place_without_a_call_was_a_finding(tmp_path: Path) -> None:
    reading = annovar(tmp_path, *BEFORE, *vcf_cells("./.:0,0:0"))
    assert (reading.observations, [one.marker for one in reading.untested]) == ((), ["KRAS"])


def test_reads_against_the_genotype_were_a_call(tmp_path: Path) -> None:
    one = found(annovar(tmp_path, *BEFORE, *vcf_cells("0/0:70,10:80")))
    assert (one.filter, one.vaf) == ("genotype_without_allele", 0.125)


@pytest.mark.parametrize("more", [("het",), ("het", "100"), ("het", "100", "80"), (*BEFORE, *vcf_cells(CARRIED))])
def test_cells_behind_one_name_shifted_the_row(tmp_path: Path, more: tuple[str, ...]) -> None:
    reading = annovar(tmp_path, *more, header=[*HEADER, "Otherinfo"])
    assert (labels(reading), reading.unresolved) == ({"KRAS G12D"}, ())
    assert found(reading).depth == (80 if len(more) > 3 else None)


@pytest.mark.parametrize(("old", "new"), [("refGene", "wgEncodeGencodeBasicV40"), (".refGene", "_refGene")])
def test_a_model_of_another_name_was_read_without_its_filter(tmp_path: Path, old: str, new: str) -> None:
    header = [name.replace(old, new) for name in [*HEADER, "Otherinfo"]]
    reading = annovar(tmp_path, *BEFORE, *vcf_cells(CARRIED, filter_="germline"), header=header)
    assert (reading.format, found(reading).filter) == ("annovar", "germline")


MODEL = [
    f'##INFO=<ID={word}.refGene,Number=.,Type=String,Description="{word}.refGene annotation provided by ANNOVAR">'
    for word in ("Func", "Gene", "GeneDetail", "ExonicFunc", "AAChange")
]
SPLICED = (
    r"Func.refGene=splicing;Gene.refGene=MET;GeneDetail.refGene=NM_000245:exon14:c.3028+1G>T\x3bNM_001127500:exon14:"
    "c.3082+1G>T;ExonicFunc.refGene=.;AAChange.refGene=."
)
CHANGED = "Func.refGene=exonic;Gene.refGene=KRAS;AAChange.refGene=KRAS:NM_004985:exon2:c.G35A:p.G12D"
BETWEEN = (
    r"Func.refGene=intergenic;Gene.refGene=MET\x3bCAPZA2;GeneDetail.refGene=dist\x3d9\x3bdist\x3d8;AAChange.refGene=."
)


def test_a_splice_site_without_a_change_of_residues_was_outside_where_no_build_is_stated(tmp_path: Path) -> None:
    rows = [
        vcf_row("7", 116412044, "G", "T", SPLICED, "0/1:60,40"),
        vcf_row("12", 25398284, "C", "T", CHANGED, "0/1:9,9"),
    ]
    assert labels(read(tmp_path, vcf(rows, header=MODEL))) == {"MET c.3028+1G>T", "KRAS G12D"}


def test_a_splice_site_on_no_known_build_was_outside(tmp_path: Path) -> None:
    reading = read(tmp_path, vcf([vcf_row("7", 116412044, "G", "T", SPLICED, "0/1:60,40")], header=MODEL))
    assert [one.reason for one in report(reading).unresolved] == ["build_unknown"]


def test_a_row_between_genes_is_outside_on_no_known_build(tmp_path: Path) -> None:
    reading = read(tmp_path, vcf([vcf_row("7", 116700000, "G", "T", BETWEEN, "0/1:60,40")], header=MODEL))
    assert tally(reading).out_of_scope == 1
