"""What a FHIR variant is called: its names in each notation, which of them can be read, and its origin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.errors import NotationError
from oncotier.notation import statement
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.fhir_terms import Component, components, first_words, words_of
from oncotier.readers.vendor_words import origin_of, reads_coding, reads_protein

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oncotier.domain.alteration import Origin
    from oncotier.readers.ends import Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["has_small_name", "name_in", "names_in", "origin_in", "stated_in"]

_ORIGINS = {
    "LA6684-0": "somatic",
    "LA6683-2": "germline",
    "LA18194-3": "likely germline",
    "LA18195-0": "likely somatic",
}  # LOINC list LL378-1
_NO_PROTEIN = lazy_pattern(r"(?:.*:)?p?[.(]*\?\)?|[.-]")


def names_in(observation: JsonObject) -> list[str]:
    """Return the first words of each component that names the change."""
    wanted = (Component.PROTEIN, Component.CODING, Component.GENOMIC, Component.VARIATION, Component.CYTOGENOMIC)
    return [words for code in wanted if (words := first_words(observation, code))]


def name_in(observation: JsonObject, code: Component, reads: Callable[[str], bool], gene: str = "") -> str:
    """Return the first way to write a name that can be read, without its gene in front; else the first of all."""
    written = [words for one in components(observation, code) for words in words_of(one)]
    bare = [re.sub(rf"^{re.escape(gene)}[\s:]+", "", words) if gene else words for words in written]
    return next((words for words in (*written, *bare) if reads(words)), written[0] if written else "")


def has_small_name(observation: JsonObject) -> bool:
    """Tell whether a protein or coding name can be read that states a change."""
    protein = name_in(observation, Component.PROTEIN, reads_protein)
    coding = name_in(observation, Component.CODING, reads_coding)
    return (reads_protein(protein) and not _NO_PROTEIN.fullmatch(protein)) or reads_coding(coding)


def origin_in(observation: JsonObject) -> Origin:
    """Return the origin that the genomic source class states."""
    for component in components(observation, Component.ORIGIN):
        for words in words_of(component):
            return origin_of(_ORIGINS.get(words, words))
    return origin_of("")


def stated_in(written: Sequence[str], gene: str, place: Place) -> str:
    """Return the first words, with their gene in front where they lack it, that the notation reads; else nothing."""
    for words in written:
        for stated in (words, f"{gene} {words}") if gene else (words,):
            try:
                found = statement.read(stated, place.names)
            except NotationError:
                continue
            if found:
                return stated
    return ""
