"""Transcripts beside those of the knowledge base: which genes they add, and what a scope must hold because of them."""

from __future__ import annotations

from oncotier.domain.value import replace
from oncotier.genome.scope import GeneSpan, Scope
from oncotier.genome.transcript_set import NO_TRANSCRIPTS, TranscriptSet
from tests.genome.test_consequence import GENE

ONE = replace(GENE.transcript, gene="NEW1", name="ENST1.4", refseq="NM_1.2")
EMPTY = Scope.build(frozenset(), ())


def added(build: str = "GRCh38") -> TranscriptSet:
    return TranscriptSet("x.gff", build, {"NEW1": (ONE,)})


def spans(found: Scope) -> list[tuple[str, int, int]]:
    return [(one.gene, one.start0, one.end0) for index in found.by_contig.values() for one in index.spans]


def test_the_gene_of_an_accession() -> None:
    assert [added().gene_of(name) for name in ("ENST1", "NM_1", "ENST1.4", "ENST2")] == ["NEW1", "NEW1", "", ""]


def test_transcripts_are_of_one_build() -> None:
    assert added().of("NEW1", "GRCh38") == added("").of("NEW1", "GRCh37") == (ONE,)
    assert added().of("NEW1", "GRCh37") == added().of("NEW1", "") == added().of("OLD", "GRCh38") == ()


def test_near_exons_of_a_new_gene_are_one_stretch_of_the_scope() -> None:
    """Introns of 41 and 38 bases: the flanks of the exons reach each other."""
    one = added()
    wide = one.widen(EMPTY, "GRCh38")
    ((gene, start0, end0),) = spans(wide)
    assert gene == "NEW1"
    assert start0 < ONE.cds_start0
    assert end0 > ONE.cds_end0
    assert one.widen(EMPTY, "GRCh38") is wide
    assert one.widen(EMPTY, "GRCh37") is NO_TRANSCRIPTS.widen(EMPTY, "GRCh38") is EMPTY


def test_far_exons_are_stretches_of_their_own_and_those_that_code_nothing_are_none() -> None:
    (first, second, third) = sorted(ONE.exons)
    far = replace(
        ONE,
        exons=((0, 5), first, second, (third[0] + 5000, third[1] + 5000), (third[1] + 9000, third[1] + 9010)),
        cds_end0=ONE.cds_end0 + 5000,
    )
    found = spans(TranscriptSet("x.gff", "", {"NEW1": (far,)}).widen(EMPTY, "GRCh38"))
    assert len(found) == 2
    assert found[0][1] == max(0, ONE.cds_start0 - 50)
    assert found[0][2] < third[0] + 5000
    assert third[0] < found[1][1] < third[0] + 5000
    assert found[1][2] < third[1] + 9000


def test_a_gene_that_the_scope_holds_is_widened_only_where_it_has_no_place() -> None:
    named = Scope.build(frozenset({"NEW1"}), ())
    assert "NEW1" in named.unplaced
    ((_, start0, end0),) = spans(added().widen(named, "GRCh38"))
    assert (start0, end0) == (min(start for start, _ in ONE.exons), max(end for _, end in ONE.exons))
    placed = Scope.build(frozenset({"NEW1"}), (GeneSpan("NEW1", "7", 5, 9),))
    assert spans(added().widen(placed, "GRCh38")) == [("NEW1", 5, 9)]
