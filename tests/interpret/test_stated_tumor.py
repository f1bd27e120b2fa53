"""Which tumor type is taken where several inputs of a sample state one, and what is said of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.settings import Settings
from oncotier.domain.value import replace
from oncotier.interpret.assemble import interpret
from oncotier.readers.listing import from_texts

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase

DIFFER = "tumor_types_differ"


@pytest.mark.parametrize(
    ("stated", "code", "said"),
    [
        ([""], "", "tumor_type_missing"),
        (["nonsense"], "", "tumor_type_unknown"),
        (["LUAD"], "LUAD", ""),
        (["", "Lung adenocarcinoma"], "LUAD", ""),
        (["nonsense", "LUAD"], "LUAD", ""),
        (["LUAD", "lung adenocarcinoma"], "LUAD", ""),
        (["NSCLC", "LUAD"], "LUAD", ""),
        (["LUAD", "NSCLC"], "LUAD", ""),
        (["LUNG", "NSCLC", "LUAD"], "LUAD", ""),
        (["LUAD", "COAD"], "LUAD", DIFFER),
        (["NSCLC", "COAD", "LUAD"], "LUAD", DIFFER),
        (["LUAD", "LUSC"], "LUAD", DIFFER),
    ],
)
def test_several_inputs(kb: KnowledgeBase, stated: list[str], code: str, said: str) -> None:
    readings = [
        replace(from_texts(["BRAF V600E"], name=f"input{place}"), tumor_type=text) for place, text in enumerate(stated)
    ]
    found = interpret(readings, kb, Settings())
    assert found.sample.tumor_code == code
    assert not code or kb.tumors.resolve(found.sample.tumor_given).code == code
    codes = {one.code for one in found.notices if one.code.startswith("tumor_type")}
    assert codes - {"tumor_type_from_report", "tumor_type_wide"} == ({said} if said else set())
    assert ("tumor_type_from_report" in codes) is bool(code)


def test_the_words_name_the_inputs(kb: KnowledgeBase) -> None:
    readings = [replace(from_texts([], name=name), tumor_type=name.upper()) for name in ("luad", "coad")]
    (said,) = (one for one in interpret(readings, kb, Settings()).notices if one.code == DIFFER)
    assert said.words == (
        "the inputs name different tumor types: LUAD (luad), COAD (coad); the first is taken; give --tumor-type"
    )


def test_what_the_user_says_counts_alone(kb: KnowledgeBase) -> None:
    readings = [replace(from_texts(["BRAF V600E"], name=name), tumor_type=name) for name in ("LUAD", "COAD")]
    found = interpret(readings, kb, Settings(tumor_type="MEL"))
    assert found.sample.tumor_code == "MEL"
    assert DIFFER not in {one.code for one in found.notices}
