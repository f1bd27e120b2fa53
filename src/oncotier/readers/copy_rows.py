"""Rows of a VCF that state a number of copies or a ratio to normal, mapped to the genes in scope.

Total copies: CN of the sample (DRAGEN, CNVkit, GATK, Canvas, Delly, Ion Torrent), TCN (ASCAT and Battenberg of the
Cancer Genome Project), INFO TCN_EM (FACETS). They are joined over the rows of a gene as segments are. A linear ratio
to normal: SM (DRAGEN), FC (TruSight Oncology 500), INFO FOLD_CHANGE (CNVkit); it is no number of copies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import CopyNumberObservation, Notice, RearrangementObservation, Unresolved
from oncotier.domain.value import replace
from oncotier.genome.assembly import contig_name
from oncotier.genome.transcript import coding_share, exons_lost
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.segments import MOST_OF_A_GENE, Segment, exon_words, gene_copies, is_broad
from oncotier.readers.structural_allele import end1_of
from oncotier.readers.tabular import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Observation
    from oncotier.genome.transcript import Transcript
    from oncotier.readers.reader import Context
    from oncotier.readers.vcf_row import Row

__all__ = ["SUPPORT", "CopyRows", "states_copies"]

_NO_COPY_RATIO = 0.25  # below it no copy is left in a diploid genome
_NEUTRAL_RATIO = (0.75, 1.25)  # between them no copy is missing and none is added
_DIPLOID = 2.0
_ONE_COPY = (0.5, 1.5)
_LOST = "homozygous_deletion_copies"
_OUTSIDE = "outside_genes_in_table"
_COPIES_ALLELE = lazy_pattern(r"<CN(?P<copies>[0-9]{1,4})>")
_GENE_OF_FUNC = lazy_pattern(r"'gene' ?: ?'([^']+)'")
_GENE_KEYS = ("SEGID", "GENE", "GENES", "GENE_NAME", "Gene", "ANT")
_CNV_TYPES = frozenset({"CNV", "GAIN", "LOSS", "CNLOH", "GAINLOH"})
SUPPORT = frozenset({"PR", "SR", "RR", "RV", "DR", "DV", "VF"})
"""Fields of FORMAT in which a caller of breakends counts reads."""

End = CopyNumberObservation | RearrangementObservation | Unresolved | Segment | str


class CopyRows:
    """Reads the rows of one file; what states copies is kept until all rows of a gene are known."""

    def __init__(self, context: Context, build: str) -> None:
        self._context = context
        self._build = build
        self._segments: dict[tuple[str, str], list[Segment]] = {}
        self.notices: list[Notice] = []

    def read(self, row: Row, allele: str, template: RearrangementObservation) -> list[End]:
        """Return what one allele says; a segment stands for what `joined` will tell."""
        end1 = end1_of(row, allele)
        contig, start0 = contig_name(row.chrom), row.pos1 - 1
        named = self._named(row)
        touched = self._context.scope(self._build).genes_at(contig, start0, end1) if end1 else ()
        here = dict.fromkeys((*named, *touched))
        copies, ratio = _copies(row, allele), _ratio(row)
        call = "" if copies is not None else self._by_ratio(allele, ratio)
        fault = _fault(allele, copies, call, is_placed=bool(end1 or named)) or self._contradiction(row, copies)
        if fault:
            where = f"{', '.join(here)}: " if here else ""
            following = "" if here or end1 else self._context.scope(self._build).behind(contig, start0)
            where = f"may reach {following}: " if following else where
            return [Unresolved(template.source, "copy_number_call", where + fault)] if here or not end1 else [_OUTSIDE]
        end0 = end1 or row.pos1
        broad = ("broad",) if is_broad(contig, start0, end0, self._context) else ()
        is_gain = call in {"amplification", "gain"} or (copies is not None and copies > _DIPLOID)
        # A panel's gain of a gene ends with its outermost probes; a loss within a gene is told by its exons.
        of_gene = named[0] if is_gain and len(set(named)) == 1 else ""
        found: list[End] = []
        for gene in here:
            is_by_place = gene in touched and gene != of_gene
            number = 1.0 if copies is None else copies  # asked for of a loss only, which is that of one copy
            segment = Segment(template.source, contig, start0, end0, number, (), template.filter, template.origin)
            if copies is not None and is_by_place:
                self._segments.setdefault((gene, template.filter), []).append(segment)
                found.append(segment)
                continue
            once = self._lost_once(segment, gene, self._transcript(gene)) if call == "loss" and is_by_place else None
            if once is not None:
                found.append(once)
                continue
            if call == "amplification":
                self._say_fold(template, gene, ratio)
            given = CopyNumberObservation(
                template.source, gene, call, copies=copies, origin=template.origin, filter=template.filter, flags=broad
            )
            found.append(self._of_ratio(given, start0, end0) if is_by_place else given)
        return found or [_OUTSIDE]

    def joined(self) -> Iterator[Observation]:
        """Yield what the rows with copies say of each gene."""
        for (gene, _), found in self._segments.items():
            transcript = self._transcript(gene)
            rest = []
            for one in found:
                exons = self._lost_once(one, gene, transcript)
                if exons is None:
                    rest.append(one)
                else:
                    yield exons
            rest.sort(key=lambda one: (one.start0, one.end0))
            for end in gene_copies(gene, rest, self._context, self._build) if rest else ():
                if isinstance(end, Notice):
                    self.notices.append(end)
                else:
                    yield end

    def _lost_once(self, one: Segment, gene: str, transcript: Transcript | None) -> RearrangementObservation | None:
        """Return whole exons lost on one copy: a segment within a gene breaks it, as a frameshift on one copy does."""
        if transcript is None or transcript.contig in {"X", "Y"} or not _ONE_COPY[0] <= one.copies < _ONE_COPY[1]:
            return None
        edges = [edge for exon in transcript.exons for edge in exon]
        lost = exons_lost(transcript, one.start0, one.end0)
        if lost is None or not (min(edges) < one.start0 and one.end0 < max(edges)):
            return None
        if not one.filter:
            words = f"{gene}: one copy of a part of the gene is lost ({exon_words(lost)}): confirm it by another method"
            where = f"{one.source.input}:{one.source.record1}"
            self.notices.append(Notice("exons_of_one_copy", "warning", where, words))
        return RearrangementObservation(
            one.source, gene, "", "deletion", description=exon_words(lost), origin=one.origin, filter=one.filter,
            flags=(*one.flags, "partial", "equivocal"),
        )  # fmt: skip

    def _of_ratio(self, given: CopyNumberObservation, start0: int, end0: int) -> End:
        """Return a call by its ratio, or where the row holds only a part of the gene, that part."""
        transcript = self._transcript(given.gene)
        if transcript is None or (start0 <= transcript.cds_start0 and transcript.cds_end0 <= end0):
            return given
        if given.call == "amplification" and coding_share(transcript, start0, end0) >= MOST_OF_A_GENE:
            return given
        lost = exons_lost(transcript, start0, end0)
        if given.call == "homozygous_deletion" and lost is not None:
            return RearrangementObservation(
                given.source, given.gene, "", "deletion", description=exon_words(lost), origin=given.origin,
                filter=given.filter, flags=("partial",),
            )  # fmt: skip
        part = {"amplification": "gain", "homozygous_deletion": "loss"}.get(given.call, given.call)
        return replace(given, call=part, flags=(*given.flags, "partial"))

    def _contradiction(self, row: Row, copies: float | None) -> str:
        """Say where the only allele of a row denies what its number of copies says."""
        allele = row.alternates[0]
        if copies is None or len(row.alternates) > 1:
            return ""
        high, low = (self._context.thresholds.get(name) for name in ("amplification_copies", _LOST))
        is_odd = allele.startswith("<DEL") and high is not None and copies >= high
        is_odd = is_odd or (allele.startswith("<DUP") and low is not None and copies < low)
        return f"{allele[:40]} and {copies:g} copies contradict each other" if is_odd else ""

    def _transcript(self, gene: str) -> Transcript | None:
        stored = self._context.transcripts(gene, self._build)
        return stored[0] if stored else None

    def _named(self, row: Row) -> list[str]:
        texts = [gene for key in _GENE_KEYS for gene in re.split(r"[,;:|]", row.info.get(key, "")) if gene]
        texts += [row.name, *_GENE_OF_FUNC.findall(row.info.get("FUNC", ""))]
        names = self._context.names
        return [name.symbol for text in texts if (name := names.resolve(text)) is not None and name.known]

    def _by_ratio(self, allele: str, ratio: float | None) -> str:
        high = self._context.thresholds.get("amplification_fold_change")
        if allele.startswith("<DUP"):
            return "amplification" if ratio is not None and high is not None and ratio >= high else "gain"
        if allele.startswith("<DEL"):
            return "homozygous_deletion" if ratio is not None and ratio < _NO_COPY_RATIO else "loss"
        if ratio is None:
            return ""
        if ratio < _NEUTRAL_RATIO[0]:
            return "homozygous_deletion" if ratio < _NO_COPY_RATIO else "loss"
        if high is not None and ratio >= high:
            return "amplification"
        return "gain" if ratio > _NEUTRAL_RATIO[1] else "neutral"

    def _say_fold(self, template: RearrangementObservation, gene: str, ratio: float | None) -> None:
        where = f"{template.source.input}:{template.source.record1}"
        words = f"{gene}: the amplification is called from a fold change of {ratio:g}, which is no number of copies"
        self.notices.append(Notice("fold_change", "info", where, words))


def states_copies(row: Row, allele: str) -> bool:
    """Tell whether a row comes from a caller of copies: one of breakends has its own fields."""
    fields, info = row.fields, row.info
    if info.get("SVTYPE", "").upper() in _CNV_TYPES or not {"FOLD_CHANGE", "TCN_EM"}.isdisjoint(info):
        return True
    has_copies = any(number_of(fields.get(key, "")) is not None for key in ("CN", "SM", "TCN"))
    has_copies = has_copies or (allele.startswith("<") and number_of(info.get("CN", "")) is not None)
    return has_copies and SUPPORT.isdisjoint(fields)


def _copies(row: Row, allele: str) -> float | None:
    """Return the total copies: what the sample or FACETS says, else what INFO CN or `<CN8>` says of a gain.

    The last two count one haplotype in VCF 4.4 and in population calls: the least that the sample can have, so that
    they prove a gain and never a loss.
    """
    stated = (row.fields.get("CN", ""), row.fields.get("TCN", ""), row.info.get("TCN_EM", ""))
    found = next((known for text in stated if (known := number_of(text)) is not None), None)
    if found is not None:
        return found if found >= 0 else None
    named = _COPIES_ALLELE.fullmatch(allele)
    least = number_of(row.info.get("CN", "")) or (float(named["copies"]) if named else 0.0)
    return least if least > _DIPLOID else None


def _ratio(row: Row) -> float | None:
    """Return the linear ratio; FC is one where INFO ANT names the gene, elsewhere it may count reads."""
    stated = (row.fields.get("SM", ""), row.fields.get("FC", "") if "ANT" in row.info else "")
    texts = (*stated, row.info.get("FOLD_CHANGE", ""))
    return next((known for text in texts if (known := number_of(text)) is not None and known >= 0), None)


def _fault(allele: str, copies: float | None, call: str, *, is_placed: bool) -> str:
    if not is_placed:
        return f"{allele[:40]} has no end that can be read (INFO END or SVLEN)"
    return "" if call or copies is not None else f"{allele[:40]} comes without a number of copies or a ratio"
