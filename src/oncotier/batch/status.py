"""How a report ended: complete, or incomplete because something could not be read whole or was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.batch.workbench import FINDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Unresolved
    from oncotier.domain.report import Report

__all__ = ["COMPLETE", "FAILED", "INCOMPLETE", "is_unread_finding", "refused_of", "status_of"]

COMPLETE = "complete"
INCOMPLETE = "incomplete"
FAILED = "failed"


def status_of(report: Report) -> tuple[str, str]:
    """Return the status of a report, and a code of the reason where it is incomplete (exit code 3)."""
    if report.incomplete:
        return INCOMPLETE, "input_incomplete"
    refused = next(iter(refused_of(report)), None)
    if refused is None:
        return COMPLETE, ""
    return INCOMPLETE, "malformed_row" if refused.reason == "malformed_row" else "finding_not_read"


def refused_of(report: Report) -> Iterator[Unresolved]:
    """Yield the rows and findings that were refused, and not merely beyond what can be assessed."""
    return (one for one in report.unresolved if one.reason == "malformed_row" or is_unread_finding(one))


def is_unread_finding(one: Unresolved) -> bool:
    """Tell whether it is a finding of the user that could not be read, and not merely one beyond assessment."""
    return one.source.input == FINDING and one.reason == "notation"
