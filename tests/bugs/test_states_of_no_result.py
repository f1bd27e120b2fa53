"""What gives no result, or failed the filter of its sample, leaves its gene open although the assay covers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from tests.readers.builders import read

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.knowledge.base import KnowledgeBase

PANEL = Assay("panel", "", tuple(Covered(gene, COVERED_KINDS) for gene in ("KRAS", "NRAS", "MET")))
AMPLIFIED = "High-level MET amplification"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Hugo_Symbol\tP1\nMET\tNA\nEGFR\t0\n", "unknown"),
        ("Hugo_Symbol\tP1\nMET\t0\nEGFR\t0\n", "absent"),
        ("Hugo_Symbol\tP1\nMET\t1\nEGFR\tNA\n", "absent"),
    ],
)
def test_a_copy_number_of_na_is_not_absent(kb: KnowledgeBase, tmp_path: Path, text: str, state: str) -> None:
    report = interpret([read(tmp_path, text)], kb, Settings(tumor_type="LUAD"), assay=PANEL)
    (asked,) = (one for one in report.testing if one.biomarker == AMPLIFIED)
    assert asked.state == state
    assert "KRAS wild-type" in [one.label for one in report.alterations]


@pytest.mark.parametrize(("of_sample", "is_found"), [("base_qual", False), ("PASS", True), (".", True)])
def test_the_filter_of_the_sample_counts(kb: KnowledgeBase, tmp_path: Path, of_sample: str, is_found: bool) -> None:
    calls = (
        "##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n"
        f"chr12\t25245350\t.\tC\tT\t.\tPASS\t.\tGT:AD:DP:FT\t0/1:90,10:100:{of_sample}\n"
    )
    report = interpret([read(tmp_path, calls)], kb, Settings(tumor_type="COAD"), assay=PANEL)
    labels = [one.label for one in report.alterations]
    assert ("KRAS G12D" in labels) is is_found
    assert "KRAS wild-type" not in labels
    assert report.inputs[0].records.filtered == (not is_found)
