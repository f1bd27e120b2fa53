"""One evidence item of CIViC to rows of our tables, or to the reason why there is none.

Conservative throughout: no CIViC item becomes a label or a guideline, and whatever can mean two things is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.knowledge.civic_profile import Profile, UnreadableProfile, parse_profile
from oncotier.notation.biomarker import format_pattern
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.knowledge.civic import Evidence

__all__ = ["Converted", "LeftOut", "convert"]

_LEVELS = {"A": "late_trial", "B": "early_trial", "C": "case", "D": "preclinical"}
_RESISTANCE = {"Resistance": "resistance", "Reduced Sensitivity": "reduced_sensitivity"}
_SENSITIVITY = frozenset({"Sensitivity/Response", "Sensitivity"})
_SALT = lazy_pattern(
    r" (?:mesylate|hydrochloride|dihydrochloride|tosylate|ditosylate|maleate|dimaleate|malate|phosphate|sulfate"
    r"|succinate|fumarate|citrate|camsylate|besylate)$"
)
_UNWRITABLE = lazy_pattern(r"[;=\"\t]|class:|\+")


class LeftOut(Exception):
    """An item that is not imported: a reason that is counted, and the detail of this item."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


class Converted(Value, frozen=True):
    """The rows of one item: `folder` is assertions or resistance, `new_drugs` are those that no table names yet."""

    evidence_id: str
    folder: str
    rows: tuple[dict[str, str], ...]
    new_drugs: tuple[str, ...]


def convert(item: Evidence, kb: KnowledgeBase) -> Converted:
    """Convert one item. Raises LeftOut."""
    _check(item)
    try:
        profile = parse_profile(item.profile, kb)
    except UnreadableProfile as error:
        raise LeftOut("molecular profile not readable", str(error)) from None
    tumor = kb.tumors.find(item.disease) if item.disease else None
    if tumor is None:
        raise LeftOut("disease not mapped", f"{item.disease!r}" + (f" (DOID:{item.doid})" if item.doid else ""))
    if not item.sources:
        raise LeftOut("no source", "neither a PubMed number nor a CIViC address")
    drugs = tuple(dict.fromkeys(_drug(name, kb) for name in item.therapies))
    common = _common(item, profile, tumor.code, kb)
    rows: tuple[dict[str, str], ...]
    if item.significance in _RESISTANCE:
        folder, rows = "resistance", (_against(item, drugs, profile, kb),)
    else:
        folder, rows = "assertions", tuple(_assertion(regimen, kb) for regimen in _regimens(item, drugs))
    name = f"CIVIC-EID{item.id}"
    ids = [name] if len(rows) == 1 else [f"{name}{letter}" for letter, _ in zip(_letters(), rows, strict=False)]
    numbered = tuple({"id": one, **common, **row} for one, row in zip(ids, rows, strict=True))
    return Converted(item.id, folder, numbered, tuple(drug for drug in drugs if drug not in kb.drugs))


def _letters() -> str:
    return "abcdefghijklmnopqrstuvwxyz"


def _check(item: Evidence) -> None:
    """Leave out what says nothing that our tables can hold."""
    if item.status.lower() != "accepted":
        raise LeftOut("not accepted", f"evidence status {item.status!r}")
    if item.is_flagged:
        raise LeftOut("flagged in CIViC", "under discussion there")
    if item.type != "Predictive":
        raise LeftOut("not predictive", f"evidence type {item.type!r}")
    if item.direction != "Supports":
        raise LeftOut("does not support", f"evidence direction {item.direction!r}")
    if item.level not in _LEVELS:
        raise LeftOut("evidence level not used", f"level {item.level!r}")
    if item.significance not in _SENSITIVITY and item.significance not in _RESISTANCE:
        raise LeftOut("significance not used", repr(item.significance))
    if not item.therapies:
        raise LeftOut("no therapy", "the item names none")
    if len(item.therapies) > 1 and item.interaction not in {"Combination", "Substitutes"}:
        how = item.interaction or "not stated"
        raise LeftOut("therapies not writable", f"several therapies, and how they go together is {how}")
    if len(item.therapies) > len(_letters()):
        raise LeftOut("therapies not writable", f"{len(item.therapies)} therapies")


def _drug(name: str, kb: KnowledgeBase) -> str:
    """Return our name for a therapy: generic or brand name, a salt as its base, else the name in lower case."""
    bare = " ".join(name.split()).lower()
    known = kb.generic_name(bare) or kb.generic_name(_SALT.sub("", bare))
    if known is None and (_UNWRITABLE.search(bare) or not bare.isprintable()):
        raise LeftOut("therapies not writable", f"{name!r} has signs that the tables use")
    return known or bare


def _regimens(item: Evidence, drugs: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((drug,) for drug in drugs) if item.interaction == "Substitutes" else (drugs,)


def _common(item: Evidence, profile: Profile, tumor_code: str, kb: KnowledgeBase) -> dict[str, str]:
    as_of = kb.stamp.as_of
    return {
        "gene": ",".join(profile.genes),
        "biomarker": format_pattern(profile.pattern),
        "origin": "germline" if "germline" in item.origin.lower() else "",
        "tumor_include": tumor_code,
        "evidence": _LEVELS[item.level],
        "authority": "none",
        "sources": ",".join(item.sources),
        "verified": "secondary",
        "verified_on": min(item.reviewed or as_of, as_of),
        "note": f"CIViC evidence EID{item.id}, level {item.level}, rating {item.rating or 'not given'}",
    }


def _assertion(regimen: tuple[str, ...], kb: KnowledgeBase) -> dict[str, str]:
    approved = all(drug in kb.drugs and kb.drugs[drug].approval_year for drug in regimen)
    return {
        "drugs": " + ".join(regimen),
        "direction": "sensitivity",
        "line": "any",
        "status": "off_label" if approved else "investigational",
    }


def _against(item: Evidence, drugs: tuple[str, ...], profile: Profile, kb: KnowledgeBase) -> dict[str, str]:
    """Write a resistance row; CIViC states no mechanism: a change of the drugs' own target is on target."""
    if len(drugs) > 1 and item.interaction == "Combination":
        raise LeftOut("therapies not writable", "resistance to a combination would speak against each of its drugs")
    hits_target = all(drug in kb.drugs and set(kb.drugs[drug].targets) & set(profile.genes) for drug in drugs)
    return {
        "affects": ",".join(drugs),
        "direction": _RESISTANCE[item.significance],
        "mechanism": "on_target" if hits_target else "primary",
    }
