"""FHIR Observations of no code that is known: those that leave a gene, or any gene, without a result must not be lost.

What names a gene is listed, as missing a result or to be given as a finding; a control that failed may be of any gene.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import Unresolved, Untested
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import End, OutOfScope
from oncotier.readers.fhir_presence import Presence, no_result, presence
from oncotier.readers.fhir_terms import Component, codes_of, components, displays_of, words_of
from oncotier.readers.json_document import at, objects, text
from oncotier.readers.vendor_words import is_not_assessed, is_not_detected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.readers.ends import Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["genes_without_result", "read_other"]

_OVERALL = frozenset({"51968-6"})  # genetic analysis overall interpretation
_GENE_TEST = lazy_pattern(
    r"\b(?:genes?|mutat|variant|fusion|rearrange|translocation|amplif|deletion|exon|codon)", re.IGNORECASE
)
_CHANGE = lazy_pattern(r"\bp\.|\bc\.\d|\b[A-Z]\d{2,4}(?:[A-Z*]|fs)?\b")
_STATUS = lazy_pattern(r"\b(?:gene|status|result|analysis|test|testing|assay|interpretation)\b|[^\w]", re.IGNORECASE)
_CONTROL = lazy_pattern(
    r"quality|\bqc\b|adequa|sufficien|coverage|sequenc|assay|library|\bpanel\b|\b[DR]NA\b|test(?:ing)?\b", re.IGNORECASE
)
_FAILED = lazy_pattern(
    r"inadequate|uninterpretable|unevaluable|non-?evaluable|could not be|cannot be|unable to|not (?:evaluat|interpret)"
    r"|technical (?:failure|issue|problem|error)",
    re.IGNORECASE,
)
_SENTENCE = lazy_pattern(r"(?<=[.;!?])\s+|\n+")


def read_other(observation: JsonObject, place: Place) -> Iterator[End]:
    """Read one Observation that is no variant, marker or measure; most say nothing of a gene and are set aside."""
    concept = at(observation, "code")
    name = "; ".join(displays_of(concept))
    said = "; ".join(_values(observation))
    source = place.source(name[:80], said[:80])
    genes = _genes_in(name, place) or _genes_of_component(observation, place)
    if set(codes_of(concept)) & _OVERALL:
        yield from _overall(observation, name, place)
    elif not name and not codes_of(concept):
        yield Unresolved(place.source(), "no_code", "an Observation without a code: what was tested is not known")
    elif _has_failed(f"{name}; {said}") and (open_genes := genes or _genes_in(said, place)):
        yield from (Untested(source, gene, (said or name)[:80]) for gene in open_genes)
    elif genes and (_GENE_TEST.search(name) or (said and _is_gene_alone(name, place))):
        yield Unresolved(source, "biomarker_not_read", f"{name[:80]}: give it as a finding")
    elif _CHANGE.search(said) and _genes_in(said, place) and not is_not_detected(said):
        yield Unresolved(source, "biomarker_not_read", f"{said[:80]}: give it as a finding")
    elif _CONTROL.search(name) and _has_failed(said):
        yield Untested(source, name[:80], said[:80], of_any_gene=True)
    else:
        yield OutOfScope("other_observation")


def genes_without_result(words: str, place: Place) -> Iterator[tuple[str, str]]:
    """Yield the genes that a text names in a sentence which says that there is no result, with the sentence."""
    for sentence in _SENTENCE.split(words):
        if _has_failed(sentence):
            yield from ((gene, sentence.strip()[:80]) for gene in _genes_in(sentence, place))


def _overall(observation: JsonObject, name: str, place: Place) -> Iterator[End]:
    """Read the result of a whole test: that it failed, or decides nothing, leaves every gene open."""
    said = presence(observation)
    if said.presence in {Presence.NO_RESULT, Presence.UNKNOWN}:
        source = place.source(name[:80], said.words)
        yield Untested(source, name[:80] or "the test as a whole", said.words, of_any_gene=True)
    else:
        yield OutOfScope("other_observation")


def _values(observation: JsonObject) -> tuple[str, ...]:
    """Return what an Observation says in words: its value, the reason for having none, interpretation and notes."""
    concepts = (at(observation, "valueCodeableConcept"), *objects(observation, "interpretation"))
    words = (words for concept in concepts for words in displays_of(concept))
    notes = (text(one, "text") for one in objects(observation, "note"))
    return tuple(filter(None, (*words, text(observation, "valueString"), no_result(observation), *notes)))


def _has_failed(words: str) -> bool:
    return is_not_assessed(words) or _FAILED.search(words) is not None


def _genes_in(words: str, place: Place) -> tuple[str, ...]:
    found = (place.names.resolve(word) for word in re.findall(r"[A-Z][A-Z0-9-]+", words))
    return tuple(dict.fromkeys(name.symbol for name in found if name is not None and name.known))


def _genes_of_component(observation: JsonObject, place: Place) -> tuple[str, ...]:
    named = (words for one in components(observation, Component.GENE) for words in words_of(one)[:1])
    return tuple(gene for words in named for gene in _genes_in(words, place))


def _is_gene_alone(name: str, place: Place) -> bool:
    """Tell whether a name is that of a gene, without words of another kind of test."""
    bare = _STATUS.sub(" ", name).split()
    return all(_genes_in(word, place) for word in bare)
