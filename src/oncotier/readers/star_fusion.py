"""STAR-Fusion and FusionInspector tables, old and new header; LeftGene is the 5' and RightGene the 3' partner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Unresolved
from oncotier.readers.delimited import Columns
from oncotier.readers.fusion_calls import FusionCall, breakpoint_of, gene_of, judge_calls
from oncotier.readers.reader import Confidence
from oncotier.readers.tabular import TableBody, first_rows, number_of

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_MARKS = ("#FusionName", "#fusion_name")
_FRAMES = {"INFRAME": "yes", "FRAMESHIFT": "no"}


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes by the columns of the fusion and its two genes."""
    rows = first_rows(head, _MARKS)
    columns = Columns(rows[0] if rows else [])
    is_ours = all(map(columns.has, ("FusionName", "LeftGene", "LeftBreakpoint", "RightGene", "RightBreakpoint")))
    return Confidence.CERTAIN if is_ours else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read every call. Raises InputError."""
    body = TableBody(source, context, marks=_MARKS)
    rows = body.rows(("FusionName",), ("LeftGene",), ("RightGene",))
    judge_calls(body, [call for cells in rows if (call := _call(body, cells)) is not None])
    return body.reading("star-fusion")


def _call(body: TableBody, cells: list[str]) -> FusionCall | None:
    cell = body.columns.cell
    name = cell(cells, "FusionName")
    names = body.context.names
    left, right = gene_of(cell(cells, "LeftGene"), names), gene_of(cell(cells, "RightGene"), names)
    junctions = body.cell(cells, "JunctionReadCount", "JunctionReads")
    place = body.place(f"{name} junction reads {junctions or 'not stated'}")
    named = tuple(gene_of(part, names) for part in name.split("--"))
    if len(named) == 2 and named != (left, right):
        if body.in_scope(left) or body.in_scope(right) or any(body.in_scope(gene) for gene in named if gene):
            words = (
                f"the fusion is called {name[:60]}, but its genes are {left} and {right}: which is right is not clear"
            )
            body.unresolved.append(Unresolved(place, "contradictory_genes", words))
        else:
            body.count("gene_not_in_table")
        return None
    if not any(gene and body.in_scope(gene) for gene in (left, right)):
        body.count("gene_not_in_table")
        return None
    reads = number_of(junctions)
    return FusionCall(
        place,
        left,
        right,
        breakpoint_of(cell(cells, "LeftBreakpoint")),
        breakpoint_of(cell(cells, "RightBreakpoint")),
        oriented=True,
        in_frame=_FRAMES.get(cell(cells, "PROT_FUSION_TYPE").upper(), ""),
        flags=("low_confidence", "equivocal") if reads == 0 else (),
    )
