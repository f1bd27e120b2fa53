"""Several findings in one text, split into texts that stand alone: `RAS/BRAF wild type`, `HER2 2+/FISH-`, `HR+/HER2-`.

Nothing is read here: each candidate is a way to split, for the caller to try. What may mean "one or the other"
(`KRAS/NRAS mutation`, `BRAF V600E/K`) is no list, and a candidate must not be accepted for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.notation import coding, protein
from oncotier.notation.gene import FAMILIES, is_keyword
from oncotier.notation.lazy_pattern import ascii_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

from oncotier.notation.gene import GeneNames

__all__ = ["Split", "splits"]

_CODELETED = ascii_pattern(
    r"1p ?(?:/|,|&|and|-)? ?19q[ -](?:co-?)?(?:deletion|deleted|del)(?: (?:present|positive))?"
    r"|(?:co-?)?deletion (?:of )?1p ?(?:/|,|&|and) ?19q",
    re.IGNORECASE,
)
_STAINED_TWICE = ascii_pattern(
    r"(?P<gene>her-?2(?:/?neu)?|erbb2)[ :]{0,2}(?:ihc)?[ :]{0,2}(?:score )?(?P<ihc>0|[123]\+)[ ,;/&(]{0,3}"
    r"(?:and |with |but )?"
    r"(?:f|c|d|s)?ish[ :]{0,2}(?P<ish>\+|-|positive|negative|pos|neg|amplified|not amplified|non-?amplified)\)?",
    re.IGNORECASE,
)
_SEPARATORS = (  # a plus sign is also a result (`ER+/PR+/HER2-`)
    ascii_pattern(r" ?(?:[,;&]|/(?! ?m(?:b|egabase)\b)) ?(?:and )?| and | with | plus ", re.IGNORECASE),
    ascii_pattern(r" ?(?:[,;&+]|/(?! ?m(?:b|egabase)\b)) ?(?:and )?| and | with | plus ", re.IGNORECASE),
)
_JOINS = ascii_pattern(r" ?[,;&/+] ?(?:and |or )?| and | or ", re.IGNORECASE)
_NAME = ascii_pattern(r"[A-Za-z][A-Za-z0-9.-]*|[0-9A-Z](?![A-Za-z0-9])")
_ALL = ascii_pattern(r"(?:all|pan)[- ](?=RAS\b)", re.IGNORECASE)
_NONE_OF = ascii_pattern(r"(?:no|without|negative for|absence of|neither)\b", re.IGNORECASE)
_MARKERS = frozenset({"ER", "PR", "HR", "HER2"})
_GLUED_WILD_TYPE = ascii_pattern(r"(?P<genes>[A-Za-z0-9/]{2,20})[- ]?(?:wt|wild-?type)", re.IGNORECASE)
_MOST = 20


class Split(Value, frozen=True):
    """One way to read a text as several.

    `inherits` names the first text's gene to those that have none; `of_genes` says that the texts say the same of
    several genes, of a family (`RAS`) where `of_family`; `alternatives` that a slash may separate two possibilities;
    `of_words` that nothing but spaces separates the texts, which holds for biomarkers only.
    """

    texts: tuple[str, ...]
    inherits: bool = False
    of_genes: bool = False
    of_family: bool = False
    alternatives: bool = False
    of_words: bool = False


def splits(text: str, names: GeneNames) -> Iterator[Split]:
    """Yield the ways to split a text, the surest first."""
    if _CODELETED.fullmatch(text):
        yield Split(("del(1p)", "del(19q)"))
    if found := _STAINED_TWICE.fullmatch(text):
        yield Split((f"{found['gene']} IHC {found['ihc']}", f"{found['gene']} ISH {found['ish']}"))
    if split := _by_genes(text, names):
        yield split
    if "[" in text and ";" in text:  # the brackets of HGVS alleles: `p.[(Leu858Arg);(Thr790Met)]`
        text = re.sub(r"[\[\]()]", "", text)
    for separator in _SEPARATORS:
        parts = tuple(part.strip(" ()") for part in separator.split(text, maxsplit=_MOST))
        if 1 < len(parts) <= _MOST and all(parts):
            yield Split(parts, inherits=True, alternatives="/" in text)
    words = tuple(text.split())
    if 1 < len(words) <= _MOST:
        yield Split(words, of_words=True)
        if len(words) > 2 and all(protein.is_protein_like(w) or coding.is_coding_like(w) for w in words[1:]):
            yield Split(tuple(f"{words[0]} {word}" for word in words[1:]))


def _by_genes(text: str, names: GeneNames) -> Split | None:
    """Say what a text says of a list of genes, or of a family, of each of them."""
    if glued := _GLUED_WILD_TYPE.fullmatch(text):
        text = f"{glued['genes']} wild-type"
    text = _ALL.sub("", text)
    found = next((found for found in _NAME.finditer(text) if _genes(found[0], (), names)), None)
    if found is None:
        return None
    genes, end0, of_family = _genes(found[0], (), names), found.end(), _is_family(found[0], names)
    while len(genes) < _MOST and (joined := _JOINS.match(text, end0)):
        following = _NAME.match(text, joined.end())
        more = _genes(following[0], genes, names) if following else ()
        if not following or not more:
            break
        if "or" in joined[0].lower() and not _NONE_OF.match(text):
            return None  # one or the other
        of_family = of_family or _is_family(following[0], names)
        genes, end0 = (*genes, *more), following.end()
    if len(genes) < 2 or not (text[: found.start()] + text[end0:]).strip():
        return None
    texts = tuple(f"{text[: found.start()]}{gene}{text[end0:]}" for gene in dict.fromkeys(genes))
    return Split(texts, of_genes=True, of_family=of_family)


def _is_family(word: str, names: GeneNames) -> bool:
    return word.upper() in FAMILIES and word.upper() not in names.by_name


def _genes(word: str, before: tuple[str, ...], names: GeneNames) -> tuple[str, ...]:
    """Return the genes that a word of a list names: one, a family, or what continues a symbol (`BRCA1/2`)."""
    upper = word.upper()
    if upper in _MARKERS:
        return (upper,)
    if word.upper() in names.by_name:
        return (word,)
    if before and len(word) == 1:
        last = before[-1]
        name = names.resolve(last[: -len(word)] + upper)
        return (name.symbol,) if name and name.known else ()
    if upper in FAMILIES and upper != "RAF":  # "RAS/RAF wild type" of a colon tumor tells of BRAF only, or of more
        return FAMILIES[upper]
    name = names.resolve(word)
    return (word,) if name and name.known and not is_keyword(word) else ()
