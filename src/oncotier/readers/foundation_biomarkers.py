"""MSI and TMB of a FoundationOne report, and what only its summary (the FinalReport) says.

Older reports state both biomarkers in the FinalReport only, as if they were genes: that is read where the
variant-report is silent.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved
from oncotier.readers.foundation_records import attribute, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from oncotier.readers.foundation_records import End, Place, RecordReader

__all__ = ["biomarkers_in_words", "named_by_summary", "read_msi", "read_tmb"]

_MSI_STATES = {
    "MSS": ("mss", "msstable", "msistable", "stable", "microsatellitestable"),
    "MSI-H": ("msih", "msihigh", "high", "microsatelliteinstabilityhigh"),
    "MSI-L": ("msil", "msilow", "low", "microsatelliteinstabilitylow"),
    "MSI-ambiguous": ("msiambiguous", "msambiguous", "ambiguous", "msequivocal", "msiequivocal", "equivocal"),
}
_MSI = {word: state for state, words in _MSI_STATES.items() for word in words}
_TMB_SCORE = re.compile(r"(?<![\d.])(\d{1,6}(?:\.\d{1,6})?)\s*(?:mut(?:ation)?s?\b.*)?$", re.IGNORECASE)
_TMB_WORD = re.compile(r"(?:tmb[- ]*)?(high|intermediate|low)\b", re.IGNORECASE)
_UNDETERMINED = re.compile(r"cannot|not |un(?:known|determined)|indeterminate", re.IGNORECASE)


def read_msi(element: Element, place: Place) -> Iterator[End]:
    """Read a microsatellite-instability element."""
    return _msi(attribute(element, "status"), place)


def _msi(text: str, place: Place) -> Iterator[End]:
    source = place.source("microsatellite-instability", text)
    state = _MSI.get(_letters(text))
    if state is None:
        yield Unresolved(source, "not_determined", f"microsatellite status {text[:80] or 'not stated'!r}")
    else:
        yield StatementObservation(source, state)


def read_tmb(element: Element, place: Place) -> Iterator[End]:
    """Read a tumor-mutation-burden element; the score counts, and its status word only where there is none."""
    score, unit, status = attribute(element, "score"), attribute(element, "unit"), attribute(element, "status")
    if unit and not re.search(r"per[- ]?(?:mb|megabase)|/ ?mb", unit, re.IGNORECASE):
        source = place.source("tumor-mutation-burden", score, unit)
        yield Unresolved(source, "unit_unknown", f"tumor mutation burden in {unit[:80]!r}: not mutations per megabase")
    else:
        number = _tmb_number(score)
        # A zero beside an unknown status is a placeholder, not a measurement.
        is_measured = bool(number) and (float(number) > 0 or not _UNDETERMINED.search(status))
        yield from _tmb(score if is_measured else f"{status} {score}".strip(), place)


def _tmb(text: str, place: Place, *, is_blood: bool = False) -> Iterator[End]:
    """Read a score; a bare word (`TMB-Low`) counts only where no score is stated, and has no meaning for blood."""
    name = "bTMB" if is_blood or place.is_liquid else "TMB"
    source = place.source("tumor-mutation-burden", text)
    word = _TMB_WORD.match(text)
    value = _tmb_number(text) or (word[1].lower() if word and name == "TMB" else "")
    if not value or _UNDETERMINED.search(text):
        yield Unresolved(source, "not_determined", f"tumor mutation burden {text[:80] or 'not stated'!r}")
    else:
        yield StatementObservation(source, f"{name} {value}")


def _tmb_number(text: str) -> str:
    """Return the score of a text such as `TMB-Low; 3 Muts/Mb`; empty for none, a bound (`<1`) or a negative number."""
    found = None if re.search(r"[<>≤≥]|-\d", text) else _TMB_SCORE.search(text)
    return found[1] if found else ""


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _biomarker_of(name: str) -> str:
    letters = _letters(name)
    if "microsatellite" in letters:
        return "MSI"
    return "TMB" if re.search(r"tumou?rmutation", letters) else ""


def biomarkers_in_words(root: Element) -> Mapping[Element, RecordReader]:
    """Return the elements of the FinalReport that state MSI or TMB, where the variant-report has none of its own."""
    chosen: dict[Element, RecordReader] = {}
    stated = [(element, *_stated(element)) for element in root.iter()]
    for biomarker, own in (("MSI", "microsatellite-instability"), ("TMB", "tumor-mutation-burden")):
        found = [(element, name, text) for element, name, text in stated if name and _biomarker_of(name) == biomarker]
        if not found or root.find(f".//{own}") is not None:
            continue
        element, name, text = min(found, key=lambda one: _vagueness(biomarker, one[2]))
        is_blood = "blood" in name.lower()
        chosen[element] = partial(_in_words, biomarker=biomarker, text=text, is_blood=is_blood)
    return chosen


def _stated(element: Element) -> tuple[str, str]:
    """Return the name and the value of an element that can state a biomarker in words; an empty name for others."""
    match element.tag:
        case "Gene":
            return text_of(element, "Name"), text_of(element, "Alterations/Alteration/Name")
        case "reportProperty":
            return attribute(element, "key"), text_of(element, "value")
        case "VariantProperty":
            return attribute(element, "geneName"), attribute(element, "variantName")
        case _:
            return "", ""


def _vagueness(biomarker: str, text: str) -> int:
    """Rank the statements of one biomarker: the laboratory's doubt outweighs a value, a value outweighs a word."""
    if _UNDETERMINED.search(text):
        return 0
    if _tmb_number(text) if biomarker == "TMB" else _letters(text) in _MSI:
        return 1
    return 2 if _TMB_WORD.match(text) else 3


def _in_words(element: Element, place: Place, *, biomarker: str, text: str, is_blood: bool) -> Iterator[End]:
    del element
    return _msi(text, place) if biomarker == "MSI" else _tmb(text, place, is_blood=is_blood)


def named_by_summary(element: Element) -> Iterator[tuple[Element, RecordReader]]:
    """Yield the alterations of a FinalReport that came without its variant-report."""
    gene, variant = _stated(element)
    if not gene or _biomarker_of(gene):
        return
    if element.tag == "Gene":
        for alteration in element.findall("Alterations/Alteration"):
            yield alteration, partial(_summary, text=f"{gene} {text_of(alteration, 'Name')}")
    elif element.tag == "VariantProperty" and attribute(element, "isVUS").lower() == "true":
        yield element, partial(_summary, text=f"{gene} {variant}")


def _summary(element: Element, place: Place, *, text: str) -> Iterator[End]:
    del element
    words = f"{text[:80]}: named by the summary only; check it, and give it as a finding"
    yield Unresolved(place.source("summary", text), "summary_only", words)
