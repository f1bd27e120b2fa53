"""Reports for the formats that people read: one of every kind of finding, and a hostile one with pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, CopyNumber, CopyState, Fusion, Kind
from oncotier.domain.picture import CodonSpan, Cutoff, Mark, Pictures, ProteinModel
from oncotier.domain.value import replace
from oncotier.interpret.pictures import illustrated
from tests.builders import report_of
from tests.exporters.reports import hostile_report

if TYPE_CHECKING:
    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["EVERYTHING", "everything", "hostile_drawn"]

EVERYTHING = (
    "EGFR L858R", "EGFR T790M", "EML4::ALK fusion", "ALK G1202R", "PD-L1 TPS 60%", "ERBB2 amplification 14 copies",
    "MET amplification 9 copies", "MET exon 14 skipping", "TMB 12.5", "MSS", "HRD 51", "BRCA2 S1982fs", "TP53 R273H",
    "TERT c.-124C>T", "CDKN2A deletion", "KRAS wild-type", "HER2 IHC 2+", "ER positive", "not a finding",
)  # fmt: skip


def everything(kb: KnowledgeBase) -> Report:
    """A report with every kind of finding and picture."""
    report = report_of(kb, *EVERYTHING, tumor="LUAD", prior=("gefitinib",))
    vafs = {one.id: 0.05 * number for number, one in enumerate(report.alterations, start=1)}
    measured = tuple(
        replace(one, vaf=vafs[one.id], depth=200) if one.kind is Kind.SMALL_VARIANT else one
        for one in report.alterations
    )
    return illustrated(replace(report, alterations=measured), kb, "oncotier interpret a.vcf --format html")


def hostile_drawn(hostile: str) -> Report:
    """A report whose every text, also those of its pictures, is hostile."""
    report = hostile_report(hostile)
    gene = f"EGFR{hostile}"
    first, second = report.alterations
    fusion = Fusion(f"EML4{hostile}", gene)
    copies = CopyNumber(gene, CopyState.AMPLIFICATION)
    added = (
        Alteration(fusion, f"joined{hostile}", Kind.FUSION, gene, (fusion.five_prime, gene), id="A3"),
        Alteration(copies, f"amplified{hostile}", Kind.COPY_NUMBER, gene, (gene,), copies=9.0, id="A4"),
    )
    model = ProteinModel(
        gene,
        f"ENST{hostile}",
        1210,
        exons=(CodonSpan(f"1{hostile}", 1, 600), CodonSpan(f"2{hostile}", 601, 1210)),
        domains=(CodonSpan(f"kinase{hostile}", 712, 979),),
        marks=(Mark("A1", 858, 858, "missense"), Mark("A3", 601, 1210, "exons")),
    )
    pictures = Pictures(
        (model,),
        (
            Cutoff("copies", 6.0, f"copies{hostile}", f"amplified{hostile}"),
            Cutoff("TMB", 10.0, "mut/Mb", f"TMB-H{hostile}"),
        ),
        (0.4, 0.6),
    )
    alterations = (replace(first, gene=gene, vaf=0.4), second, *added)
    return replace(report, alterations=alterations, pictures=pictures, command=f"oncotier interpret {hostile}")
