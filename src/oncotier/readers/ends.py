"""How the records of one report end: every record gets a number, and each of its ends goes to its list.

For readers of reports that are read whole (XML, JSON, sections of a table), record by record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.coverage import COVERED_KINDS
from oncotier.domain.observation import Negative, Notice, Observation, Reading, Source, Unresolved, Untested
from oncotier.domain.value import Value
from oncotier.notation.gene import GeneNames

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.readers.source import InputFile

__all__ = ["End", "Ends", "Filtered", "OutOfScope", "Place"]

_RAW_LIMIT = 200
_SHOWN = 8


class OutOfScope(Value, frozen=True):
    """A record that is understood, but of no use to the interpretation, with the reason."""

    reason: str


class Filtered(Value, frozen=True):
    """A record that the source itself rejects, with the reason."""

    reason: str


_GAPS = frozenset(
    "dna_not_tested duplicate_key malformed_entry quality_control_fail quality_control_unknown quantity_not_sufficient"
    " report_preliminary report_withdrawn results_missing section_missing section_not_read summary_only test_cancelled"
    " variant_report_missing".split()
)
"""The codes of notices after which what a report lacks is not shown absent."""

End = Observation | Negative | Untested | Unresolved | Notice | OutOfScope | Filtered


class Place(Value, frozen=True):
    """Where a record stands, and the gene names that its reader may need."""

    input: str
    record1: int
    names: GeneNames

    def source(self, *words: str) -> Source:
        """Return the source, its raw text rebuilt from the words that name the event."""
        raw = " ".join(word for word in words if word)
        return Source(self.input, self.record1, raw if len(raw) <= _RAW_LIMIT else raw[: _RAW_LIMIT - 3] + "...")

    def notice(self, code: str, words: str, severity: str = "warning") -> Notice:
        """Return a notice about this record."""
        return Notice(code, severity, f"{self.input}:{self.record1}", words)


class Ends:
    """How the records of one report ended; lists and counts fill as it is read."""

    def __init__(self, file: str, names: GeneNames) -> None:
        self.file = file
        self.names = names
        self.records = 0
        self.observations: list[Observation] = []
        self.negatives: list[Negative] = []
        self.untested: list[Untested] = []
        self.undetermined: list[Negative] = []
        self.unproved: tuple[str, ...] = ()
        self.unresolved: list[Unresolved] = []
        self.notices: list[Notice] = []
        self.out_of_scope_by: dict[str, int] = {}
        self.filtered_by: dict[str, int] = {}

    def place(self) -> Place:
        """Begin the next record."""
        self.records += 1
        return Place(self.file, self.records, self.names)

    def take(self, ends: Iterable[End]) -> None:
        """Sort what one record became into the lists; a record that became nothing is listed as unresolved."""
        found = tuple(ends)
        if all(isinstance(end, Notice) for end in found):
            source = Source(self.file, self.records, "")
            found = (*found, Unresolved(source, "no_finding", "the record states nothing that can be read"))
        for end in found:
            match end:
                case OutOfScope(reason):
                    self.out_of_scope_by[reason] = self.out_of_scope_by.get(reason, 0) + 1
                case Filtered(reason):
                    self.filtered_by[reason] = self.filtered_by.get(reason, 0) + 1
                case Negative():
                    self.negatives.append(end)
                case Untested():
                    self.untested.append(end)
                case Unresolved():
                    self.unresolved.append(end)
                case Notice():
                    self.notices.append(end)
                case _:
                    self.observations.append(end)

    def judge_absence(self, *, speaks_of_genes: bool, is_plasma: bool = False) -> None:
        """Note whether what the report lacks is shown absent: not of plasma, nor where it speaks of no gene."""
        is_proof = speaks_of_genes and self.records and not is_plasma
        self.unproved = () if is_proof else COVERED_KINDS

    def note(self, code: str, severity: str, words: str) -> None:
        """Add a notice about the report as a whole."""
        self.notices.append(Notice(code, severity, self.file, words))

    def void(self, reason: str, words: str) -> None:
        """Set every record aside: the report as a whole proves nothing, neither present nor absent."""
        self.observations, self.negatives, self.untested = [], [], []
        self.unresolved, self.notices = [], []
        self.out_of_scope_by = {}
        self.filtered_by = {reason: self.records} if self.records else {}
        self.note(reason, "error", words)

    def _has_gaps(self) -> bool:
        is_partial = any(one.code in _GAPS for one in self.notices)
        return is_partial or bool(self.filtered_by) or "entered_in_error" in self.out_of_scope_by

    def reading(
        self,
        source: InputFile,
        *,
        name: str,
        build: str = "",
        build_evidence: str = "",
        sample: str = "",
        tumor_type: str = "",
    ) -> Reading:
        """Return the reading of the report; says so where it holds no record, or names what was not assessed."""
        if not self.records:
            self.note("no_records", "warning", "no finding in the report: a negative result is not implied")
        if self.untested:
            named = list(dict.fromkeys(f"{one.marker} ({one.words})" for one in self.untested))
            more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
            self.note("not_assessed", "warning", f"not assessed: {', '.join(named[:_SHOWN])}{more}")
        return Reading(
            input=source.name,
            format=name,
            sha256=source.sha256,
            records_read=self.records,
            observations=tuple(self.observations),
            negatives=tuple(self.negatives),
            untested=tuple(self.untested),
            undetermined=tuple(self.undetermined),
            unproved=self.unproved,
            out_of_scope_by=self.out_of_scope_by,
            filtered_by=self.filtered_by,
            has_gaps=self._has_gaps(),
            unresolved=tuple(self.unresolved),
            notices=tuple(self.notices),
            build=build,
            build_evidence=build_evidence,
            sample=sample,
            tumor_type=tumor_type,
        )
