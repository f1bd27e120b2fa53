"""FHIR: a change that only its transcript tells the gene of, and a report that was withdrawn."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.readers.builders import codes, labels, read_path

if TYPE_CHECKING:
    from pathlib import Path

_LOINC = "http://loinc.org"


def _coded(system: str, code: str) -> dict[str, object]:
    return {"coding": [{"system": system, "code": code}]}


def _bundle(path: Path, *, report: str = "") -> Path:
    variant: dict[str, object] = {
        "resourceType": "Observation",
        "id": "v1",
        "status": "final",
        "code": _coded(_LOINC, "69548-6"),
        "valueCodeableConcept": _coded(_LOINC, "LA9633-4"),
        "component": [
            {
                "code": _coded(_LOINC, "48004-6"),
                "valueCodeableConcept": _coded("http://varnomen.hgvs.org", "NM_005228.5:c.2573T>G"),
            }
        ],
    }
    resources: list[dict[str, object]] = [variant]
    if report:
        resources.append({"resourceType": "DiagnosticReport", "status": report, "code": {"text": "panel"}})
    entries = [{"resource": one} for one in resources]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    return path


def test_the_transcript_tells_the_gene(tmp_path: Path) -> None:
    assert labels(read_path(_bundle(tmp_path / "a.json"))) == {"EGFR L858R"}
    assert labels(read_path(_bundle(tmp_path / "b.json", report="final"))) == {"EGFR L858R"}


def test_nothing_of_a_withdrawn_report_is_used(tmp_path: Path) -> None:
    found = read_path(_bundle(tmp_path / "a.json", report="entered-in-error"))
    assert labels(found) == set()
    assert found.filtered_by == {"report_withdrawn": 1}
    assert "report_withdrawn" in codes(found)
