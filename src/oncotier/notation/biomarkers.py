"""Biomarkers that are no gene alterations, as text: MSI, MMR, TMB, HRD, IHC, ISH, receptor status, PD-L1.

Every reader returns None when the text does not speak of its biomarker. Definitions: HER2-low is IHC 1+, or IHC 2+
with negative ISH (ASCO/CAP 2023 wording as used by the trastuzumab deruxtecan label).
"""

from __future__ import annotations

import re

from oncotier.domain.alteration import Event, Expression, Marker, ReceptorStatus, Signature
from oncotier.notation import facts
from oncotier.notation.lazy_pattern import ascii_pattern

__all__ = ["parse"]

_NUMBER = r"(?P<value>\d{1,7}(?:\.\d{1,7})?)"
_POSITIVE = {"+", "positive", "pos", "amplified", "detected"}
_NEGATIVE = {"-", "negative", "neg", "not amplified", "non-amplified", "nonamplified"}
_RECEPTOR_POSITIVE_PERCENT = 1  # ASCO/CAP 2020
_NEGATIVE_MEANS_LOSS = frozenset({"MLH1", "MSH2", "MSH6", "PMS2", "PTEN"})  # proteins that every healthy cell has

_MSI = ascii_pattern(
    r"(?:msi|microsatellite(?: instability)?)(?: status)?[\s:=-]*"
    r"(?:msi[- ]?)?(?P<state>h(?:igh)?|l(?:ow)?|stable|instability[- ]high|instability[- ]low|unstable|ambiguous"
    r"|unknown|equivocal)"
    r"|(?:(?:msi|microsatellite)(?: status)?[\s:=-]*)?(?P<mss>ms-?s|microsatellite[- ]stable)"
    r"|(?P<msih>msi-?high|microsatellite instability[- ]high)",
    re.IGNORECASE,
)
_MMR = ascii_pattern(
    r"(?:mmr(?: status)?[\s:=-]*)?(?:(?P<d>d(?:eficient)?[- ]?mmr|mmr[- ]?d(?:eficient)?"
    r"|mismatch repair[- ]deficien(?:t|cy)|mmr[- ]deficien(?:t|cy))"
    r"|(?P<p>p(?:roficient)?[- ]?mmr|mmr[- ]?p(?:roficient)?|mismatch repair[- ]proficien(?:t|cy)"
    r"|mmr[- ](?:intact|proficien(?:t|cy))))",
    re.IGNORECASE,
)
_PER_MEGABASE = r"(?:(?:muts?|mutations)?\s?(?:/|per[ -])\s?(?:mb|megabase)|1/1000000(?:\{base\})?)"
_TMB = ascii_pattern(
    rf"(?P<blood>b)?(?:tmb|tumou?r mutation(?:al)? burden)(?: score)?[\s:=]*{_NUMBER}\s?"
    rf"{_PER_MEGABASE}?",
    re.IGNORECASE,
)
_TMB_WORD = ascii_pattern(
    r"(?:tmb|tumou?r mutation(?:al)? burden)[\s:-]*(?P<state>h|high|l|low|intermediate)"
    rf"(?:[\s:,]*\(?{_NUMBER}\s?{_PER_MEGABASE}\)?)?",
    re.IGNORECASE,
)
_SCORED = rf"[\s,:]*\(?(?:(?:gis|genomic instability score|score|hrd)[\s:=]*){{1,2}}{_NUMBER}\)?"
_HRD_SCORED = ascii_pattern(rf"hrd[\s:-]*(?P<state>positive|pos|negative|neg|high|low|\+|-){_SCORED}", re.IGNORECASE)
_GIS = ascii_pattern(rf"(?:gis|genomic instability score)[\s:=]*{_NUMBER}", re.IGNORECASE)
_HRD = ascii_pattern(
    r"(?:hrd|homologous recombination deficien(?:cy|t))(?:[\s:-]*(?P<state>positive|pos|negative|neg|high|low)"
    rf"|\s*(?P<sign>[+−-])|(?:[\s:]*(?:gis|score)){{0,2}}[\s:=]*{_NUMBER})",
    re.IGNORECASE,
)
_ANTIBODY = r"(?:\(?(?:22c3|28-8|sp263|sp142|73-10|e1l3n)\)?[\s:,]*)?"
_PD_L1 = ascii_pattern(
    rf"(?:pd-?l1|cd274)(?: (?:protein )?expression)?[\s:,-]*{_ANTIBODY}(?:ihc[\s:]*)?{_ANTIBODY}"
    rf"(?P<score>tps|cps|tc|ic|tap)?[\s:=]*"
    rf"(?P<sign>>=|≥|<|>)?\s*{_NUMBER}\s*(?P<percent>%)?\s*(?P<score_after>tps|cps|tc|ic|tap)?",
    re.IGNORECASE,
)
_PD_L1_LEVEL = ascii_pattern(
    r"(?:pd-?l1|cd274)(?: (?:protein )?expression)?[\s:,-]*(?:ihc[\s:]*)?"
    r"(?P<level>high|low|< ?1 ?%)(?: expression)?",
    re.IGNORECASE,
)
_SCORE_WORDS = (
    (ascii_pattern(r"tumou?r proportion score", re.IGNORECASE), "TPS"),
    (ascii_pattern(r"combined positive score", re.IGNORECASE), "CPS"),
)
_CATEGORY = ascii_pattern(r"(?:tc|ic)[0-3]$", re.IGNORECASE)  # TC3 is 50 % and more of the tumor cells
_PROTEIN = r"(?P<gene>claudin 18\.2|folate receptor alpha|(?:estrogen|progesterone) receptor|[\w./-]{1,40}?)"
_IHC = ascii_pattern(
    rf"{_PROTEIN}\s*(?:by\s*)?\(?ihc(?: \([\w-]{{2,8}}\))?[\s:=]*(?:score\s*)?"
    r"(?P<result>0\+?|[123]\+|\+|positive|negative|pos|neg|loss|lost|absent|present|intact|retained|high|low)\)?",
    re.IGNORECASE,
)
_HER2_SCORE = ascii_pattern(r"(?:her-?2(?:/?neu)?|erbb2)\s*\(?(?P<result>0|[123]\+)\)?", re.IGNORECASE)
_PERCENT = rf"[\s:=]*{_NUMBER}\s*%(?:\s*[,(]?\s*(?:@|at)?\s*(?P<intensity>[123]\+)\)?)"
_IHC_PERCENT = ascii_pattern(rf"{_PROTEIN}\s*ihc{_PERCENT}?", re.IGNORECASE)
_INTENSITY_FIRST = ascii_pattern(
    rf"{_PROTEIN}\s*ihc[\s:=]*(?P<intensity>[123]\+)[\s,]*(?:in )?\(?{_NUMBER}\s?%"
    r"(?: of (?:tumou?r )?cells)?\)?",
    re.IGNORECASE,
)
_RECEPTOR_PERCENT = ascii_pattern(
    r"(?P<gene>er|pr|(?:estrogen|progesterone) receptor)[\s:-]*(?P<state>\+|-|positive|negative|pos|neg)[\s,:]*"
    rf"\(?{_NUMBER}\s?%\)?",
    re.IGNORECASE,
)
_INTENSITY = ascii_pattern(rf"{_PROTEIN}{_PERCENT}", re.IGNORECASE)
_BARE_PERCENT = ascii_pattern(
    r"(?P<gene>er|pr|(?:estrogen|progesterone) receptor|claudin[- ]?18(?:\.2)?|cldn18(?:\.2)?|folr1|fr-?alpha"
    r"|folate receptor alpha|(?:pd-?l1|cd274)(?: (?:protein )?expression)?)[\s:=]*"
    rf"{_NUMBER}\s*%",
    re.IGNORECASE,
)
_ISH = ascii_pattern(
    r"(?P<gene>[\w./-]{1,40}?)[\s-]+(?:by\s*)?(?:f|c|d|s)?ish\s*[:=]?\s*"
    r"(?P<result>\+|-|−|positive|negative|pos|neg|amplified|not amplified|non-?amplified)",
    re.IGNORECASE,
)
_RECEPTOR = ascii_pattern(
    r"(?P<marker>er|pr|hr|her-?2(?:/?neu)?|erbb2|estrogen receptor|progesterone receptor|hormone receptors?)"
    r"(?: status)?[\s:/-]*(?P<state>\+|-|−|positive|negative|pos|neg|ultra-?low|low)",
    re.IGNORECASE,
)
_HER2_OVEREXPRESSED = ascii_pattern(r"her-?2(?:/?neu)?[\s-]*(?:protein )?over-?express(?:ed|ion)", re.IGNORECASE)
_TRIPLE_NEGATIVE = ascii_pattern(r"(?:triple[- ]negative|tnbc)", re.IGNORECASE)


def parse(text: str) -> Event | None:
    """Read one biomarker statement: `MSI-H`, `TMB 12.5`, `HER2 IHC 2+`, `HR+`, `PD-L1 TPS 60%`, `del(17p)`."""
    stripped = " ".join(text.split())
    for reader in (_read_signature, _read_pd_l1, _read_receptor, _read_stain, facts.parse):
        event = reader(stripped)
        if event is not None:
            return event
    return None


def _sign(text: str) -> str:
    lowered = text.lower().replace("−", "-")
    return "positive" if lowered in _POSITIVE else "negative" if lowered in _NEGATIVE else lowered


def _read_signature(text: str) -> Event | None:
    if found := _MSI.fullmatch(text):
        return Signature("MSI", _msi_state(found))
    if found := _MMR.fullmatch(text):
        return Signature("MMR", "dMMR" if found["d"] else "pMMR")
    if found := _TMB.fullmatch(text):
        name = "bTMB" if found["blood"] else "TMB"
        return Signature(name, "", float(found["value"]), "mut/Mb")
    if found := _TMB_WORD.fullmatch(text):
        if found["value"]:  # the laboratory's word rests on a threshold of its own: the number is what counts
            return Signature("TMB", "", float(found["value"]), "mut/Mb")
        return Signature("TMB", {"h": "TMB-H", "l": "TMB-L", "i": "TMB-intermediate"}[found["state"][0].lower()])
    if found := _GIS.fullmatch(text):
        return Signature("HRD", "", float(found["value"]))
    if found := _HRD_SCORED.fullmatch(text):  # positive with a low score: a BRCA mutation makes it so
        positive = _sign(found["state"]) in {"positive", "high"}
        return Signature("HRD", "HRD positive" if positive else "HRD negative", float(found["value"]))
    if found := _HRD.fullmatch(text):
        if found["value"]:
            return Signature("HRD", "", float(found["value"]))
        positive = _sign(found["state"] or found["sign"]) in {"positive", "high"}
        return Signature("HRD", "HRD positive" if positive else "HRD negative")
    return None


def _msi_state(found: re.Match[str]) -> str:
    state = (found["state"] or "").lower()
    if found["mss"] or state == "stable":
        return "MSS"
    if found["msih"] or state.startswith(("h", "unstable", "instability-high", "instability high")):
        return "MSI-H"
    if state.startswith("l") or state.endswith("low"):
        return "MSI-L"
    return "MSI unknown" if state == "unknown" else "MSI-ambiguous"


def _read_pd_l1(text: str) -> Event | None:
    """Read a PD-L1 score; a score without its type, or a bound, is none, but for `<1`: below every threshold."""
    if level := _PD_L1_LEVEL.fullmatch(text):
        return Expression("CD274", "IHC", level["level"].lower().replace(" ", ""))
    for pattern, short in _SCORE_WORDS:
        text = pattern.sub(short, text)
    found = _PD_L1.fullmatch(text)
    if not found:
        return None
    score, sign, value = (found["score"] or found["score_after"] or "").upper(), found["sign"], float(found["value"])
    if not score or (found["score"] and found["score_after"]) or value > 100:
        return None
    if _CATEGORY.search(text):
        return None
    unit = "" if score == "CPS" else "%"
    if sign == "<" and value == 1:
        return Expression("CD274", score, f"<1{unit}")
    return None if sign in {"<", ">"} else Expression("CD274", score, "", value, unit)


def _read_receptor(text: str) -> Event | None:
    if _TRIPLE_NEGATIVE.fullmatch(text):
        return Marker("receptors", "triple-negative")
    if _HER2_OVEREXPRESSED.fullmatch(text):
        return ReceptorStatus("HER2", "positive")
    found = _RECEPTOR.fullmatch(text)
    if not found:
        return None
    word = found["marker"].lower()
    is_her2 = word.startswith(("her", "erbb2"))
    marker = "HER2" if is_her2 else {"e": "ER", "p": "PR"}.get(word[0], "HR")
    state = _sign(found["state"]).replace("-", "")
    if state in {"low", "ultralow"} and marker != "HER2":
        return None
    return ReceptorStatus(marker, state)


def _read_stain(text: str) -> Event | None:
    if found := _ISH.fullmatch(text):
        return Expression(_stained(found["gene"]), "ISH", _sign(found["result"]))
    if found := _HER2_SCORE.fullmatch(text):
        return Expression("ERBB2", "IHC", found["result"])
    if found := _IHC.fullmatch(text):
        gene, word = _stained(found["gene"]), found["result"].lower()
        if word in {"high", "low"} and gene == "ERBB2":
            return None  # HER2-low is defined, "HER2 IHC low" is not
        return Expression(gene, "IHC", _ihc_result(gene, word))
    if found := _RECEPTOR_PERCENT.fullmatch(text):
        value = float(found["value"])
        agrees = (_sign(found["state"]) == "positive") == (value >= _RECEPTOR_POSITIVE_PERCENT)
        return Expression(_stained(found["gene"]), "IHC", "", value, "%") if agrees and value <= 100 else None
    for pattern in (_IHC_PERCENT, _INTENSITY_FIRST, _INTENSITY, _BARE_PERCENT):
        found = pattern.fullmatch(text)
        if found and float(found["value"]) <= 100:
            intensity = found.groupdict().get("intensity") or ""
            return Expression(_stained(found["gene"]), "IHC", "", float(found["value"]), "%", intensity)
    return None


def _ihc_result(gene: str, word: str) -> str:
    result = {
        "pos": "positive",
        "+": "positive",
        "present": "positive",
        "intact": "positive",
        "retained": "positive",
    }.get(word, word)
    if result in {"loss", "lost"}:
        return "loss"
    if result in {"neg", "negative", "absent"}:
        return "loss" if gene.upper() in _NEGATIVE_MEANS_LOSS else "negative"
    return result


def _stained(name: str) -> str:
    upper = name.upper().removesuffix(" EXPRESSION").removesuffix(" PROTEIN")
    return {
        "HER2": "ERBB2",
        "HER-2": "ERBB2",
        "ER": "ESR1",
        "PR": "PGR",
        "ESTROGEN RECEPTOR": "ESR1",
        "PROGESTERONE RECEPTOR": "PGR",
        "PD-L1": "CD274",
        "PDL1": "CD274",
    }.get(upper, name)
