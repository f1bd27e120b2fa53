"""The options as a tab-separated table: one row per option, recommended ones first, with stable columns.

Cells are plain text for programs: tabs, line breaks and control characters are escaped, formulas are not (a cell such
as `-124C>T` is legal); lists are joined by `; `.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.exporters.exporter import Exporter, Screen
from oncotier.exporters.safe_text import safe_cells

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.domain.report import Option, Report

__all__ = ["COLUMNS", "TSV", "option_rows", "table_of"]

COLUMNS = (
    "sample", "tumor_type", "rank", "therapy", "drugs", "effect", "state", "amp_tier", "escat", "evidence", "status",
    "tumor_match", "alterations", "conditions", "settings", "conflicts", "assertions", "trials", "sources", "verified",
    "why", "disclaimer",
)  # fmt: skip


def render(report: Report, screen: Screen) -> str:
    """Return the header and one row per option."""
    del screen
    return table_of(option_rows(report))


def table_of(rows: tuple[tuple[str, ...], ...]) -> str:
    """Return the header and the rows of `option_rows`."""
    return "".join(["\t".join(row) + "\n" for row in (COLUMNS, *rows)])


def option_rows(report: Report) -> tuple[tuple[str, ...], ...]:
    """Return the cells of every option, ranked ones first."""
    labels = {alteration.id: alteration.label for alteration in report.alterations}
    options = (*report.options, *report.not_recommended)
    return tuple([safe_cells(_cells(report, option, labels)) for option in options])


def _cells(report: Report, option: Option, labels: Mapping[str, str]) -> tuple[str, ...]:
    joined = "; ".join
    return (
        report.sample.id,
        report.sample.tumor_code,
        "" if option.rank is None else str(option.rank),
        option.therapy,
        joined(option.drugs),
        str(option.effect),
        str(option.state),
        option.amp_tier,
        "" if option.escat == "-" else option.escat,
        str(option.evidence),
        str(option.status),
        str(option.tumor_match),
        joined([labels[identifier] for identifier in option.supports]),
        joined(option.conditions),
        joined(option.settings),
        joined(dict.fromkeys([conflict.words for conflict in option.conflicts])),
        joined(option.assertions),
        joined(dict.fromkeys([trial.trial for trial in option.trials])),
        joined(option.sources),
        option.verified,
        joined(option.why),
        report.disclaimer,
    )


TSV = Exporter("tsv", ".tsv", "one row per option, tab-separated, stable columns", render)
