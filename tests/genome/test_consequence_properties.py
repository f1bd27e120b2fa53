"""Laws of the consequence engine on random genes: what a name says is what the edit does, however it is spelled."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from oncotier.domain.observation import Locus
from oncotier.domain.protein import (
    Deletion,
    Delins,
    Duplication,
    Extension,
    Frameshift,
    Insertion,
    ProteinChange,
    StartLoss,
    codon_span1,
)
from oncotier.domain.value import Value, replace
from oncotier.genome.consequence import Call, Unavailable, call
from oncotier.notation import coding
from tests.genome.synthetic import Genome, explains, mirrored, random_genome, translated, turned

MANY = settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
_BASES = st.text("ACGT", max_size=7)


class Drawn(Value, frozen=True):
    """An edit of a random gene, counted in the gene's direction."""

    genome: Genome
    start: int
    removed: int
    inserted: str

    @property
    def locus(self) -> Locus:
        return self.genome.locus(self.start, self.removed, self.inserted)


@st.composite
def edits(draw: st.DrawFn) -> Drawn:
    """Draw a gene and an edit anywhere between its first and its last exonic base."""
    one = random_genome(draw(st.integers(0, 60)))
    first, last = one.transcript.exons[0][0], one.transcript.exons[-1][1]
    start = draw(st.integers(first + 1, last - 12))
    removed = draw(st.integers(0, 9))
    sense = one.contig
    repeated = draw(st.booleans())
    inserted = sense[start - draw(st.integers(1, 9)) : start] if repeated and not removed else draw(_BASES)
    old = sense[start : start + removed]
    assume(old != inserted)
    if removed and inserted:
        assume(old[0] != inserted[0] and old[-1] != inserted[-1])
    return Drawn(one, start, removed, inserted)


def called(drawn: Drawn, locus: Locus | None = None) -> Call:
    found = call(locus or drawn.locus, drawn.genome.transcript, bases=drawn.genome.bases, codons={})
    assert isinstance(found, Call), found
    return found


def applied(name: str, one: Genome) -> str | None:
    """Apply a coding name to the spliced transcript; None where it names a base outside of it."""
    change = coding.parse(name)
    if change.first.offset or change.last.offset:
        return None

    def place(position: coding.CodingPosition) -> int:
        before = {5: one.coding_from - position.base, 0: one.coding_from + position.base - 1}
        return before.get(position.region, one.coding_to + position.base - 1)

    first, last, edit = place(change.first), place(change.last) + 1, change.edit
    if first < 0 or last > len(one.spliced):
        return None
    old = one.spliced[first:last]
    if ">" in edit:
        assert edit[0] == old
        new = edit[2]
    elif edit.startswith("ins"):
        new = old[0] + edit[3:] + old[1]
    else:
        new = {"del": "", "dup": old + old}.get(edit, edit.removeprefix("delins"))
    return one.spliced[:first] + new + one.spliced[last:]


@MANY
@given(edits())
def test_names_say_what_the_edit_does(drawn: Drawn) -> None:
    one, found = drawn.genome, called(drawn)
    assert not found.ambiguous
    assert found.method == "fasta"
    assume(found.exon is not None and found.intron is None and not found.consequence.startswith("splice_d"))
    assume(not found.consequence.startswith("splice_a") and "splice_donor_variant" not in found.also)
    made = applied(found.coding, one)
    if made is None:
        return
    if one.spliced_after(drawn.start, drawn.removed, drawn.inserted) != one.spliced:  # written inside one exon
        assert made == one.spliced_after(drawn.start, drawn.removed, drawn.inserted)
    if found.protein is None or isinstance(found.protein, StartLoss):
        return
    if found.consequence == "start_retained_variant":
        assert made.endswith(one.spliced[one.coding_from :])
        return
    assert explains(found.protein, one.protein, translated(made[one.coding_from :])), found
    assert is_most_terminal(found.protein, one.protein)


def is_most_terminal(change: ProteinChange, protein: str) -> bool:
    """Tell whether a name follows the 3' rule and is the shortest."""
    match change:
        case Deletion(first, last):
            return protein[first.position - 1] != protein[last.position]
        case Insertion(_, last, inserted):
            length = len(inserted)
            repeats = last.position > length and protein[last.position - 1 - length : last.position - 1] == inserted
            return not repeats and (inserted[-1] == "*" or protein[last.position - 1] != inserted[0])
        case Duplication(first, last):
            return protein[first.position - 1] != protein[last.position]
        case Delins(first, last, inserted):
            ends = protein[first.position - 1] != inserted[0]
            return ends and (inserted[-1] == "*" or protein[last.position - 1] != inserted[-1])
        case _:
            return True


@MANY
@given(edits())
def test_both_strands_say_the_same(drawn: Drawn) -> None:
    other = Drawn(mirrored(drawn.genome), drawn.start, drawn.removed, drawn.inserted)
    assert called(drawn) == called(other)


@MANY
@given(edits(), st.integers(1, 6))
def test_every_spelling_says_the_same(drawn: Drawn, anchor: int) -> None:
    expected = called(drawn)
    for one in (drawn.genome, mirrored(drawn.genome)):
        assert called(Drawn(one, 0, 0, ""), one.locus(drawn.start, drawn.removed, drawn.inserted, anchor)) == expected
    if drawn.removed and drawn.inserted:
        return
    for start, inserted in equal_places(drawn):
        shifted = Drawn(drawn.genome, start, drawn.removed, inserted)
        assert called(shifted) == expected, (shifted.locus, drawn.locus)


def equal_places(drawn: Drawn) -> list[tuple[int, str]]:
    """Find by trial every place where the same edit gives the same contig."""
    contig = drawn.genome.contig
    made = contig[: drawn.start] + drawn.inserted + contig[drawn.start + drawn.removed :]
    length = len(drawn.inserted)
    found = []
    for start in range(max(1, drawn.start - 30), drawn.start + 30):
        inserted = made[start : start + length]
        if contig[:start] + inserted + contig[start + drawn.removed :] == made:
            found.append((start, inserted))
    return found


@MANY
@given(edits(), st.data())
def test_facts_never_contradict_the_reference(drawn: Drawn, data: st.DataObject) -> None:
    one = drawn.genome
    residues = list(range(1, len(one.protein) + 1))
    chosen = data.draw(st.lists(st.sampled_from(residues), unique=True))
    hidden = tuple(data.draw(st.lists(st.sampled_from(chosen), unique=True))) if chosen else ()
    full = called(drawn)
    found = call(drawn.locus, one.transcript, bases=None, codons=one.codons(chosen, hidden=hidden))
    if isinstance(found, Unavailable):
        assert found.reason == "consequence_unavailable"
        assert "--fasta" in found.words
    else:
        assert_subset(found, full)


def assert_subset(found: Call, full: Call) -> None:
    assert found.method != "fasta"
    if found.coding:
        assert found.coding == full.coding
    if not found.ambiguous:
        assert (found.consequence, found.also, found.exon, found.intron) == (
            full.consequence, full.also, full.exon, full.intron,
        )  # fmt: skip
        assert without_distance(found.protein) == without_distance(full.protein)
        return
    if found.protein is None or full.protein is None:
        return  # a splice or intron call whose place is open: the reference may move it into the exon
    if found.consequence == "frameshift_variant":
        assert full.consequence in {"frameshift_variant", "stop_gained", "stop_lost", "stop_retained_variant"}
        assert codon_span1(found.protein)[0] <= codon_span1(full.protein)[0]
    elif found.consequence in {"inframe_deletion", "inframe_insertion"}:
        assert full.consequence in {found.consequence, "stop_gained", "stop_retained_variant"}
        if full.consequence == found.consequence:
            assert net_length(found.protein) == net_length(full.protein)
            assert codon_span1(found.protein)[0] <= codon_span1(full.protein)[1] + 1  # a copy of the residue in front


def without_distance(change: ProteinChange | None) -> ProteinChange | None:
    if isinstance(change, Frameshift | Extension):
        return replace(change, stop_distance=None)
    return change


def net_length(change: ProteinChange) -> int:
    start, end = codon_span1(change)
    match change:
        case Deletion():
            return start - end - 1
        case Duplication():
            return end - start + 1
        case Insertion(_, _, _, length):
            return length
        case Delins(_, _, _, length):
            return length - (end - start + 1)
        case _:
            return 0


@MANY
@given(st.integers(0, 60), st.data())
def test_a_known_codon_is_as_good_as_a_reference(seed: int, data: st.DataObject) -> None:
    one = random_genome(seed)
    residue = data.draw(st.integers(2, len(one.protein) - 1))
    place = one.at(residue * 3 - 3 + data.draw(st.integers(1, 3)))
    alternate = data.draw(st.sampled_from([base for base in "ACGT" if base != one.contig[place]]))
    for gene in (one, mirrored(one)):
        locus = gene.locus(place, 1, alternate)
        found = call(locus, gene.transcript, bases=None, codons=gene.codons([residue]))
        assert isinstance(found, Call)
        assert found.method == "codon facts"
        full = call(locus, gene.transcript, bases=gene.bases, codons={})
        assert replace(found, method="fasta") == full


@given(st.integers(0, 60), st.data())
def test_a_wrong_reference_allele_is_never_called(seed: int, data: st.DataObject) -> None:
    one = random_genome(seed)
    place = data.draw(st.integers(one.transcript.exons[0][0], one.transcript.exons[-1][1] - 1))
    wrong, alternate = data.draw(st.permutations([base for base in "ACGT" if base != one.contig[place]]))[:2]
    found = call(Locus("7", place + 1, wrong, alternate), one.transcript, bases=one.bases, codons={})
    assert isinstance(found, Unavailable)
    assert found.reason == "reference_mismatch"
    residues = list(range(1, len(one.protein) + 1))
    facts = call(Locus("7", place + 1, wrong, alternate), one.transcript, bases=None, codons=one.codons(residues))
    if one.transcript.layout.is_coding(place):
        assert isinstance(facts, Unavailable)
        assert facts.reason == "reference_mismatch"


def test_the_helpers_mirror() -> None:
    assert turned("AACG") == "CGTT"
    one = random_genome(3)
    assert mirrored(mirrored(one)) == one
