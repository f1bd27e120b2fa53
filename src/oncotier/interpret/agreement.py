"""What a source says of a change beside what we call from its position: the same, another numbering, or a difference.

A source's names are kept where both contradict each other, and the report says so. Where a source counts on another
transcript, or spells the same change in another way, the name on the primary transcript is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.protein import (
    Deletion,
    Delins,
    Duplication,
    Frameshift,
    Insertion,
    Splice,
    Substitution,
    Synonymous,
    codon_span1,
    is_truncating,
)
from oncotier.domain.value import Value, replace
from oncotier.genome.consequence import Call
from oncotier.notation import coding, protein
from oncotier.notation.consequence import CANONICAL_SPLICE, PROTEIN_CHANGING

if TYPE_CHECKING:
    from oncotier.domain.protein import ProteinChange
    from oncotier.interpret.variant import Named
    from oncotier.notation.coding import CodingChange

__all__ = ["Agreement", "compare", "named_by_call"]

_LENGTH_CHANGING = Deletion | Delins | Duplication | Insertion


class Agreement(Value, frozen=True):
    """The names to use; `differs` and `renumbered` say in words what the source wrote otherwise, else empty."""

    named: Named
    differs: str = ""
    renumbered: str = ""


def named_by_call(call: Call, others: tuple[Call, ...], template: Named) -> Named:
    """Name a change by our own call; names on other transcripts become aliases."""
    change = call.protein
    aliases = [
        protein.format_short(one.protein)
        for one in others
        if one.protein is not None and change is not None and one.protein != change
        if not isinstance(one.protein, Synonymous)
    ]
    return replace(
        template,
        gene=call.gene,
        protein=change,
        coding=_coding(call, template),
        consequence=call.consequence,
        exon=call.exon,
        intron=call.intron,
        transcript=call.transcript,
        also_known_as=tuple(dict.fromkeys(aliases)),
    )


def _coding(call: Call, template: Named) -> CodingChange | None:
    """Read the coding name of a call, unless the source has the same one."""
    if not call.coding or (template.coding is not None and str(template.coding) == call.coding):
        return template.coding if call.coding else None
    return coding.parse(call.coding)


def compare(reported: Named, call: Call, others: tuple[Call, ...], *, counts_elsewhere: bool) -> Agreement:
    """Compare a source's names with our call; `counts_elsewhere`: its transcript is none of ours, or not stated."""
    own = named_by_call(call, others, reported)
    if counts_elsewhere and reported.protein is None and reported.coding is not None:
        reported, moved = _moved(reported, own)
        if moved:
            agreed = compare(reported, call, others, counts_elsewhere=False)
            names = (*agreed.named.also_known_as, moved)
            named = replace(agreed.named, also_known_as=tuple(dict.fromkeys(names)))
            return Agreement(named, agreed.differs, agreed.renumbered or moved)
    if isinstance(reported.protein, Synonymous) or (reported.protein is None and not _has_effect(reported.consequence)):
        return _silent(reported, own)
    if reported.protein is None and _names_another_base(reported.coding, own.coding):
        return Agreement(own, differs=_words(own))
    if _same_effect(reported, own):
        if counts_elsewhere and own.protein is not None and _names_another_base(reported.coding, own.coding):
            reported, moved = _moved(reported, own)  # the protein change was written in current numbers before
            own = replace(own, also_known_as=tuple(dict.fromkeys((*own.also_known_as, moved))))
        return Agreement(_exact(_filled(reported, own), own) if not call.ambiguous else _filled(reported, own))
    if own.protein is not None and reported.protein is not None:
        written = protein.format_short(reported.protein)
        elsewhere = any(one.protein == reported.protein for one in others)
        if elsewhere or (counts_elsewhere and _same_but_number(reported.protein, own.protein)):
            aliases = tuple(dict.fromkeys((*own.also_known_as, written)))
            return Agreement(replace(own, also_known_as=aliases), renumbered=written)
        if _same_span(reported.protein, own.protein):
            return Agreement(own if not call.ambiguous else _filled(reported, own))
    if call.ambiguous or (reported.protein is None and reported.consequence in CANONICAL_SPLICE):
        return Agreement(_filled(reported, own))
    return Agreement(_filled(reported, own), differs=_words(own))


def _moved(reported: Named, own: Named) -> tuple[Named, str]:
    """Replace a coding name that counts on another transcript by our own; return also what was written, if other.

    Borders of exons and splice windows are known by positions on the primary transcript only.
    """
    if own.coding == reported.coding or not (own.coding or reported.transcript):
        return reported, ""
    place = replace(
        reported, coding=own.coding, exon=own.exon, intron=own.intron, transcript=own.transcript or reported.transcript
    )
    return place, str(reported.coding)


def _names_another_base(reported: CodingChange | None, own: CodingChange | None) -> bool:
    """Tell whether two substitutions on one transcript lie at different places: then the place on the genome counts."""
    if reported is None or own is None or ">" not in reported.edit or ">" not in own.edit:
        return False
    return (reported.first, reported.last) != (own.first, own.last)


def _has_effect(term: str) -> bool:
    return term in PROTEIN_CHANGING


def _silent(reported: Named, own: Named) -> Agreement:
    """Compare where the source names no change of the protein."""
    if not _has_effect(own.consequence) or isinstance(own.protein, Synonymous):
        return Agreement(_filled(reported, own))
    if not reported.consequence:  # it says nothing: our call is all there is
        return Agreement(own)
    return Agreement(own, differs=_words(own))


def _filled(reported: Named, own: Named) -> Named:
    """Keep the reported names and take from our call what the source left open."""
    return replace(
        reported,
        protein=reported.protein if reported.protein is not None else own.protein,
        coding=reported.coding if reported.coding is not None else own.coding,
        consequence=reported.consequence or own.consequence,
        exon=reported.exon if reported.exon is not None else own.exon,
        intron=reported.intron if reported.intron is not None else own.intron,
        transcript=reported.transcript or own.transcript,
        also_known_as=own.also_known_as,
    )


def _exact(filled: Named, own: Named) -> Named:
    """Take our name of a frameshift, the first changed residue, where the source names the first one touched."""
    if not (isinstance(filled.protein, Frameshift) and isinstance(own.protein, Frameshift)):
        return filled
    less_exact = not own.protein.alternate or (own.protein.stop_distance is None) > (
        filled.protein.stop_distance is None
    )
    if filled.protein == own.protein or less_exact:
        return filled
    names = (*filled.also_known_as, protein.format_short(filled.protein))
    return replace(filled, protein=own.protein, also_known_as=tuple(dict.fromkeys(names)))


def _same_effect(reported: Named, own: Named) -> bool:
    first, second = reported.protein, own.protein
    if first is not None and second is not None:
        if first == second or protein.format_short(first) == protein.format_short(second):
            return True
        both_shifted = isinstance(first, Frameshift) and isinstance(second, Frameshift)
        return both_shifted and abs(codon_span1(first)[0] - codon_span1(second)[0]) <= 1
    if reported.consequence == own.consequence and (first is None or isinstance(first, Splice)):
        return True
    splices = {reported.consequence, own.consequence} <= CANONICAL_SPLICE
    return splices and (second is None or first is None)


def _same_but_number(first: ProteinChange, second: ProteinChange) -> bool:
    """Tell whether two changes differ in their numbers only (the same residues, in another isoform)."""
    if isinstance(first, Frameshift) and isinstance(second, Frameshift):
        return True
    if isinstance(first, Substitution) and isinstance(second, Substitution):
        return (first.at.amino_acid, first.alternate) == (second.at.amino_acid, second.alternate)
    same_length = type(first) is type(second) and _net_length(first) == _net_length(second)
    return same_length and _may_insert_the_same(first, second)


def _may_insert_the_same(first: ProteinChange, second: ProteinChange) -> bool:
    """Tell whether two insertions can be one: moved along a repeat, its residues are only rotated (SVD, VDS)."""
    if not (isinstance(first, Insertion) and isinstance(second, Insertion) and first.inserted and second.inserted):
        return True
    return first.length == second.length and second.inserted in first.inserted * 2


def _same_span(first: ProteinChange, second: ProteinChange) -> bool:
    """Tell whether two length-changing changes are one in two spellings: near each other, of one net length."""
    if not (isinstance(first, _LENGTH_CHANGING) and isinstance(second, _LENGTH_CHANGING)):
        return False
    if not _may_insert_the_same(first, second):
        return False
    near = abs(codon_span1(first)[0] - codon_span1(second)[0]) <= max(3, abs(_net_length(first) or 0) + 1)
    if near and isinstance(first, Insertion) and _is_nameless(first):  # 771_772insYVMA may be Y772_A775dup
        return isinstance(second, Insertion | Duplication) and _net_length(first) == _net_length(second)
    if near and _is_nameless(first):  # ANNOVAR counts every codon that is touched: p.745_750del for E746_A750del
        return type(first) is type(second)
    return near and _net_length(first) == _net_length(second) and is_truncating(first) == is_truncating(second)


def _is_nameless(change: ProteinChange) -> bool:
    """Tell whether a range of residues is written without saying which residues stand there."""
    return isinstance(change, _LENGTH_CHANGING) and not (change.first.amino_acid or change.last.amino_acid)


def _net_length(change: ProteinChange) -> int | None:
    first, last = codon_span1(change)
    match change:
        case Deletion():
            return first - last - 1
        case Duplication():
            return last - first + 1
        case Insertion(length=length):
            return length
        case Delins(length=length):
            return length - (last - first + 1)
        case _:
            return None


def _words(own: Named) -> str:
    name = protein.format_short(own.protein) if own.protein is not None else ""
    return f"{name} ({own.consequence})" if name else own.consequence
