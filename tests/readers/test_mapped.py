"""Tables of any laboratory: columns by name or by custom, every kind of row, fractions and percent, strict rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import Locus
from oncotier.domain.value import replace
from oncotier.errors import InputError, SampleChoiceError, UsageError
from oncotier.readers.mapped import FIELDS, column_fields, samples
from oncotier.readers.registry import read_input
from oncotier.readers.source import open_input
from tests.readers.builders import codes, context, labels, only_variant, proteins, read, tally, variants
from tests.readers.tiny_variant_tables import table

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading
    from tests.conftest import Run


def read_columns(folder: Path, text: str, columns: str, *, sample: str = "") -> Reading:
    """Read a table with `--columns`."""
    path = folder / "input"
    path.write_text(text, "utf-8")
    plain = context(sample=sample)
    settings = replace(plain.settings, columns=column_fields([columns]))
    return read_input(open_input(str(path)), replace(plain, settings=settings))


class TestColumns:
    def test_pairs_may_stand_in_one_text_or_several(self) -> None:
        expected = {"gene": "Gene", "vaf": "VAF %"}
        assert column_fields(["gene=Gene, vaf=VAF %"]) == column_fields(["gene=Gene", "vaf=VAF %"]) == expected

    @pytest.mark.parametrize("text", ["gene", "gene=", "=Gene", "gen=Gene", "gene=A,gene=B", ""])
    def test_what_is_no_pair_is_refused(self, text: str) -> None:
        with pytest.raises(UsageError, match="--columns"):
            column_fields([text])

    def test_the_fields_are_listed(self) -> None:
        with pytest.raises(UsageError) as raised:
            column_fields(["gen=Gene"])
        assert raised.value.hint == f"fields: {', '.join(FIELDS)}"

    @pytest.mark.parametrize("mark", ["\t", ",", ";"])
    def test_names_of_the_user_in_any_kind_of_table(self, tmp_path: Path, mark: str) -> None:
        text = table("Lab|Symbol|Change|Frac", ("x", "EGFR", "p.L858R", "0.3"), mark=mark)
        reading = read_columns(tmp_path, text, "gene=Symbol,protein=Change,vaf=Frac")
        found = only_variant(reading)
        assert (found.gene, found.protein, found.vaf, reading.format) == ("EGFR", "p.L858R", 0.3, "table")
        assert labels(reading) == {"EGFR L858R"}

    def test_a_table_that_lacks_one_is_left_to_the_others(self, tmp_path: Path) -> None:
        assert read_columns(tmp_path, "EGFR L858R\n", "gene=Symbol").format == "list"

    def test_a_missing_column_is_named_with_those_there_are(self, tmp_path: Path) -> None:
        path = tmp_path / "lab.csv"
        path.write_text("Gene,Change\nEGFR,L858R\n", "utf-8")
        settings = replace(context().settings, columns={"gene": "Symbol"})
        with pytest.raises(InputError, match="no column 'Symbol', which --columns names") as raised:
            read_input(open_input(str(path)), replace(context(), settings=settings), input_format="table")
        assert raised.value.hint == "columns: Gene, Change"

    def test_the_option_of_the_command(self, tmp_path: Path, run: Run) -> None:
        path = tmp_path / "lab.csv"
        path.write_text("Symbol,Change\nEGFR,L858R\n", "utf-8")
        done = run("interpret", str(path), "--columns", "gene=Symbol,protein=Change", "-t", "LUAD", "-f", "json")
        assert (done.returncode, b'"EGFR L858R"' in done.stdout) == (0, True)
        refused = run("interpret", str(path), "--columns", "gene=Gene", "-t", "LUAD")
        assert (refused.returncode, b"columns: Symbol, Change" in refused.stderr) == (3, True)

    def test_a_column_in_percent_is_known_by_its_name(self, tmp_path: Path) -> None:
        columns = "gene=Gen,protein=Protein,vaf=Anteil in Prozent"
        reading = read_columns(tmp_path, "Gen;Protein;Anteil in Prozent\nEGFR;p.L858R;0,5\n", columns)
        assert only_variant(reading).vaf == pytest.approx(0.005)


class TestCustom:
    def test_quoted_cells_and_percent(self, tmp_path: Path) -> None:
        text = 'gene,protein,vaf\n"EGFR","p.Leu858Arg",12.5%\nKRAS,"p.G12C",0.3\n'
        assert [one.vaf for one in variants(read(tmp_path, text))] == [0.125, 0.3]

    @pytest.mark.parametrize(
        ("column", "text", "vaf"),
        [
            ("VAF (%)", "12.5", 0.125),
            ("VAF (%)", "0.5", 0.005),
            ("VAF (%)", "12.5%", 0.125),
            ("VAF", "0.125", 0.125),
            ("VAF", "12.5", None),
            ("VAF", "12,5", None),
            ("VAF", "nan", None),
            ("VAF", "", None),
            ("VAF (%)", "120", None),
        ],
    )
    def test_forms_of_the_fraction(self, tmp_path: Path, column: str, text: str, vaf: float | None) -> None:
        found = only_variant(read(tmp_path, table(f"Gene|Protein|{column}", ("EGFR", "p.L858R", text))))
        assert found.vaf == (pytest.approx(vaf) if vaf else None)

    def test_counts_give_the_fraction_where_none_is_stated(self, tmp_path: Path) -> None:
        found = only_variant(read(tmp_path, table("Gene|Protein|depth|alt_depth", ("EGFR", "p.L858R", "200", "50"))))
        assert (found.vaf, found.depth) == (0.25, 200)

    def test_a_place_alone_is_called(self, tmp_path: Path) -> None:
        reading = read(tmp_path, table("chrom|pos|ref|alt|build", ("chr7", "55191822", "T", "G", "hg38")))
        assert only_variant(reading).locus == Locus("7", 55191822, "T", "G", "GRCh38")
        assert labels(reading) == {"EGFR L858R"}

    def test_origin_and_filter(self, tmp_path: Path) -> None:
        rows = [("BRCA2", "p.E1593*", "germline", "PASS"), ("EGFR", "p.L858R", "?", "LowQual")]
        reading = read(tmp_path, table("Gene|Protein|Origin|Filter", *rows))
        assert [(one.origin, one.filter) for one in variants(reading)] == [
            (Origin.GERMLINE, ""),
            (Origin.UNKNOWN, "LowQual"),
        ]
        assert dict(tally(reading).filtered_by) == {"filter:LowQual": 1}

    def test_a_cell_of_annovar_is_read_on_the_own_transcript(self, tmp_path: Path) -> None:
        cell = "ABL1:NM_007313:exon6:c.C1001T:p.T334I,ABL1:NM_005157:exon6:c.C944T:p.T315I"
        found = only_variant(read(tmp_path, table("Gene|AAChange", ("ABL1", cell))))
        assert (found.protein, found.coding, found.transcript) == ("p.T315I", "c.944C>T", "NM_005157")


class TestKinds:
    def test_copy_numbers(self, tmp_path: Path) -> None:
        rows = [
            ("ERBB2", "amplification", "12"),
            ("MET", "", "8.1"),
            ("CDKN2A", "", "0"),
            ("MYC", "gain", "3"),
            ("RB1", "homdel", ""),
            ("EGFR", "normal", ""),
            ("PTEN", "negative", ""),
            ("OR4F5", "amplification", "9"),
            ("ALK", "", "many"),
        ]
        reading = read(tmp_path, table("gene|call|copies", *rows))
        expected = {"ERBB2 amplification", "MET amplification", "CDKN2A deletion", "MYC gain", "RB1 deletion"}
        assert labels(reading) == expected
        assert [(one.gene, one.kinds) for one in reading.negatives] == [("PTEN", ("copy_number",))]
        ends = tally(reading)
        assert (ends.interpreted, ends.out_of_scope, ends.unresolved) == (6, 2, 1)

    def test_fusions_keep_their_three_states(self, tmp_path: Path) -> None:
        rows = [("EML4", "ALK", "fusion"), ("CD74", "ROS1", "not detected"), ("TPM3", "NTRK1", "no call")]
        reading = read(tmp_path, table("gene1|gene2|call", *rows))
        assert labels(reading) == {"EML4::ALK fusion"}
        assert [one.marker for one in reading.untested] == ["TPM3::NTRK1"]
        assert reading.out_of_scope_by == {"stated_absent": 1}

    def test_variants_keep_their_three_states(self, tmp_path: Path) -> None:
        rows = [("EGFR", "p.L858R", "POS"), ("EGFR", "p.T790M", "NEG"), ("KRAS", "", "wild type"), ("BRAF", "", "QNS")]
        reading = read(tmp_path, table("gene|protein|call", *rows))
        assert labels(reading) == {"EGFR L858R", "KRAS wild-type"}
        assert [one.marker for one in reading.untested] == ["BRAF"]
        assert tally(reading).read == 4

    def test_findings_in_words(self, tmp_path: Path) -> None:
        rows = [("EGFR", "exon 19 deletion"), ("", "MSI-H"), ("ALK", "ALK fusion"), ("OR4F5", "loss")]
        reading = read(tmp_path, table("gene|finding", *rows))
        assert labels(reading) == {"EGFR exon 19 deletion", "MSI-H", "ALK fusion"}
        assert reading.out_of_scope_by == {"gene_not_in_table": 1}

    def test_a_row_without_gene_or_change_is_listed(self, tmp_path: Path) -> None:
        reading = read(tmp_path, table("gene|protein", ("EGFR", ""), ("", "p.L858R"), ("NA", "p.L858R")))
        assert tally(reading).unresolved == 3


class TestRows:
    def test_a_broken_row_is_listed_with_its_line(self, tmp_path: Path) -> None:
        text = "gene,protein\nEGFR,p.L858R\nKRAS,p.G12C,more\n\nBRAF,p.V600E\n"
        reading = read(tmp_path, text)
        assert proteins(reading) == ["EGFR p.L858R", "BRAF p.V600E"]
        assert [one.words for one in reading.unresolved] == ["line 3: 3 columns, but the header names 2"]

    def test_samples_are_chosen_and_counted(self, tmp_path: Path) -> None:
        text = table("sample|gene|protein", ("A", "EGFR", "p.L858R"), ("B", "KRAS", "p.G12C"), ("", "BRAF", "p.V600E"))
        with pytest.raises(SampleChoiceError, match="holds 2 samples"):
            read(tmp_path, text)
        reading = read(tmp_path, text, sample="B")
        assert (proteins(reading), reading.sample) == (["KRAS p.G12C"], "B")
        assert tally(reading).unresolved == 1
        assert samples(open_input(str(tmp_path / "input"))) == ("A", "B")

    def test_nothing_to_read_is_said(self, tmp_path: Path) -> None:
        assert codes(read(tmp_path, "gene\tprotein\n")) == {"no_records"}
        with pytest.raises(InputError, match="no column for a gene or finding"):
            read(tmp_path, "a,b\n1,2\n", input_format="table")

    def test_the_last_row_may_be_cut(self, tmp_path: Path) -> None:
        assert "no_final_line_break" in codes(read(tmp_path, "gene\tprotein\nEGFR\tp.L858R"))
