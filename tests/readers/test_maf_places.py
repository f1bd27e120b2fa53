"""The MAF reader: places, dialects of single tools, and chunks of rows judged by their bytes."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncotier.domain.observation import Locus, VariantObservation
from oncotier.errors import SampleChoiceError
from oncotier.notation.gene import is_missing_symbol
from oncotier.readers.maf import in_scope, samples
from oncotier.readers.source import open_input
from tests.readers.builders import (
    MAF_COLUMNS,
    codes,
    context,
    labels,
    maf,
    maf_row,
    only_variant,
    proteins,
    read,
    tally,
)

if TYPE_CHECKING:
    from pathlib import Path

EGFR = maf_row()
KRAS = maf_row("KRAS", "p.G12C")
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


class TestPlaces:
    def test_an_insertion_lies_behind_its_start(self, tmp_path: Path) -> None:
        cells = {"Start_Position": "55249012", "Reference_Allele": "-", "Tumor_Seq_Allele2": "GCCAGCGTG"}
        row = PLACED | cells | {"HGVSp_Short": "p.A767_V769dup", "Variant_Classification": "In_Frame_Ins"}
        found = only_variant(read(tmp_path, maf([EGFR | row]))).locus
        assert found == Locus("7", 55249012, "-", "GCCAGCGTG", "GRCh37")

    @pytest.mark.parametrize("symbol", ["", "NA", ".", "Unknown", "1-Mar"])
    def test_a_row_without_symbol_gets_the_gene_of_its_place(self, tmp_path: Path, symbol: str) -> None:
        reading = read(tmp_path, maf([EGFR | PLACED | {"Hugo_Symbol": symbol}]))
        assert labels(reading) == {"EGFR L858R"}
        assert "gene_by_place" in codes(reading)

    def test_a_place_outside_all_genes_is_out_of_scope(self, tmp_path: Path) -> None:
        reading = read(tmp_path, maf([EGFR | PLACED | {"Hugo_Symbol": "NA", "Start_Position": "1000"}]))
        assert reading.out_of_scope_by == {"outside_genes_in_table": 1}

    def test_a_row_without_symbol_and_place_is_listed(self, tmp_path: Path) -> None:
        assert tally(read(tmp_path, maf([maf_row("NA"), maf_row("Unknown")]))).unresolved == 2

    @pytest.mark.parametrize(
        ("column", "text"),
        [
            ("HGVSg", "7:g.55259515T>G"),
            ("Genome_Change", "g.chr7:55259515T>G"),
            ("HGVSg", "NC_000007.13:g.55259515T>G"),
        ],
    )
    def test_the_genomic_name_stands_in_for_missing_columns(self, tmp_path: Path, column: str, text: str) -> None:
        found = one(tmp_path, column, NCBI_Build="GRCh37", **{column: text})
        assert found.locus == Locus("7", 55259515, "T", "G", "GRCh37")

    def test_the_genomic_name_of_another_build_is_left(self, tmp_path: Path) -> None:
        assert one(tmp_path, "HGVSg", NCBI_Build="GRCh38", HGVSg="NC_000007.13:g.55259515T>G").locus is None


class TestDialects:
    @pytest.mark.parametrize(("text", "read_as"), [("KEEP", ""), ("REJECT", "REJECT")])
    def test_the_judgement_of_mutect(self, tmp_path: Path, text: str, read_as: str) -> None:
        assert one(tmp_path, "i_judgement", i_judgement=text).filter == read_as

    def test_the_empty_cells_of_funcotator(self, tmp_path: Path) -> None:
        found = one(tmp_path, "Transcript_Exon tumor_f", HGVSc="__UNKNOWN__", Transcript_Exon="21", tumor_f="0.25")
        assert (found.coding, found.exon, found.vaf) == ("", "21", 0.25)


class TestChunks:
    """Whole chunks of rows are judged by their bytes; however they are cut, the reading is the same."""

    ROWS = (
        EGFR,
        maf_row("OR4F29", "p.A1V"),
        maf_row("Unknown", "", Variant_Classification="IGR"),
        KRAS,
        maf_row("OR4F29", "p.A2V", "S10"),
        maf_row("BRAF", "p.V600E", "S10"),
        *(maf_row(f"OR{number}A", "p.A3V") for number in range(30)),
        maf_row("NRAS", "p.Q61K", HGVSc="S10"),
    )
    TEXT = maf(ROWS)
    BROKEN = TEXT.replace("p.A2V", "p.A2V\tmore").replace("OR7A\t", "OR7A\t\t").replace("OR9A", "#OR9A")

    SIZES = (25, 65, 66, 67, 200, 500, 1000)

    @pytest.fixture(autouse=True)
    def _not_whole(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("oncotier.readers.source.HEAD_SIZE", 250)  # a smaller file is one block

    @pytest.mark.parametrize(
        "text", [TEXT, TEXT.replace("\n", "\r\n"), BROKEN, TEXT[:-1], TEXT.replace("OR8A", "\nOR8A")]
    )
    @pytest.mark.parametrize("sample", ["S1", "S10"])
    def test_any_size_reads_alike(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, sample: str
    ) -> None:
        whole = read(tmp_path, text, sample=sample)
        assert tally(whole)
        for size in self.SIZES:
            monkeypatch.setattr("oncotier.readers.source._BLOCK", size)
            assert read(tmp_path, text, sample=sample) == whole

    def test_a_second_sample_is_seen_in_any_chunk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for size in self.SIZES:
            monkeypatch.setattr("oncotier.readers.source._BLOCK", size)
            with pytest.raises(SampleChoiceError, match="holds 2 samples"):
                read(tmp_path, self.TEXT)

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("sample", ["S1", "S10", "S2"])
    def test_a_tab_too_many_does_not_make_up_for_one_too_few(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: str, end: str
    ) -> None:
        """The tabs of such a block sum up, wherever it begins, and whether or not the sample is named in it."""
        lines = maf([*self.ROWS, *(maf_row(f"OR{number}B", "p.A1V", "S2") for number in range(20))]).splitlines()
        lines[-9] += "\t"
        lines[-7] = lines[-7].removesuffix("\t")
        text = end.join(lines) + end
        for size in self.SIZES:
            monkeypatch.setattr("oncotier.readers.source._BLOCK", size)
            found = read(tmp_path, text, sample=sample)
            assert [(one.source.record1, one.words) for one in found.unresolved] == [
                (len(lines) - 9, f"line {len(lines) - 8}: 15 columns, but the header names 14"),
                (len(lines) - 7, f"line {len(lines) - 6}: 13 columns, but the header names 14"),
            ]
            assert tally(found).read == len(lines) - 1

    def test_a_row_is_found_wherever_a_block_ends(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Also where the sample's name itself is cut in two, and where the row is the last and lacks its end."""
        others = [maf_row("TP53", "p.R175H", "OTHER") for _ in range(12)]
        for place, size in product((4, 12), range(100, 170, 5)):
            monkeypatch.setattr("oncotier.readers.source._BLOCK", size)
            text = maf([*others[:place], maf_row("KRAS", "p.G12C", "SAMPLE-1"), *others[place:]])
            for written in (text, text.removesuffix("\n")):
                found = read(tmp_path, written, sample="SAMPLE-1")
                assert proteins(found) == ["KRAS p.G12C"]
                assert found.observations[0].source.record1 == place + 1
                assert found.out_of_scope_by == {"other_sample": 12}

    @pytest.mark.parametrize("column", [0, 13])
    def test_the_sample_column_may_stand_first_or_last(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: int
    ) -> None:
        monkeypatch.setattr("oncotier.readers.source._BLOCK", 130)
        names = [name for name in MAF_COLUMNS if name != "Tumor_Sample_Barcode"]
        names.insert(column, "Tumor_Sample_Barcode")
        for end in ("\n", "\r\n"):
            reading = read(tmp_path, maf(self.ROWS, names).replace("\n", end), sample="S1")
            assert proteins(reading) == ["EGFR p.L858R", "KRAS p.G12C", "NRAS p.Q61K"]
            assert reading.out_of_scope_by == {"gene_not_in_table": 31, "no_gene": 1, "other_sample": 2}

    def test_samples_are_listed_in_the_order_of_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "cohort.maf"
        path.write_text(self.BROKEN, "utf-8")
        assert samples(open_input(str(path))) == ("S1", "S10")


SYMBOLS = [
    "EGFR",
    "egfr",
    "HER2",
    "NA",
    "1-Mar",
    "MAR1",
    "",
    "Unknown",
    "²",
    "C-KIT",
    "OR4F5",
    "-",
    "KRAS;KRAS-AS1",
    "A;B",
]


@given(st.one_of(st.text(max_size=8), st.sampled_from(SYMBOLS)))
def test_a_gene_is_ours_by_the_same_rule_in_and_out_of_the_fast_way(text: str) -> None:
    text = text.strip()
    names = context().names
    name = names.resolve(text)
    is_listed = is_missing_symbol(text) or not text[:1].isalnum() or bool(names.known_within(text))
    expected = name.known if name else is_listed
    assert in_scope(text, context()) is expected
