"""The data rows of one VCF: width and position are checked on every row, the rest on rows in scope.

A row that breaks the format is listed with its number and reason and never hides the next one.
"""

from __future__ import annotations

from collections import Counter
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
from oncotier.genome.assembly import BUILDS, contig_name
from oncotier.notation.consequence import PROTEIN_CHANGING
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.coding_parts import OUTSIDE, SILENT, CodingParts
from oncotier.readers.csq import CsqLayout, best_calls, percent_decoded
from oncotier.readers.reader import Context, decoded
from oncotier.readers.structural import StructuralRows
from oncotier.readers.vcf_annotation import compound_flags, entries_of
from oncotier.readers.vcf_blocks import ReferenceBlocks
from oncotier.readers.vcf_build import EitherBuild, decided_build
from oncotier.readers.vcf_counts import Allele, allele_counts
from oncotier.readers.vcf_genotype import objection_to, with_objection
from oncotier.readers.vcf_plain import PlainRows, SilentEntries
from oncotier.readers.vcf_row import (
    LONGEST_POSITION,
    Malformed,
    Row,
    failed_filters,
    is_bases,
    is_no_allele,
    is_position,
    row_fault,
)
from oncotier.readers.vcf_sample import TumorColumn, origin_beside_normal, phase_of
from oncotier.readers.vcf_select import NOWHERE, Gap, Overlap, Symbols, holds_any
from oncotier.readers.vcf_stray import StrayLines
from oncotier.readers.vcf_stretch import Stretches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.readers.source import Batch, InputFile
    from oncotier.readers.vcf_header import VcfHeader

__all__ = ["Body"]

_PROBE = 1000  # rows at the start of an annotated file of which both position and gene symbol are looked at
_PROBED = 50  # of so many batches behind them, one
_TIER = lazy_pattern(r"Tier[1-5]")
# VCF 4.3, 1.4.7: what a contig may be called; `<ID>` is one of an assembly file.
_CONTIG_NAME = lazy_pattern(rb"[0-9A-Za-z!#$%&+./:;?@^_|~-][0-9A-Za-z!#$%&*+./:;=?@^_|~-]*|<[^<>\s]+>")
_STRUCTURAL = "structural_allele"
_FEW = 2000  # rows
_INFO0 = 7  # the column of INFO
_START = 200  # bytes of a row within which its INFO nearly always begins
_SINGLY = 16  # rows read one by one before a stretch is looked for again
_AWAY = "away_from_exons"  # by an index: outside of genes, or deep in their introns
_NO_CALL = "NOCALL"  # FILTER of Ion Torrent: a position that was to be called, and could not be


class Body:
    """Reads the data rows of one file; the lists and counts (`counts` by codes of notices) fill as it goes."""

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
        self.structural = StructuralRows(context, annotation_key=header.csq_key, layout=self.layout)
        self.blocks = ReferenceBlocks(context.thresholds)
        self._takes_all = context.settings.all_genes and self.layout is not None
        self._outside = 0
        self.parts = CodingParts(self.scope, context, build)
        self._stretches = Stretches(len(header.columns))
        self._plain = PlainRows(tumor)
        self._entries = None
        if self.layout and self.symbols and not self._takes_all:
            self._entries = SilentEntries(header.annotation, self.layout, self.symbols)
        self._gap = NOWHERE
        self._by_symbol = False
        self._is_split = True
        self.records = 0
        self.numbered_from = 0  # below 0 where only the order of records is known
        self.observations: list[VariantObservation] = []
        self.unresolved: list[Unresolved] = []
        self.untested: list[Untested] = []
        self.out_of_scope_by: dict[str, int] = {}
        self.stray = StrayLines(header, source.name)
        self.misplaced = 0
        self.counts: Counter[str] = Counter()

    def read(self, batches: Iterable[Batch]) -> None:
        """Read every row: width and position are checked on all, the rest on rows in scope."""
        for number, batch in enumerate(batches):
            is_probe = self.records < _PROBE or number % _PROBED == 0
            is_uncertain = is_probe or not self.header.evidence or self.misplaced > 0
            self._by_symbol = self.symbols is not None and is_uncertain
            self._is_split = b"\0" in batch.raw or self._by_symbol or self._takes_all
            self._read_batch(batch)
        self._count(OUTSIDE, self._outside + self._decide_build())

    def _read_batch(self, batch: Batch) -> None:
        """Count raw rows away from all genes by stretches, and look at the others one by one."""
        if self.symbols is not None or self._is_split or not self._stretches.are_whole(batch):
            self._read_rows(batch.line1, batch.written)
            return
        raw = batch.raw
        start = counted = row0 = 0
        while start < len(raw):
            end = self._stretches.end(raw, start, self._gap)
            if end == start:
                passed = raw.count(b"\n", counted, start)
                self._pass(passed)
                row0 += passed
                few = batch.written[row0 : row0 + _SINGLY]
                self._read_rows(batch.line1 + row0, few)
                row0 += len(few)
                end = counted = start + sum(map(len, few))
            start = end
        self._pass(batch.count - row0)

    def _pass(self, rows: int) -> None:
        self.records += rows
        self._outside += rows

    def _read_rows(self, line1: int, rows: list[bytes]) -> None:
        """Count the changes of bases away from all genes as they pass by, and look at the other rows.

        The annotation of a row may be long: nothing looks at each of its bytes more often than it must.
        """
        beyond = len(self.header.columns) - _INFO0 - 1
        gap = NOWHERE if self._is_split else self._gap
        chrom, low1, high1, marks = gap.chrom, gap.low1, gap.high1, gap.marks
        passed = 0
        for written in rows:
            start = written[:_START]
            cells = start.split(b"\t", _INFO0)
            if (
                cells[0] == chrom
                and len(cells) > _INFO0
                and (position := cells[1]).isdigit()
                and len(position) <= LONGEST_POSITION
                and low1 <= int(position) <= high1 - len(cells[3])
                and cells[4].isalpha()
                and written.count(b"\t", written.find(b"\t", len(start) - len(cells[_INFO0]))) == beyond
                and not (marks and holds_any(written, marks))
            ):
                passed += 1
                continue
            self._pass(passed)
            line1, passed = line1 + passed + 1, 0
            self._read_row(line1 - 1, written.removesuffix(b"\n").removesuffix(b"\r"))
            if not self._is_split:
                gap = self._gap
                chrom, low1, high1, marks = gap.chrom, gap.low1, gap.high1, gap.marks
        self._pass(passed)

    def _read_row(self, number: int, line: bytes) -> None:
        cells = line.split(b"\t")
        if len(cells) != len(self.header.columns) or not is_position(cells[1]) or b"\0" in line or line[:1] == b"#":
            if self.stray.takes(number, line, self.build):
                return
            fault = row_fault(line, cells, len(self.header.columns))
        else:
            fault = ""
        self.records += 1
        symbols = self.symbols
        if fault:
            self._malformed(self.records, number, decoded(line), fault)
        elif self.overlap.test(cells):
            self._in_gene(number, line, cells)
        elif (is_foreign := cells[0] in self.overlap.foreign) and not _CONTIG_NAME.fullmatch(cells[0]):
            self._malformed(self.records, number, decoded(line), "CHROM is not the name of a contig")
        elif (
            symbols is not None
            and (self._by_symbol or is_foreign or symbols.may_name_unplaced(cells))
            and symbols.test(cells[7])
        ):
            self._row(self.records, number, line)
            self._judge_place(is_foreign)
        elif self._takes_all and cells[4].replace(b",", b"").isalpha():
            self._row(self.records, number, line, is_away=True)
        else:
            self._outside += 1
            if cells[0] != self._gap.chrom or not self._gap.low1 <= int(cells[1]) < self._gap.high1:
                self._gap = NOWHERE if symbols is not None and is_foreign else self._gap_around(cells)

    def _in_gene(self, number: int, line: bytes, cells: list[bytes]) -> None:
        if isinstance(self.overlap, EitherBuild):
            self.waiting.append((self.records, number, line))
        else:
            self._placed_row(self.numbered_from + self.records, number, line, cells)

    def _placed_row(self, record1: int, number: int, line: bytes, cells: list[bytes]) -> None:
        reason = self._silent_reason(record1, line, cells)
        if reason:
            self._count(reason, 1)
            self.counts["filter_not_applied"] += cells[6] == b"."
        else:
            self._row(record1, number, line)

    def _silent_reason(self, record1: int, line: bytes, cells: list[bytes]) -> str:
        """Return how a row within a gene ends where no change of bases has an effect, and nothing else is to be said.

        Of the first rows only single bases are told so: a panel is sooner read than the parts of all genes are known.
        """
        contig = self.overlap.contig(cells[0])
        is_far = record1 > _FEW and not self.symbols and self.parts.leaves_out(contig, cells)
        end = SILENT if is_far else self.parts.end_of_base(contig, cells, is_annotated=self.symbols is not None)
        if not end or not self._plain.test(line, cells):
            return ""
        if self.symbols is None:
            return end
        is_of_gene = self._entries.test(cells[7]) if self._entries else None
        return "" if is_of_gene is None else SILENT if is_of_gene else OUTSIDE

    def _gap_around(self, cells: list[bytes]) -> Gap:
        low0, high0 = self.overlap.gap(cells[0], int(cells[1]) - 1)
        marks = self.symbols.marks_near(cells[0], low0 + 1, high0 + 1) if self.symbols else ()
        return Gap(cells[0], low0 + 1, high0 + 1, marks)

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
        seen, self.overlap = self.overlap.seen, Overlap(self.scope)
        for chrom in seen:
            self.overlap.note(chrom)
        self.parts = CodingParts(self.scope, self.context, self.build)
        inside = [row for row in rows if self.overlap.test(row[3])]
        for row in inside:
            self._placed_row(*row)
        return len(rows) - len(inside)

    def _judge_place(self, is_foreign: bool) -> None:
        """Count the last row if its annotation names a change in a gene that lies elsewhere: the build may be wrong."""
        if self.observations and not is_foreign:
            last = self.observations[-1]
            is_last = last.source.record1 == self.records
            self.misplaced += is_last and last.consequence in PROTEIN_CHANGING and last.gene not in self.scope.unplaced

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
        self.counts["confidence_tier"] += bool(_TIER.fullmatch(row.filter))
        self.counts["info_repeated"] += row.is_repeated
        self.counts["not_utf8"] += not line.isascii() and text.encode() != line
        if _NO_CALL in row.filter.split(";") and self._note_no_call(row):
            return
        reasons, ends = [], 0
        for index0 in range(len(row.alternates)):
            for one in self._allele(row, index0):
                end = OUTSIDE if is_away and isinstance(one, VariantObservation) and not one.gene else one
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
            if is_bases(alternate) or is_no_allele(alternate):
                continue
            objection = objection_to(row, index0)
            if objection is not None:
                placed = self._placed(row, index0, Source(self.source.name, row.record1, row.raw, index0 + 1))
                placed = replace(placed, filter=objection or placed.filter)
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
        if is_no_allele(row.alternates[index0]):
            return ["no_alternate_allele"]
        objection = objection_to(row, index0, pooled=self.header.is_pooled)
        if objection is None:
            return ["absent_in_sample"]
        return [with_objection(end, objection) for end in self._carried(row, index0)]

    def _carried(self, row: Row, index0: int) -> list[VariantObservation | Unresolved | str]:
        alternate = row.alternates[index0]
        source = Source(self.source.name, row.record1, row.raw, index0 + 1)
        if not is_bases(alternate):
            return [_STRUCTURAL]
        value = entries_of(self.header.annotation, written := row.info.get(self.header.csq_key, ""))
        if self.layout is None or value in {"", "."}:
            return [self._placed(row, index0, source, flags=compound_flags(self.header.annotation, written))]
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
            return [call.on(placed) for call in found.calls]
        if found.broken:
            words = f"line {row.line1}: {found.broken} entries of the annotation do not have {len(layout.names)} fields"
            return [Unresolved(source, "malformed_row", words)]
        if found.other_alleles:
            self.counts["allele_unclear"] += 1
            return [self._placed(row, index0, source)]
        return [self._placed(row, index0, source, flags=(ANNOTATED_ELSEWHERE,)) if self.build else OUTSIDE]

    def _placed(self, row: Row, index0: int, source: Source, *, flags: tuple[str, ...] = ()) -> VariantObservation:
        """Return a change by its place only, with what the sample's column says of it."""
        allele = Allele(index0 + 1, len(row.alternates), row.reference, row.alternates[index0])
        counts = allele_counts(row.fields, row.info, allele, is_only_sample=len(self.header.samples) == 1)
        return VariantObservation(
            source=source,
            gene="",
            locus=Locus(contig_name(row.chrom), row.pos1, row.reference, row.alternates[index0], self.build),
            vaf=counts.vaf,
            depth=counts.depth,
            origin=origin_beside_normal(row.normal, row.info, allele, self.tumor),
            filter=failed_filters(row),
            flags=flags,
            phase=phase_of(row.fields, index0 + 1),
        )
