"""Tumor types by code, name or synonym, the nearest names for a slip, and how two tumor types stand to each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.tumor import TumorMatch, TumorType
from oncotier.errors import UsageError
from oncotier.notation.tumor import TumorTypes
from oncotier.notation.tumor_words import words_of

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
    ("text", "code"),
    [
        ("Adenocarcinoma of lung (disorder)", "LUAD"), ("Primary malignant neoplasm of lung (disorder)", "LUNG"),
        ("Non-small cell carcinoma of lung, TNM stage 4 (disorder)", "NSCLC"), ("Stage IV NSCLC", "NSCLC"),
        ("Small cell carcinoma of lung", "SCLC"), ("Squamous cell carcinoma of lung", "LUSC"),
        ("Lung cancer (NSCLC)", "NSCLC"), ("NSCLC (adenocarcinoma of lung)", "LUAD"),
        ("Malignant neoplasm of upper lobe, right bronchus or lung", "LUNG"),
        ("Malignant neoplasm of unspecified site of right female breast", "BRCA"),
        ("Infiltrating duct carcinoma of breast (disorder)", "IDC"), ("Lobular carcinoma of breast", "ILC"),
        ("Invasive ductal carcinoma of breast, grade 3", "IDC"), ("Metastatic colorectal carcinoma", "COADREAD"),
        ("Malignant neoplasm of sigmoid colon", "COAD"), ("Malignant neoplasm of rectosigmoid junction", "COADREAD"),
        ("Moderately differentiated adenocarcinoma of colon", "COAD"), ("Adenocarcinoma of rectum", "READ"),
        ("Malignant melanoma of skin of back", "SKCM"), ("Malignant melanoma (disorder)", "MEL"),
        ("Malignant neoplasm of head of pancreas", "PAAD"), ("Papillary carcinoma of thyroid", "THPA"),
        ("Medullary carcinoma of thyroid", "THME"), ("Renal cell carcinoma, clear cell type", "CCRCC"),
        ("Malignant neoplasm of left kidney, except renal pelvis", "RCC"), ("Carcinoma of prostate", "PRAD"),
        ("Metastatic castration resistant prostate cancer", "PRAD"), ("Malignant neoplasm of corpus uteri", "UCEC"),
        ("Metastatic urothelial carcinoma of urinary bladder", "BLCA"), ("Malignant tumour of ovary", "OVT"),
        ("Endometrioid adenocarcinoma of ovary", "EOV"), ("Acute myeloid leukaemia, disease", "AML"),
        ("Lung cancer metastatic to brain", "LUNG"), ("Pancreas adenocarcinoma with liver metastases", "PAAD"),
        ("KRAS G12C-mutated NSCLC", "NSCLC"), ("ER+ HER2- metastatic breast cancer", "BRCA"),
        ("Breast cancer, hormone receptor positive", "BRCA"), ("MSI-high colorectal cancer", "COADREAD"),
        ("Anus squamous cell carcinoma (SCC)", "ANSC"), ("SCLC, extensive stage", "SCLC"),
        ("Platinum-resistant ovarian cancer", "OVT"), ("NSCLC, adenocarcinoma", "LUAD"),
        ("Glioblastoma, IDH wild-type", "GB"), ("Liver cell carcinoma", "HCC"),
        ("relapsed AML", "AML"), ("Glioblastoma multiforme (disorder)", "GB"), ("advanced GIST", "GIST"),
    ],
)  # fmt: skip
def test_clinical_wordings(text: str, code: str, kb: KnowledgeBase) -> None:
    assert kb.tumors.resolve(text).code == code


@pytest.mark.parametrize(
    "text",
    [
        "Metastatic malignant neoplasm to lung", "Adenocarcinoma metastatic to lung", "ALK-positive lymphoma",
        "Secondary malignant neoplasm of liver",
        "metastatic liver cancer", "Metastatic brain tumor", "benign neoplasm of breast", "Carcinoma in situ of breast",
        "Family history of malignant neoplasm of breast", "history of lung cancer", "neoplasm of lung", "lung disease",
        "Malignant neoplasm", "Cancer", "Carcinoma", "Adenocarcinoma", "lung cancer (breast cancer)", "relapsed all",
        "Astrocytoma grade 3", "Follicular lymphoma, grade 3", "advanced", "Non-small cell lung carcinoma and melanoma",
    ],
)  # fmt: skip
def test_words_that_name_no_type_or_leave_it_open(text: str, kb: KnowledgeBase) -> None:
    assert kb.tumors.find(text) is None


def test_the_order_of_words_names_no_other_type(kb: KnowledgeBase) -> None:
    """Law: a name from behind, or one with a stage, is the same type, or none where two types have its words."""
    for node in kb.tumors.by_code.values():
        for name in (node.name, *node.synonyms):
            known = kb.tumors.resolve(name).code
            words = re.findall(r"[A-Za-z0-9+]+", name)
            for text in (" of ".join(reversed(words)), f"Metastatic {name}, stage IV", f"{name} (disorder)"):
                found = kb.tumors.find(text)
                assert found is None or found.code == known or words_of(name) == words_of(found.name), (name, text)


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
