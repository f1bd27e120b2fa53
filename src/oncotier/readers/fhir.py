"""HL7 FHIR R4 as JSON or XML: bundles of Genomics Reporting and mCODE, or one report or Observation alone.

Records: every Observation. Variants, TMB, MSI and tumor markers become findings; an Observation that only annotates a
variant (molecular consequence, diagnostic implication) is read with it; therapeutic implications are the sender's
claims and are left out. Persons, narrative text and identifiers are read past.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.coverage import COVERED_KINDS
from oncotier.domain.observation import Negative, Source, VariantObservation
from oncotier.domain.value import replace
from oncotier.errors import InputError
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import End, Ends, Filtered, OutOfScope, Place
from oncotier.readers.fhir_annotations import ANNOTATIONS, annotations_of, phase_flags
from oncotier.readers.fhir_bundle import read_document
from oncotier.readers.fhir_diagnosis import diagnosis
from oncotier.readers.fhir_markers import is_tumor_marker, read_marker
from oncotier.readers.fhir_measures import is_measure, read_measures
from oncotier.readers.fhir_other import genes_without_result, read_other
from oncotier.readers.fhir_region import REGION_STUDIED, names_studied, read_region, region_builds, uncalled_in
from oncotier.readers.fhir_reports import Sample, missing_results, person_of, reports_of, samples_of, withdrawn
from oncotier.readers.fhir_terms import Component, assembly, codes_of, components, displays_of
from oncotier.readers.fhir_variant import read_variant
from oncotier.readers.fhir_xml import is_fhir_xml
from oncotier.readers.json_document import at, objects, say_repeated, text
from oncotier.readers.reader import Confidence, Context, choose_sample
from oncotier.readers.row_build import stated_build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.fhir_bundle import Document, Resource
    from oncotier.readers.fhir_reports import Report
    from oncotier.readers.json_document import JsonObject
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_RESOURCE = lazy_pattern(rb'"resourceType"\s*:\s*"(?:Bundle|DiagnosticReport|Observation)"')
_VARIANT = "69548-6"
_VARIANT_PROFILE = lazy_pattern(r"(?:genomics-reporting|mcode)/StructureDefinition/(?:[a-z-]+-)?variant(?:\||$)")
_CLAIMS = {"therapeutic-implication", "medication-recommendation", "followup-recommendation"}
_OF_VARIANTS = (Component.PROTEIN, Component.CODING, Component.GENOMIC, Component.ALTERNATE, Component.COPY_NUMBER)
_OTHER_KINDS = _CLAIMS | ANNOTATIONS | {REGION_STUDIED, "84413-4", "84414-2"}  # genotype, haplotype
_VOID = {"entered-in-error", "cancelled"}


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: JSON or XML that names one of the resources which carry results."""
    return Confidence.CERTAIN if _RESOURCE.search(head) or is_fhir_xml(head) else Confidence.NO


def samples(source: InputFile) -> tuple[str, ...]:
    """Return stand-in names of the persons of a bundle (`subject-1`, ...), for their own are not shown."""
    document = read_document(source)
    return tuple(one.name for one in samples_of(document, reports_of(document), _is_result, _is_genomic))


def read(source: InputFile, context: Context) -> Reading:
    """Read the results of one person. Raises InputError, BuildError and SampleChoiceError."""
    document = read_document(source)
    if not document.of_kind("DiagnosticReport", "Observation"):
        words = "no DiagnosticReport or Observation" if document.is_bundle else "no FHIR resource that carries results"
        raise InputError(words, file=source.name, hint="expected a Bundle, DiagnosticReport or Observation")
    reports = reports_of(document)
    known = samples_of(document, reports, _is_result, _is_genomic)
    names = tuple(one.name for one in known)
    name = choose_sample(names, context.settings.sample, file=source.name) if known else ""
    sample = next((one for one in known if one.name == name), Sample("", ""))
    resources = tuple(one for one in document.resources if _is_of(one, sample, document))
    ends = Ends(source.name, context.names)
    if document.malformed:
        ends.note("malformed_entry", "warning", f"{document.malformed} entries of the Bundle are no resources")
    results = _Results(document, withdrawn(reports))
    for resource in resources:
        if resource.kind == "Observation":
            ends.take(results.read(resource, ends.place()))
    say_repeated(ends, document.repeated)
    chosen = {one.index for one in resources}
    _note_reports(ends, document, [one for one in reports if one.resource.index in chosen])
    _note_conclusions(ends, resources)
    _note_status(ends, resources)
    placed = (one.locus for one in ends.observations if isinstance(one, VariantObservation) and one.locus)
    builds = {build for one in resources if (build := assembly(one.body))} | {one.build for one in placed}
    builds |= region_builds(resources)
    stated = builds.pop() if len(builds) == 1 else ""
    build, evidence = stated_build(context, stated, "the assembly of the variants", file=source.name)
    ends.judge_absence(speaks_of_genes=results.has_variants or names_studied(resources))
    reading = ends.reading(
        source,
        name="fhir",
        build=build,
        build_evidence=evidence,
        sample=sample.name if len(known) > 1 else "",
        tumor_type=diagnosis(resources, ends),
    )
    uncalled = uncalled_in(resources, context, build, source.name)
    return replace(
        reading,
        incomplete=document.has_next_page,
        unread=uncalled.regions,
        undetermined=(*reading.undetermined, *uncalled.genes),
    )


def _is_of(resource: Resource, sample: Sample, document: Document) -> bool:
    """Tell whether a resource is of the sample that was chosen, or says of nobody in particular."""
    if resource.index in sample.others:
        return False
    person = person_of(resource, document)
    return person in {"", sample.person} or not sample.person


def _is_genomic(resource: Resource) -> bool:
    return _VARIANT in codes_of(at(resource.body, "code")) or is_measure(resource.body)


def _is_result(resource: Resource) -> bool:
    return _is_genomic(resource) or is_tumor_marker(resource.body)


class _Results:
    """What the Observations of a document say, each with those that are derived from it."""

    def __init__(self, document: Document, withdrawn: frozenset[int]) -> None:
        self._withdrawn = withdrawn
        self.has_variants = False  # whether anything is said of a gene, be it that it was studied
        self._derived: dict[int, list[JsonObject]] = {}
        for one in document.resources:
            for reference in objects(one.body, "derivedFrom"):
                if (origin := document.find(reference, one)) is not None:
                    self._derived.setdefault(origin.index, []).append(one.body)

    def read(self, resource: Resource, place: Place) -> Iterator[End]:
        """Yield how the record of one Observation ends."""
        observation = resource.body
        codes = set(codes_of(at(observation, "code")))
        if resource.status in _VOID:
            yield OutOfScope("entered_in_error")
        elif resource.index in self._withdrawn:
            yield Filtered("report_withdrawn")
        elif _VARIANT in codes or (not codes & _OTHER_KINDS and _is_variant_in_words(observation)):
            self.has_variants = True
            others = self._derived.get(resource.index, [])
            annotations = annotations_of(observation, others, place)
            yield from read_variant(observation, place, annotations=annotations, flags=phase_flags(others))
        elif REGION_STUDIED in codes:
            self.has_variants = True
            yield from read_region(observation, place)
        elif codes & _CLAIMS:
            yield OutOfScope("claim_of_the_sender")
        elif codes & ANNOTATIONS:
            yield OutOfScope("annotation_of_a_variant")
        else:
            yield from _other(observation, place)


def _is_variant_in_words(observation: JsonObject) -> bool:
    """Tell whether another code stands for a variant: by its words, the profile, or components that only one has."""
    words = displays_of(at(observation, "code"))
    profiles = at(observation, "meta", "profile")
    named = [one for one in profiles if isinstance(one, str)] if isinstance(profiles, list) else []
    is_profiled = any(_VARIANT_PROFILE.search(one) for one in named)
    is_named = any(one.lower() == "genetic variant assessment" for one in words)
    has_parts = any(True for _ in components(observation, *_OF_VARIANTS))
    return is_profiled or is_named or (has_parts and not is_tumor_marker(observation))


def _other(observation: JsonObject, place: Place) -> Iterator[End]:
    """Read what is known by its words: a tumor marker, a burden or status; else what it says of a gene."""
    ends = () if is_measure(observation) else tuple(read_marker(observation, place))
    ends = ends or tuple(read_measures(observation, place))
    yield from ends or read_other(observation, place)


def _note_reports(ends: Ends, document: Document, reports: list[Report]) -> None:
    """Say where a document is not the whole of its reports, or holds several of them."""
    results = {one.index for one in document.of_kind("Observation") if _is_result(one)}
    valid = [one for one in reports if not one.is_void and one.results & results]
    if len(valid) > 1:
        words = f"the results of {len(valid)} reports are read together: make sure that they are of one tumor"
        ends.note("several_reports", "warning", words)
    if missing := missing_results(document, reports):
        words = f"the report names {missing} more results than the file holds: get the whole of it"
        ends.note("results_missing", "warning", words)
    if document.has_next_page:
        ends.note("results_missing", "error", "one page of a longer search result: get all pages in one Bundle")


def _note_conclusions(ends: Ends, resources: tuple[Resource, ...]) -> None:
    """Leave the genes open of which the conclusion of a report says that there is no result."""
    place = Place(ends.file, 0, ends.names)
    for one in resources:
        conclusion = text(one.body, "conclusion") if one.kind == "DiagnosticReport" else ""
        for gene, words in genes_without_result(conclusion, place):
            ends.undetermined.append(Negative(Source(ends.file, 0, f"in its conclusion: {words}"), gene, COVERED_KINDS))
            ends.note("not_assessed", "warning", f"the conclusion says of {gene}: {words}")


def _note_status(ends: Ends, resources: tuple[Resource, ...]) -> None:
    """Say what the status of a report tells: withdrawn, preliminary, amended."""
    of_reports = {one.status for one in resources if one.kind == "DiagnosticReport"}
    states = of_reports | {one.status for one in resources if one.kind == "Observation"}
    if of_reports and of_reports <= _VOID:
        ends.void("report_withdrawn", "the report was entered in error or cancelled: nothing of it is used")
    elif of_reports & _VOID:
        ends.note("report_withdrawn", "warning", "a report was entered in error or cancelled: its results are not used")
    if states & {"preliminary", "registered", "partial", "unknown"}:
        ends.note("report_preliminary", "warning", "the report or a result of it is not final")
    if states & {"amended", "corrected", "appended"}:
        ends.note("report_amended", "warning", "an amended report: make sure that it is the latest version")
