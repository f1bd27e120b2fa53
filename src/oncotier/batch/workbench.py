"""What serves every sample of a run: the knowledge base, reference genomes, further transcripts, the assay.

It is made once, and each sample goes through it by itself: inputs to readings, readings to a report.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from oncotier.batch.request import Request, read_settings_of, settings_of
from oncotier.domain.observation import Notice, Reading
from oncotier.domain.value import replace
from oncotier.errors import InputError, UsageError
from oncotier.genome.assembly import BUILDS
from oncotier.genome.transcript_set import NO_TRANSCRIPTS, TranscriptSet
from oncotier.interpret.assemble import Case, examine
from oncotier.knowledge.base import KnowledgeBase
from oncotier.knowledge.known_bases import known_bases
from oncotier.knowledge.load import load
from oncotier.readers.reader import Context
from oncotier.readers.references import ReferenceSet
from oncotier.readers.registry import read_input
from oncotier.readers.source import open_input

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from oncotier.domain.coverage import Assay
    from oncotier.domain.report import Report

__all__ = ["FINDING", "Workbench"]

FINDING = "--finding"
"""The name of the input that holds the findings of the command line."""


class Workbench:
    """Everything that is loaded once; to be closed. Raises UsageError, InputError and KnowledgeBaseError.

    Without `use_index` every record has its number in the file, which an index does not tell.
    """

    def __init__(self, request: Request, *, use_index: bool = True) -> None:
        self._use_index = use_index
        self.kb: KnowledgeBase = load(request.knowledge_base).with_thresholds(settings_of(request).thresholds)
        self.references = ReferenceSet(request.fasta, os.environ)
        self.added: TranscriptSet = _added_transcripts(request, self.kb)
        self.assay: Assay | None = _assay(request, self.kb)
        self._thresholds = {name: threshold.value for name, threshold in self.kb.thresholds.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.references.close()

    def report(self, request: Request) -> Report:
        """Read the inputs of one sample and interpret them."""
        return self.case(request).report

    def case(self, request: Request) -> Case:
        """Read the inputs of one sample and interpret them, with what the report rests on."""
        settings_of(request)
        if request.tumor_type:
            self.kb.tumors.resolve(request.tumor_type)
        return self.case_of(request, iter(self.readings(request)))

    def case_of(self, request: Request, readings: Iterable[Reading]) -> Case:
        """Interpret what was read of one sample; of an iterator nothing is held longer than it is needed."""
        settings = settings_of(request)
        return examine(self._fitting(readings), self.kb, settings, self.references, self.added, self.assay)

    def _fitting(self, readings: Iterable[Reading]) -> Iterator[Reading]:
        """Yield the readings. Raises BuildError where one is of another build than what was given beside it."""
        builds = []
        for reading in readings:
            self.references.must_fit(reading.build, file=reading.input)
            builds.append((reading.input, reading.build))
            yield reading
        self.added.must_fit(builds)

    def readings(self, request: Request) -> tuple[Reading, ...]:
        """Read every input and the findings; one of several inputs that cannot be read leaves an incomplete reading."""
        context = self.context(request)
        readings = [_read(text, request, context) for text in request.inputs]
        if request.columns and all(reading.format not in {"table", "unknown"} for reading in readings):
            raise UsageError("--columns fits no input", hint="give the names of columns as the header writes them")
        if request.findings:
            from oncotier.readers.listing import from_texts

            readings.append(from_texts(list(request.findings), name=FINDING))
        return tuple(readings)

    def context(self, request: Request) -> Context:
        """Return what readers may know for one sample."""
        return Context(
            lambda build: self.added.widen(self.kb.scope(build), build),
            self.kb.names,
            replace(read_settings_of(request), use_index=self._use_index),
            self.kb.own_transcripts,
            partial(known_bases, self.kb),
            self.kb.transcripts,
            self.kb.domain_windows,
            self._thresholds,
            self._whole_genes,
        )

    def _whole_genes(self, build: str) -> frozenset[str] | None:
        """Name the genes whose introns count; all do where a reference could contradict a record."""
        has_reference = self.references(build) is not None
        return None if has_reference else self.kb.promoter_genes.union(self.kb.splice_windows)


def _assay(request: Request, kb: KnowledgeBase) -> Assay | None:
    if not request.assay:
        return None
    from oncotier.readers.assay import read_assay

    source = open_input(request.assay)
    try:
        return read_assay(source, kb.names)
    finally:
        source.close()


def _added_transcripts(request: Request, kb: KnowledgeBase) -> TranscriptSet:
    """Read the transcripts that the knowledge base lacks: of genes in its table, with `--all-genes` of all others."""
    if not request.gff:
        return NO_TRANSCRIPTS
    from oncotier.readers.gff import read_gff

    stored = {gene for gene in kb.genes if all(kb.transcripts(gene, build) for build in BUILDS)}
    wanted = kb.genes.keys() - stored
    return read_gff(request.gff, kb.names, lambda gene: gene in wanted or (request.all_genes and gene not in stored))


def _read(text: str, request: Request, context: Context) -> Reading:
    if text == "-" and sys.stdin is None:
        raise InputError("standard input is closed")
    try:
        source = open_input(text)
        try:
            only = "table" if request.columns and len(request.inputs) == 1 else ""
            return read_input(source, context, input_format=request.input_format or only)
        finally:
            source.close()
    except InputError as error:
        if len(request.inputs) + len(request.findings) == 1:
            raise
        name = Path(text).name
        words = error.message.removeprefix(f"{text}: ").removeprefix(f"{name}: ") + (
            f" ({error.hint})" if error.hint else ""
        )
        notice = Notice("input_not_read", "error", name, words)
        return Reading(input=name, format="unknown", sha256="", records_read=0, notices=(notice,), incomplete=True)
