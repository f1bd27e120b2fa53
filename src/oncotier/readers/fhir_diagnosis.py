"""The diagnosis in a FHIR bundle: of a Condition, else the reason of the order, else the conclusion of the report.

The title of an ICD-10 code names an organ but no histology; with an ICD-O-3 morphology beside it both are known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.fhir_terms import displays_of
from oncotier.readers.json_document import objects, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oncotier.readers.json_document import JsonObject

__all__ = ["tumor_type"]

_PLACES = (("Condition", "code"), ("ServiceRequest", "reasonCode"), ("DiagnosticReport", "conclusionCode"))
_TUMOR = lazy_pattern(
    r"cancer|carcinoma|neoplas|tumou?r|melanoma|sarcoma|lymphoma|leuk(?:a)?emia|myeloma|glioma|blastoma|metasta"
    r"|mesothelioma|malignan|myelo|astrocyt|seminoma",
    re.IGNORECASE,
)
_TITLE = lazy_pattern(r"malignant neoplasms? of", re.IGNORECASE)
_MORPHOLOGY = lazy_pattern(r"\d{4}/\d")  # ICD-O-3
# Categories of ICD-10 (the topography of ICD-O-3 has the same), as names of tumors begin with the organ.
_ORGANS = {
    "C15": "esophagus", "C16": "stomach", "C18": "colon", "C20": "rectum", "C22": "liver", "C25": "pancreas",
    "C34": "lung", "C43": "skin", "C50": "breast", "C53": "cervix", "C56": "ovary", "C61": "prostate",
    "C64": "kidney", "C67": "bladder", "C71": "brain", "C73": "thyroid",
}  # fmt: skip


def tumor_type(resources: Mapping[str, JsonObject]) -> str:
    """Return the first diagnosis that speaks of a tumor, else the first one, as written; empty without any."""
    found = [words for kind, key in _PLACES for words in _diagnoses(resources, kind, key)]
    return next((words for words in found if _TUMOR.search(words)), found[0] if found else "")


def _diagnoses(resources: Mapping[str, JsonObject], kind: str, key: str) -> Iterator[str]:
    for resource in resources.values():
        if text(resource, "resourceType") == kind:
            for concept in objects(resource, key):
                words = next(iter(displays_of(concept)), "")
                exact = _organ_and_histology(concept) if _TITLE.match(words) else ""
                if exact or words:
                    yield exact or words


def _organ_and_histology(concept: object) -> str:
    """Return `lung adenocarcinoma` for C34.9 beside 8140/3 (Adenocarcinoma, NOS); empty where either is missing."""
    codings = [(text(one, "code"), text(one, "display")) for one in objects(concept, "coding")]
    organ = next((_ORGANS[code[:3]] for code, _ in codings if code[:3] in _ORGANS), "")
    histology = next((said for code, said in codings if said and _MORPHOLOGY.fullmatch(code)), "")
    return f"{organ} {re.sub(',? NOS$', '', histology).lower()}" if organ and histology else ""
