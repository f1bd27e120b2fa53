"""What a sample must speak of before a pattern can hold in it, or concern it: most rows are ruled out by that alone."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

from oncotier.domain.biomarker import AllOf, AnyOf, Atom, AtomKind, Not, Pattern
from oncotier.interpret.markers import KINDS
from oncotier.interpret.signs import MEASURED, signs_of_atom

__all__ = ["Needs", "are_met", "concerns", "needs_of"]

Needs = tuple[frozenset[str], ...]
"""Of each of these sets of signs a sample must have one."""


@lru_cache(maxsize=8192)
def needs_of(pattern: Pattern | None, genes: tuple[str, ...] = ()) -> Needs:
    """Return what a sample must have for a pattern to be present; nothing where it may hold without any finding.

    It is necessary, not sufficient: where it is met, the pattern still has to be evaluated.
    """
    match pattern:
        case Atom():
            return _needs_of_atom(pattern, genes)
        case AllOf(parts):
            return tuple(dict.fromkeys(chain.from_iterable(needs_of(part, genes) for part in parts)))
        case AnyOf(parts):
            ways = [needs_of(part, genes) for part in parts]
            return (frozenset().union(*(way[0] for way in ways)),) if all(ways) else ()
        case Not() | None:
            return ()


def _needs_of_atom(atom: Atom, genes: tuple[str, ...]) -> Needs:
    wanted = (atom.gene,) if atom.gene else genes
    if atom.kind is AtomKind.WILD_TYPE:
        return tuple(frozenset((gene,)) for gene in wanted)
    return (frozenset((MEASURED,)) if atom.kind in KINDS else signs_of_atom(atom, wanted),)


def are_met(needs: Needs, known: frozenset[str]) -> bool:
    """Tell whether the signs of a sample speak of what a pattern needs to be present."""
    return not any(map(known.isdisjoint, needs))


@lru_cache(maxsize=8192)
def concerns(pattern: Pattern, genes: tuple[str, ...]) -> frozenset[str]:
    """Return the signs of which a sample must have one for a pattern to rest on any finding, open or present."""
    match pattern:
        case Atom():
            wanted = (atom_gene,) if (atom_gene := pattern.gene) else genes
            own = signs_of_atom(pattern, wanted)
            return own.union(wanted, (MEASURED,)) if pattern.kind in KINDS else own
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*(concerns(part, genes) for part in parts))
        case Not():  # what it rests on rules it out
            return frozenset()
