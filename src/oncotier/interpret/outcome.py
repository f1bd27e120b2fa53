"""How an observation ends: understood, set aside with a reason, or unresolved with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Fusion, Rearrangement
from oncotier.domain.observation import GENOTYPE_DENIES, Unresolved
from oncotier.domain.value import Value, replace
from oncotier.interpret.traits import is_oncogenic

if TYPE_CHECKING:
    from oncotier.domain.alteration import Alteration
    from oncotier.domain.observation import Notice, Observation
    from oncotier.domain.settings import Settings
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["Outcome", "SetAside", "Understood", "settled"]


class SetAside(Value, frozen=True):
    """An observation that counts as `filtered` or `out_of_scope`, with its reason.

    `change` is what was filtered, where it would drive tumors: its gene is not proved free of it.
    """

    kind: str
    reason: str
    change: Alteration | None = None

    @property
    def words(self) -> str:
        """Name what was filtered, with its reads and the filter: `KRAS G12D (8 % of 500; weak_evidence)`."""
        if self.change is None:
            return self.reason
        depth = f" of {self.change.depth}" if self.change.depth is not None else ""
        reads = [f"{self.change.vaf * 100:.3g} %{depth}"] if self.change.vaf is not None else []
        return f"{self.change.label} ({'; '.join([*reads, self.reason.removeprefix('filter:')])})"


class Understood(Value, frozen=True):
    """An observation that became an alteration, and what had to be assumed."""

    alteration: Alteration
    notices: tuple[Notice, ...] = ()


Outcome = Understood | SetAside | Unresolved


def _set_aside(observation: Observation, settings: Settings) -> SetAside | Unresolved | None:
    """Apply the filters of the caller and of the user; reads against the genotype are an open question."""
    if observation.filter == GENOTYPE_DENIES and not settings.keep_filtered:
        return Unresolved(observation.source, GENOTYPE_DENIES, _denied_words(observation))
    if observation.filter and not settings.keep_filtered:
        return SetAside("filtered", f"filter:{observation.filter}")
    vaf = getattr(observation, "vaf", None)
    if settings.min_vaf is not None and vaf is not None and vaf < settings.min_vaf:
        return SetAside("filtered", "min_vaf")
    depth = getattr(observation, "depth", None)
    if settings.min_depth is not None and depth is not None and depth < settings.min_depth:
        return SetAside("filtered", "min_depth")
    return None


def settled(found: Understood, observation: Observation, kb: KnowledgeBase, settings: Settings) -> Outcome:
    """Return what was understood, unless a filter sets it aside."""
    aside = _set_aside(observation, settings)
    if aside is None:
        return found
    if isinstance(aside, SetAside) and _may_matter(found.alteration, kb):
        return replace(aside, change=found.alteration)
    return aside


def _may_matter(alteration: Alteration, kb: KnowledgeBase) -> bool:
    """Tell whether a change leaves its gene in doubt though it was filtered; what joins genes always does."""
    return isinstance(alteration.event, Fusion | Rearrangement) or is_oncogenic(alteration, kb)


def _denied_words(observation: Observation) -> str:
    vaf, depth = getattr(observation, "vaf", None), getattr(observation, "depth", None)
    share = f" ({vaf:.0%} of {depth})" if vaf is not None and depth is not None else ""
    gene = getattr(observation, "gene1", "") or getattr(observation, "gene2", "")
    words = f"reads carry this allele{share}, but the genotype of the sample does not name it"
    return f"{gene}: {words}: confirm it, or count it with --keep-filtered".removeprefix(": ")
