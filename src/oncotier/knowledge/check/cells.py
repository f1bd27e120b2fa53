"""Rules about the files themselves: readable, and written in the plain form that needs no quoting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.knowledge import rows
from oncotier.knowledge.check.source import kind_of
from oncotier.knowledge.coordinate_rows import transcript
from oncotier.knowledge.table import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oncotier.knowledge.check.finding import Remarks
    from oncotier.knowledge.check.source import Source
    from oncotier.knowledge.table import Row

__all__ = ["cells_clean", "tables_readable"]

_READERS: Mapping[str, Callable[[Row], object]] = {
    "assertions": rows.assertion,
    "resistance": rows.resistance,
    "rules.tsv": rows.rule,
    "trials.tsv": rows.trial,
    "drugs.tsv": rows.drug,
    "toxicity.tsv": rows.toxicity,
    "panels.tsv": rows.panel_marker,
    "genes.tsv": rows.gene,
    "tumor_types.tsv": rows.tumor_type,
    "classes.tsv": rows.named_class,
    "levels.tsv": rows.level,
    "thresholds.tsv": rows.threshold,
    "benign.tsv": rows.listed_change,
    "destroying.tsv": rows.listed_change,
    "coordinates/transcripts.tsv": lambda row: [transcript(row, build) for build in ("GRCh37", "GRCh38")],
}
_QUOTED = re.compile(r"""(["']).*\1""")
_SUSPICIOUS = re.compile(r"""(?:^|\t)[ "']| (?:\t|$)""")  # other blanks than the space are not printable


def tables_readable(source: Source) -> Remarks:
    """Every table is there, is UTF-8, has its header, and every row can be read.

    A table with a wrong header is skipped by all other rules, a row with a wrong number of cells likewise (usually a
    tab too many or too few, or an empty line). A file that is no table of the program is named too: nothing reads it.
    """
    yield from source.faults
    faulty = {place.partition(":")[0] for place, _ in source.faults}
    for name in source.raw:
        if name not in source.tables and name not in faulty:
            yield name, "is no table of the knowledge base: nothing reads it"
    for name, table in source.tables.items():
        read = _READERS.get(kind_of(name), _untouched)
        for index in range(len(table.lines)):
            try:
                read(table.row(index))
            except Fault as fault:
                yield table.place(index), str(fault)


def _untouched(row: Row) -> object:
    return row


def cells_clean(source: Source) -> Remarks:
    """Cells have no blanks around them, no quotes around them, and no invisible characters; lines end with LF.

    Spreadsheets add all of these when they save: no-break spaces, CRLF, quotes around a cell with a comma. A file
    ends with a line break. Save as tab-separated text, UTF-8 without byte order mark.
    """
    for name, raw in source.raw.items():
        returns, breaks = raw.count(b"\r"), raw.count(b"\n")
        if returns:
            yield f"{name}:1", f"{returns} carriage returns: lines must end with LF alone"
        if raw and not raw.endswith(b"\n"):
            yield f"{name}:{breaks + 1}", "the last line does not end with a line break"
    for table in source.tables.values():
        for index, line in enumerate(table.lines):
            if _SUSPICIOUS.search(line) or not line.replace("\t", "").isprintable():
                for column, cell in zip(table.columns, line.split("\t"), strict=False):
                    for words in _cell_faults(cell):
                        yield table.place(index), f"{column}: {cell!r} {words}"


def _cell_faults(cell: str) -> list[str]:
    faults: list[str] = []
    if cell != cell.strip():
        faults.append("has blanks around it")
    if _QUOTED.fullmatch(cell.strip()):
        faults.append("has quotes around it")
    if not cell.isprintable():
        faults.append("holds invisible characters")
    return faults
