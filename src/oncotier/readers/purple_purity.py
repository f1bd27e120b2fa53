"""PURPLE's table of purity, ploidy, microsatellite status and mutational burden: one row of one tumor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved, Untested
from oncotier.readers.delimited import Columns
from oncotier.readers.reader import Confidence
from oncotier.readers.tabular import TableBody, first_rows, number_of

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_STABLE = {"MSI": "MSI-H", "MSS": "MSS"}
_NO_TUMOR = frozenset({"NO_TUMOR", "FAIL", "FAIL_NO_TUMOR"})


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes by the columns that only this table has."""
    rows = first_rows(head)
    columns = Columns(rows[0] if rows else [])
    is_ours = all(map(columns.has, ("purity", "ploidy", "msStatus", "tmbPerMb")))
    return Confidence.CERTAIN if is_ours else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read the row. Raises InputError."""
    body = TableBody(source, context)
    for cells in body.rows(("msStatus",), ("tmbPerMb",)):
        _row(body, cells)
    return body.reading("purple-purity")


def _row(body: TableBody, cells: list[str]) -> None:
    cell = body.columns.cell
    status, burden = cell(cells, "msStatus").upper(), cell(cells, "tmbPerMb")
    place = body.place(f"msStatus {status} tmbPerMb {burden}")
    if body.records > 1:
        body.unresolved.append(Unresolved(place, "several_rows", "a second row: which tumor is meant is not clear"))
        return
    _say_fit(body, cells)
    if (method := cell(cells, "status").upper()) in _NO_TUMOR:
        body.has_gaps = True
        body.untested.extend(Untested(place, marker, f"the fit has the status {method}") for marker in ("MSI", "TMB"))
        return
    if status in _STABLE:
        body.observations.append(StatementObservation(place, _STABLE[status]))
    else:
        body.untested.append(Untested(place, "MSI", f"microsatellite status {status or 'not stated'}"))
    value = number_of(burden)
    is_counted = cell(cells, "tmbStatus").upper() != "UNKNOWN"  # without somatic calls the burden stands as zero
    if is_counted and value is not None and value >= 0:
        body.observations.append(StatementObservation(place, f"TMB {value:g}"))
    else:
        body.untested.append(Untested(place, "TMB", f"mutational burden {burden[:40] or 'not stated'}"))


def _say_fit(body: TableBody, cells: list[str]) -> None:
    cell = body.columns.cell
    purity, ploidy = number_of(cell(cells, "purity")), number_of(cell(cells, "ploidy"))
    said = [
        f"purity {purity:g}" if purity is not None else "purity not stated",
        f"ploidy {ploidy:g}" if ploidy is not None else "ploidy not stated",
    ]
    if cell(cells, "wholeGenomeDuplication").lower() == "true":
        said.append("whole genome duplicated")
    body.notice("purity_ploidy", "info", ", ".join(said))
    method = cell(cells, "status").upper()
    if method in _NO_TUMOR:
        words = f"the fit has the status {method}: copy numbers and burdens of this tumor are not reliable"
        body.notice("fit_failed", "warning", words)
