"""Structural rows of a VCF, as Manta, GRIDSS, Delly, DRAGEN and Sniffles write them: breakends, symbolic alleles.

Breakends and symbolic alleles become junctions (VCF 4.3 specification, section 5.4), both rows of a mate pair the same
one. A caller of copy numbers (CN, or SM as a linear ratio, in the sample's column) is read as copy number instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import (
    Notice,
    Observation,
    RearrangementObservation,
    Source,
    Unresolved,
    VariantObservation,
)
from oncotier.domain.value import Value
from oncotier.genome.assembly import contig_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.gene_junction import GeneJunctions
from oncotier.readers.junction import Junction, Side
from oncotier.readers.segments import is_broad
from oncotier.readers.tabular import number_of, whole_of

if TYPE_CHECKING:
    from oncotier.readers.reader import Context
    from oncotier.readers.vcf_row import Row

__all__ = ["StructuralRows"]

_BREAKEND = lazy_pattern(
    r"(?P<before>[A-Za-z.]*)(?P<bracket>[\[\]])(?P<chrom>[^\[\]]+):(?P<pos>[0-9]{1,10})(?P=bracket)(?P<behind>[A-Za-z.]*)"
)
_SINGLE = lazy_pattern(r"\.[A-Za-z]+|[A-Za-z]+\.")
_NO_COPY_RATIO = 0.25  # below it no copy is left in a diploid genome
_NEUTRAL_RATIO = (0.75, 1.25)  # between them no copy is missing and none is added
_DIPLOID = 2.0
_COPIES_ALLELE = lazy_pattern(r"<CN(?P<copies>[0-9]{1,4})>")
_GENE_KEYS = ("SEGID", "GENE", "GENES", "GENE_NAME", "Gene", "ANT")
_CNV_TYPES = frozenset({"CNV", "GAIN", "LOSS", "CNLOH", "GAINLOH"})


class _Kept(Value, frozen=True):
    """One structural allele with what was read of its row."""

    row: Row
    allele: str
    placed: VariantObservation
    alone: bool


class StructuralRows:
    """Collects structural alleles while a file is read, and resolves them when all are known."""

    def __init__(self, context: Context, *, annotation_key: str = "", symbol_at: int = -1) -> None:
        self._context = context
        self._annotation = (annotation_key, symbol_at)
        self._kept: list[_Kept] = []
        self.observations: list[Observation] = []
        self.unresolved: list[Unresolved] = []
        self.reasons: list[str] = []
        self.notices: list[Notice] = []

    def add(self, row: Row, index0: int, placed: VariantObservation, *, alone: bool) -> None:
        """Keep one allele of a row; `alone` says that no other allele of the row is read."""
        self._kept.append(_Kept(row, row.alternates[index0], placed, alone))

    def resolve(self, build: str) -> None:
        """Fill `observations`, `unresolved`, `notices`, and one of `reasons` for each row that ends out of scope."""
        genes = GeneJunctions(self._context, build, self._names())
        aside: dict[int, str] = {}
        ended: set[int] = set()
        for one in self._kept:
            ends = self._ends(one, genes, build)
            found = [end for end in ends if not isinstance(end, str)]
            self.observations.extend(end for end in found if not isinstance(end, Unresolved))
            self.unresolved.extend(end for end in found if isinstance(end, Unresolved))
            reasons = [end for end in ends if isinstance(end, str)]
            if found or not one.alone:
                ended.add(one.row.record1)
            else:
                aside[one.row.record1] = min(reasons, default="no_effect_on_genes")
        self.reasons.extend(reason for record1, reason in aside.items() if record1 not in ended)
        self.notices.extend(genes.notices)

    def _names(self) -> dict[tuple[str, int], str]:
        """Return the gene that the annotation of a row names at its own place, for partners outside the gene table."""
        names: dict[tuple[str, int], str] = {}
        for one in self._kept:
            gene = _annotated_gene(one.row, *self._annotation)
            if gene and self._context.names.resolve(gene) is not None:
                names[contig_name(one.row.chrom), one.row.pos1] = gene
        return names

    def _ends(self, one: _Kept, genes: GeneJunctions, build: str) -> list[Observation | Unresolved | str]:
        row, source = one.row, one.placed.source
        if _is_copy_number(row):
            return list(self._copy_number(one, genes))
        if not build:
            words = "a structural allele cannot be placed without a genome build"
            return [Unresolved(source, "structural_allele", words)]
        if _SINGLE.fullmatch(one.allele):
            return list(genes.single(_single_side(row, one.allele), _template(one)))
        junctions = _junctions(row, one.allele)
        if junctions is None:
            words = f"{one.allele[:40]} has no end that can be read (INFO END, SVLEN or a mate)"
            return [Unresolved(source, "structural_allele", words)]
        if not junctions:
            return list(genes.insertion(contig_name(row.chrom), row.pos1, _template(one)))
        template = _template(one)
        found = [end for junction in junctions for end in genes.effects(junction, template)]
        return list(dict.fromkeys(found))

    def _copy_number(self, one: _Kept, genes: GeneJunctions) -> list[Observation | Unresolved | str]:
        row = one.row
        start0, end0 = row.pos1 - 1, _end1(row, one.allele) or row.pos1
        contig = contig_name(row.chrom)
        named = [gene for key in _GENE_KEYS for gene in re.split(r"[,;:|]", row.info.get(key, "")) if gene]
        known = [name.symbol for gene in named if (name := self._context.names.resolve(gene)) and name.known]
        here = dict.fromkeys((*known, *genes.touched(contig, start0, end0)))
        copies, ratio = _copies(row, one.allele), number_of(row.fields.get("SM", ""))
        if ratio is None:
            ratio = number_of(row.info.get("FOLD_CHANGE", ""))
        call = "" if copies is not None else self._by_ratio(one.allele, ratio)
        if not call and copies is None and here:
            words = f"{', '.join(here)}: {one.allele[:40]} comes without a number of copies or a ratio"
            return [Unresolved(one.placed.source, "copy_number_call", words)]
        flags = ("broad",) if is_broad(contig, start0, end0, self._context) else ()
        found: list[Observation | Unresolved | str] = []
        for gene in here:
            if copies is None and call == "amplification":
                self._say_fold(one.placed.source, gene, ratio)
            found.extend(genes.of_copies(gene, start0, end0, _template(one), call=call, copies=copies, flags=flags))
        return found or ["outside_genes_in_table"]

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

    def _say_fold(self, source: Source, gene: str, ratio: float | None) -> None:
        where = f"{source.input}:{source.record1}"
        words = f"{gene}: the amplification is called from a fold change of {ratio:g}, which is no number of copies"
        self.notices.append(Notice("fold_change", "info", where, words))


def _template(one: _Kept) -> RearrangementObservation:
    """Return what every observation of an allele shares: its source, origin and filters."""
    row = one.row
    objections = [] if row.filter in {"PASS", "."} else [row.filter]
    of_sample = row.fields.get("FT", "PASS")
    objections += [] if of_sample in {"PASS", ".", ""} else [of_sample]
    flags = ("imprecise",) if "IMPRECISE" in row.info else ()
    return RearrangementObservation(
        one.placed.source, "", "", "", origin=one.placed.origin, filter=";".join(dict.fromkeys(objections)), flags=flags
    )


def _copies(row: Row, allele: str) -> float | None:
    """Return the total copies: the sample's CN, else what INFO CN or an allele such as `<CN8>` says of a gain.

    The last two count one haplotype in VCF 4.4 and in population calls: the least that the sample can have, so that
    they prove a gain and never a loss.
    """
    of_sample = number_of(row.fields.get("CN", ""))
    if of_sample is not None:
        return of_sample
    named = _COPIES_ALLELE.fullmatch(allele)
    least = number_of(row.info.get("CN", "")) or (float(named["copies"]) if named else 0.0)
    return least if least > _DIPLOID else None


def _is_copy_number(row: Row) -> bool:
    kind = row.info.get("SVTYPE", "").upper()
    has_copies = any(number_of(row.fields.get(key, "")) is not None for key in ("CN", "SM"))
    is_caller = not {"PR", "SR", "RR", "RV", "DR", "DV", "VF"} & set(row.fields)
    return kind in _CNV_TYPES or (has_copies and is_caller) or "FOLD_CHANGE" in row.info


def _annotated_gene(row: Row, key: str, symbol_at: int) -> str:
    if key and symbol_at >= 0:
        for entry in row.info.get(key, "").split(","):
            fields = entry.split("|")
            if len(fields) > symbol_at and fields[symbol_at]:
                return fields[symbol_at]
    for entry in row.info.get("ANN", "").split(","):
        fields = entry.split("|")
        if len(fields) > 3 and fields[3] and "&" not in fields[3] and "-" not in fields[3]:
            return fields[3]
    written = (row.info[key] for key in ("GENE", "GENES", "GENE_NAME") if key in row.info)
    named = next(written, "").split(",")[0]
    return "" if named == "." else named


def _end1(row: Row, allele: str) -> int | None:
    """Return the last base of a symbolic allele: INFO END, else POS and SVLEN (which an insertion does not span)."""
    end = whole_of(row.info.get("END", ""))
    if end is not None and end >= row.pos1:
        return end
    length = number_of(row.info.get("SVLEN", "").split(",")[0])
    if length is None or allele.startswith("<INS"):
        return None
    return row.pos1 + int(abs(length))


def _single_side(row: Row, allele: str) -> Side:
    """Return the side of a single breakend: `G.` keeps the bases up to POS, `.G` those from POS on."""
    return Side(contig_name(row.chrom), row.pos1, keeps_left=allele.endswith("."))


def _junctions(row: Row, allele: str) -> list[Junction] | None:
    """Return the junctions of an allele; none for an insertion, None where an end is missing."""
    contig = contig_name(row.chrom)
    if found := _BREAKEND.fullmatch(allele):
        own = Side(contig, row.pos1, keeps_left=bool(found["before"]))
        return [
            Junction.of(own, Side(contig_name(found["chrom"]), int(found["pos"]), keeps_left=found["bracket"] == "]"))
        ]
    if allele.startswith("<INS"):
        return []
    mate = row.info.get("CHR2", "")
    if allele in {"<TRA>", "<BND>"} or (mate and contig_name(mate) != contig):
        return _by_connection(row, contig, mate)
    end1 = _end1(row, allele)
    if end1 is None:
        return None
    kind = allele[1:4]
    if kind == "DEL":
        return [Junction.of(Side(contig, row.pos1, keeps_left=True), Side(contig, end1 + 1, keeps_left=False))]
    if kind == "DUP":
        return [Junction.of(Side(contig, row.pos1 + 1, keeps_left=False), Side(contig, end1, keeps_left=True))]
    if kind == "INV":
        left = Junction.of(Side(contig, row.pos1, keeps_left=True), Side(contig, end1, keeps_left=True))
        right = Junction.of(Side(contig, row.pos1 + 1, keeps_left=False), Side(contig, end1 + 1, keeps_left=False))
        one_sided = {"INV3": [left], "INV5": [right]}
        return next((sides for key, sides in one_sided.items() if key in row.info), [left, right])
    return None


def _by_connection(row: Row, contig: str, mate: str) -> list[Junction] | None:
    """Read Delly's connection type: `5to3` joins what follows POS to what precedes the mate, and so on."""
    pos2 = whole_of(row.info.get("POS2", "") or row.info.get("END", ""))
    connection = row.info.get("CT", "")
    if pos2 is None or not mate or connection not in {"3to3", "3to5", "5to3", "5to5"}:
        return None
    own = Side(contig, row.pos1, keeps_left=connection.startswith("3"))
    return [Junction.of(own, Side(contig_name(mate), pos2, keeps_left=connection.endswith("3")))]
