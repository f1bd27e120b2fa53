"""What is known of the bases of a transcript around one record, read in the direction of the transcript.

Sources, in this order: the reference (FASTA), the record's own reference allele, the stored codons. Whatever none of
them states is `N`, so the engine reasons in the same way with and without a FASTA: it only knows less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.genome.translate import STOP, amino_acid, candidates, reverse_complement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oncotier.genome.allele import Edit
    from oncotier.genome.transcript import Bases, Codon, Transcript

__all__ = ["Strand"]

_UNKNOWN = "N"
_TO_UNKNOWN = str.maketrans(dict.fromkeys("RYSWKMBDHVU-*.", _UNKNOWN))
_CHUNK = 240
_CHUNK_OF_FACTS = 12


class Strand:
    """The known bases around one edit; `used_codons` and `checked` remember where the answers came from."""

    def __init__(self, transcript: Transcript, edit: Edit, bases: Bases | None, codons: Mapping[int, Codon]) -> None:
        self.layout = transcript.layout
        self.contig = transcript.contig
        self.bases = bases
        self.codons = codons
        self.used_codons = False
        self.checked = False
        self._stated = edit.stated
        self._stated0 = edit.stated0

    @property
    def method(self) -> str:
        """Say what the answers rest on."""
        if self.used_codons:
            return "codon facts"
        return "fasta" if self.checked else "coordinates"

    def mismatch(self) -> str:
        """Say in words where the record's reference allele contradicts the reference or a stored codon."""
        if self.bases is None and not self._has_codon():
            return ""
        start0, stated = self._stated0, self._stated
        found = self._fetched(start0, start0 + len(stated))
        self.checked = found == stated
        if self.checked:
            return ""
        if _UNKNOWN in found:
            places = range(start0, start0 + len(stated))
            found = "".join(
                [
                    self._stored_at(place0) if base == _UNKNOWN else base
                    for place0, base in zip(places, found, strict=True)
                ]
            )
        if found == stated:
            return ""
        for place, (base, claimed) in enumerate(zip(found, stated, strict=True)):
            if base not in {claimed, _UNKNOWN}:
                where = f"{self.contig}:{start0 + place + 1}"
                return f"the reference has {base} at {where}, the record says {claimed}"
        return self._impossible_codon()

    def _has_codon(self) -> bool:
        """Tell whether any of the record's own reference bases lies in a stored codon."""
        if not self.codons:
            return False
        layout = self.layout
        for x in range(*layout.along(self._stated0, self._stated0 + len(self._stated))):
            index = layout.exon_of(x)
            if index is not None and (layout.coding[index] + x - layout.starts[index]) // 3 + 1 in self.codons:
                return True
        return False

    def _stored_at(self, place0: int) -> str:
        """Return a base of the genome as the stored codons state it."""
        if self.layout.sign > 0:
            return self._stored(place0)
        return reverse_complement(self._stored(-1 - place0))

    def _impossible_codon(self) -> str:
        """Say where the stated bases make a codon that cannot code for the stored residue."""
        layout = self.layout
        first, last = layout.along(self._stated0, self._stated0 + len(self._stated))
        seen: set[int] = set()
        for x in range(first, last):
            index = layout.exon_of(x)
            residue = (layout.coding[index] + x - layout.starts[index]) // 3 + 1 if index is not None else 0
            codon = self.codons.get(residue)
            if codon is None or residue in seen or codon.bases or not layout.is_coding(x):
                continue
            seen.add(residue)
            written = self.codon(residue - 1)
            if not candidates(codon.amino_acid, written):
                return f"the record's reference allele makes {written} of the codon of {codon.amino_acid}{residue}"
        return ""

    def read(self, first_x: int, last_x: int) -> str:
        """Return the bases of an interval along the transcript, `N` where not known."""
        if first_x >= last_x:
            return ""
        if self.bases is None:
            return "".join([self._known(x) for x in range(first_x, last_x)])
        raw = self._fetched(*self.layout.along(first_x, last_x))
        raw = raw if self.layout.sign > 0 else reverse_complement(raw)
        return self._patched(raw, first_x) if _UNKNOWN in raw else raw

    def spliced(self, from_c0: int, to_c0: int) -> str:
        """Return bases of the spliced transcript, introns left out; it ends with the last exon."""
        layout, parts = self.layout, []
        index = max(0, sum(1 for place in layout.coding if place <= from_c0) - 1)
        while from_c0 < to_c0 and index < len(layout.starts):
            start_x = layout.starts[index] + from_c0 - layout.coding[index]
            end_x = min(layout.ends[index], start_x + to_c0 - from_c0)
            parts.append(self.read(start_x, end_x))
            from_c0 += max(0, end_x - start_x)
            index += 1
        return "".join(parts)

    def codon(self, index: int) -> str:
        """Return the codon of a residue counted from 0, `N` where not known."""
        if self.bases is None:
            stored = self.codons.get(index + 1)
            if stored is not None and stored.bases and self._fits(stored, index * 3):
                self.used_codons = True
                return stored.bases
        return self.spliced(index * 3, index * 3 + 3)

    def residue(self, index: int) -> str:
        """Return the residue of the reference protein counted from 0, empty where not known."""
        layout = self.layout
        if not 0 <= index <= layout.stop_index:
            return ""
        if self.bases is None and len(self._stated) < 2 and index + 1 not in self.codons:  # one base is no codon
            return STOP if index == layout.stop_index else "M" if index == 0 else ""
        found = amino_acid(self.codon(index))
        if index == 0 and found:
            return "M"  # also where another codon than ATG starts the protein
        if not found:
            stored = self.codons.get(index + 1)
            if stored is None or not self._fits(stored, index * 3):
                return STOP if index == layout.stop_index else "M" if index == 0 else ""
            self.used_codons = True
            return stored.amino_acid
        return "U" if found == STOP and index < layout.stop_index else found

    def run_on(self, index: int, from_c0: int, to_c0: int, inserted: str) -> Iterator[str]:
        """Yield the changed codons from a residue on, into the 3' untranslated region, to the transcript's end."""
        waiting = self.spliced(index * 3, from_c0) + inserted
        place, size = to_c0, _CHUNK if self.bases is not None else _CHUNK_OF_FACTS
        while True:
            more = self.spliced(place, place + size)
            waiting, place = waiting + more, place + len(more)
            whole = len(waiting) - len(waiting) % 3
            for start in range(0, whole, 3):
                yield waiting[start : start + 3]
            waiting = waiting[whole:]
            if len(more) < size:
                return

    def _fetched(self, start0: int, end0: int) -> str:
        """Ask the reference: always as many bases as asked for, in A, C, G, T and N."""
        if self.bases is None:
            return _UNKNOWN * (end0 - start0)
        before = min(max(0, -start0), end0 - start0)
        raw = self.bases(self.contig, max(0, start0), max(0, end0)).translate(_TO_UNKNOWN)
        return (_UNKNOWN * before + raw).ljust(end0 - start0, _UNKNOWN)

    def _patched(self, raw: str, first_x: int) -> str:
        """Fill unknown bases from the record's own reference allele and from the stored codons."""
        return "".join(base if base != _UNKNOWN else self._known(first_x + place) for place, base in enumerate(raw))

    def _known(self, x: int) -> str:
        place = self.layout.position1(x) - 1 - self._stated0
        if 0 <= place < len(self._stated):
            base = self._stated[place]
            return base if self.layout.sign > 0 else reverse_complement(base)
        return self._stored(x)

    def _stored(self, x: int) -> str:
        """Return a base of the transcript as the stored codons state it."""
        if not self.codons:
            return _UNKNOWN
        layout = self.layout
        index = layout.exon_of(x)
        if index is None:
            return _UNKNOWN
        c0 = layout.coding[index] + x - layout.starts[index]
        stored = self.codons.get(c0 // 3 + 1)
        if stored is None or not stored.bases or stored.positions1[c0 % 3] != layout.position1(x):
            return _UNKNOWN
        self.used_codons = True
        return stored.bases[c0 % 3]

    def _fits(self, stored: Codon, c0: int) -> bool:
        """Tell whether a stored codon stands where this transcript has the codon of that number."""
        return stored.positions1[0] == self.layout.position1(self.layout.place_of(c0))
