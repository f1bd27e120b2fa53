"""The stored codons of one transcript by residue, each looked up when a change comes near it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from oncotier.domain.value import replace

if TYPE_CHECKING:
    from oncotier.genome.transcript import Codon, Transcript

__all__ = ["PlacedCodons"]

_MOST_FOUND = 128


class PlacedCodons(Mapping[int, "Codon"]):
    """The same mapping as `place_codons` gives, for a source that finds a codon by its first position (1-based)."""

    def __init__(self, transcript: Transcript, starting_at: Callable[[int], Codon | None]) -> None:
        self._layout = transcript.layout
        self._starting_at = starting_at
        self._found: dict[int, Codon | None] = {}

    def __bool__(self) -> bool:
        return True  # whether there is any is not worth a search

    def __getitem__(self, residue: int) -> Codon:
        found = self._at(residue)
        if found is None:
            raise KeyError(residue)
        return found

    def get(self, residue: int, default: Codon | None = None) -> Codon | None:  # type: ignore[override]
        """Return the codon of a residue that is stored."""
        return self._at(residue) or default

    def __contains__(self, residue: object) -> bool:
        return isinstance(residue, int) and self._at(residue) is not None

    def __iter__(self) -> Iterator[int]:
        return (residue for residue in range(1, self._layout.stop_index + 2) if self._at(residue) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _at(self, residue: int) -> Codon | None:
        try:
            return self._found[residue]
        except KeyError:
            if len(self._found) >= _MOST_FOUND:
                self._found.clear()
            found = self._found[residue] = self._placed(residue)
            return found

    def _placed(self, residue: int) -> Codon | None:
        layout, c0 = self._layout, residue * 3 - 3
        if not 0 <= c0 <= layout.cds_length - 3:
            return None
        stored = self._starting_at(layout.position1(layout.place_of(c0)))
        if stored is None:
            return None
        places = tuple(layout.position1(layout.place_of(c0 + step)) for step in range(3))
        if stored.positions1 != places:
            return None
        return stored if stored.residue == residue else replace(stored, residue=residue)
