"""Inputs of one kind of alterations showed another absent: by a file of copies genes were wild type, and not fused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import examine
from tests.bugs.test_table_states import PANEL, open_kinds, states
from tests.readers.builders import GRCH38, labels, read, vcf

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.knowledge.base import KnowledgeBase

HEADER = (*GRCH38, "##source=DRAGEN_CNV", '##ALT=<ID=DUP,Description="gain">')
NEUTRAL = (
    "chr7 1000001 DRAGEN:REF:chr7:1000001-50000000 N . 94 PASS END=50000000;REFLEN=48999999 GT:SM:CN:BC ./.:1:2:900"
)
GAIN = (
    "chr7 55000000 DRAGEN:GAIN:chr7:55000001-55300000 N <DUP> 90 PASS"
    " SVLEN=300000;SVTYPE=CNV;END=55300000;REFLEN=300000 GT:SM:CN:BC ./1:6:12:60"
)


def test_copies_show_no_small_variant_absent(kb: KnowledgeBase, tmp_path: Path) -> None:
    for rows in ([NEUTRAL], [NEUTRAL, GAIN], [GAIN]):
        text = vcf(["\t".join(row.split()) for row in rows], header=HEADER)
        case = examine([read(tmp_path, text)], kb, Settings(tumor_type="COAD"), assay=PANEL)
        assert "small_variant" in open_kinds(case, "KRAS")
        assert "KRAS wild-type" not in {one.label for one in case.report.alterations}
        found = {"EGFR amplification"} if GAIN in rows else set()
        assert labels(read(tmp_path, text)) == found


def test_segments_of_gatk_are_no_reference_blocks(kb: KnowledgeBase, tmp_path: Path) -> None:
    row = "chr12 25000000 CNV_chr12_25000000_26000000 N . . . END=26000000 GT:CN:NP:QA 0:2:30:30"
    copies = read(tmp_path, vcf(["\t".join(row.split())], header=HEADER), name="copies.vcf")
    small = read(tmp_path, vcf(["\t".join("chr7 200 . A C 9 PASS . GT 0/1".split())]), name="small.vcf")
    assert (copies.is_gvcf, copies.unproved) == (False, ("small_variant",))
    for readings, is_shown in (([copies], False), ([copies, small], True)):
        found = examine(readings, kb, Settings(tumor_type="COAD"), assay=PANEL).report.alterations
        assert ("KRAS wild-type" in {one.label for one in found}) is is_shown


def test_copies_show_no_fusion_absent(kb: KnowledgeBase, tmp_path: Path) -> None:
    deletion = "chr7 100 . A <DEL> . PASS SVTYPE=DEL;END=900 GT 0/1"
    for rows, state in (([NEUTRAL, GAIN], "unknown"), ([GAIN], "unknown"), ([deletion, GAIN], "absent")):
        text = vcf(["\t".join(row.split()) for row in rows], header=HEADER)
        case = examine([read(tmp_path, text)], kb, Settings(tumor_type="NSCLC"), assay=PANEL)
        assert states(case)["ALK fusion"] == state


@pytest.mark.parametrize(
    ("text", "unproved"),
    [
        ("gene,copies\nERBB2,12\n", ("small_variant", "fusion")),
        ("gene,copies,call\nERBB2,12,amp\n", ("small_variant", "fusion")),
        ("gene1,gene2\nEML4,ALK\n", ("small_variant", "copy_number")),
        ("gene,copies,gene1,gene2\nERBB2,12,,\n", ("small_variant",)),
        ("gene,protein,copies\nERBB2,,12\n", ()),
        ("gene,finding\nERBB2,amplification\n", ()),
    ],
)
def test_a_table_of_one_kind(kb: KnowledgeBase, tmp_path: Path, text: str, unproved: tuple[str, ...]) -> None:
    reading = read(tmp_path, text)
    assert (reading.format, reading.unproved) == ("table", unproved)
    case = examine([reading], kb, Settings(tumor_type="NSCLC"), assay=PANEL)
    found = states(case)
    assert (found["KRAS G12C"] == "unknown") is ("small_variant" in unproved)
    assert (found["ROS1 fusion"] == "unknown") is ("fusion" in unproved)
