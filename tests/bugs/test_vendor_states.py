"""Faults of the readers of laboratories' reports that gave a finding a wrong state or name: one test each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import CopyNumberObservation, StatementObservation
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from tests.readers.builders import codes, knowledge, labels, only_variant, read, report, tally
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


TSO = "TruSight Oncology 500{0} Analysis Software - Combined Variant Output\n"
DETAILS = "[Analysis Details]\nDNA Sample ID\tD1\nRNA Sample ID\tNA\n"


def tso500(section: str, *rows: str, title: str = "", details: str = DETAILS) -> str:
    table = "".join(f"{row.replace('|', chr(9))}\n" for row in rows)
    return f"{TSO.format(title)}{details}[TMB]\nTotal TMB\t18.8\n[{section}]\n{table}"


SMALL = "Gene|Chromosome|Genomic Position|Reference Call|Alternative Call|Allele Frequency|P-Dot Notation"
L858R = "EGFR|chr7|55259515|T|G|25%|p.Leu858Arg"


@pytest.mark.parametrize("details", [DETAILS, ""])
@pytest.mark.parametrize("section", ["Small Variants", "Small Variants (beta)"])
@pytest.mark.parametrize("is_turned", [False, True])
def test_a_table_of_tso500_with_columns_in_another_order_was_not_read(
    tmp_path: Path, details: str, section: str, is_turned: bool
) -> None:
    rows = ["|".join(reversed(row.split("|"))) if is_turned else row for row in (SMALL, L858R)]
    reading = read(tmp_path, tso500(section, *rows, details=details))
    found = only_variant(reading)
    assert (found.gene, found.protein, found.vaf) == ("EGFR", "p.Leu858Arg", 0.25)
    assert not codes(reading) & {"dna_not_tested", "section_not_read"}


def test_a_table_of_tso500_without_tabs_says_that_it_was_not_read(tmp_path: Path) -> None:
    reading = read(tmp_path, tso500("Small Variants", SMALL.replace("|", "  "), L858R.replace("|", "  ")))
    assert "section_not_read" in codes(reading)


LARGE = "Gene|Chromosome|Start Position|Stop Position|Affected Exon(s)|Fold Change|CNV Type"


@pytest.mark.parametrize("section", ["Exon-Level CNVs", "Large Rearrangements", "Exon CNVs"])
@pytest.mark.parametrize(
    ("exons", "kind", "expected"),
    [("1-5", "<LOSS>", "BRCA1 exons 1-5 deletion"), ("5", "DUP", "BRCA1 exon 5 duplication"), ("1,5", "<LOSS>", "")],
)
def test_large_rearrangements_of_tso500_were_not_read_and_their_absence_was_one(
    tmp_path: Path, section: str, exons: str, kind: str, expected: str
) -> None:
    rows = (LARGE, f"BRCA1|chr17|41196312|41215968|{exons}|0.5|{kind}", "BRCA2|NA")
    reading = read(tmp_path, tso500(section, *rows))
    assert statements(reading)[1:] == ([expected] if expected else [])
    assert [one.reason for one in reading.unresolved] == ([] if expected else ["large_rearrangement"])
    assert tally(reading).out_of_scope_by == {"tested_negative": 1}


def test_plasma_of_tso500_was_tissue(tmp_path: Path) -> None:
    msi = "[MSI]\nSUM_JSD\t12.3\n[DNA Fusions]\nGene Pair\tBreakpoint 1\nEML4-ALK\tchr2:1\n"
    cnv = ("Gene|Fold Change|Copy Number Variant", "MET|1.9|<DUP>", "PTEN|0.4|<DEL>")
    reading = read(tmp_path, tso500("Copy Number Variants", *cnv, title=" ctDNA") + msi)
    assert statements(reading) == ["bTMB 18.8"]
    assert labels(reading) == {"bTMB 18.8 mut/Mb", "EML4::ALK fusion", "MET amplification", "PTEN loss"}
    flags = [one.flags for one in reading.observations if isinstance(one, CopyNumberObservation)]
    assert flags == [("plasma",), ("plasma", "loss_unspecified")]
    assert [one.reason for one in reading.unresolved] == ["not_determined"]


def test_a_gene_of_tso500_joined_with_itself_is_no_fusion(tmp_path: Path) -> None:
    assert labels(read(tmp_path, tso500("Fusions", "Gene Pair|Breakpoint 1", "EGFR-EGFR|x"))) == {
        "EGFR rearrangement", "TMB 18.8 mut/Mb",
    }  # fmt: skip


ONCOMINE = "rowtype|call|FUNC1.gene|FUNC1.protein|FUNC2.gene|FUNC2.protein|INFO.A.AF|ID"


def oncomine(*rows: str) -> str:
    return "".join(f"{row.replace('|', chr(9))}\n" for row in (ONCOMINE, *rows))


def test_the_second_annotation_of_oncomine_was_not_looked_at(tmp_path: Path) -> None:
    rows = ("snp|POS|EGFR-AS1|p.?|EGFR|p.Leu858Arg|0.2|x", "snp|NEG|X-AS1||KRAS|p.Gly12Cys||x")
    reading = read(tmp_path, oncomine(*rows))
    assert labels(reading) == {"EGFR L858R", "KRAS wild-type (codon 12)"}


@pytest.mark.parametrize(
    ("call", "expected", "untested"), [("POS", ["FLT3-ITD"], []), ("NEG", [], []), ("NOCALL", [], ["FLT3 x"])]
)
def test_the_tandem_duplication_of_oncomine_was_not_read(
    tmp_path: Path, call: str, expected: list[str], untested: list[str]
) -> None:
    reading = read(tmp_path, oncomine(f"FLT3ITD|{call}|FLT3||||0.2|x"))
    assert statements(reading) == expected
    assert [one.marker for one in reading.untested] == untested
    assert tally(reading).read == 1


def test_one_junction_of_oncomine_that_is_not_there_proves_no_gene_free_of_fusions(tmp_path: Path) -> None:
    rows = ("Fusion|NEG|ALK||||| EML4-ALK.E6A20", "RNAExonVariant|NEG|MET|||||MET-MET.M13M15.1", "CNV|NEG|MET|||||MET")
    reading = read(tmp_path, oncomine(*rows))
    assert states(reading, "LUAD") == {"MET exon 14 skipping": "absent", "High-level MET amplification": "absent"}


@pytest.mark.parametrize("call", ["NO CALL", "Indeterminate", "failed"])
def test_a_change_of_guardant_without_a_call_was_a_finding(tmp_path: Path, call: str) -> None:
    text = f"gene\tmut_aa\tmut_nt\tpercentage\tcall\nBRAF\tV600E\tA>T\t0.1\t{call}\n"
    reading = read(tmp_path, text)
    assert ([one.marker for one in reading.untested], reading.observations) == (["BRAF"], ())


def genminetop(items: str) -> str:
    report = f"<report><result><alterations>{items}</alterations></result></report>"
    return f"<root><vendor-id>todai-oncopanel</vendor-id>{report}</root>"


def test_the_second_gene_of_a_copy_number_of_genminetop_was_lost(tmp_path: Path) -> None:
    genes = "<gene><item>CDKN2A</item><item>CDKN2B</item></gene>"
    text = genminetop(f"<item>{genes}<type>cnv-homozygous-deletion</type><num-copy>0</num-copy></item>")
    assert labels(read(tmp_path, text)) == {"CDKN2A deletion", "CDKN2B deletion"}
    assert labels(read(tmp_path, text.encode("utf-16"))) == {"CDKN2A deletion", "CDKN2B deletion"}


@pytest.mark.parametrize("status", ["indeterminate", "failed", "low-coverage", "not-evaluable"])
def test_a_change_of_genminetop_that_was_not_assessed_was_a_finding(tmp_path: Path, status: str) -> None:
    change = "<type>snv</type><gene>BRAF</gene><protein-alteration>p.V600E</protein-alteration>"
    reading = read(tmp_path, genminetop(f"<item>{change}<status>{status}</status></item>"))
    assert ([one.marker for one in reading.untested], reading.observations) == (["BRAF"], ())


def conditions(reading: Reading, tumor_type: str) -> set[str]:
    options = interpret([reading], knowledge(), Settings(tumor_type=tumor_type)).options
    return {words for option in options for words in option.conditions}


@pytest.mark.parametrize(("status", "is_option"), [("known", True), ("unknown", False)])
@pytest.mark.parametrize("words", ['type="loss" number-of-exons="5 of 27"', 'type="partial loss"'])
def test_exons_of_a_suppressor_that_are_gone_were_no_option(
    tmp_path: Path, words: str, status: str, is_option: bool
) -> None:
    text = f'<copy-number-alteration gene="BRCA2" copy-number="0" status="{status}" {words}/>'
    reading = read(tmp_path, variant_report(text))
    lost = "BRCA2 loss of function confirmed (only a part of the gene is gone)"
    assert (lost in conditions(reading, "PRAD")) is is_option
    assert ("disruption_assumed" in codes(reading)) is is_option


@pytest.mark.parametrize(
    ("record", "tumor_type", "expected"),
    [
        ('<rearrangement targeted-gene="EGFR" other-gene="EGFR" type="rearrangement" status="known"/>', "LUAD",
         "EGFR oncogenic alteration confirmed (its exons are not stated)"),
        ('<rearrangement targeted-gene="RET" other-gene="N/A" type="rearrangement" status="known"/>', "LUAD",
         "RET fusion confirmed (its partner is not named)"),
        ('<rearrangement targeted-gene="RET" other-gene="KIF5B" type="fusion" equivocal="true"/>', "LUAD",
         "RET fusion confirmed (reported as equivocal)"),
    ],
)  # fmt: skip
def test_a_doubt_of_ours_was_said_to_be_reported(tmp_path: Path, record: str, tumor_type: str, expected: str) -> None:
    assert expected in conditions(read(tmp_path, variant_report(record)), tumor_type)


@pytest.mark.parametrize(
    ("protein", "label", "noted"),
    [("p16INK4a R58* and p14ARF P72L", "CDKN2A R58*", False), ("p14ARF P72L", "CDKN2A c.172C>T", True)],
)
def test_a_change_of_two_proteins_was_not_read(tmp_path: Path, protein: str, label: str, noted: bool) -> None:
    text = f'<short-variant gene="CDKN2A" protein-effect="{protein}" cds-effect="172C>T" functional-effect="nonsense"/>'
    reading = read(tmp_path, variant_report(text))
    assert labels(reading) == {label}
    assert ("protein_unreadable" in codes(reading)) is noted


def test_a_record_of_foundation_without_a_change_asks_for_no_genome(tmp_path: Path) -> None:
    reading = read(tmp_path, variant_report('<short-variant gene="KMT2A" protein-effect="" cds-effect="-"/>'))
    assert [one.reason for one in reading.unresolved] == ["no_change"]


def test_a_unit_of_burden_in_full_was_not_known(tmp_path: Path) -> None:
    text = '<biomarkers><tumor-mutation-burden score="12.5" status="high" unit="mutations/megabase"/></biomarkers>'
    assert statements(read(tmp_path, variant_report(text))) == ["TMB 12.5"]


def test_a_fusion_of_a_gene_with_itself_is_no_fusion(tmp_path: Path) -> None:
    record = '<rearrangement targeted-gene="NTRK1" other-gene="NTRK1" type="fusion" status="known"/>'
    reading = read(tmp_path, variant_report(record))
    assert labels(reading) == {"NTRK1 rearrangement"}
    assert "rearrangement_unclear" in {one.code for one in report(reading).notices}


@pytest.mark.parametrize(("gene", "contradicts"), [("ALK", True), ("ROS1", False)])
def test_a_fusion_that_another_test_denies_was_not_doubted(tmp_path: Path, gene: str, contradicts: bool) -> None:
    results: list[dict[str, object]] = [
        {"translocation": {"biomarkerName": gene, "result": "Fusion Not Detected"}},
        {"translocation": {"gene1": "EML4", "gene2": "ALK", "result": "Fusion Detected"}},
    ]
    found = {one.code for one in report(read(tmp_path, caris(*results))).notices}
    assert ("contradiction" in found) is contradicts
