"""Without a reference: what the stored codons, the coordinates and the record itself prove, and what they do not."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import Locus
from oncotier.genome.consequence import Call, Unavailable, call
from oncotier.genome.transcript import place_codons
from oncotier.knowledge.base import KnowledgeBase
from oncotier.notation.protein import format_short
from tests.genome.synthetic import Genome, mirrored
from tests.genome.test_consequence import GENE, edited, read

if TYPE_CHECKING:
    from types import FrameType

BOTH = pytest.mark.parametrize("gene", [GENE, mirrored(GENE)], ids=["plus", "minus"])

# edit, known residues (small letter: only the residue, not its bases), coding, protein, term, method, ambiguous
CASES = """
4G>T           2       4G>T          A2S            missense_variant        codon_facts  .
4G>T           .       4G>T          .              unavailable             .            .
4_6delinsTGG   .       4_6delinsTGG  A2W            missense_variant        coordinates  .
4_6delinsTGG   2       4_6delinsTGG  A2W            missense_variant        codon_facts  .
6A>G           2       6A>G          A2=            synonymous_variant      codon_facts  .
6A>G           -2      6A>G          A2=            synonymous_variant      codon_facts  .
4G>C           -2      4G>C          A2P            missense_variant        codon_facts  .
5C>T           -2      5C>T          A2V            missense_variant        codon_facts  .
5C>A           -2      5C>A          .              unavailable             .            .
54G>A          -18     54G>A         W18*           stop_gained             codon_facts  .
19G>C          7       19G>C         G7R            missense_variant        codon_facts  .
30_31delinsAA  10,11   30_31delinsAA H10_C11delinsQS missense_variant       codon_facts  .
30_31delinsAA  10      30_31delinsAA .              unavailable             .            .
2T>C           .       2T>C          M1?            start_lost              coordinates  .
1_3del         .       .             M1?            start_lost              coordinates  yes
61T>C          .       61T>C         *21ext         stop_lost               coordinates  yes
63A>G          .       63A>G         .              unavailable             .            .
63A>G          21      63A>G         *21=           stop_retained_variant   codon_facts  .
62del          .       .             .              unavailable             .            .
31_33del       .       .             C11del         inframe_deletion        coordinates  yes
31_33del       12      31_33del      C11del         inframe_deletion        codon_facts  yes
29_31del       .       .             H10_11delins1  inframe_deletion        coordinates  yes
33_34insGGG    .       .             11_12insG      inframe_insertion       coordinates  yes
33_34insGGG    11,12   34_35insGGG   C11_D12insG    inframe_insertion       codon_facts  .
33_34insTAG    11,12   33_34insTAG   D12*           stop_gained             codon_facts  .
33_34insCCCTAA 12      33_34insCCCTAA 11_D12insP*    stop_gained             codon_facts  yes
31_33delinsAAC .       31_33delinsAAC C11N          missense_variant        coordinates  .
31_32insA      .       .             11fs           frameshift_variant      coordinates  yes
31_32insA      11      31_32insA     C11*           stop_gained             codon_facts  .
8del           3       .             K3fs           frameshift_variant      codon_facts  yes
31_34del       .       .             C11fs          frameshift_variant      coordinates  yes
19+1G>A        .       19+1G>A       .              splice_donor_variant    coordinates  .
20-2A>G        .       20-2A>G       .              splice_acceptor_variant coordinates  .
19+5G>A        .       19+5G>A       .              splice_region_variant   coordinates  .
19+14A>G       .       19+14A>G      .              intron_variant          coordinates  .
20-3_21del     .       .             .              splice_acceptor_variant coordinates  yes
20-1del        .       .             .              splice_acceptor_variant coordinates  yes
-3T>A          .       -3T>A         .              5_prime_UTR_variant     coordinates  .
-8A>G          .       -8A>G         .              upstream_gene_variant   coordinates  .
*2C>T          .       *2C>T         .              3_prime_UTR_variant     coordinates  .
"""
MIRRORED = """
4G>T           2       4G>T          A2S            missense_variant        codon_facts  .
4_6delinsTGG   .       4_6delinsTGG  A2W            missense_variant        coordinates  .
1_3del         .       1_3del        M1?            start_lost              coordinates  yes
31_33del       .       31_33del      C11del         inframe_deletion        coordinates  yes
33_34insGGG    .       .             12delins2      inframe_insertion       coordinates  yes
31_34del       .       31_34del      C11fs          frameshift_variant      coordinates  yes
20-3_21del     .       .             .              splice_acceptor_variant coordinates  yes
20-1del        .       .             7fs            frameshift_variant      coordinates  yes
19+1G>A        .       19+1G>A       .              splice_donor_variant    coordinates  .
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_every_kind_of_fact(line: str) -> None:
    judge(GENE, line)


@pytest.mark.parametrize("line", MIRRORED.strip().splitlines())
def test_the_record_states_the_base_on_its_left(line: str) -> None:
    """On the minus strand that is the base behind the change: other things are proven there."""
    judge(mirrored(GENE), line)


def judge(gene: Genome, line: str) -> None:
    edit, known, coding, protein, term, method, ambiguous = read(line)
    listed = [int(text) for text in known.split(",")] if known else []
    codons = gene.codons([abs(one) for one in listed], hidden=tuple(-one for one in listed))
    found = call(edited(gene, edit), gene.transcript, bases=None, codons=codons)
    assert found.coding == (f"c.{coding}" if coding else "")
    if isinstance(found, Unavailable):
        assert (term, found.reason) == ("unavailable", "consequence_unavailable")
        assert "--fasta" in found.words
        return
    written = format_short(found.protein) if found.protein is not None else ""
    assert (written, found.consequence, found.method.replace(" ", "_")) == (protein, term, method)
    assert found.ambiguous == bool(ambiguous)


@BOTH
def test_a_stored_codon_refuses_a_wrong_reference_allele(gene: Genome) -> None:
    right = edited(gene, "4G>T")
    wrong = Locus("7", right.pos1, "A" if right.reference != "A" else "C", "T")
    for hidden in ((), (2,)):
        found = call(wrong, gene.transcript, bases=None, codons=gene.codons([2], hidden=hidden))
        assert isinstance(found, Unavailable)
        assert found.reason == "reference_mismatch"


def test_codons_of_an_older_numbering_serve_every_transcript(kb: KnowledgeBase) -> None:
    primary, older = kb.transcripts("EZH2", "GRCh38")
    codons = kb.codons("EZH2", "GRCh38")
    locus = Locus("7", 148811635, "T", "A", "GRCh38")
    for transcript, protein in ((primary, "Y646F"), (older, "Y641F")):
        found = call(locus, transcript, bases=None, codons=place_codons(transcript, codons))
        assert isinstance(found, Call)
        assert found.protein is not None
        assert format_short(found.protein) == protein


def test_a_substitution_costs_little(kb: KnowledgeBase) -> None:
    transcript = kb.transcripts("EGFR", "GRCh37")[0]
    codons = place_codons(transcript, kb.codons("EGFR", "GRCh37"))
    calls: Counter[str] = Counter()

    def count(frame: FrameType, event: str, argument: object) -> None:
        del frame, argument
        calls[event] += 1

    sys.setprofile(count)
    try:
        call(Locus("7", 55259515, "T", "G"), transcript, bases=None, codons=codons)
    finally:
        sys.setprofile(None)
    assert calls["call"] + calls["c_call"] < 150  # calls of functions: the same on every machine, as seconds are not
