"""A table of a batch as a Parquet file with typed columns, for DuckDB, pandas, R and the like. Needs `parquet`."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from oncotier.batch.output_file import part_path, remove_leftovers
from oncotier.batch.tables import NUMBERS
from oncotier.errors import OutputError

if TYPE_CHECKING:
    from types import TracebackType

    from oncotier.batch.tables import Cells, Rows, Table

__all__ = ["ParquetTable", "parquet_path", "remove_parquet"]

_ROWS_IN_GROUP = 20_000


def parquet_path(folder: Path, table: str) -> Path:
    """Return the file of a table: a dataset of one file, in a folder of its own."""
    return folder / "parquet" / table / f"{table}.parquet"


def remove_parquet(folder: Path, table: str) -> None:
    """Remove the file of an earlier run, and what a killed run left: it would contradict the tables of this one."""
    path = parquet_path(folder, table)
    remove_leftovers(path.parent)
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
        path.parent.rmdir()
        path.parent.parent.rmdir()


class ParquetTable:
    """One table under a temporary name from `with` to its end, written some thousand rows at a time.

    Empty cells are nulls. The same rows give the same bytes, however they were added. Raises OutputError.
    """

    def __init__(self, folder: Path, table: Table) -> None:
        self._table = table
        self._target = parquet_path(folder, table.name)
        self._temporary = part_path(self._target)
        # The alterations of an option are labels, those of a sample a number.
        numbers = NUMBERS.keys() - ({"alterations"} if table.name == "options" else set())
        self._kinds = [NUMBERS[name] if name in numbers else str for name in table.columns]
        self._block: list[Cells] = []

    def __enter__(self) -> Self:
        import pyarrow as pa
        import pyarrow.parquet as pq

        arrow = {int: pa.int64(), float: pa.float64(), str: pa.string()}
        fields = [(name, arrow[kind]) for name, kind in zip(self._table.columns, self._kinds, strict=True)]
        self._schema: Any = pa.schema(fields)
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
            remove_leftovers(self._target.parent)
            self._writer: Any = pq.ParquetWriter(self._temporary, self._schema, compression="zstd")
        except OSError as error:
            raise self._failed(error) from None
        return self

    def add(self, rows: Rows) -> None:
        """Add the rows of one sample."""
        self._block.extend(self._table.rows_of(rows))
        while len(self._block) >= _ROWS_IN_GROUP:
            self._flush(_ROWS_IN_GROUP)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and self._block:
                self._flush(len(self._block))
            self._writer.close()
            if kind is None:
                self._finish()
        except OSError as fault:
            raise self._failed(fault) from None
        finally:
            with contextlib.suppress(OSError):
                Path(self._temporary).unlink(missing_ok=True)

    def _finish(self) -> None:
        with Path(self._temporary).open("rb") as stream:
            os.fsync(stream.fileno())
        os.replace(self._temporary, self._target)

    def _flush(self, count: int) -> None:
        """Write a group of rows: the groups begin at the same rows in every run."""
        import pyarrow as pa

        block, self._block = self._block[:count], self._block[count:]
        columns = zip(*block, strict=True)
        cells = [
            [kind(cell) if cell else None for cell in column] for kind, column in zip(self._kinds, columns, strict=True)
        ]
        try:
            self._writer.write_table(pa.table(cells, schema=self._schema))
        except OSError as error:
            raise self._failed(error) from None

    def _failed(self, error: OSError) -> OutputError:
        return OutputError(f"{self._target}: cannot be written: {error.strerror or type(error).__name__}")
