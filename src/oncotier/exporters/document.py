"""A report as one plain document of dicts, lists, texts and numbers: the keys and their order of the contract."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from oncotier.domain.alteration import Expression, Signature, SmallVariant
from oncotier.notation import protein

if TYPE_CHECKING:
    from oncotier.domain.alteration import Alteration
    from oncotier.domain.coverage import Assay
    from oncotier.domain.evidence import Trial
    from oncotier.domain.report import InputSummary, Option, Report

__all__ = ["SCHEMA_VERSION", "alteration_document", "document", "members"]

SCHEMA_VERSION = "1.0"

Document = dict[str, Any]


def document(report: Report) -> Document:
    """Return the report as the contract's JSON object."""
    return {key: list(value) if isinstance(value, Iterator) else value for key, value in members(report).items()}


def members(report: Report) -> Document:
    """Return the members of the contract's object; lists that grow with the findings are made when asked for."""
    sample = report.sample
    tumor = {"code": sample.tumor_code, "name": sample.tumor_name, "given": sample.tumor_given}
    stamp = report.knowledge_base
    return {
        "schema_version": SCHEMA_VERSION,
        "program": {"name": "oncotier", "version": report.program_version},
        "knowledge_base": {"version": stamp.version, "as_of": stamp.as_of, "sha256": stamp.sha256},
        "sample": {
            "id": sample.id,
            "tumor_type": tumor if sample.tumor_code else None,
            "prior_therapies": list(sample.prior_therapies),
        },
        "status": "incomplete" if report.incomplete else "complete",
        "inputs": [_input(one) for one in report.inputs],
        "assay": _assay(report.assay) if report.assay else None,
        "alterations": map(alteration_document, report.alterations),
        "options": map(_option, report.options),
        "not_recommended": map(_option, report.not_recommended),
        "testing": [
            {"biomarker": one.biomarker, "state": one.state, "needed_for": one.needed_for, "note": one.note}
            for one in report.testing
        ],
        "unmatched": (
            {"alteration": one.alteration, "reason": one.reason, "words": one.words} for one in report.unmatched
        ),
        "unresolved": (
            {
                "input": one.source.input,
                "record": one.source.record,
                "raw": one.source.raw,
                "reason": one.reason,
                "words": one.words,
            }
            for one in report.unresolved
        ),
        "notices": (
            {"code": one.code, "severity": one.severity, "where": one.where, "words": one.words}
            for one in report.notices
        ),
        "disclaimer": report.disclaimer,
    }


def _assay(one: Assay) -> Document:
    return {
        "name": one.name,
        "sha256": one.sha256,
        "genes": len(one.genes),
        "regions": len(one.regions),
        "cell_free": one.is_cell_free,
    }


def _input(one: InputSummary) -> Document:
    tally = one.records
    return {
        "name": one.name,
        "format": one.format,
        "sha256": one.sha256 or None,
        "genome_build": one.genome_build or None,
        "build_evidence": one.build_evidence or None,
        "records": {
            "read": tally.read,
            "interpreted": tally.interpreted,
            "out_of_scope": tally.out_of_scope,
            "filtered": tally.filtered,
            "unresolved": tally.unresolved,
        },
        "filtered_by": dict(tally.filtered_by),
        "out_of_scope_by": dict(tally.out_of_scope_by),
    }


def alteration_document(one: Alteration) -> Document:
    """Return an alteration as the contract has it."""
    event = one.event
    variant = event if isinstance(event, SmallVariant) else None
    measured = event if isinstance(event, Signature | Expression) else None
    change = variant.protein if variant else None
    return {
        "id": one.id,
        "kind": one.kind.value,
        "gene": one.gene or None,
        "genes": list(one.genes),
        "label": one.label,
        "classes": list(one.classes),
        "protein": protein.format_short(change) if change is not None else None,
        "hgvs_p": one.hgvs_p or None,
        "hgvs_c": one.hgvs_c or None,
        "hgvs_g": one.hgvs_g or None,
        "transcript": one.transcript or None,
        "exon": variant.exon if variant else None,
        "consequence": (variant.consequence or None) if variant else None,
        "also_known_as": list(one.also_known_as),
        "origin": one.origin.value,
        "vaf": _rounded(one.vaf),
        "depth": one.depth,
        "copy_number": _rounded(one.copies),
        "value": _rounded(measured.value) if measured else None,
        "unit": (measured.unit or None) if measured else None,
        "flags": list(one.flags),
        "source": [
            {"input": name, "record": record, "raw": raw}
            for name, record, raw in dict.fromkeys((place.input, place.record, place.raw) for place in one.sources)
        ],
    }


def _rounded(value: float | None) -> float | int | None:
    """Round to six significant digits below one, else to six behind the point: free of binary noise, never to zero."""
    if value is None or not math.isfinite(value):
        return None
    if isinstance(value, int):
        return value
    rounded = round(value, 6) if abs(value) >= 1 else float(f"{value:.6g}")
    return int(rounded) if rounded == int(rounded) else rounded


def _option(one: Option) -> Document:
    return {
        "rank": one.rank,
        "therapy": one.therapy,
        "drugs": one.drugs,
        "effect": one.effect,
        "amp_tier": one.amp_tier or None,
        "escat": one.escat if one.escat not in {"", "-"} else None,
        "evidence": one.evidence,
        "status": one.status,
        "tumor_match": one.tumor_match,
        "state": one.state,
        "conditions": one.conditions,
        "settings": one.settings,
        "supports": one.supports,
        "conflicts": [
            {
                "alteration": conflict.alteration or None,
                "alterations": conflict.alterations,
                "assertion": conflict.assertion,
                "words": conflict.words,
            }
            for conflict in one.conflicts
        ],
        "assertions": one.assertions,
        "trials": [_trial(trial) for trial in one.trials],
        "companion_diagnostics": one.companion_diagnostics,
        "monitoring": one.monitoring,
        "why": one.why,
        "routes": one.routes,
        "notes": one.notes,
        "sources": one.sources,
        "verified": one.verified,
    }


@lru_cache(maxsize=4096)
def _trial(one: Trial) -> Document:
    """Return a row of the trial table; every report that rests on it shares what is returned."""
    return {
        "name": one.trial,
        "nct": one.nct or None,
        "pmid": one.pmid or None,
        "endpoint": one.endpoint,
        "value": _rounded(one.value),
        "unit": one.unit or None,
        "comparator_value": _rounded(one.comparator_value),
        "comparator": one.comparator or None,
        "hazard_ratio": _rounded(one.hazard_ratio),
        "population": one.population or None,
        "source": one.source or None,
        "analysis": one.analysis or None,
        "verified": one.verified,
    }
