"""A call that was filtered, or could not be judged, leaves its gene open: it is never tested and absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.biomarker import atoms_of
from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.observation import (
    CopyNumberObservation,
    Observation,
    Reading,
    RearrangementObservation,
    Source,
    StatementObservation,
    Unresolved,
    Untested,
    VariantObservation,
)
from oncotier.domain.settings import Settings
from oncotier.domain.value import replace
from oncotier.interpret.assemble import examine, interpret
from oncotier.notation.biomarker import parse
from oncotier.readers.listing import from_texts
from tests.builders import named
from tests.readers.builders import read
from tests.readers.tiny_reports import caris

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

PANEL = Assay("panel", "", tuple(Covered(gene, COVERED_KINDS) for gene in "KRAS NRAS BRAF ALK ROS1 ERBB2 MET".split()))
HERE = Source("calls", 1, "row")


def _variant(change: str, **more: object) -> VariantObservation:
    gene, _, name = change.partition(" ")
    return VariantObservation(HERE, gene, protein=name, vaf=0.08, depth=500, **more)  # type: ignore[arg-type]


def _report(
    kb: KnowledgeBase, *observations: Observation, unresolved: tuple[Unresolved, ...] = (), **given: object
) -> Report:
    rows = Reading("calls", "x", "", 1, observations=observations, unresolved=unresolved)
    settings = Settings(tumor_type=str(given.pop("tumor", "COAD")), **given)  # type: ignore[arg-type]
    return interpret([rows, from_texts(["MSS"], name="findings")], kb, settings, assay=PANEL)


def _states(report: Report) -> dict[str, str]:
    return {one.biomarker: one.state for one in report.testing}


@pytest.mark.parametrize(
    ("filter_given", "min_vaf", "why"), [("weak_evidence", None, "weak_evidence"), ("", 0.1, "min_vaf")]
)
def test_a_filtered_driver_is_neither_present_nor_absent(
    kb: KnowledgeBase, filter_given: str, min_vaf: float | None, why: str
) -> None:
    report = _report(kb, _variant("KRAS G12D", filter=filter_given), min_vaf=min_vaf)
    labels = [one.label for one in report.alterations]
    assert "NRAS wild-type" in labels
    assert not [label for label in labels if label.startswith("KRAS")]
    panitumumab = named(report.options, "Panitumumab + FOLFOX")
    assert panitumumab is not None
    assert panitumumab.state.value == "conditional"
    asked = {one.biomarker: (one.state, one.note) for one in report.testing}["KRAS G12C"]
    assert asked == ("unknown", f"KRAS: KRAS G12D (8 % of 500; {why}) was filtered")
    (notice,) = (one for one in report.notices if one.code == "driver_filtered")
    assert "KRAS G12D (8 % of 500" in notice.words
    assert ("--keep-filtered" in notice.words) is bool(filter_given)
    assert report.inputs[0].records.filtered == 1


def test_a_driver_filtered_in_many_rows_is_named_once(kb: KnowledgeBase) -> None:
    found = [replace(_variant("KRAS G12D", filter="weak"), vaf=vaf) for vaf in (0.01, 0.03, 0.02)]
    (notice,) = (one for one in _report(kb, *found).notices if one.code == "driver_filtered")
    assert notice.words.count("KRAS") == 1
    assert "KRAS G12D (3 % of 500; weak)" in notice.words


def test_what_the_user_keeps_is_a_finding(kb: KnowledgeBase) -> None:
    report = _report(kb, _variant("KRAS G12D", filter="weak_evidence"), keep_filtered=True)
    assert "KRAS G12D" in [one.label for one in report.alterations]
    assert not [one for one in report.notices if one.code == "driver_filtered"]


def test_an_artifact_leaves_no_question_open(kb: KnowledgeBase) -> None:
    report = _report(kb, _variant("KRAS T50I", filter="weak_evidence"))
    assert "KRAS wild-type" in [one.label for one in report.alterations]
    assert not [one for one in report.notices if one.code == "driver_filtered"]


def test_what_passes_elsewhere_is_not_said_to_be_filtered(kb: KnowledgeBase) -> None:
    report = _report(kb, _variant("KRAS G12D", filter="weak_evidence"), _variant("KRAS G12D"))
    assert "KRAS G12D" in [one.label for one in report.alterations]
    assert not [one for one in report.notices if one.code == "driver_filtered"]


@pytest.mark.parametrize(
    ("observation", "opened", "still_absent"),
    [
        (RearrangementObservation(HERE, "EML4", "ALK", "fusion", filter="MinSomaticScore"), "ALK fusion", "ROS1"),
        (RearrangementObservation(HERE, "ALK", "", "rearrangement", filter="LowQ"), "ALK fusion", "ROS1"),
        (RearrangementObservation(HERE, "ROS1", "", "fusion", filter="LowQ"), "ROS1 fusion", "ALK"),
        (RearrangementObservation(HERE, "EML4", "ALK", "fusion"), "", "ROS1"),
        (StatementObservation(HERE, "EML4-ALK fusion", filter="LowQ"), "ALK fusion", "ROS1"),
        (StatementObservation(HERE, "ALK L1196?Q fusion of sorts"), "ALK fusion", "ROS1"),
    ],
)
def test_a_rearrangement_that_does_not_count_leaves_fusions_open(
    kb: KnowledgeBase, observation: Observation, opened: str, still_absent: str
) -> None:
    states = _states(_report(kb, observation, tumor="LUAD"))
    assert [name for name, state in states.items() if state == "unknown" and name.endswith("fusion")] == (
        [opened] if opened else []
    )
    assert states[f"{still_absent} fusion"] == "absent"


@pytest.mark.parametrize(
    "observation",
    [
        CopyNumberObservation(HERE, "MET", "amplification", filter="LowQ"),
        CopyNumberObservation(HERE, "MET", "plenty"),
    ],
)
def test_copies_that_do_not_count_leave_the_number_of_copies_open(kb: KnowledgeBase, observation: Observation) -> None:
    rows = Reading("calls", "x", "", 1, observations=(observation,))
    findings = examine([rows], kb, Settings(tumor_type="LUAD"), assay=PANEL).findings
    assert set(findings.open_questions) == {("MET", "copy_number")}
    amplified, skipped = atoms_of(parse("amp&exon:14:skip"))
    assert not findings.is_covered(amplified, "MET")
    assert findings.is_covered(skipped, "MET")
    assert findings.is_covered(amplified, "ERBB2")


def test_a_filtered_fusion_leaves_the_sequence_settled(kb: KnowledgeBase) -> None:
    found = RearrangementObservation(HERE, "KRAS", "ALK", "fusion", filter="LowQ")
    assert "KRAS wild-type" in [one.label for one in _report(kb, found).alterations]


@pytest.mark.parametrize("words", ["KRAS: a change without its name", "row KRAS p.? is odd"])
def test_an_unread_record_leaves_the_gene_that_it_names_open(kb: KnowledgeBase, words: str) -> None:
    rejected = Unresolved(Source("calls", 1, "x"), "no_change", words)
    labels = [one.label for one in _report(kb, unresolved=(rejected,)).alterations]
    assert "KRAS wild-type" not in labels
    assert "NRAS wild-type" in labels


@pytest.mark.parametrize("reason", ["section_unread", "no_gene", "build_unknown", "malformed_row"])
def test_an_unread_record_of_any_gene_leaves_all_open(kb: KnowledgeBase, reason: str) -> None:
    rejected = Unresolved(Source("calls", 1, "x"), reason, "not understood")
    labels = [one.label for one in _report(kb, unresolved=(rejected,)).alterations]
    assert not [label for label in labels if "wild-type" in label]


def test_a_void_report_proves_nothing_absent(tmp_path: Path, kb: KnowledgeBase) -> None:
    void = read(tmp_path, caris(report={"reportType": "QNS"}))
    report = interpret([void], kb, Settings(tumor_type="COAD"), assay=PANEL)
    assert void.has_gaps
    assert not report.alterations
    assert _states(report)["KRAS G12C"] == "unknown"


@pytest.mark.parametrize(
    ("marker", "is_open"),
    [
        ("KRAS p.G12D", True),
        ("KRAS IHC", False),
        ("KRAS::ALK", False),
        ("MSI", False),
    ],
)
def test_a_change_that_was_not_assessed_leaves_its_gene_open(kb: KnowledgeBase, marker: str, is_open: bool) -> None:
    rows = Reading("calls", "x", "", 1, untested=(Untested(HERE, marker, "no call"),))
    report = interpret([rows], kb, Settings(tumor_type="COAD"), assay=PANEL)
    assert ("KRAS wild-type" not in [one.label for one in report.alterations]) is is_open


def test_what_was_not_assessed_in_an_unnamed_gene_leaves_every_gene_open(kb: KnowledgeBase) -> None:
    missing = Untested(HERE, "a variant without its gene", "no call", of_any_gene=True)
    rows = Reading("calls", "x", "", 1, untested=(missing,))
    report = interpret([rows], kb, Settings(tumor_type="COAD"), assay=PANEL)
    assert not [one for one in report.alterations if "wild-type" in one.label]


def test_a_change_without_its_gene_leaves_every_gene_open(kb: KnowledgeBase) -> None:
    report = _report(kb, VariantObservation(HERE, "", protein="p.G12D"))
    assert "KRAS wild-type" not in [one.label for one in report.alterations]
