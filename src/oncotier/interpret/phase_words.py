"""Whether two resistance changes of one gene lie on one copy of it: in cis, in trans, or not known.

T790M and C797S in trans leave a combination of first- and third-generation inhibitors open, in cis they do not
(PMID:25939061); other pairs of one kinase are read in the same way.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, SmallVariant
from oncotier.domain.observation import Notice
from oncotier.interpret.phasing import haplotypes_shared

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.interpret.against import Fired

__all__ = ["phase_notices"]

_IN_THE_TARGET = frozenset({"on_target", "gatekeeper", "solvent_front"})


def phase_notices(fired: Iterable[Fired]) -> tuple[Notice, ...]:
    """Return one notice for every two changes of one gene that each make its own drugs fail."""
    small = {
        one.label: one
        for row in fired
        if row.row.mechanism in _IN_THE_TARGET
        for one in row.supports
        if isinstance(one.event, SmallVariant)
    }
    ordered = [small[label] for label in sorted(small)]
    return tuple(_notice(one, other) for one, other in combinations(ordered, 2) if one.gene == other.gene)


def _notice(first: Alteration, second: Alteration) -> Notice:
    pair = f"{first.label} and {second.label}"
    shared = _stated(first, second)
    if shared is None:
        shared = haplotypes_shared(first.phase, second.phase)
    if shared is None:
        words = f"{pair}: it is not known whether they lie on one copy of the gene (cis) or on both (trans)"
        return Notice("phase_unknown", "warning", "", words)
    words = f"{pair} lie {'in cis (on one copy of the gene)' if shared else 'in trans (on different copies)'}"
    return Notice("phase_cis" if shared else "phase_trans", "info", "", words)


def _stated(first: Alteration, second: Alteration) -> bool | None:
    """Return what a report says in words (`T790M and C797S in cis`), None where it says nothing or both."""
    flags = {flag for one in (first, second) for flag in one.flags if flag in {"in_cis", "in_trans"}}
    return flags == {"in_cis"} if len(flags) == 1 else None
