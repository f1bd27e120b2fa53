"""The files of a finished batch, made from the rows of its samples in the order of their names, a sample at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from oncotier.batch.cohort import Cohort
from oncotier.batch.output_file import write_file
from oncotier.batch.tables import ALTERATIONS, NUMBERS, OPTIONS, SAMPLES, Rows, decode_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from oncotier.batch.plan import Placement

__all__ = ["PLACEMENT_COLUMNS", "TABLES", "write_results"]

PLACEMENT_COLUMNS = ("sample", "file", "format", "rule")
Cells = tuple[str, ...]

TABLES: tuple[tuple[str, Cells, Callable[[Rows], Iterable[Cells]]], ...] = (
    ("options", OPTIONS, lambda rows: rows.options),
    ("alterations", ALTERATIONS, lambda rows: rows.alterations),
    ("samples", SAMPLES, lambda rows: (rows.row,)),
)
_MULTIQC_COLUMNS = (
    ("status", "Status", "complete, incomplete (something could not be read) or failed"),
    ("tumor_type", "Tumor type", "OncoTree code"),
    ("alterations", "Alterations", "Alterations in genes of the knowledge base"),
    ("options", "Options", "Ranked therapy options"),
    ("available", "Available", "Options without a condition that is still open"),
    ("not_recommended", "Not recommended", "Therapies that something speaks against"),
    ("unresolved", "Unresolved", "Records that could not be understood or assessed"),
    ("top_option", "First option", "The first therapy in rank"),
    ("top_amp_tier", "AMP tier", "Tier of the first option (AMP/ASCO/CAP)"),
)


def write_results(
    folder: Path, lines: Callable[[], Iterator[bytes]], placements: Iterable[Placement], *, parquet: bool
) -> Cohort:
    """Write every table and page of a result folder; `lines` yields the row lines of the samples, in order.

    Raises OutputError.
    """
    for name, columns, rows_of in TABLES:
        write_file(folder / f"{name}.tsv", _table(columns, map(decode_rows, lines()), rows_of))
    rows = (_line((one.sample, one.file, one.format, one.rule)) for one in placements)
    write_file(folder / "sources.tsv", (_line(PLACEMENT_COLUMNS), *rows))
    write_file(folder / "oncotier_mqc.json", _multiqc(map(decode_rows, lines())))
    cohort = Cohort()
    for line in lines():
        cohort.add(decode_rows(line))
    from oncotier.batch.cohort_page import cohort_page

    write_file(folder / "cohort.html", (cohort_page(cohort).encode("utf-8", "backslashreplace"),))
    if parquet:
        for name, columns, rows_of in TABLES:
            _write_parquet(folder / "parquet" / name, name, columns, map(decode_rows, lines()), rows_of)
    return cohort


def _table(columns: Cells, samples: Iterable[Rows], rows_of: Callable[[Rows], Iterable[Cells]]) -> Iterator[bytes]:
    yield _line(columns)
    for sample in samples:
        yield b"".join(map(_line, rows_of(sample)))


def _line(cells: Iterable[str]) -> bytes:
    from oncotier.exporters.safe_text import safe_text

    return ("\t".join(map(safe_text, cells)) + "\n").encode("utf-8", "backslashreplace")


def _multiqc(samples: Iterable[Rows]) -> Iterator[bytes]:
    """Write the sample table as MultiQC custom content (a file name in `_mqc.json` is all that MultiQC needs)."""
    headers = {
        name: {"title": title, "description": words} | ({"format": "{:,.0f}"} if name in NUMBERS else {})
        for name, title, words in _MULTIQC_COLUMNS
    }
    head: dict[str, Any] = {
        "id": "oncotier",
        "section_name": "oncotier",
        "description": "Therapy options that the NGS results of each tumor speak for. Not medical advice.",
        "plot_type": "table",
        "pconfig": {"id": "oncotier_samples", "title": "oncotier: samples", "no_violin": True},
        "headers": headers,
    }
    yield msgspec.json.encode(head)[:-1] + b',"data":{'
    mark = b""
    for rows in samples:
        cells = dict(zip(SAMPLES, rows.row, strict=True))
        values = {name: _typed(name, cells[name]) for name, _, _ in _MULTIQC_COLUMNS if cells[name]}
        yield mark + msgspec.json.encode(rows.sample) + b":" + msgspec.json.encode(values)
        mark = b","
    yield b"}}\n"


def _typed(name: str, text: str) -> str | float | None:
    kind = NUMBERS.get(name)
    return text if kind is None else kind(text) if text else None


def _write_parquet(
    folder: Path, table: str, columns: Cells, samples: Iterable[Rows], rows_of: Callable[[Rows], Iterable[Cells]]
) -> None:
    """Write a table as a Parquet file of typed columns; empty cells are nulls. Needs the extra `parquet`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from oncotier.batch.output_file import PART_PREFIX

    folder.mkdir(parents=True, exist_ok=True)
    typed = {name: NUMBERS[name] for name in columns if name in NUMBERS and (table, name) != ("options", "alterations")}
    arrow = {int: pa.int64(), float: pa.float64()}
    schema = pa.schema([(name, arrow[typed[name]] if name in typed else pa.string()) for name in columns])
    temporary = folder / f"{PART_PREFIX}{table}.part"
    with pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
        for block in _blocks(samples, rows_of):
            by_column = zip(*block, strict=True)
            cells = [
                [(typed[name](cell) if name in typed else cell) if cell else None for cell in column]
                for name, column in zip(columns, by_column, strict=True)
            ]
            writer.write_table(pa.table(cells, schema=schema))
    temporary.replace(folder / f"{table}.parquet")


def _blocks(samples: Iterable[Rows], rows_of: Callable[[Rows], Iterable[Cells]]) -> Iterator[list[Cells]]:
    block: list[Cells] = []
    for rows in samples:
        block.extend(rows_of(rows))
        if len(block) >= 50_000:
            yield block
            block = []
    if block:
        yield block
