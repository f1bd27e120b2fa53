"""Reference blocks of a gVCF: deep enough they prove absence, codon by codon; a gap proves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncotier.domain.coverage import Block, Covered
from oncotier.domain.observation import Reading
from oncotier.domain.report import Report
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from oncotier.interpret.block_coverage import with_blocks
from oncotier.interpret.coverage import Coverage
from tests.readers.builders import GRCH38, bgzf, codes, knowledge, labels, read, report, tally, vcf, vcf_row

KRAS = knowledge().transcripts("KRAS", "GRCh38")[0]
LOW, HIGH = min(start for start, _ in KRAS.exons), max(end for _, end in KRAS.exons)
G12 = 25245349  # first base of the codon on the plus strand (KRAS lies on the minus strand)
BLOCK = "GT:DP:GQ:MIN_DP"


def block(start1: int, end1: int, value: str = "0/0:300:99:250", **given: str) -> str:
    alternate, key = given.get("alt", "<NON_REF>"), given.get("format", BLOCK)
    info = given.get("info", f"END={end1}")
    return vcf_row("chr12", start1, "A", alternate, info, value, filter_=given.get("filter", "PASS"), format_=key)


def of(tmp_path: Path, *rows: str, header: tuple[str, ...] = GRCH38) -> Report:
    reading = read(tmp_path, vcf(rows, header=header))
    tally(reading)
    return interpret([reading], knowledge(), Settings(tumor_type="COAD"))


def states(found: Report) -> dict[str, str]:
    return {one.biomarker: one.state for one in found.testing}


WHOLE = block(LOW - 100, HIGH + 100)
RAS_CODONS = "KRAS codons 12, 13, 59, 61, 117, 146"


class TestProof:
    def test_a_gene_in_one_deep_block_is_tested_and_absent(self, tmp_path: Path) -> None:
        found = of(tmp_path, WHOLE)
        assert states(found)["KRAS G12C"] == "absent"
        assert states(found)[RAS_CODONS] == "absent"
        assert states(found)["BRAF V600E"] == "not_tested"
        assert [one.label for one in found.alterations] == ["KRAS wild-type"]
        assert found.alterations[0].flags == ("covered_by_blocks", "tested:small_variant")
        assert "reference_blocks" in {one.code for one in found.notices}

    @pytest.mark.parametrize(
        "row",
        [
            block(LOW, HIGH, alt="<*>"),
            block(LOW, HIGH, alt="."),
            block(LOW, HIGH, "0|0:300:99:250"),
            block(LOW, HIGH, "0:300:99:250"),
            block(LOW, HIGH, "0/0:250", format="GT:MIN_DP"),
            block(LOW, HIGH, "0/0:250", format="GT:DP", info=f"END={HIGH};MinDP=250"),
            block(LOW, HIGH, "0/0:250:99:30", format="GT:DP:GQX:GQ", info=f"END={HIGH};BLOCKAVG_min30p3a"),
            block(LOW + 9, HIGH, f"0/0:99:250:{HIGH - LOW}", format="GT:GQ:MIN_DP:LEN", info="."),
        ],
    )
    def test_every_way_to_write_a_block(self, tmp_path: Path, row: str) -> None:
        assert states(of(tmp_path, row))["KRAS G12C"] == "absent"

    @pytest.mark.parametrize(
        "row",
        [
            block(LOW, HIGH, "0/0:300:99:99"),
            block(LOW, HIGH, "0/0:300:19:250"),
            block(LOW, HIGH, "./.:300:99:250"),
            block(LOW, HIGH, "0/.:300:99:250"),
            block(LOW, HIGH, "0/0:300:99:."),
            block(LOW, HIGH, "0/0:300:99:250", filter="LowGQX"),
            block(LOW, HIGH, "0/0:300", format="GT:DP"),
            block(LOW, HIGH, "300:99:250", format="DP:GQ:MIN_DP"),
            block(LOW, HIGH, "0/0:250:bad", format="GT:MIN_DP:FT"),
            block(LOW, HIGH, info="."),
            block(LOW, HIGH, alt="*"),
            block(LOW, HIGH, alt="G"),
            block(LOW, HIGH, info="END=."),
        ],
    )
    def test_what_proves_nothing(self, tmp_path: Path, row: str) -> None:
        found = of(tmp_path, row)
        assert states(found)["KRAS G12C"] == "not_tested"
        assert "reference_blocks" not in {one.code for one in found.notices}

    def test_single_bases_have_their_own_depth(self, tmp_path: Path) -> None:
        rows = [
            block(place, place, "0/0:150:99", format="GT:DP:GQ", alt=".", info=".") for place in range(G12, G12 + 3)
        ]
        assert states(of(tmp_path, *rows))["KRAS G12C"] == "absent"
        assert states(of(tmp_path, *rows[:2]))["KRAS G12C"] == "not_tested"

    def test_a_file_that_is_cut_proves_nothing(self, tmp_path: Path) -> None:
        cut = bgzf(vcf([WHOLE], header=GRCH38).encode(), with_end=False)
        found = interpret([read(tmp_path, cut)], knowledge(), Settings(tumor_type="COAD"))
        assert found.incomplete
        assert states(found)["KRAS G12C"] == "unknown"
        assert not found.alterations

    def test_calls_of_variants_alone_prove_nothing(self, tmp_path: Path) -> None:
        rows = [vcf_row("chr12", LOW + 5, "A", "G", ".", "0/0:300,0:300", format_="GT:AD:DP")]
        assert not read(tmp_path, vcf(rows, header=GRCH38)).blocks


class TestGaps:
    @pytest.mark.parametrize(
        "gap",
        [
            block(G12 + 1, G12 + 1, "0/0:300:99:12"),
            block(G12 + 1, G12 + 1, "./.:0:0:0"),
            vcf_row("chr12", G12 + 1, "C", "T,<NON_REF>", ".", "0/1:300:99", filter_="weak", format_="GT:DP:GQ"),
            vcf_row("chr12", G12 + 1, "C", "T,<NON_REF>", ".", "0/2:300:99", format_="GT:DP:GQ"),
            vcf_row("chr12", G12 + 1, "C", "T,<NON_REF>", ".", "0/0:30:99", format_="GT:DP:GQ"),
        ],
        ids=["shallow", "not called", "filtered", "any other allele", "shallow reference"],
    )
    def test_one_base_of_a_codon(self, tmp_path: Path, gap: str) -> None:
        for rows in ([block(LOW, G12), gap, block(G12 + 2, HIGH)], [block(LOW, HIGH), gap]):
            found = of(tmp_path, *rows)
            is_said = "./." in gap or any(one.code == "driver_filtered" for one in found.notices)
            assert states(found)["KRAS G12C"] == ("unknown" if is_said else "not_tested")
            assert states(found)[RAS_CODONS] == states(found)["KRAS G12C"]
            wild = [one.event for one in found.alterations if one.label.endswith("wild-type")]
            assert all(12 not in one.codons and one.codons for one in wild)  # type: ignore[union-attr]

    def test_a_silent_change_is_no_gap(self, tmp_path: Path) -> None:
        silent = vcf_row("chr12", G12, "A", "T,<NON_REF>", ".", "0/1:150,150,0:300:99", format_="GT:AD:DP:GQ")
        found = of(tmp_path, block(LOW, G12 - 1), silent, block(G12 + 1, HIGH))
        assert states(found)["KRAS G12C"] == "absent"
        assert [one.label for one in found.alterations] == ["KRAS wild-type"]

    def test_a_change_that_is_found_is_present(self, tmp_path: Path) -> None:
        change = vcf_row("chr12", G12 + 2, "C", "A,<NON_REF>", ".", "0/1:150,150,0:300:99", format_="GT:AD:DP:GQ")
        found = of(tmp_path, block(LOW, G12 + 1), change, block(G12 + 3, HIGH))
        assert "KRAS G12C" in {one.label for one in found.alterations}
        assert "KRAS wild-type" not in {one.label for one in found.alterations}
        assert states(found)["KRAS G12C"] == "present"

    def test_a_change_that_cannot_be_judged_is_a_gap(self, tmp_path: Path) -> None:
        """Without a reference the effect of a substitution on an unknown codon is open."""
        place = next(end - 40 for start, end in KRAS.exons if KRAS.cds_start0 < start and end < KRAS.cds_end0)
        change = vcf_row("chr12", place, "A", "G,<NON_REF>", ".", "0/1:150,150,0:300:99", format_="GT:AD:DP:GQ")
        found = of(tmp_path, block(LOW, place - 1), change, block(place + 1, HIGH))
        assert found.unresolved
        wild = [one.event for one in found.alterations if one.label.endswith("wild-type")]
        assert all(one.codons for one in wild)  # type: ignore[union-attr]

    def test_a_row_that_breaks_the_format_is_a_gap(self, tmp_path: Path) -> None:
        broken = vcf_row("chr12", G12 + 1, "C", "G T", ".", "0/0:300:99", format_="GT:DP:GQ")
        found = of(tmp_path, block(LOW, G12), broken, block(G12 + 2, HIGH))
        assert states(found)["KRAS G12C"] == "not_tested"


def coverage(*blocks: Block, assay: tuple[Covered, ...] = (), undecided: frozenset[int] = frozenset()) -> Coverage:
    reading = Reading("x", "vcf", "", 0, build="GRCh38", blocks=blocks)
    basic = Coverage({one.gene: one for one in assay})
    return with_blocks(basic, [reading], [undecided], knowledge(), is_complete=True)


class TestTogether:
    def test_blocks_add_to_the_description_of_the_test(self) -> None:
        codon = Block("12", G12 - 1, G12 + 2, covered=True)
        both = coverage(codon, assay=(Covered("KRAS", codons=((61, 61),)), Covered("NRAS")))
        assert both.genes["KRAS"].codons == ((12, 12), (61, 61))
        assert both.genes["NRAS"] == Covered("NRAS")
        whole = Covered("KRAS", ("small_variant", "fusion"))
        assert coverage(codon, assay=(whole,)).genes["KRAS"] == whole

    def test_a_gap_outweighs_a_block(self) -> None:
        gap = Block("12", G12, G12 + 1, covered=False)
        for blocks in ((Block("12", LOW, HIGH, covered=True), gap), (gap, Block("12", LOW, HIGH, covered=True))):
            codons = coverage(*blocks).genes["KRAS"].codons
            assert not any(first <= 12 <= last for first, last in codons)

    def test_an_open_record_is_a_gap(self) -> None:
        blocks = (Block("12", LOW, G12, covered=True), Block("12", G12, G12 + 1, covered=True, record1=7))
        rest = Block("12", G12 + 1, HIGH, covered=True)
        assert not coverage(*blocks, rest).genes["KRAS"].codons
        assert coverage(*blocks, rest, undecided=frozenset({7})).genes["KRAS"].codons

    @given(
        st.lists(
            st.tuples(st.integers(LOW - 5, HIGH + 5), st.integers(1, 30_000), st.booleans()), min_size=1, max_size=12
        )
    )
    def test_exactly_the_codons_without_a_gap_are_covered(self, spans: list[tuple[int, int, bool]]) -> None:
        blocks = [Block("12", start0, start0 + size, covered=covered) for start0, size, covered in spans]
        found = coverage(*blocks)

        def is_read(base0: int) -> bool:
            here = [one.covered for one in blocks if one.start0 <= base0 < one.end0]
            return bool(here) and all(here)

        places = knowledge_codon_places()
        for codon, bases0 in places.items():
            assert found.covers("KRAS", "small_variant", (codon,)) == all(map(is_read, bases0)), codon


def knowledge_codon_places() -> dict[int, list[int]]:
    """Count the bases of the coding sequence of KRAS (minus strand) from its start codon."""
    bases = [
        base0
        for start0, end0 in sorted(KRAS.exons)
        for base0 in range(max(start0, KRAS.cds_start0), min(end0, KRAS.cds_end0))
    ][::-1]
    return {codon: bases[3 * codon - 3 : 3 * codon] for codon in (1, 2, 12, 13, 37, 38, 61, 97, 117, 146, 150)}


def test_a_file_of_blocks_only_is_out_of_scope_and_says_why(tmp_path: Path) -> None:
    declared = '##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="Least depth">'
    reading = read(tmp_path, vcf([WHOLE], header=(*GRCH38, declared)))
    assert reading.out_of_scope_by == {"no_alternate_allele": 1}
    assert codes(reading) == set()
    assert labels(reading) == {"KRAS wild-type"}
    assert report(reading).unresolved == ()
