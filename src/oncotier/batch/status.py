"""How a report ended: complete, or incomplete because something could not be read whole or was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.batch.workbench import FINDING

if TYPE_CHECKING:
    from oncotier.domain.observation import Unresolved
    from oncotier.domain.report import Report

__all__ = ["COMPLETE", "FAILED", "INCOMPLETE", "is_unread_finding", "status_of"]

COMPLETE = "complete"
INCOMPLETE = "incomplete"
FAILED = "failed"


def status_of(report: Report) -> tuple[str, str]:
    """Return the status of a report, and a code of the reason where it is incomplete (exit code 3)."""
    if report.incomplete:
        return INCOMPLETE, "input_incomplete"
    for one in report.unresolved:
        if one.reason == "malformed_row":
            return INCOMPLETE, "malformed_row"
        if is_unread_finding(one):
            return INCOMPLETE, "finding_not_read"
    return COMPLETE, ""


def is_unread_finding(one: Unresolved) -> bool:
    """Tell whether it is a finding of the user that could not be read, and not merely one beyond assessment."""
    return one.source.input == FINDING and one.reason == "notation"
