"""Laws over spellings: one random change, written in every way that it may be, is read as one and the same."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncotier.domain.alteration import (
    CopyNumber,
    CopyState,
    Expression,
    Fusion,
    Rearrangement,
    RearrangementKind,
    ReceptorStatus,
    Signature,
    WildType,
)
from oncotier.domain.protein import Deletion, Delins, Duplication, Frameshift, ProteinChange, Residue, Substitution
from oncotier.errors import NotationError
from oncotier.knowledge.load import load
from oncotier.notation import coding, genomic, protein, statement
from oncotier.notation.accession import CHROMOSOMES, accession_of
from oncotier.notation.genomic import GenomicChange, GenomicKind
from oncotier.notation.label import label_of

KB = load()
NAMES = KB.names
AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"

# ---------------------------------------------------------------------------------------------- genomic changes

bases = st.text("ACGT", min_size=1, max_size=8)
positions1 = st.integers(100, 240_000_000)
contigs = st.sampled_from(CHROMOSOMES)
builds = st.sampled_from(("", "GRCh37", "GRCh38"))


@st.composite
def genomic_changes(draw: st.DrawFn) -> GenomicChange:
    """Draw a change in its simplest form."""
    contig, build, start1 = draw(contigs), draw(builds), draw(positions1)
    kind = draw(st.sampled_from(GenomicKind))
    if kind is GenomicKind.SUBSTITUTION:
        one, two = draw(st.permutations("ACGT"))[:2]
        return GenomicChange(contig, start1, start1, kind, one, two, build)
    if kind is GenomicKind.INSERTION:
        return GenomicChange(contig, start1, start1 + 1, kind, "", draw(bases), build)
    reference = draw(bases)
    end1 = start1 + len(reference) - 1
    if kind is not GenomicKind.DELINS:
        return GenomicChange(contig, start1, end1, kind, draw(st.sampled_from((reference, ""))), "", build)
    alternate = draw(bases)
    if alternate[0] == reference[0] or alternate[-1] == reference[-1] or len(reference) == len(alternate) == 1:
        return GenomicChange(contig, start1, end1, kind, "", alternate, build)
    return GenomicChange(contig, start1, end1, kind, reference, alternate, build)


@given(genomic_changes())
def test_a_genomic_change_is_read_as_itself(change: GenomicChange) -> None:
    written = genomic.format_genomic(change)
    assert genomic.parse(written) == change
    assert genomic.parse(f"  {written.lower()} ") == change
    assert genomic.is_genomic_like(written)
    (placed,) = statement.read(written, NAMES)
    assert isinstance(placed, statement.PlacedChange)
    assert placed.change == change


@given(contigs.filter(lambda contig: contig != "MT"), positions1, bases, bases, st.sampled_from(("GRCh37", "GRCh38")))
def test_every_spelling_of_two_alleles_is_one_change(contig: str, pos1: int, old: str, new: str, build: str) -> None:
    old, new = f"A{old}", f"A{new}"  # as VCF writes them, behind a base in front
    if old == new:
        return
    accession = accession_of(contig, build)
    end1 = pos1 + len(old) - 1
    spellings = [
        f"{build}:{contig}:{pos1}:{old}:{new}", f"{build} chr{contig}-{pos1}-{old}-{new}",
        f"{build} {contig} {pos1} . {old} {new}", f"{build} chr{contig}:{pos1} {old}>{new}",
        f"chr{contig}:{pos1:,} {old}/{new} ({build})", f"{build} {contig},{pos1},{end1},{old},{new}",
        f"{accession}:{pos1 - 1}:{old}:{new}", f"{accession}:g.{pos1}_{end1}del{old}ins{new}",
        f"chr{contig}({build}):g.{pos1}_{end1}{old}>{new}",
    ]  # fmt: skip
    read = {genomic.parse(spelling) for spelling in spellings}
    assert len(read) == 1
    change = read.pop()
    assert (change.contig, change.build) == (contig, build)
    assert genomic.parse(str(change)) == change


@settings(max_examples=400)
@given(st.text("chrNC_0123456789XYM:.,-_/ gm>=delinsupvACGTN()hgb", max_size=40))
def test_any_genomic_text_is_read_or_refused(text: str) -> None:
    try:
        change = genomic.parse(text)
    except NotationError as error:
        assert error.text == text
        assert 0 <= error.start0 <= error.end0 <= len(text)
        return
    assert genomic.parse(genomic.format_genomic(change)) == change


# ---------------------------------------------------------------------------------------------- protein and coding

codons = st.integers(2, 3000)
amino_acids = st.sampled_from(AMINO_ACIDS)


@st.composite
def changes(draw: st.DrawFn) -> ProteinChange:
    first = Residue(draw(codons), draw(amino_acids))
    last = Residue(first.position + draw(st.integers(2, 30)), draw(amino_acids))
    inserted = draw(st.text("WY", min_size=1, max_size=4))
    other = draw(amino_acids.filter(lambda letter: letter != first.amino_acid))
    every: tuple[ProteinChange, ...] = (
        Substitution(first, other),
        Substitution(first, "*"),
        Deletion(first, last),
        Deletion(first, first),
        Duplication(first, last),
        Delins(first, last, inserted, len(inserted)),
        Frameshift(first, other, 7),
    )
    return draw(st.sampled_from(every))


@given(changes(), st.sampled_from(("TP53", "EGFR", "BRCA2")))
def test_every_spelling_of_a_protein_change_is_one_event(change: ProteinChange, gene: str) -> None:
    short, long = protein.format_short(change), protein.format_long(change)
    spellings = [
        short, f"p.{short}", f"({short})", f"p.({short})", long, long.replace("p.(", "p.").rstrip(")"),
        f"{short} mutation", f"{short} {long}", f"{short} detected",
    ]  # fmt: skip
    texts = [f"{gene} {spelling}" for spelling in spellings]
    texts += [f"{gene}:p.{short}", f"{short} {gene}", f"{gene}  {short}.", f"{gene.lower()} {short}"]
    assert {label_of(statement.parse(text, NAMES).event) for text in texts} == {f"{gene} {short}"}


@given(st.integers(1, 9000), bases, st.integers(0, 3))
def test_every_spelling_of_a_coding_deletion_is_one_change(start: int, deleted: str, kind: int) -> None:
    end = start + len(deleted) - 1
    place = str(start) if start == end else f"{start}_{end}"
    edit = ("del", "dup", "inv", "del")[kind]
    expected = coding.parse(f"c.{place}{edit}")
    spellings = [f"{place}{edit}{deleted}", f"c.{place}{edit}{len(deleted)}", f"c.{start}{edit}{deleted}"]
    spellings += [f"NM_000546.6:c.{place}{edit}", f"NM_000546.6(TP53):c.{place}{edit}{deleted.lower()}"]
    assert {coding.parse(spelling) for spelling in spellings} == {expected}


def _applied(change: coding.CodingChange, sequence: str, first: int) -> str:
    """Carry out a change on bases that begin at the coding position `first`."""
    start, end = change.first.base - first, change.last.base - first + 1
    if change.edit == "del":
        return sequence[:start] + sequence[end:]
    if change.edit == "dup":
        return sequence[:end] + sequence[start:end] + sequence[end:]
    if change.edit.startswith("ins"):
        return sequence[: start + 1] + change.edit[3:] + sequence[start + 1 :]
    return sequence[:start] + change.edit.removeprefix("delins").rpartition(">")[2] + sequence[end:]


few_bases = st.text("AC", min_size=1, max_size=6)


@given(st.integers(10, 9000), few_bases, few_bases, st.sampled_from(("del{}ins{}", "{}>{}")))
def test_what_is_left_of_a_delins_makes_the_same_sequence(start: int, old: str, new: str, form: str) -> None:
    if old == new:
        return
    last = start + len(old) - 1
    read = coding.parse(f"c.{start}_{last}{form.format(old, new)}")
    assert _applied(read, f"GT{old}TG", start - 2) == f"GT{new}TG"
    assert coding.parse(str(read)) == read
    padded = coding.parse(f"c.{start - 1}_{last + 1}delT{old}TinsT{new}T")
    assert _applied(padded, f"GT{old}TG", start - 2) == f"GT{new}TG"


# ---------------------------------------------------------------------------------------------- the other notations

partners = st.sampled_from(("EML4", "KIF5B", "CD74", "TPM3", "STRN", "A2M", "NCOA4", "LMNA", "CCDC6", "HIP1"))
targets = st.sampled_from(("ALK", "RET", "ROS1", "NTRK1"))
separators = st.sampled_from(("::", "--", "-", "/", "_", ">>", "->", "→", "|", "~", " - ", "–", "—", "\u2011"))


@given(partners, targets, separators, st.sampled_from(("", " fusion", " gene fusion", " rearrangement", " positive")))
def test_every_separator_and_either_order_is_one_fusion(one: str, two: str, separator: str, words: str) -> None:
    expected = Fusion(one, two)
    assert statement.parse(f"{one}{separator}{two}{words}", NAMES).event == expected
    assert statement.parse(f"{two}{separator}{one}{words}", NAMES).event == expected
    assert statement.parse(label_of(expected), NAMES).event == expected


numbers = st.integers(0, 9999).map(lambda number: number / 10)
events = st.one_of(
    st.builds(Signature, st.sampled_from(("TMB", "bTMB")), st.just(""), numbers, st.just("mut/Mb")),
    st.builds(Signature, st.just("HRD"), st.sampled_from(("", "HRD positive", "HRD negative")), numbers),
    st.sampled_from([Signature("MSI", state) for state in ("MSI-H", "MSI-L", "MSS", "MSI-ambiguous", "MSI unknown")]),
    st.sampled_from([Signature("MMR", "dMMR"), Signature("MMR", "pMMR"), Signature("TMB", "TMB-H")]),
    st.builds(
        Expression, st.just("CD274"), st.sampled_from(("TPS", "TC", "IC")), st.just(""),
        st.integers(0, 100).map(float), st.just("%"),
    ),
    st.builds(
        Expression, st.sampled_from(("ERBB2", "MET", "FOLR1", "CLDN18")), st.just("IHC"),
        st.sampled_from(("0", "1+", "2+", "3+", "positive", "negative")),
    ),
    st.builds(
        Expression, st.sampled_from(("MET", "FOLR1")), st.just("IHC"), st.just(""), st.integers(0, 100).map(float),
        st.just("%"), st.sampled_from(("1+", "2+", "3+")),
    ),
    st.builds(ReceptorStatus, st.sampled_from(("ER", "PR", "HR", "HER2")), st.sampled_from(("positive", "negative"))),
    st.builds(CopyNumber, st.sampled_from(("MET", "CDKN2A", "NKX2-1")), st.sampled_from(CopyState)),
    st.builds(
        Rearrangement, st.sampled_from(("PTEN", "BRCA1", "KMT2A")),
        st.sampled_from((RearrangementKind.EXON_DELETION, RearrangementKind.EXON_SKIPPING)), st.just(3),
        st.integers(4, 9),
    ),
    st.builds(WildType, st.sampled_from(("KRAS", "BRAF")), st.sampled_from(((), (600,), (12, 13, 61)))),
)  # fmt: skip


@given(events)
def test_the_label_of_an_event_is_read_as_the_event(
    event: Signature | Expression | ReceptorStatus | CopyNumber | Rearrangement | WildType,
) -> None:
    assert statement.parse(label_of(event), NAMES).event == event


@given(st.lists(events.filter(lambda event: isinstance(event, Signature | ReceptorStatus)), min_size=2, max_size=4),
       st.sampled_from((", ", "; ", " / ", " and ", "/")))  # fmt: skip
def test_a_list_of_biomarkers_is_read_as_its_members(listed: list[Signature | ReceptorStatus], separator: str) -> None:
    text = separator.join(label_of(event) for event in listed)
    assert [one.event for one in statement.parse_all(text, NAMES)] == list(dict.fromkeys(listed))


@given(st.lists(st.sampled_from(("KRAS", "NRAS", "BRAF", "EGFR", "TP53")), min_size=2, max_size=4, unique=True),
       st.sampled_from((", ", "/", " and ", " & ")), st.sampled_from(("wild-type", "wt", "wild type")))  # fmt: skip
def test_wild_type_is_said_of_every_gene(genes: list[str], separator: str, words: str) -> None:
    found = statement.parse_all(f"{separator.join(genes)} {words}", NAMES)
    assert [one.event for one in found] == [WildType(gene) for gene in genes]


@settings(max_examples=600)
@given(st.lists(st.sampled_from(
    [*"EGFR KRAS NRAS BRAF ALK HER2 ER PR RAS BRCA1 L858R T790M G12C wild-type positive negative not no in cis".split(),
     *"amplification loss 2+ ISH- IHC , / & + ; and or with ( ) [ ] chr7:55259515T>G NM_005228.5: c.2573T>G".split()]
), max_size=9).map(" ".join) | st.text(string.printable, max_size=50))  # fmt: skip
def test_any_text_is_read_in_full_or_refused(text: str) -> None:
    try:
        found = statement.read(text, NAMES)
    except NotationError as error:
        assert error.text == text
        assert 0 <= error.start0 <= error.end0 <= len(text)
        return
    assert found
    again = statement.read(text, NAMES)
    assert again == found


@pytest.mark.parametrize("text", ["1p/19q codeletion", "HER2 2+/FISH-", "BCR-ABL1 T315I", "RAS/BRAF wild type"])
def test_case_does_not_matter_to_a_list(text: str) -> None:
    assert statement.parse_all(text.upper(), NAMES) == statement.parse_all(text, NAMES)
