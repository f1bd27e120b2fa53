"""PURPLE copy numbers: the gene table, the somatic segments, the driver catalog; fitted for purity and ploidy.

The smallest copy number inside a gene decides, with the region that has it (`minRegionStart`, `minRegionEnd`): over
most of an arm it is not focal. A gene of which only a part is high is partly amplified; one with a stretch below the
threshold of a homozygous deletion has lost that stretch. The catalog holds PURPLE's own calls, relative to ploidy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import CopyNumberObservation, RearrangementObservation, Unresolved
from oncotier.genome.assembly import contig_name
from oncotier.readers.delimited import Columns
from oncotier.readers.reader import Confidence
from oncotier.readers.segments import Segment, is_broad, map_segments
from oncotier.readers.tabular import TableBody, first_rows, number_of, whole_of

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_SEGMENT = ("chromosome", "start", "end", "copyNumber")


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes by the columns of either table."""
    rows = first_rows(head)
    columns = Columns(rows[0] if rows else [])
    is_genes = columns.has("gene") and columns.has("minCopyNumber") and columns.has("maxCopyNumber")
    is_segments = all(map(columns.has, _SEGMENT)) and columns.has("minorAlleleCopyNumber")
    return Confidence.CERTAIN if is_genes or is_segments else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read the genes or the segments. Raises InputError and BuildError."""
    body = TableBody(source, context)
    first = first_rows(source.head)
    columns = Columns(first[0] if first else [])
    if columns.has("driver") and columns.has("likelihoodMethod"):
        for cells in body.rows(("gene",), ("driver",)):
            _driver(body, cells)
    elif columns.has("minCopyNumber"):
        for cells in body.rows(("gene",), ("maxCopyNumber",)):
            _gene(body, cells)
    else:
        map_segments(
            body,
            [one for cells in body.rows(*((name,) for name in _SEGMENT)) if (one := _segment(body, cells)) is not None],
        )
    return body.reading("purple-cnv")


_CALLS = {"AMP": "amplification", "PARTIAL_AMP": "gain", "DEL": "homozygous_deletion"}
_COUNTED = {"HET_DEL": "single_copy_loss", "LOH": "loss_of_heterozygosity"}


def _driver(body: TableBody, cells: list[str]) -> None:
    """Read a row of the driver catalog, which names the kind of an event, but no small variant."""
    cell = body.columns.cell
    gene, word = cell(cells, "gene"), cell(cells, "driver").upper()
    place = body.place(f"{gene} {word}")
    plain = word.removeprefix("GERMLINE_")
    origin = Origin.GERMLINE if plain != word else Origin.SOMATIC
    least, most = number_of(cell(cells, "minCopyNumber")), number_of(cell(cells, "maxCopyNumber"))
    if not body.in_scope(gene):
        body.count("gene_not_in_table")
    elif plain.endswith("DISRUPTION"):
        body.observations.append(RearrangementObservation(place, gene, "", "truncation", origin=origin))
    elif plain == "MUTATION":
        words = f"{gene}: a mutation is listed as a driver, but not which one: give the small variants"
        body.unresolved.append(Unresolved(place, "no_change", words))
    elif word == "GERMLINE_DELETION":
        words = f"{gene}: a germline deletion is listed; give it as a finding"
        body.unresolved.append(Unresolved(place, "germline_deletion", words))
    elif word in _COUNTED:
        body.count(_COUNTED[word])
    elif word not in _CALLS:
        body.unresolved.append(Unresolved(place, "driver_unknown", f"{gene}: the driver {word[:40]!r} is not known"))
    else:
        low = body.context.thresholds.get("homozygous_deletion_copies")
        is_cut = word == "DEL" and low is not None and most is not None and most > low
        is_part = is_cut or word == "PARTIAL_AMP"
        if is_part:
            body.notice("partial_gene", "warning", f"{gene}: {word} of a part of the gene ({least} to {most} copies)")
        copies = None if least is None else max(least, 0.0)
        flags = ("partial",) if is_part else ()
        body.observations.append(
            CopyNumberObservation(place, gene, _CALLS[word], copies=copies, origin=origin, flags=flags)
        )


def _gene(body: TableBody, cells: list[str]) -> None:
    cell = body.columns.cell
    gene = cell(cells, "gene")
    least, most = number_of(cell(cells, "minCopyNumber")), number_of(cell(cells, "maxCopyNumber"))
    if not body.in_scope(gene):
        body.count("gene_not_in_table")
        return
    if cell(cells, "isCanonical").lower() == "false":
        body.count("other_transcript")
        return
    if least is None or most is None:
        body.malformed(cells, "expected numbers in minCopyNumber and maxCopyNumber")
        return
    least, most = max(least, 0.0), max(most, 0.0)  # the fit may undershoot zero by its noise
    place = body.place(f"{gene} copies {least:g} to {most:g}")
    low = body.context.thresholds.get("homozygous_deletion_copies")
    is_partly_lost = low is not None and least < low <= most
    if is_partly_lost:
        words = f"{gene}: only a part of the gene is lost in all copies ({least:g} to {most:g})"
        body.notice("partial_gene", "warning", words)
    high = body.context.thresholds.get("amplification_copies")
    if high is not None and least < high <= most:
        words = f"{gene}: only a part of the gene reaches {high:g} copies ({least:g} to {most:g})"
        body.notice("partial_gene", "warning", f"{words}; an amplification of the whole gene is not counted")
        if not is_partly_lost:
            body.observations.append(CopyNumberObservation(place, gene, "gain", copies=least, flags=("partial",)))
            return
    flags = ("partial",) if is_partly_lost else ()
    start1, end1 = whole_of(cell(cells, "minRegionStart")), whole_of(cell(cells, "minRegionEnd"))
    if start1 and end1 and is_broad(contig_name(cell(cells, "chromosome")), start1 - 1, end1, body.context):
        flags = (*flags, "broad")
    body.observations.append(CopyNumberObservation(place, gene, "", copies=least, flags=flags))


def _segment(body: TableBody, cells: list[str]) -> Segment | None:
    cell = body.columns.cell
    contig, start1, end1 = cell(cells, "chromosome"), whole_of(cell(cells, "start")), whole_of(cell(cells, "end"))
    copies = number_of(cell(cells, "copyNumber"))
    if start1 is None or end1 is None or end1 < start1 or copies is None:
        body.malformed(cells, "expected a contig, two positions and a copy number")
        return None
    place = body.place(f"{contig}:{start1}-{end1} copies {copies:g}")
    return Segment(place, contig_name(contig), start1 - 1, end1, max(copies, 0.0))
