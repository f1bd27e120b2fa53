"""What an exporter is: a row with a name, a file suffix, a description, and a way to render a report."""

from __future__ import annotations

from collections.abc import Callable

from oncotier.domain.report import Report
from oncotier.domain.value import Value

__all__ = ["Exporter", "Screen"]


class Screen(Value, frozen=True):
    """Where a text is to be shown: its width in columns, and whether it understands colors."""

    width: int = 80
    color: bool = False


class Exporter(Value, frozen=True):
    """One output format; `render` returns the whole text with its final line break."""

    name: str
    suffix: str
    describes: str
    render: Callable[[Report, Screen], str]
