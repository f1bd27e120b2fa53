"""Regimens, selectors and the names of therapies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.evidence import Selector
from oncotier.errors import NotationError
from oncotier.notation.therapy import format_selector, parse_regimen, parse_selectors, therapy_name

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase


@pytest.mark.parametrize(
    ("text", "selectors"),
    [
        ("", ()),
        ("gefitinib", (Selector(drug="gefitinib"),)),
        ("class:EGFR_TKI", (Selector(drug_class="EGFR_TKI"),)),
        ("class:EGFR_TKI/1", (Selector(drug_class="EGFR_TKI", generation="1"),)),
        ("class:ALK_TKI/2b", (Selector(drug_class="ALK_TKI", generation="2b"),)),
        ("=cetuximab", (Selector(drug="cetuximab", alone=True),)),
        ("=class:PD1_PDL1_ANTIBODY", (Selector(drug_class="PD1_PDL1_ANTIBODY", alone=True),)),
        ("gefitinib, class:EGFR_TKI/1 ,erlotinib", (
            Selector(drug="gefitinib"), Selector(drug_class="EGFR_TKI", generation="1"), Selector(drug="erlotinib"),
        )),
        ("trastuzumab deruxtecan", (Selector(drug="trastuzumab deruxtecan"),)),
        (" , ", ()),
    ],
)  # fmt: skip
def test_selectors(text: str, selectors: tuple[Selector, ...]) -> None:
    assert parse_selectors(text) == selectors
    assert parse_selectors(",".join(map(format_selector, selectors))) == selectors


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("class:", "class:"),
        ("class:egfr", "class:egfr"),
        ("gefitinib,class:EGFR TKI", "class:EGFR TKI"),
        ("class:EGFR_TKI,class:EGFR_TKI/", "class:EGFR_TKI/"),
        ("class:EGFR_TKI,  =class:?,x", "=class:?"),
        ("=", "="),
        ("gefitinib, =", "="),
    ],
)
def test_a_fault_has_its_place(text: str, fault: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse_selectors(text)
    assert text[caught.value.start0 : caught.value.end0] == fault


@pytest.mark.parametrize(
    ("text", "drugs", "name"),
    [
        ("osimertinib", ("osimertinib",), "Osimertinib"),
        ("dabrafenib + trametinib", ("dabrafenib", "trametinib"), "Dabrafenib + Trametinib"),
        ("trastuzumab deruxtecan + pertuzumab", ("trastuzumab deruxtecan", "pertuzumab"),
         "Trastuzumab deruxtecan + Pertuzumab"),
        ("pd-1 inhibitor", ("pd-1 inhibitor",), "PD-1 inhibitor"),
        ("folfox + panitumumab", ("folfox", "panitumumab"), "FOLFOX + Panitumumab"),
        ("parp inhibitor", ("parp inhibitor",), "PARP inhibitor"),
        ("anti-egfr antibody", ("anti-egfr antibody",), "Anti-EGFR antibody"),
        ("", (), ""),
    ],
)  # fmt: skip
def test_regimens_and_their_names(text: str, drugs: tuple[str, ...], name: str) -> None:
    assert parse_regimen(text) == drugs
    assert therapy_name(drugs) == name


def test_every_regimen_of_the_knowledge_base_is_written_as_it_is_read(kb: KnowledgeBase) -> None:
    for row in kb.all_assertions():
        name = therapy_name(row.regimen)
        assert name
        assert name[0] == name[0].upper()
        assert parse_regimen(" + ".join(row.regimen)) == row.regimen


def test_every_selector_of_the_knowledge_base_prints_back(kb: KnowledgeBase) -> None:
    for row in kb.all_resistance():
        for selector in (*row.affects, *row.exempts):
            assert parse_selectors(format_selector(selector)) == (selector,)
