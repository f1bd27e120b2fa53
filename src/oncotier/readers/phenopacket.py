"""GA4GH phenopackets v2 as JSON: the genomic interpretations of their diagnoses.

Records: every genomic interpretation. One that was rejected is set aside. The place of a VCF record counts where its
assembly is stated; HGVS expressions name the change. Persons and phenotypes are read past.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import CopyNumberObservation, StatementObservation, Unresolved, VariantObservation
from oncotier.errors import InputError
from oncotier.genome.assembly import build_of_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import End, Ends, Filtered
from oncotier.readers.fhir_terms import CHANGE_TYPES
from oncotier.readers.json_document import JsonObject, at, number, objects, parse_json, say_repeated, text
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.vendor_words import change_names, locus_of, loss_flags, origin_of, significance_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_KEYS = lazy_pattern(
    rb'"(?:phenopacketSchemaVersion|phenopacket_schema_version|genomicInterpretations|phenotypicFeatures)"\s*:'
)
_SEVERITIES = {"REJECTED": "rejected_by_source"}


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: JSON with the keys of a phenopacket, which no FHIR resource has."""
    is_json = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
    return Confidence.CERTAIN if is_json and _KEYS.search(head) and b'"resourceType"' not in head else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read one phenopacket. Raises InputError for what is none."""
    document, repeated = parse_json(source.read_whole(), file=source.name)
    packet = at(document, "phenopacket") or at(document, "proband") or document
    interpretations = objects(packet, "interpretations")
    if not isinstance(packet, dict) or not ({"interpretations", "subject", "metaData"} & packet.keys()):
        raise InputError("no phenopacket", file=source.name, hint="expected subject, interpretations and metaData")
    ends = Ends(source.name, context.names)
    for interpretation in interpretations:
        for one in objects(interpretation, "diagnosis", "genomicInterpretations"):
            ends.take(_read_one(one, context.settings.build, ends.place()))
    say_repeated(ends, repeated)
    diseases = (
        *(text(one, "diagnosis/disease/label") for one in interpretations),
        *(text(one, "term/label") for one in objects(packet, "diseases") if at(one, "excluded") is not True),
    )
    return ends.reading(
        source, name="phenopacket", build=context.settings.build, tumor_type=next((one for one in diseases if one), "")
    )


def _read_one(interpretation: JsonObject, build: str, place: Place) -> Iterator[End]:
    status = text(interpretation, "interpretationStatus").upper()
    if status in _SEVERITIES:
        yield Filtered(_SEVERITIES[status])
        return
    variant = at(interpretation, "variantInterpretation")
    descriptor = at(variant, "variationDescriptor")
    gene = text(descriptor, "geneContext/symbol") or text(interpretation, "gene/symbol")
    if not isinstance(descriptor, dict):
        yield Unresolved(place.source(gene), "no_change", f"{gene or 'a gene'}: named without its change")
        return
    flags = significance_flags(text(variant, "acmgPathogenicityClassification").replace("_", " "))
    yield from _variant(descriptor, gene, flags, build, place)


def _variant(descriptor: JsonObject, gene: str, flags: tuple[str, ...], build: str, place: Place) -> Iterator[End]:
    written = {text(one, "syntax").lower(): text(one, "value") for one in objects(descriptor, "expressions")}
    for one in objects(descriptor, "expressions"):
        value = text(one, "value")
        kind = re.search(r"(?:^|:)([pcg])\.", value)
        if kind:
            written.setdefault(f"hgvs.{kind[1]}", value)
    protein, coding, transcript, notices = change_names(
        place, gene, written.get("hgvs.p", ""), written.get("hgvs.c", "")
    )
    yield from notices
    record = at(descriptor, "vcfRecord")
    locus = locus_of(
        text(record, "chrom"),
        text(record, "pos"),
        text(record, "ref"),
        text(record, "alt"),
        build_of_name(text(record, "genomeAssembly")) or build,
    )
    label = text(descriptor, "label")
    source = place.source(gene, protein or coding or label)
    call = CHANGE_TYPES.get(text(descriptor, "structuralType/id"), "")
    copies = number(descriptor, "variation/copyNumber/number/value", "variation/copyNumber/copies/value")
    origin = origin_of(text(descriptor, "allelicState/label"))
    if gene and (copies is not None or call in {"gain", "loss", "amplification", "homozygous_deletion"}):
        known = call if call in {"loss", "amplification", "homozygous_deletion"} or copies is None else ""
        known = "gain_by_copies" if call == "gain" else known
        if known == "loss" and copies is not None and copies < 0.5:
            known = "homozygous_deletion"
        flags = (*flags, *loss_flags(known, copies))
        yield CopyNumberObservation(source, gene, known, copies=copies, origin=origin, flags=flags)
    elif protein or coding or locus is not None:
        yield VariantObservation(
            source,
            gene,
            protein=protein,
            coding=coding,
            transcript=transcript,
            locus=locus,
            origin=origin,
            flags=flags,
        )
    elif words := written.get("hgvs.g") or label:
        stated = words if not gene or gene.upper() in words.upper() else f"{gene} {words}"
        yield StatementObservation(source, stated, origin=origin, flags=flags)
    else:
        yield Unresolved(source, "no_change", f"{gene or 'a variant'}: no expression, place or label")
