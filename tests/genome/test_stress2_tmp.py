"""Laws on the real panel genes (opt-in): both builds say the same, and stored facts never contradict the reference."""

from __future__ import annotations

import random

import pytest

from oncotier.domain.observation import Locus
from oncotier.domain.value import replace
from oncotier.genome.consequence import Call, Unavailable, call
from oncotier.genome.transcript import Transcript, place_codons
from oncotier.genome.translate import reverse_complement
from oncotier.knowledge.base import KnowledgeBase
from oncotier.readers.reference import Reference
from tests.genome.shared import panel_genomes
from tests.genome.test_consequence_properties import assert_subset

pytestmark = pytest.mark.shared
genomes = pytest.fixture(scope="module")(panel_genomes)
GENES_ = (
    "ALK APC ATM BRAF BRCA1 BRCA2 CALR CDH1 CDKN2A CTNNB1 EGFR EZH2 FLT3 IDH1 JAK2 KIT KRAS MET MLH1 MSH2 MSH6 NF1 NPM1"
    " NRAS PALB2 PDGFRA PIK3CA PTEN RB1 RET RUNX1 SMAD4 STK11 TERT TP53 TSC2 VHL"
).split()
DIFFERENT_BASES = {"ATM"}  # one coding base differs between the builds
EDITS = 4000


def drawn(chance: random.Random, transcript: Transcript, reference: Reference) -> tuple[int, int, str] | None:
    """Draw an edit near or in an exon, along the transcript; None where the reference does not know its bases."""
    layout = transcript.layout
    exon = chance.randrange(len(layout.starts))
    first = chance.randrange(layout.starts[exon] - 12, layout.ends[exon] + 12)
    removed = chance.choice((0, 1, 1, 1, 2, 3, 6, 9, 12))
    inserted = "".join(chance.choice("ACGT") for _ in range(chance.choice((0, 1, 1, 1, 3, 6)))) if removed != 12 else ""
    around = reference.bases(transcript.contig, *layout.along(first - 60, first + 60))
    return None if "N" in around or not (removed or inserted) else (first, removed, inserted)


def located(transcript: Transcript, edit: tuple[int, int, str], reference: Reference) -> Locus:
    first, removed, inserted = edit
    start0, end0 = transcript.layout.along(first, first + removed)
    bases = reference.bases(transcript.contig, start0 - 1, end0)
    inserted = inserted if transcript.strand > 0 else reverse_complement(inserted)
    return Locus(transcript.contig, start0, bases, bases[0] + inserted)


def moved(older: Transcript, newer: Transcript, edit: tuple[int, int, str]) -> tuple[int, int, str]:
    """Count the same edit on the other build: by its exon."""
    first, removed, inserted = edit
    exon = min(range(len(older.exons)), key=lambda index: abs(older.layout.starts[index] - first))
    return newer.layout.starts[exon] + first - older.layout.starts[exon], removed, inserted


@pytest.mark.parametrize("gene", "ALK APC BRAF BRCA1 BRCA2 CALR EGFR FLT3 KIT MET MLH1 NF1 TERT TP53 TSC2 VHL KRAS ABL1 RET ATM".split())
def test_builds_and_facts(gene: str, kb: KnowledgeBase, genomes: dict[str, Reference]) -> None:
    chance = random.Random(gene)
    older, newer = kb.transcripts(gene, "GRCh37")[0], kb.transcripts(gene, "GRCh38")[0]
    stored = place_codons(older, kb.codons(gene, "GRCh37"))
    seen = 0
    for _ in range(EDITS):
        edit = drawn(chance, older, genomes["GRCh37"])
        if edit is None:
            continue
        locus = located(older, edit, genomes["GRCh37"])
        full = call(locus, older, bases=genomes["GRCh37"].bases, codons=stored)
        if isinstance(full, Unavailable):  # an inserted text that changes nothing
            assert "is the reference" in full.words
            continue
        seen += 1
        facts = call(locus, older, bases=None, codons=stored)
        if isinstance(facts, Call):
            assert_subset(facts, full)
        other = located(newer, moved(older, newer, edit), genomes["GRCh38"])
        same_bases = other.reference == locus.reference and gene not in DIFFERENT_BASES
        if same_bases and len(older.exons) == len(newer.exons):
            again = call(other, newer, bases=genomes["GRCh38"].bases, codons={})
            assert isinstance(again, Call)
            assert replace(again, method=full.method) == full, (locus, other)
    assert seen > EDITS // 10
