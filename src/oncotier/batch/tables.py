"""The rows of one sample in the three tables of a batch, and how they are kept until the tables are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from oncotier.batch.status import refused_of
from oncotier.domain.value import Value
from oncotier.exporters import tsv
from oncotier.exporters.document import alteration_document
from oncotier.exporters.safe_text import safe_cells, safe_text

if TYPE_CHECKING:
    from oncotier.domain.report import Option, Report

__all__ = [
    "ALTERATIONS",
    "NUMBERS",
    "OPTIONS",
    "SAMPLES",
    "TABLES",
    "Cells",
    "Rows",
    "Table",
    "decode_rows",
    "encode_rows",
    "failed_rows",
    "rows_of",
]

OPTIONS = tsv.COLUMNS
ALTERATIONS = (
    "sample", "tumor_type", "id", "kind", "gene", "label", "classes", "protein", "hgvs_c", "hgvs_g", "transcript",
    "exon", "consequence", "origin", "vaf", "depth", "copy_number", "value", "unit", "flags", "amp_tier", "escat",
    "top_option", "source",
)  # fmt: skip
SAMPLES = (
    "sample", "status", "tumor_type", "tumor_name", "inputs", "formats", "records_read", "interpreted", "out_of_scope",
    "filtered", "unresolved", "alterations", "options", "available", "not_recommended", "unmatched", "top_option",
    "top_amp_tier", "top_escat", "top_state", "top_alterations", "warnings", "report", "reason", "words",
)  # fmt: skip
NUMBERS: Mapping[str, type[int | float]] = {
    "rank": int, "exon": int, "depth": int, "records_read": int, "interpreted": int, "out_of_scope": int,
    "filtered": int, "unresolved": int, "alterations": int, "options": int, "available": int, "not_recommended": int,
    "unmatched": int, "warnings": int, "vaf": float, "copy_number": float, "value": float,
}  # fmt: skip
"""The columns that hold numbers, in the table of samples and of alterations (`alterations` of options are labels)."""


Cells = tuple[str, ...]
_MOST_REFUSED = 3


class Rows(msgspec.Struct, frozen=True):
    """The cells of one sample: its row of the sample table, and its rows of the two others."""

    sample: str
    row: Cells
    options: tuple[Cells, ...] = ()
    alterations: tuple[Cells, ...] = ()


class Table(Value, frozen=True):
    """One table of a batch: its name, its columns, and its rows of one sample."""

    name: str
    columns: Cells
    rows_of: Callable[[Rows], Iterable[Cells]]


TABLES = (
    Table("options", OPTIONS, lambda rows: rows.options),
    Table("alterations", ALTERATIONS, lambda rows: rows.alterations),
    Table("samples", SAMPLES, lambda rows: (rows.row,)),
)

_DECODER = msgspec.json.Decoder(Rows)


def encode_rows(rows: Rows) -> bytes:
    """Return the rows as one line."""
    return msgspec.json.encode(rows) + b"\n"


def decode_rows(line: bytes) -> Rows:
    """Read such a line. Raises msgspec.DecodeError for anything else."""
    return _DECODER.decode(line)


def rows_of(report: Report, *, status: str, reason: str, file: str) -> Rows:
    """Return the rows of a report; `file` is its first file, relative to the result folder."""
    best = _best(report)
    return Rows(
        safe_text(report.sample.id),
        _sample_cells(report, status=status, reason=reason, file=file),
        tsv.option_rows(report),
        tuple(_alteration_cells(report, alteration_document(one), best.get(one.id)) for one in report.alterations),
    )


def failed_rows(name: str, *, inputs: tuple[str, ...], status: str, reason: str, words: str) -> Rows:
    """Return the rows of a sample without a report."""
    cells = dict.fromkeys(SAMPLES, "")
    cells |= {"sample": name, "status": status, "inputs": "; ".join(inputs), "reason": reason, "words": words}
    return Rows(safe_text(name), safe_cells(tuple(cells.values())))


def _sample_cells(report: Report, *, status: str, reason: str, file: str) -> tuple[str, ...]:
    tallies = [one.records for one in report.inputs]
    top = report.options[0] if report.options else None
    labels = {one.id: one.label for one in report.alterations}
    errors = [one.words for one in report.notices if one.severity == "error"]
    refused = list(refused_of(report))
    errors += [f"{one.source.input}, record {one.source.number}: {one.words}" for one in refused[:_MOST_REFUSED]]
    if len(refused) > _MOST_REFUSED:
        errors.append(f"and {len(refused) - _MOST_REFUSED} more rows that were refused")
    cells = (
        report.sample.id,
        status,
        report.sample.tumor_code,
        report.sample.tumor_name,
        "; ".join(one.name for one in report.inputs),
        "; ".join(one.format for one in report.inputs),
        str(sum(one.read for one in tallies)),
        str(sum(one.interpreted for one in tallies)),
        str(sum(one.out_of_scope for one in tallies)),
        str(sum(one.filtered for one in tallies)),
        str(sum(one.unresolved for one in tallies)),
        str(len(report.alterations)),
        str(len(report.options)),
        str([str(one.state) for one in report.options].count("available")),
        str(len(report.not_recommended)),
        str(len(report.unmatched)),
        top.therapy if top else "",
        top.amp_tier if top else "",
        _escat(top) if top else "",
        top.state.value if top else "",
        "; ".join(labels[one] for one in top.supports) if top else "",
        str(sum(one.severity != "info" for one in report.notices)),
        file,
        reason,
        "; ".join(errors),
    )
    return safe_cells(cells)


def _escat(option: Option) -> str:
    return "" if option.escat == "-" else option.escat


def _best(report: Report) -> dict[str, Option]:
    """Return the first option in rank that rests on each alteration, by the alteration's id."""
    found: dict[str, Option] = {}
    for option in report.options:
        for identifier in option.supports:
            found.setdefault(identifier, option)
    return found


def _alteration_cells(report: Report, one: Mapping[str, Any], best: Option | None) -> tuple[str, ...]:
    known = {
        **one,
        "sample": report.sample.id,
        "tumor_type": report.sample.tumor_code,
        "amp_tier": best.amp_tier if best else "",
        "escat": _escat(best) if best else "",
        "top_option": best.therapy if best else "",
        "source": [f"{place['input']}:{place['record']}" for place in one["source"]],
    }
    return safe_cells(tuple(_text(known[name]) for name in ALTERATIONS))


def _text(value: object) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
