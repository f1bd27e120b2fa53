"""The sequence change in what is said of a gene: protein, coding, or both, with the words that go around it.

`L858R`, `c.2573T>G (p.Leu858Arg)`, `exon 21 L858R mutation`, `p.Leu858Arg (L858R)`, `splice site 3028+1G>A`.
"""

from __future__ import annotations

import re

from oncotier.domain.alteration import SmallVariant
from oncotier.domain.protein import ProteinChange, Residue, Splice, Substitution
from oncotier.domain.value import Value
from oncotier.errors import NotationError
from oncotier.notation import coding, exon_words, protein
from oncotier.notation.consequence import of_coding, of_protein
from oncotier.notation.lazy_pattern import ascii_pattern

__all__ = ["Sequence", "parse"]

_EXON = ascii_pattern(r"\(?\b(?:in )?ex(?:on)? ?\d{1,3}\b\)?(?!(?:-\d|[a-z]))[,:]?", re.IGNORECASE)
_AROUND = frozenset(
    "mutation mutations variant alteration mutated mutant change substitution missense nonsense frameshift hotspot"
    " point activating sensitizing sensitising oncogenic pathogenic driver p.? p.(?) (p.?)".split()
)
_SPLICE_SITE = ascii_pattern(
    r"(?:splice|splicing)[ -]?(?:(?:site|donor|acceptor)[ -]?)?(?:mutation |variant )?(?P<coding>(?:c\.)?[\d*-].*)",
    re.IGNORECASE,
)
_LOWER = ascii_pattern(r"(?:p\.)?[a-z*]\d+(?:_[a-z]\d+)?(?:[a-z*]|del|dup)")
_KEYWORD = ascii_pattern(r"DEL$|DUP$|^P\.")
_FOUNDERS = {  # the historical numbers of three founder variants; BIC counted from the first base of the transcript
    ("BRCA1", "185DELAG"): "c.68_69del",
    ("BRCA1", "187DELAG"): "c.68_69del",
    ("BRCA1", "5382INSC"): "c.5266dup",
    ("BRCA1", "5385INSC"): "c.5266dup",
    ("BRCA2", "6174DELT"): "c.5946del",
}


_NPM1_TYPE = ascii_pattern(r"(?:mutation )?type (?P<type>[ABD])(?: mutation)?", re.IGNORECASE)
_NPM1_CODING = {"A": "c.860_863dup"}
"""The three common insertions of four bases in NPM1 end in one protein, W288Cfs*12; type A doubles TCTG."""


class Sequence(Value, frozen=True):
    """A change, and its coding description where one was given."""

    event: SmallVariant
    hgvs_c: str = ""


def parse(gene: str, rest: str, *, x_is_stop: bool) -> Sequence | None:
    """Read a sequence change; None when the words speak of none, or of more than one. Raises NotationError."""
    if founder := _FOUNDERS.get((gene, rest.upper())):
        return _by_coding(gene, coding.parse(founder))
    if gene == "NPM1" and (found := _NPM1_TYPE.fullmatch(rest)):
        change = protein.parse("W288Cfs*12")
        return Sequence(SmallVariant(gene, change), _NPM1_CODING.get(found["type"].upper(), ""))
    if found := _SPLICE_SITE.fullmatch(rest):
        return _by_coding(gene, coding.parse(found["coding"]))
    what, _, others = exon_words.split(rest)
    words = [_bare(word) for word in _EXON.sub(" ", others).split() if word.lower() not in _AROUND]
    words = [word for word in words if word and word.lower() not in _AROUND]
    codings = [word for word in words if coding.is_coding_like(word)]
    proteins = [_upper_if_lower(word) for word in words if word not in codings]
    if not words or not all(protein.is_protein_like(word) for word in proteins):
        return None
    changes = {_read(word, x_is_stop=x_is_stop) for word in proteins}
    changes_c = {coding.parse(word) for word in codings}
    if len(changes) > 1 or len(changes_c) > 1:
        raise NotationError("two changes in one text", rest, hint="give each change a text of its own")
    change_c = next(iter(changes_c), None)
    if what and not exon_words.fits(what, next(iter(changes), None), change_c):
        raise NotationError("a class, and a change that is not of it", rest, hint="give the change alone")
    if not changes and change_c is not None:
        return _by_coding(gene, change_c)
    return _by_protein(gene, next(iter(changes)), change_c)


def _read(word: str, *, x_is_stop: bool) -> ProteinChange:
    """Read a protein change; a bare `R213` is without residue where `R213X`, its label, would be read as a stop."""
    change = protein.parse(word, x_is_stop=x_is_stop)
    if x_is_stop and isinstance(change, Substitution) and change.alternate == "X":
        return Substitution(Residue(change.at.position), "X")
    return change


def _by_coding(gene: str, change: coding.CodingChange) -> Sequence:
    return Sequence(SmallVariant(gene, coding=str(change), consequence=of_coding(change)), str(change))


def _by_protein(gene: str, change: ProteinChange, change_c: coding.CodingChange | None) -> Sequence:
    if isinstance(change, Splice):  # the coding change says which splice site it is
        return _by_coding(gene, change_c) if change_c else Sequence(SmallVariant(gene, change, "", of_protein(change)))
    if change_c is not None and _is_open(change, change_c):
        return _by_coding(gene, change_c)
    return Sequence(SmallVariant(gene, change), str(change_c) if change_c else "")


def _is_open(change: ProteinChange, change_c: coding.CodingChange) -> bool:
    """Tell whether the protein names a codon only, and the coding change says what becomes of it: `L858 c.2573T>G`."""
    if (
        not isinstance(change, Substitution)
        or change.alternate != "X"
        or change_c.first.region
        or change_c.first.offset
    ):
        return False
    return (change_c.first.base + 2) // 3 == change.at.position


def _bare(word: str) -> str:
    """Take off what encloses a word; a parenthesis that belongs to the word stays (`p.(Leu858Arg)`)."""
    word = word.strip(",;")
    while word[:1] + word[-1:] in {"()", "[]"}:
        word = word[1:-1].strip(",;")
    if word.count("(") < word.count(")"):
        word = word.removesuffix(")")
    elif word.count("(") > word.count(")"):
        word = word.removeprefix("(")
    return word.strip(",;")


def _upper_if_lower(word: str) -> str:
    """Read `l858r` as `L858R`; keywords and three-letter codes stay."""
    if not _LOWER.fullmatch(word):
        return word
    return _KEYWORD.sub(lambda found: found[0].lower(), word.upper())
