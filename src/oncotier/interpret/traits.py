"""What an alteration is, seen from the patterns: effect on the protein, codons, oncogenicity, classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import (
    Alteration,
    CopyNumber,
    CopyState,
    Event,
    Expression,
    Fusion,
    Marker,
    Rearrangement,
    RearrangementKind,
    ReceptorStatus,
    Signature,
    SmallVariant,
    WildType,
)
from oncotier.domain.biomarker import Atom, AtomKind, atoms_of
from oncotier.domain.protein import (
    Deletion,
    Delins,
    Duplication,
    Frameshift,
    Insertion,
    Splice,
    Substitution,
    codon_span1,
    is_truncating,
)
from oncotier.errors import NotationError
from oncotier.interpret.splice_window import exons_skipped
from oncotier.knowledge.remembered import remembered
from oncotier.notation import coding, protein
from oncotier.notation.consequence import CANONICAL_SPLICE

if TYPE_CHECKING:
    from oncotier.domain.evidence import NamedClass
    from oncotier.domain.protein import ProteinChange
    from oncotier.knowledge.base import KnowledgeBase

__all__ = [
    "classes_of",
    "exon_effects",
    "is_held_sure",
    "is_loss_of_function",
    "is_normal_result",
    "is_oncogenic",
    "is_small_itd",
    "is_unnamed",
    "is_vendor_vus",
    "may_be_any_change",
    "touches_codons",
]

_TRUNCATING_TERMS = (
    CANONICAL_SPLICE
    | {"stop_gained", "frameshift_variant", "start_lost", "transcript_ablation"}
    | {
        "loss_of_function_variant"  # said in words only
    }
)
_SUPPRESSORS = frozenset({"tumor_suppressor", "both"})
_DRIVERS = frozenset({"oncogene", "both"})
_HARMLESS = frozenset({"benign", "other_transcript"})  # the latter leaves the primary protein as it is
_VENDOR_VUS = "vendor:unknown"
_VENDOR_SURE = frozenset({"vendor:known", "vendor:likely"})
_WITHOUT_EXON = frozenset({RearrangementKind.EXON_SKIPPING, RearrangementKind.EXON_DELETION})


def is_normal_result(alteration: Alteration) -> bool:
    """Tell whether a finding is the absence of something: wild type, stable, proficient, negative.

    Such a finding can fulfil a row in its own tumor type, but it is no reason to carry a therapy to another one.
    """
    match alteration.event:
        case WildType():
            return True
        case Signature(_, state):
            return state in {"MSS", "MSI-L", "pMMR", "TMB-L", "HRD negative"}
        case ReceptorStatus(_, state):
            return state == "negative"
        case Expression(_, _, result):
            return result in {"negative", "0"}
        case Marker(_, text):
            return text.endswith("unmethylated")
        case _:
            return False


def is_unnamed(alteration: Alteration) -> bool:
    """Tell whether a change of a gene was stated without saying which (`EGFR mutation`)."""
    event = alteration.event
    if not isinstance(event, SmallVariant):
        return False
    return event.protein is None and not event.coding and not event.consequence and event.exon is None


def may_be_any_change(alteration: Alteration) -> bool:
    """Tell whether a change may be one of many in its gene (`KRAS mutation`, `KRAS exon 2 mutation`, `BRAF V600X`).

    A class of its own, as `EGFR exon 19 deletion`, says what it is.
    """
    event = alteration.event
    if not isinstance(event, SmallVariant) or event.coding:
        return False
    if isinstance(event.protein, Substitution):
        return event.protein.alternate == "X"
    return event.protein is None and (not event.consequence or event.exon is None)


def is_vendor_vus(alteration: Alteration) -> bool:
    """Tell whether the reporting laboratory called the change one of unknown significance."""
    return _VENDOR_VUS in alteration.flags


def touches_codons(change: ProteinChange, first: int, last: int) -> bool:
    """Tell whether an in-frame change of residues touches any codon from `first` to `last` (1-based, included)."""
    if is_truncating(change) or not isinstance(change, Substitution | Deletion | Duplication | Insertion | Delins):
        return False
    start, end = codon_span1(change)
    return start <= last and first <= end


def exon_effects(event: SmallVariant | Rearrangement) -> frozenset[str]:
    """Return the effect words of the grammar that an event has: inframe_del, inframe_ins, any, frameshift, skip ..."""
    if isinstance(event, Rearrangement):
        return frozenset({"skip"}) if event.kind in _WITHOUT_EXON else frozenset()
    if event.protein is None or isinstance(event.protein, Splice):
        return _effects_of_term(event.consequence)
    match event.protein:
        case Deletion():
            effects = {"inframe_del", "inframe", "any"}
        case Delins(first, last, inserted, length) if "*" not in inserted:
            net = length - (last.position - first.position + 1)
            word = "inframe_del" if net < 0 else "inframe_ins" if net > 0 else "missense"
            effects = {word, "inframe", "any"}
        case Insertion(_, _, inserted) if "*" not in inserted:
            effects = {"inframe_ins", "inframe", "any"}
        case Duplication():
            effects = {"inframe_ins", "inframe", "any"}
        case Substitution(_, alternate) if alternate != "*":
            effects = {"missense", "any"}
        case Frameshift():
            effects = {"frameshift"}
        case _:
            effects = set()
    return frozenset(effects)


def _effects_of_term(term: str) -> frozenset[str]:
    table = {
        "inframe_deletion": {"inframe_del", "inframe", "any"},
        "inframe_insertion": {"inframe_ins", "inframe", "any"},
        "missense_variant": {"missense", "any"},
        "frameshift_variant": {"frameshift"},
        "splice_donor_variant": {"splice", "skip"},
        "splice_acceptor_variant": {"splice", "skip"},
        "splice_site_variant": {"splice", "skip"},
        "": {"any"},
    }
    return frozenset(table.get(term, ()))


def in_exon(event: SmallVariant | Rearrangement, gene: str, exon: int, kb: KnowledgeBase) -> bool:
    """Tell whether an event lies in an exon: by its codons or coding bases where known, else by the exon stated.

    A splice change counts for the exon whose border it touches.
    """
    if isinstance(event, Rearrangement):
        return event.first_exon == event.last_exon == exon
    window = kb.exon_windows.get((gene, exon))
    if event.protein is not None and window is not None and not _is_splice(event):
        start, end = codon_span1(event.protein)
        return start <= window[1] and window[0] <= end
    bases = kb.exon_bases.get((gene, exon))
    if event.coding and bases is not None and _is_splice(event):
        return _touches_border(event.coding, bases)
    if isinstance(event.protein, Splice) and window is not None:
        return window[0] <= event.protein.at.position <= window[1]
    if event.exon is not None:
        return event.exon == exon
    return event.intron is not None and exon in {event.intron, event.intron + 1}


def _touches_border(text: str, bases: tuple[int, int]) -> bool:
    """Tell whether an intronic or border-crossing change touches the splice sites of the exon with these bases."""
    try:
        change = coding.parse(text)
    except NotationError:
        return False
    donor = any(place.offset > 0 and place.base == bases[1] for place in (change.first, change.last))
    acceptor = any(place.offset < 0 and place.base == bases[0] for place in (change.first, change.last))
    return donor or acceptor


def _is_splice(event: SmallVariant) -> bool:
    return event.consequence in CANONICAL_SPLICE


@remembered
def has_exon_class(kb: KnowledgeBase, event: Event, gene: str, exon: int, effect: str) -> bool:
    """Tell whether an event is of the class `exon:N:effect` of a gene, or of a named class that includes it."""
    if not isinstance(event, SmallVariant | Rearrangement) or event.gene != gene:
        return False
    if effect in exon_effects(event) and in_exon(event, gene, exon, kb):
        return True
    if effect == "skip" and _in_window(event, exon, kb):
        return True
    return any(
        atom.kind is AtomKind.CODON and _touches_atom(event, atom)
        for named in kb.classes_of_gene(gene)
        for atom in _companions(named, exon, effect)
    )


def _in_window(event: SmallVariant | Rearrangement, exon: int, kb: KnowledgeBase) -> bool:
    """Tell whether a change lies so near an exon's border that the exon is expected to be skipped."""
    if not isinstance(event, SmallVariant) or not event.coding:
        return False
    try:
        change = coding.parse(event.coding)
    except NotationError:
        return False
    return exon in exons_skipped(event.gene, change, kb)


def _companions(named: NamedClass, exon: int, effect: str) -> tuple[Atom, ...]:
    """Return all atoms of a named class that contains `exon:N:effect` (MET exon 14 skipping: D1010 and Y1003 too)."""
    atoms = atoms_of(named.biomarker)
    asked = any(atom.kind is AtomKind.EXON and (atom.numbers, atom.name) == ((exon,), effect) for atom in atoms)
    return atoms if asked else ()


def _touches_atom(event: SmallVariant | Rearrangement, atom: Atom) -> bool:
    change = event.protein if isinstance(event, SmallVariant) else None
    return change is not None and touches_codons(change, atom.numbers[0], atom.numbers[-1])


def is_loss_of_function(alteration: Alteration, kb: KnowledgeBase) -> bool:
    """Tell whether the change destroys its gene: truncation, canonical splice, exon or homozygous deletion.

    A change that `benign.tsv` names does not (BRCA2 K3326*), whatever else it looks like; one that `destroying.tsv`
    names does (BRCA1 C61G), although it is a substitution.
    """
    return _destroys(kb, alteration.event, alteration.flags)


@remembered
def _destroys(kb: KnowledgeBase, event: Event, flags: tuple[str, ...]) -> bool:
    if _VENDOR_VUS in flags or not _HARMLESS.isdisjoint(flags) or _is_listed_benign(event, kb):
        return False
    match event:
        case SmallVariant(gene, change, consequence=term):
            if change is not None and (is_truncating(change) or kb.is_destroying(gene, protein.format_short(change))):
                return True
            return term in _TRUNCATING_TERMS
        case CopyNumber(state=state):
            return state is CopyState.HOMOZYGOUS_DELETION
        case Rearrangement(kind=kind):
            return kind in {RearrangementKind.EXON_DELETION, RearrangementKind.TRUNCATION}
        case _:
            return False


def _is_listed_benign(event: Event, kb: KnowledgeBase) -> bool:
    if not isinstance(event, SmallVariant) or event.protein is None or not is_truncating(event.protein):
        return False
    return kb.is_benign(event.gene, protein.format_short(event.protein))


def is_held_sure(alteration: Alteration) -> bool:
    """Tell whether the laboratory holds a change to be relevant (`known` or `likely`)."""
    return not _VENDOR_SURE.isdisjoint(alteration.flags)


def is_oncogenic(alteration: Alteration, kb: KnowledgeBase) -> bool:
    """Tell whether the change is held to drive tumors.

    Rules: loss of function in a tumor suppressor; an in-frame change of a recurrent or actionable residue
    (`coordinates/codons.tsv`); a named exon class, ITD, kinase domain duplication; a fusion of a drug target;
    amplification of an oncogene; or the laboratory's own verdict. A laboratory's "unknown" outweighs recurrence only.
    """
    return _drives(kb, alteration.event, alteration.gene, alteration.flags)


@remembered
def _drives(kb: KnowledgeBase, event: Event, symbol: str, flags: tuple[str, ...]) -> bool:
    gene = kb.genes.get(symbol)
    role = gene.role if gene else "other"
    if _destroys(kb, event, flags):  # a splice site of MET exon 14 activates
        return role in _SUPPRESSORS or _is_of_driver_class(event, symbol, kb)
    if not _VENDOR_SURE.isdisjoint(flags):
        return True
    match event:
        case SmallVariant(protein=change):
            if _is_of_driver_class(event, symbol, kb):
                return True
            return change is not None and _VENDOR_VUS not in flags and _hits_hotspot(event, kb)
        case Fusion(five_prime, three_prime):
            return bool({five_prime, three_prime} & kb.fusion_targets)
        case CopyNumber(state=state):
            return state is CopyState.AMPLIFICATION and role in _DRIVERS
        case Rearrangement(kind=kind):
            return kind not in {RearrangementKind.UNSPECIFIED, RearrangementKind.TRUNCATION}
        case _:
            return False


def _is_of_driver_class(event: Event, symbol: str, kb: KnowledgeBase) -> bool:
    return any(named.driver and in_class(event, named, kb) for named in kb.classes_of_gene(symbol))


def _hits_hotspot(event: SmallVariant, kb: KnowledgeBase) -> bool:
    if event.protein is None or (event.protein and is_truncating(event.protein)):
        return False
    start, end = codon_span1(event.protein)
    residues, hotspots = range(start, min(end, start + 50) + 1), kb.hotspots(event.gene)
    return any(codon in hotspots and touches_codons(event.protein, codon, codon) for codon in residues)


def in_class(event: Event, named: NamedClass, kb: KnowledgeBase) -> bool:
    """Tell whether an event belongs to a class of `classes.tsv`."""
    return any(
        atom.kind is AtomKind.EXON and has_exon_class(kb, event, named.gene, atom.numbers[0], atom.name)
        for atom in atoms_of(named.biomarker)
    )


def is_small_itd(event: SmallVariant, kb: KnowledgeBase) -> bool:
    """Tell whether a sequence change is an ITD: an in-frame insertion or duplication in FLT3's juxtamembrane domain."""
    window = kb.domain_windows.get((event.gene, "itd"))
    if window is None or event.protein is None:
        return False
    longer = event.consequence == "inframe_insertion" or isinstance(event.protein, Duplication | Insertion)
    return longer and touches_codons(event.protein, *window)


def classes_of(alteration: Alteration, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the class names of the report that an alteration belongs to, in a fixed order."""
    return _classes(kb, alteration.event, alteration.gene, alteration.flags)


@remembered
def _classes(kb: KnowledgeBase, event: Event, symbol: str, flags: tuple[str, ...]) -> tuple[str, ...]:
    found = [named.name for named in kb.classes_of_gene(symbol) if in_class(event, named, kb)]
    gene = kb.genes.get(symbol)
    if gene is not None and gene.role in _SUPPRESSORS and _destroys(kb, event, flags):
        found.append(f"{symbol} loss of function")
    match event:
        case SmallVariant() if is_small_itd(event, kb):
            found.append(f"{symbol}-ITD")
        case Fusion():
            found.append(f"{symbol} fusion")
        case Signature(name, state, value):
            found.extend(_signature_classes(name, state, value, kb))
        case ReceptorStatus(marker, state):
            found.append(f"{marker}-{state}" if state in {"low", "ultralow"} else f"{marker} {state}")
        case _:
            pass
    return tuple(dict.fromkeys(found))


def _signature_classes(name: str, state: str, value: float | None, kb: KnowledgeBase) -> list[str]:
    if name == "TMB" and value is not None:
        high = kb.thresholds.get("TMB_high")
        return ["TMB-H"] if high is not None and value >= high.value else []
    return [state] if state in {"MSI-H", "TMB-H", "dMMR", "HRD positive"} else []
