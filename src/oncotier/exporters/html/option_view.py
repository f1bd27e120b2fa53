"""An option as the page shows it: one line in the summary, and the whole of its evidence."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from oncotier.domain.report import OptionState
from oncotier.domain.value import Value, replace
from oncotier.exporters.html.trial_picture import trial_picture
from oncotier.exporters.phrases import Citation, citations, labels_of
from oncotier.interpret.words import EVIDENCE, STATUS, TUMOR_MATCH
from oncotier.knowledge.wording import VERIFIED, figure_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.domain.evidence import Trial
    from oncotier.domain.report import Option, Report

__all__ = ["OptionView", "TrialView", "option_views"]

_STATE_WORDS = {
    OptionState.AVAILABLE: "available",
    OptionState.CONDITIONAL: "conditional",
    OptionState.DEMOTED: "demoted",
    OptionState.BLOCKED: "not recommended",
}


class TrialView(Value, frozen=True, cache_hash=True):
    """One figure of a trial: words, a picture where there is a comparator, and where it stands."""

    name: str
    endpoint: str
    population: str
    figures: str
    picture: str
    citations: tuple[Citation, ...]


class OptionView(Value, frozen=True):
    """Everything that the page says of one option; `key` is its anchor."""

    key: str
    option: Option
    state: str
    labels: tuple[str, ...]
    standing: str
    grounds: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    trials: tuple[TrialView, ...]
    citations: tuple[Citation, ...]
    verified: str

    @property
    def objections(self) -> tuple[str, ...]:
        """What speaks against the option, each statement once."""
        return tuple(dict.fromkeys(conflict.words for conflict in self.option.conflicts))

    @property
    def is_leading(self) -> bool:
        """Tell whether the evidence is shown unfolded: the options of tier I that nothing speaks against."""
        return self.option.amp_tier.startswith("I-") and self.option.state is not OptionState.DEMOTED


def option_views(report: Report) -> tuple[OptionView, ...]:
    """Return the ranked options, and behind them those that are not recommended, in the order of the report."""
    labels = labels_of(report)
    return tuple(
        _view(f"o{number}", option, labels)
        for number, option in enumerate((*report.options, *report.not_recommended), start=1)
    )


def _view(key: str, option: Option, labels: Mapping[str, str]) -> OptionView:
    names = ", ".join(dict.fromkeys(trial.trial for trial in option.trials))
    grounds = EVIDENCE[option.evidence]
    facts = (
        ("Given", _listed(option.settings)),
        ("Only if", option.conditions),
        ("Against", tuple(dict.fromkeys(conflict.words for conflict in option.conflicts))),
        ("Remarks", option.notes),
        ("Companion tests", _listed(option.companion_diagnostics)),
        ("Monitor", option.monitoring),
        ("Route", _listed(option.routes)),
    )
    return OptionView(
        key=key,
        option=option,
        state=_STATE_WORDS[option.state],
        labels=tuple(labels[identifier] for identifier in option.supports),
        standing=f"{STATUS[option.status]}, {TUMOR_MATCH[option.tumor_match]}",
        grounds=f"{grounds}: {names}" if names else grounds,
        facts=tuple((name, values) for name, values in facts if values),
        trials=tuple(map(_trial, option.trials)),
        citations=tuple(citations(option.sources)),
        verified=VERIFIED.get(option.verified, option.verified),
    )


def _listed(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Join short texts into one line."""
    return ("; ".join(texts),) if texts else ()


@lru_cache(maxsize=512)
def _trial(trial: Trial) -> TrialView:
    """Write a trial's figures without its name and its sources, which stand beside them.

    In a batch the same few hundred trials come again and again: they are drawn once.
    """
    words = figure_words(replace(trial, pmid="", nct="", source=""))
    figures = words.removeprefix(f"{trial.trial}: ").removeprefix(trial.endpoint).strip()
    if trial.comparator and trial.comparator_value is not None:
        figures += f" (v {trial.comparator})"
    ids = [f"{kind}:{name}" for kind, name in (("PMID", trial.pmid), ("NCT", trial.nct)) if name]
    where = ids or ([trial.source] if trial.source else [])
    return TrialView(
        name=trial.trial,
        endpoint=trial.endpoint,
        population=", ".join(part for part in (trial.population, trial.analysis) if part),
        figures=figures,
        picture=trial_picture(trial) or "",
        citations=tuple(citations(where)),
    )
