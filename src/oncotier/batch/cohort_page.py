"""The cohort as one HTML page: self-contained, without scripts, every text escaped."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oncotier import __version__
from oncotier.batch.cohort import NO_TIER, TIERS, Cohort
from oncotier.domain.value import Value
from oncotier.exporters.safe_text import safe_text

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Hashable, Mapping

__all__ = ["cohort_page"]

_TEMPLATES = Path(__file__).parent / "template"
_MOST_GENES = 40
_MOST_SAMPLES = 200
_MOST_ROWS = 60
_KINDS = {
    "small_variant": "small variant",
    "copy_number": "copy number",
    "fusion": "fusion",
    "structural": "structural",
    "signature": "signature",
    "expression": "expression",
}


class _Cell(Value, frozen=True):
    """One place of the matrix, 0-based column and row; `words` say it to those who cannot see it."""

    column0: int
    row0: int
    kind: str
    tier: str
    words: str


def cohort_page(cohort: Cohort) -> str:
    """Return the page with its final line break."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: safe_text(value) if type(value) is str else value,
    )
    css = (_TEMPLATES / "cohort.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
    page = environment.get_template("cohort.html").render(_views(cohort), css=css, style_hash=f"sha256-{digest}")
    return page.rstrip("\n") + "\n"


def _views(cohort: Cohort) -> Mapping[str, Any]:
    genes = [gene for gene, _ in _ranked(cohort.genes)][:_MOST_GENES]
    reported = cohort.samples - cohort.statuses["failed"]
    columns = _columns(cohort, genes)
    kinds = {kind for found in cohort.matrix.values() for kind, _ in found.values()}
    return {
        "version": __version__,
        "samples": cohort.samples,
        "statuses": [(name, cohort.statuses[name]) for name in ("complete", "incomplete", "failed")],
        "tumor_types": [(name or "not given", count) for name, count in _ranked(cohort.tumor_types)][:_MOST_ROWS],
        "tiers": [(tier, cohort.tiers[tier], _share(cohort.tiers[tier], reported)) for tier in (*TIERS, NO_TIER)],
        "genes": [(gene, cohort.genes[gene], _share(cohort.genes[gene], reported)) for gene in genes],
        "alterations": [
            (*name, count, _share(count, reported)) for name, count in _ranked(cohort.alterations)[:_MOST_ROWS]
        ],
        "therapies": [
            (tier, _ranked(cohort.therapies[tier])[:_MOST_ROWS])
            for tier in (*TIERS, NO_TIER)
            if cohort.therapies.get(tier)
        ],
        "columns": columns,
        "cells": _cells(cohort, genes, columns),
        "hidden": len(cohort.matrix) - len(columns),
        "kinds": [(kind, words) for kind, words in _KINDS.items() if kind in kinds],
        "unresolved": (cohort.unresolved, cohort.unresolved_samples),
        "untyped": cohort.tumor_types[""],
        "troubled": cohort.troubled[:_MOST_SAMPLES],
        "troubled_hidden": max(0, len(cohort.troubled) - _MOST_SAMPLES),
    }


def _share(count: int, total: int) -> float:
    return round(100 * count / total, 1) if total else 0.0


def _ranked(counts: Counter[Any]) -> list[tuple[Any, int]]:
    """Return the most frequent first, equals by name."""
    return sorted(counts.items(), key=lambda one: (-one[1], _name(one[0])))


def _name(key: Hashable) -> tuple[str, ...]:
    return key if isinstance(key, tuple) else (str(key),)


def _columns(cohort: Cohort, genes: list[str]) -> list[str]:
    """Return the samples as an oncoprint has them: by the genes that they share, most frequent gene first."""

    def key(sample: str) -> tuple[tuple[bool, ...], str]:
        return tuple(gene not in cohort.matrix[sample] for gene in genes), sample

    return sorted(cohort.matrix, key=key)[:_MOST_SAMPLES]


def _cells(cohort: Cohort, genes: list[str], columns: list[str]) -> list[_Cell]:
    return [
        _Cell(column0, row0, *found, f"{sample}: {gene}, {_KINDS.get(found[0], found[0])}, tier {found[1]}")
        for row0, gene in enumerate(genes)
        for column0, sample in enumerate(columns)
        if (found := cohort.matrix[sample].get(gene)) is not None
    ]
