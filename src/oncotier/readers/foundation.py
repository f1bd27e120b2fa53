"""FoundationOne reports as XML (CDx, Liquid CDx, Heme), in both envelopes; elements go by local name.

Records, in document order: every short variant, copy-number alteration, rearrangement, MSI and TMB status, virus and
pertinent negative. A report is of one person and one specimen, so there is no sample to choose. The vendor's
therapies, trials and interpretations are left out, and who the patient is never leaves this module.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import Negative, Notice, Observation, Reading, Unresolved
from oncotier.errors import InputError
from oncotier.readers.foundation_biomarkers import biomarkers_in_words, named_by_summary, read_msi, read_tmb
from oncotier.readers.foundation_records import (
    READERS,
    OutOfScope,
    Place,
    attribute,
    read_negative,
    states_nothing,
    text_of,
)
from oncotier.readers.reader import Confidence, Context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element, TreeBuilder
    from xml.parsers.expat import XMLParserType

    from oncotier.readers.foundation_records import End, RecordReader
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_DEPTH_LIMIT = 100
_ELEMENT_LIMIT = 200_000
_LEFT_OUT = {
    *("ReportPDF", "Application", "Signatures", "Comment", "comments", "priorTests", "processSites"),
    *("Therapies", "Trials", "ClinicalTrialLinks", "ClinicalTrialNote"),
    *("Interpretation", "References", "ReferenceLinks"),
}
_NAMES_A_REPORT = re.compile(r"<(?:[\w.-]+:)?(?:ResultsReport|FinalReport|variant-report)[\s/>]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: XML that names one of the elements of a FoundationOne report."""
    encoding = "utf-16" if head.startswith(_BYTE_ORDER_MARKS[:2]) else "utf-8-sig"
    text = head.decode(encoding, "replace").lstrip()
    is_ours = text.startswith("<") and _NAMES_A_REPORT.search(_COMMENT.sub("", text))
    return Confidence.CERTAIN if is_ours else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read one report. Raises InputError for what is no well-formed report of one specimen."""
    root = _Document(source.name).parse(source.read_whole())
    variants = _only(root, "variant-report", source.name)
    summary = _only(root, "FinalReport", source.name)
    if variants is None and summary is None:
        hint = "expected an element variant-report or FinalReport"
        raise InputError("no FoundationOne report", file=source.name, hint=hint)
    ends = _Ends(source.name)
    is_liquid = "liquid" in f"{attribute(variants, 'test-type')} {text_of(summary, 'Sample/TestType')}".lower()
    for element, read_record in _records_of(root, has_variants=variants is not None):
        ends.records += 1
        ends.take(read_record(element, Place(source.name, ends.records, context.names, is_liquid=is_liquid)))
    ends.judge_quality(root)
    ends.note_envelope(root, has_variants=variants is not None)
    build, evidence = context.settings.build, "--build"
    if not build:
        build, evidence = "GRCh37", "assumed: FoundationOne XML reports GRCh37 positions"
        ends.note("build_assumed", "info", "the report does not state its genome build: GRCh37 is assumed")
    return Reading(
        input=source.name,
        format="foundation-xml",
        sha256=source.sha256,
        records_read=ends.records,
        observations=tuple(ends.observations),
        negatives=tuple(ends.negatives),
        out_of_scope_by=ends.out_of_scope_by,
        filtered_by=ends.filtered_by,
        unresolved=tuple(ends.unresolved),
        notices=tuple(ends.notices),
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
        elif element.tag == "PertinentNegative":
            yield from ((gene, read_negative) for gene in element.iter("Gene") if not states_nothing(text_of(gene)))
        elif not has_variants:
            yield from named_by_summary(element)


class _Document:
    """Builds the tree of one document, with local names and without the parts that are not read.

    Refused: any DOCTYPE (nothing is ever expanded or fetched), more than `_DEPTH_LIMIT` levels, more than
    `_ELEMENT_LIMIT` elements.
    """

    def __init__(self, file: str) -> None:
        from xml.etree.ElementTree import TreeBuilder
        from xml.parsers.expat import ParserCreate

        self.file = file
        self._tree: TreeBuilder = TreeBuilder()
        self._depth = 0
        self._left_out_from = 0
        self._elements = 0
        self._line_shift = 0
        self._parser: XMLParserType = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def parse(self, raw: bytes) -> Element:
        """Return the root element. Raises InputError, naming line and column."""
        from xml.parsers.expat import ErrorString, ExpatError

        if not raw.startswith(_BYTE_ORDER_MARKS[:2]):
            bare = raw.removeprefix(_BYTE_ORDER_MARKS[2]).lstrip()
            # Blank lines before the XML declaration are an error to the parser, and harmless.
            self._line_shift = raw.count(b"\n", 0, len(raw) - len(bare))
            raw = bare
        try:
            self._parser.Parse(raw, True)
            return self._tree.close()
        except ExpatError as error:
            words = f"not well-formed XML: {ErrorString(error.code)} (column {error.offset + 1})"
            hint = "the file is damaged or cut off: get a complete copy from the laboratory"
            raise InputError(words, file=self.file, line1=error.lineno + self._line_shift, hint=hint) from None
        except (LookupError, ValueError):
            words = "the XML declaration names an unknown encoding"
            raise InputError(words, file=self.file, line1=1, hint="save the file as UTF-8") from None

    def _refuse(self, words: str, hint: str) -> InputError:
        line1 = self._parser.CurrentLineNumber + self._line_shift
        words = f"{words} (column {self._parser.CurrentColumnNumber + 1})"
        return InputError(words, file=self.file, line1=line1, hint=hint)

    def _refuse_doctype(self, *_: object) -> None:
        raise self._refuse("a DOCTYPE or entity declaration is refused", "a FoundationOne report has none: remove it")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _DEPTH_LIMIT:
            raise self._refuse(f"elements nested more than {_DEPTH_LIMIT} deep", "this is no FoundationOne report")
        if self._elements > _ELEMENT_LIMIT:
            raise self._refuse(f"more than {_ELEMENT_LIMIT} elements", "this is no report of one specimen")
        local = name.rpartition(":")[2]
        if local in _LEFT_OUT and not self._left_out_from and self._depth > 1:
            self._left_out_from = self._depth
        if not self._left_out_from:
            self._tree.start(local, attributes)

    def _end(self, name: str) -> None:
        if not self._left_out_from:
            self._tree.end(name.rpartition(":")[2])
        elif self._depth == self._left_out_from:
            self._left_out_from = 0
        self._depth -= 1

    def _text(self, text: str) -> None:
        if not self._left_out_from:
            self._tree.data(text)


class _Ends:
    """How the records of one report ended; lists and counts fill as it is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.records = 0
        self.observations: list[Observation] = []
        self.negatives: list[Negative] = []
        self.unresolved: list[Unresolved] = []
        self.notices: list[Notice] = []
        self.out_of_scope_by: dict[str, int] = {}
        self.filtered_by: dict[str, int] = {}

    def take(self, ends: Iterator[End]) -> None:
        """Sort what one record became into the lists."""
        for end in ends:
            match end:
                case OutOfScope(reason):
                    self.out_of_scope_by[reason] = self.out_of_scope_by.get(reason, 0) + 1
                case Negative():
                    self.negatives.append(end)
                case Unresolved():
                    self.unresolved.append(end)
                case Notice():
                    self.notices.append(end)
                case _:
                    self.observations.append(end)

    def note(self, code: str, severity: str, words: str) -> None:
        """Add a notice about the report as a whole."""
        self.notices.append(Notice(code, severity, self.file, words))

    def judge_quality(self, root: Element) -> None:
        """Act on the laboratory's quality control: a failed specimen proves nothing, neither present nor absent."""
        statuses = [attribute(control, "status").lower() for control in root.iter("quality-control")]
        if any(status.startswith("fail") for status in statuses):
            self._void()
            self.note("quality_control_fail", "error", "quality control failed: no result of this report is used")
        elif any(status.startswith("qualified") for status in statuses):
            words = "quality control is 'Qualified': what is reported was seen, but alterations may have been missed"
            self.note("quality_control_qualified", "warning", words)
        elif unknown := [status for status in statuses if status != "pass"]:
            self.note("quality_control_unknown", "warning", f"quality control status {unknown[0][:40]!r} is not known")

    def note_envelope(self, root: Element, *, has_variants: bool) -> None:
        """Say what the envelope tells of the report: that it was amended, or lacks its variants."""
        if root.find(".//Amendmend") is not None:  # the vendor's spelling
            self.note("report_amended", "warning", "an amended report: make sure that it is the latest version")
        if not has_variants:
            words = "no variant-report element: what only the summary names stays unresolved"
            self.note("variant_report_missing", "error", words)

    def _void(self) -> None:
        self.observations, self.negatives, self.unresolved, self.notices = [], [], [], []
        self.out_of_scope_by = {}
        self.filtered_by = {"quality_control_fail": self.records} if self.records else {}


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


def _tumor_type(variants: Element | None, summary: Element | None) -> str:
    texts = (
        attribute(variants, "disease-ontology"),
        attribute(variants, "disease"),
        text_of(summary, "PMI/SubmittedDiagnosis"),
    )
    return next((text for text in texts if text), "")
