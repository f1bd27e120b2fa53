"""A report that was written before, as far as two of them are compared: texts only, whatever program wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.domain.report import KnowledgeStamp

__all__ = ["StoredAlteration", "StoredOption", "StoredReport"]


class StoredOption(Value, frozen=True):
    """One option; `rank` is None when it is not recommended, `alterations` are labels.

    `against` are the rows that speak against it, `opposed_by` the labels of the alterations that do.
    `details` are the parts that decide nothing (trials, tests, notes), each as one text by its name.
    """

    therapy: str
    drugs: tuple[str, ...]
    rank: int | None
    effect: str
    state: str
    amp_tier: str
    escat: str
    evidence: str
    status: str
    tumor_match: str
    conditions: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    alterations: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    assertions: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    opposed_by: tuple[str, ...] = ()
    details: Mapping[str, str] = {}


class StoredAlteration(Value, frozen=True):
    """One alteration by its label; `facts` are its other parts, each as one text by its name."""

    label: str
    facts: Mapping[str, str] = {}


class StoredReport(Value, frozen=True):
    """One report; `sections` hold its other lists, one text per entry.

    `is_whole` is false for a report that is known by a table of options only: what a table does not hold is then not
    compared. `absence` says why there is no report, empty where there is one.
    """

    sample: str
    tumor_type: str = ""
    prior_therapies: tuple[str, ...] = ()
    program_version: str = ""
    knowledge_base: KnowledgeStamp | None = None
    status: str = ""
    inputs: tuple[str, ...] = ()
    alterations: tuple[StoredAlteration, ...] = ()
    options: tuple[StoredOption, ...] = ()
    not_recommended: tuple[StoredOption, ...] = ()
    sections: Mapping[str, tuple[str, ...]] = {}
    is_whole: bool = True
    absence: str = ""
