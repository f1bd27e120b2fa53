"""Which tumor marker an Observation of FHIR names, and how it was measured: by LOINC code, else by its words.

Codes: value sets of mCODE (tumor marker tests), Genomics Reporting (molecular biomarkers) and the German modules of
pathology and molecular tumor board. Words: the displays of any code, English and German.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.value import Value, replace
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.fhir_terms import codes_of, displays_of

if TYPE_CHECKING:
    from oncotier.readers.json_document import Json

__all__ = ["REPAIR_PROTEINS", "Marker", "is_of_blood", "is_of_the_gene", "marker_of", "score_in"]

REPAIR_PROTEINS = frozenset({"MLH1", "MSH2", "MSH6", "PMS2"})


class Marker(Value, frozen=True):
    """A tumor marker: its name, the assay (`IHC`, `ISH`, or empty for a status), and the score (`TPS`, `%`, ...)."""

    name: str
    assay: str = ""
    score: str = ""


_LOINC = {
    "85337-4": Marker("ER", "IHC"),
    "40556-3": Marker("ER", "IHC"),
    "16112-5": Marker("ER"),
    "85329-1": Marker("ER", "IHC", "%"),
    "14228-1": Marker("ER", "IHC", "%"),
    "85310-1": Marker("ER", "IHC", "intensity"),
    "85339-0": Marker("PR", "IHC"),
    "40557-1": Marker("PR", "IHC"),
    "16113-3": Marker("PR"),
    "85325-9": Marker("PR", "IHC", "%"),
    "14230-7": Marker("PR", "IHC", "%"),
    "85331-7": Marker("PR", "IHC", "intensity"),
    "10480-2": Marker("HR"),
    "48676-1": Marker("HER2"),
    "85319-2": Marker("HER2", "IHC"),
    "18474-7": Marker("HER2", "IHC"),
    "72383-3": Marker("HER2", "IHC"),
    "85318-4": Marker("HER2", "ISH"),
    "31150-6": Marker("HER2", "ISH"),
    "49683-6": Marker("HER2", "ISH", "count"),
    "74860-8": Marker("HER2", "ISH", "count"),
    "83052-1": Marker("PD-L1", "IHC"),
    "83054-7": Marker("PD-L1", "IHC"),
    "83055-4": Marker("PD-L1", "IHC"),
    "83056-2": Marker("PD-L1", "IHC"),
    "83057-0": Marker("PD-L1", "IHC"),
    "85147-7": Marker("PD-L1", "IHC"),
    "83053-9": Marker("PD-L1", "IHC", "TPS"),
    "81691-8": Marker("MLH1", "IHC"),
    "81692-6": Marker("MSH2", "IHC"),
    "81693-4": Marker("MSH6", "IHC"),
    "81694-2": Marker("PMS2", "IHC"),
    "47303-3": Marker("ALK", "IHC"),
}
_NAMED = (
    ("HR", lazy_pattern(r"\bestrogen ?(?:\+|and|/|&) ?progesterone receptor", re.IGNORECASE)),
    (
        "PD-L1",
        lazy_pattern(r"pd-?l1|\bcd274\b|programmed cell death ligand 1|programmed death[- ]ligand 1", re.IGNORECASE),
    ),
    ("HER2", lazy_pattern(r"\bher-?2|\berbb-?2\b", re.IGNORECASE)),
    (
        "ER",
        lazy_pattern(
            r"\b(?:o?e|ö)strogen[- ]?re[cz]eptor|\bhormonre[cz]eptor\S* (?:oe?|ö)strogen|\besr1\b|^er$", re.IGNORECASE
        ),
    ),
    (
        "PR",
        lazy_pattern(
            r"\bprogesteron(?:e)?[- ]?re[cz]eptor|\bhormonre[cz]eptor\S* progesteron|\bpgr\b|^pr$", re.IGNORECASE
        ),
    ),
    ("HR", lazy_pattern(r"\bhormone[- ]receptor", re.IGNORECASE)),
    ("MLH1", lazy_pattern(r"\bmlh1\b", re.IGNORECASE)),
    ("MSH2", lazy_pattern(r"\bmsh2\b", re.IGNORECASE)),
    ("MSH6", lazy_pattern(r"\bmsh6\b", re.IGNORECASE)),
    ("PMS2", lazy_pattern(r"\bpms2\b", re.IGNORECASE)),
    ("MMR", lazy_pattern(r"mismatch repair|\b[dp]?mmr\b", re.IGNORECASE)),
    ("HRD", lazy_pattern(r"homologous recombination|\bhrd\b|genomic instability", re.IGNORECASE)),
    ("CLDN18.2", lazy_pattern(r"claudin[- ]?18|\bcldn18", re.IGNORECASE)),
    ("FOLR1", lazy_pattern(r"folate receptor alpha|\bfolr1\b", re.IGNORECASE)),
    ("ALK", lazy_pattern(r"\balk\b|anaplastic lymphoma kinase", re.IGNORECASE)),
    ("ROS1", lazy_pattern(r"\bros1\b", re.IGNORECASE)),
    ("RET", lazy_pattern(r"\bRET\b")),
    ("MET", lazy_pattern(r"\bc?-?MET\b")),
    ("PTEN", lazy_pattern(r"\bpten\b", re.IGNORECASE)),
)
_STATES = frozenset({"HR", "MMR", "HRD"})
_NEEDS_ASSAY = frozenset({*REPAIR_PROTEINS, "CLDN18.2", "FOLR1", "ALK", "ROS1", "RET", "MET", "PTEN"})
_ISH = lazy_pattern(
    r"\b[fcds]?ish\b|in[- ]situ[- ]hybridi|gene (?:duplication|copy number)|amplifi[kc]ation|dual[- ]probe",
    re.IGNORECASE,
)
_IHC = lazy_pattern(
    r"immun[eo]?[- ]?(?:stain|hist|f[aä]rb|assay)|\bihc\b|\bag\b|expression|staining|protein", re.IGNORECASE
)
_OF_GENE = lazy_pattern(
    r"mutation|sequenc|methylation|variant|polymorphism|genotyp|\bm?rna\b|transcript|next[- ]generation|\bab\b"
    r"|germline",
    re.IGNORECASE,
)
_NO_TEST = lazy_pattern(
    r"therap|treatment|\bdrug|medication|inhibitor|agonist|antagonist|\bhistory|\bfamily|\bplan|eligib|\btrial"
    r"|antibod|vaccin|measles|rubella|\big[gm]\b",
    re.IGNORECASE,
)
_OF_BLOOD = lazy_pattern(
    r"\b(?:serum|plasma|blood|urine|spinal fluid|body fluid|(?:pleural|peritoneal) fluid)\b", re.IGNORECASE
)
_SCORES = (
    ("intensity", lazy_pattern(r"intensit|locali[sz]ation|pattern", re.IGNORECASE)),
    ("TPS", lazy_pattern(r"\btps\b|tumou?r proportion|/100 viable tumor cells", re.IGNORECASE)),
    ("CPS", lazy_pattern(r"\bcps\b|combined (?:positive|positivity)", re.IGNORECASE)),
    ("IC", lazy_pattern(r"\bic(?:[- ]score)?\b|immune[- ]cell", re.IGNORECASE)),
    ("TC", lazy_pattern(r"\btc\b|tumou?r[- ]cells?\b", re.IGNORECASE)),
    ("count", lazy_pattern(r"\bratio\b|copy number|copies|/nucleus|\bcep17\b|signals?\b", re.IGNORECASE)),
    ("%", lazy_pattern(r"^cells\.|percent|prozent|proportion|\bpp\b|/cells|/100 cells|%", re.IGNORECASE)),
)


def marker_of(concept: Json, *more: str) -> Marker | None:
    """Return the marker that the code of an Observation names, with the help of other words; None for none."""
    known = next((_LOINC[code] for code in codes_of(concept) if code in _LOINC), None)
    said = displays_of(concept)
    words = " ".join((*said, *more))
    if known is not None:
        return known if known.score else replace(known, score=score_in(words))
    if _NO_TEST.search(words):
        return None
    names = [name for name, pattern in _NAMED if any(pattern.search(one) for one in (*said, *more))]
    if {"ER", "PR"} <= set(names):
        names = ["HR"]
    elif len(REPAIR_PROTEINS & set(names)) > 1:
        names = ["MMR"]
    assay = "ISH" if _ISH.search(words) else "IHC" if _IHC.search(words) else ""
    is_of_the_code = any(pattern.search(one) for _, pattern in _NAMED for one in said)  # a gene alone is no marker
    if not names or (not assay and (names[0] in _NEEDS_ASSAY or not is_of_the_code)):
        return None
    return Marker(names[0], "" if names[0] in _STATES else assay, score_in(words))


def score_in(words: str) -> str:
    """Return the score that words name: `TPS`, `CPS`, `IC`, `TC`, a share `%`, an `intensity`, a `count` of signals."""
    return next((score for score, pattern in _SCORES if pattern.search(words)), "")


def is_of_blood(words: str) -> bool:
    """Tell whether a marker was measured in a fluid and not stained in cells."""
    return _OF_BLOOD.search(words) is not None and not re.search(r"immune stain|immunohist", words, re.IGNORECASE)


def is_of_the_gene(words: str) -> bool:
    """Tell whether a test looked at the gene (its sequence, methylation or transcript), not at the protein."""
    return _OF_GENE.search(words) is not None
