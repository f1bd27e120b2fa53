"""Positions, exons and codons of a transcript on either strand."""

from __future__ import annotations

import pytest

from oncotier.domain.value import replace
from oncotier.genome.transcript import ExonLoss, exons_lost, place_codons
from tests.genome.synthetic import Genome, genome, mirrored

PIECES = "ttttCCATGGCAgtaaaaaagAATTGCgtcccagCATTAACGTGgggg"
PLUS = genome(PIECES)
BOTH = pytest.mark.parametrize("one", [PLUS, mirrored(PLUS)], ids=["plus", "minus"])


@BOTH
def test_layout_counts_along_the_transcript(one: Genome) -> None:
    layout = one.transcript.layout
    assert layout.coding == (-2, 6, 12)
    assert layout.cds_length == 18
    assert layout.stop_index == 5
    assert one.transcript.protein_length == 5
    assert one.protein == "MANCH*"


@BOTH
def test_every_base_has_its_name(one: Genome) -> None:
    layout = one.transcript.layout
    start = layout.starts[0]
    names = [layout.name(start + step) for step in range(-2, 25)]
    assert names[:4] == ["-4", "-3", "-2", "-1"]
    assert names[4:10] == ["1", "2", "3", "4", "5", "6"]
    assert names[10:19] == ["6+1", "6+2", "6+3", "6+4", "6+5", "7-4", "7-3", "7-2", "7-1"]
    assert names[19:25] == ["7", "8", "9", "10", "11", "12"]
    assert layout.name(layout.ends[-1] - 1) == "*4"
    assert layout.name(layout.ends[-1] + 1) == "*6"
    assert [layout.place_of(c0) for c0 in (-2, 0, 6, 17)] == [
        start, start + 2, layout.starts[1], layout.starts[2] + 5,
    ]  # fmt: skip


@BOTH
def test_positions_turn_back(one: Genome) -> None:
    layout = one.transcript.layout
    for start0 in range(len(one.contig)):
        first, last = layout.along(start0, start0 + 1)
        assert last - first == 1
        assert layout.along(first, last) == (start0, start0 + 1)
        assert layout.position1(first) == start0 + 1


@BOTH
def test_exons_lost(one: Genome) -> None:
    layout = one.transcript.layout
    starts, ends = layout.starts, layout.ends

    def lost(first_x: int, last_x: int) -> ExonLoss | None:
        return exons_lost(one.transcript, *layout.along(first_x, last_x))

    assert lost(starts[1], ends[1]) == ExonLoss(2, 2, in_frame=True)
    assert lost(starts[1] + 1, ends[1]) is None
    assert lost(starts[0], ends[1]) == ExonLoss(1, 2, in_frame=False)
    assert lost(starts[1], ends[2]) == ExonLoss(2, 3, in_frame=False)


def test_an_untranslated_exon_is_lost_in_frame() -> None:
    one = genome("ttCCCCgtagCCATGGCATAACgg")
    assert exons_lost(one.transcript, 0, 8) == ExonLoss(1, 1, in_frame=True)


@BOTH
def test_codons_are_placed_by_their_positions(one: Genome) -> None:
    codons = one.codons([2, 4])
    assert place_codons(one.transcript, codons.values()) == codons
    older = [replace(codon, residue=codon.residue + 7) for codon in codons.values()]
    assert place_codons(one.transcript, older) == codons
    first, second, third = codons[2].positions1
    out_of_frame = replace(codons[2], positions1=(first + 1, second + 1, third + 1))
    outside = replace(codons[2], positions1=(9001, 9002, 9003))
    assert place_codons(one.transcript, [out_of_frame, outside]) == {}
