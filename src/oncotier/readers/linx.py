"""Fusions of LINX (`linx.fusion.tsv`): Name is `5'_3'`, Phased the reading frame, DomainsLost what is not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Unresolved
from oncotier.readers.delimited import Columns
from oncotier.readers.fusion_calls import FusionCall, judge_calls
from oncotier.readers.gene_junction import KINASE_LOST
from oncotier.readers.linx_terms import FRAMES, event_within, loses_kinase
from oncotier.readers.reader import Confidence
from oncotier.readers.tabular import TableBody, first_rows, whole_of

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes by the columns of LINX."""
    rows = first_rows(head)
    columns = Columns(rows[0] if rows else [])
    is_ours = all(map(columns.has, ("Name", "Reported", "ReportedType", "Phased")))
    return Confidence.CERTAIN if is_ours else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read every fusion. Raises InputError."""
    body = TableBody(source, context)
    rows = body.rows(("Name",), ("Reported",), ("Phased",))
    judge_calls(body, [call for cells in rows if (call := _call(body, cells)) is not None])
    return body.reading("linx-fusion")


def _call(body: TableBody, cells: list[str]) -> FusionCall | None:
    cell = body.columns.cell
    name = cell(cells, "Name")
    five, joint, three = name.replace("@", "").partition("_")  # LINX calls the heavy chain @IGH
    place = body.place(f"{name} {cell(cells, 'ReportedType')} {cell(cells, 'Phased')}")
    if not joint or not (five or three):
        body.unresolved.append(Unresolved(place, "fusion_name", f"{name[:60]!r} does not name two genes joined by _"))
        return None
    if not any(gene and body.in_scope(gene) for gene in (five, three)):
        body.count("gene_not_in_table")
        return None
    is_reported = cell(cells, "Reported").lower() == "true"
    chain_ends = cell(cells, "ChainTerminated").lower() == "true"
    is_kinase = three in body.context.names.three_prime and five != three
    is_cut = is_kinase and loses_kinase(cell(cells, "DomainsKept"), cell(cells, "DomainsLost"))
    return FusionCall(
        place,
        five,
        three,
        oriented=bool(five and three),
        in_frame=FRAMES.get(cell(cells, "Phased").upper(), ""),
        filter="" if is_reported else "not_reported",
        flags=(*(("low_confidence", "equivocal") if chain_ends else ()), *((KINASE_LOST,) if is_cut else ())),
        description=_exons(body, cells) if five == three else "",
    )


def _exons(body: TableBody, cells: list[str]) -> str:
    up, down = (whole_of(body.columns.cell(cells, name)) for name in ("FusedExonUp", "FusedExonDown"))
    return event_within(up, down)
