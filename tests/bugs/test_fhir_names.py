"""FHIR: names of a change that were lost beside other words, copies, bounds, verdicts in code, coordinates from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bugs.fhir_documents import EGFR, L858R, gene, observation, of_one, of_resources, protein, typed
from tests.readers.builders import codes, labels, only_variant
from tests.readers.tiny_reports import coded, component, variant

if TYPE_CHECKING:
    from pathlib import Path

HGVS = "http://varnomen.hgvs.org"


@pytest.mark.parametrize(
    "part",
    [
        component("48005-3", coded("NP_005219.2:p.(Leu858Arg)", "Leucine to arginine at 858", HGVS)),
        component("48005-3", {"text": "exon 21 mutation", **coded("p.Leu858Arg", system=HGVS)}),
        component("48005-3", {"text": "EGFR L858R"}),
        component("48004-6", coded("NM_005228.5:c.2573T>G", "thymine to guanine", HGVS)),
        component("48004-6", {"text": "NM_005228.5(EGFR):c.2573T>G (p.Leu858Arg)"}),
        component("81252-9", coded("33", "L858R", "https://civicdb.org/variants")),
    ],
)
def test_the_words_that_can_be_read_count(tmp_path: Path, part: dict[str, object]) -> None:
    assert labels(of_one(tmp_path, EGFR, part)) == {"EGFR L858R"}


def test_of_several_names_of_a_variation_the_readable_one(tmp_path: Path) -> None:
    names = ("rs121434568", "NM_005228.5(EGFR):c.2573T>G (p.Leu858Arg)")
    parts = (component("81252-9", coded("1", name, "urn:x")) for name in names)
    assert labels(of_one(tmp_path, EGFR, *parts)) == {"EGFR L858R"}


def test_a_second_change_is_listed(tmp_path: Path) -> None:
    reading = of_one(tmp_path, EGFR, L858R, protein("p.Thr790Met"))
    assert labels(reading) == {"EGFR L858R"}
    assert [one.reason for one in reading.unresolved] == ["several_changes"]


def test_the_same_change_on_another_sequence_is_none_more(tmp_path: Path) -> None:
    names = (protein("NP_005219.2:p.Leu858Arg"), protein("NP_001333826.1:p.Leu813Arg"))
    assert not of_one(tmp_path, EGFR, *names).unresolved


@pytest.mark.parametrize("value", [{"valueQuantity": {"value": 3}}, {"valueString": "3"}])
def test_copies_beside_a_change(tmp_path: Path, value: dict[str, object]) -> None:
    assert labels(of_one(tmp_path, EGFR, L858R, {"code": coded("82155-3"), **value})) == {"EGFR L858R"}


def test_a_gain_of_bases_is_no_gain_of_copies(tmp_path: Path) -> None:
    reading = of_one(tmp_path, gene("FLT3"), typed("SO:0001742"), protein("p.Glu598_Tyr599dup"))
    assert labels(reading) == {"FLT3 E598_Y599dup"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"valueQuantity": {"value": 10, "comparator": ">="}}, {"ERBB2 amplification"}),
        ({"valueQuantity": {"value": 10, "comparator": "<"}}, set()),
        ({"valueString": "12"}, {"ERBB2 amplification"}),
        ({"valueInteger": 12}, {"ERBB2 amplification"}),
        ({"valueString": "many"}, set()),
    ],
)
def test_copies(tmp_path: Path, value: dict[str, object], expected: set[str]) -> None:
    reading = of_one(tmp_path, gene("ERBB2"), {"code": coded("82155-3"), **value})
    assert labels(reading) == expected
    assert [one.reason for one in reading.unresolved] == ([] if expected else ["not_determined"])


@pytest.mark.parametrize(
    ("words", "expected"),
    [("copy_number_loss", {"ERBB2 loss"}), ("amplification", {"ERBB2 amplification"}), ("fusion", {"ERBB2 fusion"})],
)
def test_a_kind_of_change_in_words(tmp_path: Path, words: str, expected: set[str]) -> None:
    assert labels(of_one(tmp_path, gene("ERBB2"), component("48019-4", {"text": words}))) == expected


@pytest.mark.parametrize(
    ("value", "vaf"),
    [
        ({"valueQuantity": {"value": 5, "unit": "%", "comparator": "<"}}, None),
        ({"valueString": "31%"}, 0.31),
        ({"valueQuantity": {"value": 31, "unit": "%", "code": "%"}}, 0.31),
    ],
)
def test_allele_fraction(tmp_path: Path, value: dict[str, object], vaf: float | None) -> None:
    reading = of_one(tmp_path, EGFR, L858R, {"code": coded("81258-6"), **value})
    assert only_variant(reading).vaf == vaf
    assert ("vaf_unreadable" in codes(reading)) is (vaf is None)


@pytest.mark.parametrize("code", ["LA6675-8", "LA26334-5", "LA6674-1"])
def test_benign_by_code(tmp_path: Path, code: str) -> None:
    component_of_it = component("53037-8", coded(code))
    assert only_variant(of_one(tmp_path, EGFR, L858R, component_of_it)).flags == ("benign",)
    verdict = observation("53037-8", derivedFrom=[{"reference": "Observation/v1"}], valueCodeableConcept=coded(code))
    in_stu1 = of_resources(tmp_path, variant(EGFR, L858R), verdict)
    assert only_variant(in_stu1).flags == ("benign",)


def test_the_strongest_verdict_counts(tmp_path: Path) -> None:
    verdicts = (component("53037-8", coded(code)) for code in ("LA26333-7", "LA6668-3"))
    assert only_variant(of_one(tmp_path, EGFR, L858R, *verdicts)).flags == ("vendor:known",)


def test_characters_from_0_and_chromosomes_by_code(tmp_path: Path) -> None:
    parts = (
        component("48000-4", coded("LA21260-7")),
        component("62374-4", coded("LA26806-2")),
        component("69547-8", "T", "valueString"),
        component("69551-0", "G", "valueString"),
        component("81254-5", {"low": {"value": 55191821}}, "valueRange"),
        component("92822-6", coded("LA30101-2")),
    )
    assert labels(of_one(tmp_path, *parts)) == {"EGFR L858R"}
