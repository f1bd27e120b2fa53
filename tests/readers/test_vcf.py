"""The VCF reader: alleles, annotation, build, samples; every row ends somewhere and nothing is guessed."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import Locus, Source
from oncotier.errors import BuildError, SampleChoiceError
from oncotier.readers import source as source_module
from oncotier.readers import vcf_body
from tests.readers.builders import (
    CSQ_FIELDS,
    GRCH37,
    GRCH38,
    annotation_line,
    codes,
    csq,
    egfr,
    kras,
    labels,
    only_variant,
    proteins,
    read,
    read_path,
    report,
    tally,
    unresolved,
    variants,
    vcf,
    vcf_row,
)

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading

BOTH = ["EGFR p.Leu858Arg", "KRAS p.Gly12Cys"]
ANY_EGFR = "EGFR: its effect on the protein cannot be computed without the reference genome: --fasta"
OUTSIDE = vcf_row("chr7", 1000, "A", "G", "CSQ=" + csq(Allele="G", SYMBOL="OR4F29"), "0/1:5,5")


def entry(gene: str, protein: str, allele: str, **given: str) -> str:
    return csq(Allele=allele, SYMBOL=gene, HGVSp=protein, Consequence="missense_variant", **given)


def reasons(reading: Reading) -> list[str]:
    return [one.reason for one in reading.unresolved]


class TestAnnotated:
    def test_a_row_in_a_gene_becomes_an_observation(self, tmp_path: Path) -> None:
        reading = read(tmp_path, vcf([OUTSIDE, egfr()]))
        found = only_variant(reading)
        assert found.source == Source("input", 2, "chr7:55191822 T>G", 1)
        assert (found.gene, found.protein, found.consequence) == (
            "EGFR",
            "ENSP00000275493.2:p.Leu858Arg",
            "missense_variant",
        )
        assert found.locus == Locus("7", 55191822, "T", "G", "GRCh38")
        assert (found.vaf, found.depth, found.filter, found.origin) == (0.3, 100, "", Origin.UNKNOWN)
        assert (reading.format, reading.records_read, reading.sample) == ("vcf-vep", 2, "TUMOR")
        assert reading.out_of_scope_by == {"outside_genes_in_table": 1}
        assert labels(reading) == {"EGFR L858R"}

    def test_key_and_order_of_fields_come_from_the_header(self, tmp_path: Path) -> None:
        fields = tuple(reversed(CSQ_FIELDS))
        value = csq(fields, SYMBOL="EGFR", HGVSp="p.Leu858Arg", Allele="G", Consequence="missense_variant")
        text = vcf([egfr(info=f"DP=9;vep={value}")], header=[*GRCH38, annotation_line(fields, key="vep")])
        assert proteins(read(tmp_path, text)) == ["EGFR p.Leu858Arg"]

    def test_alleles_of_a_row_have_their_own_calls_and_counts(self, tmp_path: Path) -> None:
        info = "CSQ=" + ",".join([entry("KRAS", "p.Gly12Cys", "A"), entry("KRAS", "p.Gly12Val", "T")])
        row = vcf_row("chr12", 25245351, "C", "A,T", info, "1/2:50,20,30")
        found = variants(read(tmp_path, vcf([row])))
        assert [(one.protein, one.vaf, one.locus and one.locus.alternate) for one in found] == [
            ("p.Gly12Cys", 0.2, "A"),
            ("p.Gly12Val", 0.3, "T"),
        ]

    def test_alleles_that_the_genotype_excludes_are_left(self, tmp_path: Path) -> None:
        info = "CSQ=" + ",".join([entry("KRAS", "p.Gly12Cys", "A"), entry("KRAS", "p.Gly12Val", "T")])
        row = vcf_row("chr12", 25245351, "C", "A,T", info, "0/2:50,0,30")
        assert proteins(read(tmp_path, vcf([row]))) == ["KRAS p.Gly12Val"]

    def test_a_row_absent_from_the_sample_is_counted(self, tmp_path: Path) -> None:
        reading = read(tmp_path, vcf([egfr(value="0/0:100,0")]))
        assert reading.out_of_scope_by == {"absent_in_sample": 1}
        assert tally(reading).out_of_scope == 1

    def test_a_row_of_two_genes_gives_two_observations_of_one_record(self, tmp_path: Path) -> None:
        info = f"CSQ={entry('EGFR', 'p.Leu858Arg', 'G')},{entry('KRAS', 'p.Gly12Cys', 'G')}"
        reading = read(tmp_path, vcf([egfr(info=info)]))
        assert proteins(reading) == BOTH
        assert tally(reading).interpreted == 1

    @pytest.mark.parametrize("pos", [55191822, 55160000])
    def test_a_row_whose_annotation_is_of_other_genes_is_called_by_its_place(self, tmp_path: Path, pos: int) -> None:
        entry_elsewhere = csq(Allele="G", SYMBOL="EGFR-AS1", Consequence="intron_variant")
        row = egfr(pos=str(pos), ref="T", info=f"CSQ={entry_elsewhere}")
        reading = read(tmp_path, vcf([row]))
        found = report(reading)
        if pos == 55191822:
            assert [one.label for one in found.alterations] == ["EGFR L858R"]
            assert [one.words for one in found.notices if one.code == "annotation_differs"] == [
                "the annotation speaks of other genes; the place is EGFR L858R"
            ]
        else:
            assert found.inputs[0].records.out_of_scope_by == {"outside_genes_in_table": 1}
        tally(reading)

    def test_without_a_build_a_row_of_other_genes_is_counted(self, tmp_path: Path) -> None:
        row = egfr(info=f"CSQ={csq(Allele='G', SYMBOL='EGFR-AS1')}")
        reading = read(tmp_path, vcf([row], header=[annotation_line()]))
        assert reading.out_of_scope_by == {"outside_genes_in_table": 1}

    def test_a_repeated_annotation_is_read_whole(self, tmp_path: Path) -> None:
        info = f"CSQ={csq(SYMBOL='EGFR-AS1')};CSQ={entry('EGFR', 'p.Leu858Arg', 'G')}"
        assert proteins(read(tmp_path, vcf([egfr(info=info)]))) == ["EGFR p.Leu858Arg"]

    def test_lower_case_bases_are_legal(self, tmp_path: Path) -> None:
        assert only_variant(read(tmp_path, vcf([egfr(ref="t", alt="g")]))).locus == Locus(
            "7", 55191822, "T", "G", "GRCh38"
        )

    def test_an_annotation_that_is_cut_is_a_malformed_row(self, tmp_path: Path) -> None:
        reading = read(tmp_path, vcf([egfr(info="CSQ=G|missense_variant|EG"), kras()]))
        assert reasons(reading) == ["malformed_row"]
        assert reading.unresolved[0].words.startswith("line 6: 1 entries of the annotation do not have 14 fields")
        assert proteins(reading) == ["KRAS p.Gly12Cys"]
        assert "annotation_broken" in codes(reading)

    def test_an_annotation_of_other_alleles_is_not_guessed(self, tmp_path: Path) -> None:
        info = f"CSQ={entry('EGFR', 'p.x', 'A')},{entry('EGFR', 'p.y', 'C')}"
        reading = read(tmp_path, vcf([egfr(info=info)]))
        assert labels(reading) == {"EGFR L858R"}
        assert [one.words for one in reading.notices if one.code == "allele_unclear"] == [
            "1 alleles in scope have an annotation that speaks of other alleles: their consequence was called anew"
        ]
        elsewhere = read(tmp_path, vcf([egfr(pos="55146700", info=info)]))
        assert unresolved(elsewhere) == [("consequence_unavailable", ANY_EGFR)]

    def test_an_annotation_without_symbols_is_said_not_lost(self, tmp_path: Path) -> None:
        fields = ("Allele", "Consequence", "Gene", "HGVSp")
        text = vcf([egfr(info="CSQ=G|missense_variant|ENSG1|p.Leu858Arg")], header=[*GRCH38, annotation_line(fields)])
        reading = read(tmp_path, text)
        assert labels(reading) == {"EGFR L858R"}
        assert "annotation_without_symbol" in codes(reading)

    def test_a_gene_without_coordinates_is_found_by_its_symbol(self, tmp_path: Path) -> None:
        rows = [
            vcf_row("chr4", 1727977, "A", "G", f"CSQ={entry('TACC3', 'p.Ala1Val', 'G')}", "0/1:5,5"),
            vcf_row("chr4", 1727978, "A", "G", f"CSQ={entry('XTACC3', 'p.Ala1Val', 'G')}", "0/1:5,5"),
        ]
        assert proteins(read(tmp_path, vcf(rows))) == ["TACC3 p.Ala1Val"]

    @pytest.mark.parametrize(
        ("symbol", "chrom", "pos1", "header"),
        [
            ("CD19", "chr16", 28931939, GRCH38),
            ("CD19", "16", 28943260, GRCH37),
            ("GTF2I", "7", 74146970, GRCH37),
            ("HLA-A", "chr6", 29942532, GRCH38),
            ("HLA-A", "6", 29910331, GRCH37),
            ("IGH", "chr14", 105586437, GRCH38),
            ("IGH", "14", 107288051, GRCH37),
            ("TACC3", "4", 1723265, GRCH37),
        ],
    )
    def test_it_is_found_among_rows_away_from_genes(
        self, tmp_path: Path, symbol: str, chrom: str, pos1: int, header: tuple[str, ...]
    ) -> None:
        other = [f"CSQ={entry('OTHER', 'p.Ala1Val', 'G')}", "0/1:5,5"]
        rows = [vcf_row(chrom, pos1 + number, "A", "G", *other) for number in (-2, -1)]
        rows.append(vcf_row(chrom, pos1, "A", "G", f"CSQ={entry(symbol, 'p.Ala1Val', 'G')}", "0/1:5,5"))
        text = vcf(rows, header=[*header, annotation_line()])
        assert proteins(read(tmp_path, text)) == [f"{symbol} p.Ala1Val"]

    @pytest.mark.parametrize("chrom", ["NC_000007.14", "HLA-A*01:01:01:01", "chr7_KI270803v1_alt"])
    def test_on_a_contig_that_is_no_chromosome_the_symbol_decides(self, tmp_path: Path, chrom: str) -> None:
        rows = [egfr(chrom=chrom), vcf_row(chrom, 5, "A", "G", "CSQ=" + csq(SYMBOL="X1"), "0/1:5,5")]
        reading = read(tmp_path, vcf(rows))
        assert proteins(reading) == ["EGFR p.Leu858Arg"]
        assert reading.out_of_scope_by == {"outside_genes_in_table": 1}
        assert "contigs_unknown" in codes(reading)


class TestUnannotated:
    HEADER = GRCH38

    def test_a_row_in_a_gene_is_called_and_one_outside_counted(self, tmp_path: Path) -> None:
        rows = [egfr(info="."), vcf_row("chr7", 1000, "A", "G", ".", "0/1:5,5")]
        reading = read(tmp_path, vcf(rows, header=self.HEADER))
        assert reading.format == "vcf"
        found = only_variant(reading)
        assert (found.gene, found.protein, found.consequence) == ("", "", "")
        assert found.locus == Locus("7", 55191822, "T", "G", "GRCh38")
        assert (found.vaf, found.depth) == (0.3, 100)
        assert reading.out_of_scope_by == {"outside_genes_in_table": 1}
        (called,) = report(reading).alterations
        assert (called.label, called.hgvs_c, called.hgvs_p) == ("EGFR L858R", "c.2573T>G", "p.(Leu858Arg)")
        assert (called.vaf, called.depth, called.sources) == (0.3, 100, (found.source,))
        assert tally(reading).interpreted == 1

    def test_what_needs_a_sequence_is_listed_and_says_what_to_give(self, tmp_path: Path) -> None:
        """EGFR codon 100 is none of the stored ones."""
        reading = read(tmp_path, vcf([vcf_row("chr7", 55146700, "T", "G", ".", "0/1:5,5")], header=self.HEADER))
        assert unresolved(reading) == [("consequence_unavailable", ANY_EGFR)]
        assert tally(reading).unresolved == 1

    def test_an_intron_is_out_of_scope(self, tmp_path: Path) -> None:
        reading = read(tmp_path, vcf([vcf_row("chr7", 55190000, "A", "G", ".", "0/1:5,5")], header=self.HEADER))
        assert tally(reading).out_of_scope_by == {"no_protein_effect": 1}

    def test_another_reference_base_is_a_reason(self, tmp_path: Path) -> None:
        reading = read(tmp_path, vcf([egfr(ref="A", info=".")], header=self.HEADER))
        words = "EGFR: the reference has T at 7:55191822, the record says A"
        assert unresolved(reading) == [("reference_mismatch", words)]
        assert tally(reading).unresolved == 1

    @pytest.mark.parametrize("info", [".", "DP=5", "CSQ=", "CSQ=."])
    def test_also_in_an_annotated_file(self, tmp_path: Path, info: str) -> None:
        assert labels(read(tmp_path, vcf([egfr(info=info)]))) == {"EGFR L858R"}

    @pytest.mark.parametrize("chrom", ["7", "chr7", "Chr7", "CHR7"])
    def test_a_prefix_of_contigs_does_not_matter(self, tmp_path: Path, chrom: str) -> None:
        assert labels(read(tmp_path, vcf([egfr(chrom=chrom, info=".")], header=self.HEADER))) == {"EGFR L858R"}

    @pytest.mark.parametrize(
        ("pos", "ref", "alt", "info", "touches"),
        [
            (54000000, "A", "<DEL>", "END=55100000", True),
            (54000000, "A", "<DEL>", "CIEND=55100000;SVTYPE=DEL;END=55100000", True),
            (54000000, "A", "<DEL>", "CIEND=55100000", True),
            (54000000, "A", "<DEL>", "END=5", True),
            (54000000, "A", "<DEL>", "END=" + "9" * 5000, True),
            (54000000, "A", "A]chr12:25245351]", "SVTYPE=BND", True),
            (54000000, "A", "[7:55191822[A", "SVTYPE=BND", True),
            (54000000, "A", "A]<ctg1>:5]", "SVTYPE=BND", False),
            (54000000, "A", "A]chr1:5]", "SVTYPE=BND", False),
            (54000000, "A", "<DEL>", "END=54000100", False),
            (54000000, "A", "<INS>", "SVTYPE=INS;SVLEN=5000000", False),
            (54000000, "A", "<INS>", "SVTYPE=INS", False),
            (55200000, "A", "A]chr1:5]", "SVTYPE=BND", True),
            (55200000, "A", "<DUP:TANDEM>", "END=55200100", True),
            (55200000, "A", "A.", ".", True),
            (55200000, "A", ".A", ".", True),
        ],
    )
    def test_structural_alleles_are_listed_where_any_end_touches_a_gene(
        self, tmp_path: Path, pos: int, ref: str, alt: str, info: str, *, touches: bool
    ) -> None:
        reading = read(tmp_path, vcf([vcf_row("chr7", pos, ref, alt, info, "0/1:5,5")], header=self.HEADER))
        assert ("outside_genes_in_table" not in reading.out_of_scope_by) is touches
        tally(reading)

    @pytest.mark.parametrize("pos", [55019017 - 500, 55019017 - 2])
    def test_a_long_reference_allele_reaches_into_a_gene(self, tmp_path: Path, pos: int) -> None:
        """EGFR begins behind the position, but inside the deletion, which takes its first exon."""
        row = vcf_row("chr7", pos, "A" * 1000, "A", ".", "0/1:5,5")
        reading = read(tmp_path, vcf([row], header=self.HEADER))
        assert labels(reading) == {"EGFR exon 1 deletion"}
        assert tally(reading).interpreted == 1

    @pytest.mark.parametrize("alt", ["*", ".", "<*>", "<NON_REF>"])
    def test_no_alternate_allele_is_counted(self, tmp_path: Path, alt: str) -> None:
        reading = read(tmp_path, vcf([egfr(alt=alt, value="./.:5,5", info=".")], header=self.HEADER))
        assert reading.out_of_scope_by == {"no_alternate_allele": 1}

    @pytest.mark.parametrize("other", ["*", "<NON_REF>", "<DEL>"])
    def test_an_allele_beside_another_kind_is_read(self, tmp_path: Path, other: str) -> None:
        reading = read(tmp_path, vcf([egfr(alt=f"G,{other}", value="./.:70,30,0")]))
        assert proteins(reading) == ["EGFR p.Leu858Arg"]
        assert tally(reading).interpreted == 1


class TestFilter:
    @pytest.mark.parametrize(
        ("written", "read_as"), [("PASS", ""), (".", ""), ("LowQ", "LowQ"), ("a;b", "a;b"), ("PASS;LowQ", "PASS;LowQ")]
    )
    def test_is_kept_word_for_word(self, tmp_path: Path, written: str, read_as: str) -> None:
        reading = read(tmp_path, vcf([egfr(filter=written)]))
        assert only_variant(reading).filter == read_as
        assert ("filter_not_applied" in codes(reading)) is (written == ".")
        assert tally(reading).filtered == bool(read_as)

    @pytest.mark.parametrize(
        ("written", "is_said"), [("Tier1", True), ("Tier5", True), ("Tier6", False), ("LowQ", False)]
    )
    def test_a_tier_of_confidence_is_filtered_and_said(self, tmp_path: Path, written: str, *, is_said: bool) -> None:
        reading = read(tmp_path, vcf([egfr(filter=written)]))
        assert tally(reading).filtered_by == {f"filter:{written}": 1}
        assert ("confidence_tier" in codes(reading)) is is_said


class TestBuild:
    def test_comes_from_the_header(self, tmp_path: Path) -> None:
        reading = read(tmp_path, vcf([egfr()], header=["##reference=hg38.fa", *GRCH38, annotation_line()]))
        assert (reading.build, reading.build_evidence) == ("GRCh38", "lengths of 2 contigs; reference=hg38.fa")

    def test_a_contradiction_within_the_header_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(BuildError, match=r"GRCh38 \(lengths of 2 contigs\); GRCh37 \(reference=hg19\)") as raised:
            read(tmp_path, vcf([egfr()], header=["##reference=hg19", *GRCH38]))
        assert raised.value.exit_code == 3

    def test_a_contradiction_with_the_user_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(BuildError, match=r"GRCh37 \(--build\); GRCh38"):
            read(tmp_path, vcf([egfr()]), build="GRCh37")

    def test_an_annotation_on_another_build_is_an_error(self, tmp_path: Path) -> None:
        lines = ['##VEP="v110" assembly="GRCh38.p14"', *GRCH37, annotation_line()]
        with pytest.raises(BuildError, match="VEP annotation on GRCh38"):
            read(tmp_path, vcf([egfr()], header=lines))

    @pytest.mark.parametrize(("pos", "build"), [(55191822, "GRCh38"), (55259515, "GRCh37")])
    def test_unannotated_the_known_bases_decide(self, tmp_path: Path, pos: int, build: str) -> None:
        reading = read(tmp_path, vcf([egfr(pos=str(pos), info=".")], header=[]))
        assert (reading.build, reading.build_evidence) == (build, f"1 of 1 known bases of {build} fit")
        assert labels(reading) == {"EGFR L858R"}

    def test_known_bases_against_the_user_are_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(BuildError, match=r"GRCh37 \(--build\); GRCh38 \(1 of 1 known bases") as raised:
            read(tmp_path, vcf([egfr(info=".")], header=[]), build="GRCh37")
        assert (raised.value.exit_code, raised.value.hint) == (3, "correct --build")

    @pytest.mark.parametrize("row", [egfr(pos="55190000", info="."), OUTSIDE])
    def test_unannotated_and_undecided_asks_for_it(self, tmp_path: Path, row: str) -> None:
        with pytest.raises(BuildError, match="cannot be established") as raised:
            read(tmp_path, vcf([row], header=[]))
        assert (raised.value.exit_code, raised.value.hint) == (3, "give --build GRCh37 or GRCh38")
        assert read(tmp_path, vcf([row], header=[]), build="GRCh38").build == "GRCh38"

    def test_annotated_and_undecided_uses_the_protein_changes(self, tmp_path: Path) -> None:
        rows = [egfr(pos="55190000"), OUTSIDE, kras().replace("25245351", "25250000")]
        reading = read(tmp_path, vcf(rows, header=[annotation_line()]))
        assert proteins(reading) == BOTH
        assert reading.build == ""
        assert reading.out_of_scope_by == {"outside_genes_in_table": 1}
        assert "build_unknown" in codes(reading)
        assert all(one.locus and one.locus.build == "" for one in variants(reading))
        assert labels(reading) == {"EGFR L858R", "KRAS G12C"}

    def test_annotated_and_undecided_the_known_bases_decide(self, tmp_path: Path) -> None:
        reading = read(tmp_path, vcf([egfr(), OUTSIDE, kras()], header=[annotation_line()]))
        assert (reading.build, reading.build_evidence) == ("GRCh38", "2 of 2 known bases of GRCh38 fit")
        assert "build_unknown" not in codes(reading)
        assert [one.locus and one.locus.build for one in variants(reading)] == ["GRCh38", "GRCh38"]
        assert labels(reading) == {"EGFR L858R", "KRAS G12C"}

    def test_undecided_an_older_symbol_is_found_too(self, tmp_path: Path) -> None:
        row = egfr(SYMBOL="ERBB1")
        assert proteins(read(tmp_path, vcf([row], header=[annotation_line()]))) == ["EGFR p.Leu858Arg"]

    def test_annotated_without_symbol_and_undecided_asks_for_it(self, tmp_path: Path) -> None:
        row, lines = egfr(info="CSQ=p.Leu858Arg|G", pos="55190000"), [annotation_line(("HGVSp", "Allele"))]
        with pytest.raises(BuildError, match="cannot be established"):
            read(tmp_path, vcf([row], header=lines))
        row = egfr(info="CSQ=p.Leu858Arg|G")
        assert labels(read(tmp_path, vcf([row], header=lines))) == {"EGFR L858R"}

    def test_positions_of_another_build_do_not_hide_annotated_rows(self, tmp_path: Path) -> None:
        """The header says GRCh38, the positions are those of GRCh37."""
        upstream = vcf_row(
            "chr7", 55015000, "A", "G", f"CSQ={csq(SYMBOL='EGFR', Consequence='upstream_gene_variant')}", "1:5,5"
        )
        reading = read(tmp_path, vcf([egfr(pos="55259515"), upstream]))
        assert proteins(reading) == ["EGFR p.Leu858Arg", "EGFR "]
        assert [one.words for one in reading.notices if one.code == "positions_do_not_fit"] == [
            "1 rows name a change in a gene that does not lie there on GRCh38: is it the right build?"
        ]
        assert labels(reading) == {"EGFR L858R"}
        assert "positions_do_not_fit" not in codes(read(tmp_path, vcf([egfr(), upstream])))

    def test_once_positions_do_not_fit_every_annotation_is_looked_at(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = [egfr(pos="55259515"), *[OUTSIDE] * 3, egfr(pos="55259516")]
        monkeypatch.setattr(source_module, "HEAD_SIZE", 100)  # a smaller file is one block
        monkeypatch.setattr(source_module, "_BLOCK", 200)
        monkeypatch.setattr(vcf_body, "_PROBE", 1)
        assert len(variants(read(tmp_path, vcf(rows)))) == 2
        assert variants(read(tmp_path, vcf(rows[1:]))) == []
        monkeypatch.setattr(vcf_body, "_PROBED", 1)  # rows further on are looked at too, here and there
        assert len(variants(read(tmp_path, vcf(rows[1:])))) == 1

    def test_a_build_that_only_the_user_states_does_not_hide_annotated_rows(self, tmp_path: Path) -> None:
        """The positions are GRCh38; the user says GRCh37 by mistake."""
        reading = read(tmp_path, vcf([egfr(), kras()], header=[annotation_line()]), build="GRCh37")
        assert proteins(reading) == BOTH
        assert reading.build_evidence == "--build"


class TestSamples:
    ROW = egfr(value="0/1:70,30") + "\t0/0:100,0"

    def test_the_tumor_is_read_and_the_rule_said(self, tmp_path: Path) -> None:
        reading = read(tmp_path, vcf([egfr(value="0/0:100,0") + "\t0/1:70,30"], samples=["NORMAL", "TUMOR"]))
        assert (reading.sample, only_variant(reading).vaf, only_variant(reading).origin) == (
            "TUMOR",
            0.3,
            Origin.SOMATIC,
        )
        assert "'TUMOR' is read as the tumor: sample name" in {one.words for one in reading.notices}

    def test_two_columns_without_a_rule_are_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(SampleChoiceError) as raised:
            read(tmp_path, vcf([self.ROW], samples=["A", "B"]))
        assert raised.value.hint == "choose with --sample, of a batch in a manifest; columns: A, B"

    @pytest.mark.parametrize(("sample", "found"), [("A", 1), ("B", 0)])
    def test_the_choice_is_kept(self, tmp_path: Path, sample: str, found: int) -> None:
        reading = read(tmp_path, vcf([self.ROW], samples=["A", "B"]), sample=sample)
        assert (reading.sample, len(reading.observations)) == (sample, found)


class TestSecondOpinion:
    """cyvcf2 on a valid file; it is never used on what a user gives."""

    HEADER = (
        *GRCH38,
        annotation_line(),
        '##FILTER=<ID=LowQ,Description="x">',
        *(
            f'##FORMAT=<ID={name},Number={number},Type={kind},Description="x">'
            for name, number, kind in (("GT", "1", "String"), ("AD", "R", "Integer"), ("AF", "A", "Float"))
        ),
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="x">',
    )
    CALLS = (
        ("EGFR", "chr7", 55191822, "T", "G", "0/1:70,30:0.3:100", "PASS"),
        ("EGFR", "chr7", 55174771, "AGGAATTAAGAGAAGC", "A", "0/1:90,10:0.1:100", "PASS"),
        ("EGFR", "chr7", 55181312, "G", "T,C", "1/2:10,40,50:0.4,0.5:100", "PASS"),
        ("KRAS", "chr12", 25245351, "C", "A", "0|1:.:.:.", "."),
        ("KRAS", "chr12", 25245350, "c", "t", "./.:5,5:0.5:10", "LowQ"),
    )

    def rows(self) -> list[str]:
        return [
            vcf_row(
                chrom,
                pos,
                ref,
                alt,
                "CSQ="
                + ",".join(
                    entry(gene, "p.Ala1Val", "", ALLELE_NUM=str(place + 1)) for place in range(len(alt.split(",")))
                ),
                value,
                filter_=filter_,
                format_="GT:AD:AF:DP",
            )
            for gene, chrom, pos, ref, alt, value, filter_ in self.CALLS
        ]

    def test_sees_the_same_alleles_and_counts(self, tmp_path: Path) -> None:
        cyvcf2 = pytest.importorskip("cyvcf2")
        path = tmp_path / "valid.vcf"
        path.write_text(vcf(self.rows(), header=self.HEADER))
        theirs = [
            (
                (record.CHROM.removeprefix("chr"), record.POS, record.REF.upper(), alternate.upper()),
                float(record.format("AF")[0][place]),
                int(record.format("DP")[0][0]),
                bool(record.FILTERS) and record.FILTERS != ["PASS"],
            )
            for record in cyvcf2.VCF(str(path))
            for place, alternate in enumerate(record.ALT)
        ]
        found = variants(read_path(path))
        assert len(found) == len(theirs) == 6
        for ours, (locus, fraction, depth, is_filtered) in zip(found, theirs, strict=True):
            assert ours.locus == Locus(*locus, "GRCh38")
            assert ours.vaf == (None if isnan(fraction) else pytest.approx(fraction))
            assert ours.depth == (None if depth < 0 else depth)
            assert bool(ours.filter) is is_filtered
