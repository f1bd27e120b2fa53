"""What a sample must speak of at all before a pattern can be present in it: most rows are ruled out by that alone."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

from oncotier.domain.biomarker import AllOf, AnyOf, Atom, AtomKind, Not, Pattern
from oncotier.interpret import markers
from oncotier.interpret.findings import MEASURED

__all__ = ["Needs", "needs_of"]

Needs = tuple[frozenset[str], ...]
"""Of each of these sets of genes (and `MEASURED`) a sample must know one."""


@lru_cache(maxsize=8192)
def needs_of(pattern: Pattern | None, genes: tuple[str, ...] = ()) -> Needs:
    """Return what must be known of a sample; nothing where a pattern may hold in a sample without any finding.

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
    return (frozenset((MEASURED,) if atom.kind in markers.KINDS else wanted),)
