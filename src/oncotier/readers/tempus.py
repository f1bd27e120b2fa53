"""Tempus reports as JSON, of schema 1.x (sections of `results`) and 3.x (`genomicVariants` by class).

Records: every variant of every section, TMB, blood TMB, MSI, HRD, every stain, every region of low coverage and every
gene named as negative. Keys differ in case and underscores between versions. Therapies and trials are left out, and
who the patient is never leaves this module.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from oncotier.domain.observation import Negative, StatementObservation, Unresolved, Untested
from oncotier.errors import InputError
from oncotier.genome.assembly import build_of_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import End, Ends, OutOfScope, Place
from oncotier.readers.json_document import JsonObject, at, objects, parse_json, plain_key, say_repeated, text
from oncotier.readers.measure_words import is_undetermined, msi_state, tmb_number, tmb_word
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.row_build import stated_build
from oncotier.readers.tempus_stains import read_stains
from oncotier.readers.tempus_variants import read_variant
from oncotier.readers.unread_burden import burden_unread
from oncotier.readers.vendor_words import is_not_assessed, is_not_detected, states_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_KEYS = lazy_pattern(
    rb'"(?:tempus_?(?:Order_?Id|Id|Icd\w*)|somaticPotentiallyActionable\w+|somaticBiologicallyRelevantVariants'
    rb'|somaticVariantsOfUnknownSignificance|genomicVariants)"\s*:',
    re.IGNORECASE,
)

_CHANGED_TRANSCRIPT = lazy_pattern(r"fusion|rearrange\w*|translocation|splic\w*|skipp\w*|chimeric", re.IGNORECASE)
_NOT_SUFFICIENT = lazy_pattern(
    r"\bqns\b|not sufficient|insufficien|fail|cancel|withdrawn|revoked|reject", re.IGNORECASE
)

# Section of schema 1.x: flags of what it lists, and whether it is inherited.
_SECTIONS = {
    "somaticPotentiallyActionableMutations": (("vendor:likely",), False),
    "somaticPotentiallyActionableCopyNumberVariants": (("vendor:likely",), False),
    "somaticBiologicallyRelevantVariants": (("vendor:likely",), False),
    "somaticVariantsOfUnknownSignificance": (("vendor:unknown",), False),
    "fusionVariants": (("vendor:likely",), False),
    "inheritedRelevantVariants": ((), True),
    "inheritedIncidentalFindings": ((), True),
    "inheritedVariantsOfUnknownSignificance": (("vendor:unknown",), True),
}
_CLASSES = {  # of schema 3.x
    "potentiallyActionable": ("vendor:likely",),
    "biologicallyRelevant": ("vendor:likely",),
    "pathogenic": ("vendor:known",),
    "likelyPathogenic": ("vendor:likely",),
    "riskAllele": (),
    "unknownSignificance": ("vendor:unknown",),
    "likelyBenign": ("benign",),
    "benign": ("benign",),
}
_NO_VARIANTS = frozenset(  # keys whose lists name genes, and are read elsewhere or are no variants
    {"genomicVariants", "rnaFindings", "rna", "ihc", "ihcFindings", "lowCoverageAmplicons", "ctDNA"}
    | {"pertinentNegativeGenes", "pertinentNegatives", "hrdFindings", "hrd", "homologousRecombinationDeficiency"}
    | {
        "tumorMutationalBurden",
        "bloodTumorMutationalBurden",
        "microsatelliteInstability",
        "therapies",
        "clinicalTrials",
    }
)
_KNOWN = frozenset(map(plain_key, (*_SECTIONS, *_CLASSES, "genomicVariants", "rnaFindings")))
_NEVER_FAILED = frozenset(map(plain_key, _NO_VARIANTS - {"genomicVariants", "rnaFindings", "rna"} | {"msiStatus"}))
"""Measures, stains and lists whose own readers judge what they say, and what is no result."""
_OF_PATIENT = lazy_pattern(r"history|therap|treat|comment|disclaimer", re.IGNORECASE)
_SHORT_NOTE = 100  # letters: what is longer is a comment, which may speak of anything
_INHERITED_CLASSES = frozenset({"pathogenic", "likelyPathogenic", "riskAllele"})


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: JSON with keys that only these reports have."""
    is_json = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}
    return Confidence.CERTAIN if is_json and _KEYS.search(head) else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read one report. Raises InputError for what is no report of one order, BuildError."""
    document, repeated = parse_json(source.read_whole(), file=source.name)
    reports = objects(document)
    if len(reports) > 1:
        raise InputError(f"holds {len(reports)} reports", file=source.name, hint="split the file: one report per file")
    report = reports[0] if reports else {}
    results = at(report, "results")
    if not isinstance(results, dict):
        results = report if at(report, "genomicVariants") is not None else None
    if not isinstance(results, dict):
        raise InputError("no Tempus report", file=source.name, hint="expected the key results")
    stated = build_of_name(text(report, "order/test/referenceGenome"))
    build, evidence = stated_build(context, stated, "order.test.referenceGenome", file=source.name)
    ends = Ends(source.name, context.names)
    for read_record in _records_of(results, build):
        place = ends.place()
        ends.take(read_record(place))
    ends.judge_absence(speaks_of_genes=_lists_variants(results) or bool(ends.negatives))
    _judge(report, ends)
    say_repeated(ends, repeated)
    return ends.reading(
        source,
        name="tempus",
        build=build,
        build_evidence=evidence,
        tumor_type=_tumor_type(report),
    )


def _records_of(results: JsonObject, build: str) -> Iterator[Callable[[Place], Iterator[End]]]:
    """Yield a reader for every record, section by section."""
    for section, (flags, is_inherited) in _SECTIONS.items():
        for variant in _variants(at(results, section)):
            yield partial(read_variant, variant, flags=flags, is_inherited=is_inherited, build=build)
    for name, flags in _CLASSES.items():
        for variant in _of_class(at(results, "genomicVariants", name)):
            is_inherited = name in _INHERITED_CLASSES
            yield partial(read_variant, variant, flags=flags, is_inherited=is_inherited, build=build)
    yield from _strangers(results)
    yield from _measures(results)
    yield from read_stains(results)
    for name in _unread_sections(results):
        yield partial(_unread_section, name)
    amplicons = at(results, "lowCoverageAmplicons")
    poor = [_poor_gene(one) for one in _listed(amplicons)]
    for gene in poor:
        yield partial(_low_coverage, gene)
    for key in ("pertinentNegativeGenes", "pertinentNegatives"):
        found = at(results, key)
        found = at(found, "genes") if isinstance(found, dict) else found
        for one in _listed(found):
            yield partial(_negative, text(one, "gene", "name") if isinstance(one, dict) else text(one), poor=poor)
    for one in (*objects(results, "rnaFindings"), *objects(results, "rna", "variants")):
        yield partial(_transcription, one)


def _listed(found: object) -> list[object]:
    """Return what a list holds; of words, what stands between commas."""
    if isinstance(found, str):
        return [one.strip() for one in re.split(r"[,;]", found) if not states_nothing(one)]
    return found if isinstance(found, list) else [*objects(found)]


def _lists_variants(results: JsonObject) -> bool:
    """Tell whether a known section or class of variants is there, be it without any."""
    blocks = ((results, _SECTIONS), (at(results, "genomicVariants"), _CLASSES))
    return any(at(block, name) is not None for block, known in blocks for name in known)


def _variants(section: object) -> Iterator[JsonObject]:
    """Yield the variants of a section: a list, or `{note, values}`; a gene with `variants` hands its name down."""
    for entry in objects(section, "values") if isinstance(section, dict) else objects(section):
        inner = objects(entry, "variants")
        for variant in inner:
            yield {**{key: value for key, value in entry.items() if key != "variants"}, **variant}
        if not inner:
            yield entry


def _of_class(found: object) -> Iterator[JsonObject]:
    """Yield the variants of a class: of groups of one type, each with that type, or of a plain list."""
    is_block = isinstance(found, dict) and at(found, "variants") is not None
    for group in objects(found, "variants") if is_block else objects(found):
        kind = text(group, "variantType")
        if any(plain_key(key) == "variantdetails" for key in group):
            yield from ({"variantType": kind, **variant} for variant in objects(group, "variantDetails"))
        elif not is_block and isinstance(found, dict) and not _names_gene(group):
            return  # a class without variants
        else:
            yield group


def _names_gene(variant: JsonObject) -> bool:
    return any(at(variant, key) not in (None, "") for key in ("gene", "gene5", "gene3", "fusedGene", "display"))


def _strangers(results: JsonObject) -> Iterator[Callable[[Place], Iterator[End]]]:
    """Yield a reader for every variant of a section or class that no version we know has: it must not be lost."""
    classes = at(results, "genomicVariants")
    known = {plain_key(name) for name in (*_SECTIONS, *_CLASSES, *_NO_VARIANTS)}
    for block, variants_of in ((results, _variants), (classes, _of_class)):
        for name, found in block.items() if isinstance(block, dict) else ():
            if plain_key(name) not in known and isinstance(found, dict | list):
                for variant in variants_of(found):
                    if _names_gene(variant):
                        yield partial(_unknown_section, name, variant)


def _unknown_section(section: str, variant: JsonObject, place: Place) -> Iterator[End]:
    names = [
        words for key in ("gene", "gene5", "gene3", "HGVS.p", "pVar", "HGVS.c", "cVar") if (words := text(variant, key))
    ]
    words = f"{' '.join(names)[:80]}: the section {section[:60]!r} is not known; give it as a finding"
    yield Unresolved(place.source(section[:60], *names), "section_unknown", words)


def _measures(results: JsonObject) -> Iterator[Callable[[Place], Iterator[End]]]:
    """Yield the genome-wide measures that the report has a place for; an empty place is one without result."""
    blocks = (results, at(results, "genomicVariants"))  # 3.x states both burdens among the variants
    burdens = [found for block in blocks if (found := at(block, "tumorMutationalBurden")) is not None]
    if burdens or "tumorMutationalBurden" in results:
        yield partial(_burden, next((found for one in burdens if (found := text(one, "tmb", ""))), ""), name="TMB")
    if blood := [found for block in blocks if (found := at(block, "bloodTumorMutationalBurden")) is not None]:
        yield partial(_burden, next((found for one in blood if (found := text(one, "btmb", ""))), ""), name="bTMB")
    msi = [key for key in ("msiStatus", "microsatelliteInstability") if at(results, key) is not None]
    if msi:
        places = (("microsatelliteInstability/status", "microsatelliteInstability"), ("msiStatus",))
        written = [found for paths in places if (found := text(results, *paths))] or [""]
        for status in {msi_state(one) or one: one for one in reversed(written)}.values():  # two that differ are two
            yield partial(_microsatellites, status)
    for key in ("hrdFindings", "hrd", "homologousRecombinationDeficiency"):
        found = at(results, key)
        if isinstance(found, dict) and found:
            yield partial(_deficiency, text(found, "status", "hrdStatus", "result", "interpretation"))


def _burden(written: str, place: Place, *, name: str) -> Iterator[End]:
    source = place.source(name, written)
    value = tmb_number(written)
    if value:
        yield StatementObservation(source, f"{name} {value}")
    elif name == "TMB" and tmb_word(written):
        yield StatementObservation(source, f"TMB {tmb_word(written)}")
    else:
        yield burden_unread(source, name, written)


def _microsatellites(status: str, place: Place) -> Iterator[End]:
    source = place.source("MSI", status)
    state = msi_state(status)
    if state:
        yield StatementObservation(source, state)
    elif not status or is_undetermined(status):
        yield Untested(source, "MSI", status[:80] or "no value")
    else:
        yield Unresolved(source, "status_unknown", f"microsatellite status {status[:60]!r} is not known")


def _deficiency(status: str, place: Place) -> Iterator[End]:
    source = place.source("HRD", status)
    if not status or is_undetermined(status.lower().replace("not detected", "")):
        yield Untested(source, "HRD", status[:80] or "no value")
    elif is_not_detected(status) or re.search(r"\b(?:low|negative)\b", status, re.IGNORECASE):
        yield StatementObservation(source, "HRD negative")
    elif re.search(r"\b(?:high|positive|detected|deficient)\b", status, re.IGNORECASE):
        yield StatementObservation(source, "HRD positive")
    else:
        yield Unresolved(source, "status_unknown", f"homologous recombination status {status[:60]!r} is not known")


def _unread_sections(results: JsonObject) -> Iterator[str]:
    """Yield the names of known sections and classes in which something stands that is no list of variants."""
    classes = at(results, "genomicVariants")
    for block, known in ((results, _SECTIONS), (classes, _CLASSES)):
        names = {plain_key(name) for name in known}
        for name, found in block.items() if isinstance(block, dict) else ():
            if plain_key(name) in names and _is_unread(found):
                yield name
    if classes is not None and not isinstance(classes, dict):
        yield "genomicVariants"
    yield from _failed_sections(results)
    if isinstance(at(results, "rnaFindings"), str) and not states_nothing(text(results, "rnaFindings")):
        yield "rnaFindings"


def _failed_sections(results: JsonObject) -> Iterator[str]:
    """Yield the names of what says, in short words of its own or of its note, that it could not be assessed."""
    classes = at(results, "genomicVariants")
    for block in (results, classes):
        for name, found in block.items() if isinstance(block, dict) else ():
            if (
                _OF_PATIENT.search(name)
                or plain_key(name) in _NEVER_FAILED
                or (isinstance(found, str) and plain_key(name) in _KNOWN)
            ):
                continue  # measures and stains, or what is listed as unread all the same
            said = text(found, "note", "status", "result") if isinstance(found, dict) else text(found)
            notes = (said, *(text(one, "note") for one in objects(found)))
            if any(len(words) < _SHORT_NOTE and is_not_assessed(words) for words in notes):
                yield name


def _is_unread(found: object) -> bool:
    if isinstance(found, dict):
        inner = next((found[key] for key in found if plain_key(key) in {"values", "variants"}), None)
        is_one = inner is None and (_names_gene(found) or found.keys() <= {"note", "values", "variants"})
        return not is_one and (inner is None or _is_unread(inner))
    if isinstance(found, list):
        return any(not isinstance(one, dict) for one in found)
    return found is not None and not states_nothing(str(found))


def _unread_section(name: str, place: Place) -> Iterator[End]:
    words = f"the section {name[:60]!r} has no result, or is no list of variants: it was not read; check the report"
    yield Unresolved(place.source(name[:60]), "section_unread", words)


def _poor_gene(amplicon: object) -> str:
    return text(amplicon, "gene", "geneName") or (text(amplicon).split() or [""])[0]


def _low_coverage(poor: str, place: Place) -> Iterator[End]:
    gene = poor or "a region without its gene"
    words = "a region of it has low coverage"
    yield Untested(place.source(gene, "low coverage"), gene, words, of_any_gene=not poor)


def _negative(gene: str, place: Place, *, poor: Collection[str]) -> Iterator[End]:
    source = place.source("negative", gene)
    if place.names.resolve(gene) is None:
        yield Unresolved(source, "no_gene", f"{gene[:80]!r} is no gene symbol")
    elif gene in poor:
        yield Untested(source, gene, "stated to be negative, but a region of it has low coverage")
    else:
        yield Negative(source, gene)


def _transcription(found: object, place: Place) -> Iterator[End]:
    """Set an expression aside; a fusion or a changed transcript, which belongs among the variants, is listed."""
    said = " ".join(text(found, key) for key in ("mechanism", "variantDescription", "variantType", "result"))
    if (how := _CHANGED_TRANSCRIPT.search(said)) and not is_not_detected(said):
        gene = text(found, "gene", "gene5", "gene3")
        words = f"{gene[:40]}: RNA finding {how[0][:40]!r} is no expression; give it as a finding"
        yield Unresolved(place.source(gene[:40], how[0]), "biomarker_not_read", words)
    else:
        yield OutOfScope("rna_expression")


def _judge(report: JsonObject, ends: Ends) -> None:
    """Act on what the report says of itself: nothing could be tested, or it amends an earlier one."""
    status = text(report, "report/workflow/reportStatus", "report/reportStatus", "reportStatus")
    if _NOT_SUFFICIENT.search(status):
        ends.void("quantity_not_sufficient", f"report status {status[:40]!r}: no result of this report is used")
    elif re.search(r"amend|correct|addend|revis|supersed", status, re.IGNORECASE):
        ends.note("report_amended", "warning", "an amended report: make sure that it is the latest version")
    elif re.search(r"prelim|pending|hold|draft|interim", status, re.IGNORECASE):
        ends.note("report_preliminary", "warning", "the report is not final")


def _tumor_type(report: JsonObject) -> str:
    stated = text(report, "patient/diagnosis", "patient/diagnosis/name", "order/diagnosis")
    tumors = [one for one in objects(report, "specimens") if text(one, "sampleCategory").lower() != "normal"]
    places = ("diagnosis/originPathLabDiagnosis", "originPathLabDiagnosis", "diagnosis/display", "diagnosis")
    return stated or next((words for one in tumors if (words := text(one, *places))), "")
