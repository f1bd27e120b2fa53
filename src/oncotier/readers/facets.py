"""FACETS: segments (`cncf`) and the gene table of facets-suite; total copies from `tcn.em`, else `tcn`.

`lcn.em` of 0 with copies left is a loss of heterozygosity, not a deletion; NA means no heterozygous sites.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import CopyNumberObservation
from oncotier.genome.assembly import contig_name
from oncotier.readers.delimited import Columns
from oncotier.readers.reader import Confidence
from oncotier.readers.segments import Segment, Uncalled, is_broad, map_segments
from oncotier.readers.tabular import (
    NO_COPIES,
    TableBody,
    first_rows,
    is_missing_number,
    number_of,
    sample_names,
    whole_of,
)

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_TOTAL = ("tcn.em", "tcn_em", "tcn")
_LESSER = ("lcn.em", "lcn_em", "lcn")
_SAMPLE = ("sample", "ID", "Tumor_Sample_Barcode")
_UNFOCAL = ("too_large", "unfocal", "large_homdel", "large_gain")


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes by the total and lesser copy number of FACETS."""
    rows = first_rows(head)
    columns = Columns(rows[0] if rows else [])
    is_ours = columns.first(*_TOTAL) and columns.first(*_LESSER) and columns.first("chrom", "chromosome")
    return Confidence.CERTAIN if is_ours and columns.first("start", "loc.start", "gene") else Confidence.NO


def samples(source: InputFile) -> tuple[str, ...]:
    """Return the sample names of the file."""
    rows = first_rows(source.head)
    return sample_names(source, Columns(rows[0] if rows else []).first(*_SAMPLE))


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample. Raises InputError, BuildError and SampleChoiceError."""
    rows = first_rows(source.head)
    columns = Columns(rows[0] if rows else [])
    body = TableBody(source, context)
    of_sample = body.rows(_TOTAL, ("chrom", "chromosome"), sample_column=columns.first(*_SAMPLE))
    if columns.has("gene"):
        for cells in of_sample:
            _gene(body, cells)
    else:
        segments = [one for cells in of_sample if (one := _segment(body, cells)) is not None]
        map_segments(body, segments)
    return body.reading("facets")


def _gene(body: TableBody, cells: list[str]) -> None:
    cell = body.columns.cell
    gene, total = body.one_gene(cells, "gene"), _copies(body, cells, _TOTAL)
    state, passed = cell(cells, "cn_state"), cell(cells, "filter")
    place = body.place(f"{gene} {state} tcn {cell(cells, body.columns.first(*_TOTAL))}")
    if not body.in_scope(gene):
        body.count("gene_not_in_table")
        return
    if total is None or total < 0:
        body.without_copies(place, gene, NO_COPIES)
        return
    is_large = any(word in passed.lower() for word in _UNFOCAL)
    start, end = whole_of(body.cell(cells, "seg_start", "seg.start")), whole_of(body.cell(cells, "seg_end", "seg.end"))
    contig = contig_name(body.cell(cells, "chrom", "chromosome"))
    if start is not None and end is not None:
        is_large = is_large or is_broad(_named(contig), start - 1, end, body.context)
    # A large gain is no focal one; a large homozygous deletion, which a cell would not survive, is an artifact.
    objection = "" if passed in {"", "PASS", "RESCUE", "NA"} or (is_large and total > 0) else passed
    flags = (*_heterozygosity(body, cells, total), *(("broad",) if is_large else ()))
    body.observations.append(CopyNumberObservation(place, gene, "", copies=total, filter=objection, flags=flags))


def _copies(body: TableBody, cells: list[str], names: tuple[str, ...]) -> float | None:
    """Return the first number among alternative columns: the fit of one may fail where the other has a value."""
    return next((known for name in names if (known := number_of(body.columns.cell(cells, name))) is not None), None)


def _segment(body: TableBody, cells: list[str]) -> Segment | Uncalled | None:
    contig = body.cell(cells, "chrom", "chromosome")
    start1, end1 = whole_of(body.cell(cells, "start", "loc.start")), whole_of(body.cell(cells, "end", "loc.end"))
    written = body.cell(cells, *_TOTAL)
    total = _copies(body, cells, _TOTAL)
    is_odd = (total or 0) < 0 or (total is None and not is_missing_number(written))
    if start1 is None or end1 is None or end1 < start1 or is_odd:
        body.malformed(cells, "expected a contig, two positions and a total number of copies")
        return None
    place = body.place(f"{contig}:{start1}-{end1} tcn {written}")
    if total is None:
        return Uncalled(place, _named(contig_name(contig)), start1 - 1, end1)
    return Segment(place, _named(contig_name(contig)), start1 - 1, end1, total, _heterozygosity(body, cells, total))


def _heterozygosity(body: TableBody, cells: list[str], total: float) -> tuple[str, ...]:
    lesser = _copies(body, cells, _LESSER)
    return ("loss_of_heterozygosity",) if lesser == 0 and total > 0 else ()


def _named(contig: str) -> str:
    """Return the X chromosome by its name: FACETS numbers it 23."""
    return {"23": "X", "24": "Y"}.get(contig, contig)
