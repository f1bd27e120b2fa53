"""A tumor type: one node of the OncoTree hierarchy, or one of our own groups."""

from __future__ import annotations

from enum import StrEnum

from oncotier.domain.value import Value

__all__ = ["TumorMatch", "TumorType"]


class TumorType(Value, frozen=True):
    """One node; `parent` is empty at the top; `lineage` is solid, heme or other."""

    code: str
    name: str
    parent: str = ""
    main_type: str = ""
    tissue: str = ""
    lineage: str = ""
    synonyms: tuple[str, ...] = ()


class TumorMatch(StrEnum):
    """How the tumor type of a row stands to that of the sample, best first."""

    SAME = "same"
    AGNOSTIC = "agnostic"
    RELATED = "related"
    OTHER = "other"
    UNKNOWN = "unknown"
