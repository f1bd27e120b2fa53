"""Calling consequences with what the knowledge base stores and, where there is one, a reference genome."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.genome.assembly import BUILDS
from oncotier.genome.coding_locus import locus_of_coding
from oncotier.genome.consequence import Call, Unavailable
from oncotier.genome.haplotype import call_group
from oncotier.genome.placed_codons import PlacedCodons
from oncotier.genome.splice import is_deep
from oncotier.genome.transcript import Bases
from oncotier.genome.transcript_set import NO_TRANSCRIPTS, TranscriptSet, frame_fault
from oncotier.knowledge.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.domain.observation import Locus
    from oncotier.genome.scope import Scope
    from oncotier.genome.transcript import Codon, Transcript
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.notation.coding import CodingChange

__all__ = ["Caller", "Others", "References", "no_reference"]

References = Callable[[str], "Bases | None"]
"""The reference genome of a build, None where the user gave none."""


def no_reference(build: str) -> Bases | None:
    """Answer for every build that there is no reference genome."""
    del build
    return None


_BASES = frozenset("ACGT")
_SHORT = 50  # bases of a change that is remembered


class Others(Value, frozen=True):
    """What a change does on the other transcripts of a gene, and why it cannot be told on one that it lies in."""

    calls: tuple[Call, ...] = ()
    refused: Unavailable | None = None


_NO_OTHERS = Others()


class Caller:
    """Calls changes on the stored transcripts of their genes; scopes and reference genomes are remembered.

    `added` has the transcripts of genes of which the knowledge base stores none.
    """

    def __init__(
        self, kb: KnowledgeBase, references: References = no_reference, added: TranscriptSet = NO_TRANSCRIPTS
    ) -> None:
        self.kb = kb
        self._references = references
        self._added = added
        self._frame_faults: dict[tuple[str, str], str | None] = {}
        self._scopes: dict[str, Scope] = {}
        self._bases: dict[str, Bases | None] = {}

    def references(self, build: str) -> Bases | None:
        """Return the reference genome of a build, None where there is none."""
        if build not in self._bases:
            self._bases[build] = self._references(build)
        return self._bases[build]

    def genes_at(self, locus: Locus) -> tuple[str, ...]:
        """Return the genes in scope that a change touches."""
        if locus.build not in self._scopes:
            self._scopes[locus.build] = self._added.widen(self.kb.scope(locus.build), locus.build)
        start0 = locus.pos1 - 1
        return self._scopes[locus.build].genes_at(locus.contig, start0, start0 + len(locus.reference))

    def transcripts(self, gene: str, build: str) -> tuple[Transcript, ...]:
        """Return the stored transcripts of a gene, the primary one first; none without a build."""
        return (self.kb.transcripts(gene, build) or self._added.of(gene, build)) if build else ()

    def is_listed(self, gene: str, build: str) -> bool:
        """Tell whether what cannot be called in a gene is said: always in genes of the table, else with its bases."""
        if gene in self.kb.genes:
            return True
        stored = self.transcripts(gene, build)
        return bool(stored) and self._frame_fault(stored[0], build) is not None

    def gene_of(self, accession: str) -> str:
        """Return the gene of a transcript by its accession, with or without version; empty where none is stored."""
        bare = accession.partition(".")[0].upper()
        return self.kb.transcript_genes.get(bare, "") or self._added.gene_of(bare)

    def call(self, gene: str, loci: tuple[Locus, ...]) -> Call | Unavailable | None:
        """Call what the changes of one haplotype do together on the primary transcript; None where none is stored."""
        stored = self.transcripts(gene, loci[0].build)
        return self._on(stored[0], loci) if stored else None

    def others(self, gene: str, loci: tuple[Locus, ...]) -> Others:
        """Call the same on the other stored transcripts, whose numbering is found in the literature."""
        found = [self._on(transcript, loci) for transcript in self.transcripts(gene, loci[0].build)[1:]]
        if not found:
            return _NO_OTHERS
        refused = (one for one in found if isinstance(one, Unavailable) and one.reason != "outside")
        return Others(tuple([one for one in found if isinstance(one, Call)]), next(refused, None))

    def is_deep(self, gene: str, loci: tuple[Locus, ...]) -> bool:
        """Tell whether one changed base lies deep in an intron of the primary transcript, and nowhere that others code.

        False wherever that alone does not settle the matter: where a reference could contradict the record, and in
        genes of which changes outside the coding sequence count.
        """
        locus, stored = loci[0], self.transcripts(gene, loci[0].build)
        if len(loci) > 1 or not (locus.reference in _BASES and locus.alternate in _BASES and stored):
            return False
        if locus.reference == locus.alternate or self.references(locus.build) is not None:
            return False
        if gene in self.kb.splice_windows or gene in self.kb.promoter_genes:
            return False
        return is_deep(stored, locus.contig, locus.pos1 - 1)

    def _on(self, transcript: Transcript, loci: tuple[Locus, ...]) -> Call | Unavailable:
        build = loci[0].build
        is_short = all(len(one.reference) + len(one.alternate) <= _SHORT for one in loci)
        if is_short and self.references(build) is None and self.kb.transcripts(transcript.gene, build):
            return _on_stored(self.kb, transcript.gene, build, transcript.name, loci)
        fault = self._frame_fault(transcript, build)
        if fault:
            return Unavailable(transcript.gene, "consequence_unavailable", fault)
        return call_group(loci, transcript, bases=self.references(build), codons=self._codons(transcript, build))

    def locus(self, gene: str, change: CodingChange, transcript: str = "") -> Locus | str:
        """Return the genomic change that a coding change of a gene names, on either build, or why there is none.

        `transcript` names the one that the change counts on (with or without version); else the primary one, or the
        one with an exon border where the change counts from one. A build with a reference comes first.
        """
        words = f"no transcript of {gene} is stored"
        for build in sorted(BUILDS, key=lambda one: (self.references(one) is None, -BUILDS.index(one))):
            stored = self.transcripts(gene, build)
            named = [one for one in stored if is_named(one, transcript, self.kb.own_transcripts(gene))]
            if stored and transcript and not named:
                return f"{transcript} is none of the stored transcripts of {gene}"
            in_intron = bool(change.first.offset or change.last.offset)
            for one in named or (stored if in_intron else stored[:1]):  # borders of exons tell the transcripts apart
                found = locus_of_coding(
                    change, one, build, bases=self.references(build), codons=self._codons(one, build)
                )
                if not isinstance(found, str):
                    return found
                words = found
        return words

    def _frame_fault(self, transcript: Transcript, build: str) -> str | None:
        """Return what speaks against a transcript that was added; the stored ones were checked before."""
        if transcript not in self._added.of(transcript.gene, build):
            return ""
        key = (transcript.name, build)
        if key not in self._frame_faults:
            self._frame_faults[key] = frame_fault(transcript, self.references(build))
        return self._frame_faults[key]

    def _codons(self, transcript: Transcript, build: str) -> Mapping[int, Codon]:
        if self.kb.transcripts(transcript.gene, build):
            return _stored_codons(self.kb, transcript.gene, build, transcript.name)
        return PlacedCodons(transcript, partial(self.kb.codon_at, transcript.gene, build))


@remembered
def _stored_codons(kb: KnowledgeBase, gene: str, build: str, name: str) -> Mapping[int, Codon]:
    transcript = next(one for one in kb.transcripts(gene, build) if one.name == name)
    return PlacedCodons(transcript, partial(kb.codon_at, gene, build))


@remembered
def _on_stored(kb: KnowledgeBase, gene: str, build: str, name: str, loci: tuple[Locus, ...]) -> Call | Unavailable:
    """Call on a stored transcript by its stored codons alone."""
    transcript = next(one for one in kb.transcripts(gene, build) if one.name == name)
    return call_group(loci, transcript, bases=None, codons=_stored_codons(kb, gene, build, name))


def is_named(transcript: Transcript, accession: str, own: frozenset[str]) -> bool:
    """Tell whether an accession, version aside, names this transcript; `own` are those of the primary one."""
    bare = accession.partition(".")[0]
    if not bare:
        return False
    names = {transcript.name.partition(".")[0], transcript.refseq.partition(".")[0]}
    return bare in names or (transcript.role == "primary" and bare in own)
