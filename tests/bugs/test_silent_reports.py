"""A report that says nothing of a kind of alterations shows none of them absent, whatever the assay covers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import examine
from oncotier.readers.listing import from_texts
from tests.bugs.fhir_documents import observation
from tests.readers.builders import read, read_path
from tests.readers.tiny_reports import TINY_REPORTS, bundle, caris, coded, component, tempus_1, tempus_3

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.interpret.findings import Findings
    from oncotier.knowledge.base import KnowledgeBase

PANEL = Assay("panel", "", tuple(Covered(gene, COVERED_KINDS) for gene in ("KRAS", "NRAS", "ALK")))
GENMINETOP = "<root><vendor-id>todai-oncopanel</vendor-id><report><result>{}</result></report></root>"
BURDEN = (
    "<marker><tmb><exon><frequency-non-synonymous-alterations>5</frequency-non-synonymous-alterations></exon></tmb>"
    "</marker>"
)
FOUNDATION = "<ResultsReport><variant-report{}</variant-report></ResultsReport>"
STABLE = '<biomarkers><microsatellite-instability status="MSS"/></biomarkers>'
TSO500 = (
    "TruSight Oncology 500{} - Combined Variant Output\t\n[Analysis Details]\nDNA Sample ID\tD1\nRNA Sample ID\tR1\n"
    "[Small Variants]\n{}[Fusions]\n{}"
)
NONE = ("Gene\tChromosome\tGenomic Position\nNA\n", "Gene Pair\tBreakpoint 1\nNA\n")
TMB = observation("94076-7", valueQuantity={"value": 5, "unit": "mutations per megabase"})
REGION = observation("53041-0", component=[component("48018-6", "KRAS")])
PHENOPACKET: dict[str, Any] = {"subject": {"id": "x"}, "metaData": {"phenopacketSchemaVersion": "2.0"}}
UNSTABLE = {"assay": {"id": "x:1", "label": "Microsatellite status"}, "value": {"ontologyClass": {"label": "MSS"}}}
WILD_TYPE: dict[str, object] = {"genomicAlteration": {"gene": "BRAF", "result": "Wild Type"}}
ONCOMINE = "rowtype\tcall\tFUNC1.gene\tFUNC1.protein\tID\tFILTER\n"
NEGATIVE = "snp\tNEG\tBRAF\tp.V600E\tx\t\n"
NO_FUSION = "fusion\tNEG\t\t\tEML4-ALK.E6A20\t\n"


def found(reading: Any, kb: KnowledgeBase, tumor_type: str = "COAD") -> Findings:
    return examine(reading, kb, Settings(tumor_type=tumor_type), assay=PANEL).findings


def is_wild_type(findings: Findings) -> bool:
    return "KRAS wild-type" in [one.label for one in findings.alterations]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"testDetails": {"labName": "F", "labReportID": "1"}, "tests": []}),
        caris(),
        caris({"tumorMutationBurden": {"mutationBurdenScore": "5"}}),
        caris({"translocation": {"gene": "ALK", "biomarkerName": "ALK", "result": "Fusion Not Detected"}}),
        caris({"genomicAlteration": {"gene": "BRAF", "result": "Indeterminate"}}),
        tempus_1(),
        tempus_1(tumorMutationalBurden=5),
        tempus_1(fusionVariants=[]),
        tempus_3(genomicVariants={}),
        bundle([{"resourceType": "DiagnosticReport", "id": "r", "status": "final", "code": coded("51969-4")}]),
        bundle([TMB]),
        "gene\tmut_aa\tmut_nt\tpercentage\tcall\n",
        "gene\tmut_aa\tmut_nt\tpercentage\tcall\nBRAF\tV600E\tA>T\t5\t1\n",
        ONCOMINE,
        ONCOMINE + NO_FUSION,
        GENMINETOP.format(""),
        GENMINETOP.format(BURDEN),
        GENMINETOP.format("<alterations/>"),
        json.dumps({**PHENOPACKET, "interpretations": []}),
        json.dumps({**PHENOPACKET, "measurements": [UNSTABLE]}),
        FOUNDATION.format("><short-variants/>"),
        FOUNDATION.format(f">{STABLE}"),
        FOUNDATION.format(f' test-type="Liquid CDx"><short-variants/>{STABLE}'),
        TSO500.format("", "", ""),
        TSO500.format(" ctDNA", *NONE),
        TINY_REPORTS["tso500-measures"],
    ],
)
def test_what_speaks_of_no_mutation_shows_no_wild_type(kb: KnowledgeBase, tmp_path: Path, text: str) -> None:
    assert not is_wild_type(found([read(tmp_path, text)], kb))


@pytest.mark.parametrize(
    "text",
    [
        TSO500.format("", *NONE),
        caris(WILD_TYPE),
        tempus_1(tumorMutationalBurden=5, somaticPotentiallyActionableMutations=[]),
        tempus_3(genomicVariants={"potentiallyActionable": {"variants": []}}, tumorMutationalBurden={"tmb": "5"}),
        bundle([TMB, REGION]),
        ONCOMINE + NEGATIVE,
        GENMINETOP.format(f"<alterations/>{BURDEN}"),
        FOUNDATION.format(f"><short-variants/>{STABLE}"),
    ],
)
def test_what_lists_that_there_is_none_shows_the_wild_type(kb: KnowledgeBase, tmp_path: Path, text: str) -> None:
    assert is_wild_type(found([read(tmp_path, text)], kb))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hugo_Symbol\tP1\nALK\t0\nEGFR\t0\n", "copy_number"),
        (TINY_REPORTS["dragen-fusions"], "fusion"),
        ("Total_Number_of_Sites\tNumber_of_Somatic_Sites\t%\n1000\t5\t0.5\n", ""),
    ],
)
def test_a_table_of_one_kind_shows_no_other_kind_absent(
    kb: KnowledgeBase, tmp_path: Path, text: str, shown: str
) -> None:
    reading = read(tmp_path, text)
    findings = found([reading], kb)
    assert {kind for gene, kind in findings.open_questions if gene == "KRAS"} == {*COVERED_KINDS} - {shown}
    assert not is_wild_type(findings)
    (tmp_path / "list").write_text("TP53 R175H\n")
    assert is_wild_type(found([reading, read_path(tmp_path / "list")], kb))


def test_that_nothing_shows_a_mutation_absent_is_said(kb: KnowledgeBase, tmp_path: Path) -> None:
    settings = Settings(tumor_type="COAD")
    silent, speaking = read(tmp_path, TINY_REPORTS["tso500-measures"]), read(tmp_path, TSO500.format("", *NONE))
    (said,) = (one for one in examine([silent], kb, settings, assay=PANEL).report.notices if "absence" in one.code)
    assert "small variants and copy numbers and fusions" in said.words
    assert "absence_not_shown" not in {one.code for one in examine([silent], kb, settings).report.notices}
    report = examine([silent, speaking], kb, settings, assay=PANEL).report
    assert "absence_not_shown" not in {one.code for one in report.notices}


def test_a_silent_report_takes_nothing_from_another(kb: KnowledgeBase, tmp_path: Path) -> None:
    silent = read(tmp_path, TINY_REPORTS["tso500-measures"])
    assert is_wild_type(found([silent, read(tmp_path, caris(WILD_TYPE))], kb))


def test_a_finding_in_words_lets_no_silent_report_speak(kb: KnowledgeBase, tmp_path: Path) -> None:
    stated = from_texts(["MSI-H"], name="--finding")
    assert not is_wild_type(found([read(tmp_path, caris()), stated], kb))
    assert is_wild_type(found([stated], kb))


@pytest.mark.parametrize(
    ("rows", "is_open"),
    [
        ("", True),
        (NO_FUSION, False),
        (NO_FUSION + "ExprControl\tPOS\tHMBS\t\tHMBS.E8E9\tPASS\n", False),
        (NO_FUSION + "ExprControl\tPOS\tHMBS\t\tHMBS.E8E9\tFAIL\n", True),
        (NO_FUSION + "ExprControl\tNEG\tHMBS\t\tHMBS.E8E9\t\n", True),
        (NO_FUSION + "RNAExprControl\tNOCALL\t\t\tTBP\t\n", True),
        (NO_FUSION + "5p3pAssays\tPOS\tALK\t\t5p3p_ALK\t\n", True),
        (NO_FUSION + "5p3pAssays\tNEG\tALK\t\t5p3p_ALK\t\n", False),
    ],
)
def test_oncomine_shows_no_fusion_absent_without_sound_rna(
    kb: KnowledgeBase, tmp_path: Path, rows: str, *, is_open: bool
) -> None:
    findings = found([read(tmp_path, ONCOMINE + NEGATIVE + rows)], kb, "LUAD")
    assert (("ALK", "fusion") in findings.open_questions) is is_open
    assert is_wild_type(findings)


def test_a_row_of_oncomine_without_gene_and_result_may_be_of_any_gene(kb: KnowledgeBase, tmp_path: Path) -> None:
    assert not is_wild_type(found([read(tmp_path, f"{ONCOMINE}{NEGATIVE}snp\tNOCALL\t\tp.G12D\tx\t\n")], kb))
