"""Faults of fusions and rearrangements in tables and reports that lost an option or named what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import RearrangementObservation
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from tests.readers import foundation_reports
from tests.readers.builders import codes, labels, read, tally, vcf, vcf_row
from tests.readers.tiny_reports import tempus_1

if TYPE_CHECKING:
    from pathlib import Path

LINX = "Name\tReported\tReportedType\tPhased\tFusedExonUp\tFusedExonDown\n"
PAIRS = "Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tClass\tEvent_Info\n"


@pytest.mark.parametrize(
    ("gene", "up", "down", "label"),
    [
        ("MET", "13", "15", "MET exon 14 skipping"),
        ("EGFR", "1", "8", "EGFRvIII"),
        ("EGFR", "25", "18", "EGFR KDD"),
        ("BRAF", "1", "9", "BRAF exons 2-8 deletion"),
        ("MET", "13", "14", "MET rearrangement"),
        ("MET", "", "15", "MET rearrangement"),
    ],
)
def test_the_exons_of_an_event_within_a_gene_were_not_read_from_linx(
    tmp_path: Path, gene: str, up: str, down: str, label: str
) -> None:
    text = f"{LINX}{gene}_{gene}\ttrue\tEXON_DEL_DUP\tINFRAME\t{up}\t{down}\n"
    assert labels(read(tmp_path, text)) == {label}


@pytest.mark.parametrize(("gene", "label"), [("BRCA2", "BRCA2 rearrangement"), ("ROS1", "ROS1 fusion")])
def test_a_suppressor_joined_to_nothing_named_was_called_a_fusion(tmp_path: Path, gene: str, label: str) -> None:
    assert labels(read(tmp_path, f"{PAIRS}S\t{gene}\t\tDELETION\t\n")) == {label}


def test_an_antisense_fusion_of_a_study_gave_options(tmp_path: Path) -> None:
    reading = read(tmp_path, f"{PAIRS}S\tFGFR2\tBICC1\tINVERSION\tAntisense Fusion\n")
    assert dict(tally(reading).filtered_by) == {"filter:antisense": 1}


@pytest.mark.parametrize(
    ("words", "in_frame"),
    [("Protein Fusion: out of frame {EML4:ALK}", "no"), ("Protein Fusion: in frame {EML4:ALK}", "yes"), ("", "")],
)
def test_the_frame_in_the_words_of_a_study_was_not_read(tmp_path: Path, words: str, in_frame: str) -> None:
    (found,) = read(tmp_path, f"{PAIRS}S\tEML4\tALK\tINVERSION\t{words}\n").observations
    assert isinstance(found, RearrangementObservation)
    assert found.in_frame == in_frame


@pytest.mark.parametrize(
    ("gene5", "gene3", "is_sure"),
    [
        ("EML4", "ALK", True),
        ("FGFR2", "BICC1", True),
        ("ALK", "EML4", False),
        ("BICC1", "FGFR2", False),
        ("RET", "", False),
        ("", "ALK", False),
    ],
)
def test_a_fusion_of_tempus_without_its_kinase_or_partner_was_sure(
    tmp_path: Path, gene5: str, gene3: str, *, is_sure: bool
) -> None:
    reading = read(tmp_path, tempus_1(fusionVariants=[{"gene5": gene5, "gene3": gene3}]))
    (found,) = (one for one in reading.observations if isinstance(one, RearrangementObservation))
    assert ("equivocal" not in found.flags) is is_sure
    assert ("fusion_doubtful" not in codes(reading)) is is_sure


def test_the_partner_that_oncomine_names_in_the_row_was_not_used(tmp_path: Path) -> None:
    rows = [
        vcf_row("chr2", 29223528, "A", "A]chr2:42295516]", "SVTYPE=Fusion;GENE_NAME=ALK", "./.", format_="GT"),
        vcf_row("chr2", 42295516, "A", "A]chr2:29223528]", "SVTYPE=Fusion;GENE_NAME=EML4", "./.", format_="GT"),
    ]
    assert labels(read(tmp_path, vcf(rows))) == {"EML4::ALK fusion"}


@pytest.mark.parametrize(
    ("words", "label", "is_clear"),
    [
        ("EGFR-EGFR duplication", "EGFR rearrangement", False),
        ("", "EGFR rearrangement", False),
        ("exons 18-25 duplication", "EGFR KDD", True),
    ],
)
def test_a_duplication_without_exons_was_taken_for_a_mutation_of_egfr(
    tmp_path: Path, words: str, label: str, *, is_clear: bool
) -> None:
    cells = {"targeted_gene": "EGFR", "other_gene": "EGFR", "type": "duplication", "status": "known"}
    text = foundation_reports.element("rearrangement", {**cells, "description": words})
    reading = foundation_reports.read_text(tmp_path, foundation_reports.variant_report(text))
    found = interpret([reading], foundation_reports.knowledge(), Settings(tumor_type="NSCLC"))
    assert [one.label for one in found.alterations] == [label]
    assert {option.state for option in found.options} == {"available" if is_clear else "conditional"}
    assert bool(found.not_recommended) is is_clear
    assert ("rearrangement_unclear" not in {notice.code for notice in found.notices}) is is_clear
