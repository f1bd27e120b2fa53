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
