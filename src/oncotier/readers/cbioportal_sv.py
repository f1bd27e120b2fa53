"""Structural variants of cBioPortal (`data_sv`), its legacy fusion file, and the plain fusion tables of OncoKB users.

Site 1 and 2, and gene A and B, are not 5' and 3'. One gene on both sides is an event within the gene. A fusion in two
rows, one per partner, is one fusion. A status GERMLINE is kept as the origin.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import RearrangementObservation, StatementObservation, Unresolved
from oncotier.domain.value import replace
from oncotier.errors import BuildError
from oncotier.genome.assembly import build_of_name, contig_name
from oncotier.notation import fusion
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.delimited import Columns
from oncotier.readers.fusion_calls import Breakpoint, FusionCall, gene_of, judge_calls, other_target_at
from oncotier.readers.reader import Confidence
from oncotier.readers.tabular import TableBody, first_rows, sample_names, whole_of

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_SAMPLE = ("Sample_Id", "Tumor_Sample_Barcode", "SAMPLE_ID")
_GENES = (("Site1_Hugo_Symbol", "Site2_Hugo_Symbol"), ("GeneA", "GeneB"))
_CLASS = ("Class", "Sv_Type", "SV_Type")
_FRAMES = (
    (lazy_pattern(r"in[ -_]?frame", re.IGNORECASE), "yes"),
    (lazy_pattern(r"out[ -_]?of[ -_]?frame|frame[ -_]?shift", re.IGNORECASE), "no"),
)
_ANTISENSE = lazy_pattern(r"antisense fusion", re.IGNORECASE)  # no gene reads through such a joint
_NO = frozenset({"", "NA", "N/A", "NONE"})


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: a sample and either two genes of a structural variant or a named fusion."""
    rows = first_rows(head)
    columns = Columns(rows[0] if rows else [])
    if not columns.first(*_SAMPLE):
        return Confidence.NO
    pair = any(columns.has(one) and columns.has(two) for one, two in _GENES)
    return Confidence.CERTAIN if pair or columns.has("Fusion") else Confidence.NO


def samples(source: InputFile) -> tuple[str, ...]:
    """Return the sample names of the file."""
    rows = first_rows(source.head)
    return sample_names(source, Columns(rows[0] if rows else []).first(*_SAMPLE))


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample. Raises InputError, BuildError and SampleChoiceError."""
    body = TableBody(source, context)
    rows = first_rows(source.head)
    columns = Columns(rows[0] if rows else [])
    germline: set[int] = set()
    needs = ("Fusion", *(one for one, two in _GENES if columns.has(two)))
    calls: list[FusionCall] = []
    for cells in body.rows(_SAMPLE, needs, sample_column=columns.first(*_SAMPLE)):
        call = _named(body, cells) if columns.has("Fusion") else _pair(body, cells)
        if call is not None:
            calls.append(call)
        if body.columns.cell(cells, "SV_Status").upper() == "GERMLINE":
            germline.add(body.records)
    judge_calls(body, calls)
    body.observations = [
        replace(one, origin=Origin.GERMLINE if one.source.record1 in germline else one.origin)
        for one in body.observations
        if isinstance(one, RearrangementObservation | StatementObservation)
    ]
    return body.reading("cbioportal-sv")


def _named(body: TableBody, cells: list[str]) -> FusionCall | None:
    """Read a row with a fusion in words; an event within a gene is left to the notation."""
    text = body.columns.cell(cells, "Fusion")
    place = body.place(text)
    names = body.context.names
    pair = fusion.split_pair(re.sub(r"(?i)[ _-]*(?:gene )?fusions?$", "", text), names, worded=True)
    if pair is None:
        body.observations.append(StatementObservation(place, text))
        return None
    if not any(gene and body.in_scope(gene) for gene in pair):
        body.count("gene_not_in_table")
        return None
    return FusionCall(place, *pair, in_frame=_frame(body, cells), flags=_support(body, cells))


def _pair(body: TableBody, cells: list[str]) -> FusionCall | None:
    columns, names = body.columns, body.context.names
    first, second = next((one, two) for one, two in _GENES if columns.has(one))
    gene1, gene2 = gene_of(columns.cell(cells, first), names), gene_of(columns.cell(cells, second), names)
    kind = columns.cell(cells, columns.first(*_CLASS)).lower()
    _check_build(body, cells)
    if not any(gene and body.in_scope(gene) for gene in (gene1, gene2)):
        target = other_target_at(body, _site(body, cells, 1)) or other_target_at(body, _site(body, cells, 2))
        if target:
            words = f"the genes are called {gene1 or '?'} and {gene2 or '?'}, but a break lies in {target}"
            place = body.place(f"{gene1 or '?'} {gene2 or '?'} {kind}")
            body.unresolved.append(Unresolved(place, "contradictory_genes", f"{words}: which is right is not clear"))
        else:
            body.count("gene_not_in_table" if gene1 or gene2 else "no_gene")
        return None
    return FusionCall(
        body.place(f"{gene1 or '?'} {gene2 or '?'} {kind}"),
        gene1,
        gene2,
        _site(body, cells, 1),
        _site(body, cells, 2),
        in_frame=_frame(body, cells),
        filter="antisense" if _ANTISENSE.search(body.columns.cell(cells, "Event_Info")) else "",
        flags=_support(body, cells),
        kind=kind if gene1 == gene2 and kind in {"deletion", "duplication", "inversion"} else "fusion",
        description=_words(body, cells) if gene1 == gene2 else "",
    )


def _words(body: TableBody, cells: list[str]) -> str:
    """Return the words of an event within a gene that the notation may know (`EGFRvIII`, `KDD`)."""
    written = (body.columns.cell(cells, name) for name in ("Event_Info", "Annotation", "Comments"))
    for text in written:
        found = re.search(r"v ?III\b|\bKDD\b|\bITD\b|exon ?14 skipping|kinase domain duplication", text, re.IGNORECASE)
        if found:
            return found[0]
    return ""


def _check_build(body: TableBody, cells: list[str]) -> None:
    """Take the build of the first row that states one. Raises BuildError for another one later, or by the user."""
    stated = build_of_name(body.columns.cell(cells, "NCBI_Build"))
    if stated and not body.build:
        body.build, body.build_evidence = stated, "NCBI_Build"
    elif stated and stated != body.build:
        words = f"NCBI_Build says {stated}, but {body.build_evidence} says {body.build}"
        hint = "correct --build or the file"
        raise BuildError(words, file=body.source.name, line1=body.line1, hint=hint)


def _site(body: TableBody, cells: list[str], number: int) -> Breakpoint | None:
    contig = body.columns.cell(cells, f"Site{number}_Chromosome")
    pos1 = whole_of(body.columns.cell(cells, f"Site{number}_Position"))
    return Breakpoint(contig_name(contig), pos1) if pos1 and contig.upper() not in _NO else None


def _frame(body: TableBody, cells: list[str]) -> str:
    """Return whether the frame is kept, from its own column, else from the words of the event."""
    places = (body.cell(cells, "Site2_Effect_On_Frame", "Frame"), body.columns.cell(cells, "Event_Info"))
    found = (word for written in places for pattern, word in reversed(_FRAMES) if pattern.search(written))
    return next(found, "")


def _support(body: TableBody, cells: list[str]) -> tuple[str, ...]:
    """Say that a rearrangement was looked for in RNA and not found there; what is not stated says nothing."""
    is_dna = body.columns.cell(cells, "DNA_Support").lower() == "yes"
    return ("no_rna_support",) if is_dna and body.columns.cell(cells, "RNA_Support").lower() == "no" else ()
