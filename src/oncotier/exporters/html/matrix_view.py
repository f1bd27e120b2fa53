"""Therapies by alterations: what speaks for each, with its tier, and what speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.report import OptionState
from oncotier.domain.value import Value

if TYPE_CHECKING:
    from oncotier.domain.report import Report
    from oncotier.exporters.html.option_view import OptionView

__all__ = ["Matrix", "MatrixRow", "matrix"]


class MatrixRow(Value, frozen=True):
    """One therapy; a cell is (kind, text): for, against, both, off (it would, but the option is blocked), or empty."""

    view: OptionView
    cells: tuple[tuple[str, str], ...]


class Matrix(Value, frozen=True):
    """The columns are alterations (labels), the rows therapies in the order of the report."""

    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


def matrix(report: Report, views: tuple[OptionView, ...]) -> Matrix | None:
    """Return the table; None where no alteration speaks for or against anything."""
    spoken = {identifier for view in views for identifier in view.option.spoken_of}
    columns = [one for one in report.alterations if one.id in spoken]
    if not columns:
        return None
    rows = tuple(MatrixRow(view, tuple(_cell(view, one.id) for one in columns)) for view in views)
    return Matrix(tuple(one.label for one in columns), rows)


def _cell(view: OptionView, identifier: str) -> tuple[str, str]:
    option = view.option
    against = identifier in option.opposed_by
    if identifier in option.supports:
        tier = option.amp_tier or "for"
        if against:
            return "both", f"{tier}, against"
        return ("off", f"{tier}, blocked") if option.state is OptionState.BLOCKED else ("for", tier)
    return ("against", "against") if against else ("", "")
