"""The place on the genome that a FHIR Observation of a variant names: as HGVS, or as chromosome, range and alleles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import Locus
from oncotier.errors import NotationError
from oncotier.notation import genomic
from oncotier.notation.accession import CHROMOSOMES, chromosome_of
from oncotier.readers.fhir_terms import Component, assembly, components, first_words, words_of
from oncotier.readers.json_document import number
from oncotier.readers.vendor_words import locus_of

if TYPE_CHECKING:
    from oncotier.readers.json_document import JsonObject

__all__ = ["place_in"]

_ZERO_BASED = {"LA30100-4", "LA30101-2"}  # LOINC list LL5323-2: intervals or characters counted from 0
_CHROMOSOME_ANSWERS = dict(
    zip(
        "LA21254-0 LA21255-7 LA21256-5 LA21257-3 LA21258-1 LA21259-9 LA21260-7 LA21261-5 LA21262-3 LA21263-1 LA21264-9"
        " LA21265-6 LA21266-4 LA21267-2 LA21268-0 LA21269-8 LA21270-6 LA21271-4 LA21272-2 LA21273-0 LA21274-8 LA21275-5"
        " LA21276-3 LA21277-1".split(),
        CHROMOSOMES,
        strict=False,
    )
)  # LOINC list LL2938-0


def place_in(observation: JsonObject) -> tuple[Locus | None, str]:
    """Return the place with both alleles, and the genomic name where its bases must first be looked up."""
    for component in components(observation, Component.GENOMIC):
        for words in words_of(component):
            try:
                change = genomic.parse(words)
            except NotationError:
                continue
            build = change.build or assembly(observation)
            alleles = change.alleles
            if alleles is None:
                return None, words if change.build or not build else f"{build} {words}"
            pos1, reference, alternate = alleles
            return (Locus(change.contig, pos1, reference, alternate, build) if build else None), words
    return _of_alleles(observation), ""


def _of_alleles(observation: JsonObject) -> Locus | None:
    """Return the place that is written as chromosome, range and alleles (1-based unless it says otherwise)."""
    reference, alternate = (first_words(observation, code) for code in (Component.REFERENCE, Component.ALTERNATE))
    low = next((number(one, "valueRange/low/value") for one in components(observation, Component.EXACT_RANGE)), None)
    chromosome, build = first_words(observation, Component.CHROMOSOME), assembly(observation)
    for component in components(observation, Component.GENOMIC_SEQUENCE):
        for words in words_of(component):
            if found := chromosome_of(words):
                chromosome, build = found[0], found[1] or build
    systems = [words for one in components(observation, Component.COORDINATE_SYSTEM) for words in words_of(one)]
    if low is None or not low.is_integer() or not alternate:  # an allele that is not stated is no deletion
        return None
    is_zero_based = any(words in _ZERO_BASED or words.startswith("0-based") for words in systems)
    pos1 = int(low) + 1 if is_zero_based else int(low)
    bare = re.sub(r"(?i)^chromosome\s*", "", _CHROMOSOME_ANSWERS.get(chromosome, chromosome))
    return locus_of(bare, str(pos1), reference, alternate, build)
