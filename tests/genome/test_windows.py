"""Random changes in the windows of the named classes (opt-in): the stored codons call each as the reference does."""

from __future__ import annotations

import random

import pytest

from oncotier.domain.observation import Locus
from oncotier.domain.value import replace
from oncotier.genome.assembly import BUILDS
from oncotier.genome.consequence import Call, Unavailable, call
from oncotier.genome.transcript import Transcript, place_codons
from oncotier.genome.translate import reverse_complement
from oncotier.knowledge.base import KnowledgeBase
from oncotier.readers.reference import Reference
from tests.genome.shared import panel_genomes
from tests.genome.test_consequence_properties import assert_subset

pytestmark = pytest.mark.shared
genomes = pytest.fixture(scope="module")(panel_genomes)
# gene, codons, kinds of change
WINDOWS = """
EGFR    729  761   deletion delins substitution
EGFR    762  823   insertion duplication substitution
EGFR    855  864   substitution
KIT     449  514   duplication substitution
KIT     550  592   deletion delins duplication substitution
KIT     627  664   substitution
KIT     788  828   substitution deletion
FLT3    572  630   duplication tandem insertion
FLT3    830  845   substitution deletion
PDGFRA  552  596   deletion substitution
PDGFRA  631  668   substitution
PDGFRA  814  854   deletion delins substitution
BRAF    464  471   substitution
BRAF    485  492   deletion
BRAF    593  605   substitution duplication
MET     963  1010  substitution deletion
KRAS    8    16    substitution duplication
KRAS    55   70    substitution duplication
KRAS    114  120   substitution
KRAS    143  149   substitution
NRAS    8    16    substitution
NRAS    55   70    substitution
CTNNB1  29   49    substitution deletion
JAK2    505  547   substitution deletion duplication
NPM1    284  293   frameshift
CALR    352  400   frameshift
PIK3CA  979  1067  substitution frameshift
POLE    268  471   substitution
"""
CASES = [
    (gene, int(first), int(last), kind)
    for gene, first, last, *kinds in (line.split() for line in WINDOWS.strip().splitlines())
    for kind in kinds
]
EDITS = 16


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize(("gene", "first", "last", "kind"), CASES)
def test_a_window_needs_no_reference(
    gene: str, first: int, last: int, kind: str, build: str, kb: KnowledgeBase, genomes: dict[str, Reference]
) -> None:
    chance, reference = random.Random(f"{gene}{first}{kind}"), genomes[build]
    transcript = kb.transcripts(gene, build)[0]
    stored = place_codons(transcript, kb.codons(gene, build))
    seen = ambiguous = 0
    while seen < EDITS:
        edit = drawn(chance, kind, transcript, chance.randint(first, last), reference)
        locus = left_aligned(transcript, edit, reference) if edit is not None else None
        full = call(locus, transcript, bases=reference.bases, codons=stored) if locus is not None else None
        if full is None or (isinstance(full, Unavailable) and "is the reference" in full.words):
            continue
        seen += 1
        facts = call(locus, transcript, bases=None, codons=stored) if locus is not None else None
        assert isinstance(full, Call)
        assert isinstance(facts, Call), (locus, facts)
        assert_subset(replace(facts, ambiguous=False), full)
        ambiguous += facts.ambiguous
    assert ambiguous <= 1  # at the end of an exon the same bases may go on in the intron


def test_canonical_sites_of_the_windows(kb: KnowledgeBase, genomes: dict[str, Reference]) -> None:
    """Without a reference the sites beside an exon are taken to read GT and AG."""
    for gene in sorted({case[0] for case in CASES}):
        for build in BUILDS:
            transcript = kb.transcripts(gene, build)[0]
            layout = transcript.layout
            donors = {read(transcript, genomes[build], end, end + 2) for end in layout.ends[:-1]}
            acceptors = {read(transcript, genomes[build], start - 2, start) for start in layout.starts[1:]}
            assert donors <= {"GT", "NN"}, gene
            assert acceptors <= {"AG", "NN"}, gene


def drawn(
    chance: random.Random, kind: str, transcript: Transcript, residue: int, reference: Reference
) -> tuple[int, int, str] | None:
    """Draw (first, behind, inserted) along the transcript within one exon; None where the exon has no room."""
    layout = transcript.layout
    place = layout.place_of(residue * 3 - 3 + chance.randrange(3))
    exon = layout.exon_of(place)
    assert exon is not None
    start, end = layout.starts[exon], layout.ends[exon]
    length = 3 * chance.randint(1, 6)
    match kind:
        case "substitution":
            return place, place + 1, chance.choice("ACGT")
        case "deletion":
            return (place, place + length, "") if place + length <= end else None
        case "delins":
            made = noise(chance, 3 * chance.randint(1, 6) + chance.choice((0, 0, 1)))
            behind = place + length + len(made) % 3
            return (place, behind, made) if behind <= end else None
        case "insertion":
            return (place, place, noise(chance, length)) if place > start else None
        case "duplication" | "tandem":
            linker = noise(chance, 3 * chance.randint(0, 2)) if kind == "tandem" else ""
            length = 3 * chance.randint(3, 30) if kind == "tandem" else length
            copied = place - length
            return (place, place, linker + read(transcript, reference, copied, place)) if copied >= start else None
        case _:
            removed, inserted = chance.choice(((1, 0), (2, 0), (0, 1), (0, 4), (52, 0), (0, 5)))
            behind = min(end, layout.place_of(layout.cds_length - 3))  # the stop codon stays
            fits = start < place and place + removed <= behind
            return (place, place + removed, noise(chance, inserted)) if fits else None


def noise(chance: random.Random, length: int) -> str:
    return "".join(chance.choice("ACGT") for _ in range(length))


def read(transcript: Transcript, reference: Reference, first: int, behind: int) -> str:
    found = reference.bases(transcript.contig, *transcript.layout.along(first, behind))
    return found if transcript.strand > 0 else reverse_complement(found)


def left_aligned(transcript: Transcript, edit: tuple[int, int, str], reference: Reference) -> Locus | None:
    """Write an edit as callers do: on the plus strand, as far left as it goes, with one base in front."""
    start0, end0 = transcript.layout.along(edit[0], edit[1])
    inserted = edit[2] if transcript.strand > 0 else reverse_complement(edit[2])
    removed = reference.bases(transcript.contig, start0, end0)
    if removed == inserted:
        return None
    while removed and inserted and removed[-1] == inserted[-1]:
        removed, inserted = removed[:-1], inserted[:-1]
    while removed and inserted and removed[0] == inserted[0]:
        removed, inserted, start0 = removed[1:], inserted[1:], start0 + 1
    if removed and inserted:
        return Locus(transcript.contig, start0 + 1, removed, inserted)
    unit = removed or inserted
    while (before := reference.bases(transcript.contig, start0 - 1, start0)) == unit[-1]:
        unit, start0 = before + unit[:-1], start0 - 1
    return Locus(transcript.contig, start0, before + unit * bool(removed), before + unit * bool(inserted))
