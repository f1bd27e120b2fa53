"""Tiny genomes made for tests: one gene on either strand, and its protein by plain translation."""

from __future__ import annotations

import random

from oncotier.domain.observation import Locus
from oncotier.domain.protein import (
    Deletion,
    Delins,
    Duplication,
    Extension,
    Frameshift,
    Insertion,
    ProteinChange,
    Substitution,
    Synonymous,
)
from oncotier.domain.value import Value, replace
from oncotier.genome.transcript import Codon, Transcript

CODE = {
    first + second + third: "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"[16 * i + 4 * j + k]
    for i, first in enumerate("TCAG")
    for j, second in enumerate("TCAG")
    for k, third in enumerate("TCAG")
}
_PAIRS = {"A": "T", "C": "G", "G": "C", "T": "A", "N": "N"}


def turned(bases: str) -> str:
    return "".join(_PAIRS[base] for base in reversed(bases))


def translated(coding: str) -> str:
    """Translate up to the first stop, the stop included."""
    protein = ""
    for start in range(0, len(coding) - 2, 3):
        protein += CODE[coding[start : start + 3]]
        if protein[-1] == "*":
            break
    return protein


class Genome(Value, frozen=True):
    """One contig with one gene; `pieces` are the exons in capitals between introns and flanks in the gene's direction.

    `coding_from` and `coding_to` count along the spliced transcript.
    """

    contig: str
    transcript: Transcript
    spliced: str
    coding_from: int
    coding_to: int

    def bases(self, contig: str, start0: int, end0: int) -> str:
        if contig != self.transcript.contig:
            return ""
        length = len(self.contig)
        return "".join(self.contig[place] if 0 <= place < length else "N" for place in range(start0, end0))

    @property
    def protein(self) -> str:
        return translated(self.spliced[self.coding_from : self.coding_to])

    def place0(self, along: int) -> int:
        """Return the genomic position of a base counted along the contig in the gene's direction."""
        return along if self.transcript.strand > 0 else len(self.contig) - 1 - along

    def locus(self, start: int, removed: int, inserted: str, anchored: int = 1) -> Locus:
        """Write an edit counted in the gene's direction as a VCF does: on the plus strand, with bases in front."""
        end = start + removed
        first0, last0 = (
            (start, end) if self.transcript.strand > 0 else (len(self.contig) - end, len(self.contig) - start)
        )
        inserted = inserted if self.transcript.strand > 0 else turned(inserted)
        anchor = self.contig[first0 - anchored : first0] if not (removed and inserted) else ""
        reference = anchor + self.contig[first0:last0]
        return Locus(self.transcript.contig, first0 - len(anchor) + 1, reference, anchor + inserted)

    def at(self, c1: int, offset: int = 0) -> int:
        """Return the place in the gene's direction of a coding base (1-based as HGVS, never 0) and its offset."""
        c0 = c1 - 1 if c1 > 0 else c1
        return self._along(self.coding_from + c0) + offset

    def behind_stop(self, number: int) -> int:
        return self._along(self.coding_to + number - 1)

    def _along(self, spliced: int) -> int:
        for first0, last0 in self.transcript.exons:
            if spliced < last0 - first0:
                return (
                    self.place0(first0) + spliced
                    if self.transcript.strand > 0
                    else (len(self.contig) - last0 + spliced)
                )
            spliced -= last0 - first0
        raise AssertionError("behind the transcript")

    def spliced_after(self, start: int, removed: int, inserted: str) -> str:
        """Splice the edited contig by hand; only for edits within one exon (in the gene's direction)."""
        contig = self.contig if self.transcript.strand > 0 else turned(self.contig)
        made = ""
        for first0, last0 in self.transcript.exons:
            first, last = (first0, last0) if self.transcript.strand > 0 else (len(contig) - last0, len(contig) - first0)
            exon = contig[first:last]
            if first <= start and start + removed <= last and (removed or first < start < last):
                exon = exon[: start - first] + inserted + exon[start - first + removed :]
            made += exon
        return made

    def codons(self, residues: list[int], *, hidden: tuple[int, ...] = ()) -> dict[int, Codon]:
        """Return codon facts of these residues; of the hidden ones only the residue."""
        found = {}
        for residue in residues:
            c0 = residue * 3 - 3
            bases = self.spliced[self.coding_from + c0 : self.coding_from + c0 + 3]
            places = [self.place0(self.at(c0 + step + 1)) + 1 for step in range(3)]
            found[residue] = Codon(
                self.transcript.gene,
                residue,
                CODE[bases],
                "" if residue in hidden else bases,
                (places[0], places[1], places[2]),
            )
        return found


def genome(pieces: str, start: str = "", *, strand: int = 1, name: str = "GENE") -> Genome:
    """Build a genome from one text: exons in capitals, introns and flanks in small letters, the coding part by search.

    `start` is the spliced text from which the coding sequence begins (default: the first ATG).
    """
    exons, place = [], 0
    for part in _runs(pieces):
        if part.isupper():
            exons.append((place, place + len(part)))
        place += len(part)
    spliced = "".join(part for part in _runs(pieces) if part.isupper())
    coding_from = spliced.index(start or "ATG")
    coding_to = coding_from + 3 * len(translated(spliced[coding_from:]))
    contig = pieces.upper()
    first, last = _genomic(exons, coding_from), _genomic(exons, coding_to - 1) + 1
    if strand < 0:
        length = len(contig)
        contig = turned(contig)
        exons = [(length - end, length - begin) for begin, end in exons]
        first, last = length - last, length - first
    transcript = Transcript(
        gene=name,
        name=f"{name}-201",
        role="primary",
        contig="7",
        strand=strand,
        exons=tuple(exons),
        cds_start0=first,
        cds_end0=last,
        protein_length=(coding_to - coding_from) // 3 - 1,
    )
    return Genome(contig, transcript, spliced, coding_from, coding_to)


def mirrored(one: Genome) -> Genome:
    """Return the same gene on the other strand."""
    length = len(one.contig)
    transcript = replace(
        one.transcript,
        strand=-one.transcript.strand,
        exons=tuple((length - end, length - begin) for begin, end in one.transcript.exons),
        cds_start0=length - one.transcript.cds_end0,
        cds_end0=length - one.transcript.cds_start0,
    )
    return Genome(turned(one.contig), transcript, one.spliced, one.coding_from, one.coding_to)


def random_genome(seed: int) -> Genome:
    """Build a gene of four exons with repeats, so that insertions and deletions have many equal places."""
    chance = random.Random(seed)
    sense = sorted(codon for codon, residue in CODE.items() if residue != "*")
    few = chance.sample(sense, 4)
    codons = [chance.choice(few if chance.random() < 0.6 else sense) for _ in range(chance.randint(24, 40))]
    coding = "ATG" + "".join(codons) + chance.choice(["TAA", "TAG", "TGA"])
    spliced = _noise(chance, 12).replace("ATG", "ACG") + coding + _noise(chance, 60)
    cuts = sorted(chance.sample(range(16, 12 + len(coding) - 4), 3))
    exons = [spliced[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(spliced)], strict=True)]
    introns = [f"gt{_noise(chance, chance.randint(18, 40)).lower()}ag" for _ in cuts]
    text = _noise(chance, 40).lower()
    for exon, intron in zip(exons, [*introns, _noise(chance, 40).lower()], strict=True):
        text += exon + intron
    return genome(text, coding)


def _noise(chance: random.Random, length: int) -> str:
    return "".join(chance.choice("ACGT") for _ in range(length))


def _runs(text: str) -> list[str]:
    runs: list[str] = []
    for sign in text:
        if runs and runs[-1][-1].isupper() == sign.isupper():
            runs[-1] += sign
        else:
            runs.append(sign)
    return runs


def _genomic(exons: list[tuple[int, int]], spliced: int) -> int:
    for begin, end in exons:
        if spliced < end - begin:
            return begin + spliced
        spliced -= end - begin
    raise AssertionError("behind the exons")


def explains(change: ProteinChange, old: str, new: str) -> bool:
    """Tell whether a change turns one protein into another; both end with their stop, where they have one."""
    match change:
        case Substitution(at, alternate):
            made = old[: at.position - 1] + alternate + old[at.position :]
            return old[at.position - 1] == at.amino_acid and _cut(made) == new
        case Synonymous(at):
            return old == new and old[at.position - 1] == at.amino_acid
        case Deletion(first, last):
            return old[: first.position - 1] + old[last.position :] == new
        case Duplication(first, last):
            return old[: last.position] + old[first.position - 1 : last.position] + old[last.position :] == new
        case Insertion(first, last, inserted, length):
            fits = last.position == first.position + 1 and len(inserted) == length
            return fits and _cut(old[: first.position] + inserted + old[first.position :]) == new
        case Delins(first, last, inserted, length):
            made = old[: first.position - 1] + inserted + old[last.position :]
            if old[last.position - 1] == "*":
                made += "*"
            return len(inserted) == length and _cut(made) in {new, f"{new}*"}
        case Frameshift(at, alternate, distance):
            place = at.position - 1
            ends = new.endswith("*")
            stops = distance == len(new) - place if ends else distance is None
            return old[:place] == new[:place] and (old[place], new[place]) == (at.amino_acid, alternate) and stops
        case Extension(at, alternate, distance):
            place = at.position - 1
            stops = distance == len(new) - 1 - place if new.endswith("*") else distance is None
            return old[:place] == new[:place] and old[place] == "*" and new[place] == alternate and stops
        case _:
            return False


def _cut(protein: str) -> str:
    return protein[: protein.index("*") + 1] if "*" in protein else protein
