"""Called copy-number table of MOAlmanac: a gene and a word per row (`Amplification`, `Deletion`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import CopyNumberObservation, Negative, Unresolved
from oncotier.readers.reader import Confidence
from oncotier.readers.tabular import TableBody, first_rows

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_CALLS = {
    "amplification": "amplification",
    "deletion": "homozygous_deletion",
    "gain": "gain",
    "loss": "loss",
    "wild type": "neutral",
    "baseline": "neutral",
}


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: exactly the columns gene and call."""
    rows = first_rows(head)
    names = [name.strip().lower() for name in rows[0]] if rows else []
    return Confidence.CERTAIN if names[:2] == ["gene", "call"] and len(names) == 2 else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read every row. Raises InputError."""
    body = TableBody(source, context)
    for cells in body.rows(("gene",), ("call",)):
        gene, written = body.one_gene(cells, "gene"), body.columns.cell(cells, "call")
        if not body.in_scope(gene):
            body.count("gene_not_in_table")
            continue
        place, call = body.place(f"{gene} {written}"), _CALLS.get(written.lower(), "")
        if call == "neutral":
            body.negatives.append(Negative(place, gene, ("copy_number",)))
        elif call:
            body.observations.append(CopyNumberObservation(place, gene, call))
        else:
            words = f"{written[:40]!r} is no copy-number call: expected Amplification, Deletion, Gain or Loss"
            body.unresolved.append(Unresolved(place, "copy_number_call", words))
    return body.reading("moalmanac-cna")
