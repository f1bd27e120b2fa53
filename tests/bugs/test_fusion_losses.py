"""Faults of the readers of fusion callers that once lost a fusion, or called one that was discarded: one test each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.readers.builders import labels, read
from tests.readers.test_exchange import rearrangement

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("filters", "expected"), [("duplicates(2)", ""), ("duplicates(2),min_support", "min_support"), (".", "")]
)
def test_a_call_that_arriba_discarded_was_a_fusion(tmp_path: Path, filters: str, expected: str) -> None:
    head = "#gene1\tgene2\tbreakpoint1\tbreakpoint2\tconfidence\tfilters\n"
    table = f"{head}EML4\tALK\tchr2:42295516\tchr2:29223528\t.\t{filters}\n"
    assert rearrangement(read(tmp_path, table)).filter == expected


@pytest.mark.parametrize("joint", ["___", "_"])
@pytest.mark.parametrize("name", ["ALK", "ALK_ENST00000389048.3"])
def test_a_gene_of_genefuse_without_transcript_was_malformed(tmp_path: Path, joint: str, name: str) -> None:
    text = f"#Fusion: EML4:intron:13|+chr2:42526694{joint}{name}:intron:19|-chr2:29447873  (total: 6, unique:4)\n"
    assert labels(read(tmp_path, text)) == {"EML4::ALK fusion"}
