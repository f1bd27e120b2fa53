"""Findings in words: read by the notation, and where they name a place only, called like a row of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin, SmallVariant
from oncotier.domain.observation import Locus, Notice, StatementObservation, Unresolved, VariantObservation
from oncotier.domain.protein import Synonymous
from oncotier.domain.value import replace
from oncotier.errors import NotationError
from oncotier.genome.assembly import BUILDS
from oncotier.genome.build_vote import count_votes, elected
from oncotier.interpret.calling import call_place, reported_variant
from oncotier.interpret.envelope import envelope
from oncotier.interpret.outcome import Outcome, SetAside, Understood, settled
from oncotier.knowledge.known_bases import known_bases
from oncotier.notation import protein, statement
from oncotier.notation.coding import CodingChange
from oncotier.notation.genomic import GenomicChange
from oncotier.notation.label import genes_of
from oncotier.notation.statement import PlacedChange, Statement

if TYPE_CHECKING:
    from oncotier.domain.settings import Settings
    from oncotier.interpret.caller import Caller

__all__ = ["stated"]


def stated(observation: StatementObservation, caller: Caller, settings: Settings) -> list[Outcome]:
    """Understand everything that a text states; at least one outcome."""
    try:
        found = statement.read(observation.text, caller.kb.names)
    except NotationError as error:
        words = f"{error.message}; {error.hint}" if error.hint else error.message
        return [Unresolved(observation.source, "notation", words)]
    outcomes: list[Outcome] = []
    for one in found:
        seen = observation if one.vaf is None else replace(observation, vaf=one.vaf)
        if isinstance(one, PlacedChange):
            outcomes.extend(_placed(one, seen, caller, settings))
        else:
            outcomes.append(_finding(one, seen, caller, settings))
            outcomes.extend(_context(one, observation, caller, settings))
    return outcomes


def _finding(read: Statement, observation: StatementObservation, caller: Caller, settings: Settings) -> Outcome:
    kb, event = caller.kb, read.event
    genes = genes_of(event)[1]
    if genes and not any(gene in kb.genes for gene in genes) and not settings.all_genes:
        return SetAside("out_of_scope", "gene_not_in_table")
    if isinstance(event, SmallVariant):
        if isinstance(event.protein, Synonymous):
            return SetAside("out_of_scope", "no_protein_effect")
        if (event.coding and event.protein is None) or (event.protein is not None and read.genomic is not None):
            return _with_notices(_variant(event, read, observation, caller, settings), read, observation)
    flagged = replace(observation, flags=(*observation.flags, *read.flags))
    alteration = envelope(
        event, flagged, kb, settings, origin=read.origin, hgvs_c=read.hgvs_c, copies=read.copies, vaf=observation.vaf
    )
    return _with_notices(settled(Understood(alteration), observation, kb, settings), read, observation)


def _with_notices(outcome: Outcome, read: Statement, observation: StatementObservation) -> Outcome:
    if not isinstance(outcome, Understood):
        return outcome
    where = observation.source.where
    notices = list(outcome.notices)
    gene = outcome.alteration.gene
    if read.gene_given and read.gene_given.upper() != gene:
        notices.append(Notice("gene_alias", "info", where, f"gene {read.gene_given} read as {gene}"))
    if read.note:
        notices.append(Notice("assumed", "warning", where, f"{outcome.alteration.label}: {read.note}"))
    return replace(outcome, notices=tuple(notices))


def _context(read: Statement, observation: StatementObservation, caller: Caller, settings: Settings) -> list[Outcome]:
    """Understand what a text states by the way: the fusion in `BCR-ABL1 T315I`."""
    found = [
        Understood(envelope(event, observation, caller.kb, settings, origin=read.origin)) for event in read.context
    ]
    return [settled(one, observation, caller.kb, settings) for one in found]


def _variant(
    event: SmallVariant, read: Statement, observation: StatementObservation, caller: Caller, settings: Settings
) -> Outcome:
    """Understand a statement with a place of its own as a variant of a report."""
    locus = _locus(read.genomic, caller, settings) if read.genomic is not None else None
    variant = replace(
        _as_variant(observation, read.origin),
        gene=event.gene,
        protein=protein.format_short(event.protein) if event.protein is not None else "",
        coding=event.coding or read.hgvs_c,
        consequence=event.consequence,
        transcript=read.transcript,
        locus=locus if isinstance(locus, Locus) else None,
        flags=(*observation.flags, *read.flags),
    )
    return reported_variant(variant, event.gene, caller, settings)


def _as_variant(observation: StatementObservation, origin: Origin) -> VariantObservation:
    return VariantObservation(
        observation.source,
        "",
        origin=origin if origin is not Origin.UNKNOWN else observation.origin,
        filter=observation.filter,
        flags=observation.flags,
        vaf=observation.vaf,
    )


def _placed(read: PlacedChange, observation: StatementObservation, caller: Caller, settings: Settings) -> list[Outcome]:
    variant = _as_variant(observation, read.origin)
    if isinstance(read.change, CodingChange):
        return [_on_transcript(read, read.change, variant, caller, settings)]
    locus = _locus(read.change, caller, settings)
    if not isinstance(locus, Locus):
        reason, words = locus
        return [Unresolved(observation.source, reason, words)]
    outcomes = call_place((replace(variant, locus=locus),), caller.genes_at(locus), caller, settings)
    if read.change.build or settings.build:
        return outcomes
    where = observation.source.where
    notice = Notice("build_assumed", "info", where, f"only {locus.build} has {locus.reference} at this place")
    return [replace(one, notices=(*one.notices, notice)) if isinstance(one, Understood) else one for one in outcomes]


def _on_transcript(
    read: PlacedChange, change: CodingChange, variant: VariantObservation, caller: Caller, settings: Settings
) -> Outcome:
    gene = caller.gene_of(read.transcript)
    if not gene:
        words = f"{read.transcript} is no transcript of the tables: put the gene in front"
        return Unresolved(variant.source, "transcript_unknown", words)
    short = protein.format_short(read.protein) if read.protein is not None else ""
    named = replace(variant, gene=gene, protein=short, coding=str(change), transcript=read.transcript)
    return reported_variant(named, gene, caller, settings)


def _locus(change: GenomicChange, caller: Caller, settings: Settings) -> Locus | tuple[str, str]:
    """Return the place on the build that is stated, or that alone fits the bases; else a reason and words."""
    stated_build = change.build or settings.build
    if change.build and settings.build and change.build != settings.build:
        return "build_contradictory", f"the text is on {change.build}, --build says {settings.build}"
    found = []
    for build in (stated_build,) if stated_build else BUILDS:
        reference = change.reference or _bases(change, build, caller)
        alleles = replace(change, reference=reference).alleles if reference or not change.needs_bases else None
        if alleles is not None:
            found.append(Locus(change.contig, *alleles, build))
    if not found:
        words = "the bases that it speaks of are not known without the reference genome: --fasta"
        return "consequence_unavailable", words
    if stated_build:
        return found[0]
    votes = [
        count_votes(one.build, _known(one.build, caller), [(one.contig, one.pos1, one.reference)]) for one in found
    ]
    best = elected(votes)
    if best is None:
        return "build_unknown", "on which build this place lies cannot be told: give --build GRCh37 or GRCh38"
    return next(one for one in found if one.build == best.build)


def _bases(change: GenomicChange, build: str, caller: Caller) -> str:
    """Return the reference bases of a change on a build, from the FASTA or the stored codons; empty where unknown."""
    read = caller.references(build)
    if read is not None:
        found = read(change.contig, change.start1 - 1, change.end1)
        if found and not set(found) - set("ACGT"):
            return found
    known = _known(build, caller)
    bases = [known.get((change.contig, pos1), "") for pos1 in range(change.start1, change.end1 + 1)]
    return "".join(bases) if all(bases) else ""


def _known(build: str, caller: Caller) -> dict[tuple[str, int], str]:
    return known_bases(caller.kb, build)
