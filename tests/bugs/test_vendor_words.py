"""Faults of the readers of laboratories' reports that lost what another word or form said: one test each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import StatementObservation
from oncotier.errors import InputError
from tests.readers.builders import codes, labels, read, tally
from tests.readers.foundation_reports import variant_report
from tests.readers.tiny_reports import caris, tempus_1, tempus_3

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading


def statements(reading: Reading) -> list[str]:
    return [one.text for one in reading.observations if isinstance(one, StatementObservation)]


@pytest.mark.parametrize(
    ("kind", "words", "label"),
    [
        ("deletion", "Homozygous deletion", "PTEN deletion"), ("deletion", "", "PTEN loss"),
        ("amplification", "", "PTEN amplification"), ("CNV", "Deep deletion", "PTEN deletion"),
        ("", "Heterozygous deletion", "PTEN loss"),
    ],
)  # fmt: skip
def test_a_copy_number_of_tempus_in_other_words_had_no_change(
    tmp_path: Path, kind: str, words: str, label: str
) -> None:
    found = {"gene": "PTEN", "variantType": kind, "variantDescription": words}
    reading = read(tmp_path, tempus_1(somaticPotentiallyActionableCopyNumberVariants=[found]))
    assert labels(reading) == {label}
    (one,) = reading.observations
    assert ("loss_unspecified" in one.flags) is (label == "PTEN loss" and "Hetero" not in words)


def test_a_deletion_of_tempus_with_a_name_is_a_small_variant(tmp_path: Path) -> None:
    found = {"gene": "EGFR", "variantType": "deletion", "HGVS.p": "p.E746_A750del"}
    assert labels(read(tmp_path, tempus_1(somaticBiologicallyRelevantVariants=[found]))) == {"EGFR E746_A750del"}


def test_the_tandem_duplication_of_tempus_was_not_read(tmp_path: Path) -> None:
    found = {"gene": "FLT3", "mutationEffect": "ITD", "variantDescription": "Internal tandem duplication"}
    assert labels(read(tmp_path, tempus_1(somaticBiologicallyRelevantVariants=[found]))) == {"FLT3-ITD"}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("tissueInsufficient", "quantity_not_sufficient"), ("withdrawn", "quantity_not_sufficient"),
        ("revised", "report_amended"), ("on hold", "report_preliminary"), ("standard", ""),
    ],
)  # fmt: skip
def test_a_status_of_tempus_that_was_not_looked_at(tmp_path: Path, status: str, code: str) -> None:
    text = tempus_1(msiStatus="high").replace('"standard"', f'"{status}"')
    reading = read(tmp_path, text)
    assert codes(reading) - {"not_assessed"} == ({code} if code else set())
    assert statements(reading) == ([] if code == "quantity_not_sufficient" else ["MSI-H"])


@pytest.mark.parametrize("found", ["V600E", 5, ["V600E"], {"x": 1}, {"values": "V600E"}])
def test_a_section_of_tempus_that_is_no_list_was_passed_over(tmp_path: Path, found: object) -> None:
    for text in (tempus_1(fusionVariants=found), tempus_3(genomicVariants={"pathogenic": found})):
        assert [one.reason for one in read(tmp_path, text).unresolved] == ["section_unread"]
    assert "section_unread" in [one.reason for one in read(tmp_path, tempus_3(genomicVariants=[found])).unresolved]


@pytest.mark.parametrize("found", [None, "", "none", [], {}, {"note": "x", "values": []}, {"values": None}])
def test_a_section_of_tempus_without_variants_is_none(tmp_path: Path, found: object) -> None:
    assert not read(tmp_path, tempus_1(inheritedRelevantVariants=found, msiStatus="high")).unresolved


def test_regions_and_negatives_of_tempus_in_another_form_were_lost(tmp_path: Path) -> None:
    reading = read(tmp_path, tempus_1(lowCoverageAmplicons=["EGFR exon 19", {"gene": "KRAS"}, ""]))
    assert [one.marker for one in reading.untested] == ["EGFR", "KRAS", "a region without its gene"]
    reading = read(tmp_path, tempus_1(pertinentNegatives={"genes": ["EGFR", "KRAS"]}))
    assert [one.gene for one in reading.negatives] == ["EGFR", "KRAS"]


@pytest.mark.parametrize(
    ("key", "said", "expected"),
    [
        ("her2", "negative", "HER2 IHC negative"), ("her2", "Positive (3+)", "HER2 IHC 3+"),
        ("HER2/neu", "Negative (1+)", "HER2 IHC 1+"), ("her2", "Negative (0)", "HER2 IHC 0"),
        ("her2", "equivocal", "HER2 IHC 2+"), ("her2", "HER2-low", "HER2-low"), ("her2", "ultralow", "HER2-ultralow"),
        ("her2", "1", "HER2 IHC 1+"), ("ER", "positive", "ER IHC positive"), ("PR", "Positive, 20%", "PR IHC 20%"),
        ("her2", "1+ or 2+", ""), ("ER", "see comment", ""), ("Ki-67", "20%", ""),
    ],
)  # fmt: skip
def test_receptors_of_tempus_were_only_listed(tmp_path: Path, key: str, said: str, expected: str) -> None:
    reading = read(tmp_path, tempus_1(ihcFindings={key: {"interpretation": said}}))
    assert statements(reading) == ([expected] if expected else [])
    assert [one.reason for one in reading.unresolved] == ([] if expected else ["biomarker_not_read"])


def test_a_receptor_of_tempus_that_was_not_assessed(tmp_path: Path) -> None:
    reading = read(tmp_path, tempus_1(ihcFindings={"ER": {"interpretation": "insufficient tissue"}}))
    assert [one.marker for one in reading.untested] == ["ER IHC"]


@pytest.mark.parametrize(
    ("score", "expected", "noted"),
    [(">=50%", "PD-L1 TPS 50%", False), ("50-60%", "PD-L1 IHC positive", True), ("", "PD-L1 IHC positive", False)],
)
def test_a_score_of_tempus_was_lost_without_a_word(tmp_path: Path, score: str, expected: str, noted: bool) -> None:
    block = {"interpretation": {"result": "positive", "tumorProportionScore": score}}
    reading = read(tmp_path, tempus_1(ihcFindings={"pdl1": block}))
    assert statements(reading) == [expected]
    assert ("score_unread" in codes(reading)) is noted
    assert tally(reading).interpreted == 1


def stain(marker: str, result: str) -> dict[str, object]:
    return {"expressionAlteration": {"biomarkerName": marker, "result": result}}


MSI: dict[str, object] = {"microsatelliteInstability": {"msiCall": "High"}}


def test_a_caris_report_in_a_list_was_none(tmp_path: Path) -> None:
    report = json.loads(caris(MSI))
    assert statements(read(tmp_path, json.dumps([report]))) == ["MSI-H"]
    with pytest.raises(InputError, match="holds 2 reports"):
        read(tmp_path, json.dumps([report, report]))


@pytest.mark.parametrize(
    ("tests", "unread"),
    [
        ("none", 0), ("EGFR L858R", 1), (["EGFR L858R", 5, None], 2), ([{"testResults": "EGFR L858R"}], 1),
        ([{"testResults": [MSI, "x"]}], 1), ([{"testResults": {"genomicAlteration": ["EGFR", 1]}}], 2),
        ([{"testResults": {"genomicAlteration": "EGFR L858R", "resultCount": "1"}}], 1),
    ],
)  # fmt: skip
def test_what_is_no_result_of_caris_was_passed_over(tmp_path: Path, tests: object, unread: int) -> None:
    report = {**json.loads(caris(MSI)), "tests": tests}
    reading = read(tmp_path, json.dumps(report))
    assert [one.reason for one in reading.unresolved] == ["section_unread"] * unread
    assert tally(reading).unresolved == unread


@pytest.mark.parametrize(
    ("kind", "code"), [("Cancelled", "quantity_not_sufficient"), ("Preliminary", "report_preliminary"), ("Final", "")]
)
def test_the_type_of_a_caris_report_was_not_looked_at(tmp_path: Path, kind: str, code: str) -> None:
    reading = read(tmp_path, caris(MSI, report={"reportType": kind}))
    assert codes(reading) == ({code} if code else set())
    assert bool(reading.observations) is (code != "quantity_not_sufficient")


def test_a_lineage_of_caris_that_says_nothing_hid_the_diagnosis(tmp_path: Path) -> None:
    text = caris(MSI).replace(
        '"lineage": "Melanoma"', '"lineage": "Other", "pathologicDiagnosis": "Lung adenocarcinoma"'
    )
    assert read(tmp_path, text).tumor_type == "Lung adenocarcinoma"
    assert read(tmp_path, caris(MSI).replace("Melanoma", "Other")).tumor_type == "Other"


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ("No loss of nuclear expression", "intact"), ("not retained", "loss"),
        ("Loss of expression not seen", "intact"), ("no MLH1 expression", "loss"), ("not absent", "intact"),
    ],
)  # fmt: skip
def test_a_denied_loss_of_a_repair_protein_was_a_loss(tmp_path: Path, said: str, finding: str) -> None:
    details = {"interpretation": said, "details": [{"protein": "MLH1", "result": said}]}
    both = ["dMMR" if finding == "loss" else "pMMR", f"MLH1 IHC {finding}"]
    assert statements(read(tmp_path, tempus_1(ihcFindings={"mmr": details}))) == both
    stains = [stain("MLH1", said), stain("Mismatch Repair Status", said)]
    assert statements(read(tmp_path, caris(*stains))) == [both[1], both[0]]


def test_a_result_of_a_repair_protein_that_is_not_known_is_not_untested(tmp_path: Path) -> None:
    details = {"interpretation": "Normal", "details": [{"protein": "MLH1", "result": "patchy"}]}
    assert [one.reason for one in read(tmp_path, tempus_1(ihcFindings={"mmr": details})).unresolved] == [
        "result_unknown"
    ]


def test_a_gene_of_tempus_with_low_coverage_is_not_negative(tmp_path: Path) -> None:
    poor = [{"gene": "KIT", "referenceBase": "c.1"}]
    reading = read(tmp_path, tempus_1(lowCoverageAmplicons=poor, pertinentNegatives=["KIT", "BRAF"]))
    assert [one.gene for one in reading.negatives] == ["BRAF"]
    assert [one.marker for one in reading.untested] == ["KIT", "KIT"]


@pytest.mark.parametrize(
    ("mechanism", "reasons"),
    [("Gene fusion", ["biomarker_not_read"]), ("Exon 14 skipping", ["biomarker_not_read"]), ("overexpressed", [])],
)
def test_a_changed_transcript_of_tempus_was_set_aside_as_expression(
    tmp_path: Path, mechanism: str, reasons: list[str]
) -> None:
    reading = read(tmp_path, tempus_1(rnaFindings=[{"gene": "MET", "mechanism": mechanism}]))
    assert [one.reason for one in reading.unresolved] == reasons


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("<methylations><methylation gene='MLH1'/></methylations>", "methylations"),
        ("<short-variants><indel gene='EGFR'/></short-variants>", "short-variants/indel"),
        ("<short-variants/><biomarkers/>", ""),
    ],
)
def test_a_section_of_foundation_that_is_not_known_was_passed_over(tmp_path: Path, body: str, named: str) -> None:
    found = [one.words for one in read(tmp_path, variant_report(body)).notices if one.code == "section_not_read"]
    assert len(found) == bool(named)
    assert all(f"not read: {named};" in words for words in found)
