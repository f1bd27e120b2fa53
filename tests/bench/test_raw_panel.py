"""Calling 500 raw rows costs little beside reading the same rows where no gene lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bench.bench_raw_panel import CEILING, GOAL, ROUNDS, ratio, write_panel
from tests.readers.builders import read_path, report

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.bench
def test_raw_rows_hardly_slow_a_report(tmp_path: Path) -> None:
    found, _ = ratio(tmp_path)
    if found > CEILING:
        found, _ = ratio(tmp_path, 3 * ROUNDS)  # a noisy machine gets a second, longer look
    assert found <= CEILING
    assert GOAL < CEILING


def test_the_rows_are_what_they_are_said_to_be(tmp_path: Path) -> None:
    write_panel(tmp_path / "inside.vcf", tmp_path / "outside.vcf")
    inside = report(read_path(tmp_path / "inside.vcf")).inputs[0].records
    outside = report(read_path(tmp_path / "outside.vcf")).inputs[0].records
    assert inside.read == outside.read == outside.out_of_scope == 500
    assert inside.interpreted >= 20
    assert inside.out_of_scope_by["outside_genes_in_table"] < 25
