"""What a vendor could not assess, a gene or a test as a whole, is not wild type, whatever the assay covers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from tests.readers.builders import read, tally
from tests.readers.tiny_reports import caris, tempus_1, tempus_3

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

PANEL = Assay("panel", "", tuple(Covered(name, COVERED_KINDS) for name in ("KRAS", "NRAS")))
TP53 = {"gene": "TP53", "variantType": "SNV", "HGVS.p": "p.R175H"}
WILD_TYPE: dict[str, object] = {"genomicAlteration": {"gene": "BRAF", "result": "Wild Type"}}
STAIN: dict[str, object] = {"expressionAlteration": {"biomarkerName": "PD-L1", "result": "Negative"}}


def wild_types(folder: Path, kb: KnowledgeBase, text: str) -> set[str]:
    reading = read(folder, text)
    tally(reading)
    return {one.gene for one in _report(reading, kb).alterations if "wild-type" in one.label} - {"BRAF"}


def _report(reading: Any, kb: KnowledgeBase) -> Report:
    return interpret([reading], kb, Settings(tumor_type="COAD"), assay=PANEL)


def of_tests(*tests: dict[str, object]) -> str:
    sound = {"testName": "Panel", "testMethodology": "Seq", "testResults": [WILD_TYPE]}
    return json.dumps({"testDetails": {"labName": "F", "labReportID": "1"}, "tests": [*tests, sound]})


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ({"testName": "Tumor Seek", "testMethodology": "Seq", "test_cancellation_reason": "QNS"}, set()),
        ({"testName": "Transcriptome", "testMethodology": "WTS", "testStatus": "Failed"}, set()),
        ({"testName": "KRAS", "testMethodology": "Seq", "test_cancellation_reason": "QNS"}, {"NRAS"}),
        ({"testName": "KRAS", "testMethodology": "Seq"}, {"NRAS"}),
        ({"testName": "PD-L1", "testMethodology": "IHC", "test_cancellation_reason": "QNS"}, {"KRAS", "NRAS"}),
        ({"testName": "HER2", "testMethodology": "CISH"}, {"KRAS", "NRAS"}),
        (
            {"testName": "x", "testResults": [{"genomicAlteration": {"gene": "", "result": "Indeterminate"}}]},
            set(),
        ),
        (
            {
                "testName": "x",
                "testResults": [{"translocation": {"biomarkerName": "All fusions", "result": "No Result"}}],
            },
            set(),
        ),
        (
            {"testName": "x", "testResults": [{"genomicAlteration": {"gene": "GATA9", "result": "Indeterminate"}}]},
            {"KRAS", "NRAS"},
        ),
    ],
)
def test_a_test_of_caris_that_failed(
    kb: KnowledgeBase, tmp_path: Path, test: dict[str, object], expected: set[str]
) -> None:
    assert wild_types(tmp_path, kb, of_tests(test)) == expected


@pytest.mark.parametrize("details", [{"reportType": "Failed"}, {"reportStatus": "Cancelled"}])
def test_a_report_of_caris_that_failed(kb: KnowledgeBase, tmp_path: Path, details: dict[str, str]) -> None:
    assert not wild_types(tmp_path, kb, caris(WILD_TYPE, STAIN, report=details))


def test_words_of_caris_name_what_gives_no_result(tmp_path: Path) -> None:
    result = {"gene": "KRAS", "result": "Wild Type", "result_group": "No Result"}
    (missing,) = read(tmp_path, caris({"genomicAlteration": result})).untested
    assert (missing.marker, missing.words) == ("KRAS", "No Result")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"weird": "insufficient"}, set()),
        ({"weird": "QNS"}, set()),
        ({"sequencing": {"status": "failed"}}, set()),
        ({"fusionVariants": {"note": "RNA insufficient", "values": []}}, set()),
        ({"rna": "failed"}, set()),
        ({"rnaFindings": [{"note": "RNA QNS"}]}, set()),
        ({"fusionVariants": {"note": "No reportable variants", "values": []}}, {"KRAS", "NRAS"}),
        ({"clinicalHistory": "failed chemotherapy"}, {"KRAS", "NRAS"}),
        ({"microsatelliteInstability": {"status": "QNS"}}, {"KRAS", "NRAS"}),
        ({"lowCoverageAmplicons": "KRAS exon 2"}, {"NRAS"}),
        ({"lowCoverageAmplicons": "KRAS exon 2, NRAS exon 3"}, set()),
    ],
)
def test_a_part_of_tempus_that_failed(
    kb: KnowledgeBase, tmp_path: Path, more: dict[str, object], expected: set[str]
) -> None:
    assert wild_types(tmp_path, kb, tempus_1(somaticBiologicallyRelevantVariants=[TP53], **more)) == expected


@pytest.mark.parametrize("note", ["Insufficient DNA", "QNS"])
def test_a_class_of_tempus_that_failed(kb: KnowledgeBase, tmp_path: Path, note: str) -> None:
    classes = {"biologicallyRelevant": [TP53], "potentiallyActionable": {"note": note, "variants": []}}
    assert not wild_types(tmp_path, kb, tempus_3(genomicVariants=classes))


@pytest.mark.parametrize(
    ("call", "is_found", "is_doubted"),
    [
        *((call, True, False) for call in ("1", "2", "", "detected", "Positive", "PASS")),
        *((call, True, True) for call in ("low", "below LOD", "Below limit of detection", "detected (low)")),
        *((call, False, False) for call in ("0", "filtered", "rejected", "not evaluable", "QC fail", "odd")),
    ],
)
def test_the_call_of_guardant_is_understood(
    kb: KnowledgeBase, tmp_path: Path, call: str, *, is_found: bool, is_doubted: bool
) -> None:
    rows = f"gene\tmut_aa\tmut_nt\tpercentage\tcall\nKRAS\tG12D\tC>T\t0.1\t{call}\n"
    reading = read(tmp_path, rows)
    tally(reading)
    found = [one for one in _report(reading, kb).alterations if one.label == "KRAS G12D"]
    assert [("equivocal" in one.flags) for one in found] == [is_doubted] * is_found


SNV = "<item><type>snv</type><gene>{}</gene><protein-alteration>{}</protein-alteration><status>{}</status></item>"


def genminetop(items: str, more: str = "") -> str:
    found = SNV.format("TP53", "p.R175H", "") + items
    result = f"<result><alterations>{found}</alterations>{more}</result>"
    return f"<root><vendor-id>todai-oncopanel</vendor-id><report>{result}</report></root>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (genminetop(""), {"KRAS", "NRAS"}),
        (genminetop("<item><type>snv</type><status>failed</status></item>"), set()),
        (genminetop("<item><type>fusion</type><gene><item>A1</item><item>KRAS</item></gene><status>qns</status></item>"),
         {"NRAS"}),
        (genminetop("", "<qc><rna>failed</rna></qc>"), set()),
        (genminetop("", "<status>not evaluable</status>"), set()),
        (genminetop("", "<status>final</status>"), {"KRAS", "NRAS"}),
        (genminetop("<alteration><gene>KRAS</gene></alteration>"), set()),
    ],
)  # fmt: skip
def test_a_part_of_genminetop_that_failed(kb: KnowledgeBase, tmp_path: Path, text: str, expected: set[str]) -> None:
    assert wild_types(tmp_path, kb, text) == expected


@pytest.mark.parametrize("status", ["equivocal", "filtered"])
def test_a_status_of_genminetop_that_doubts(kb: KnowledgeBase, tmp_path: Path, status: str) -> None:
    report = _report(read(tmp_path, genminetop(SNV.format("KRAS", "p.G12D", status))), kb)
    (found,) = (one for one in report.alterations if one.label == "KRAS G12D")
    assert "equivocal" in found.flags


def phenopacket(progress: str = "SOLVED", **more: object) -> str:
    descriptor = {"geneContext": {"symbol": "TP53"}, "expressions": [{"syntax": "hgvs.p", "value": "p.Arg175His"}]}
    found = {"variantInterpretation": {"variationDescriptor": descriptor}}
    interpretation = {"progressStatus": progress, "diagnosis": {"genomicInterpretations": [found]}}
    meta = {"metaData": {"phenopacketSchemaVersion": "2.0"}}
    return json.dumps({"subject": {"id": "x"}, "interpretations": [interpretation], **meta, **more})


def measurement(assay: str, found: str, description: str = "") -> list[dict[str, object]]:
    value = {"ontologyClass": {"id": "y:1", "label": found}}
    return [{"assay": {"id": "x:1", "label": assay}, "value": value, "description": description}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (phenopacket(), {"KRAS", "NRAS"}),
        (phenopacket("IN_PROGRESS"), set()),
        (phenopacket(measurements=measurement("KRAS mutation analysis", "Failed")), {"NRAS"}),
        (phenopacket(measurements=measurement("KRAS", "not evaluable")), {"NRAS"}),
        (phenopacket(measurements=measurement("Coverage", "see text", "KRAS: low coverage")), {"NRAS"}),
        (phenopacket(measurements=measurement("Body height", "tall")), {"KRAS", "NRAS"}),
    ],
)
def test_a_part_of_a_phenopacket_that_failed(kb: KnowledgeBase, tmp_path: Path, text: str, expected: set[str]) -> None:
    assert wild_types(tmp_path, kb, text) == expected
