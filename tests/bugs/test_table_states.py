"""What tables and lists leave open under an assay: a gene is wild type, or not amplified, only where that is proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import examine
from tests.readers.builders import read

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.interpret.assemble import Case
    from oncotier.knowledge.base import KnowledgeBase

PANEL = Assay("panel", "", tuple(Covered(gene, COVERED_KINDS) for gene in "KRAS NRAS BRAF ALK ROS1 MET ERBB2".split()))


def judged(kb: KnowledgeBase, folder: Path, text: str, tumor: str = "COAD", *, build: str = "") -> Case:
    """Interpret one table under the panel."""
    return examine([read(folder, text, build=build)], kb, Settings(tumor_type=tumor), assay=PANEL)


def open_kinds(case: Case, gene: str) -> list[str]:
    """Return the kinds of alterations of a gene of which nothing is proved."""
    return sorted(kind for one, kind in case.findings.open_questions if one == gene)


def states(case: Case) -> dict[str, str]:
    """Return the state of every marker that the tumor type asks for."""
    return {one.biomarker: one.state for one in case.report.testing}


def on_cetuximab(case: Case) -> str:
    """Return the state of the option that needs KRAS and NRAS wild type."""
    return next((one.state.value for one in case.report.options if one.therapy.startswith("Cetuximab")), "")


@pytest.mark.parametrize(
    ("line", "state", "is_open"),
    [
        ("KRAS mutation", "conditional", True),
        ("KRAS mutated", "conditional", True),
        ("KRAS exon 2 mutation", "conditional", True),
        ("KRAS missense mutation", "conditional", True),
        ("KRAS codon 12 mutation", "", True),
        ("KRAS G12X", "", True),
        ("KRAS G12D", "", False),
        ("KRAS Q22K", "available", False),
    ],
)
def test_a_mutation_without_its_name_may_be_in_any_codon(
    kb: KnowledgeBase, tmp_path: Path, line: str, state: str, *, is_open: bool
) -> None:
    case = judged(kb, tmp_path, f"{line}\nMSS\n")
    assert on_cetuximab(case) == state
    assert open_kinds(case, "KRAS") == (["small_variant"] if is_open else [])
    assert (states(case)["KRAS G12C"] == "unknown") is is_open
