"""MSI and TMB of a FoundationOne report, and what only its summary (the FinalReport) says.

Older reports state both biomarkers in the FinalReport only, as if they were genes: that is read where the
variant-report is silent.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved, Untested
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.foundation_records import attribute, genes_of, symbol_of, text_of
from oncotier.readers.measure_words import is_undetermined, msi_state, tmb_number, tmb_word
from oncotier.readers.vendor_words import is_not_detected

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from oncotier.domain.observation import Source
    from oncotier.notation.gene import GeneNames
    from oncotier.readers.ends import End
    from oncotier.readers.foundation_records import RecordReader, Specimen

__all__ = ["biomarkers_in_words", "named_by_summary", "named_only_in_summary", "read_msi", "read_other", "read_tmb"]


_ELEMENTS = {"MSI": "microsatellite-instability", "TMB": "tumor-mutation-burden"}
_NOTHING = lazy_pattern(r"^(?:none|no reportable|not detected|wild[ -]?type)", re.IGNORECASE)


def read_msi(element: Element, place: Specimen) -> Iterator[End]:
    """Read a microsatellite-instability element."""
    return _msi(attribute(element, "status"), place)


def _msi(text: str, place: Specimen) -> Iterator[End]:
    source = place.source("microsatellite-instability", text)
    state = msi_state(text)
    if not state:
        yield _without_result("MSI", f"microsatellite status {text[:80] or 'not stated'!r}", text, source)
    else:
        yield StatementObservation(source, state)


def _without_result(marker: str, words: str, text: str, source: Source) -> Untested | Unresolved:
    """Tell a marker that was not assessed from a result that cannot be read."""
    if not text or is_undetermined(text):
        return Untested(source, marker, words)
    return Unresolved(source, "not_determined", words)


def read_tmb(element: Element, place: Specimen) -> Iterator[End]:
    """Read a tumor-mutation-burden element; the score counts, and its status word only where there is none."""
    score, unit, status = attribute(element, "score"), attribute(element, "unit"), attribute(element, "status")
    if unit and not re.search(r"per[- ]?(?:mb|megabase)|/ ?(?:mb|megabase)", unit, re.IGNORECASE):
        source = place.source("tumor-mutation-burden", score, unit)
        yield Unresolved(source, "unit_unknown", f"tumor mutation burden in {unit[:80]!r}: not mutations per megabase")
    else:
        number = tmb_number(score)
        # A zero beside an unknown status is a placeholder, not a measurement.
        is_measured = bool(number) and (float(number) > 0 or not is_undetermined(status))
        yield from _tmb(score if is_measured else f"{status} {score}".strip(), place)


def _tmb(text: str, place: Specimen, *, is_blood: bool = False) -> Iterator[End]:
    """Read a score; a bare word (`TMB-Low`) counts only where no score is stated, and has no meaning for blood."""
    name = "bTMB" if is_blood or place.is_liquid else "TMB"
    source = place.source("tumor-mutation-burden", text)
    value = tmb_number(text) or (tmb_word(text) if name == "TMB" else "")
    if not value or is_undetermined(text):
        yield _without_result(name, f"tumor mutation burden {text[:80] or 'not stated'!r}", text, source)
    else:
        yield StatementObservation(source, f"{name} {value}")


def read_other(element: Element, place: Specimen) -> Iterator[End]:
    """Read a homologous-recombination status; list a biomarker of a kind that is not known, with what it states."""
    if _biomarker_of(element.tag) == "HRD":
        yield from _hrd(attribute(element, "status"), place)
        return
    said = " ".join(value for name in ("status", "score", "unit") if (value := attribute(element, name)))
    words = f"biomarker {element.tag[:40]!r} ({said[:60] or 'without a value'}) is not read; give it as a finding"
    yield Unresolved(place.source(element.tag[:40], said), "biomarker_not_read", words)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _biomarker_of(name: str) -> str:
    letters = _letters(name)
    if "microsatellite" in letters:
        return "MSI"
    if re.fullmatch(r"hrd(?:sig(?:nature)?|status)?|homologousrecombination\w*", letters):
        return "HRD"
    return "TMB" if re.search(r"tumou?rmutation", letters) else ""


def biomarkers_in_words(root: Element) -> Mapping[Element, RecordReader]:
    """Return the elements of the FinalReport that state MSI or TMB, where the variant-report has none of its own."""
    chosen: dict[Element, RecordReader] = {}
    stated = [(element, *_stated(element)) for element in root.iter()]
    own = {marker for marker, tag in _ELEMENTS.items() if root.find(f".//{tag}") is not None}
    own |= {_biomarker_of(one.tag) for block in root.iter("biomarkers") for one in block}
    for biomarker in ("MSI", "TMB", "HRD"):
        found = [(element, name, text) for element, name, text in stated if name and _biomarker_of(name) == biomarker]
        if not found or biomarker in own:
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
    if biomarker == "HRD":
        return 1
    if is_undetermined(text):
        return 0
    if tmb_number(text) if biomarker == "TMB" else msi_state(text):
        return 1
    return 2 if tmb_word(text) else 3


def _in_words(element: Element, place: Specimen, *, biomarker: str, text: str, is_blood: bool) -> Iterator[End]:
    del element
    if biomarker == "HRD":
        return _hrd(text, place)
    return _msi(text, place) if biomarker == "MSI" else _tmb(text, place, is_blood=is_blood)


def _hrd(text: str, place: Specimen) -> Iterator[End]:
    source = place.source("homologous-recombination", text)
    if is_not_detected(text):
        yield StatementObservation(source, "HRD negative")
    elif re.search(r"\bpositive\b|\bdetected\b|\bdeficient\b", text, re.IGNORECASE) and not is_undetermined(text):
        yield StatementObservation(source, "HRD positive")
    else:
        yield _without_result("HRD", f"homologous recombination {text[:80] or 'not stated'!r}", text, source)


def named_only_in_summary(root: Element, names: GeneNames) -> list[str]:
    """Return what the summary names beside its biomarkers and the genes of which the variant-report has a record.

    A gene counts with any record; a name that is none of a gene (`Tumor Fraction`) always counts.
    """
    report = root.find(".//variant-report") if root.tag != "variant-report" else root
    attributes = ("gene", "targeted-gene", "target-gene", "other-gene")
    written = [attribute(one, name) for one in (report.iter() if report is not None else ()) for name in attributes]
    recorded = {symbol_of(gene, names) for name in written if name for gene in genes_of(name)}
    found = []
    for gene in root.iter("Gene"):
        name, said = text_of(gene, "Name"), text_of(gene, "Alterations/Alteration/Name")
        is_named = any(symbol_of(one, names) in recorded for one in genes_of(name))
        if name and said and not is_named and not _biomarker_of(name) and not _NOTHING.search(said):
            found.append(f"{name} {said}"[:60])
    return list(dict.fromkeys(found))


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


def _summary(element: Element, place: Specimen, *, text: str) -> Iterator[End]:
    del element
    words = f"{text[:80]}: named by the summary only; check it, and give it as a finding"
    yield Unresolved(place.source("summary", text), "summary_only", words)
