"""Whether a FHIR Observation of a variant says that it is there: in a code, a truth value, words or an interpretation.

What has a value that says neither is not taken for a finding; an Observation without any value names what was found.
Where something beside the value speaks against it, a presence is doubtful and an absence is no result.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from oncotier.domain.value import Value, replace
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.fhir_terms import ANSWERS, codes_of, displays_of
from oncotier.readers.json_document import at, objects, text
from oncotier.readers.vendor_words import is_not_assessed, is_not_detected

if TYPE_CHECKING:
    from oncotier.readers.json_document import JsonObject

__all__ = ["Presence", "Said", "no_result", "presence"]

_ABSENT = lazy_pattern(
    r"\bundetected\b|\b(?:not|no)\b(?:\W+\w+){0,3}?\W+(?:detected|present|found|identified|seen|positive)\b|^(?:no|none)$",
    re.IGNORECASE,
)
_PRESENT = lazy_pattern(
    r"\b(?:present|detected|positive|identified|found|yes|mutated|mutant|amplified|rearranged)\b|pathogenic|zygous"
    r"|significance",
    re.IGNORECASE,
)
_DOUBTFUL = lazy_pattern(r"equivocal|borderline", re.IGNORECASE)
_OTHER_VALUES = ("valueQuantity/value", "valueInteger", "valueDecimal", "valueRange/low/value", "valueRatio/numerator")


class Presence(Enum):
    """What an Observation says of the variant that it describes."""

    PRESENT = auto()
    ABSENT = auto()
    NO_RESULT = auto()
    UNKNOWN = auto()
    UNSAID = auto()


class Said(Value, frozen=True):
    """The presence of a variant, words for it where it is neither present nor absent, and what speaks against it."""

    presence: Presence
    words: str = ""
    doubt: str = ""


_CODE_IN_WORDS = {"LA9634-2": "absent", "LA6577-6": "negative", "LA18198-4": "no call", "LA11884-6": "indeterminate"}
_BY_ANSWER = {
    "positive": Presence.PRESENT,
    "negative": Presence.ABSENT,
    "equivocal": Presence.NO_RESULT,
    "undetermined": Presence.NO_RESULT,
}


def presence(observation: JsonObject) -> Said:
    """Return what an Observation says, with the doubt that its interpretation, reason, notes or status raise."""
    said = _stated(observation)
    match said.presence:
        case Presence.PRESENT | Presence.UNSAID:
            return replace(said, doubt=_doubt(observation, Presence.ABSENT, said))
        case Presence.ABSENT:
            doubt = _doubt(observation, Presence.PRESENT, said) or _note_of_failure(observation)
            return Said(Presence.NO_RESULT, f"{said.words}, but {doubt}"[:80]) if doubt else said
        case _:
            return said


def _doubt(observation: JsonObject, opposite: Presence, said: Said) -> str:
    """Return what stands beside a value and does not agree with it, in words; empty where nothing does."""
    if text(observation, "status") == "registered":
        return "its status is registered: no result yet"
    if reason := no_result(observation):
        return f"it gives a reason for having no value: {reason[:60]}"
    beside = _interpretation(observation)
    is_against = beside.presence in {opposite, Presence.NO_RESULT} and beside.presence is not said.presence
    return f"its interpretation is {beside.words}" if is_against else ""


def _note_of_failure(observation: JsonObject) -> str:
    notes = (text(one, "text") for one in objects(observation, "note"))
    return next((f"a note says {words[:60]}" for words in notes if is_not_assessed(words)), "")


def _stated(observation: JsonObject) -> Said:
    """Return what the value of an Observation says, else its reason for having none, else its interpretation."""
    concept = at(observation, "valueCodeableConcept")
    words = (*displays_of(concept), text(concept), text(observation, "valueString"))
    codes = {*codes_of(concept), *_truth(observation)}
    if codes or any(words):
        return _said(codes, tuple(filter(None, words)))
    if reason := no_result(observation):
        return Said(Presence.NO_RESULT, f"no result: {reason[:80]}")
    if number := text(observation, *_OTHER_VALUES):
        return Said(Presence.UNKNOWN, number[:80])
    return _interpretation(observation)


def _interpretation(observation: JsonObject) -> Said:
    readings = objects(observation, "interpretation")
    codes = {code for one in readings for code in codes_of(one)}
    words = tuple(said for one in readings for said in displays_of(one))
    return _said(codes, words) if codes or words else Said(Presence.UNSAID)


def no_result(observation: JsonObject) -> str:
    """Return why an Observation has no value, by its code rather than in free text; empty where it does not say so."""
    reason = at(observation, "dataAbsentReason")
    coded = (text(one, "display", "code") for one in objects(reason, "coding"))
    return next(filter(None, (*coded, *displays_of(reason))), "")


def _truth(observation: JsonObject) -> tuple[str, ...]:
    """Return the code of an answer for a truth value, which XML and some senders write as text."""
    written = str(at(observation, "valueBoolean")).lower()
    return {"true": ("POS",), "false": ("NEG",)}.get(written, ())


def _said(codes: set[str], words: tuple[str, ...]) -> Said:
    found = {_BY_ANSWER[answer] for answer, known in ANSWERS.items() if codes & known}
    shown = "; ".join(dict.fromkeys(words or (_CODE_IN_WORDS.get(code, code) for code in sorted(codes))))[:80]
    if len(found) == 1:
        return Said(found.pop(), shown)
    joined = " ".join(words)
    if found or not joined:  # two that differ, or a code of a system that is not known
        return Said(Presence.UNKNOWN, shown)
    if _DOUBTFUL.search(joined) or is_not_assessed(joined):
        return Said(Presence.NO_RESULT, shown)
    if is_not_detected(joined) or _ABSENT.search(joined):
        return Said(Presence.ABSENT, shown)
    return Said(Presence.PRESENT if _PRESENT.search(joined) else Presence.UNKNOWN, shown)
