"""Rows of a VCF that are shaped like those of files read before, told plainly sound by one pattern for all of them.

A shape is the keys of INFO in their order, and FORMAT. A pattern costs more to make than it saves in one small file:
it is made when a shape comes again, and kept with what is known of the header. It accepts no more than the tests of
single cells do (`PlainColumns`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.readers.vcf_look import Look

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RowShapes"]

_Shape = tuple[tuple[bytes, ...], bytes, int]
_MOST = 16  # shapes that are remembered
_NARROWEST, _WIDEST = (
    10,
    30,
)  # columns: a pattern of a thousand samples would take longer to make than all rows to check
_NUMBER = rb"(?:[0-9]++\.?+[0-9]*+|\.[0-9]++)"
_WHOLE = rb"[0-9]{1,9}+"
_FIXED = (
    rb"^([0-9A-Za-z]++)\t([0-9]{1,10}+)\t(?:\.|[0-9A-Za-z]++)\t[ACGT]\t[ACGT]\t(?:\.|"
    + _NUMBER
    + rb")\t(?:\.|(?!0\t)[0-9A-Za-z]++)\t"
)


class RowShapes:
    """The shapes of the rows under one header."""

    def __init__(self, info_looks: Mapping[bytes, Look], format_looks: Mapping[str, Look]) -> None:
        self._info_looks = info_looks
        self._format_looks = format_looks
        self._patterns: dict[_Shape, re.Pattern[bytes] | None] = {}

    def places(self, raw: bytes) -> list[tuple[bytes, bytes]]:
        """Return contig and position of all rows if they have one known shape and are sound, else nothing."""
        first = raw[: raw.find(b"\n")].split(b"\t")
        if not _NARROWEST <= len(first) <= _WIDEST:
            return []
        shape = (tuple([part.partition(b"=")[0] for part in first[7].split(b";")]), first[8], len(first))
        if shape not in self._patterns:
            if len(self._patterns) < _MOST:
                self._patterns[shape] = None
            return []
        pattern = self._patterns[shape]
        if pattern is None:
            pattern = self._patterns[shape] = self._pattern(shape)
        rows = raw.count(b"\n")
        if raw.count(b";") != rows * (len(shape[0]) - 1):  # the last value of INFO is not looked at for them
            return []
        found: list[tuple[bytes, bytes]] = pattern.findall(raw)
        return found if len(found) == rows and raw.endswith(b"\n") else []

    def _pattern(self, shape: _Shape) -> re.Pattern[bytes]:
        """Return the pattern of one row, which matches nothing where a key has no plain look or comes twice."""
        keys, formats, width = shape
        looks = [self._info_looks.get(key) for key in keys]
        names = formats.decode("latin-1").split(":")
        of_samples = [Look("genotype") if name == "GT" else self._format_looks.get(name) for name in names]
        is_twice = len(set(keys)) < len(keys) or len(set(names)) < len(names)
        if is_twice or None in looks or None in of_samples or "GT" in names[1:]:
            return re.compile(rb"(?!)")
        parts = [
            re.escape(key) + (b"" if look.kind == "flag" else b"=" + _value(look, b";", is_last=place == len(keys)))
            for place, (key, look) in enumerate(zip(keys, looks, strict=True), 1)
            if look
        ]
        sample = b":".join(_value(look, b":", is_last=False) for look in of_samples if look)
        row = _FIXED + b";".join(parts) + b"\t" + re.escape(formats) + (b"\t" + sample) * (width - 9) + b"\n"
        return re.compile(row, re.MULTILINE)


def _value(look: Look, delimiter: bytes, *, is_last: bool) -> bytes:
    if look.kind == "genotype":
        return rb"[01][/|][01]"
    if look.kind == "any":
        return rb"[^\t]*+" if is_last else rb"[^%s\t\n]*+" % delimiter  # what excludes one character is far cheaper
    if look.kind == "text":
        return rb"[^,%s\t\n]++" % delimiter
    one = _WHOLE if look.kind == "whole" else _NUMBER
    return rb"(?:\.|%s(?:,%s){%d})" % (one, one, look.size - 1)
