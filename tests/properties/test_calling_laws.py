"""Laws of raw calls, from the record to the options: however a change is written, the report is the same."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from oncotier.domain.value import Value
from oncotier.genome.assembly import BUILDS
from oncotier.genome.translate import reverse_complement
from oncotier.interpret.caller import no_reference
from tests.genome.shared import reference_folder, reference_set
from tests.interpret.places import placed, report_of
from tests.readers.builders import GRCH37, GRCH38, knowledge, read, report, vcf, vcf_row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypothesis.strategies import DrawFn

    from oncotier.domain.report import Report
    from oncotier.interpret.caller import References
    from oncotier.readers.references import ReferenceSet

MANY = settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
genomes = pytest.fixture(scope="module")(reference_set)
TUMOR = "LUAD"
SHORTEST = 5  # codons of a run
HEADERS = {"GRCh37": GRCH37, "GRCh38": GRCH38}


class Run(Value, frozen=True):
    """Stored codons that follow each other in one exon: their bases along the transcript, the places in both builds."""

    gene: str
    contig: str
    sense: int
    bases: str
    first1: tuple[int, int]

    def start1(self, build: str, along: int, length: int) -> int:
        """Return the lowest position of `length` bases from a place along the run on."""
        first1 = self.first1[BUILDS.index(build)]
        return first1 + along if self.sense > 0 else first1 - along - length + 1

    def forward(self, bases: str) -> str:
        return bases if self.sense > 0 else reverse_complement(bases)

    def record(self, build: str, along: int, removed: int, inserted: str, anchor: int = 1) -> str:
        """Write a change as `contig:pos:ref:alt`, with as many shared bases in front (on the plus strand) as asked."""
        old = self.forward(self.bases[along : along + removed])
        start1 = self.start1(build, along, removed)
        if removed and inserted:
            return f"{self.contig}:{start1}:{old}:{self.forward(inserted)}"
        before = self.bases[along - anchor : along] if self.sense > 0 else self.bases[along + removed :][:anchor]
        shared = self.forward(before)
        start1 = start1 - anchor
        return f"{self.contig}:{start1}:{shared}{old}:{shared}{self.forward(inserted)}"


@cache
def runs() -> tuple[Run, ...]:
    """Return every run of stored codons of the panel."""
    kb, found = knowledge(), []
    for gene in sorted(kb.genes):
        stored = [{one.residue: one for one in kb.codons(gene, build) if one.bases} for build in BUILDS]
        transcripts = [kb.transcripts(gene, build)[:1] for build in BUILDS]
        if not all(transcripts) or not all(stored):
            continue
        sense = transcripts[0][0].strand
        members: list[int] = []
        for residue in [*sorted(stored[0].keys() & stored[1].keys()), -1]:
            if members and all(follows(table[members[-1]].positions1, table.get(residue), sense) for table in stored):
                members.append(residue)
                continue
            if len(members) >= SHORTEST:
                bases = "".join(stored[0][one].bases for one in members)
                places = stored[0][members[0]].positions1[0], stored[1][members[0]].positions1[0]
                found.append(Run(gene, transcripts[0][0].contig, sense, bases, places))
            members = [residue]
    return tuple(found)


def follows(before: tuple[int, int, int], codon: object, sense: int) -> bool:
    positions = getattr(codon, "positions1", (0, 0, 0))
    return before[2] - before[0] == positions[2] - positions[0] == 2 * sense and positions[0] == before[2] + sense


class Drawn(Value, frozen=True):
    run: Run
    along: int
    removed: int
    inserted: str


@st.composite
def edits(draw: DrawFn, *, max_length: int = 9) -> Drawn:
    run = draw(st.sampled_from(runs()))
    along = draw(st.integers(3, len(run.bases) - 4))
    removed = draw(st.integers(0, min(max_length, len(run.bases) - along - 3)))
    copied = draw(st.booleans())
    length = draw(st.integers(1, 6))
    inserted = run.bases[max(0, along - length) : along] if copied else draw(st.text("ACGT", max_size=6))
    old = run.bases[along : along + removed]
    assume(old != inserted)
    if removed and inserted:
        assume(old[0] != inserted[0] and old[-1] != inserted[-1])
    return Drawn(run, along, removed, inserted)


def told(found: Report) -> tuple[object, ...]:
    """Return what a report says, without where it was written."""
    ids = {one.id: one.label for one in found.alterations}
    alterations = sorted(
        (one.label, one.classes, one.hgvs_c, one.hgvs_p, one.also_known_as) for one in found.alterations
    )
    options = [
        (one.therapy, one.amp_tier, one.state, tuple(sorted(ids[support] for support in one.supports)))
        for one in (*found.options, *found.not_recommended)
    ]
    return alterations, options, sorted({one.reason for one in found.unresolved})


def reported(texts: Iterable[str], build: str, references: References = no_reference, phase: str = "") -> Report:
    records = [placed(text, build, record1=number, phase=phase) for number, text in enumerate(texts, start=1)]
    return report_of(knowledge(), records, references, tumor=TUMOR)


def test_there_are_runs_on_both_strands() -> None:
    assert len(runs()) > 30
    assert {run.sense for run in runs()} == {1, -1}


@MANY
@given(edits())
def test_both_builds_say_the_same(drawn: Drawn) -> None:
    texts = [drawn.run.record(build, drawn.along, drawn.removed, drawn.inserted) for build in BUILDS]
    old, new = (reported([text], build) for text, build in zip(texts, BUILDS, strict=True))
    assert told(old) == told(new)


@MANY
@given(edits(), st.integers(1, 3))
def test_shared_bases_in_front_do_not_matter(drawn: Drawn, anchor: int) -> None:
    first, second = (
        reported([drawn.run.record("GRCh37", drawn.along, drawn.removed, drawn.inserted, one)], "GRCh37")
        for one in (1, anchor)
    )
    assert told(first) == told(second)


@MANY
@given(edits())
def test_equal_places_say_the_same(drawn: Drawn) -> None:
    """Left- and right-shifted spellings; the run must hold what is beside them."""
    assume(not (drawn.removed and drawn.inserted))
    bases, length = drawn.run.bases, len(drawn.inserted)
    made = bases[: drawn.along] + drawn.inserted + bases[drawn.along + drawn.removed :]
    equal = [
        (start, made[start : start + length])
        for start in range(1, len(bases) - drawn.removed)
        if bases[:start] + made[start : start + length] + bases[start + drawn.removed :] == made
    ]
    assume(equal[0][0] > 3 and equal[-1][0] + drawn.removed < len(bases) - 3)
    expected = told(reported([drawn.run.record("GRCh38", drawn.along, drawn.removed, drawn.inserted)], "GRCh38"))
    for start, inserted in equal:
        assert told(reported([drawn.run.record("GRCh38", start, drawn.removed, inserted)], "GRCh38")) == expected


@MANY
@given(st.sampled_from(runs()), st.data())
def test_a_joined_record_and_its_phased_parts_say_the_same(run: Run, data: st.DataObject) -> None:
    codon = data.draw(st.integers(1, len(run.bases) // 3 - 2)) * 3
    first, second = data.draw(st.sampled_from([(0, 1), (0, 2), (1, 2)]))
    one, other = run.bases[codon + first], run.bases[codon + second]
    new = [data.draw(st.sampled_from([base for base in "ACGT" if base != old])) for old in (one, other)]
    middle = run.bases[codon + 1] if second - first == 2 else ""
    length = second - first + 1
    joined = run.record("GRCh37", codon + first, length, new[0] + middle + new[1])
    parts = [run.record("GRCh37", codon + place, 1, base) for place, base in zip((first, second), new, strict=True)]
    whole, pieces = reported([joined], "GRCh37"), reported(parts, "GRCh37", phase="5|1")
    assert told(whole) == told(pieces)
    assert told(reported(parts[::-1], "GRCh37", phase="5|1")) == told(pieces)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(runs()), st.data())
def test_split_and_joined_alleles_say_the_same(run: Run, data: st.DataObject) -> None:
    along = data.draw(st.integers(1, len(run.bases) - 2))
    build = data.draw(st.sampled_from(BUILDS))
    pos1, old = run.start1(build, along, 1), run.forward(run.bases[along])
    alternates = data.draw(st.permutations([base for base in "ACGT" if base != old]))[:2]
    joined = [vcf_row(run.contig, pos1, old, ",".join(alternates), ".", "1/2:0,5,5")]
    split = [vcf_row(run.contig, pos1, old, one, ".", "0/1:5,5") for one in alternates]
    with tempfile.TemporaryDirectory() as folder:
        found = [report(read(Path(folder), vcf(rows, header=HEADERS[build]))) for rows in (joined, split)]
    assert [one.label for one in found[0].alterations] == [one.label for one in found[1].alterations]
    assert found[0].options == found[1].options


@pytest.mark.shared
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(edits())
def test_facts_never_contradict_the_reference(genomes: ReferenceSet, drawn: Drawn) -> None:
    reference_folder()
    text = drawn.run.record("GRCh37", drawn.along, drawn.removed, drawn.inserted)
    facts, full = reported([text], "GRCh37"), reported([text], "GRCh37", genomes)
    assume(not full.unresolved)
    if facts.unresolved:
        assert {one.reason for one in facts.unresolved} == {"consequence_unavailable"}
        return
    assert [one.classes for one in facts.alterations] == [one.classes for one in full.alterations]
    assert [one.therapy for one in facts.options] == [one.therapy for one in full.options]
    assert facts.inputs[0].records == full.inputs[0].records


@pytest.mark.shared
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(edits())
def test_both_builds_say_the_same_with_a_reference(genomes: ReferenceSet, drawn: Drawn) -> None:
    texts = [drawn.run.record(build, drawn.along, drawn.removed, drawn.inserted) for build in BUILDS]
    old, new = (reported([text], build, genomes) for text, build in zip(texts, BUILDS, strict=True))
    assert told(old) == told(new)
