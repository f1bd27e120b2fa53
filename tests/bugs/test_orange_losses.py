"""Faults of the reader of ORANGE and of LINX that once lost a finding or made one up: one test each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import Origin
from oncotier.domain.coverage import COVERED_KINDS
from oncotier.domain.observation import RearrangementObservation
from tests.readers.builders import labels, read, tally, variants
from tests.readers.test_exchange import rearrangement, statements

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from oncotier.domain.observation import Reading

VARIANT = {
    "gene": "BRAF",
    "chromosome": "7",
    "position": 140453136,
    "ref": "A",
    "alt": "T",
    "canonicalImpact": {"hgvsProteinImpact": "p.Val600Glu", "hgvsCodingImpact": "c.1799T>A"},
}


def orange(folder: Path, purple: Mapping[str, object] | None = None, **more: object) -> Reading:
    reading = read(folder, json.dumps({"sampleId": "S1", "refGenomeVersion": "V37", "purple": purple or {}, **more}))
    tally(reading)
    return reading


def fusion(five: str, three: str, **more: object) -> dict[str, object]:
    return {"geneStart": five, "geneEnd": three, "phased": "INFRAME", "reported": True, **more}


def test_a_number_that_is_none_refused_the_file(tmp_path: Path) -> None:
    assert labels(orange(tmp_path, {"allSomaticVariants": [{**VARIANT, "adjustedVAF": float("nan")}]})) == {
        "BRAF V600E"
    }


@pytest.mark.parametrize("name", ["driverSomaticVariants", "somaticVariants", "reportableSomaticVariants"])
def test_variants_of_another_version_were_not_read(tmp_path: Path, name: str) -> None:
    assert labels(orange(tmp_path, {name: [VARIANT]})) == {"BRAF V600E"}


def test_copies_whose_gene_stands_in_the_driver_had_no_gene(tmp_path: Path) -> None:
    one = {"driver": {"gene": "ERBB2", "type": "AMP"}, "minCopyNumber": 14.0}
    assert labels(orange(tmp_path, {"somaticGainsDels": [one]})) == {"ERBB2 amplification"}
    old = {"gene": "ERBB2", "interpretation": "FULL_GAIN", "minCopies": 14.0}
    assert labels(orange(tmp_path, {"driverSomaticGainsDels": [old]})) == {"ERBB2 amplification"}


@pytest.mark.parametrize(("word", "reason"), [("HET_DEL", "single_copy_loss"), ("LOH", "loss_of_heterozygosity")])
def test_a_copy_left_is_no_fault_of_the_file(tmp_path: Path, word: str, reason: str) -> None:
    reading = orange(tmp_path, {"somaticGainsDels": [{"driver": {"gene": "PTEN", "type": word}}]})
    assert (reading.out_of_scope_by, reading.unresolved) == ({reason: 1}, ())


def test_a_fusion_that_is_not_reported_was_called(tmp_path: Path) -> None:
    found = rearrangement(orange(tmp_path, linx={"allSomaticFusions": [fusion("EML4", "ALK", reported=False)]}))
    assert found.filter == "not_reported"


@pytest.mark.parametrize(
    ("more", "flag"),
    [
        ({"chainTerminated": True}, "equivocal"),
        ({"phased": "SKIPPED_EXONS"}, "in_frame"),
        ({"domainsLost": "Protein kinase domain"}, "target_domain_lost"),
    ],
)
def test_what_linx_says_of_a_fusion_was_not_read(tmp_path: Path, more: dict[str, object], flag: str) -> None:
    linx = {"allSomaticFusions": [fusion("TPM3", "NTRK1", **more)]}
    assert flag in rearrangement(orange(tmp_path, linx=linx)).flags


def test_the_table_of_linx_did_not_say_that_the_kinase_is_lost(tmp_path: Path) -> None:
    head = "Name\tReported\tReportedType\tPhased\tDomainsKept\tDomainsLost\n"
    table = head + "TPM3_NTRK1\ttrue\tKNOWN_PAIR\tINFRAME\t\tProtein kinase domain\n"
    assert "target_domain_lost" in rearrangement(read(tmp_path, table)).flags


def test_exons_joined_as_they_are_made_a_duplication(tmp_path: Path) -> None:
    linx = {"fusions": [fusion("EGFR", "EGFR", fusedExonUp=25, fusedExonDown=26)]}
    assert rearrangement(orange(tmp_path, linx=linx)).description == ""


def test_what_rna_alone_shows_was_not_read(tmp_path: Path) -> None:
    skipped = {"gene": "MET", "type": "SKIPPED_EXONS", "chromosome": "7"}
    rna = {
        "reportableNovelKnownFusions": [{"geneStart": "ETV6", "geneEnd": "NTRK3"}],
        "reportableNovelPromiscuousFusions": [{"name": "KIF5B_RET"}],
        "reportableSkippedExons": [{**skipped, "junctionStart": 116411708, "junctionEnd": 116414935}],
    }
    assert labels(orange(tmp_path, isofox=rna)) == {"ETV6::NTRK3 fusion", "KIF5B::RET fusion", "MET exon 14 skipping"}


def test_a_broken_gene_was_not_read(tmp_path: Path) -> None:
    ends = [{"gene": "BRCA2", "disruptive": True}, {"gene": "NF1", "disruptive": False}]
    reading = orange(tmp_path, linx={"reportableGermlineBreakends": ends})
    assert isinstance(reading.observations[0], RearrangementObservation)
    assert (labels(reading), reading.observations[0].origin) == ({"BRCA2 truncation"}, Origin.GERMLINE)
    assert reading.out_of_scope_by == {"kind_not_used": 1}


def test_a_wild_type_gene_was_not_read(tmp_path: Path) -> None:
    reading = orange(tmp_path, wildTypeGenes=[{"gene": "KRAS"}])
    assert [(one.gene, one.kinds) for one in reading.negatives] == [("KRAS", ("small_variant",))]


@pytest.mark.parametrize(
    ("other", "status"),
    [("Normal Function", "intermediate"), ("No Function", "poor"), ("Reduced Function", "poor")],
)
def test_the_genotype_of_dpyd_was_not_read(tmp_path: Path, other: str, status: str) -> None:
    none = {"gene": "DPYD", "haplotype": "*2A_HET", "function": "No Function"}
    reading = orange(tmp_path, peach=[none, {"gene": "DPYD", "allele": "*9", "alleleCount": 1, "function": other}])
    assert statements(reading) == [f"DPYD {status} metabolizer"] * 2


def test_a_genotype_of_one_known_allele_is_listed(tmp_path: Path) -> None:
    reading = orange(tmp_path, peach=[{"gene": "DPYD", "haplotype": "*2A_HET", "function": "No Function"}])
    assert [one.reason for one in reading.unresolved] == ["genotype_unknown"]


def test_an_allele_that_the_tumor_has_lost_was_told_as_any_other(tmp_path: Path) -> None:
    lost = {"allele": "A*02:01", "tumorCopyNumber": 0.02, "tumorFragments": 300}
    reading = orange(tmp_path, lilac={"alleles": [lost, {**lost, "tumorCopyNumber": 1.1}]})
    assert [one.where for one in reading.notices if one.code == "hla_lost"] == ["input:1"]


def test_a_failed_quality_control_in_words_voids_all(tmp_path: Path) -> None:
    fit = {"qc": {"status": "WARN_LOW_PURITY,FAIL_CONTAMINATION"}}
    reading = orange(tmp_path, {"allSomaticVariants": [VARIANT], "fit": fit})
    assert (reading.observations, reading.filtered_by) == ((), {"quality_control_fail": 1})


def test_the_heavy_chain_was_no_partner(tmp_path: Path) -> None:
    table = "Name\tReported\tReportedType\tPhased\n@IGH_MYC\ttrue\tIG_KNOWN_PAIR\tOUT_OF_FRAME\n"
    linx = {"allSomaticFusions": [fusion("@IGH", "MYC", phased="OUT_OF_FRAME")]}
    found = (rearrangement(read(tmp_path, table)), rearrangement(orange(tmp_path, linx=linx)))
    assert [(one.gene1, one.gene2) for one in found] == [("IGH", "MYC")] * 2


def test_a_tumor_too_impure_for_orange_to_call_a_wild_type_showed_genes_absent(tmp_path: Path) -> None:
    reading = orange(tmp_path, {"allSomaticVariants": [VARIANT], "fit": {"qc": {"status": ["WARN_LOW_PURITY"]}}})
    assert (labels(reading), reading.unproved) == ({"BRAF V600E"}, COVERED_KINDS)
    assert orange(tmp_path, {"fit": {"qc": {"status": ["WARN_DELETED_GENES"]}}}).unproved == ()


def test_a_fit_without_tumor_cells_had_results(tmp_path: Path) -> None:
    fit = {"qc": {"status": ["PASS"]}, "containsTumorCells": False}
    reading = orange(tmp_path, {"allSomaticVariants": [VARIANT], "fit": fit})
    assert (reading.observations, reading.filtered_by) == ((), {"quality_control_fail": 1})


@pytest.mark.parametrize(("normal", "origin"), [(None, Origin.UNKNOWN), ({"sampleId": "N"}, Origin.SOMATIC)])
def test_a_variant_of_a_tumor_without_its_normal_was_somatic(
    tmp_path: Path, normal: dict[str, str] | None, origin: Origin
) -> None:
    reading = orange(tmp_path, {"allSomaticVariants": [VARIANT]}, tumorSample={"sampleId": "T"}, refSample=normal)
    assert [one.origin for one in variants(reading)] == [origin]


def test_a_failed_typing_of_hla_was_used(tmp_path: Path) -> None:
    alleles = [{"allele": "A*02:01"}]
    reading = orange(tmp_path, lilac={"qc": "FAIL", "alleles": alleles})
    assert (statements(reading), [one.reason for one in reading.unresolved]) == ([], ["quality_control_fail"])
    warned = orange(tmp_path, lilac={"qc": "WARN_LOW_COVERAGE", "alleles": alleles})
    assert statements(warned) == ["HLA-A*02:01"]
    assert [one.code for one in warned.notices] == ["quality_control_qualified"]


def test_the_table_of_linx_with_small_letters_was_no_format(tmp_path: Path) -> None:
    head = "fusionId\tname\treported\treportedType\tphased\tdomainsKept\tdomainsLost\n"
    reading = read(tmp_path, head + "1\tEML4_ALK\ttrue\tKNOWN_PAIR\tINFRAME\tProtein kinase domain\t\n")
    assert (reading.format, labels(reading)) == ("linx-fusion", {"EML4::ALK fusion"})
