"""Small variants: from what a source or our own call says of a gene to an alteration, or to the reason for none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Origin, SmallVariant
from oncotier.domain.observation import Notice, Unresolved, VariantObservation
from oncotier.domain.protein import ProteinChange, Splice, Substitution, Synonymous
from oncotier.domain.value import Value, replace
from oncotier.errors import NotationError
from oncotier.interpret.numbering import current_change, other_names
from oncotier.interpret.outcome import Outcome, SetAside, Understood, settled
from oncotier.interpret.splice_window import exons_skipped
from oncotier.notation import coding, protein
from oncotier.notation.coding import CodingChange
from oncotier.notation.consequence import CANONICAL_SPLICE, PROTEIN_CHANGING, of_coding, of_protein
from oncotier.notation.label import kind_of, label_of
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Locus
    from oncotier.domain.settings import Settings
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["Named", "as_alteration", "genomic_name", "named_as_reported", "needs_sequence"]

_PROMOTER_LENGTH = 300  # bases before the start codon that count as promoter, as PAVE does for TERT


class Named(Value, frozen=True):
    """What is known of a change in one gene: its names, its term, its place, whoever named it."""

    gene: str
    protein: ProteinChange | None = None
    coding: CodingChange | None = None
    consequence: str = ""
    exon: int | None = None
    intron: int | None = None
    transcript: str = ""
    also_known_as: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def named_as_reported(observation: VariantObservation, gene: str, kb: KnowledgeBase) -> Named | Unresolved:
    """Read the names that a source gives a change; the gene is a current symbol."""
    try:
        written = _protein(observation, gene, kb)
        change = current_change(gene, written, kb) if written is not None else None
        change_c = coding.parse(observation.coding) if observation.coding else None
    except NotationError as error:
        return Unresolved(observation.source, "notation", f"{error.message}: {error.text!r}")
    term = observation.consequence
    if change is None and change_c is not None and not term:
        term = of_coding(change_c)
    exon, intron = _ordinal(observation.exon), _ordinal(observation.intron)
    return Named(gene, change, change_c, term, exon, intron, observation.transcript)


def _protein(observation: VariantObservation, gene: str, kb: KnowledgeBase) -> ProteinChange | None:
    text = observation.protein.strip()
    if not text or re.fullmatch(r".*p\.\(?[=?]\)?|[.=?-]", text.replace("%3D", "=")):
        return None
    return protein.parse(text, x_is_stop=gene not in kb.names.oncogenes)


_ORDINAL = lazy_pattern(
    r"\s*(?:exon|ex)?\s*(\d+)(?!\d|-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))", re.IGNORECASE
)


def _ordinal(text: str) -> int | None:
    """Return the first number of an exon or intron cell; `6/11` that a spreadsheet made a date (`11-Jun`) has none."""
    found = text and _ORDINAL.match(text)
    return int(found[1]) if found else None


def as_alteration(named: Named, observation: VariantObservation, kb: KnowledgeBase, settings: Settings) -> Outcome:
    """Make the alteration; a change without effect on the protein is out of scope, one without proof unresolved."""
    doubts = [*_term_doubt(named, observation), *_count_doubt(named, observation)]
    if _is_overruled(named):
        named = replace(named, consequence="missense_variant")
    event = _event(named, observation, kb)
    if isinstance(event, SetAside):
        return event
    if event is None:
        return needs_sequence(observation)
    outcome = settled(
        Understood(_alteration(event, named, observation, kb, settings), tuple(doubts)), observation, kb, settings
    )
    return replace(outcome, words=f"{label_of(event)}: {outcome.words}") if isinstance(outcome, Unresolved) else outcome


def _alteration(
    event: SmallVariant, named: Named, observation: VariantObservation, kb: KnowledgeBase, settings: Settings
) -> Alteration:
    change = named.protein
    predicted = ("predicted_skipping",) if _skips(named, kb) and event.consequence not in PROTEIN_CHANGING else ()
    legacy = other_names(named.gene, change, kb) if change is not None else ()
    return Alteration(
        event=event,
        label=label_of(event),
        kind=kind_of(event),
        gene=named.gene,
        genes=(named.gene,),
        hgvs_p=protein.format_long(change) if change is not None else "",
        hgvs_c=str(named.coding) if named.coding is not None else "",
        hgvs_g=genomic_name(observation.locus),
        transcript=named.transcript,
        also_known_as=tuple(dict.fromkeys((*legacy, *named.also_known_as))),
        origin=observation.origin if observation.origin is not Origin.UNKNOWN else settings.origin,
        vaf=observation.vaf,
        depth=observation.depth,
        flags=tuple(dict.fromkeys((*observation.flags, *named.flags, *predicted))),
        sources=(observation.source,),
        phase=f"{observation.source.input}:{observation.phase}" if observation.phase else "",
    )


_ENDS_EARLY = frozenset({"stop_gained", "frameshift_variant"})
_RESIDUES = frozenset("ACDEFGHIKLMNPQRSTVWY")


def _is_overruled(named: Named) -> bool:
    """Tell whether a source's term ends the protein, but its protein change replaces one residue by another."""
    change = named.protein
    return named.consequence in _ENDS_EARLY and isinstance(change, Substitution) and change.alternate in _RESIDUES


def _term_doubt(named: Named, observation: VariantObservation) -> Iterator[Notice]:
    if named.protein is not None and observation.protein and _is_overruled(named):
        name = f"{named.gene} {protein.format_short(named.protein)}"
        words = (
            f"{name}: the source calls it {named.consequence}, which it is not: the protein change is taken; check it"
        )
        yield Notice("term_contradicts_change", "warning", observation.source.where, words)


def _count_doubt(named: Named, observation: VariantObservation) -> Iterator[Notice]:
    if observation.vaf == 0:
        words = (
            f"{named.gene}: listed as found, but no read is counted for it: confirm it (counts miss long insertions)"
        )
        yield Notice("no_read_counted", "warning", observation.source.where, words)


def needs_sequence(observation: VariantObservation, words: str = "") -> Unresolved:
    """Say that the consequence of a change cannot be computed, and what to give."""
    lacks = words or "no protein change is given, and computing it needs the reference genome: --fasta"
    return Unresolved(observation.source, "consequence_unavailable", lacks)


_NAMELESS = frozenset({"missense_variant", "protein_altering_variant"})  # say nothing without the residue


def _event(named: Named, observation: VariantObservation, kb: KnowledgeBase) -> SmallVariant | SetAside | None:
    change, term = named.protein, named.consequence
    if change is None and not term:
        return None
    skips = _skips(named, kb)
    if isinstance(change, Synonymous):
        if term not in CANONICAL_SPLICE and not skips:
            return SetAside("out_of_scope", "no_protein_effect")
        change = None
    if change is None and not skips and not _in_promoter(named, observation, kb):
        if term not in PROTEIN_CHANGING:
            return SetAside("out_of_scope", "no_protein_effect")
        if term in _NAMELESS and named.exon is None:
            return None
    needs_coding = change is None or isinstance(change, Splice) or skips
    written_c = str(named.coding) if named.coding is not None and needs_coding else ""
    term = term or (of_protein(change) if change is not None else "")
    return SmallVariant(named.gene, change, written_c, term, named.exon, named.intron)


def _skips(named: Named, kb: KnowledgeBase) -> bool:
    """Tell whether a change lies in a splice window; a name on another transcript does not say."""
    bare = named.transcript.partition(".")[0]
    if named.coding is None or (bare and bare not in kb.own_transcripts(named.gene)):
        return False
    return bool(exons_skipped(named.gene, named.coding, kb))


def _in_promoter(named: Named, observation: VariantObservation, kb: KnowledgeBase) -> bool:
    """Tell whether a change lies in a promoter: of a report always, of a call only where a promoter matters."""
    change = named.coding
    if change is None or not change.is_promoter:
        return False
    return observation.locus is None or (named.gene in kb.promoter_genes and change.first.base <= _PROMOTER_LENGTH)


def genomic_name(locus: Locus | None) -> str:
    """Write a place on the genome: build, contig, 1-based position, both alleles."""
    if locus is None:
        return ""
    prefix = f"{locus.build}:" if locus.build else ""
    return f"{prefix}{locus.contig}:{locus.pos1}{locus.reference}>{locus.alternate}"
