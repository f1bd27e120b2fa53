"""Every dialect of annotation gives the same change; what one does not say is called from the position."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.batch.request import Request
from oncotier.batch.workbench import Workbench
from oncotier.readers.vcf_annotation import annotation_of, entries_of, symbols_of

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
PAVE = (
    '##INFO=<ID=IMPACT,Number=10,Type=String,Description="Variant Impact [Gene, Transcript, CanonicalEffect,'
    " CanonicalCodingEffect, SpliceRegion, HgvsCodingImpact, HgvsProteinImpact, OtherReportableEffects,"
    ' WorstCodingEffect, GenesAffected]">'
)
ANNOVAR = (
    '##INFO=<ID=AAChange.refGene,Number=.,Type=String,Description="AAChange.refGene annotation provided by ANNOVAR">'
)

EFF = (
    "##INFO=<ID=EFF,Number=.,Type=String,Description=\"Predicted effects for this variant.Format: 'Effect ("
    " Effect_Impact | Functional_Class | Codon_Change | Amino_Acid_Change| Amino_Acid_length | Gene_Name |"
    " Transcript_BioType | Gene_Coding | Transcript_ID | Exon_Rank  | Genotype_Number [ | ERRORS | WARNINGS ] )' \">"
)
OLD_EFF = (
    "##INFO=<ID=EFF,Number=.,Type=String,Description=\"Predicted effects for this variant.Format: 'Effect ("
    " Effect_Impact | Functional_Class | Codon_Change | Amino_Acid_change | Gene_Name | Gene_BioType | Coding |"
    " Transcript | Exon [ | ERRORS | WARNINGS ] )' \">"
)
FUNC = '##INFO=<ID=FUNC,Number=.,Type=String,Description="Functional Annotations">'

L858R = [
    (
        "vcf-snpeff-eff",
        EFF,
        (
            "EFF=DOWNSTREAM(MODIFIER|||||EGFR-AS1|antisense|NON_CODING|ENST00000442411||1),"
            "NON_SYNONYMOUS_CODING(MODERATE|MISSENSE|cTg/cGg|L858R|1210|EGFR|protein_coding|CODING|NM_005228.3|21|1)"
        ),
    ),
    (
        "vcf-snpeff-eff",
        EFF,
        "EFF=missense_variant(MODERATE|MISSENSE|cTg/cGg|p.Leu858Arg/c.2573T>G|1210|EGFR||CODING|NM_005228.3|21|1|W1|W2)",
    ),
    (
        "vcf-snpeff-eff",
        OLD_EFF,
        "EFF=NON_SYNONYMOUS_CODING+SPLICE_SITE_REGION(MODERATE|MISSENSE|cTg/cGg|L858R|EGFR||CODING|NM_005228.3|21)",
    ),
    (
        "vcf-oncomine",
        FUNC,
        (
            "FUNC=[{'origPos':'55191822','origRef':'T','normalizedRef':'T','gene':'EGFR','normalizedPos':'55191822',"
            "'normalizedAlt':'G','gt':'pos','codon':'CGG','coding':'c.2573T>G','transcript':'NM_005228.3','exon':'21',"
            "'function':'missense','protein':'p.Leu858Arg','location':'exonic','origAlt':'G','polyphen':0.9,"
            "'oncomineGeneClass':'Gain-of-Function','oncomineVariantClass':'Hotspot'}]"
        ),
    ),
    ("vcf-oncomine", FUNC, "FUNC=[{'gene':'EGFR','location':'exonic','protein':'p.?'}]"),
    ("vcf-oncomine", FUNC, "FUNC=."),
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
    (
        "vcf-pave",
        PAVE,
        "IMPACT=EGFR,ENST00000275493,missense_variant,MISSENSE,false,c.2573T>G,p.Leu858Arg,,MISSENSE,1",
    ),
    ("vcf-pave", PAVE, "IMPACT=,,,NONE,false,,,,NONE,0"),
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
        (EFF, "EFF=CODON_CHANGE_PLUS_CODON_DELETION(MODERATE||x|KELREA745K|1210|EGFR||CODING|NM_005228.3|19|1)"),
        (FUNC, "FUNC=[{'gene':'EGFR','transcript':'NM_005228.3','function':'nonframeshiftDeletion','origAlt':'A'}]"),
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


@pytest.mark.parametrize("fields", ["Allele|SYMBOL|HGVSp", "'Allele|SYMBOL|HGVSp'", "' Allele | SYMBOL | HGVSp '"])
def test_fields_of_vep_may_stand_in_quotes(fields: str) -> None:
    words = f"Consequence annotations from Ensembl VEP. Format: {fields}"
    found = annotation_of([f'##INFO=<ID=CSQ,Number=.,Type=String,Description="{words}">'])
    assert (found.dialect, found.fields) == ("vep", ("Allele", "SYMBOL", "HGVSp"))


ENTRIES = [
    (BCSQ.format(key="BCSQ"), "*missense|TP53|T|protein_coding|-|1A>1V|x", ""),
    (
        BCSQ.format(key="BCSQ"),
        "stop_gained&splice_region|TP53|T|protein_coding",
        "stop_gained|TP53|T|protein_coding|||",
    ),
    (
        BCSQ.format(key="BCSQ"),
        "frameshift|TP53|T|protein_coding|-|98KG..120>98KV..99|x",
        "frameshift_variant|TP53|T|protein_coding|-||x",
    ),
    (ANNOVAR, "TP53:NM_000546:exon5:c.G524A:p.R175H", "TP53|NM_000546|exon5|c.524G>A|p.R175H"),
    (ANNOVAR, "UNKNOWN", ""),
    (FUNCOTATOR, "[TP53|a_%2C_b],[TP53|c]", "TP53|a%2Cb,TP53|c"),
    ("", "A|B,C|D", "A|B,C|D"),
    (OLD_EFF, "FRAME_SHIFT(HIGH||-/T|-17?|TP53||CODING|T|2)", "frameshift_variant|HIGH||-/T||TP53||CODING|T|2|||"),
    (OLD_EFF, "INTRON(MODIFIER||||TP53||CODING|T|)", "intron_variant|MODIFIER||||TP53||CODING|T||||"),
    (OLD_EFF, "STOP_GAINED(HIGH|NONSENSE|Cag/Tag|Q23*|TP53||CODING|T|2)",
     "stop_gained|HIGH|NONSENSE|Cag/Tag|Q23*|TP53||CODING|T|2|||"),
    (FUNC, "[{'gene':'TP53','function':'refAllele'},{'function':'missense'}]", ""),
    (FUNC, "[{'gene':'TP53','protein':'p.R175H|p.?'}, {'gene' : 'TP53', 'coding':'c.1,2%'}]",
     "TP53||||||,TP53|||||c.1%2C2%25|"),
    (FUNC, "[{'gene':'TP53','location':'splicesite_5','exon':5}]", "TP53||splice_donor_variant||5||"),
    (FUNC, "{'gene':'TP53'", ""),
]  # fmt: skip


@pytest.mark.parametrize(("header", "value", "expected"), ENTRIES)
def test_entries(header: str, value: str, expected: str) -> None:
    assert entries_of(annotation_of([header]), value) == expected


SYMBOLS = [
    (SNPEFF, b"G|missense_variant||EGFR|E|t|NM,G|x||KRAS|E|t|NM", [b"EGFR", b"KRAS"]),
    (FUNCOTATOR, b"[EGFR|hg38],[KRAS|hg38]", [b"EGFR", b"KRAS"]),
    (BCSQ.format(key="BCSQ"), b"missense|EGFR|E,@5,intron|KRAS|E", [b"EGFR", b"KRAS"]),
    (ANNOVAR, b"EGFR:NM_1:exon1:c.1A>G,KRAS:NM_2", [b"EGFR", b"KRAS"]),
    (EFF, b"INTRON(LOW|||||EGFR||CODING|N|1|1),X(LOW|||||KRAS||CODING|N|1|1)", [b"EGFR", b"KRAS"]),
    (FUNC, b"[{'gene':'EGFR','x':'y'},{'gene' : 'KRAS'}]", [b"EGFR", b"KRAS"]),
]


@pytest.mark.parametrize(("header", "value", "expected"), SYMBOLS)
def test_symbols_are_found_without_taking_the_value_apart(header: str, value: bytes, expected: list[bytes]) -> None:
    annotation = annotation_of([header])
    assert symbols_of(annotation.dialect)(value, annotation.fields.index("SYMBOL")) == expected


@pytest.mark.parametrize(
    ("header", "info"),
    [
        (EFF, "EFF=NON_SYNONYMOUS_CODING(MODERATE|MISSENSE|cTg/cGg|L858R|1210|EGFR||CODING|NM_005228.3|21|1)"),
        (FUNC, "FUNC=[{'gene':'EGFR','transcript':'NM_005228.3','protein':'p.Leu858Arg'}]"),
        (ANNOVAR, "AAChange.refGene=EGFR:NM_005228:exon21:c.T2573G:p.L858R"),
        (SNPEFF, "ANN=G|missense_variant||EGFR|EGFR|transcript|NM_005228.5|protein_coding||c.2573T>G|p.Leu858Arg|||||"),
    ],
)
def test_a_gene_is_found_by_its_name_on_a_contig_that_is_no_chromosome(tmp_path: Path, header: str, info: str) -> None:
    report = _report(tmp_path, header, info, row="chrUn_x\t1\t.\tT\tG")
    assert [one.label for one in report.alterations] == ["EGFR L858R"]


@pytest.mark.parametrize("header", [EFF, OLD_EFF])
def test_alleles_are_told_by_their_number(tmp_path: Path, header: str) -> None:
    number = "|1210" if header is EFF else ""
    entries = [
        f"NON_SYNONYMOUS_CODING(MODERATE|MISSENSE|c|{change}{number}|EGFR||CODING|NM_005228.3|21{place})"
        for change, place in (("L858Q", "|2"), ("L858R", "|1"))
    ]
    if header is OLD_EFF:
        entries = [entry.replace("|21|1)", "|21)").replace("|21|2)", "|21)") for entry in entries]
    text = _report(tmp_path, header, "EFF=" + ",".join(entries), row="chr7\t55191822\t.\tT\tG,A")
    assert [one.label for one in text.alterations] == ["EGFR L858R"]
