"""Which build the reference alleles of a file fit: a vote over the positions whose base the stored codons state.

A row that lies on a stored codon of one build by chance is rare (some thousand positions of three billion), so a
single fitting base is evidence. One misfit among several is a faulty row; a share of misfits above one in twenty is
another build or genome (a wrong build misfits at three of four positions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Votes", "count_votes", "elected"]


_MISFITTING = 0.05
_CLEARLY = 10  # times as many rows as fit another build by chance
_LONGEST = 60


class Votes(Value, frozen=True):
    """How many reference alleles fit the known bases of one build, and how many contradict them."""

    build: str
    fit: int = 0
    misfit: int = 0

    @property
    def words(self) -> str:
        """The votes in words."""
        return f"{self.fit} of {self.fit + self.misfit} known bases of {self.build} fit"


def count_votes(build: str, known: Mapping[tuple[str, int], str], places: Iterable[tuple[str, int, str]]) -> Votes:
    """Count the reference alleles (contig without prefix, 1-based position, bases) that fit a build's known bases."""
    fit = misfit = 0
    for contig, pos1, reference in places:
        stated = [
            known[contig, pos1 + step] == base
            for step, base in enumerate(reference[:_LONGEST])
            if (contig, pos1 + step) in known
        ]
        fit += bool(stated) and all(stated)
        misfit += bool(stated) and not all(stated)
    return Votes(build, fit, misfit)


def elected(votes: Iterable[Votes]) -> Votes | None:
    """Return the votes of the one build that the rows fit, None where they fit none, or two nearly as well."""
    ranked = sorted(votes, key=lambda one: (-one.fit, one.build))
    best, others = ranked[0], ranked[1:]
    if not best.fit or (best.misfit and best.fit <= 1 + best.misfit):
        return None
    if best.misfit > max(1, _MISFITTING * (best.fit + best.misfit)):
        return None
    return best if all(one.fit * _CLEARLY <= best.fit or one.fit <= one.misfit for one in others) else None
