"""Rows of the knowledge base in words for a curator: evidence, status, tumor types, trial figures, verification.

The words for patterns, evidence, status and tiers are those of the report. They live above this layer, so the caller
hands them in as one `Wording`: card and report can never say two different things of one row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from oncotier.domain.biomarker import Pattern
from oncotier.domain.evidence import Assertion, Evidence, Resistance, Selector, Status
from oncotier.domain.tumor import TumorMatch
from oncotier.domain.value import Value
from oncotier.notation.label import number_text
from oncotier.notation.therapy import therapy_name

if TYPE_CHECKING:
    from oncotier.domain.evidence import Trial
    from oncotier.knowledge.base import KnowledgeBase

__all__ = [
    "SOURCE_KIND",
    "VERIFIED",
    "Wording",
    "affected_drugs",
    "figure_words",
    "names_of",
    "own_match",
    "proof_words",
    "selector_words",
    "strength",
    "therapy_words",
    "tumor_words",
    "verified_words",
]

VERIFIED = {
    "primary": "verified in a primary source",
    "secondary": "verified in a secondary source",
    "no": "NOT VERIFIED",
}
SOURCE_KIND = {"primary": "primary source", "secondary": "secondary source", "no": "NOT VERIFIED"}
_STATUSES = tuple(Status)
_EVIDENCE = tuple(Evidence)
_GROUPS = frozenset({"ANY", "ANY_SOLID", "ANY_HEME"})


class Wording(Value, frozen=True):
    """The words of the report: patterns with the genes of their row, evidence, status, (AMP, ESCAT) of an assertion.

    The tiers are those for a patient whose tumor is the row's own.
    """

    pattern: Callable[[Pattern, tuple[str, ...]], str]
    evidence: Mapping[Evidence, str]
    status: Mapping[Status, str]
    tiers: Callable[[Assertion], tuple[str, str]]


def own_match(include: tuple[str, ...]) -> TumorMatch:
    """Return how a patient's tumor stands to a row when it is the row's own: a row of a whole lineage is agnostic."""
    return TumorMatch.AGNOSTIC if set(include) <= _GROUPS else TumorMatch.SAME


def tumor_words(include: tuple[str, ...], exclude: tuple[str, ...], kb: KnowledgeBase) -> str:
    """Write the tumor types of a row: `Melanoma (MEL), except Uveal Melanoma (UM)`."""
    words = names_of(include, kb)
    return f"{words}, except {names_of(exclude, kb)}" if exclude else words


def names_of(codes: tuple[str, ...], kb: KnowledgeBase) -> str:
    """Write tumor codes with their names."""
    by_code = kb.tumors.by_code
    return ", ".join(f"{by_code[code].name} ({code})" if code in by_code else code for code in codes)


def therapy_words(row: Assertion) -> str:
    """Write therapy and setting: `Osimertinib: first line, metastatic`."""
    name = therapy_name(row.regimen)
    return f"{name}: {row.setting}" if row.setting else name


def proof_words(row: Assertion | Resistance, wording: Wording) -> str:
    """Write what a row rests on: `regulatory label (FDA), approved 2018; verified in a primary source`."""
    authority = f" ({row.authority})" if row.authority not in {"", "none"} else ""
    words = wording.evidence[row.evidence] + authority
    if isinstance(row, Assertion):
        words += ", " + _status_words(row, wording)
    return words


def _status_words(row: Assertion, wording: Wording) -> str:
    words = wording.status[row.status]
    if row.status is Status.WITHDRAWN:
        first, _, rest = words.partition(",")  # the date belongs to the first word: "withdrawn 2026-06-22, do not use"
        return f"{first} {row.status_date},{rest}".replace(" ,", ",")
    year = str(row.approval_year or "")
    return f"{words} {year}".strip()


def verified_words(verified: str, verified_on: str = "") -> str:
    """Write the verification mark of a row."""
    words = VERIFIED.get(verified, verified)
    return f"{words}, {verified_on}" if verified_on and verified != "no" else words


def figure_words(trial: Trial) -> str:
    """Write a trial's figures in one line.

    The form is `FLAURA: OS 38.6 v 31.8 months, HR 0.80 (PMID 31751012)`.
    """
    parts = [f"{trial.trial}: {trial.endpoint}"]
    numbers = [] if trial.value is None else [number_text(trial.value)]
    if trial.comparator_value is not None:
        numbers = [*(numbers or ["not stated"]), number_text(trial.comparator_value)]
    if numbers:
        unit = "%" if trial.unit == "percent" else trial.unit
        parts.append(" v ".join(numbers) + (f" {unit}" if unit else ""))
    words = " ".join(parts)
    if trial.hazard_ratio is not None:
        words += f"{', ' if numbers else ' '}HR {_two_decimals(trial.hazard_ratio)}"
    if not numbers and trial.hazard_ratio is None:
        words += " (no figure stated)"
    where = f"PMID {trial.pmid.replace(',', ', ')}" if trial.pmid else trial.nct.replace(",", ", ") or trial.source
    marks = [mark for mark in (where, "not verified" if trial.verified == "no" else "") if mark]
    return f"{words} ({'; '.join(marks)})" if marks else words


def _two_decimals(value: float) -> str:
    written = number_text(value)
    return written if len(written.partition(".")[2]) >= 2 else f"{value:.2f}"


def selector_words(selectors: tuple[Selector, ...], kb: KnowledgeBase) -> str:
    """Write selectors of drugs: `EGFR TKI (generation 1), cetuximab given alone`."""
    return ", ".join(kb.words(one) + (" given alone" if one.alone else "") for one in selectors)


def affected_drugs(row: Resistance, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the single drugs that a resistance row strikes, without the entries that stand for a whole class."""
    return tuple(
        name
        for name, drug in kb.drugs.items()
        if drug.modality != "class"
        and any(kb.selects(selector, (name,)) for selector in row.affects)
        and not any(kb.selects(selector, (name,)) for selector in row.exempts)
    )


def strength(row: Assertion | Resistance) -> tuple[object, ...]:
    """Return the sort key of a row, strongest evidence first; a withdrawn therapy comes last."""
    from oncotier.knowledge.check.finding import natural  # the checks are many modules; a report needs none of them

    status = row.status if isinstance(row, Assertion) else Status.APPROVED
    year = (row.approval_year or 0) if isinstance(row, Assertion) else 0
    return (
        status is Status.WITHDRAWN,
        _EVIDENCE.index(row.evidence),
        _STATUSES.index(status),
        tuple(VERIFIED).index(row.verified),
        -year,
        natural(row.id),
    )
