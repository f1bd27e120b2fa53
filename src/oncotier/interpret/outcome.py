"""How an observation ends: understood, set aside with a reason, or unresolved with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import GENOTYPE_DENIES, Unresolved
from oncotier.domain.value import Value

if TYPE_CHECKING:
    from oncotier.domain.alteration import Alteration
    from oncotier.domain.observation import Notice, Observation
    from oncotier.domain.settings import Settings

__all__ = ["Outcome", "SetAside", "Understood", "set_aside"]


class SetAside(Value, frozen=True):
    """An observation that counts as `filtered` or `out_of_scope`, with its reason."""

    kind: str
    reason: str


class Understood(Value, frozen=True):
    """An observation that became an alteration, and what had to be assumed."""

    alteration: Alteration
    notices: tuple[Notice, ...] = ()


Outcome = Understood | SetAside | Unresolved


def set_aside(observation: Observation, settings: Settings) -> SetAside | Unresolved | None:
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


def _denied_words(observation: Observation) -> str:
    vaf, depth = getattr(observation, "vaf", None), getattr(observation, "depth", None)
    share = f" ({vaf:.0%} of {depth})" if vaf is not None and depth is not None else ""
    gene = getattr(observation, "gene1", "") or getattr(observation, "gene2", "")
    words = f"reads carry this allele{share}, but the genotype of the sample does not name it"
    return f"{gene}: {words}: confirm it, or count it with --keep-filtered".removeprefix(": ")
