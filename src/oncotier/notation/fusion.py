"""Fusions as text: every separator, either order, one partner unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Fusion
from oncotier.notation.gene import is_keyword
from oncotier.notation.lazy_pattern import LazyPattern

if TYPE_CHECKING:
    from oncotier.notation.gene import GeneNames

__all__ = ["named", "orient", "parse", "split_pair"]

_WORDS = LazyPattern(
    r"\b(?:gene\s+)?(?:fusions?|fused|rearrangements?|rearranged|rearr|translocations?)(?: (?:gene|transcript))?\b",
    re.IGNORECASE,
)
_ASIDE = LazyPattern(
    r"\(?\b(?:intron \d{1,2}|in[- ]frame|unknown partner|partner (?:is )?unknown)\b\)?|[ ,;-]+$", re.IGNORECASE
)
_SUBTYPE = LazyPattern(
    r"[ ,(]+(?:(?:variant |v\.?)\d[ab]?(?:/[ab])?|E\d{1,2}(?:[ab]|ins\d+)?; ?(?:ins\d+)?A\d{1,2}"
    r"|p(?:190|210|230)|e\d{1,2}a\d|b[23]a[23])\)?$",
    re.IGNORECASE,
)
_SYMBOL = LazyPattern(r"[A-Z][A-Z0-9.@-]*[A-Z0-9@]")
_SMALL_SYMBOL = LazyPattern(r"[A-Za-z][a-z]+\d[a-z0-9]*")
_OPEN_FRAME = LazyPattern(r"C(?:\d{1,2}|X)orf\d{1,3}", re.IGNORECASE)
_NO_PARTNER = frozenset({"", "?", "INTERGENIC", "UNKNOWN", "NA", "N/A", "NONE", ".", "-"})
_STRONG_SEPARATOR = LazyPattern(r"::|--|—|–|\s*>>\s*")
_WEAK_SEPARATOR = LazyPattern(r" ?[-/_] ?| ")
_NAMED = (
    (
        LazyPattern(
            r"philadelphia(?: chromosome)?(?:[ -]positive)?|ph\+|ph[ -]positive|ph(?:ila)? chromosome", re.IGNORECASE
        ),
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
    bare = _WORDS.sub(" ", stripped)
    worded = bare != stripped
    bare = _ASIDE.sub("", " ".join(bare.split())).strip(" ,;") if worded else stripped
    pair = split_pair(_SUBTYPE.sub("", bare), names, worded=worded)
    if pair is not None:
        return None if pair[0] == pair[1] else orient(*pair, names)
    name = names.resolve(bare) if worded else None
    return orient(name.symbol, "", names) if name and name.known else None


def split_pair(text: str, names: GeneNames, *, worded: bool = False) -> tuple[str, str] | None:
    """Split `A::B`, `A--B`, `A/B`, `A-B` or `A_B` into two symbols, minding symbols with a hyphen (HLA-A).

    An empty symbol is a partner that the text leaves open. A single hyphen joins a fusion where one of the genes is
    known, or where the text says "fusion" (`worded`), which also allows a space between them.
    """
    strong = _STRONG_SEPARATOR.compiled.split(text, maxsplit=1)
    if len(strong) == 2:
        one, two = (_partner(part.strip(), names, in_small=True) for part in strong)
        return None if one is None or two is None or not (one or two) else (one, two)
    if len(text.split()) > 3 or names.by_name.get(re.sub(r"[-/_\s]", "", text).upper()):
        return None
    separators = list(_WEAK_SEPARATOR.compiled.finditer(text))
    for separator in separators:
        left, right = text[: separator.start()], text[separator.end() :]
        one, two = _partner(left, names, in_small=worded), _partner(right, names, in_small=worded)
        if not one or not two:
            continue
        known = _is_known(left, names) or _is_known(right, names)
        if known if separator[0] != " " else known and worded:
            return one, two
        if worded and separator[0] != " " and len(separators) == 1:
            return one, two
    return None


def _is_known(name: str, names: GeneNames) -> bool:
    found = names.resolve(name)
    return found is not None and found.known


def _partner(text: str, names: GeneNames, *, in_small: bool) -> str | None:
    """Return the symbol that one side of a separator names, empty for a partner left open, None for anything else.

    A symbol that the table does not know may be written in small letters only where a fusion is certain (`in_small`).
    """
    if text.upper() in _NO_PARTNER:
        return ""
    name = names.resolve(text)
    if name is not None and name.known:
        return name.symbol
    pieces = text.split("-")
    if " " in text or is_keyword(text) or any(is_keyword(piece) or _is_known(piece, names) for piece in pieces):
        return None
    if _OPEN_FRAME.fullmatch(text):
        return text.upper().replace("ORF", "orf")
    return text.upper() if _SYMBOL.fullmatch(text) or (in_small and _SMALL_SYMBOL.fullmatch(text)) else None


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
