"""Tumor types by code, name or synonym, and how two of them stand to each other (OncoTree hierarchy)."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from oncotier.domain.tumor import TumorMatch, TumorType
from oncotier.errors import UsageError
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.notation.tumor_words import (
    UNLIKE_OTHERS,
    Words,
    as_cancer,
    is_abbreviation,
    is_loosely_put,
    readings,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["TumorTypes"]

_BEST_FIRST = (TumorMatch.SAME, TumorMatch.AGNOSTIC, TumorMatch.RELATED, TumorMatch.OTHER)
_BLOOD_TISSUES = {"Lymphoid", "Myeloid"}
_ABBREVIATED = lazy_pattern(r"([^()]+?)\s*\(([^()]+)\)")
_NO_ABBREVIATION = frozenset({"all"})  # an English word
_LINEAGE_OF_GROUP = {"ANY_SOLID": "solid", "ANY_HEME": "heme"}


class TumorTypes:
    """All tumor types, found by code, and by normalized name or synonym (indexed only when a code is not enough)."""

    def __init__(self, by_code: Mapping[str, TumorType]) -> None:
        self.by_code = by_code
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self._relations: dict[tuple[str, tuple[str, ...], tuple[str, ...]], TumorMatch | None] = {}

    @classmethod
    def build(cls, nodes: Iterable[TumorType]) -> TumorTypes:
        """Index nodes by code."""
        return cls({node.code: node for node in nodes})

    @cached_property
    def code_by_name(self) -> Mapping[str, str]:
        """Codes by normalized name: a code wins over a name, a name over a synonym."""
        nodes = tuple(self.by_code.values())
        names = {_key(synonym): node.code for node in nodes for synonym in node.synonyms}
        names.update((_key(node.name), node.code) for node in reversed(nodes))
        names.update((_key(node.code), node.code) for node in nodes)
        return names

    @cached_property
    def code_by_words(self) -> Mapping[Words, str]:
        """Codes by the words of a name, in any order; a name wins over a synonym, words of two types name none."""
        nodes = [node for node in self.by_code.values() if node.parent]  # without one it is an organ, no diagnosis
        codes = _by_words((words_of(node.code), node.code) for node in nodes)
        synonyms = _by_words(
            (words_of(one), node.code)
            for node in self.by_code.values()
            for one in node.synonyms
            if one not in _NO_ABBREVIATION
        )
        return {**codes, **synonyms, **_by_words((words_of(node.name), node.code) for node in nodes)}

    @cached_property
    def _code_by_cancer(self) -> Mapping[Words, str]:
        return _by_words((as_cancer(words), code) for words, code in self.code_by_words.items())

    def find(self, text: str) -> TumorType | None:
        """Return the tumor type that a text names, or None.

        A code, name or synonym; else the same words in another order, without those that change no type of tumor.
        """
        code = text.strip() if text.strip() in self.by_code else self.code_by_name.get(_key(text))
        return self._in_words(text) if code is None else self.by_code[code]

    def _in_words(self, text: str) -> TumorType | None:
        whole = words_of(text)
        for words in readings(text):
            code = self.code_by_words.get(words) or self._code_by_cancer.get(as_cancer(words))
            if code:
                found = self.by_code[code]
                is_open = words != whole and found.tissue in UNLIKE_OTHERS and is_loosely_put(text)
                return None if is_open else found
        return self._with_abbreviation(text)

    def _with_abbreviation(self, text: str) -> TumorType | None:
        """Read `lung cancer (NSCLC)`: what stands in brackets must be the same type, or one above or below it."""
        parts = _ABBREVIATED.fullmatch(text.strip())
        inner, outer = (self.find(parts[2]), self.find(parts[1])) if parts else (None, None)
        if parts is None or outer is None:
            return None
        if inner is None:
            return outer if is_abbreviation(parts[2], parts[1]) else None
        if outer.code in self.ancestors(inner.code):
            return inner
        return outer if inner.code in self.ancestors(outer.code) else None

    def resolve(self, text: str) -> TumorType:
        """Return the tumor type that a text names. Raises UsageError with the nearest names."""
        found = self.find(text)
        if found is None:
            near = ", ".join(self.nearest(text))
            raise UsageError(
                f"unknown tumor type {text!r}",
                hint=f"nearest: {near}" if near else "give an OncoTree code or name, for example LUAD or melanoma",
            )
        return found

    def nearest(self, text: str, count: int = 5) -> tuple[str, ...]:
        """Return up to `count` tumor types whose name or synonym is most like the text, best first."""
        import difflib

        key = _key(text)
        close = difflib.get_close_matches(key, self.code_by_name, n=count * 3, cutoff=0.55)
        if len(key) >= 4:
            close += sorted(name for name in self.code_by_name if key in name)
        codes = dict.fromkeys(self.code_by_name[name] for name in close)
        return tuple(f"{self.by_code[code].name} ({code})" for code in list(codes)[:count])

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the code and all codes above it, nearest first."""
        known = self._ancestors.get(code)
        if known is None:
            chain: list[str] = []
            above = code
            while above and above not in chain and above in self.by_code:
                chain.append(above)
                above = self.by_code[above].parent
            known = self._ancestors[code] = tuple(chain)
        return known

    def relation(self, code: str, include: tuple[str, ...], exclude: tuple[str, ...] = ()) -> TumorMatch | None:
        """Return how a sample's tumor stands to a row's; None where the row excludes it.

        Unknown when no tumor type was given (`code` is empty), or none that the tree holds. Rules:
        same when the row names the tumor or one above it; agnostic when the row holds for its whole lineage;
        related when both share a main type, or the sample's is an umbrella over the row's.
        """
        key = (code, include, exclude)
        if key not in self._relations:
            self._relations[key] = self._related(code, include, exclude)
        return self._relations[key]

    def _related(self, code: str, include: tuple[str, ...], exclude: tuple[str, ...]) -> TumorMatch | None:
        if code not in self.by_code:
            return TumorMatch.UNKNOWN
        chain = self.ancestors(code)
        named = any(row in chain for row in include)
        if any(excluded in chain or (not named and self.is_above(code, excluded)) for excluded in exclude):
            return None
        matches = {self._match(code, chain, row) for row in include}
        return next((match for match in _BEST_FIRST if match in matches), TumorMatch.OTHER)

    def is_above(self, code: str, row: str) -> bool:
        """Tell whether a tumor type is an umbrella over another one (`LUNG` over `NSCLC`)."""
        return code != row and row in self.by_code and code in self.ancestors(row)

    def shares_lineage(self, code: str, include: tuple[str, ...]) -> bool:
        """Tell whether any tumor type of a row is of the sample's lineage, or of every lineage.

        Lineages are solid and heme; within heme, lymphoid and myeloid neoplasms are told apart by their tissue.
        """
        own = self.by_code[code]
        if "ANY" in include or any(_LINEAGE_OF_GROUP.get(row) == own.lineage for row in include):
            return True
        nodes = [self.by_code[row] for row in include if row in self.by_code and row not in _LINEAGE_OF_GROUP]
        return any(node.lineage == own.lineage and {node.tissue, own.tissue} != _BLOOD_TISSUES for node in nodes)

    def _match(self, code: str, chain: tuple[str, ...], row: str) -> TumorMatch:
        if row in chain:
            return TumorMatch.SAME
        lineage = self.by_code[code].lineage
        if row == "ANY" or _LINEAGE_OF_GROUP.get(row, "") == lineage:
            return TumorMatch.AGNOSTIC
        node = self.by_code.get(row)
        same_main = node is not None and node.main_type and node.main_type == self.by_code[code].main_type
        return TumorMatch.RELATED if same_main or self.is_above(code, row) else TumorMatch.OTHER


def _by_words(named: Iterable[tuple[Words, str]]) -> dict[Words, str]:
    """Return the code of each set of words; an empty one where several have it."""
    found: dict[Words, str] = {}
    for words, code in named:
        found[words] = code if found.get(words, code) == code else ""
    return found


def _key(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9/+]+", " ", text.lower()).split())
