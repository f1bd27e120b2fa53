"""Codes of HL7 FHIR Genomics Reporting (R4, STU3), and the small parts that resources are built of.

LOINC codes of Observations, components and answers: the guide's value sets and examples. Sequence Ontology accessions:
Ensembl's table of calculated consequences, and the guide's examples for copy number. What has no code is a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oncotier.exporters.safe_text import safe_text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CATEGORY", "GUIDE", "MSI_ANSWERS", "ORIGINS", "SEQUENCE_ONTOLOGY", "SYSTEM", "coded", "component", "guide_code",
    "hgvs", "loinc", "quantity", "words",
]  # fmt: skip

Resource = dict[str, Any]

GUIDE = "http://hl7.org/fhir/uv/genomics-reporting"
SYSTEM: Mapping[str, str] = {
    "loinc": "http://loinc.org",
    "hgnc": "http://www.genenames.org",
    "hgvs": "http://varnomen.hgvs.org",
    "so": "http://www.sequenceontology.org",
    "ucum": "http://unitsofmeasure.org",
    "guide": f"{GUIDE}/CodeSystem/tbd-codes-cs",
}
MSI_ANSWERS: Mapping[str, str] = {"MSS": "LA14122-8", "MSI-H": "LA26203-2", "MSI-L": "LA26202-4"}
ORIGINS: Mapping[str, str] = {"somatic": "LA6684-0", "germline": "LA6683-2"}
SEQUENCE_ONTOLOGY: Mapping[str, str] = {
    "splice_acceptor_variant": "SO:0001574",
    "splice_donor_variant": "SO:0001575",
    "stop_lost": "SO:0001578",
    "missense_variant": "SO:0001583",
    "stop_gained": "SO:0001587",
    "frameshift_variant": "SO:0001589",
    "protein_altering_variant": "SO:0001818",
    "inframe_insertion": "SO:0001821",
    "inframe_deletion": "SO:0001822",
    "start_lost": "SO:0002012",
    "transcript_amplification": "SO:0001889",
    "transcript_ablation": "SO:0001893",
    "copy_number_gain": "SO:0001742",
    "copy_number_loss": "SO:0001743",
    "gene_fusion": "SO:0001565",
}


def words(text: str) -> Resource:
    """Return a CodeableConcept of words only; FHIR knows no empty text."""
    return {"text": safe_text(text) or "not stated"}


def coded(system: str, code: str, display: str = "") -> Resource:
    """Return a CodeableConcept of one code; `system` is a name in SYSTEM."""
    coding = {"system": SYSTEM[system], "code": code}
    return {"coding": [{**coding, "display": safe_text(display)} if display else coding]}


def loinc(code: str, display: str = "") -> Resource:
    """Return a CodeableConcept of a LOINC code."""
    return coded("loinc", code, display)


def guide_code(code: str) -> Resource:
    """Return a CodeableConcept of a code of the guide's own."""
    return coded("guide", code)


def hgvs(name: str) -> Resource:
    """Return a CodeableConcept of an HGVS name."""
    return coded("hgvs", safe_text(name), name)


def quantity(value: float, unit: str, code: str) -> Resource:
    """Return a Quantity with a UCUM code, free of binary noise."""
    rounded = round(value, 6)
    number = int(rounded) if rounded == int(rounded) else rounded
    return {"value": number, "unit": unit, "system": SYSTEM["ucum"], "code": code}


def component(code: Resource, **value: object) -> Resource:
    """Return a component of an Observation; the value by its FHIR name (`valueCodeableConcept`)."""
    return {"code": code, **value}


CATEGORY = (
    {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]},
    {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "GE"}]},
)
