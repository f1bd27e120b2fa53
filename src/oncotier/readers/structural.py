"""Structural rows of a VCF, as Manta, GRIDSS, Delly, DRAGEN and Sniffles write them: breakends, symbolic alleles.

Breakends and symbolic alleles become junctions, both rows of a mate pair the same one. A caller of copy numbers is
read as copy number instead (`CopyRows`). An allele of which only the matched normal has reads is absent in the tumor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import (
    Notice,
    Observation,
    RearrangementObservation,
    Unresolved,
    VariantObservation,
)
from oncotier.domain.value import Value
from oncotier.genome.assembly import contig_name
from oncotier.readers.copy_rows import CopyRows, states_copies
from oncotier.readers.gene_junction import GeneJunctions
from oncotier.readers.read_support import origin_by_support, support_of
from oncotier.readers.segments import Segment
from oncotier.readers.structural_allele import inserted_of, junctions_of, mate_of, single_side
from oncotier.readers.structural_names import Partner, fused_genes, own_gene
from oncotier.readers.tabular import whole_of
from oncotier.readers.vcf_sample import alleles_of

if TYPE_CHECKING:
    from oncotier.readers.csq import CsqLayout
    from oncotier.readers.reader import Context
    from oncotier.readers.vcf_row import Row

__all__ = ["StructuralRows"]

_ABSENT = "absent_in_sample"


class _Kept(Value, frozen=True):
    """One structural allele with what was read of its row."""

    row: Row
    allele: str
    placed: VariantObservation
    alone: bool


class StructuralRows:
    """Collects structural alleles while a file is read, and resolves them when all are known."""

    def __init__(self, context: Context, *, annotation_key: str = "", layout: CsqLayout | None = None) -> None:
        self._context = context
        self._annotation = (annotation_key, layout)
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
        genes = GeneJunctions(self._context, build, self._names(build))
        copies = CopyRows(self._context, build)
        aside: dict[int, str] = {}
        ended: set[int] = set()
        for one in self._kept:
            ends = self._ends(one, genes, copies, build)
            found = [end for end in ends if not isinstance(end, str)]
            self.observations.extend(end for end in found if not isinstance(end, Unresolved | Segment))
            self.unresolved.extend(end for end in found if isinstance(end, Unresolved))
            reasons = [end for end in ends if isinstance(end, str)]
            if found or not one.alone:
                ended.add(one.row.record1)
            else:
                aside[one.row.record1] = min(reasons, default="no_effect_on_genes")
        self.observations.extend(copies.joined())
        self.reasons.extend(reason for record1, reason in aside.items() if record1 not in ended)
        self.notices.extend((*genes.notices, *copies.notices))

    def _names(self, build: str) -> dict[tuple[str, int], Partner]:
        """Return the genes that annotations name at the places of junctions, for partners outside the gene table."""
        names: dict[tuple[str, int], Partner] = {}
        scope = self._context.scope(build)
        for one in self._kept:
            fused = fused_genes(one.row, *self._annotation)
            for junction in (junctions_of(one.row, one.allele) or []) if fused else []:
                for side, far in ((junction.first, junction.second), (junction.second, junction.first)):
                    here = scope.genes_at(side.contig, side.pos1 - 1, side.pos1)
                    partner = _partner(fused, here) if fused else None
                    if partner is not None and self._context.names.resolve(partner.gene) is not None:
                        names[far.contig, far.pos1] = partner
        for one in self._kept:
            gene = own_gene(one.row, *self._annotation)
            if gene and self._context.names.resolve(gene) is not None:
                names.setdefault((contig_name(one.row.chrom), one.row.pos1), Partner(gene))
        return names

    def _ends(
        self, one: _Kept, genes: GeneJunctions, copies: CopyRows, build: str
    ) -> list[Observation | Unresolved | Segment | str]:
        row, source, template = one.row, one.placed.source, _template(one)
        if states_copies(row, one.allele):
            return list(copies.read(row, one.allele, template))
        if _is_of_normal(row):
            return [_ABSENT]
        if not build:
            words = "a structural allele cannot be placed without a genome build"
            return [Unresolved(source, "build_unknown", words)]
        if side := single_side(row, one.allele):
            return list(genes.single(side, template))
        junctions = junctions_of(row, one.allele)
        if junctions is None:
            return [self._unread(one, genes)]
        if not junctions:
            return list(genes.insertion(contig_name(row.chrom), row.pos1, template, length=inserted_of(row)))
        both = set(alleles_of(row.fields.get("GT", ".")))
        is_homozygous = len(both) == 1 and not both & {"0", "."}
        ends = (genes.effects(junction, template, is_homozygous=is_homozygous) for junction in junctions)
        found = [end for of_one in ends for end in of_one]
        return list(dict.fromkeys(found))

    def _unread(self, one: _Kept, genes: GeneJunctions) -> Unresolved:
        """Say why an allele is no junction, and which genes it may concern."""
        row = one.row
        mate = mate_of(row)
        places = [(contig_name(row.chrom), row.pos1), *([mate] if mate else [])]
        end1 = whole_of(row.info.get("END", ""))
        if end1 is not None and not mate:  # before POS: a fault, but it names a place
            places.append((places[0][0], end1))
        here = dict.fromkeys(gene for contig, pos1 in places for gene in genes.touched(contig, pos1 - 1, pos1))
        words = "does not say which sides are joined (ALT, CT or STRANDS)" if mate else _NO_END
        if not one.allele.startswith(_READ) or one.allele.startswith("<DUP:"):
            words = "is no kind of allele that is understood"
        start = f"{', '.join(here)}: " if here else ""
        following = "" if here or mate else genes.following(*places[0])
        if following:
            start = f"may reach {following}: "
        return Unresolved(one.placed.source, "structural_allele", f"{start}{one.allele[:40]} {words}")


_NO_END = "has no end that can be read (INFO END, SVLEN or a mate)"
_READ = ("<DEL", "<DUP", "<INV", "<TRA", "<BND", "<CTX")


def _template(one: _Kept) -> RearrangementObservation:
    """Return what every observation of an allele shares: its source, origin and filters."""
    row = one.row
    objections = [] if row.filter in {"PASS", "."} else [row.filter]
    of_sample = row.fields.get("FT", "PASS")
    objections += [] if of_sample in {"PASS", ".", ""} else [of_sample]
    objections += [one.placed.filter] if one.placed.filter not in {"", row.filter} else []
    flags = ("imprecise",) if "IMPRECISE" in row.info else ()
    origin = origin_by_support(support_of(row.fields), support_of(row.normal))
    if origin is Origin.UNKNOWN and "VF" not in row.normal:  # reads here, but a fraction of a small variant
        origin = one.placed.origin
    return RearrangementObservation(
        one.placed.source,
        "",
        "",
        "",
        origin=origin,
        filter=";".join(dict.fromkeys(";".join(objections).split(";"))),
        flags=flags,
    )


def _is_of_normal(row: Row) -> bool:
    """Tell whether only the matched normal has reads of an allele, where no genotype says so."""
    is_open = "." in row.fields.get("GT", ".")
    return is_open and support_of(row.fields) == 0 and bool(support_of(row.normal))


def _partner(fused: tuple[tuple[str, str], bool], here: tuple[str, ...]) -> Partner | None:
    """Return which of two fused genes is the other one, seen from the genes of one side."""
    pair, is_opposed = fused
    others = [gene for gene in pair if gene not in here]
    return Partner(others[0], is_opposed) if len(others) == 1 else None
