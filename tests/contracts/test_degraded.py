"""The law of degraded records: no fault in the record of a driver proves that the driver is not there.

Each report states one driver in the way of its format. `%%gene%%` marks cells that name its gene, `@@cell@@` others
that matter; each is degraded alone, as programs and people do it. Whatever becomes of the record, the report neither
calls the gene wild type nor leaves nothing open of it, and its records add up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.settings import Settings
from oncotier.errors import InputError, UsageError
from oncotier.interpret.assemble import examine
from oncotier.readers.listing import from_texts
from tests.readers.builders import read
from tests.readers.tiny_tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from oncotier.interpret.assemble import Case
    from oncotier.knowledge.base import KnowledgeBase

PANEL = Assay("panel", "", tuple(Covered(gene, COVERED_KINDS) for gene in "KRAS NRAS ALK ROS1 MET ERBB2".split()))
SMALL = ("KRAS", "small_variant", "COAD")
COPIES = ("ERBB2", "copy_number", "BRCA")
FUSION = ("ALK", "fusion", "LUAD")

ONCOMINE = "rowtype call FUNC1.gene FUNC1.protein FUNC1.coding INFO.A.AF FORMAT.1.CN ID CHROM POS REF ALT FILTER"
TESTED = "snp NEG BRAF p.Val600Glu c.1799T>A 0 . COSM476 chr7 140453136 A T PASS"
MAF = (
    "Hugo_Symbol NCBI_Build Chromosome Start_Position End_Position Variant_Classification Reference_Allele"
    " Tumor_Seq_Allele1 Tumor_Seq_Allele2 Tumor_Sample_Barcode HGVSc HGVSp_Short Transcript_ID t_ref_count t_alt_count"
    " FILTER"
)
VCF = "##fileformat=VCFv4.2\n##contig=<ID=chr12,length=133275309>\n##contig=<ID=chr17,length=83257441>\n"
CSQ = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: Allele|'
    'Consequence|SYMBOL|Feature|HGVSc|HGVSp">\n'
)
ROWS = "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT TUMOR"
FOUNDATION = (
    '<ResultsReport><variant-report test-type="FoundationOne CDx"><quality-control status="Pass"/><short-variants>{}'
    "</short-variants><copy-number-alterations>{}</copy-number-alterations><rearrangements>{}</rearrangements><biomarkers>"
    '<microsatellite-instability status="MSS"/></biomarkers></variant-report></ResultsReport>'
)
GENMINETOP = (
    "<root><vendor-id>todai-oncopanel</vendor-id><report><result><reference-genome>GRCh38</reference-genome>"
    "<alterations>{}<item><type>snv</type><gene>TP53</gene><protein-alteration>p.R175H</protein-alteration></item>"
    "</alterations><marker><tmb><exon><frequency-non-synonymous-alterations>7.3</frequency-non-synonymous-alterations>"
    "</exon></tmb></marker></result></report></root>"
)
CARIS = (
    '{{"labSchemaVersion": "3", "testDetails": {{"labName": "F", "labReportID": "1"}}, "patientInformation": {{}},'
    ' "tests": [{{"testName": "Any", "testMethodology": "Seq", "testResults": [{{{}}}, {{"genomicAlteration":'
    ' {{"gene": "BRAF", "result": "Wild Type"}}}}]}}]}}'
)
TEMPUS = (
    '{{"metadata": {{"schemaVersion": "1.4"}}, "report": {{"workflow": {{"reportType": "DNA", "reportStatus":'
    ' "standard"}}}}, "order": {{"test": {{"code": "XT", "referenceGenome": "GRCh37/hg19"}}}}, "results":'
    ' {{"tumorMutationalBurden": 5, "somaticPotentiallyActionableMutations": [],'
    ' "somaticPotentiallyActionableCopyNumberVariants": [{}], "somaticBiologicallyRelevantVariants": [{}]}}}}'
)
ORANGE = (
    '{{"sampleId": "S", "refGenomeVersion": "V38", "purple": {{"fit": {{"qc": {{"status": ["PASS"]}}}},'
    ' "allSomaticVariants": [{}], "allSomaticGainsLosses": [{}]}}, "linx": {{"allSomaticFusions": [{}]}}}}'
)
PHENOPACKET = (
    '{"subject": {"id": "x"}, "metaData": {"phenopacketSchemaVersion": "2.0"}, "interpretations": [{"diagnosis":'
    ' {"genomicInterpretations": [{"interpretationStatus": "@@CAUSATIVE@@", "variantInterpretation":'
    ' {"variationDescriptor": {"geneContext": {"symbol": "%%KRAS%%"}, "expressions": [{"syntax": "@@hgvs.p@@", "value":'
    ' "@@p.Gly12Asp@@"}]}}}, {"interpretationStatus": "CAUSATIVE", "variantInterpretation": {"variationDescriptor":'
    ' {"geneContext": {"symbol": "TP53"}, "expressions": [{"syntax": "hgvs.p", "value": "p.R175H"}]}}}]}}]}'
)
TSO500 = (
    "TruSight Oncology 500 - Combined Variant Output\n\n[Analysis Details]\nDNA Sample ID\tD1\nRNA Sample ID\tR1\n\n"
    "[Gene Amplifications]\nGene\tFold Change\n{}\n\n[Fusions]\nGene Pair\tBreakpoint 1\tBreakpoint 2\tFusion"
    " Supporting Reads\n{}\n\n[Small Variants]\nGene\tChromosome\tGenomic Position\tReference Call\tAlternative Call\t"
    "Allele Frequency\tDepth\tP-Dot Notation\tC-Dot Notation\tConsequence(s)\tAffected Exon(s)\n{}\n"
)
KRAS_ROW = "%%KRAS%% GRCh38 @@12@@ @@25245350@@ 25245350 @@Missense_Mutation@@ @@C@@ @@C@@ @@T@@ S @@c.35G>A@@"
TP53_ROW = "TP53 GRCh38 17 7675088 7675088 Missense_Mutation C C T S c.524G>A p.R175H ENST00000269305 70 30 PASS"

REPORTS = {
    "maf": (table(MAF, [f"{KRAS_ROW} @@p.G12D@@ @@ENST00000256078@@ @@70@@ @@30@@ @@PASS@@", TP53_ROW]), SMALL),
    "vcf": (
        VCF
        + CSQ
        + table(
            ROWS,
            [
                (
                    "chr12 25245350 . @@C@@ T @@100@@ @@PASS@@ CSQ=T|@@missense_variant@@|@@KRAS@@|"
                    "@@ENST00000256078@@|@@c.35G>A@@|@@p.Gly12Asp@@ @@GT:AD@@ @@0/1@@:@@70,30@@"
                ),
                "chr17 7675088 . C T 100 PASS CSQ=T|missense_variant|TP53||c.524G>A|p.Arg175His GT:AD 0/1:70,30",
            ],
        ),
        SMALL,
    ),
    "annovar": (
        table(
            "Chr Start End Ref Alt Func.refGene Gene.refGene GeneDetail.refGene ExonicFunc.refGene AAChange.refGene",
            [
                (
                    "12 @@25398284@@ 25398284 @@C@@ @@T@@ @@exonic@@ %%KRAS%% . @@nonsynonymous@@"
                    " KRAS:@@NM_004985@@:exon2:@@c.G35A@@:@@p.G12D@@"
                ),
                "17 7578406 7578406 C T exonic TP53 . nonsynonymous TP53:NM_000546:exon5:c.G524A:p.R175H",
            ],
        ),
        SMALL,
    ),
    "oncomine": (
        table(
            ONCOMINE,
            [
                (
                    "@@snp@@ @@POS@@ %%KRAS%% @@p.Gly12Asp@@ @@c.35G>A@@ @@0.31@@ . @@COSM521@@ @@chr12@@"
                    " @@25398284@@ @@C@@ @@T@@ @@PASS@@"
                ),
                TESTED,
            ],
        ),
        SMALL,
    ),
    "oncomine, copies": (
        table(ONCOMINE, ["@@CNV@@ @@POS@@ %%ERBB2%% . . . @@14.2@@ . chr17 37844393 A <CNV> @@PASS@@", TESTED]),
        COPIES,
    ),
    "guardant360": (
        table(
            "gene chrom position mut_nt mut_aa cdna percentage",
            [("%%KRAS%% @@12@@ @@25398284@@ @@C>T@@ @@G12D@@ @@35G>A@@ @@1.2@@"), "TP53 17 7578406 C>T R175H 524G>A 1"],
        ),
        SMALL,
    ),
    "pcgr-variants": (
        table(
            "GENOMIC_CHANGE GENOME_VERSION SYMBOL CONSEQUENCE PROTEIN_CHANGE HGVSc VAF_TUMOR",
            [
                "@@12:g.25245350C>T@@ grch38 %%KRAS%% @@missense_variant@@ @@p.Gly12Asp@@ @@c.35G>A@@ @@0.3@@",
                "17:g.7675088C>T grch38 TP53 missense_variant p.Arg175His c.524G>A 0.3",
            ],
        ),
        SMALL,
    ),
    "moalmanac": (
        (
            "feature_type\tfeature\talteration_type\talteration\nSomatic Variant\t%%KRAS%%\t@@Missense@@\t@@p.G12D@@\n"
            "Somatic Variant\tTP53\tMissense\tp.R175H\n"
        ),
        SMALL,
    ),
    "atypical": ("HUGO_SYMBOL\tSAMPLE_ID\tALTERATION\n%%KRAS%%\tS\t@@G12D@@\nEGFR\tS\tvIII\n", SMALL),
    "table": (
        table(
            "gene cdna protein vaf call filter",
            [
                "%%KRAS%% @@c.35G>A@@ @@p.G12D@@ @@0.3@@ @@detected@@ @@PASS@@",
                "TP53 c.524G>A p.R175H 0.3 detected PASS",
            ],
        ),
        SMALL,
    ),
    "table, copies": ("gene\tcopies\tcall\n%%ERBB2%%\t@@14@@\t@@amplification@@\nMET\t2\tneutral\n", COPIES),
    "list": ("%%KRAS%% @@G12D@@\nTP53 R175H\n", SMALL),
    "cbioportal-cna": ("Hugo_Symbol\tS\n%%ERBB2%%\t@@2@@\nMET\t0\n", COPIES),
    "cbioportal-sv": (
        table(
            "Sample_Id Site1_Hugo_Symbol Site2_Hugo_Symbol Site2_Effect_On_Frame Class DNA_Support",
            ["@@S1@@ @@EML4@@ %%ALK%% @@In_frame@@ @@FUSION@@ @@Yes@@", "S1 CD74 ROS1 In_frame FUSION Yes"],
        ),
        FUSION,
    ),
    "facets": (
        table(
            "gene chrom seg_start seg_end tcn.em lcn.em cn_state filter",
            [
                ("%%ERBB2%% @@17@@ @@37000000@@ 38500000 @@14@@ @@1@@ @@AMP@@ @@PASS@@"),
                "MET 7 116000000 117000000 2 1 DIPLOID PASS",
            ],
        ),
        COPIES,
    ),
    "purple-cnv": (
        table(
            "chromosome start end gene minCopyNumber maxCopyNumber isCanonical",
            [("chr17 39687914 39730426 %%ERBB2%% @@18.2@@ @@19.0@@ true"), "chr7 55019017 55211628 EGFR 2.0 2.1 true"],
        ),
        COPIES,
    ),
    "moalmanac-cna": ("gene\tcall\n%%ERBB2%%\t@@Amplification@@\nMET\tBaseline\n", COPIES),
    "linx-fusion": (
        table(
            "Name Reported ReportedType Phased Likelihood FusedExonUp FusedExonDown",
            [
                ("EML4_%%ALK%% @@true@@ @@KNOWN_PAIR@@ @@INFRAME@@ @@HIGH@@ @@13@@ @@20@@"),
                "CD74_ROS1 true KNOWN_PAIR INFRAME HIGH 6 34",
            ],
        ),
        FUSION,
    ),
    "foundation-xml": (
        FOUNDATION.format(
            '<short-variant gene="%%KRAS%%" position="@@chr12:25398284@@" protein-effect="@@G12D@@"'
            ' cds-effect="@@35G&gt;A@@" functional-effect="@@missense@@" status="@@known@@" equivocal="@@false@@"'
            ' percent-reads="@@21.0@@"/>',
            "",
            "",
        ),
        SMALL,
    ),
    "foundation-xml, copies": (
        FOUNDATION.format(
            "",
            '<copy-number-alteration gene="%%ERBB2%%" type="@@amplification@@" copy-number="@@30@@"'
            ' status="@@known@@" equivocal="@@false@@"/>',
            "",
        ),
        COPIES,
    ),
    "foundation-xml, fusion": (
        FOUNDATION.format(
            "",
            "",
            '<rearrangement targeted-gene="%%ALK%%" other-gene="@@EML4@@" type="fusion"'
            ' in-frame="@@Yes@@" description="@@EML4-ALK@@" status="@@known@@" equivocal="@@false@@"/>',
        ),
        FUSION,
    ),
    "genminetop": (
        GENMINETOP.format(
            "<item><type>@@snv@@</type><gene>%%KRAS%%</gene><coding-dna-alteration>@@c.35G&gt;A@@"
            "</coding-dna-alteration><protein-alteration>@@p.G12D@@</protein-alteration><allele-frequency>@@120/480@@"
            "</allele-frequency><origin>@@somatic@@</origin></item>"
        ),
        SMALL,
    ),
    "genminetop, fusion": (
        GENMINETOP.format("<item><type>@@fusion@@</type><gene><item>EML4</item><item>%%ALK%%</item></gene></item>"),
        FUSION,
    ),
    "caris": (
        CARIS.format(
            '"genomicAlteration": {"gene": "%%KRAS%%", "result": "@@Pathogenic Variant@@", "hgvsCodingChange":'
            ' "@@c.35G>A@@", "hgvsProteinChange": "@@p.G12D@@"}'
        ),
        SMALL,
    ),
    "caris, copies": (
        CARIS.format(
            '"copyNumberAlteration": {"gene": "%%ERBB2%%", "result": "@@Amplified@@", "copyNumber": "@@18@@"}'
        ),
        COPIES,
    ),
    "caris, fusion": (
        CARIS.format('"translocation": {"gene1": "@@EML4@@", "gene2": "%%ALK%%", "result": "@@Pathogenic Fusion@@"}'),
        FUSION,
    ),
    "tempus": (
        TEMPUS.format(
            "",
            '{"gene": "%%KRAS%%", "variantType": "@@SNV@@", "HGVS.p": "@@p.G12D@@", "HGVS.c":'
            ' "@@c.35G>A@@", "allelicFraction": "@@27@@"}',
        ),
        SMALL,
    ),
    "tempus, copies": (
        TEMPUS.format(
            '{"gene": "%%ERBB2%%", "variantDescription": "@@Copy number gain@@", "variantType": "@@CNV@@",'
            ' "copyNumber": "@@14@@"}',
            "",
        ),
        COPIES,
    ),
    "tempus, fusion": (
        TEMPUS.format(
            "", '{"gene5": "EML4", "gene3": "%%ALK%%", "fusionType": "@@gene-gene@@", "variantType": "@@fusion@@"}'
        ),
        FUSION,
    ),
    "orange": (
        ORANGE.format(
            '{"gene": "%%KRAS%%", "canonicalImpact": {"hgvsCodingImpact": "@@c.35G>A@@", "hgvsProteinImpact":'
            ' "@@p.Gly12Asp@@", "effects": ["@@MISSENSE@@"]}}',
            "",
            "",
        ),
        SMALL,
    ),
    "orange, copies": (
        ORANGE.format("", '{"gene": "%%ERBB2%%", "interpretation": "@@FULL_GAIN@@", "minCopies": "@@18@@"}', ""),
        COPIES,
    ),
    "orange, fusion": (
        ORANGE.format(
            "",
            "",
            '{"geneStart": "EML4", "geneEnd": "%%ALK%%", "reportedType": "@@KNOWN_PAIR@@", "phased": "@@INFRAME@@"}',
        ),
        FUSION,
    ),
    "phenopacket": (PHENOPACKET, SMALL),
    "tso500": (
        TSO500.format(
            "MET\t3.1",
            "NA",
            "%%KRAS%%\tchr12\t@@25398284@@\t@@C@@\tT\t@@0.21@@\t650\t@@p.(Gly12Asp)@@\t"
            "@@NM_004985.3:c.35G>A@@\t@@missense_variant@@\t2",
        ),
        SMALL,
    ),
    "tso500, copies": (TSO500.format("%%ERBB2%%\t@@4.41@@", "NA", "NA"), COPIES),
    "tso500, fusion": (TSO500.format("NA", "EML4-%%ALK%%\t@@chr2:42522656@@\tchr2:29446394\t@@31@@", "NA"), FUSION),
}

WORDS = (
    *("", "NA", ".", "see comment", "FAILED", "no call", "not evaluable", "equivocal", "low confidence", "subclonal"),
    *("0.0", "<0.05", "p.?", "{} (see comment)", "[{}]", " {} "),
)
NAMES = ("", "NA", "{} ", "({})", "{};LYRM5", "{} (NM_004985)", "{} low confidence", "{}.1", "{}.", "{}?", "{} exon 2")
MARK = re.compile(r"(%%|@@)(.*?)\1", re.DOTALL)
RIGHT = {
    ("cbioportal-cna", "2", "0.0"): "the value of two copies",
    ("cbioportal-sv", "ALK", ""): "a break between genes has no symbol",
    ("cbioportal-sv", "ALK", "NA"): "as without a symbol",
    ("cbioportal-sv", "ALK", "({})"): "words in parentheses are the distance to the gene, which is not hit",
    ("linx-fusion", "ALK", ""): "LINX names both genes of every fusion",
}


def degraded(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield each fault of a report: what stood there, what stands there now, and the whole text."""
    text = REPORTS[name][0]
    for mark in MARK.finditer(text):
        for word in NAMES if mark[1] == "%%" else WORDS:
            written = f"{text[: mark.start()]}{word.format(mark[2])}{text[mark.end() :]}"
            yield mark[2], word, MARK.sub(r"\2", written)


def judged(kb: KnowledgeBase, folder: Path, text: str, tumor: str) -> Case | None:
    """Interpret a report beside a list of findings under the panel; None where it is refused."""
    try:
        reading = read(folder, text)
    except (InputError, UsageError):
        return None
    beside = from_texts(["MSS"], name="calls", sha256="0" * 64)
    return examine([reading, beside], kb, Settings(tumor_type=tumor), assay=PANEL)


def is_found(case: Case, gene: str) -> bool:
    """Tell whether the report shows an alteration of a gene."""
    return any(gene in one.genes and not one.label.endswith("wild-type") for one in case.findings.alterations)


def fault(case: Case | None, gene: str, kind: str) -> str:
    """Return how a case breaks the law; empty where it does not."""
    if case is None:
        return ""
    tally = case.report.inputs[0].records
    if tally.read != tally.interpreted + tally.out_of_scope + tally.filtered + tally.unresolved:
        return "the records do not add up"
    findings = case.findings
    is_open = (gene, kind) in findings.open_questions or not findings.coverage.is_proof or gene in findings.untested
    if is_found(case, gene) or is_open:
        return ""
    return f"{gene} is proved free of it: {dict(tally.out_of_scope_by)} {[one.code for one in case.report.notices]}"


@pytest.mark.parametrize("name", REPORTS)
def test_no_fault_of_a_record_proves_that_its_driver_is_absent(kb: KnowledgeBase, tmp_path: Path, name: str) -> None:
    gene, kind, tumor = REPORTS[name][1]
    whole = judged(kb, tmp_path, MARK.sub(r"\2", REPORTS[name][0]), tumor)
    assert whole is not None
    assert is_found(whole, gene)
    faults = {
        (name, cell, word): words
        for cell, word, text in degraded(name)
        if (words := fault(judged(kb, tmp_path, text, tumor), gene, kind))
    }
    assert not {key: words for key, words in faults.items() if key not in RIGHT}
