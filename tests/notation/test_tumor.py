"""Tumor types by code, name or synonym, the nearest names for a slip, and how two tumor types stand to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.tumor import TumorMatch, TumorType
from oncotier.errors import UsageError
from oncotier.notation.tumor import TumorTypes

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase

SAME, AGNOSTIC, RELATED, OTHER, UNKNOWN = TumorMatch


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LUAD", "LUAD"), ("luad", "LUAD"), (" LUAD ", "LUAD"), ("Lung Adenocarcinoma", "LUAD"),
        ("lung  adenocarcinoma", "LUAD"), ("Lung-Adenocarcinoma", "LUAD"), ("NSCLC", "NSCLC"),
        ("non-small cell lung cancer", "NSCLC"), ("CRC", "COADREAD"), ("colorectal cancer", "COADREAD"),
        ("melanoma", "MEL"), ("breast cancer", "BRCA"), ("BRCA", "BRCA"), ("TNBC", "BRCA"), ("ALL", "BLL"),
        ("AML", "AML"), ("MM", "PCM"), ("multiple myeloma", "PCM"), ("GIST", "GIST"), ("SEGA", "GNOS"),
        ("TGCT", "TGCT"), ("cholangiocarcinoma", "CHOL"), ("ovarian cancer", "OVT"), ("CLL", "CLLSLL"),
    ],
)  # fmt: skip
def test_names_and_synonyms(text: str, code: str, kb: KnowledgeBase) -> None:
    assert kb.tumors.resolve(text).code == code


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("lung adenocarcinom", "Lung Adenocarcinoma (LUAD)"),
        ("melanom", "Melanoma (MEL)"),
        ("NSLCC", "Non-Small Cell Lung Cancer (NSCLC)"),
        ("breats cancer", "Invasive Breast Carcinoma (BRCA)"),
        ("colorectal", "Colorectal Adenocarcinoma (COADREAD)"),
        ("glioblastom", "Glioblastoma, IDH-Wildtype (GB)"),
    ],
)
def test_a_slip_names_the_nearest(text: str, nearest: str, kb: KnowledgeBase) -> None:
    assert kb.tumors.nearest(text)[0] == nearest
    with pytest.raises(UsageError, match="unknown tumor type") as caught:
        kb.tumors.resolve(text)
    assert nearest in caught.value.hint


@pytest.mark.parametrize("text", ["", "   ", "qqqqqqqq", "123456", "?"])
def test_nothing_is_near_nonsense(text: str, kb: KnowledgeBase) -> None:
    assert kb.tumors.find(text) is None
    with pytest.raises(UsageError) as caught:
        kb.tumors.resolve(text)
    assert caught.value.hint


def test_no_more_names_than_asked_for(kb: KnowledgeBase) -> None:
    assert len(kb.tumors.nearest("carcinoma", count=3)) <= 3
    names = kb.tumors.nearest("lung cancer")
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("code", "include", "exclude", "match"),
    [
        ("LUAD", "LUAD", "", SAME),
        ("LUAD", "NSCLC", "", SAME),
        ("LUSC", "NSCLC", "", SAME),
        ("LUAD", "LUNG", "", SAME),
        ("NSCLC", "LUAD", "", RELATED),
        ("LUSC", "LUAD", "", RELATED),
        ("LUSC", "NSCLC", "LUSC", None),
        ("LUAD", "NSCLC", "LUSC", SAME),
        ("NSCLC", "NSCLC", "LUSC", SAME),
        ("SCLC", "NSCLC", "", OTHER),
        ("MEL", "NSCLC", "", OTHER),
        ("SKCM", "MEL", "", SAME),
        ("MEL", "SKCM", "", RELATED),
        ("UM", "MEL", "", RELATED),
        ("COAD", "COADREAD", "", SAME),
        ("READ", "COAD", "", RELATED),
        ("PAAD", "COADREAD", "", OTHER),
        ("HGSOC", "OVT", "", SAME),
        ("IBC", "BRCA", "", RELATED),
        ("IBC", "BRCA,IBC", "", SAME),
        ("CCRCC", "RCC", "", SAME),
        ("RAML", "RCC", "", SAME),
        ("RAML", "RCC", "RAML", None),
        ("GBC", "CHOL", "", RELATED),
        ("CHOL", "BILIARY_TRACT", "", SAME),
        ("GBC", "BILIARY_TRACT", "", SAME),
        ("BLL", "ANY_SOLID", "", OTHER),
        ("BLL", "ANY_HEME", "", AGNOSTIC),
        ("BLL", "ANY", "", AGNOSTIC),
        ("AML", "ANY_SOLID", "", OTHER),
        ("LUAD", "ANY_SOLID", "", AGNOSTIC),
        ("LUAD", "ANY_HEME", "", OTHER),
        ("LUAD", "ANY", "", AGNOSTIC),
        ("LUAD", "ANY_SOLID,NSCLC", "", SAME),
        ("LUSC", "ANY_SOLID,LUAD", "", AGNOSTIC),
        ("LUAD", "MEL,ANY_SOLID", "NSCLC", None),
        ("LUAD", "MEL", "NSCLC", None),
        ("BLLBCRABL1", "BLL", "", SAME),
        ("CMLBCRABL1", "CML", "", SAME),
        ("CML", "AML", "", OTHER),
        ("AMLNPM1", "AML", "", SAME),
        ("AML", "AMLNPM1", "", RELATED),
        ("LUAD", "NO_SUCH_CODE", "", OTHER),
        ("", "NSCLC", "", UNKNOWN),
        ("", "ANY_SOLID", "NSCLC", UNKNOWN),
        ("NO_SUCH_CODE", "NSCLC", "", UNKNOWN),
        ("NO_SUCH_CODE", "ANY", "", UNKNOWN),
        ("LUAD", "", "", OTHER),
    ],
)
def test_relation(code: str, include: str, exclude: str, match: TumorMatch | None, kb: KnowledgeBase) -> None:
    rows = tuple(filter(None, include.split(",")))
    assert kb.tumors.relation(code, rows, tuple(filter(None, exclude.split(",")))) is match
    assert kb.tumors.relation(code, rows[::-1], tuple(filter(None, exclude.split(",")))) is match


def test_ancestors_are_nearest_first_and_end(kb: KnowledgeBase) -> None:
    assert kb.tumors.ancestors("LUAD")[:3] == ("LUAD", "NSCLC", "LUNG")
    assert kb.tumors.ancestors("NO_SUCH_CODE") == ()
    round_about = TumorTypes.build([TumorType("A", "a", parent="B"), TumorType("B", "b", parent="A")])
    assert round_about.ancestors("A") == ("A", "B")


def test_a_code_wins_over_a_name_and_a_name_over_a_synonym() -> None:
    types = TumorTypes.build(
        [TumorType("AA", "first", synonyms=("second", "bb")), TumorType("BB", "second"), TumorType("CC", "AA")]
    )
    found = [types.find(text) for text in ("second", "bb", "aa", "first")]
    assert [one.code for one in found if one] == ["BB", "BB", "AA", "AA"]


@pytest.mark.parametrize(
    ("code", "include", "shares"),
    [
        ("LUAD", "MEL", True), ("LUAD", "AML", False), ("LUAD", "ANY_SOLID", True), ("LUAD", "ANY_HEME", False),
        ("AML", "ANY_HEME", True), ("AML", "ANY", True), ("AML", "MEL,BLL", False), ("AML", "CLLSLL", False),
        ("AML", "MEL,MDS", True), ("MCL", "CLLSLL", True), ("LUAD", "NO_SUCH_CODE", False),
    ],
)  # fmt: skip
def test_lineage(code: str, include: str, shares: bool, kb: KnowledgeBase) -> None:
    assert kb.tumors.shares_lineage(code, tuple(include.split(","))) is shares


def test_every_type_of_the_knowledge_base_is_found_by_its_code_and_its_name(kb: KnowledgeBase) -> None:
    for code in kb.tumors.by_code:
        found = kb.tumors.find(code)
        assert found is not None
        assert found.code == code
        assert kb.tumors.find(found.name) is not None
