"""A tumor mutational burden that cannot be read is listed; only what was not assessed is not tested."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import Source, Unresolved
from oncotier.readers.unread_burden import burden_unread
from tests.readers.builders import read
from tests.readers.tiny_reports import caris, tempus_1

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("written", "is_listed"),
    [
        (">20", True),
        ("1,234", True),
        ("12 per exome", True),
        ("rather high", True),
        ("", False),
        ("NA", False),
        ("-1", False),
        ("Quantity not sufficient", False),
        ("cannot be determined (< 20 % tumor)", False),
    ],
)
def test_a_result_is_told_from_none(written: str, *, is_listed: bool) -> None:
    assert isinstance(burden_unread(Source("file", 1, written), "TMB", written), Unresolved) is is_listed


READINGS = {
    "tempus": lambda text: tempus_1(tumorMutationalBurden=text),
    "caris": lambda text: caris({"tumorMutationBurden": {"mutationBurdenScore": text, "mutationBurdenCall": ""}}),
    "tso500": lambda text: json.dumps({"TmbPerMb": text}),
    "fhir": lambda text: json.dumps(
        {
            "resourceType": "Bundle",
            "entry": [
                {
                    "resource": {
                        "resourceType": "Observation",
                        "status": "final",
                        "code": {"coding": [{"system": "http://loinc.org", "code": "94076-7"}]},
                        "valueString": text,
                    }
                }
            ],
        }
    ),
}


@pytest.mark.parametrize("name", READINGS)
@pytest.mark.parametrize(("written", "is_listed"), [(">20", True), ("not tested", False)])
def test_each_report(tmp_path: Path, name: str, written: str, *, is_listed: bool) -> None:
    reading = read(tmp_path, READINGS[name](written))
    assert [one.reason for one in reading.unresolved] == (["not_determined"] if is_listed else [])
    assert [one.marker for one in reading.untested if one.marker == "TMB"] == ([] if is_listed else ["TMB"])
