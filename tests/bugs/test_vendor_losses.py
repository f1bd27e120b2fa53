"""Faults of the readers of laboratories' reports that lost a finding or invented one: one test each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import RearrangementObservation, StatementObservation
from oncotier.errors import UsageError
from tests.readers.builders import labels, only_variant, read, read_path, tally
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


def test_a_result_without_result_of_caris_is_no_negative(tmp_path: Path) -> None:
    variant = {"gene": "BRAF", "result": "variantnotdetected", "result_group": "No Result"}
    reading = read(tmp_path, caris({"genomicAlteration": variant}))
    assert ([one.marker for one in reading.untested], reading.negatives) == (["BRAF"], ())
    uncertain = {"gene": "BRAF", "hgvsProteinChange": "p.V600E", "result": "Variant of Uncertain Significance"}
    found = only_variant(read(tmp_path, caris({"genomicAlteration": {**uncertain, "result_group": "No Result"}})))
    assert found.flags == ("vendor:unknown",)


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
        tmp_path, tempus_3(genomicVariants={}, ihc={"pdl1": {"interpretation": {"combinedPositiveScore": ">50"}}})
    )
    assert [one.reason for one in reading.unresolved] == ["result_unknown"]


def oncomine(kind: str, gene: str = "", name: str = "", copies: str = "", passed: str = "PASS") -> str:
    header = "rowtype|call|FUNC1.gene|ID|FORMAT.1.CN|FILTER"
    return table(header, (kind, "POS", gene, name, copies, passed))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("EML4-ALK", "EML4::ALK fusion"), ("EML4(6) - ALK(20)", "EML4::ALK fusion"),
        ("NKX2-1-RET.N1R12", "NKX2-1::RET fusion"), ("MET-MET.M13M15", "MET exon 14 skipping"),
        ("EGFR-EGFR.E1E8.DelPositive", "EGFRvIII"),
    ],
)  # fmt: skip
def test_names_of_oncomine_fusions_were_not_understood_or_taken_for_another(
    tmp_path: Path, name: str, label: str
) -> None:
    assert labels(read(tmp_path, oncomine("Fusion", name=name))) == {label}
    is_pair = "::" in label
    assert not is_pair or labels(read(tmp_path, oncomine("Fusion", gene=name.split(".", maxsplit=1)[0], name="."))) == {
        label
    }


def test_a_fusion_of_oncomine_of_other_genes_is_outside(tmp_path: Path) -> None:
    assert tally(read(tmp_path, oncomine("Fusion", name="OR4F5-OR4F29.O1O2"))).out_of_scope == 1


@pytest.mark.parametrize(
    ("passed", "copies", "label"),
    [
        ("GAIN", "12", "ERBB2 amplification"), ("GAIN", "", "ERBB2 gain"), ("GAIN", "2.6", "ERBB2 gain"),
        ("LOSS", "1", "ERBB2 loss"), ("LOSS", "0.1", "ERBB2 deletion"), ("NOCALL", "12", ""),
    ],
)  # fmt: skip
def test_the_filter_of_an_oncomine_copy_number_that_is_its_call_removed_it(
    tmp_path: Path, passed: str, copies: str, label: str
) -> None:
    assert labels(read(tmp_path, oncomine("CNV", "ERBB2", copies=copies, passed=passed))) == ({label} - {""})


@pytest.mark.parametrize(
    ("change", "cdna", "gene", "label"),
    [
        ("None", "2573T>G", "EGFR", "EGFR L858R"), ("nan", "nan", "EGFR", "EGFR L858R"),
        ("L858R", "", "nan", "EGFR L858R"), ("Splice Site SNV", "2573T>G", "EGFR", "EGFR L858R"),
    ],
)  # fmt: skip
def test_words_for_nothing_in_a_sheet_of_guardant_cost_the_change(
    tmp_path: Path, change: str, cdna: str, gene: str, label: str
) -> None:
    header = "gene|chrom|position|mut_nt|mut_aa|cdna|percentage"
    text = table(header, (gene, "7", "55259515", "T>G", change, cdna, "1"))
    assert labels(read(tmp_path, text, build="GRCh37")) == {label}


def test_a_low_copy_number_of_guardant_was_an_amplification(tmp_path: Path) -> None:
    text = table("chrom|gene|copy_number|call", ("9", "CDKN2A", "0.9", "1"))
    assert labels(read(tmp_path, text)) == {"CDKN2A loss"}


@pytest.mark.parametrize("cells", [("EML4-ALK", "", "1"), ("EML4", "ALK", "1"), ("-", "EML4::ALK", "1")])
def test_a_fusion_of_guardant_in_one_cell_was_outside_the_table(tmp_path: Path, cells: tuple[str, ...]) -> None:
    text = table("gene_a|gene_b|call|downstream_gene", (*cells, "ALK"))
    assert labels(read(tmp_path, text)) == {"EML4::ALK fusion"}


def genminetop(**parts: str) -> str:
    inner = "".join(f"<{key.replace('_', '-')}>{value}</{key.replace('_', '-')}>" for key, value in parts.items())
    result = f"<result><alterations><item>{inner}</item></alterations></result>"
    return f"<root><vendor-id>todai-oncopanel</vendor-id><report>{result}</report></root>"


@pytest.mark.parametrize("gene", ["EML4-ALK", "EML4::ALK"])
def test_a_fusion_of_genminetop_in_one_cell_was_outside_the_table(tmp_path: Path, gene: str) -> None:
    assert labels(read(tmp_path, genminetop(type="fusion", gene=gene))) == {"EML4::ALK fusion"}


@pytest.mark.parametrize(("kind", "share"), [("MNP", "36.5%"), ("complex", "0.365"), ("snv", "73/200")])
def test_kinds_and_fractions_of_genminetop_in_other_words(tmp_path: Path, kind: str, share: str) -> None:
    parts = {"type": kind, "gene": "EGFR", "protein_alteration": "p.L858R", "allele_frequency": share}
    assert only_variant(read(tmp_path, genminetop(**parts))).vaf == 0.365
    absent = tally(read(tmp_path, genminetop(**parts, status="not detected")))
    assert absent.out_of_scope_by == {"tested_negative": 1}


def tso500(section: str, *rows: str) -> str:
    table = "".join(f"{row.replace('|', chr(9))}\n" for row in rows)
    details = "[Analysis Details]\nDNA Sample ID\tD1\nRNA Sample ID\tR1\n[TMB]\nTotal TMB\t5\n"
    return f"TruSight Oncology 500 - Combined Variant Output\t\n{details}[{section}]\n{table}"


@pytest.mark.parametrize(
    ("gene", "second", "label"),
    [("AR", "chrX:66914514", "AR-V7"), ("AR", "chrX:66915200", ""), ("MET", "chrX:66914514", "")],
)
def test_the_splice_variant_7_of_ar_was_not_understood(tmp_path: Path, gene: str, second: str, label: str) -> None:
    header = "Gene|Affected Exon|Breakpoint 1|Breakpoint 2|Splice Supporting Reads|Reference Reads Transcript"
    reading = read(tmp_path, tso500("Splice Variants", header, f"{gene}||chrX:66905968|{second}|15|100"))
    assert statements(reading) == ["TMB 5", *([label] if label else [])]
    assert [one.reason for one in reading.unresolved] == ([] if label else ["exon_unknown"])
    assert "AR-V7" not in statements(read(tmp_path, tso500("Splice Variants", header), build="GRCh38"))


def test_sections_of_tso500_that_were_not_counted(tmp_path: Path) -> None:
    header = "Gene|Absolute Copy Number|Minor Copy Number"
    reading = read(tmp_path, tso500("Loss of Heterozygosity", header, "BRCA1|1|0"))
    assert tally(reading).out_of_scope_by == {"loss_of_heterozygosity": 1}
    reading = read(tmp_path, tso500("Large Rearrangements", "Gene", "BRCA1"))
    assert [one.reason for one in reading.unresolved] == ["large_rearrangement"]


@pytest.mark.parametrize(("word", "label"), [("DUP", "ERBB2 amplification"), ("<del>", "ERBB2 loss")])
def test_the_kind_of_a_copy_number_of_tso500_in_another_form(tmp_path: Path, word: str, label: str) -> None:
    header = "Gene|Fold Change|Copy Number Variant|Absolute Copy Number"
    copies = "12" if "U" in word else "1"
    reading = read(tmp_path, tso500("Copy Number Variants", header, f"ERBB2|3.1|{word}|{copies}"))
    assert label in labels(reading)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12,61", ["TMB 12.61"]), ("0,5 m/MB", ["TMB 0.5"]), ("TMB-High; 12,6 Muts/Mb", ["TMB 12.6"]),
        ("1,234", []), ("1.234,5", []), ("12.61", ["TMB 12.61"]),
    ],
)  # fmt: skip
def test_a_burden_with_a_decimal_comma_was_its_decimals(tmp_path: Path, written: str, expected: list[str]) -> None:
    reading = read(tmp_path, tempus_1(tumorMutationalBurden=written))
    assert statements(reading) == expected
    assert [one.reason for one in reading.unresolved] == ([] if expected else ["not_determined"])


def test_a_workbook_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(40))
    with pytest.raises(UsageError, match="not recognized") as raised:
        read_path(path)
    assert "workbook" in raised.value.hint


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Gene|Alteration|Call", ("KRAS", "G12C", "{}")),
        ("Gene|Protein Change|Result", ("KRAS", "G12C", "{}")),
        ("Gene|Protein Change|Detected", ("KRAS", "p.Gly12Cys", "{}")),
    ],
)
@pytest.mark.parametrize(
    ("word", "found"), [("Not detected", set()), ("No call", set()), ("No", set()), ("Detected", {"KRAS G12C"})]
)
def test_a_change_that_a_table_says_is_absent_was_a_finding(
    tmp_path: Path, header: str, cells: tuple[str, ...], word: str, found: set[str]
) -> None:
    assert labels(read(tmp_path, table(header, tuple(cell.format(word) for cell in cells)))) == found
