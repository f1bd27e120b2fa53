"""One variant Observation of FHIR Genomics Reporting, to what it states: a change, a fusion, copies, an absence.

Names come first (p., c.), the place on the genome beside them; where only the place is named, interpretation calls
it. The transcript of the coding name counts, not the one of the component, which real senders paste from elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import (
    CopyNumberObservation,
    Locus,
    Negative,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
    Untested,
    VariantObservation,
)
from oncotier.errors import NotationError
from oncotier.notation import genomic
from oncotier.notation.accession import chromosome_of
from oncotier.readers.ends import End, OutOfScope
from oncotier.readers.fhir_terms import (
    CHANGE_TYPES,
    Component,
    assembly,
    codes_of,
    components,
    consequence_in,
    first_words,
    presence,
    words_of,
)
from oncotier.readers.json_document import at, number, text
from oncotier.readers.vendor_words import change_names, locus_of, loss_flags, origin_of, significance_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.alteration import Origin
    from oncotier.domain.observation import Source
    from oncotier.readers.ends import Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["read_variant"]

_ORIGINS = {"LA6684-0": "somatic", "LA6683-2": "germline"}
_UNCERTAIN = "LA26333-7"
_ZERO_BASED = "LA30100-4"
_KINDS = {
    "gain": "copy_number",
    "loss": "copy_number",
    "amplification": "copy_number",
    "homozygous_deletion": "copy_number",
    "copy_number": "copy_number",
    "fusion": "fusion",
    "rearrangement": "fusion",
}
_COPY_CALLS = ("homozygous_deletion", "amplification", "loss", "gain")


def read_variant(observation: JsonObject, place: Place, *, flags: tuple[str, ...] = ()) -> Iterator[End]:
    """Read one Observation with code 69548-6; its annotations are among its components, `flags` hold their verdict."""
    genes = _genes(observation, place)
    types = _change_types(observation)
    said = presence(observation)
    source = place.source("variant", *genes, *_names(observation)[:1], said if said != "present" else "")
    if said == "absent":
        yield from _absent(observation, genes, types, source, place)
    elif said not in {"", "present"}:
        for gene in genes or ("a variant without its gene",):
            yield Untested(source, gene, said)
    else:
        if not said:
            words = f"{' '.join(genes) or 'a variant'}: not said whether present or absent, taken as present"
            yield place.notice("presence_assumed", words)
        flags = (*flags, *_verdict(observation))
        yield from _present(observation, genes, types, source, place, flags)


def _genes(observation: JsonObject, place: Place) -> tuple[str, ...]:
    """Return the genes studied; of the ways to write one, a known symbol counts before any other symbol."""
    genes: list[str] = []
    for component in components(observation, Component.GENE):
        names = [(words, place.names.resolve(words)) for words in words_of(component)]
        known = [words for words, name in names if name is not None and name.known]
        symbols = [words for words, name in names if name is not None]
        genes += (known or symbols or [words for words, _ in names])[:1]
    return tuple(dict.fromkeys(genes))


def _names(observation: JsonObject) -> list[str]:
    wanted = (Component.PROTEIN, Component.CODING, Component.GENOMIC, Component.VARIATION, Component.CYTOGENOMIC)
    return [words for code in wanted if (words := first_words(observation, code))]


def _change_types(observation: JsonObject) -> set[str]:
    codes = (Component.CHANGE_TYPE, Component.CONSEQUENCE, Component.FEATURE_CONSEQUENCE)
    found = (code for one in components(observation, *codes) for code in codes_of(at(one, "valueCodeableConcept")))
    return {CHANGE_TYPES[code] for code in found if code in CHANGE_TYPES}


def _origin(observation: JsonObject) -> Origin:
    for component in components(observation, Component.ORIGIN):
        for words in words_of(component):
            return origin_of(_ORIGINS.get(words, words))
    return origin_of("")


def _verdict(observation: JsonObject) -> tuple[str, ...]:
    for component in components(observation, Component.SIGNIFICANCE):
        words = words_of(component)
        return ("vendor:unknown",) if _UNCERTAIN in words else significance_flags(" ".join(words))
    return ()


def _absent(
    observation: JsonObject, genes: tuple[str, ...], types: set[str], source: Source, place: Place
) -> Iterator[End]:
    """Read an absence: of every change of the genes, or of one change only, which proves little."""
    if not genes:
        yield Unresolved(source, "no_gene", "an absence without the gene that was studied")
    elif names := _names(observation):
        words = f"{' '.join(genes)} {names[0][:80]} is stated as absent, which says nothing of other changes"
        yield OutOfScope("one_change_absent")
        yield place.notice("one_change_absent", words, "info")
    else:
        kinds = tuple(sorted({_KINDS[one] for one in types}))
        for gene in genes:
            if place.names.resolve(gene) is None:
                yield Unresolved(source, "no_gene", f"{gene[:80]!r} is no gene symbol")
            else:
                yield Negative(source, gene, kinds)


def _present(
    observation: JsonObject,
    genes: tuple[str, ...],
    types: set[str],
    source: Source,
    place: Place,
    flags: tuple[str, ...],
) -> Iterator[End]:
    copies = next((number(one, "valueQuantity/value") for one in components(observation, Component.COPY_NUMBER)), None)
    if len(genes) > 1 or "fusion" in types:
        yield _fusion(observation, genes, source, flags)
    elif genes and (copies is not None or types & set(_COPY_CALLS)):
        yield _copy_number(observation, genes[0], types, copies, source, flags)
    else:
        yield from _small_variant(observation, "".join(genes[:1]), source, place, flags)


def _fusion(observation: JsonObject, genes: tuple[str, ...], source: Source, flags: tuple[str, ...]) -> End:
    """Read a fusion; `A::B` in one of its names states that A is the 5' partner (HGNC, 2021)."""
    if not genes:
        return Unresolved(source, "no_gene", "a fusion without its genes")
    if len(genes) > 2:
        return Unresolved(source, "several_genes", f"a variant of {len(genes)} genes: {', '.join(genes)[:120]}")
    first, second = genes[0], "".join(genes[1:])
    joined = " ".join(_names(observation)).replace(" ", "").upper()
    forward, backward = (f"{one}::{two}".upper() in joined for one, two in ((first, second), (second, first)))
    if second and backward and not forward:
        first, second = second, first
    return RearrangementObservation(
        source,
        first,
        second,
        "fusion",
        oriented=bool(second) and forward != backward,
        origin=_origin(observation),
        vaf=_fraction(observation)[0],
        flags=flags,
    )


def _copy_number(
    observation: JsonObject, gene: str, types: set[str], copies: float | None, source: Source, flags: tuple[str, ...]
) -> End:
    """Read a copy number; a gain with a number of copies is judged by the thresholds, a loss by whether any is left."""
    call = next((one for one in _COPY_CALLS if one in types), "")
    if call == "gain":
        call = "gain_by_copies"
    if call == "loss" and copies is not None and copies < 0.5:
        call = "homozygous_deletion"
    flags = (*flags, *loss_flags(call, copies))
    return CopyNumberObservation(source, gene, call, copies=copies, origin=_origin(observation), flags=flags)


def _small_variant(
    observation: JsonObject, gene: str, source: Source, place: Place, flags: tuple[str, ...]
) -> Iterator[End]:
    written, written_c = (first_words(observation, code) for code in (Component.PROTEIN, Component.CODING))
    protein, coding, transcript, notices = change_names(place, gene, written, written_c)
    yield from notices
    stated = first_words(observation, Component.TRANSCRIPT)
    if transcript and stated and transcript.partition(".")[0] != stated.partition(".")[0]:
        words = f"{gene} {coding}: the transcript component says {stated[:40]}; the one of the name counts"
        yield place.notice("transcript_differs", words, "info")
    locus, genomic_name = _locus(observation)
    consequence = consequence_in(observation)
    origin = _origin(observation)
    if not (protein or coding or consequence) and locus is None:
        yield _in_words(observation, gene, genomic_name, source, origin, flags)
        return
    vaf, notice = _fraction(observation)
    if notice:
        yield place.notice("vaf_unreadable", f"{gene} {protein or coding}: {notice}")
    accession = transcript or stated
    if not gene and locus is None and coding and accession:  # the transcript says which gene it is
        yield StatementObservation(source, f"{accession}:{coding}", origin=origin, flags=flags, vaf=vaf)
        return
    yield VariantObservation(
        source,
        gene,
        protein=protein,
        coding=coding,
        consequence=consequence,
        transcript=accession,
        locus=locus,
        vaf=vaf,
        origin=origin,
        flags=flags,
    )


def _in_words(
    observation: JsonObject, gene: str, genomic_name: str, source: Source, origin: Origin, flags: tuple[str, ...]
) -> End:
    """Hand a change on in words: a place whose bases must be looked up, or the name of the variation."""
    if genomic_name:
        return StatementObservation(source, f"{gene} {genomic_name}".strip(), origin=origin, flags=flags)
    for code in (Component.VARIATION, Component.CYTOGENOMIC):
        for words in (words for one in components(observation, code) for words in words_of(one)):
            if re.search(r"[A-Za-z]{2}", words) and not re.fullmatch(r"[\w.-]*:\d+|\d+|ga4gh:.*", words):
                stated = words if not gene or gene.upper() in words.upper() else f"{gene} {words}"
                return StatementObservation(source, stated, origin=origin, flags=flags)
    words = f"{gene or 'a variant'}: neither a protein, coding or genomic name nor a kind of change"
    return Unresolved(source, "no_change", words)


def _locus(observation: JsonObject) -> tuple[Locus | None, str]:
    """Return the place with both alleles, and the genomic name where its bases must first be looked up."""
    for component in components(observation, Component.GENOMIC):
        for words in words_of(component):
            try:
                change = genomic.parse(words)
            except NotationError:
                continue
            build = change.build or assembly(observation)
            alleles = change.alleles
            if alleles is None:
                return None, words if change.build or not build else f"{build} {words}"
            pos1, reference, alternate = alleles
            return (Locus(change.contig, pos1, reference, alternate, build) if build else None), words
    return _locus_of_alleles(observation), ""


def _locus_of_alleles(observation: JsonObject) -> Locus | None:
    """Return the place that is written as chromosome, range and alleles (1-based unless it says otherwise)."""
    reference, alternate = (first_words(observation, code) for code in (Component.REFERENCE, Component.ALTERNATE))
    low = next((number(one, "valueRange/low/value") for one in components(observation, Component.EXACT_RANGE)), None)
    chromosome, build = first_words(observation, Component.CHROMOSOME), assembly(observation)
    for component in components(observation, Component.GENOMIC_SEQUENCE):
        for words in words_of(component):
            if found := chromosome_of(words):
                chromosome, build = found[0], found[1] or build
    systems = [words for one in components(observation, Component.COORDINATE_SYSTEM) for words in words_of(one)]
    if low is None or not low.is_integer():
        return None
    is_zero_based = _ZERO_BASED in systems or any(words.startswith("0-based") for words in systems)
    pos1 = int(low) + 1 if is_zero_based else int(low)
    bare = re.sub(r"(?i)^chromosome\s*", "", chromosome)
    return locus_of(bare, str(pos1), reference, alternate, build)


def _fraction(observation: JsonObject) -> tuple[float | None, str]:
    """Return the allele fraction (0 to 1) by its stated unit, and words where it cannot be understood."""
    for component in components(observation, Component.ALLELE_FREQUENCY):
        value = number(component, "valueQuantity/value")
        unit = text(component, "valueQuantity/code", "valueQuantity/unit")
        if unit == "%" and value is not None and 0 <= value <= 100:
            return round(value / 100, 8), ""
        if unit in {"1", "{ratio}", "{fraction}"} and value is not None and 0 <= value <= 1:
            return value, ""
        return None, f"allele fraction with unit {unit[:20] or 'unstated'!r} not understood, taken as unknown"
    return None, ""
