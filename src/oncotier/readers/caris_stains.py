"""Immunohistochemistry in a Caris report: PD-L1 scores, HER2, repair proteins, receptors, any other protein.

A score is stated only where the report names its type; else the laboratory's call stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved, Untested
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import End, OutOfScope
from oncotier.readers.json_document import flag, text
from oncotier.readers.measure_words import settle_denials
from oncotier.readers.vendor_words import is_not_assessed, states_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Source
    from oncotier.readers.ends import Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["read_expression"]

_REPAIR = frozenset({"MLH1", "MSH2", "MSH6", "PMS2"})
_PERCENT = lazy_pattern(r"<?\d{1,3}(?:\.\d{1,3})?")
_INTENSITY = lazy_pattern(r"([0-3])\+?")
_SCORE_IN_WORDS = lazy_pattern(r"(?<![\d.])([1-3])\+")
_PD_L1_SCORES = (  # key, score, unit
    (("tpScore", "tumorProportionScore"), "TPS", "%"),
    (("cpScore", "combinedPositiveScore"), "CPS", ""),
    (("tcStainPercent",), "TC", "%"),
    (("icStainPercent",), "IC", "%"),
)
_NAMES = {"ESR1": "ER", "PGR": "PR", "ERBB2": "HER2"}
_RECEPTORS = frozenset({"ER", "PR"})  # whose status goes by the percentage
_SEVERAL = lazy_pattern(r"\b(?:er|pr)\b\s*/.*her-?2", re.IGNORECASE)


def read_expression(result: JsonObject, test: JsonObject, place: Place) -> Iterator[End]:
    """Read one stain; the expression of RNA is set aside."""
    del test
    gene, marker = text(result, "gene"), text(result, "biomarkerName")
    said = text(result, "result", "result_group")
    if "rna" in text(result, "expressionType").lower():
        yield OutOfScope("rna_expression")
        return
    name = _protein_name(gene, marker)
    source = place.source(marker or gene, "IHC", said, text(result, "intensity"), text(result, "stainPercent"))
    if is_not_assessed(said):
        yield Untested(source, f"{name} IHC", said[:80])
    elif _SEVERAL.search(marker):
        yield _receptors_together(marker, said, source)
    elif name == "PD-L1":
        yield from _pd_l1(result, said, source, place)
    elif re.search(r"mismatch repair|\bmmr\b", marker, re.IGNORECASE):
        yield _repair(said, source)
    else:
        stated = _her2(result, marker, said) if name == "HER2" else _stain(result, name, said)
        flags = ("equivocal",) if flag(result, "equivocal") and name != "HER2" else ()
        if stated:
            yield StatementObservation(source, stated, flags=flags)
        else:
            yield Unresolved(source, "result_unknown", f"{name} IHC {said[:60]!r}: neither positive nor negative")


def _protein_name(gene: str, marker: str) -> str:
    """Return the name of the stained protein; the marker counts for PD-L1, whose gene is often written otherwise."""
    if re.search(r"pd-?l1|cd274", f"{marker} {gene}", re.IGNORECASE):
        return "PD-L1"
    if re.search(r"her-?2", f"{marker} {gene}", re.IGNORECASE):
        return "HER2"
    bare = re.sub(r"\s*\(.*", "", marker).strip()
    return _NAMES.get(gene.upper(), gene or bare)


def _receptors_together(marker: str, said: str, source: Source) -> End:
    """Read a result that speaks of three receptors at once: only that all are negative can be told of each."""
    if re.search(r"triple[ -]?negative", said, re.IGNORECASE):
        return StatementObservation(source, "triple-negative")
    words = f"{marker[:40]}: {said[:40]!r} does not say which receptor; give each as a finding"
    return Unresolved(source, "result_unknown", words)


def _share(result: JsonObject, said: str) -> str:
    """Return the percentage of stained cells; empty where it is that of the unstained (`Negative | 0, 100%`)."""
    share = text(result, "stainPercent").removesuffix("%").strip()
    is_unstained = text(result, "intensity").removesuffix("+") == "0" and _call(said) == "negative"
    return "" if is_unstained and share != "0" else share


def _type_of(limit: str) -> str:
    """Return the one type of score that a threshold names (`TPS >= 1%`); empty for none or several."""
    named = {found[0].upper() for found in re.finditer(r"\b(?:TPS|CPS|TC|IC)\b", limit, re.IGNORECASE)}
    only = named.pop() if len(named) == 1 else ""
    return only if only in {"TPS", "TC", "IC"} else ""


def _pd_l1(result: JsonObject, said: str, source: Source, place: Place) -> Iterator[End]:
    found = False
    unread: list[str] = []
    for keys, score, unit in _PD_L1_SCORES:
        written = text(result, *keys)
        value = written.removeprefix(">=").removesuffix("%").strip()
        if _PERCENT.fullmatch(value):
            found = True
            yield StatementObservation(source, f"PD-L1 {score} {value}{unit}")
        elif written and not states_nothing(written):
            unread.append(f"{score} {written[:20]}")
    value, kind = _share(result, said), _type_of(text(result, "threshold"))
    if not found and _PERCENT.fullmatch(value):
        if kind:
            found = True
            yield StatementObservation(source, f"PD-L1 {kind} {value}%")
        else:
            unread.append(f"{value} % of which cells")
    call = _call(said)
    if unread and call != "negative":
        yield place.notice("score_unread", f"PD-L1 score not understood ({'; '.join(unread)}): give it as a finding")
    if not found:
        if call:
            yield StatementObservation(source, f"PD-L1 IHC {call}")
        else:
            yield Unresolved(source, "result_unknown", f"PD-L1 {said[:60]!r}: no score and no call")


def _repair(said: str, source: Source) -> End:
    """Read the four repair proteins together."""
    lowered = settle_denials(said).lower()
    if re.search(r"deficient|\bdmmr\b|\bloss\b|abnormal", lowered):
        return StatementObservation(source, "dMMR")
    if re.search(r"proficient|\bpmmr\b|intact|\bnormal\b", lowered):
        return StatementObservation(source, "pMMR")
    return Unresolved(source, "result_unknown", f"mismatch repair {said[:60]!r} is not known")


def _call(said: str) -> str:
    lowered = settle_denials(said).lower()
    if re.search(r"\b(?:negative|absent|loss|lost|not expressed|no expression)\b", lowered):
        return "negative"
    return "positive" if re.search(r"\b(?:positive|present|intact|retained|expressed|high)\b", lowered) else ""


def _her2(result: JsonObject, marker: str, said: str) -> str:
    """Return the HER2 score where call and staining agree (ASCO/CAP: in more than 10 % of the cells), else the call."""
    found = _INTENSITY.fullmatch(text(result, "intensity"))
    intensity = found[1] if found else ""
    share = text(result, "stainPercent").removesuffix("%").strip()
    is_enough = not _PERCENT.fullmatch(share) or (not share.startswith("<") and float(share) > 10)
    if "equivocal" in said.lower() or flag(result, "equivocal"):
        return "HER2 IHC 2+"
    call = _call(said)
    if re.search(r"\blow\b", marker, re.IGNORECASE):  # a marker of its own, of which only a positive result decides
        return "HER2-low" if call == "positive" else ""
    if scores := {one[1] for one in _SCORE_IN_WORDS.finditer(said)}:
        return f"HER2 IHC {scores.pop()}+" if len(scores) == 1 else ""
    if not call and intensity in {"1", "2", "3"} and is_enough and re.search(r"\blow\b", said, re.IGNORECASE):
        return f"HER2 IHC {intensity}+"
    if call == "positive":
        return "HER2 IHC 3+" if intensity == "3" and is_enough else "HER2 IHC positive"
    if call == "negative" and intensity == "0":
        return "HER2 IHC 0"
    if call == "negative" and intensity == "1" and is_enough:
        return "HER2 IHC 1+"
    return "HER2 IHC negative" if call else ""


def _stain(result: JsonObject, name: str, said: str) -> str:
    call = _call(said)
    if name.upper() in _REPAIR:
        return f"{name} IHC {'loss' if call == 'negative' else 'intact'}" if call else ""
    share = _share(result, said)
    found = _INTENSITY.fullmatch(text(result, "intensity"))
    is_lost = share == "0" and call == "negative" and name not in _RECEPTORS
    if _PERCENT.fullmatch(share) and not share.startswith("<") and not is_lost:
        strength = f" ({found[1]}+)" if found and found[1] != "0" else ""
        return f"{name} IHC {share}%{strength}"
    return f"{name} IHC {call}" if call else ""
