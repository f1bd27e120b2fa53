"""The short way for a base deep in an intron ends where the whole way ends, in every gene and on both builds."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from oncotier.batch.request import Request
from oncotier.batch.workbench import Workbench
from oncotier.domain.observation import ANNOTATED_ELSEWHERE, Locus
from oncotier.domain.settings import Settings
from oncotier.domain.value import replace
from oncotier.genome.assembly import BUILDS
from oncotier.genome.splice import place_without_effect
from oncotier.genome.transcript import DOWNSTREAM, UPSTREAM
from oncotier.interpret.caller import Caller
from oncotier.interpret.calling import call_place
from oncotier.interpret.outcome import SetAside
from oncotier.readers.coding_parts import CodingParts
from tests.interpret.places import placed

if TYPE_CHECKING:
    from oncotier.genome.transcript import Transcript
    from oncotier.knowledge.base import KnowledgeBase

_PER_TRANSCRIPT = 12
_EDGES = (-12, -9, -8, -3, 0, 1, 2, 7, 8, 9, 12, 300)


class _Thorough(Caller):
    """Always goes the whole way."""

    def is_deep(self, gene: str, loci: tuple[Locus, ...]) -> bool:
        """Never take the short way."""
        del gene, loci
        return False


def _positions1(transcript: Transcript, chance: random.Random) -> set[int]:
    """Draw bases around the borders of exons, in introns, and beside the transcript."""
    start0, end0 = min(transcript.exons)[0], max(transcript.exons)[1]
    drawn = {chance.randint(start0 - 3000, end0 + 1500) for _ in range(_PER_TRANSCRIPT)}
    border = chance.choice(transcript.exons)
    return {place for place in drawn | {border[0] + step for step in _EDGES} if place > 0}


_SILENT = SetAside("out_of_scope", "no_protein_effect")
_ENDS = {"inside": _SILENT, "beside": SetAside("out_of_scope", "outside_genes_in_table")}


@pytest.mark.parametrize("build", BUILDS)
def test_both_ways_agree(build: str, kb: KnowledgeBase) -> None:
    chance = random.Random(8)
    short, whole, settings = Caller(kb), _Thorough(kb), Settings()
    taken = {True: 0, False: 0}
    for gene in kb.genes:
        for transcript in kb.transcripts(gene, build):
            for position1 in sorted(_positions1(transcript, chance)):
                one = placed(f"{transcript.contig}:{position1}:A:G", build=build)
                assert one.locus is not None
                is_deep = short.is_deep(gene, (one.locus,))
                taken[is_deep] += 1
                if is_deep:  # a reader of raw rows counts them so without handing them over
                    assert call_place((one,), (gene,), whole, settings) == [_SILENT]
                members = (replace(one, flags=(ANNOTATED_ELSEWHERE,)),)
                assert call_place(members, (gene,), short, settings) == call_place(members, (gene,), whole, settings)
    assert min(taken.values()) > 500


@pytest.mark.parametrize("build", BUILDS)
def test_the_reader_takes_the_same_bases_for_deep(build: str, kb: KnowledgeBase) -> None:
    chance = random.Random(9)
    caller, parts = Caller(kb), CodingParts(kb.scope(build), Workbench(Request()).context(Request()), build)
    for gene in sorted(kb.genes):
        for transcript in kb.transcripts(gene, build):
            for position1 in sorted(_positions1(transcript, chance)):
                locus = Locus(transcript.contig, position1, "A", "G", build)
                genes = caller.genes_at(locus)
                expected = bool(genes) and all(caller.is_deep(one, (locus,)) for one in genes)
                assert parts.is_deep(transcript.contig, position1 - 1) == expected, (gene, position1)


@pytest.mark.parametrize("build", BUILDS)
def test_a_base_without_effect_ends_as_the_whole_way_ends(build: str, kb: KnowledgeBase) -> None:
    chance = random.Random(10)
    whole, settings = _Thorough(kb), Settings()
    parts = CodingParts(kb.scope(build), Workbench(Request()).context(Request()), build)
    taken: Counter[str] = Counter()
    for gene in sorted(kb.genes):
        for transcript in kb.transcripts(gene, build):
            for position1 in sorted(_positions1(transcript, chance) | _near_the_ends(transcript, chance)):
                place = parts.place_without_effect(transcript.contig, position1 - 1)
                taken[place] += 1
                if place:
                    one = placed(f"{transcript.contig}:{position1}:A:G", build=build)
                    assert one.locus is not None
                    ends = call_place((one,), whole.genes_at(one.locus), whole, settings)
                    first = min(ends, key=lambda end: end.reason if isinstance(end, SetAside) else "")
                    assert first == _ENDS[place], (gene, position1, ends)
    assert taken["inside"] > 2000 < taken[""], taken
    assert taken["beside"] > 30, taken


def _near_the_ends(transcript: Transcript, chance: random.Random) -> set[int]:
    """Draw bases around the ends of the coding sequence, of the transcript, and of what counts as beside it."""
    layout = transcript.layout
    ends = (layout.place_of(0), layout.place_of(layout.cds_length - 1), layout.starts[0], layout.ends[-1])
    far = (layout.starts[0] - UPSTREAM, layout.ends[-1] + DOWNSTREAM)
    drawn = {x + chance.randint(-12, 12) for x in (*ends, *far)}
    drawn |= {chance.randint(layout.starts[0], ends[0]), chance.randint(ends[1], layout.ends[-1])}
    return {place for place in map(layout.position1, drawn) if place > 0}


def test_nothing_is_told_of_a_gene_without_transcripts() -> None:
    assert place_without_effect((), "7", 55_000_000) == ""
