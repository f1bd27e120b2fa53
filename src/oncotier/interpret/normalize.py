"""From an observation as reported to an alteration as understood, or to the reason why there is none.

Nothing is dropped: every observation ends as one of the four outcomes, and the report counts them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from oncotier.domain.alteration import (
    CopyNumber,
    CopyState,
    Event,
    Fusion,
    Rearrangement,
    RearrangementKind,
)
from oncotier.domain.observation import (
    CopyNumberObservation,
    Notice,
    Observation,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
    VariantObservation,
)
from oncotier.domain.value import replace
from oncotier.errors import NotationError
from oncotier.genome.assembly import BUILDS
from oncotier.interpret.calling import reported_variant
from oncotier.interpret.envelope import envelope
from oncotier.interpret.outcome import Outcome, SetAside, Understood, settled
from oncotier.interpret.stated import stated
from oncotier.interpret.traits import is_held_sure
from oncotier.notation import fusion, statement
from oncotier.notation.gene import GeneName, is_garbled
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.settings import Settings
    from oncotier.interpret.caller import Caller
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["PARTNER_UNKNOWN", "normalize"]

PARTNER_UNKNOWN = "partner_unknown"
"""The reason of a fusion of which the gene that is named is none of ours, and the other is not named plainly."""


def normalize(observation: Observation, caller: Caller, settings: Settings) -> list[Outcome]:
    """Understand one observation; a statement may hold several findings, any other observation has one outcome."""
    kb = caller.kb
    match observation:
        case VariantObservation():
            outcome = _variant(observation, caller, settings)
        case CopyNumberObservation():
            outcome = _copy_number(observation, kb, settings)
        case RearrangementObservation():
            outcome = _rearrangement(observation, kb, settings)
        case StatementObservation():
            return stated(observation, caller, settings)
        case _:
            assert_never(observation)
    return [outcome]


def _gene(
    observation: Observation, text: str, kb: KnowledgeBase, settings: Settings
) -> GeneName | SetAside | Unresolved:
    name = kb.names.resolve(text)
    if name is None:
        return Unresolved(observation.source, "no_gene", f"{text!r} is no gene symbol")
    if not name.known and not settings.all_genes:
        return SetAside("out_of_scope", "gene_not_in_table")
    return name


def _variant(observation: VariantObservation, caller: Caller, settings: Settings) -> Outcome:
    name = _gene(observation, observation.gene, caller.kb, settings)
    if not isinstance(name, GeneName):
        return name
    outcome = reported_variant(observation, name.symbol, caller, settings)
    if isinstance(outcome, Understood):
        doubts = _transcript_doubt(name.symbol, observation, caller)
        return replace(outcome, notices=(*outcome.notices, *_alias_notice(name, observation), *doubts))
    return outcome


def _transcript_doubt(gene: str, observation: VariantObservation, caller: Caller) -> Iterator[Notice]:
    other = caller.gene_of(observation.transcript) if observation.transcript else ""
    if other and other != gene:
        change = observation.protein or observation.coding
        words = f"{gene} {change}: its transcript {observation.transcript} is one of {other}: check which gene is meant"
        yield Notice("transcript_of_other_gene", "warning", observation.source.where, words)


def _alias_notice(name: GeneName, observation: Observation) -> tuple[Notice, ...]:
    if not name.known or name.given == name.symbol:
        return ()
    where = observation.source.where
    return (Notice("gene_alias", "info", where, f"gene {name.given} read as {name.symbol}"),)


_STATES = {
    "amplification": CopyState.AMPLIFICATION,
    "amplified": CopyState.AMPLIFICATION,
    "homozygous_deletion": CopyState.HOMOZYGOUS_DELETION,
    "gain": CopyState.GAIN,
    "loss": CopyState.LOSS,
}


_TWO_COPIES = (1.5, 2.5)  # what rounds to two: at least the first, less than the second


def _copy_number(observation: CopyNumberObservation, kb: KnowledgeBase, settings: Settings) -> Outcome:
    name = _gene(observation, observation.gene, kb, settings)
    if not isinstance(name, GeneName):
        return name
    call = observation.call.strip().lower().replace(" ", "_")
    state = _STATES.get(call) if call else _judged(observation.copies, kb)
    if call == "gain_by_copies":
        is_high = _judged(observation.copies, kb) is CopyState.AMPLIFICATION
        state = CopyState.AMPLIFICATION if is_high else CopyState.GAIN
    if call == "neutral":
        return SetAside("out_of_scope", "copy_neutral")
    if not call and observation.copies is not None and state is None:
        return SetAside("out_of_scope", _no_event(name.symbol, observation.copies, kb))
    if state is None:
        return Unresolved(observation.source, "copy_number_call", f"unknown copy-number call {observation.call!r}")
    is_broad = state is CopyState.AMPLIFICATION and "broad" in observation.flags
    state = CopyState.GAIN if is_broad else state
    alteration = envelope(CopyNumber(name.symbol, state), observation, kb, settings, copies=observation.copies)
    notices = (*_alias_notice(name, observation), *(_broad_notice(name, observation) if is_broad else ()))
    if state is CopyState.HOMOZYGOUS_DELETION and "broad" in observation.flags:
        alteration = replace(alteration, flags=tuple(dict.fromkeys((*alteration.flags, "equivocal"))))
        words = f"{name.symbol} is lost in both copies with most of its chromosome arm, which is rare: confirm it"
        notices = (*notices, Notice("broad_deletion", "warning", observation.source.where, words))
    return settled(Understood(alteration, notices), observation, kb, settings)


def _broad_notice(name: GeneName, observation: CopyNumberObservation) -> tuple[Notice, ...]:
    """Say that a gene is gained with most of its chromosome arm, which is no amplification of the gene."""
    copies = f" ({observation.copies:g} copies)" if observation.copies is not None else ""
    words = f"{name.symbol} is gained{copies} with most of its chromosome arm: not counted as a focal amplification"
    where = observation.source.where
    return (Notice("broad_gain", "warning", where, words),)


def _judged(copies: float | None, kb: KnowledgeBase) -> CopyState | None:
    """Judge an absolute copy number by the thresholds of the knowledge base; between them it is no event."""
    if copies is None:
        return None
    if copies >= kb.thresholds["amplification_copies"].value:
        return CopyState.AMPLIFICATION
    return CopyState.HOMOZYGOUS_DELETION if copies < kb.thresholds["homozygous_deletion_copies"].value else None


def _no_event(gene: str, copies: float, kb: KnowledgeBase) -> str:
    """Return the reason why a number of copies is no event, which is not the same as two copies.

    One copy of a gene on X or Y is what a man has: it is a loss only where the gene is known to lie elsewhere.
    """
    if copies >= _TWO_COPIES[1]:
        return "gain_below_threshold"
    if copies >= _TWO_COPIES[0]:
        return "copy_neutral"
    contigs = {one.contig for build in BUILDS for one in kb.transcripts(gene, build)}
    return "single_copy_loss" if contigs and not contigs & {"X", "Y"} else "single_copy"


def _rearrangement(observation: RearrangementObservation, kb: KnowledgeBase, settings: Settings) -> Outcome:
    partners = [kb.names.resolve(text) for text in (observation.gene1, observation.gene2)]
    known = [name for name in partners if name is not None and name.known]
    named = [name for name in partners if name is not None]
    if not named:
        return Unresolved(observation.source, "no_gene", "neither partner is a gene symbol")
    if not known and any(is_garbled(text) for text in (observation.gene1, observation.gene2)):
        return Unresolved(observation.source, "no_gene", "a partner is no gene symbol")
    if not known and (gene := _unclear_gene(observation, kb)):
        return Unresolved(observation.source, PARTNER_UNKNOWN, f"{gene!r} is no gene symbol, but holds one")
    if not known and not settings.all_genes and _lacks_a_partner(observation, kb):
        words = f"{named[0].given}: its partner is not named: it may be any gene"
        return Unresolved(observation.source, PARTNER_UNKNOWN, words)
    if not known and not settings.all_genes:
        return SetAside("out_of_scope", "gene_not_in_table")
    event = _structural_event(observation, partners, kb)
    alteration = envelope(event, observation, kb, settings, vaf=observation.vaf)
    if isinstance(event, Fusion):
        alteration = replace(alteration, joint=observation.joint)
    notices = tuple(notice for name in named for notice in _alias_notice(name, observation))
    if _is_unclear_driver(alteration, kb):
        alteration = replace(alteration, flags=tuple(dict.fromkeys((*alteration.flags, "equivocal", "exons_unknown"))))
        notices = (*notices, _unclear_driver(alteration, observation))
    return settled(Understood(alteration, notices), observation, kb, settings)


def _unclear_gene(observation: RearrangementObservation, kb: KnowledgeBase) -> str:
    """Return a partner that is no symbol, but holds one of ours among its words (`ALK;ROS1`): it must not be lost."""
    partners = (observation.gene1, observation.gene2)
    unread = (text for text in partners if kb.names.resolve(text) is None and kb.names.known_within(text))
    return next(unread, "")


def _lacks_a_partner(observation: RearrangementObservation, kb: KnowledgeBase) -> bool:
    """Tell whether a fusion does not name the gene of one side, where there is one."""
    if observation.filter or observation.call.lower() != "fusion":
        return False
    texts = (text for text in (observation.gene1, observation.gene2) if kb.names.resolve(text) is None)
    return any(not _NO_GENE_THERE.search(text) for text in texts)


_NO_GENE_THERE = lazy_pattern(r"inter[- ]?genic|intra[- ]?genic|\(\d+\)", re.IGNORECASE)


def _is_unclear_driver(alteration: Alteration, kb: KnowledgeBase) -> bool:
    """Tell whether a laboratory holds a rearrangement of a gene to drive the tumor, but does not say what it does.

    A verdict of that kind speaks of an event (a kinase domain duplication, a skipped exon), not of a mutation.
    """
    event, gene = alteration.event, kb.genes.get(alteration.gene)
    is_unclear = isinstance(event, Rearrangement) and event.kind is RearrangementKind.UNSPECIFIED
    return is_unclear and is_held_sure(alteration) and gene is not None and gene.role != "tumor_suppressor"


def _unclear_driver(alteration: Alteration, observation: RearrangementObservation) -> Notice:
    call = observation.call.lower() or "rearrangement"
    what = "a kinase domain duplication" if call == "duplication" else "a deletion or duplication of exons"
    words = f"{alteration.gene}: a {call} without its exons is held to matter; it may be {what}: confirm it"
    return Notice("rearrangement_unclear", "warning", observation.source.where, words)


def _structural_event(
    observation: RearrangementObservation, partners: list[GeneName | None], kb: KnowledgeBase
) -> Event:
    first, second = (name.symbol if name else "" for name in partners)
    call = observation.call.lower()
    joins_two = bool(first and second and first != second)
    if joins_two and call not in {"truncation", "deletion", "duplication"}:
        return Fusion(first, second) if observation.oriented else fusion.orient(first, second, kb.names)
    if call == "fusion" and not (first and second):  # of a gene with itself: a part of it repeated or gone, no fusion
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
