"""Allele-specific segments of PCGR: Chromosome, Start, End (1-based, included), nMajor and nMinor as whole copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.genome.assembly import contig_name
from oncotier.readers.delimited import Columns
from oncotier.readers.reader import Confidence
from oncotier.readers.segments import Segment, Uncalled, map_segments
from oncotier.readers.tabular import TableBody, first_rows, is_missing_number, number_of, whole_of

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes by the columns nMajor and nMinor."""
    rows = first_rows(head)
    columns = Columns(rows[0] if rows else [])
    is_ours = all(map(columns.has, ("Chromosome", "Start", "End", "nMajor", "nMinor")))
    return Confidence.CERTAIN if is_ours else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read every segment. Raises InputError and BuildError."""
    body = TableBody(source, context)
    segments = [
        one
        for cells in body.rows(("Chromosome",), ("Start",), ("End",), ("nMajor",), ("nMinor",))
        if (one := _segment(body, cells)) is not None
    ]
    map_segments(body, segments)
    return body.reading("pcgr-cna")


def _segment(body: TableBody, cells: list[str]) -> Segment | Uncalled | None:
    contig, start, end, major, minor = (
        body.columns.cell(cells, name) for name in ("Chromosome", "Start", "End", "nMajor", "nMinor")
    )
    start1, end1 = whole_of(start), whole_of(end)
    more, less = number_of(major), number_of(minor)
    is_unknown = is_missing_number(major) or is_missing_number(minor)
    is_odd = not is_unknown and (more is None or less is None or min(more, less) < 0)
    if start1 is None or end1 is None or end1 < start1 or is_odd:
        body.malformed(cells, "expected a contig, two positions and two numbers of copies")
        return None
    place = body.place(f"{contig}:{start}-{end} {major}+{minor}")
    if more is None or less is None:
        return Uncalled(place, contig_name(contig), start1 - 1, end1)
    flags = ("loss_of_heterozygosity",) if less == 0 and more > 0 else ()
    return Segment(place, contig_name(contig), start1 - 1, end1, more + less, flags)
