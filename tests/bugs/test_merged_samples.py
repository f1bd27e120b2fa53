"""In merged files, a row that is there for another sample gave its finding to the samples that state nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import examine, interpret
from tests.readers.builders import GRCH38, knowledge, labels, read, report, tally, vcf, vcf_row
from tests.readers.test_structural import behind

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

PANEL = Assay("panel", "", tuple(Covered(gene, COVERED_KINDS) for gene in ("KRAS", "NRAS", "ALK")))


def merged(folder: Path, format_: str, own: str, other: str) -> Reading:
    text = vcf(
        [vcf_row("chr12", 25245350, "C", "T", ".", own, other, format_=format_)], samples=("T1", "T2"), header=GRCH38
    )
    return read(folder, text, sample="T1")


@pytest.mark.parametrize(
    ("format_", "own", "other"),
    [
        ("GT:AD:DP", "./.:.:.", "0/1:60,20:80"),
        ("GT:AD:DP", "./.", "0/1:60,20:80"),
        ("GT", ".", "0|1"),
        ("GT:AD:DP", ".|.:0,0:.", "./.:60,20:80"),
        ("DP:CU:TU", ".:.:.", "80:60,61:20,20"),
        ("DP:CU:TU", ".", "80:60,61:20,20"),
    ],
)
def test_a_sample_that_states_nothing_lacks_the_finding_and_is_not_wild_type(
    tmp_path: Path, format_: str, own: str, other: str
) -> None:
    reading = merged(tmp_path, format_, own, other)
    assert tally(reading).out_of_scope_by == {"absent_in_sample": 1}
    found = interpret([reading], knowledge(), Settings(tumor_type="CRC"), assay=PANEL)
    assert [one.label for one in found.alterations] == ["ALK wild-type", "NRAS wild-type"]


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("./.:60,20:80", "0/1:60,20:80"),  # callers without a model of genotypes
        ("./.:.:.", "./.:.:."),
        ("./.:.:.", "0/0:80,0:80"),
        ("0/1:.:.", "0/1:60,20:80"),
    ],
)
def test_one_that_states_something_or_stands_beside_nothing_keeps_it(tmp_path: Path, own: str, other: str) -> None:
    assert labels(merged(tmp_path, "GT:AD:DP", own, other)) == {"KRAS G12D"}


@pytest.mark.parametrize("own", ["./.", "./.:.", "./.:NaN", "./.:--"])
def test_a_fusion_of_another_sample_is_set_aside(tmp_path: Path, own: str) -> None:
    row = vcf_row("chr2", 42_297_000, "N", f"N]chr2:{behind('ALK', 19)}]", "SVTYPE=BND", own, "0/1:9", format_="GT:SU")
    reading = read(tmp_path, vcf([row], samples=("T1", "T2"), header=GRCH38), sample="T1")
    assert report(reading).inputs[0].records.filtered_by == {"filter:not_called_in_sample": 1}
    findings = examine([reading], knowledge(), Settings(tumor_type="LUAD"), assay=PANEL).findings
    assert set(findings.open_questions) == {("ALK", "fusion")}
