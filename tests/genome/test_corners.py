"""Where no ordinary change leads: beyond the ends of a gene, unknown bases, changes that lie over each other."""

from __future__ import annotations

import random

import pytest

from oncotier.domain.value import replace
from oncotier.genome.allele import Edit
from oncotier.genome.consequence import Call, Unavailable, call
from oncotier.genome.haplotype import call_group
from oncotier.genome.placed_codons import PlacedCodons
from oncotier.genome.shift import _FURTHEST, _rolled, settle
from oncotier.genome.splice import touched_exon
from oncotier.genome.strand import Strand
from oncotier.genome.transcript import place_codons
from tests.genome.synthetic import Genome, mirrored, turned
from tests.genome.test_consequence import GENE, edited
from tests.genome.test_consequence_properties import assert_subset

BOTH = pytest.mark.parametrize("gene", [GENE, mirrored(GENE)], ids=["plus", "minus"])
NO_EDIT = Edit(0, 0, "", 0, "")


@BOTH
def test_stored_codons_are_the_same_mapping_when_they_are_looked_up(gene: Genome) -> None:
    stored = gene.codons([2, 7, 10])
    placed = place_codons(gene.transcript, stored.values())
    by_position = {one.positions1[0]: one for one in stored.values()}
    found = PlacedCodons(gene.transcript, by_position.get)
    assert dict(found) == dict(placed)
    assert (len(found), list(found)) == (3, [2, 7, 10])
    assert [residue for residue in (-1, 0, 1, 2, 7, 22, 99) if residue in found] == [2, 7]
    assert object() not in found
    assert found
    assert (found.get(2), found.get(3)) == (placed[2], None)
    with pytest.raises(KeyError):
        found[3]


@BOTH
def test_a_codon_stored_for_another_transcript_is_not_taken(gene: Genome) -> None:
    (codon,) = gene.codons([2]).values()
    first1, second1, third1 = codon.positions1
    split = {first1: replace(codon, positions1=(first1, second1 + 300, third1 + 300))}
    assert dict(PlacedCodons(gene.transcript, split.get)) == {}
    renumbered = {codon.positions1[0]: replace(codon, residue=12)}
    assert PlacedCodons(gene.transcript, renumbered.get)[2] == codon


@BOTH
def test_there_is_no_residue_beyond_the_protein(gene: Genome) -> None:
    strand = Strand(gene.transcript, NO_EDIT, gene.bases, {})
    last = gene.transcript.layout.stop_index
    assert [strand.residue(index) for index in (-1, 0, last, last + 1)] == ["", "M", "*", ""]


@pytest.mark.parametrize("step", [1, -1])
def test_a_repeat_is_followed_so_far_and_no_further(step: int) -> None:
    strand = Strand(GENE.transcript, NO_EDIT, lambda _, start0, end0: "A" * (end0 - start0), {})
    count, is_open = _rolled(strand, 200_000, "A", step)
    assert count >= _FURTHEST
    assert is_open


@BOTH
def test_a_change_inside_an_intron_touches_no_exon(gene: Genome) -> None:
    layout = gene.transcript.layout
    strand = Strand(gene.transcript, NO_EDIT, gene.bases, {})
    inside_x = layout.ends[0] + 14
    assert touched_exon(layout, settle(strand, inside_x, inside_x + 1, "")) is None
    assert touched_exon(layout, settle(strand, layout.ends[0] - 1, inside_x, "")) == 0


@BOTH
def test_two_changes_over_each_other_beside_a_third_in_another_exon(gene: Genome) -> None:
    loci = (edited(gene, "4_9del"), edited(gene, "6A>T"), edited(gene, "30T>A"))
    found = call_group(loci, gene.transcript, bases=gene.bases, codons={})
    assert isinstance(found, Unavailable)
    assert found.words == "two changes of one haplotype overlap"


@BOTH
def test_a_stop_that_is_lost_before_unknown_bases_has_no_protein_change(gene: Genome) -> None:
    unknown = "GCNNNNNNNNNNNNN" if gene.transcript.strand > 0 else "NNNNNNNNNNNNNGC"
    known = "GCTTACTGACCGATA" if gene.transcript.strand > 0 else "TATCGGTCAGTAAGC"
    assert known in gene.contig
    blind = replace(gene, contig=gene.contig.replace(known, unknown))
    for edit, consequence in (("61T>C", "stop_lost"), ("61_63delinsCCCCCC", "stop_lost")):
        found = call(edited(blind, edit), blind.transcript, bases=blind.bases, codons={})
        assert isinstance(found, Call), found
        assert found.consequence == consequence


@BOTH
def test_unknown_bases_behind_the_stop_never_give_another_protein(gene: Genome) -> None:
    """What is said of a change near the stop codon is what the whole sequence says, or less."""
    chance = random.Random(1)
    tail = "GCTTACTGACCGATA"
    behind = tail if gene.transcript.strand > 0 else turned(tail)
    compared = 0
    for _ in range(1500):
        known = chance.randrange(len(tail))
        left = tail[:known] + "N" * (len(tail) - known)
        blind = replace(gene, contig=gene.contig.replace(behind, left if gene.transcript.strand > 0 else turned(left)))
        removed, inserted = chance.choice((0, 1, 2, 3, 4, 6, 9)), chance.choice((0, 0, 1, 3, 4, 6, 9))
        bases = "".join(chance.choice("ACGT") for _ in range(inserted))
        start = len(GENE.contig[: GENE.contig.index(tail)]) - chance.randrange(14)
        if (not removed and not inserted) or start + removed > GENE.contig.index(tail) + known:
            continue
        full, less = (
            call(one.locus(start, removed, bases), one.transcript, bases=one.bases, codons={}) for one in (gene, blind)
        )
        if isinstance(full, Call) and isinstance(less, Call):
            assert_subset(replace(less, method="less"), full)
            compared += 1
    assert compared > 500
