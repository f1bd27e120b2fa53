"""Immunohistochemistry in a Tempus report: PD-L1 scores and repair proteins, as 1.x and 3.x write them."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved, Untested
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.json_document import at, objects, text
from oncotier.readers.measure_words import settle_denials
from oncotier.readers.vendor_words import is_not_assessed, states_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oncotier.readers.ends import End, Place
    from oncotier.readers.json_document import Json, JsonObject

__all__ = ["read_stains"]

_SCORE = lazy_pattern(r"(?:>=\s?)?(<?\s?\d{1,3}(?:\.\d{1,3})?)\s*%?")
_SCORE_IN_WORDS = lazy_pattern(
    r"\b(?P<score>TPS|CPS)\b[ :=]{0,3}(?:>=\s?)?(?P<number><?\s?\d{1,3}(?:\.\d{1,3})?)\s*%?$", re.IGNORECASE
)
_HER2_SCORE = lazy_pattern(r"(?<![\d.+])(0(?!\s*%|[\d.])|[1-3]\+)")
_HER2_BARE = lazy_pattern(r"(?:ihc\s*)?([1-3])(?:\s*\(.*\))?", re.IGNORECASE)
_HER2_LOW = lazy_pattern(r"(?:her-?2[- ]?)?(ultra-?)?low", re.IGNORECASE)
_PERCENT = lazy_pattern(r"(?:positive\W+)?(\d{1,3})\s*%\W*(?:positive)?", re.IGNORECASE)
_PROTEINS = {
    **dict.fromkeys(("her2", "her2neu", "erbb2"), "HER2"),
    **dict.fromkeys(("er", "esr1", "estrogenreceptor"), "ER"),
    **dict.fromkeys(("pr", "pgr", "progesteronereceptor"), "PR"),
    **dict.fromkeys(("ar", "androgenreceptor"), "AR"),
}
_SCORES = (
    ("tumorProportionScore", "TPS", "%"),
    ("combinedPositiveScore", "CPS", ""),
    ("percentTumorCellStaining", "TC", "%"),
    ("percentImmuneCellStaining", "IC", "%"),
)
_REPAIR = frozenset({"MLH1", "MSH2", "MSH6", "PMS2"})


def read_stains(results: JsonObject) -> Iterator[Callable[[Place], Iterator[End]]]:
    """Yield a reader for every stain of `ihc` (3.x) and `ihcFindings` (1.x: one block, or a list of them)."""
    for block in (*objects(results, "ihc"), *objects(results, "ihcFindings")):
        for key, value in block.items():
            if value in (None, "", [], {}):
                continue
            if _plain(key) == "antigen":
                for antigen in objects(value):
                    yield from _antigen(antigen)
            else:
                yield from _stain(key, value)


def _plain(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.lower())


def _antigen(antigen: JsonObject) -> Iterator[Callable[[Place], Iterator[End]]]:
    """Yield a reader for every reading of one stain that is named by a value: `{name, pdl1clone, interpretations}`."""
    name = text(antigen, "name") or ("PD-L1" if text(antigen, "pdl1clone") else "a stain without its name")
    for one in objects(antigen, "interpretations") or [antigen]:
        yield from _stain(name, one)


def _stain(key: str, value: Json) -> Iterator[Callable[[Place], Iterator[End]]]:
    plain = _plain(key)
    if "pdl1" in plain:
        yield partial(_pd_l1, value)
    elif "mmr" in plain or "mismatch" in plain:
        yield partial(_repair, value)
        for detail in objects(value, "details"):
            yield partial(_repair_protein, text(detail, "protein"), text(detail, "result"))
    elif plain.upper() in _REPAIR:
        yield partial(_repair_protein, plain.upper(), text(value, "result", "interpretation") or text(value))
    else:
        yield partial(_other, key, text(value) or text(value, "result", "interpretation", "score"))


def _pd_l1(value: object, place: Place) -> Iterator[End]:
    inner = at(value, "interpretation")
    block = inner if isinstance(inner, dict) else value
    found = [
        (score, unit, matched[1].replace(" ", ""))
        for key, score, unit in _SCORES
        if (matched := _SCORE.fullmatch(text(block, key)))
    ]
    if any(score == "TPS" for score, _, _ in found):
        found = [one for one in found if one[0] != "TC"]  # the same share under another name
    said = text(block, "result", "interpretation") or text(value)
    if not found and (in_words := _SCORE_IN_WORDS.search(said)):
        score = in_words["score"].upper()
        found = [(score, "%" if score == "TPS" else "", in_words["number"].replace(" ", ""))]
    source = place.source("PD-L1", said, *(f"{score} {number}{unit}" for score, unit, number in found))
    stated = [f"{score} {written[:20]}" for key, score, _ in _SCORES if (written := text(block, key))]
    unread = [
        one for one in stated if not _SCORE.fullmatch(one.partition(" ")[2]) and not states_nothing(one.split()[1])
    ]
    if unread:
        yield place.notice("score_unread", f"PD-L1 score not understood ({'; '.join(unread)}): give it as a finding")
    for score, unit, number in found:
        yield StatementObservation(source, f"PD-L1 {score} {number}{unit}")
    if found:
        return
    if re.search(r"\bpositive\b", said, re.IGNORECASE):
        yield StatementObservation(source, "PD-L1 IHC positive")
    elif re.search(r"\bnegative\b", said, re.IGNORECASE):
        yield StatementObservation(source, "PD-L1 IHC negative")
    elif is_not_assessed(said) or not (said or any(text(block, key) for key, _, _ in _SCORES)):
        yield Untested(source, "PD-L1 IHC", said[:80] or "no result")
    else:
        yield Unresolved(source, "result_unknown", f"PD-L1 {said[:60]!r}: no score and no call")


def _repair(value: object, place: Place) -> Iterator[End]:
    said = text(value, "interpretation", "interpretation/result", "result", "status") or text(value)
    source = place.source("MMR", said)
    lowered = settle_denials(said).lower()
    if re.search(r"\babnormal|deficien|\bloss\b|\bdmmr\b", lowered):
        yield StatementObservation(source, "dMMR")
    elif re.search(r"\bnormal\b|proficien|intact|\bpmmr\b", lowered):
        yield StatementObservation(source, "pMMR")
    elif is_not_assessed(said) or not said:
        yield Untested(source, "MMR", said[:80] or "no result")
    else:
        yield Unresolved(source, "result_unknown", f"mismatch repair {said[:60]!r} is not known")


def _repair_protein(protein: str, said: str, place: Place) -> Iterator[End]:
    source = place.source(protein, "IHC", said)
    lowered = settle_denials(said).lower()
    if protein.upper() not in _REPAIR:
        yield Unresolved(source, "result_unknown", f"repair protein {protein[:40]!r} is not known")
    elif re.search(r"\b(?:absent|loss|lost|negative|abnormal)\b", lowered):
        yield StatementObservation(source, f"{protein.upper()} IHC loss")
    elif re.search(r"\b(?:present|intact|retained|positive|normal)\b", lowered):
        yield StatementObservation(source, f"{protein.upper()} IHC intact")
    elif is_not_assessed(said) or states_nothing(said):
        yield Untested(source, f"{protein.upper()} IHC", said[:80] or "no result")
    else:
        yield Unresolved(source, "result_unknown", f"{protein.upper()} IHC {said[:60]!r} is not known")


def _other(key: str, said: str, place: Place) -> Iterator[End]:
    """Read HER2 and the hormone receptors; any other stain is listed."""
    protein = _PROTEINS.get(_plain(key), "")
    source = place.source(key[:40], "IHC", said[:40])
    finding = (_her2(said) or _call(protein, said)) if protein == "HER2" else _receptor(protein, said)
    if finding:
        yield StatementObservation(source, finding)
    elif protein and (is_not_assessed(said) or not said):
        yield Untested(source, f"{protein} IHC", said[:80] or "no result")
    else:
        words = f"stain {key[:40]!r} ({said[:40] or 'without a result'}): give it as a finding"
        yield Unresolved(source, "biomarker_not_read", words)


def _her2(said: str) -> str:
    """Return the score that a result names, wherever it stands (`Positive (3+)`); empty for none or several."""
    scores = {found[1] for found in _HER2_SCORE.finditer(said)}
    if scores:
        return f"HER2 IHC {scores.pop()}" if len(scores) == 1 else ""
    if bare := _HER2_BARE.fullmatch(said):
        return f"HER2 IHC {bare[1]}+"
    if low := _HER2_LOW.fullmatch(said):
        return "HER2-ultralow" if low[1] else "HER2-low"
    return "HER2 IHC 2+" if said.lower() == "equivocal" else ""


def _receptor(protein: str, said: str) -> str:
    share = _PERCENT.fullmatch(said)
    if protein and share:
        return f"{protein} IHC {share[1]}%"
    return _call(protein, said) if protein else ""


def _call(protein: str, said: str) -> str:
    found = re.fullmatch(r"(?:low[ -])?(positive|negative)", said, re.IGNORECASE)
    return f"{protein} IHC {found[1].lower()}" if found else ""
