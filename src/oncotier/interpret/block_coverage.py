"""What the reference blocks of gVCF inputs prove, beside the description of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.coverage import Covered, Region
from oncotier.domain.observation import Notice
from oncotier.domain.value import replace
from oncotier.interpret.coverage import Coverage, genes_of_regions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from oncotier.domain.coverage import Block
    from oncotier.domain.observation import Reading
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["block_notices", "regions_of", "with_blocks"]

_SMALL = ("small_variant",)


def with_blocks(
    coverage: Coverage,
    readings: Iterable[Reading],
    undecided: Sequence[frozenset[int]],
    kb: KnowledgeBase,
    *,
    is_complete: bool,
) -> Coverage:
    """Return the coverage with what blocks add to it: codons of which all bases are covered, and nothing around gaps.

    `undecided` are the records of each reading whose change could not be judged: no block covers them. An input that
    was not read whole proves nothing.
    """
    genes = dict(coverage.genes)
    added: set[str] = set()
    for reading, open_records in zip(readings, undecided, strict=True):
        if not (reading.blocks and reading.build):
            continue
        for one in genes_of_regions(tuple(regions_of(reading.blocks, open_records)), reading.build, kb):
            known = genes.get(one.gene)
            joined = one if known is None else _joined(known, one)
            if joined != known:
                genes[one.gene] = joined
                added.add(one.gene)
    if not added:
        return coverage
    return replace(coverage, genes=genes, by_blocks=frozenset(added), is_proof=coverage.is_proof and is_complete)


def _joined(known: Covered, more: Covered) -> Covered:
    """Join the codons of two proofs; what the description of a test says of other kinds stands as it is."""
    if not known.codons or known.kinds != _SMALL:
        return known
    return more if not more.codons else replace(known, codons=tuple(sorted({*known.codons, *more.codons})))


def regions_of(blocks: Iterable[Block], undecided: frozenset[int]) -> Iterator[Region]:
    """Yield what is covered, less every gap: a base that one row calls poorly read is not covered by another."""
    by_contig: dict[str, list[Block]] = {}
    for one in blocks:
        by_contig.setdefault(one.contig, []).append(one)
    for contig, members in by_contig.items():
        edges: list[tuple[int, int, int]] = []
        for one in members:
            column = 0 if one.covered and one.record1 not in undecided else 1
            edges += [(one.start0, 1 - column, column), (one.end0, column - 1, -column)]
        yield from _between(contig, edges)


def _between(contig: str, edges: list[tuple[int, int, int]]) -> Iterator[Region]:
    """Sweep over (position, change of covering rows, change of gaps)."""
    covering = gaps = 0
    start0: int | None = None
    for position, opened, broken in sorted(edges):
        if start0 is not None and position > start0:
            yield Region(contig, start0, position)
        covering, gaps = covering + opened, gaps + broken
        start0 = position if covering and not gaps else None


def block_notices(coverage: Coverage, readings: Iterable[Reading], kb: KnowledgeBase) -> tuple[Notice, ...]:
    """Say what counts as tested because of blocks, and by which bound."""
    if not (coverage.by_blocks and coverage.is_proof):
        return ()
    whole = sum(not coverage.genes[gene].codons for gene in coverage.by_blocks)
    depth = kb.thresholds["reference_block_depth"].value
    words = (
        f"reference blocks of {depth:g} reads or more: {whole} genes count as tested as a whole, and"
        f" {len(coverage.by_blocks) - whole} in part, for small variants; what is not found there is absent"
    )
    return tuple(Notice("reference_blocks", "info", one.input, words) for one in readings if one.blocks)
