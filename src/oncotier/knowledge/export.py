"""One flat table of every assertion and resistance row, for pandas or R: stable columns, one row per row.

Lists are joined by `;`. The `trial_*` columns run parallel: the third value of each belongs to the third trial.
Assertions leave the columns of resistance rows empty, and the other way round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.evidence import Assertion, Resistance
from oncotier.knowledge.check.finding import natural
from oncotier.knowledge.wording import affected_drugs, figure_words, own_match, selector_words
from oncotier.notation.biomarker import format_pattern
from oncotier.notation.label import number_text
from oncotier.notation.therapy import format_selector, therapy_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.domain.biomarker import Pattern
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.knowledge.wording import Wording

__all__ = ["COLUMNS", "table"]

Cell = str | int | None

COLUMNS = tuple(
    "id kind direction genes biomarker biomarker_words origin zygosity requires requires_words excludes excludes_words"
    " context context_words tumor_include tumor_include_names tumor_exclude tumor_exclude_names therapy drugs"
    " drug_classes affects affects_words affected_drugs exempts mechanism setting line evidence authority status"
    " status_date approval_year own_tumor_match amp_own_tumor escat_own_tumor trials trial_names trial_ncts trial_pmids"
    " trial_populations trial_endpoints trial_values trial_units trial_comparator_values trial_comparators"
    " trial_hazard_ratios trial_verified trial_words companion_tests overcome_by still_active sources verified"
    " verified_on note seed_ref seed_claim file line_number".split()
)


def table(kb: KnowledgeBase, wording: Wording) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows of the table, assertions first, each kind by id; cells in the order of `COLUMNS`."""
    assertions = sorted(kb.all_assertions(), key=lambda row: natural(row.id))
    against = sorted(kb.all_resistance(), key=lambda row: natural(row.id))
    found = [_common(row, kb, wording) | _assertion(row, kb, wording) for row in assertions]
    found += [_common(row, kb, wording) | _resistance(row, kb, wording) for row in against]
    return tuple(tuple(row.get(column, _EMPTY.get(column, "")) for column in COLUMNS) for row in found)


_EMPTY: dict[str, None] = {"approval_year": None}


def _common(row: Assertion | Resistance, kb: KnowledgeBase, wording: Wording) -> dict[str, Cell]:
    file, _, line_number = row.place.rpartition(":")
    return {
        "id": row.id,
        "direction": row.direction.value,
        "genes": ";".join(row.genes),
        **_pattern("biomarker", row.biomarker, row, wording),
        "origin": row.origin.value,
        "zygosity": row.zygosity.value,
        "tumor_include": ";".join(row.tumor_include),
        "tumor_include_names": _names(row.tumor_include, kb),
        "tumor_exclude": ";".join(row.tumor_exclude),
        "tumor_exclude_names": _names(row.tumor_exclude, kb),
        "setting": row.setting,
        "evidence": row.evidence.value,
        "authority": row.authority,
        "own_tumor_match": own_match(row.tumor_include).value,
        "sources": ";".join(row.sources),
        "verified": row.verified,
        "verified_on": row.verified_on,
        "note": row.note,
        "seed_ref": ";".join(row.seed_ref),
        "seed_claim": row.seed_claim,
        "file": file,
        "line_number": int(line_number),
    }


def _pattern(name: str, pattern: Pattern | None, row: Assertion | Resistance, wording: Wording) -> dict[str, Cell]:
    if pattern is None:
        return {}
    return {name: format_pattern(pattern), f"{name}_words": wording.pattern(pattern, row.genes)}


def _names(codes: Iterable[str], kb: KnowledgeBase) -> str:
    by_code = kb.tumors.by_code
    return ";".join(by_code[code].name if code in by_code else code for code in codes)


def _assertion(row: Assertion, kb: KnowledgeBase, wording: Wording) -> dict[str, Cell]:
    amp, escat = wording.tiers(row)
    return {
        "kind": "assertion",
        **_pattern("requires", row.requires, row, wording),
        **_pattern("excludes", row.excludes, row, wording),
        "therapy": therapy_name(row.regimen),
        "drugs": ";".join(row.regimen),
        "drug_classes": ";".join(_classes(row.regimen, kb)),
        "line": row.line,
        "status": row.status.value,
        "status_date": row.status_date,
        "approval_year": row.approval_year,
        "amp_own_tumor": _tier(amp),
        "escat_own_tumor": _tier(escat),
        **_trials(row, kb),
        "companion_tests": ";".join(row.companion_tests),
    }


def _tier(tier: str) -> str:
    return "" if tier == "-" else tier


def _classes(drugs: Iterable[str], kb: KnowledgeBase) -> dict[str, None]:
    """Return the classes of drugs without repetition: `EGFR_TKI/3`."""
    pairs = (pair for drug in drugs if drug in kb.drugs for pair in kb.drugs[drug].classes)
    return dict.fromkeys(f"{name}/{generation}" if generation else name for name, generation in pairs)


def _trials(row: Assertion, kb: KnowledgeBase) -> dict[str, Cell]:
    trials = [trial for identifier in row.trials if (trial := kb.trial(identifier)) is not None]
    return {
        "trials": ";".join(trial.id for trial in trials),
        "trial_names": _list(trial.trial for trial in trials),
        "trial_ncts": _list(trial.nct for trial in trials),
        "trial_pmids": _list(trial.pmid for trial in trials),
        "trial_populations": _list(trial.population for trial in trials),
        "trial_endpoints": _list(trial.endpoint for trial in trials),
        "trial_values": _list(_number(trial.value) for trial in trials),
        "trial_units": _list(trial.unit for trial in trials),
        "trial_comparator_values": _list(_number(trial.comparator_value) for trial in trials),
        "trial_comparators": _list(trial.comparator for trial in trials),
        "trial_hazard_ratios": _list(_number(trial.hazard_ratio) for trial in trials),
        "trial_verified": _list(trial.verified for trial in trials),
        "trial_words": _list(figure_words(trial).replace(";", ",") for trial in trials),
    }


def _list(cells: Iterable[str]) -> str:
    """Join cells that run parallel to those of another column: a `;` inside would shift them."""
    return ";".join(cell.replace(";", ",") for cell in cells)


def _number(value: float | None) -> str:
    return "" if value is None else number_text(value)


def _resistance(row: Resistance, kb: KnowledgeBase, wording: Wording) -> dict[str, Cell]:
    struck = affected_drugs(row, kb)
    cell = kb.levels.get((row.evidence.value, own_match(row.tumor_include).value))
    return {
        "kind": "resistance",
        **_pattern("context", row.context, row, wording),
        "drug_classes": ";".join(_classes(struck, kb)),
        "affects": ";".join(format_selector(one) for one in row.affects),
        "affects_words": selector_words(row.affects, kb),
        "affected_drugs": ";".join(struck),
        "exempts": ";".join(format_selector(one) for one in row.exempts),
        "mechanism": row.mechanism,
        "amp_own_tumor": _tier(cell.amp[0]) if cell is not None and cell.amp else "",
        "overcome_by": _regimens(row.overcome_by),
        "still_active": _regimens(row.still_active),
    }


def _regimens(regimens: tuple[tuple[str, ...], ...]) -> str:
    return ";".join(" + ".join(regimen) for regimen in regimens)
