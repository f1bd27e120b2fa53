"""The MAF reader: columns by name in their dialects, one sample, strict rows, nothing guessed."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import Locus, VariantObservation
from oncotier.errors import BuildError, InputError, SampleChoiceError
from oncotier.readers.maf_terms import CONSEQUENCE_BY_CLASS
from tests.readers.builders import (
    MAF_COLUMNS,
    bgzf,
    codes,
    gzipped,
    labels,
    maf,
    maf_row,
    only_variant,
    proteins,
    read,
    tally,
    variants,
)

if TYPE_CHECKING:
    from pathlib import Path

EGFR = maf_row()
KRAS = maf_row("KRAS", "p.G12C")
BOTH = ["EGFR p.L858R", "KRAS p.G12C"]
PLACED = {
    "NCBI_Build": "GRCh37",
    "Chromosome": "7",
    "Start_Position": "55259515",
    "Reference_Allele": "T",
    "Tumor_Seq_Allele2": "G",
}


def one(folder: Path, columns: str = "", **cells: str) -> VariantObservation:
    """Read a MAF of one row, with further columns where needed."""
    names = [*MAF_COLUMNS, *columns.split()]
    return only_variant(read(folder, maf([maf_row(**cells)], names)))


class TestColumns:
    def test_a_row_becomes_an_observation(self, tmp_path: Path) -> None:
        cells = PLACED | {"HGVSc": "c.2573T>G", "t_depth": "100", "t_alt_count": "30", "Mutation_Status": "Somatic"}
        names = [*MAF_COLUMNS, "Mutation_Status", "Transcript_ID", "Exon_Number", "FILTER"]
        row = maf_row(**cells, Transcript_ID="ENST00000275493", Exon_Number="21/28", FILTER="PASS")
        reading = read(tmp_path, maf([row], names))
        found = only_variant(reading)
        assert (found.gene, found.protein, found.coding) == ("EGFR", "p.L858R", "c.2573T>G")
        assert (found.consequence, found.transcript, found.exon) == ("missense_variant", "ENST00000275493", "21/28")
        assert found.locus == Locus("7", 55259515, "T", "G", "GRCh37")
        assert (found.vaf, found.depth, found.origin, found.filter) == (0.3, 100, Origin.SOMATIC, "")
        assert (found.source.record1, found.source.raw) == (1, "EGFR p.L858R")
        assert (reading.build, reading.build_evidence, reading.sample) == ("GRCh37", "NCBI_Build", "S1")
        assert labels(reading) == {"EGFR L858R"}

    @pytest.mark.parametrize(
        "start", ["", "#version 2.4\n", "#version 2.4\t\t\t\n", "#a\n\n#b\n", "\ufeff#version 2.4\n", "\ufeff"]
    )
    def test_lines_before_the_header(self, tmp_path: Path, start: str) -> None:
        assert proteins(read(tmp_path, maf([EGFR, KRAS], start=start))) == BOTH

    @pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
    def test_headers_in_any_case(self, tmp_path: Path, case: type[str]) -> None:
        head, _, rest = maf([EGFR | PLACED]).partition("\n")
        found = only_variant(read(tmp_path, case(head) + "\n" + rest))
        assert (found.protein, found.locus and found.locus.pos1) == ("p.L858R", 55259515)

    @pytest.mark.parametrize(
        ("column", "text", "label"),
        [
            ("HGVSp_Short", "p.L858R", "EGFR L858R"),
            ("HGVSp", "p.Leu858Arg", "EGFR L858R"),
            ("HGVSp", "Leu858Arg", "EGFR L858R"),
            ("HGVSp", "ENSP00000275493.2:p.Leu858Arg", "EGFR L858R"),
            ("Protein_Change", "p.L858R", "EGFR L858R"),
            ("Alteration", "L858R", "EGFR L858R"),
            ("amino_acid_change", "p.L858R", "EGFR L858R"),
        ],
    )
    def test_dialects_of_the_protein_change(self, tmp_path: Path, column: str, text: str, label: str) -> None:
        columns = ["Hugo_Symbol", "Tumor_Sample_Barcode", "Variant_Classification", column]
        row = {"Hugo_Symbol": "EGFR", "Tumor_Sample_Barcode": "S1", column: text}
        assert labels(read(tmp_path, maf([row | {"Variant_Classification": "x"}], columns))) == {label}

    @pytest.mark.parametrize("empty", ["", "."])
    def test_an_empty_cell_gives_way_to_the_next_column(self, tmp_path: Path, empty: str) -> None:
        assert one(tmp_path, "Protein_Change", protein=empty, Protein_Change="p.L858R").protein == "p.L858R"

    @pytest.mark.parametrize(("text", "kept"), [("c.2573T>G", "c.2573T>G"), ("c.(2572-2574)cTg>cGg", ""), ("NULL", "")])
    def test_coding_changes_that_name_no_position_are_left(self, tmp_path: Path, text: str, kept: str) -> None:
        assert one(tmp_path, HGVSc=text).coding == kept

    @pytest.mark.parametrize(
        ("missing", "words", "hint"),
        [
            ("Tumor_Sample_Barcode", "no column for the sample", "Tumor_Sample_Barcode, Sample_Id, Tumor_Sample"),
            ("HGVSp_Short", "no column for the protein or coding change", "HGVSp_Short, HGVSp, Protein_Change"),
        ],
    )
    def test_a_missing_column_is_named_with_what_is_accepted(
        self, tmp_path: Path, missing: str, words: str, hint: str
    ) -> None:
        names = [name for name in MAF_COLUMNS if name not in {missing, "HGVSc"}]
        with pytest.raises(InputError, match=f"input:2: {words}") as raised:
            read(tmp_path, maf([EGFR], names, start="#version 2.4\n"))
        assert hint in raised.value.hint

    def test_a_missing_gene_column_is_named(self, tmp_path: Path) -> None:
        names = [name for name in MAF_COLUMNS if name != "Hugo_Symbol"]
        with pytest.raises(InputError, match="no column for the gene") as raised:
            read(tmp_path, maf([EGFR], names), input_format="maf")
        assert raised.value.hint == "accepted headers: Hugo_Symbol"


class TestConsequence:
    @pytest.mark.parametrize(("classification", "term"), CONSEQUENCE_BY_CLASS.items())
    def test_of_every_class_in_any_case(self, tmp_path: Path, classification: str, term: str) -> None:
        assert one(tmp_path, Variant_Classification=classification.upper()).consequence == term

    @pytest.mark.parametrize(
        ("classification", "terms", "term"),
        [
            ("Splice_Site", "splice_donor_variant&intron_variant", "splice_donor_variant"),
            ("Splice_Site", "", "splice_site_variant"),
            ("Targeted_Region", "missense_variant", "missense_variant"),
            ("Something_New", "", ""),
            ("", "stop_gained,missense_variant", "stop_gained"),
            ("Missense_Mutation", "missense_variant;splice_region_variant", "missense_variant"),
        ],
    )
    def test_vep_terms_beside_the_class(self, tmp_path: Path, classification: str, terms: str, term: str) -> None:
        assert (
            one(tmp_path, "Consequence", Variant_Classification=classification, Consequence=terms).consequence == term
        )

    def test_an_unknown_class_still_uses_the_protein_change(self, tmp_path: Path) -> None:
        assert labels(read(tmp_path, maf([maf_row(Variant_Classification="New_Class")]))) == {"EGFR L858R"}


class TestLocus:
    @pytest.mark.parametrize(
        ("cells", "alleles"),
        [
            ({"Reference_Allele": "T", "Tumor_Seq_Allele1": "T", "Tumor_Seq_Allele2": "G"}, ("T", "G")),
            ({"Reference_Allele": "T", "Tumor_Seq_Allele1": "G", "Tumor_Seq_Allele2": "T"}, ("T", "G")),
            ({"Reference_Allele": "T", "Tumor_Seq_Allele1": "G", "Tumor_Seq_Allele2": ""}, ("T", "G")),
            ({"Reference_Allele": "-", "Tumor_Seq_Allele1": "-", "Tumor_Seq_Allele2": "ACG"}, ("-", "ACG")),
            ({"Reference_Allele": "ACG", "Tumor_Seq_Allele1": "ACG", "Tumor_Seq_Allele2": "-"}, ("ACG", "-")),
            ({"Reference_Allele": "t", "Tumor_Seq_Allele2": "g"}, ("T", "G")),
        ],
    )
    def test_alleles_as_written(self, tmp_path: Path, cells: dict[str, str], alleles: tuple[str, str]) -> None:
        found = one(tmp_path, **PLACED | cells).locus
        assert found
        assert (found.reference, found.alternate) == alleles

    @pytest.mark.parametrize(
        "cells",
        [
            {"Reference_Allele": "T", "Tumor_Seq_Allele1": "T", "Tumor_Seq_Allele2": "T"},
            {"Reference_Allele": "", "Tumor_Seq_Allele2": "T"},
            {"Reference_Allele": "TRUE", "Tumor_Seq_Allele2": "T"},
            {"Tumor_Seq_Allele2": "<DEL>"},
            {"Start_Position": ""},
            {"Start_Position": "abc"},
            {"Start_Position": "²"},
            {"Start_Position": "9" * 5000},
        ],
    )
    def test_without_place_or_alleles_the_protein_change_stands_alone(
        self, tmp_path: Path, cells: dict[str, str]
    ) -> None:
        found = one(tmp_path, **PLACED | cells)
        assert (found.locus, found.protein) == (None, "p.L858R")

    @pytest.mark.parametrize("chrom", ["7", "chr7", "CHR7"])
    def test_contigs_are_read_without_prefix(self, tmp_path: Path, chrom: str) -> None:
        found = one(tmp_path, **PLACED | {"Chromosome": chrom}).locus
        assert found
        assert found.contig == "7"


class TestCounts:
    @pytest.mark.parametrize(
        ("cells", "vaf", "depth"),
        [
            ({"t_depth": "100", "t_alt_count": "30"}, 0.3, 100),
            ({"t_ref_count": "70", "t_alt_count": "30"}, 0.3, 100),
            ({"t_depth": "100.0", "t_alt_count": "30.0"}, 0.3, 100),
            ({"t_depth": "100", "t_alt_count": "30", "t_vaf": "0.25"}, 0.25, 100),
            ({"t_vaf": "25%"}, 0.25, None),
            ({"t_vaf": "25", "t_depth": "100", "t_alt_count": "30"}, 0.3, 100),
            ({"i_TumorVAF_WU": "45.5"}, 0.455, None),
            ({"i_TumorVAF_WU": "45%"}, 0.45, None),
            ({"t_depth": "0", "t_alt_count": "0"}, None, None),
            ({"t_depth": "100"}, None, 100),
            ({"t_alt_count": "30"}, None, None),
            ({"t_depth": "20", "t_alt_count": "30"}, None, 20),
            ({"t_depth": "NA", "t_alt_count": "-1", "t_vaf": "NA"}, None, None),
            ({"t_depth": "²", "t_alt_count": "1e3", "t_vaf": "nan"}, None, None),
            ({"t_depth": "9" * 5000, "t_vaf": "1_0"}, None, None),
            ({}, None, None),
        ],
    )
    def test_forms_of_depth_and_fraction(
        self, tmp_path: Path, cells: dict[str, str], vaf: float | None, depth: int | None
    ) -> None:
        found = one(tmp_path, "t_vaf i_TumorVAF_WU", **cells)
        assert (found.vaf, found.depth) == (pytest.approx(vaf) if vaf else vaf, depth)


class TestSamples:
    ROWS = (EGFR, maf_row("KRAS", "p.G12C", "S2"), maf_row("BRAF", "p.V600E", "S2"))

    def test_several_need_a_choice_and_are_listed(self, tmp_path: Path) -> None:
        with pytest.raises(SampleChoiceError, match="holds 2 samples; choose one with --sample") as raised:
            read(tmp_path, maf(self.ROWS))
        assert (raised.value.hint, raised.value.exit_code) == ("samples: S1, S2", 2)

    def test_a_long_list_is_cut(self, tmp_path: Path) -> None:
        with pytest.raises(SampleChoiceError) as raised:
            read(tmp_path, maf([maf_row(sample=f"S{number}") for number in range(25)]))
        assert raised.value.hint.endswith("S19 ... and 5 more")

    def test_rows_of_the_others_are_counted(self, tmp_path: Path) -> None:
        reading = read(tmp_path, maf(self.ROWS), sample="S2")
        assert proteins(reading) == ["KRAS p.G12C", "BRAF p.V600E"]
        assert reading.out_of_scope_by == {"other_sample": 1}
        assert tally(reading).read == 3

    def test_an_empty_table_holds_no_change_of_any_sample(self, tmp_path: Path) -> None:
        reading = read(tmp_path, maf([]), sample="S1")
        assert (reading.sample, reading.records_read, codes(reading)) == ("S1", 0, {"no_records"})

    def test_an_unknown_one_lists_the_names(self, tmp_path: Path) -> None:
        with pytest.raises(SampleChoiceError, match="no sample 'S9'") as raised:
            read(tmp_path, maf(self.ROWS), sample="S9")
        assert raised.value.hint == "samples: S1, S2"

    def test_a_name_that_is_not_utf8_finds_its_rows(self, tmp_path: Path) -> None:
        data = maf([maf_row(sample="Müller"), maf_row("KRAS", "p.G12C", "S2")]).encode("latin-1")
        reading = read(tmp_path, data, sample="Müller")
        assert (reading.sample, proteins(reading)) == ("Müller", BOTH[:1])
        assert read(tmp_path, maf([maf_row(sample="Müller")]).encode("latin-1")).sample == "Müller"

    def test_names_are_read_without_spaces_around(self, tmp_path: Path) -> None:
        assert proteins(read(tmp_path, maf([maf_row(sample=" S1"), maf_row("KRAS", "p.G12C")]))) == BOTH


class TestBuild:
    def test_two_builds_in_a_file_are_an_error(self, tmp_path: Path) -> None:
        rows = [EGFR | {"NCBI_Build": "37"}, KRAS | {"NCBI_Build": "hg38"}]
        with pytest.raises(BuildError, match="input:3: NCBI_Build says GRCh38, but NCBI_Build says GRCh37"):
            read(tmp_path, maf(rows))

    def test_a_contradiction_with_the_user_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(BuildError, match="NCBI_Build says GRCh37, but --build says GRCh38") as raised:
            read(tmp_path, maf([EGFR | PLACED]), build="GRCh38")
        assert raised.value.exit_code == 3

    @pytest.mark.parametrize("column", ["NCBI_Build", "Reference_Genome"])
    @pytest.mark.parametrize(("text", "build"), [("37", "GRCh37"), ("hg19", "GRCh37"), ("GRCh38", "GRCh38")])
    def test_names(self, tmp_path: Path, column: str, text: str, build: str) -> None:
        columns = [column if name == "NCBI_Build" else name for name in MAF_COLUMNS]
        assert read(tmp_path, maf([EGFR | {column: text}], columns)).build == build

    def test_none_at_all_is_said_where_the_alleles_decide_nothing(self, tmp_path: Path) -> None:
        reading = read(tmp_path, maf([EGFR | PLACED | {"NCBI_Build": "", "Start_Position": "1000"}]))
        assert "build_unknown" in codes(reading)
        assert only_variant(reading).locus == Locus("7", 1000, "T", "G", "")

    def test_the_reference_alleles_decide_where_none_is_stated(self, tmp_path: Path) -> None:
        reading = read(tmp_path, maf([EGFR | PLACED | {"NCBI_Build": ""}]))
        assert (reading.build, reading.build_evidence) == ("GRCh37", "1 of 1 known bases of GRCh37 fit")
        assert only_variant(reading).locus == Locus("7", 55259515, "T", "G", "GRCh37")

    def test_positions_on_another_build_are_not_used(self, tmp_path: Path) -> None:
        reading = read(tmp_path, maf([EGFR | PLACED | {"NCBI_Build": "36"}]), build="GRCh37")
        assert only_variant(reading).locus is None
        assert [one.words for one in reading.notices if one.code == "build_unknown"] == [
            "genome build '36' is not known: the positions of such rows are not used"
        ]


def row_text(**cells: str) -> str:
    return maf([maf_row(**cells)]).split("\n")[1]


class TestRows:
    @pytest.mark.parametrize(
        ("row", "words"),
        [
            (row_text() + "\tmore", "15 columns, but the header names 14"),
            ("EGFR\tp.L858R", "2 columns, but the header names 14"),
            (row_text(HGVSc="a\0b"), "a NUL byte"),
            (row_text().replace("\t", " "), "1 columns, but"),
        ],
    )
    def test_a_broken_one_is_listed_with_its_line_and_hides_nothing(self, tmp_path: Path, row: str, words: str) -> None:
        text = maf([EGFR]) + row + "\n" + maf([KRAS]).split("\n")[1] + "\n"
        reading = read(tmp_path, text)
        assert proteins(reading) == BOTH
        assert [(one.reason, one.source.record1) for one in reading.unresolved] == [("malformed_row", 2)]
        assert reading.unresolved[0].words.startswith("line 3: " + words)
        assert tally(reading).unresolved == 1

    @pytest.mark.parametrize("gene", ["NA", "", ".", "1-Mar", "Sep-09", "NaN", "+KRAS", '"EGFR"', "=cmd"])
    def test_no_gene_symbol_is_listed_not_lost(self, tmp_path: Path, gene: str) -> None:
        reading = read(tmp_path, maf([EGFR, maf_row(gene)]))
        ends = tally(reading)
        assert (ends.interpreted, ends.unresolved) == (1, 1)

    def test_unknown_is_the_word_for_between_genes(self, tmp_path: Path) -> None:
        reading = read(tmp_path, maf([EGFR, maf_row("Unknown", "", Variant_Classification="IGR")]))
        assert reading.out_of_scope_by == {"no_gene": 1}

    @pytest.mark.parametrize("gene", ["OR4F29", "ENSG00000237094", "RP11-34P13.7", "7SK", "hsa-mir-21"])
    def test_genes_out_of_scope_are_counted(self, tmp_path: Path, gene: str) -> None:
        reading = read(tmp_path, maf([EGFR, maf_row(gene)]))
        assert reading.out_of_scope_by == {"gene_not_in_table": 1}

    def test_older_symbols_are_in_scope(self, tmp_path: Path) -> None:
        assert labels(read(tmp_path, maf([maf_row("HER2", "p.S310F")]))) == {"ERBB2 S310F"}

    @pytest.mark.parametrize("column", ["FILTER"])
    @pytest.mark.parametrize(
        ("text", "read_as"), [("PASS", ""), (".", ""), ("", ""), ("common_variant", "common_variant")]
    )
    def test_filter(self, tmp_path: Path, column: str, text: str, read_as: str) -> None:
        assert one(tmp_path, column, FILTER=text).filter == read_as

    def test_blank_lines_and_comments_are_no_records(self, tmp_path: Path) -> None:
        first, second, third = maf([EGFR, KRAS]).splitlines()
        reading = read(tmp_path, f"{first}\n\n{second}\n# note\n\t\t\n{third}\n\n")
        assert (proteins(reading), reading.records_read) == (BOTH, 2)

    def test_quotes_are_letters(self, tmp_path: Path) -> None:
        reading = read(tmp_path, maf([maf_row(HGVSc='5" probe'), KRAS]))
        assert proteins(reading) == BOTH

    def test_a_missing_chromosome_is_no_place(self, tmp_path: Path) -> None:
        assert one(tmp_path, **PLACED | {"Chromosome": "NA"}).locus is None


class TestForm:
    TEXT = maf([EGFR, KRAS])

    @pytest.mark.parametrize("pack", [bytes, gzipped, bgzf])
    @pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), TEXT[:-1]])
    def test_harmless_forms_read_alike(self, tmp_path: Path, text: str, pack: type[bytes]) -> None:
        reading = read(tmp_path, pack(text.encode()))
        assert proteins(reading) == BOTH
        assert not reading.incomplete
        assert ("no_final_line_break" in codes(reading)) is not text.endswith("\n")

    def test_a_header_alone_says_that_nothing_is_implied(self, tmp_path: Path) -> None:
        reading = read(tmp_path, maf([]))
        assert (reading.records_read, codes(reading)) == (0, {"no_records"})

    def test_comments_alone_name_what_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no column for the gene"):
            read(tmp_path, "#version 2.4\n", input_format="maf")

    def test_damage_leaves_an_incomplete_reading(self, tmp_path: Path) -> None:
        reading = read(tmp_path, bgzf(self.TEXT.encode(), with_end=False))
        assert (proteins(reading), reading.incomplete) == (BOTH, True)
        assert "input_incomplete" in codes(reading)

    def test_the_order_of_rows_does_not_change_the_alterations(self, tmp_path: Path) -> None:
        rows = [EGFR, KRAS, maf_row("OR4F29", "p.A1V"), maf_row("NA", "p.A1V")]
        assert {frozenset(labels(read(tmp_path, maf(order)))) for order in permutations(rows)} == {
            frozenset({"EGFR L858R", "KRAS G12C"})
        }

    def test_every_observation_stands_at_its_record(self, tmp_path: Path) -> None:
        reading = read(tmp_path, maf([EGFR, maf_row("OR4F29"), KRAS]))
        assert [found.source.record1 for found in variants(reading)] == [1, 3]
