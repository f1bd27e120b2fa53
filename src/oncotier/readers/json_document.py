"""A report as JSON: strict numbers, bounded depth and size, repeated keys said; and how to walk what was read.

A key that is repeated in one object (RFC 8259 leaves its meaning open) loses nothing: lists are joined, and of other
values the last one that says something counts; the caller is told the names of such keys.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from oncotier.errors import InputError
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.reader import decode_text

if TYPE_CHECKING:
    from oncotier.readers.ends import Ends

__all__ = [
    "Json",
    "JsonObject",
    "at",
    "could_be_json",
    "filled_list",
    "flag",
    "number",
    "objects",
    "parse_json",
    "plain_key",
    "say_repeated",
    "text",
]

Json = object
"""Any value of a JSON document, as the standard library makes it."""
JsonObject = dict[str, object]

_SHOWN = 5
_DEPTH_LIMIT = 100
_SIZE_LIMIT = 256 * 1024 * 1024
_NUMBER = lazy_pattern(r"-?(?:\d{1,15}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?")
_NOTHING: tuple[object, ...] = (None, "", [], {})


def could_be_json(head: bytes) -> bool:
    """Tell whether the first bytes can begin a JSON object or list."""
    return head[:1] in {b"{", b"["}


def parse_json(raw: bytes, *, file: str, not_finite: bool = False) -> tuple[Json, tuple[str, ...]]:
    """Return the document and the keys that are repeated in an object. Raises InputError, naming line and column.

    With `not_finite`, NaN and Infinity, which are no JSON, stand for no value: some programs write them.
    """
    if len(raw) > _SIZE_LIMIT:
        raise InputError("more than 256 MB of JSON", file=file, hint="this is no report of one specimen")
    repeated: dict[str, None] = {}

    def joined(pairs: list[tuple[str, object]]) -> JsonObject:
        made = dict(pairs)
        if len(made) < len(pairs):
            made = _joined(pairs, repeated)
        return made

    try:
        constant = _no_value if not_finite else _no_constant
        document = json.loads(decode_text(raw, file=file), object_pairs_hook=joined, parse_constant=constant)
    except json.JSONDecodeError as error:
        words = f"not valid JSON: {error.msg} (column {error.colno})"
        hint = "the file is damaged or cut off: get a complete copy"
        raise InputError(words, file=file, line1=error.lineno, hint=hint) from None
    except RecursionError:
        raise _too_deep(file) from None
    except ValueError as error:
        words = "not valid JSON: a number that is none" if isinstance(error, _ConstantError) else "a number too long"
        raise InputError(words, file=file, hint="numbers are finite decimals") from None
    if _depth(document) > _DEPTH_LIMIT:
        raise _too_deep(file)
    return document, tuple(repeated)


def say_repeated(ends: Ends, keys: tuple[str, ...]) -> None:
    """Note the keys of a document that are repeated in one object."""
    if keys:
        words = f"keys repeated in one object: {', '.join(keys[:_SHOWN])}; lists were joined"
        ends.note("duplicate_key", "warning", words)


class _ConstantError(ValueError):
    """NaN or Infinity in a document."""


def _no_constant(text: str) -> object:
    raise _ConstantError(text)


def _no_value(_: str) -> object:
    return None


def _too_deep(file: str) -> InputError:
    return InputError(f"JSON nested more than {_DEPTH_LIMIT} deep", file=file, hint="this is no report")


def _joined(pairs: list[tuple[str, object]], repeated: dict[str, None]) -> JsonObject:
    made: JsonObject = {}
    for key, value in pairs:
        before = made.get(key)
        if key not in made or before == value:
            made[key] = value
            continue
        repeated[key] = None
        if isinstance(before, list) and isinstance(value, list):
            made[key] = [*before, *value]
        elif value not in _NOTHING:
            made[key] = value
    return made


def _depth(document: Json) -> int:
    """Return how deep lists and objects are nested, level by level and without recursion."""
    level: list[object] = [document]
    depth = 0
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        if depth > _DEPTH_LIMIT:
            break
        level = [child for one in level for child in (one.values() if isinstance(one, dict) else one)]
    return depth


def at(value: Json, *keys: str) -> Json:
    """Return what stands under a path of keys, without regard to case and underscores; None where it ends early."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        if key in value:
            value = value[key]
            continue
        plain = plain_key(key)
        value = next((found for name, found in value.items() if plain_key(name) == plain), None)
    return value


def plain_key(key: str) -> str:
    """Return a key as it is compared: without regard to case and underscores."""
    return key.replace("_", "").lower()


def objects(value: Json, *keys: str) -> list[JsonObject]:
    """Return the objects of a list, or the one object that stands instead of a list; nothing for anything else."""
    found = at(value, *keys)
    if isinstance(found, dict):
        return [found]
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def filled_list(value: Json, names: tuple[str, ...]) -> list[JsonObject]:
    """Return the first filled of alternative lists: the complete one holds what the later ones repeat."""
    return next((found for name in names if (found := objects(value, name))), [])


def text(value: Json, *paths: str) -> str:
    """Return the first filled text or number under alternative paths (`specimen/site`), white space collapsed.

    A list of one value is that value.
    """
    for path in paths or ("",):
        found = at(value, *path.split("/")) if path else value
        if isinstance(found, list) and len(found) == 1:
            found = found[0]
        if isinstance(found, str | int | float) and not isinstance(found, bool):
            # A lone surrogate is legal in JSON and cannot be written.
            written = " ".join(str(found).encode("utf-8", "replace").decode().split())
            if written:
                return written
    return ""


def number(value: Json, *paths: str) -> float | None:
    """Return the first number under alternative paths, also written as text; None for none, or one out of bounds."""
    written = text(value, *paths)
    found = float(written) if _NUMBER.fullmatch(written) else None
    return found if found is not None and math.isfinite(found) else None


def flag(value: Json, *paths: str) -> bool:
    """Tell whether a value is true, also written as a text."""
    for path in paths:
        found = at(value, *path.split("/"))
        if found is True or (isinstance(found, str) and found.strip().lower() in {"true", "yes"}):
            return True
    return False
