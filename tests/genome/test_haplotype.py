"""Phased neighbors: applied together, whatever record each of them came in."""

from __future__ import annotations

import pytest

from oncotier.domain.observation import Locus
from oncotier.genome.consequence import Call, Unavailable, call
from oncotier.genome.haplotype import call_group, codons_touched
from oncotier.genome.transcript import place_codons
from oncotier.knowledge.base import KnowledgeBase
from oncotier.notation.protein import format_short
from tests.genome.synthetic import Genome, mirrored
from tests.genome.test_consequence import GENE, edited, read

BOTH = pytest.mark.parametrize("gene", [GENE, mirrored(GENE)], ids=["plus", "minus"])

# edits of one haplotype, coding, protein, leading term
CASES = """
4G>T                     4G>T             A2S            missense_variant
4G>T;5C>G                4_5delinsTG      A2*            stop_gained
4G>T;6A>T                4_6delinsTCT     A2S            missense_variant
30T>A;31T>A              30_31delinsAA    H10_C11delinsQS missense_variant
25_27del;28C>A           25_28delinsA     H9_H10delinsN  inframe_deletion
31_32insA;36T>A          32_36delinsAGTGAA  C11*         stop_gained
25_26insG;33del          26_33delinsGATCATTG H9_C11delinsRSL missense_variant
19G>A;20G>C              .                G7T            missense_variant
17A>G;49C>A              .                E6_Q17delinsGGHHHCDDENPK missense_variant
19G>A;20G>C;19+1G>A      .                .              splice_donor_variant
4G>T;19+14A>G            4G>T             A2S            missense_variant
19+1G>A;19+2T>C          19+1_19+2delinsAC .             splice_donor_variant
-3T>A;-2C>A              -3_-2delinsAA    .              5_prime_UTR_variant
-10T>A;-9C>A             -10_-9delinsAA   .              upstream_gene_variant
19+14A>G;45+9C>A         .                .              intron_variant
"""


@BOTH
@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_neighbors_are_called_together(gene: Genome, line: str) -> None:
    edits, coding, protein, term = read(line)
    loci = tuple(edited(gene, edit) for edit in edits.split(";"))
    for order in (loci, loci[::-1]):
        found = call_group(order, gene.transcript, bases=gene.bases, codons={})
        assert isinstance(found, Call), found
        written = format_short(found.protein) if found.protein is not None else ""
        assert (written, found.consequence) == (protein, term)
        if coding:
            assert found.coding == f"c.{coding}"
        assert found.method == "fasta"


@BOTH
def test_stored_codons_are_enough_where_they_hold_the_bases_between(gene: Genome) -> None:
    loci = edited(gene, "4G>T"), edited(gene, "6A>G")
    found = call_group(loci, gene.transcript, bases=None, codons=gene.codons([2]))
    assert isinstance(found, Call)
    assert (found.coding, found.method) == ("c.4_6delinsTCG", "codon facts")
    found = call_group(loci, gene.transcript, bases=None, codons={})
    assert isinstance(found, Unavailable)
    assert "--fasta" in found.words
    across = edited(gene, "19G>A"), edited(gene, "20G>C")
    found = call_group(across, gene.transcript, bases=None, codons=gene.codons([7]))
    assert isinstance(found, Call)
    assert found.protein is not None
    assert (format_short(found.protein), found.method) == ("G7T", "codon facts")
    assert isinstance(call_group(across, gene.transcript, bases=None, codons={}), Unavailable)


@BOTH
def test_what_cannot_be_joined(gene: Genome) -> None:
    overlapping = edited(gene, "25_27del"), edited(gene, "26A>G")
    for edits, words in (
        (overlapping, "overlap"),
        ((edited(gene, "19G>A"), Locus("7", 60, "A", "*")), "another record"),
    ):
        found = call_group(edits, gene.transcript, bases=gene.bases, codons={})
        assert isinstance(found, Unavailable)
        assert words in found.words
    right, wrong = edited(gene, "4G>T"), edited(gene, "6A>G")
    wrong = Locus("7", wrong.pos1, "C" if wrong.reference != "C" else "A", "T")
    found = call_group((right, wrong), gene.transcript, bases=gene.bases, codons={})
    assert isinstance(found, Unavailable)
    assert found.reason == "reference_mismatch"


@BOTH
@pytest.mark.parametrize(
    ("edit", "span"),
    [("4G>T", (2, 2)), ("30_31delinsAA", (10, 11)), ("33_34insGGG", (12, 12)), ("19+1G>A", None), ("-3T>A", None),
     ("17_19+3del", None)],
)  # fmt: skip
def test_codons_touched(gene: Genome, edit: str, span: tuple[int, int] | None) -> None:
    assert codons_touched(edited(gene, edit), gene.transcript) == span
    assert codons_touched(Locus("8", 40, "A", "T"), gene.transcript) is None
    assert codons_touched(Locus("7", 40, "A", "*"), gene.transcript) is None


def test_two_records_make_v600k(kb: KnowledgeBase) -> None:
    transcript = kb.transcripts("BRAF", "GRCh37")[0]
    codons = place_codons(transcript, kb.codons("BRAF", "GRCh37"))
    loci = Locus("7", 140453136, "A", "T"), Locus("7", 140453137, "C", "T")
    single = [call(locus, transcript, bases=None, codons=codons) for locus in loci]
    written = [format_short(one.protein) for one in single if isinstance(one, Call) and one.protein is not None]
    assert written == ["V600E", "V600M"]
    found = call_group(loci, transcript, bases=None, codons=codons)
    assert isinstance(found, Call)
    assert found.protein is not None
    assert (format_short(found.protein), found.coding) == ("V600K", "c.1798_1799delinsAA")
