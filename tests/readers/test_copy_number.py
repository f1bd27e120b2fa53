"""Tables of copy numbers: what each source must say before it is an amplification or a homozygous deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import CopyNumberObservation, RearrangementObservation
from oncotier.errors import BuildError, InputError, SampleChoiceError
from oncotier.readers.cbioportal_cna import samples
from oncotier.readers.source import open_input
from tests.readers.builders import codes, context, knowledge, labels, read, tally
from tests.readers.tiny_tables import CNVKIT, FACETS, PURPLE_GENE, table

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

BUILD = "GRCh37"
SEGMENTS = "Chromosome Start End nMajor nMinor"


def span(gene: str) -> tuple[str, int, int]:
    """Return contig, first and last base (1-based) of a gene."""
    by_contig = knowledge().scope(BUILD).by_contig
    return next(
        (one.contig, one.start0 + 1, one.end0)
        for index in by_contig.values()
        for one in index.spans
        if one.gene == gene
    )


def around(gene: str, copies: str, *, margin: int = 1000) -> str:
    contig, first, last = span(gene)
    return f"{contig} {first - margin} {last + margin} {copies}"


def calls(reading: Reading) -> dict[str, str]:
    return {one.gene: one.call for one in reading.observations if isinstance(one, CopyNumberObservation)}


class TestDiscrete:
    ROWS = "Hugo_Symbol\tEntrez_Gene_Id\tS1\tS2\n"

    def test_each_value_is_what_it_says_and_no_more(self, tmp_path: Path) -> None:
        genes = ("ERBB2", "MET", "CDK4", "EGFR", "PTEN", "RB1", "KRAS")
        values = ("2", "1", "0", "-1", "-1.5", "-2", "NA")
        text = self.ROWS + "".join(f"{gene}\t1\t{value}\t0\n" for gene, value in zip(genes, values, strict=True))
        reading = read(tmp_path, text, sample="S1")
        assert calls(reading) == {
            "ERBB2": "amplification",
            "MET": "gain",
            "EGFR": "loss",
            "PTEN": "loss",
            "RB1": "homozygous_deletion",
        }
        assert [(one.gene, one.kinds) for one in reading.negatives] == [("CDK4", ("copy_number",))]
        assert dict(reading.out_of_scope_by) == {"not_profiled": 1}
        assert "KRAS wild-type" not in labels(reading)
        assert tally(reading).read == 7

    def test_a_sample_must_be_chosen_and_is_found_by_its_column(self, tmp_path: Path) -> None:
        text = self.ROWS + "ERBB2\t1\t2\t-2\n"
        with pytest.raises(SampleChoiceError, match="2 samples"):
            read(tmp_path, text)
        assert calls(read(tmp_path, text, sample="S2")) == {"ERBB2": "homozygous_deletion"}
        assert samples(open_input(str(tmp_path / "input"))) == ("S1", "S2")

    @pytest.mark.parametrize("value", ["0.53", "-1.2", "3.7"])
    def test_continuous_values_are_refused(self, tmp_path: Path, value: str) -> None:
        with pytest.raises(InputError, match="log ratios"):
            read(tmp_path, f"Gene Symbol\tGene ID\tCytoband\tS1\nERBB2\t2064\t17q12\t{value}\n")

    def test_the_long_form_takes_words_and_counts_other_samples(self, tmp_path: Path) -> None:
        rows = ["S1 ERBB2 Amplification", "S1 CDKN2A Deletion", "S2 MET 2", "S1 MET High"]
        reading = read(tmp_path, table("Tumor_Sample_Barcode Hugo_Symbol Copy_Number_Alteration", rows), sample="S1")
        assert calls(reading) == {"ERBB2": "amplification", "CDKN2A": "homozygous_deletion"}
        assert dict(reading.out_of_scope_by) == {"other_sample": 1}
        assert [one.reason for one in reading.unresolved] == ["copy_number_call"]
        assert tally(reading).read == 4

    def test_a_call_beside_no_change_in_the_same_gene_is_said(self, tmp_path: Path) -> None:
        text = "Hugo_Symbol\tSample_Id\tValue\nERBB2\tA\tAMP\nERBB2\tA\t0\nRB1\tA\tHOMDEL\n"
        reading = read(tmp_path, text)
        assert calls(reading) == {"ERBB2": "amplification", "RB1": "homozygous_deletion"}
        assert "contradictory_rows" in codes(reading)

    def test_rows_that_contradict_each_other_are_said(self, tmp_path: Path) -> None:
        reading = read(tmp_path, "Hugo_Symbol\tS1\nCDK4\t-2\nCDK4\t-1\n")
        assert "contradictory_rows" in codes(reading)


class TestSegments:
    def test_thresholds_decide_and_the_middle_is_said_by_its_name(self, tmp_path: Path) -> None:
        rows = [around("ERBB2", "9 1"), around("RB1", "0 0"), around("MET", "3 2"), around("PTEN", "1 0")]
        rows += [around("KRAS", "1 1"), around("AR", "1 0")]
        reading = read(tmp_path, table(SEGMENTS, rows), build=BUILD)
        assert {"ERBB2 amplification", "RB1 deletion"} == labels(reading)
        ends = {"gain_below_threshold": 1, "single_copy_loss": 1, "copy_neutral": 1, "single_copy": 1}
        assert tally(reading).out_of_scope_by == ends

    def test_without_genes_the_build_is_asked_for(self, tmp_path: Path) -> None:
        with pytest.raises(BuildError) as raised:
            read(tmp_path, table(SEGMENTS, [around("ERBB2", "9 1")]))
        assert "--build" in raised.value.hint

    def test_segments_up_to_the_ends_of_chromosomes_tell_the_build(self, tmp_path: Path) -> None:
        rows = [around("ERBB2", "9 1"), "1 1 249250621 1 1"]
        assert read(tmp_path, table(SEGMENTS, rows)).build == BUILD

    def test_most_of_an_arm_is_broad_and_no_focal_amplification(self, tmp_path: Path) -> None:
        reading = read(tmp_path, table(SEGMENTS, ["17 25500000 81000000 5 2"]), build=BUILD)
        assert "ERBB2 gain" in labels(reading)
        assert "ERBB2 amplification" not in labels(reading)

    def test_a_part_of_a_gene_is_a_gain(self, tmp_path: Path) -> None:
        contig, first, last = span("MET")
        reading = read(tmp_path, table(SEGMENTS, [f"{contig} {first} {(first + last) // 2} 9 9"]), build=BUILD)
        assert labels(reading) == {"MET gain"}
        assert "partial_gene" in codes(reading)

    def test_lost_exons_of_a_gene_are_named(self, tmp_path: Path) -> None:
        transcript = knowledge().transcripts("PTEN", BUILD)[0]
        first, last = transcript.exons[2][0] - 50, transcript.exons[4][1] + 50
        reading = read(tmp_path, table(SEGMENTS, [f"10 {first} {last} 0 0"]), build=BUILD)
        assert labels(reading) == {"PTEN exons 3-5 deletion"}

    def test_a_gene_cut_in_two_takes_what_both_parts_reach(self, tmp_path: Path) -> None:
        contig, first, last = span("MET")
        middle = (first + last) // 2
        for low, expected in (("4 4", {"MET amplification"}), ("1 1", {"MET gain"})):
            rows = [f"{contig} {first - 9} {middle} 9 1", f"{contig} {middle + 1} {last + 9} {low}"]
            reading = read(tmp_path, table(SEGMENTS, rows), build=BUILD)
            assert labels(reading) == expected
            assert tally(reading).read == 2

    @pytest.mark.parametrize("row", ["7 x 9 1 1", "7 9 1 1 1", "7 1 9 1", "7 1 9 -1 1", "7 1 9 inf 1", "7 1 9 1,5 1"])
    def test_a_row_that_is_no_segment_is_rejected(self, tmp_path: Path, row: str) -> None:
        reading = read(tmp_path, table(SEGMENTS, [row, around("ERBB2", "9 1")]), build=BUILD)
        assert [one.reason for one in reading.unresolved] == ["malformed_row"]
        assert labels(reading) == {"ERBB2 amplification"}

    def test_a_genome_of_many_copies_is_said(self, tmp_path: Path) -> None:
        reading = read(tmp_path, table(SEGMENTS, ["1 1 249250621 2 2", around("ERBB2", "9 1")]))
        assert "ploidy" in codes(reading)


class TestCallers:
    def test_cnvkit_needs_integer_copies(self, tmp_path: Path) -> None:
        rows = ["7 55086713 55279321 EGFR,EGFR-AS1 3 17 99 40 1", "9 1 9 - 0 2 1 1 1"]
        assert labels(read(tmp_path, table(CNVKIT, rows))) == {"EGFR amplification"}
        with pytest.raises(InputError, match="log ratios"):
            read(tmp_path, table("chromosome start end gene log2 depth probes weight", ["7 1 9 EGFR 3 99 40 1"]))

    def test_seg_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="log ratios"):
            read(tmp_path, table("ID chrom loc.start loc.end num.mark seg.mean", ["S1 7 1 9 4 2.1"]))

    def test_facets_has_loss_of_heterozygosity_beside_deletion(self, tmp_path: Path) -> None:
        rows = [f"{contig} 1 {first} {last} 0.8 {copies}" for (contig, first, last), copies in (
            (span("RB1"), "0 0"), (span("PTEN"), "2 0"), (span("MET"), "NA NA"),
        )]  # fmt: skip
        reading = read(tmp_path, table(FACETS, rows), build=BUILD)
        assert labels(reading) == {"RB1 deletion"}
        pten = next(one for one in reading.observations if getattr(one, "gene", "") == "PTEN")
        assert pten.flags == ("loss_of_heterozygosity",)
        assert dict(reading.out_of_scope_by) == {"copy_number_not_determined": 1}

    def test_facets_genes_carry_their_filter(self, tmp_path: Path) -> None:
        header = "sample gene chrom tcn.em lcn.em cn_state filter"
        rows = ["S1 ERBB2 17 12 1 AMP PASS", "S1 MET 7 9 1 AMP suppress_segment_too_large", "S1 RB1 13 0 0 HOMDEL bad"]
        reading = read(tmp_path, table(header, rows))
        assert labels(reading) == {"ERBB2 amplification", "MET gain"}
        assert tally(reading).filtered == 1

    def test_purple_takes_the_least_of_a_gene(self, tmp_path: Path) -> None:
        rows = [
            "17 1 9 ERBB2 11.2 12.9 T true",
            "7 1 9 MET 3.1 14 T true",
            "13 1 9 RB1 -0.02 2 T true",
            "13 1 9 RB1 9 9 T false",
        ]
        reading = read(tmp_path, table(PURPLE_GENE, rows))
        assert labels(reading) == {"ERBB2 amplification", "MET gain", "RB1 deletion"}
        assert "partial_gene" in codes(reading)
        assert dict(reading.out_of_scope_by) == {"other_transcript": 1}

    @pytest.mark.parametrize(("last1", "label"), [(39000000, "ERBB2 amplification"), (83000000, "ERBB2 gain")])
    def test_an_arm_in_the_gene_table_of_purple_is_not_focal(self, tmp_path: Path, last1: int, label: str) -> None:
        header = f"{PURPLE_GENE} minRegionStart minRegionEnd"
        assert labels(read(tmp_path, table(header, [f"17 1 9 ERBB2 8 9 T true 26000000 {last1}"]))) == {label}

    def test_purple_purity_says_status_burden_and_fit(self, tmp_path: Path) -> None:
        header = "purity ploidy status wholeGenomeDuplication msStatus tmbPerMb"
        reading = read(tmp_path, table(header, ["0.4 3.4 NORMAL true MSI 41.3"]))
        assert {"MSI-H", "TMB 41.3 mut/Mb"} == labels(reading)
        reading = read(tmp_path, table(header, ["1 2 NO_TUMOR false UNKNOWN NA"]))
        assert labels(reading) == set()
        assert [one.marker for one in reading.untested] == ["MSI", "TMB"]
        assert "fit_failed" in codes(reading)

    def test_moalmanac_words(self, tmp_path: Path) -> None:
        reading = read(
            tmp_path, "gene\tcall\nCDKN2A\tDeletion\nBLM\tWild type\nBRAF\tAmplification\nOR4F29\tDeletion\n"
        )
        assert labels(reading) == {"CDKN2A deletion", "BRAF amplification"}
        assert tally(reading).out_of_scope_by == {"gene_not_in_table": 1}


def test_the_thresholds_of_the_knowledge_base_reach_the_readers() -> None:
    given = context().thresholds
    assert given["amplification_copies"] == knowledge().thresholds["amplification_copies"].value
    assert {"broad_arm_fraction", "amplification_fold_change"} <= given.keys()


def test_real_tables_are_read_and_add_up(shared_path: Path) -> None:
    from tests.readers.builders import read_path

    data = shared_path / "data"
    reading = read_path(data / "02_pcgr_coad" / "T001-COAD.grch37.cna.tsv", build=BUILD)
    assert {"ERBB2 amplification", "NRAS amplification"} <= labels(reading)
    assert tally(reading).read == 252
    folder = data / "08_oncokb_examples"
    for name, count in (("example_cna.txt", 4), ("example_individual_cna.txt", 12)):
        reading = read_path(folder / name, sample="TCGA-05-4417-01")
        assert {"MET amplification", "ERBB2 amplification"} <= labels(reading)
        assert tally(reading).read == count
    called = data / "09_moalmanac_patient" / "example_patient.capture.somatic.called.cna.txt"
    assert {"CDK4 amplification", "CDKN2A deletion"} <= labels(read_path(called))
    matrix = read_path(data / "13_cbioportal" / "data_cna_discrete.txt", sample="TCGA-A1-A0SB-01")
    assert tally(matrix).read == 6304
    assert not [one for one in matrix.observations if isinstance(one, RearrangementObservation)]
