"""Lines of text for a screen: folded to its width, in aligned columns, with hanging indents.

Everything is laid out here; rich only puts the colors on, where colors are wanted: it costs as much as the whole rest
of a small report.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.exporters.safe_text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Column", "Page", "Row", "cell_width", "fold"]

_GAP = "  "
_NARROW = 60
_LEAST = 14
_SHIFT = 8
_BREAK_AFTER = "-/_:;,|+&=.)]"


class Column(Value, frozen=True):
    """A column of a table; a rigid one is never folded."""

    title: str
    rigid: bool = False
    right: bool = False


class Row(Value, frozen=True):
    """A row of a table; `details` stand below it, over the whole width."""

    cells: tuple[str, ...]
    style: str = ""
    details: tuple[str, ...] = ()


class Page:
    """The lines of a text so far, each with a style for terminals with colors."""

    def __init__(self, width: int) -> None:
        self.width = max(20, width)
        self.lines: list[tuple[str, str]] = []

    def say(self, text: str, style: str = "", *, indent: str = "") -> None:
        """Add a paragraph; `indent` stands before its later lines."""
        self.lines += [(line, style) for line in fold(safe_text(text), self.width, indent)]

    def heading(self, text: str) -> None:
        """Add a blank line and a heading."""
        self.lines.append(("", ""))
        self.say(text, "bold")

    def table(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Add a table with a header; below a useful width its rows become small lists."""
        safe = [Row(tuple(map(safe_text, row.cells)), row.style, row.details) for row in rows]
        widths = _widths(columns, [row.cells for row in safe], self.width)
        if widths is None:
            for row in safe:
                self._stacked(columns, row)
            return
        self._line(columns, tuple(column.title for column in columns), widths, "bold")
        self._line(columns, tuple("-" * width for width in widths), widths, "")
        lead = _lead(columns)
        margin = " " * (sum(widths[:lead]) + len(_GAP) * lead)
        for row in safe:
            self._line(columns, row.cells, widths, row.style)
            for detail in row.details:
                self.say(margin + detail, indent=margin)

    def grid(self, rows: Sequence[tuple[str, str]], *, indent: str = "  ") -> None:
        """Add names with a text each, the texts aligned beside their names; a long name has a line of its own."""
        safe = [(safe_text(name), safe_text(text)) for name, text in rows]
        limit = self.width // 4
        margin = indent + " " * (
            2 + max((cell_width(name) for name, _ in safe if cell_width(name) <= limit), default=2)
        )
        for name, text in safe:
            head = _padded(indent + name, len(margin))
            if cell_width(name) > limit:
                self.lines += [(line, "") for line in fold(indent + name, self.width, indent)]
                head = margin
            first, *rest = fold(text, self.width - len(margin))
            self.lines += [((head + first).rstrip(), ""), *((margin + line, "") for line in rest)]

    def text(self, *, color: bool) -> str:
        """Return everything with a final line break."""
        if color:
            return self._colored()
        return "".join(line + "\n" for line, _ in self.lines)

    def _line(self, columns: Sequence[Column], cells: Sequence[str], widths: Sequence[int], style: str) -> None:
        folded = [fold(cell, width) for cell, width in zip(cells, widths, strict=True)]
        for number in range(max(map(len, folded))):
            parts = [lines[number] if number < len(lines) else "" for lines in folded]
            padded = (
                _padded(part, width, right=column.right)
                for part, width, column in zip(parts, widths, columns, strict=True)
            )
            self.lines.append((_GAP.join(padded).rstrip(), style))

    def _stacked(self, columns: Sequence[Column], row: Row) -> None:
        """Write a row as a small list: its first cells, then one line a column."""
        lead = _lead(columns)
        self.say(" ".join(row.cells[: lead + 1]), row.style, indent="  ")
        rest = list(zip(columns, row.cells, strict=True))[lead + 1 :]
        short = [f"{column.title} {cell}" for column, cell in rest if column.rigid and cell != "-"]
        long = [f"{column.title}: {cell}" for column, cell in rest if not column.rigid and cell != "-"]
        for text in ([", ".join(short)] if short else []) + long + list(row.details):
            self.say("  " + text, indent="    ")

    def _colored(self) -> str:
        import io

        from rich.console import Console
        from rich.text import Text

        buffer = io.StringIO()
        console = Console(
            file=buffer,
            force_terminal=True,
            color_system="standard",
            no_color=False,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )
        for line, style in self.lines:
            console.print(Text(line, style=style), no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)
        return buffer.getvalue()


def _lead(columns: Sequence[Column]) -> int:
    """Return the index of the column that names the row: the first one that may be folded."""
    return next(number for number, column in enumerate(columns) if not column.rigid)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return the width of each column: rigid ones whole, the others share what is left; None when it is too little."""
    natural = [
        max(cell_width(cell) for cell in (column.title, *(row[number] for row in rows)))
        for number, column in enumerate(columns)
    ]
    soft = [number for number, column in enumerate(columns) if not column.rigid]
    left = width - len(_GAP) * (len(columns) - 1)
    left -= sum(size for size, column in zip(natural, columns, strict=True) if column.rigid)
    needed = sum(natural[number] for number in soft)
    if needed <= left:
        return natural
    if width < _NARROW or left < _LEAST * len(soft):
        return None
    widths = list(natural)
    for place, number in enumerate(sorted(soft, key=lambda one: natural[one])):
        share = left // (len(soft) - place)
        widths[number] = min(natural[number], share)
        left -= widths[number]
    return _balanced(widths, soft, rows)


def _balanced(widths: list[int], soft: Sequence[int], rows: Sequence[Sequence[str]]) -> list[int]:
    """Move a few columns of width from one soft column to another where that saves lines."""
    heights: dict[tuple[int, int], list[int]] = {}

    def lines(trial: Sequence[int]) -> int:
        for number in soft:
            if (number, trial[number]) not in heights:
                heights[number, trial[number]] = [len(fold(row[number], trial[number])) for row in rows]
        return sum(map(max, zip(*(heights[number, trial[number]] for number in soft), strict=True)))

    trials = [widths]
    for giver, taker in permutations(soft, 2):
        for size in range(1, min(_SHIFT, widths[giver] - _LEAST) + 1):
            trial = list(widths)
            trial[giver] -= size
            trial[taker] += size
            trials.append(trial)
    return min(trials, key=lines)


def cell_width(text: str) -> int:
    """Return how many screen columns a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _padded(text: str, width: int, *, right: bool = False) -> str:
    space = " " * max(0, width - cell_width(text))
    return space + text if right else text + space


def fold(text: str, width: int, indent: str = "") -> list[str]:
    """Break a text into lines of at most `width` columns: at blanks, else after punctuation, else anywhere.

    `indent` stands before every line but the first.

    >>> fold("Fluorouracil-based chemotherapy", 14)
    ['Fluorouracil-', 'based', 'chemotherapy']
    """
    if cell_width(text) <= width:
        return [text]
    line = text[: len(text) - len(text.lstrip(" "))]
    room = max(1, width - max(len(line), len(indent)))
    lines: list[str] = []
    glue = ""
    for word in text[len(line) :].split(" "):
        if cell_width(line) + len(glue) + cell_width(word) <= width:
            line += glue + word
        else:
            if glue:
                lines.append(line)
                line = indent
            *heads, tail = _pieces(word, room)
            for head in heads:
                lines.append(line + head)
                line = indent
            line += tail
        glue = " "
    return [*lines, line]


def _pieces(word: str, width: int) -> Iterator[str]:
    """Break a word that is wider than a line."""
    while cell_width(word) > width:
        end = _fitting(word, width)
        cut = max((word.rfind(mark, 1, end) + 1 for mark in _BREAK_AFTER), default=0)
        cut = cut if cut * 2 > end else end
        yield word[:cut]
        word = word[cut:]
    yield word


def _fitting(word: str, width: int) -> int:
    """Return how many characters of a word fit, at least one."""
    if word.isascii():
        return width
    used = 0
    for number, character in enumerate(word):
        used += cell_width(character)
        if used > width:
            return max(1, number)
    return len(word)
