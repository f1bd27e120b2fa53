"""FHIR: what is malformed or has a code of its own was left out without a word, or made up a finding."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.bugs.fhir_documents import EGFR, L858R, gene, observation, of_one, of_resources, protein, typed
from tests.readers.builders import codes, labels, read, unresolved
from tests.readers.tiny_reports import bundle, coded, component, variant

if TYPE_CHECKING:
    from pathlib import Path

PLACE = (
    component("48013-7", "NC_000007.14"),
    component("69547-8", "T", "valueString"),
    component("81254-5", {"low": {"value": 55191822}}, "valueRange"),
)


def test_an_allele_that_is_not_stated_is_no_deletion(tmp_path: Path) -> None:
    assert labels(of_one(tmp_path, EGFR, *PLACE)) == set()
    assert labels(of_one(tmp_path, EGFR, *PLACE, component("69551-0", "G", "valueString"))) == {"EGFR L858R"}


@pytest.mark.parametrize("value", [-1, 0, "2+"])
def test_a_bare_sign_is_no_finding(tmp_path: Path, value: object) -> None:
    reading = of_one(tmp_path, gene("ERBB2"), said="", valueCodeableConcept=value)
    assert (labels(reading), [one.reason for one in reading.unresolved]) == (set(), ["status_unknown"])


def test_a_gene_found_is_no_stain(tmp_path: Path) -> None:
    found = observation("x", valueCodeableConcept=coded("LA9633-4"), component=[gene("ERBB2")])
    assert labels(of_resources(tmp_path, {**found, "code": {"text": "Molecular finding"}})) == set()


def test_a_variant_with_a_code_of_the_laboratory(tmp_path: Path) -> None:
    found = observation("x", valueCodeableConcept=coded("LA9633-4"), component=[gene("ERBB2"), protein("p.Ser310Phe")])
    assert labels(of_resources(tmp_path, {**found, "code": {"text": "Sequence finding"}})) == {"ERBB2 S310F"}


def test_a_hybridization_that_counts_copies(tmp_path: Path) -> None:
    copies = component("82155-3", {"value": 12}, "valueQuantity")
    found = observation("85318-4", valueCodeableConcept=coded("LA6576-8", "Positive"), component=[copies])
    assert labels(of_resources(tmp_path, found)) == {"HER2 ISH positive"}


def test_two_genes_and_nothing_more_are_no_fusion(tmp_path: Path) -> None:
    reading = of_one(tmp_path, gene("CDKN2A"), gene("CDKN2B"))
    assert (labels(reading), [one.reason for one in reading.unresolved]) == (set(), ["several_genes"])
    assert labels(of_one(tmp_path, gene("EML4"), gene("ALK"))) == {"EML4::ALK fusion"}


def test_copies_without_a_number(tmp_path: Path) -> None:
    reading = of_one(tmp_path, gene("CDKN2A"), gene("CDKN2B"), {"code": coded("82155-3")})
    assert [one.reason for one in reading.unresolved] == ["not_determined", "not_determined"]


@pytest.mark.parametrize("part", [7, {"code": coded("48018-6")}])
def test_a_component_that_holds_nothing_is_said(tmp_path: Path, part: object) -> None:
    reading = of_one(tmp_path, EGFR, part, said="LA9634-2")
    assert ([one.gene for one in reading.negatives], codes(reading)) == (["EGFR"], {"component_unreadable"})


def test_entries_that_are_no_resources_are_said(tmp_path: Path) -> None:
    document = json.loads(bundle([variant(EGFR, L858R)]))
    document["entry"] += ["x", None, {"resource": 5}, {"response": {"status": "201"}}]
    reading = read(tmp_path, json.dumps(document))
    assert labels(reading) == {"EGFR L858R"}
    assert [one.words for one in reading.notices] == ["3 entries of the Bundle are no resources"]


def test_a_primitive_of_xml_with_an_extension(tmp_path: Path) -> None:
    name = '<display value="EGFR"><extension url="urn:x"><valueString value="y"/></extension></display>'
    coding = '<coding><system value="http://loinc.org"/><code value="48018-6"/></coding></code>'
    text = (
        '<Observation xmlns="http://hl7.org/fhir"><status value="final"/><code><coding><code value="69548-6"/></coding>'
        f"</code><component><code>{coding}<valueCodeableConcept><coding>{name}</coding></valueCodeableConcept>"
        '</component><component><code><coding><code value="48005-3"/></coding></code>'
        '<valueString value="p.L858R"/></component></Observation>'
    )
    assert labels(read(tmp_path, text)) == {"EGFR L858R"}


@pytest.mark.parametrize(
    ("parts", "said", "reason"),
    [
        ((typed("SO:0001565"),), "LA9633-4", "no_gene"),
        ((gene("KIF5B"), gene("RET"), gene("ZEB1"), typed("SO:0001565")), "LA9633-4", "several_genes"),
        ((), "LA9634-2", "no_gene"),
        ((EGFR, component("48005-3", "p.?")), "LA9633-4", "consequence_unavailable"),
        ((EGFR, component("81290-9", "oops")), "LA9633-4", "no_change"),
    ],
)
def test_what_is_not_said_is_listed(tmp_path: Path, parts: tuple[object, ...], said: str, reason: str) -> None:
    reading = of_one(tmp_path, *parts, said=said)
    assert labels(reading) == set()
    assert [found for found, _ in unresolved(reading)] == [reason]


def test_a_pair_whose_fusion_is_named(tmp_path: Path) -> None:
    name = component("81252-9", {"text": "ETV6::NTRK3 fusion"})
    assert labels(of_one(tmp_path, gene("ETV6"), gene("NTRK3"), name)) == {"ETV6::NTRK3 fusion"}


def test_two_answers_that_differ(tmp_path: Path) -> None:
    both = {"coding": [{"code": "LA9633-4"}, {"code": "LA9634-2"}]}
    reading = of_one(tmp_path, EGFR, L858R, said="", valueCodeableConcept=both)
    assert [one.reason for one in reading.unresolved] == ["status_unknown"]


def test_an_equivocal_result(tmp_path: Path) -> None:
    reading = of_one(tmp_path, EGFR, said="", valueCodeableConcept={"text": "Equivocal"})
    assert [(one.marker, one.words) for one in reading.untested] == [("EGFR", "Equivocal")]


def test_what_was_studied_is_no_result(tmp_path: Path) -> None:
    reading = of_resources(tmp_path, observation("53041-0", component=[EGFR]))
    assert (reading.negatives, reading.out_of_scope_by) == ((), {"region_studied": 1})


def test_a_result_that_is_not_final(tmp_path: Path) -> None:
    assert codes(of_one(tmp_path, EGFR, L858R, status="preliminary")) == {"report_preliminary"}
