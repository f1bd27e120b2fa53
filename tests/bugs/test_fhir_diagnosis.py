"""FHIR: refuted, past, secondary and family diagnoses were taken for the tumor; several ones were not said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.bugs.fhir_documents import EGFR, L858R, of_resources
from tests.readers.builders import codes
from tests.readers.tiny_reports import coded, variant

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading


def of_conditions(folder: Path, *conditions: dict[str, Any]) -> Reading:
    resources = [{"resourceType": "Condition", "id": f"c{n}", **one} for n, one in enumerate(conditions)]
    return of_resources(folder, *resources, variant(EGFR, L858R))


def named(words: str, **more: object) -> dict[str, Any]:
    return {"code": {"text": words}, **more}


@pytest.mark.parametrize(
    "first",
    [
        named("Melanoma", verificationStatus=coded("refuted")),
        named("Melanoma", verificationStatus=coded("entered-in-error")),
        named("Melanoma", clinicalStatus=coded("resolved")),
        named("Secondary malignant neoplasm of liver"),
        named("Brain metastasis"),
        named("Metastatic malignant neoplasm to brain (disorder)"),
        named("Family history of breast cancer"),
        named("Encounter for screening for malignant neoplasm of colon"),
        named("Hypertension"),
    ],
)
def test_the_tumor_is_taken(tmp_path: Path, first: dict[str, Any]) -> None:
    assert of_conditions(tmp_path, first, named("Lung adenocarcinoma")).tumor_type == "Lung adenocarcinoma"


def test_several_tumors_are_said(tmp_path: Path) -> None:
    reading = of_conditions(tmp_path, named("Melanoma"), named("Lung cancer"), named("melanoma"))
    assert (reading.tumor_type, "several_diagnoses" in codes(reading)) == ("Melanoma", True)
    assert "several_diagnoses" not in codes(of_conditions(tmp_path, named("Melanoma"), named("Gout")))


def test_a_metastasis_alone_is_the_diagnosis(tmp_path: Path) -> None:
    assert of_conditions(tmp_path, named("Brain metastasis")).tumor_type == "Brain metastasis"


@pytest.mark.parametrize(
    ("concept", "histology"),
    [
        (coded("C34.9", "Malignant neoplasm of bronchus and lung"), coded("8140/3", "Adenocarcinoma, NOS")),
        (
            coded("93880001", "Primary malignant neoplasm of lung (disorder)"),
            coded("35917007", "Adenocarcinoma, no subtype (morphologic abnormality)"),
        ),
    ],
)
def test_the_histology_of_mcode(tmp_path: Path, concept: dict[str, object], histology: dict[str, object]) -> None:
    url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"
    extension = [{"url": url, "valueCodeableConcept": histology}]
    assert of_conditions(tmp_path, {"code": concept, "extension": extension}).tumor_type == "lung adenocarcinoma"


def test_topography_and_morphology_in_one_code(tmp_path: Path) -> None:
    codings = [
        {"code": "C34.9", "display": "Malignant neoplasm of unspecified part of bronchus or lung"},
        {"code": "C34.9 8140/3", "display": "Lung adenocarcinoma"},
    ]
    assert of_conditions(tmp_path, {"code": {"coding": codings}}).tumor_type == "lung adenocarcinoma"
