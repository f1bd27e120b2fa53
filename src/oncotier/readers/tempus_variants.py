"""One variant of a Tempus report, of either schema: small variant, copy number, fusion or transcript isoform.

"SNV" also covers indels. A place is given only as `chrom:pos:ref:alt` (1.x); 3.x names HGVS alone. "Potentially
actionable" and "biologically relevant" are the laboratory's words for what it holds to be pathogenic.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import (
    CopyNumberObservation,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
    VariantObservation,
)
from oncotier.domain.value import replace
from oncotier.genome.assembly import build_of_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.json_document import JsonObject, number, text
from oncotier.readers.measure_words import fraction_of_percent
from oncotier.readers.vendor_words import (
    change_names,
    consequence_of,
    genes_of_pair,
    locus_of,
    loss_flags,
    origin_of,
    significance_flags,
    splicing_in_words,
    states_nothing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Locus, Source
    from oncotier.readers.ends import End, Place

__all__ = ["read_variant"]

_PLACE = lazy_pattern(
    r"(?:chr)?(?P<contig>\w{1,2}):(?:g\.)?(?P<pos>\d{1,10}):(?P<ref>[ACGTN-]*):(?P<alt>[ACGTN-]*)", re.IGNORECASE
)
_DOUBTS = {
    "partner_unknown": "one partner is not named",
    "side_doubtful": "the target is named on the side that the product does not carry",
}
_ISOFORMS = (
    (lazy_pattern(r"v ?iii", re.IGNORECASE), "EGFR", "EGFRvIII"),
    (lazy_pattern(r"exon ?14|ex14", re.IGNORECASE), "MET", "MET exon 14 skipping"),
    (lazy_pattern(r"v-?7\b", re.IGNORECASE), "AR", "AR-V7"),
    (lazy_pattern(r"\bitd\b|tandem duplication", re.IGNORECASE), "FLT3", "FLT3-ITD"),
)
_COPIES = lazy_pattern(
    r"cnv|copy ?number|\bamplif|(?:homozygous|heterozygous|biallelic|deep) (?:deletion|loss)", re.IGNORECASE
)
_BARE_KINDS = frozenset({"amplification", "deletion", "gain", "loss"})
_NAMES = ("HGVS.p", "HGVS_p", "HGVS.pFull", "HGVS_pFull", "pVar", "HGVS/p", "HGVS/pFull")
_CODING_NAMES = ("HGVS.c", "HGVS_c", "cVar", "HGVS/c")


def read_variant(
    variant: JsonObject, place: Place, *, flags: tuple[str, ...], is_inherited: bool, build: str
) -> Iterator[End]:
    """Read one variant; `flags` are those of its section, `is_inherited` says what kind of section it is."""
    kind = text(variant, "variantType").lower()
    gene = text(variant, "gene", "gene/display", "display")
    first, second = text(variant, "gene5"), text(variant, "gene3")
    description = text(variant, "variantDescription", "mutationEffect")
    origin = _origin(variant, is_inherited=is_inherited)
    stated = text(variant, "clinicalSignificance")
    flags = significance_flags(stated) or flags
    words = f"{description} {text(variant, 'structuralVariant')}"
    if first or second or "fusion" in kind:
        names = (first, second) if first or second else _partners(gene, text(variant, "fusedGene"), place)
        source = place.source("::".join(one for one in names if one), kind or "fusion", description)
        found = _fusion(variant, names, words, source, flags, is_oriented=bool(first and second))
        doubt = _doubt(found, place) if isinstance(found, RearrangementObservation) else ""
        if doubt and isinstance(found, RearrangementObservation):
            found = replace(found, flags=tuple(dict.fromkeys((*found.flags, "equivocal", doubt))))
            yield place.notice("fusion_doubtful", f"{source.raw[:80]}: {_DOUBTS[doubt]}: confirm the fusion")
        yield found
    elif "isoform" in kind:
        yield _isoform(gene, words, place.source(gene, "isoform", description), flags)
    elif _COPIES.search(f"{kind} {description}") or (kind in _BARE_KINDS and not _is_named(variant)):
        yield _copy_number(variant, gene, f"{kind} {description}", origin, flags, place)
    else:
        yield from _small_variant(variant, gene, origin, flags, build, place)


def _is_named(variant: JsonObject) -> bool:
    """Tell whether a variant has a name or a place, as a copy number has not."""
    return bool(text(variant, *_NAMES, *_CODING_NAMES, "nucleotideAlteration"))


def _origin(variant: JsonObject, *, is_inherited: bool) -> Origin:
    stated = origin_of(text(variant, "genomicSourceClass"))
    if stated is not Origin.UNKNOWN:
        return stated
    if text(variant, "genomicSourceClass"):
        return Origin.UNKNOWN
    return Origin.GERMLINE if is_inherited else Origin.SOMATIC


def _partners(gene: str, fused: str, place: Place) -> tuple[str, str]:
    """Return the genes of a fusion that names no sides: one cell each, or both in one (`EML4-ALK`)."""
    for written in (fused, gene):
        name = place.names.resolve(written)
        if written and (name is None or not name.known) and (pair := genes_of_pair(written, place)):
            return pair
    return gene, fused


def _fusion(
    variant: JsonObject,
    names: tuple[str, str],
    words: str,
    source: Source,
    flags: tuple[str, ...],
    *,
    is_oriented: bool,
) -> End:
    """Read a fusion; one gene alone or with itself is an event within it where the words name one (EGFRvIII)."""
    first, second = ("" if states_nothing(one) else one for one in names)
    if not first or not second or first == second:
        event = _event_within(first or second, words)
        if event:
            return StatementObservation(source, event, flags=flags)
    frame = ""
    if re.search(r"out[- ]of[- ]frame", words, re.IGNORECASE):
        frame = "no"
    elif re.search(r"in[- ]frame", words, re.IGNORECASE):
        frame = "yes"
    frame_flags = {"no": ("out_of_frame",), "yes": ("in_frame",)}.get(frame, ())
    return RearrangementObservation(
        source,
        first,
        second,
        "fusion" if first != second else "rearrangement",
        oriented=is_oriented and first != second,
        in_frame=frame,
        description=words.strip()[:200],
        vaf=fraction_of_percent(text(variant, "allelicFraction")),
        flags=(*flags, *frame_flags),
    )


def _doubt(one: RearrangementObservation, place: Place) -> str:
    """Return the flag of a fusion to be confirmed: a nameless partner, or the target on the side that is lost."""
    if one.call != "fusion":
        return ""
    if not (one.gene1 and one.gene2):
        return "partner_unknown"
    names = place.names
    symbols = [found.symbol if (found := names.resolve(gene)) else gene for gene in (one.gene1, one.gene2)]
    is_kept = symbols[0] in names.five_prime or symbols[1] in names.three_prime
    is_lost = symbols[0] in names.three_prime or symbols[1] in names.five_prime
    return "side_doubtful" if is_lost and not is_kept else ""


def _event_within(gene: str, words: str) -> str:
    return next((name for pattern, of, name in _ISOFORMS if gene == of and pattern.search(words)), "")


def _isoform(gene: str, words: str, source: Source, flags: tuple[str, ...]) -> End:
    event = _event_within(gene, words) or f"{gene} {words}".strip()
    return StatementObservation(source, event, flags=flags)


def _copy_number(
    variant: JsonObject, gene: str, words: str, origin: Origin, flags: tuple[str, ...], place: Place
) -> End:
    """Read a copy number: a gain without a number is a gain, one with a number is judged by the thresholds.

    A loss of no stated number of copies is left open: Tempus reports deletions of both copies under these words.
    """
    copies = number(variant, "copyNumber")
    copies = copies if copies is not None and copies >= 0 else None
    lowered = words.lower()
    source = place.source(gene, words.strip(), "" if copies is None else f"{copies:g} copies")
    if "amplif" in lowered:
        call = "amplification"
    elif "gain" in lowered:
        call = "gain_by_copies"
    elif "loss" in lowered or "delet" in lowered:
        is_whole = re.search(r"homozygous|biallelic|\bdeep\b", lowered) or (copies is not None and copies < 0.5)
        call = "homozygous_deletion" if is_whole else "loss"
    elif copies is not None:
        call = ""
    else:
        return Unresolved(
            source, "copy_number_call", f"{gene}: copy-number variant {words.strip()[:60]!r} is not known"
        )
    flags = flags if "heterozygous" in lowered else (*flags, *loss_flags(call, copies))
    return CopyNumberObservation(source, gene, call, copies=copies, origin=origin, flags=flags)


def _small_variant(
    variant: JsonObject, gene: str, origin: Origin, flags: tuple[str, ...], build: str, place: Place
) -> Iterator[End]:
    written, written_c = text(variant, *_NAMES), text(variant, *_CODING_NAMES)
    effect = text(variant, "mutationEffect")
    if not (written or written_c) and effect:
        written, written_c = ("", effect) if "c." in effect else (effect, "")
    description = text(variant, "variantDescription")
    locus = _locus(variant, build)
    event = _event_within(gene, f"{effect} {description}")
    if event and not written_c and locus is None and not re.search(r"\d", written):
        yield StatementObservation(place.source(gene, effect, description), event, origin=origin, flags=flags)
        return
    protein, coding, transcript, notices = change_names(place, gene, written, written_c)
    yield from notices
    source = place.source(gene, protein or coding, description)
    if not (protein or coding) and locus is None:
        yield Unresolved(source, "no_change", f"{gene}: {description[:60] or 'a variant'} without its change")
        return
    depth = number(variant, "coverage")
    yield VariantObservation(
        source,
        gene,
        protein=protein,
        coding=coding,
        consequence=splicing_in_words(description, protein, coding, flags) or _consequence(description, protein),
        transcript=transcript or text(variant, "transcript", "transcriptId"),
        locus=locus,
        vaf=fraction_of_percent(text(variant, "allelicFraction")),
        depth=int(depth) if depth is not None and depth >= 0 else None,
        origin=origin,
        flags=flags,
    )


def _consequence(description: str, protein: str) -> str:
    """Return the term of a description such as `Missense variant (exon 18) - GOF`; a promoter has no protein change."""
    words = re.split(r"[(,;]|\s-\s", description)[0].strip().lower()
    words = re.sub(r"\s+(?:variant|mutation)$", "", words)
    term = consequence_of(words)
    return "" if term == "upstream_gene_variant" and protein else term


def _locus(variant: JsonObject, build: str) -> Locus | None:
    """Return the place of `nucleotideAlteration`, or of the four keys of an inherited variant."""
    build = build_of_name(text(variant, "referenceGenome")) or build
    found = _PLACE.fullmatch(text(variant, "nucleotideAlteration"))
    if found:
        return locus_of(found["contig"], found["pos"], found["ref"], found["alt"], build)
    contig, pos, ref, alt = (text(variant, key) for key in ("chromosome", "pos", "ref", "alt"))
    return locus_of(contig, pos, ref, alt, build) if contig and pos and ref and alt else None
