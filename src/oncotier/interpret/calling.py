"""Small variants by their place on the genome: called where nothing is annotated, compared where something is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import ANNOTATED_ELSEWHERE, COMPOUND_AT, Notice, Unresolved, VariantObservation
from oncotier.domain.value import replace
from oncotier.genome.consequence import Call, Unavailable
from oncotier.interpret.agreement import compare, named_by_call
from oncotier.interpret.caller import is_named
from oncotier.interpret.exon_loss import exon_loss
from oncotier.interpret.outcome import Outcome, SetAside, Understood
from oncotier.interpret.splice_window import may_reach_window
from oncotier.interpret.variant import Named, as_alteration, named_as_reported
from oncotier.notation.consequence import PROTEIN_CHANGING

if TYPE_CHECKING:
    from oncotier.domain.observation import Locus
    from oncotier.domain.settings import Settings
    from oncotier.interpret.caller import Caller

__all__ = ["call_place", "reported_variant"]

_OUTSIDE = SetAside("out_of_scope", "outside_genes_in_table")
_SILENT = SetAside("out_of_scope", "no_protein_effect")


def call_place(
    members: tuple[VariantObservation, ...], genes: tuple[str, ...], caller: Caller, settings: Settings
) -> list[Outcome]:
    """Call a change known by its place only, together with the others of its haplotype, in every gene there."""
    loci = tuple([one.locus for one in members if one.locus is not None])
    if loci and not loci[0].build:
        words = f"{loci[0].contig}:{loci[0].pos1}: the genome build is not known, so that its gene is not: give --build"
        return [Unresolved(members[0].source, "build_unknown", words)]
    found = [_in_gene(gene, members, loci, caller, settings) for gene in genes]
    return found or [_OUTSIDE]


def _in_gene(
    gene: str, members: tuple[VariantObservation, ...], loci: tuple[Locus, ...], caller: Caller, settings: Settings
) -> Outcome:
    lead = members[0]
    is_added = gene not in caller.kb.genes
    elsewhere = ANNOTATED_ELSEWHERE in lead.flags
    if elsewhere and caller.is_deep(gene, loci):  # in a file without annotation its rows are not even handed over
        return _OUTSIDE
    call = caller.call(gene, loci)
    if call is None:
        words = f"{gene}: no transcript is stored on {loci[0].build}: annotate the file"
        return _OUTSIDE if elsewhere else Unresolved(lead.source, "consequence_unavailable", words)
    if isinstance(call, Unavailable):
        if call.reason == "outside":
            return _OUTSIDE if elsewhere else _beside_primary(gene, lead, loci, caller, settings)
        mismatch = call.reason == "reference_mismatch"
        if (elsewhere and not mismatch) or not caller.is_listed(gene, loci[0].build):
            return _OUTSIDE
        return Unresolved(lead.source, call.reason, f"{gene}: {call.words}")
    if elsewhere and call.consequence not in PROTEIN_CHANGING:
        return _OUTSIDE
    outcome = _called(call, members, loci, caller, settings)
    if elsewhere and not is_added and isinstance(outcome, Understood):
        words = f"the annotation speaks of other genes; the place is {outcome.alteration.label}"
        return _with_notice(outcome, "annotation_differs", "warning", lead, words)
    return outcome


def _beside_primary(
    gene: str, lead: VariantObservation, loci: tuple[Locus, ...], caller: Caller, settings: Settings
) -> Outcome:
    """Judge a change that lies outside of the primary transcript: another one may reach there (p14ARF of CDKN2A)."""
    others = caller.others(gene, loci)
    changing = [one for one in others.calls if one.consequence in PROTEIN_CHANGING]
    if changing:
        return as_alteration(_on_other_transcript(min(changing, key=_name)), lead, caller.kb, settings)
    if others.refused is not None:
        return Unresolved(lead.source, others.refused.reason, f"{gene}: {others.refused.words}")
    return _OUTSIDE


def _called(
    call: Call, members: tuple[VariantObservation, ...], loci: tuple[Locus, ...], caller: Caller, settings: Settings
) -> Outcome:
    lead = members[0]
    if lead.flags:  # these speak of the annotation of the record, not of the change
        plain = (flag for flag in lead.flags if flag != ANNOTATED_ELSEWHERE and not flag.startswith(COMPOUND_AT))
        lead = replace(lead, flags=tuple(plain))
    whole = exon_loss(call, lead, caller.kb, settings)
    if whole is not None:
        return whole
    others = caller.others(call.gene, loci)
    if not any(one.consequence in PROTEIN_CHANGING for one in (call, *others.calls)):
        if others.refused is not None:  # in an exon that only another transcript has
            return Unresolved(lead.source, others.refused.reason, f"{call.gene}: {others.refused.words}")
        if not (call.gene in caller.kb.splice_windows or call.gene in caller.kb.promoter_genes):
            return _SILENT
    named = named_by_call(call, others.calls, Named(call.gene))
    if call.consequence not in PROTEIN_CHANGING:
        better = min((one for one in others.calls if one.consequence in PROTEIN_CHANGING), default=None, key=_name)
        if better is not None and better.protein is not None:
            named = _on_other_transcript(better)
    if call.ambiguous and not call.coding and call.consequence not in PROTEIN_CHANGING:
        exon = may_reach_window(loci[0], caller.transcripts(call.gene, loci[0].build)[0], caller.kb)
        if exon is not None:
            words = f"{call.gene}: whether it changes the splicing of exon {exon} cannot be told without the reference"
            return Unresolved(lead.source, "consequence_unavailable", f"{words} genome: --fasta")
    outcome = as_alteration(named, lead, caller.kb, settings)
    if not isinstance(outcome, Understood) or len(members) == 1:
        return outcome
    sources = tuple(sorted({one.source for one in members}))
    alteration = replace(outcome.alteration, sources=sources, hgvs_g="")
    records = ", ".join(source.number for source in sources)
    words = f"records {records} lie on one haplotype and are read as one change, {alteration.label}"
    return _with_notice(replace(outcome, alteration=alteration), "phased_together", "info", lead, words)


def _name(call: Call) -> str:
    return call.transcript


def _on_other_transcript(call: Call) -> Named:
    """Name a change that only another transcript of the gene codes for: never by a number of the primary one."""
    named = named_by_call(call, (), Named(call.gene))
    return replace(named, protein=None, coding=None, flags=("other_transcript",), also_known_as=_aliases(call))


def _aliases(call: Call) -> tuple[str, ...]:
    from oncotier.notation import protein

    return () if call.protein is None else (f"{call.transcript}:p.{protein.format_short(call.protein)}",)


def _with_notice(
    outcome: Understood, code: str, severity: str, observation: VariantObservation, words: str
) -> Understood:
    where = observation.source.where
    return replace(outcome, notices=(*outcome.notices, Notice(code, severity, where, words)))


def reported_variant(observation: VariantObservation, gene: str, caller: Caller, settings: Settings) -> Outcome:
    """Understand a change that a source names in a gene, with our own call beside it where it has a place."""
    named = named_as_reported(observation, gene, caller.kb)
    if isinstance(named, Unresolved):
        return _instead_of_name(observation, named, gene, caller, settings)
    locus = observation.locus if observation.locus is not None and observation.locus.build else None
    if locus is None and named.coding is not None and named.protein is None:
        found = caller.locus(gene, named.coding, observation.transcript)
        locus = found if not isinstance(found, str) else None
    if locus is None:
        return as_alteration(named, observation, caller.kb, settings)
    call = caller.call(gene, (locus,))
    if not isinstance(call, Call):
        outcome = as_alteration(named, observation, caller.kb, settings)
        if isinstance(call, Unavailable) and call.reason == "reference_mismatch" and isinstance(outcome, Understood):
            return _with_notice(outcome, "reference_mismatch", "warning", observation, f"{gene}: {call.words}")
        return outcome
    return _compared(observation, named, call, locus, caller, settings)


def _instead_of_name(
    observation: VariantObservation, unread: Unresolved, gene: str, caller: Caller, settings: Settings
) -> Outcome:
    """Call a change whose name is in no notation that is known by its place, and say so; unresolved without one."""
    locus = observation.locus
    call = caller.call(gene, (locus,)) if locus is not None and locus.build else None
    if locus is None or not isinstance(call, Call):
        return unread
    outcome = _called(call, (observation,), (locus,), caller, settings)
    if not isinstance(outcome, Understood):
        return unread
    words = f"{gene}: the source's name is not understood ({unread.words}); its place is {outcome.alteration.label}"
    return _with_notice(outcome, "annotation_differs", "warning", observation, words)


def _compared(
    observation: VariantObservation, named: Named, call: Call, locus: Locus, caller: Caller, settings: Settings
) -> Outcome:
    whole = exon_loss(call, observation, caller.kb, settings)
    if whole is not None:
        return whole
    own = caller.kb.own_transcripts(call.gene)
    stored = caller.transcripts(call.gene, locus.build)
    is_primary = is_named(stored[0], named.transcript, own)
    agreement = compare(named, call, caller.others(call.gene, (locus,)).calls, counts_elsewhere=not is_primary)
    outcome = as_alteration(agreement.named, observation, caller.kb, settings)
    if not isinstance(outcome, Understood):
        return outcome
    label = outcome.alteration.label
    if agreement.differs:
        words = f"{call.gene}: the source names {_written(named)}, its place on the genome gives {agreement.differs}"
        return _with_notice(outcome, "annotation_differs", "warning", observation, words)
    if agreement.renumbered:
        words = f"{agreement.renumbered} counts on another transcript and is {label} on {call.transcript}"
        return _with_notice(outcome, "renumbered", "info", observation, words)
    return outcome


def _written(named: Named) -> str:
    from oncotier.notation import protein

    name = protein.format_short(named.protein) if named.protein is not None else ""
    return f"{name} ({named.consequence})" if name and named.consequence else name or named.consequence
