"""A VCF of copies that also lists the segments of two copies passed for one of small variants: genes were wild type."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def test_copies_show_no_fusion_absent(kb: KnowledgeBase, tmp_path: Path) -> None:
    deletion = "chr7 100 . A <DEL> . PASS SVTYPE=DEL;END=900 GT 0/1"
    for rows, state in (([NEUTRAL, GAIN], "unknown"), ([GAIN], "unknown"), ([deletion, GAIN], "absent")):
        text = vcf(["\t".join(row.split()) for row in rows], header=HEADER)
        case = examine([read(tmp_path, text)], kb, Settings(tumor_type="NSCLC"), assay=PANEL)
        assert states(case)["ALK fusion"] == state
