"""The canonical short label of an event: `EGFR L858R`, `EML4::ALK fusion`, `TMB 12.5 mut/Mb`."""

from __future__ import annotations

from typing import assert_never

from oncotier.domain.alteration import (
    CopyNumber,
    Event,
    Expression,
    Fusion,
    Kind,
    Marker,
    Rearrangement,
    RearrangementKind,
    ReceptorStatus,
    Signature,
    SmallVariant,
    WildType,
)
from oncotier.domain.protein import Splice, Substitution
from oncotier.notation import coding, protein

__all__ = ["genes_of", "kind_of", "label_of", "number_text"]

_COMPACT = {
    RearrangementKind.INTERNAL_TANDEM_DUPLICATION: "-ITD",
    RearrangementKind.PARTIAL_TANDEM_DUPLICATION: "-PTD",
    RearrangementKind.KINASE_DOMAIN_DUPLICATION: " KDD",
    RearrangementKind.C_TERMINAL_DELETION: " CTD",
}
_EXON_WORDS = {
    "inframe_deletion": "deletion",
    "inframe_insertion": "insertion",
    "frameshift_variant": "frameshift",
    "splice_region_variant": "splice variant",
    "": "mutation",
}
_EFFECT_WORDS = {
    "": "mutation",
    "upstream_gene_variant": "promoter mutation",
    "loss_of_function_variant": "loss-of-function mutation",
}


def number_text(value: float) -> str:
    """Write a number without a needless `.0`: `10`, `12.5`."""
    return f"{value:.10g}"


def kind_of(event: Event) -> Kind:
    """Return the report kind of an event."""
    match event:
        case SmallVariant():
            return Kind.SMALL_VARIANT
        case CopyNumber():
            return Kind.COPY_NUMBER
        case Fusion():
            return Kind.FUSION
        case Rearrangement():
            return Kind.STRUCTURAL
        case Signature():
            return Kind.SIGNATURE
        case Expression():
            return Kind.EXPRESSION
        case ReceptorStatus() | WildType() | Marker():
            return Kind.STATUS
        case _:
            assert_never(event)


_RECEPTOR_GENES = {"ER": "ESR1", "PR": "PGR", "HER2": "ERBB2", "HR": ""}


def genes_of(event: Event, targets: frozenset[str] = frozenset()) -> tuple[str, tuple[str, ...]]:
    """Return the gene that an event is listed under, and all its genes (5' to 3' for a fusion).

    For a fusion the first is the gene that carries the target; `targets` are the genes known to carry one.
    """
    match event:
        case Fusion(five_prime, three_prime):
            genes = tuple(gene for gene in (five_prime, three_prime) if gene)
            carriers = [gene for gene in reversed(genes) if gene in targets]
            return (carriers or list(reversed(genes)))[0], genes
        case Signature():
            return "", ()
        case ReceptorStatus(marker):
            gene = _RECEPTOR_GENES.get(marker, "")
            return gene, ((gene,) if gene else ())
        case _:
            return event.gene, ((event.gene,) if event.gene else ())


def label_of(event: Event) -> str:
    """Return the canonical label of an event (contract, section 2)."""
    match event:
        case SmallVariant():
            return _small_variant(event)
        case CopyNumber(gene, state):
            return f"{gene} {state.value}"
        case Fusion(five_prime, three_prime):
            return "::".join(gene for gene in (five_prime, three_prime) if gene) + " fusion"
        case Rearrangement():
            return _rearrangement(event)
        case Signature():
            return _signature(event)
        case Expression():
            return _expression(event)
        case ReceptorStatus(marker, state):
            return f"{marker}-{state}" if state in {"low", "ultralow"} else f"{marker} {state}"
        case WildType(gene, codons):
            words = "codon" if len(codons) == 1 else "codons"
            return f"{gene} wild-type" + (f" ({words} {'/'.join(map(str, codons))})" if codons else "")
        case Marker():
            return _marker(event)
        case _:
            assert_never(event)


def _small_variant(event: SmallVariant) -> str:
    if isinstance(event.protein, Substitution) and event.protein.alternate == "X" and not event.protein.at.amino_acid:
        return f"{event.gene} codon {event.protein.at.position} mutation"
    if event.protein is not None and not (isinstance(event.protein, Splice) and event.coding):
        change = protein.format_short(event.protein)
        # without its residue a protein change is written like a coding change
        return f"{event.gene} p.{change}" if coding.is_coding_like(change) else f"{event.gene} {change}"
    if event.coding:
        return f"{event.gene} {event.coding}"
    if event.exon is not None:
        words = _EXON_WORDS.get(event.consequence, event.consequence.replace("_", " "))
        return f"{event.gene} exon {event.exon} {words}"
    return f"{event.gene} {_EFFECT_WORDS.get(event.consequence) or event.consequence.replace('_', ' ')}"


def _rearrangement(event: Rearrangement) -> str:
    if event.name:
        return event.name
    if event.kind in _COMPACT:
        return event.gene + _COMPACT[event.kind]
    if event.first_exon is None:
        return f"{event.gene} {event.kind.value}"
    what = {"exon skipping": "skipping", "exon deletion": "deletion"}.get(event.kind.value, event.kind.value)
    if event.first_exon == event.last_exon:
        return f"{event.gene} exon {event.first_exon} {what}"
    return f"{event.gene} exons {event.first_exon}-{event.last_exon} {what}"


def _signature(event: Signature) -> str:
    if event.value is None:
        return event.state or event.name
    unit = f" {event.unit}" if event.unit and event.unit != "%" else event.unit
    score = f"{number_text(event.value)}{unit}"
    return f"{event.state} (score {score})" if event.state else f"{event.name} {score}"


def _marker(event: Marker) -> str:
    """Name a stated fact so that it can be read without its kind."""
    match event.kind:
        case "hla":
            return f"HLA-{event.text}"
        case "meth":
            return event.text if event.text.endswith("methylated") else f"{event.text} methylated"
        case "imaging" | "clinical":
            return event.text
        case "ighv":
            return f"IGHV {event.text}"
        case "pgx":
            return f"{event.gene} {event.text} metabolizer"
        case _:
            return f"{event.gene} {event.text}".strip()


_PROTEIN_NAMES = {"ERBB2": "HER2", "CD274": "PD-L1", "ESR1": "ER", "PGR": "PR"}


def _expression(event: Expression) -> str:
    name = _PROTEIN_NAMES.get(event.gene, event.gene)
    value = "" if event.value is None else f"{number_text(event.value)}{event.unit}"
    intensity = f"@{event.intensity}" if event.intensity else ""
    return " ".join(part for part in (name, event.assay, event.result or value + intensity) if part)
