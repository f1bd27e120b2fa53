"""FoundationOne reports as XML (CDx, Liquid CDx, Heme), in both envelopes; elements go by local name.

Records, in document order: every short variant, copy-number alteration, rearrangement, MSI and TMB status, virus and
pertinent negative. A report is of one person and one specimen, so there is no sample to choose. The vendor's
therapies, trials and interpretations are left out, and who the patient is never leaves this module.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.errors import InputError
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import Ends
from oncotier.readers.foundation_biomarkers import (
    biomarkers_in_words,
    named_by_summary,
    named_only_in_summary,
    read_msi,
    read_other,
    read_tmb,
)
from oncotier.readers.foundation_records import (
    READERS,
    Specimen,
    attribute,
    read_negative,
    states_nothing,
    text_of,
)
from oncotier.readers.markup import BYTE_ORDER_MARKS, parse_xml
from oncotier.readers.reader import Confidence, Context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from oncotier.domain.observation import Reading
    from oncotier.genome.transcript import Transcript
    from oncotier.readers.foundation_records import RecordReader
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_LEFT_OUT = {
    *("ReportPDF", "Application", "Signatures", "Comment", "comments", "priorTests", "processSites"),
    *("Therapies", "Trials", "ClinicalTrialLinks", "ClinicalTrialNote"),
    *("Interpretation", "References", "ReferenceLinks"),
}
_NAMES_A_REPORT = lazy_pattern(r"<(?:[\w.-]+:)?(?:ResultsReport|FinalReport|variant-report)[\s/>]")
_COMMENT = lazy_pattern(r"<!--.*?-->", re.DOTALL)


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: XML that names one of the elements of a FoundationOne report."""
    encoding = "utf-16" if head.startswith(BYTE_ORDER_MARKS[:2]) else "utf-8-sig"
    text = head.decode(encoding, "replace").lstrip()
    is_ours = text.startswith("<") and _NAMES_A_REPORT.search(_COMMENT.sub("", text))
    return Confidence.CERTAIN if is_ours else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read one report. Raises InputError for what is no well-formed report of one specimen."""
    root = parse_xml(source.read_whole(), file=source.name, what="FoundationOne report", left_out=_LEFT_OUT)
    variants = _only(root, "variant-report", source.name)
    summary = _only(root, "FinalReport", source.name)
    if variants is None and summary is None:
        hint = "expected an element variant-report or FinalReport"
        raise InputError("no FoundationOne report", file=source.name, hint=hint)
    ends = Ends(source.name, context.names)
    is_liquid = "liquid" in f"{attribute(variants, 'test-type')} {text_of(summary, 'Sample/TestType')}".lower()
    build, evidence = context.settings.build, "--build"
    if not build:
        build, evidence = "GRCh37", "assumed: FoundationOne XML reports GRCh37 positions"

    def transcripts_of(gene: str) -> tuple[Transcript, ...]:
        name = context.names.resolve(gene)
        return context.transcripts(name.symbol, build) if name is not None else ()

    for element, read_record in _records_of(root, has_variants=variants is not None):
        place = ends.place()
        specimen = Specimen(
            place.input, place.record1, place.names, is_liquid=is_liquid, build=build, transcripts_of=transcripts_of,
            context=context,
        )  # fmt: skip
        ends.take(read_record(element, specimen))
    _judge_quality(ends, root)
    _note_strangers(ends, variants)
    _note_envelope(ends, root, has_variants=variants is not None)
    if not context.settings.build:
        ends.note("build_assumed", "info", "the report does not state its genome build: GRCh37 is assumed")
    is_listed = variants is not None and any(variants.find(name) is not None for name in _SECTIONS)
    ends.judge_absence(speaks_of_genes=is_listed or bool(ends.negatives), is_plasma=is_liquid)
    return ends.reading(
        source,
        name="foundation-xml",
        build=build,
        build_evidence=evidence,
        sample=_sample(root, variants, include_phi=context.settings.include_phi),
        tumor_type=_tumor_type(variants, summary),
    )


def _only(root: Element, name: str, file: str) -> Element | None:
    found = list(root.iter(name))
    if len(found) > 1:
        raise InputError(f"holds {len(found)} {name} elements", file=file, hint="split the file: one report per file")
    return found[0] if found else None


_BY_NAME: Mapping[str, RecordReader] = {
    **READERS,
    "microsatellite-instability": read_msi,
    "tumor-mutation-burden": read_tmb,
}


def _records_of(root: Element, *, has_variants: bool) -> Iterator[tuple[Element, RecordReader]]:
    """Yield every record with its reader, in document order."""
    in_words = biomarkers_in_words(root)
    for element in root.iter():
        if element.tag in _BY_NAME:
            yield element, _BY_NAME[element.tag]
        elif element in in_words:
            yield element, in_words[element]
        elif element.tag == "biomarkers":
            yield from ((one, read_other) for one in element if one.tag not in _BY_NAME and one not in in_words)
        elif element.tag == "PertinentNegative":
            yield from ((gene, read_negative) for gene in element.iter("Gene") if not states_nothing(text_of(gene)))
        elif not has_variants:
            yield from named_by_summary(element)


def _judge_quality(ends: Ends, root: Element) -> None:
    """Act on the laboratory's quality control: a failed specimen proves nothing, neither present nor absent."""
    statuses = [attribute(control, "status").lower() for control in root.iter("quality-control")]
    if any(status.startswith("fail") for status in statuses):
        ends.void("quality_control_fail", "quality control failed: no result of this report is used")
    elif any(status.startswith("qualified") for status in statuses):
        words = "quality control is 'Qualified': what is reported was seen, but alterations may have been missed"
        ends.note("quality_control_qualified", "warning", words)
    elif unknown := [status for status in statuses if status != "pass"]:
        ends.note("quality_control_unknown", "warning", f"quality control status {unknown[0][:40]!r} is not known")


_SECTIONS: Mapping[str, frozenset[str]] = {  # of a variant report, with the records in each
    "short-variants": frozenset({"short-variant"}),
    "copy-number-alterations": frozenset({"copy-number-alteration"}),
    "rearrangements": frozenset({"rearrangement"}),
    "non-human-content": frozenset({"non-human"}),
}
_NO_RECORDS = frozenset({"samples", "quality-control", "biomarkers"})  # read by others


def _note_strangers(ends: Ends, variants: Element | None) -> None:
    """Say which sections and records of the variant report are of a kind that is not read: they must not be lost."""
    strangers: list[str] = []
    for section in variants if variants is not None else ():
        records = _SECTIONS.get(section.tag, frozenset())
        if section.tag in _SECTIONS:
            strangers += (f"{section.tag}/{one.tag}" for one in section if one.tag not in records)
        elif section.tag not in _NO_RECORDS and section.tag not in _BY_NAME and section.tag not in _LEFT_OUT:
            strangers.append(section.tag)
    if strangers:
        words = f"parts of the report that are not read: {', '.join(name[:60] for name in dict.fromkeys(strangers))}"
        ends.note("section_not_read", "warning", f"{words[:300]}; check the report")


def _note_envelope(ends: Ends, root: Element, *, has_variants: bool) -> None:
    """Say what the envelope tells of the report: that it was amended, or lacks its variants."""
    if root.find(".//Amendmend") is not None:  # the vendor's spelling
        ends.note("report_amended", "warning", "an amended report: make sure that it is the latest version")
    only = named_only_in_summary(root, ends.names) if has_variants else []
    if only:
        words = f"named by the summary, but without a record of its own: {', '.join(only[:5])}; check the report"
        ends.note("summary_only", "warning", words)
    if not has_variants:
        words = "no variant-report element: what only the summary names stays unresolved"
        ends.note("variant_report_missing", "error", words)


_PERSON = frozenset({"FullName", "FirstName", "LastName", "MRN", "DOB"})


def _sample(root: Element, variants: Element | None, *, include_phi: bool) -> str:
    """Return the laboratory's name of the DNA sample; one that gives the patient away is kept on request only."""
    samples = variants.findall("samples/sample") if variants is not None else []
    samples.sort(key=lambda one: attribute(one, "nucleic-acid-type").upper() != "DNA")
    name = next((name for one in samples if (name := attribute(one, "name"))), "")
    if include_phi:
        return name or attribute(variants, "specimen")
    stated = [one for block in ("PMI", "CustomerInformation") for whole in root.iter(block) for one in whole.iter()]
    person = [text_of(one).lower() for one in stated if one.tag in _PERSON]
    words = {word for text in person for word in (text, *re.split(r"[,\s]+", text)) if len(word) > 2}
    gives_away = name in {text_of(one) for one in stated} or any(word in name.lower() for word in words)
    return "" if gives_away else name


_OF_CHILDREN = lazy_pattern(r"\Apa?ediatric\s+(?=\S)", re.IGNORECASE)  # before the term of the disease ontology


def _tumor_type(variants: Element | None, summary: Element | None) -> str:
    texts = (
        attribute(variants, "disease-ontology"),
        attribute(variants, "disease"),
        text_of(summary, "PMI/SubmittedDiagnosis"),
    )
    return _OF_CHILDREN.sub("", next((text for text in texts if text), ""), count=1)
