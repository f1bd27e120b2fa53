"""A change whose gene and transcript name two genes was read as the first, and nothing was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import Reading, Source, VariantObservation
from tests.readers.builders import read, report
from tests.readers.tiny_reports import bundle, component, variant

if TYPE_CHECKING:
    from pathlib import Path

CODE = "transcript_of_other_gene"


@pytest.mark.parametrize(
    ("transcript", "is_said"),
    [("ENST00000275493.7", True), ("NM_005228", True), ("NM_004985.5", False), ("ENST00000999999", False), ("", False)],
)
def test_a_transcript_of_another_gene_is_said(transcript: str, *, is_said: bool) -> None:
    seen = VariantObservation(Source("calls.maf", 1, "row"), "KRAS", protein="p.G12C", transcript=transcript)
    found = report(Reading("calls.maf", "maf", "", 1, observations=(seen,)))
    assert [one.label for one in found.alterations] == ["KRAS G12C"]
    words = [one.words for one in found.notices if one.code == CODE]
    expected = f"KRAS p.G12C: its transcript {transcript} is one of EGFR: check which gene is meant"
    assert words == ([expected] if is_said else [])


def test_in_an_exchanged_report(tmp_path: Path) -> None:
    parts = [
        component("48018-6", "KRAS"),
        component("48005-3", "p.Gly12Cys"),
        component("51958-7", "NM_005228.5"),
    ]
    found = report(read(tmp_path, bundle([variant(*parts)])))
    assert CODE in {one.code for one in found.notices}
