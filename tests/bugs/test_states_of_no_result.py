"""What gives no result, or failed the filter of its sample, leaves its gene open although the assay covers it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.observation import Reading, Source, Untested
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import examine, interpret
from oncotier.readers.listing import from_texts
from tests.readers.builders import read
from tests.readers.tiny_reports import bundle, component, tempus_1, variant

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.knowledge.base import KnowledgeBase

PANEL = Assay("panel", "", tuple(Covered(gene, COVERED_KINDS) for gene in ("KRAS", "NRAS", "MET")))
AMPLIFIED = "High-level MET amplification"


def vcf(row: str, build: str = "GRCh38") -> str:
    """Write a file of one sample with one row."""
    columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT"
    return f"##fileformat=VCFv4.2\n##reference={build}\n{columns}\n{row}\n"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Hugo_Symbol\tP1\nMET\tNA\nEGFR\t0\n", "unknown"),
        ("Hugo_Symbol\tP1\nMET\t0\nEGFR\t0\n", "absent"),
        ("Hugo_Symbol\tP1\nMET\t1\nEGFR\tNA\n", "absent"),
    ],
)
def test_a_copy_number_of_na_is_not_absent(kb: KnowledgeBase, tmp_path: Path, text: str, state: str) -> None:
    sequenced = read(tmp_path, vcf("chr17\t7675088\t.\tC\tT\t.\tPASS\t.\tGT\t0/1"))
    report = interpret([sequenced, read(tmp_path, text)], kb, Settings(tumor_type="LUAD"), assay=PANEL)
    (asked,) = (one for one in report.testing if one.biomarker == AMPLIFIED)
    assert asked.state == state
    assert "KRAS wild-type" in [one.label for one in report.alterations]


@pytest.mark.parametrize(("of_sample", "is_found"), [("base_qual", False), ("PASS", True), (".", True)])
def test_the_filter_of_the_sample_counts(kb: KnowledgeBase, tmp_path: Path, of_sample: str, is_found: bool) -> None:
    calls = vcf(f"chr12\t25245350\t.\tC\tT\t.\tPASS\t.\tGT:AD:DP:FT\t0/1:90,10:100:{of_sample}")
    report = interpret([read(tmp_path, calls)], kb, Settings(tumor_type="COAD"), assay=PANEL)
    labels = [one.label for one in report.alterations]
    assert ("KRAS G12D" in labels) is is_found
    assert "KRAS wild-type" not in labels
    assert report.inputs[0].records.filtered == (not is_found)


@pytest.mark.parametrize(
    ("row", "label"),
    [
        (".\t.\tPASS\t.\tGT:DP\t./.:0", ""),
        (".\t.\tPASS\t.\tGT:DP\t./.:.", ""),
        (".\t.\tPASS\t.\tGT:DP\t0/0:3", ""),
        (".\t.\tPASS\t.\tGT:DP\t0/0:300", "KRAS wild-type"),
        ("<NON_REF>\t.\tPASS\tEND=25245360\tGT:DP\t./.:0", ""),
        ("T\t.\tPASS\t.\tGT:DP\t0/0:2", ""),
        ("T\t.\tPASS\t.\tGT:DP\t0/0:200", "KRAS wild-type"),
        ("T\t.\tPASS\t.\tGT:AD:DP\t./.:0,0:0", ""),
        ("T\t.\tPASS\t.\tGT:AD:DP\t./.:90,10:100", "KRAS G12D"),
        ("T\t.\tPASS\t.\tGT:AD:DP\t0/1:4,2:6", "KRAS G12D"),
    ],
)
@pytest.mark.parametrize(("build", "pos1"), [("GRCh37", 25398284), ("GRCh38", 25245350)])
def test_a_codon_without_reads_is_not_wild_type(
    kb: KnowledgeBase, tmp_path: Path, row: str, label: str, build: str, pos1: int
) -> None:
    row = row.replace("25245360", str(pos1 + 10))
    calls = vcf(f"12\t{pos1}\t.\tC\t{row}", build)
    report = interpret([read(tmp_path, calls)], kb, Settings(tumor_type="COAD"), assay=PANEL)
    labels = [one.label for one in report.alterations]
    assert [one for one in labels if one.startswith("KRAS")] == ([label] if label else [])
    assert "NRAS wild-type" in labels


def test_an_intron_without_reads_settles_nothing_and_opens_nothing(kb: KnowledgeBase, tmp_path: Path) -> None:
    calls = vcf("chr12\t25240000\t.\tC\t.\t.\tPASS\t.\tGT:DP\t./.:0")
    report = interpret([read(tmp_path, calls)], kb, Settings(tumor_type="COAD"), assay=PANEL)
    assert "KRAS wild-type" in [one.label for one in report.alterations]


def test_a_result_entered_in_error_is_no_negative(kb: KnowledgeBase, tmp_path: Path) -> None:
    parts = [component("48018-6", "KRAS"), component("48005-3", "p.Gly12Asp")]
    report = interpret(
        [read(tmp_path, bundle([variant(*parts, status="entered-in-error")]))],
        kb,
        Settings(tumor_type="COAD"),
        assay=PANEL,
    )
    assert not report.alterations


@pytest.mark.parametrize(
    ("text", "is_proved"),
    [("odd p.?? text", False), ("KRAS p.??", False), ("NRAS p.??", True), ("TMB somewhat", True)],
)
def test_a_line_that_is_not_understood_may_be_of_any_gene(kb: KnowledgeBase, text: str, *, is_proved: bool) -> None:
    report = interpret([from_texts([text], name="findings")], kb, Settings(tumor_type="COAD"), assay=PANEL)
    assert len(report.unresolved) == 1
    assert ("KRAS wild-type" in [one.label for one in report.alterations]) is is_proved


@pytest.mark.parametrize(
    ("marker", "is_proved"), [("HER2", True), ("HER2 IHC", True), ("HER2 p.S310F", False), ("EML4-ALK", True)]
)
def test_what_a_marker_that_was_not_assessed_leaves_open(kb: KnowledgeBase, marker: str, *, is_proved: bool) -> None:
    missing = Untested(Source("report", 1, marker), marker, "no call")
    reading = Reading("report", "x", "", 1, untested=(missing,))
    findings = examine([reading], kb, Settings(tumor_type="BRCA"), assay=PANEL).findings
    assert (("ERBB2", "small_variant") not in findings.open_questions) is is_proved
    assert (("ALK", "fusion") in findings.open_questions) is (marker == "EML4-ALK")


def test_a_gain_of_unknown_copies_may_be_an_amplification(kb: KnowledgeBase, tmp_path: Path) -> None:
    calls = vcf("chr7\t116600000\t.\tC\t<DUP>\t.\tPASS\tSVTYPE=DUP;END=116900000\tGT\t0/1")
    report = interpret([read(tmp_path, calls)], kb, Settings(tumor_type="LUAD"), assay=PANEL)
    assert [one.label for one in report.alterations if one.gene == "MET"][:1] == ["MET gain"]
    (asked,) = (one for one in report.testing if one.biomarker == AMPLIFIED)
    assert (asked.state, asked.note) == ("unknown", "MET: MET gain is of an unknown number of copies")


TSO500 = (
    "TruSight Oncology 500 - Combined Variant Output\t\n[Analysis Details]\nDNA Sample ID\tD1\nRNA Sample ID\t{rna}\n"
    "[Small Variants]\nGene\tChromosome\tGenomic Position\nNA\n[Fusions]\nGene Pair\tBreakpoint 1\nNA\n"
)


@pytest.mark.parametrize(("rna", "is_proved"), [("NA", False), ("R1", True)])
def test_without_rna_no_fusion_is_absent(kb: KnowledgeBase, tmp_path: Path, rna: str, *, is_proved: bool) -> None:
    reading = read(tmp_path, TSO500.format(rna=rna))
    findings = examine([reading], kb, Settings(tumor_type="LUAD"), assay=PANEL).findings
    assert findings.coverage.is_proof
    assert {gene for gene, kind in findings.open_questions if kind == "fusion"} == (
        set() if is_proved else {"KRAS", "NRAS", "MET"}
    )
    assert "KRAS wild-type" in [one.label for one in findings.alterations]


def test_a_section_of_rna_that_is_no_list_is_said(kb: KnowledgeBase, tmp_path: Path) -> None:
    report = interpret([read(tmp_path, tempus_1(rnaFindings="pending"))], kb, Settings(tumor_type="LUAD"), assay=PANEL)
    assert [one.reason for one in report.unresolved] == ["section_unread"]
    assert not [one for one in report.alterations if "wild-type" in one.label]


@pytest.mark.parametrize(("status", "has_gaps"), [("PASS", False), ("WARN_LOW_PURITY", False), ("ODD", True)])
def test_an_unknown_quality_of_orange_proves_nothing(tmp_path: Path, status: str, *, has_gaps: bool) -> None:
    document = {
        "sampleId": "S",
        "refGenomeVersion": "V38",
        "purple": {"fit": {"qc": {"status": [status]}}, "somaticVariants": []},
        "linx": {},
    }
    assert read(tmp_path, json.dumps(document)).has_gaps is has_gaps


def test_of_two_structural_alleles_only_that_of_the_genotype_is_kept(kb: KnowledgeBase, tmp_path: Path) -> None:
    calls = vcf("chr7\t116600000\t.\tC\t<DUP>,<DEL>\t.\tPASS\tSVTYPE=DUP;END=116900000\tGT:AD\t0/1:20,30,0")
    report = interpret([read(tmp_path, calls)], kb, Settings(tumor_type="LUAD"))
    assert "MET gain" in [one.label for one in report.alterations]
    assert not [one.label for one in report.alterations if "loss" in one.label or "deletion" in one.label]


PROTEIN = component("48005-3", "p.Gly12Asp")
UNCODED = {"resourceType": "Observation", "id": "o", "status": "final", "valueString": "odd"}


@pytest.mark.parametrize(
    ("observation", "is_proved"),
    [
        (variant(PROTEIN, said="LA18198-4"), False),  # no call
        (variant(PROTEIN, said="odd"), False),
        (UNCODED, False),
        (variant(component("48018-6", "NRAS"), PROTEIN, said="LA18198-4"), True),
        (variant(component("48018-6", "KRAS"), PROTEIN, said="LA9634-2"), True),  # absent
    ],
)
def test_an_observation_without_gene_and_result_may_be_of_any_gene(
    kb: KnowledgeBase, tmp_path: Path, observation: dict[str, object], *, is_proved: bool
) -> None:
    report = interpret([read(tmp_path, bundle([observation]))], kb, Settings(tumor_type="COAD"), assay=PANEL)
    assert any(one.label.startswith("KRAS wild-type") for one in report.alterations) is is_proved


@pytest.mark.parametrize(("call", "is_proved"), [("NOCALL", False), ("POS", False), ("NEG", True)])
def test_a_row_of_oncomine_of_an_unknown_type_is_no_control(
    kb: KnowledgeBase, tmp_path: Path, call: str, *, is_proved: bool
) -> None:
    header = "rowtype|call|FUNC1.gene|ID|FORMAT.1.CN|FILTER".replace("|", "\t")
    rows = f"{header}\noddity\t{call}\tKRAS\tx\t\tPASS\nsnp\tNEG\tNRAS\tx\t\tPASS\n"
    report = interpret([read(tmp_path, rows)], kb, Settings(tumor_type="COAD"), assay=PANEL)
    assert ("KRAS wild-type" in [one.label for one in report.alterations]) is is_proved
