"""GenMineTOP reports as XML (tumor and normal DNA, tumor RNA): alterations, mutational burden.

Records: every item of `alterations` and the burden. Allele frequencies are written as reads of the allele over depth.
A place is used where it needs no rule for anchor bases: of alleles of one length, or that begin with the same base.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import (
    CopyNumberObservation,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
    Untested,
    VariantObservation,
)
from oncotier.errors import InputError
from oncotier.genome.assembly import build_of_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import End, Ends, OutOfScope
from oncotier.readers.markup import BYTE_ORDER_MARKS, parse_xml
from oncotier.readers.measure_words import tmb_number
from oncotier.readers.numeral import fraction
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.row_build import stated_build
from oncotier.readers.unread_burden import burden_unread
from oncotier.readers.vendor_words import (
    change_names,
    consequence_of,
    genes_of_pair,
    is_not_assessed,
    is_not_detected,
    locus_of,
    loss_flags,
    origin_of,
    significance_flags,
    states_nothing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from oncotier.domain.observation import Locus, Reading
    from oncotier.readers.ends import Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_LEFT_OUT = {"patient", "physician", "clinical-relevance", "dbs", "reference", "image"}
_ALTERATIONS = lazy_pattern(rb"<alterations[\s>/]")
_REPORT = lazy_pattern(rb"<vendor-id>|<protein-alteration>|<frequency-non-synonymous-alterations>|<ag-class>")
_READS = lazy_pattern(r"(\d{1,9})\s*/\s*(\d{1,9})")
_DECIMAL = lazy_pattern(r"\d{1,9}(?:\.\d{1,12})?")
_SHORT = frozenset(
    {"snv", "snp", "substitution", "mnv", "mnp", "insertion", "ins", "deletion", "del", "indel", "delins", "complex"}
    | {"duplication", "dup"}
)

_DOUBTED = lazy_pattern(r"equivocal|borderline|filter|reject|\blow\b|below|suspect|uncertain|artifact", re.IGNORECASE)
_OF_QUALITY = lazy_pattern(r"\bqc\b|quality|status", re.IGNORECASE)
_PLACE = lazy_pattern(r"(?:chr)?([0-9XYM]{1,2}):([0-9]{1,10})(?:-[0-9]{1,10})?", re.IGNORECASE)


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: XML with the vendor's elements."""
    if head.startswith(BYTE_ORDER_MARKS[:2]):
        head = head.decode("utf-16", "replace").encode()
    is_xml = head.removeprefix(BYTE_ORDER_MARKS[2]).lstrip()[:1] == b"<"
    is_ours = b"todai-oncopanel" in head or (_ALTERATIONS.search(head) and _REPORT.search(head))
    return Confidence.CERTAIN if is_xml and is_ours else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read one report. Raises InputError for what is no report of one specimen, BuildError."""
    root = parse_xml(source.read_whole(), file=source.name, what="GenMineTOP report", left_out=_LEFT_OUT)
    results = [*root.iter("result")]
    if len(results) != 1:
        words = f"holds {len(results)} result elements"
        raise InputError(words, file=source.name, hint="expected one report with one result")
    result = results[0]
    ends = Ends(source.name, context.names)
    stated = build_of_name(_text(result, "reference-genome") or _text(root, "input/options/genome-version"))
    build, evidence = stated_build(context, stated, "reference-genome", file=source.name)
    for item in result.findall("alterations/item"):
        ends.take(_read_item(item, ends.place(), build))
    burden = result.find("marker/tmb")
    if burden is not None:
        ends.take([_burden(_text(burden, "exon/frequency-non-synonymous-alterations"), ends.place())])
    _judge_quality(root, result, ends)
    ends.judge_absence(speaks_of_genes=result.find("alterations") is not None)
    return ends.reading(
        source,
        name="genminetop",
        build=build,
        build_evidence=evidence,
        tumor_type=_text(root, "report/specimen/pathology"),
    )


def _judge_quality(root: Element, result: Element, ends: Ends) -> None:
    """Say what leaves open what the report lacks: a part of the test that failed, or alterations that are no items."""
    listed = result.find("alterations")
    of_items = {id(one) for one in listed.iter()} if listed is not None else set()
    for holder in root.iter():
        is_named = _OF_QUALITY.search(holder.tag) and id(holder) not in of_items
        for one in holder.iter() if is_named else ():
            if is_not_assessed(one.text or ""):
                words = f"{holder.tag[:40]} {(one.text or '').strip()[:40]!r}: nothing that the report lacks is absent"
                ends.note("quality_control_fail", "warning", words)
    strangers = [one.tag for one in listed if one.tag != "item"] if listed is not None else []
    if listed is not None and (strangers or not states_nothing(listed.text or "")):
        words = ", ".join(dict.fromkeys(strangers)) or (listed.text or "").strip()
        ends.note("section_not_read", "warning", f"alterations that are no items: {words[:80]}; check the report")


def _text(element: Element | None, path: str) -> str:
    found = element.find(path) if element is not None else None
    if found is None:
        return ""
    item = found.find("item")
    return " ".join(((item if item is not None else found).text or "").split())


def _items(element: Element, name: str) -> list[str]:
    """Return the values of an element that holds one value, or several as items."""
    found = element.find(name)
    if found is None:
        return []
    values = [one.text or "" for one in found] or [found.text or ""]
    return [value.strip() for value in values if value.strip()]


def _burden(written: str, place: Place) -> End:
    value = tmb_number(written)
    source = place.source("TMB", written)
    return StatementObservation(source, f"TMB {value}") if value else burden_unread(source, "TMB", written)


def _read_item(item: Element, place: Place, build: str) -> Iterator[End]:
    kind = _text(item, "type").lower()
    genes = _items(item, "gene")
    status = _text(item, "status")
    flags = (*significance_flags(_text(item, "ag-class")), *(("equivocal",) if _DOUBTED.search(status) else ()))
    if is_not_detected(status):
        yield OutOfScope("tested_negative")
    elif is_not_assessed(status.replace("-", " ")):
        what = " ".join(part for part in (*genes, _text(item, "protein-alteration")) if part)
        for gene in genes or [kind]:
            yield Untested(place.source(what, kind, status), gene, status[:80], of_any_gene=not genes)
    elif kind in _SHORT:
        yield from _small_variant(item, "".join(genes[:1]), kind, flags, place, build)
    elif kind.startswith(("cnv", "copy-number")):
        yield from (_copy_number(item, gene, kind, flags, place) for gene in genes or [""])
    elif kind in {"fusion", "rearrangement"}:
        yield _fusion(item, genes, kind, flags, place)
    elif kind == "splicing-variant":
        yield _splicing(item, "".join(genes[:1]), flags, place)
    elif kind == "expression":
        yield OutOfScope("rna_expression")
    else:
        words = f"{' '.join(genes)[:60]}: alteration type {kind[:40]!r} is not known"
        yield Unresolved(place.source(*genes, kind), "type_unknown", words)


def _small_variant(
    item: Element, gene: str, kind: str, flags: tuple[str, ...], place: Place, build: str
) -> Iterator[End]:
    protein, coding, transcript, notices = change_names(
        place, gene, _text(item, "protein-alteration"), _text(item, "coding-dna-alteration")
    )
    yield from notices
    source = place.source(gene, protein or coding, kind)
    if not (protein or coding):
        yield Unresolved(source, "no_change", f"{gene}: a change without its name")
        return
    written = _text(item, "allele-frequency")
    found = _READS.fullmatch(written)
    reads, depth = (int(found[1]), int(found[2])) if found else (0, 0)
    yield VariantObservation(
        source,
        gene,
        protein=protein,
        coding=coding,
        consequence=consequence_of(_text(item, "consequence")),
        transcript=transcript or "".join(_items(item, "transcript")[:1]),
        locus=_locus(item, build),
        vaf=reads / depth if depth and reads <= depth else fraction(written),
        depth=depth or None,
        origin=origin_of(_text(item, "origin")),
        flags=flags,
    )


def _locus(item: Element, build: str) -> Locus | None:
    place = _PLACE.fullmatch(_text(item, "locus"))
    old, new = _text(item, "ref").upper(), _text(item, "alt").upper()
    if place is None or not old or not new or (len(old) != len(new) and old[0] != new[0]):
        return None
    return locus_of(place[1].upper(), place[2], old, new, build)


def _copy_number(item: Element, gene: str, kind: str, flags: tuple[str, ...], place: Place) -> End:
    written = _text(item, "num-copy")
    copies = float(written) if _DECIMAL.fullmatch(written) else None
    source = place.source(gene, kind, f"{written} copies" if written else "")
    if "amplif" in kind:
        call = "amplification"
    elif "gain" in kind:
        call = "gain_by_copies"
    elif "del" in kind or "loss" in kind:
        call = "homozygous_deletion" if "homo" in kind or (copies is not None and copies < 0.5) else "loss"
    else:
        return Unresolved(source, "copy_number_call", f"{gene}: copy-number type {kind[:40]!r} is not known")
    flags = (*flags, *loss_flags(call, copies))
    return CopyNumberObservation(
        source, gene, call, copies=copies, origin=origin_of(_text(item, "origin")), flags=flags
    )


def _is_known(gene: str, place: Place) -> bool:
    name = place.names.resolve(gene)
    return name is not None and name.known


def _fusion(item: Element, genes: list[str], kind: str, flags: tuple[str, ...], place: Place) -> End:
    partners = [
        one for one in (_text(end, "gene") for end in item.findall("breakpoint/item")) if not states_nothing(one)
    ]
    if len(genes) == 1 and "-" in genes[0].replace("::", "-") and (pair := genes_of_pair(genes[0], place)):
        genes = [genes[0]] if _is_known(genes[0], place) else [*pair]
    first, second, *_ = (*(partners if len(partners) == 2 else genes), "", "")
    frame = _text(item, "frame").lower()
    in_frame = {"in-frame": "yes", "in": "yes", "yes": "yes", "out-of-frame": "no", "out": "no", "no": "no"}.get(
        frame, ""
    )
    frame_flags = {"yes": ("in_frame",), "no": ("out_of_frame",)}.get(in_frame, ())
    return RearrangementObservation(
        place.source("::".join(one for one in (first, second) if one), kind),
        first,
        second,
        kind,
        in_frame=in_frame,
        flags=(*flags, *frame_flags),
    )


def _splicing(item: Element, gene: str, flags: tuple[str, ...], place: Place) -> End:
    """Read a junction that leaves exons out: the exons between those that it joins."""
    joined = [int(one) for one in (_text(end, "index") for end in item.findall("breakpoint/item")) if one.isdecimal()]
    source = place.source(gene, "splicing", *map(str, joined))
    if len(joined) != 2 or max(joined) - min(joined) < 2:
        words = f"{gene}: a splicing variant whose exons are not understood; give it as a finding"
        return Unresolved(source, "exon_unknown", words)
    first, last = min(joined) + 1, max(joined) - 1
    span = str(first) if first == last else f"{first}-{last}"
    return StatementObservation(source, f"{gene} exon {span} skipping", flags=flags)
