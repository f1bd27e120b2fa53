"""Every dialect of annotation gives the same change; what one does not say is called from the position."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.batch.request import Request
from oncotier.batch.workbench import Workbench
from oncotier.readers.vcf_annotation import annotation_of, entries_of

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.report import Report

CONTIG = "##contig=<ID=chr7,length=159345973>"
SNPEFF = (
    "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | Annotation_Impact"
    " | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos /"
    " cDNA.length | CDS.pos / CDS.length | AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO' \">"
)
FUNCOTATOR = (
    '##INFO=<ID=FUNCOTATION,Number=A,Type=String,Description="Functional annotation from the Funcotator tool.'
    " Funcotation fields are: Gencode_43_hugoSymbol|Gencode_43_ncbiBuild|Gencode_43_variantClassification"
    "|Gencode_43_tumorSeqAllele2"
    '|Gencode_43_annotationTranscript|Gencode_43_transcriptExon|Gencode_43_cDnaChange|Gencode_43_proteinChange">'
)
BCSQ = (
    '##INFO=<ID={key},Number=.,Type=String,Description="Local consequence annotation from BCFtools/csq, see'
    " http://samtools.github.io/bcftools/howtos/csq-calling.html for details. Format:"
    ' Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change">'
)
ANNOVAR = (
    '##INFO=<ID=AAChange.refGene,Number=.,Type=String,Description="AAChange.refGene annotation provided by ANNOVAR">'
)

L858R = [
    (
        "vcf-snpeff",
        SNPEFF,
        "ANN=G|missense_variant||EGFR|EGFR|transcript|NM_005228.5|protein_coding|21/28|c.2573T>G|p.Leu858Arg|||||",
    ),
    (
        "vcf-funcotator",
        FUNCOTATOR,
        "FUNCOTATION=[EGFR|hg38|MISSENSE|G|ENST00000275493.7|21|c.2573T>G|p.L858R]",
    ),
    (
        "vcf-funcotator",
        FUNCOTATOR,
        "FUNCOTATION=[EGFR|hg38|Missense_Mutation|G|ENST00000275493.7|21|c.2573T_%3E_G|p.L858R]",
    ),
    ("vcf-bcsq", BCSQ.format(key="BCSQ"), "BCSQ=missense|EGFR|ENST00000275493|protein_coding|+|858L>858R|55191822T>G"),
    ("vcf-bcsq", BCSQ.format(key="CSQ"), "CSQ=missense|EGFR|ENST00000275493|protein_coding|+|858L>858R|55191822T>G"),
    ("vcf-bcsq", BCSQ.format(key="BCSQ"), "BCSQ=@55191821"),
    ("vcf-bcsq", BCSQ.format(key="BCSQ"), "BCSQ=intron|EGFR-AS1|ENST00000442411|antisense"),
    (
        "vcf-annovar",
        ANNOVAR,
        "AAChange.refGene=EGFR:NM_001346899:exon20:c.T2438G:p.L813R,EGFR:NM_005228:exon21:c.T2573G:p.L858R",
    ),
    ("vcf-annovar", ANNOVAR, "AAChange.refGene=."),
]


def _report(tmp_path: Path, header: str, info: str, row: str = "chr7\t55191822\t.\tT\tG") -> Report:
    text = (
        f"##fileformat=VCFv4.2\n{CONTIG}\n{header}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n"
        f"{row}\t.\tPASS\t{info}\tGT:AD\t0/1:60,40\n"
    )
    path = tmp_path / "calls.vcf"
    path.write_text(text, encoding="utf-8")
    request = Request(inputs=(str(path),), tumor_type="LUAD")
    with Workbench(request) as bench:
        return bench.report(request)


@pytest.mark.parametrize(("name", "header", "info"), L858R, ids=[f"{row[0]}-{at}" for at, row in enumerate(L858R)])
def test_every_dialect_gives_the_change(tmp_path: Path, name: str, header: str, info: str) -> None:
    report = _report(tmp_path, header, info)
    assert [one.label for one in report.alterations] == ["EGFR L858R"]
    assert report.inputs[0].format == name
    assert report.inputs[0].records.interpreted == 1
    assert report.alterations[0].vaf == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("header", "info"),
    [
        (SNPEFF, "ANN=A|disruptive_inframe_deletion||EGFR||transcript|NM_005228.5|||||||||"),
        (BCSQ.format(key="BCSQ"), "BCSQ=inframe_deletion|EGFR|ENST00000275493|protein_coding|+|745KELREA>745K|x"),
        (ANNOVAR, "AAChange.refGene=EGFR:NM_005228:exon19:c.2235_2249del:p.745_750del"),
    ],
)
def test_a_deletion_gets_its_name(tmp_path: Path, header: str, info: str) -> None:
    row = "chr7\t55174771\t.\tAGGAATTAAGAGAAGC\tA"
    report = _report(tmp_path, header, info, row)
    assert [one.label for one in report.alterations] == ["EGFR E746_A750del"]
    assert report.alterations[0].classes == ("EGFR exon 19 deletion",)


def test_the_first_dialect_of_the_table_counts() -> None:
    both = annotation_of([BCSQ.format(key="BCSQ"), SNPEFF])
    assert (both.dialect, both.key) == ("snpeff", "ANN")
    assert annotation_of(['##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">']).dialect == ""


@pytest.mark.parametrize(
    ("dialect", "value", "expected"),
    [
        ("bcsq", "*missense|TP53|T|protein_coding|-|1A>1V|x", ""),
        ("bcsq", "stop_gained&splice_region|TP53|T|protein_coding", "stop_gained|TP53|T|protein_coding|||"),
        (
            "bcsq",
            "frameshift|TP53|T|protein_coding|-|98KG..120>98KV..99|x",
            "frameshift_variant|TP53|T|protein_coding|-||x",
        ),
        ("annovar", "TP53:NM_000546:exon5:c.G524A:p.R175H", "TP53|NM_000546|exon5|c.G524A|p.R175H"),
        ("annovar", "UNKNOWN", ""),
        ("funcotator", "[TP53|a_%2C_b],[TP53|c]", "TP53|a%2Cb,TP53|c"),
        ("vep", "A|B,C|D", "A|B,C|D"),
    ],
)
def test_entries(dialect: str, value: str, expected: str) -> None:
    assert entries_of(dialect, value) == expected
