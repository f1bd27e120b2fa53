"""What other FHIR Observations say of a variant: its consequence, its significance, its phase.

STU1 of Genomics Reporting has the significance as the value of an Observation, later versions as a component.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.readers.fhir_genes import genes_in, same_gene
from oncotier.readers.fhir_terms import Component, codes_of, components, displays_of
from oncotier.readers.json_document import at, objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.readers.ends import Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["ANNOTATIONS", "annotations_of", "phase_flags"]

_PHASE = "82120-7"
_HOLDING = {"molecular-consequence", "diagnostic-implication", "genomic-annotation"}
ANNOTATIONS = frozenset({*_HOLDING, _PHASE, Component.SIGNIFICANCE})
"""Codes of Observations that say something of a variant which another one describes."""


def annotations_of(variant: JsonObject, others: Iterable[JsonObject], place: Place) -> list[JsonObject]:
    """Return the components of what is derived from a variant, without what is said of another gene than its own.

    A variant may be annotated on every gene that it lies in. Where it names none itself, the first known one counts.
    """
    found = [list(_components(one)) for one in others]
    of_each = [genes_in({"component": parts}, place) for parts in found]
    own = genes_in(variant, place) or _first_known(of_each, place)
    kept = [parts for parts, genes in zip(found, of_each, strict=True) if _is_of(genes, own, place)]
    if genes_in(variant, place):
        kept = [[one for one in parts if Component.GENE not in codes_of(at(one, "code"))] for parts in kept]
    return [one for parts in kept for one in parts]


def _components(other: JsonObject) -> Iterator[JsonObject]:
    codes = codes_of(at(other, "code"))
    if not _HOLDING.isdisjoint(codes):
        yield from objects(other, "component")
    elif Component.SIGNIFICANCE in codes:
        yield from components(other, Component.GENE)
        yield {"code": at(other, "code"), "valueCodeableConcept": at(other, "valueCodeableConcept")}


def _first_known(of_each: list[tuple[str, ...]], place: Place) -> tuple[str, ...]:
    named = [gene for genes in of_each for gene in genes]
    known = [gene for gene in named if (name := place.names.resolve(gene)) is not None and name.known]
    return tuple((known or named)[:1])


def _is_of(genes: tuple[str, ...], own: tuple[str, ...], place: Place) -> bool:
    return not genes or not own or any(same_gene(gene, one, place) for gene in genes for one in own)


def phase_flags(others: Iterable[JsonObject]) -> tuple[str, ...]:
    """Return the phase of a variant with others: a sequence phase relationship says cis or trans."""
    phases = [
        word
        for other in others
        if _PHASE in codes_of(at(other, "code"))
        for word in ("cis", "trans")
        if any(word in words.lower() for words in displays_of(at(other, "valueCodeableConcept")))
    ]
    return tuple(f"in_{word}" for word in dict.fromkeys(phases))
