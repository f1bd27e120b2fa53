"""Sequence Ontology consequence terms: which one leads, and what each means for the protein.

Order: Ensembl's table of calculated consequences, most severe first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from oncotier.domain.protein import (
    Deletion,
    Delins,
    Duplication,
    Extension,
    Frameshift,
    Insertion,
    ProteinChange,
    Splice,
    StartLoss,
    Substitution,
    Synonymous,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.notation.coding import CodingChange

__all__ = ["CANONICAL_SPLICE", "PROTEIN_CHANGING", "most_severe", "of_coding", "of_protein", "severity_rank"]

_BY_SEVERITY = (
    "transcript_ablation splice_acceptor_variant splice_donor_variant splice_site_variant stop_gained"
    " frameshift_variant stop_lost start_lost transcript_amplification feature_elongation feature_truncation"
    " inframe_insertion inframe_deletion missense_variant"
    " protein_altering_variant splice_donor_5th_base_variant splice_region_variant splice_donor_region_variant"
    " splice_polypyrimidine_tract_variant incomplete_terminal_codon_variant start_retained_variant"
    " stop_retained_variant synonymous_variant coding_sequence_variant mature_miRNA_variant 5_prime_UTR_variant"
    " 3_prime_UTR_variant non_coding_transcript_exon_variant intron_variant NMD_transcript_variant"
    " non_coding_transcript_variant coding_transcript_variant upstream_gene_variant downstream_gene_variant"
    " TFBS_ablation TFBS_amplification TF_binding_site_variant regulatory_region_ablation"
    " regulatory_region_amplification regulatory_region_variant intergenic_variant sequence_variant"
).split()
_RANK = {term: rank for rank, term in enumerate(_BY_SEVERITY)}

CANONICAL_SPLICE = frozenset({"splice_acceptor_variant", "splice_donor_variant", "splice_site_variant"})
PROTEIN_CHANGING = CANONICAL_SPLICE | frozenset(
    {
        "transcript_ablation",
        "stop_gained",
        "frameshift_variant",
        "stop_lost",
        "start_lost",
        "feature_truncation",
        "feature_elongation",
        "inframe_insertion",
        "inframe_deletion",
        "missense_variant",
        "protein_altering_variant",
    }
)


def most_severe(terms: Iterable[str]) -> str:
    """Return the most severe of the terms; unknown terms rank last, in alphabetical order."""
    return min(terms, key=lambda term: (_RANK.get(term, len(_RANK)), term), default="")


def severity_rank(term: str) -> int:
    """Return the place of a term in the order of severity, most severe first."""
    return _RANK.get(term, len(_RANK))


def of_protein(change: ProteinChange) -> str:
    """Return the term that a protein change implies."""
    match change:
        case Substitution(at, alternate):
            if at.amino_acid == "*":
                return "stop_lost"
            return "stop_gained" if alternate == "*" else "missense_variant"
        case Deletion():
            return "inframe_deletion"
        case Duplication() | Insertion():
            return "inframe_insertion"
        case Delins(first, last, _, length):
            removed = last.position - first.position + 1
            return (
                "inframe_deletion"
                if length < removed
                else "inframe_insertion"
                if length > removed
                else "missense_variant"
            )
        case Frameshift():
            return "frameshift_variant"
        case Extension():
            return "stop_lost"
        case StartLoss():
            return "start_lost"
        case Synonymous():
            return "synonymous_variant"
        case Splice():  # vcf2maf writes `X1010_splice` for donor and acceptor variants, for no other
            return "splice_site_variant"
        case _:
            assert_never(change)


def of_coding(change: CodingChange) -> str:
    """Return the term that a coding change implies without the sequence; empty where the sequence is needed."""
    offsets = [place.offset for place in (change.first, change.last) if place.offset]
    if change.is_canonical_splice:
        return "splice_donor_variant" if offsets[0] > 0 else "splice_acceptor_variant"
    if change.edit == "dup" and offsets and not change.is_inside_intron:
        copied = change.copied_length
        return "" if copied is None else "frameshift_variant" if copied % 3 else "inframe_insertion"
    if offsets:
        near = min(map(abs, offsets)) <= 8
        return "splice_region_variant" if near else "intron_variant"
    if change.is_promoter:
        return "upstream_gene_variant"
    if change.first.region == change.last.region == 3:
        return "3_prime_UTR_variant"
    if change.breaks_start:
        return "start_lost"
    length = change.net_length
    if not length:  # bases of the same number: a residue or a stop, the sequence decides
        return ""
    return "frameshift_variant" if length % 3 else "inframe_deletion" if length < 0 else "inframe_insertion"
