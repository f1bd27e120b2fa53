"""One tiny input for every reader of small-variant and biomarker tables, in the order of the table of readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["TINY_VARIANT_TABLES", "table"]


def table(header: str, *rows: Sequence[str], mark: str = "\t") -> str:
    """Write a table; the header is one text with `|` between the names."""
    return "".join(mark.join(cells) + "\n" for cells in (header.split("|"), *rows))


TINY_VARIANT_TABLES = {
    "annovar": table(
        "Chr|Start|End|Ref|Alt|Func.refGene|Gene.refGene|ExonicFunc.refGene|AAChange.refGene",
        ("7", "55259515", "55259515", "T", "G", "exonic", "EGFR", "nonsynonymous SNV",
         "EGFR:NM_005228:exon21:c.T2573G:p.L858R"),
        ("1", "69511", "69511", "A", "G", "exonic", "OR4F5", "nonsynonymous SNV", "OR4F5:NM_1:exon1:c.A421G:p.T141A"),
    ),
    "oncomine": table(
        "rowtype|call|FUNC1.gene|FUNC1.protein|ID",
        ("snp", "POS", "EGFR", "p.Leu858Arg", "x"),
        ("ProcControl", "POS", "TBP", ".", "x"),
    ),
    "guardant360": table("gene|mut_nt|mut_aa|percentage", ("KRAS", "C>A", "G12C", "1.2"), ("OR4F5", "C>A", "A1V", "1")),
    "pcgr-variants": table(
        "GENOMIC_CHANGE|GENOME_VERSION|SYMBOL|CONSEQUENCE|PROTEIN_CHANGE",
        ("7:g.140753336A>T", "grch38", "BRAF", "missense_variant", "p.Val600Glu"),
        ("1:g.69511A>G", "grch38", "OR4F5", "missense_variant", "p.Thr141Ala"),
    ),
    "moalmanac": table(
        "feature_type|feature|alteration_type|alteration",
        ("Somatic Variant", "BRAF", "Missense", "p.V600E"),
        ("Aneuploidy", "Whole genome doubling", "", ""),
    ),
    "moalmanac-metadata": "patient_id\tx\nreported_tumor_type\tMEL\nmicrosatellite_status\tMSI-High\n",
    "atypical": table("HUGO_SYMBOL|SAMPLE_ID|ALTERATION", ("EGFR", "S1", "vIII"), ("Other Biomarkers", "S1", "MSI-H")),
    "cbioportal-clinical": "#Sample\tType\tMSI\n"
    + table("SAMPLE_ID|ONCOTREE_CODE|MSI_TYPE", ("S1", "COAD", "Instable")),
    "msisensor": table("Total_Number_of_Sites|Number_of_Unstable_Sites|%", ("1000", "250", "25.00")),
    "hrd": table('""|"HRD"|"Telomeric AI"|"LST"|"HRD-sum"', ('"S1"', "20", "15", "17", "52")),
    "tmb": table("Tumor_Sample_Barcode|total|total_perMB|total_perMB_log", ("S1", "500", "12.5", "1.09")),
    "table": table("Gene|Protein|VAF (%)", ("EGFR", "p.L858R", "12.5"), ("OR4F5", "p.A1V", "3"), mark=";"),
}  # fmt: skip
