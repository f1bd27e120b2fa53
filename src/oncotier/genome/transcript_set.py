"""Transcripts that a user adds to those of the knowledge base: genes to transcripts, on one build."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.errors import BuildError
from oncotier.genome.allele import Edit
from oncotier.genome.scope import GeneSpan, Scope
from oncotier.genome.strand import Strand
from oncotier.genome.translate import STOP, amino_acid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from oncotier.domain.observation import Notice
    from oncotier.genome.transcript import Bases, Transcript

__all__ = ["NO_TRANSCRIPTS", "TranscriptSet", "frame_fault"]

_FLANK = 50
"""Bases beside a coding exon: its splice sites, and room for a deletion or insertion that VCF writes further left."""
_SELENOCYSTEINE = "TGA"


class TranscriptSet(Value, frozen=True, dict=True):
    """Transcripts by gene, the primary one first; without a build they are of whatever build is asked for.

    `name` is the file that they come from; `notices` say what was assumed and what was left out.
    """

    name: str = ""
    build: str = ""
    by_gene: Mapping[str, tuple[Transcript, ...]] = {}
    notices: tuple[Notice, ...] = ()

    def of(self, gene: str, build: str) -> tuple[Transcript, ...]:
        """Return the transcripts of a gene on a build, the primary one first."""
        return self.by_gene.get(gene, ()) if build and self.build in {"", build} else ()

    def gene_of(self, accession: str) -> str:
        """Return the gene of a transcript by its name without version, in capitals; empty where it is not here."""
        return self._gene_by_name.get(accession, "")

    @cached_property
    def _gene_by_name(self) -> Mapping[str, str]:
        return {
            name.partition(".")[0].upper(): gene
            for gene, transcripts in self.by_gene.items()
            for one in transcripts
            for name in (one.name, one.refseq)
            if name
        }

    def widen(self, scope: Scope, build: str) -> Scope:
        """Return a scope that also holds these genes: its unplaced ones as a whole, others by their coding exons."""
        if not self.by_gene or not build or self.build not in {"", build}:
            return scope
        if build not in self._widened:
            known = (span for index in scope.by_contig.values() for span in index.spans)
            self._widened[build] = Scope.build(scope.symbols, (*known, *self._spans(scope)))
        return self._widened[build]

    @cached_property
    def _widened(self) -> dict[str, Scope]:
        return {}

    def _spans(self, scope: Scope) -> Iterator[GeneSpan]:
        for gene, transcripts in self.by_gene.items():
            if gene not in scope.symbols:
                for one in transcripts:
                    yield from _coding_spans(one)
            elif gene in scope.unplaced:
                edges = [edge for one in transcripts for exon in one.exons for edge in exon]
                yield GeneSpan(gene, transcripts[0].contig, min(edges), max(edges))

    def must_fit(self, inputs: Iterable[tuple[str, str]]) -> None:
        """Raise BuildError when an input (name, build) is of another build, or inputs of both share one file."""
        seen = dict(sorted((build, name) for name, build in inputs if build))
        for build, name in seen.items():
            if self.build not in {"", build}:
                raise BuildError(
                    f"is on {build}, but --gff is {self.name} ({self.build})",
                    file=name,
                    hint=f"give a GFF3 of {build}",
                )
        if self.name and not self.build and len(seen) > 1:
            words = f"does not say its genome build, and the inputs are of {' and '.join(seen)}"
            raise BuildError(words, file=self.name, hint="add a line such as #!genome-build GRCh38")


NO_TRANSCRIPTS = TranscriptSet()
"""Nothing beside the knowledge base's own."""


def _coding_spans(transcript: Transcript) -> Iterator[GeneSpan]:
    """Yield the coding exons with their flanks, near ones as one."""
    start0 = end0 = -1
    for first0, last0 in sorted(transcript.exons):
        if first0 >= transcript.cds_end0 or last0 <= transcript.cds_start0:
            continue
        from0 = max(0, max(first0, transcript.cds_start0) - _FLANK)
        to0 = min(last0, transcript.cds_end0) + _FLANK
        if start0 >= 0 and from0 <= end0:
            end0 = to0
            continue
        if start0 >= 0:
            yield GeneSpan(transcript.gene, transcript.contig, start0, end0)
        start0, end0 = from0, to0
    yield GeneSpan(transcript.gene, transcript.contig, start0, end0)


def frame_fault(transcript: Transcript, bases: Bases | None) -> str | None:
    """Say why a coding sequence cannot be right by the reference: empty where it is, None where its bases are unknown.

    A TGA inside is taken for selenocysteine; any codon may start a protein.
    """
    length = transcript.layout.cds_length
    coding = Strand(transcript, Edit(0, 0, "", 0, ""), bases, {}).spliced(0, length) if bases is not None else "N"
    if "N" in coding:
        return None
    codons = [coding[start : start + 3] for start in range(0, length, 3)]
    if amino_acid(codons[-1]) != STOP:
        return f"{transcript.name} ends with {codons[-1]}, which is no stop codon, in the FASTA"
    for number, codon in enumerate(codons[:-1], start=1):
        if codon != _SELENOCYSTEINE and amino_acid(codon) == STOP:
            return f"{transcript.name} has the stop codon {codon} at residue {number} in the FASTA"
    return ""
