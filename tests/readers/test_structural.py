"""Structural rows of a VCF: junctions to fusions, lost exons, duplications, broken genes, copy numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import RearrangementObservation
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from oncotier.readers.junction import Junction, Side, shape_of
from tests.readers.builders import GRCH38, codes, knowledge, labels, read, read_path, tally, vcf, vcf_row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from oncotier.domain.observation import Reading
    from oncotier.genome.transcript import Transcript

BUILD = "GRCh38"


def transcript(gene: str) -> Transcript:
    return knowledge().transcripts(gene, BUILD)[0]


def behind(gene: str, exon: int, shift: int = 200) -> int:
    """Return a 1-based position in the intron behind an exon, in the direction of the gene."""
    one = transcript(gene)
    start0, end0 = one.exons[exon - 1]
    return end0 + shift if one.strand > 0 else start0 - shift


def sv(rows: Iterable[str], *header: str) -> str:
    return vcf(rows, header=(*GRCH38, *header))


def row(chrom: str, pos: int, alt: str, info: str, **given: str) -> str:
    return vcf_row(
        chrom, pos, "N", alt, info, given.get("value", "30,9:20,8"), format_=given.get("format", "PR:SR"),
        filter_=given.get("filter", "PASS"),
    )  # fmt: skip


def symbolic(gene: str, kind: str, first: int, last: int, **given: str) -> str:
    """Write a `<DEL>`, `<DUP>` or `<INV>` from the intron behind one exon to the intron behind another."""
    low, high = sorted((behind(gene, first), behind(gene, last)))
    return row(f"chr{transcript(gene).contig}", low, f"<{kind}>", f"SVTYPE={kind[:3]};END={high}", **given)


def options(reading: Reading, tumor_type: str) -> dict[str, str]:
    found = interpret([reading], knowledge(), Settings(tumor_type=tumor_type)).options
    return {one.therapy: one.state.value for one in found}


class TestWithinOneGene:
    @pytest.mark.parametrize(
        ("gene", "kind", "first", "last", "label"),
        [
            ("EGFR", "DEL", 1, 7, "EGFRvIII"),
            ("MET", "DEL", 13, 14, "MET exon 14 skipping"),
            ("PTEN", "DEL", 5, 6, "PTEN exon 6 deletion"),
            ("BRCA1", "DEL", 4, 8, "BRCA1 exons 5-8 deletion"),
            ("EGFR", "DUP:TANDEM", 17, 25, "EGFR KDD"),
            ("KMT2A", "DUP", 1, 8, "KMT2A PTD"),
            ("RB1", "INV", 3, 9, "RB1 truncation"),
        ],
    )
    def test_exons_name_the_event(
        self, tmp_path: Path, gene: str, kind: str, first: int, last: int, label: str
    ) -> None:
        reading = read(tmp_path, sv([symbolic(gene, kind, first, last)]))
        assert {one.replace("KMT2A-PTD", "KMT2A PTD") for one in labels(reading)} == {label}
        assert tally(reading).interpreted == 1

    def test_an_event_in_one_intron_touches_no_exon(self, tmp_path: Path) -> None:
        one = behind("EGFR", 1, 500)
        reading = read(tmp_path, sv([row("chr7", one, "<DEL>", f"SVTYPE=DEL;END={one + 900}")]))
        assert labels(reading) == set()
        assert tally(reading).out_of_scope_by == {"no_exon_touched": 1}

    def test_a_deletion_over_the_splice_site_of_met_exon_14_skips_it(self, tmp_path: Path) -> None:
        start0, end0 = transcript("MET").exons[13]
        reading = read(tmp_path, sv([row("chr7", end0 - 20, "<DEL>", f"SVTYPE=DEL;END={end0 + 200}")]))
        assert labels(reading) == {"MET exon 14 skipping"}
        assert start0 < end0

    def test_a_tandem_duplication_in_the_juxtamembrane_part_of_flt3_is_an_itd(self, tmp_path: Path) -> None:
        one = transcript("FLT3")
        start0, end0 = one.exons[13]
        reading = read(tmp_path, sv([row("chr13", start0 + 20, "<DUP:TANDEM>", f"SVTYPE=DUP;END={start0 + 80}")]))
        assert labels(reading) == {"FLT3-ITD"}
        assert end0 - start0 > 80

    def test_an_insertion_without_its_sequence(self, tmp_path: Path) -> None:
        """In the juxtamembrane part of FLT3 it is an ITD, in another exon open, in an intron nothing."""
        places = {
            ("chr13", transcript("FLT3").exons[13][0] + 40): {"FLT3-ITD"},
            ("chr10", transcript("PTEN").exons[4][0] + 40): {"PTEN rearrangement"},
            ("chr10", behind("PTEN", 5)): set(),
        }
        for (chrom, pos), found in places.items():
            reading = read(tmp_path, sv([row(chrom, pos, "<INS>", f"SVTYPE=INS;END={pos};SVLEN=60")]))
            assert labels(reading) == found
            assert tally(reading).read == 1

    def test_the_deletion_of_a_whole_gene_leaves_the_copies_open(self, tmp_path: Path) -> None:
        one = transcript("PTEN")
        first, last = one.exons[0][0] - 5000, one.exons[-1][1] + 90_000
        reading = read(tmp_path, sv([row("chr10", first, "<DEL>", f"SVTYPE=DEL;END={last}")]))
        assert labels(reading) == {"PTEN loss"}


class TestAcrossGenes:
    KINASE = behind("ALK", 19)
    FAR = 42_297_000  # in EML4, which is not in the gene table

    def mates(self, **given: str) -> list[str]:
        """Write an inversion of EML4 and ALK as a pair of breakends that keep the left sides (`N]p]`)."""
        filter_, info = given.get("filter", "PASS"), "SVTYPE=BND"
        annotation = given.get("annotation", "")
        return [
            row("chr2", self.FAR, f"N]chr2:{self.KINASE}]", f"{info};MATEID=b{annotation}", filter=filter_),
            row("chr2", self.KINASE, f"N]chr2:{self.FAR}]", f"{info};MATEID=a", filter=filter_),
        ]

    def test_the_rows_of_a_pair_are_one_fusion(self, tmp_path: Path) -> None:
        reading = read(tmp_path, sv(self.mates()))
        assert labels(reading) == {"ALK fusion"}
        assert tally(reading).interpreted == 2
        assert "partner_unknown" in codes(reading)
        assert options(reading, "LUAD")["Alectinib"] == "conditional"

    def test_the_annotation_of_the_mate_names_the_partner(self, tmp_path: Path) -> None:
        reading = read(tmp_path, sv(self.mates(annotation=";GENE=EML4")))
        assert labels(reading) == {"EML4::ALK fusion"}
        assert options(reading, "LUAD")["Alectinib"] == "available"

    def test_a_filter_is_kept(self, tmp_path: Path) -> None:
        assert tally(read(tmp_path, sv(self.mates(filter="MinSomaticScore")))).filtered == 2

    def test_a_symbolic_inversion_gives_the_fusion_and_its_reciprocal(self, tmp_path: Path) -> None:
        info = f"SVTYPE=INV;END={self.FAR}"
        assert labels(read(tmp_path, sv([row("chr2", self.KINASE, "<INV>", info)]))) == {
            "ALK fusion",
            "ALK rearrangement",
        }

    @pytest.mark.parametrize(("exon", "is_driver"), [(19, True), (27, False)])
    def test_the_kinase_domain_must_be_kept(self, tmp_path: Path, exon: int, is_driver: bool) -> None:
        place = behind("ALK", exon)
        reading = read(tmp_path, sv([row("chr2", place, f"N]chr2:{self.FAR}]", "SVTYPE=BND")]))
        assert ("ALK fusion" in labels(reading)) is is_driver
        assert bool(options(reading, "LUAD")) is is_driver

    @pytest.mark.parametrize(
        ("gene", "exon", "is_driver"),
        [("NTRK2", 14, True), ("NTRK2", 15, False), ("ALK", 19, True), ("ALK", 21, False), ("NTRK3", 14, True)],
    )
    def test_a_receptor_joined_at_the_edge_of_its_kinase_carries_it(
        self, tmp_path: Path, gene: str, exon: int, is_driver: bool
    ) -> None:
        one = transcript(gene)
        alt = "]chr5:80000000]N" if one.strand > 0 else "N[chr5:80000000["
        reading = read(tmp_path, sv([row(f"chr{one.contig}", behind(gene, exon, 20), alt, "SVTYPE=BND")]))
        assert labels(reading) == {f"{gene} fusion" if is_driver else f"{gene} rearrangement"}

    @pytest.mark.parametrize("gene", ["FGFR1", "FGFR2", "FGFR3"])
    @pytest.mark.parametrize(("exon", "is_driver"), [(17, True), (16, False)])
    def test_a_receptor_joined_behind_exon_17_carries_its_kinase(
        self, tmp_path: Path, gene: str, exon: int, is_driver: bool
    ) -> None:
        one = transcript(gene)
        alt = "N[chr5:80000000[" if one.strand > 0 else "]chr5:80000000]N"
        reading = read(tmp_path, sv([row(f"chr{one.contig}", behind(gene, exon, 20), alt, "SVTYPE=BND")]))
        assert labels(reading) == {f"{gene} fusion" if is_driver else f"{gene} rearrangement"}

    def test_two_genes_in_one_direction_are_oriented_by_strand(self, tmp_path: Path) -> None:
        five, three = behind("ETV6", 5), behind("NTRK3", 14)
        mate = row("chr12", five, f"N]chr15:{three}]", "SVTYPE=BND")
        reading = read(tmp_path, sv([mate]))
        assert labels(reading) >= {"ETV6::NTRK3 fusion"}
        one = next(one for one in reading.observations if isinstance(one, RearrangementObservation))
        assert one.oriented

    def test_genes_not_in_one_direction_are_no_fusion(self, tmp_path: Path) -> None:
        mate = row("chr12", behind("ETV6", 5), f"N[chr15:{behind('NTRK3', 14)}[", "SVTYPE=BND")
        assert "fusion" not in " ".join(labels(read(tmp_path, sv([mate]))))

    def test_a_broken_suppressor_is_truncated(self, tmp_path: Path) -> None:
        mate = row("chr13", behind("RB1", 5), "N]chr1:5000]", "SVTYPE=BND")
        reading = read(tmp_path, sv([mate]))
        report = interpret([reading], knowledge(), Settings())
        assert [one.classes for one in report.alterations] == [("RB1 loss of function",)]

    def test_delly_and_single_breakends(self, tmp_path: Path) -> None:
        place = behind("ALK", 19)
        delly = row("chr1", 5000, "<TRA>", f"SVTYPE=TRA;CHR2=chr2;END={place};CT=3to3")
        single = row("chr2", place, "N.", "SVTYPE=BND")
        reading = read(tmp_path, sv([single]))
        assert labels(reading) == {"ALK fusion"}
        assert tally(read(tmp_path, sv([delly]))).read == 1


class TestCopyNumber:
    def cnv(self, gene: str, alt: str, value: str, format_: str = "GT:SM", info: str = "SVTYPE=CNV") -> str:
        one = transcript(gene)
        first, last = one.exons[0][0], one.exons[-1][1]
        low, high = min(first, last, *(edge for exon in one.exons for edge in exon)) - 500, 0
        high = max(edge for exon in one.exons for edge in exon) + 500
        return row(f"chr{one.contig}", low, alt, f"{info};END={high}", value=value, format=format_)

    @pytest.mark.parametrize(
        ("alt", "value", "format_", "found"),
        [
            ("<DUP>", "./1:2.9", "GT:SM", {"ERBB2 amplification"}),
            ("<DUP>", "./1:1.4", "GT:SM", {"ERBB2 gain"}),
            ("<DUP>", "./1:8", "GT:CN", {"ERBB2 amplification"}),
            ("<DUP>", "./1:3", "GT:CN", set()),
            ("<DEL>", "0/1:0.6", "GT:SM", {"ERBB2 loss"}),
            ("<DEL>", "1/1:0.05", "GT:SM", {"ERBB2 deletion"}),
            ("<CNV>", "./1:0", "GT:CN", {"ERBB2 deletion"}),
            ("<CNV>", "./1:2.9", "GT:SM", {"ERBB2 amplification"}),
            ("<CNV>", "./1:1.4", "GT:SM", {"ERBB2 gain"}),
            ("<CNV>", "./1:0.6", "GT:SM", {"ERBB2 loss"}),
            ("<CNV>", "./1:0.1", "GT:SM", {"ERBB2 deletion"}),
            ("<CNV>", "./1:1.1", "GT:SM", set()),
            ("<CN12>", "0/1", "GT", {"ERBB2 amplification"}),
            ("<CN0>", "0/1", "GT", set()),
            (".", "0/0:1.01", "GT:SM", set()),
        ],
    )
    def test_the_allele_and_the_number_decide(
        self, tmp_path: Path, alt: str, value: str, format_: str, found: set[str]
    ) -> None:
        reading = read(tmp_path, sv([self.cnv("ERBB2", alt, value, format_)]))
        assert labels(reading) == found
        assert tally(reading).read == 1

    @pytest.mark.parametrize(
        ("alt", "info", "found"),
        [
            ("<DUP>", "SVTYPE=CNV;CN=12", {"ERBB2 amplification"}),
            ("<DUP>", "SVTYPE=CNV;CN=2", {"ERBB2 gain"}),
            ("<DEL>", "SVTYPE=CNV;CN=0", {"ERBB2 loss"}),
        ],
    )
    def test_the_copies_of_a_row_prove_a_gain_and_no_loss(
        self, tmp_path: Path, alt: str, info: str, found: set[str]
    ) -> None:
        assert labels(read(tmp_path, sv([self.cnv("ERBB2", alt, "0/1", "GT", info)]))) == found

    @pytest.mark.parametrize("alt", ["<CNV>", "<CN0>"])
    def test_a_change_without_any_number_is_unresolved_and_not_neutral(self, tmp_path: Path, alt: str) -> None:
        ends = tally(read(tmp_path, sv([self.cnv("ERBB2", alt, "0/1", "GT")])))
        assert (ends.unresolved, ends.interpreted) == (1, 0)

    def test_a_fold_change_is_said_to_be_none_of_copies(self, tmp_path: Path) -> None:
        assert "fold_change" in codes(read(tmp_path, sv([self.cnv("ERBB2", "<DUP>", "./1:2.9")])))

    def test_a_gene_that_the_row_names_by_an_old_symbol(self, tmp_path: Path) -> None:
        one = row("chr8", 1000, "<DUP>", "SVTYPE=CNV;END=127740000;SEGID=MYC", value="./1:4", format="GT:SM")
        assert "MYC" in {getattr(one, "gene", "") for one in read(tmp_path, sv([one])).observations}


def test_an_allele_without_an_end_is_listed(tmp_path: Path) -> None:
    reading = read(tmp_path, sv([row("chr7", behind("EGFR", 1), "<DEL>", "SVTYPE=DEL")]))
    assert [one.reason for one in reading.unresolved] == ["structural_allele"]


def test_no_allele_beside_a_structural_one_is_counted_once(tmp_path: Path) -> None:
    reading = read(tmp_path, sv([row("chr7", behind("EGFR", 1), "<DEL>,<NON_REF>", f"END={behind('EGFR', 7)}")]))
    assert labels(reading) == {"EGFRvIII"}
    assert tally(reading).read == 1


@pytest.mark.parametrize(
    ("one", "other", "shape"),
    [
        (Side("1", 5, keeps_left=True), Side("1", 9, keeps_left=False), "deletion"),
        (Side("1", 5, keeps_left=False), Side("1", 9, keeps_left=True), "duplication"),
        (Side("1", 5, keeps_left=True), Side("1", 9, keeps_left=True), "inversion"),
        (Side("1", 5, keeps_left=True), Side("2", 1, keeps_left=False), "translocation"),
    ],
)
def test_shapes_do_not_depend_on_the_side_that_is_told_first(one: Side, other: Side, shape: str) -> None:
    assert Junction.of(one, other) == Junction.of(other, one)
    assert shape_of(Junction.of(other, one)) == shape


def test_the_known_deletion_of_colo829_is_found(shared_path: Path) -> None:
    reading = read_path(shared_path / "data" / "10_sv" / "COLO829_truthset_somaticSVs.vcf", build="GRCh37")
    assert labels(reading) == {"PTEN exon 6 deletion"}
    assert reading.unresolved == ()
    assert tally(reading).read == 134
    manta = read_path(shared_path / "data" / "10_sv" / "manta.vcf")
    assert tally(manta).read == 3
