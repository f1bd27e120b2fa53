"""What comes of a file, in the few words by which a damaged copy is compared with the whole one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.cli.interpret import exit_code_of
from oncotier.domain.settings import Settings
from oncotier.domain.value import Value
from oncotier.errors import OncotierError
from oncotier.interpret.assemble import interpret
from tests.readers.builders import knowledge, read_path

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Notice, Reading

__all__ = ["Outcome", "interpreted", "outcome_of", "outcome_of_bytes"]


class Outcome(Value, frozen=True):
    """How a run ends: the exit code, and what a report says where there is one.

    `error` is the message of a run without report; `codes` are the warnings about the input (those of rules follow from
    what was found), `unresolved` the listed records.
    """

    code: int
    options: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    filtered: tuple[str, ...] = ()
    error: str = ""

    @property
    def findings(self) -> tuple[tuple[str, ...], ...]:
        """What a physician acts upon."""
        return self.options, self.refused, self.labels

    def warns_beyond(self, whole: Outcome) -> bool:
        """Tell whether this run says that something is wrong, where the run of the whole file does not."""
        listed = len(self.unresolved) > len(whole.unresolved) or len(self.filtered) > len(whole.filtered)
        return self.code not in {0, whole.code} or listed or bool(set(self.codes) - set(whole.codes))


def outcome_of(path: Path, *, tumor: str = "LUAD", input_format: str = "", **given: str) -> Outcome:
    """Read and interpret a file as the program does, in this process; `given` are further options of reading."""
    try:
        reading = read_path(path, input_format=input_format, **given)
    except OncotierError as error:
        return Outcome(error.exit_code, error=error.message)
    return interpreted(reading, tumor=tumor)


def outcome_of_bytes(path: Path, data: bytes, *, input_format: str = "", **given: str) -> Outcome:
    """Write the bytes to the path, and read and interpret them."""
    path.write_bytes(data)
    return outcome_of(path, input_format=input_format, **given)


def interpreted(reading: Reading, *, tumor: str = "LUAD") -> Outcome:
    """Interpret a reading; its counts must add up."""
    report = interpret([reading], knowledge(), Settings(tumor_type=tumor))
    tally = report.inputs[0].records
    assert tally.read == tally.interpreted + tally.out_of_scope + tally.filtered + tally.unresolved
    return Outcome(
        exit_code_of(report),
        options=tuple(f"{one.rank} {one.therapy} {one.state}" for one in report.options),
        refused=tuple(f"{one.therapy} {one.state}" for one in report.not_recommended),
        labels=tuple(sorted(f"{one.label} {one.vaf} {one.depth}" for one in report.alterations)),
        unresolved=tuple(f"{one.reason}: {one.words}" for one in report.unresolved),
        codes=tuple(sorted({one.code for one in report.notices if _is_of_the_file(one)})),
        filtered=tuple(sorted(tally.filtered_by)),
    )


def _is_of_the_file(notice: Notice) -> bool:
    return notice.severity != "info" and not notice.code.startswith("rule:")
