"""The strip of biomarkers: what was measured of each, and the thresholds that it is read against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, CopyNumber, Expression, ReceptorStatus, Signature
from oncotier.domain.value import Value
from oncotier.exporters.html.gauge_picture import gauge_picture
from oncotier.notation.label import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oncotier.domain.picture import Cutoff
    from oncotier.domain.report import Report

__all__ = ["Biomarker", "biomarkers"]


class Biomarker(Value, frozen=True):
    """One tile: its name, the results (label, classes), the thresholds in words, and pictures of numbers."""

    name: str
    results: tuple[tuple[str, str], ...]
    thresholds: str
    pictures: tuple[str, ...]


def _signature(*names: str) -> Callable[[Alteration], bool]:
    return lambda one: isinstance(one.event, Signature) and one.event.name in names


def _protein(gene: str) -> Callable[[Alteration], bool]:
    return lambda one: isinstance(one.event, Expression) and one.event.gene == gene


def _receptor(*markers: str) -> Callable[[Alteration], bool]:
    return lambda one: isinstance(one.event, ReceptorStatus) and one.event.marker in markers


def _her2(one: Alteration) -> bool:
    copies = isinstance(one.event, CopyNumber) and one.event.gene == "ERBB2"
    return copies or _protein("ERBB2")(one) or _receptor("HER2")(one)


_ALWAYS: tuple[tuple[str, Callable[[Alteration], bool]], ...] = (
    ("TMB", _signature("TMB")),
    ("MSI / MMR", _signature("MSI", "MMR")),
    ("HRD", _signature("HRD", "LOH")),
    ("PD-L1", _protein("CD274")),
    ("HER2", _her2),
)
_SOMETIMES = (("Hormone receptors", _receptor("ER", "PR", "HR")),)


def biomarkers(report: Report) -> tuple[Biomarker, ...]:
    """Return the five markers that every report speaks of, and the receptors where they were measured."""
    cutoffs = report.pictures.cutoffs if report.pictures else ()
    found = [_tile(name, [one for one in report.alterations if speaks(one)], cutoffs) for name, speaks in _ALWAYS]
    extra = [_tile(name, [one for one in report.alterations if speaks(one)], cutoffs) for name, speaks in _SOMETIMES]
    return (*found, *(tile for tile in extra if tile.results))


def _tile(name: str, alterations: Sequence[Alteration], cutoffs: Sequence[Cutoff]) -> Biomarker:
    measured = [one for one in alterations if isinstance(one.event, Signature | Expression)]
    scores = {score for one in measured for score in _scores(one)} or {name}
    own = [cutoff for cutoff in cutoffs if cutoff.marker in (scores | ({"TPS", "CPS"} if name == "PD-L1" else set()))]
    return Biomarker(
        name,
        tuple((one.label, ", ".join(kind for kind in one.classes if kind != one.label)) for one in alterations),
        "; ".join(_threshold(cutoff) for cutoff in own),
        tuple(drawn for one in measured if (drawn := _gauge(one, cutoffs))),
    )


def _scores(one: Alteration) -> tuple[str, ...]:
    if isinstance(one.event, Expression):
        return (one.event.assay,)
    return (one.event.name,) if isinstance(one.event, Signature) else ()


def _threshold(cutoff: Cutoff) -> str:
    unit = {"%": "%", "": "", "score": ""}.get(cutoff.unit, f" {cutoff.unit}")
    said = f"{number_text(cutoff.value)}{unit}"
    marker = f"{cutoff.marker} " if cutoff.marker in {"TPS", "CPS", "TC", "IC"} else ""
    return (
        f"{marker}{said} or more: {cutoff.name}" if cutoff.name != "asked for" else f"{marker}{said} or more asked for"
    )


def _gauge(one: Alteration, cutoffs: Sequence[Cutoff]) -> str:
    event = one.event
    if not isinstance(event, Signature | Expression) or event.value is None:
        return ""
    scores = _scores(one)
    own = [cutoff for cutoff in cutoffs if cutoff.marker in scores]
    return gauge_picture(one.label, event.value, event.unit, own) if own else ""
