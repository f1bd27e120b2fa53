"""Tumor mutational burden and microsatellite status of FHIR, as an Observation or a component of one.

Recognized by LOINC code, else by the words of a code of the laboratory's own. A number counts with its unit only, a
bound (`< 10`) is none; where there is no value the interpretation (high, MSI-H) says what was found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved, Untested
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.fhir_presence import no_result
from oncotier.readers.fhir_terms import codes_of, displays_of
from oncotier.readers.json_document import at, number, objects, text
from oncotier.readers.measure_words import is_undetermined, msi_state, tmb_number, tmb_word
from oncotier.readers.unread_burden import burden_unread
from oncotier.readers.vendor_words import is_not_detected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.readers.ends import End, Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["is_measure", "read_measures"]

_TMB, _MSI = "94076-7", "81695-9"
_TMB_WORDS = lazy_pattern(r"tumou?r mutation(?:al)? (?:burden|load)|\bb?tmb\b", re.IGNORECASE)
_BLOOD_WORDS = lazy_pattern(r"\bbtmb\b|blood tumou?r mutation", re.IGNORECASE)
_MSI_WORDS = lazy_pattern(r"microsatellite (?:instab|stab|status)|\bmsi\b", re.IGNORECASE)
_MSI_ANSWERS = {"LA14122-8": "MSS", "LA26203-2": "MSI-H", "LA26202-4": "MSI-L"}
_PER_MEGABASE = lazy_pattern(
    r"1/1000000(?:\{\w+\})?|/\s?\{?mb\b|per[ -]?m(?:ega)?b|\{mutations?\}/mb|megabase|\bm(?:ut)?s?/mb", re.IGNORECASE
)
_IDLE = lazy_pattern(r"\b(?:detected|present|status|confirmed)\b", re.IGNORECASE)
_HIGH_OR_LOW = {"H": "high", "HH": "high", "L": "low", "LL": "low"}
_NUMBERS = ("valueQuantity/value", "valueInteger", "valueDecimal", "valueRange/low/value", "valueRange/high/value")


def is_measure(observation: JsonObject) -> bool:
    """Tell whether an Observation, or a component of it, is a mutational burden or a microsatellite status."""
    return any(True for _ in _measures(observation))


def read_measures(observation: JsonObject, place: Place) -> Iterator[End]:
    """Read every burden and status that an Observation holds; yield nothing where it holds none."""
    for kind, part in _measures(observation):
        yield _msi(part, place) if kind == _MSI else _tmb(part, place)


def _measures(observation: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    own = _kind(observation)
    if own:
        yield own, observation
        return
    for component in objects(observation, "component"):
        if kind := _kind(component):
            yield kind, component


def _kind(observation: JsonObject) -> str:
    concept = at(observation, "code")
    codes = codes_of(concept)
    if found := next((code for code in (_TMB, _MSI) if code in codes), ""):
        return found
    words = " ".join(displays_of(concept))
    return _TMB if _TMB_WORDS.search(words) else _MSI if _MSI_WORDS.search(words) else ""


def _tmb(observation: JsonObject, place: Place) -> End:
    marker = "bTMB" if _BLOOD_WORDS.search(" ".join(displays_of(at(observation, "code")))) else "TMB"
    written = text(observation, *_NUMBERS)
    unit = " ".join(text(observation, f"valueQuantity/{key}") for key in ("code", "unit")).strip()
    unit = unit or text(observation, "valueRange/low/unit")
    bound = text(observation, "valueQuantity/comparator") or "from " * (at(observation, "valueRange") is not None)
    said = " ".join(displays_of(at(observation, "valueCodeableConcept"))) or text(observation, "valueString")
    source = place.source(marker, bound + written, unit or said)
    if written and not written.startswith("-"):
        value = None if bound else number(observation, *_NUMBERS)
        if value is None:
            return Unresolved(source, "not_determined", f"{marker} {bound}{written} {unit[:40]}: no number to judge by")
        if not _PER_MEGABASE.search(unit):
            words = f"{marker} in {unit[:80] or 'no unit'!r}: not mutations per megabase"
            return Unresolved(source, "unit_unknown", words)
        return StatementObservation(source, f"{marker} {value:g}")
    if _PER_MEGABASE.search(said) and tmb_number(said):
        return StatementObservation(source, f"{marker} {tmb_number(said)}")
    if level := tmb_word(said) or ("" if said or written else _level(observation)):
        return StatementObservation(source, f"{marker} {level}")
    return burden_unread(source, marker, said, reason=(no_result(observation) or said or written or "no value")[:80])


def _level(observation: JsonObject) -> str:
    """Return `high` or `low` of an interpretation, where there is no value and no reason for that."""
    if no_result(observation):
        return ""
    readings = objects(observation, "interpretation")
    coded = (_HIGH_OR_LOW[code] for one in readings for code in codes_of(one) if code in _HIGH_OR_LOW)
    worded = (tmb_word(said) for one in readings for said in displays_of(one))
    return next(filter(None, (*coded, *worded)), "")


def _msi(observation: JsonObject, place: Place) -> End:
    concept = at(observation, "valueCodeableConcept")
    said = tuple(filter(None, (*displays_of(concept), text(observation, "valueString"))))
    measured = text(observation, *_NUMBERS)
    if not said and not measured:
        said = tuple(words for one in objects(observation, "interpretation") for words in displays_of(one))
    source = place.source("MSI", *said[:1])
    answers = [_MSI_ANSWERS[code] for code in codes_of(concept) if code in _MSI_ANSWERS]
    worded = (msi_state(_IDLE.sub("", words)) for words in said if msi_state(words) or not is_not_detected(words))
    state = next(iter(answers), "") or next(filter(None, worded), "")
    if state:
        return StatementObservation(source, state)
    words = next((one for one in (no_result(observation), *said, *codes_of(concept)) if one), "no value")[:80]
    if measured and not said:
        return Unresolved(
            source, "status_unknown", f"microsatellite instability {measured}: no status beside the number"
        )
    is_open = is_undetermined(words) and not is_not_detected(words)
    if is_open or words in {"no value", "LA11884-6"}:
        return Untested(source, "MSI", "indeterminate" if words == "LA11884-6" else words)
    return Unresolved(source, "status_unknown", f"microsatellite status {words!r} is not known")
