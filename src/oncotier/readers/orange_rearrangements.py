"""Rearrangements of an ORANGE record: fusions and broken genes of LINX, and what Isofox saw in RNA alone.

LINX lists every fusion that it can make of the breaks: one that it does not report is set aside, as in its own table.
Data model: orange-datamodel of the Hartwig tools (`LinxFusion`, `LinxBreakend`, `RnaFusion`, `NovelSpliceJunction`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import RearrangementObservation, Unresolved
from oncotier.genome.assembly import contig_name
from oncotier.readers.ends import End, OutOfScope
from oncotier.readers.gene_junction import KINASE_LOST
from oncotier.readers.json_document import JsonObject, at, filled_list, flag, number, objects, text
from oncotier.readers.junction import Junction, Side, in_one_gene
from oncotier.readers.linx_terms import FRAMES, event_within, loses_kinase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oncotier.readers.ends import Place
    from oncotier.readers.reader import Context

__all__ = ["rearrangements"]

_FUSIONS = ("allSomaticFusions", "reportableSomaticFusions", "fusions")
_DISRUPTIONS = {
    ("somaticHomozygousDisruptions", "homozygousDisruptions"): Origin.SOMATIC,
    ("germlineHomozygousDisruptions",): Origin.GERMLINE,
}
_BREAKENDS = {
    ("reportableSomaticBreakends", "driverSomaticBreakends", "somaticBreakends"): Origin.SOMATIC,
    ("reportableGermlineBreakends", "driverGermlineBreakends", "germlineBreakends"): Origin.GERMLINE,
}
_RNA_FUSIONS = ("reportableNovelKnownFusions", "reportableNovelPromiscuousFusions", "fusions")
_RNA_JUNCTIONS = ("reportableSkippedExons", "novelSpliceJunctions")


def rearrangements(document: JsonObject, build: str, context: Context) -> Iterator[Callable[[Place], Iterator[End]]]:
    """Yield what reads each record of LINX and Isofox, in the order of the document."""
    linx, rna = at(document, "linx"), at(document, "isofox")
    for one in filled_list(linx, _FUSIONS):
        yield partial(_fusion, one)
    for names, origin in _DISRUPTIONS.items():
        for one in filled_list(linx, names):
            yield partial(_disruption, text(one, "gene"), origin)
    for names, origin in _BREAKENDS.items():
        for one in filled_list(linx, names):
            yield partial(_breakend, one, origin)
    for key in _RNA_FUSIONS:
        for one in objects(rna, key):
            yield partial(_rna_fusion, one)
    for one in filled_list(rna, _RNA_JUNCTIONS):
        yield partial(_rna_junction, one, build, context)


def _fusion(fusion: JsonObject, place: Place) -> Iterator[End]:
    first, second = (_partner(fusion, *keys) for keys in (("geneStart", "geneUp"), ("geneEnd", "geneDown")))
    phase = text(fusion, "phased").upper()
    source = place.source(f"{first}::{second}", text(fusion, "reportedType"), phase)
    is_set_aside = at(fusion, "reported") is False
    flags: tuple[str, ...] = ("low_confidence", "equivocal") if flag(fusion, "chainTerminated") else ()
    pair = f"{first}::{second}"
    if flags and not is_set_aside:
        yield place.notice("low_confidence", f"{pair}: the chain of breaks ends within a gene: confirm the fusion")
    in_frame = FRAMES.get(phase, "")
    flags = (*flags, *{"yes": ("in_frame",), "no": ("out_of_frame",)}.get(in_frame, ()))
    is_within = bool(first) and first == second
    if not is_within and _target_lost(fusion, first, second, place):
        flags = (*flags, KINASE_LOST)
        words = "the product does not carry the domain that the drugs aim at, or is the reciprocal one"
        yield place.notice(KINASE_LOST, f"{pair}: {words}")
    up, down = (number(fusion, key) for key in ("fusedExonUp", "fusedExonDown"))
    yield RearrangementObservation(
        source,
        first,
        "" if is_within else second,
        "rearrangement" if is_within else "fusion",
        oriented=bool(first and second and not is_within),
        in_frame=in_frame,
        description=event_within(None if up is None else int(up), None if down is None else int(down))
        if is_within
        else "",
        origin=Origin.SOMATIC,
        filter="not_reported" if is_set_aside else "",
        flags=flags,
    )


def _partner(fusion: JsonObject, *keys: str) -> str:
    """Return the name of a partner: the heavy chain is called @IGH."""
    return text(fusion, *keys).replace("@", "")


def _target_lost(fusion: JsonObject, first: str, second: str, place: Place) -> bool:
    """Tell whether the partner that carries the target does not bring it, by the domains named or by its side."""
    genes = place.names
    if second in genes.three_prime:
        return loses_kinase(text(fusion, "domainsKept"), text(fusion, "domainsLost"))
    return first not in genes.five_prime and bool({first, second} & (genes.five_prime | genes.three_prime))


def _disruption(gene: str, origin: Origin, place: Place) -> Iterator[End]:
    yield RearrangementObservation(place.source(gene, "homozygous disruption"), gene, "", "truncation", origin=origin)


def _breakend(one: JsonObject, origin: Origin, place: Place) -> Iterator[End]:
    """Read a break that LINX reports: it cuts the gene, while the other copy may be whole."""
    gene = text(one, "gene")
    source = place.source(gene, "disruption", text(one, "type"))
    status = text(one, "reportedStatus").upper()
    if at(one, "disruptive") is False or status not in {"", "REPORTED"}:
        yield OutOfScope("kind_not_used")
        return
    whole = number(one, "undisruptedCopyNumber")
    if whole is not None and whole >= 0.5:
        yield place.notice("copies_left", f"{gene}: broken, but {whole:g} copies of the gene are whole", "info")
    yield RearrangementObservation(source, gene, "", "truncation", origin=origin)


def _rna_fusion(fusion: JsonObject, place: Place) -> Iterator[End]:
    five, _, three = _partner(fusion, "name").partition("_")
    first, second = _partner(fusion, "geneStart") or five, _partner(fusion, "geneEnd") or three
    flags = (KINASE_LOST,) if first != second and _target_lost(fusion, first, second, place) else ()
    yield RearrangementObservation(
        place.source(f"{first}::{second}", "RNA"),
        first or second,
        second if first and first != second else "",
        "fusion" if first != second else "rearrangement",
        oriented=bool(first and second and first != second),
        origin=Origin.SOMATIC,
        flags=flags,
    )


def _rna_junction(one: JsonObject, build: str, context: Context, place: Place) -> Iterator[End]:
    """Read a junction of RNA within a gene by the exons that it leaves out."""
    gene, kind = text(one, "gene"), text(one, "type").upper()
    ends = [number(one, key) for key in ("junctionStart", "junctionEnd")]
    source = place.source(gene, kind, "RNA")
    if kind != "SKIPPED_EXONS":
        yield OutOfScope("rna_expression")
        return
    contig = contig_name(text(one, "chromosome"))
    stored = context.transcripts(gene, build) if gene and build else ()
    left, right = (None if end is None else int(end) for end in ends)
    effect = None
    if stored and left and right and contig == stored[0].contig:
        junction = Junction.of(Side(contig, left, keeps_left=True), Side(contig, right, keeps_left=False))
        effect = in_one_gene(junction, stored[0], context)
    name = context.names.resolve(gene)
    if effect is not None:
        yield RearrangementObservation(
            source, gene, "", effect.call, description=effect.words, origin=Origin.SOMATIC, flags=effect.flags
        )
    elif name is not None and name.known:
        yield Unresolved(source, "exons_unknown", f"{gene}: which exons the RNA leaves out cannot be told from places")
    else:
        yield OutOfScope("gene_not_in_table")
