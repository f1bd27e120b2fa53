"""One variant Observation of FHIR Genomics Reporting, to what it states: a change, a fusion, copies, an absence.

Names come first (p., c.), the place on the genome beside them; where only the place is named, interpretation calls
it. The transcript of the coding name counts, not the one of the component, which real senders paste from elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import (
    StatementObservation,
    Unresolved,
    Untested,
    VariantObservation,
)
from oncotier.domain.value import replace
from oncotier.errors import NotationError
from oncotier.notation import protein as protein_notation
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import End
from oncotier.readers.fhir_absence import names_nothing, read_absence
from oncotier.readers.fhir_genes import genes_in
from oncotier.readers.fhir_measured import copies_in, fraction_in
from oncotier.readers.fhir_names import has_small_name, name_in, names_in, origin_in, stated_in
from oncotier.readers.fhir_place import place_in
from oncotier.readers.fhir_presence import Presence, presence
from oncotier.readers.fhir_structure import COPY_CALLS, read_copies, read_fusion, read_pair
from oncotier.readers.fhir_terms import (
    CONSEQUENCES,
    Component,
    change_types,
    components,
    consequence_in,
    first_words,
    words_of,
)
from oncotier.readers.json_document import at, objects
from oncotier.readers.vendor_words import (
    change_names,
    reads_coding,
    reads_protein,
    significance_flags,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oncotier.domain.observation import Source
    from oncotier.readers.ends import Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["read_variant"]

_VERDICTS = {
    "LA6668-3": "pathogenic",
    "LA26332-9": "likely pathogenic",
    "LA6669-1": "presumed pathogenic",
    "LA26333-7": "uncertain significance",
    "LA6682-4": "unknown significance",
    "LA26334-5": "likely benign",
    "LA6674-1": "presumed benign",
    "LA6675-8": "benign",
}  # answers to LOINC 53037-8, today and before
_STRONGEST_FIRST = ("vendor:known", "vendor:likely", "vendor:unknown", "benign")
_CALL_WORDS = lazy_pattern(r"\b(?:detected|present|positive|identified|found|is|was|pathogenic)\b|[()]", re.IGNORECASE)
_NOTHING_NAMED = {Presence.UNSAID: Presence.ABSENT, Presence.PRESENT: Presence.UNKNOWN}
_JOINED = {"fusion", "rearrangement"}
_IDENTIFIER = lazy_pattern(r"[\w.-]*:\d+|[a-zA-Z]*\d+|ga4gh:.*")


def read_variant(
    own: JsonObject, place: Place, *, annotations: Sequence[JsonObject] = (), flags: tuple[str, ...] = ()
) -> Iterator[End]:
    """Read one Observation of a variant; `annotations` are components of what is derived from it, `flags` its phase."""
    observation = {**own, "component": [*objects(own, "component"), *annotations]} if annotations else own
    genes = genes_in(observation, place)
    types = _change_types(observation)
    said = presence(observation)
    is_there = said.presence in {Presence.PRESENT, Presence.UNSAID}
    source = place.source("variant", *genes, *names_in(observation)[:1], "" if is_there else said.words)
    if names_nothing(observation):
        said = replace(said, presence=_NOTHING_NAMED.get(said.presence, said.presence))
    match said.presence:
        case Presence.ABSENT:
            yield from read_absence(observation, genes, types, said.words, source, place)
        case Presence.NO_RESULT:
            for gene in genes or ("a variant without its gene",):
                yield Untested(source, gene, said.words, of_any_gene=not genes)
        case Presence.UNKNOWN:
            yield _in_value(observation, genes, said.words, source, place)
        case _:
            if said.presence is Presence.UNSAID:
                words = f"{' '.join(genes) or 'a variant'}: not said whether present or absent, taken as present"
                yield place.notice("presence_assumed", words)
            if said.doubt:
                words = f"{' '.join(genes) or 'a variant'}: reported, but {said.doubt}: confirm it"
                yield place.notice("presence_doubtful", words)
            flags = (*flags, *_verdict(observation), *(("equivocal",) if said.doubt else ()))
            if stated := _in_call(observation, genes, types, said.words, place):
                yield StatementObservation(source, stated, origin=origin_in(observation), flags=flags)
            else:
                yield from _present(observation, genes, types, source, place, flags)
            yield from _other_names(own, "".join(genes[:1]), source)
    if unread := _unread_parts(own):
        yield place.notice(
            "component_unreadable", f"{' '.join(genes) or 'a variant'}: {unread} components hold nothing"
        )


def _unread_parts(own: JsonObject) -> int:
    """Return how many components are no objects, or name no gene where they should."""
    listed = at(own, "component")
    odd = [one for one in listed if not isinstance(one, dict)] if isinstance(listed, list) else []
    return len(odd) + sum(1 for one in components(own, Component.GENE) if not words_of(one))


def _change_types(observation: JsonObject) -> set[str]:
    found = components(observation, Component.CHANGE_TYPE, *CONSEQUENCES)
    return {kind for one in found for kind in change_types(at(one, "valueCodeableConcept"))}


def _verdict(observation: JsonObject) -> tuple[str, ...]:
    """Return the flag of the strongest verdict: what is uncertain in one disease may be known in another."""
    found: set[str] = set()
    for component in components(observation, Component.SIGNIFICANCE):
        words = words_of(component)
        coded = [_VERDICTS[one] for one in words if one in _VERDICTS]
        found |= set(significance_flags(coded[0] if coded else " ".join(words)))
    return next(((flag,) for flag in _STRONGEST_FIRST if flag in found), ())


def _in_call(observation: JsonObject, genes: tuple[str, ...], types: set[str], words: str, place: Place) -> str:
    """Return the change that a value names beside its presence (`V600E detected`); empty where it names none."""
    if len(genes) != 1 or types or names_in(observation) or copies_in(observation).written:
        return ""
    bare = _CALL_WORDS.sub("", words).strip(" :,;-")
    return stated_in((bare,), genes[0], place) if re.search(r"[A-Za-z]", bare) else ""


def _in_value(
    observation: JsonObject, genes: tuple[str, ...], words: str, source: Source, place: Place
) -> StatementObservation | Unresolved:
    """Read a value that is neither present nor absent: it may name the change itself (`EGFR p.L858R`)."""
    is_wording = re.search(r"[A-Za-z]", words) is not None
    if is_wording and not names_in(observation) and (stated := stated_in((words,), "".join(genes[:1]), place)):
        return StatementObservation(source, stated, origin=origin_in(observation))
    shown = f"{' '.join(genes) or 'a variant'}: {words!r} says neither present nor absent"
    return Unresolved(source, "status_unknown" if genes else "no_gene", shown)


def _present(
    observation: JsonObject,
    genes: tuple[str, ...],
    types: set[str],
    source: Source,
    place: Place,
    flags: tuple[str, ...],
) -> Iterator[End]:
    """Read what is there. A change that is named is one also where genes overlap, or copies are counted beside it."""
    copies = copies_in(observation)
    counts = bool(copies.written) or bool(types & set(COPY_CALLS))
    is_small = has_small_name(observation)
    if types & _JOINED and (len(genes) > 1 or "fusion" in types):
        yield read_fusion(observation, genes, source, place, flags)
    elif genes and counts:
        if is_small:
            yield from _small_variant(observation, genes, source, place, flags)
        if not is_small or copies.value is not None:
            for gene in genes:
                yield read_copies(observation, gene, types, source, flags)
    elif len(genes) > 1 and not is_small and place_in(observation) == (None, ""):
        yield read_pair(observation, genes, source, place, flags)
    else:
        yield from _small_variant(observation, genes, source, place, flags)


def _small_variant(
    observation: JsonObject, genes: tuple[str, ...], source: Source, place: Place, flags: tuple[str, ...]
) -> Iterator[End]:
    known = [gene for gene in genes if (name := place.names.resolve(gene)) is not None and name.known]
    gene = (known or list(genes) or [""])[0]
    if len(genes) > 1:
        yield place.notice("several_genes", f"a change of {', '.join(genes)[:80]}: read as one of {gene}", "info")
    written = name_in(observation, Component.PROTEIN, reads_protein, gene)
    written_c = name_in(observation, Component.CODING, reads_coding, gene)
    protein, coding, transcript, notices = change_names(place, gene, written, written_c)
    yield from notices
    stated = first_words(observation, Component.TRANSCRIPT)
    if transcript and stated and transcript.partition(".")[0] != stated.partition(".")[0]:
        words = f"{gene} {coding}: the transcript component says {stated[:40]}; the one of the name counts"
        yield place.notice("transcript_differs", words, "info")
    locus, genomic_name = place_in(observation)
    consequence = consequence_in(observation)
    if not (reads_protein(protein) or reads_coding(coding) or consequence or locus):
        in_words = _in_words(observation, gene, genomic_name, source, place, flags)
        if not (protein or coding) or not isinstance(in_words, Unresolved):
            yield in_words
            return
    vaf, notice = fraction_in(observation)
    if notice:
        yield place.notice("vaf_unreadable", f"{gene} {protein or coding}: {notice}")
    found = VariantObservation(
        source,
        gene,
        protein=protein,
        coding=coding,
        consequence=consequence,
        transcript=transcript or stated,
        locus=locus,
        vaf=vaf,
        origin=origin_in(observation),
        flags=flags,
    )
    yield found if place.names.resolve(gene) is not None else _of_transcript(found)


def _of_transcript(found: VariantObservation) -> VariantObservation | StatementObservation:
    """Let the transcript say which gene a change is of, where no symbol does and no place on the genome."""
    if found.locus is not None:
        return replace(found, gene="")
    if not (found.coding and found.transcript):
        return found
    name = f"{found.transcript}:{found.coding.rpartition(':')[2]}"
    return StatementObservation(found.source, name, origin=found.origin, flags=found.flags, vaf=found.vaf)


def _other_names(own: JsonObject, gene: str, source: Source) -> Iterator[Unresolved]:
    """Yield what a second protein name says that is another change of the same sequence: a variant has only one."""
    parts = components(own, Component.PROTEIN)
    names = [name_in({"component": [one]}, Component.PROTEIN, reads_protein, gene) for one in parts]
    changes = {name: change for name in names if (change := _change_of(name)) is not None}
    taken = next(iter(changes), "")
    for name, change in changes.items():
        if change != changes[taken] and _accession(name) == _accession(taken):
            words = f"{gene} {name[:80]} beside {taken[:80]} in one variant: give it as a finding"
            yield Unresolved(source, "several_changes", words)


def _accession(name: str) -> str:
    return name.rpartition(":")[0].partition(".")[0]


def _change_of(name: str) -> object:
    try:
        return protein_notation.parse(name)
    except (NotationError, ValueError):
        return None


def _in_words(
    observation: JsonObject, gene: str, genomic_name: str, source: Source, place: Place, flags: tuple[str, ...]
) -> StatementObservation | Unresolved:
    """Hand a change on in words: a place whose bases must be looked up, or a name that says more than one notation."""
    origin = origin_in(observation)
    if genomic_name:
        return StatementObservation(source, f"{gene} {genomic_name}".strip(), origin=origin, flags=flags)
    codes = (Component.PROTEIN, Component.CODING, Component.VARIATION, Component.CYTOGENOMIC)
    written = [words for code in codes for one in components(observation, code) for words in words_of(one)]
    kinds = (words for one in components(observation, Component.CHANGE_TYPE) for words in words_of(one))
    written += [words for words in kinds if "tandem" in words.lower()]
    stated = stated_in(written, gene, place)
    named = (words for words in written if re.search(r"[A-Za-z]{2}", words) and not _IDENTIFIER.fullmatch(words))
    if not stated and (words := next(named, "")):  # what cannot be read is listed in its own words
        stated = words if not gene or gene.upper() in words.upper() else f"{gene} {words}"
    if stated:
        return StatementObservation(source, stated, origin=origin, flags=flags)
    words = f"{gene or 'a variant'}: neither a protein, coding or genomic name nor a kind of change"
    return Unresolved(source, "no_change", words)
