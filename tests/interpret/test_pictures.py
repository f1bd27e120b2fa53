"""What the knowledge base adds to a drawn report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.picture import Mark, ProteinModel
from oncotier.domain.value import replace
from oncotier.interpret.pictures import illustrated, pictures_of
from tests.builders import report_of

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase


def model_of(kb: KnowledgeBase, finding: str) -> ProteinModel:
    (model,) = pictures_of(report_of(kb, finding), kb).proteins
    return model


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        ("EGFR L858R", (858, 858, "missense")),
        ("EGFR E746_A750del", (746, 750, "in_frame")),
        ("TP53 R213*", (213, 213, "truncating")),
        ("BRCA2 S1982fs", (1982, 1982, "truncating")),
        ("TERT c.-124C>T", (1, 1, "upstream")),
        ("TP53 c.375+1G>A", (125, 125, "splice")),
        ("EGFRvIII", (30, 297, "exons")),
    ],
)
def test_a_change_has_its_place(kb: KnowledgeBase, finding: str, expected: tuple[int, int, str]) -> None:
    assert model_of(kb, finding).marks == (Mark("A1", *expected),)


def test_exon_14_of_met_is_marked_by_its_codons(kb: KnowledgeBase) -> None:
    model = model_of(kb, "MET exon 14 skipping")
    (mark,) = model.marks
    (exon,) = (one for one in model.exons if one.name == "14")
    assert (mark.first1, mark.last1, mark.effect) == (exon.first1, exon.last1, "exons")


@pytest.mark.parametrize("gene", ["EGFR", "BRAF", "ALK", "BRCA2", "TP53", "MET"])
def test_exons_cover_the_protein(kb: KnowledgeBase, gene: str) -> None:
    model = model_of(kb, f"{gene} truncating mutation")
    assert model.exons[0].first1 == 1
    assert model.exons[-1].last1 == model.length
    for one, following in zip(model.exons, model.exons[1:], strict=False):
        assert following.first1 in {one.last1, one.last1 + 1}
    assert all(1 <= domain.first1 < domain.last1 <= model.length for domain in model.domains)


def test_exon_windows_agree_with_the_table(kb: KnowledgeBase) -> None:
    for gene in ("EGFR", "ALK", "MET"):
        exons = {one.name: (one.first1, one.last1) for one in model_of(kb, f"{gene} truncating mutation").exons}
        stored = {str(exon): window for (of_gene, exon), window in kb.exon_windows.items() if of_gene == gene}
        assert stored
        assert {name: exons[name] for name in stored} == stored


def test_a_fusion_brings_the_models_of_both_genes(kb: KnowledgeBase) -> None:
    models = pictures_of(report_of(kb, "TPM3::NTRK1 fusion"), kb).proteins
    assert "NTRK1" in {model.gene for model in models}
    assert [domain.name for model in models if model.gene == "NTRK1" for domain in model.domains] == ["kinase"]


def test_cutoffs_are_those_of_the_knowledge_base(kb: KnowledgeBase) -> None:
    found = {(one.marker, one.value) for one in pictures_of(report_of(kb, tumor="LUAD"), kb).cutoffs}
    assert ("TMB", kb.thresholds["TMB_high"].value) in found
    assert ("copies", kb.thresholds["amplification_copies"].value) in found
    assert {value for marker, value in found if marker == "TPS"} == {1.0, 50.0}
    assert not [one for one in found if one[0] == "CPS"]
    breast = {(one.marker, one.value) for one in pictures_of(report_of(kb, tumor="BRCA"), kb).cutoffs}
    assert ("CPS", 10.0) in breast


def test_nothing_else_of_a_report_changes(kb: KnowledgeBase) -> None:
    report = report_of(kb, "EGFR L858R", tumor="LUAD")
    assert replace(illustrated(report, kb, "command"), pictures=None, command="") == report
