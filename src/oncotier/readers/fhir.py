"""HL7 FHIR R4 as JSON or XML: bundles of Genomics Reporting and mCODE, or one report or Observation alone.

Records: every Observation. Variants, TMB, MSI and tumor markers become findings; an Observation that only annotates a
variant (molecular consequence, diagnostic implication) is read with it; therapeutic implications are the sender's
claims and are left out. Persons, narrative text and identifiers are read past.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved, Untested, VariantObservation
from oncotier.errors import InputError
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import End, Ends, OutOfScope
from oncotier.readers.fhir_annotations import annotations_of, is_annotation, phase_flags
from oncotier.readers.fhir_diagnosis import tumor_type
from oncotier.readers.fhir_markers import is_tumor_marker, read_marker
from oncotier.readers.fhir_presence import no_result
from oncotier.readers.fhir_terms import Component, assembly, codes_of, components, displays_of, words_of
from oncotier.readers.fhir_variant import read_variant
from oncotier.readers.fhir_xml import is_fhir_xml, parse_fhir_xml
from oncotier.readers.json_document import at, number, objects, parse_json, say_repeated, text
from oncotier.readers.markup import BYTE_ORDER_MARKS, could_be_xml
from oncotier.readers.measure_words import is_undetermined, msi_state, tmb_word
from oncotier.readers.reader import Confidence, Context, choose_sample
from oncotier.readers.row_build import stated_build
from oncotier.readers.unread_burden import burden_unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import Place
    from oncotier.readers.json_document import JsonObject
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_RESOURCE = lazy_pattern(rb'"resourceType"\s*:\s*"(?:Bundle|DiagnosticReport|Observation)"')
_VARIANT, _TMB, _MSI = "69548-6", "94076-7", "81695-9"
_MSI_ANSWERS = {"LA14122-8": "MSS", "LA26203-2": "MSI-H", "LA26202-4": "MSI-L"}
_REGION = "53041-0"
_CLAIMS = {"therapeutic-implication", "medication-recommendation", "followup-recommendation"}
_PER_MEGABASE = lazy_pattern(
    r"1/1000000(?:\{base\})?|/\s?mb\b|per[ -]?m(?:ega)?b|\{mutations?\}/mb|megabase", re.IGNORECASE
)

_VOID = {"entered-in-error", "cancelled"}
_OF_REPORTS = {"Bundle", "DiagnosticReport", "Observation"}


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: JSON or XML that names one of the resources which carry results."""
    return Confidence.CERTAIN if _RESOURCE.search(head) or is_fhir_xml(head) else Confidence.NO


def samples(source: InputFile) -> tuple[str, ...]:
    """Return stand-in names of the persons of a bundle (`subject-1`, ...), for their own are not shown."""
    document, _ = _document(source)
    return tuple(_subjects(_resources(document)).values())


def read(source: InputFile, context: Context) -> Reading:
    """Read the results of one person. Raises InputError, BuildError and SampleChoiceError."""
    document, repeated = _document(source)
    resources = _resources(document)
    if not _OF_REPORTS & {text(one, "resourceType") for one in resources.values()}:
        raise InputError(
            "no FHIR resource", file=source.name, hint="expected a Bundle, DiagnosticReport or Observation"
        )
    subjects = _subjects(resources)
    wanted = choose_sample(tuple(subjects.values()), context.settings.sample, file=source.name) if subjects else ""
    resources = {url: one for url, one in resources.items() if subjects.get(_subject(one), wanted) == wanted}
    ends = Ends(source.name, context.names)
    attached = _attached(resources)
    for url, resource in resources.items():
        if text(resource, "resourceType") == "Observation":
            ends.take(_read_observation(url, resource, ends.place(), attached))
    say_repeated(ends, repeated)
    _note_status(ends, resources)
    placed = (one.locus for one in ends.observations if isinstance(one, VariantObservation) and one.locus)
    builds = {build for one in resources.values() if (build := assembly(one))} | {one.build for one in placed}
    stated = builds.pop() if len(builds) == 1 else ""
    build, evidence = stated_build(context, stated, "the assembly of the variants", file=source.name)
    return ends.reading(
        source,
        name="fhir",
        build=build,
        build_evidence=evidence,
        sample=wanted if len(subjects) > 1 else "",
        tumor_type=tumor_type(resources),
    )


def _document(source: InputFile) -> tuple[object, tuple[str, ...]]:
    """Return the document as JSON has it, and the keys that it repeats in one object."""
    raw = source.read_whole()
    if could_be_xml(raw.removeprefix(BYTE_ORDER_MARKS[2]).lstrip()):
        return parse_fhir_xml(raw, file=source.name), ()
    return parse_json(raw, file=source.name)


def _resources(document: object) -> dict[str, JsonObject]:
    """Return every resource by its full URL or reference, those of nested bundles and contained ones too."""
    found: dict[str, JsonObject] = {}
    waiting: list[tuple[str, JsonObject]] = [("", one) for one in objects(document)]
    while waiting:
        url, resource = waiting.pop(0)
        kind = text(resource, "resourceType")
        if kind == "Bundle":
            waiting += [
                (text(entry, "fullUrl"), one)
                for entry in objects(resource, "entry")
                for one in objects(entry, "resource")
            ]
        elif kind:
            name = url or f"{kind}/{text(resource, 'id')}"
            found[name if name not in found else f"{name}#{len(found)}"] = resource
            waiting += [(f"#{text(one, 'id')}", one) for one in objects(resource, "contained")]
    return found


def _subject(resource: JsonObject) -> str:
    return text(resource, "subject/reference").rpartition("/")[2]


def _subjects(resources: Mapping[str, JsonObject]) -> dict[str, str]:
    """Return a stand-in name for each person whom a result speaks of."""
    found = dict.fromkeys(
        _subject(one)
        for one in resources.values()
        if text(one, "resourceType") == "Observation"
        and (set(codes_of(at(one, "code"))) & {_VARIANT, _TMB, _MSI} or is_tumor_marker(one))
    )
    return {subject: f"subject-{number1}" for number1, subject in enumerate((name for name in found if name), start=1)}


def _attached(resources: Mapping[str, JsonObject]) -> dict[str, list[JsonObject]]:
    """Return the Observations that are derived from each Observation, by every way to refer to it."""
    by_end: dict[str, list[JsonObject]] = {}
    for resource in resources.values():
        for reference in objects(resource, "derivedFrom"):
            by_end.setdefault(_tail(text(reference, "reference")), []).append(resource)
    return by_end


def _tail(reference: str) -> str:
    return re.split(r"[/#:]", reference)[-1]


def _read_observation(
    url: str, observation: JsonObject, place: Place, attached: Mapping[str, list[JsonObject]]
) -> Iterator[End]:
    codes = set(codes_of(at(observation, "code")))
    if text(observation, "status") in _VOID:
        yield OutOfScope("entered_in_error")
    elif _VARIANT in codes:
        names = dict.fromkeys((_tail(url), text(observation, "id")))
        others = [one for name in names for one in attached.get(name, [])]
        annotations = annotations_of(observation, others, place)
        yield from read_variant(observation, place, annotations=annotations, flags=phase_flags(others))
    elif _TMB in codes:
        yield _tmb(observation, place)
    elif _MSI in codes:
        yield _msi(observation, place)
    elif _REGION in codes:
        yield from _region(observation, place)
    elif codes & _CLAIMS:
        yield OutOfScope("claim_of_the_sender")
    elif is_annotation(codes):
        yield OutOfScope("annotation_of_a_variant")
    else:
        yield from tuple(read_marker(observation, place)) or (OutOfScope("other_observation"),)


def _tmb(observation: JsonObject, place: Place) -> End:
    value = number(observation, "valueQuantity/value")
    unit = " ".join(text(observation, f"valueQuantity/{key}") for key in ("code", "unit")).strip()
    said = " ".join(displays_of(at(observation, "valueCodeableConcept"))) or text(observation, "valueString")
    source = place.source("TMB", "" if value is None else f"{value:g}", unit or said)
    if value is not None and value >= 0:
        if not _PER_MEGABASE.search(unit):
            return Unresolved(source, "unit_unknown", f"TMB in {unit[:80] or 'no unit'!r}: not mutations per megabase")
        return StatementObservation(source, f"TMB {value:g}")
    if tmb_word(said):
        return StatementObservation(source, f"TMB {tmb_word(said)}")
    return burden_unread(source, "TMB", said, reason=(no_result(observation) or said or "no value")[:80])


def _msi(observation: JsonObject, place: Place) -> End:
    concept = at(observation, "valueCodeableConcept")
    said = (*displays_of(concept), text(observation, "valueString"))
    source = place.source("MSI", *said[:1])
    answers = [_MSI_ANSWERS[code] for code in codes_of(concept) if code in _MSI_ANSWERS]
    state = next(iter(answers), "") or next((found for words in said if (found := msi_state(words))), "")
    if state:
        return StatementObservation(source, state)
    words = next((one for one in (no_result(observation), *said) if one), "no value")[:80]
    if is_undetermined(words) or words == "no value":
        return Untested(source, "MSI", words)
    return Unresolved(source, "status_unknown", f"microsatellite status {words!r} is not known")


def _region(observation: JsonObject, place: Place) -> Iterator[End]:
    """Read what was studied: that a gene was studied says nothing of what was found in it."""
    genes = [words[0] for one in components(observation, Component.GENE) if (words := words_of(one))]
    yield OutOfScope("region_studied")
    yield place.notice("region_studied", f"{len(genes)} genes are named as studied", "info")


def _is_withdrawn(resources: Mapping[str, JsonObject]) -> bool:
    """Tell whether every report was withdrawn: its results are then none, whatever their own status is."""
    states = {text(one, "status") for one in resources.values() if text(one, "resourceType") == "DiagnosticReport"}
    return states == {"entered-in-error"}


def _note_status(ends: Ends, resources: Mapping[str, JsonObject]) -> None:
    """Say what the status of a report tells: preliminary, amended."""
    kinds = {"DiagnosticReport", "Observation"}
    states = {text(one, "status") for one in resources.values() if text(one, "resourceType") in kinds}
    if _is_withdrawn(resources):
        ends.void("report_withdrawn", "the report was entered in error: nothing of it is used")
    if states & {"preliminary", "registered", "partial"}:
        ends.note("report_preliminary", "warning", "the report or a result of it is not final")
    if states & {"amended", "corrected", "appended"}:
        ends.note("report_amended", "warning", "an amended report: make sure that it is the latest version")
