"""Whether a pattern holds, is proved absent or is not known: `tests/tables/pattern_truth.tsv`."""

from __future__ import annotations

import csv

import pytest

from oncotier.interpret.canonical import canonical_all
from oncotier.interpret.evaluate import Truth, evaluate
from oncotier.interpret.findings import Findings
from oncotier.knowledge.base import KnowledgeBase
from oncotier.notation import biomarker
from tests.genome.shared import TABLES

with (TABLES / "pattern_truth.tsv").open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['pattern']} {row['gene']}: {row['findings']}" for row in ROWS])
def test_truth(row: dict[str, str], kb: KnowledgeBase) -> None:
    texts = [text for text in row["findings"].split("; ") if text]
    findings = Findings([one for text in texts for one in canonical_all(text, kb)], kb)
    genes = (row["gene"],) if row["gene"] else ()
    found = evaluate(biomarker.parse(row["pattern"]), genes, findings)
    assert found.truth.value == row["truth"], row["why"]
    assert bool(found.missing) is (found.truth is not Truth.PRESENT)


def test_the_table_holds_every_truth() -> None:
    assert {row["truth"] for row in ROWS} == {one.value for one in Truth}
