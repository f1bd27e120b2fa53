"""A coding name goes back to the genome, and is called there again under the same name."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings

from oncotier.domain.observation import Locus
from oncotier.genome.coding_locus import locus_of_coding
from oncotier.genome.consequence import Call, call
from oncotier.genome.transcript import place_codons
from oncotier.knowledge.base import KnowledgeBase
from oncotier.notation import coding
from tests.genome.synthetic import Genome, mirrored
from tests.genome.test_consequence import GENE
from tests.genome.test_consequence_properties import Drawn, called, edits

BOTH = pytest.mark.parametrize("gene", [GENE, mirrored(GENE)], ids=["plus", "minus"])


def placed(name: str, gene: Genome) -> Locus | str:
    return locus_of_coding(coding.parse(name), gene.transcript, "GRCh37", bases=gene.bases, codons={})


@BOTH
@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("c.4G>T", "c.4G>T"),
        ("c.1A>G", "c.1A>G"),
        ("c.19+1G>A", "c.19+1G>A"),
        ("c.20-2A>G", "c.20-2A>G"),
        ("c.-3T>A", "c.-3T>A"),
        ("c.30_31delinsAA", "c.30_31delinsAA"),
        ("c.25_27del", "c.28_30del"),
        ("c.22_24dup", "c.28_30dup"),
    ],
)
def test_a_name_is_called_again_by_itself(gene: Genome, name: str, again: str) -> None:
    found = placed(name, gene)
    assert isinstance(found, Locus), found
    called_again = call(found, gene.transcript, bases=gene.bases, codons={})
    assert isinstance(called_again, Call)
    assert called_again.coding == again


@BOTH
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("c.4A>T", "has G at 4, the text says A"),
        ("c.4000G>T", "does not lie on"),
        ("c.5+1G>A", "does not lie on"),
        ("c.25_40000del", "does not lie on"),
        ("c.4_5ins10", "names no bases"),
        ("c.4_5insN", "names no bases"),
        ("c.4_7insA", "an insertion has no place"),
        ("c.25_27delinsNNN", "names no bases"),
    ],
)
def test_what_has_no_place_says_why(gene: Genome, name: str, words: str) -> None:
    found = placed(name, gene)
    assert isinstance(found, str)
    assert words in found


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(edits())
def test_what_we_name_is_placed_back(drawn: Drawn) -> None:
    """A random edit, named by us, is placed by its name and called again to the same change."""
    for one in (drawn.genome, mirrored(drawn.genome)):
        first = called(Drawn(one, drawn.start, drawn.removed, drawn.inserted))
        assume(first.coding)
        found = placed(first.coding, one)
        assert isinstance(found, Locus), (first, found)
        again = call(found, one.transcript, bases=one.bases, codons={})
        assert again == first, found


@pytest.mark.parametrize(
    ("gene", "name", "places"),
    [
        ("EGFR", "c.2573T>G", ("7:55259515:T:G", "7:55191822:T:G")),
        ("KRAS", "c.34G>T", ("12:25398285:C:A", "12:25245351:C:A")),
        ("BRAF", "c.1799T>A", ("7:140453136:A:T", "7:140753336:A:T")),
        ("BRAF", "c.1798_1799delinsAA", ("7:140453136:AC:TT", "7:140753336:AC:TT")),
        ("TERT", "c.-124C>T", ("5:1295228:G:A", "5:1295113:G:A")),
        ("MET", "c.3028+1G>T", ("7:116412044:G:T", "7:116771990:G:T")),
        ("EGFR", "c.2236_2250del", ("7:55242466:GAATTAAGAGAAGCA:-", "7:55174773:GAATTAAGAGAAGCA:-")),
    ],
)
def test_known_changes_without_a_reference(gene: str, name: str, places: tuple[str, str], kb: KnowledgeBase) -> None:
    for build, text in zip(("GRCh37", "GRCh38"), places, strict=True):
        transcript = kb.transcripts(gene, build)[0]
        stored = place_codons(transcript, kb.codons(gene, build))
        found = locus_of_coding(coding.parse(name), transcript, build, bases=None, codons=stored)
        assert isinstance(found, Locus), found
        assert f"{found.contig}:{found.pos1}:{found.reference}:{found.alternate}" == text
        assert found.build == build


def test_a_deletion_of_unknown_bases_asks_for_the_reference(kb: KnowledgeBase) -> None:
    transcript = kb.transcripts("BRCA1", "GRCh38")[0]
    found = locus_of_coding(coding.parse("c.1961del"), transcript, "GRCh38", bases=None, codons={})
    assert isinstance(found, str)
    assert "--fasta" in found
