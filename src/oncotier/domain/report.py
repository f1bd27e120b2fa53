"""The computed report: everything that any exporter may say, in the order in which it is said."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.coverage import Assay
    from oncotier.domain.evidence import Effect, Evidence, Status, Trial
    from oncotier.domain.observation import Notice, Tally, Unresolved
    from oncotier.domain.picture import Pictures
    from oncotier.domain.tumor import TumorMatch

__all__ = [
    "Conflict",
    "InputSummary",
    "KnowledgeStamp",
    "Option",
    "OptionState",
    "Report",
    "SampleSummary",
    "TestedMarker",
    "Unmatched",
]


class OptionState(StrEnum):
    """Whether an option stands as it is, best first."""

    AVAILABLE = "available"
    CONDITIONAL = "conditional"
    DEMOTED = "demoted"
    BLOCKED = "blocked"


class Conflict(Value, frozen=True):
    """What speaks against an option: the ids of alterations (none for a rule), the row that says so, and words."""

    alterations: tuple[str, ...]
    assertion: str
    words: str

    @property
    def alteration(self) -> str:
        """The id of the first of the alterations, empty where there is none."""
        return self.alterations[0] if self.alterations else ""


class Option(Value, frozen=True):
    """One therapy with everything that speaks for and against it; `rank` is None when it is not recommended."""

    rank: int | None
    therapy: str
    drugs: tuple[str, ...]
    effect: Effect
    amp_tier: str
    escat: str
    evidence: Evidence
    status: Status
    tumor_match: TumorMatch
    state: OptionState
    conditions: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    assertions: tuple[str, ...] = ()
    trials: tuple[Trial, ...] = ()
    companion_diagnostics: tuple[str, ...] = ()
    monitoring: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    verified: str = ""
    why: tuple[str, ...] = ()

    @property
    def opposed_by(self) -> tuple[str, ...]:
        """The ids of the alterations that speak against it."""
        return tuple(dict.fromkeys(identifier for one in self.conflicts for identifier in one.alterations))

    @property
    def spoken_of(self) -> tuple[str, ...]:
        """The ids of the alterations that speak for it or against it, in this order."""
        return tuple(dict.fromkeys((*self.supports, *self.opposed_by)))


class TestedMarker(Value, frozen=True):
    """A marker that guidelines ask for, and what this sample says of it."""

    __test__ = False

    biomarker: str
    state: str
    needed_for: str
    note: str


class Unmatched(Value, frozen=True):
    """An alteration that no row speaks of, with a reason code."""

    alteration: str
    reason: str
    words: str


class InputSummary(Value, frozen=True):
    """One input as read."""

    name: str
    format: str
    sha256: str
    genome_build: str
    build_evidence: str
    records: Tally


class SampleSummary(Value, frozen=True):
    """The sample as understood; tumor fields are empty when no tumor type was given."""

    id: str
    tumor_code: str = ""
    tumor_name: str = ""
    tumor_given: str = ""
    prior_therapies: tuple[str, ...] = ()


class KnowledgeStamp(Value, frozen=True):
    """Which knowledge base a report rests on."""

    version: str
    as_of: str
    sha256: str


class Report(Value, frozen=True):
    """The whole result of one sample; `pictures` and `command` are there only for formats that show them.

    `gene_ids` holds the HGNC ids of the genes of its alterations, of those that the gene table knows.
    """

    program_version: str
    knowledge_base: KnowledgeStamp
    sample: SampleSummary
    inputs: tuple[InputSummary, ...]
    alterations: tuple[Alteration, ...]
    options: tuple[Option, ...]
    not_recommended: tuple[Option, ...]
    testing: tuple[TestedMarker, ...]
    unmatched: tuple[Unmatched, ...]
    unresolved: tuple[Unresolved, ...]
    notices: tuple[Notice, ...]
    incomplete: bool
    disclaimer: str
    assay: Assay | None = None
    pictures: Pictures | None = None
    command: str = ""
    gene_ids: Mapping[str, str] = {}
