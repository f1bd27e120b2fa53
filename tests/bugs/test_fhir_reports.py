"""FHIR: results of withdrawn reports, of two specimens or persons, of pages and references that are not in the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from oncotier.errors import InputError, SampleChoiceError
from tests.bugs.fhir_documents import EGFR, L858R, gene, observation, of_resources, protein
from tests.readers.builders import codes, labels, read, tally
from tests.readers.tiny_reports import bundle, coded, variant

if TYPE_CHECKING:
    from pathlib import Path

KRAS, G12C = gene("KRAS"), protein("p.Gly12Cys")


def report(name: str, *results: str, status: str = "final", **more: object) -> dict[str, object]:
    listed = [{"reference": f"Observation/{one}"} for one in results]
    return {"resourceType": "DiagnosticReport", "id": name, "status": status, "result": listed, **more}


def two() -> list[dict[str, object]]:
    return [variant(EGFR, L858R, name="a"), variant(KRAS, G12C, name="b")]


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_one_of_two_reports_was_withdrawn(tmp_path: Path, status: str) -> None:
    reading = of_resources(tmp_path, *two(), report("r1", "a", status=status), report("r2", "b"))
    assert (labels(reading), reading.filtered_by) == ({"KRAS G12C"}, {"report_withdrawn": 1})
    assert "report_withdrawn" in codes(reading)


def test_a_cancelled_report_proves_nothing(tmp_path: Path) -> None:
    reading = of_resources(tmp_path, *two(), report("r1", "a", "b", status="cancelled"))
    assert (labels(reading), reading.filtered_by) == (set(), {"report_withdrawn": 2})


def test_a_result_in_a_panel_is_of_its_report(tmp_path: Path) -> None:
    panel = observation("51969-4", "p", hasMember=[{"reference": "Observation/a"}])
    reading = of_resources(tmp_path, *two(), panel, report("r1", "p", status="entered-in-error"), report("r2", "b"))
    assert labels(reading) == {"KRAS G12C"}


def of_specimens(*names: str) -> list[dict[str, object]]:
    specimens = [[{"reference": f"Specimen/{one}"}] for one in names]
    return [*two(), report("r1", "a", specimen=specimens[0]), report("r2", "b", specimen=specimens[1])]


def test_reports_on_two_specimens_are_not_mixed(tmp_path: Path) -> None:
    resources = of_specimens("s1", "s2")
    with pytest.raises(SampleChoiceError) as raised:
        of_resources(tmp_path, *resources)
    assert raised.value.hint == "samples: report-1, report-2"
    assert labels(of_resources(tmp_path, *resources, sample="report-2")) == {"KRAS G12C"}


def test_reports_on_one_specimen_are_read_together(tmp_path: Path) -> None:
    reading = of_resources(tmp_path, *of_specimens("s1", "s1"))
    assert (labels(reading), codes(reading)) == ({"EGFR L858R", "KRAS G12C"}, {"several_reports"})


def test_one_specimen_by_id_and_by_url(tmp_path: Path) -> None:
    reading = of_resources(tmp_path, *of_specimens("s1", "s1/_history/2"))
    assert labels(reading) == {"EGFR L858R", "KRAS G12C"}


def test_a_report_of_pathology_on_another_block_is_read_with_the_genomic_one(tmp_path: Path) -> None:
    stain = observation("85319-2", "h", valueCodeableConcept=coded("LA6577-6", "Negative"))
    reading = of_resources(
        tmp_path,
        two()[0],
        stain,
        report("r1", "a", specimen=[{"reference": "Specimen/s1"}]),
        report("r2", "h", specimen=[{"reference": "Specimen/s2"}]),
    )
    assert (labels(reading), codes(reading)) == ({"EGFR L858R", "HER2 IHC negative"}, {"several_reports"})


def test_a_report_without_findings_is_no_second_one(tmp_path: Path) -> None:
    staging = observation("21908-9", "s", valueCodeableConcept={"text": "IVB"})
    reading = of_resources(tmp_path, *two(), staging, report("r1", "a", "b"), report("r2", "s"))
    assert not codes(reading)


def test_two_persons_with_reports_on_two_specimens(tmp_path: Path) -> None:
    mine = [{**one, "subject": {"reference": "Patient/p1"}} for one in of_specimens("s1", "s2")]
    other = variant(KRAS, G12C, name="c", subject={"reference": "Patient/p2"})
    with pytest.raises(SampleChoiceError) as raised:
        of_resources(tmp_path, *mine, other)
    assert raised.value.hint == "samples: subject-1-report-1, subject-1-report-2, subject-2"


def test_one_person_by_url_and_by_id(tmp_path: Path) -> None:
    patient: dict[str, object] = {"resourceType": "Patient", "id": "p1"}
    found = [
        variant(EGFR, L858R, name="a", subject={"reference": "urn:uuid:p1"}),
        variant(KRAS, G12C, name="b", subject={"reference": "https://lab.example/fhir/Patient/p1"}),
    ]
    assert labels(of_resources(tmp_path, patient, *found)) == {"EGFR L858R", "KRAS G12C"}


def test_persons_by_identifier(tmp_path: Path) -> None:
    found = [
        variant(EGFR, L858R, name=one, subject={"identifier": {"system": "urn:x", "value": one}}) for one in ("a", "b")
    ]
    with pytest.raises(SampleChoiceError, match="2 samples"):
        of_resources(tmp_path, *found)


def test_the_diagnosis_of_another_person(tmp_path: Path) -> None:
    conditions: list[dict[str, object]] = [
        {"resourceType": "Condition", "id": one, "code": {"text": words}, "subject": {"reference": f"Patient/{one}"}}
        for one, words in (("p2", "Melanoma"), ("p1", "Lung adenocarcinoma"))
    ]
    found = variant(EGFR, L858R, subject={"reference": "Patient/p1"})
    assert of_resources(tmp_path, *conditions, found).tumor_type == "Lung adenocarcinoma"


def test_results_that_are_elsewhere(tmp_path: Path) -> None:
    assert "results_missing" in codes(of_resources(tmp_path, *two(), report("r", "a", "b", "c")))
    assert "results_missing" not in codes(of_resources(tmp_path, *two(), report("r", "a", "b")))


def test_one_page_of_a_search_is_incomplete(tmp_path: Path) -> None:
    document = {**json.loads(bundle(two())), "type": "searchset", "link": [{"relation": "next", "url": "urn:x"}]}
    reading = read(tmp_path, json.dumps(document))
    assert (labels(reading), reading.incomplete) == ({"EGFR L858R", "KRAS G12C"}, True)
    assert "results_missing" in codes(reading)


def test_of_a_history_the_latest_version(tmp_path: Path) -> None:
    url = "https://lab.example/fhir/Observation/v1"
    versions = [variant(EGFR, said="LA9634-2"), variant(EGFR, L858R)]
    entries: list[object] = [{"fullUrl": url, "resource": one} for one in versions]
    gone = [
        {"request": {"method": "DELETE", "url": "Observation/v2"}},
        {"fullUrl": url.replace("v1", "v2"), "resource": variant(KRAS, G12C, name="v2")},
    ]
    document = {"resourceType": "Bundle", "type": "history", "entry": [*entries, *gone]}
    reading = read(tmp_path, json.dumps(document))
    assert labels(reading) == {"EGFR wild-type"}


@pytest.mark.parametrize("reference", ["Observation/v1/_history/2", "https://lab.example/fhir/Observation/v1"])
def test_a_reference_with_version_or_server(tmp_path: Path, reference: str) -> None:
    found = observation("molecular-consequence", derivedFrom=[{"reference": reference}], component=[L858R])
    assert labels(of_resources(tmp_path, variant(EGFR), found)) == {"EGFR L858R"}


def test_contained_ids_hold_within_their_report(tmp_path: Path) -> None:
    def holding(name: str, first: object, second: object) -> dict[str, object]:
        found = observation("molecular-consequence", "2", derivedFrom=[{"reference": "#1"}], component=[second])
        return report(name, contained=[variant(first, name="1"), found])

    reading = of_resources(tmp_path, holding("r1", EGFR, L858R), holding("r2", KRAS, G12C))
    assert labels(reading) == {"EGFR L858R", "KRAS G12C"}


def test_one_resource_a_line(tmp_path: Path) -> None:
    first, second = (json.dumps(one) for one in two())
    for text in (f"{first}\n{second}\n", f"{first}\r\n\r\n{second}"):
        reading = read(tmp_path, text)
        assert (labels(reading), tally(reading).read) == ({"EGFR L858R", "KRAS G12C"}, 2)
    with pytest.raises(InputError, match="input:2: not valid JSON"):
        read(tmp_path, f'{first}\n{second[:-1]},"x":}}\n')


def test_results_of_an_operation(tmp_path: Path) -> None:
    part = {"name": "variant", "resource": variant(EGFR, L858R)}
    document = {"resourceType": "Parameters", "parameter": [{"name": "variants", "part": [part]}]}
    assert labels(read(tmp_path, json.dumps(document))) == {"EGFR L858R"}


def test_a_bundle_without_results_is_called_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no DiagnosticReport or Observation"):
        of_resources(tmp_path, {"resourceType": "Patient", "id": "p"})
