"""The files of a finished batch, made from the rows of its samples in one walk, in the order of their names."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Protocol, Self

import msgspec

from oncotier.batch.cohort import Cohort
from oncotier.batch.output_file import OutputFile, write_file
from oncotier.batch.tables import NUMBERS, SAMPLES, TABLES, decode_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

    from oncotier.batch.plan import Placement
    from oncotier.batch.tables import Rows, Table

__all__ = ["PLACEMENT_COLUMNS", "write_results"]

PLACEMENT_COLUMNS = ("sample", "file", "format", "rule")
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


_PLACES = tuple((SAMPLES.index(name), name, NUMBERS.get(name)) for name, _, _ in _MULTIQC_COLUMNS)


class _Sink(Protocol):
    """Takes the rows of every sample, and is complete when its `with` ends."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def add(self, rows: Rows) -> None: ...


def write_results(folder: Path, lines: Iterable[bytes], placements: Iterable[Placement], *, parquet: bool) -> Cohort:
    """Write every table and page of a result folder; `lines` are the row lines of the samples, in order.

    Raises OutputError.
    """
    from oncotier.batch.cohort_page import cohort_page
    from oncotier.batch.parquet import ParquetTable, remove_parquet

    cohort = Cohort()
    sinks: list[_Sink] = [_Tsv(folder / f"{table.name}.tsv", table) for table in TABLES]
    sinks.append(_MultiQC(folder / "oncotier_mqc.json"))
    for table in TABLES:
        if parquet:
            sinks.append(ParquetTable(folder, table))
        else:
            remove_parquet(folder, table.name)
    with ExitStack() as stack:
        opened = [stack.enter_context(sink) for sink in sinks]
        for line in lines:
            rows = decode_rows(line)
            for sink in opened:
                sink.add(rows)
            cohort.add(rows)
    placed = (_line((one.sample, one.file, one.format, one.rule)) for one in placements)
    write_file(folder / "sources.tsv", (_line(PLACEMENT_COLUMNS), *placed))
    write_file(folder / "cohort.html", (cohort_page(cohort).encode("utf-8", "backslashreplace"),))
    return cohort


def _line(cells: Iterable[str]) -> bytes:
    """Return a line of a table; its cells were made safe to show where they were made."""
    return ("\t".join(cells) + "\n").encode("utf-8", "backslashreplace")


class _Tsv(OutputFile):
    """A table as tab-separated text with a header."""

    def __init__(self, target: Path, table: Table) -> None:
        super().__init__(target)
        self._rows_of = table.rows_of
        self._columns = table.columns

    def __enter__(self) -> Self:
        super().__enter__()
        self.write(_line(self._columns))
        return self

    def add(self, rows: Rows) -> None:
        """Write the rows of one sample."""
        lines = ["\t".join(cells) + "\n" for cells in self._rows_of(rows)]
        self.write("".join(lines).encode("utf-8", "backslashreplace"))


class _MultiQC(OutputFile):
    """The sample table as MultiQC custom content (a file name in `_mqc.json` is all that MultiQC needs)."""

    def __enter__(self) -> Self:
        super().__enter__()
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
        self.write(msgspec.json.encode(head)[:-1] + b',"data":{')
        self._mark = b""
        return self

    def add(self, rows: Rows) -> None:
        """Write the row of one sample."""
        values = {name: kind(rows.row[at0]) if kind else rows.row[at0] for at0, name, kind in _PLACES if rows.row[at0]}
        self.write(self._mark + msgspec.json.encode(rows.sample) + b":" + msgspec.json.encode(values))
        self._mark = b","

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.write(b"}}\n")
        super().__exit__(kind, error, trace)
