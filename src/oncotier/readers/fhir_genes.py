"""The genes that a FHIR Observation names: by symbol, by HGNC number, or two in one component (`EML4::ALK`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.fhir_terms import Component, components, displays_of, words_of
from oncotier.readers.json_document import at, objects, text
from oncotier.readers.vendor_words import genes_of_pair

if TYPE_CHECKING:
    from oncotier.readers.ends import Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["genes_in", "same_gene"]

_OTHER_RNA = lazy_pattern(r"-(?:AS|IT|OT|DT)\d*$")  # antisense and other transcripts beside a gene
_CONCEPT = "valueCodeableConcept"


def genes_in(observation: JsonObject, place: Place) -> tuple[str, ...]:
    """Return the genes studied, each once; of the ways to write one, a known symbol counts before any other symbol."""
    genes: list[str] = []
    for component in components(observation, Component.GENE):
        for gene in _genes(component, place):
            if not any(same_gene(gene, one, place) for one in genes):
                genes.append(gene)
    return tuple(genes)


def same_gene(gene: str, other: str, place: Place) -> bool:
    """Tell whether two names are of one gene (`HER2` and `ERBB2`)."""
    name, second = place.names.resolve(gene), place.names.resolve(other)
    return gene == other or (name is not None and second is not None and name.symbol == second.symbol)


def _genes(component: JsonObject, place: Place) -> tuple[str, ...]:
    """Return the gene of a component, or both where it names a pair; an identifier where nothing else is said."""
    written = (*_hgnc_numbers(component), *words_of(component))
    written = (*written, *(re.sub(r"\s*[(\[].*", "", words) for words in displays_of(at(component, _CONCEPT))))
    names = [(words, place.names.resolve(words)) for words in written]
    known = [name for _, name in names if name is not None and name.known]
    if known:
        given = (name.given for name in known if not name.given.upper().startswith("HGNC:"))
        return (next(given, known[0].symbol),)
    for words in written:
        if pair := _pair(words, place):
            return pair
    symbols_only = [words for words, name in names if name is not None]
    return tuple((symbols_only or [words for words in written if words])[:1])


def _pair(words: str, place: Place) -> tuple[str, ...]:
    """Return both genes of `EML4::ALK`, or of `EML4-ALK` where one carries a drug's target: genes have hyphens too."""
    pair = None if _OTHER_RNA.search(words) else genes_of_pair(words, place)
    if pair is None:
        return ()
    known = {name.symbol for name in map(place.names.resolve, pair) if name is not None and name.known}
    targets = place.names.three_prime | place.names.five_prime
    return pair if known & targets or (known and "::" in words) else ()


def _hgnc_numbers(component: JsonObject) -> tuple[str, ...]:
    """Return `HGNC:3236` for the codes of HGNC, also where the number stands alone."""
    found = (
        text(coding, "code")
        for coding in objects(component, _CONCEPT, "coding")
        if "genenames" in text(coding, "system") or "hgnc" in text(coding, "system").lower()
    )
    return tuple(f"HGNC:{code}" for code in found if code.isdecimal())
