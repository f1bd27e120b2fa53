"""The report as one HTML page: self-contained, without scripts, drawn in inline SVG.

Only this module is loaded by other formats; everything else is imported when a page is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.exporters.exporter import Exporter, Screen

if TYPE_CHECKING:
    from oncotier.domain.report import Report

__all__ = ["HTML"]


def render(report: Report, screen: Screen) -> str:
    """Return the page."""
    del screen
    from oncotier.exporters.html.page import page

    return page(report)


HTML = Exporter(
    "html", ".html", "one self-contained page with pictures, for reading and printing", render, illustrated=True
)
