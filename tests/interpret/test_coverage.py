"""Three states: what an assay covers and does not find is absent; what it does not cover stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.coverage import Assay, Covered, Region
from oncotier.domain.observation import Negative, Reading, Source, Unresolved, Untested
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from oncotier.interpret.coverage import coverage_of
from oncotier.readers.listing import from_texts
from tests.builders import named
from tests.interpret.places import placed

if TYPE_CHECKING:
    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

RAS = (Covered("KRAS"), Covered("NRAS"), Covered("BRAF"))


def _report(kb: KnowledgeBase, *texts: str, tumor: str, assay: Assay | None) -> Report:
    reading = from_texts(list(texts), name="findings")
    return interpret([reading], kb, Settings(tumor_type=tumor), assay=assay)


def _states(report: Report) -> dict[str, str]:
    return {one.biomarker: one.state for one in report.testing}


def test_what_is_covered_and_not_found_is_absent(kb: KnowledgeBase) -> None:
    report = _report(kb, "MSS", tumor="COAD", assay=Assay("panel", "", RAS))
    assert _states(report)["BRAF V600E"] == "absent"
    assert _states(report)["KRAS G12C"] == "absent"
    assert _states(report)["NTRK1/2/3 fusion"] == "not_tested"
    panitumumab = named(report.options, "Panitumumab + FOLFOX")
    assert panitumumab is not None
    assert panitumumab.state.value == "available"
    assert "KRAS wild-type" in [one.label for one in report.alterations]


def test_without_an_assay_nothing_is_absent(kb: KnowledgeBase) -> None:
    report = _report(kb, "MSS", tumor="COAD", assay=None)
    assert _states(report)["BRAF V600E"] == "not_tested"
    assert not [one for one in report.alterations if "wild-type" in one.label]


def test_codons_outside_the_assay_stay_unknown(kb: KnowledgeBase) -> None:
    hotspots = Assay("hotspots", "", (Covered("KRAS", codons=((12, 13),)), Covered("BRAF", codons=((600, 600),))))
    states = _states(_report(kb, "MSS", tumor="COAD", assay=hotspots))
    assert states["KRAS G12C"] == "absent"
    assert states["BRAF V600E"] == "absent"
    assert states["KRAS codons 12, 13, 59, 61, 117, 146"] == "not_tested"


def test_a_fusion_is_covered_only_where_the_assay_says_so(kb: KnowledgeBase) -> None:
    dna = Assay("dna", "", (Covered("ALK"), Covered("ROS1", ("small_variant", "fusion"))))
    states = _states(_report(kb, "MSS", tumor="LUAD", assay=dna))
    assert states["ALK fusion"] == "not_tested"
    assert states["ROS1 fusion"] == "absent"


def test_cell_free_dna_proves_nothing_absent(kb: KnowledgeBase) -> None:
    report = _report(kb, "MSS", tumor="COAD", assay=Assay("plasma", "", RAS, is_cell_free=True))
    assert _states(report)["KRAS G12C"] == "unknown"
    assert not [one for one in report.alterations if "wild-type" in one.label]
    assert named(report.options, "Panitumumab + FOLFOX") is None


def test_a_change_that_was_found_is_never_covered_away(kb: KnowledgeBase) -> None:
    report = _report(kb, "KRAS G12D", tumor="COAD", assay=Assay("panel", "", RAS))
    assert "KRAS wild-type" not in [one.label for one in report.alterations]
    assert _states(report)["KRAS codons 12, 13, 59, 61, 117, 146"] == "present"
    assert named(report.not_recommended, "Panitumumab") is not None


def test_a_gene_that_failed_is_not_absent(kb: KnowledgeBase) -> None:
    source = Source("report", 1, "BRAF")
    untested = Reading(
        input="report", format="x", sha256="", records_read=1, untested=(Untested(source, "BRAF", "no call"),)
    )
    report = interpret([untested], kb, Settings(tumor_type="COAD"), assay=Assay("panel", "", RAS))
    found = {one.biomarker: (one.state, one.note) for one in report.testing}
    assert found["BRAF V600E"] == ("unknown", "BRAF: no call")
    assert report.inputs[0].records.interpreted == 1


def test_an_input_that_was_not_read_whole_proves_nothing(kb: KnowledgeBase) -> None:
    cut = Reading(input="cut.vcf", format="vcf", sha256="", records_read=0, incomplete=True)
    report = interpret([cut], kb, Settings(tumor_type="COAD"), assay=Assay("panel", "", RAS))
    assert _states(report)["KRAS G12C"] == "unknown"


@pytest.mark.parametrize("kinds", [(), ("small_variant",), ("fusion",)])
def test_a_negative_of_a_report_counts_for_what_was_tested(kb: KnowledgeBase, kinds: tuple[str, ...]) -> None:
    source = Source("report", 1, "KRAS")
    negative = Reading(
        input="report", format="x", sha256="", records_read=1, negatives=(Negative(source, "KRAS", kinds),)
    )
    report = interpret([negative], kb, Settings(tumor_type="COAD"))
    expected = "not_tested" if kinds == ("fusion",) else "absent"
    assert _states(report)["KRAS G12C"] == expected


@pytest.mark.parametrize("build", ["GRCh37", "GRCh38"])
def test_regions_cover_whole_codons_only(kb: KnowledgeBase, build: str) -> None:
    exon = next(one for one in kb.transcripts("BRAF", build)[0].exons if _holds_600(kb, build, one))
    whole = Assay("bed", "", regions=(Region("7", *exon),), build=build)
    coverage = coverage_of(whole, "", kb, is_complete=True)
    assert coverage.covers("BRAF", "small_variant", (600,))
    assert not coverage.covers("BRAF", "small_variant")
    assert not coverage.covers("BRAF", "fusion")
    place0 = _place_600(kb, build)
    part = Assay("bed", "", regions=(Region("7", exon[0], place0 + 1), Region("7", place0 + 2, exon[1])), build=build)
    assert not coverage_of(part, "", kb, is_complete=True).covers("BRAF", "small_variant", (600,))


def _place_600(kb: KnowledgeBase, build: str) -> int:
    codon = next(one for one in kb.codons("BRAF", build) if one.residue == 600)
    return min(codon.positions1) - 1


def _holds_600(kb: KnowledgeBase, build: str, exon: tuple[int, int]) -> bool:
    return exon[0] <= _place_600(kb, build) < exon[1]


def test_a_gene_with_a_change_that_could_not_be_assessed_is_not_wild_type(kb: KnowledgeBase) -> None:
    record = placed("12:25378689:T:C")  # in KRAS exon 4, away from the stored codons
    reading = Reading("calls.vcf", "vcf", "", 1, observations=(record,), build="GRCh37")
    assay = Assay("panel", "", RAS)
    found = interpret([reading, from_texts(["MSS"], name="findings")], kb, Settings(tumor_type="COAD"), assay=assay)
    assert [one.reason for one in found.unresolved] == ["consequence_unavailable"]
    assert "KRAS wild-type" not in [one.label for one in found.alterations]
    assert "NRAS wild-type" in [one.label for one in found.alterations]
    panitumumab = named(found.options, "Panitumumab + FOLFOX")
    assert panitumumab is not None
    assert panitumumab.state.value == "conditional"
    asked = {one.biomarker: (one.state, one.note) for one in found.testing}["KRAS G12C"]
    assert asked == ("unknown", "KRAS: record 1 of calls.vcf could not be assessed")


def test_a_row_that_could_not_be_read_leaves_nothing_proved(kb: KnowledgeBase) -> None:
    rejected = Unresolved(Source("calls.vcf", 1, "12:?"), "malformed_row", "line 9: POS is not a whole number")
    reading = Reading("calls.vcf", "vcf", "", 1, unresolved=(rejected,), build="GRCh37")
    found = interpret([reading], kb, Settings(tumor_type="COAD"), assay=Assay("panel", "", RAS))
    assert not [one for one in found.alterations if "wild-type" in one.label]
