"""`--threshold NAME=VALUE`: another value for the calls of one run, said in the report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

TABLE = "chromosome\tstart\tend\tgene\tminCopyNumber\tmaxCopyNumber\n17\t1\t9\tERBB2\t7\t7.2\n"


def report(run: Run, folder: Path, *more: str) -> dict[str, object]:
    path = folder / "tumor.purple.cnv.gene.tsv"
    path.write_text(TABLE)
    found: dict[str, object] = json.loads(run("interpret", str(path), "-f", "json", *more).stdout)
    return found


def test_a_higher_threshold_takes_the_call_away_and_is_said(run: Run, tmp_path: Path) -> None:
    usual = report(run, tmp_path)
    strict = report(run, tmp_path, "--threshold", "amplification_copies=8")
    assert [one["label"] for one in usual["alterations"]] == ["ERBB2 amplification"]  # type: ignore[attr-defined]
    assert strict["alterations"] == []
    said = [one["words"] for one in strict["notices"] if one["code"] == "threshold_changed"]  # type: ignore[attr-defined]
    assert said == ["amplification_copies = 8 copies"]
    assert "threshold_changed" not in json.dumps(usual)


@pytest.mark.parametrize("text", ["amplification=8", "amplification_copies", "amplification_copies=x", "=8"])
def test_an_unknown_name_or_value_is_wrong_usage(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "tumor.tsv"
    path.write_text(TABLE)
    done = run("interpret", str(path), "--threshold", text)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"threshold" in done.stderr
