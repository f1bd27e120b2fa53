"""Laws of the notations: what is written is read back, and no text at all gets past `NotationError`."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oncotier.domain.biomarker import AllOf, AnyOf, Atom, AtomKind, Not, Pattern
from oncotier.domain.protein import (
    Deletion,
    Delins,
    Duplication,
    Extension,
    Frameshift,
    Insertion,
    ProteinChange,
    Residue,
    Splice,
    StartLoss,
    Substitution,
    Synonymous,
)
from oncotier.errors import NotationError
from oncotier.knowledge.load import load
from oncotier.notation import biomarker, coding, protein, statement
from oncotier.notation.coding import CodingChange, CodingPosition
from oncotier.notation.consequence import of_coding, of_protein
from oncotier.notation.label import genes_of, kind_of, label_of
from tests.tables import rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn

KB = load()
NAMES = KB.names
AMINO_ACIDS = "ACDEFGHIKLMNPQRSTUVWY"

Read = TypeVar("Read")


def read_or_refused(parse: Callable[..., Read], text: str, **options: object) -> Read | None:
    """Read a text; where it is refused the place of the fault lies within it."""
    try:
        return parse(text, **options)
    except NotationError as error:
        refusal = error
    assert refusal.text == text
    assert 0 <= refusal.start0 <= refusal.end0 <= len(text)
    assert refusal.drawing().startswith(text)
    return None


# ---------------------------------------------------------------------------------------------- protein changes

positions = st.integers(2, 99_999)
amino_acids = st.sampled_from(AMINO_ACIDS)
sequences = st.text(amino_acids, min_size=1, max_size=8)
lengths = st.integers(1, 9_999)
distances = st.none() | st.integers(2, 999)
residues = st.builds(Residue, positions, amino_acids | st.just(""))
named_residues = st.builds(Residue, positions, amino_acids)
stops = st.builds(Residue, positions, st.just("*"))


@st.composite
def spans(draw: DrawFn) -> tuple[Residue, Residue]:
    """Draw the two ends of a range; a range of one residue has one end."""
    first = draw(residues)
    count = draw(st.integers(0, 60))
    if not count:
        return first, first
    return first, Residue(first.position + count, draw(amino_acids | st.just("")))


@st.composite
def neighbors(draw: DrawFn) -> tuple[Residue, Residue]:
    first = draw(residues)
    return first, Residue(first.position + 1, draw(amino_acids | st.just("")))


@st.composite
def insertions(draw: DrawFn) -> Insertion:
    """Draw an insertion that its neighbors do not prove to be a duplication."""
    sequence = draw(sequences | st.just(""))
    first, last = draw(neighbors())
    if sequence and sequence in {first.amino_acid, last.amino_acid, last.amino_acid + first.amino_acid}:
        sequence = ""
    return Insertion(first, last, sequence, len(sequence) or draw(lengths))


@st.composite
def deletion_insertions(draw: DrawFn) -> Delins:
    """Draw a delins in its simplest form: where both ends are named it shares neither with what it puts there."""
    first, last = draw(spans())
    inserted = draw(st.text(amino_acids, min_size=0, max_size=8))
    removed = first.amino_acid if first == last else first.amino_acid + last.amino_acid
    shares = inserted and (inserted[0] in removed or inserted[-1] in removed or len(inserted) == 1)
    if shares and last.position - first.position < 2:
        inserted = ""
    return Delins(first, last, inserted, len(inserted) or draw(lengths))


@st.composite
def substitutions(draw: DrawFn) -> Substitution:
    at = draw(named_residues)
    return Substitution(at, draw(st.sampled_from(AMINO_ACIDS + "X*").filter(lambda letter: letter != at.amino_acid)))


protein_changes: st.SearchStrategy[ProteinChange] = st.one_of(
    substitutions(),
    st.builds(Substitution, residues, st.just("*")),
    st.builds(lambda span: Deletion(*span), spans()),
    st.builds(lambda span: Duplication(*span), spans()),
    insertions(),
    deletion_insertions(),
    st.builds(Frameshift, residues, amino_acids | st.just(""), distances),
    st.builds(Extension, stops, amino_acids | st.just(""), distances),
    st.just(StartLoss()),
    st.builds(Synonymous, residues | stops),
    st.builds(Splice, st.builds(Residue, positions)),
)


@given(protein_changes)
def test_a_short_protein_change_is_read_as_itself(change: ProteinChange) -> None:
    written = protein.format_short(change)
    assert protein.parse(written, x_is_stop=False) == change
    assert protein.parse(f"p.{written}", x_is_stop=False) == change
    assert protein.parse(f"p.({written})", x_is_stop=False) == change
    assert protein.is_protein_like(written)
    assert of_protein(change)


@given(protein_changes.filter(lambda change: not isinstance(change, Splice)))
def test_a_long_protein_change_is_read_as_itself(change: ProteinChange) -> None:
    written = protein.format_long(change)
    assert protein.parse(written) == change
    assert protein.parse(f"NP_005219.2:{written}") == change
    if written[3].isalpha():  # capitals are told from one-letter code by the first residue
        assert protein.parse(written.upper().replace("P.(", "p.(")) == change


@given(protein_changes)
def test_a_label_names_the_change(change: ProteinChange) -> None:
    text = f"EGFR {protein.format_short(change)}"
    if coding.is_coding_like(protein.format_short(change)):
        text = text.replace(" ", " p.")
    assert label_of(statement.parse(text, NAMES).event) == text


@given(st.text(string.ascii_letters + string.digits + "_*>=?().:;-+ ", max_size=30))
@example("0")
@example("p.")
@example("M1ext-5")
def test_what_is_read_once_is_read_the_same_again(text: str) -> None:
    change = read_or_refused(protein.parse, text, x_is_stop=False)
    if change is None:
        return
    assert protein.parse(protein.format_short(change), x_is_stop=False) == change


# ---------------------------------------------------------------------------------------------- coding changes

bases = st.text("ACGT", min_size=1, max_size=12)


@st.composite
def coding_positions(draw: DrawFn) -> CodingPosition:
    region = draw(st.sampled_from((5, 0, 0, 0, 3)))
    return CodingPosition(region, draw(st.integers(1, 99_999)), draw(st.just(0) | st.integers(-500, 500)))


@st.composite
def coding_changes(draw: DrawFn) -> CodingChange:
    first, last = sorted((draw(coding_positions()), draw(coding_positions())), key=lambda place: place.along)
    kind = draw(st.sampled_from(("sub", "del", "dup", "inv", "ins", "delins", "=")))
    if kind == "sub":
        one, two = draw(st.permutations("ACGT"))[:2]
        return CodingChange(first, first, f"{one}>{two}")
    if kind == "ins":
        first = CodingPosition(0, first.base)
        return CodingChange(first, CodingPosition(0, first.base + 1), f"ins{draw(bases | st.integers(1, 999))}")
    edit = f"delins{draw(bases | st.integers(1, 999))}" if kind == "delins" else kind
    return CodingChange(first, draw(st.sampled_from((first, last))), edit)


@given(coding_changes())
def test_a_coding_change_is_read_as_itself(change: CodingChange) -> None:
    written = str(change)
    assert coding.parse(written) == change
    assert coding.parse(written.removeprefix("c.")) == change
    assert coding.parse(f"NM_005228.5(EGFR):{written}") == change
    assert coding.parse(written.lower()) == change
    assert coding.is_coding_like(written)


@given(coding_changes())
def test_what_a_place_implies_is_consistent(change: CodingChange) -> None:
    term = of_coding(change)
    offsets = [place.offset for place in (change.first, change.last)]
    if change.is_canonical_splice:
        assert any(offsets)
        assert term in {"splice_donor_variant", "splice_acceptor_variant"}
    if change.is_promoter:
        assert not any(offsets)
    if term in {"frameshift_variant", "inframe_deletion", "inframe_insertion"}:
        added = change.net_length or change.copied_length
        assert added
        assert (added % 3 != 0) == (term == "frameshift_variant")


@given(st.text("c.0123456789-+*_>=ACGTacgtdelinsupv()", max_size=25))
def test_any_coding_text_is_read_or_refused(text: str) -> None:
    change = read_or_refused(coding.parse, text)
    if change is None:
        return
    assert coding.parse(str(change)) == change
    assert isinstance(of_coding(change), str)


# ---------------------------------------------------------------------------------------------- patterns

ATOMS = [
    "p:L858R", "codon:12", "codons:550-592", "exon:19:inframe_del", "exons:2-7:del", "itd", "fusion:any::ALK", "amp",
    "amp:high", "lof", "onc:tkd", "promoter:-124C>T", "wt:12/13", "status:low", "ihc:>=75%@2+", "pdl1:CPS>=10",
    "sig:TMB>=10", "sig:MSI-H", "cyto:t(11;14)", "hla:A*02:01", "clinical:left-sided primary", "none",
]  # fmt: skip
atoms = st.builds(lambda gene, text: gene + text, st.sampled_from(("", "EGFR:", "H3-3A:")), st.sampled_from(ATOMS)).map(
    biomarker.parse
)


def _longer(inner: st.SearchStrategy[Pattern]) -> st.SearchStrategy[Pattern]:
    """Nest as the grammar does: an OR in an OR, and an AND in an AND, are one."""
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        st.builds(Not, inner),
        several.filter(lambda parts: not any(isinstance(part, AllOf) for part in parts)).map(
            lambda parts: AllOf(tuple(parts))
        ),
        several.filter(lambda parts: not any(isinstance(part, AnyOf) for part in parts)).map(
            lambda parts: AnyOf(tuple(parts))
        ),
    )


patterns: st.SearchStrategy[Pattern] = st.recursive(atoms, _longer, max_leaves=8)


@given(patterns)
def test_a_pattern_is_read_as_itself(pattern: Pattern) -> None:
    written = biomarker.format_pattern(pattern)
    assert biomarker.parse(written) == pattern
    assert biomarker.format_pattern(biomarker.parse(written)) == written


@given(st.text("abpEGFR:,&!()12>=+%@ ", max_size=40) | st.lists(st.sampled_from([*ATOMS, *",&!():"])).map("".join))
def test_any_pattern_text_is_read_or_refused(text: str) -> None:
    pattern = read_or_refused(biomarker.parse, text)
    if pattern is None:
        return
    assert isinstance(pattern, Atom | Not | AllOf | AnyOf)
    assert biomarker.parse(biomarker.format_pattern(pattern)) is not None


def test_the_strategies_speak_of_every_form() -> None:
    assert {kind for kind in AtomKind if kind.value in " ".join(ATOMS)} >= {AtomKind.PROTEIN, AtomKind.FUSION}


# ---------------------------------------------------------------------------------------------- statements

TABLE = [row["text"] for row in rows("notation_statement.tsv")]
WORDS = [
    *"EGFR egfr ALK HER2 c-MET BRCA1 BRCA EML4 MSI MSI-H TMB PD-L1 HLA-A NA 1-Mar L858R p.Leu858Arg c.2573T>G".split(),
    *"E746_A750del exon 14 19 deletion insertion skipping fusion rearrangement amplification loss gain".split(),
    *"positive negative not detected no mutation wild-type IHC ISH 3+ 2+ 60% TPS CPS germline somatic".split(),
    *"promoter ITD variant of in codon :: -- - / ( ) , ; : + % = ? Δ Xaa * t(9;22) del(17p) clinical:".split(),
]
ODD = "ıİſKäµ²٣−–—‑ \t\n\x00\x1f\u200b\ufeff\U0001f9ec"
texts = st.one_of(
    st.text(max_size=60),
    st.text(string.printable + ODD, max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=7).map("".join),
    st.lists(st.sampled_from([*WORDS, *ODD]), max_size=8).map("".join),
    st.builds(lambda one, cut, two: one[:cut] + two[cut:], *[st.sampled_from(TABLE), st.integers(0, 20)],
              st.sampled_from(TABLE)),
)  # fmt: skip


@settings(max_examples=1500)
@given(texts)
@example("germlıne BRCA1 mutation")
@example("germline")
@example("TMB İ")
@example("EGFR ٣")
def test_any_text_is_read_or_refused(text: str) -> None:
    read = read_or_refused(statement.parse, text, names=NAMES)
    if read is None:
        return
    assert label_of(read.event)
    assert kind_of(read.event)
    genes_of(read.event, KB.fusion_targets)


def _outcome(text: str) -> object:
    """Return what a text is read as, or that it is refused."""
    try:
        read = statement.parse(text, NAMES)
    except NotationError:
        return None
    return read.event, read.origin, read.hgvs_c


ABOUT_GENES = [
    (gene, text.removeprefix(gene).strip())
    for text in TABLE
    for gene in ("EGFR", "ALK", "BRCA1", "HER2", "MET", "KRAS", "TP53", "PTEN", "c-MET")
    if text.startswith(f"{gene} ")
]
cases: list[Callable[[str], str]] = [str.lower, str.upper, str.capitalize, str.swapcase]


@given(st.sampled_from(ABOUT_GENES), st.sampled_from(cases))
def test_the_case_of_the_gene_does_not_matter(about: tuple[str, str], case: Callable[[str], str]) -> None:
    gene, rest = about
    assert _outcome(f"{case(gene)} {rest}") == _outcome(f"{gene} {rest}")


@given(st.sampled_from([text for text in TABLE if text.strip()]), st.sampled_from(["  ", "\t", " \n ", "\u00a0"]))
def test_white_space_does_not_matter(text: str, space: str) -> None:
    assert _outcome(space + space.join(text.split()) + space) == _outcome(text)


@given(st.sampled_from(TABLE))
def test_reading_a_text_again_gives_the_same(text: str) -> None:
    assert _outcome(text) == _outcome(text)


@pytest.mark.parametrize("mark", ["", '"', "'"])
def test_quotes_do_not_matter(mark: str) -> None:
    assert _outcome(f"{mark}EGFR L858R{mark}") == _outcome("EGFR L858R")
