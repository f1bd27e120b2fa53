"""A regular expression that is compiled when it is first used.

There are some four hundred of them, and a run needs a handful: to compile all takes longer than to read a panel.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

__all__ = ["ascii_pattern", "lazy_pattern"]


def lazy_pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what stands for `re.compile(text, flags)`: it has the methods and attributes of the compiled pattern.

    Only the functions of `re` do not take it for a pattern.
    """
    return cast("re.Pattern[AnyStr]", _Waiting(text, flags))


def ascii_pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return a lazy pattern in which letters, digits and blanks are those of ASCII.

    Without that a Turkish dotless i passes for an i, and a digit of another script for a digit.
    """
    return lazy_pattern(text, flags | re.ASCII)


class _Waiting:
    """Compiles when a method is first asked for, and keeps the method: asked again, it is as fast as a pattern's."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._written: tuple[Any, int] = text, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the attributes of a pattern are of many types
        if name.startswith("_"):
            raise AttributeError(name)
        found = getattr(re.compile(*self._written), name)
        setattr(self, name, found)
        return found
