"""The tiers of a match: AMP/ASCO/CAP 2017 and ESCAT, by the cells of `levels.tsv`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.evidence import Status
from oncotier.domain.tumor import TumorMatch

if TYPE_CHECKING:
    from oncotier.domain.evidence import Assertion
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["AMP_ORDER", "amp_rank", "demoted", "tiers"]

AMP_ORDER = ("I-A", "I-B", "II-C", "II-D", "III")
_SURVIVAL = frozenset({"PFS", "OS", "DFS", "IDFS", "EFS", "RFS", "MFS", "RPFS", "IPFS"})
_OWN_INDICATION = frozenset({TumorMatch.SAME, TumorMatch.AGNOSTIC})


def amp_rank(tier: str) -> int:
    """Return the place of a tier, best first; no tier comes last."""
    return AMP_ORDER.index(tier) if tier in AMP_ORDER else len(AMP_ORDER)


def demoted(tier: str) -> str:
    """Return the next lower tier."""
    return AMP_ORDER[min(amp_rank(tier) + 1, len(AMP_ORDER) - 1)] if tier else tier


def tiers(kb: KnowledgeBase, assertion: Assertion, tumor_match: TumorMatch) -> tuple[str, str]:
    """Return (AMP tier, ESCAT tier) of a row in a relation to the tumor; both empty for a withdrawn therapy."""
    if assertion.status is Status.WITHDRAWN:
        return "", ""
    cell = kb.levels.get((assertion.evidence.value, tumor_match.value))
    if cell is None:
        return "", ""
    approved = all(kb.drugs[drug].approval_year for drug in assertion.regimen if drug in kb.drugs)
    amp = _choose(cell.amp, first=approved)
    escat = _choose(cell.escat, first=_is_randomized(assertion, kb))
    if assertion.escat and tumor_match in _OWN_INDICATION:
        escat = assertion.escat
    return amp, escat


def _choose(values: tuple[str, ...], *, first: bool) -> str:
    if not values:
        return ""
    return values[0] if first else values[-1]


def _is_randomized(assertion: Assertion, kb: KnowledgeBase) -> bool:
    """Tell whether a trial of the row compared survival between two arms."""
    for trial_id in assertion.trials:
        trial = kb.trial(trial_id)
        if trial is None:
            continue
        compared = trial.comparator_value is not None or trial.hazard_ratio is not None
        if compared and any(word in _SURVIVAL for word in trial.endpoint.upper().replace("-", " ").split()):
            return True
    return False
