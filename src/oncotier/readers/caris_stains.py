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
from oncotier.readers.vendor_words import is_not_assessed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Source
    from oncotier.readers.ends import Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["read_expression"]

_REPAIR = frozenset({"MLH1", "MSH2", "MSH6", "PMS2"})
_PERCENT = lazy_pattern(r"<?\d{1,3}(?:\.\d{1,3})?")
_INTENSITY = lazy_pattern(r"([0-3])\+?")
_PD_L1_SCORES = (  # key, score, unit
    (("tpScore", "tumorProportionScore"), "TPS", "%"),
    (("cpScore", "combinedPositiveScore"), "CPS", ""),
    (("tcStainPercent",), "TC", "%"),
    (("icStainPercent",), "IC", "%"),
)
_NAMES = {"ESR1": "ER", "PGR": "PR", "ERBB2": "HER2"}


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
    elif name == "PD-L1":
        yield from _pd_l1(result, said, source)
    elif re.search(r"mismatch repair|\bmmr\b", marker, re.IGNORECASE):
        yield _repair(said, source)
    else:
        stated = _her2(result, said) if name == "HER2" else _stain(result, name, said)
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


def _pd_l1(result: JsonObject, said: str, source: Source) -> Iterator[End]:
    found = False
    for keys, score, unit in _PD_L1_SCORES:
        value = text(result, *keys).removesuffix("%").strip()
        if _PERCENT.fullmatch(value):
            found = True
            yield StatementObservation(source, f"PD-L1 {score} {value}{unit}")
    value = text(result, "stainPercent").removesuffix("%").strip()
    limit = text(result, "threshold").upper()
    if not found and _PERCENT.fullmatch(value) and "TPS" in limit and "CPS" not in limit:
        found = True
        yield StatementObservation(source, f"PD-L1 TPS {value}%")
    if not found:
        call = _call(said)
        if call:
            yield StatementObservation(source, f"PD-L1 IHC {call}")
        else:
            yield Unresolved(source, "result_unknown", f"PD-L1 {said[:60]!r}: no score and no call")


def _repair(said: str, source: Source) -> End:
    """Read the four repair proteins together."""
    lowered = said.lower()
    if re.search(r"deficient|\bdmmr\b|\bloss\b|abnormal", lowered):
        return StatementObservation(source, "dMMR")
    if re.search(r"proficient|\bpmmr\b|intact|\bnormal\b", lowered):
        return StatementObservation(source, "pMMR")
    return Unresolved(source, "result_unknown", f"mismatch repair {said[:60]!r} is not known")


def _call(said: str) -> str:
    lowered = said.lower()
    if re.search(r"\b(?:negative|absent|loss|lost|not expressed|no expression)\b", lowered):
        return "negative"
    return "positive" if re.search(r"\b(?:positive|present|intact|retained|expressed|high)\b", lowered) else ""


def _her2(result: JsonObject, said: str) -> str:
    """Return the HER2 score where call and staining agree (ASCO/CAP: in more than 10 % of the cells), else the call."""
    found = _INTENSITY.fullmatch(text(result, "intensity"))
    intensity = found[1] if found else ""
    share = text(result, "stainPercent").removesuffix("%").strip()
    is_enough = not _PERCENT.fullmatch(share) or (not share.startswith("<") and float(share) > 10)
    if "equivocal" in said.lower() or flag(result, "equivocal"):
        return "HER2 IHC 2+"
    call = _call(said)
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
    share = text(result, "stainPercent").removesuffix("%").strip()
    found = _INTENSITY.fullmatch(text(result, "intensity"))
    if _PERCENT.fullmatch(share) and not share.startswith("<"):
        strength = f" ({found[1]}+)" if found and found[1] != "0" else ""
        return f"{name} IHC {share}%{strength}"
    return f"{name} IHC {call}" if call else ""
