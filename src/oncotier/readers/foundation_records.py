"""The records of a FoundationOne report that speak of a gene or a virus, and what each becomes.

Nothing here raises: a value that the notation cannot read goes on as it stands, and interpretation lists it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from oncotier.domain.observation import (
    CopyNumberObservation,
    Negative,
    RearrangementObservation,
    Unresolved,
    VariantObservation,
)
from oncotier.domain.protein import StartLoss
from oncotier.domain.value import replace
from oncotier.errors import NotationError
from oncotier.notation import coding, protein
from oncotier.notation.consequence import of_coding, of_protein
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import End, OutOfScope, Place
from oncotier.readers.foundation_place import TranscriptsOf, effect_within, placed_at, substituted_at
from oncotier.readers.vendor_words import splice_term

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from oncotier.domain.observation import Locus
    from oncotier.domain.protein import ProteinChange
    from oncotier.notation.coding import CodingChange
    from oncotier.notation.gene import GeneNames
    from oncotier.readers.junction import Effect
    from oncotier.readers.reader import Context

__all__ = [
    "READERS",
    "RecordReader",
    "Specimen",
    "attribute",
    "genes_of",
    "read_negative",
    "states_nothing",
    "symbol_of",
    "text_of",
]

_NOT_STATED = frozenset({"", "N/A", "NA", "NONE", "NULL", "UNKNOWN", "INTERGENIC", "-", "."})
_STATUSES = frozenset({"known", "likely", "unknown", "ambiguous"})
_NO_PROTEIN = lazy_pattern(r"(?P<what>splice|promoter)(?:[ -]?site)?\s*(?P<coding>.*)", re.IGNORECASE)
_OF_P16 = lazy_pattern(r"p16INK4a:?\s+(?P<change>\S+)", re.IGNORECASE)  # ... and p14ARF P72L: one change, two proteins
_INSERTED_LENGTH = lazy_pattern(r">(?=\d+$)")
_EXONS = lazy_pattern(r"(\d{1,6}) of (\d{1,6})")
_NUMBER = lazy_pattern(r"\d{1,12}(?:\.\d{1,12})?")
_CONSEQUENCES = {
    "missense": "missense_variant",
    "nonsense": "stop_gained",
    "frameshift": "frameshift_variant",
    "promoter": "upstream_gene_variant",
    "synonymous": "synonymous_variant",
}
_DISRUPTING = frozenset({"rearrangement", "deletion", "duplication", "inversion"})
_EXONS_OF = lazy_pattern(
    r"(?:deletion|loss) (?:of )?exons? (?P<first>[0-9]{1,3})(?:\s*(?:-|to)\s*(?P<last>[0-9]{1,3}))?", re.IGNORECASE
)
_COPY_CALLS = {"amplification": ("amplification", "gain"), "loss": ("homozygous_deletion", "loss")}


class Specimen(Place, frozen=True):
    """Where a record stands, whether the specimen was blood, and what its places on the genome count on."""

    is_liquid: bool = False
    build: str = ""
    transcripts_of: TranscriptsOf = lambda _: ()
    context: Context | None = None


RecordReader = Callable[["Element", Specimen], Iterator[End]]


def attribute(element: Element | None, name: str) -> str:
    """Return an attribute with its white space collapsed; empty where it is missing."""
    return " ".join(element.get(name, "").split()) if element is not None else ""


def text_of(element: Element | None, path: str = ".") -> str:
    """Return the text of the element at a path, with its white space collapsed; empty where it is missing."""
    return " ".join((element.findtext(path) or "").split()) if element is not None else ""


def states_nothing(text: str) -> bool:
    """Tell whether a text is one of the ways to write that there is nothing to write."""
    return text.upper() in _NOT_STATED


def _short_variant(element: Element, place: Specimen) -> Iterator[End]:
    gene, effect = attribute(element, "gene"), attribute(element, "protein-effect")
    cds = attribute(element, "cds-effect")
    source = place.source("short-variant", gene, effect, f"c.{cds.removeprefix('c.')}" if cds else "")
    what = attribute(element, "functional-effect").lower()
    if found := _NO_PROTEIN.fullmatch(effect):
        what, effect, cds = what or found["what"].lower(), "", cds or found["coding"]
    if found := _OF_P16.match(effect):
        effect = found["change"]
    effect = "" if states_nothing(effect) else effect
    cds = "" if states_nothing(cds) else _INSERTED_LENGTH.sub("delins", cds)
    change, change_c = _protein(effect), _coding(cds)
    if change is not None and cds and change_c is None:
        # A coding change that we cannot read must not cost a protein change that we can.
        yield place.notice("coding_unreadable", f"{gene} {effect}: coding change {cds[:80]!r} not understood, left out")
        cds = ""
    if effect and change is None and change_c is not None:
        words = f"{gene} {change_c}: protein change {effect[:80]!r} not understood, left out"
        yield place.notice("protein_unreadable", words)
        effect = ""
    if gene and not (effect or cds):
        yield Unresolved(source, "no_change", f"{gene}: a change without its name")
        return
    vaf = _fraction(element)
    if vaf is None and (element.get("allele-fraction") or element.get("percent-reads")):
        words = f"{gene} {effect or cds[:80]}: allele fraction not understood, taken as unknown"
        yield place.notice("vaf_unreadable", words)
    depth = _number(element.get("depth"))
    yield VariantObservation(
        source,
        gene,
        protein=effect,
        coding=cds,
        consequence=_consequence(what, change, change_c, is_held_relevant=_status(element) in {"known", "likely"}),
        transcript=attribute(element, "transcript"),
        locus=_place_of(element, gene, cds, place),
        vaf=vaf,
        depth=int(depth) if depth is not None else None,
        flags=_flags(element),
    )


def _place_of(element: Element, gene: str, cds: str, place: Specimen) -> Locus | None:
    position, stored = attribute(element, "position"), place.transcripts_of(gene)
    strand, known = attribute(element, "strand"), stored[0].strand if stored else 0
    found = substituted_at(position, strand, cds, known_strand=known, build=place.build)
    change = _coding(cds)
    if found is not None or change is None:
        return found
    accession = attribute(element, "transcript")
    return placed_at(position, cds, change, accession=accession, stored=stored, build=place.build)


def _protein(text: str) -> ProteinChange | None:
    try:
        return protein.parse(text) if text else None
    except (NotationError, ValueError):  # ValueError: a position of thousands of digits
        return None


def _coding(text: str) -> CodingChange | None:
    try:
        return coding.parse(text) if text else None
    except (NotationError, ValueError):  # ValueError: a position of thousands of digits
        return None


def _consequence(
    what: str, change: ProteinChange | None, change_c: CodingChange | None, *, is_held_relevant: bool
) -> str:
    """Return the Sequence Ontology term of a functional effect, made precise by what the change itself says."""
    if isinstance(change, StartLoss):
        return "start_lost"  # filed under nonsense
    if what == "splice":
        return splice_term(change_c, is_held_relevant=is_held_relevant) if change_c is not None else ""
    if what == "nonframeshift":
        by_coding = of_coding(change_c) if change_c is not None and change_c.net_length else ""
        term = of_protein(change) if change is not None else by_coding
        return term if term in {"inframe_insertion", "inframe_deletion"} else ""
    return _CONSEQUENCES.get(what, "")


def _copy_number(element: Element, place: Specimen) -> Iterator[End]:
    name, call = attribute(element, "gene"), attribute(element, "type")
    exons = attribute(element, "number-of-exons")
    source = place.source("copy-number-alteration", name, call, f"({exons} exons)" if exons else "")
    counted = _EXONS.fullmatch(exons)
    whole_call = call.lower().removeprefix("partial ")
    is_partial = whole_call != call.lower() or (counted is not None and int(counted[1]) < int(counted[2]))
    if whole_call in _COPY_CALLS:
        call = _COPY_CALLS[whole_call][is_partial]  # a part of a gene is no event of the whole gene
    flags = (*_flags(element), *(("partial",) if is_partial else ()))
    copies = _number(element.get("copy-number"))
    for gene in genes_of(name):
        if is_partial and whole_call == "loss" and not copies and _is_suppressor(gene, element, place):
            # Held to be pathogenic in a gene that acts when it is lost: the exons that are gone break it.
            doubted = tuple(dict.fromkeys((*flags, "equivocal")))
            yield CopyNumberObservation(source, gene, "homozygous_deletion", copies=copies, flags=doubted)
            words = f"{gene}: a loss of a part of it ({exons or 'exons not stated'}) is held to be {_status(element)}"
            yield place.notice("disruption_assumed", f"{words}: confirm that it breaks the gene")
        else:
            yield CopyNumberObservation(source, gene, call, copies=copies, flags=flags)


def symbol_of(gene: str, names: GeneNames) -> str:
    """Return the symbol that a name stands for, or the name in capitals where it is none that is known."""
    found = names.resolve(gene)
    return found.symbol if found is not None else gene.upper()


def genes_of(name: str) -> tuple[str, ...]:
    """Return the genes of a shared name: `CDKN2A/B` is CDKN2A and CDKN2B."""
    first, *others = (part.strip() for part in name.split("/"))
    if not others or not all((first, *others)) or states_nothing(name):
        return (name,)
    return (first, *(first[:-1] + other if len(other) == 1 else other for other in others))


def _rearrangement(element: Element, place: Specimen) -> Iterator[End]:
    gene = attribute(element, "targeted-gene") or attribute(element, "target-gene")
    other = attribute(element, "other-gene")
    call = attribute(element, "type").lower()
    if call in _DISRUPTING and (states_nothing(other) or other == gene) and _is_suppressor(gene, element, place):
        # Held to be pathogenic in a gene that acts when it is lost; how it breaks the gene is not said.
        yield from _disrupted(element, gene, call, place)
        return
    in_frame = attribute(element, "in-frame").lower()
    frame = {"yes": ("in_frame",), "no": ("out_of_frame",)}.get(in_frame, ())
    found = RearrangementObservation(
        place.source("rearrangement", gene, other, call),
        gene,
        "" if states_nothing(other) else other,
        call,
        in_frame=in_frame if frame else "",
        description=attribute(element, "description"),
        vaf=_fraction(element),
        flags=(*_flags(element), *frame),
    )
    if call == "rearrangement" and not found.gene2 and _is_target(gene, element, place):
        # Held to be pathogenic in a gene that acts by its fusions; only the partner is not named.
        flags = tuple(dict.fromkeys((*found.flags, "partner_unknown", "equivocal")))
        yield replace(found, call="fusion", flags=flags)
        yield place.notice("partner_unknown", f"{gene}: one partner is not named: confirm the fusion")
        return
    effect = _effect(element, found, place)
    if effect is not None:
        found = replace(
            found, gene2="", call=effect.call, description=effect.words, flags=(*found.flags, *effect.flags)
        )
    yield found


def _is_target(gene: str, element: Element, place: Specimen) -> bool:
    """Tell whether the vendor holds a change relevant in a gene that carries a drug's target in fusions."""
    carriers = place.names.three_prime | place.names.five_prime
    return _status(element) in {"known", "likely"} and symbol_of(gene, place.names) in carriers


def _effect(element: Element, found: RearrangementObservation, place: Specimen) -> Effect | None:
    """Return what a deletion or duplication within one gene does to its exons; None for any other rearrangement."""
    stored = place.transcripts_of(found.gene1)
    if place.context is None or not stored or found.gene2 != found.gene1:
        return None
    ends = (attribute(element, "pos1"), attribute(element, "pos2"))
    return effect_within(found.call, *ends, stored[0], place.context)


def _is_suppressor(gene: str, element: Element, place: Specimen) -> bool:
    """Tell whether the vendor holds a change relevant in a gene that is neither an oncogene nor a fusion target."""
    symbol, names = symbol_of(gene, place.names), place.names
    acts = names.oncogenes | names.three_prime | names.five_prime
    return _status(element) in {"known", "likely"} and symbol not in acts


def _disrupted(element: Element, gene: str, call: str, place: Specimen) -> Iterator[End]:
    """Read a gene broken within itself: by the exons that are named, else as a truncation that is to be confirmed."""
    described, flags = attribute(element, "description"), _flags(element)
    if found := _EXONS_OF.search(described):
        first, last = found["first"], found["last"] or found["first"]
        described = f"exons {first}-{last} deletion" if first != last else f"exon {first} deletion"
    else:
        flags = tuple(dict.fromkeys((*flags, "equivocal", "exons_unknown")))
        words = f"{gene}: a {call} held to be {_status(element)} is read as breaking the gene: confirm it"
        yield place.notice("disruption_assumed", words)
    source = place.source("rearrangement", gene, call, described)
    yield RearrangementObservation(
        source, gene, "", "truncation", description=described, vaf=_fraction(element), flags=flags
    )


def _virus(element: Element, place: Specimen) -> Iterator[End]:
    organism = attribute(element, "organism") or "an organism without a name"
    yield OutOfScope("non_human_content")
    yield place.notice("non_human_content", f"reads of {organism[:80]} are reported; they are not interpreted", "info")


def read_negative(element: Element, place: Specimen) -> Iterator[End]:
    """Read a gene (or the genes of a shared name) that was tested and found without reportable alteration."""
    name = text_of(element)
    source = place.source("pertinent-negative", name)
    for gene in genes_of(name):
        if place.names.resolve(gene) is None:
            yield Unresolved(source, "no_gene", f"{gene!r} is no gene symbol")
        else:
            yield Negative(source, gene)


def _status(element: Element) -> str:
    return attribute(element, "status").lower()


def _flags(element: Element) -> tuple[str, ...]:
    status = _status(element)
    verdict = (f"vendor:{status}",) if status in _STATUSES else ()
    doubts = (name for name in ("equivocal", "subclonal") if attribute(element, name).lower() in {"true", "yes", "1"})
    return (*verdict, *doubts)


def _number(text: str | None) -> float | None:
    stripped = (text or "").strip()
    return float(stripped) if _NUMBER.fullmatch(stripped) else None


def _fraction(element: Element) -> float | None:
    """Return the allele fraction (0 to 1), from either attribute; None for anything beyond its bounds."""
    fraction = _number(element.get("allele-fraction"))
    if fraction is not None and fraction <= 1:
        return fraction
    percent = _number(element.get("percent-reads"))
    return round(percent / 100, 8) if percent is not None and percent <= 100 else None


READERS: Mapping[str, RecordReader] = {
    "short-variant": _short_variant,
    "copy-number-alteration": _copy_number,
    "rearrangement": _rearrangement,
    "non-human": _virus,
}
