"""One variation of a GA4GH phenopacket, to what it states: a change, a fusion, copies.

Version 2 describes it by a VRSATILE descriptor, version 1 by an allele in one of several notations, which is turned
into the same. The place of a VCF record counts where its assembly is stated; HGVS expressions name the change.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import (
    CopyNumberObservation,
    Locus,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
    VariantObservation,
)
from oncotier.errors import NotationError
from oncotier.genome.assembly import build_of_name
from oncotier.notation import genomic, statement
from oncotier.readers.fhir_terms import CHANGE_TYPES
from oncotier.readers.json_document import at, number, objects, text
from oncotier.readers.vendor_words import (
    change_names,
    locus_of,
    loss_flags,
    origin_of,
    reads_coding,
    reads_protein,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oncotier.domain.observation import Source
    from oncotier.readers.ends import End, Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["descriptor_of_allele", "read_variation"]

_COPY_CALLS = {"gain", "loss", "amplification", "homozygous_deletion"}
_COPY_CHANGES = {  # VRS 1.2 relative copy classes, VRS 1.3 copy changes (EFO)
    "complete loss": "homozygous_deletion",
    "partial loss": "loss",
    "copy neutral": "neutral",
    "low-level gain": "gain",
    "high-level gain": "gain",
    "efo:0030069": "homozygous_deletion",
    "efo:0020073": "loss",
    "efo:0030068": "loss",
    "efo:0030067": "loss",
    "efo:0030064": "neutral",
    "efo:0030070": "gain",
    "efo:0030071": "gain",
    "efo:0030072": "gain",
}
_COUNTED = ("copyNumber", "absoluteCopyNumber", "copyNumberCount", "relativeCopyNumber", "copyNumberChange")
_PASSED = {"", ".", "PASS"}


def descriptor_of_allele(variant: JsonObject) -> JsonObject | None:
    """Return the descriptor of a variant of version 1; None where it holds no allele of a person."""
    hgvs, iscn = text(variant, "hgvsAllele/hgvs"), text(variant, "iscnAllele/iscn")
    if hgvs:
        return {"expressions": [{"syntax": "hgvs", "value": hgvs}]}
    if iscn:
        return {"expressions": [{"syntax": "iscn", "value": iscn}]}
    if isinstance(record := at(variant, "vcfAllele"), dict):
        return {"vcfRecord": {**record, "chrom": text(record, "chr", "chrom")}}
    if isinstance(allele := at(variant, "spdiAllele"), dict):
        parts = (text(allele, key) for key in ("seqId", "position", "deletedSequence", "insertedSequence"))
        return {"expressions": [{"syntax": "spdi", "value": ":".join(parts)}]}
    return None


def read_variation(
    descriptor: JsonObject, gene: str, place: Place, *, build: str, origin: Origin, flags: tuple[str, ...]
) -> Iterator[End]:
    """Read one descriptor. A change that is named is one also where copies are counted beside it."""
    origin = origin if origin is not Origin.UNKNOWN else origin_of(text(descriptor, "allelicState/label"))
    named = _small_variant(descriptor, gene, place, build=build, origin=origin, flags=flags)
    source = place.source(gene, named.protein or named.coding or text(descriptor, "label"))
    call = CHANGE_TYPES.get(text(descriptor, "structuralType/id"), "")
    call, copies, written = _copies(descriptor, call)
    counts = bool(gene) and (call in {*_COPY_CALLS, "neutral"} or bool(written))
    is_small = reads_protein(named.protein) or reads_coding(named.coding) or named.locus is not None
    if is_small or not counts:
        yield from _change(descriptor, named, call, source, place)
    if counts and (not is_small or copies is not None):
        yield _copy_number(gene, call, copies, written, source, origin, flags)


def _change(
    descriptor: JsonObject, named: VariantObservation, call: str, source: Source, place: Place
) -> Iterator[End]:
    """Yield the change by its names or its place, else a fusion, else what the label says."""
    protein, coding, transcript, notices = change_names(place, named.gene, named.protein, named.coding)
    found = VariantObservation(
        source,
        named.gene,
        protein=protein,
        coding=coding,
        transcript=transcript,
        locus=named.locus,
        origin=named.origin,
        filter=named.filter,
        flags=named.flags,
    )
    is_gene = place.names.resolve(found.gene) is not None
    label, genomic_name = text(descriptor, "label"), _genomic_name(descriptor)
    if (protein or coding or found.locus) and (is_gene or found.locus is not None):
        yield from notices
        yield found
    elif coding and transcript:  # the transcript says which gene it is
        name = f"{transcript}:{coding.rpartition(':')[2]}"
        yield StatementObservation(source, name, origin=found.origin, flags=found.flags)
    elif call == "fusion" and found.gene and not _reads(label, place):
        yield RearrangementObservation(source, found.gene, "", "fusion", origin=found.origin, flags=found.flags)
    elif words := genomic_name or label or protein or coding or _iscn(descriptor):
        stated = words if not found.gene or found.gene.upper() in words.upper() else f"{found.gene} {words}"
        yield StatementObservation(source, stated, origin=found.origin, flags=found.flags)
    else:
        yield Unresolved(source, "no_change", f"{found.gene or 'a variant'}: no expression, place or label")


def _small_variant(
    descriptor: JsonObject, gene: str, place: Place, *, build: str, origin: Origin, flags: tuple[str, ...]
) -> VariantObservation:
    """Return the names and the place as written, of several names of a kind the first that can be read."""
    record = at(descriptor, "vcfRecord")
    alternate = text(record, "alt")
    stated = build_of_name(text(record, "genomeAssembly")) or build
    chromosome, pos, reference = (text(record, key) for key in ("chrom", "pos", "ref"))
    is_stated = bool(alternate)  # what is not stated is no deletion
    locus = locus_of(chromosome, pos, reference, alternate, stated) if is_stated else None
    objection = text(record, "filter")
    return VariantObservation(
        place.source(gene),
        gene,
        protein=_name(descriptor, "p", reads_protein),
        coding=_name(descriptor, "c", reads_coding),
        locus=locus or _locus_in_words(descriptor, build),
        origin=origin,
        filter="" if objection.upper() in _PASSED else objection,
        flags=flags,
    )


def _name(descriptor: JsonObject, letter: str, reads: Callable[[str], bool]) -> str:
    """Return the first expression of a kind that can be read, else the first one: by its syntax, or by its letter."""
    values = [(text(one, "syntax").lower(), text(one, "value")) for one in objects(descriptor, "expressions")]
    written = [value for syntax, value in values if syntax == f"hgvs.{letter}"]
    written += [value for _, value in values if re.search(rf"(?:^|:){letter}\.", value) and value not in written]
    return next(filter(reads, written), written[0] if written else "")


def _genomic_changes(descriptor: JsonObject) -> Iterator[tuple[str, genomic.GenomicChange]]:
    for one in objects(descriptor, "expressions"):
        value = text(one, "value")
        try:
            yield value, genomic.parse(value)
        except NotationError:
            continue


def _locus_in_words(descriptor: JsonObject, build: str) -> Locus | None:
    """Return the place that an expression (HGVS g., SPDI, gnomAD) names with both alleles and a known build."""
    for _, change in _genomic_changes(descriptor):
        known = change.build or build
        if known and change.alleles is not None:
            return Locus(change.contig, *change.alleles, known)
    return None


def _genomic_name(descriptor: JsonObject) -> str:
    """Return the expression of a place whose bases must first be looked up."""
    return next((value for value, _ in _genomic_changes(descriptor)), "")


def _iscn(descriptor: JsonObject) -> str:
    written = ((text(one, "syntax").lower(), text(one, "value")) for one in objects(descriptor, "expressions"))
    return next((value for _, value in written if re.search(r"[A-Za-z]", value)), "")


def _reads(words: str, place: Place) -> bool:
    try:
        return bool(words) and bool(statement.read(words, place.names))
    except NotationError:
        return False


def _copies(descriptor: JsonObject, call: str) -> tuple[str, float | None, str]:
    """Return the call, the number of copies and how it is written; an upper bound is no number."""
    counted = next((found for key in _COUNTED if (found := at(descriptor, "variation", key)) is not None), None)
    change = text(counted, "relativeCopyClass", "copyChange") or text(descriptor, "structuralType/id")
    call = call or _COPY_CHANGES.get(change.lower(), "")
    paths = ("number/value", "number", "copies/value", "copies", "indefiniteRange/value", "definiteRange/min")
    written = text(counted, *paths)
    bound = text(counted, "indefiniteRange/comparator")
    is_open = bound in {"<=", "LESS_THAN_OR_EQUAL"} or at(counted, "definiteRange") is not None
    return call, None if is_open else number(counted, *paths), f"{bound}{written}"


def _copy_number(
    gene: str, call: str, copies: float | None, written: str, source: Source, origin: Origin, flags: tuple[str, ...]
) -> CopyNumberObservation | Unresolved:
    """Read a copy number; a gain with a number of copies is judged by the thresholds, a loss by whether any is left."""
    if not call and copies is None:
        return Unresolved(source, "not_determined", f"{gene}: {written[:40]!r} is no number of copies")
    known = "gain_by_copies" if call == "gain" else call
    if known == "loss" and copies is not None and copies < 0.5:
        known = "homozygous_deletion"
    flags = (*flags, *loss_flags(known, copies))
    return CopyNumberObservation(source, gene, known, copies=copies, origin=origin, flags=flags)
