"""Samples made from a row's own pattern: witnesses that must fire it, and near misses that must not.

A clue is one finding of a sample: words where a person can write them, else an observation as a reader hands it on
(copies of a gene), else the fact itself, where no text is read as it yet. Nothing here asks the engine; the tables give
residues, hotspots and windows.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Marker, Rearrangement, RearrangementKind
from oncotier.domain.biomarker import AllOf, AnyOf, Atom, AtomKind, Not, Pattern
from oncotier.domain.observation import (
    CopyNumberObservation,
    Reading,
    RearrangementObservation,
    Source,
    StatementObservation,
)
from oncotier.domain.settings import Settings
from oncotier.domain.tumor import TumorMatch
from oncotier.domain.value import Value, replace
from oncotier.errors import NotationError
from oncotier.interpret.caller import Caller
from oncotier.interpret.envelope import envelope
from oncotier.interpret.findings import Findings
from oncotier.interpret.normalize import normalize
from oncotier.interpret.outcome import Understood
from oncotier.notation import statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.observation import Observation
    from oncotier.knowledge.base import KnowledgeBase

__all__ = [
    "Clue",
    "NearMiss",
    "absent",
    "first_tumor",
    "foreign_tumors",
    "is_readable",
    "near_misses",
    "present",
    "reading",
    "rests_on_a_verdict",
    "sample",
    "unreadable",
    "with_origin",
]

Fact = Marker | Rearrangement
Clue = str | StatementObservation | CopyNumberObservation | RearrangementObservation | Fact
Clues = tuple[Clue, ...]
Literal = tuple[Atom, bool]

_NOWHERE = Source("", 0, "")
_SETTINGS = Settings(all_genes=True)
_FIVE_PRIME, _THREE_PRIME = "KIF5B", "BICC1"  # partners that are common in tumors and carry no target here
_STRANGERS = ("TPM3", "MYO5A")  # what the partner alone is joined to in a near miss
_RESIDUES = "VDRKA"
_COMMON = ("LUAD", "BRCA", "COAD", "PRAD", "MEL", "AML", "GIST", "CHOL")  # met first as another tumor type
_FAR = 40  # codons between a near miss and the next place that a row or a hotspot names
_TESTED_KINDS = frozenset(
    {AtomKind.PROTEIN, AtomKind.CODON, AtomKind.CODONS, AtomKind.EXON, AtomKind.ONCOGENIC, AtomKind.LOSS_OF_FUNCTION}
)
_STATED = frozenset(
    {
        AtomKind.CYTOGENETIC,
        AtomKind.HLA,
        AtomKind.METHYLATION,
        AtomKind.RESIDUAL_DISEASE,
        AtomKind.IMAGING,
        AtomKind.PHARMACOGENETIC,
        AtomKind.IGHV,
        AtomKind.CLINICAL,
    }
)
_WITHOUT_GENE = _STATED | {AtomKind.FUSION, AtomKind.SIGNATURE, AtomKind.PD_L1, AtomKind.NONE}
_MARKER_WORDS = {
    AtomKind.CYTOGENETIC: "{text}",
    AtomKind.HLA: "HLA-{text}",
    AtomKind.METHYLATION: "{text} methylated",
    AtomKind.RESIDUAL_DISEASE: "{text}",
    AtomKind.IMAGING: "{text}",
    AtomKind.IGHV: "IGHV {text}",
    AtomKind.CLINICAL: "clinical: {text}",
    AtomKind.PHARMACOGENETIC: "{text}",
}
_OTHER_FACTS = {
    AtomKind.CYTOGENETIC: "del(13q)",
    AtomKind.HLA: "A*24:02",
    AtomKind.METHYLATION: "MLH1",
    AtomKind.RESIDUAL_DISEASE: "ctDNA-",
    AtomKind.IMAGING: "PSMA-",
    AtomKind.IGHV: "mutated",
    AtomKind.CLINICAL: "none of it",
}
_PROTEINS = {"ERBB2": "HER2", "ESR1": "ER", "PGR": "PR"}
_HER2_IHC = {"positive": "3+", "negative": "0", "low": "1+", "ultralow": "0+"}
_STATUS_OPPOSITES = {
    "positive": ("negative",),
    "negative": ("positive",),
    "low": ("positive", "ultralow", "negative"),
    "ultralow": ("positive", "negative"),
}
_SIGNATURES = {"HRD+": "HRD positive", "HRD-": "HRD negative"}
_SIGNATURE_OPPOSITES = {
    "MSI-H": "MSS",
    "MSS": "MSI-H",
    "MSI-L": "MSI-H",
    "dMMR": "pMMR",
    "pMMR": "dMMR",
    "HRD+": "HRD negative",
    "HRD-": "HRD positive",
    "TMB-H": "TMB 2",
}
_STAINS = ("0", "1+", "2+", "3+")
_SCORES = ("TPS", "CPS", "TC", "IC", "TAP")


class NearMiss(Value, frozen=True):
    """A sample that is almost a witness; `kind` says what was changed: change, partner, threshold or opposite."""

    kind: str
    clues: Clues


def sample(kb: KnowledgeBase, clues: Iterable[Clue]) -> Findings:
    """Put the clues into one sample, facts without words included. Raises NotationError for words that do not read."""
    alterations = [_alteration(kb, clue) for clue in clues]
    return Findings((replace(one, id=f"A{number}") for number, one in enumerate(alterations, start=1)), kb)


def reading(clues: Clues) -> Reading:
    """Put the clues into one input, as a reader would."""
    observations = tuple(_observation(clue, record1) for record1, clue in enumerate(clues, start=1))
    return Reading(input="witness", format="list", sha256="", records_read=len(clues), observations=observations)


def _observation(clue: Clue, record1: int) -> Observation:
    if isinstance(clue, str):
        return StatementObservation(Source("witness", record1, clue), clue)
    if isinstance(clue, Fact):
        raise NotationError("no text is read as this fact", str(clue))
    return replace(clue, source=Source("witness", record1, getattr(clue, "text", "")))


def _alteration(kb: KnowledgeBase, clue: Clue) -> Alteration:
    if isinstance(clue, Fact):
        return envelope(clue, StatementObservation(_NOWHERE, str(clue)), kb, _SETTINGS)
    outcome = normalize(_observation(clue, 1), Caller(kb), _SETTINGS)[0]
    if not isinstance(outcome, Understood):
        raise NotationError(f"the clue did not become an alteration: {outcome}", str(clue))
    return outcome.alteration


def is_readable(clues: Clues) -> bool:
    """Tell whether every clue can stand in an input that oncotier reads."""
    return not unreadable(clues)


def unreadable(clues: Clues) -> frozenset[str]:
    """Return the facts that no text is read as, as the atoms that ask for them (`ighv:unmutated`)."""
    facts = (clue for clue in clues if isinstance(clue, Fact))
    return frozenset(
        f"{fact.kind}:{fact.text}" if isinstance(fact, Marker) else f"splice:{fact.name}" for fact in facts
    )


def rests_on_a_verdict(clues: Clues) -> bool:
    """Tell whether a clue counts only because the laboratory itself called the change oncogenic."""
    return any(isinstance(clue, StatementObservation) for clue in clues)


def with_origin(clues: Clues, origin: str) -> Clues:
    """State an origin for every change of sequence, copies or structure that is written in words."""
    return tuple(f"{origin} {clue}" if isinstance(clue, str) and _has_origin(clue) else clue for clue in clues)


def _has_origin(words: str) -> bool:
    last = words.rpartition(" ")[2]
    return any(character.isdigit() for character in last) and "IHC" not in words and "PD-L1" not in words


# ---------------------------------------------------------------------------------------------- patterns to samples


def present(pattern: Pattern, genes: tuple[str, ...], kb: KnowledgeBase) -> Iterator[Clues]:
    """Yield a sample for every alternative of a pattern, and for every gene that an atom without one may mean."""
    for literals in _alternatives(pattern, genes):
        clues = _all_clues(literals, kb)
        if clues is not None:
            yield clues


def absent(pattern: Pattern, genes: tuple[str, ...], kb: KnowledgeBase) -> Clues | None:
    """Return clues that prove a pattern absent; None where no finding can."""
    for literals in _alternatives(Not(pattern), genes):
        clues = _all_clues(literals, kb, proof=True)
        if clues is not None:
            return clues
    return None


def near_misses(pattern: Pattern, genes: tuple[str, ...], kb: KnowledgeBase) -> Iterator[NearMiss]:
    """Yield samples that differ from a witness in one finding, such that the pattern does not hold."""
    yield from dict.fromkeys(_near_misses(pattern, genes, kb))


def _near_misses(pattern: Pattern, genes: tuple[str, ...], kb: KnowledgeBase) -> Iterator[NearMiss]:
    avoid = _Occupied(pattern, genes, kb)
    for literals in _alternatives(pattern, genes):
        for number, (atom, wanted) in enumerate(literals):
            if not wanted:
                continue
            others = _all_clues([one for place, one in enumerate(literals) if place != number], kb) or ()
            others = tuple(clue for clue in others if not _speaks_of(clue, atom))
            for kind, clues in _misses(atom, avoid, kb):
                yield NearMiss(kind, (*others, *clues))


def _speaks_of(clue: Clue, atom: Atom) -> bool:
    """Tell whether a clue of another atom would stand for this one too (POLE: one change for `onc` and `codons`)."""
    return atom.kind in _TESTED_KINDS and isinstance(clue, str) and clue.split(" ")[0] == atom.gene


def _alternatives(pattern: Pattern, genes: tuple[str, ...]) -> list[list[Literal]]:
    """Return the disjunctive normal form, each atom with its gene."""
    found = _dnf(pattern, wanted=True)
    return [literals for one in found for literals in _with_genes(one, genes)]


def _dnf(pattern: Pattern, *, wanted: bool) -> list[list[Literal]]:
    match pattern:
        case Atom():
            return [[(pattern, wanted)]]
        case Not(inner):
            return _dnf(inner, wanted=not wanted)
        case AllOf(parts) | AnyOf(parts):
            inner_forms = [_dnf(part, wanted=wanted) for part in parts]
            if isinstance(pattern, AllOf) == wanted:
                return [list(itertools.chain(*one)) for one in itertools.product(*inner_forms)]
            return list(itertools.chain(*inner_forms))


def _with_genes(literals: list[Literal], genes: tuple[str, ...]) -> list[list[Literal]]:
    """Give atoms without a gene one of the row's: each in turn where any will do, all where wild type is meant."""
    genes = tuple(gene for gene in genes if "(" not in gene)  # `del(17p)` is a key, no gene
    if not genes or not any(_needs_gene(atom) for atom, _ in literals):
        return [literals]
    if any(atom.kind is AtomKind.WILD_TYPE and not atom.gene for atom, _ in literals):
        return [[(_of_gene(atom, gene), wanted) for atom, wanted in literals for gene in genes]]
    return [[(_of_gene(atom, gene), wanted) for atom, wanted in literals] for gene in genes]


def _needs_gene(atom: Atom) -> bool:
    return not atom.gene and atom.kind not in _WITHOUT_GENE


def _of_gene(atom: Atom, gene: str) -> Atom:
    return replace(atom, gene=gene) if _needs_gene(atom) else atom


def _all_clues(literals: list[Literal], kb: KnowledgeBase, *, proof: bool = False) -> Clues | None:
    """Return clues for which every literal holds.

    A change that is wanted absent needs no clue where the gene has another change (it was looked at), unless `proof`.
    """
    wanted = [atom for atom, positive in literals if positive]
    clues: dict[Clue, None] = {}
    for gene, atoms in itertools.groupby(sorted(wanted, key=lambda atom: atom.gene), key=lambda atom: atom.gene):
        for clue in _gene_clues(gene, list(atoms), [atom for atom, positive in literals if not positive], kb):
            clues[clue] = None
    looked_at = {atom.gene for atom in wanted if atom.kind in _TESTED_KINDS}
    for atom, positive in literals:
        if positive or (not proof and (atom.gene in looked_at or _is_told_by(atom, wanted))):
            continue
        against = _against(atom, kb)
        if against is None:
            return None
        clues[against] = None
    return tuple(clues)


def _is_told_by(atom: Atom, wanted: list[Atom]) -> bool:
    """Tell whether a wanted stain or status of the same gene already decides an unwanted one."""
    kinds = {AtomKind.STATUS, AtomKind.IHC}
    return atom.kind in kinds and any(one.kind in kinds and one.gene == atom.gene for one in wanted)


def _gene_clues(gene: str, atoms: list[Atom], unwanted: list[Atom], kb: KnowledgeBase) -> Iterator[Clue]:
    """Yield the clues for atoms of one gene: one change where `onc` comes with a place."""
    places = [atom for atom in atoms if atom.kind in {AtomKind.CODON, AtomKind.CODONS}]
    oncogenic = [atom for atom in atoms if atom.kind is AtomKind.ONCOGENIC]
    if oncogenic and places:
        yield _oncogenic_at(gene, (places[0].numbers[0], places[0].numbers[-1]), kb)
        return
    shunned = frozenset(number for atom in unwanted if atom.gene in {"", gene} for number in _codons_of(atom))
    for atom in atoms:
        if atom.kind is AtomKind.ONCOGENIC and not atom.text:
            yield _oncogenic(gene, kb, shunned)
        else:
            yield from _for(atom, kb)


def _codons_of(atom: Atom) -> tuple[int, ...]:
    if atom.kind is AtomKind.PROTEIN:
        digits = "".join(character if character.isdigit() else " " for character in atom.text).split()
        return (int(digits[0]),) if digits else ()
    if atom.kind is AtomKind.CODON:
        return atom.numbers
    if atom.kind is AtomKind.CODONS:
        return tuple(range(atom.numbers[0], atom.numbers[-1] + 1))
    return ()


def _for(atom: Atom, kb: KnowledgeBase) -> Iterator[Clue]:  # noqa: PLR0912, C901 - one case per keyword of the grammar
    """Yield the clues for which one atom holds."""
    gene = atom.gene
    match atom.kind:
        case AtomKind.PROTEIN:
            yield f"{gene} {atom.text}"
        case AtomKind.CODON | AtomKind.CODONS:
            yield _missense(gene, (atom.numbers[0] + atom.numbers[-1]) // 2, kb)
        case AtomKind.EXON:
            yield _exon_change(gene, atom.numbers[0], atom.name, kb)
        case AtomKind.EXONS:
            words = {"del": "deletion", "skip": "skipping"}[atom.name]
            yield f"{gene} exons {atom.numbers[0]}-{atom.numbers[1]} {words}"
        case AtomKind.INTERNAL_TANDEM_DUPLICATION:
            yield f"{gene}-ITD"
        case AtomKind.KINASE_DOMAIN_DUPLICATION:
            yield f"{gene} KDD"
        case AtomKind.PARTIAL_TANDEM_DUPLICATION:
            yield f"{gene}-PTD"
        case AtomKind.FUSION:
            yield _fusion(
                _FIVE_PRIME if atom.five_prime == "any" else atom.five_prime,
                _THREE_PRIME if atom.three_prime == "any" else atom.three_prime,
            )
        case AtomKind.AMPLIFICATION:
            yield _copies(gene, _high(gene, kb)) if atom.text else f"{gene} amplification"
        case AtomKind.HOMOZYGOUS_DELETION:
            yield f"{gene} homozygous deletion"
        case AtomKind.LOSS_OF_FUNCTION:
            yield f"{gene} Q{_quiet_codon(gene, kb, frozenset())}*"
        case AtomKind.ONCOGENIC:
            yield _oncogenic_at(gene, kb.domain_windows[gene, atom.text], kb)
        case AtomKind.ANY:
            yield _missense(gene, _quiet_codon(gene, kb, frozenset()), kb)
        case AtomKind.PROMOTER:
            yield f"{gene} c.{atom.text}"
        case AtomKind.SPLICE:
            yield _splice_variant(atom, kb)
        case AtomKind.WILD_TYPE:
            yield f"{gene} wild-type"
        case AtomKind.STATUS:
            yield _status(gene, atom.text)
        case AtomKind.IHC | AtomKind.ISH:
            yield _stain(atom, atom.minimum)
        case AtomKind.PD_L1:
            yield _pd_l1(atom.name, atom.minimum)
        case AtomKind.SIGNATURE:
            yield f"{atom.name} {atom.minimum:g}" if atom.minimum else _SIGNATURES.get(atom.text, atom.text)
        case AtomKind.REVERSION:
            yield f"{gene} reversion"
        case _:
            yield _stated(atom, kb)


def _stated(atom: Atom, kb: KnowledgeBase) -> Clue:
    """Write a stated fact in words where they are read as it, else as the fact itself."""
    words = _MARKER_WORDS.get(atom.kind, "{text}").format(text=atom.text)
    fact = Marker(atom.kind.value, atom.text)
    try:
        event = statement.parse(words, kb.names).event
    except NotationError:
        return fact
    return words if isinstance(event, Marker) and (event.kind, event.text) == (fact.kind, fact.text) else fact


def _splice_variant(atom: Atom, kb: KnowledgeBase) -> Clue:
    words = atom.text if atom.text.startswith(atom.gene) else f"{atom.gene} {atom.text}"
    try:
        statement.parse(words, kb.names)
    except NotationError:
        return Rearrangement(atom.gene, RearrangementKind.SPLICE_VARIANT, name=atom.text)
    return words


def _against(atom: Atom, kb: KnowledgeBase) -> Clue | None:
    """Return a clue that proves one atom absent; None where there is none (what is merely stated is never absent)."""
    match atom.kind:
        case AtomKind.WILD_TYPE:
            return (
                _oncogenic(atom.gene, kb, frozenset())
                if not atom.numbers
                else _missense(atom.gene, atom.numbers[0], kb)
            )
        case AtomKind.STATUS:
            return _status(atom.gene, _STATUS_OPPOSITES.get(atom.text, ("positive",))[0])
        case AtomKind.IHC:
            return _stain(atom, atom.minimum - 1) if atom.minimum else _other_stain(atom)
        case AtomKind.ISH:
            return f"{_PROTEINS.get(atom.gene, atom.gene)} FISH {_flipped(atom.text)}"
        case AtomKind.PD_L1:
            return _pd_l1(atom.name, atom.minimum - 1)
        case AtomKind.SIGNATURE:
            return f"{atom.name} {atom.minimum - 1:g}" if atom.minimum else _SIGNATURE_OPPOSITES[atom.text]
        case AtomKind.FUSION:
            carriers = [gene for gene in (atom.five_prime, atom.three_prime) if gene != "any"]
            return f"{atom.gene or carriers[-1]} wild-type"
        case kind if kind in _STATED or kind is AtomKind.NONE:
            return None
        case _:
            return f"{atom.gene} wild-type" if atom.gene else None


def _flipped(text: str) -> str:
    return "negative" if text == "positive" else "positive"


def _other_stain(atom: Atom) -> str:
    other = {"positive": "negative", "negative": "positive", "loss": "positive", "0": "3+", "3+": "1+", "2+": "1+"}
    return f"{_PROTEINS.get(atom.gene, atom.gene)} IHC {other.get(atom.text, '3+')}"


def _status(gene: str, state: str) -> str:
    if gene == "ERBB2":
        return f"HER2 IHC {_HER2_IHC[state]}"
    return f"{_PROTEINS.get(gene, 'HR')} {state}"


def _stain(atom: Atom, percent: float) -> str:
    name = _PROTEINS.get(atom.gene, atom.gene)
    if atom.minimum:
        return f"{name} IHC {percent:g}% {atom.name}".rstrip()
    return f"{name} {'IHC' if atom.kind is AtomKind.IHC else 'FISH'} {atom.text}"


def _pd_l1(score: str, value: float) -> str:
    return f"PD-L1 {score} {value:g}{'' if score == 'CPS' else '%'}"


def _fusion(five_prime: str, three_prime: str) -> RearrangementObservation:
    return RearrangementObservation(_NOWHERE, five_prime, three_prime, "fusion", oriented=True)


def _copies(gene: str, copies: float) -> CopyNumberObservation:
    return CopyNumberObservation(_NOWHERE, gene, "amplification", copies=copies)


def _high(gene: str, kb: KnowledgeBase) -> float:
    floor = kb.thresholds.get(f"{gene}_amplification_high_copies") or kb.thresholds["amplification_high_copies"]
    return floor.value


# ---------------------------------------------------------------------------------------- changes of sequence


@functools.cache
def _references(kb: KnowledgeBase) -> dict[tuple[str, str], str]:
    table = kb.tables["coordinates/codons.tsv"]
    places = zip(table.column("gene"), table.column("residue"), strict=True)
    return dict(zip(places, table.column("ref_aa"), strict=True))


def _missense(gene: str, codon: int, kb: KnowledgeBase, taken: frozenset[str] = frozenset()) -> str:
    reference = _references(kb).get((gene, str(codon)), "G")
    changes = (f"{reference}{codon}{letter}" for letter in _RESIDUES if letter != reference)
    return f"{gene} {next(change for change in changes if change not in taken)}"


def _hotspot_change(
    gene: str, kb: KnowledgeBase, window: tuple[int, int], shunned: frozenset[int] = frozenset()
) -> str | None:
    """Return a change of the commonest hotspot in a window, rather one that no resistance row names."""
    named = _resistant_codons(gene, kb)
    places = [
        (codon in named, -count, codon)
        for codon, count in kb.hotspots(gene).items()
        if window[0] <= codon <= window[1] and codon not in shunned
    ]
    return _missense(gene, min(places)[2], kb) if places else None


@functools.cache
def _resistant_codons(gene: str, kb: KnowledgeBase) -> frozenset[int]:
    rows = kb.resistance((gene,))
    return frozenset(
        codon
        for row in rows
        for literals in _alternatives(row.biomarker, (gene,))
        for atom, _ in literals
        if atom.gene == gene
        for codon in _codons_of(atom)
    )


def _oncogenic_at(gene: str, window: tuple[int, int], kb: KnowledgeBase) -> Clue:
    """Return an oncogenic change in a window: a hotspot, else one that the laboratory itself calls known."""
    return _hotspot_change(gene, kb, window) or _known_change(gene, sum(window) // 2, kb)


def _oncogenic(gene: str, kb: KnowledgeBase, shunned: frozenset[int]) -> Clue:
    """Return what drives tumors in this gene: its commonest hotspot, its loss, else what a laboratory calls known."""
    if found := _hotspot_change(gene, kb, (0, 10_000), shunned):
        return found
    quiet = _quiet_codon(gene, kb, frozenset())
    is_suppressor = kb.genes[gene].role in {"tumor_suppressor", "both"}
    return f"{gene} Q{quiet}*" if is_suppressor else _known_change(gene, quiet, kb)


def _known_change(gene: str, codon: int, kb: KnowledgeBase) -> StatementObservation:
    """Return a change that nothing but the laboratory's own verdict calls oncogenic."""
    return StatementObservation(_NOWHERE, _missense(gene, codon, kb), flags=("vendor:known",))


def _exon_change(gene: str, exon: int, effect: str, kb: KnowledgeBase) -> str:
    if effect == "skip":
        return f"{gene} exon {exon} skipping"
    first, last = kb.exon_windows[gene, exon]
    middle = (first + last) // 2
    return f"{gene} {_change_at(gene, middle, effect, kb)}"


def _change_at(gene: str, codon: int, effect: str, kb: KnowledgeBase) -> str:
    match effect:
        case "inframe_del":
            return f"p.{codon - 1}_{codon + 3}del"
        case "inframe_ins":
            return f"p.{codon}_{codon + 1}insAG"
        case "frameshift":
            return f"p.{_references(kb).get((gene, str(codon)), 'G')}{codon}fs"
        case _:
            return _missense(gene, codon, kb).partition(" ")[2]


class _Occupied:
    """The codons of each gene that a pattern, a hotspot or a class speaks of: a near miss keeps away from them."""

    def __init__(self, pattern: Pattern, genes: tuple[str, ...], kb: KnowledgeBase) -> None:
        self.changes: set[str] = set()
        self.words: set[str] = set()
        self.atoms: set[tuple[AtomKind, str]] = set()
        self.whole_codons: dict[str, set[int]] = {}
        self.codons: dict[str, set[int]] = {}
        for literals in _alternatives(pattern, genes):
            for atom, _ in literals:
                found = set(_codons_of(atom))
                if atom.kind is AtomKind.PROTEIN:
                    self.changes.add(atom.text)
                else:
                    self.whole_codons.setdefault(atom.gene, set()).update(found)
                if atom.kind is AtomKind.EXON:
                    window = kb.exon_windows.get((atom.gene, atom.numbers[0]))
                    found |= set(range(window[0], window[1] + 1)) if window else set()
                    self.whole_codons.setdefault(atom.gene, set()).update(found)
                self.atoms.add((atom.kind, atom.text))
                self.words.add(atom.name if atom.minimum else atom.text)
                self.codons.setdefault(atom.gene, set()).update(found)


@functools.cache
def _quiet_codon(gene: str, kb: KnowledgeBase, taken: frozenset[int]) -> int:
    """Return a codon far from every hotspot, class and codon taken."""
    busy = kb.hotspots(gene).keys() | taken
    for named in kb.classes_of_gene(gene):
        for literals in _alternatives(named.biomarker, (gene,)):
            for atom, _ in literals:
                window = kb.exon_windows.get((gene, atom.numbers[0])) if atom.kind is AtomKind.EXON else None
                busy |= set(range(window[0], window[1] + 1)) if window else set(_codons_of(atom))
    for distance in (_FAR, 10, 3, 1):
        for codon in range(20, 3000):
            if all(abs(codon - one) > distance for one in busy):
                return codon
    raise AssertionError(gene)


def _unknown_codon(gene: str, window: tuple[int, int], kb: KnowledgeBase) -> int:
    """Return a codon in a window that is no hotspot."""
    return next(codon for codon in range(window[0], window[1] + 1) if codon not in kb.hotspots(gene))


# ---------------------------------------------------------------------------------------- near misses of an atom


def _misses(atom: Atom, avoid: _Occupied, kb: KnowledgeBase) -> Iterator[tuple[str, Clues]]:
    """Yield (kind, clues) in which one atom just does not hold."""
    gene = atom.gene
    quiet = _quiet_codon(gene, kb, frozenset(avoid.codons.get(gene, ())))
    match atom.kind:
        case AtomKind.PROTEIN:
            (codon, *_) = _codons_of(atom)
            if codon not in avoid.whole_codons.get(gene, ()):
                yield "change", (_missense(gene, codon, kb, frozenset(avoid.changes)),)
            yield "codon", (_missense(gene, quiet, kb),)
        case AtomKind.ONCOGENIC if atom.text:
            yield "codon", (_missense(gene, quiet, kb),)
            yield "change", (_missense(gene, _unknown_codon(gene, kb.domain_windows[gene, atom.text], kb), kb),)
        case AtomKind.CODON | AtomKind.CODONS | AtomKind.ONCOGENIC | AtomKind.INTERNAL_TANDEM_DUPLICATION:
            yield "codon", (_missense(gene, quiet, kb),)
        case AtomKind.EXON:
            yield from _exon_misses(atom, quiet, kb)
        case AtomKind.EXONS:
            yield "change", (f"{gene} exons {atom.numbers[1] + 1}-{atom.numbers[1] + 2} deletion",)
        case AtomKind.FUSION:
            yield from _fusion_misses(atom)
        case AtomKind.AMPLIFICATION:
            yield "change", (f"{gene} gain",)
            if (atom.kind, "") not in avoid.atoms:
                yield "threshold", (_copies(gene, _high(gene, kb) - 0.1),)
        case AtomKind.HOMOZYGOUS_DELETION:
            yield "change", (f"{gene} single-copy loss",)
        case AtomKind.LOSS_OF_FUNCTION:
            yield "codon", (_missense(gene, quiet, kb),)
            yield "change", (f"{gene} single-copy loss",)
        case AtomKind.SPLICE if atom.text == "AR-V7":
            yield "change", ("AR V567es",)
        case AtomKind.REVERSION:  # a second change of the gene, and the reversion of another gene
            yield "change", (f"{gene} Q{quiet}*",)
            yield "gene", (f"{'RAD51C' if gene == 'PALB2' else 'PALB2'} reversion",)
        case _:
            yield from _marker_misses(atom, avoid, kb)


def _marker_misses(atom: Atom, avoid: _Occupied, kb: KnowledgeBase) -> Iterator[tuple[str, Clues]]:
    match atom.kind:
        case AtomKind.STATUS:
            for state in sorted(set(_STATUS_OPPOSITES[atom.text]) - avoid.words):
                yield "opposite", (_status(atom.gene, state),)
        case AtomKind.IHC if atom.minimum:
            yield "threshold", (_stain(atom, atom.minimum - 1),)
            if atom.name:
                weaker = f"{int(atom.name[0]) - 1}+"
                yield "threshold", (_stain(replace(atom, name=weaker), atom.minimum),)
        case AtomKind.PD_L1:
            yield "threshold", (_pd_l1(atom.name, atom.minimum - 0.5),)
            yield "change", (_pd_l1(next(name for name in _SCORES if name not in avoid.words), atom.minimum),)
        case AtomKind.SIGNATURE if atom.minimum:
            yield "threshold", (f"{atom.name} {atom.minimum - 0.1:g}",)
        case kind if kind in _STATED:
            if kind in _OTHER_FACTS:
                yield "change", (_stated(replace(atom, text=_OTHER_FACTS[kind]), kb),)
        case _:
            against = _against(atom, kb)
            if against is not None:
                yield "opposite", (against,)


def _exon_misses(atom: Atom, quiet: int, kb: KnowledgeBase) -> Iterator[tuple[str, Clues]]:
    gene, exon, effect = atom.gene, atom.numbers[0], atom.name
    other = {"inframe_del": "inframe_ins", "inframe_ins": "missense", "any": "frameshift", "frameshift": "missense"}
    if effect in other:
        yield "change", (_exon_change(gene, exon, other[effect], kb),)
    if effect == "skip":
        yield "change", (f"{gene} exon {exon + 2} skipping",)
        yield "codon", (_missense(gene, quiet, kb),)
    else:
        yield "codon", (f"{gene} {_change_at(gene, quiet, effect, kb)}",)


def _fusion_misses(atom: Atom) -> Iterator[tuple[str, Clues]]:
    """Yield the other partner alone, and the target's partner joined to a stranger."""
    five = _FIVE_PRIME if atom.five_prime == "any" else atom.five_prime
    three = _THREE_PRIME if atom.three_prime == "any" else atom.three_prime
    if atom.three_prime == "any":
        yield "partner", (_fusion(_STRANGERS[0], three),)
    elif atom.five_prime == "any":
        yield "partner", (_fusion(five, _STRANGERS[1]),)
    else:
        yield "partner", (_fusion(five, _STRANGERS[1]),)
        yield "partner", (_fusion(_STRANGERS[0], five),)
        yield "partner", (_fusion(_STRANGERS[0], three),)


# ---------------------------------------------------------------------------------------- tumor types


def first_tumor(include: tuple[str, ...], exclude: tuple[str, ...], kb: KnowledgeBase) -> str:
    """Return a tumor type in which a row holds."""
    for code in include:
        if code not in {"ANY", "ANY_SOLID", "ANY_HEME"}:
            return code
    group = include[0] if include else "ANY"
    candidates = ("CUP", "AML") if group == "ANY" else ("AML",) if group == "ANY_HEME" else ("CUP", "UCEC", "PAAD")
    holds = (code for code in candidates if kb.tumors.relation(code, include, exclude) is not None)
    return next(holds)


def foreign_tumors(include: tuple[str, ...], exclude: tuple[str, ...], kb: KnowledgeBase) -> dict[str, str]:
    """Return tumor types outside a row's own, by how they stand to it: related, other, excluded.

    An umbrella over one of the row's types is left out: warnings hold there.
    """
    found: dict[str, str] = {}
    for code in (*_COMMON, *kb.tumors.by_code):
        relation = kb.tumors.relation(code, include, exclude)
        if any(kb.tumors.is_above(code, row) for row in include):
            continue
        if not code.startswith("ANY") and relation not in {TumorMatch.SAME, TumorMatch.AGNOSTIC}:
            found.setdefault("excluded" if relation is None else relation.value, code)
    return found
