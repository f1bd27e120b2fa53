"""FusionCatcher `final-list_candidate-fusion-genes`: columns say which partner is 5' and which is 3'.

Labels of known false positives in `Fusion_description` (FusionCatcher manual) are a filter, not a loss of the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.readers.delimited import Columns
from oncotier.readers.fusion_calls import FusionCall, breakpoint_of, gene_of, judge_calls
from oncotier.readers.reader import Confidence
from oncotier.readers.tabular import TableBody, first_rows

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_FIVE = "Gene_1_symbol(5end_fusion_partner)"
_THREE = "Gene_2_symbol(3end_fusion_partner)"
_PLACES = ("Fusion_point_for_gene_1(5end_fusion_partner)", "Fusion_point_for_gene_2(3end_fusion_partner)")
_FALSE = frozenset(
    "banned,readthrough,healthy,bodymap2,hpa,gtex,cta_gene,ctb_gene,ctc_gene,ctd_gene,rp_gene,rrna,mt,trna,snorna,"
    "1000genomes,1k<gap<10k,similar_reads,short_repeats,long_repeats,partial-matched-genes,ambiguous,pair_pseudo_genes,"
    "fully_overlapping,paralogs,similar_symbols".split(",")
)


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes by the two partner columns."""
    rows = first_rows(head)
    columns = Columns(rows[0] if rows else [])
    return Confidence.CERTAIN if columns.has(_FIVE) and columns.has(_THREE) else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read every candidate. Raises InputError."""
    body = TableBody(source, context)
    rows = body.rows((_FIVE,), (_THREE,))
    judge_calls(body, [call for cells in rows if (call := _call(body, cells)) is not None])
    return body.reading("fusioncatcher")


def _call(body: TableBody, cells: list[str]) -> FusionCall | None:
    cell = body.columns.cell
    names = body.context.names
    five, three = gene_of(cell(cells, _FIVE), names), gene_of(cell(cells, _THREE), names)
    if not any(gene and body.in_scope(gene.removesuffix("@")) for gene in (five, three)):
        body.count("gene_not_in_table")
        return None
    labels = {label.strip().lower() for label in cell(cells, "Fusion_description").split(",")}
    effect = cell(cells, "Predicted_effect").lower()
    return FusionCall(
        body.place(f"{five}::{three} {effect}"),
        five.removesuffix("@"),
        three.removesuffix("@"),
        breakpoint_of(cell(cells, _PLACES[0])),
        breakpoint_of(cell(cells, _PLACES[1])),
        oriented=True,
        in_frame={"in-frame": "yes", "out-of-frame": "no"}.get(effect, ""),
        filter=";".join(sorted(labels & _FALSE)),
    )
