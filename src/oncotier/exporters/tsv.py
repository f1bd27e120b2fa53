"""The options as a tab-separated table: one row per option, recommended ones first, with stable columns.

Cells are plain text for programs: tabs, line breaks and control characters are escaped, formulas are not (a cell such
as `-124C>T` is legal); lists are joined by `; `.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.exporters.exporter import Exporter, Screen
from oncotier.exporters.safe_text import safe_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oncotier.domain.report import Option, Report

__all__ = ["COLUMNS", "TSV", "option_rows"]

COLUMNS = (
    "sample", "tumor_type", "rank", "therapy", "drugs", "effect", "state", "amp_tier", "escat", "evidence", "status",
    "tumor_match", "alterations", "conditions", "settings", "conflicts", "assertions", "trials", "sources", "verified",
    "why", "disclaimer",
)  # fmt: skip


def render(report: Report, screen: Screen) -> str:
    """Return the header and one row per option."""
    del screen
    return "".join("\t".join(row) + "\n" for row in (COLUMNS, *option_rows(report)))


def option_rows(report: Report) -> tuple[tuple[str, ...], ...]:
    """Return the cells of every option, ranked ones first."""
    labels = {alteration.id: alteration.label for alteration in report.alterations}
    options = (*report.options, *report.not_recommended)
    return tuple(safe_cells(_cells(report, option, labels)) for option in options)


def _cells(report: Report, option: Option, labels: Mapping[str, str]) -> tuple[str, ...]:
    return (
        report.sample.id,
        report.sample.tumor_code,
        "" if option.rank is None else str(option.rank),
        option.therapy,
        _joined(option.drugs),
        option.effect.value,
        option.state.value,
        option.amp_tier,
        "" if option.escat == "-" else option.escat,
        option.evidence.value,
        option.status.value,
        option.tumor_match.value,
        _joined(labels[identifier] for identifier in option.supports),
        _joined(option.conditions),
        _joined(option.settings),
        _joined(dict.fromkeys(conflict.words for conflict in option.conflicts)),
        _joined(option.assertions),
        _joined(dict.fromkeys(trial.trial for trial in option.trials)),
        _joined(option.sources),
        option.verified,
        _joined(option.why),
        report.disclaimer,
    )


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)


TSV = Exporter("tsv", ".tsv", "one row per option, tab-separated, stable columns", render)
