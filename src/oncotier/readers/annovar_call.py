"""The row of a VCF that ANNOVAR repeats behind `Otherinfo`: its filter, and whether a sample has the allele.

The row stands behind zygosity, quality and depth, or alone (`convert2annovar -includeinfo`), in columns of their own or
in one. ANNOVAR writes a row for each alternate allele, whether or not a sample carries it. It drops the names of the
samples: of several, it is not known which is meant, so that no reads are taken of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value, replace
from oncotier.genome.assembly import contig_name
from oncotier.readers.vcf_counts import Allele, allele_counts
from oncotier.readers.vcf_genotype import objection_to
from oncotier.readers.vcf_row import Malformed, Row, failed_filters, is_bases, is_position
from oncotier.readers.vcf_sample import TumorColumn

if TYPE_CHECKING:
    from oncotier.readers import sheet

__all__ = ["Call", "call_of"]

_FIXED = 8  # columns of a VCF before FORMAT
_NAME = "otherinfo"


class Call(Value, frozen=True):
    """What the row says of a change; nothing where there is no row.

    `absent` where no sample has the allele, `no_call` where the caller could not tell; `samples` counts the columns.
    """

    depth: int | None = None
    vaf: float | None = None
    filter: str = ""
    absent: bool = False
    no_call: bool = False
    samples: int = 0


_NO_SAMPLE = TumorColumn("", None, has_normal=False, rule="no sample column")


def call_of(row: sheet.Row) -> Call:
    """Return what the row of the VCF says; nothing where it is none."""
    cells = _vcf_cells(row)
    samples = max(len(cells) - _FIXED - 1, 0)
    columns = [TumorColumn("", index0, has_normal=False, rule="by its place") for index0 in range(samples)]
    if not cells:
        return Call()
    try:
        site, *rows = (Row(1, row.line1, cells, one) for one in (_NO_SAMPLE, *columns))
    except Malformed:
        return Call()
    index0 = _index0(site, row.cell("Ref"), row.cell("Alt"))
    said = Call(filter=failed_filters(site), samples=samples)
    return said if index0 is None or not rows else _of_samples(said, rows, index0)


def _of_samples(said: Call, rows: list[Row], index0: int) -> Call:
    objections = [objection_to(one, index0) for one in rows]
    if all(one is None for one in objections):
        is_open = any("." in one.fields.get("GT", "") for one in rows)
        return replace(said, absent=not is_open, no_call=is_open)
    if len(rows) > 1:
        return said
    only = rows[0]
    allele = Allele(index0 + 1, len(only.alternates), only.reference, only.alternates[index0])
    counts = allele_counts(only.fields, {}, allele)
    failed = ";".join(one for one in (failed_filters(only), objections[0]) if one)
    return replace(said, depth=counts.depth or None, vaf=counts.vaf, filter=failed)


def _vcf_cells(row: sheet.Row) -> list[str]:
    """Return the cells of the VCF row: the first of them that name its contig, a position and bases."""
    names = [name.strip().lower() for name in row.columns.names]
    start = next((place for place, name in enumerate(names) if name.startswith(_NAME)), len(names))
    cells = "\t".join(row.cells[start:]).rstrip("\t").split("\t")
    contig = contig_name(row.cell("Chr"))
    for place in range(len(cells) - _FIXED + 1):
        is_place = contig_name(cells[place]) == contig and is_position(cells[place + 1].encode())
        if is_place and is_bases(cells[place + 3].upper()):
            return cells[place:]
    return []


def _index0(site: Row, reference: str, alternate: str) -> int | None:
    """Return which alternate allele of the row a change is, written without the bases that both share."""
    if len(site.alternates) == 1:
        return 0
    wanted = (reference.strip("-").upper(), alternate.strip("-").upper())
    fitting = [index0 for index0, one in enumerate(site.alternates) if wanted in _trimmed(site.reference, one)]
    return fitting[0] if len(fitting) == 1 else None


def _trimmed(reference: str, alternate: str) -> set[tuple[str, str]]:
    """Return both alleles without the bases that they share, from the left first and from the right first."""
    found = {(reference, alternate)}
    for from_left in ((True, False), (False, True)):
        old, new = reference, alternate
        for is_left in from_left:
            edge = 0 if is_left else -1
            while old and new and old[edge] == new[edge]:
                old, new = (old[1:], new[1:]) if is_left else (old[:-1], new[:-1])
            found.add((old, new))
    return found
