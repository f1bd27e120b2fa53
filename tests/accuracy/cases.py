"""The tables of expected verdicts (`tests/tables/match_*.tsv`), and the samples that they speak of.

A row is one sample (findings, tumor type, drugs given before, assay) and one or several therapies of it with the same
verdict: a state (`none` is no recommendation), tiers (AMP, then ESCAT), and words that a condition or a conflict says.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.report import OptionState
from oncotier.domain.settings import Settings
from oncotier.domain.value import Value
from oncotier.interpret.assemble import examine
from oncotier.knowledge.load import load
from oncotier.readers.listing import from_texts
from tests.tables import rows

if TYPE_CHECKING:
    from oncotier.domain.report import Option, Report
    from oncotier.interpret.assemble import Case
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["TABLES", "Expected", "Sample", "case_of", "expectations", "faults", "found", "is_struck", "knowledge"]

TABLES = ("breast", "digestive", "gynuro", "heme", "lung", "names", "other", "states")
_COVERED = re.compile(r"(?P<gene>[\w-]+)(?: (?P<first>\d+)-(?P<last>\d+))?")


class Sample(Value, frozen=True):
    """One sample in words."""

    findings: tuple[str, ...]
    tumor: str = ""
    prior: tuple[str, ...] = ()
    assay: str = ""


class Expected(Value, frozen=True):
    """One verdict: what a therapy must become in a sample; `kind` is the class of alteration that decides it."""

    kind: str
    sample: Sample
    therapy: str
    state: str
    amp: str
    escat: str
    says: str
    why: str

    @property
    def name(self) -> str:
        """The verdict as a test is called."""
        asked = "; ".join(self.sample.findings)
        given = f" after {'+'.join(self.sample.prior)}" if self.sample.prior else ""
        tested = f" with {self.sample.assay}" if self.sample.assay else ""
        return f"{asked} in {self.sample.tumor or 'unknown'}{given}{tested}: {self.therapy} {self.state}"


@functools.cache
def knowledge() -> KnowledgeBase:
    """Return the knowledge base of the package."""
    return load()


@functools.cache
def expectations() -> tuple[Expected, ...]:
    """Return every verdict of the tables, in their order."""
    return tuple(one for table in TABLES for row in rows(f"match_{table}.tsv") for one in _read(row))


def _read(row: dict[str, str]) -> list[Expected]:
    sample = Sample(_parts(row["findings"], "; "), row["tumor"], _parts(row["prior"], ", "), row["assay"])
    amp, _, escat = row["tier"].partition(" ")
    return [
        Expected(row["class"], sample, therapy, row["state"], amp, escat, row["says"], row["why"])
        for therapy in _parts(row["therapies"], "; ")
    ]


def _parts(text: str, separator: str) -> tuple[str, ...]:
    return tuple(text.split(separator)) if text else ()


@functools.cache
def case_of(sample: Sample) -> Case:
    """Interpret a sample, once."""
    reading = from_texts(list(sample.findings), name="findings")
    settings = Settings(tumor_type=sample.tumor, prior_therapies=sample.prior)
    return examine([reading], knowledge(), settings, assay=_assay(sample.assay))


def _assay(text: str) -> Assay | None:
    """Read `KRAS 12-13, NRAS, plasma`: genes for every kind of alteration, or codons of a gene; the specimen."""
    if not text:
        return None
    words = [word for word in text.split(", ") if word != "plasma"]
    covered = tuple(_covered(word) for word in words)
    return Assay("assay", "", covered, is_cell_free=len(words) < len(text.split(", ")))


def _covered(word: str) -> Covered:
    part = _COVERED.fullmatch(word)
    if part is None:
        raise ValueError(word)
    codons = ((int(part["first"]), int(part["last"])),) if part["first"] else ()
    return Covered(part["gene"], COVERED_KINDS, codons)


def found(report: Report, therapy: str) -> Option | None:
    """Return what a report says of a therapy: its option, recommended or not."""
    wanted = therapy.casefold()
    return next((one for one in (*report.options, *report.not_recommended) if one.therapy.casefold() == wanted), None)


def is_struck(state: str) -> bool:
    """Tell whether a state is one that speaks against a therapy."""
    return state in {OptionState.BLOCKED.value, OptionState.DEMOTED.value}


def faults(expected: Expected, report: Report) -> list[str]:
    """Say in what a report differs from a verdict; nothing where it agrees."""
    option = found(report, expected.therapy)
    if expected.state == "none":
        recommended = option is not None and option.state is not OptionState.BLOCKED
        return [f"recommended ({option.state}, {option.amp_tier})"] if option and recommended else []
    if option is None:
        return ["no such option"]
    differences = []
    if option.state.value != expected.state:
        because = [*option.conditions, *(conflict.words for conflict in option.conflicts)]
        differences.append(f"state {option.state.value}: {'; '.join(because)}")
    if expected.amp and option.amp_tier != expected.amp:
        differences.append(f"AMP {option.amp_tier}")
    if expected.escat and option.escat != expected.escat:
        differences.append(f"ESCAT {option.escat}")
    said = "; ".join((*option.conditions, *(f"{one.words} {one.assertion}" for one in option.conflicts)))
    if expected.says not in said:
        differences.append(f"says {said!r}")
    return differences
