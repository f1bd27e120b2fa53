"""Where a structural allele of a VCF begins and ends, and which sides it joins (VCF 4.3 specification, section 5.4).

Breakends say it in ALT. Symbolic alleles say it by their kind, INFO END or SVLEN, and for another contig CHR2 with
POS2, END2 or END; the sides that are joined stand in Delly's CT (`3to5`) or LUMPY's and GATK-SV's STRANDS (`+-:9`),
where `3` and `+` keep the bases up to the position.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.genome.assembly import contig_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.junction import Junction, Side
from oncotier.readers.tabular import number_of, whole_of

if TYPE_CHECKING:
    from oncotier.readers.vcf_row import Row

__all__ = ["end1_of", "inserted_of", "junctions_of", "mate_of", "single_side"]

_BREAKEND = lazy_pattern(
    r"(?P<before>[A-Za-z.]*)(?P<bracket>[\[\]])(?P<chrom>[^\[\]]+):(?P<pos>[0-9]{1,10})(?P=bracket)(?P<behind>[A-Za-z.]*)"
)
_SINGLE = lazy_pattern(r"\.[A-Za-z]+|[A-Za-z]+\.")
_CONNECTION = lazy_pattern(r"([35])to([35])")
_STRANDS = lazy_pattern(r"([+-])([+-])(?::([0-9]{1,9}))?")
_TANDEM = ("<DUP>", "<DUP:TANDEM")  # others are inverted or lie elsewhere
_TWO_PLACES = frozenset({"<TRA>", "<BND>", "<CTX>"})


def end1_of(row: Row, allele: str) -> int | None:
    """Return the last base of a symbolic allele: INFO END, else POS and SVLEN (which an insertion does not span)."""
    end = whole_of(row.info.get("END", ""))
    if end is not None and end >= row.pos1:
        return end
    length = number_of(row.info.get("SVLEN", "").split(",")[0])
    if length is None or allele.startswith("<INS"):
        return None
    return row.pos1 + int(abs(length))


def inserted_of(row: Row) -> int | None:
    """Return how many bases an insertion adds, by their sequence or INFO SVLEN."""
    bases = row.info.get("SVINSSEQ", "")
    length = float(len(bases)) if bases else number_of(row.info.get("SVLEN", "").split(",")[0])
    return int(abs(length)) if length else None


def single_side(row: Row, allele: str) -> Side | None:
    """Return the side of a single breakend: `G.` keeps the bases up to POS, `.G` those from POS on; else None."""
    if not _SINGLE.fullmatch(allele):
        return None
    return Side(contig_name(row.chrom), row.pos1, keeps_left=allele.endswith("."))


def mate_of(row: Row) -> tuple[str, int] | None:
    """Return the other place that INFO states (CHR2 with POS2, END2 or END), None without one."""
    contig = row.info.get("CHR2", "")
    places = (whole_of(row.info.get(key, "")) for key in ("POS2", "END2", "END"))
    pos1 = next((place for place in places if place is not None), None)
    return (contig_name(contig), pos1) if contig and pos1 is not None else None


def junctions_of(row: Row, allele: str) -> list[Junction] | None:
    """Return the junctions of an allele; none for an insertion, None where an end or the joined sides are missing."""
    contig = contig_name(row.chrom)
    if found := _BREAKEND.fullmatch(allele):
        own = Side(contig, row.pos1, keeps_left=bool(found["before"]))
        mate = Side(contig_name(found["chrom"]), int(found["pos"]), keeps_left=found["bracket"] == "]")
        return [Junction.of(own, mate)]
    if allele.startswith("<INS"):
        return []
    mate_contig = row.info.get("CHR2", "")
    if allele in _TWO_PLACES or (mate_contig and contig_name(mate_contig) != contig):
        return _by_connection(row, contig)
    end1 = end1_of(row, allele)
    return None if end1 is None else _of_interval(row, allele, contig, end1)


def _of_interval(row: Row, allele: str, contig: str, end1: int) -> list[Junction] | None:
    kind = allele[1:4]
    if kind == "DEL":
        return [Junction.of(Side(contig, row.pos1, keeps_left=True), Side(contig, end1 + 1, keeps_left=False))]
    if kind == "DUP" and allele.startswith(_TANDEM):
        return [Junction.of(Side(contig, row.pos1 + 1, keeps_left=False), Side(contig, end1, keeps_left=True))]
    if kind == "INV":
        left = Junction.of(Side(contig, row.pos1, keeps_left=True), Side(contig, end1, keeps_left=True))
        right = Junction.of(Side(contig, row.pos1 + 1, keeps_left=False), Side(contig, end1 + 1, keeps_left=False))
        marked = {"INV3": (True, True), "INV5": (False, False)}
        sides = {both for key, both in marked.items() if key in row.info} or _joined(row)
        return [one for one, both in ((left, (True, True)), (right, (False, False))) if both in sides] or [left, right]
    return None


def _by_connection(row: Row, contig: str) -> list[Junction] | None:
    mate, joined = mate_of(row), _joined(row)
    if mate is None or len(joined) != 1:
        return None
    own_left, mate_left = next(iter(joined))
    return [Junction.of(Side(contig, row.pos1, keeps_left=own_left), Side(*mate, keeps_left=mate_left))]


def _joined(row: Row) -> set[tuple[bool, bool]]:
    """Return what CT or STRANDS say is joined, each as (POS keeps what is before it, so does the other place)."""
    if found := _CONNECTION.fullmatch(row.info.get("CT", "")):
        return {(found[1] == "3", found[2] == "3")}
    written = [_STRANDS.fullmatch(part) for part in row.info.get("STRANDS", "").split(",")]
    return {(one[1] == "+", one[2] == "+") for one in written if one and (one[3] is None or int(one[3]))}
