"""A regular expression that is compiled when it is first used.

The notations hold more than a hundred expressions and a run needs a handful of them; compiling all of them would take
longer than reading a panel. All of them match ASCII only: without that a Turkish dotless i passes for an i, and a digit
of another script for a digit.
"""

from __future__ import annotations

import re

__all__ = ["LazyPattern"]


class LazyPattern:
    """Stands for `re.compile(text, flags | re.ASCII)`; the methods are those of a compiled pattern."""

    __slots__ = ("_compiled", "_flags", "_text")

    def __init__(self, text: str, flags: int = 0) -> None:
        self._text = text
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        """The compiled pattern."""
        if self._compiled is None:
            self._compiled = re.compile(self._text, self._flags | re.ASCII)
        return self._compiled

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Match the whole text."""
        return self.compiled.fullmatch(text)

    def match(self, text: str) -> re.Match[str] | None:
        """Match at the beginning of the text."""
        return self.compiled.match(text)

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first match in the text."""
        return self.compiled.search(text)

    def sub(self, replacement: str, text: str, count: int = 0) -> str:
        """Replace matches."""
        return self.compiled.sub(replacement, text, count)
