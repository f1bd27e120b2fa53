"""Text from inputs made safe to show: control, invisible and bidirectional characters become visible escapes."""

from __future__ import annotations

import re

from oncotier.notation.lazy_pattern import lazy_pattern

__all__ = ["safe_cells", "safe_text"]

_UNSAFE = lazy_pattern(
    "[\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\ud800-\\udfff"
    "\\U000e0000-\\U000e007f]"
)


def safe_text(text: str) -> str:
    r"""Replace every character that could steer a terminal, split a row, hide or reverse text by its escape.

    >>> safe_text("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    # Python calls none of the unsafe characters printable: what it calls so need not be searched.
    return text if text.isprintable() else _UNSAFE.sub(_escape, text)


def safe_cells(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cells of a row with `safe_text` applied to each."""
    return cells if "".join(cells).isprintable() else tuple(map(safe_text, cells))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    named = {9: "\\t", 10: "\\n", 13: "\\r"}
    if code in named:
        return named[code]
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
