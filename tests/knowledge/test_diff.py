"""Differences of two knowledge bases: what counts as one, what it bears on, and how it is written."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from oncotier.knowledge.columns import COLUMNS
from oncotier.knowledge.difference import OPTION_TABLES, compare
from oncotier.knowledge.difference_report import card, rows
from oncotier.knowledge.load import default_root, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from oncotier.knowledge.difference import Difference
    from tests.conftest import Run

EGFR = "assertions/EGFR.tsv"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    return shutil.copytree(default_root(), tmp_path / "edited")


def edit(root: Path, name: str, change: Callable[[list[dict[str, str]]], object]) -> None:
    """Change the rows of a table as lists of cells by column."""
    path = root / name
    header, *lines = path.read_text().rstrip("\n").split("\n")
    columns = header.split("\t")
    found = [dict(zip(columns, line.split("\t"), strict=True)) for line in lines]
    change(found)
    text = "\n".join([header, *("\t".join(row[column] for column in columns) for row in found)]) + "\n"
    path.write_text(text)


def put(key: str, **cells: str) -> Callable[[list[dict[str, str]]], object]:
    return lambda found: next(row for row in found if key in row.values()).update(cells)


def against_shipped(root: Path) -> Difference:
    return compare(load(), load(root))


def test_nothing_differs_from_itself(run: Run, edited: Path) -> None:
    assert against_shipped(edited).changes == ()
    done = run("kb", "diff", str(default_root()), str(edited))
    assert done.returncode == 0
    assert b"no difference" in done.stdout


def test_order_and_white_space_are_no_difference(edited: Path) -> None:
    edit(edited, EGFR, put("F001", biomarker="exon:19:inframe_del,p:L858R", trials="FLAURA-PFS, FLAURA-OS"))
    edit(edited, EGFR, put("F003", drugs="platinum chemotherapy + osimertinib + pemetrexed"))
    edit(edited, EGFR, put("F002", setting="adjuvant,  resected stage IB-IIIA "))
    edit(edited, "rules.tsv", lambda found: found.reverse())
    assert against_shipped(edited).changes == ()


def test_a_row_in_another_file_is_no_difference(edited: Path) -> None:
    moved: list[dict[str, str]] = []
    edit(edited, EGFR, lambda found: moved.append(found.pop(0)))
    edit(edited, "assertions/ALK.tsv", lambda found: found.extend(moved))
    assert against_shipped(edited).changes == ()


def test_meaning_and_documentation_are_told_apart(edited: Path) -> None:
    row = next(row for row in load().all_assertions() if row.id == "F001")
    edit(edited, EGFR, put("F001", note="Another note.", verified="no", status="accelerated"))
    edit(edited, EGFR, put("F002", sources="PMID:1"))
    first, second = against_shipped(edited).changes
    assert first.key == "F001"
    assert first.place == row.place
    assert {(cell.column, cell.in_meaning) for cell in first.cells} == {
        ("note", False),
        ("verified", False),
        ("status", True),
    }
    assert (second.key, second.in_meaning) == ("F002", False)


def test_rows_gained_and_lost(edited: Path) -> None:
    def change(found: list[dict[str, str]]) -> None:
        gone = found.pop(0)
        found.append(gone | {"id": "F9001"})

    edit(edited, EGFR, change)
    found = against_shipped(edited)
    assert [(one.key, one.change) for one in found.changes] == [("F001", "lost"), ("F9001", "gained")]


@pytest.mark.parametrize("kind", sorted(COLUMNS))
def test_every_table_is_compared(edited: Path, kind: str) -> None:
    name = kind if kind.endswith(".tsv") else f"{kind}/EGFR.tsv"
    edit(edited, name, lambda found: found.pop())
    changes = against_shipped(edited).changes
    assert [(one.kind, one.change) for one in changes] == [(kind, "lost")]


def test_what_bears_on_options_comes_first(edited: Path) -> None:
    edit(edited, "panels.tsv", put("AML-CD33", methods="FACS"))
    edit(edited, EGFR, put("F001", status="withdrawn"))
    edit(edited, EGFR, put("F002", note="Another note."))
    found = against_shipped(edited)
    lines = [line.text for line in card(found).lines]
    assert lines[1:4] == ["What bears on options", "therapies: 1 changed", "F001: status approved -> withdrawn"]
    headings = [line.text for line in card(found).lines if line.heading]
    assert headings == [
        "What bears on options",
        "Rows that bear on options (1)",
        "Rows of other tables (1)",
        "Documentation: notes, sources, verification (1)",
    ]
    assert "methods: flow cytometry -> FACS" in lines


def test_the_table_has_a_row_per_cell(edited: Path) -> None:
    edit(edited, EGFR, put("F001", status="withdrawn", note=""))
    header, *found = rows(against_shipped(edited))
    assert header == ("table", "id", "change", "bears_on", "column", "old", "new", "place")
    assert [(row[3], row[4], row[6]) for row in found] == [
        ("options", "status", "withdrawn"),
        ("documentation", "note", ""),
    ]


def test_the_command_in_every_format(run: Run, edited: Path) -> None:
    edit(edited, EGFR, put("F001", status="withdrawn"))
    edit(edited, EGFR, lambda found: found.pop())
    arguments = ("kb", "diff", str(default_root()), str(edited))
    text, tsv, as_json = run(*arguments), run(*arguments, "-f", "tsv"), run(*arguments, "-f", "json")
    assert {done.returncode for done in (text, tsv, as_json)} == {1}
    assert max(map(len, text.stdout.decode().split("\n"))) <= 80
    assert {line.count(b"\t") for line in tsv.stdout.splitlines()} == {7}
    document = json.loads(as_json.stdout)
    assert document["summary"] == {"assertions": {"gained": 0, "lost": 1, "changed": 1, "documentation": 0}}
    assert document["rows"][0]["cells"] == [
        {"column": "status", "old": "approved", "new": "withdrawn", "bears_on": "options"}
    ]
    assert document["rows"][1]["row"]["gene"]


def test_a_folder_that_is_no_knowledge_base(run: Run, tmp_path: Path) -> None:
    assert run("kb", "diff", str(default_root()), str(tmp_path)).returncode == 6


def test_option_tables_exist() -> None:
    assert set(OPTION_TABLES) < set(COLUMNS)
