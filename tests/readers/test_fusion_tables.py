"""Tables of fusions: order, frame, target domain, confidence, read-through, reciprocal and contradictory rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import RearrangementObservation
from oncotier.domain.settings import Settings
from oncotier.errors import SampleChoiceError
from oncotier.interpret.assemble import interpret
from tests.readers.builders import codes, knowledge, labels, read, read_path, tally
from tests.readers.tiny_tables import ARRIBA, FUSION_CATCHER, STAR, SV, table

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

EML4_ALK = "EML4^E1 chr2:42264951:+ ALK^E2 chr2:29223528:-"  # before ALK exon 20 on GRCh38
EML4_ALK_TAIL = "EML4^E1 chr2:42264951:+ ALK^E2 chr2:29193860:-"  # in ALK exon 29: the kinase domain is behind


def fusions(reading: Reading) -> list[RearrangementObservation]:
    return [one for one in reading.observations if isinstance(one, RearrangementObservation)]


def options(reading: Reading, tumor_type: str = "LUAD") -> dict[str, str]:
    """Return the state of each therapy that a report gives."""
    found = interpret([reading], knowledge(), Settings(tumor_type=tumor_type)).options
    return {one.therapy: one.state.value for one in found}


class TestStarFusion:
    def test_left_is_five_prime_and_the_frame_is_kept(self, tmp_path: Path) -> None:
        reading = read(tmp_path, table(STAR, [f"EML4--ALK 9 4 {EML4_ALK} INFRAME"]))
        assert labels(reading) == {"EML4::ALK fusion"}
        assert reading.build == "GRCh38"
        assert options(reading)["Alectinib"] == "available"

    @pytest.mark.parametrize(
        ("row", "flag"),
        [
            (f"EML4--ALK 9 4 {EML4_ALK} FRAMESHIFT", "out_of_frame"),
            (f"EML4--ALK 9 4 {EML4_ALK_TAIL} .", "target_domain_lost"),
            ("ALK--EML4 9 4 ALK^E2 chr2:29223600:- EML4^E1 chr2:42265000:+ INFRAME", "target_domain_lost"),
        ],
    )
    def test_what_makes_no_driver_gives_no_option(self, tmp_path: Path, row: str, flag: str) -> None:
        reading = read(tmp_path, table(STAR, [row]), build="GRCh38")
        assert flag in fusions(reading)[0].flags
        assert options(reading) == {}
        report = interpret([reading], knowledge(), Settings(tumor_type="LUAD"))
        assert [one.reason for one in report.unmatched] == [flag]

    def test_the_best_of_several_calls_of_a_pair_counts(self, tmp_path: Path) -> None:
        rows = [f"EML4--ALK 2 4 {EML4_ALK} FRAMESHIFT", f"EML4--ALK 9 4 {EML4_ALK} INFRAME"]
        for order in (rows, rows[::-1]):
            reading = read(tmp_path, table(STAR, order))
            assert tally(reading).interpreted == 2
            assert options(reading)["Alectinib"] == "available"

    def test_a_name_that_is_not_that_of_the_genes_is_not_believed(self, tmp_path: Path) -> None:
        row = "EML4--ALK 9 4 CD2AP^E1 6:47471176:+ C11orf80^E2 11:66563752:+ ."
        reading = read(tmp_path, table(STAR, [row]))
        assert [one.reason for one in reading.unresolved] == ["contradictory_genes"]
        assert options(reading) == {}

    def test_a_break_outside_its_gene_asks_for_confirmation(self, tmp_path: Path) -> None:
        row = "BCR--ABL1 9 4 BCR^E chr22:23290413:+ ABL1^E chr9:13358994:+ INFRAME"
        reading = read(tmp_path, table(STAR, [row]), build="GRCh38")
        assert "breakpoint_elsewhere" in codes(reading)
        assert set(options(reading, "CML").values()) <= {"conditional"}

    def test_no_junction_read_is_low_confidence(self, tmp_path: Path) -> None:
        reading = read(tmp_path, table(STAR, [f"EML4--ALK 0 9 {EML4_ALK} INFRAME"]))
        assert options(reading)["Alectinib"] == "conditional"


class TestArriba:
    def row(self, **given: str) -> str:
        cells = {"gene1": "EML4", "strand": "+/+ -/-", "type": "inversion", "confidence": "high", "frame": "in-frame"}
        one = cells | given
        places = "2:42264951 2:29223528"
        return (
            f"{one['gene1']} ALK {one['strand']} {places} {one['type']} {one['confidence']} {one['frame']}"
            " downstream downstream"
        )

    @pytest.mark.parametrize(
        ("given", "state"),
        [
            ({}, "available"),
            ({"confidence": "low"}, "conditional"),
            ({"frame": "."}, "available"),
            ({"frame": "stop-codon"}, ""),
            ({"frame": "out-of-frame"}, ""),
            ({"gene1": "CLIP4(1200),EML4(99)"}, "conditional"),
            ({"type": "deletion/read-through"}, "available"),
            ({"type": "deletion/read-through", "confidence": "medium"}, "conditional"),
            ({"type": "duplication/non-canonical_splicing", "confidence": "medium"}, "conditional"),
            ({"strand": "+/- -/-"}, "conditional"),
        ],
    )
    def test_confidence_frame_and_partner(self, tmp_path: Path, given: dict[str, str], state: str) -> None:
        reading = read(tmp_path, table(ARRIBA, [self.row(**given)]))
        assert options(reading).get("Alectinib", "") == state
        assert tally(reading).interpreted == 1

    def test_a_target_read_against_its_sense_is_filtered_and_counted(self, tmp_path: Path) -> None:
        reading = read(tmp_path, table(ARRIBA, [self.row(strand="+/+ -/+", type="deletion/5'-5'")]))
        assert tally(reading).filtered_by == {"filter:antisense": 1}

    def test_exons_lost_within_a_gene(self, tmp_path: Path) -> None:
        row = "EGFR EGFR +/+ +/+ 7:55087058 7:55223523 deletion high in-frame downstream upstream"
        assert labels(read(tmp_path, table(ARRIBA, [row]))) == {"EGFRvIII"}


def test_fusion_catcher_labels_of_false_positives_are_filters(tmp_path: Path) -> None:
    places = "2:42264951:+ 2:29223528:-"
    rows = [f"EML4 ALK known,oncogene {places} in-frame", f"TMEM1 RET healthy,known {places} in-frame"]
    reading = read(tmp_path, table(FUSION_CATCHER, rows))
    assert labels(reading) == {"EML4::ALK fusion"}
    assert tally(reading).filtered_by == {"filter:healthy": 1}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("NTRK1--TPM3", "TPM3::NTRK1 fusion"),
        ("CCDC6::RET", "CCDC6::RET fusion"),
        ("--ALK", "ALK fusion"),
        ("FGFR2--", "FGFR2 fusion"),
    ],
)
def test_pcgr_names_in_any_order(tmp_path: Path, name: str, label: str) -> None:
    reading = read(tmp_path, table("FusionGene LeftBreakpoint RightBreakpoint SplitReads", [f"{name} ~ ~ 9"]))
    assert labels(reading) == {label}


def test_gene_fuse_reads_text_and_json(tmp_path: Path) -> None:
    fusion = (
        "Fusion: KIF5B_ENST1.4:exon:15|-chr10:32317356___RET_ENST2.2:intron:11|+chr10:43611500 (total: 8, unique:3)"
    )
    for text in (f"#{fusion}\n>1\nACGT\n", f'{{"fusions":{{\n"{fusion}":{{"left":{{}}}}}}}}\n'):
        reading = read(tmp_path, text)
        assert (labels(reading), reading.records_read) == ({"KIF5B::RET fusion"}, 1)


class TestCbioportal:
    def row(self, genes: tuple[str, str], places: tuple[str, str], *more: str) -> str:
        (gene1, gene2), (place1, place2) = genes, places
        cells = ["S1", "SOMATIC", gene1, *place1.split(":"), gene2, *place2.split(":"), *more]
        return " ".join(cells)

    def test_sites_are_no_order(self, tmp_path: Path) -> None:
        row = self.row(("ALK", "EML4"), ("2:29446394", "2:42522694"), "In_frame GRCh37 TRANSLOCATION yes no ~")
        reading = read(tmp_path, table(SV, [row]))
        assert labels(reading) == {"EML4::ALK fusion"}
        assert "no_rna_support" in codes(reading)
        assert reading.build == "GRCh37"

    @pytest.mark.parametrize(
        ("places", "more", "label"),
        [
            (("7:55087058", "7:55223522"), "~ GRCh37 Fusion no yes ~", "EGFRvIII"),
            (("7:55087058", "7:55223522"), "~ GRCh37 DELETION yes no ~", "EGFRvIII"),
            (("NA:NA", "NA:NA"), "~ GRCh37 DELETION yes no EGFRvIII", "EGFRvIII"),
            (("NA:NA", "NA:NA"), "~ GRCh37 DUPLICATION yes no KDD", "EGFR KDD"),
            (("NA:NA", "NA:NA"), "~ GRCh37 DELETION yes no ~", "EGFR intragenic deletion"),
        ],
    )
    def test_one_gene_twice_is_an_event_within_it(
        self, tmp_path: Path, places: tuple[str, str], more: str, label: str
    ) -> None:
        reading = read(tmp_path, table(SV, [self.row(("EGFR", "EGFR"), places, more)]))
        assert labels(reading) == {label}

    def test_a_place_in_another_target_is_not_passed_over(self, tmp_path: Path) -> None:
        row = self.row(("PIEZO1", "NCOA4"), ("7:138536968", "7:140482957"), "~ GRCh37 Fusion no yes ~")
        reading = read(tmp_path, table(SV, [row]))
        assert [one.reason for one in reading.unresolved] == ["contradictory_genes"]
        assert "BRAF" in reading.unresolved[0].words

    def test_legacy_rows_of_both_partners_are_one_fusion(self, tmp_path: Path) -> None:
        header = "Hugo_Symbol\tTumor_Sample_Barcode\tFusion\tDNA_support\tRNA_support\tFrame\n"
        rows = "".join(f"{gene}\tS1\tCD74-ROS1 fusion\tyes\tyes\tin-frame\n" for gene in ("CD74", "ROS1"))
        reading = read(tmp_path, header + rows)
        assert labels(reading) == {"CD74::ROS1 fusion"}
        assert tally(reading).interpreted == 2


def test_real_tables_are_read_and_add_up(shared_path: Path) -> None:
    data = shared_path / "data"
    found = read_path(data / "02_pcgr_coad" / "T001-COAD.grch37.fusions.tsv")
    assert {"TPM3::NTRK1 fusion", "EML4::ALK fusion", "KIAA1549::BRAF fusion", "BCR::ABL1 fusion"} <= labels(found)
    assert tally(found).read == 13
    patient = read_path(data / "09_moalmanac_patient" / "example_patient.rna.star.fusions.txt")
    assert "COL1A1::CITED4 fusion" in labels(patient)
    assert [one.reason for one in patient.unresolved] == ["contradictory_genes"]
    tally(patient)
    study = data / "13_cbioportal" / "data_structural_variants.txt"
    reading = read_path(study, sample="TCGA-A2-A04P-01")
    assert {"EML4::ALK fusion", "NCOA4::RET fusion", "KIAA1549::BRAF fusion", "EGFRvIII"} <= labels(reading)
    assert tally(reading).read == 48


def test_a_partner_outside_the_table_whose_break_lies_in_a_target_asks_for_confirmation(tmp_path: Path) -> None:
    places = "7 140494000 RET 10 43610200 In_frame GRCh37 TRANSLOCATION Yes Yes ~"
    reading = read(tmp_path, table(SV, [f"S1 SOMATIC NCOA4 {places}"]))
    assert "breakpoint_elsewhere" in codes(reading)
    assert options(reading)["Selpercatinib"] == "conditional"


class TestJaffa:
    HEADER = "sample,fusion genes,chrom1,base1,strand1,chrom2,base2,strand2,spanning reads,inframe,classification"
    PLACES = "chr2,42295516,+,chr2,29223528,-"

    def read(self, folder: Path, *rows: tuple[str, str, str], sample: str = "") -> Reading:
        lines = [f"S1,{genes},{self.PLACES},9,{frame},{verdict}" for genes, frame, verdict in rows]
        return read(folder, "\n".join([self.HEADER, *lines, ""]), sample=sample)

    @pytest.mark.parametrize(
        ("genes", "frame", "verdict", "state"),
        [
            ("EML4:ALK", "TRUE", "HighConfidence", "available"),
            ("EML4--ALK", "NA", "HighConfidence", "available"),
            ("EML4:ALK", "TRUE", "MediumConfidence", "conditional"),
            ("EML4:ALK", "NA", "LowConfidence", "conditional"),
            ("EML4:ALK", "FALSE", "HighConfidence", ""),
        ],
    )
    def test_confidence_and_frame(self, tmp_path: Path, genes: str, frame: str, verdict: str, state: str) -> None:
        reading = self.read(tmp_path, (genes, frame, verdict))
        assert (reading.format, reading.build) == ("jaffa", "GRCh38")
        assert options(reading).get("Alectinib", "") == state

    @pytest.mark.parametrize("verdict", ["PotentialTransSplicing", "PotentialRunThrough"])
    def test_what_healthy_tissue_has_too_is_filtered(self, tmp_path: Path, verdict: str) -> None:
        assert tally(self.read(tmp_path, ("EML4:ALK", "TRUE", verdict))).filtered_by == {f"filter:{verdict}": 1}

    def test_several_samples_ask_for_one(self, tmp_path: Path) -> None:
        text = f'{self.HEADER}\n"S1",EML4:ALK,{self.PLACES},9,TRUE,HighConfidence\nS2,"A,B",{self.PLACES},9,NA,x\n'
        with pytest.raises(SampleChoiceError) as raised:
            read(tmp_path, text)
        assert raised.value.hint == "samples: S1, S2"
        assert labels(read(tmp_path, text, sample="S1")) == {"EML4::ALK fusion"}
