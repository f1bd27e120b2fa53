"""What `benign.tsv` names is no loss of function, what `destroying.tsv` names is one, whatever it looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.value import replace
from oncotier.interpret.canonical import canonical
from oncotier.interpret.traits import classes_of, is_loss_of_function, is_oncogenic
from tests.builders import report_of
from tests.interpret.places import placed
from tests.interpret.places import report_of as placed_report

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase


@pytest.mark.parametrize(
    ("text", "destroys"),
    [
        ("BRCA2 K3326*", False),
        ("BRCA2 p.Lys3326Ter", False),
        ("BRCA2 K3326X", False),
        ("germline BRCA2 p.K3326*", False),
        ("BRCA2 K3326fs", True),
        ("BRCA2 K3325*", True),
        ("BRCA1 K3326*", True),
        ("BRCA2 S1982Rfs*22", True),
        ("BRCA1 C61G", True),
        ("BRCA1 p.Cys61Gly", True),
        ("BRCA1 C61Y", False),
        ("BRCA2 C61G", False),
        ("VHL R167Q", True),
        ("VHL R167A", False),
    ],
)
def test_only_the_listed_change_is_no_loss_of_function(text: str, destroys: bool, kb: KnowledgeBase) -> None:
    alteration = canonical(text, kb)
    assert is_loss_of_function(alteration, kb) is destroys
    assert is_oncogenic(alteration, kb) is destroys
    assert any("loss of function" in name for name in classes_of(alteration, kb)) is destroys


def test_a_benign_stop_brings_no_option_and_is_still_listed(kb: KnowledgeBase) -> None:
    report = report_of(kb, "BRCA2 K3326*", tumor="HGSOC")
    assert report.options == ()
    assert [alteration.label for alteration in report.alterations] == ["BRCA2 K3326*"]
    assert report_of(kb, "BRCA2 S1982Rfs*22", tumor="HGSOC").options


def test_the_table_is_asked_by_gene_and_change(kb: KnowledgeBase) -> None:
    assert kb.is_benign("BRCA2", "K3326*")
    assert not kb.is_benign("BRCA1", "K3326*")
    assert not kb.is_benign("BRCA2", "K3326")
    assert kb.is_destroying("BRCA1", "C61G")
    assert not kb.is_destroying("BRCA1", "C61")


def test_every_listed_change_would_otherwise_be_a_loss_of_function(kb: KnowledgeBase) -> None:
    table = kb.tables["benign.tsv"]
    for gene, change in zip(table.column("gene"), table.column("change"), strict=True):
        assert not is_loss_of_function(canonical(f"{gene} {change}", kb), kb)
        assert kb.genes[gene].role in {"tumor_suppressor", "both"}


def test_every_destroying_change_is_one_of_a_suppressor_and_no_truncation(kb: KnowledgeBase) -> None:
    table = kb.tables["destroying.tsv"]
    for gene, change in zip(table.column("gene"), table.column("change"), strict=True):
        assert is_loss_of_function(canonical(f"{gene} {change}", kb), kb)
        assert change[-1] not in "*X"
        assert kb.genes[gene].role in {"tumor_suppressor", "both"}


def test_a_laboratory_that_calls_it_unknown_is_believed(kb: KnowledgeBase) -> None:
    alteration = replace(canonical("BRCA1 C61G", kb), flags=("vendor:unknown",))
    assert not is_loss_of_function(alteration, kb)


def test_a_destroying_substitution_is_called_from_raw_bases_on_both_builds(kb: KnowledgeBase) -> None:
    for build, pos1 in (("GRCh37", 41258504), ("GRCh38", 43106487)):
        report = placed_report(kb, [placed(f"17:{pos1}:A:C", build)], tumor="HGSOC")
        assert [one.label for one in report.alterations] == ["BRCA1 C61G"]
        assert any(one.therapy == "Olaparib" for one in report.options)
