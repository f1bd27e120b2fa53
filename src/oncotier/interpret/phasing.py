"""Which records of one sample are one change: neighbors on one haplotype that alter the same codons together.

Phase: VCF 4.3, FORMAT keys GT and PS; GATK's PID and PGT. Two phased substitutions are one change when they share a
codon; a change of length takes in its neighbor codons and every other change of length that restores the frame.
"""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING

from oncotier.domain.observation import Notice, VariantObservation
from oncotier.domain.value import Value
from oncotier.genome.allele import Edit, read_edit
from oncotier.genome.haplotype import codons_touched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oncotier.domain.observation import Locus
    from oncotier.interpret.caller import Caller

__all__ = ["Phased", "alone", "haplotypes_shared", "phased_units", "restores_frame"]


class Phased(Value, frozen=True):
    """Observations that make one change together (mostly one of its own), in the order of the file.

    `genes` are those that the source names for one alone, else those at its place.
    """

    members: tuple[VariantObservation, ...]
    genes: tuple[str, ...] = ()


def haplotypes_shared(first: str, second: str) -> bool | None:
    """Tell whether two phased changes lie on one haplotype; None where their phase is not known together."""
    set1, _, haplotypes1 = first.rpartition("|")
    set2, _, haplotypes2 = second.rpartition("|")
    if not (haplotypes1 and haplotypes2) or set1 != set2:
        return None
    return bool(set(haplotypes1) & set(haplotypes2))


def phased_units(
    observations: Sequence[VariantObservation], caller: Caller
) -> tuple[tuple[Phased, ...], tuple[Notice, ...]]:
    """Group records of one input; return the groups, and notices of those that share a codon but are not joined."""
    placed = [(one, _genes(one, caller)) for one in observations]
    owner = list(range(len(placed)))
    pairs, crowds = _neighbors(placed, caller)
    notices = [_crowded(gene, placed[index][0]) for gene, index in crowds.items()]
    unphased: list[tuple[VariantObservation, VariantObservation]] = []
    for (left, right), shares_codon in pairs:
        first, second = placed[left][0], placed[right][0]
        shared = haplotypes_shared(first.phase, second.phase)
        if first.filter or second.filter:
            if shared and shares_codon and not (first.filter and second.filter):
                notices.append(_beside_filtered(*((second, first) if first.filter else (first, second))))
        elif shared:
            keep, drop = sorted((_first(owner, left), _first(owner, right)))
            owner[drop] = keep
        elif shared is None and shares_codon:
            unphased.append((first, second))
    notices.extend(_unphased(unphased))
    units: dict[int, list[tuple[VariantObservation, tuple[str, ...]]]] = {}
    for index, one in enumerate(placed):
        units.setdefault(_first(owner, index), []).append(one)
    return tuple([_unit(members, caller) for members in units.values()]), tuple(notices)


def _first(owner: list[int], index: int) -> int:
    """Return the first record of the group that a record belongs to, and shorten the way there."""
    while owner[index] != index:
        owner[index] = owner[owner[index]]
        index = owner[index]
    return index


def _crowded(gene: str, one: VariantObservation) -> Notice:
    words = (
        f"{gene}: more than {_CROWD} records change the codons around record {one.source.number}: which of them lie on"
        " one haplotype was not judged for all"
    )
    return Notice("codon_crowded", "warning", one.source.where, words)


def _unphased(pairs: list[tuple[VariantObservation, VariantObservation]]) -> Iterator[Notice]:
    """Name the pairs of records that share a codon without phase; of very many, how many more there are."""
    code = "codon_shared_unphased"
    for first, second in pairs[:_CROWD]:
        numbers = f"records {first.source.number} and {second.source.number}"
        words = f"{numbers} change the same codon and are not phased: each is named as if it were alone"
        yield Notice(code, "warning", first.source.where, words)
    if len(pairs) > _CROWD:
        words = f"{len(pairs) - _CROWD} more pairs of records change the same codon and are not phased"
        yield Notice(code, "warning", pairs[0][0].source.input, words)


def _beside_filtered(kept: VariantObservation, filtered: VariantObservation) -> Notice:
    words = (
        f"record {filtered.source.number}, set aside by {filtered.filter}, changes the same codon on the same haplotype"
        f" as record {kept.source.number}, which is named as if it were alone: confirm what both make of it"
    )
    return Notice("codon_shared_filtered", "warning", kept.source.where, words)


def _unit(members: list[tuple[VariantObservation, tuple[str, ...]]], caller: Caller) -> Phased:
    if len(members) == 1:
        return Phased((members[0][0],), members[0][1])
    found = tuple([one for one, _ in members])
    places = (one.locus for one in found if one.locus is not None)
    return Phased(found, tuple(dict.fromkeys(gene for locus in places for gene in caller.genes_at(locus))))


def alone(one: VariantObservation, caller: Caller) -> Phased:
    """Return a change of its own."""
    return Phased((one,), _genes(one, caller))


def _genes(one: VariantObservation, caller: Caller) -> tuple[str, ...]:
    if one.gene:
        return (one.gene,)
    return caller.genes_at(one.locus) if one.locus is not None else ()


class _Span(Value, frozen=True, order=True):
    """The codons of a gene that a record changes, as it is written; `index` is the record's place in the file."""

    first: int
    last: int
    index: int


_CROWD = 60  # records at one place beyond which not every pair is looked at: no sample has so many


def _neighbors(
    placed: list[tuple[VariantObservation, tuple[str, ...]]], caller: Caller
) -> tuple[list[tuple[tuple[int, int], bool]], dict[str, int]]:
    """Return the pairs of records whose changes may have to be read together, and whether they share a codon.

    Beside them the genes in which not all pairs were looked at, each with one record there.
    """
    pairs: dict[tuple[int, int], bool] = {}
    crowds: dict[str, int] = {}
    for gene, members in _spans(placed, caller).items():
        ordered = sorted(members) if len(members) > 1 else []
        kept = [not placed[one.index][0].filter for one in ordered]
        shifted = [
            one
            for one, is_kept in zip(ordered, kept, strict=True)
            if is_kept and _length(placed[one.index][0].locus) % 3
        ]
        if len(shifted) > _CROWD:
            crowds[gene] = shifted[0].index
        for left, right in chain(_near(ordered, kept, gene, crowds), combinations(shifted[:_CROWD], 2)):
            if left.index != right.index and _belong(left, right, placed):
                pair = (min(left.index, right.index), max(left.index, right.index))
                pairs[pair] = pairs.get(pair, False) or right.first <= left.last
    return sorted(pairs.items()), crowds


def _spans(placed: list[tuple[VariantObservation, tuple[str, ...]]], caller: Caller) -> dict[str, list[_Span]]:
    spans: dict[str, list[_Span]] = {}
    for index, (one, genes) in enumerate(placed):
        if one.locus is None:
            continue
        for gene in genes:
            for stored in caller.transcripts(gene, one.locus.build)[:1]:
                span = codons_touched(one.locus, stored)
                if span is not None:
                    spans.setdefault(gene, []).append(_Span(*span, index))
    return spans


def _near(ordered: list[_Span], kept: list[bool], gene: str, crowds: dict[str, int]) -> Iterator[tuple[_Span, _Span]]:
    """Yield the pairs that share a codon or lie in neighboring ones; spans are sorted by their first codon.

    Two records that were filtered make no pair. A gene with a crowd is noted in `crowds`.
    """
    opened: dict[bool, list[_Span]] = {True: [], False: []}
    for right, is_kept in zip(ordered, kept, strict=True):
        for of_kind, members in opened.items():
            still = [left for left in members if right.first <= left.last + 1]
            if len(still) > _CROWD and (of_kind or is_kept):
                crowds.setdefault(gene, right.index)
            opened[of_kind] = still[-_CROWD - 1 :]
        yield from ((left, right) for left in opened[True])
        if is_kept:
            yield from ((left, right) for left in opened[False])
        opened[is_kept].append(right)


def _belong(left: _Span, right: _Span, placed: list[tuple[VariantObservation, tuple[str, ...]]]) -> bool:
    one, other = placed[left.index][0], placed[right.index][0]
    if one.source.record1 == other.source.record1 or _is_same(one.locus, other.locus):
        return False
    lengths = _length(one.locus), _length(other.locus)
    reach = 1 if any(lengths) else 0
    near = right.first <= left.last + reach
    return near or restores_frame((one, other))


def _is_same(one: Locus | None, other: Locus | None) -> bool:
    """Tell whether two records write the same change, perhaps with other bases around it."""
    if one is None or other is None or one == other:
        return one == other
    edits = read_edit(one), read_edit(other)
    written = [(edit.start0, edit.end0, edit.inserted) for edit in edits if isinstance(edit, Edit)]
    return one.contig == other.contig and len(written) == len(edits) and written[0] == written[1]


def restores_frame(members: Sequence[VariantObservation]) -> bool:
    """Tell whether changes that each shift the reading frame keep it together."""
    lengths = [_length(one.locus) for one in members]
    return any(length % 3 for length in lengths) and sum(lengths) % 3 == 0


def _length(locus: Locus | None) -> int:
    if locus is None:
        return 0
    return len(locus.alternate.strip("-")) - len(locus.reference.strip("-"))
