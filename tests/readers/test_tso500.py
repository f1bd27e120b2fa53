"""The TSO 500 readers: sections, empty tables, what was not tested, the two JSON measures, the DRAGEN fusion table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import CopyNumberObservation, RearrangementObservation, StatementObservation
from oncotier.errors import InputError
from tests.readers.builders import codes, labels, only_variant, read, read_path, tally, variants

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

SMALL = (
    "Gene\tChromosome\tGenomic Position\tReference Call\tAlternative Call\tAllele Frequency\tDepth\tP-Dot Notation"
    "\tC-Dot Notation\tConsequence(s)\tAffected Exon(s)"
)
EGFR = (
    "EGFR\tchr7\t55259515\tT\tG\t0.31\t900\tNP_005219.2:p.(Leu858Arg)\tNM_005228.3:c.2573T>G\tmissense_variant\t21/28"
)
COPIES = "Gene\tFold Change"
COPIES_2 = "Gene\tFold Change\tCopy Number Variant\tAbsolute Copy Number"
SPLICE = "Gene\tAffected Exon\tBreakpoint 1\tBreakpoint 2\tSplice Supporting Reads\tReference Reads Transcript"
FUSIONS = (
    "Gene Pair\tBreakpoint 1\tBreakpoint 2\tFusion Supporting Reads\tGene 1 Reference Reads\tGene 2 Reference Reads"
)


def combined(
    *,
    dna: str = "D1",
    rna: str = "R1",
    tmb: str = "12.5",
    msi: str = "2.1",
    usable: str = "110",
    tables: dict[str, list[str]] | None = None,
) -> str:
    lines = ["TruSight Oncology 500 - Combined Variant Output", "For Research Use Only.", "", "[Analysis Details]"]
    lines += ["Pair ID\tP1", f"DNA Sample ID\t{dna}", f"RNA Sample ID\t{rna}", "Output Date\t2099-99-99"]
    lines += ["[TMB]", f"Total TMB\t{tmb}", "[MSI]", f"Usable MSI Sites\t{usable}"]
    lines += [f"Percent Unstable MSI Sites\t{msi}"]
    for name, rows in (tables or {}).items():
        lines += [f"[{name}]", *rows, ""]
    return "".join(f"{line}\t\t\n" for line in lines)


def table(folder: Path, name: str, *rows: str) -> Reading:
    reading = read(folder, combined(tables={name: list(rows)}))
    tally(reading)
    return reading


def statements(reading: Reading) -> list[str]:
    return [one.text for one in reading.observations if isinstance(one, StatementObservation)]


class TestCombined:
    @pytest.mark.parametrize("start", ["", "\ufeff"])
    def test_a_whole_file(self, tmp_path: Path, start: str) -> None:
        tables = {
            "Gene Amplifications": [COPIES, "MYC\t4.76"],
            "Splice Variants": [SPLICE, "EGFR\t2-7/28\tchr7:1\tchr7:2\t64\t1", "MET\t14/21\tchr7:1\tchr7:2\t9\t1"],
            "Fusions": [FUSIONS, "CD74-ROS1;GOPC\tchr5:1\tchr6:2\t9\t0\t0"],
            "Small Variants": [SMALL, EGFR],
        }
        reading = read(tmp_path, start + combined(tables=tables))
        assert (reading.format, reading.sample, reading.build) == ("tso500", "D1", "GRCh37")
        assert reading.build_evidence.startswith("assumed")
        assert reading.records_read == 7
        assert labels(reading) == {
            "EGFR L858R",
            "EGFRvIII",
            "MET exon 14 skipping",
            "CD74::ROS1 fusion",
            "MYC amplification",
            "MSS",
            "TMB 12.5 mut/Mb",
        }
        assert codes(reading) == {"build_assumed", "fold_change", "msi_limits", "partner_alternatives"}
        assert tally(reading).read == 7

    def test_empty_tables_invent_nothing(self, tmp_path: Path) -> None:
        tables = {"Gene Amplifications": [COPIES, "NA"], "Fusions": [FUSIONS, "NA\t"], "Small Variants": [SMALL, "NA"]}
        reading = read(tmp_path, combined(tables=tables))
        assert reading.records_read == 2
        assert labels(reading) == {"MSS", "TMB 12.5 mut/Mb"}
        assert not reading.negatives

    def test_without_dna_the_measures_were_not_tested(self, tmp_path: Path) -> None:
        tables = {"Small Variants": [SMALL, "NA"]}
        reading = read(tmp_path, combined(dna="NA", tmb="NA", msi="NA", usable="NA", tables=tables))
        assert reading.sample == "R1"
        assert {(one.marker, one.words) for one in reading.untested} == {
            ("TMB", "no DNA sample"),
            ("MSI", "no DNA sample"),
        }
        assert {"dna_not_tested", "not_assessed"} <= codes(reading)
        assert tally(reading).interpreted == 2

    @pytest.mark.parametrize(
        ("msi", "usable", "state"),
        [
            ("64.8", "125", "MSI-H"),
            ("20", "125", "MSI-H"),
            ("19.9", "125", "MSI-ambiguous"),
            ("10.0", "125", "MSI-ambiguous"),
            ("9.99", "125", "MSS"),
            ("0", "125", "MSS"),
            ("64.8", "39", ""),
            ("0", "0", ""),
            ("NaN", "125", ""),
            ("101", "125", ""),
            ("-1", "125", ""),
            ("64,8", "125", "MSI-H"),
        ],
    )
    def test_microsatellites(self, tmp_path: Path, msi: str, usable: str, state: str) -> None:
        reading = read(tmp_path, combined(msi=msi, usable=usable))
        assert [text for text in statements(reading) if "MS" in text] == ([state] if state else [])
        assert [one.marker for one in reading.untested] == ([] if state else ["MSI"])

    def test_other_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no section of a combined variant output"):
            read(tmp_path, "Combined Variant Output\nx", input_format="tso500")


class TestSmallVariants:
    def test_every_field(self, tmp_path: Path) -> None:
        found = only_variant(table(tmp_path, "Small Variants", SMALL, EGFR))
        assert (found.gene, found.vaf, found.depth, found.exon) == ("EGFR", 0.31, 900, "21/28")
        assert (found.transcript, found.consequence) == ("NM_005228.3", "missense_variant")
        assert found.locus is not None
        assert (found.locus.contig, found.locus.pos1, found.locus.build) == ("7", 55259515, "GRCh37")

    @pytest.mark.parametrize("gene", ["", "EGFR;EGFR-AS1"])
    def test_without_one_gene_the_place_decides(self, tmp_path: Path, gene: str) -> None:
        row = EGFR.replace("EGFR", gene, 1).replace("NP_005219.2:p.(Leu858Arg)\tNM_005228.3:c.2573T>G", "\t")
        reading = table(tmp_path, "Small Variants", SMALL, row)
        assert only_variant(reading).gene == ""
        assert "EGFR L858R" in labels(reading)

    def test_synonymous_change_is_counted_not_listed(self, tmp_path: Path) -> None:
        row = EGFR.replace("NP_005219.2:p.(Leu858Arg)", "NM_005228.3:c.2574G>A(p.(Leu858=))")
        row = row.replace("\tT\tG\t", "\tG\tA\t").replace("55259515", "55259516").replace("missense", "synonymous")
        row = row.replace("c.2573T>G", "c.2574G>A")
        reading = table(tmp_path, "Small Variants", SMALL, row)
        assert only_variant(reading).protein == "p.(Leu858=)"
        assert tally(reading).out_of_scope_by == {"no_protein_effect": 1}

    @pytest.mark.parametrize("vaf", ["1.2", "x", "", "-0.1"])
    def test_an_odd_fraction_is_unknown_not_zero(self, tmp_path: Path, vaf: str) -> None:
        assert only_variant(table(tmp_path, "Small Variants", SMALL, EGFR.replace("0.31", vaf))).vaf is None

    def test_nothing_to_go_by(self, tmp_path: Path) -> None:
        reading = table(tmp_path, "Small Variants", SMALL, "\tchr7\tx\tT\tG\t0.3\t9\t\t\t\t")
        assert [one.reason for one in reading.unresolved] == ["no_gene"]


class TestCopiesAndRearrangements:
    @pytest.mark.parametrize(
        ("row", "call", "copies"),
        [
            ("ERBB2\t5.1\t<DUP>\t14", "", 14.0),
            ("ERBB2\t5.1\t<DUP>\t", "amplification", None),
            ("PTEN\t0.2\t<DEL>\t0", "homozygous_deletion", 0.0),
            ("PTEN\t0.6\t<DEL>\t1", "loss", 1.0),
            ("PTEN\t0.6\t<DEL>\t", "loss", None),
        ],
    )
    def test_absolute_copies(self, tmp_path: Path, row: str, call: str, copies: float | None) -> None:
        found = table(tmp_path, "Copy Number Variants", COPIES_2, row).observations[-1]
        assert isinstance(found, CopyNumberObservation)
        assert (found.call, found.copies) == (call, copies)

    def test_unknown_kind(self, tmp_path: Path) -> None:
        reading = table(tmp_path, "Copy Number Variants", COPIES_2, "PTEN\t0.6\t<INV>\t1")
        assert [one.reason for one in reading.unresolved] == ["copy_number_call"]

    @pytest.mark.parametrize(
        ("pair", "genes"),
        [
            ("EML4-ALK", ("EML4", "ALK")),
            ("SLC34A2-ROS1;GOPC", ("SLC34A2", "ROS1")),
            ("NKX2-1-ALK", ("NKX2-1", "ALK")),
            ("PPARG/AC016683.6;PAX8", ("PPARG", "PAX8")),
            ("ALK", None),
            ("1-Mar-x", None),
        ],
    )
    def test_pairs(self, tmp_path: Path, pair: str, genes: tuple[str, str] | None) -> None:
        reading = table(tmp_path, "Fusions", FUSIONS, f"{pair}\tchr1:1\tchr2:2\t9\t0\t0")
        found = [(one.gene1, one.gene2) for one in reading.observations if isinstance(one, RearrangementObservation)]
        assert found == ([genes] if genes else [])
        assert [one.reason for one in reading.unresolved] == ([] if genes else ["no_gene"])

    def test_the_headings_of_later_versions(self, tmp_path: Path) -> None:
        header = "Gene\tAffected Exon(s)\tBreakpoint Start\tBreakpoint End\tSplice Supporting Reads\tReference Reads"
        reading = table(tmp_path, "Splice Variants", header, "MET\t14/21\tchr7:1\tchr7:2\t64\t1")
        assert "MET exon 14 skipping" in labels(reading)

    def test_an_exon_that_is_none(self, tmp_path: Path) -> None:
        reading = table(tmp_path, "Splice Variants", SPLICE, "AR\tCE3\tchrX:1\tchrX:2\t64\t1")
        assert [one.reason for one in reading.unresolved] == ["exon_unknown"]

    def test_large_rearrangements_are_listed(self, tmp_path: Path) -> None:
        reading = table(tmp_path, "Large Rearrangements", "Gene\tExons", "BRCA1\t3-5")
        assert [one.reason for one in reading.unresolved] == ["large_rearrangement"]

    def test_instability_score(self, tmp_path: Path) -> None:
        reading = read(tmp_path, combined(tables={"GIS": ["Genomic Instability Score\t55"]}))
        assert "GIS 55" in statements(reading)


class TestMeasures:
    def test_msi(self, tmp_path: Path) -> None:
        text = '{"TotalMicrosatelliteSitesAssessed": "120", "PercentageUnstableSites": "45.1", "ResultIsValid": "True"}'
        assert labels(read(tmp_path, text)) == {"MSI-H"}

    def test_what_is_not_valid_is_no_result(self, tmp_path: Path) -> None:
        text = '{"PercentageUnstableSites": "NaN", "ResultIsValid": false, "ResultMessage": "too few sites"}'
        reading = read(tmp_path, text)
        assert [(one.marker, one.words) for one in reading.untested] == [("MSI", "too few sites")]
        assert tally(reading).interpreted == 1

    def test_tmb_is_the_adjusted_one(self, tmp_path: Path) -> None:
        assert labels(read(tmp_path, '{"TmbPerMb": 14.1, "AdjustedTmbPerMb": 9.4}')) == {"TMB 9.4 mut/Mb"}

    def test_neither(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no TSO 500 measure"):
            read(tmp_path, "{}", input_format="tso500-measures")


class TestAllFusions:
    HEADER = (
        "Caller,Gene A,Gene B,Gene A Breakpoint,Gene B Breakpoint,Score,Filter,KeepFusion"
        ",Fusion Directionality Known,Gene A Sense,Gene B Sense\n"
    )

    def rows(self, folder: Path, *rows: str) -> Reading:
        return read(folder, "# Score = doc\n# x\n" + self.HEADER + "".join(f"{row}\n" for row in rows))

    def test_kept_and_not_kept(self, tmp_path: Path) -> None:
        reading = self.rows(
            tmp_path,
            "DRAGEN,EML4,ALK,chr2:1,chr2:2,0.9,PASS,True,True,True,True",
            "DRAGEN,KIF5B,RET,chr10:1,chr10:2,0.1,LOW_SCORE,False,True,True,True",
            "SpliceGirl,CD74,ROS1;GOPC,chr5:1,chr6:2,0.9,PASS,TRUE,False,,",
            "short,row",
        )
        assert labels(reading) == {"EML4::ALK fusion", "CD74::ROS1 fusion"}
        assert tally(reading).filtered_by == {"filter:LOW_SCORE": 1}
        assert [one.reason for one in reading.unresolved] == ["malformed_row"]
        oriented = [one.oriented for one in reading.observations if isinstance(one, RearrangementObservation)]
        assert oriented == [True, True, False]

    @pytest.mark.parametrize("keep", ["", "NA", "maybe"])
    def test_whether_it_is_kept_is_not_said(self, tmp_path: Path, keep: str) -> None:
        reading = self.rows(tmp_path, f"DRAGEN,EML4,ALK,chr2:1,chr2:2,0.9,PASS,{keep},True,True,True")
        assert (reading.observations, tally(reading).unresolved) == ((), 1)
        assert [one.reason for one in reading.unresolved] == ["call_unknown"]
        assert f"KeepFusion is {keep!r}, neither True nor False" in reading.unresolved[0].words

    def test_out_of_sense_is_not_oriented(self, tmp_path: Path) -> None:
        reading = self.rows(tmp_path, "DRAGEN,ALK,EML4,chr2:1,chr2:2,0.9,PASS,True,True,False,True")
        assert [one.oriented for one in reading.observations if isinstance(one, RearrangementObservation)] == [False]

    def test_a_column_lacks(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no column 'KeepFusion'"):
            read(tmp_path, "Gene A,Gene B,Gene A Breakpoint,Gene B Breakpoint\n", input_format="dragen-fusions")


@pytest.mark.shared
class TestReal:
    def test_dna(self, shared_path: Path) -> None:
        reading = read_path(shared_path / "data/06_tso500/sample_CombinedVariantOutput.tsv")
        found = labels(reading)
        assert {"MSI-H", "TMB 275.6 mut/Mb", "MYCN amplification", "MET amplification", "MYC amplification"} <= found
        assert len(variants(reading)) == 35
        assert tally(reading).read == 40
        assert not reading.unresolved

    def test_rna(self, shared_path: Path) -> None:
        reading = read_path(shared_path / "data/06_tso500/rna_sample_CombinedVariantOutput.tsv")
        pairs = "TPM3::NTRK1 LMNA::NTRK1 TFG::NTRK1 ETV6::NTRK3 EML4::ALK KIF5B::RET NCOA4::RET CCDC6::RET CD74::ROS1"
        pairs += " SLC34A2::ROS1 FGFR3::TACC3 SLC45A3::BRAF"
        expected = {f"{pair} fusion" for pair in pairs.split()} | {"EGFRvIII", "MET exon 14 skipping"}
        assert expected <= labels(reading)
        assert {one.marker for one in reading.untested} == {"TMB", "MSI"}
        assert tally(reading).unresolved == 0

    def test_negative_control(self, shared_path: Path) -> None:
        reading = read_path(shared_path / "data/06_tso500/sample_CombinedVariantOutput_novar.tsv")
        assert not variants(reading)
        assert tally(reading).read == 5
