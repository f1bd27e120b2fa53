"""The FHIR bundle: valid R4, no invented code, no claim that the report does not make, read back to the same labels."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from oncotier.domain.report import OptionState
from oncotier.exporters.exporter import Screen
from oncotier.exporters.fhir import FHIR
from tests.builders import report_of
from tests.exporters.reports import HOSTILE, hostile_report, plain_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from oncotier.knowledge.base import KnowledgeBase
    from tests.conftest import Run

SCREEN = Screen()
EXAMPLES = {
    "lung_egfr.vcf": ("-t", "LUAD"),
    "melanoma_braf.maf": ("-t", "MEL"),
    "colorectal_kras_g12c.xml": (),
}
KNOWN_LOINC = frozenset(
    "51969-4 69548-6 48018-6 48004-6 48005-3 81290-9 51958-7 48013-7 62374-4 48000-4 69547-8 69551-0 81254-5 48019-4"
    " 81258-6 82155-3 48002-0 81252-9 81259-4 51963-7 93044-6 94076-7 81695-9"
    " LA9633-4 LA9634-2 LA14029-5 LA26806-2 LA6684-0 LA6683-2 LA6677-4 LA6676-6 LA9662-3 LA14122-8 LA26203-2"
    " LA26202-4".split()
)


def resources(text: str, kind: str = "") -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in json.loads(text)["entry"]]
    return [one for one in found if not kind or one["resourceType"] == kind]


def codings(content: Any) -> Iterator[dict[str, str]]:
    if isinstance(content, dict):
        if "system" in content and "code" in content:
            yield content
        for value in content.values():
            yield from codings(value)
    elif isinstance(content, list):
        for value in content:
            yield from codings(value)


def validate(text: str) -> None:
    bundle = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources is not installed (extra: test)")
    bundle.Bundle.model_validate_json(text)


@pytest.fixture(scope="module")
def rich(kb: KnowledgeBase) -> str:
    findings = (
        "EGFR L858R", "EGFR C797S", "EML4::ALK fusion", "ALK fusion", "ERBB2 amplification", "CDKN2A deletion", "MSI-H",
        "TMB 12.5", "HER2 IHC 2+", "MET exon 14 skipping", "KRAS wild-type", "FLT3-ITD", "HRD positive",
    )  # fmt: skip
    return FHIR.render(report_of(kb, *findings, tumor="LUAD"), SCREEN)


def test_valid(rich: str) -> None:
    validate(rich)
    validate(FHIR.render(plain_report(), SCREEN))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_valid_with_hostile_texts(hostile: str) -> None:
    validate(FHIR.render(hostile_report(hostile), SCREEN))


def test_no_patient_and_preliminary(rich: str) -> None:
    assert {one["resourceType"] for one in resources(rich)} == {"DiagnosticReport", "Observation"}
    assert {one["status"] for one in resources(rich)} == {"preliminary"}
    assert not [one for one in resources(rich) if "subject" in one]


def test_codes_are_those_of_the_guide(rich: str) -> None:
    found = [(one["system"], one["code"]) for one in codings(json.loads(rich))]
    assert {code for system, code in found if system == "http://loinc.org"} <= KNOWN_LOINC
    assert {system for system, _ in found} <= {
        "http://loinc.org",
        "http://www.genenames.org",
        "http://varnomen.hgvs.org",
        "http://www.sequenceontology.org",
        "http://unitsofmeasure.org",
        "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs",
        "http://terminology.hl7.org/CodeSystem/observation-category",
        "http://terminology.hl7.org/CodeSystem/v2-0074",
    }


def test_hgnc_ids_are_those_of_the_gene_table(rich: str, kb: KnowledgeBase) -> None:
    found = {one["display"]: one["code"] for one in codings(json.loads(rich)) if "genenames" in one["system"]}
    assert found == {gene: kb.genes[gene].hgnc_id for gene in found}
    assert {"EGFR", "ALK", "ERBB2"} <= set(found)
    assert "EML4" not in kb.genes


def test_every_reference_leads_somewhere(rich: str) -> None:
    urls = [entry["fullUrl"] for entry in json.loads(rich)["entry"]]
    assert len(set(urls)) == len(urls)
    (report,) = resources(rich, "DiagnosticReport")
    assert [one["reference"] for one in report["result"]] == urls[1:]
    derived = [ref["reference"] for one in resources(rich) for ref in one.get("derivedFrom", [])]
    assert derived
    assert set(derived) <= set(urls)


def test_only_an_option_without_reserve_is_called_responsive(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR L858R", "EGFR C797S", "PIK3CA H1047R", "KRAS G12C", tumor="LUAD")
    implications = resources(FHIR.render(report, SCREEN))[1 + len(report.alterations) :]
    options = (*report.options, *report.not_recommended)
    responsive = [any(one["code"] == "LA6677-4" for one in codings(resource["component"])) for resource in implications]
    assert len(implications) == len(options)
    assert responsive == [
        option.effect.value == "sensitivity" and option.state is OptionState.AVAILABLE for option in options
    ]
    assert {True, False} == set(responsive)
    assert all("valueCodeableConcept" not in resource for resource in implications)


def test_ids_depend_on_the_content_only() -> None:
    first, again, other = (
        FHIR.render(report, SCREEN) for report in (plain_report(), plain_report(), hostile_report("x"))
    )
    assert first == again
    assert {one["id"] for one in resources(first)}.isdisjoint(one["id"] for one in resources(other))


def test_the_conclusion_says_what_is_missing() -> None:
    (report,) = resources(FHIR.render(plain_report(), SCREEN), "DiagnosticReport")
    for words in ("For research.", "INCOMPLETE", "Not understood: in.vcf record 1", "Without an option", "not_tested"):
        assert words in report["conclusion"]


def labels(run: Run, *arguments: str) -> list[str]:
    document = json.loads(run("interpret", *arguments, "-f", "json").stdout)
    return sorted(one["label"] for one in document["alterations"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_read_back_to_the_same_alterations(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "report.fhir.json"
    done = run("interpret", f"examples/{name}", *EXAMPLES[name], "-f", "fhir", "-o", str(path))
    assert done.returncode == 0, done.stderr
    validate(path.read_text(encoding="utf-8"))
    expected = labels(run, f"examples/{name}", *EXAMPLES[name])
    assert expected
    assert labels(run, str(path), *EXAMPLES[name]) == expected


def test_words_are_read_back_to_the_same_alterations(run: Run, rich: str, tmp_path: Path) -> None:
    path = tmp_path / "report.fhir.json"
    path.write_text(rich, encoding="utf-8")
    report = json.loads(run("interpret", str(path), "-t", "LUAD", "-f", "json").stdout)
    found = sorted(one["label"] for one in report["alterations"])
    assert found == [
        "ALK fusion", "CDKN2A deletion", "EGFR C797S", "EGFR L858R", "EML4::ALK fusion", "ERBB2 amplification",
        "FLT3-ITD", "HER2 IHC 2+", "HRD positive", "KRAS wild-type", "MET exon 14 skipping", "MSI-H", "TMB 12.5 mut/Mb",
    ]  # fmt: skip
    assert report["unresolved"] == []
