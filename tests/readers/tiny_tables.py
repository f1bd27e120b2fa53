"""Headers of the tables of copy numbers and fusions, and a way to write such tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ARRIBA", "CNVKIT", "FACETS", "FUSION_CATCHER", "PURPLE_GENE", "STAR", "SV", "table"]

STAR = (
    "#FusionName JunctionReadCount SpanningFragCount LeftGene LeftBreakpoint RightGene RightBreakpoint PROT_FUSION_TYPE"
)
ARRIBA = (
    "#gene1 gene2 strand1(gene/fusion) strand2(gene/fusion) breakpoint1 breakpoint2 type confidence reading_frame"
    " direction1 direction2"
)
FUSION_CATCHER = (
    "Gene_1_symbol(5end_fusion_partner) Gene_2_symbol(3end_fusion_partner) Fusion_description"
    " Fusion_point_for_gene_1(5end_fusion_partner) Fusion_point_for_gene_2(3end_fusion_partner) Predicted_effect"
)
SV = (
    "Sample_Id SV_Status Site1_Hugo_Symbol Site1_Chromosome Site1_Position Site2_Hugo_Symbol Site2_Chromosome"
    " Site2_Position Site2_Effect_On_Frame NCBI_Build Class DNA_Support RNA_Support Event_Info"
)
CNVKIT = "chromosome start end gene log2 cn depth probes weight"
FACETS = "chrom seg start end cf.em tcn.em lcn.em"
PURPLE_GENE = "chromosome start end gene minCopyNumber maxCopyNumber transcriptId isCanonical"


def table(header: str, rows: Iterable[str]) -> str:
    """Write a tab-separated table from lines with spaces; `~` is an empty cell, `_` inside a word stays."""
    lines = (line.replace(" ", "\t").replace("~", "") for line in (header, *rows))
    return "".join(f"{line}\n" for line in lines)
