"""What an exporter is: a row with a name, a file suffix, a description, and a way to render a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from oncotier.domain.report import Report
from oncotier.domain.value import Value

__all__ = ["Annotation", "Exporter", "Screen"]


class Screen(Value, frozen=True):
    """Where a text is to be shown: its width in columns, and whether it understands colors."""

    width: int = 80
    color: bool = False


class Exporter(Value, frozen=True):
    """One output format; `render` returns the whole text with its final line break.

    `illustrated` says that it shows what `interpret.pictures.illustrated` adds to a report. `pieces` yields the same
    text piece by piece, where a format has a way that spares memory.
    """

    name: str
    suffix: str
    describes: str
    render: Callable[[Report, Screen], str]
    illustrated: bool = False
    pieces: Callable[[Report, Screen], Iterable[str]] | None = None

    def written(self, report: Report, screen: Screen) -> Iterable[str]:
        """Return the text in one or more pieces."""
        return self.pieces(report, screen) if self.pieces else (self.render(report, screen),)


class Annotation(Value, frozen=True):
    """An output format that is an input with something added, and cannot be written from a report alone."""

    name: str
    describes: str
