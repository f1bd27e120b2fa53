"""A label of ours that is not read again."""

from __future__ import annotations

import pytest

from oncotier.errors import NotationError
from oncotier.interpret.canonical import canonical_all
from oncotier.knowledge.base import KnowledgeBase


@pytest.mark.parametrize("text", ["EG::", "::EG", "EG:: fusion", "unknown::EG"])
def test_half_a_fusion_of_an_unknown_gene_was_read_and_its_label_was_not(text: str, kb: KnowledgeBase) -> None:
    with pytest.raises(NotationError):
        canonical_all(text, kb)


@pytest.mark.parametrize("text", ["ALK::", "::ALK", "unknown::ALK", "ALK fusion"])
def test_half_a_fusion_of_a_known_one_is_still_read(text: str, kb: KnowledgeBase) -> None:
    assert [one.label for one in canonical_all(text, kb)] == ["ALK fusion"]


@pytest.mark.parametrize("text", ["TP53 R213", "TP53 R213 mutation", "TP53 p.Arg213Xaa", "TP53 codon 213 mutation"])
def test_a_codon_of_a_suppressor_had_the_label_of_a_stop(text: str, kb: KnowledgeBase) -> None:
    """`TP53 R213X` is the stop; in an oncogene `G719X` is any residue, and is written so."""
    (one,) = canonical_all(text, kb)
    assert one.label == "TP53 codon 213 mutation"
    assert "TP53 loss of function" not in one.classes
    assert [again.label for again in canonical_all(one.label, kb)] == [one.label]


def test_a_codon_of_an_oncogene_is_written_as_it_is_in_the_field(kb: KnowledgeBase) -> None:
    assert [one.label for one in canonical_all("EGFR G719", kb)] == ["EGFR G719X"]
    assert [one.label for one in canonical_all("TP53 R213X", kb)] == ["TP53 R213*"]


@pytest.mark.parametrize("text", ["DPYD *2A", "DPYD*13", "UGT1A1*28/*28", "TPMT *3A / *3C"])
def test_a_star_allele_was_an_extension_of_the_protein(text: str, kb: KnowledgeBase) -> None:
    with pytest.raises(NotationError, match="star allele"):
        canonical_all(text, kb)
