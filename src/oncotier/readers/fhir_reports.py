"""Whose results a FHIR document holds, and of which reports: persons and specimens are never mixed.

A report that was withdrawn proves nothing of what it lists; results that a report names and a document lacks are said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.readers.fhir_bundle import reference_name
from oncotier.readers.json_document import at, objects, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oncotier.readers.fhir_bundle import Document, Resource
    from oncotier.readers.json_document import JsonObject

__all__ = ["Report", "Sample", "missing_results", "person_of", "reports_of", "samples_of", "withdrawn"]

_VOID = {"entered-in-error", "cancelled"}


class Report(Value, frozen=True):
    """A DiagnosticReport with the numbers of the Observations and of the specimens that it speaks of."""

    resource: Resource
    results: frozenset[int]
    specimens: frozenset[str]

    @property
    def is_void(self) -> bool:
        """Whether the report was entered in error or cancelled."""
        return self.resource.status in _VOID


class Sample(Value, frozen=True):
    """A stand-in name for one person, or for one of several reports on one, with what is not part of it."""

    name: str
    person: str
    others: frozenset[int] = frozenset()


def person_of(resource: Resource, document: Document) -> str:
    """Return who a resource speaks of: the number of the Patient, else the reference or identifier; else nothing."""
    subject = at(resource.body, "subject")
    if not isinstance(subject, dict):
        return ""
    found = document.find(subject, resource)
    if found is not None:
        return str(found.index)
    identifier = "|".join(text(subject, f"identifier/{key}") for key in ("system", "value"))
    return text(subject, "reference") or (identifier if identifier != "|" else "")


def reports_of(document: Document) -> tuple[Report, ...]:
    """Return every report with what it lists, what that consists of, and what it contains."""
    return tuple(_report(one, document) for one in document.of_kind("DiagnosticReport"))


def _report(report: Resource, document: Document) -> Report:
    results = {one.index for one in document.of_kind("Observation") if one.container == report.index}
    waiting = [(reference, report) for reference in objects(report.body, "result")]
    while waiting:
        reference, origin = waiting.pop()
        found = document.find(reference, origin)
        if found is not None and found.index not in results:
            results.add(found.index)
            waiting += [(one, found) for one in objects(found.body, "hasMember")]
    taken = (report, *(document.resources[index] for index in results))
    specimens = {_specimen(one, resource, document) for resource in taken for one in objects(resource.body, "specimen")}
    return Report(report, frozenset(results), frozenset(specimens - {""}))


def _specimen(reference: JsonObject, origin: Resource, document: Document) -> str:
    found = document.find(reference, origin)
    return str(found.index) if found is not None else reference_name(text(reference, "reference"))


def withdrawn(reports: Iterable[Report]) -> frozenset[int]:
    """Return the Observations that only reports list which were entered in error or cancelled."""
    void = {index for one in reports if one.is_void for index in one.results}
    return frozenset(void - {index for one in reports if not one.is_void for index in one.results})


def missing_results(document: Document, reports: Iterable[Report]) -> int:
    """Return how many results valid reports name that the document does not hold."""
    valid = [one.resource for one in reports if not one.is_void]
    named = [(reference, one) for one in valid for reference in objects(one.body, "result")]
    return sum(1 for reference, one in named if text(reference, "reference") and document.find(reference, one) is None)


def samples_of(
    document: Document,
    reports: tuple[Report, ...],
    is_result: Callable[[Resource], bool],
    is_genomic: Callable[[Resource], bool],
) -> tuple[Sample, ...]:
    """Return the persons whom results speak of, each as often as genomic reports on different specimens are there."""
    found = [one for one in document.of_kind("Observation") if is_result(one)]
    persons = dict.fromkeys(person_of(one, document) for one in found)
    named = [person for person in persons if person] or list(persons)
    samples: list[Sample] = []
    for number1, person in enumerate(named, start=1):
        own = {one.index for one in found if is_genomic(one) and person_of(one, document) in {person, ""}}
        apart = _apart([one for one in reports if not one.is_void and one.results & own], own)
        subject = f"subject-{number1}" if person else ""
        if len(apart) < 2:
            samples += [Sample(subject, person)] if person else []
            continue
        prefix = f"{subject}-" if len(named) > 1 else ""
        for place1, report in enumerate(apart, start=1):
            others = frozenset(index for one in apart if one is not report for index in one.results - report.results)
            samples.append(Sample(f"{prefix}report-{place1}", person, others))
    return tuple(samples)


def _apart(reports: list[Report], own: set[int]) -> list[Report]:
    """Return reports of one person on specimens that they do not share; none where a specimen is not stated."""
    findings = [one.results & own for one in reports]
    is_listed_twice = any(findings[i] & findings[j] for i in range(len(findings)) for j in range(i))
    specimens = [one.specimens for one in reports]
    is_shared = any(specimens[i] & specimens[j] for i in range(len(specimens)) for j in range(i))
    return [] if is_listed_twice or is_shared or not all(specimens) else reports
