"""`oncotier diff`: what two reports, or two batch results, say differently."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from oncotier import __version__
from oncotier.batch.file_names import stems_for
from oncotier.cli.output import check_target, screen_for, write_stream
from oncotier.errors import InputError
from oncotier.exporters.difference_formats import Sides, format_named
from oncotier.exporters.safe_text import safe_text
from oncotier.exporters.stored_reports import StoredReports, open_reports
from oncotier.interpret.difference_summary import DifferenceSummary
from oncotier.interpret.report_difference import FieldChange, SampleDifference, compare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from oncotier.domain.stored_report import StoredReport

__all__ = ["run"]

_DIFFERS = 1


def run(old: Path, new: Path, *, output_format: str, output: str) -> int:
    """Write the difference; return 0 for none, 1 for some, 3 when a report of a folder cannot be read."""
    render = format_named(output_format)
    check_target(output, (str(old), str(new)))
    sides = open_reports(old, stems_for), open_reports(new, stems_for)
    summary = DifferenceSummary()
    found = summary.watch(_differences(*sides))
    pieces = render(Sides(str(old), str(new), __version__), found, summary, screen_for(output))
    write_stream((piece.encode("utf-8", "backslashreplace") for piece in pieces), output)
    if output_format == "tsv":
        sys.stderr.write(f"oncotier: {summary.samples} samples, {summary.changed} with a difference\n")
    if summary.unreadable:
        return InputError.exit_code
    return _DIFFERS if summary.changed else 0


def _differences(old: StoredReports, new: StoredReports) -> Iterator[SampleDifference]:
    """Compare sample by sample, in the order of their names; two files of one report are compared as they are."""
    if old.is_one and new.is_one:
        yield compare(old.report(old.names[0]), new.report(new.names[0]))
        return
    before, after = set(old.names), set(new.names)
    for name in sorted(before | after):
        try:
            reports = (side.report(name) if name in held else None for side, held in ((old, before), (new, after)))
            yield _pair(name, *reports)
        except (InputError, OSError) as error:
            words = error.message if isinstance(error, InputError) else f"cannot be read: {error.strerror}"
            sys.stderr.write(f"oncotier: error: {safe_text(words)}\n")
            yield SampleDifference(name, None, None, "unreadable", words)


def _pair(name: str, old: StoredReport | None, new: StoredReport | None) -> SampleDifference:
    """Compare what there is: of a sample without a report only its status is known."""
    before, after = _without_absent(old), _without_absent(new)
    if before is not None and after is not None:
        return compare(before, after)
    words = [one.absence for one in (old, new) if one is not None and one.absence]
    if before is None and after is None and old is not None and new is not None:
        moved = (FieldChange("report", *words),) if len(set(words)) > 1 else ()
        return SampleDifference(name, None, None, settings=moved)
    presence = "only_old" if new is None or before is not None else "only_new"
    return SampleDifference(name, before, after, presence, "; ".join(words))


def _without_absent(report: StoredReport | None) -> StoredReport | None:
    return None if report is None or report.absence else report
