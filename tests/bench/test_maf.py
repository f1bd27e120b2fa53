"""Reading one sample of a large MAF costs little beside reading its lines, and no memory that grows with the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bench.bench_maf import CEILING, DOUBLED, KINDS, MEMORY_MB, measure, write_maf, write_twice
from tests.readers.builders import read_path, tally

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = "SAMPLE-0100-T"


@pytest.mark.bench
def test_one_of_many_samples(tmp_path: Path) -> None:
    path = tmp_path / "bench.maf"
    samples, one_in = KINDS["one of 500 samples"]
    write_maf(path, samples=samples, one_in=one_in)
    once = measure(path, SAMPLE)
    assert once.beside_passes <= CEILING
    assert once.peak <= MEMORY_MB
    write_twice(path)
    twice = measure(path, SAMPLE)
    assert twice.rows <= 1.2 * DOUBLED * once.rows  # a fifth for a noisy machine
    assert twice.peak <= once.peak + 2


@pytest.mark.bench
def test_memory_hardly_grows_with_the_findings(tmp_path: Path) -> None:
    path = tmp_path / "bench.maf"
    samples, one_in = KINDS["one sample, 1 in 70"]
    write_maf(path, samples=samples, one_in=one_in)
    assert measure(path, "", rounds=1).peak <= MEMORY_MB


def test_rows_are_written_twice(tmp_path: Path) -> None:
    path = tmp_path / "bench.maf"
    write_maf(path, rows=3000, samples=5)
    once = tally(read_path(path, sample="SAMPLE-0001-T"))
    write_twice(path)
    twice = tally(read_path(path, sample="SAMPLE-0001-T"))
    assert (twice.read, twice.interpreted) == (2 * once.read, 2 * once.interpreted)


@pytest.mark.parametrize(("samples", "wanted", "own"), [(1, "", 3000), (5, "SAMPLE-0001-T", 600)])
def test_the_rows_are_what_they_are_said_to_be(tmp_path: Path, samples: int, wanted: str, own: int) -> None:
    path = tmp_path / "bench.maf"
    write_maf(path, rows=3000, samples=samples)
    counts = tally(read_path(path, sample=wanted))
    assert counts.read == 3000
    assert counts.read - counts.out_of_scope_by.get("other_sample", 0) == own
    assert counts.interpreted > 0
