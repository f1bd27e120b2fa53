"""What does not fit together in one sample: other samples, contradicting findings, a tumor type that is too wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Expression, ReceptorStatus, Signature
from oncotier.domain.observation import Notice, Reading
from oncotier.interpret.traits import is_oncogenic

if TYPE_CHECKING:
    from oncotier.interpret.findings import Findings

__all__ = ["doubts"]


def doubts(readings: tuple[Reading, ...], findings: Findings, tumor_code: str) -> tuple[Notice, ...]:
    """Return a warning for everything in a sample that contradicts something else in it."""
    found: list[Notice] = []
    samples = list(dict.fromkeys(reading.sample for reading in readings if reading.sample))
    if len(samples) > 1:
        words = f"the inputs name {len(samples)} samples: {', '.join(samples)}; they are read as one"
        found.append(Notice("samples_differ", "warning", "", words))
    for first, second in _contradictions(findings):
        words = f"{first.label} and {second.label} contradict each other: check the reports"
        found.append(Notice("contradiction", "warning", "", words))
    below = _rows_below(findings, tumor_code)
    if below:
        name = findings.kb.tumors.by_code[tumor_code].name
        words = f"{name} is an umbrella: rows of {', '.join(below)} count as related only; give the exact tumor type"
        found.append(Notice("tumor_type_wide", "warning", "", words))
    return tuple(found)


def _rows_below(findings: Findings, tumor_code: str) -> list[str]:
    """Return the tumor types below the sample's that rows of its findings name."""
    if not tumor_code:
        return []
    rows = findings.kb.assertions(findings.keys)
    codes = {code for row in rows for code in row.tumor_include if findings.kb.tumors.is_above(tumor_code, code)}
    return sorted(codes)


def _contradictions(findings: Findings) -> list[tuple[Alteration, Alteration]]:
    pairs = []
    for gene, alterations in sorted(findings.by_gene.items()):
        stated = findings.stated_wild_type(gene)
        changed = [one for one in alterations if one not in stated and is_oncogenic(one, findings.kb)]
        pairs += [(one, stated[0]) for one in changed if stated]
    measured = [one for one in findings.alterations if _measure(one)]
    for index, one in enumerate(measured):
        pairs += [(one, other) for other in measured[index + 1 :] if _opposed(one, other)]
    return pairs


def _measure(alteration: Alteration) -> tuple[str, ...]:
    match alteration.event:
        case Signature(name):
            return ("signature", "MSI" if name == "MMR" else name)
        case ReceptorStatus(marker):
            return ("status", marker)
        case Expression(gene, assay):
            return ("expression", gene, assay)
        case _:
            return ()


_UNSTABLE = frozenset({"MSI-H", "dMMR"})


def _opposed(one: Alteration, other: Alteration) -> bool:
    """Tell whether two results of one measure differ; MSI-H agrees with dMMR, MSS with pMMR."""
    if _measure(one) != _measure(other):
        return False
    if isinstance(one.event, Signature) and isinstance(other.event, Signature) and one.event.name in {"MSI", "MMR"}:
        return (one.event.state in _UNSTABLE) is not (other.event.state in _UNSTABLE)
    return one.label != other.label
