"""FHIR: burdens and microsatellite states in words, codes of the laboratory, components and interpretations; bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.bugs.fhir_documents import L858R, observation, of_resources
from tests.readers.builders import labels
from tests.readers.tiny_reports import coded

if TYPE_CHECKING:
    from pathlib import Path

PER_MB = {"value": 12.5, "unit": "mut/Mb"}
TMB, MSI = "94076-7", "81695-9"


def in_words(words: str) -> dict[str, object]:
    return {"code": {"text": words}}


def component(code: str, **value: object) -> dict[str, object]:
    return {"code": coded(code), **value}


@pytest.mark.parametrize(
    ("code", "more", "expected"),
    [
        (TMB, {"valueString": "12.5 mutations/Mb"}, {"TMB 12.5 mut/Mb"}),
        (TMB, {"valueQuantity": {"value": 12.5, "unit": "1/1000000{nt}"}}, {"TMB 12.5 mut/Mb"}),
        (TMB, {"valueQuantity": {"value": 12.5, "unit": "1/{Megabase}"}}, {"TMB 12.5 mut/Mb"}),
        (TMB, {"interpretation": [coded("H")]}, {"TMB-H"}),
        ("x", {"valueQuantity": PER_MB, **in_words("Tumor mutational burden")}, {"TMB 12.5 mut/Mb"}),
        ("x", {"valueQuantity": PER_MB, **in_words("Blood tumor mutational burden")}, {"bTMB 12.5 mut/Mb"}),
        ("x", {"valueString": "MSI-High", **in_words("Microsatellite instability")}, {"MSI-H"}),
        (MSI, {"valueString": "MSI-H detected"}, {"MSI-H"}),
        (MSI, {"interpretation": [{"text": "MSI-H"}]}, {"MSI-H"}),
        (
            "51969-4",
            {
                "component": [
                    component(TMB, valueQuantity=PER_MB),
                    component(MSI, valueCodeableConcept=coded("LA26203-2")),
                ]
            },
            {"TMB 12.5 mut/Mb", "MSI-H"},
        ),
    ],
)
def test_read(tmp_path: Path, code: str, more: dict[str, Any], expected: set[str]) -> None:
    assert labels(of_resources(tmp_path, {**observation(code), **more})) == expected


@pytest.mark.parametrize(
    ("code", "more", "reason"),
    [
        (TMB, {"valueQuantity": {**PER_MB, "value": 10, "comparator": "<"}}, "not_determined"),
        (TMB, {"valueRange": {"low": {"value": 10, "unit": "mut/Mb"}}}, "not_determined"),
        (TMB, {"valueInteger": 12}, "unit_unknown"),
        (MSI, {"valueQuantity": {"value": 32.5, "unit": "%"}}, "status_unknown"),
        (MSI, {"valueString": "MSI-H not detected"}, "status_unknown"),
    ],
)
def test_listed(tmp_path: Path, code: str, more: dict[str, Any], reason: str) -> None:
    reading = of_resources(tmp_path, {**observation(code), **more})
    assert ([one.reason for one in reading.unresolved], labels(reading), reading.untested) == ([reason], set(), ())


def test_no_value_is_not_tested(tmp_path: Path) -> None:
    found = [
        observation(TMB, "t", dataAbsentReason=coded("error"), interpretation=[coded("H")]),
        observation(MSI, "m", valueCodeableConcept=coded("LA11884-6")),
    ]
    reading = of_resources(tmp_path, *found)
    assert [(one.marker, one.words) for one in reading.untested] == [("TMB", "error"), ("MSI", "indeterminate")]


@pytest.mark.parametrize(
    ("concept", "reason"),
    [
        (coded("58483-6", "BRAF gene c.1799T>A [Presence] in Blood or Tissue"), "biomarker_not_read"),
        ({"text": "EGFR mutation"}, "biomarker_not_read"),
        ("69548-6", "no_code"),
        (None, "no_code"),
    ],
)
def test_a_test_that_is_not_read_is_listed(tmp_path: Path, concept: object, reason: str) -> None:
    reading = of_resources(tmp_path, {**observation("x", valueString="p.V600E"), "code": concept})
    assert [one.reason for one in reading.unresolved] == [reason]


def test_a_variant_by_its_profile(tmp_path: Path) -> None:
    profile = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/variant"
    found = observation("local", meta={"profile": [profile]}, component=[coded_gene(), L858R])
    assert labels(of_resources(tmp_path, found)) == {"EGFR L858R"}


def coded_gene() -> dict[str, object]:
    return {"code": coded("48018-6"), "valueCodeableConcept": {"text": "EGFR"}}
