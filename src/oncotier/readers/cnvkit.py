"""CNVkit: called segments (`.call.cns`) and `genemetrics` with integer copies (`cn`); starts are 0-based.

Without `cn` there are only log ratios, which depend on purity and ploidy and are refused. The `gene` cell is a comma
list; where the genome build is known the spans of the genes decide how much of each the segment holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import CopyNumberObservation, Negative
from oncotier.errors import InputError
from oncotier.genome.assembly import contig_name
from oncotier.readers.delimited import Columns
from oncotier.readers.log_ratio import is_log_ratio, refused
from oncotier.readers.reader import Confidence
from oncotier.readers.segments import Segment, Uncalled, build_by_ends, is_broad, map_segments
from oncotier.readers.tabular import NO_COPIES, TableBody, first_rows, is_missing_number, number_of, whole_of

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_NO_GENE = frozenset({"", "-", "Antitarget", "Background", "CGH", "."})


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes by the columns that CNVkit writes, or those of a SEG file, which `read` refuses."""
    rows = first_rows(head)
    columns = Columns(rows[0] if rows else [])
    is_ours = all(map(columns.has, ("chromosome", "start", "end", "gene", "log2")))
    is_ours = is_ours and bool(columns.first("probes", "n_bins", "depth", "weight"))
    return Confidence.CERTAIN if is_ours or is_log_ratio(columns) else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read every segment or gene. Raises InputError for log ratios without copies."""
    head = first_rows(source.head)
    columns = Columns(head[0] if head else [])
    if not columns.has("cn") and (columns.has("log2") or is_log_ratio(columns)):
        raise refused(source.name)
    body = TableBody(source, context)
    by_gene = columns.names[0].strip().lower() == "gene"
    rows = [
        (one, cells)
        for cells in body.rows(("chromosome",), ("gene",), ("cn",))
        if (one := _segment(body, cells)) is not None
    ]
    if not body.build:
        body.build, body.build_evidence = build_by_ends({one.contig: one.end0 for one, _ in rows})
    if body.build and not by_gene:
        map_segments(body, [one for one, _ in rows])
        return body.reading("cnvkit")
    if not rows and body.records and not body.unresolved:
        raise InputError("no segment", file=source.name)
    _by_name(body, [(one, _genes(body, body.columns.cell(cells, "gene"))) for one, cells in rows])
    if not by_gene and rows:
        words = "genome build not stated: genes are taken by name, how much of each a segment holds is not known"
        body.notice("build_unknown", "warning", words, of_row=False)
    return body.reading("cnvkit")


def _segment(body: TableBody, cells: list[str]) -> Segment | Uncalled | None:
    cell = body.columns.cell
    contig, start, end = cell(cells, "chromosome"), whole_of(cell(cells, "start")), whole_of(cell(cells, "end"))
    written = cell(cells, "cn")
    copies = number_of(written)
    is_odd = (copies or 0) < 0 or (copies is None and not is_missing_number(written))
    if start is None or end is None or end <= start or is_odd:
        body.malformed(cells, "expected a contig, two positions and a number of copies in column cn")
        return None
    place = body.place(f"{contig}:{start}-{end} cn {written if copies is None else f'{copies:g}'}")
    if copies is None:
        return Uncalled(place, contig_name(contig), start, end)
    return Segment(place, contig_name(contig), start, end, copies)


def _by_name(body: TableBody, named: list[tuple[Segment | Uncalled, list[str]]]) -> None:
    """Add what segments say of the genes that they name."""
    copies: dict[str, list[float]] = {}
    for one, genes in named:
        if isinstance(one, Uncalled):
            body.count(NO_COPIES)
            body.undetermined.extend(Negative(one.source, gene, ("copy_number",)) for gene in genes)
            continue
        broad = ("broad",) if is_broad(one.contig, one.start0, one.end0, body.context) else ()
        for gene in genes:
            copies.setdefault(gene, []).append(one.copies)
            body.observations.append(CopyNumberObservation(one.source, gene, "", copies=one.copies, flags=broad))
        if not genes:
            body.count("gene_not_in_table")
    _say_parts(body, copies)


def _say_parts(body: TableBody, copies: dict[str, list[float]]) -> None:
    """Say where only some of the segments that name a gene amplify or delete it."""
    high, low = (body.context.thresholds.get(f"{name}_copies") for name in ("amplification", "homozygous_deletion"))
    for gene, found in copies.items():
        least, most = min(found), max(found)
        is_high, is_low = high is not None and least < high <= most, low is not None and least < low <= most
        if is_high or is_low:
            what = " and ".join(word for word, holds in (("amplified", is_high), ("lost", is_low)) if holds)
            words = f"{gene}: its segments have {least:g} to {most:g} copies, so that only a part of it may be {what}"
            body.notice("partial_gene", "warning", f"{words}; --build tells how much", of_row=False)


def _genes(body: TableBody, written: str) -> list[str]:
    """Return the genes in scope of a list of bait labels: without `--short-names` `ref|EGFR,ref|NM_005228`."""
    names = body.context.names
    found: dict[str, None] = {}
    for label in (part.strip() for part in written.split(",")):
        if label not in _NO_GENE and body.in_scope(label):
            within = names.known_within(label) if names.resolve(label) is None else ()
            found.update(dict.fromkeys(within or (label,)))
    return list(found)
