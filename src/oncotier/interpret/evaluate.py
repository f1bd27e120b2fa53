"""Whether a pattern holds for a sample: present, proved absent, or not known, with witnesses and what is missing.

Three values throughout (Kleene logic): a finding that nobody looked for is unknown, never absent. One exception, for
`!`: where variants of a gene were reported, a change of that gene which is not among them counts as not there.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from oncotier.domain.alteration import CopyNumber, CopyState, Expression
from oncotier.domain.biomarker import AllOf, AnyOf, Atom, AtomKind, Not, Pattern, atoms_of
from oncotier.domain.value import Value
from oncotier.interpret import markers
from oncotier.interpret.coverage import kind_of
from oncotier.interpret.hits import Strength, hits
from oncotier.interpret.traits import is_oncogenic, touches_codons
from oncotier.interpret.words import atom_words, doubt_words
from oncotier.notation.statement import UNSPECIFIED_LOSS

if TYPE_CHECKING:
    from oncotier.domain.alteration import Alteration
    from oncotier.interpret.findings import Findings

__all__ = ["Evaluation", "Strength", "Truth", "evaluate"]


class Truth(StrEnum):
    """The three states of a finding."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Evaluation(Value, frozen=True):
    """The truth of a pattern, the alterations that it rests on, the loosest match among them, and what is missing."""

    truth: Truth
    supports: tuple[Alteration, ...] = ()
    strength: Strength = Strength.EXACT
    missing: tuple[str, ...] = ()


def evaluate(pattern: Pattern, genes: tuple[str, ...], findings: Findings) -> Evaluation:
    """Evaluate a pattern; `genes` are those of the row, for atoms that name none. Every pattern is asked once."""
    key = (pattern, genes)
    known = findings.evaluated.get(key)
    if known is None:
        known = findings.evaluated[key] = _evaluated(pattern, genes, findings)
    return known


def _evaluated(pattern: Pattern, genes: tuple[str, ...], findings: Findings) -> Evaluation:
    match pattern:
        case Atom():
            return _atom(pattern, genes, findings)
        case Not(inner):
            return _negated(inner, genes, findings)
        case AllOf(parts):
            return _all([evaluate(part, genes, findings) for part in parts])
        case AnyOf(parts):
            return _any([evaluate(part, genes, findings) for part in parts])


def _all(parts: list[Evaluation]) -> Evaluation:
    if any(part.truth is Truth.ABSENT for part in parts):
        failed = tuple(words for part in parts if part.truth is Truth.ABSENT for words in part.missing)
        return Evaluation(Truth.ABSENT, (), Strength.EXACT, failed)
    known = all(part.truth is Truth.PRESENT for part in parts)
    supports = _merged(parts)
    strength = max((part.strength for part in parts if part.supports), default=Strength.EXACT)
    missing = tuple(dict.fromkeys(words for part in parts if part.truth is Truth.UNKNOWN for words in part.missing))
    return Evaluation(Truth.PRESENT if known else Truth.UNKNOWN, supports, strength, missing)


def _any(parts: list[Evaluation]) -> Evaluation:
    present = [part for part in parts if part.truth is Truth.PRESENT]
    if present:
        return Evaluation(Truth.PRESENT, _merged(present), min(part.strength for part in present))
    unknown = [part for part in parts if part.truth is Truth.UNKNOWN]
    supported = [part for part in unknown if part.supports]  # half answered: what is missing of them comes first
    open_parts = [*supported, *unknown] or parts
    words = " or ".join(dict.fromkeys(words for part in open_parts for words in part.missing))
    missing = (words,) if words else ()
    if not unknown:
        return Evaluation(Truth.ABSENT, (), Strength.EXACT, missing)
    return Evaluation(Truth.UNKNOWN, _merged(supported), Strength.EXACT, missing)


def _merged(parts: list[Evaluation]) -> tuple[Alteration, ...]:
    return tuple(dict.fromkeys(alteration for part in parts for alteration in part.supports))


_COPY_KINDS = frozenset({AtomKind.AMPLIFICATION, AtomKind.HOMOZYGOUS_DELETION})


def _negated(inner: Pattern, genes: tuple[str, ...], findings: Findings) -> Evaluation:
    found = evaluate(inner, genes, findings)
    words = tuple(f"no {atom_words(atom, genes)}" for atom in atoms_of(inner))
    if found.truth is Truth.PRESENT:
        return Evaluation(Truth.ABSENT, found.supports, Strength.EXACT, words)
    looked_for = (
        gene and (findings.is_tested(gene, copies=atom.kind in _COPY_KINDS) or findings.is_covered(atom, gene))
        for atom in atoms_of(inner)
        for gene in ((atom.gene,) if atom.gene else genes or ("",))  # of a marker without gene nothing follows
    )
    if found.truth is Truth.ABSENT or all(looked_for):
        return Evaluation(Truth.PRESENT)
    return Evaluation(Truth.UNKNOWN, (), Strength.EXACT, words)


def _atom(atom: Atom, genes: tuple[str, ...], findings: Findings) -> Evaluation:
    wanted = (atom.gene,) if atom.gene else genes
    if atom.kind is AtomKind.WILD_TYPE:
        return _wild_type(atom, wanted, findings)
    if atom.kind in markers.KINDS:
        truth, supports, missing = markers.read(atom, wanted, findings)
        closeness = Strength.GENE_CLASS if atom.kind is AtomKind.STATUS else Strength.EXACT
        return Evaluation(Truth(truth), supports, closeness, () if truth == "present" else (missing,))
    if findings.known.isdisjoint(wanted):
        return _nothing_known(atom, wanted)
    found = [
        (strength, alteration)
        for gene in wanted
        for alteration in findings.by_gene.get(gene, ())
        if (strength := hits(atom, gene, alteration, findings.kb)) is not None
    ]
    return _alteration_atom(atom, wanted, found, findings)


@lru_cache(maxsize=8192)
def _nothing_known(atom: Atom, wanted: tuple[str, ...]) -> Evaluation:
    """Return what holds of an alteration of genes of which a sample says nothing."""
    return Evaluation(Truth.UNKNOWN, (), Strength.EXACT, (atom_words(atom, wanted),))


def _alteration_atom(
    atom: Atom, wanted: tuple[str, ...], found: list[tuple[Strength, Alteration]], findings: Findings
) -> Evaluation:
    if not found:
        return _not_found(atom, wanted, findings)
    sure = [(strength, alteration) for strength, alteration in found if "equivocal" not in alteration.flags]
    if sure:
        supports = tuple(dict.fromkeys([alteration for _, alteration in sure]))
        return Evaluation(Truth.PRESENT, supports, min(sure, key=itemgetter(0))[0])
    doubtful = tuple(dict.fromkeys([alteration for _, alteration in found]))
    doubts = "; ".join(dict.fromkeys(doubt_words(alteration.flags) for alteration in doubtful))
    words = f"{atom_words(atom, wanted)} confirmed ({doubts})"
    return Evaluation(Truth.UNKNOWN, doubtful, found[0][0], (words,))


def _not_found(atom: Atom, wanted: tuple[str, ...], findings: Findings) -> Evaluation:
    open_question = _half_answered(atom, wanted, findings)
    if open_question is not None:
        return open_question
    absent = findings.disproved.issuperset(wanted) and all(_is_disproved(atom, gene, findings) for gene in wanted)
    if absent:
        return Evaluation(Truth.ABSENT, (), Strength.EXACT, (atom_words(atom, wanted),))
    doubts = _question_words(atom, wanted, findings)
    if doubts:
        return Evaluation(Truth.UNKNOWN, (), Strength.EXACT, (atom_words(atom, wanted) + doubts,))
    return _nothing_known(atom, wanted)


def _question_words(atom: Atom, wanted: tuple[str, ...], findings: Findings) -> str:
    """Say what leaves open a question that the test should have answered, to follow it; empty where nothing does."""
    if not (findings.open_questions or findings.coverage.unread):
        return ""
    found = (findings.open_question(atom, gene) for gene in wanted)
    return "".join(f", but {words}" for words in dict.fromkeys(found) if words)


def _is_disproved(atom: Atom, gene: str, findings: Findings) -> bool:
    """Tell whether what an atom asks of a gene was looked for and not found: by a statement, or by the test."""
    kind = kind_of(atom)
    asked_rna = "transcript_variant" if atom.kind is AtomKind.EXON and atom.name == "skip" else ""
    if findings.is_stated_absent(gene, asked_rna) or (
        kind != "small_variant" and findings.is_stated_absent(gene, kind)
    ):
        return True
    return bool(findings.stated_wild_type(gene, kind=kind)) or findings.is_covered(atom, gene)


def _half_answered(atom: Atom, wanted: tuple[str, ...], findings: Findings) -> Evaluation | None:
    """Return what a finding leaves open: it is of the kind that an atom asks for, but not all that it asks."""
    for gene in wanted:
        for alteration in findings.by_gene.get(gene, ()):
            words = _open_words(atom, gene, alteration)
            if words:
                return Evaluation(Truth.UNKNOWN, (alteration,), Strength.EXACT, (words,))
    return None


_LOSSES = frozenset({AtomKind.LOSS_OF_FUNCTION, AtomKind.HOMOZYGOUS_DELETION})
_STAINED = frozenset({"positive", "high", "2+", "3+"})


def _open_words(atom: Atom, gene: str, alteration: Alteration) -> str:
    """Say what must still be shown: how many copies, how many alleles, or the fusion behind a stain."""
    match alteration.event:
        case CopyNumber(state=CopyState.AMPLIFICATION):
            asks_level = atom.kind is AtomKind.AMPLIFICATION and atom.text == "high"
            return f"{gene} copy number (high-level amplification)" if asks_level and alteration.copies is None else ""
        case CopyNumber(state=CopyState.LOSS):
            is_open = atom.kind in _LOSSES and UNSPECIFIED_LOSS in alteration.flags
            return f"{gene} lost on both alleles, or its protein lost" if is_open else ""
        case Expression(assay="IHC", result=result):
            is_open = atom.kind is AtomKind.FUSION and result in _STAINED
            return f"{gene} fusion confirmed (only the protein is shown)" if is_open else ""
        case _:
            return ""


def _wild_type(atom: Atom, wanted: tuple[str, ...], findings: Findings) -> Evaluation:
    """Wild type needs proof: a statement or a negative result that covers the codons, and no change in them."""
    words = atom_words(atom, wanted)
    proofs: list[Alteration] = []
    proved = True
    for gene in wanted:
        if any(_breaks_wild_type(atom, alteration, findings) for alteration in findings.by_gene.get(gene, ())):
            return Evaluation(Truth.ABSENT, (), Strength.EXACT, (words,))
        stated = findings.stated_wild_type(gene, atom.numbers)
        proofs.extend(stated)
        proved = proved and (bool(stated) or findings.is_covered(atom, gene))
    if proved:
        return Evaluation(Truth.PRESENT, tuple(proofs), Strength.EXACT)
    return Evaluation(Truth.UNKNOWN, tuple(proofs), Strength.EXACT, (words + _question_words(atom, wanted, findings),))


def _breaks_wild_type(atom: Atom, alteration: Alteration, findings: Findings) -> bool:
    change = getattr(alteration.event, "protein", None)
    if atom.numbers:
        return change is not None and any(touches_codons(change, codon, codon) for codon in atom.numbers)
    return is_oncogenic(alteration, findings.kb)
