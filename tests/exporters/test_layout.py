"""Folding and columns: every line fits, every character stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncotier.exporters.layout import Column, Page, Row, cell_width, fold

WORDS = st.text(alphabet="abc -/+\u817a\u764c\u00e9e\u0301", max_size=80)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, [""]),
        ("short", 10, ["short"]),
        ("exactly 10", 10, ["exactly 10"]),
        ("two words here", 9, ["two words", "here"]),
        ("Fluorouracil-based chemotherapy", 14, ["Fluorouracil-", "based", "chemotherapy"]),
        ("a/b", 1, ["a", "/", "b"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("  indented text of some length", 16, ["  indented text", "of some length"]),
        ("\u817a\u764c\u60a3\u8005", 5, ["\u817a\u764c", "\u60a3\u8005"]),
    ],
)
def test_fold(text: str, width: int, expected: list[str]) -> None:
    assert fold(text, width) == expected


def test_fold_with_a_hanging_indent() -> None:
    assert fold("one two three four", 9, "  ") == ["one two", "  three", "  four"]


@given(WORDS, st.integers(2, 60), st.sampled_from(["", "  "]))
def test_folded_lines_fit_and_lose_nothing(text: str, width: int, indent: str) -> None:
    lines = fold(text, width + len(indent), indent)
    lead = len(text) - len(text.lstrip(" "))
    if lead < width // 2:
        assert all(cell_width(line) <= width + len(indent) or len(line.strip()) <= 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def lines_of(page: Page) -> list[str]:
    return page.text(color=False).split("\n")[:-1]


COLUMNS = (Column("#", rigid=True, right=True), Column("Name"), Column("Text"))


def test_a_table_is_aligned() -> None:
    page = Page(80)
    page.table(COLUMNS, [Row(("1", "a", "first")), Row(("10", "bb", "second"), details=("below",))])
    assert lines_of(page) == [
        " #  Name  Text",
        "--  ----  ------",
        " 1  a     first",
        "10  bb    second",
        "    below",
    ]


def test_a_narrow_table_becomes_a_list() -> None:
    page = Page(40)
    page.table(COLUMNS, [Row(("1", "a name", "a long text that does not fit into forty columns"), details=("below",))])
    assert lines_of(page) == ["1 a name", "  Text: a long text that does not fit", "    into forty columns", "  below"]


def test_width_moves_to_where_it_saves_lines() -> None:
    page = Page(60)
    row = Row(("1", "x" * 20 + " " + "y" * 20, "approved; this tumor type in this case"))
    page.table(COLUMNS, [row])
    assert len(lines_of(page)) == 4


def test_a_long_name_in_a_grid_has_its_own_line() -> None:
    page = Page(40)
    page.grid([("a", "text"), ("a very long name", "its text")])
    assert lines_of(page) == ["  a  text", "  a very long name", "     its text"]


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=5), st.sampled_from([40, 60, 80, 120]))
def test_tables_lose_nothing(rows: list[tuple[str, str, str]], width: int) -> None:
    page = Page(width)
    page.table(COLUMNS, [Row(row) for row in rows])
    text = "".join(page.text(color=False).split())
    cells = ["".join(cell.split()) for row in rows for cell in row]
    assert all(text.count(character) >= "".join(cells).count(character) for character in "abc+\u817a\u764c")
    assert all(cell_width(line) <= width for line in lines_of(page))
