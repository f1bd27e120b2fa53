"""From an observation as reported to an alteration as understood, or to the reason why there is none.

Nothing is dropped: every observation ends as one of the four outcomes, and the report counts them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from oncotier.domain.alteration import (
    Alteration,
    CopyNumber,
    CopyState,
    Event,
    Fusion,
    Origin,
    Rearrangement,
    RearrangementKind,
    SmallVariant,
)
from oncotier.domain.observation import (
    CopyNumberObservation,
    Locus,
    Notice,
    Observation,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
    VariantObservation,
)
from oncotier.domain.protein import ProteinChange, Splice, Synonymous
from oncotier.domain.value import Value, replace
from oncotier.errors import NotationError
from oncotier.interpret.numbering import current_change, other_names
from oncotier.notation import coding, fusion, protein, statement
from oncotier.notation.consequence import CANONICAL_SPLICE, PROTEIN_CHANGING, of_coding, of_protein
from oncotier.notation.gene import GeneName
from oncotier.notation.label import genes_of, kind_of, label_of

if TYPE_CHECKING:
    from oncotier.domain.settings import Settings
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["Outcome", "SetAside", "Understood", "envelope", "normalize"]


class SetAside(Value, frozen=True):
    """An observation that counts as `filtered` or `out_of_scope`, with its reason."""

    kind: str
    reason: str


class Understood(Value, frozen=True):
    """An observation that became an alteration, and what had to be assumed."""

    alteration: Alteration
    notices: tuple[Notice, ...] = ()


Outcome = Understood | SetAside | Unresolved


def normalize(observation: Observation, kb: KnowledgeBase, settings: Settings) -> Outcome:
    """Understand one observation."""
    match observation:
        case VariantObservation():
            outcome = _variant(observation, kb, settings)
        case CopyNumberObservation():
            outcome = _copy_number(observation, kb, settings)
        case RearrangementObservation():
            outcome = _rearrangement(observation, kb, settings)
        case StatementObservation():
            outcome = _statement(observation, kb, settings)
        case _:
            assert_never(observation)
    return outcome


def _gene(
    observation: Observation, text: str, kb: KnowledgeBase, settings: Settings
) -> GeneName | SetAside | Unresolved:
    name = kb.names.resolve(text)
    if name is None:
        return Unresolved(observation.source, "no_gene", f"{text!r} is no gene symbol")
    if not name.known and not settings.all_genes:
        return SetAside("out_of_scope", "gene_not_in_table")
    return name


def _set_aside(observation: Observation, settings: Settings) -> SetAside | None:
    """Apply the filters of the caller and of the user."""
    if observation.filter and not settings.keep_filtered:
        return SetAside("filtered", f"filter:{observation.filter}")
    vaf = getattr(observation, "vaf", None)
    if settings.min_vaf is not None and vaf is not None and vaf < settings.min_vaf:
        return SetAside("filtered", "min_vaf")
    depth = getattr(observation, "depth", None)
    if settings.min_depth is not None and depth is not None and depth < settings.min_depth:
        return SetAside("filtered", "min_depth")
    return None


def _variant(observation: VariantObservation, kb: KnowledgeBase, settings: Settings) -> Outcome:
    name = _gene(observation, observation.gene, kb, settings)
    if not isinstance(name, GeneName):
        return name
    try:
        written = _protein(observation, name.symbol, kb)
        change = current_change(name.symbol, written, kb) if written is not None else None
        change_c = coding.parse(observation.coding) if observation.coding else None
    except NotationError as error:
        return Unresolved(observation.source, "notation", f"{error.message}: {error.text!r}")
    event = _small_variant(observation, name.symbol, change, change_c)
    if isinstance(event, SetAside):
        return event
    if event is None:
        return _needs_sequence(observation)
    aside = _set_aside(observation, settings)
    if aside is not None:
        return aside
    alteration = Alteration(
        event=event,
        label=label_of(event),
        kind=kind_of(event),
        gene=name.symbol,
        genes=(name.symbol,),
        hgvs_p=protein.format_long(change) if change is not None else "",
        hgvs_c=str(change_c) if change_c is not None else "",
        hgvs_g=_genomic(observation.locus),
        transcript=observation.transcript,
        also_known_as=other_names(name.symbol, change, kb) if change is not None else (),
        origin=_origin(observation, settings),
        vaf=observation.vaf,
        depth=observation.depth,
        flags=observation.flags,
        sources=(observation.source,),
    )
    return Understood(alteration, _alias_notice(name, observation))


def _needs_sequence(observation: Observation) -> Unresolved:
    words = "no protein change is given, and computing it needs the reference sequence: give an annotated file"
    return Unresolved(observation.source, "consequence_unavailable", words)


def _protein(observation: VariantObservation, gene: str, kb: KnowledgeBase) -> ProteinChange | None:
    text = observation.protein.strip()
    if not text or re.fullmatch(r".*p\.\(?[=?]\)?|[.=?-]", text.replace("%3D", "=")):
        return None
    return protein.parse(text, x_is_stop=gene not in kb.names.oncogenes)


def _small_variant(
    observation: VariantObservation, gene: str, change: ProteinChange | None, change_c: coding.CodingChange | None
) -> SmallVariant | SetAside | None:
    """Build the event; a change without effect on the protein is out of scope, one without any proof is None."""
    term = observation.consequence
    if change is None and change_c is not None and not term:
        term = of_coding(change_c)
    if change is None and not term:
        return None
    exon, intron = _ordinal(observation.exon), _ordinal(observation.intron)
    is_promoter = change_c is not None and change_c.is_promoter and change is None
    if isinstance(change, Synonymous) and term not in CANONICAL_SPLICE:
        return SetAside("out_of_scope", "no_protein_effect")
    if change is None and not is_promoter and term not in PROTEIN_CHANGING:
        return SetAside("out_of_scope", "no_protein_effect")
    if change is None and not is_promoter and term in _NAMELESS and exon is None:
        return None
    if isinstance(change, Synonymous):
        change = None
    written_c = str(change_c) if change_c is not None and (change is None or isinstance(change, Splice)) else ""
    return SmallVariant(gene, change, written_c, term or (of_protein(change) if change else ""), exon, intron)


_NAMELESS = frozenset({"missense_variant", "protein_altering_variant"})  # say nothing without the residue


def _ordinal(text: str) -> int | None:
    found = re.match(r"\s*(?:exon|ex)?\s*(\d+)", text, re.IGNORECASE)
    return int(found[1]) if found else None


def _genomic(locus: Locus | None) -> str:
    if locus is None:
        return ""
    prefix = f"{locus.build}:" if locus.build else ""
    return f"{prefix}{locus.contig}:{locus.pos1}{locus.reference}>{locus.alternate}"


def _origin(observation: Observation, settings: Settings) -> Origin:
    return observation.origin if observation.origin is not Origin.UNKNOWN else settings.origin


def _alias_notice(name: GeneName, observation: Observation) -> tuple[Notice, ...]:
    if not name.known or name.given == name.symbol:
        return ()
    where = f"{observation.source.input}:{observation.source.record1}"
    return (Notice("gene_alias", "info", where, f"gene {name.given} read as {name.symbol}"),)


_STATES = {
    "amplification": CopyState.AMPLIFICATION,
    "amplified": CopyState.AMPLIFICATION,
    "homozygous_deletion": CopyState.HOMOZYGOUS_DELETION,
    "gain": CopyState.GAIN,
    "loss": CopyState.LOSS,
}


def _copy_number(observation: CopyNumberObservation, kb: KnowledgeBase, settings: Settings) -> Outcome:
    name = _gene(observation, observation.gene, kb, settings)
    if not isinstance(name, GeneName):
        return name
    state = _STATES.get(observation.call.strip().lower().replace(" ", "_"))
    if state is None:
        return Unresolved(observation.source, "copy_number_call", f"unknown copy-number call {observation.call!r}")
    aside = _set_aside(observation, settings)
    if aside is not None:
        return aside
    alteration = envelope(CopyNumber(name.symbol, state), observation, kb, settings, copies=observation.copies)
    return Understood(alteration, _alias_notice(name, observation))


def _rearrangement(observation: RearrangementObservation, kb: KnowledgeBase, settings: Settings) -> Outcome:
    partners = [kb.names.resolve(text) for text in (observation.gene1, observation.gene2)]
    known = [name for name in partners if name is not None and name.known]
    named = [name for name in partners if name is not None]
    if not named:
        return Unresolved(observation.source, "no_gene", "neither partner is a gene symbol")
    if not known and not settings.all_genes:
        return SetAside("out_of_scope", "gene_not_in_table")
    aside = _set_aside(observation, settings)
    if aside is not None:
        return aside
    event = _structural_event(observation, partners, kb)
    alteration = envelope(event, observation, kb, settings, vaf=observation.vaf)
    notices = tuple(notice for name in named for notice in _alias_notice(name, observation))
    return Understood(alteration, notices)


def _structural_event(
    observation: RearrangementObservation, partners: list[GeneName | None], kb: KnowledgeBase
) -> Event:
    first, second = (name.symbol if name else "" for name in partners)
    call = observation.call.lower()
    joins_two = bool(first and second and first != second)
    if joins_two and call not in {"truncation", "deletion", "duplication"}:
        return Fusion(first, second) if observation.oriented else fusion.orient(first, second, kb.names)
    if not joins_two and call == "fusion":
        return fusion.orient(first or second, "", kb.names)
    gene = first or second
    described = _described(gene, observation, kb)
    if described is not None:
        return described
    kind = RearrangementKind.TRUNCATION if call == "truncation" else RearrangementKind.UNSPECIFIED
    return Rearrangement(gene, kind)


def _described(gene: str, observation: RearrangementObservation, kb: KnowledgeBase) -> Event | None:
    """Read the event out of its description, where that is one of our notations (`EGFR exons 2-7 deletion`)."""
    for text in (observation.description, f"{gene} {observation.description}"):
        try:
            event = statement.parse(text, kb.names).event
        except NotationError:
            continue
        if isinstance(event, Rearrangement) and event.gene == gene:
            return event
    return None


def _statement(observation: StatementObservation, kb: KnowledgeBase, settings: Settings) -> Outcome:
    try:
        read = statement.parse(observation.text, kb.names)
    except NotationError as error:
        return Unresolved(
            observation.source, "notation", f"{error.message}; {error.hint}" if error.hint else error.message
        )
    genes = genes_of(read.event)[1]
    if genes and not any(gene in kb.genes for gene in genes) and not settings.all_genes:
        return SetAside("out_of_scope", "gene_not_in_table")
    if isinstance(read.event, SmallVariant):
        if isinstance(read.event.protein, Synonymous):
            return SetAside("out_of_scope", "no_protein_effect")
        if read.event.coding and read.event.protein is None and not read.event.consequence:
            return _needs_sequence(observation)
    aside = _set_aside(observation, settings)
    if aside is not None:
        return aside
    alteration = envelope(read.event, observation, kb, settings, origin=read.origin, hgvs_c=read.hgvs_c)
    where = f"{observation.source.input}:{observation.source.record1}"
    notices: tuple[Notice, ...] = ()
    if read.gene_given and read.gene_given.upper() != alteration.gene:
        notices = (Notice("gene_alias", "info", where, f"gene {read.gene_given} read as {alteration.gene}"),)
    return Understood(alteration, notices)


def envelope(  # noqa: PLR0913 - one parameter per part of the envelope
    event: Event,
    observation: Observation,
    kb: KnowledgeBase,
    settings: Settings,
    *,
    origin: Origin = Origin.UNKNOWN,
    hgvs_c: str = "",
    copies: float | None = None,
    vaf: float | None = None,
) -> Alteration:
    """Put an event into its envelope: label, kind, genes, HGVS names, and where it was reported."""
    if isinstance(event, SmallVariant) and event.protein is not None:
        event = replace(event, protein=current_change(event.gene, event.protein, kb))
    gene, genes = genes_of(event, kb.fusion_targets)
    change = event.protein if isinstance(event, SmallVariant) else None
    flags = observation.flags
    if isinstance(event, Fusion) and not event.oriented and event.five_prime and event.three_prime:
        flags = (*flags, "orientation_not_stated")
    return Alteration(
        event=event,
        label=label_of(event),
        kind=kind_of(event),
        gene=gene,
        genes=genes,
        hgvs_p=protein.format_long(change) if change is not None else "",
        hgvs_c=hgvs_c or (event.coding if isinstance(event, SmallVariant) else ""),
        also_known_as=other_names(gene, change, kb) if change is not None else (),
        origin=origin if origin is not Origin.UNKNOWN else _origin(observation, settings),
        copies=copies,
        vaf=vaf,
        flags=flags,
        sources=(observation.source,),
    )
