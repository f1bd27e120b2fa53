"""One tiny, invented input of every table of copy numbers and fusions, and a way to write more of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ARRIBA", "CNVKIT", "FACETS", "FUSION_CATCHER", "PURPLE_GENE", "STAR", "SV", "TINY_TABLES", "table"]

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


TINY_TABLES = {
    "cbioportal-cna": "Hugo_Symbol\tEntrez_Gene_Id\tS1\nERBB2\t2064\t2\nMET\t4233\t0\nOR4F29\t1\t1\n",
    "cbioportal-sv": table("Sample_Id Site1_Hugo_Symbol Site2_Hugo_Symbol Class", ["S1 EML4 ALK TRANSLOCATION"]),
    "cnvkit": table(CNVKIT, ["chr7 55000000 55400000 EGFR,EGFR-AS1 3.1 17 200 40 1", "chr1 1 200 - 0 2 9 9 1"]),
    "facets": table(FACETS, ["17 1 1 81195210 0.8 6 2", "2 1 100 2000 0.8 2 1"]),
    "purple-cnv": table(PURPLE_GENE, ["17 37844393 37884925 ERBB2 11.2 12.9 ENST00000269571 true"]),
    "purple-purity": table("purity ploidy status msStatus tmbPerMb", ["0.55 3.1 NORMAL MSI 41.3"]),
    "pcgr-cna": table("Chromosome Start End nMajor nMinor", ["17 37000000 38000000 9 1", "1 1 249250621 1 1"]),
    "pcgr-fusion": table("FusionGene LeftBreakpoint RightBreakpoint SplitReads", ["EML4--ALK 2:5 2:29446394 9"]),
    "moalmanac-cna": "gene\tcall\nCDKN2A\tDeletion\nBRAF\tAmplification\n",
    "star-fusion": table(STAR, ["EML4--ALK 9 4 EML4^E1 chr2:42264951:+ ALK^E2 chr2:29223528:- INFRAME"]),
    "arriba": table(ARRIBA, ["EML4 ALK +/+ -/- 2:42264951 2:29223528 inversion high in-frame downstream downstream"]),
    "fusioncatcher": table(FUSION_CATCHER, ["EML4 ALK known 2:42264951:+ 2:29223528:- in-frame"]),
    "genefuse": (
        "#Fusion: EML4_ENST00000318522.5:intron:13|+chr2:42524000___ALK_ENST00000389048.3:intron:19|-chr2:29447000"
        " (total: 8, unique:3)\n>1\nACGT\n"
    ),
    "linx-fusion": table(
        "Name Reported ReportedType Phased ChainTerminated", ["EML4_ALK true KNOWN_PAIR INFRAME false"]
    ),
}
