"""The data rows of one VCF: width and position are checked on every row, the rest on rows in scope.

A row that breaks the format is listed with its number and reason and never hides the next one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import (
    ANNOTATED_ELSEWHERE,
    Locus,
    Observation,
    Source,
    Unresolved,
    Untested,
    VariantObservation,
)
from oncotier.domain.value import replace
from oncotier.errors import InputError
from oncotier.genome.assembly import BUILDS, contig_name
from oncotier.notation.consequence import PROTEIN_CHANGING
from oncotier.readers.coding_parts import CodingParts
from oncotier.readers.csq import CsqLayout, TranscriptCall, best_calls, percent_decoded
from oncotier.readers.reader import Context, decoded
from oncotier.readers.structural import StructuralRows
from oncotier.readers.vcf_annotation import entries_of
from oncotier.readers.vcf_blocks import ReferenceBlocks
from oncotier.readers.vcf_build import EitherBuild, decided_build
from oncotier.readers.vcf_counts import Allele, allele_counts
from oncotier.readers.vcf_header import VcfHeader, parse_header
from oncotier.readers.vcf_row import ONE_BASE, Malformed, Row, is_bases, is_no_allele
from oncotier.readers.vcf_sample import TumorColumn, has_allele, origin_beside_normal, phase_of
from oncotier.readers.vcf_select import Overlap, Symbols, stretch_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.readers.source import Batch, InputFile

__all__ = ["COUNTED", "Body"]

_LONGEST_POSITION = 10
_PROBE = 5000  # rows at the start of an annotated file of which both position and gene symbol are looked at
_PIECE = 16 * 1024  # bytes of rows that are looked at together, where a larger part touches a gene
_CONTIG_NAME = re.compile(rb"[!-~]+")
_STRUCTURAL = "structural_allele"
_OUTSIDE = "outside_genes_in_table"
_SILENT = "no_protein_effect"
_FEW = 2000  # rows
_AWAY = "away_from_exons"  # by an index: outside of genes, or deep in their introns
_NO_CALL = "NOCALL"  # FILTER of Ion Torrent: a position that was to be called, and could not be
COUNTED = (
    ("filter_not_applied", "info", "{} rows in scope have FILTER '.': the caller's filters were not applied"),
    ("info_repeated", "warning", "{} rows in scope have a key of INFO more than once: none of its values counts alone"),
    ("not_utf8", "warning", "{} rows in scope are not UTF-8 and were read as Latin-1"),
    (
        "allele_unclear",
        "warning",
        "{} alleles in scope have an annotation that speaks of other alleles: their consequence was called anew",
    ),
    ("annotation_broken", "warning", "{} alleles in scope have entries of the annotation that are cut or too long"),
)


class Body:
    """Reads the data rows of one file; the lists and counts fill as it goes."""

    def __init__(self, source: InputFile, context: Context, header: VcfHeader, tumor: TumorColumn, build: str) -> None:
        self.source = source
        self.context = context
        self.header = header
        self.tumor = tumor
        self.build = build
        self.evidence = ""
        layout = CsqLayout.of(header.csq_fields)
        self.layout = layout if layout.symbol >= 0 else None
        self.scope = context.scope(build)
        self.overlap: Overlap | EitherBuild = Overlap(self.scope)
        if not header.evidence and not self.layout:
            self.overlap = EitherBuild(tuple(Overlap(context.scope(one)) for one in BUILDS))
        self.waiting: list[tuple[int, int, bytes]] = []
        self.symbols = Symbols(context.names, header.annotation, layout, self.scope.unplaced) if self.layout else None
        self.structural = StructuralRows(
            context, annotation_key=header.csq_key, symbol_at=self.layout.symbol if self.layout else -1
        )
        self.blocks = ReferenceBlocks(context.thresholds)
        self._takes_all = context.settings.all_genes and self.layout is not None
        self._outside = 0
        self._silent = 0
        self.parts = CodingParts(self.scope, context, build)
        self.records = 0
        self.observations: list[VariantObservation] = []
        self.unresolved: list[Unresolved] = []
        self.untested: list[Untested] = []
        self.out_of_scope_by: dict[str, int] = {}
        self.stray_line1 = 0
        self.misplaced = 0
        self.other_header: list[str] = []
        self.counts = {code: 0 for code, _, _ in COUNTED}

    def read(self, batches: Iterable[Batch]) -> None:
        """Read every row: width and position are checked on all, the rest on rows in scope.

        Rows without annotation are short and looked at many at once where no gene is near.
        """
        for batch in batches:
            for piece in (batch,) if self.symbols else self._not_free(batch):
                self._read_piece(piece)
        self._count(_OUTSIDE, self._outside + self._decide_build())
        self._count(_SILENT, self._silent)

    def is_silent(self, record1: int, cells: list[bytes]) -> bool:
        """Tell whether a row within a gene lies where no change of bases has an effect.

        The first rows are always taken apart: a panel is sooner read than the parts of all genes are known.
        """
        return record1 > _FEW and self.parts.leaves_out(self.overlap.contig(cells[0]), cells)

    def _not_free(self, batch: Batch) -> Iterator[Batch]:
        """Count the rows that lie away from all genes together, and yield the others."""
        if not self._is_free(batch):
            yield from (piece for piece in batch.pieces(_PIECE) if not self._is_free(piece))

    def _is_free(self, batch: Batch) -> bool:
        stretch = stretch_of(batch.raw, len(self.header.columns))
        if stretch is None or not self.overlap.is_free(stretch):
            return False
        self.records += stretch.rows
        self._outside += stretch.rows
        return True

    def _read_piece(self, batch: Batch) -> None:
        width = len(self.header.columns)
        touches_gene = self.overlap.test
        is_open = isinstance(self.overlap, EitherBuild)
        foreign = self.overlap.foreign
        has_nul = b"\0" in batch.raw
        symbols = self.symbols
        by_symbol = symbols is not None and self._is_uncertain()
        for number, line in enumerate(batch.lines, batch.line1):
            cells = line.split(b"\t")
            fault = ""
            if len(cells) != width or not _is_position(cells[1]) or has_nul or line.startswith(b"#"):
                if self._is_stray(number, line):
                    continue
                fault = _fault(line, cells, width)
            self.records += 1
            if fault:
                self._malformed(self.records, number, decoded(line), fault)
            elif touches_gene(cells):
                if is_open:
                    self.waiting.append((self.records, number, line))
                elif not symbols and self.is_silent(self.records, cells):
                    self._silent += 1
                else:
                    self._row(self.records, number, line)
            elif cells[0] in foreign and not _CONTIG_NAME.fullmatch(cells[0]):
                self._malformed(self.records, number, decoded(line), "CHROM is not the name of a contig")
            elif (
                symbols is not None
                and (by_symbol or cells[0] in foreign or symbols.may_hold_unplaced(cells[0], cells[7]))
                and symbols.test(cells[7])
            ):
                self._row(self.records, number, line)
                self._judge_place(cells[0] in foreign)
            elif self._takes_all and cells[4].replace(b",", b"").isalpha():
                self._row(self.records, number, line, is_away=True)
            else:
                self._outside += 1

    def pass_over(self, rows: int) -> None:
        """Count rows that an index shows to lie away from all parts of genes that matter."""
        self.records += rows
        self._count(_AWAY, rows)

    def _decide_build(self) -> int:
        """Let the rows that had to wait vote for a build, and read them; return how many touch no gene on it."""
        if not isinstance(self.overlap, EitherBuild):
            return 0
        rows = [(record1, number, line, line.split(b"\t")) for record1, number, line in self.waiting]
        places = ((contig_name(decoded(cells[0])), int(cells[1]), decoded(cells[3]).upper()) for *_, cells in rows)
        self.build, evidence = decided_build(places, self.context, file=self.source.name)
        self.evidence = evidence
        self.scope = self.context.scope(self.build)
        self.overlap = Overlap(self.scope)
        self.parts = CodingParts(self.scope, self.context, self.build)
        inside = [(record1, number, line) for record1, number, line, cells in rows if self.overlap.test(cells)]
        for record1, number, line in inside:
            if self.is_silent(record1, line.split(b"\t")):
                self._silent += 1
            else:
                self._row(record1, number, line)
        return len(rows) - len(inside)

    def _is_uncertain(self) -> bool:
        """Tell whether rows away from all genes must be taken for what their annotation says."""
        return not self.header.evidence or self.records < _PROBE or self.misplaced > 0

    def _judge_place(self, is_foreign: bool) -> None:
        """Count the last row if its annotation names a change in a gene that lies elsewhere: the build may be wrong."""
        if self.observations and not is_foreign:
            last = self.observations[-1]
            is_last = last.source.record1 == self.records
            self.misplaced += is_last and last.consequence in PROTEIN_CHANGING and last.gene not in self.scope.unplaced

    def _is_stray(self, number: int, line: bytes) -> bool:
        """Pass over blank lines, comments and a repeated header. Raises InputError for another header."""
        if not line.startswith(b"#"):
            return not line.strip()
        self.stray_line1 = self.stray_line1 or number
        self.other_header.append(decoded(line))
        if line.startswith(b"#CHROM"):
            self._check_other_header(parse_header(self.other_header, file=self.source.name), number)
            self.other_header = []
        return True

    def _check_other_header(self, other: VcfHeader, number: int) -> None:
        differs = ""
        if other.columns != self.header.columns:
            differs = "columns"
        elif any(piece.build != self.build for piece in other.evidence):
            differs = "genome build"
        elif other.csq_key and (other.csq_key, other.csq_fields) != (self.header.csq_key, self.header.csq_fields):
            differs = "annotation fields"
        if differs:
            raise InputError(f"a second header with other {differs}", file=self.source.name, line1=number)

    def _malformed(self, record1: int, number: int, text: str, words: str) -> None:
        raw = " ".join(text.split("\t")[:5])[:200]
        source = Source(self.source.name, record1, raw)
        self.unresolved.append(Unresolved(source, "malformed_row", f"line {number}: {words}"))

    def _count(self, reason: str, number: int) -> None:
        if number:
            self.out_of_scope_by[reason] = self.out_of_scope_by.get(reason, 0) + number

    def _row(self, record1: int, number: int, line: bytes, *, is_away: bool = False) -> None:
        """Read one row; one that lies away from all genes says what its annotation says, or nothing."""
        text = decoded(line)
        try:
            row = Row(record1, number, text.split("\t"), self.tumor)
        except Malformed as error:
            self._malformed(record1, number, text, str(error))
            return
        if not is_away:
            self.blocks.add(row)
        self.counts["filter_not_applied"] += row.filter == "."
        self.counts["info_repeated"] += row.is_repeated
        self.counts["not_utf8"] += not line.isascii() and text.encode() != line
        if _NO_CALL in row.filter.split(";") and self._note_no_call(row):
            return
        reasons, ends = [], 0
        for index0 in range(len(row.alternates)):
            for one in self._allele(row, index0):
                end = _OUTSIDE if is_away and isinstance(one, VariantObservation) and not one.gene else one
                ends += 1
                if isinstance(end, str):
                    reasons.append(end)
                elif isinstance(end, VariantObservation):
                    self.observations.append(end)
                else:
                    self.unresolved.append(end)
        if _STRUCTURAL in reasons:
            self._keep_structural(row, alone=len(reasons) == ends)
        elif len(reasons) == ends:
            self._count(min(reasons), 1)

    def _note_no_call(self, row: Row) -> bool:
        """Note the genes of a row that Ion Torrent could not call as not assessed; tell whether there are any."""
        if not all(is_bases(one) or is_no_allele(one) for one in row.alternates):
            return False
        start0 = row.pos1 - 1
        genes = self.scope.genes_at(contig_name(row.chrom), start0, start0 + len(row.reference))
        source = Source(self.source.name, row.record1, row.raw)
        reason = percent_decoded(row.info.get("FAIL_REASON", ""))[:80]
        words = f"no call at {row.chrom}:{row.pos1}" + (f" ({reason})" if reason not in {"", "."} else "")
        self.untested.extend(Untested(source, gene, words) for gene in genes)
        return bool(genes)

    def _keep_structural(self, row: Row, *, alone: bool) -> None:
        for index0, alternate in enumerate(row.alternates):
            if not is_bases(alternate) and not is_no_allele(alternate) and has_allele(row.fields, index0 + 1):
                placed = self._placed(row, index0, Source(self.source.name, row.record1, row.raw, index0 + 1))
                self.structural.add(row, index0, placed, alone=alone)

    def resolve_structural(self) -> tuple[Observation, ...]:
        """Return what the structural alleles say, now that all rows and the build are known."""
        self.structural.resolve(self.build)
        self.unresolved.extend(self.structural.unresolved)
        for reason in self.structural.reasons:
            self._count(reason, 1)
        return tuple(self.structural.observations)

    def _allele(self, row: Row, index0: int) -> list[VariantObservation | Unresolved | str]:
        """Return the observations of one allele, or the reason why it is none of ours."""
        alternate = row.alternates[index0]
        if is_no_allele(alternate):
            return ["no_alternate_allele"]
        if not has_allele(row.fields, index0 + 1):
            return ["absent_in_sample"]
        source = Source(self.source.name, row.record1, row.raw, index0 + 1)
        if not is_bases(alternate):
            return [_STRUCTURAL]
        value = entries_of(self.header.annotation, row.info.get(self.header.csq_key, ""))
        if self.layout is None or value in {"", "."}:
            if (
                row.reference in ONE_BASE
                and alternate in ONE_BASE
                and self.parts.is_deep(contig_name(row.chrom), row.pos1 - 1)
            ):
                return [_SILENT]
            return [self._placed(row, index0, source)]
        return self._annotated(row, index0, source, self.layout, value)

    def _annotated(
        self, row: Row, index0: int, source: Source, layout: CsqLayout, value: str
    ) -> list[VariantObservation | Unresolved | str]:
        found = best_calls(
            value,
            layout,
            self.context,
            reference=row.reference,
            alternates=row.alternates,
            index0=index0,
        )
        self.counts["annotation_broken"] += bool(found.broken)
        if found.calls:
            placed = self._placed(row, index0, source)
            return [self._named(placed, call) for call in found.calls]
        if found.broken:
            words = f"line {row.line1}: {found.broken} entries of the annotation do not have {len(layout.names)} fields"
            return [Unresolved(source, "malformed_row", words)]
        if found.other_alleles:
            self.counts["allele_unclear"] += 1
            return [self._placed(row, index0, source)]
        return [self._placed(row, index0, source, flags=(ANNOTATED_ELSEWHERE,)) if self.build else _OUTSIDE]

    def _placed(self, row: Row, index0: int, source: Source, *, flags: tuple[str, ...] = ()) -> VariantObservation:
        """Return a change by its place only, with what the sample's column says of it."""
        allele = Allele(index0 + 1, len(row.alternates), row.reference, row.alternates[index0])
        counts = allele_counts(row.fields, row.info, allele)
        return VariantObservation(
            source=source,
            gene="",
            locus=Locus(contig_name(row.chrom), row.pos1, row.reference, row.alternates[index0], self.build),
            vaf=counts.vaf,
            depth=counts.depth,
            origin=origin_beside_normal(row.normal, allele, self.tumor),
            filter="" if row.filter in {"PASS", "."} else row.filter,
            flags=flags,
            phase=phase_of(row.fields, index0 + 1),
        )

    def _named(self, placed: VariantObservation, call: TranscriptCall) -> VariantObservation:
        return replace(
            placed,
            gene=call.gene,
            protein=call.protein,
            coding=call.coding,
            consequence=call.consequence,
            transcript=call.transcript,
            exon=call.exon,
            intron=call.intron,
        )


def _fault(line: bytes, cells: list[bytes], width: int) -> str:
    if len(cells) != width:
        return f"{len(cells)} columns, but the header names {width}"
    if b"\0" in line:
        return "a NUL byte"
    if not cells[1].isdigit():
        return "POS is not a whole number"
    return "" if _is_position(cells[1]) else "POS has more digits than the longest chromosome"


def _is_position(text: bytes) -> bool:
    return text.isdigit() and len(text) <= _LONGEST_POSITION
