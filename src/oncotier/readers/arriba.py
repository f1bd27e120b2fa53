"""Arriba `fusions.tsv` of version 1 and 2: gene1 is the 5' partner where the transcribed strands are known.

What Arriba is not sure of asks for confirmation: low confidence, and what its `type` warns of (a read-through of
neighbors, a splicing in circles) unless its confidence is high. `stop-codon` and `out-of-frame` are no functional
fusion, nor is one whose 3' gene is read against its sense (gene and fusion strand differ).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Negative
from oncotier.domain.value import replace
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.delimited import Columns
from oncotier.readers.fusion_calls import MARGIN, Breakpoint, FusionCall, breakpoint_of, gene_of, judge_calls
from oncotier.readers.reader import Confidence
from oncotier.readers.tabular import TableBody, first_rows

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_BESIDE = lazy_pattern(r"(?P<gene>[A-Za-z0-9.@-]+)\((?P<away>[0-9]{1,9})\)")
_MARKS = ("#gene1",)
_ANTISENSE = frozenset({"+/-", "-/+"})
_WARNINGS = ("read-through", "non-canonical_splicing")
_FRAMES = {"in-frame": "yes", "out-of-frame": "no", "stop-codon": "no"}


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes by the columns of Arriba."""
    rows = first_rows(head, _MARKS)
    columns = Columns(rows[0] if rows else [])
    is_ours = all(map(columns.has, ("gene1", "gene2", "breakpoint1", "breakpoint2", "confidence")))
    return Confidence.CERTAIN if is_ours else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read every call. Raises InputError."""
    body = TableBody(source, context, marks=_MARKS)
    rows = body.rows(("gene1",), ("gene2",), ("confidence",))
    judge_calls(body, [call for cells in rows if (call := _call(body, cells)) is not None])
    return body.reading("arriba")


def _call(body: TableBody, cells: list[str]) -> FusionCall | None:
    cell = body.columns.cell
    _leave_open_beside(body, cells)
    names = body.context.names
    gene1, gene2 = gene_of(cell(cells, "gene1"), names), gene_of(cell(cells, "gene2"), names)
    kind, confidence = cell(cells, "type"), cell(cells, "confidence").lower()
    if not any(gene and body.in_scope(gene) for gene in (gene1, gene2)):
        body.count("gene_not_in_table")
        return None
    if "(" in cell(cells, "gene1"):
        gene1 = ""  # a place between two genes: neither is broken
    if "(" in cell(cells, "gene2"):
        gene2 = ""
    strands = [body.cell(cells, f"strand{number}(gene/fusion)", f"strand{number}") for number in (1, 2)]
    oriented = all(not strand.endswith("/") and not strand.endswith(".") for strand in strands)
    frame = _FRAMES.get(cell(cells, "reading_frame").lower(), "")
    is_warned = any(word in kind.lower() for word in _WARNINGS)
    is_doubtful = confidence != "high" and (confidence != "medium" or is_warned)
    place = body.place(f"{gene1 or '?'}::{gene2 or '?'} {kind} {confidence} {cell(cells, 'reading_frame')}")
    return FusionCall(
        place,
        gene1,
        gene2,
        _broken(cell(cells, "breakpoint1"), cell(cells, "direction1")),
        _broken(cell(cells, "breakpoint2"), cell(cells, "direction2")),
        oriented=oriented and bool(gene1 and gene2),
        in_frame=frame,
        filter="antisense" if strands[1] in _ANTISENSE else _discarded_by(cell(cells, "filters")),
        flags=("low_confidence", "equivocal") if is_doubtful or strands[0] in _ANTISENSE else (),
    )


def _leave_open_beside(body: TableBody, cells: list[str]) -> None:
    """Leave the fusions of a target open beside which a break lies, as in `CLIP4(300),ALK(1200)`: it names no gene."""
    targets = body.context.names.three_prime | body.context.names.five_prime
    for written in (body.columns.cell(cells, "gene1"), body.columns.cell(cells, "gene2")):
        for found in _BESIDE.finditer(written):
            name = body.context.names.resolve(found["gene"])
            if name is not None and name.symbol in targets and int(found["away"]) <= MARGIN:
                place = body.place(f"{written} {body.columns.cell(cells, 'confidence')}")
                body.undetermined.append(Negative(place, name.symbol, ("fusion",)))
                words = f"a break lies {found['away']} bases beside {name.symbol}: whether it is fused is not shown"
                body.notice("break_beside_gene", "warning", words)


def _discarded_by(filters: str) -> str:
    """Return the filters that discarded the call as a whole (`fusions.discarded.tsv`): those without a count."""
    named = (one.strip() for one in filters.split(","))
    return ";".join(one for one in named if one not in {"", ".", "NA"} and not one.endswith(")"))


def _broken(text: str, direction: str) -> Breakpoint | None:
    """Return a break and what is kept: `upstream` says that the partner lies before it, so that what follows is."""
    place = breakpoint_of(text)
    if place is None or direction not in {"upstream", "downstream"}:
        return place
    return replace(place, keeps_left=direction == "downstream")
