"""The page for curators names the columns of every table, in their order, and says what `verified` may hold."""

from __future__ import annotations

import re

import pytest

from oncotier.knowledge.columns import COLUMNS
from oncotier.knowledge.load import default_root

README = (default_root() / "README.md").read_text("utf-8")


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_the_columns_of_every_table_are_listed(table: str) -> None:
    above = rf"^\| `{re.escape(table)}` \| " if "." in table else rf"^### {table}/GENE\.tsv\n"
    assert re.findall(rf"{above}`(\S+ [^`]+)`", README, re.MULTILINE) == [" ".join(COLUMNS[table])]


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_every_table_says_how_and_when_a_row_was_verified(table: str) -> None:
    assert {"verified", "verified_on"} <= set(COLUMNS[table])


def test_every_table_has_a_line_in_the_first_list() -> None:
    first = README.partition("## Columns")[0]
    assert all(f"| `{table}" in first for table in COLUMNS)
