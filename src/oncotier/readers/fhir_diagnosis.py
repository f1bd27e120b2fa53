"""The diagnosis in a FHIR bundle: of a Condition, else the reason of the order, else the conclusion of the report.

The title of an ICD-10 code names an organ but no histology; with a morphology beside it (ICD-O-3, or the extension of
mCODE) both are known. What was refuted, runs in the family or is only looked for is no diagnosis; a metastasis is one
only where no primary tumor is named.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.fhir_terms import codes_of, displays_of
from oncotier.readers.json_document import at, objects, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.readers.ends import Ends
    from oncotier.readers.fhir_bundle import Resource
    from oncotier.readers.json_document import JsonObject

__all__ = ["diagnosis", "is_tumor", "main_diagnosis"]

_PLACES = (("Condition", "code"), ("ServiceRequest", "reasonCode"), ("DiagnosticReport", "conclusionCode"))
_TUMOR = lazy_pattern(
    r"cancer|carcinoma|neoplas|tumou?r|melanoma|sarcoma|lymphoma|leuk(?:a)?emia|myeloma|glioma|blastoma|metasta"
    r"|mesothelioma|malignan|myelo|astrocyt|seminoma",
    re.IGNORECASE,
)
_NO_DIAGNOSIS = lazy_pattern(
    r"\bhistory of|\bfamily history|\bscreening\b|\bsuspected\b|\bruled? out\b|\brisk of\b|\bsusceptib|\bno evidence",
    re.IGNORECASE,
)
_SECONDARY = lazy_pattern(
    r"\bsecondary\b|\bmetasta(?:sis|ses)\b"
    r"|\bmetastatic (?:malignant )?(?:neoplasm|tumou?r|carcinoma|cancer) (?:to|in)\b",
    re.IGNORECASE,
)
_REFUTED = {"refuted", "entered-in-error"}
_PAST = {"resolved", "inactive"}
_HISTOLOGY = "mcode-histology-morphology-behavior"
_TITLE = lazy_pattern(r"(?:primary )?malignant (?:neoplasm|tumou?r)s? of", re.IGNORECASE)
_ICD = lazy_pattern(r"[A-Z]\d\d(?:\.|$)")
_MORPHOLOGY = lazy_pattern(r"(?:^|\s)\d{4}/\d$")  # ICD-O-3
# Categories of ICD-10 (the topography of ICD-O-3 has the same), as names of tumors begin with the organ.
_ORGANS = {
    "C15": "esophagus", "C16": "stomach", "C18": "colon", "C20": "rectum", "C22": "liver", "C25": "pancreas",
    "C34": "lung", "C43": "skin", "C50": "breast", "C53": "cervix", "C56": "ovary", "C61": "prostate",
    "C64": "kidney", "C67": "bladder", "C71": "brain", "C73": "thyroid",
}  # fmt: skip


def diagnosis(resources: Iterable[Resource], ends: Ends) -> str:
    """Return the diagnosis, as written; empty without any. Says so where several tumors are named."""
    return main_diagnosis([words for kind, key in _PLACES for words in _diagnoses(resources, kind, key)], ends)


def main_diagnosis(found: list[str], ends: Ends) -> str:
    """Return the first that names a primary tumor, else any tumor, else the first one; says what others there are."""
    primary = [words for words in found if is_tumor(words) and not _SECONDARY.search(words)]
    chosen = next(iter(primary or [words for words in found if is_tumor(words)] or found), "")
    others = dict.fromkeys(words for words in primary if words.lower() != chosen.lower())
    if others:
        named = "; ".join(words[:60] for words in (chosen, *others))
        ends.note("several_diagnoses", "warning", f"{named}: the first is taken; give --tumor-type")
    return chosen


def is_tumor(words: str) -> bool:
    """Tell whether a diagnosis speaks of a tumor that the person has."""
    return _TUMOR.search(words) is not None and not _NO_DIAGNOSIS.search(words)


def _diagnoses(resources: Iterable[Resource], kind: str, key: str) -> Iterator[str]:
    """Yield the diagnoses of one kind of resource, what is past or over behind the others."""
    bodies = [one.body for one in resources if one.kind == kind]
    bodies = [one for one in bodies if _REFUTED.isdisjoint(_state(one, "verificationStatus"))]
    for body in sorted(bodies, key=lambda one: not _PAST.isdisjoint(_state(one, "clinicalStatus"))):
        for concept in objects(body, key):
            words = next(iter(displays_of(concept)), "")
            exact = _organ_and_histology(body, concept) if _TITLE.match(words) else ""
            if exact or words:
                yield exact or words


def _state(body: JsonObject, key: str) -> tuple[str, ...]:
    return codes_of(at(body, key))


def _organ_and_histology(body: JsonObject, concept: object) -> str:
    """Return `lung adenocarcinoma` for C34.9 beside 8140/3 (Adenocarcinoma, NOS); empty where either is missing."""
    codings = [(text(one, "code"), text(one, "display")) for one in objects(concept, "coding")]
    title = " ".join(displays_of(concept)).lower()
    organ = next((_ORGANS[code[:3]] for code, _ in codings if code[:3] in _ORGANS), "")
    if not organ and not any(_ICD.match(code) for code, _ in codings):
        organ = next((name for name in _ORGANS.values() if re.search(rf"\b{name}\b", title)), "")
    histology = next((said for code, said in codings if said and _MORPHOLOGY.search(code)), "")
    of_mcode = (
        said
        for one in objects(body, "extension")
        if text(one, "url").endswith(_HISTOLOGY)
        for said in displays_of(at(one, "valueCodeableConcept"))
    )
    histology = re.sub(r"(?:,? (?:NOS|no subtype))?(?: \(.*\))?$", "", histology or next(of_mcode, ""))
    histology = histology.lower()
    if organ and organ in histology:  # ICD-O-3 topography and morphology as one code, with one display
        return histology
    return f"{organ} {histology}" if organ and histology else ""
