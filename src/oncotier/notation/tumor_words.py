"""The words of a diagnosis, in whatever order: `Adenocarcinoma of lung (disorder)` is a lung adenocarcinoma.

Clinical terminologies (SNOMED CT, ICD-10, ICD-O) and letters name the organ behind the histology, add the stage, the
side or the lobe, and say `malignant neoplasm` for cancer. Two names are the same when their sets of words are; only
words that change no type of tumor are left out, and every word that remains must be found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["UNLIKE_OTHERS", "Words", "as_cancer", "is_abbreviation", "is_loosely_put", "readings", "words_of"]

Words = frozenset[str]

_QUALIFIER = lazy_pattern(r"\((?:disorder|finding|morphologic abnormality|clinical|diagnosis)\)")
_STATE = lazy_pattern(
    r"\b(?:extensive|limited)[- ]stage\b|\b(?:platinum|radioiodine)[- ](?:resistant|sensitive|refractory)\b"
    r"|\bwith (?:\w+ ){0,3}metasta(?:s[ei]s|tic disease)\b|\bmetastatic to (?:the )?\w+(?:(?:,| and) (?:the )?\w+)*"
)
_MARKED = lazy_pattern(
    r"\b(?:[a-z][a-z0-9]+ (?=(?:p\.)?[a-z]\d))?"
    r"(?:(?:hormone|estrogen|progesterone) receptor|(?:p\.)?[a-z][a-z0-9]+)[- ]"
    r"(?:mutant|mutated|positive|negative|rearranged|amplified|altered|high|low|wildtype)\b,?"
    r"|\b(?:er|pr|hr|her2)[+-](?=\W|$)"
)
_STAGE = lazy_pattern(r"[,;]?\s*\b(?:(?:tnm|ajcc|uicc|figo) )?stage:? ?(?:[0-4]|iv|i{1,3})[a-d]?\d?\b")
_GRADE = lazy_pattern(r"[,;]?\s*\b(?:grade:? ?(?:[1-3]|i{1,3})|g[1-3]|moderately[ -]differentiated)\b")
_SKIN_PLACES = (
    r"(?:back|trunk|scalp(?: and neck)?|face|nose|ear|neck|shoulder|(?:upper|lower) (?:limb|arm|leg)|arm|leg|thigh|calf"
    r"|foot|hip|chest|abdomen)"
)
_PLACES = (
    (lazy_pattern(r"\b(?:unspecified |overlapping )?(?:part|site|lesion|portion)s?(?: of)?\b"), " "),
    (lazy_pattern(r"\b(?:bronchus|bronchi)(?: ?(?:and|or|/|,) ?(?:the )?lungs?)\b"), "lung"),
    (lazy_pattern(r"\b(?:upper|middle|lower|left|right)[ -](?:lobe)\b,?"), " "),
    (lazy_pattern(r"\b(?:(?:upper|lower)[ -](?:outer|inner) quadrant|axillary tail|central|nipple and areola)\b"), " "),
    (lazy_pattern(r"\b(?:head|body|tail|neck) of (?:the )?(?=pancreas)"), " "),
    (lazy_pattern(r"\b(?:ascending|transverse|descending|sigmoid) (?=colon)"), " "),
    (lazy_pattern(r"\b(?:cecum|(?:hepatic|splenic) flexure(?: of colon)?)\b"), "colon"),
    (lazy_pattern(r"\brectosigmoid(?: junction)?\b"), "colorectal"),
    (lazy_pattern(r",? except (?:the )?renal pelvis"), " "),
    (lazy_pattern(r"\b(?:frontal|temporal|parietal|occipital) lobe\b"), "brain"),
    (lazy_pattern(rf"(?<=melanoma) of (?:skin of )?(?:other )?(?:the )?{_SKIN_PLACES}\b"), " of skin"),
    (lazy_pattern(r"\b(?:cervix uteri|uterine cervix)\b"), "cervix"),
    (lazy_pattern(r"\bcorpus uteri\b"), "uterus"),
    (lazy_pattern(r"\burinary bladder\b"), "bladder"),
    (lazy_pattern(r"\bthyroid gland\b"), "thyroid"),
    (lazy_pattern(r"\b(?:left|right|bilateral|male|female)\b"), " "),
)
_CANCER = lazy_pattern(r"\bmalignant (?:epithelial )?(?:neoplasms?|tumors?)\b")
_SPELLINGS = (
    (lazy_pattern(r"tumou(?=r)"), "tumo"),
    (lazy_pattern(r"aemia\b"), "emia"),
    (lazy_pattern(r"\boe(?=sophag)"), "e"),
    (lazy_pattern(r"\bnonsmall\b"), "non small"),
    (lazy_pattern(r"\bwild[- ]type\b"), "wildtype"),
    (lazy_pattern(r"\bnot otherwise specified\b"), "nos"),
)
_SAME = {
    "pulmonary": "lung", "lungs": "lung", "mammary": "breast", "breasts": "breast", "colonic": "colon",
    "rectal": "rectum", "gastric": "stomach", "hepatic": "liver", "pancreatic": "pancreas", "ovarian": "ovary",
    "prostatic": "prostate", "renal": "kidney", "cervical": "cervix", "endometrial": "endometrium",
    "esophageal": "esophagus", "uterine": "uterus", "cutaneous": "skin", "infiltrating": "invasive", "duct": "ductal",
    "lobule": "lobular", "pleural": "pleura", "peritoneal": "peritoneum", "anal": "anus", "cancers": "cancer",
    "carcinomas": "carcinoma", "neoplasms": "neoplasm", "tumors": "tumor",
}  # fmt: skip
_JOINING = frozenset({"of", "the", "and", "or"})
UNLIKE_OTHERS = frozenset({"Liver", "CNS/Brain", "Bone", "Peritoneum", "Pleura", "Lymphoid", "Myeloid"})
"""Tissues in which a tumor called metastatic is as likely one of another organ, or in which the grade is the type."""
_METASTATIC = frozenset({"metastatic", "metastasized", "metastasised"})
_IDLE = _METASTATIC | {
    "advanced", "locally", "recurrent", "relapsed", "refractory", "unresectable", "inoperable", "primary",
    "unspecified", "disease", "multiforme", "type",
}  # fmt: skip
_ALMOST_IDLE = _IDLE | {"malignant", "nos"}


def words_of(text: str) -> Words:
    """Return the set of words of a name, in American spelling, organs as nouns.

    >>> sorted(words_of("Carcinoma of the Lung")) == sorted(words_of("pulmonary carcinoma"))
    True
    """
    found = re.findall(r"[a-z0-9+]+", _american(text.lower()))
    return frozenset(_SAME.get(word, word) for word in found if word not in _JOINING)


def _american(plain: str) -> str:
    for pattern, spelling in _SPELLINGS:
        plain = pattern.sub(spelling, plain)
    return plain


def as_cancer(words: Words) -> Words:
    """Return a set of words in which a carcinoma is a cancer."""
    return frozenset("cancer" if word == "carcinoma" else word for word in words)


def readings(text: str) -> Iterator[Words]:
    """Yield the sets of words to look for, from as written to the bare organ and histology.

    >>> [sorted(words) for words in readings("Adenocarcinoma of lung, stage IV")][-1]
    ['adenocarcinoma', 'lung']
    """
    plain = _american(text.lower())
    for pattern in (_QUALIFIER, _STATE, _STAGE):
        plain = pattern.sub(" ", plain)
    simple = _GRADE.sub(" ", plain)
    for pattern, word in _PLACES:
        simple = pattern.sub(word, simple)
    simple = _CANCER.sub("cancer", simple)
    wordings = [words_of(wording) for wording in (text, plain, simple, _MARKED.sub(" ", simple))]
    found = (words - idle for idle in (frozenset(), _IDLE, _ALMOST_IDLE) for words in wordings)
    yield from (words for words in dict.fromkeys(found) if words)


def is_abbreviation(short: str, text: str) -> bool:
    """Tell whether letters begin words of a text, in order: `SCC` of `squamous cell carcinoma`."""
    waiting = iter(re.findall(r"[a-z0-9]+", text.lower()))
    letters = short.strip().lower()
    return letters.isalpha() and all(any(word.startswith(letter) for word in waiting) for letter in letters)


def is_loosely_put(text: str) -> bool:
    """Tell whether a diagnosis is metastatic, graded or named by a marker: in `UNLIKE_OTHERS` its type is then open."""
    plain = _american(text.lower())
    return bool(words_of(plain) & _METASTATIC) or any(pattern.search(plain) for pattern in (_GRADE, _MARKED))
