"""Faults of the readers of laboratories' reports that lost a finding or invented one: one test each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import RearrangementObservation, StatementObservation
from tests.readers.builders import labels, only_variant, read, tally
from tests.readers.tiny_reports import caris, tempus_1, tempus_3
from tests.readers.tiny_variant_tables import table

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading


def statements(reading: Reading) -> list[str]:
    return [one.text for one in reading.observations if isinstance(one, StatementObservation)]


GUARDANT = [
    ("gene_a|gene_b|downstream_gene|chrom_a|percentage|call", ("NTRK1", "TPM3", "-", "0", "0", "{0}")),
    ("chrom|gene|copy_number|call", ("7", "MET", "2.08", "{0}")),
    ("gene|chrom|position|mut_nt|mut_aa|percentage|call", ("TP53", "17", "7579472", "G>C", "P72R", "49.8", "{0}")),
]


@pytest.mark.parametrize(("header", "cells"), GUARDANT)
@pytest.mark.parametrize(("call", "interpreted"), [("0", 0), ("0.0", 0), ("False", 0), ("1", 1), ("", 1)])
def test_rows_of_guardant_that_were_not_called_were_findings(
    tmp_path: Path, header: str, cells: tuple[str, ...], call: str, interpreted: int
) -> None:
    ends = tally(read(tmp_path, table(header, tuple(cell.format(call) for cell in cells))))
    assert (ends.interpreted, dict(ends.filtered_by)) == (interpreted, {} if interpreted else {"filter:not_called": 1})


@pytest.mark.parametrize(("last", "expected"), [("ALK", ("EML4", "ALK", True)), ("-", ("ALK", "EML4", False))])
def test_the_downstream_gene_of_guardant_was_not_used(
    tmp_path: Path, last: str, expected: tuple[str, str, bool]
) -> None:
    (found,) = read(tmp_path, table("gene_a|gene_b|downstream_gene|call", ("ALK", "EML4", last, "1"))).observations
    assert isinstance(found, RearrangementObservation)
    assert (found.gene1, found.gene2, found.oriented) == expected


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("runid|run_sample_id|msi_score|msi_status", ("R", "S", "1", "{}")),
        ("MSI_SCORE|MSI_STATUS|Call", ("1", "{}", "1")),
    ],
)
@pytest.mark.parametrize(("status", "expected"), [("MSS/MSI-L", {"MSS"}), ("MSI-High", {"MSI-H"})])
def test_the_sheet_of_msi_of_guardant_was_no_known_format(
    tmp_path: Path, header: str, cells: tuple[str, ...], status: str, expected: set[str]
) -> None:
    text = table(header, tuple(cell.format(status) for cell in cells))
    assert labels(read(tmp_path, text, input_format="" if "runid" in header else "guardant360")) == expected


def test_burdens_of_tempus_among_the_variants_were_lost(tmp_path: Path) -> None:
    variants = {"tumorMutationalBurden": {"tmb": 14.2}, "bloodTumorMutationalBurden": {"btmb": 21}}
    reading = read(tmp_path, tempus_3(genomicVariants=variants))
    assert statements(reading) == ["TMB 14.2", "bTMB 21"]
    empty = {"tumorMutationalBurden": {"tmb": None}}
    assert statements(read(tmp_path, tempus_3(genomicVariants=empty, tumorMutationalBurden={"tmb": 3}))) == ["TMB 3"]


@pytest.mark.parametrize("is_list", [False, True])
def test_stains_of_tempus_by_antigen_were_not_read(tmp_path: Path, is_list: bool) -> None:
    scores = [{"interpretation": "positive", "tumorProportionScore": "60%"}, {"combinedPositiveScore": "70"}]
    block = {"antigen": {"name": "PD-L1", "pdl1clone": "22C3", "interpretations": scores}}
    reading = read(tmp_path, tempus_1(ihcFindings=[block] if is_list else block))
    assert statements(reading) == ["PD-L1 TPS 60%", "PD-L1 CPS 70"]
    other = {"antigen": [{"name": "HER2", "interpretations": [{"interpretation": "3+"}]}]}
    assert statements(read(tmp_path, tempus_1(ihcFindings=other))) == ["HER2 IHC 3+"]


def translocation(result: str, **more: str) -> str:
    return caris({"translocation": {"gene1": "EML4", "gene2": "ALK", "result": result, **more}})


@pytest.mark.parametrize(
    ("result", "label", "reason"),
    [
        ("Fusion Detected", {"EML4::ALK fusion"}, ""), ("variantdetected", {"EML4::ALK fusion"}, ""),
        ("variantnotdetected", set(), ""), ("Fusion Not Detected", set(), ""), ("See comment", set(), "result_unknown"),
        ("Low", set(), "result_unknown"), ("", set(), "result_unknown"),
    ],
)  # fmt: skip
def test_any_word_for_a_fusion_of_caris_was_a_fusion(tmp_path: Path, result: str, label: set[str], reason: str) -> None:
    reading = read(tmp_path, translocation(result))
    assert labels(reading) == label
    assert [one.reason for one in reading.unresolved] == ([reason] if reason else [])
    assert tally(reading).read == 1


def test_a_doubtful_result_of_caris_was_a_sure_one(tmp_path: Path) -> None:
    variant = {"gene": "BRAF", "hgvsProteinChange": "p.V600E", "result": "Equivocal"}
    for text in (caris({"genomicAlteration": variant}), translocation("Equivocal")):
        (found,) = read(tmp_path, text).observations
        assert found.flags == ("equivocal",)


@pytest.mark.parametrize("result", ["variantnotdetected", "WT", "Variant Not Detected"])
def test_a_wild_type_of_caris_in_other_words_was_a_variant(tmp_path: Path, result: str) -> None:
    variant = {"gene": "BRAF", "hgvsProteinChange": "p.V600E", "result": result}
    reading = read(tmp_path, caris({"genomicAlteration": variant}))
    assert not reading.observations
    assert [one.gene for one in reading.negatives] == ["BRAF"]


def test_a_pair_of_genes_as_marker_of_caris_was_outside_the_table(tmp_path: Path) -> None:
    fusion = {"biomarkerName": "EML4-ALK", "result": "Fusion Detected"}
    assert labels(read(tmp_path, caris({"translocation": fusion}))) == {"EML4::ALK fusion"}


@pytest.mark.parametrize(("result", "expected"), [("Deficient", "dMMR"), ("Proficient", "pMMR")])
def test_mismatch_repair_of_caris_was_not_read(tmp_path: Path, result: str, expected: str) -> None:
    stain = {"biomarkerName": "Mismatch Repair Status", "gene": ["MLH1", "PMS2"], "result": result}
    assert statements(read(tmp_path, caris({"expressionAlteration": stain}))) == [expected]


def test_a_list_of_one_gene_and_a_fraction_of_plasma_of_caris_were_not_read(tmp_path: Path) -> None:
    variant: dict[str, object] = {"gene": ["BRAF"], "hgvsProteinChange": "p.V600E", "plasmaVariantFrequency": "3.4"}
    found = only_variant(read(tmp_path, caris({"genomicAlteration": variant})))
    assert (found.gene, found.vaf) == ("BRAF", 0.034)


def test_an_unknown_word_for_msi_of_caris_was_not_listed(tmp_path: Path) -> None:
    reading = read(tmp_path, caris({"microsatelliteInstability": {"msiCall": "Positive"}}))
    assert [one.reason for one in reading.unresolved] == ["status_unknown"]


def classes(name: str, kind: str, **detail: object) -> str:
    return tempus_3(genomicVariants={name: {"variants": [{"variantType": kind, "variantDetails": [detail]}]}})


@pytest.mark.parametrize(
    "detail", [{"fusedGene": "EML4-ALK"}, {"gene": "EML4-ALK"}, {"gene": "ALK", "fusedGene": "EML4-ALK"}]
)
def test_a_fusion_of_tempus_in_one_cell_was_outside_the_table(tmp_path: Path, detail: dict[str, object]) -> None:
    assert labels(read(tmp_path, classes("potentiallyActionable", "fusions", **detail))) == {"EML4::ALK fusion"}


def test_variants_of_tempus_in_unknown_sections_were_not_counted(tmp_path: Path) -> None:
    texts = [
        classes("actionable", "snvIndels", gene="EGFR", pVar="p.L858R"),
        tempus_1(somaticPotentiallyActionableFusions=[{"gene5": "EML4", "gene3": "ALK"}]),
    ]
    for text in texts:
        reading = read(tmp_path, text)
        assert [one.reason for one in reading.unresolved] == ["section_unknown"]
        assert tally(reading).read == 1
    assert not read(tmp_path, tempus_1(somaticBiologicallyRelevantVariants=[], ctDNA={"gene": "x"})).unresolved


@pytest.mark.parametrize("details", [[], None])
def test_a_group_of_tempus_without_variants_was_a_record(tmp_path: Path, details: object) -> None:
    groups = {"variants": [{"variantType": "snvIndels", "variantDetails": details}]}
    assert tally(read(tmp_path, tempus_3(genomicVariants={"pathogenic": groups, "riskAllele": {}}))).read == 0


@pytest.mark.parametrize(
    ("detail", "label"),
    [
        ({"gene": {"display": "EGFR"}, "pVar": "p.L858R"}, "EGFR L858R"),
        ({"gene": "EGFR", "HGVS": {"p": "p.L858R", "c": "c.2573T>G"}}, "EGFR L858R"),
    ],
)
def test_nested_names_of_tempus_were_not_read(tmp_path: Path, detail: dict[str, object], label: str) -> None:
    assert labels(read(tmp_path, classes("biologicallyRelevant", "snvIndels", **detail))) == {label}


def test_a_copy_number_of_tempus_by_another_kind_was_not_read(tmp_path: Path) -> None:
    text = classes("biologicallyRelevant", "copyNumberVariants", gene="ERBB2", variantDescription="gain")
    assert labels(read(tmp_path, text)) == {"ERBB2 gain"}


@pytest.mark.parametrize(
    ("status", "expected"), [("Microsatellite stable (MSS)", ["MSS"]), ("Stable (not MSI-H)", []), ("()", [])]
)
def test_a_status_with_its_short_form_in_brackets_was_not_known(
    tmp_path: Path, status: str, expected: list[str]
) -> None:
    assert statements(read(tmp_path, tempus_1(msiStatus=status))) == expected


def test_an_unreadable_score_of_pd_l1_was_no_result(tmp_path: Path) -> None:
    reading = read(
        tmp_path, tempus_3(genomicVariants={}, ihc={"pdl1": {"interpretation": {"combinedPositiveScore": ">=50"}}})
    )
    assert [one.reason for one in reading.unresolved] == ["result_unknown"]
