"""The report as JSON: one object, keys in the order of the contract, the same bytes for the same report."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from oncotier.exporters.document import document, members
from oncotier.exporters.exporter import Exporter, Screen
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from oncotier.domain.report import Report

__all__ = ["JSON", "JSON_LINES", "dumps"]

_ROWS_AT_ONCE = 100
_UNSEEN = lazy_pattern("[\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]")


def render(report: Report, screen: Screen) -> str:
    """Return the report as an indented JSON object."""
    del screen
    return msgspec.json.format(_encoded(document(report)), indent=2).decode() + "\n"


def pieces(report: Report, screen: Screen) -> Iterator[str]:
    """Yield what `render` returns: a report of ten thousand findings need not be held three times over."""
    del screen
    before = "{"
    for key, value in members(report).items():
        yield f'{before}\n  "{key}": '
        if isinstance(value, Iterator):
            yield from _rows(value)
        else:
            yield _member(value)
        before = ","
    yield "\n}\n"


def _rows(rows: Iterator[object]) -> Iterator[str]:
    before = "["
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        yield before + _member(some).removeprefix("[").removesuffix("\n  ]")
        before = ","
    yield "[]" if before == "[" else "\n  ]"


def _member(value: object) -> str:
    """Write the value of a member of the outermost object: line breaks stand between values only, never in a text."""
    return msgspec.json.format(_encoded(value), indent=2).decode().replace("\n", "\n  ")


def render_line(report: Report, screen: Screen) -> str:
    """Return the report as one line of JSON."""
    del screen
    return _encoded(document(report)).decode() + "\n"


def dumps(content: object) -> str:
    """Write any plain document as indented JSON with a final line break."""
    raw = msgspec.json.encode(_without_surrogates(content))
    return msgspec.json.format(raw, indent=2).decode() + "\n"


def _encoded(content: object) -> bytes:
    try:
        return _visible(msgspec.json.encode(content))
    except UnicodeEncodeError:
        return _visible(msgspec.json.encode(_without_surrogates(content)))


def _visible(raw: bytes) -> bytes:
    """Write the controls that JSON does not escape by itself, and what turns text around, as escapes: same values."""
    if raw.isascii() and b"\x7f" not in raw:
        return raw
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", raw.decode()).encode()


def _without_surrogates(content: Any) -> Any:  # noqa: ANN401 - any part of a document
    """Write the bytes of a name that is not UTF-8 (a file, an argument) as escapes: JSON cannot hold them."""
    if isinstance(content, str):
        return content.encode("utf-8", "backslashreplace").decode()
    if isinstance(content, dict):
        return {_without_surrogates(key): _without_surrogates(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_without_surrogates(value) for value in content]
    return content


JSON = Exporter("json", ".json", "JSON object with the published schema (oncotier schema)", render, pieces=pieces)
JSON_LINES = Exporter("jsonl", ".jsonl", "the same JSON object on one line", render_line)
