"""Fusion table of PCGR: FusionGene (`A--B`, `A::B`, an empty partner allowed), two breakpoints, split reads.

Left and right are not 5' and 3': the order is taken from what is known of the genes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Unresolved
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.delimited import Columns
from oncotier.readers.fusion_calls import FusionCall, breakpoint_of, gene_of, judge_calls
from oncotier.readers.reader import Confidence
from oncotier.readers.tabular import TableBody, first_rows, number_of

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_JOINT = lazy_pattern(r"--|::")


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes by the columns of PCGR."""
    rows = first_rows(head)
    columns = Columns(rows[0] if rows else [])
    is_ours = columns.has("FusionGene") and columns.has("LeftBreakpoint") and columns.has("RightBreakpoint")
    return Confidence.CERTAIN if is_ours else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read every call. Raises InputError."""
    body = TableBody(source, context)
    rows = body.rows(("FusionGene",))
    judge_calls(body, [call for cells in rows if (call := _call(body, cells)) is not None])
    return body.reading("pcgr-fusion")


def _call(body: TableBody, cells: list[str]) -> FusionCall | None:
    cell = body.columns.cell
    name = cell(cells, "FusionGene")
    genes = [gene_of(part, body.context.names) for part in _JOINT.split(name)]
    place = body.place(f"{name} split reads {cell(cells, 'SplitReads') or 'not stated'}")
    if len(genes) != 2 or not any(genes):
        words = f"{name[:60]!r} does not name two genes joined by -- or ::"
        body.unresolved.append(Unresolved(place, "fusion_name", words))
        return None
    if not any(gene and body.in_scope(gene) for gene in genes):
        body.count("gene_not_in_table")
        return None
    return FusionCall(
        place,
        genes[0],
        genes[1],
        breakpoint_of(cell(cells, "LeftBreakpoint")),
        breakpoint_of(cell(cells, "RightBreakpoint")),
        flags=("low_confidence", "equivocal") if number_of(cell(cells, "SplitReads")) == 0 else (),
    )
