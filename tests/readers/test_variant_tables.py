"""Tables of annotators, laboratories and other programs: ANNOVAR, Oncomine, Guardant360, PCGR, MOAlmanac, atypical."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import Locus, StatementObservation, VariantObservation
from oncotier.errors import BuildError, SampleChoiceError
from oncotier.readers.annovar_entry import Entry, entries_of
from tests.readers.builders import codes, labels, only_variant, read, tally, variants
from tests.readers.tiny_variant_tables import table

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

ANNOVAR = (
    "Chr|Start|End|Ref|Alt|Func.refGene|Gene.refGene|GeneDetail.refGene|ExonicFunc.refGene|AAChange.refGene"
    "|AAChange.ensGene"
)


def annovar_row(**given: str) -> tuple[str, ...]:
    cells = {
        "Chr": "7",
        "Start": "55259515",
        "End": "55259515",
        "Ref": "T",
        "Alt": "G",
        "Func.refGene": "exonic",
        "Gene.refGene": "EGFR",
        "GeneDetail.refGene": ".",
        "ExonicFunc.refGene": "nonsynonymous SNV",
        "AAChange.refGene": "EGFR:NM_005228:exon21:c.T2573G:p.L858R",
        "AAChange.ensGene": ".",
    }
    return tuple((cells | {name.replace("__", "."): text for name, text in given.items()}).values())


def annovar(folder: Path, **given: str) -> VariantObservation:
    return only_variant(read(folder, table(ANNOVAR, annovar_row(**given))))


class TestAnnovar:
    def test_a_row_becomes_an_observation(self, tmp_path: Path) -> None:
        found = annovar(tmp_path)
        assert (found.gene, found.protein, found.coding) == ("EGFR", "p.L858R", "c.2573T>G")
        assert (found.transcript, found.exon, found.consequence) == ("NM_005228", "21", "missense_variant")
        assert found.locus == Locus("7", 55259515, "T", "G", "GRCh37")

    @pytest.mark.parametrize(
        ("cell", "entry"),
        [
            ("A:NM_1:exon2:c.C9T:p.R3C", Entry("A", "NM_1", "exon2", "c.9C>T", "p.R3C")),
            ("A:NM_1:exon2:c.2235_2249del:p.745_750del", Entry("A", "NM_1", "exon2", "c.2235_2249del", "p.745_750del")),
            ("A:NM_1:exon2:c.1_2insAC:p.M1fs", Entry("A", "NM_1", "exon2", "c.1_2insAC", "p.M1fs")),
            ("A:NM_1:wholegene", Entry("A", "NM_1")),
        ],
    )
    def test_entries(self, cell: str, entry: Entry) -> None:
        assert entries_of(cell) == (entry,)

    @pytest.mark.parametrize("cell", ["UNKNOWN", ".", "", "a:b"])
    def test_words_are_no_entry(self, cell: str) -> None:
        assert entries_of(cell) == ()

    def test_the_own_transcript_is_taken_from_any_gene_model(self, tmp_path: Path) -> None:
        other = "ABL1:NM_007313:exon6:c.C1001T:p.T334I"
        own = r"ABL1:ENST00000318560:exon6:c.C944T:p.T315I\x3bABL1:ENST00000372348:exon6:c.C1001T:p.T334I"
        cells = {"Gene__refGene": "ABL1", "AAChange__refGene": other, "AAChange__ensGene": own}
        assert annovar(tmp_path, **cells).protein == "p.T315I"

    @pytest.mark.parametrize(
        ("cells", "coding", "consequence"),
        [
            (("splicing", "NM_000245:exon14:c.3082+1G>T", "."), "c.3082+1G>T", "splice_site_variant"),
            (("UTR5", "NM_000245:c.-10C>T", "."), "c.-10C>T", "5_prime_UTR_variant"),
            (("intronic", ".", "."), "", "intron_variant"),
        ],
    )
    def test_what_lies_beside_the_exons(
        self, tmp_path: Path, cells: tuple[str, str, str], coding: str, consequence: str
    ) -> None:
        region, detail, exonic = cells
        found = annovar(
            tmp_path,
            Gene__refGene="MET",
            Func__refGene=region,
            GeneDetail__refGene=detail,
            ExonicFunc__refGene=exonic,
            AAChange__refGene=".",
        )
        assert (found.gene, found.coding, found.consequence) == ("MET", coding, consequence)

    def test_a_deletion_without_anchor_and_residues(self, tmp_path: Path) -> None:
        cells = {
            "Start": "55242465",
            "End": "55242479",
            "Ref": "GGAATTAAGAGAAGC",
            "Alt": "-",
            "ExonicFunc__refGene": "nonframeshift deletion",
            "AAChange__refGene": "EGFR:NM_005228:exon19:c.2235_2249del:p.745_750del",
        }
        reading = read(tmp_path, table(ANNOVAR, annovar_row(**cells)), build="GRCh37")
        assert only_variant(reading).locus == Locus("7", 55242465, "GGAATTAAGAGAAGC", "-", "GRCh37")
        assert labels(reading) == {"EGFR E746_A750del"}

    def test_the_row_of_the_vcf_behind_it(self, tmp_path: Path) -> None:
        names = "|".join(f"Otherinfo{number}" for number in range(1, 14))
        vcf = ("0.5", "9", "100", "7", "55259515", ".", "T", "G", "9", "LowQual", "DP=100", "GT:AD:DP", "0/1:70,30:100")
        found = only_variant(read(tmp_path, table(f"{ANNOVAR}|{names}", (*annovar_row(), *vcf))))
        assert (found.vaf, found.depth, found.filter) == (0.3, 100, "LowQual")

    def test_other_genes_are_counted(self, tmp_path: Path) -> None:
        cells = {"Gene__refGene": "OR4F5", "AAChange__refGene": "OR4F5:NM_1:exon1:c.A421G:p.T141A"}
        assert read(tmp_path, table(ANNOVAR, annovar_row(**cells))).out_of_scope_by == {"gene_not_in_table": 1}


ONCOMINE = (
    "rowtype|call|FUNC1.gene|FUNC1.protein|FUNC1.coding|INFO.A.AF|INFO.1.FDP|FORMAT.1.CN|FUNC1.oncomineVariantClass"
    "|ID|CHROM|POS|REF|ALT|FILTER"
)


def oncomine(folder: Path, *rows: dict[str, str]) -> Reading:
    names = ONCOMINE.split("|")
    cells = [tuple(row.get(name.rpartition(".")[2].lower(), ".") for name in names) for row in rows]
    return read(folder, table(ONCOMINE, *cells))


def hotspot(call: str, gene: str, protein: str) -> dict[str, str]:
    return {"rowtype": "snp", "call": call, "gene": gene, "protein": protein, "filter": "PASS"}


class TestOncomine:
    def test_a_finding(self, tmp_path: Path) -> None:
        place = {"chrom": "chr7", "pos": "55259515", "ref": "T", "alt": "G"}
        row = hotspot("POS", "EGFR", "p.Leu858Arg") | {"coding": "c.2573T>G", "af": "0.21", "fdp": "900"} | place
        reading = oncomine(tmp_path, row)
        found = only_variant(reading)
        assert (found.vaf, found.depth, found.locus) == (0.21, 900, Locus("7", 55259515, "T", "G", "GRCh37"))
        assert labels(reading) == {"EGFR L858R"}

    def test_negative_hotspots_prove_their_codons_only(self, tmp_path: Path) -> None:
        rows = [hotspot("NEG", "KRAS", "p.Gly12Cys"), hotspot("NEG", "KRAS", "p.Gly12Asp")]
        reading = oncomine(tmp_path, *rows, hotspot("NEG", "KRAS", "p.Gln61His"))
        assert labels(reading) == {"KRAS wild-type (codons 12/61)"}
        assert reading.out_of_scope_by == {"tested_negative": 2}
        assert not reading.negatives

    @pytest.mark.parametrize(
        ("call", "expected"),
        [
            ("POS", "found"), ("Present", "found"), ("PRESENT (HETEROZYGOUS)", "found"), ("NEG", "stated"),
            ("Absent", "stated"), ("NOCALL", "untested"), ("No Call", "untested"), ("", "untested"),
            ("MAYBE", "call_unknown"),
        ],
    )  # fmt: skip
    def test_words_for_the_call(self, tmp_path: Path, call: str, expected: str) -> None:
        reading = oncomine(tmp_path, hotspot(call, "BRAF", "p.Val600Glu"))
        ends = {
            "found": [one for one in reading.observations if isinstance(one, VariantObservation)],
            "stated": [one for one in reading.observations if isinstance(one, StatementObservation)],
            "untested": list(reading.untested),
            "call_unknown": list(reading.unresolved),
        }
        assert [name for name, found in ends.items() if found] == [expected]

    @pytest.mark.parametrize("call", ["POS", "NOCALL"])
    def test_a_gene_with_another_result_is_not_negative(self, tmp_path: Path, call: str) -> None:
        reading = oncomine(tmp_path, hotspot("NEG", "KRAS", "p.Gly12Cys"), hotspot(call, "KRAS", "p.Gly13Asp"))
        assert labels(reading) == ({"KRAS G13D"} if call == "POS" else set())
        assert [one.marker for one in reading.untested] == ([] if call == "POS" else ["KRAS p.Gly13Asp"])
        assert tally(reading).read == 2

    def test_copy_numbers(self, tmp_path: Path) -> None:
        rows = [
            {"rowtype": "CNV", "call": "POS", "gene": "ERBB2", "cn": "14.2", "filter": "PASS"},
            {"rowtype": "CNV", "call": "NEG", "gene": "MET", "cn": "2"},
            {"rowtype": "CNV", "call": "NOCALL", "gene": "FGFR1"},
            {"rowtype": "CNV", "call": "POS", "gene": "CDK4", "oncominevariantclass": "Amplification"},
        ]
        reading = oncomine(tmp_path, *rows)
        assert labels(reading) == {"ERBB2 amplification", "CDK4 amplification"}
        assert [(one.gene, one.kinds) for one in reading.negatives] == [("MET", ("copy_number",))]
        assert [one.marker for one in reading.untested] == ["FGFR1"]

    def test_fusions_and_skipped_exons(self, tmp_path: Path) -> None:
        rows = [
            {"rowtype": "Fusion", "call": "POS", "gene": "ALK", "id": "EML4-ALK.E6A20.AB374361_2"},
            {"rowtype": "Fusion", "call": "NEG", "gene": "RET", "id": "KIF5B-RET.K15R12.COSF1232_2"},
            {"rowtype": "RNAExonVariant", "call": "POS", "gene": "MET", "id": "MET-MET.M13M15.1_2"},
            {"rowtype": "RNAExonVariant", "call": "POS", "gene": "AR", "id": "AR-AR.E1E9_1"},
            {"rowtype": "ProcControl", "call": "POS", "gene": "TBP", "id": "TBP"},
        ]
        reading = oncomine(tmp_path, *rows)
        assert labels(reading) == {"EML4::ALK fusion", "MET exon 14 skipping"}
        assert not reading.negatives  # of one junction, which proves nothing of the gene
        assert [one.reason for one in reading.unresolved] == ["structural"]
        assert reading.out_of_scope_by == {"control": 1, "tested_negative": 1}


class TestGuardant:
    HEADER = "gene|chrom|position|mut_nt|mut_aa|cdna|percentage"

    def test_fractions_are_percent(self, tmp_path: Path) -> None:
        reading = read(tmp_path, table(self.HEADER, ("KRAS", "12", "25398285", "C>A", "G12C", "34G>T", "0.4")))
        found = only_variant(reading)
        assert found.vaf == pytest.approx(0.004)
        assert found.coding == "c.34G>T"
        assert found.locus == Locus("12", 25398285, "C", "A", "GRCh37")
        assert labels(reading) == {"KRAS G12C"}

    def test_the_other_sheets(self, tmp_path: Path) -> None:
        header = "gene|gene_a|gene_b|copy_number|type|msi_status|reporting_category"
        rows = [
            ("ERBB2", "", "", "2.9", "amplification", "", "x"),
            ("", "EML4", "ALK", "", "fusion", "", "x"),
            ("", "", "", "", "", "MSI-High", "x"),
            ("MET", "", "", "many", "", "", "x"),
            ("OR4F5", "", "", "3", "", "", "x"),
        ]
        reading = read(tmp_path, table(header, *rows))
        assert labels(reading) == {"ERBB2 amplification", "EML4::ALK fusion", "MSI-H"}
        ends = tally(reading)
        assert (ends.interpreted, ends.unresolved, ends.out_of_scope) == (3, 1, 1)

    @pytest.mark.parametrize(("status", "expected"), [("MSI-High Not Detected", {"MSS"}), ("Not evaluable", set())])
    def test_msi_of_plasma(self, tmp_path: Path, status: str, expected: set[str]) -> None:
        reading = read(tmp_path, table("msi_score|msi_status|reporting_category", ("1", status, "x")))
        assert labels(reading) == expected
        assert len(reading.untested) == (not expected)


class TestPcgr:
    HEADER = "SAMPLE_ID|GENOMIC_CHANGE|GENOME_VERSION|SYMBOL|CONSEQUENCE|HGVSp_short|HGVSc|VAF_TUMOR|DP_TUMOR"
    ROW = (
        "T1",
        "7:g.140753336A>T",
        "grch38",
        "BRAF",
        "missense_variant, splice_region_variant",
        "p.V600E",
        "ENST00000288602.6:c.1799T>A",
        "0.315",
        "120",
    )

    def test_a_row_becomes_an_observation(self, tmp_path: Path) -> None:
        reading = read(tmp_path, table(self.HEADER, self.ROW))
        found = only_variant(reading)
        assert (found.coding, found.transcript, found.consequence) == (
            "c.1799T>A",
            "ENST00000288602.6",
            "missense_variant",
        )
        assert (found.vaf, found.depth, found.locus) == (0.315, 120, Locus("7", 140753336, "A", "T", "GRCh38"))
        assert (labels(reading), reading.sample) == ({"BRAF V600E"}, "T1")

    def test_another_build_than_the_one_given_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BuildError, match="GENOME_VERSION says GRCh38, but --build says GRCh37"):
            read(tmp_path, table(self.HEADER, self.ROW), build="GRCh37")


class TestMoalmanac:
    HEADER = "feature_type|feature|alteration_type|alteration"

    def test_every_kind_of_event(self, tmp_path: Path) -> None:
        rows = [
            ("Somatic Variant", "BRAF", "Missense", "p.V600E"),
            ("Germline Variant", "BRCA2", "Frameshift", "p.S1982fs"),
            ("Copy Number", "CDK4", "Amplification", ""),
            ("Copy Number", "CDKN2A", "Deletion", ""),
            ("Copy Number", "snoZ5", "", ""),
            ("Rearrangement", "ALK", "Fusion", "EML4--ALK"),
            ("Microsatellite Stability", "MSI-High", "", ""),
            ("Mutational Signature", "SBS7a", "v3.4", "0.4"),
            ("Something New", "BRAF", "x", "y"),
        ]
        reading = read(tmp_path, table(self.HEADER, *rows))
        expected = {"BRAF V600E", "BRCA2 S1982fs", "CDK4 amplification", "CDKN2A deletion", "EML4::ALK fusion", "MSI-H"}
        assert labels(reading) == expected
        assert [one.origin for one in variants(reading)] == [Origin.SOMATIC, Origin.GERMLINE]
        ends = tally(reading)
        assert (ends.out_of_scope, ends.unresolved) == (2, 1)

    def test_the_list_of_what_was_filtered_out_is_no_list_of_findings(self, tmp_path: Path) -> None:
        row = ("Rearrangement", "ALK", "Fusion", "EML4--ALK", "2")
        text = table(f"{self.HEADER}|spanningfrags", row)
        assert labels(read(tmp_path, text)) == set()
        assert labels(read(tmp_path, table(f"{self.HEADER}|spanningfrags|score_bin", (*row, "x")))) == {
            "EML4::ALK fusion"
        }

    def test_metadata(self, tmp_path: Path) -> None:
        text = "patient_id\tsecret\nreported_tumor_type\tSkin\nmicrosatellite_status\tMSI-High\noncotree_code\tMEL\n"
        reading = read(tmp_path, text)
        assert (reading.tumor_type, labels(reading)) == ("MEL", {"MSI-H"})
        assert "secret" not in repr(reading)

    @pytest.mark.parametrize(("status", "untested"), [("", 1), ("unknown", 1), ("odd", 0)])
    def test_a_status_that_is_none(self, tmp_path: Path, status: str, untested: int) -> None:
        reading = read(tmp_path, f"reported_tumor_type\tMEL\nmicrosatellite_status\t{status}\n")
        assert (len(reading.untested), len(reading.unresolved)) == (untested, 1 - untested)


class TestAtypical:
    ROWS = (
        ("EGFR", "A", "vIII"),
        ("FLT3", "A", "Internal tandem duplication"),
        ("BRAF", "A", "KDD"),
        ("Other Biomarkers", "A", "Tumor Mutational Burden-High"),
        ("OR4F5", "A", "ITD"),
        ("Other Biomarkers", "B", "MSI-H"),
    )
    TEXT = table("HUGO_SYMBOL|SAMPLE_ID|ALTERATION", *ROWS)

    def test_words_become_findings(self, tmp_path: Path) -> None:
        reading = read(tmp_path, self.TEXT, sample="A")
        assert labels(reading) == {"EGFRvIII", "FLT3-ITD", "BRAF KDD", "TMB-H"}
        assert reading.out_of_scope_by == {"gene_not_in_table": 1, "other_sample": 1}
        assert not codes(reading)

    def test_samples_are_listed(self, tmp_path: Path) -> None:
        with pytest.raises(SampleChoiceError, match="holds 2 samples"):
            read(tmp_path, self.TEXT)


@pytest.mark.parametrize(
    ("gene", "status", "expected"),
    [
        ("", "MSI-High", {"MSI-H"}), ("MSI", "MSI-High", {"MSI-H"}), ("", "MSI-HIGH DETECTED", {"MSI-H"}),
        ("MSI", "MSI-High Not Detected", {"MSS"}), ("", "not detected", {"MSS"}), ("", "Not Evaluated", set()),
    ],
)  # fmt: skip
def test_msi_of_guardant_in_its_words(tmp_path: Path, gene: str, status: str, expected: set[str]) -> None:
    reading = read(tmp_path, table("gene|msi_score|msi_status|reporting_category", (gene, "1", status, "A")))
    assert labels(reading) == expected
    assert [one.marker for one in reading.untested] == ([] if expected else ["MSI"])


@pytest.mark.parametrize(
    ("word", "label"), [("amplification", "amplification"), ("Aneuploid", "gain"), ("", "amplification")]
)
def test_a_gain_of_the_chromosome_is_no_amplification(tmp_path: Path, word: str, label: str) -> None:
    reading = read(tmp_path, table("gene|copy_number|type|reporting_category", ("ERBB2", "2.8", word, "A")))
    assert labels(reading) == {f"ERBB2 {label}"}
