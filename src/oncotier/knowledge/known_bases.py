"""The bases of the genome that the stored codons state: what tells one build from the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.genome.translate import reverse_complement

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["known_bases"]


def known_bases(kb: KnowledgeBase, build: str) -> dict[tuple[str, int], str]:
    """Return the forward-strand bases by contig (without prefix) and 1-based position on a build."""
    genes = kb.tables["coordinates/genes.tsv"]
    strands = {
        gene: (chrom, strand)
        for gene, chrom, strand in zip(genes.column("gene"), genes.column("chrom"), genes.column("strand"), strict=True)
    }
    codons = kb.tables["coordinates/codons.tsv"]
    found: dict[tuple[str, int], str] = {}
    columns = (codons.column("gene"), codons.column("codon"), codons.column(f"{build}_pos1"))
    for gene, bases, positions in zip(*columns, strict=True):
        chrom, strand = strands.get(gene, ("", ""))
        if not chrom or len(bases) != 3 or not positions:
            continue
        for position, base in zip(positions.split(","), bases, strict=True):
            found[chrom, int(position)] = base if strand == "+" else reverse_complement(base)
    return found
