"""Tumor markers of FHIR: mCODE's tests, pathology's components, calls in three code systems and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from oncotier.readers import fhir
from oncotier.readers.source import open_input
from tests.readers.builders import labels, read, tally
from tests.readers.tiny_reports import bundle, coded, component

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

SNOMED = "http://snomed.info/sct"
POSITIVE, NEGATIVE = coded("LA6576-8", "Positive"), coded("260385009", "Negative", SNOMED)


def marker(code: str, display: str = "", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Observation", "id": "m", "status": "final", "code": coded(code, display), **more}


def concept(value: Any) -> dict[str, Any]:
    return {"valueCodeableConcept": {"text": value} if isinstance(value, str) else value}


def share(value: float, unit: str = "%", bound: str = "") -> dict[str, Any]:
    quantity = {"value": value, "unit": unit, **({"comparator": bound} if bound else {})}
    return {"valueQuantity": quantity}


def one(folder: Path, *observations: dict[str, Any]) -> Reading:
    reading = read(folder, bundle(observations))
    tally(reading)
    return reading


@pytest.mark.parametrize(
    ("code", "display", "value", "expected"),
    [
        ("85337-4", "", concept(POSITIVE), "ER IHC positive"),
        ("16112-5", "", concept(NEGATIVE), "ER negative"),
        ("40557-1", "", concept(coded("10828004", "", SNOMED)), "PR IHC positive"),
        ("16113-3", "Hormonrezeptorstatus Progesteron", concept(coded("2667000", "Absent", SNOMED)), "PR negative"),
        ("14228-1", "", share(70), "ER IHC 70%"),
        ("85325-9", "", {"valueQuantity": {"value": 30, "code": "%", "unit": "percent"}}, "PR IHC 30%"),
        ("85329-1", "", share(1, bound="<"), "ER IHC negative"),
        ("10480-2", "", concept(NEGATIVE), "HR negative"),
        ("x", "Estrogen and progesterone receptor status", concept("positive"), "HR positive"),
        ("x", "Östrogenrezeptor (Immunhistochemie)", concept("positiv (90%)"), "ER IHC 90%"),
        ("x", "Estrogen receptor by immunohistochemistry", {"valueString": "positive (90%)"}, "ER IHC 90%"),
        ("85319-2", "", concept("1+"), "HER2 IHC 1+"),
        ("85319-2", "", concept("Negative (1+)"), "HER2 IHC 1+"),
        ("18474-7", "", {"valueString": "Score 3+"}, "HER2 IHC 3+"),
        ("85319-2", "", concept("0"), "HER2 IHC 0"),
        ("48676-1", "", concept(NEGATIVE), "HER2 negative"),
        ("48676-1", "", {"interpretation": [coded("POS")]}, "HER2 positive"),
        ("85319-2", "", concept(coded("42425007", "", SNOMED)), "HER2 IHC 2+"),
        ("85318-4", "", concept("Nicht amplifiziert"), "HER2 ISH negative"),
        ("31150-6", "", concept("Amplified"), "HER2 ISH positive"),
        ("49683-6", "", share(2.4, "{ratio}") | {"interpretation": [coded("POS")]}, "HER2 ISH positive"),
        ("83052-1", "", concept(coded("LA11882-0")), "PD-L1 IHC positive"),
        ("83053-9", "", share(60), "PD-L1 TPS 60%"),
        ("83053-9", "", share(1, bound="<"), "PD-L1 TPS <1%"),
        ("x", "PD-L1 combined positive score", share(10, "{score}"), "PD-L1 CPS 10"),
        ("83052-1", "", {"valueString": "TPS 60%"}, "PD-L1 TPS 60%"),
        ("83057-0", "", share(60), "PD-L1 IHC 60%"),
        ("81691-8", "", concept(NEGATIVE), "MLH1 IHC loss"),
        ("81693-4", "", concept("Retained nuclear expression"), "MSH6 IHC positive"),
        ("x", "Mismatch repair proteins by immune stain", concept("Deficient (loss of MLH1 and PMS2)"), "dMMR"),
        ("x", "MLH1, MSH2, MSH6, PMS2 protein expression", concept("intact"), "pMMR"),
        ("x", "Homologous recombination deficiency score", {"valueQuantity": {"value": 45}}, "HRD 45"),
        ("x", "HRD status", concept("positive"), "HRD positive"),
        ("47303-3", "", concept(POSITIVE), "ALK IHC positive"),
        ("x", "ALK gene rearrangement [Presence] in Tissue by FISH", concept(POSITIVE), "ALK fusion"),
        ("x", "ROS1 gene rearrangement by FISH", concept(NEGATIVE), "ROS1 ISH negative"),
        ("x", "Claudin 18.2 by immunohistochemistry", share(80), "CLDN18 IHC 80%"),
        ("x", "Folate receptor alpha Ag by immune stain", {"valueString": "80% (2+)"}, "FOLR1 IHC 80%@2+"),
        ("x", "PTEN protein expression", concept("Loss"), "PTEN IHC loss"),
        ("x", "HER2 by IHC", {"valueBoolean": True}, "HER2 IHC positive"),
    ],
)
def test_a_result_is_a_finding(tmp_path: Path, code: str, display: str, value: dict[str, Any], expected: str) -> None:
    assert labels(one(tmp_path, marker(code, display, **value))) == {expected}


@pytest.mark.parametrize(
    ("code", "display", "value", "words"),
    [
        ("85337-4", "", concept(coded("82334004", "Indeterminate", SNOMED)), "ER IHC: Indeterminate"),
        ("85319-2", "", {"dataAbsentReason": coded("not-performed", "Not Performed")}, "HER2 IHC: Not Performed"),
        ("83052-1", "", {}, "PD-L1 IHC: no value"),
        ("81694-2", "", concept("insufficient tissue"), "PMS2 IHC: insufficient tissue"),
    ],
)
def test_no_result_is_not_tested(tmp_path: Path, code: str, display: str, value: dict[str, Any], words: str) -> None:
    reading = one(tmp_path, marker(code, display, **value))
    assert ([f"{one.marker}: {one.words}" for one in reading.untested], reading.observations) == ([words], ())


@pytest.mark.parametrize(
    ("code", "display", "value", "reason"),
    [
        ("14130-9", "Estrogen receptor [Moles/mass] in Tissue", share(12, "fmol/mg"), "result_unknown"),
        ("49683-6", "", share(2.4, "{ratio}"), "result_unknown"),
        ("85319-2", "", concept("1+ to 2+"), "result_unknown"),
        ("83052-1", "", share(50, bound=">"), "result_unknown"),
        ("81691-8", "", concept("loss in one part, intact in another"), "result_unknown"),
        ("x", "MLH1 gene promoter methylation, expression", concept(POSITIVE), "biomarker_not_read"),
        ("x", "MET gene amplification by FISH", concept(POSITIVE), "result_unknown"),
    ],
)
def test_what_is_not_understood_is_listed(
    tmp_path: Path, code: str, display: str, value: dict[str, Any], reason: str
) -> None:
    reading = one(tmp_path, marker(code, display, **value))
    assert ([found.reason for found in reading.unresolved], reading.observations) == ([reason], ())


@pytest.mark.parametrize(
    ("code", "display", "value", "reason"),
    [
        ("32996-1", "HER2 [Mass/volume] in Serum", share(12, "ng/mL"), "marker_in_blood"),
        ("85310-1", "", concept(coded("24484000", "Severe", SNOMED)), "stain_intensity"),
        ("85319-2", "HER2 panel", {"hasMember": [{"reference": "Observation/a"}]}, "panel_of_results"),
        ("x", "Anti-HER2 therapy received", {"valueBoolean": True}, "other_observation"),
        ("x", "MMR vaccination status", concept("normal"), "other_observation"),
        ("x", "Family history of HER2 positive breast cancer", concept(POSITIVE), "other_observation"),
        ("85330-9", "Cells.Ki-67 nuclear Ag/cells by Immune stain", share(15), "other_observation"),
        ("x", "ALK [Enzymatic activity/volume]", share(15, "U/L"), "other_observation"),
        ("10334-1", "Cancer Ag 125 [Units/volume] in Serum or Plasma", share(15, "U/mL"), "other_observation"),
    ],
)
def test_what_is_no_marker_of_the_tumor_is_counted(
    tmp_path: Path, code: str, display: str, value: dict[str, Any], reason: str
) -> None:
    reading = one(tmp_path, marker(code, display, **value))
    assert (tally(reading).out_of_scope_by, reading.observations) == ({reason: 1}, ())


def part(display: str, **value: Any) -> dict[str, Any]:
    return {"code": coded("x", display), **value}


def test_scores_stand_in_components(tmp_path: Path) -> None:
    parts = [
        component("48018-6", coded("HGNC:17635", "CD274", "http://www.genenames.org")),
        part("Tumor proportion score", **share(60)),
        part("Combined positive score", valueQuantity={"value": 75}),
        part("Staining intensity", **concept("strong")),
    ]
    reading = one(tmp_path, marker("83052-1", component=parts, **concept(POSITIVE)))
    assert labels(reading) == {"PD-L1 TPS 60%", "PD-L1 CPS 75", "PD-L1 IHC positive"}


def test_a_count_of_signals_is_part_of_the_call(tmp_path: Path) -> None:
    ratio = part("HER2/CEP17 ratio", valueQuantity={"value": 5.1})
    reading = one(tmp_path, marker("85318-4", component=[ratio], **concept("Amplified")))
    assert (labels(reading), reading.unresolved) == ({"HER2 ISH positive"}, ())


def test_a_marker_is_named_by_the_gene_studied(tmp_path: Path) -> None:
    gene = component("48018-6", coded("HGNC:3430", "ERBB2", "http://www.genenames.org"))
    reading = one(tmp_path, marker("55229-9", "Immune stain study", component=[gene], **concept("2+")))
    assert labels(reading) == {"HER2 IHC 2+"}


def test_an_equivocal_hybridization_is_to_be_confirmed(tmp_path: Path) -> None:
    reading = one(tmp_path, marker("85318-4", **concept("equivocal")))
    assert [(found.text, found.flags) for found in reading.observations] == [  # type: ignore[union-attr]
        ("HER2 ISH positive", ("equivocal",))
    ]


def test_persons_of_markers_are_told_apart(tmp_path: Path) -> None:
    people = [
        marker("85337-4", subject={"reference": f"Patient/{name}"}, **concept(POSITIVE)) | {"id": name}
        for name in ("fake-a", "fake-b")
    ]
    path = tmp_path / "two.json"
    path.write_text(bundle(people))
    assert fhir.samples(open_input(str(path))) == ("subject-1", "subject-2")
