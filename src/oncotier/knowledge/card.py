"""A card: what the knowledge base says of one thing, as lines with a depth; whoever shows it folds the lines."""

from __future__ import annotations

from oncotier.domain.value import Value

__all__ = ["Card", "CardDraft", "Line"]


class Line(Value, frozen=True):
    """One paragraph; `depth` counts steps of indentation, a heading stands behind a blank line."""

    text: str
    depth: int = 0
    heading: bool = False


class Card(Value, frozen=True):
    """A title and the lines below it."""

    lines: tuple[Line, ...]


class CardDraft:
    """A card while it is written; empty texts are left out."""

    def __init__(self, title: str) -> None:
        self._lines = [Line(title)]

    def say(self, text: str, depth: int = 0) -> None:
        """Add a paragraph."""
        if text:
            self._lines.append(Line(text, depth))

    def name(self, label: str, text: str, depth: int = 0) -> None:
        """Add `label: text`."""
        if text:
            self.say(f"{label}: {text}", depth)

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._lines.append(Line(text, heading=True))

    def card(self) -> Card:
        """Return what was written."""
        return Card(tuple(self._lines))
