"""Faults of the readers of laboratories' reports that gave a finding a wrong state or name: one test each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import StatementObservation
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from tests.readers.builders import knowledge, labels, read, report, tally
from tests.readers.foundation_reports import variant_report
from tests.readers.tiny_reports import caris

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading


def statements(reading: Reading) -> list[str]:
    return [one.text for one in reading.observations if isinstance(one, StatementObservation)]


def states(reading: Reading, tumor_type: str) -> dict[str, str]:
    """Return what the report says of each marker that guidelines ask for, without those that were not tested."""
    found = interpret([reading], knowledge(), Settings(tumor_type=tumor_type)).testing
    return {one.biomarker: one.state for one in found if one.state != "not_tested"}


def stain(marker: str, result: str, **fields: object) -> str:
    return caris({"expressionAlteration": {"biomarkerName": marker, "result": result, **fields}})


@pytest.mark.parametrize(
    ("gene", "share", "expected"),
    [("ESR1", "100", "ER IHC negative"), ("PTEN", "100", "PTEN IHC negative"), ("PTEN", "0", "PTEN IHC negative"),
     ("PGR", "0", "PR IHC 0%")],
)  # fmt: skip
def test_the_share_of_unstained_cells_of_caris_was_that_of_the_stained(
    tmp_path: Path, gene: str, share: str, expected: str
) -> None:
    reading = read(tmp_path, stain(gene, "Negative", gene=gene, intensity="0", stainPercent=share))
    assert statements(reading) == [expected]


@pytest.mark.parametrize(
    ("marker", "result", "expected"),
    [
        ("HER2-Low", "Positive", ["HER2-low"]), ("HER2-Low", "Negative", []),
        ("Her2/Neu", "Negative | 1+", ["HER2 IHC 1+"]), ("Her2/Neu", "3+", ["HER2 IHC 3+"]),
        ("Her2/Neu", "1+ to 2+", []), ("Her2/Neu", "Low", ["HER2 IHC 1+"]),
        ("ER/PR/Her2/Neu", "Positive", []), ("ER/PR/Her2/Neu", "Triple Negative", ["triple-negative"]),
    ],
)  # fmt: skip
def test_her2_of_caris_in_other_words_was_positive_or_lost(
    tmp_path: Path, marker: str, result: str, expected: list[str]
) -> None:
    fields = {"intensity": "1+", "stainPercent": "80"} if result == "Low" else {}
    reading = read(tmp_path, stain(marker, result, **fields))
    assert statements(reading) == expected
    assert len(reading.unresolved) == (not expected)


@pytest.mark.parametrize(
    ("fields", "expected", "noted"),
    [
        ({"tpScore": ">=50"}, "PD-L1 TPS 50%", 0), ({"tpScore": "50-60"}, "PD-L1 IHC positive", 1),
        ({"tpScore": "NA"}, "PD-L1 IHC positive", 0),
        ({"stainPercent": "30", "threshold": "TC>=1%"}, "PD-L1 TC 30%", 0),
        ({"stainPercent": "30", "threshold": ">=1%"}, "PD-L1 IHC positive", 1),
        ({"stainPercent": "30", "threshold": "TC>=1% or IC>=1%"}, "PD-L1 IHC positive", 1),
    ],
)  # fmt: skip
def test_a_score_of_pd_l1_of_caris_was_lost_without_a_word(
    tmp_path: Path, fields: dict[str, str], expected: str, noted: int
) -> None:
    reading = read(tmp_path, stain("PD-L1 (22c3)", "Positive", **fields))
    assert statements(reading) == [expected]
    assert [one.code for one in reading.notices] == ["score_unread"] * noted


def test_fusions_and_amplifications_that_were_not_found_were_not_tested(tmp_path: Path) -> None:
    results: list[dict[str, object]] = [
        {"translocation": {"biomarkerName": "ROS1", "result": "Fusion Not Detected"}},
        {"translocation": {"biomarkerName": "cMET", "result": "Variant Transcript Not Detected"}},
        {"copyNumberAlteration": {"gene": "MET", "result": "Amplification Not Detected"}},
    ]
    reading = read(tmp_path, caris(*results))
    assert states(reading, "LUAD") == {
        "ROS1 fusion": "absent", "MET exon 14 skipping": "absent", "High-level MET amplification": "absent",
    }  # fmt: skip
    assert tally(reading).interpreted == 3


def test_a_negative_in_situ_hybridization_is_no_fusion(tmp_path: Path) -> None:
    result: dict[str, object] = {"copyNumberAlteration": {"gene": "ROS1", "result": "Negative"}}
    assert states(read(tmp_path, caris(result, testName="ROS1 FISH")), "LUAD") == {"ROS1 fusion": "absent"}


@pytest.mark.parametrize(("status", "expected"), [("likely", {"BRCA2 c.8754G>A"}), ("unknown", set())])
def test_a_splice_change_at_the_end_of_an_exon_was_lost(tmp_path: Path, status: str, expected: set[str]) -> None:
    text = variant_report(
        f'<short-variant gene="BRCA2" protein-effect="splice site 8754G>A" cds-effect="8754G>A" status="{status}"'
        ' functional-effect="splice"/>'
    )
    found = report(read(tmp_path, text)).alterations
    assert {one.label for one in found} == expected
    assert all(one.classes == ("BRCA2 loss of function",) for one in found)


@pytest.mark.parametrize("protein", ["", "p.?", "p.T125="])
def test_a_pathogenic_splice_change_of_caris_was_without_effect(tmp_path: Path, protein: str) -> None:
    change = {"hgvsProteinChange": protein, "hgvsCodingChange": "c.375G>A", "molecularConsequence": "Splicing"}
    result: dict[str, object] = {"genomicAlteration": {"gene": "TP53", "result": "Pathogenic Variant", **change}}
    assert labels(read(tmp_path, caris(result))) == {"TP53 c.375G>A"}
