"""ORANGE of the Hartwig tools as JSON: PURPLE, LINX, Isofox, LILAC, CHORD, PEACH and virus results of one tumor.

Records: every variant, gain or loss, fusion, broken gene, of tumor and germline, genotype, HLA allele, virus, gene
without a driver, and every measure. A failed quality control voids all. Copy-number calls are those of PURPLE: relative
to ploidy.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.coverage import COVERED_KINDS
from oncotier.domain.observation import (
    CopyNumberObservation,
    Negative,
    Notice,
    StatementObservation,
    Unresolved,
    Untested,
    VariantObservation,
)
from oncotier.errors import InputError
from oncotier.genome.assembly import build_of_name
from oncotier.notation.consequence import most_severe
from oncotier.readers.ends import End, Ends, OutOfScope
from oncotier.readers.json_document import JsonObject, at, filled_list, number, objects, parse_json, say_repeated, text
from oncotier.readers.measure_words import msi_state
from oncotier.readers.orange_genotypes import genotypes
from oncotier.readers.orange_rearrangements import rearrangements
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.row_build import stated_build
from oncotier.readers.vendor_words import change_names, locus_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_SOMATIC = ("allSomaticVariants", "reportableSomaticVariants", "driverSomaticVariants", "somaticVariants")
_GERMLINE = ("allGermlineVariants", "reportableGermlineVariants", "driverGermlineVariants", "germlineVariants")
_COPIES = (
    *("allSomaticGainsLosses", "allSomaticGainsDels", "reportableSomaticGainsLosses", "reportableSomaticGainsDels"),
    *("driverSomaticGainsDels", "somaticGainsDels"),
)
_GERMLINE_COPIES = (
    *("allGermlineFullLosses", "allGermlineFullDels", "reportableGermlineFullLosses", "reportableGermlineFullDels"),
    *("driverGermlineDeletions", "germlineGainsDels"),
)
_GERMLINE_DELETIONS = ("allGermlineDeletions", "reportableGermlineDeletions")
_GERMLINE_LOSSES = ("reportableGermlineLossOfHeterozygosities", "driverGermlineLossOfHeterozygosities")
_CALLS = {
    "FULL_GAIN": ("amplification", ()),
    "FULL_AMP": ("amplification", ()),
    "PARTIAL_GAIN": ("gain", ("partial",)),
    "PARTIAL_AMP": ("gain", ("partial",)),
    "FULL_LOSS": ("homozygous_deletion", ()),
    "FULL_DEL": ("homozygous_deletion", ()),
    # ORANGE lists no single-copy loss: PURPLE calls DEL where a stretch of the gene has less than half a copy.
    "PARTIAL_LOSS": ("homozygous_deletion", ("partial",)),
    "PARTIAL_DEL": ("homozygous_deletion", ("partial",)),
    "AMP": ("amplification", ()),
    "DEL": ("homozygous_deletion", ()),
}
_HALF_A_COPY = 0.5  # below it, PURPLE calls no copy
_NOT_USED = {"HET_DEL": "single_copy_loss", "LOH": "loss_of_heterozygosity"}
_EFFECTS = {
    "MISSENSE": "missense_variant",
    "FRAMESHIFT": "frameshift_variant",
    "SPLICE_ACCEPTOR": "splice_acceptor_variant",
    "SPLICE_DONOR": "splice_donor_variant",
    "PHASED_INFRAME_DELETION": "inframe_deletion",
    "PHASED_INFRAME_INSERTION": "inframe_insertion",
    "PHASED_MISSENSE": "missense_variant",
    "PHASED_SYNONYMOUS": "synonymous_variant",
    "FIVE_PRIME_UTR": "5_prime_UTR_variant",
    "THREE_PRIME_UTR": "3_prime_UTR_variant",
    "NON_CODING_TRANSCRIPT": "non_coding_transcript_variant",
    "UPSTREAM_GENE": "upstream_gene_variant",
    "SYNONYMOUS": "synonymous_variant",
    "INTRONIC": "intron_variant",
}


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: JSON with the keys of the record."""
    is_json = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
    return Confidence.CERTAIN if is_json and b'"refGenomeVersion"' in head and b'"purple"' in head else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read one file. Raises InputError for what is no ORANGE record, and BuildError."""
    document, repeated = parse_json(source.read_whole(), file=source.name, not_finite=True)
    purple = at(document, "purple")
    if not isinstance(document, dict) or not isinstance(purple, dict):
        raise InputError("no ORANGE record", file=source.name, hint="expected the key purple")
    stated = build_of_name(text(document, "refGenomeVersion").upper().removeprefix("V"))
    build, evidence = stated_build(context, stated, "refGenomeVersion", file=source.name)
    ends = Ends(source.name, context.names)
    for read_record in _records_of(document, purple, build, context):
        ends.take(read_record(ends.place()))
    _judge(purple, ends)
    say_repeated(ends, repeated)
    tumors = objects(document, "configuredPrimaryTumor")
    return ends.reading(
        source,
        name="orange",
        build=build,
        build_evidence=evidence,
        sample=text(document, "sampleId"),
        tumor_type=next((words for one in tumors if (words := text(one, "doidTerm"))), ""),
    )


def _records_of(
    document: JsonObject, purple: JsonObject, build: str, context: Context
) -> Iterator[Callable[[Place], Iterator[End]]]:
    # Without a normal, PURPLE takes what no database knows for somatic: it may be inherited.
    is_alone = isinstance(at(document, "tumorSample"), dict) and not at(document, "refSample")
    somatic = Origin.UNKNOWN if is_alone else Origin.SOMATIC
    for names, origin in ((_SOMATIC, somatic), (_GERMLINE, Origin.GERMLINE)):
        for variant in filled_list(purple, names):
            yield partial(_variant, variant, origin, build)
    for lists, origin in ((_COPIES, Origin.SOMATIC), (_GERMLINE_COPIES, Origin.GERMLINE)):
        for one in filled_list(purple, lists):
            yield partial(_copy_number, one, origin)
    for deletion in filled_list(purple, _GERMLINE_DELETIONS):
        yield partial(_germline_deletion, text(deletion, "gene", "geneName"))
    for loss in filled_list(purple, _GERMLINE_LOSSES):
        yield partial(_loss_of_heterozygosity, text(loss, "gene", "geneName"))
    yield from rearrangements(document, build, context)
    yield from genotypes(document)
    for one in objects(document, "wildTypeGenes"):
        yield partial(_wild_type, text(one, "gene"))
    for allele in objects(document, "lilac", "alleles"):
        yield partial(_hla, allele, text(document, "lilac/qc") or text(allele, "qcStatus"))
    for virus in filled_list(at(document, "virusInterpreter"), ("allViruses", "reportableViruses")):
        yield partial(_virus, text(virus, "name", "interpretation"))
    measures = at(purple, "characteristics")
    if isinstance(measures, dict):
        yield partial(_measures, measures)
    if isinstance(at(document, "chord"), dict):
        yield partial(_deficiency, text(document, "chord/hrStatus"))


def _variant(variant: JsonObject, origin: Origin, build: str, place: Place) -> Iterator[End]:
    gene, impact = text(variant, "gene", "driver/gene"), at(variant, "canonicalImpact")
    protein, coding, _, notices = change_names(
        place, gene, text(impact, "hgvsProteinImpact"), text(impact, "hgvsCodingImpact")
    )
    yield from notices
    contig, pos, ref, alt = (text(variant, key) for key in ("chromosome", "position", "ref", "alt"))
    effects = at(impact, "effects")
    names = [str(one) for one in effects] if isinstance(effects, list) else []
    depth, reads = number(variant, "tumorDepth/totalReadCount"), number(variant, "tumorDepth/alleleReadCount")
    locus = locus_of(contig, pos, ref, alt, build)
    source = place.source(gene, protein or coding, f"{contig}:{pos}")
    if not (protein or coding) and locus is None:
        yield Unresolved(source, "no_change", f"{gene or 'a variant'}: neither a name nor a place")
        return
    yield VariantObservation(
        source,
        gene,
        protein=protein,
        coding=coding,
        consequence=most_severe(_EFFECTS.get(name, name.lower()) for name in names),
        transcript=text(impact, "transcript"),
        exon=text(impact, "affectedExon"),
        locus=locus,
        vaf=reads / depth if reads is not None and depth and 0 <= reads <= depth else None,
        depth=int(depth) if depth is not None and depth > 0 else None,
        origin=origin,
    )


def _copy_number(one: JsonObject, origin: Origin, place: Place) -> Iterator[End]:
    gene, word = text(one, "gene", "driver/gene"), text(one, "interpretation", "driver/type").upper()
    source = place.source(gene, word)
    if word == "GERMLINE_DELETION":
        yield from _germline_deletion(gene, place)
        return
    if word in _NOT_USED:
        yield OutOfScope(_NOT_USED[word])
        return
    if word not in _CALLS:
        yield Unresolved(source, "copy_number_call", f"{gene}: copy-number call {word[:40]!r} is not known")
        return
    call, flags = _CALLS[word]
    if call == "homozygous_deletion" and flags:
        yield place.notice("partial_gene", f"{gene}: only a part of the gene is lost in all copies")
    yield CopyNumberObservation(
        source, gene, call, copies=number(one, "minCopies", "minCopyNumber"), origin=origin, flags=flags
    )


def _germline_deletion(gene: str, place: Place) -> Iterator[End]:
    """List a germline deletion: the record does not say in one way whether the tumor has lost the other copy too."""
    words = f"{gene[:40]}: a germline deletion is reported; give it as a finding"
    yield Unresolved(place.source(gene, "germline deletion"), "germline_deletion", words)


def _loss_of_heterozygosity(gene: str, place: Place) -> Iterator[End]:
    yield OutOfScope("loss_of_heterozygosity")
    yield place.notice(
        "loss_of_heterozygosity", f"{gene[:40]}: one copy of a germline gene is lost in the tumor", "info"
    )


def _wild_type(gene: str, place: Place) -> Iterator[End]:
    """Read a gene in which ORANGE found no driver, which it says only where the tumor is pure enough."""
    yield Negative(place.source(gene, "wild type"), gene, ("small_variant",))


def _hla(one: JsonObject, quality: str, place: Place) -> Iterator[End]:
    """Read an allele; `quality` is what LILAC says of its typing as a whole."""
    allele = text(one, "allele")
    source = place.source("HLA", allele)
    if quality.upper().startswith("FAIL"):
        words = f"HLA {allele[:40]}: the typing of HLA failed its quality control ({quality[:40]})"
        yield Unresolved(source, "quality_control_fail", words)
        return
    if not re.fullmatch(r"[ABC]\*\d{2,3}:\d{2,3}", allele):
        yield Unresolved(source, "allele_unknown", f"HLA allele {allele[:40]!r} is not understood")
        return
    yield StatementObservation(source, f"HLA-{allele}")
    if quality.upper().startswith("WARN"):
        words = f"quality control of the HLA typing: {quality[:80]}: confirm the alleles"
        yield Notice("quality_control_qualified", "warning", place.input, words)
    copies, reads = number(one, "tumorCopyNumber"), number(one, "tumorFragments")
    if copies is not None and copies < _HALF_A_COPY and reads:
        yield place.notice("hla_lost", f"HLA-{allele}: the tumor has lost this allele ({max(copies, 0):g} copies)")


def _virus(name: str, place: Place) -> Iterator[End]:
    yield OutOfScope("non_human_content")
    yield place.notice("non_human_content", f"{name[:60] or 'a virus'} is reported; it is not interpreted", "info")


def _measures(measures: JsonObject, place: Place) -> Iterator[End]:
    """Read MSI and TMB, which are one record; PURPLE's own status counts for MSI."""
    status, burden = text(measures, "microsatelliteStatus"), number(measures, "tumorMutationalBurdenPerMb")
    source = place.source("characteristics", status, "" if burden is None else f"{burden:g} mut/Mb")
    state = "MSI-H" if status.upper() == "MSI" else msi_state(status)
    yield StatementObservation(source, state) if state else Untested(source, "MSI", status[:40] or "no status")
    if burden is not None and burden >= 0 and text(measures, "tumorMutationalBurdenStatus").upper() != "UNKNOWN":
        yield StatementObservation(source, f"TMB {burden:g}")
    else:
        yield Untested(source, "TMB", "no value")


def _deficiency(status: str, place: Place) -> Iterator[End]:
    source = place.source("CHORD", status)
    found = {"HR_DEFICIENT": "HRD positive", "HR_PROFICIENT": "HRD negative"}.get(status.upper())
    yield StatementObservation(source, found) if found else Untested(source, "HRD", status[:40] or "no status")


def _judge(purple: JsonObject, ends: Ends) -> None:
    """Act on PURPLE's quality control."""
    found = at(purple, "fit", "qc", "status")
    listed = found if isinstance(found, list) else str(found or "").split(",")
    states = [str(one).strip().upper() for one in listed]
    if at(purple, "fit", "containsTumorCells") is False:
        states.append("FAIL_NO_TUMOR")
    if "WARN_LOW_PURITY" in states:  # ORANGE itself calls no gene wild type then
        ends.unproved = COVERED_KINDS
    if failed := [one for one in states if one.startswith("FAIL")]:
        ends.void("quality_control_fail", f"quality control failed ({failed[0][:40]}): no result of this file is used")
    elif warned := [one for one in states if one.startswith("WARN")]:
        shows = ": too little tumor to show anything absent" if ends.unproved else ""
        ends.note("quality_control_qualified", "warning", f"quality control: {', '.join(warned)[:120]}{shows}")
    elif unknown := [one for one in states if one not in {"PASS", ""}]:
        ends.note("quality_control_unknown", "warning", f"quality control status {unknown[0][:40]!r} is not known")
