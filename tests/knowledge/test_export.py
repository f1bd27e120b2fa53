"""The flat table: one row per row of the knowledge base, columns that scripts rely on, the same bytes every time."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from oncotier.cli.kb import wording_of
from oncotier.interpret.tier import AMP_ORDER
from oncotier.knowledge.export import COLUMNS, table
from oncotier.knowledge.table import parse_table

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.knowledge.base import KnowledgeBase
    from tests.conftest import Run

PARALLEL = tuple(column for column in COLUMNS if column.startswith("trial_"))


def records(kb: KnowledgeBase) -> dict[str, dict[str, str | int | None]]:
    return {str(row[0]): dict(zip(COLUMNS, row, strict=True)) for row in table(kb, wording_of(kb))}


def test_columns_are_stable() -> None:
    assert COLUMNS[:6] == ("id", "kind", "direction", "genes", "biomarker", "biomarker_words")
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert all(column == column.lower() and column.isidentifier() for column in COLUMNS)


def test_every_row_is_there_once(kb: KnowledgeBase) -> None:
    found = records(kb)
    assert set(found) == {row.id for row in (*kb.all_assertions(),)} | {row.id for row in kb.all_resistance()}
    kinds = [str(row["kind"]) for row in found.values()]
    assert kinds == sorted(kinds), "assertions first"


def test_an_assertion_in_the_table(kb: KnowledgeBase) -> None:
    row = records(kb)["F001"]
    expected = {
        "kind": "assertion", "genes": "EGFR", "biomarker": "p:L858R,exon:19:inframe_del", "tumor_include": "NSCLC",
        "biomarker_words": "EGFR L858R or EGFR exon 19 in-frame deletion", "approval_year": 2018,
        "tumor_include_names": "Non-Small Cell Lung Cancer", "therapy": "Osimertinib", "drug_classes": "EGFR_TKI/3",
        "amp_own_tumor": "I-A", "escat_own_tumor": "I-A", "trial_names": "FLAURA;FLAURA",
        "trial_endpoints": "OS;PFS", "trial_values": "38.6;18.9", "trial_hazard_ratios": "0.8;",
        "file": "assertions/EGFR.tsv",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_a_resistance_row_in_the_table(kb: KnowledgeBase) -> None:
    row = records(kb)["R001"]
    assert row["affects"] == "class:EGFR_TKI/1;class:EGFR_TKI/2"
    assert row["affected_drugs"] == "afatinib;dacomitinib;erlotinib;gefitinib"
    assert row["approval_year"] is None
    assert row["therapy"] == ""


def test_trial_columns_run_parallel(kb: KnowledgeBase) -> None:
    for row in records(kb).values():
        lengths = {str(row[column]).count(";") for column in PARALLEL}
        assert len(lengths) == 1, row["id"]


def test_tiers_are_those_of_the_levels_table(kb: KnowledgeBase) -> None:
    for row in records(kb).values():
        if row["status"] == "withdrawn":
            assert row["amp_own_tumor"] == ""
        elif row["kind"] == "assertion":
            cell = kb.levels[str(row["evidence"]), str(row["own_tumor_match"])]
            assert row["amp_own_tumor"] in cell.amp
            assert row["amp_own_tumor"] in AMP_ORDER


def test_tsv_and_json_say_the_same_twice(run: Run, kb: KnowledgeBase) -> None:
    tsv, again = run("kb", "export"), run("kb", "export", "--format", "tsv")
    assert tsv.stdout == again.stdout
    read = parse_table("export", tsv.stdout.decode())
    assert read.columns == COLUMNS
    cells = [row.cells for row in read.rows()]
    written = json.loads(run("kb", "export", "--format", "json").stdout)
    as_text = [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in written]
    assert as_text == cells
    assert len(cells) == len(kb.all_assertions()) + len(kb.all_resistance())


def test_pandas_reads_it(run: Run) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(io.BytesIO(run("kb", "export").stdout), sep="\t", quoting=3, keep_default_na=False)
    assert tuple(frame.columns) == COLUMNS
    assert frame.loc[frame["id"] == "F001", "evidence"].tolist() == ["label"]


def test_a_file_and_an_unknown_format(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "kb.tsv"
    done = run("kb", "export", "-o", str(target))
    assert done.returncode == 0
    assert done.stdout == b""
    assert target.read_bytes() == run("kb", "export").stdout
    assert run("kb", "export", "--format", "xlsx").returncode == 2
