"""What tables and lists leave open under an assay: a gene is wild type, or not amplified, only where that is proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.batch.request import Request
from oncotier.batch.workbench import Workbench
from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import examine
from oncotier.readers.listing import from_texts
from tests.readers.builders import MAF_COLUMNS, maf, maf_row, read
from tests.readers.tiny_tables import ARRIBA, CNVKIT, FACETS, STAR, table

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.interpret.assemble import Case
    from oncotier.knowledge.base import KnowledgeBase

PANEL = Assay("panel", "", tuple(Covered(gene, COVERED_KINDS) for gene in "KRAS NRAS BRAF ALK ROS1 MET ERBB2".split()))


def judged(kb: KnowledgeBase, folder: Path, text: str, tumor: str = "COAD", *, build: str = "") -> Case:
    """Interpret one table under the panel, beside a list of all else that was found."""
    beside = from_texts(["MSS"], name="calls", sha256="0" * 64)
    return examine([read(folder, text, build=build), beside], kb, Settings(tumor_type=tumor), assay=PANEL)


def open_kinds(case: Case, gene: str) -> list[str]:
    """Return the kinds of alterations of a gene of which nothing is proved."""
    return sorted(kind for one, kind in case.findings.open_questions if one == gene)


def states(case: Case) -> dict[str, str]:
    """Return the state of every marker that the tumor type asks for."""
    return {one.biomarker: one.state for one in case.report.testing}


def on_cetuximab(case: Case) -> str:
    """Return the state of the option that needs KRAS and NRAS wild type."""
    return next((one.state.value for one in case.report.options if one.therapy.startswith("Cetuximab")), "")


@pytest.mark.parametrize(
    ("line", "state", "is_open"),
    [
        ("KRAS mutation", "conditional", True),
        ("KRAS mutated", "conditional", True),
        ("KRAS exon 2 mutation", "conditional", True),
        ("KRAS missense mutation", "conditional", True),
        ("KRAS codon 12 mutation", "", True),
        ("KRAS G12X", "", True),
        ("KRAS G12D", "", False),
        ("KRAS Q22K", "available", False),
    ],
)
def test_a_mutation_without_its_name_may_be_in_any_codon(
    kb: KnowledgeBase, tmp_path: Path, line: str, state: str, *, is_open: bool
) -> None:
    case = judged(kb, tmp_path, f"{line}\nMSS\n")
    assert on_cetuximab(case) == state
    assert open_kinds(case, "KRAS") == (["small_variant"] if is_open else [])
    assert (states(case)["KRAS G12C"] == "unknown") is is_open


OF_MET = "116600000 116900000"
FACETS_GENES = "gene chrom seg_start seg_end tcn.em tcn lcn.em cn_state filter"
PCGR = "Chromosome Start End nMajor nMinor"


@pytest.mark.parametrize("missing", ["NA", "~", "nan"])
@pytest.mark.parametrize(
    ("header", "row", "other"),
    [
        (FACETS, f"7 1 {OF_MET} 0.5 {{}} NA", "17 1 39600000 39800000 0.5 2 1"),
        (CNVKIT, f"chr7 {OF_MET} MET 0.1 {{}} 10 10 1", "chr17 39600000 39800000 ERBB2 0.1 2 10 10 1"),
        (PCGR, f"7 {OF_MET} {{}} 1", "17 39600000 39800000 1 1"),
        (PCGR, f"7 {OF_MET} 9 {{}}", "17 39600000 39800000 1 1"),
        (FACETS_GENES, f"MET 7 {OF_MET} {{}} NA NA NA PASS", "ERBB2 17 1 2 2 2 1 DIPLOID PASS"),
    ],
)
def test_a_segment_without_copies_leaves_its_genes_open(
    kb: KnowledgeBase, tmp_path: Path, header: str, row: str, other: str, missing: str
) -> None:
    case = judged(kb, tmp_path, table(header, [row.format(missing), other]), "LUAD", build="GRCh38")
    assert open_kinds(case, "MET") == ["copy_number"]
    assert not open_kinds(case, "ERBB2")
    assert states(case)["High-level MET amplification"] == "unknown"
    assert case.findings.coverage.is_proof
    tally = case.report.inputs[0].records
    assert (tally.read, tally.out_of_scope_by["copy_number_not_determined"], tally.unresolved) == (2, 1, 0)


@pytest.mark.parametrize(("name", "is_open"), [("MET", True), ("EGFR,MET", True), ("-", False)])
def test_a_segment_without_copies_is_of_the_genes_that_it_names(
    kb: KnowledgeBase, tmp_path: Path, name: str, *, is_open: bool
) -> None:
    rows = [f"chr7 {OF_MET} {name} 0.1 NA 10 10 1", "chr17 39600000 39800000 ERBB2 0.1 2 10 10 1"]
    case = judged(kb, tmp_path, table(CNVKIT, rows), "LUAD")
    assert open_kinds(case, "MET") == (["copy_number"] if is_open else [])


@pytest.mark.parametrize("missing", ["NA", "~"])
def test_copies_of_the_other_fit_count_where_one_failed(kb: KnowledgeBase, tmp_path: Path, missing: str) -> None:
    genes = judged(kb, tmp_path, table(FACETS_GENES, [f"MET 7 {OF_MET} {missing} 12 NA AMP PASS"]), "LUAD")
    header = "chrom seg start end cf.em tcn.em lcn.em tcn lcn"
    segments = table(header, [f"7 1 {OF_MET} 0.5 {missing} NA 12 1"])
    for case in (genes, judged(kb, tmp_path, segments, "LUAD", build="GRCh38")):
        assert "MET amplification" in [one.label for one in case.report.alterations]


@pytest.mark.parametrize("word", ["failed", "-3", "2,5"])
def test_a_word_in_the_place_of_copies_is_a_fault(kb: KnowledgeBase, tmp_path: Path, word: str) -> None:
    case = judged(kb, tmp_path, table(FACETS, [f"7 1 {OF_MET} 0.5 {word} NA"]), "LUAD", build="GRCh38")
    assert [one.reason for one in case.report.unresolved] == ["malformed_row"]
    assert not case.findings.coverage.is_proof


@pytest.mark.parametrize(
    ("written", "is_found"),
    [
        *(("PASS", True), (".", True), ("", True), ("pass", True), ("Passed", True), ("KEEP", True)),
        *(("NA", True), ("nan", True), ("None", True), ("PASS;PASS", True), ("PASS,PASS", True)),
        *(("common_variant", False), ("PASS;common_variant", False), ("oxog;PASS", False), ("REJECT", False)),
        *(("panel_of_normals;weak_evidence", False), ("FAIL", False), ("not_passed", False)),
    ],
)
def test_a_filter_cell_without_an_objection_passes(
    kb: KnowledgeBase, tmp_path: Path, written: str, *, is_found: bool
) -> None:
    text = maf([maf_row("KRAS", "p.G12D", FILTER=written)], (*MAF_COLUMNS, "FILTER"))
    listed = f"gene,protein,filter\nKRAS,G12D,{written.replace(',', ';')}\n"
    for case in (judged(kb, tmp_path, text), judged(kb, tmp_path, listed)):
        assert ("KRAS G12D" in [one.label for one in case.report.alterations]) is is_found
        assert open_kinds(case, "KRAS") == ([] if is_found else ["small_variant"])
        assert any(one.code == "driver_filtered" for one in case.report.notices) is not is_found
        assert on_cetuximab(case) == ("" if is_found else "conditional")


def star(left: str, right: str, at_left: int, at_right: int, frame: str = "INFRAME") -> str:
    """Write one fusion of two genes of chromosome 2."""
    row = f"{left}--{right} 10 5 {left}^E chr2:{at_left}:+ {right}^E chr2:{at_right}:- {frame}"
    return table(STAR, [row])


EML4, ALK = 42264951, 29223528


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (star("EML4", "ALK", EML4, ALK), "present"),
        (star("EML4", "ALK", EML4, ALK, "FRAMESHIFT"), "unknown"),
        (star("ALK", "EML4", ALK, EML4), "unknown"),
        (star("EML4", "ALK", EML4, 29193300), "unknown"),
        (star("ALK", "EML4", ALK, EML4) + star("EML4", "ALK", EML4, ALK).partition("\n")[2], "present"),
    ],
)
def test_a_fusion_that_is_no_driver_as_reported_is_no_proof_that_there_is_none(
    kb: KnowledgeBase, tmp_path: Path, text: str, state: str
) -> None:
    case = judged(kb, tmp_path, text, "LUAD", build="GRCh38")
    assert (states(case)["ALK fusion"], states(case)["ROS1 fusion"]) == (state, "absent")
    assert bool([one for one in case.report.options if one.therapy == "Alectinib"]) is (state == "present")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Hugo_Symbol\tSample_Id\tValue\nKRAS\tP\tND\n", ["copy_number"]),
        ("gene\tcall\nKRAS\tfailed\n", ["copy_number"]),
        (star("KRAS", "ALK", 1, ALK).replace("KRAS--", "KRASP1--"), ["fusion"]),
        (
            "chromosome\tgene\tdriver\tlikelihoodMethod\tminCopyNumber\tmaxCopyNumber\n12\tKRAS\tX\tAMP\t2\t2\n",
            ["copy_number", "fusion", "small_variant"],
        ),
    ],
)
def test_an_unread_number_of_copies_says_nothing_of_the_sequence(
    kb: KnowledgeBase, tmp_path: Path, text: str, kinds: list[str]
) -> None:
    case = judged(kb, tmp_path, text)
    assert (open_kinds(case, "KRAS"), len(case.report.unresolved)) == (kinds, 1)


SEQUENCE = maf([maf_row("EGFR", "p.G724S")])
COPIES = "Hugo_Symbol\tP\nMET\t0\nERBB2\t0\n"
FUSIONS = star("EML4", "ALK", EML4, ALK)
SITES = "Total_Number_of_Sites\tNumber_of_Unstable_Sites\t%\n100\t0\t0.0\n"
BURDEN = "SAMPLE_ID\tONCOTREE_CODE\tTMB_NONSYNONYMOUS\nS1\tCOAD\t3\n"


@pytest.mark.parametrize(
    ("texts", "option", "absent"),
    [
        ([SEQUENCE], "available", False),
        ([COPIES], "", False),
        ([FUSIONS], "", True),
        ([SITES], "", False),
        ([BURDEN, SITES], "", False),
        ([FUSIONS, COPIES], "", True),
        ([COPIES, SEQUENCE], "available", False),
        ([COPIES, SEQUENCE, FUSIONS], "available", True),
        ([SEQUENCE, SEQUENCE], "available", False),
    ],
)
def test_an_input_shows_absent_only_what_it_can_hold(
    kb: KnowledgeBase, tmp_path: Path, texts: list[str], option: str, *, absent: bool
) -> None:
    readings = [read(tmp_path, text, name=f"input{number}") for number, text in enumerate(texts)]
    case = examine(readings, kb, Settings(tumor_type="COAD"), assay=PANEL)
    assert on_cetuximab(case) == option
    assert states(case)["KRAS G12C"] == ("absent" if option == "available" else "unknown")
    assert (("ROS1", "fusion") in case.findings.open_questions) is not absent
    words = [one.words for one in case.report.notices if one.code == "absence_not_shown"]
    assert any("small variants" in one for one in words) is (not option)
    notes = {one.biomarker: one.note for one in case.report.testing}
    assert notes["KRAS G12C"] == ("" if option else "KRAS: input0 does not show small variants absent")


@pytest.mark.parametrize(("with_file", "option"), [(True, ""), (False, "available")])
def test_a_finding_beside_files_is_no_list_of_all_that_was_found(
    tmp_path: Path, *, with_file: bool, option: str
) -> None:
    (tmp_path / "copies.tsv").write_text(COPIES)
    (tmp_path / "panel.txt").write_text("KRAS\nNRAS\nBRAF\n")
    files = (str(tmp_path / "copies.tsv"),) if with_file else ()
    request = Request(files, tumor_type="COAD", findings=("MSS",), assay=str(tmp_path / "panel.txt"))
    with Workbench(request) as bench:
        assert on_cetuximab(bench.case_of(request, bench.readings(request))) == option


ALL_KINDS = ["copy_number", "fusion", "small_variant"]


@pytest.mark.parametrize(
    ("text", "gene", "kinds"),
    [
        *((f"gene,protein,call\nKRAS,,{word}\n", "KRAS", ALL_KINDS) for word in ("Not evaluable", "Low coverage")),
        *((f"gene,protein,call\nKRAS,G12D,{word}\n", "KRAS", ALL_KINDS) for word in ("no-call", "Insufficient DNA")),
        ("gene,protein,call\nKRAS,G12D,no reads\n", "KRAS", ALL_KINDS),
        ("gene,protein\nALK,fusion failed\n", "ALK", ALL_KINDS),
        ("gene,protein\nKRAS,failed\n", "KRAS", ["small_variant"]),
        ("gene1,gene2,call\nEML4,ALK,Not evaluable\n", "ALK", ["fusion"]),
        ("gene1,gene2,call\nEML4,ALK,no evidence\n", "ALK", ALL_KINDS),
        ("gene1,gene2,call\nEML4,ALK,uncertain\n", "ALK", ALL_KINDS),
        ("gene,call\nMET,not amplified\n", "MET", []),
        *((f"gene,protein,result\nRAS,{words}\n", "NRAS", ALL_KINDS) for words in (",failed", "mutation,", "G12D,")),
        ("KRAS wild-type\nRAS failed\n", "NRAS", ALL_KINDS),
    ],
)
def test_a_row_without_a_result_is_no_finding_and_no_absence(
    kb: KnowledgeBase, tmp_path: Path, text: str, gene: str, kinds: list[str]
) -> None:
    case = judged(kb, tmp_path, text)
    assert open_kinds(case, gene) == kinds
    assert not [one for one in case.report.alterations if one.gene == gene and not one.label.endswith("wild-type")]
    assert case.findings.coverage.is_proof


def test_genes_that_share_a_name_are_left_open_together(kb: KnowledgeBase, tmp_path: Path) -> None:
    panel = Assay("panel", "", tuple(Covered(gene, COVERED_KINDS) for gene in ("BRCA1", "BRCA2", "PALB2")))
    reading = read(tmp_path, "gene,protein,result\nBRCA1/2,,failed\n")
    case = examine([reading], kb, Settings(tumor_type="BRCA"), assay=panel)
    assert {gene for gene, _ in case.findings.open_questions} == {"BRCA1", "BRCA2"}


@pytest.mark.parametrize(
    ("depth", "reference", "alternate", "is_found"),
    [("100", "100", "0", False), ("", "100", "0", False), ("0", "0", "0", True), ("100", "98", "2", True)],
)
def test_a_change_that_no_read_carries_is_not_counted(
    kb: KnowledgeBase, tmp_path: Path, depth: str, reference: str, alternate: str, *, is_found: bool
) -> None:
    row = maf_row("KRAS", "p.G12D", t_depth=depth, t_ref_count=reference, t_alt_count=alternate)
    for text in (maf([row]), f"gene,protein,vaf\nKRAS,G12D,{0.02 if is_found else 0}\n"):
        case = judged(kb, tmp_path, text)
        assert ("KRAS G12D" in [one.label for one in case.report.alterations]) is is_found
        assert open_kinds(case, "KRAS") == ([] if is_found else ["small_variant"])


ARRIBA_ROW = "EML4 ALK +/+ -/- 2:42264951 2:29223528 translocation {} in-frame downstream downstream"
GENEFUSE = "#Fusion: ALK_T:intron:19|+chr2:29223528___EML4_T:intron:13|-chr2:42264951 (total: {0}, unique:{0})\n"
PCGR_FUSION = "FusionGene LeftBreakpoint RightBreakpoint SplitReads"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (table(ARRIBA, [ARRIBA_ROW.format("high")]), "available"),
        (table(ARRIBA, [ARRIBA_ROW.format(".")]), "conditional"),
        (GENEFUSE.format(2), "available"),
        (GENEFUSE.format(1), "conditional"),
        (table(PCGR_FUSION, ["EML4--ALK chr2:42264951 chr2:29223528 8"]), "available"),
        (table(PCGR_FUSION, ["EML4--ALK chr2:42264951 chr2:29223528 0"]), "conditional"),
        ("gene1,gene2,call\nEML4,ALK,fusion\n", "available"),
        ("gene1,gene2,call\nEML4,ALK,low confidence\n", "conditional"),
        ("Sample_Id\tGeneA\tGeneB\tSv_Type\nS\tEML4\tALK\tFusion\n", "available"),
        ("Sample_Id\tGeneA\tGeneB\tSv_Type\nS\tUnknown\tALK\tFusion\n", "conditional"),
    ],
)
def test_a_fusion_that_its_caller_is_not_sure_of_is_to_be_confirmed(
    kb: KnowledgeBase, tmp_path: Path, text: str, state: str
) -> None:
    case = judged(kb, tmp_path, text, "LUAD", build="GRCh38")
    assert {one.state.value for one in case.report.options if one.therapy == "Alectinib"} == {state}
    assert states(case)["ALK fusion"] == ("present" if state == "available" else "unknown")


@pytest.mark.parametrize("word", ["Indeterminate", "Not tested"])
def test_an_undetermined_microsatellite_status_of_moalmanac_is_said(
    kb: KnowledgeBase, tmp_path: Path, word: str
) -> None:
    text = f"feature_type\tfeature\talteration_type\talteration\nMicrosatellite Stability\t{word}\t\t\n"
    assert set(judged(kb, tmp_path, text).findings.untested) == {"MSI"}


@pytest.mark.parametrize(("value", "found"), [("-2", ["CDKN2A deletion", "CDKN2B deletion"]), ("NA", []), ("0", [])])
def test_a_row_of_genes_that_share_a_name_is_of_each(
    kb: KnowledgeBase, tmp_path: Path, value: str, found: list[str]
) -> None:
    reading = read(tmp_path, f"Hugo_Symbol\tP\nMET\t0\nCDKN2A/B\t{value}\n")
    panel = Assay("panel", "", (Covered("CDKN2A", COVERED_KINDS),))
    case = examine([reading], kb, Settings(), assay=panel)
    assert [one.label for one in case.report.alterations if "CDKN2" in one.label] == found
    assert ("copy_number" in open_kinds(case, "CDKN2A")) is (value == "NA")
    tally = case.report.inputs[0].records
    assert (tally.read, tally.interpreted + tally.out_of_scope) == (2, 2)


PURPLE_DRIVER = "chromosome gene driver likelihoodMethod minCopyNumber maxCopyNumber"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (table(PURPLE_DRIVER, ["7 MET PARTIAL_AMP AMP 3 14"]), "unknown"),
        (table(FACETS, ["7 1 62000000 159000000 0.5 14 1"]), "unknown"),
        (table(FACETS, ["7 1 62000000 159000000 0.5 3 1"]), "absent"),
        (table(FACETS, ["7 1 116600000 116700000 0.5 14 1", "7 1 116700000 117000000 0.5 2 1"]), "unknown"),
        (table(FACETS, ["7 1 116600000 116700000 0.5 3 1", "7 1 116700000 117000000 0.5 2 1"]), "absent"),
        (table(FACETS, [f"7 1 {OF_MET} 0.5 14 1"]), "present"),
        ("Hugo_Symbol\tP\nERBB2\t0\nMET\t1\n", "absent"),
    ],
)
def test_an_amplification_that_is_not_one_of_the_gene_is_not_proved_absent(
    kb: KnowledgeBase, tmp_path: Path, text: str, state: str
) -> None:
    case = judged(kb, tmp_path, text, "LUAD", build="GRCh38")
    assert states(case)["High-level MET amplification"] == state


@pytest.mark.parametrize(
    ("named", "state"),
    [("CLIP4(300),ALK(1200)", "unknown"), ("ALK(1200),CLIP4(300)", "unknown"), ("CLIP4(300),ALK(90000)", "absent")],
)
def test_a_break_beside_a_target_leaves_its_fusion_open(
    kb: KnowledgeBase, tmp_path: Path, named: str, state: str
) -> None:
    row = ARRIBA_ROW.format("high").replace(" ALK ", f" {named} ")
    case = judged(kb, tmp_path, table(ARRIBA, [row]), "LUAD", build="GRCh38")
    assert (states(case)["ALK fusion"], states(case)["ROS1 fusion"]) == (state, "absent")
    assert ("break_beside_gene" in [one.code for one in case.report.notices]) is (state == "unknown")


def test_copies_that_gave_no_result_leave_no_stain_open(kb: KnowledgeBase, tmp_path: Path) -> None:
    case = judged(kb, tmp_path, "Hugo_Symbol\tP\nMET\tNA\nERBB2\tNA\n", "LUAD")
    assert states(case)["High-level MET amplification"] == "unknown"
    assert {states(case)[name] for name in ("MET protein overexpression", "HER2-positive (IHC)")} == {"not_tested"}


@pytest.mark.parametrize(("written", "is_found"), [("NA", True), ("PASS", True), ("NOCALL", False)])
def test_a_filter_cell_of_oncomine_may_say_nothing(
    kb: KnowledgeBase, tmp_path: Path, written: str, *, is_found: bool
) -> None:
    header = "rowtype\tcall\tFUNC1.gene\tFUNC1.protein\tFUNC1.coding\tID\tCHROM\tPOS\tALT\tFILTER\n"
    row = f"snp\tPOS\tKRAS\tp.Gly12Asp\t\t.\tchr12\t25398284\tT\t{written}\n"
    case = judged(kb, tmp_path, header + row)
    assert ("KRAS G12D" in [one.label for one in case.report.alterations]) is is_found
    assert open_kinds(case, "KRAS") == ([] if is_found else ["small_variant"])


@pytest.mark.parametrize(
    ("call", "filtered", "flags"),
    [
        ("Likely artifact", 1, None),
        ("false positive", 1, None),
        ("Equivocal", 0, ("equivocal",)),
        ("unconfirmed", 0, ("equivocal",)),
        ("Mutated", 0, ()),
        ("Pathogenic", 0, ()),
    ],
)
def test_a_call_in_doubt_is_no_plain_finding(
    kb: KnowledgeBase, tmp_path: Path, call: str, filtered: int, flags: tuple[str, ...] | None
) -> None:
    case = judged(kb, tmp_path, f"gene,protein,call\nKRAS,p.G12D,{call}\nBRAF,p.K601E,yes\n")
    found = {one.label: one for one in case.report.alterations}
    assert "KRAS wild-type" not in found
    assert case.report.inputs[0].records.filtered == filtered
    assert (found["KRAS G12D"].flags if flags is not None else flags) == flags
    assert ("KRAS G12D" in found) is (flags is not None)
