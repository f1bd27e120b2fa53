"""Nothing is proved by having nothing to look at."""

from __future__ import annotations

import pytest

from oncotier.interpret.canonical import canonical_all
from oncotier.interpret.evaluate import Truth, evaluate
from oncotier.interpret.findings import Findings
from oncotier.knowledge.base import KnowledgeBase
from oncotier.notation import biomarker


@pytest.mark.parametrize("pattern", ["!sig:MSI-H", "!(sig:MSI-H,sig:TMB>=10)", "!(sig:MSI-H,EGFR:p:T790M)"])
def test_a_marker_without_gene_that_was_not_tested_was_taken_for_absent(pattern: str, kb: KnowledgeBase) -> None:
    findings = Findings(canonical_all("EGFR L858R", kb), kb)
    assert evaluate(biomarker.parse(pattern), (), findings).truth is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("stated", "truth"),
    [
        ("UGT1A1 poor metabolizer", Truth.UNKNOWN),
        ("DPYD poor metabolizer", Truth.PRESENT),
        ("DPYD normal metabolizer", Truth.ABSENT),
    ],
)
def test_the_metabolizer_status_of_another_gene_answered(stated: str, truth: Truth, kb: KnowledgeBase) -> None:
    findings = Findings(canonical_all(stated, kb), kb)
    assert evaluate(biomarker.parse("DPYD:pgx:poor"), (), findings).truth is truth
