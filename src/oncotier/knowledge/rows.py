"""One row of a table to one value: the only place that reads cells; raises `Fault` with the column named."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from oncotier.domain.evidence import (
    Assertion,
    Drug,
    Effect,
    Evidence,
    Gene,
    LevelCell,
    NamedClass,
    Origins,
    PanelMarker,
    Resistance,
    Rule,
    Selector,
    Status,
    Threshold,
    Toxicity,
    Trial,
    Zygosity,
)
from oncotier.domain.tumor import TumorType
from oncotier.errors import NotationError
from oncotier.knowledge.table import Fault, Row
from oncotier.notation import biomarker
from oncotier.notation.therapy import parse_regimen, parse_selectors

if TYPE_CHECKING:
    from enum import StrEnum

    from oncotier.domain.biomarker import Pattern

    Word = TypeVar("Word", bound=StrEnum)

__all__ = [
    "assertion",
    "drug",
    "gene",
    "level",
    "listed_change",
    "named_class",
    "panel_marker",
    "resistance",
    "rule",
    "threshold",
    "toxicity",
    "trial",
    "tumor_type",
]

_parsed = lru_cache(maxsize=4096)(biomarker.parse)  # the same few hundred patterns stand in thousands of cells
_selected = lru_cache(maxsize=4096)(parse_selectors)


def _pattern(row: Row, column: str) -> Pattern | None:
    text = row.text(column)
    if not text:
        return None
    try:
        return _parsed(text)
    except NotationError as error:
        raise Fault(f"{column}: {error.message}: {text[: error.start0]}>>>{text[error.start0 :]}") from None


def _biomarker(row: Row) -> Pattern:
    pattern = _pattern(row, "biomarker")
    if pattern is None:
        raise Fault("biomarker: empty, but needed")
    return pattern


def _selectors(row: Row, column: str) -> tuple[Selector, ...]:
    try:
        return _selected(row.text(column))
    except NotationError as error:
        raise Fault(f"{column}: {error.message}: {error.text[error.start0 : error.end0]}") from None


def _word(row: Row, column: str, words: type[Word], default: Word | None = None) -> Word:
    text = row.text(column)
    if not text and default is not None:
        return default
    try:
        return words(text)
    except ValueError:
        raise Fault(f"{column}: {text!r} is none of {' '.join(words)}") from None


def _regimens(row: Row, column: str) -> tuple[tuple[str, ...], ...]:
    return tuple(parse_regimen(part) for part in row.words(column, ";"))


def assertion(row: Row) -> Assertion:
    """Read a row of `assertions/`."""
    return Assertion(
        id=row.required("id"),
        genes=row.words("gene"),
        biomarker=_biomarker(row),
        origin=_word(row, "origin", Origins, Origins.EITHER),
        zygosity=_word(row, "zygosity", Zygosity, Zygosity.ANY),
        requires=_pattern(row, "requires"),
        excludes=_pattern(row, "excludes"),
        tumor_include=row.words("tumor_include"),
        tumor_exclude=row.words("tumor_exclude"),
        regimen=parse_regimen(row.required("drugs")),
        direction=_word(row, "direction", Effect),
        setting=row.text("setting"),
        line=row.text("line"),
        evidence=_word(row, "evidence", Evidence),
        authority=row.text("authority"),
        status=_word(row, "status", Status),
        status_date=row.text("status_date"),
        approval_year=row.integer("approval_year"),
        trials=row.words("trials"),
        companion_tests=row.words("companion_tests", ";"),
        escat=row.text("escat"),
        sources=row.words("sources"),
        verified=row.choice("verified", ("primary", "secondary", "no")),
        verified_on=row.text("verified_on"),
        note=row.text("note"),
        seed_ref=row.words("seed_ref"),
        seed_claim=row.text("seed_claim"),
        place=row.place,
    )


def resistance(row: Row) -> Resistance:
    """Read a row of `resistance/`."""
    return Resistance(
        id=row.required("id"),
        genes=row.words("gene"),
        biomarker=_biomarker(row),
        origin=_word(row, "origin", Origins, Origins.EITHER),
        zygosity=_word(row, "zygosity", Zygosity, Zygosity.ANY),
        context=_pattern(row, "context"),
        tumor_include=row.words("tumor_include"),
        tumor_exclude=row.words("tumor_exclude"),
        affects=_selectors(row, "affects"),
        exempts=_selectors(row, "exempts"),
        direction=_word(row, "direction", Effect),
        mechanism=row.text("mechanism"),
        setting=row.text("setting"),
        evidence=_word(row, "evidence", Evidence),
        authority=row.text("authority"),
        overcome_by=_regimens(row, "overcome_by"),
        still_active=_regimens(row, "still_active"),
        sources=row.words("sources"),
        verified=row.choice("verified", ("primary", "secondary", "no")),
        verified_on=row.text("verified_on"),
        note=row.text("note"),
        seed_ref=row.words("seed_ref"),
        seed_claim=row.text("seed_claim"),
        place=row.place,
    )


def rule(row: Row) -> Rule:
    """Read a row of `rules.tsv`."""
    return Rule(
        id=row.required("id"),
        priority=row.integer("priority") or 0,
        tumor_include=row.words("tumor_include"),
        applies_to=_selectors(row, "applies_to"),
        when=_pattern(row, "when"),
        need=_pattern(row, "need"),
        exempts=_selectors(row, "exempts"),
        line=row.text("line"),
        on_fail=row.choice("on_fail", ("block", "demote", "note", "warn")),
        on_unknown=row.choice("on_unknown", ("", "conditional", "note", "ignore")),
        message=row.required("message"),
        sources=row.words("sources"),
        seed_ref=row.words("seed_ref"),
        place=row.place,
    )


def trial(row: Row) -> Trial:
    """Read a row of `trials.tsv`."""
    return Trial(
        id=row.required("id"),
        trial=row.required("trial"),
        nct=row.text("nct"),
        pmid=row.text("pmid"),
        population=row.text("population"),
        endpoint=row.required("endpoint"),
        value=row.number("value"),
        unit=row.text("unit"),
        comparator_value=row.number("comparator_value"),
        comparator=row.text("comparator"),
        hazard_ratio=row.number("hazard_ratio"),
        analysis=row.text("analysis"),
        source=row.text("source"),
        verified=row.choice("verified", ("primary", "secondary", "no")),
        verified_on=row.text("verified_on"),
        note=row.text("note"),
        seed_ref=row.words("seed_ref"),
        seed_claim=row.text("seed_claim"),
    )


def drug(row: Row) -> Drug:
    """Read a row of `drugs.tsv`."""
    classes = tuple(entry.partition("/") for entry in row.words("class"))
    return Drug(
        name=row.required("drug"),
        brands=row.words("brands"),
        classes=tuple((name, generation) for name, _, generation in classes),
        generation=row.text("generation"),
        modality=row.text("modality"),
        targets=row.words("targets"),
        route=row.text("route"),
        approval_year=row.text("approval_year"),
        payload=row.text("payload"),
        linker=row.text("linker"),
        mechanism=row.text("mechanism"),
        note=row.text("note"),
    )


def toxicity(row: Row) -> Toxicity:
    """Read a row of `toxicity.tsv`."""
    return Toxicity(
        id=row.required("id"),
        applies_to=_selectors(row, "applies_to"),
        monitor=row.required("monitor"),
        frequency=row.text("frequency"),
        note=row.text("note"),
    )


def panel_marker(row: Row) -> PanelMarker:
    """Read a row of `panels.tsv`."""
    return PanelMarker(
        id=row.required("id"),
        tumor_type=row.required("tumor_type"),
        marker=row.required("marker"),
        biomarker=_biomarker(row),
        origin=Origins(row.text("origin") or "either"),
        methods=row.text("methods"),
        needed_for=row.text("needed_for"),
        guideline=row.text("guideline"),
        note=row.text("note"),
    )


def gene(row: Row) -> Gene:
    """Read a row of `genes.tsv`."""
    return Gene(
        symbol=row.required("gene"),
        hgnc_id=row.text("hgnc_id"),
        aliases=row.words("aliases"),
        role=row.choice("role", ("oncogene", "tumor_suppressor", "both", "other")),
        fusion_side=row.choice("fusion_side", ("", "three_prime", "five_prime", "either")),
        transcript=row.text("transcript"),
        refseq=row.text("refseq"),
        numbering=row.words("numbering", ";"),
    )


def tumor_type(row: Row) -> TumorType:
    """Read a row of `tumor_types.tsv`."""
    return TumorType(
        code=row.required("code"),
        name=row.required("name"),
        parent=row.text("parent"),
        main_type=row.text("main_type"),
        tissue=row.text("tissue"),
        lineage=row.choice("lineage", ("solid", "heme", "other")),
        synonyms=row.words("synonyms", ";"),
    )


def named_class(row: Row) -> NamedClass:
    """Read a row of `classes.tsv`."""
    driver = row.choice("driver", ("yes", "no")) == "yes"
    return NamedClass(row.required("class"), row.required("gene"), _biomarker(row), driver)


def listed_change(row: Row) -> tuple[str, str]:
    """Read a row of `benign.tsv` or `destroying.tsv` as (gene, protein change in short form)."""
    return row.required("gene"), row.required("change")


def level(row: Row) -> tuple[tuple[str, str], LevelCell]:
    """Read a row of `levels.tsv` as ((evidence, tumor match), cell)."""
    key = (row.required("evidence"), row.required("tumor_match"))
    return key, LevelCell(row.words("amp", "|"), row.words("escat", "|"))


def threshold(row: Row) -> Threshold:
    """Read a row of `thresholds.tsv`."""
    value = row.number("value")
    if value is None:
        raise Fault("value: empty, but needed")
    return Threshold(row.required("name"), value, row.text("unit"))
