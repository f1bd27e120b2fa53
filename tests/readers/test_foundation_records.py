"""The records of a FoundationOne report that speak of a gene: short variants, copy numbers, rearrangements."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from oncotier.domain.observation import (
    CopyNumberObservation,
    Locus,
    RearrangementObservation,
    VariantObservation,
)
from tests.readers.foundation_reports import (
    NEW,
    codes,
    element,
    interpreted,
    labels,
    one_observation,
    read,
    read_text,
    variant,
    variant_report,
)


class TestShortVariant:
    def test_every_field(self) -> None:
        found = read(NEW).observations[0]
        assert isinstance(found, VariantObservation)
        assert (found.gene, found.protein, found.coding) == ("BRAF", "V600E", "1799T>A")
        assert (found.transcript, found.consequence) == ("NM_004333", "missense_variant")
        assert (found.vaf, found.depth, found.flags) == (0.25, 400, ("vendor:known",))

    @pytest.mark.parametrize(
        ("effect", "protein", "cds", "term"),
        [
            ("missense", "R175H", "524G>A", "missense_variant"),
            ("nonsense", "R213*", "637C>T", "stop_gained"),
            ("nonsense", "M1T", "2T>C", "start_lost"),
            ("frameshift", "N131fs*27", "390_426del37", "frameshift_variant"),
            ("nonframeshift", "E830del", "2488_2490delGAG", "inframe_deletion"),
            ("nonframeshift", "E604_F605ins23", "1813_1814ins69", "inframe_insertion"),
            ("nonframeshift", "D770>GY", "2308_2310>GGATAC", "inframe_insertion"),
            ("nonframeshift", "H402_D403>AG", "1204_1209>ACGTAC", ""),
            ("nonframeshift", "", "1204_1209>ACGTAC", ""),
            ("nonframeshift", "", "1204_1205ins42", "inframe_insertion"),
            ("nonframeshift", "?", "?", ""),
            ("splice", "splice site 594-2A>C", "594-2A>C", "splice_acceptor_variant"),
            ("splice", "splice site4494-42_4499>A", "4494-42_4499>A", "splice_acceptor_variant"),
            ("splice", "splice site 672+1G>A", "672+1G>A", "splice_donor_variant"),
            ("", "splice site 3836_3836+9>GCCGTAGG", "", "splice_donor_variant"),
            ("splice", "splice site ?", "?", ""),
            ("promoter", "promoter -124C>T", "-124C>T", "upstream_gene_variant"),
            ("", "promoter -146C>T", "", "upstream_gene_variant"),
            ("another", "R175H", "524G>A", ""),
        ],
    )
    def test_consequence(self, tmp_path: Path, effect: str, protein: str, cds: str, term: str) -> None:
        found = variant(tmp_path, functional_effect=effect, protein_effect=protein, cds_effect=cds)
        assert found.consequence == term
        assert found.protein == ("" if protein.startswith(("splice", "promoter")) else protein)
        assert found.coding == (cds or protein.rpartition(" ")[2])

    @pytest.mark.parametrize(
        ("status", "cds", "term"),
        [
            ("likely", "375+5G>T", "splice_donor_variant"),
            ("known", "376-3C>G", "splice_acceptor_variant"),
            ("likely", "375G>A", "splice_site_variant"),
            ("unknown", "375+5G>T", "splice_region_variant"),
            ("unknown", "375G>A", ""),
        ],
    )
    def test_splice_beyond_the_canonical_bases(self, tmp_path: Path, status: str, cds: str, term: str) -> None:
        words = {"functional_effect": "splice", "protein_effect": f"splice site {cds}", "cds_effect": cds}
        assert variant(tmp_path, status=status, **words).consequence == term

    def test_length_instead_of_bases(self, tmp_path: Path) -> None:
        found = variant(
            tmp_path, functional_effect="splice", protein_effect="splice site 14-42_58>31", cds_effect="14-42_58>31"
        )
        assert (found.coding, found.consequence) == ("14-42_58delins31", "splice_acceptor_variant")

    def test_an_unreadable_coding_change_does_not_cost_the_protein_change(self, tmp_path: Path) -> None:
        reading = read_text(
            tmp_path, variant_report('<short-variant gene="BRAF" protein-effect="V600E" cds-effect="odd text"/>')
        )
        assert labels(reading) == {"BRAF V600E"}
        assert [notice.where for notice in reading.notices if notice.code == "coding_unreadable"] == ["report.xml:1"]

    def test_an_unreadable_change_is_listed(self, tmp_path: Path) -> None:
        text = variant_report('<short-variant gene="BRAF" protein-effect="odd" functional-effect="missense"/>')
        assert [one.reason for one in interpreted(read_text(tmp_path, text)).unresolved] == ["notation"]

    @pytest.mark.parametrize("name", ["protein_effect", "cds_effect"])
    def test_a_position_beyond_reason_does_not_stop_the_reader(self, tmp_path: Path, name: str) -> None:
        assert variant(tmp_path, **{name: f"{'6' * 5000}A>T"}).consequence == ""

    def test_no_attribute_at_all(self, tmp_path: Path) -> None:
        report = interpreted(read_text(tmp_path, variant_report("<short-variant/>")))
        assert [one.reason for one in report.unresolved] == ["no_gene"]

    @pytest.mark.parametrize(
        ("fraction", "percent", "vaf"),
        [
            ("0.4800", "1.00", 0.48),
            ("", "3.19", 0.0319),
            ("48.0", "48.00", 0.48),
            ("nan", "inf", None),
            ("-0.1", "101", None),
            ("1", "", 1.0),
            ("0", "", 0.0),
            ("", "", None),
        ],
    )
    def test_fraction(self, tmp_path: Path, fraction: str, percent: str, vaf: float | None) -> None:
        found = variant(tmp_path, protein_effect="R175H", allele_fraction=fraction, percent_reads=percent)
        assert found.vaf == vaf

    def test_an_unreadable_fraction_is_noted(self, tmp_path: Path) -> None:
        text = variant_report('<short-variant gene="TP53" protein-effect="R175H" allele-fraction="x"/>')
        assert "vaf_unreadable" in codes(read_text(tmp_path, text))

    @pytest.mark.parametrize(("text", "depth"), [("552", 552), ("9" * 400, None), ("", None), ("x", None)])
    def test_depth(self, tmp_path: Path, text: str, depth: int | None) -> None:
        assert variant(tmp_path, protein_effect="R175H", depth=text).depth == depth

    def test_flags(self, tmp_path: Path) -> None:
        found = variant(tmp_path, protein_effect="R175H", status="unknown", equivocal="true", subclonal="true")
        assert found.flags == ("vendor:unknown", "equivocal", "subclonal")
        assert variant(tmp_path, protein_effect="R175H", status="odd", equivocal="false").flags == ()


class TestCopyNumber:
    def copy_numbers(self, tmp_path: Path, **given: str) -> list[CopyNumberObservation]:
        reading = read_text(tmp_path, variant_report(element("copy-number-alteration", given)))
        interpreted(reading)
        assert reading.records_read == 1
        return [one for one in reading.observations if isinstance(one, CopyNumberObservation)]

    @pytest.mark.parametrize(
        ("call", "exons", "read_as", "flags"),
        [
            ("amplification", "7 of 7", "amplification", ()),
            ("loss", "7 of 7", "homozygous_deletion", ()),
            ("amplification", "3 of 7", "gain", ("partial",)),
            ("loss", "3 of 7", "loss", ("partial",)),
            ("amplification", "", "amplification", ()),
            ("Odd Word", "", "Odd Word", ()),
        ],
    )
    def test_call(self, tmp_path: Path, call: str, exons: str, read_as: str, flags: tuple[str, ...]) -> None:
        (found,) = self.copy_numbers(tmp_path, gene="MYC", type=call, number_of_exons=exons, copy_number="9")
        assert (found.call, found.flags, found.copies) == (read_as, flags, 9.0)

    def test_equivocal_amplification_stays_one(self, tmp_path: Path) -> None:
        (found,) = self.copy_numbers(tmp_path, gene="ERBB2", type="amplification", equivocal="true", copy_number="6")
        assert (found.call, found.flags) == ("amplification", ("equivocal",))

    @pytest.mark.parametrize(
        ("name", "genes"),
        [
            ("CDKN2A/B", ["CDKN2A", "CDKN2B"]),
            ("CDKN2A/CDKN2B", ["CDKN2A", "CDKN2B"]),
            ("ABCA/B/C", ["ABCA", "ABCB", "ABCC"]),
            ("MYC", ["MYC"]),
            ("N/A", ["N/A"]),
            ("MYC/", ["MYC/"]),
        ],
    )
    def test_shared_names(self, tmp_path: Path, name: str, genes: list[str]) -> None:
        found = self.copy_numbers(tmp_path, gene=name, type="loss")
        assert [one.gene for one in found] == genes
        assert {one.source.record1 for one in found} == {1}

    @pytest.mark.parametrize(("text", "copies"), [("44", 44.0), ("0", 0.0), ("NA", None), ("", None), ("-3", None)])
    def test_copies(self, tmp_path: Path, text: str, copies: float | None) -> None:
        (found,) = self.copy_numbers(tmp_path, gene="MYC", type="loss", copy_number=text)
        assert found.copies == copies

    def test_an_unknown_call_is_listed(self, tmp_path: Path) -> None:
        text = variant_report('<copy-number-alteration gene="MYC" type="odd"/>')
        assert [one.reason for one in interpreted(read_text(tmp_path, text)).unresolved] == ["copy_number_call"]


class TestRearrangement:
    def rearrangement(self, tmp_path: Path, attributes: str) -> RearrangementObservation:
        found = one_observation(tmp_path, f"<rearrangement {attributes}/>")
        assert isinstance(found, RearrangementObservation)
        return found

    @pytest.mark.parametrize("name", ["targeted-gene", "target-gene"])
    def test_every_field(self, tmp_path: Path, name: str) -> None:
        attributes = 'other-gene="TACC3" type="Fusion" in-frame="No" status="likely" equivocal="true"'
        found = self.rearrangement(tmp_path, f'{name}="FGFR3" {attributes} description="words" allele-fraction="0.1"')
        assert (found.gene1, found.gene2, found.call, found.oriented) == ("FGFR3", "TACC3", "fusion", False)
        assert (found.in_frame, found.description, found.vaf) == ("no", "words", 0.1)
        assert found.flags == ("vendor:likely", "equivocal", "out_of_frame")

    def test_in_frame(self, tmp_path: Path) -> None:
        assert self.rearrangement(tmp_path, 'target-gene="ALK" in-frame="Yes"').flags == ("in_frame",)
        assert self.rearrangement(tmp_path, 'target-gene="ALK" in-frame="unknown"').in_frame == ""

    @pytest.mark.parametrize("other", ["N/A", "", "NF1", "intergenic"])
    def test_one_gene(self, tmp_path: Path, other: str) -> None:
        text = f'<rearrangement target-gene="NF1" other-gene="{other}" type="truncation"/>'
        assert labels(read_text(tmp_path, variant_report(text))) == {"NF1 truncation"}

    def test_no_gene_is_listed(self, tmp_path: Path) -> None:
        report = interpreted(read_text(tmp_path, variant_report("<rearrangement/>")))
        assert [one.reason for one in report.unresolved] == ["no_gene"]

    @pytest.mark.parametrize(
        ("given", "label", "classes", "flags"),
        [
            ({"type": "rearrangement", "status": "likely"}, "BRCA1 truncation", True,
             {"equivocal", "exons_unknown", "vendor:likely"}),
            ({"type": "deletion", "status": "known", "other_gene": "BRCA1"}, "BRCA1 truncation", True,
             {"equivocal", "exons_unknown", "vendor:known"}),
            ({"type": "deletion", "status": "likely", "description": "deletion of exons 3-5"},
             "BRCA1 exons 3-5 deletion", True, {"vendor:likely"}),
            ({"type": "rearrangement", "status": "unknown"}, "BRCA1 rearrangement", False, {"vendor:unknown"}),
            ({"type": "truncation", "status": "known"}, "BRCA1 truncation", True, {"vendor:known"}),
            ({"type": "rearrangement", "status": "unknown", "targeted_gene": "BRAF"}, "BRAF rearrangement", False,
             {"vendor:unknown"}),
        ],
    )  # fmt: skip
    def test_a_gene_broken_within_itself(
        self, tmp_path: Path, given: dict[str, str], label: str, classes: bool, flags: set[str]
    ) -> None:
        cells = {"targeted_gene": "BRCA1", "other_gene": "N/A", **given}
        reading = read_text(tmp_path, variant_report(element("rearrangement", cells)))
        (found,) = interpreted(reading).alterations
        assert (found.label, set(found.flags)) == (label, flags)
        assert ("BRCA1 loss of function" in found.classes) is classes
        assert ("disruption_assumed" in codes(reading)) is ("equivocal" in flags)

    @pytest.mark.parametrize("other", ["N/A", "intergenic", ""])
    @pytest.mark.parametrize("gene", ["ALK", "FGFR2"])
    def test_a_target_joined_to_an_unnamed_partner_is_a_fusion_to_confirm(
        self, tmp_path: Path, gene: str, other: str
    ) -> None:
        cells = {"targeted_gene": gene, "other_gene": other, "type": "rearrangement", "status": "known"}
        reading = read_text(tmp_path, variant_report(element("rearrangement", cells)))
        (found,) = interpreted(reading).alterations
        assert (found.label, found.classes) == (f"{gene} fusion", (f"{gene} fusion",))
        assert "equivocal" in found.flags
        assert "partner_unknown" in codes(reading)

    @pytest.mark.parametrize(
        ("gene", "kind", "pos1", "pos2", "label"),
        [
            ("MET", "deletion", "chr7:116411720-116411800", "chr7:116412300-116412400", "MET exon 14 skipping"),
            ("MET", "deletion", "chr7:116412300-116412400", "chr7:116411720-116411800", "MET exon 14 skipping"),
            ("MET", "deletion", "chr7:116411500-116411800", "chr7:116412300-116412400", "MET rearrangement"),
            ("MET", "deletion", "NA", "chr7:116412300-116412400", "MET rearrangement"),
            ("EGFR", "deletion", "chr7:55100000-55100100", "chr7:55222000-55222100", "EGFRvIII"),
            ("EGFR", "duplication", "chr7:55241200-55241300", "chr7:55269200-55269300", "EGFR KDD"),
        ],
    )
    def test_exons_lost_or_doubled_are_told_by_both_positions(
        self, tmp_path: Path, gene: str, kind: str, pos1: str, pos2: str, label: str
    ) -> None:
        cells = {"targeted_gene": gene, "other_gene": gene, "type": kind, "status": "known", "pos1": pos1, "pos2": pos2}
        assert labels(read_text(tmp_path, variant_report(element("rearrangement", cells)))) == {label}


class TestPlace:
    """A substitution has a place by itself, any other change where the report and the stored transcript agree on it."""

    BRAF: ClassVar[dict[str, str]] = {
        "gene": "BRAF",
        "protein_effect": "V600E",
        "cds_effect": "1799T>A",
        "position": "chr7:140453136",
        "strand": "-",
    }

    @pytest.mark.parametrize(
        ("given", "place"),
        [
            ({}, ("7", 140453136, "A", "T")),
            ({"strand": ""}, ("7", 140453136, "A", "T")),
            ({"gene": "EGFR", "strand": "", "cds_effect": "2573T>G", "position": "ch7:55259515"},
             ("7", 55259515, "T", "G")),
            ({"gene": "EGFR", "strand": "+", "cds_effect": "c.2573T>G", "position": "7:55259515-55259515"},
             ("7", 55259515, "T", "G")),
            ({"cds_effect": "1799_1800TG>AA"}, None),
            ({"cds_effect": "1799delT"}, None),
            ({"cds_effect": ""}, None),
            ({"position": "NA"}, None),
            ({"position": "chr7:140453136-140453190"}, None),
            ({"gene": "NOTAGENE1", "strand": ""}, None),
        ],
    )  # fmt: skip
    def test_of_a_substitution(
        self, tmp_path: Path, given: dict[str, str], place: tuple[str, int, str, str] | None
    ) -> None:
        locus = variant(tmp_path, **{**self.BRAF, **given}).locus
        found = (locus.contig, locus.pos1, locus.reference, locus.alternate) if locus else None
        assert found == place
        assert locus is None or locus.build == "GRCh37"

    def test_of_a_splice_site(self, tmp_path: Path) -> None:
        found = variant(
            tmp_path, gene="BRCA1", protein_effect="splice site 594-2A>C", cds_effect="594-2A>C",
            position="chr17:41247941", strand="-",
        )  # fmt: skip
        assert found.locus == Locus("17", 41247941, "T", "G", "GRCh37")

    @pytest.mark.parametrize(
        ("gene", "accession", "cds", "position", "place"),
        [
            ("EGFR", "NM_005228", "2235_2249delGGAATTAAGAGAAGC", "chr7:55242464",
             ("7", 55242465, "GGAATTAAGAGAAGC", "-")),
            ("EGFR", "NM_005228.3", "2235_2249delGGAATTAAGAGAAGC", "chr7:55242464",
             ("7", 55242465, "GGAATTAAGAGAAGC", "-")),
            ("BRAF", "NM_004333", "1798_1799GT>AA", "chr7:140453136", ("7", 140453136, "AC", "TT")),
            ("NPM1", "NM_002520", "863_864insCAAG", "chr5:170837547", ("5", 170837547, "-", "CAAG")),
            ("TP53", "NM_000546", "376-2delA", "chr17:7578555", ("17", 7578556, "T", "-")),
            # shifted otherwise, a length instead of bases, bases of another length, another or no transcript, no place
            ("EGFR", "NM_005228", "2235_2249delGGAATTAAGAGAAGC", "chr7:55242465", None),
            ("NPM1", "NM_002520", "863_864insCAAG", "chr5:170837543", None),
            ("EGFR", "NM_005228", "2235_2249del15", "chr7:55242464", None),
            ("EGFR", "NM_005228", "2235_2249delGGAATTAAGAGAAG", "chr7:55242464", None),
            ("EGFR", "NM_201282", "2235_2249delGGAATTAAGAGAAGC", "chr7:55242464", None),
            ("EGFR", "", "2235_2249delGGAATTAAGAGAAGC", "chr7:55242464", None),
            ("EGFR", "NM_005228", "2235_2249delGGAATTAAGAGAAGC", "chr8:55242464", None),
            ("EGFR", "NM_005228", "2235_2249delGGAATTAAGAGAAGC", "NA", None),
            ("NOTAGENE1", "NM_005228", "2235_2249delGGAATTAAGAGAAGC", "chr7:55242464", None),
        ],
    )  # fmt: skip
    def test_of_bases_lost_gained_or_replaced(
        self,
        tmp_path: Path,
        gene: str,
        accession: str,
        cds: str,
        position: str,
        place: tuple[str, int, str, str] | None,
    ) -> None:
        given = {"gene": gene, "transcript": accession, "cds_effect": cds, "position": position}
        locus = variant(tmp_path, **given, protein_effect="A1fs").locus
        assert (locus and (locus.contig, locus.pos1, locus.reference, locus.alternate)) == place

    def test_a_placed_deletion_is_the_same_finding(self, tmp_path: Path) -> None:
        given = {"gene": "EGFR", "transcript": "NM_005228", "protein_effect": "E746_A750del"}
        given |= {"cds_effect": "2235_2249delGGAATTAAGAGAAGC", "position": "chr7:55242464"}
        report = interpreted(read_text(tmp_path, variant_report(element("short-variant", given))))
        (found,) = report.alterations
        assert (found.label, found.hgvs_g) == ("EGFR E746_A750del", "GRCh37:7:55242465GGAATTAAGAGAAGC>-")
        assert not {"annotation_differs", "reference_mismatch"} & {one.code for one in report.notices}

    def test_a_place_that_says_otherwise_is_said(self, tmp_path: Path) -> None:
        text = variant_report(element("short-variant", {**self.BRAF, "position": "chr7:140453137"}))
        reading = read_text(tmp_path, text)
        assert labels(reading) == {"BRAF V600E"}
        assert {"annotation_differs", "reference_mismatch"} & {one.code for one in interpreted(reading).notices}
