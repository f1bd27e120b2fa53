"""The status of hormone receptors and HER2, from what was stated and from IHC and ISH.

HER2 (ASCO/CAP wording): positive is IHC 3+, or IHC 2+ with positive ISH; low is IHC 1+, or IHC 2+ with negative ISH;
ultralow is IHC 0 with faint membrane staining (written `0+`); IHC 2+ without ISH is not known.
Low, ultralow and 0 all count as HER2-negative. ER and PR are positive from 1 % of cells on (ASCO/CAP 2020).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, CopyNumber, CopyState, Expression, Marker, ReceptorStatus

if TYPE_CHECKING:
    from oncotier.interpret.findings import Findings

__all__ = ["amplified_her2", "equivocal_her2", "her2_states", "hormone_states"]

_HER2_OF_IHC = {
    "3+": "positive",
    "1+": "low",
    "0+": "ultralow",
    "0": "zero",
    "positive": "positive",
    "negative": "negative",
}
_RECEPTOR_GENES = {"ER": "ESR1", "PR": "PGR"}

Stated = tuple[str, Alteration]


def her2_states(findings: Findings) -> tuple[Stated, ...]:
    """Return the HER2 states that hold (positive, negative, low, ultralow, zero), each with its witness."""
    results = _results(findings, "ERBB2", "IHC")
    ish = dict(_results(findings, "ERBB2", "ISH"))
    stated: list[Stated] = _stated(findings, "HER2")
    if "positive" in ish:
        stated.append(("positive", ish["positive"]))
    for result, alteration in results:
        if result == "2+" and "negative" in ish:
            stated += [("low", alteration), ("low", ish["negative"])]
        elif result in _HER2_OF_IHC and not (result != "3+" and "positive" in ish):
            stated.append((_HER2_OF_IHC[result], alteration))
    if "negative" in ish and not results:
        stated.append(("negative", ish["negative"]))
    implied = [("negative", witness) for state, witness in stated if state in {"low", "ultralow", "zero"}]
    return tuple(stated + implied)


def equivocal_her2(findings: Findings) -> tuple[Alteration, ...]:
    """Return the IHC 2+ results, which need ISH to mean anything."""
    return tuple(alteration for result, alteration in _results(findings, "ERBB2", "IHC") if result == "2+")


def amplified_her2(findings: Findings) -> tuple[Alteration, ...]:
    """Return the amplifications of ERBB2 seen by sequencing, which ask for a stain or a hybridization."""
    return tuple(
        one
        for one in findings.by_gene.get("ERBB2", ())
        if isinstance(one.event, CopyNumber) and one.event.state is CopyState.AMPLIFICATION
    )


def hormone_states(findings: Findings, marker: str) -> tuple[Stated, ...]:
    """Return the states of ER, PR or HR that hold; HR is positive when either receptor is, negative when both are."""
    if marker in _RECEPTOR_GENES:
        return tuple(_stated(findings, marker) + _stained(findings, marker))
    receptors = {name: hormone_states(findings, name) for name in _RECEPTOR_GENES}
    both = [states[0] for states in receptors.values() if states]
    positive = [stated for stated in both if stated[0] == "positive"]
    negative = both if len(both) == 2 and not positive else []
    return tuple(_stated(findings, "HR") + positive + negative[:1])


def _stated(findings: Findings, marker: str) -> list[Stated]:
    found: list[Stated] = []
    for alteration in findings.alterations:
        match alteration.event:
            case ReceptorStatus(name, state) if name == marker:
                found.append((state, alteration))
            case Marker(_, "triple-negative"):
                found.append(("negative", alteration))
            case _:
                pass
    return found


def _stained(findings: Findings, marker: str) -> list[Stated]:
    found: list[Stated] = []
    for alteration in findings.by_gene.get(_RECEPTOR_GENES[marker], ()):
        event = alteration.event
        if isinstance(event, Expression) and event.assay == "IHC":
            if event.value is not None:
                found.append(("positive" if event.value >= 1 else "negative", alteration))
            elif event.result in {"positive", "negative"}:
                found.append((event.result, alteration))
    return found


def _results(findings: Findings, gene: str, assay: str) -> list[Stated]:
    return [
        (alteration.event.result, alteration)
        for alteration in findings.by_gene.get(gene, ())
        if isinstance(alteration.event, Expression) and alteration.event.assay == assay
    ]
