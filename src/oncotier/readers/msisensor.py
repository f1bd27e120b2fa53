"""Summary files of MSIsensor, MSIsensor-pro and MSIsensor2: tested sites, unstable sites, their share in percent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved, Untested
from oncotier.readers.msi_score import msisensor_state
from oncotier.readers.numeral import decimal, whole
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.sheet import Row, SheetForm, header_columns, read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_TOTAL = ("Total_Number_of_Sites",)
_SOMATIC = "Number_of_Somatic_Sites"
_UNSTABLE = ("Number_of_Unstable_Sites", _SOMATIC)
_FORM = SheetForm("msisensor", {"the tested sites": _TOTAL, "the unstable sites": _UNSTABLE, "their share": ("%",)})


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: the three columns of the summary."""
    columns = header_columns(head)
    return Confidence.CERTAIN if columns.first(*_TOTAL) and columns.first(*_UNSTABLE) else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read the summary. Raises InputError."""

    def ends_of(row: Row, place: Place) -> Iterable[End]:
        return _ends(row, place, context)

    return read_sheet(source, context, _FORM, ends_of)


def _ends(row: Row, place: Place, context: Context) -> Iterator[End]:
    total, unstable = whole(row.cell(*_TOTAL)), whole(row.cell(*_UNSTABLE))
    score = decimal(row.cell("%"))
    raw = place.source("MSI", row.cell(*_TOTAL), row.cell(*_UNSTABLE), row.cell("%"))
    artifact = context.thresholds.get("MSIsensor_artifact_sites")
    if total is None or unstable is None or unstable > total:
        yield Unresolved(raw, "not_determined", "the numbers of sites are not two counts, the second within the first")
    elif artifact is not None and artifact in {total, unstable}:
        words = f"exactly {artifact:g} sites: an overflow of MSIsensor 1.3.0, no status is taken from it"
        yield Untested(raw, "MSI", words)
        yield place.notice("msi_site_overflow", words)
    elif not total:
        yield Untested(raw, "MSI", "no microsatellite site had enough reads")
    else:
        share = 100 * unstable / total if score is None else score
        state, words = msisensor_state(share, context)
        if abs(share - 100 * unstable / total) > 0.5:
            yield Unresolved(raw, "not_determined", f"{score} % is not {unstable} of {total} sites")
            return
        yield StatementObservation(raw, state) if state else Unresolved(raw, "not_determined", words)
        yield place.notice("msi_by_score", words, "info")
        other = context.thresholds.get("MSIsensor2_score")
        if state == "MSI-H" and row.columns.has(_SOMATIC) and other is not None and share < other:
            words = f"if it was MSIsensor2 (the file does not tell), MSI-H begins at {other:g} %: check it"
            yield place.notice("msi_tool_unknown", words)
