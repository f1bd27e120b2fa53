"""Findings in a tumor type, and what a therapy must become: available, conditional, demoted, blocked, or no option."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import named, report_of
from tests.tables import rows

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase

ROWS = rows("match_matrix.tsv")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['findings']} in {row['tumor']}: {row['therapy']}")
def test_therapy_has_the_state_of_the_table(kb: KnowledgeBase, row: dict[str, str]) -> None:
    report = report_of(kb, *row["findings"].split("; "), tumor=row["tumor"])
    option = named((*report.options, *report.not_recommended), row["therapy"])
    if row["state"] == "none":
        recommended = named(report.options, row["therapy"])
        assert recommended is None
        return
    assert option is not None, [one.therapy for one in report.options]
    assert option.state.value == row["state"]
    if row["state"] == "blocked":
        assert option.rank is None
        assert option.conflicts
        assert all(conflict.assertion for conflict in option.conflicts)
    else:
        assert option.rank is not None
    if row["amp_tier"]:
        assert option.amp_tier == row["amp_tier"]
