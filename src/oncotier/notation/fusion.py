"""Fusions as text: every separator, either order, one partner unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Fusion
from oncotier.notation.lazy_pattern import LazyPattern

if TYPE_CHECKING:
    from oncotier.notation.gene import GeneNames

__all__ = ["named", "orient", "parse", "split_pair"]

_WORDS = LazyPattern(
    r"\b(?:gene\s+)?(?:fusion|fusions|rearrangement|rearranged|rearr|translocation|fused|positive|intron \d+)\b[+]?"
    r"|(?<=[A-Za-z0-9])\+$",
    re.IGNORECASE,
)
_STRONG_SEPARATOR = LazyPattern(r"::|--|—|–|\s*>>\s*")
_NAMED = (
    (
        LazyPattern(r"philadelphia(?: chromosome)?(?:[ -]positive)?|ph\+|ph(?:ila)? chromosome", re.IGNORECASE),
        "BCR",
        "ABL1",
    ),
    (LazyPattern(r"t\(9;22\)(?:\(q34(?:\.1)?;q11(?:\.2)?\))?", re.IGNORECASE), "BCR", "ABL1"),
    (LazyPattern(r"t\(15;17\)(?:\(q\d+(?:\.\d)?;q\d+(?:\.\d)?\))?", re.IGNORECASE), "PML", "RARA"),
)


def named(text: str) -> Fusion | None:
    """Read a fusion that has a name of its own: `Philadelphia chromosome`, `t(9;22)`, `t(15;17)`."""
    for pattern, five_prime, three_prime in _NAMED:
        if pattern.fullmatch(text.strip()):
            return Fusion(five_prime, three_prime)
    return None


def parse(text: str, names: GeneNames) -> Fusion | None:
    """Read a fusion; None when the text does not speak of one.

    Two genes with a separator are a fusion with or without the word; one gene needs the word
    (`ALK rearrangement`). The order in a text is not trusted: the gene known as a target goes to its side.
    """
    stripped = text.strip()
    bare = _WORDS.sub(" ", stripped).strip(" ,")
    worded = bare != stripped
    pair = split_pair(bare, names)
    if pair is None:
        name = names.resolve(bare) if worded else None
        return orient(name.symbol, "", names) if name and name.known else None
    first, second = (names.resolve(part) for part in pair)
    one = first.symbol if first else ""
    two = second.symbol if second else ""
    if not (one or two) or one == two:
        return None
    known = bool((first and first.known) or (second and second.known))
    strong = bool(_STRONG_SEPARATOR.search(bare))
    if not (worded or strong or known):
        return None
    return orient(one, two, names)


def split_pair(text: str, names: GeneNames) -> tuple[str, str] | None:
    """Split `A::B`, `A--B`, `A/B`, `A-B`, `A_B` or `A B` into two names, minding symbols with a hyphen (HLA-A)."""
    strong = _STRONG_SEPARATOR.compiled.split(text, maxsplit=1)
    if len(strong) == 2:
        return strong[0].strip(), strong[1].strip()
    if len(text.split()) > 2 or (names.resolve(text) and names.by_name.get(text.replace("-", "").upper())):
        return None
    for separator in re.finditer(r"[-/_ ]", text):
        left, right = text[: separator.start()].strip(), text[separator.end() :].strip()
        one, two = names.resolve(left), names.resolve(right)
        if one and two and (one.known or two.known) and _both_gene_like(left, right):
            return left, right
    return None


def _both_gene_like(left: str, right: str) -> bool:
    return all(re.fullmatch(r"[A-Za-z][A-Za-z0-9.@-]*", part) and part.upper() == part for part in (left, right))


def orient(first: str, second: str, names: GeneNames) -> Fusion:
    """Put two partners of unknown order 5' to 3' by the side on which each is known to carry a target.

    A single partner goes to its own side; where nothing is known the order of the text stays, marked as not stated.
    """
    if not second or not first:
        only = first or second
        five = only in names.five_prime and only not in names.three_prime
        return Fusion(only, "", oriented=False) if five else Fusion("", only, oriented=False)
    score = _fits(first, second, names) - _fits(second, first, names)
    if score < 0:
        return Fusion(second, first)
    return Fusion(first, second, oriented=score > 0)


def _fits(five_prime: str, three_prime: str, names: GeneNames) -> int:
    return (five_prime in names.five_prime) + (three_prime in names.three_prime)
