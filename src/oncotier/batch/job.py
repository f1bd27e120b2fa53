"""What is to be done for one sample of a batch, and what came of it."""

from __future__ import annotations

from pathlib import Path

from oncotier.batch.request import Request
from oncotier.domain.value import Value

__all__ = [
    "ColumnSlice",
    "Job",
    "Outcome",
    "Part",
    "RowSlice",
    "TableFile",
    "Targets",
]


class TableFile(Value, frozen=True):
    """A table of many samples that was walked through once: what every slice of it needs to know.

    `plain` is the path of its decompressed bytes, `header_end0` the byte behind the header line and `header1` the
    1-based line of the header; `fault` and `is_cut` are those of the whole file.
    """

    plain: str
    sha256: str
    header_end0: int
    header1: int
    fault: str = ""
    is_cut: bool = False


class RowSlice(Value, frozen=True):
    """The rows of one sample in such a table.

    `rows` holds four unsigned 64-bit numbers for each row that is shown to the reader: first byte, byte behind the
    last, 1-based line, 1-based record. `hidden` is the number of rows of other samples that are not shown.
    """

    table: TableFile
    rows: bytes
    hidden: int


class ColumnSlice(Value, frozen=True):
    """The column of one sample in a table that was turned over: the bytes of its cells, one a line.

    `header_end0` of the table is the end of the cells that name the rows, which stand at the beginning of the file.
    """

    table: TableFile
    sample: str
    start0: int
    end0: int


class Part(Value, frozen=True):
    """One input of a sample: a path, the format that it was recognized as, and which sample of it is meant."""

    path: str
    format: str = ""
    sample: str = ""
    rows: RowSlice | ColumnSlice | None = None


class Job(Value, frozen=True):
    """One sample: its name, the file name of its reports without suffix, what is asked, its inputs.

    `refusal` says why there is nothing to be done but to list it.
    """

    name: str
    stem: str
    request: Request
    parts: tuple[Part, ...]
    refusal: str = ""


class Targets(Value, frozen=True):
    """Where reports go, in which formats, and the hash of the knowledge base that they rest on (empty: any)."""

    folder: Path
    formats: tuple[str, ...]
    knowledge_base: str = ""


class Outcome(Value, frozen=True):
    """What came of one sample: its status, the hashes of its inputs and outputs, and its rows of the tables.

    `reason` is a code for the journal; words that may quote an input stand in the rows only.
    """

    name: str
    status: str
    reason: str
    inputs: tuple[str, ...]
    outputs: tuple[tuple[str, str], ...]
    rows: bytes
