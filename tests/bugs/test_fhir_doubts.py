"""What FHIR says beside a value, or in words only, leaves a gene open that the assay would make wild type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from tests.bugs.fhir_documents import gene, protein
from tests.readers.builders import codes, read, tally
from tests.readers.tiny_reports import bundle, coded, variant

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

PANEL = Assay("panel", "", tuple(Covered(name, COVERED_KINDS) for name in ("KRAS", "NRAS")))
KRAS, G12D, ABSENT = gene("KRAS"), protein("p.Gly12Asp"), "LA9634-2"
ANOTHER = variant(gene("TP53"), protein("p.Arg175His"), name="b")
REPORT: dict[str, object] = {
    "resourceType": "DiagnosticReport",
    "id": "r",
    "status": "final",
    "code": coded("51969-4"),
}
LEFT_OPEN = (
    {"interpretation": [coded("IND", "Indeterminate")]},
    {"interpretation": [coded("E", "Equivocal")]},
    {"interpretation": [{"text": "Failed"}]},
    {"dataAbsentReason": coded("error", "Error")},
    {"status": "registered"},
)


def in_words(code: str, value: str = "", **more: object) -> dict[str, object]:
    """Write an Observation of a code of the laboratory's own."""
    said = {"valueString": value} if value else {}
    return {"resourceType": "Observation", "id": "o", "status": "final", "code": {"text": code}, **said, **more}


def interpreted(folder: Path, kb: KnowledgeBase, *resources: dict[str, object]) -> Report:
    reading = read(folder, bundle([*resources, ANOTHER]))
    tally(reading)
    return interpret([reading], kb, Settings(tumor_type="COAD"), assay=PANEL)


def wild_types(report: Report) -> set[str]:
    return {one.gene for one in report.alterations if "wild-type" in one.label}


@pytest.mark.parametrize("beside", [*LEFT_OPEN, {"interpretation": [coded("NEG", "Negative")]}])
def test_a_presence_that_is_doubted_is_said(kb: KnowledgeBase, tmp_path: Path, beside: dict[str, Any]) -> None:
    report = interpreted(tmp_path, kb, variant(KRAS, G12D, **beside))
    assert "presence_doubtful" in {one.code for one in report.notices}
    (found,) = (one for one in report.alterations if one.label == "KRAS G12D")
    assert "equivocal" in found.flags
    assert not [one for one in report.options if "cetuximab" in one.drugs and not one.conditions]


@pytest.mark.parametrize(
    "beside",
    [*LEFT_OPEN, {"interpretation": [coded("POS", "Positive")]}, {"note": [{"text": "Low coverage of codon 12"}]}],
)
def test_an_absence_that_is_doubted_is_no_negative(kb: KnowledgeBase, tmp_path: Path, beside: dict[str, Any]) -> None:
    report = interpreted(tmp_path, kb, variant(KRAS, said=ABSENT, **beside))
    assert "KRAS" not in wild_types(report)


@pytest.mark.parametrize("code", ["NEG", "ND", "N"])
def test_an_interpretation_that_agrees_is_no_doubt(kb: KnowledgeBase, tmp_path: Path, code: str) -> None:
    report = interpreted(tmp_path, kb, variant(KRAS, said=ABSENT, interpretation=[coded(code)]))
    assert wild_types(report) == {"KRAS", "NRAS"}
    reading = read(tmp_path, bundle([variant(KRAS, G12D, interpretation=[coded("POS", "Positive")])]))
    assert "presence_doubtful" not in codes(reading)


@pytest.mark.parametrize(
    "other",
    [
        in_words("KRAS low coverage"),
        in_words("KRAS: not evaluable"),
        in_words("KRAS", "low coverage"),
        in_words("KRAS status", "Failed"),
        in_words("Assay limitations", "Low coverage in KRAS exon 2"),
        in_words("Comment", "KRAS: could not be evaluated"),
        in_words("KRAS", "p.G12D"),
        in_words("Comment", "KRAS p.G12D was found"),
        in_words("KRAS", dataAbsentReason={"text": "Quantity not sufficient"}),
        {**REPORT, "conclusion": "TP53 R175H was found. KRAS failed for low coverage."},
    ],
)
def test_words_of_one_gene_leave_it_open(kb: KnowledgeBase, tmp_path: Path, other: dict[str, object]) -> None:
    assert wild_types(interpreted(tmp_path, kb, other)) == {"NRAS"}


@pytest.mark.parametrize(
    "other",
    [
        in_words("Quality control", "Failed"),
        in_words("Specimen adequacy", "Quantity not sufficient"),
        {**in_words("x"), "code": coded("51968-6"), "valueCodeableConcept": coded("LA9664-9")},
        {**in_words("x"), "code": coded("51968-6"), "valueCodeableConcept": coded("LA9663-1")},
    ],
)
def test_a_test_that_failed_leaves_every_gene_open(kb: KnowledgeBase, tmp_path: Path, other: dict[str, object]) -> None:
    assert not wild_types(interpreted(tmp_path, kb, other))


@pytest.mark.parametrize(
    "other",
    [
        in_words("Quality control", "Passed"),
        in_words("Comment", "No mutations in KRAS, NRAS"),
        in_words("Family history", "EGFR inhibitor is planned"),
        in_words("Body height", "180 cm"),
        {**in_words("x"), "code": coded("51968-6"), "valueCodeableConcept": coded("LA6576-8")},
    ],
)
def test_other_words_leave_nothing_open(kb: KnowledgeBase, tmp_path: Path, other: dict[str, object]) -> None:
    assert wild_types(interpreted(tmp_path, kb, other)) == {"KRAS", "NRAS"}


def test_a_report_of_unknown_status_shows_nothing_absent(kb: KnowledgeBase, tmp_path: Path) -> None:
    assert not wild_types(interpreted(tmp_path, kb, {**REPORT, "status": "unknown"}))
