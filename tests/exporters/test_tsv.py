"""TSV: stable columns, one row an option, no cell that breaks the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.exporters.exporter import Screen
from oncotier.exporters.safe_text import safe_text
from oncotier.exporters.tsv import COLUMNS, TSV
from tests.builders import report_of
from tests.exporters.reports import HOSTILE, hostile_report, plain_report

if TYPE_CHECKING:
    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

HEADER = (
    "sample tumor_type rank therapy drugs effect state amp_tier escat evidence status tumor_match alterations"
    " conditions settings conflicts assertions trials sources verified why disclaimer"
)


def rows_of(report: Report) -> list[dict[str, str]]:
    header, *rows = (line.split("\t") for line in TSV.render(report, Screen()).removesuffix("\n").split("\n"))
    assert all(len(row) == len(header) for row in rows)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_columns_keep_their_order() -> None:
    assert " ".join(COLUMNS) == HEADER
    assert TSV.render(plain_report(), Screen()).split("\n")[0] == HEADER.replace(" ", "\t")


def test_recommended_options_come_first_and_blocked_ones_have_no_rank(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR L858R", "EGFR T790M", tumor="LUAD")
    rows = rows_of(report)
    ranks = [row["rank"] for row in rows]
    assert ranks == [str(option.rank) for option in report.options] + [""] * len(report.not_recommended)
    assert {row["state"] for row in rows if not row["rank"]} == {"blocked"}
    assert rows[0]["alterations"] == "EGFR T790M; EGFR L858R"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_cells_stay_in_their_cell(hostile: str) -> None:
    rows = rows_of(hostile_report(hostile))
    assert len(rows) == 3
    assert all(row["therapy"] == "Osimertinib" + safe_text(hostile) for row in rows)
    assert all(row["sample"] == "S1" + safe_text(hostile) for row in rows)


def test_a_formula_stays_what_it_is() -> None:
    assert rows_of(hostile_report("=1+1"))[0]["trials"] == "FLAURA=1+1"


def test_no_tier_is_an_empty_cell() -> None:
    assert {row["escat"] for row in rows_of(plain_report())} == {""}


def test_no_option_is_a_header_alone(kb: KnowledgeBase) -> None:
    assert TSV.render(report_of(kb, "TTN R1C", tumor="LUAD"), Screen()).count("\n") == 1
