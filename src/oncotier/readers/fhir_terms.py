"""Codes of HL7 FHIR Genomics Reporting (STU1 to STU3) and mCODE that carry a finding, and how to look them up.

LOINC codes of components and answers, Sequence Ontology terms of effects. Observations are plain JSON objects; a
component is found by its LOINC code or its code of the guide's own code system, whatever the order.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from oncotier.genome.assembly import build_of_name
from oncotier.notation.consequence import most_severe
from oncotier.readers.json_document import at, objects, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.readers.json_document import JsonObject

__all__ = [
    "ANSWERS",
    "CHANGE_TYPES",
    "CONSEQUENCES",
    "Component",
    "assembly",
    "change_types",
    "codes_of",
    "components",
    "consequence_in",
    "displays_of",
    "first_words",
    "words_of",
]


class Component(StrEnum):
    """LOINC codes of the components of a variant Observation."""

    GENE = "48018-6"
    CODING = "48004-6"
    PROTEIN = "48005-3"
    GENOMIC = "81290-9"
    TRANSCRIPT = "51958-7"
    GENOMIC_SEQUENCE = "48013-7"
    ASSEMBLY = "62374-4"
    CHROMOSOME = "48000-4"
    REFERENCE = "69547-8"
    ALTERNATE = "69551-0"
    EXACT_RANGE = "81254-5"
    COORDINATE_SYSTEM = "92822-6"
    CHANGE_TYPE = "48019-4"
    ALLELE_FREQUENCY = "81258-6"
    COPY_NUMBER = "82155-3"
    ORIGIN = "48002-0"
    VARIATION = "81252-9"
    CYTOGENOMIC = "81291-7"
    SIGNIFICANCE = "53037-8"
    CONSEQUENCE = "molecular-consequence"
    FEATURE_CONSEQUENCE = "feature-consequence"
    FUNCTIONAL_ANNOTATION = "functional-annotation"


CONSEQUENCES = (Component.CONSEQUENCE, Component.FEATURE_CONSEQUENCE, Component.FUNCTIONAL_ANNOTATION)
"""What the versions of the guide call the component with the effect on a transcript."""


ANSWERS = {  # LOINC answers, SNOMED CT qualifier values, HL7 ObservationInterpretation
    "positive": {"LA6576-8", "LA9633-4", "LA11882-0", "10828004", "52101004", "260373001", "POS", "DET"},
    "negative": {"LA6577-6", "LA9634-2", "LA11883-8", "260385009", "2667000", "260415000", "NEG", "ND"},
    "equivocal": {"LA11885-3", "42425007", "E"},
    "undetermined": {"LA11884-6", "LA18198-4", "LA9663-1", "LA9664-9", "82334004", "IND"},
}
"""Codes of answers that say whether something was found."""
_ASSEMBLIES = {"LA14029-5": "GRCh37", "LA26806-2": "GRCh38"}
_TERMS = {
    "SO:0001574": "splice_acceptor_variant",
    "SO:0001575": "splice_donor_variant",
    "SO:0001578": "stop_lost",
    "SO:0001583": "missense_variant",
    "SO:0001587": "stop_gained",
    "SO:0001589": "frameshift_variant",
    "SO:0001623": "5_prime_UTR_variant",
    "SO:0001624": "3_prime_UTR_variant",
    "SO:0001627": "intron_variant",
    "SO:0001630": "splice_region_variant",
    "SO:0001631": "upstream_gene_variant",
    "SO:0001632": "downstream_gene_variant",
    "SO:0001818": "protein_altering_variant",
    "SO:0001819": "synonymous_variant",
    "SO:0001821": "inframe_insertion",
    "SO:0001822": "inframe_deletion",
    "SO:0002012": "start_lost",
}
CHANGE_TYPES = {
    "SO:0001742": "gain",
    "LA14033-7": "gain",
    "SO:0001743": "loss",
    "LA14034-5": "loss",
    "SO:0001880": "amplification",
    "SO:0001889": "amplification",
    "SO:0001879": "homozygous_deletion",
    "SO:0001893": "homozygous_deletion",
    "SO:0001019": "copy_number",
    "SO:0001565": "fusion",
    "SO:0001882": "fusion",
    "SO:0002062": "rearrangement",
    "SO:0000199": "rearrangement",
}
"""What the Sequence Ontology terms and LOINC answers that name no small variant say of one."""
_CHANGE_WORDS = {
    "copy number gain": "gain",
    "copy number loss": "loss",
    "copy number amplification": "amplification",
    "gene amplification": "amplification",
    "amplification": "amplification",
    "amplified": "amplification",
    "homozygous deletion": "homozygous_deletion",
    "deep deletion": "homozygous_deletion",
    "copy number variation": "copy_number",
    "gene fusion": "fusion",
    "fusion": "fusion",
    "translocation": "rearrangement",
    "rearrangement": "rearrangement",
    "gene rearrangement": "rearrangement",
    "complex chromosomal rearrangement": "rearrangement",
}


def _codings(concept: object) -> list[JsonObject]:
    return objects(concept, "coding")


def codes_of(concept: object) -> tuple[str, ...]:
    """Return the codes of a CodeableConcept."""
    return tuple(code for coding in _codings(concept) if (code := text(coding, "code")))


def displays_of(concept: object) -> tuple[str, ...]:
    """Return its text and the displays of its codings."""
    found = (text(concept, "text"), *(text(coding, "display") for coding in _codings(concept)))
    return tuple(dict.fromkeys(words for words in found if words))


def components(observation: JsonObject, *wanted: str) -> Iterator[JsonObject]:
    """Yield the components with one of the codes, in the order of the Observation."""
    for component in objects(observation, "component"):
        if set(codes_of(at(component, "code"))) & set(wanted):
            yield component


def words_of(component: JsonObject) -> tuple[str, ...]:
    """Return every way in which a component writes its value: text, displays, then codes."""
    concept = at(component, "valueCodeableConcept")
    found = (text(component, "valueString"), *displays_of(concept), *codes_of(concept))
    return tuple(dict.fromkeys(words for words in found if words))


def first_words(observation: JsonObject, wanted: str) -> str:
    """Return the value of the first component with a code, in words; empty where there is none."""
    return next((words[0] for one in components(observation, wanted) if (words := words_of(one))), "")


def change_types(concept: object) -> set[str]:
    """Return what a type of change or an effect says of a copy number or a fusion: by its codes, else by its words."""
    found = {CHANGE_TYPES[code] for code in codes_of(concept) if code in CHANGE_TYPES}
    words = (re.sub(r"[\s_-]+", " ", said).strip().lower() for said in displays_of(concept))
    return found or {_CHANGE_WORDS[said] for said in words if said in _CHANGE_WORDS}


def assembly(observation: JsonObject) -> str:
    """Return the genome build that a component names; empty where it is none of the two."""
    for component in components(observation, Component.ASSEMBLY):
        concept = at(component, "valueCodeableConcept")
        known = [_ASSEMBLIES[code] for code in codes_of(concept) if code in _ASSEMBLIES]
        return next(iter(known), "") or next(
            (build for words in words_of(component) if (build := build_of_name(words))), ""
        )
    return ""


def consequence_in(observation: JsonObject) -> str:
    """Return the most severe Sequence Ontology term of an effect on the transcript; empty where none is known."""
    found: list[str] = []
    for component in components(observation, *CONSEQUENCES):
        concept = at(component, "valueCodeableConcept")
        found += [_TERMS[code] for code in codes_of(concept) if code in _TERMS]
        found += [words for words in displays_of(concept) if words in _TERMS.values()]
    return most_severe(found)
