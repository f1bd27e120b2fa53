"""FHIR: an absence in a truth value, in words, in another code or in the interpretation was read as a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bugs.fhir_documents import EGFR, L858R, of_one
from tests.readers.builders import labels
from tests.readers.tiny_reports import coded

if TYPE_CHECKING:
    from pathlib import Path

SNOMED = "http://snomed.info/sct"
ABSENT: list[dict[str, object]] = [
    {"valueBoolean": False},
    {"valueString": "Not detected"},
    {"valueCodeableConcept": coded("260415000", system=SNOMED)},
    {"valueCodeableConcept": coded("LA6577-6")},
    {"valueCodeableConcept": {"text": "Not present"}},
    {"valueCodeableConcept": {"text": "No mutation detected"}},
    {"valueCodeableConcept": {"text": "Wild type"}},
    {"valueCodeableConcept": {"text": "Undetected"}},
    {"valueCodeableConcept": "Absent"},
    {"interpretation": [coded("NEG", "Negative")]},
]
PRESENT: list[dict[str, object]] = [
    {"valueBoolean": True},
    {"valueString": "Positive"},
    {"valueCodeableConcept": coded("260373001", system=SNOMED)},
    {"valueCodeableConcept": coded("LA6576-8")},
    {"valueCodeableConcept": {"text": "Yes"}},
    {"valueCodeableConcept": {"text": "Heterozygous"}},
    {"interpretation": [coded("POS")]},
]


@pytest.mark.parametrize("said", ABSENT)
def test_absent(tmp_path: Path, said: dict[str, object]) -> None:
    assert labels(of_one(tmp_path, EGFR, L858R, said="", **said)) == set()
    of_the_gene = of_one(tmp_path, EGFR, said="", **said)
    assert [one.gene for one in of_the_gene.negatives] == ["EGFR"]


@pytest.mark.parametrize("said", PRESENT)
def test_present(tmp_path: Path, said: dict[str, object]) -> None:
    assert labels(of_one(tmp_path, EGFR, L858R, said="", **said)) == {"EGFR L858R"}


@pytest.mark.parametrize("value", [coded("local-7", system="urn:x"), {"text": "see comment"}])
def test_neither(tmp_path: Path, value: object) -> None:
    reading = of_one(tmp_path, EGFR, L858R, said="", valueCodeableConcept=value)
    assert labels(reading) == set()
    assert [one.reason for one in reading.unresolved] == ["status_unknown"]


@pytest.mark.parametrize("said", [{"valueInteger": 0}, {"valueQuantity": {"value": 0}}])
def test_a_number_is_no_answer(tmp_path: Path, said: dict[str, object]) -> None:
    assert [one.reason for one in of_one(tmp_path, EGFR, L858R, said="", **said).unresolved] == ["status_unknown"]


@pytest.mark.parametrize("said", [{"valueString": "EGFR p.L858R"}, {"valueCodeableConcept": {"text": "EGFR L858R"}}])
def test_the_value_names_the_change(tmp_path: Path, said: dict[str, object]) -> None:
    assert labels(of_one(tmp_path, said="", **said)) == {"EGFR L858R"}
