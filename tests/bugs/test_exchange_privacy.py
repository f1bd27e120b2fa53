"""FHIR and phenopackets: what names a person is in no output, whatever becomes of the document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from oncotier.errors import OncotierError
from tests.bugs.fhir_documents import EGFR, L858R
from tests.readers.builders import read, report
from tests.readers.tiny_reports import bundle, coded, variant

if TYPE_CHECKING:
    from pathlib import Path

WHO = "Zzsecret"
OF_A_PERSON: dict[str, Any] = {
    "subject": {"reference": f"Patient/{WHO}-id", "display": f"{WHO} name", "identifier": {"value": WHO}},
    "performer": [{"display": f"{WHO} physician"}],
    "specimen": {"reference": f"Specimen/{WHO}", "display": WHO},
    "note": [{"text": f"{WHO} note"}],
    "text": {"status": "generated", "div": f"<div>{WHO}</div>"},
    "dataAbsentReason": None,
}
PATIENT: dict[str, Any] = {"resourceType": "Patient", "id": f"{WHO}-id", "name": [{"family": WHO}]}
REPORT: dict[str, Any] = {
    "resourceType": "DiagnosticReport",
    "id": WHO,
    "status": "final",
    "conclusion": WHO,
    "result": [{"reference": f"Observation/{WHO}-gone", "display": WHO}],
    **OF_A_PERSON,
}


def documents() -> dict[str, str]:
    found, other = (variant(EGFR, L858R, name=f"{WHO}{n}", **OF_A_PERSON) for n in (1, 2))
    of_another = {**other, "subject": {"reference": f"Patient/{WHO}-other"}}
    no_value = variant(EGFR, said="", **{**OF_A_PERSON, "dataAbsentReason": {**coded("error"), "text": WHO}})
    whole = bundle([PATIENT, found, REPORT])
    packet: dict[str, Any] = {
        "id": WHO,
        "subject": {"id": WHO, "dateOfBirth": WHO},
        "biosamples": [{"id": f"{WHO}{n}", "description": WHO, "measurements": [{}]} for n in (1, 2)],
        "metaData": {"createdBy": WHO, "phenopacketSchemaVersion": "2.0"},
    }
    return {
        "whole": whole,
        "two persons": bundle([found, of_another]),
        "no value": bundle([no_value]),
        "cut off": whole[:-40],
        "odd number": whole.replace('"final"', "NaN", 1),
        "nothing": bundle([PATIENT]),
        "two samples": json.dumps(packet),
        "one sample": json.dumps({**packet, "biosamples": packet["biosamples"][:1]}),
    }


@pytest.mark.parametrize("name", documents())
def test_nobody_is_named(tmp_path: Path, name: str) -> None:
    try:
        reading = read(tmp_path, documents()[name])
    except OncotierError as error:
        said = f"{error} {error.hint}"
    else:
        said = f"{reading} {report(reading)}"
    assert said
    assert WHO not in said
