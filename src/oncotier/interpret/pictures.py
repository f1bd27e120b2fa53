"""What the knowledge base adds to a drawn report: protein models and cutoffs.

Only formats with pictures ask for it; what a report says of options and alterations does not depend on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Kind, Rearrangement, RearrangementKind, SmallVariant
from oncotier.domain.biomarker import AtomKind, atoms_of
from oncotier.domain.picture import CodonSpan, Cutoff, Mark, Pictures, ProteinModel
from oncotier.domain.protein import Splice, Substitution, codon_span1, is_truncating
from oncotier.domain.tumor import TumorMatch
from oncotier.domain.value import replace
from oncotier.errors import NotationError
from oncotier.genome.assembly import BUILDS
from oncotier.notation import coding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.report import Report
    from oncotier.genome.transcript import Transcript
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["illustrated", "pictures_of"]

_DRAWN = frozenset({Kind.SMALL_VARIANT, Kind.FUSION, Kind.STRUCTURAL})
_DOMAIN_OF = {
    RearrangementKind.INTERNAL_TANDEM_DUPLICATION: "itd",
    RearrangementKind.KINASE_DOMAIN_DUPLICATION: "kinase",
}
_CUTOFFS = (
    ("TMB_high", "TMB", "TMB-H", "", False),
    ("HRD_score_myChoice", "HRD", "HRD positive", "", False),
    ("amplification_copies", "copies", "amplification", "", False),
    ("homozygous_deletion_copies", "copies", "homozygous deletion", "", True),
    ("MET_amplification_high_copies", "copies", "high-level amplification", "MET", False),
)
_OWN_TUMOR = frozenset({TumorMatch.SAME, TumorMatch.AGNOSTIC})


def illustrated(report: Report, kb: KnowledgeBase, command: str = "") -> Report:
    """Return a report with everything that a drawn format shows; `command` is how it was asked for."""
    return replace(report, pictures=pictures_of(report, kb), command=command)


def pictures_of(report: Report, kb: KnowledgeBase) -> Pictures:
    """Return the protein models of the altered genes and the cutoffs."""
    genes = dict.fromkeys(gene for one in report.alterations if one.kind in _DRAWN for gene in one.genes if gene)
    models = (_protein(gene, report.alterations, kb) for gene in genes)
    return Pictures(
        proteins=tuple(model for model in models if model is not None),
        cutoffs=(*_stored_cutoffs(kb), *_pd_l1_cutoffs(report.sample.tumor_code, kb)),
        fraction_window=_fraction_window(kb),
    )


def _protein(gene: str, alterations: Iterable[Alteration], kb: KnowledgeBase) -> ProteinModel | None:
    stored = next((found for build in reversed(BUILDS) for found in kb.transcripts(gene, build)[:1]), None)
    if stored is None:
        return None
    windows = {
        (name, *window) for (of_gene, name), window in kb.domain_windows.items() if of_gene == gene and name != "tkd"
    }
    model = ProteinModel(
        gene,
        stored.name,
        stored.protein_length,
        exons=tuple(_exons(stored)),
        domains=tuple(CodonSpan(*window) for window in sorted(windows, key=lambda one: one[1:])),
    )
    marks = (_mark(one, model) for one in alterations if one.gene == gene)
    return replace(model, marks=tuple(mark for mark in marks if mark is not None and mark.last1 <= model.length))


def _exons(transcript: Transcript) -> Iterator[CodonSpan]:
    """Yield the coding part of every exon; two exons that share a codon both hold it."""
    layout = transcript.layout
    for number, (start, end, first_c0) in enumerate(zip(layout.starts, layout.ends, layout.coding, strict=True), 1):
        from_c0, to_c0 = max(0, first_c0), min(layout.cds_length, first_c0 + end - start)
        if from_c0 < to_c0:
            last1 = min(transcript.protein_length, (to_c0 - 1) // 3 + 1)
            yield CodonSpan(str(number), min(from_c0 // 3 + 1, last1), last1)


def _mark(alteration: Alteration, model: ProteinModel) -> Mark | None:
    event = alteration.event
    if isinstance(event, Rearrangement):
        return _structural_mark(alteration.id, event, model)
    if not isinstance(event, SmallVariant):
        return None
    if event.protein is not None:
        first1, last1 = codon_span1(event.protein)
        if isinstance(event.protein, Splice):
            return Mark(alteration.id, first1, last1, "splice")
        if is_truncating(event.protein):
            return Mark(alteration.id, first1, last1, "truncating")
        effect = "missense" if isinstance(event.protein, Substitution) else "in_frame"
        return Mark(alteration.id, first1, last1, effect)
    written = event.coding or alteration.hgvs_c
    if written:
        return _coding_mark(alteration.id, written)
    return _exon_mark(alteration.id, event.exon, event.exon, model) if event.exon is not None else None


def _coding_mark(identifier: str, written: str) -> Mark | None:
    try:
        place = coding.parse(written).first
    except NotationError:
        return None
    if place.region == 5:
        return Mark(identifier, 1, 1, "upstream")
    codon1 = (place.base + 2) // 3
    return Mark(identifier, codon1, codon1, "splice" if place.offset else "other") if place.region == 0 else None


def _structural_mark(identifier: str, event: Rearrangement, model: ProteinModel) -> Mark | None:
    if event.first_exon is not None:
        return _exon_mark(identifier, event.first_exon, event.last_exon or event.first_exon, model)
    wanted = _DOMAIN_OF.get(event.kind, "")
    window = next((domain for domain in model.domains if domain.name == wanted), None)
    return Mark(identifier, window.first1, window.last1, "other") if window is not None else None


def _exon_mark(identifier: str, first: int, last: int, model: ProteinModel) -> Mark | None:
    inside = [exon for exon in model.exons if first <= int(exon.name) <= last]
    return Mark(identifier, inside[0].first1, inside[-1].last1, "exons") if inside else None


def _stored_cutoffs(kb: KnowledgeBase) -> Iterator[Cutoff]:
    for key, marker, name, gene, is_upper in _CUTOFFS:
        threshold = kb.thresholds.get(key)
        if threshold is not None:
            yield Cutoff(marker, threshold.value, threshold.unit, name, gene, is_upper=is_upper)


def _pd_l1_cutoffs(tumor_code: str, kb: KnowledgeBase) -> tuple[Cutoff, ...]:
    """Return the PD-L1 scores that rows of the sample's tumor type ask for, by score and height."""
    asked = {
        (atom.name, atom.minimum)
        for row in kb.assertions(("CD274",))
        if kb.tumors.relation(tumor_code, row.tumor_include, row.tumor_exclude) in _OWN_TUMOR
        for atom in atoms_of(row.biomarker)
        if atom.kind is AtomKind.PD_L1
    }
    return tuple(Cutoff(name, least, "" if name == "CPS" else "%", "asked for") for name, least in sorted(asked))


def _fraction_window(kb: KnowledgeBase) -> tuple[float, float] | None:
    low, high = kb.thresholds.get("germline_vaf_low"), kb.thresholds.get("germline_vaf_high")
    return (low.value, high.value) if low is not None and high is not None else None
