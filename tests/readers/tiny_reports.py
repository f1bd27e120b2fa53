"""One tiny, invented input of every vendor report and exchange format, and ways to write more of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["TINY_REPORTS", "bundle", "caris", "coded", "component", "tempus_1", "tempus_3", "variant"]

LOINC = "http://loinc.org"


def coded(code: str, display: str = "", system: str = LOINC) -> dict[str, object]:
    """Write a CodeableConcept of one coding."""
    return {"coding": [{"system": system, "code": code, **({"display": display} if display else {})}]}


def component(code: str, value: object, kind: str = "valueCodeableConcept") -> dict[str, object]:
    """Write a component; a text that stands for a concept becomes a coding with itself as display."""
    is_concept = isinstance(value, str) and kind == "valueCodeableConcept"
    return {"code": coded(code), kind: coded(str(value), str(value), "urn:x") if is_concept else value}


def variant(*parts: object, said: str = "LA9633-4", name: str = "v1", **more: object) -> dict[str, object]:
    """Write a variant Observation; without `said` it has no value."""
    made: dict[str, object] = {"resourceType": "Observation", "id": name, "status": "final", "code": coded("69548-6")}
    if said:
        made["valueCodeableConcept"] = coded(said)
    return {**made, "component": list(parts), **more}


def bundle(resources: Iterable[dict[str, object]]) -> str:
    """Write a Bundle."""
    entries = [
        {"fullUrl": f"urn:uuid:{one.get('id', number)}", "resource": one} for number, one in enumerate(resources)
    ]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})


def tempus_1(**results: object) -> str:
    """Write a report of schema 1.x."""
    report = {
        "metadata": {"schemaVersion": "1.4"},
        "report": {"workflow": {"reportType": "DNA", "reportStatus": "standard"}},
        "patient": {"firstName": "Fakefirst", "lastName": "Fakelast", "DoB": "1901-02-03", "diagnosis": "Melanoma"},
        "order": {"tempusOrder_id": "fake-order", "test": {"code": "XT", "referenceGenome": "GRCh37/hg19"}},
    }
    return json.dumps({**report, "results": results})


def tempus_3(**results: object) -> str:
    """Write a report of schema 3.x."""
    report = {
        "metadata": {"schemaVersion": "3.3.0"},
        "patient": {"lastName": "Fakelast", "dateOfBirth": "1901-02-03"},
        "order": {"tempusOrderId": "fake-order", "test": {"code": "XT.V4", "referenceGenome": "GRCh37/hg19"}},
        "specimens": [
            {"sampleCategory": "normal", "diagnosis": {"originPathLabDiagnosis": "none"}},
            {"sampleCategory": "tumor", "diagnosis": {"originPathLabDiagnosis": "Lung adenocarcinoma"}},
        ],
    }
    return json.dumps({**report, "results": results})


def caris(*results: dict[str, object], report: Any = None, **test: object) -> str:
    """Write a report with one test, as JSON."""
    details: dict[str, object] = {"labName": "Fakelab", "labReportID": "TN00-000000", **(report or {})}
    patient = {"lastName": "Fakelast", "mrn": "FAKE-MRN", "dob": "1901-02-03", "lineage": "Melanoma"}
    tests = [{"testName": "Any Panel", "testMethodology": "Seq", **test, "testResults": list(results)}]
    return json.dumps({"labSchemaVersion": "3", "testDetails": details, "patientInformation": patient, "tests": tests})


TINY_REPORTS = {
    "tso500": (
        "TruSight Oncology 500 - Combined Variant Output\t\n[Analysis Details]\nDNA Sample ID\tD1\nRNA Sample ID\tNA\n"
        "[TMB]\nTotal TMB\t12.5\n[Gene Amplifications]\nGene\tFold Change\nERBB2\t4.4\n"
    ),
    "tempus": tempus_1(
        tumorMutationalBurden=12.5,
        somaticBiologicallyRelevantVariants=[{"gene": "EGFR", "variantType": "SNV", "HGVS.p": "p.L858R"}],
        rnaFindings=[{"gene": "MET", "mechanism": "overexpressed"}],
    ),
    "caris": caris(
        {"genomicAlteration": {"gene": "BRAF", "result": "Pathogenic Variant", "hgvsProteinChange": "p.V600E"}},
        {"genomicAlteration": {"gene": "KRAS", "result": "Wild Type"}},
        {"wtsExpression": {"gene": "MET", "tpm": 9}},
    ),
    "fhir": bundle([variant(component("48018-6", "EGFR"), component("48005-3", "p.Leu858Arg"))]),
    "genminetop": (
        "<root><vendor-id>todai-oncopanel</vendor-id><report><result><alterations><item><type>snv</type><gene>EGFR</gene>"
        "<protein-alteration>p.L858R</protein-alteration></item></alterations></result></report></root>"
    ),
    "phenopacket": json.dumps(
        {
            "subject": {"id": "x"},
            "interpretations": [
                {
                    "diagnosis": {
                        "genomicInterpretations": [
                            {
                                "variantInterpretation": {
                                    "variationDescriptor": {
                                        "geneContext": {"symbol": "EGFR"},
                                        "expressions": [{"syntax": "hgvs.p", "value": "NP_005219.2:p.(Leu858Arg)"}],
                                    }
                                }
                            }
                        ]
                    }
                }
            ],
            "metaData": {"phenopacketSchemaVersion": "2.0"},
        }
    ),
    "tso500-measures": '{"TmbPerMb": 14.1}',
    "dragen-fusions": (
        "# Score = the score\nCaller,Gene A,Gene B,Gene A Breakpoint,Gene B Breakpoint,KeepFusion\n"
        "DRAGEN,EML4,ALK,chr2:42264951,chr2:29223528,True\n"
    ),
    "orange": json.dumps(
        {
            "sampleId": "S1",
            "refGenomeVersion": "V38",
            "purple": {"characteristics": {"microsatelliteStatus": "MSS", "tumorMutationalBurdenPerMb": 3.2}},
        }
    ),
}
