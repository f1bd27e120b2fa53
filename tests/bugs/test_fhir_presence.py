"""FHIR: an absence in a truth value, in words, in another code or in the interpretation was read as a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bugs.fhir_documents import EGFR, L858R, gene, of_one, protein, typed
from tests.readers.builders import labels
from tests.readers.tiny_reports import coded, component

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


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("Not detected", ()),
        ("No mutation detected", ("small_variant",)),
        ("Fusion not detected", ("fusion",)),
        ("No amplification detected", ("copy_number",)),
    ],
)
def test_what_words_say_is_absent(tmp_path: Path, words: str, kinds: tuple[str, ...]) -> None:
    reading = of_one(tmp_path, gene("ALK"), said="", valueString=words)
    assert [(one.gene, one.kinds) for one in reading.negatives] == [("ALK", kinds)]


@pytest.mark.parametrize("words", ["V600E not detected", "V600 wild type", "Exon 15 mutation not detected"])
def test_one_absent_change_in_words_is_no_wild_type(tmp_path: Path, words: str) -> None:
    reading = of_one(tmp_path, gene("BRAF"), said="", valueString=words)
    assert (reading.negatives, labels(reading), reading.out_of_scope_by) == ((), set(), {"one_change_absent": 1})


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("BRAF", "V600E detected", {"BRAF V600E"}),
        ("ERBB2", "Amplification detected", {"ERBB2 amplification"}),
        ("EGFR", "Positive (L858R)", {"EGFR L858R"}),
        ("EGFR", "Positive", set()),
    ],
)
def test_a_call_that_names_the_change(tmp_path: Path, name: str, words: str, expected: set[str]) -> None:
    assert labels(of_one(tmp_path, gene(name), said="", valueString=words)) == expected


def test_a_name_that_says_nothing_was_found(tmp_path: Path) -> None:
    parts = (gene("KRAS"), protein("Not detected"))
    assert [one.kinds for one in of_one(tmp_path, *parts, said="").negatives] == [("small_variant",)]
    assert [one.kinds for one in of_one(tmp_path, *parts, said="LA9634-2").negatives] == [("small_variant",)]
    assert [one.reason for one in of_one(tmp_path, *parts).unresolved] == ["status_unknown"]


def test_the_partner_is_named_beside_the_gene(tmp_path: Path) -> None:
    name = component("81252-9", {"text": "TPM3-NTRK1"})
    assert labels(of_one(tmp_path, gene("NTRK1"), typed("SO:0001565"), name)) == {"TPM3::NTRK1 fusion"}


def test_a_tandem_duplication_as_kind_of_change(tmp_path: Path) -> None:
    kind = component("48019-4", {"text": "internal tandem duplication"})
    assert labels(of_one(tmp_path, gene("FLT3"), kind)) == {"FLT3-ITD"}
