"""Molecular profiles of CIViC as patterns: `EGFR L858R AND NOT EGFR T790M` to `p:L858R&!p:T790M`.

A profile is read only where it can mean one thing: AND and OR side by side need parentheses, a comma is no operator.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import (
    CopyNumber,
    CopyState,
    Event,
    Fusion,
    Rearrangement,
    RearrangementKind,
    Signature,
    SmallVariant,
    WildType,
)
from oncotier.domain.biomarker import AllOf, AnyOf, Atom, Not, Pattern, atoms_of
from oncotier.domain.protein import Splice, Substitution, Synonymous
from oncotier.domain.value import Value, replace
from oncotier.errors import NotationError
from oncotier.notation import biomarker, protein, statement
from oncotier.notation.label import genes_of
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["Profile", "UnreadableProfile", "parse_profile"]

_OPERATORS = frozenset({"AND", "OR"})
_SYNTAX = _OPERATORS | {"NOT", "(", ")"}
_LOSS = lazy_pattern(r"(?P<gene>\S+) loss[- ]of[- ]function(?: (?:mutation|variant))?", re.IGNORECASE)
_FUSION = lazy_pattern(r"(?P<five_prime>[^\s:]+)::(?P<three_prime>[^\s:]+)(?: fusion)?", re.IGNORECASE)
_ANY_PARTNER = "v"
_EXON_CLASSES = {
    "inframe_deletion": "inframe_del", "inframe_insertion": "inframe_ins", "frameshift_variant": "frameshift",
    "splice_region_variant": "splice", "": "any",
}  # fmt: skip
_COPY_STATES = {CopyState.AMPLIFICATION: "amp", CopyState.HOMOZYGOUS_DELETION: "homdel"}
_INTRAGENIC = {
    RearrangementKind.INTERNAL_TANDEM_DUPLICATION: "itd",
    RearrangementKind.KINASE_DOMAIN_DUPLICATION: "kdd",
    RearrangementKind.PARTIAL_TANDEM_DUPLICATION: "ptd",
}
_SIGNATURE_GENES = {"MSI": "MSI", "MMR": "MMR", "TMB": "TMB", "HRD": "HRD"}


class UnreadableProfile(Exception):
    """A profile that means nothing, or more than one thing; the words say which."""


class Profile(Value, frozen=True):
    """What a row needs of a profile: its gene cell and its pattern, atoms without a gene where there is only one."""

    genes: tuple[str, ...]
    pattern: Pattern


def parse_profile(text: str, kb: KnowledgeBase) -> Profile:
    """Read a molecular profile. Raises UnreadableProfile."""
    if "," in text or ";" in text:
        raise UnreadableProfile(f"{text!r}: a comma or semicolon may mean AND or OR")
    pattern = _Reader(text, kb).whole()
    if not _positive(pattern):
        raise UnreadableProfile(f"{text!r} only says what is absent")
    genes = tuple(dict.fromkeys(atom.gene for atom in atoms_of(pattern)))
    return Profile(genes, _without_gene(pattern) if len(genes) == 1 else pattern)


class _Reader:
    """A recursive-descent reader over the words of one profile."""

    def __init__(self, text: str, kb: KnowledgeBase) -> None:
        self.text = text
        self.kb = kb
        is_complex = bool(_SYNTAX & set(text.split()))
        self.words = (re.sub(r"([()])", r" \1 ", text) if is_complex else text).split()
        self.at0 = 0

    def whole(self) -> Pattern:
        pattern = self.expression()
        if self.at0 != len(self.words):
            raise UnreadableProfile(f"{self.text!r}: unexpected {self.words[self.at0]!r}")
        return pattern

    def expression(self) -> Pattern:
        parts = [self.operand()]
        operators: set[str] = set()
        while self._next() in _OPERATORS:
            operators.add(self._take())
            parts.append(self.operand())
        if len(operators) > 1:
            raise UnreadableProfile(f"{self.text!r}: AND and OR side by side without parentheses")
        if len(parts) == 1:
            return parts[0]
        return AllOf(tuple(parts)) if operators == {"AND"} else AnyOf(tuple(parts))

    def operand(self) -> Pattern:
        if self._next() == "NOT":
            self._take()
            return Not(self.operand())
        if self._next() == "(":
            self._take()
            inner = self.expression()
            if self._next() != ")":
                raise UnreadableProfile(f"{self.text!r}: a parenthesis is not closed")
            self._take()
            return inner
        words: list[str] = []
        while self._next() and self._next() not in _SYNTAX:
            words.append(self._take())
        if not words:
            raise UnreadableProfile(f"{self.text!r}: a finding is missing")
        return _atom(" ".join(words), self.kb)

    def _next(self) -> str:
        return self.words[self.at0] if self.at0 < len(self.words) else ""

    def _take(self) -> str:
        self.at0 += 1
        return self.words[self.at0 - 1]


def _positive(pattern: Pattern) -> bool:
    match pattern:
        case Atom():
            return True
        case Not():
            return False
        case AllOf(parts) | AnyOf(parts):
            return any(_positive(part) for part in parts)


def _without_gene(pattern: Pattern) -> Pattern:
    match pattern:
        case Atom():
            return replace(pattern, gene="")
        case Not(inner):
            return Not(_without_gene(inner))
        case AllOf(parts):
            return AllOf(tuple(_without_gene(part) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_without_gene(part) for part in parts))


def _atom(text: str, kb: KnowledgeBase) -> Atom:
    """Read one simple profile: `EGFR L858R`, `v::ALK Fusion`, `ERBB2 Amplification`."""
    gene, written = _loss(text, kb) or _event_text(_fusion(text, kb) or _event(text, kb), text, kb)
    if gene not in kb.genes and gene not in _SIGNATURE_GENES.values():
        raise UnreadableProfile(f"gene {gene} is not in the gene table")
    try:
        atom = biomarker.parse(f"{gene}:{written}")
    except NotationError as error:
        raise UnreadableProfile(f"{text!r}: {error.message}") from None
    if not isinstance(atom, Atom):
        raise UnreadableProfile(f"{text!r} is not one finding")
    return atom


def _loss(text: str, kb: KnowledgeBase) -> tuple[str, str] | None:
    found = _LOSS.fullmatch(text)
    name = kb.names.resolve(found["gene"]) if found else None
    return (name.symbol, "lof") if name is not None else None


def _fusion(text: str, kb: KnowledgeBase) -> Fusion | None:
    """Read CIViC's own form of a fusion, in which `v` stands for any partner: `v::ALK Fusion`."""
    found = _FUSION.fullmatch(text)
    if not found:
        return None
    five_prime, three_prime = (_partner(written, kb) for written in found.groups())
    return Fusion(five_prime, three_prime) if five_prime or three_prime else None


def _partner(written: str, kb: KnowledgeBase) -> str:
    if written == _ANY_PARTNER:
        return ""
    name = kb.names.resolve(written)
    return name.symbol if name is not None else written


def _event(text: str, kb: KnowledgeBase) -> Event:
    try:
        return statement.parse(text, kb.names).event
    except NotationError as error:
        raise UnreadableProfile(f"{text!r}: {error.message}") from None


def _event_text(event: Event, text: str, kb: KnowledgeBase) -> tuple[str, str]:
    """Return the gene of an event and its atom in the grammar of the tables."""
    gene, genes = genes_of(event, kb.fusion_targets)
    written = ""
    match event:
        case SmallVariant():
            written = _small_variant(event)
        case CopyNumber(_, state):
            written = _COPY_STATES.get(state, "")
        case Fusion(five_prime, three_prime):
            gene = gene if gene in kb.genes else next((one for one in genes if one in kb.genes), gene)
            written = f"fusion:{five_prime or 'any'}::{three_prime or 'any'}"
        case Rearrangement():
            written = _rearrangement(event)
        case WildType(_, codons):
            written = "wt" + (f":{'/'.join(map(str, codons))}" if codons else "")
        case Signature(name, state, None):
            gene, written = _SIGNATURE_GENES.get(name, ""), f"sig:{state}"
        case _:
            pass
    if not gene or not written:
        raise UnreadableProfile(f"{text!r} has no counterpart in the pattern grammar")
    return gene, written


def _small_variant(event: SmallVariant) -> str:
    change = event.protein
    if isinstance(change, Splice | Synonymous):
        return ""
    if isinstance(change, Substitution) and change.alternate == "X":
        return f"codon:{change.at.position}"
    if change is not None:
        return f"p:{protein.format_short(change)}"
    if event.coding:
        return f"promoter:{event.coding.removeprefix('c.')}" if event.coding.startswith("c.-") else ""
    if event.exon is not None:
        name = _EXON_CLASSES.get(event.consequence)
        return f"exon:{event.exon}:{name}" if name else ""
    return "" if event.consequence else "onc"


def _rearrangement(event: Rearrangement) -> str:
    first, last = event.first_exon, event.last_exon
    if event.kind is RearrangementKind.EXON_SKIPPING and first is not None and first == last:
        return f"exon:{first}:skip"
    if event.kind is RearrangementKind.EXON_DELETION and first is not None:
        return f"exons:{first}-{last}:del"
    if event.kind is RearrangementKind.SPLICE_VARIANT:
        return f"splice:{event.name}"
    return _INTRAGENIC.get(event.kind, "")
