"""Faults of readers that once lost or changed a finding without a word, or ended the program: one test each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.errors import SampleChoiceError
from oncotier.readers import source as source_module
from tests.readers.builders import (
    GRCH38,
    annotation_line,
    bgzf,
    codes,
    csq,
    egfr,
    kras,
    labels,
    maf,
    maf_row,
    read,
    tally,
    variants,
    vcf,
    vcf_row,
)

if TYPE_CHECKING:
    from pathlib import Path


def kras_entry(allele: str, change: str) -> str:
    return csq(Allele=allele, SYMBOL="KRAS", HGVSp=change, Consequence="missense_variant")


def test_a_row_split_after_annotation_took_the_change_of_its_neighbour(tmp_path: Path) -> None:
    info = f"CSQ={kras_entry('A', 'p.Gly12Cys')},{kras_entry('T', 'p.Gly12Val')}"
    row = vcf_row("chr12", 25245351, "C", "T", info, "0/1:5,5")
    assert labels(read(tmp_path, vcf([row]))) == {"KRAS G12V"}


def test_an_allele_as_long_as_ref_beside_an_indel_was_counted_as_outside(tmp_path: Path) -> None:
    info = f"CSQ={kras_entry('-', 'p.Gly12fs')},{kras_entry('CAGA', 'p.Gly12Cys')}"
    row = vcf_row("chr12", 25245351, "GAAGA", "G,GCAGA", info, "1/2:0,5,5")
    assert len(variants(read(tmp_path, vcf([row])))) == 2


@pytest.mark.parametrize("header", [(*GRCH38, annotation_line(("Allele", "Gene", "HGVSp")))])
def test_an_annotation_without_symbol_made_every_row_outside(tmp_path: Path, header: tuple[str, ...]) -> None:
    assert labels(read(tmp_path, vcf([egfr(info="CSQ=G|ENSG1|p.Leu858Arg")], header=header))) == {"EGFR L858R"}


def test_a_cut_annotation_made_a_row_outside(tmp_path: Path) -> None:
    assert tally(read(tmp_path, vcf([egfr(info="CSQ=G|missense_variant|EGF")]))).unresolved == 1


def test_without_a_build_genes_by_an_older_name_were_lost(tmp_path: Path) -> None:
    assert labels(read(tmp_path, vcf([egfr(SYMBOL="ERBB1")], header=[annotation_line()]))) == {"EGFR L858R"}


def test_positions_of_another_build_than_the_header_says_lost_everything(tmp_path: Path) -> None:
    reading = read(tmp_path, vcf([egfr(pos="55259515")]))
    assert labels(reading) == {"EGFR L858R"}
    assert "positions_do_not_fit" in codes(reading)


def test_a_genotype_of_an_allele_that_is_not_there_was_counted_as_absent(tmp_path: Path) -> None:
    assert tally(read(tmp_path, vcf([egfr(value="0/9:70,30")]))).unresolved == 1


def test_the_last_of_two_tumor_samples_in_the_header_was_taken(tmp_path: Path) -> None:
    lines = [*GRCH38, annotation_line(), "##tumor_sample=A", "##tumor_sample=B"]
    with pytest.raises(SampleChoiceError):
        read(tmp_path, vcf([egfr() + "\t0/0:9,0"], samples=["A", "B"], header=lines))


@pytest.mark.parametrize("size", [64, 1024 * 1024])
def test_rows_before_a_damaged_block_were_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(source_module, "_CHUNK", size)
    data = vcf([egfr(), kras()]).encode()
    reading = read(tmp_path, bgzf(data, block_size=data.index(b"chr12\t25245351"))[:-60])
    assert labels(reading) == {"EGFR L858R"}
    assert reading.incomplete


def test_a_sample_name_that_is_not_utf8_had_no_rows(tmp_path: Path) -> None:
    data = maf([maf_row(sample="Müller")]).encode("latin-1")
    assert labels(read(tmp_path, data)) == labels(read(tmp_path, data, sample="Müller")) == {"EGFR L858R"}


@pytest.mark.parametrize(
    "row",
    [
        egfr(value="0/1:nan,5"),
        egfr(value="0/1:inf,5"),
        egfr(format="GT:DP", value="0/1:²"),
        egfr(info=f"END={'9' * 5000};CSQ={kras_entry('G', 'p.Gly12Cys')}"),
        egfr(pos="9" * 5000),
        egfr(pos="9" * 5000) + "\0",
    ],
)
def test_numbers_that_are_none_ended_the_program(tmp_path: Path, row: str) -> None:
    reading = read(tmp_path, vcf([row, kras()]))
    assert "KRAS G12C" in labels(reading)
    tally(reading)


@pytest.mark.parametrize("cell", ["t_depth", "Start_Position"])
def test_a_superscript_in_a_maf_ended_the_program(tmp_path: Path, cell: str) -> None:
    assert labels(read(tmp_path, maf([maf_row(**{cell: "²"})]))) == {"EGFR L858R"}


@pytest.mark.parametrize(("status", "kept"), [("Invalid", 0), ("Wildtype", 0), ("Untested", 1), ("Valid", 1), ("", 1)])
def test_a_maf_row_that_validation_refuted_was_a_finding(tmp_path: Path, status: str, kept: int) -> None:
    row = maf_row(Validation_Status=status)
    ends = tally(read(tmp_path, maf([row], [*row])))
    assert (ends.interpreted, ends.filtered) == (kept, 1 - kept)


@pytest.mark.parametrize(
    ("status", "filtered"),
    [
        ("Wildtype", {"filter:mutation_status_wildtype": 1}),
        ("UNCALLED", {"filter:mutation_status_uncalled": 1}),
        ("Somatic", {}),
        ("None", {}),
    ],
)
def test_a_row_of_a_maf_that_is_stated_wild_type_was_a_finding(
    tmp_path: Path, status: str, filtered: dict[str, int]
) -> None:
    row = maf_row(Mutation_Status=status)
    assert dict(tally(read(tmp_path, maf([row], [*row]))).filtered_by) == filtered


@pytest.mark.parametrize(("samples", "vaf", "depth"), [(("S1",), 0.25, 404), (("TUMOR", "NORMAL"), None, None)])
def test_the_read_counts_of_ion_torrent_in_info_were_not_used(
    tmp_path: Path, samples: tuple[str, ...], vaf: float | None, depth: int | None
) -> None:
    info = "AF=0.9;AO=90;RO=310;FAO=100;FRO=300;FDP=400;DP=404"
    row = vcf_row("chr7", 55191822, "T", "G", info, *(["0/1"] * len(samples)), format_="GT")
    (found,) = variants(read(tmp_path, vcf([row], samples=samples)))
    assert (found.vaf, found.depth) == (vaf, depth)


@pytest.mark.parametrize("status", ["STATUS=StrongSomatic;SAMPLE=B", "SAMPLE=B"])
def test_the_tumor_that_vardict_names_in_its_rows_was_asked_for(tmp_path: Path, status: str) -> None:
    text = vcf([vcf_row("chr12", 25245351, "C", "A", status, "0/0:90,0", "0/1:60,20")], samples=("A", "B"))
    if "STATUS" not in status:
        with pytest.raises(SampleChoiceError):
            read(tmp_path, text)
        return
    (one,) = variants(read(tmp_path, text))
    assert (one.vaf, one.origin.value) == (0.25, "somatic")
