"""A batch adds little to reading and interpreting its samples, and its workers stay small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.batch.cohorts import rows
from tests.bench.bench_batch import MOST_MB, MOST_READS, cost, interpret_ms, per_sample_ms, read_ms, write_calls
from tests.conftest import Run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.bench
def test_a_sample_costs_little_beside_its_interpretation(tmp_path: Path) -> None:
    small, large = write_calls(tmp_path / "small", 50), write_calls(tmp_path / "large", 250)

    def reads() -> float:
        beside = per_sample_ms(small, large, "-j", "1") - interpret_ms(large)
        return beside / read_ms(large)["cyvcf2, all rows and CSQ"]

    assert min(reads(), reads()) <= MOST_READS
    assert cost(large, "-j", "2").worker_mb <= MOST_MB


def test_the_samples_are_what_they_are_said_to_be(run: Run, tmp_path: Path) -> None:
    source = write_calls(tmp_path / "in", 5)
    assert run("batch", str(source), "-o", str(tmp_path / "out"), "-t", "LUAD").returncode == 0
    found = rows(tmp_path / "out" / "samples.tsv")
    assert [row["sample"] for row in found] == [f"S0000{number}" for number in range(5)]
    assert {(row["status"], row["records_read"], row["interpreted"]) for row in found} == {("complete", "10", "2")}
    assert all(row["options"] != "0" for row in found)
