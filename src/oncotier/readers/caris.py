"""Caris MI Profile reports as XML or JSON, which mirror each other: tests, and in each test results of one kind.

Records: every result, and every test that was cancelled. A result is read by its own kind, never by the name of the
test, which changes between versions. Wild-type and "Not Detected" results name a gene and are negatives, not
findings. Therapies, trials and interpretations are left out, and who the patient is never leaves this module.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.coverage import COVERED_KINDS
from oncotier.domain.observation import Notice, Unresolved, Untested, VariantObservation
from oncotier.errors import InputError
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.caris_results import KINDS, read_other
from oncotier.readers.ends import End, Ends
from oncotier.readers.json_document import JsonObject, at, could_be_json, objects, parse_json, say_repeated, text
from oncotier.readers.markup import BYTE_ORDER_MARKS, parse_xml
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.row_build import stated_build
from oncotier.readers.vendor_words import is_not_assessed, states_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_LEFT_OUT = {
    *("clinicalTrials", "therapyRecommendation", "clinicalTrialRecommendation", "interpretation"),
    *("physicianInformation", "pathologistInformation", "healthcareOrganization", "approvalInformation"),
    *("fullName", "lastName", "firstName", "middleName", "dob", "mrn", "contactInformation", "addressInformation"),
}
_XML = lazy_pattern(r"<(?:[\w.-]+:)?testDetails[\s>].*<(?:[\w.-]+:)?lab(?:Name|ReportID|ReportVersion)[\s>]", re.DOTALL)
_XML_RESULT = lazy_pattern(r"<(?:[\w.-]+:)?testResults[\s>]")
_KIND_NAMES = "|".join(KINDS)
_JSON = lazy_pattern(r'"testDetails"\s*:.*"lab(?:Name|ReportID|SchemaVersion|ReportVersion)"\s*:', re.DOTALL)
_JSON_RESULT = lazy_pattern(rf'"testResults"\s*:.*"(?:{_KIND_NAMES})"\s*:', re.DOTALL)
_NOT_SUFFICIENT = lazy_pattern(
    r"\bqns\b|(?:quantity|quality) not sufficient|cancel|withdrawn|insufficien|\bfail", re.IGNORECASE
)
_OF_MARKER = lazy_pattern(
    r"\b(?:ihc|[cfds]?ish|pd-?l1|her-?2|mmr|msi|tmb|hrd|loh|[ep]r|hla)\b|immunohisto|in[- ]situ|methylation|pyroseq"
    r"|stain",
    re.IGNORECASE,
)
_NO_LINEAGE = lazy_pattern(r"other|none(?: of these apply)?|unknown|not (?:applicable|specified)|n/a", re.IGNORECASE)
_COVERED = {
    "genomicalteration": "small_variant",
    "copynumberalteration": "copy_number",
    "translocation": "fusion",
}
"""What a kind of result proves absent: a report lists what was tested, with and without a finding."""
_KINDS = {name.lower(): read_kind for name, read_kind in KINDS.items()}


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: the blocks of a report in either notation."""
    encoding = "utf-16" if head.startswith(BYTE_ORDER_MARKS[:2]) else "utf-8-sig"
    start = head.decode(encoding, "replace").lstrip()
    if start.startswith("<"):
        is_ours = _XML.search(start) or (_XML_RESULT.search(start) and re.search(rf"<(?:{_KIND_NAMES})[\s>]", start))
    elif start[:1] in {"{", "["}:
        is_ours = _JSON.search(start) or _JSON_RESULT.search(start)
    else:
        is_ours = None
    return Confidence.CERTAIN if is_ours else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read one report. Raises InputError for what is no report of one specimen, and BuildError."""
    raw = source.read_whole()
    repeated: tuple[str, ...] = ()
    if could_be_json(raw.removeprefix(BYTE_ORDER_MARKS[2]).lstrip()):
        document, repeated = parse_json(raw, file=source.name)
        if isinstance(document, list):
            if len(document) > 1:
                words = f"holds {len(document)} reports"
                raise InputError(words, file=source.name, hint="split the file: one report per file")
            document = document[0] if document else {}
        if isinstance(document, dict) and not {"tests", "testDetails"} & document.keys() and len(document) == 1:
            document = next(iter(document.values()))  # the root element of the XML kept as a key
    else:
        root = parse_xml(raw, file=source.name, what="Caris report", left_out=_LEFT_OUT)
        if sum(1 for _ in root.iter("testDetails")) > 1:
            raise InputError("holds several reports", file=source.name, hint="split the file: one report per file")
        document = _as_object(root)
    if not isinstance(document, dict) or not {"tests", "testDetails"} & document.keys():
        raise InputError("no Caris report", file=source.name, hint="expected testDetails and tests")
    ends = Ends(source.name, context.names)
    _list_unread("tests", at(document, "tests"), ends)
    said = {kind for test in objects(document, "tests") for kind in _read_test(test, ends)}
    ends.unproved = tuple(kind for kind in COVERED_KINDS if kind not in said)
    _judge(document, ends)
    say_repeated(ends, repeated)
    specimen = text(document, "specimenInformation/tumorSpecimenInformation/specimenID")
    placed = (one.locus for one in ends.observations if isinstance(one, VariantObservation) and one.locus)
    builds = {locus.build for locus in placed}
    build, evidence = stated_build(context, builds.pop() if len(builds) == 1 else "", "genomeBuild", file=source.name)
    return ends.reading(
        source,
        name="caris",
        build=build,
        build_evidence=evidence,
        sample=specimen if context.settings.include_phi else "",
        tumor_type=_tumor_type(document),
    )


def _tumor_type(document: JsonObject) -> str:
    """Return the first diagnosis that says something: the lineage, unless it is `Other`."""
    places = ("lineage", "pathologicDiagnosis", "diagnosis")
    stated = [words for place in places if (words := text(document, f"patientInformation/{place}"))]
    return next((words for words in stated if not _NO_LINEAGE.fullmatch(words)), "".join(stated[:1]))


def _list_unread(where: str, value: object, ends: Ends) -> None:
    """List what stands where tests or results should, and is none."""
    for one in value if isinstance(value, list) else [value]:
        if one is not None and not isinstance(one, dict) and not states_nothing(str(one)):
            words = f"what stands in {where[:60]!r} is no list of results: it was not read; check the report"
            ends.take([Unresolved(ends.place().source(where[:60]), "section_unread", words)])


def _as_object(element: Element) -> JsonObject:
    """Return an element as the JSON report writes it: children by name, in a list where a name is repeated."""
    made: JsonObject = {}
    for child in element:
        value: object = _as_object(child) if len(child) else (child.text or "")
        before = made.get(child.tag)
        if isinstance(before, list):
            before.append(value)
        else:
            made[child.tag] = value if child.tag not in made else [before, value]
    return made


def _read_test(test: JsonObject, ends: Ends) -> set[str]:
    """Read the results of a test, and return the kinds of alterations that it says something about.

    A cancelled test has no results, whatever it lists.
    """
    name = text(test, "testName")
    status = text(test, "testStatus", "status")
    reason = text(test, "test_cancellation_reason", "testCancellationReason") or status * is_not_assessed(status)
    results = [(kind, result) for block in objects(test, "testResults") for kind, result in _results(block)]
    if reason:
        place = ends.place()
        words = f"cancelled: {reason[:80]}"
        is_open = not _names_what_it_tests(name, test, place)
        ends.take([Untested(place.source("test", name), name or "a test", words, of_any_gene=is_open)])
        if results:
            ends.note("test_cancelled", "warning", f"{name[:60]}: cancelled; {len(results)} results in it are not used")
        return set()
    _list_unread("testResults", at(test, "testResults"), ends)
    is_of_marker = _OF_MARKER.search(f"{name} {text(test, 'testMethodology')} {text(test, 'platformTechnology')}")
    for gene in _genes_in(name, ends) if not (results or is_of_marker) else ():
        ends.take([Untested(ends.place().source("test", name), gene, "a test without a result")])
    for block in objects(test, "testResults"):
        for kind, value in block.items():
            if kind.lower() in _KINDS:
                _list_unread(kind, value, ends)
    said: set[str] = set()
    for kind, result in results:
        found = tuple(_read_result(kind, result, test, ends.place()))
        ends.take(found)
        if not all(isinstance(end, Untested | Unresolved | Notice) for end in found):
            said.add(_COVERED.get(kind.lower(), ""))
    return said


def _names_what_it_tests(name: str, test: JsonObject, place: Place) -> bool:
    """Tell whether a test is of one marker: a stain, a measure, or the gene that its name says."""
    how = f"{name} {text(test, 'testMethodology')} {text(test, 'platformTechnology')}"
    return _OF_MARKER.search(how) is not None or bool(_genes_in(name, place))


def _genes_in(name: str, place: Place | Ends) -> tuple[str, ...]:
    found = (place.names.resolve(word) for word in re.findall(r"[A-Z][A-Z0-9]+", name))
    return tuple(dict.fromkeys(one.symbol for one in found if one is not None and one.known))


def _results(block: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Yield the results of a block with their kind; a block holds one of a kind, or a list of them."""
    for kind, value in block.items():
        for result in objects(value):
            yield kind, result


def _read_result(kind: str, result: JsonObject, test: JsonObject, place: Place) -> Iterator[End]:
    read_kind = _KINDS.get(kind.lower())
    if read_kind is None:
        yield from read_other(kind, result, place)
    else:
        yield from read_kind(result, test, place)


def _judge(document: JsonObject, ends: Ends) -> None:
    """Act on what the report says of itself: nothing could be tested, or it amends an earlier one."""
    kind = " ".join(text(document, f"testDetails/{key}") for key in ("reportType", "reportStatus")).strip()
    if _NOT_SUFFICIENT.search(kind):
        ends.void("quantity_not_sufficient", f"report of type {kind[:40]!r}: no result of this report is used")
    elif re.search(r"prelim|interim|draft", kind, re.IGNORECASE):
        ends.note("report_preliminary", "warning", "the report is not final")
    amended = at(document, "testDetails", "amendmentInformation")
    if text(amended, "amendmentType", "amendedLabReportID", "amendedDate"):
        ends.note("report_amended", "warning", "an amended report: make sure that it is the latest version")
