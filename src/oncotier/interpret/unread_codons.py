"""Codons that the description of a test promises, and of which the calls say that the sample was not read there.

A gVCF states all that was read: what its blocks do not show stays open. Any other VCF says so of single places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.coverage import Region
from oncotier.domain.observation import Notice
from oncotier.domain.value import replace
from oncotier.interpret.block_coverage import regions_of
from oncotier.interpret.coverage import Unread, genes_of_regions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from oncotier.domain.coverage import Covered
    from oncotier.domain.observation import Reading
    from oncotier.interpret.coverage import Coverage
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["unread_notices", "with_unread"]

_BEHIND = 10**9  # the end of every contig
_SHOWN = 3
_Read = dict[str, set[int]]  # the codons that were read, by gene


def with_unread(
    coverage: Coverage,
    readings: Sequence[Reading],
    undecided: Sequence[frozenset[int]],
    kb: KnowledgeBase,
    promised: Mapping[str, Covered],
) -> Coverage:
    """Return the coverage with the codons of the genes that were not read, of those that a description promises.

    Several files of blocks, as one of each chromosome, show together what was read.
    """
    if not promised:
        return coverage
    placed = [(one, records) for one, records in zip(readings, undecided, strict=True) if one.build]
    found: dict[str, Unread] = {}
    for one, _ in placed:
        if one.unread:
            found |= _not_read(_on_contigs(one, promised, kb), _read_at(tuple(_beside(one.unread)), one.build, kb), one)
    whole = [(one, records) for one, records in placed if one.is_gvcf]
    if whole and all(one.build for one in readings if one.is_gvcf):
        read: _Read = {}
        for one, records in whole:
            for gene, codons in _read_at(tuple(regions_of(one.blocks, records)), one.build, kb).items():
                read.setdefault(gene, set()).update(codons)
        lengths = _lengths(promised, whole[0][0].build, kb)
        found |= _not_read(lengths, read, whole[0][0])
    return replace(coverage, unread=found) if found else coverage


def unread_notices(coverage: Coverage, readings: Sequence[Reading], kb: KnowledgeBase) -> Iterator[Notice]:
    """Say of how many genes of the test a gVCF does not show all codons read, and by which bound."""
    file = next((one.input for one in readings if one.is_gvcf), "")
    if not (file and coverage.unread and coverage.is_proof):
        return
    depth = kb.thresholds["reference_block_depth"].value
    number = len(coverage.unread)
    genes = f"{number} genes of the assay have" if number > 1 else "1 gene of the assay has"
    words = (
        f"{genes} codons without reference blocks of {depth:g} reads or more: what is not found there"
        " is not shown absent"
    )
    yield Notice("covered_not_read", "warning", file, words)


def _lengths(genes: Mapping[str, Covered], build: str, kb: KnowledgeBase) -> dict[str, int]:
    """Return how many codons each covered gene has, of those that were looked at for small variants."""
    known = ((gene, kb.transcripts(gene, build)) for gene in genes if "small_variant" in genes[gene].kinds)
    return {gene: stored[0].protein_length for gene, stored in known if stored}


def _on_contigs(one: Reading, promised: Mapping[str, Covered], kb: KnowledgeBase) -> dict[str, int]:
    """Return the same of the genes that lie on contigs with unread places."""
    contigs = {region.contig for region in one.unread}
    lengths = _lengths(promised, one.build, kb)
    return {gene: size for gene, size in lengths.items() if kb.transcripts(gene, one.build)[0].contig in contigs}


def _beside(unread: tuple[Region, ...]) -> Iterator[Region]:
    """Yield all that lies on the same contigs and is not unread."""
    by_contig: dict[str, list[Region]] = {}
    for one in unread:
        by_contig.setdefault(one.contig, []).append(one)
    for contig, members in by_contig.items():
        start0 = 0
        for one in sorted(members, key=lambda region: region.start0):
            if start0 < one.start0:
                yield Region(contig, start0, one.start0)
            start0 = max(start0, one.end0)
        yield Region(contig, start0, _BEHIND)


def _read_at(regions: tuple[Region, ...], build: str, kb: KnowledgeBase) -> _Read:
    found: _Read = {}
    for one in genes_of_regions(regions, build, kb):
        ranges = one.codons or ((1, kb.transcripts(one.gene, build)[0].protein_length),)
        found[one.gene] = {codon for first, last in ranges for codon in range(first, last + 1)}
    return found


def _not_read(lengths: Mapping[str, int], read: _Read, reading: Reading) -> dict[str, Unread]:
    found = {}
    for gene, length in lengths.items():
        if missing := [codon for codon in range(1, length + 1) if codon not in read.get(gene, ())]:
            ranges = _ranges(missing)
            found[gene] = Unread(ranges, f"{reading.input} shows too few reads, or none, at {_words(ranges)}")
    return found


def _ranges(codons: list[int]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for codon in codons:
        if found and codon == found[-1][1] + 1:
            found[-1] = (found[-1][0], codon)
        else:
            found.append((codon, codon))
    return tuple(found)


def _words(ranges: tuple[tuple[int, int], ...]) -> str:
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in ranges[:_SHOWN]]
    more = f" and {len(ranges) - _SHOWN} more stretches" if len(ranges) > _SHOWN else ""
    is_one = len(ranges) == 1 and ranges[0][0] == ranges[0][1]
    return f"codon{'' if is_one else 's'} {', '.join(shown)}{more}"
