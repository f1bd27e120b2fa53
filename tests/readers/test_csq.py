"""VEP annotation: fields by name, the right allele, the best transcript, and protein changes rebuilt."""

from __future__ import annotations

import pytest

from oncotier.domain.settings import ReadSettings
from oncotier.readers.csq import AlleleCalls, CsqLayout, best_calls, from_amino_acids
from oncotier.readers.reader import Context
from tests.readers.builders import CSQ_FIELDS, csq, knowledge

LAYOUT = CsqLayout.of(CSQ_FIELDS)


def calls(
    *entries: str,
    ref: str = "T",
    alts: tuple[str, ...] = ("G",),
    index0: int = 0,
    layout: CsqLayout = LAYOUT,
    own: frozenset[str] = frozenset(),
) -> AlleleCalls:
    context = Context(knowledge().scope, knowledge().names, ReadSettings(), lambda _: own)
    return best_calls(",".join(entries), layout, context, reference=ref, alternates=alts, index0=index0)


def proteins(found: AlleleCalls) -> list[str]:
    return [call.protein for call in found.calls]


def entry(protein: str, allele: str = "G", gene: str = "EGFR", **given: str) -> str:
    return csq(Allele=allele, SYMBOL=gene, HGVSp=protein, Consequence="missense_variant", **given)


class TestFields:
    def test_their_order_comes_from_the_header(self) -> None:
        fields = ("HGVSp", "SYMBOL", "Consequence", "Allele", "Feature")
        written = csq(fields, HGVSp="p.Leu858Arg", SYMBOL="EGFR", Consequence="missense_variant", Feature="ENST1")
        found = calls(written, layout=CsqLayout.of(fields)).calls[0]
        assert (found.gene, found.protein, found.consequence, found.transcript) == (
            "EGFR",
            "p.Leu858Arg",
            "missense_variant",
            "ENST1",
        )

    def test_percent_escapes_are_replaced(self) -> None:
        assert proteins(calls(entry("ENSP1:p.Leu858%3D"))) == ["ENSP1:p.Leu858="]

    def test_an_older_symbol_is_read_as_the_current_one(self) -> None:
        assert [call.gene for call in calls(entry("p.Lys27Met", gene="HER2")).calls] == ["ERBB2"]

    def test_genes_out_of_scope_and_regulatory_entries_are_left(self) -> None:
        assert calls(entry("p.Ala1Val", gene="OR4F29"), entry("", gene="")).calls == ()

    def test_the_most_severe_of_joined_terms_leads(self) -> None:
        found = calls(csq(SYMBOL="EGFR", Allele="G", Consequence="splice_region_variant&missense_variant")).calls
        assert found[0].consequence == "missense_variant"

    def test_two_genes_give_two_calls_by_symbol(self) -> None:
        found = calls(entry("p.Gly12Cys", gene="KRAS"), entry("p.Leu858Arg")).calls
        assert [call.gene for call in found] == ["EGFR", "KRAS"]

    @pytest.mark.parametrize("cut", [entry("p.Leu858Arg")[:-3], entry("p.Leu858Arg") + "|x", "."])
    def test_entries_of_another_width_are_counted_not_read(self, cut: str) -> None:
        assert calls(cut) == AlleleCalls((), broken=1)

    def test_a_whole_entry_beside_a_broken_one_is_read(self) -> None:
        found = calls("G|missense", entry("p.Leu858Arg"))
        assert proteins(found) == ["p.Leu858Arg"]
        assert found.broken == 1


class TestPreference:
    PLAIN = entry("p.plain")
    PICKED = entry("p.picked", PICK="1")
    CANONICAL = entry("p.canonical", CANONICAL="YES")
    MANE = entry("p.mane", MANE_SELECT="NM_005228.5")

    @pytest.mark.parametrize(
        ("entries", "best"),
        [
            ((PLAIN, PICKED, CANONICAL, MANE), "p.mane"),
            ((CANONICAL, PICKED, PLAIN), "p.canonical"),
            ((PLAIN, PICKED), "p.picked"),
            ((PLAIN, entry("p.second")), "p.plain"),
            ((entry("p.dash", MANE_SELECT="-"), CANONICAL), "p.canonical"),
        ],
    )
    def test_mane_then_canonical_then_pick_then_order(self, entries: tuple[str, ...], best: str) -> None:
        assert proteins(calls(*entries)) == [best]

    def test_the_transcript_of_the_gene_table_comes_before_mane(self) -> None:
        own = entry("p.own", Feature="ENST00000275493.7")
        assert proteins(calls(self.MANE, own, own=frozenset({"ENST00000275493"}))) == ["p.own"]

    def test_without_marks_the_more_severe_transcript_leads(self) -> None:
        mild = csq(Allele="G", SYMBOL="EGFR", Consequence="intron_variant", Feature="ENST1")
        severe = csq(Allele="G", SYMBOL="EGFR", Consequence="stop_gained", Feature="ENST2")
        assert calls(mild, severe).calls[0].transcript == "ENST2"


class TestAlleles:
    def test_allele_num_decides(self) -> None:
        entries = (entry("p.one", "x", ALLELE_NUM="1"), entry("p.two", "x", ALLELE_NUM="2"))
        assert [proteins(calls(*entries, alts=("G", "A"), index0=place)) for place in (0, 1)] == [["p.one"], ["p.two"]]

    @pytest.mark.parametrize(
        ("ref", "alts", "spelled"),
        [
            ("T", ("G", "A"), ("G", "A")),
            ("GAAGA", ("G", "GGA"), ("-", "GA")),
            ("GAAGA", ("G", "GCAGA"), ("-", "CAGA")),  # as long as REF, shortened with its neighbour all the same
            ("G", ("GT", "A"), ("GT", "A")),  # no base is shared: nothing is shortened
            ("GA", ("G", "GTT", "*"), ("-", "TT", "*")),
            ("GA", ("G", "<NON_REF>"), ("-", "<NON_REF>")),
            ("GA", ("G", "<NON_REF>"), ("G", "<NON_REF>")),
            ("TG", ("CA", "CC"), ("CA", "CC")),
            ("t", ("g", "a"), ("g", "a")),
        ],
    )
    def test_without_allele_num_the_spelling_of_vep_decides(
        self, ref: str, alts: tuple[str, ...], spelled: tuple[str, ...]
    ) -> None:
        entries = [entry(f"p.{place}", allele) for place, allele in enumerate(spelled)]
        capitals = tuple(alt.upper() for alt in alts)
        for place in range(len(alts)):
            found = calls(*entries, ref=ref.upper(), alts=capitals, index0=place)
            assert proteins(found) == [f"p.{place}"]

    def test_one_allele_takes_all_entries_however_they_are_spelled(self) -> None:
        assert proteins(calls(entry("p.x", "anything"), ref="TA", alts=("T",))) == ["p.x"]

    @pytest.mark.parametrize("number", ["", "2"])
    def test_a_row_split_after_annotation_takes_its_own_entries(self, number: str) -> None:
        """`bcftools norm -m-` copies the annotation of all alleles to each row: the first is not always ours."""
        first = entry("p.Gly12Cys", "A", "KRAS", ALLELE_NUM="1" if number else "")
        second = entry("p.Gly12Val", "T", "KRAS", ALLELE_NUM=number)
        assert proteins(calls(first, second, ref="C", alts=("T",))) == ["p.Gly12Val"]
        assert proteins(calls(first, second, ref="C", alts=("A",))) == ["p.Gly12Cys"]

    @pytest.mark.parametrize(
        ("ref", "alt", "spelled", "best"),
        [
            ("GAAGA", "G", ("-", "CAGA"), "p.0"),
            ("GAAGA", "GCAGA", ("-", "CAGA"), "p.1"),
            ("G", "GT", ("A", "GT"), "p.1"),
        ],
    )
    def test_split_indels_may_be_spelled_as_before_the_split(
        self, ref: str, alt: str, spelled: tuple[str, str], best: str
    ) -> None:
        entries = [entry(f"p.{place}", allele) for place, allele in enumerate(spelled)]
        assert proteins(calls(*entries, ref=ref, alts=(alt,))) == [best]

    @pytest.mark.parametrize(
        ("ref", "alts", "spelled"),
        [
            ("A", ("C",), ("-", "CAGA")),  # trimmed after the split: neither is C
            ("G", ("GT",), ("T", "GT")),  # either may be meant
            ("A", ("C", "G"), ("T", "TT")),
        ],
    )
    def test_what_cannot_be_told_is_not_guessed(
        self, ref: str, alts: tuple[str, ...], spelled: tuple[str, str]
    ) -> None:
        found = calls(*(entry(f"p.{allele}", allele) for allele in spelled), ref=ref, alts=alts)
        assert found == AlleleCalls((), 0, tuple(sorted(spelled)))

    def test_without_any_allele_field_a_row_of_two_alleles_is_not_guessed(self) -> None:
        layout = CsqLayout.of(("SYMBOL", "HGVSp"))
        assert calls("EGFR|p.x", alts=("G", "A"), layout=layout) == AlleleCalls((), 0, ("?",))
        assert proteins(calls("EGFR|p.x", layout=layout)) == ["p.x"]


class TestRebuilt:
    @pytest.mark.parametrize(
        ("position", "amino_acids", "change"),
        [
            ("858", "L/R", "L858R"),
            ("213", "R/*", "R213*"),
            ("745-750", "KELREA/K", "E746_A750del"),
            ("746-750", "ELREA/-", "E746_A750del"),
            ("746-751", "ELREAT/A", "E746_T751delinsA"),
            ("770", "D/DSVD", "770_771insSVD"),
            ("769-770", "-/ASV", "769_770insASV"),
            ("600-601", "VK/EN", "V600_K601delinsEN"),
            ("600-601", "VK/EK", "V600E"),
            ("1982", "S/X", "S1982fs"),
            ("858", "L", ""),
            ("", "L/R", ""),
            ("?-750", "L/R", ""),
            ("²", "L/R", ""),
            ("12", "-/X", ""),
            ("394", "*/RX", ""),
            ("394", "*/R", "*394R"),
            ("12", "", ""),
        ],
    )
    def test_from_position_and_amino_acids(self, position: str, amino_acids: str, change: str) -> None:
        assert from_amino_acids(position, amino_acids) == change

    def test_only_where_hgvs_is_missing(self) -> None:
        both = csq(SYMBOL="EGFR", HGVSp="p.Leu858Arg", Protein_position="1", Amino_acids="A/V")
        rebuilt = csq(SYMBOL="EGFR", Protein_position="858", Amino_acids="L/R")
        assert proteins(calls(both)) == ["p.Leu858Arg"]
        assert proteins(calls(rebuilt)) == ["L858R"]
