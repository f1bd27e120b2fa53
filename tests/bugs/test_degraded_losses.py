"""Records of a driver that were lost without a word, because one of their cells was not as its format has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import examine
from oncotier.readers.listing import from_texts
from tests.bugs.test_table_states import PANEL, judged, open_kinds, states
from tests.readers.builders import MAF_COLUMNS, labels, maf, maf_row, read
from tests.readers.tiny_reports import bundle, caris, component, tempus_1, variant
from tests.readers.tiny_tables import FUSION_CATCHER, table

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.knowledge.base import KnowledgeBase

ONCOMINE = "rowtype\tcall\tFUNC1.gene\tFUNC1.protein\tID\tFILTER\nsnp\tNEG\tBRAF\tp.Val600Glu\tx\tPASS\n"
GUARDANT = "gene\tchrom\tmut_nt\tmut_aa\tpercentage\nTP53\t17\tC>T\tR175H\t1\n"
FUSION_ROW = "EML4 {} known 2:42295516:+ 2:29223528:- in-frame"
WILD_TYPE: dict[str, object] = {"genomicAlteration": {"gene": "BRAF", "result": "Wild Type"}}


def is_wild_type(kb: KnowledgeBase, folder: Path, text: str, gene: str = "KRAS") -> bool:
    """Tell whether a gene is called wild type under the panel."""
    case = judged(kb, folder, text)
    return f"{gene} wild-type" in [one.label for one in case.report.alterations]


@pytest.mark.parametrize(
    ("gene", "is_lost"),
    [("KRAS (NM_004985)", False), ("[KRAS]", False), ("KRAS;LYRM5", False), ("NA", False), ("LYRM5", True)],
)
def test_a_cell_that_holds_a_gene_of_ours_is_no_other_gene(
    kb: KnowledgeBase, tmp_path: Path, gene: str, *, is_lost: bool
) -> None:
    oncomine = f"{ONCOMINE}snp\tPOS\t{gene}\tp.Gly12Asp\tx\tPASS\n"
    assert is_wild_type(kb, tmp_path, oncomine) is is_lost
    guardant = judged(kb, tmp_path, f"{GUARDANT}{gene}\t12\tC>T\tG12D\t1\n")
    tally = guardant.report.inputs[0].records
    assert tally.out_of_scope_by == ({"gene_not_in_table": 1} if is_lost else {})


@pytest.mark.parametrize(
    "text",
    [
        "gene\tcall\nERBB2 (low confidence)\tAmplification\n",
        "Hugo_Symbol\tP\nERBB2 equivocal\t2\n",
        "chromosome\tstart\tend\tgene\tminCopyNumber\tmaxCopyNumber\n17\t1\t2\tERBB2;MIR4728\t18\t19\n",
        "gene\tchrom\tseg_start\tseg_end\ttcn.em\tlcn.em\tcn_state\nERBB2 ?\t17\t1\t2\t9\t1\tAMP\n",
    ],
)
def test_an_amplified_gene_with_a_remark_is_listed(kb: KnowledgeBase, tmp_path: Path, text: str) -> None:
    case = judged(kb, tmp_path, text, "BRCA")
    assert open_kinds(case, "ERBB2") or "ERBB2 amplification" in [one.label for one in case.report.alterations]
    assert not case.report.inputs[0].records.out_of_scope


@pytest.mark.parametrize("given", ["KRAS.", "KRAS.1", "KRAS.2"])
def test_a_symbol_with_the_number_of_its_row_is_that_gene(tmp_path: Path, given: str) -> None:
    assert labels(read(tmp_path, maf([maf_row(given, "p.G12D")]))) == {"KRAS G12D"}


@pytest.mark.parametrize("given", ["KRASP.1", "KRAS.x", "P16.1", "KRAS-AS1"])
def test_another_symbol_with_a_number_is_another_gene(tmp_path: Path, given: str) -> None:
    assert not labels(read(tmp_path, maf([maf_row(given, "p.G12D")])))


@pytest.mark.parametrize(("other", "state"), [("", "present"), ("S2\tCD74\tROS1\tFUSION\n", "unknown")])
def test_a_row_without_its_sample_is_not_one_of_another(
    kb: KnowledgeBase, tmp_path: Path, other: str, state: str
) -> None:
    header = "Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tClass\n"
    text = f"{header}\tEML4\tALK\tFUSION\nS1\tNCOA4\tRET\tFUSION\n{other}"
    reading = read(tmp_path, text, sample="S1", build="GRCh38")
    beside = from_texts(["MSS"], name="calls", sha256="0" * 64)
    case = examine([reading, beside], kb, Settings(tumor_type="LUAD"), assay=PANEL)
    assert states(case)["ALK fusion"] == state


def orange(partner: str) -> str:
    """Write an ORANGE record with one fusion of EML4."""
    fusion = {"geneStart": "EML4", "geneEnd": partner, "reportedType": "KNOWN_PAIR", "phased": "INFRAME"}
    purple = {"fit": {"qc": {"status": ["PASS"]}}, "allSomaticVariants": []}
    return json.dumps(
        {"sampleId": "S", "refGenomeVersion": "V38", "purple": purple, "linx": {"allSomaticFusions": [fusion]}}
    )


def tempus(partner: str) -> str:
    """Write a Tempus report with one fusion of EML4."""
    fusion = {"gene5": "EML4", "gene3": partner, "fusionType": "gene-gene", "variantType": "fusion"}
    return tempus_1(
        tumorMutationalBurden=5, somaticBiologicallyRelevantVariants=[fusion], somaticPotentiallyActionableMutations=[]
    )


def translocation(partner: str) -> str:
    """Write a Caris report with one fusion of EML4."""
    return caris({"translocation": {"gene1": "EML4", "gene2": partner, "result": "Pathogenic Fusion"}}, WILD_TYPE)


def fusion_catcher(partner: str) -> str:
    """Write a table of FusionCatcher with one fusion of EML4."""
    return table(FUSION_CATCHER, [FUSION_ROW]).format(partner)


@pytest.mark.parametrize("write", [orange, tempus, translocation])
@pytest.mark.parametrize(
    ("partner", "state"), [("", "unknown"), ("N/A", "unknown"), ("(ALK)", "unknown"), ("PPP1R21", "absent")]
)
def test_a_fusion_without_its_partner_may_be_of_any_gene(
    kb: KnowledgeBase, tmp_path: Path, write: object, partner: str, state: str
) -> None:
    assert callable(write)
    case = judged(kb, tmp_path, write(partner), "LUAD")
    assert states(case)["ALK fusion"] == state
    assert [one.reason for one in case.report.unresolved] == (["partner_unknown"] if state == "unknown" else [])
    assert "KRAS wild-type" in [one.label for one in case.report.alterations]


@pytest.mark.parametrize(("partner", "state"), [("ALK;ALK-AS1", "present"), ("ALK;ROS1", "unknown")])
def test_a_partner_with_a_remark_is_not_lost(kb: KnowledgeBase, tmp_path: Path, partner: str, state: str) -> None:
    assert states(judged(kb, tmp_path, fusion_catcher(partner), "LUAD"))["ALK fusion"] == state


PHENOPACKET = {"subject": {"id": "x"}, "metaData": {"phenopacketSchemaVersion": "2.0"}}
NAMED = {"geneContext": {"symbol": "TP53"}, "expressions": [{"syntax": "hgvs.p", "value": "p.Arg175His"}]}


def phenopacket(*found: object) -> str:
    """Write a phenopacket with a change of TP53 and others."""
    known = {"interpretationStatus": "CAUSATIVE", "variantInterpretation": {"variationDescriptor": NAMED}}
    return json.dumps({**PHENOPACKET, "interpretations": [{"diagnosis": {"genomicInterpretations": [known, *found]}}]})


@pytest.mark.parametrize(
    ("text", "is_proved"),
    [
        (phenopacket(), True),
        (phenopacket({"interpretationStatus": "CAUSATIVE"}), False),
        (caris(WILD_TYPE, {"genomicAlteration": {"result": "Pathogenic Variant"}}), False),
        (caris(WILD_TYPE, {"genomicAlteration": {"gene": "BRCA2", "result": "Pathogenic Variant"}}), True),
        (bundle([variant(), variant(component("48018-6", "TP53"), component("48005-3", "p.R175H"), name="w")]), False),
    ],
)
def test_a_finding_without_gene_and_change_may_be_of_any_gene(
    kb: KnowledgeBase, tmp_path: Path, text: str, *, is_proved: bool
) -> None:
    assert is_wild_type(kb, tmp_path, text) is is_proved


def test_a_change_without_gene_and_chromosome_is_not_outside_all_genes(kb: KnowledgeBase, tmp_path: Path) -> None:
    cells = {"NCBI_Build": "GRCh38", "Start_Position": "25245350", "Reference_Allele": "C", "Tumor_Seq_Allele2": "T"}
    text = maf([maf_row("NA", "p.G12D", Chromosome="NA", **cells), maf_row("TP53", "p.R175H")], MAF_COLUMNS)
    assert not is_wild_type(kb, tmp_path, text)
    assert judged(kb, tmp_path, text).report.inputs[0].records.unresolved == 1


@pytest.mark.parametrize(("call", "found"), [("-", True), ("NA", True), ("0", False), ("amp", True)])
def test_a_dash_beside_copies_is_no_negative_stain(tmp_path: Path, call: str, *, found: bool) -> None:
    assert labels(read(tmp_path, f"gene,call,copies\nERBB2,{call},14\n")) == (
        {"ERBB2 amplification"} if found else set()
    )


@pytest.mark.parametrize("written", ["EML4--ALK (low confidence)", "[EML4--ALK]"])
def test_a_garbled_pair_of_moalmanac_is_listed(kb: KnowledgeBase, tmp_path: Path, written: str) -> None:
    header = "feature_type\tfeature\talteration_type\talteration\n"
    case = judged(kb, tmp_path, f"{header}Rearrangement\tALK\tFusion\t{written}\n", "LUAD")
    assert states(case)["ALK fusion"] == "unknown"
