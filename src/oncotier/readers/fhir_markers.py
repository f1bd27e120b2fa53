"""Tumor markers of FHIR Observations: receptors, HER2, PD-L1, mismatch repair, HRD and other stains and hybridizations.

As mCODE writes them (a code of what was tested, one value), and as pathology does (components with a score, an
intensity). What is no result of a tumor marker is left to the caller.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved, Untested
from oncotier.domain.value import Value, replace
from oncotier.errors import NotationError
from oncotier.notation import statement
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import OutOfScope
from oncotier.readers.fhir_marker_codes import (
    REPAIR_PROTEINS,
    Marker,
    is_of_blood,
    is_of_the_gene,
    marker_of,
    score_in,
)
from oncotier.readers.fhir_terms import ANSWERS, Component, codes_of, components, displays_of, words_of
from oncotier.readers.json_document import at, flag, number, objects, text
from oncotier.readers.vendor_words import is_not_assessed, is_not_detected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.readers.ends import End, Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["is_tumor_marker", "read_marker"]

_NEGATIVE = lazy_pattern(
    r"\bnegativ|\bloss\b|\blost\b|verlust|nicht (?:amplifiziert|nachweisbar)|non-?amplified", re.IGNORECASE
)
_POSITIVE = lazy_pattern(
    r"\bpositiv|\bpresent\b|\bdetected\b|\b(?:amplifi(?:ed|ziert)|rearranged)|over-?express|\bretained\b|\bintact\b|erhalten",
    re.IGNORECASE,
)
_EQUIVOCAL = lazy_pattern(r"equivocal|borderline|äquivok|grenzwertig", re.IGNORECASE)
_ZERO = lazy_pattern(r"(?:(?:ihc|score|grade)[ :]*)*(0\+?)(?: ?\(.*\))?", re.IGNORECASE)
_GRADE = lazy_pattern(r"(?<![\d.,+])[123]\+(?!\d)")
_DEFICIENT = lazy_pattern(r"\bdeficien|\bdmmr\b|\babnormal|\bloss\b|\blost\b|defizien", re.IGNORECASE)
_PROFICIENT = lazy_pattern(r"\bproficien|\bpmmr\b|\bintact\b|\bnormal|\bretained\b|profizien|erhalten", re.IGNORECASE)
_GERMAN_CALL = lazy_pattern(r"\b(positiv|negativ)\b", re.IGNORECASE)
_SHARE_UNITS = frozenset({"%", "/100", "percent"})
_PD_L1_SCORES = frozenset({"TPS", "CPS", "IC", "TC"})
_HYBRIDIZED = frozenset({"HER2", "ALK", "ROS1", "RET"})
_RECEPTORS = frozenset({"ER", "PR"})


class _Result(Value, frozen=True):
    """What an Observation says: its words, its call, and a number with its comparator and unit."""

    words: tuple[str, ...]
    call: str = ""
    value: float | None = None
    bound: str = ""
    unit: str = ""

    @property
    def share(self) -> str:
        """The number as a share in percent, with its bound; empty where it is none."""
        is_share = self.value is not None and self.unit in _SHARE_UNITS and 0 <= self.value <= 100
        return f"{self.bound}{self.value:g}%" if is_share else ""


def is_tumor_marker(observation: JsonObject) -> bool:
    """Tell whether an Observation is a test of a tumor marker, whatever it found."""
    return _marker(observation) is not None


def read_marker(observation: JsonObject, place: Place) -> Iterator[End]:
    """Read one tumor marker test; yield nothing where the Observation is none."""
    marker = _marker(observation)
    if marker is None:
        return
    words = " ".join(displays_of(at(observation, "code")))
    if is_of_blood(words):
        yield OutOfScope("marker_in_blood")
    elif is_of_the_gene(words):
        source = place.source(words[:80])
        yield Unresolved(source, "biomarker_not_read", f"{words[:80]}: give it as a finding")
    else:
        yield from _results(observation, marker, place)


def _marker(observation: JsonObject) -> Marker | None:
    genes = (words_of(one) for one in components(observation, Component.GENE))
    return marker_of(at(observation, "code"), *(words[0] for words in genes if words))


def _results(observation: JsonObject, marker: Marker, place: Place) -> Iterator[End]:
    """Yield what the Observation and each of its components found; a panel whose members speak for it is set aside."""
    parts = [(marker, result)] if (result := _result(observation)) else []
    found = [(one, _end(one, said, place)) for one, said in (*parts, *_of_components(observation, marker))]
    reason = next(iter(_absent(observation)), "")
    if any(isinstance(end, StatementObservation) for _, end in found):
        told = StatementObservation | Unresolved  # a count of signals or an intensity is part of the result
        yield from (end for one, end in found if isinstance(end, told) and _is_said(one, end))
    elif found:
        yield found[0][1]
    elif not reason and objects(observation, "hasMember"):
        yield OutOfScope("panel_of_results")
    else:
        yield Untested(place.source(_name(marker)), _name(marker), (reason or "no value")[:80])


def _is_said(marker: Marker, end: End) -> bool:
    return isinstance(end, StatementObservation) or marker.score != "count"


def _of_components(observation: JsonObject, marker: Marker) -> Iterator[tuple[Marker, _Result]]:
    """Yield the marker and the result of each component: one with a code of its own, or a score of the whole."""
    for component in objects(observation, "component"):
        concept = at(component, "code")
        score = score_in(" ".join(displays_of(concept)))
        inner = marker_of(concept) or (replace(marker, score=score) if score else None)
        if inner is not None and (result := _result(component)):
            yield inner, result


def _absent(observation: JsonObject) -> tuple[str, ...]:
    reason = at(observation, "dataAbsentReason")
    return (*displays_of(reason), *codes_of(reason))


def _name(marker: Marker) -> str:
    return f"{marker.name} {marker.assay}".strip()


def _result(observation: JsonObject) -> _Result | None:
    """Return what an Observation or a component says; None where it has no value and no interpretation."""
    concept = at(observation, "valueCodeableConcept")
    readings = objects(observation, "interpretation")
    codes = {*codes_of(concept), *(code for one in readings for code in codes_of(one))}
    words = (*displays_of(concept), text(observation, "valueString"), text(observation, "valueInteger"))
    words = tuple(one for one in (*words, *(said for one in readings for said in displays_of(one))) if one)
    value = number(observation, "valueQuantity/value")
    if at(observation, "valueBoolean") is not None:
        codes.add("POS" if flag(observation, "valueBoolean") else "NEG")
    if not codes and not words and value is None:
        return None
    unit = text(observation, "valueQuantity/unit") or text(observation, "valueQuantity/code")
    is_share = "%" in {unit, text(observation, "valueQuantity/code")}
    call = next((call for call, known in ANSWERS.items() if codes & known), "") or _call(" ".join(words))
    bound = text(observation, "valueQuantity/comparator")
    return _Result(words, call, value, bound, "%" if is_share else unit)


def _call(said: str) -> str:
    if _EQUIVOCAL.search(said):
        return "equivocal"
    if is_not_assessed(said):
        return "undetermined"
    if is_not_detected(said) or _NEGATIVE.search(said):
        return "negative"
    return "positive" if _POSITIVE.search(said) else ""


def _end(marker: Marker, result: _Result, place: Place) -> End:
    shown = "" if result.value is None else f"{result.bound}{result.value:g}{result.unit}"
    source = place.source(_name(marker), *result.words, shown)
    if marker.score == "intensity":
        return OutOfScope("stain_intensity")
    said, flags = _statement(marker, result, place)
    if said:
        return StatementObservation(source, said, flags=flags)
    if result.call == "undetermined":
        return Untested(source, _name(marker), " ".join(result.words)[:80] or "indeterminate")
    words = " ".join((*result.words, shown)).strip()[:60]
    return Unresolved(source, "result_unknown", f"{_name(marker)} {words!r}: give it as a finding")


def _statement(marker: Marker, result: _Result, place: Place) -> tuple[str, tuple[str, ...]]:
    """Return the finding in words, and `equivocal` where it is so; empty where it is not known what was found."""
    name, call = marker.name, result.call
    if result.value is not None and (measured := _measured(marker, result)):
        return measured, ()
    if marker.assay == "ISH" and name not in _HYBRIDIZED:
        return "", ()
    if name == "HER2" and marker.assay != "ISH" and (grade := _grade(result.words)):
        return f"HER2 IHC {grade}", ()
    if name in {"MMR", "HRD"} or name in REPAIR_PROTEINS:
        return _repaired(name, result), ()
    if in_words := _in_words(marker, result.words, place):
        return in_words, ()
    if call == "equivocal":
        return _equivocal(marker)
    return (f"{_name(marker)} {call}", ()) if call in {"positive", "negative"} else ("", ())


def _measured(marker: Marker, result: _Result) -> str:
    """Return what a number says: a share of cells, a PD-L1 score, the HRD score."""
    name, share, bound = marker.name, result.share, result.bound
    if marker.score == "count" or bound not in {"", "<", ">="}:
        return ""
    if name == "HRD":
        return f"HRD {result.value:g}" if not bound and result.value is not None and not share else ""
    if name == "PD-L1" and marker.score == "CPS" and result.value is not None:
        return f"PD-L1 CPS {bound}{result.value:g}"
    if not share:
        return ""
    if name == "PD-L1":
        return f"PD-L1 {marker.score if marker.score in _PD_L1_SCORES else 'IHC'} {share}"
    if bound == "<":
        return f"{name} IHC negative" if name in _RECEPTORS and share == "<1%" else ""
    return f"{name} IHC {share.removeprefix('>=')}" if name not in {"HER2", "HR", "MMR", *REPAIR_PROTEINS} else ""


def _grade(words: tuple[str, ...]) -> str:
    grades = {found[1] for one in words if (found := _ZERO.fullmatch(one))}
    grades |= {grade for one in words for grade in _GRADE.findall(one)}
    return grades.pop() if len(grades) == 1 else ""


def _repaired(name: str, result: _Result) -> str:
    """Return the state of mismatch repair, one of its proteins, or homologous recombination."""
    said = " ".join(result.words)
    is_lost, is_kept = _DEFICIENT.search(said) is not None, _PROFICIENT.search(said) is not None
    if is_lost and is_kept:
        return ""
    if name == "HRD":
        call = "positive" if is_lost else "negative" if is_kept else result.call
        return f"HRD {call}" if call in {"positive", "negative"} else ""
    if name == "MMR":
        return "dMMR" if is_lost else "pMMR" if is_kept else ""
    is_lost = is_lost or (result.call == "negative" and not is_kept)
    is_kept = is_kept or (result.call == "positive" and not is_lost)
    return f"{name} IHC {'loss' if is_lost else 'intact'}" if is_lost or is_kept else ""


def _in_words(marker: Marker, words: tuple[str, ...], place: Place) -> str:
    """Return the first statement that the notation reads: `PD-L1` and `TPS 60%`, `ER` and `positive (90%)`."""
    score = marker.score if marker.score in _PD_L1_SCORES else ""
    for said in words:
        english = _GERMAN_CALL.sub(r"\1e", said)
        for whole in dict.fromkeys((f"{_name(marker)} {score} {english}", f"{marker.name} {score} {english}")):
            stated = " ".join(whole.split())
            try:
                if len(statement.read(stated, place.names)) == 1:
                    return stated
            except NotationError:
                continue
    return ""


def _equivocal(marker: Marker) -> tuple[str, tuple[str, ...]]:
    if marker.name == "HER2":
        return ("HER2 ISH positive", ("equivocal",)) if marker.assay == "ISH" else ("HER2 IHC 2+", ())
    return f"{_name(marker)} positive", ("equivocal",)
