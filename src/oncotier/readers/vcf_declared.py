"""What the values of INFO and FORMAT keys are in one file: as its header declares them, else as reserved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.vcf_look import ANY, Look
from oncotier.readers.vcf_reserved import NEWEST, FieldRule, Version, reserved
from oncotier.readers.vcf_row_shapes import RowShapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["UNDECLARED", "Declared", "declared_fields"]

_FIELD = lazy_pattern(r"##(INFO|FORMAT)=<ID=([^,]+),Number=([^,]+),Type=([^,>]+)")


class Declared(Value, frozen=True):
    """The rules by key; of keys whose values are easily told also how plain ones look, and how rows of them are shaped.

    `format_keys` are those of FORMAT that the header itself declares.
    """

    version: Version
    info: Mapping[str, FieldRule]
    format: Mapping[str, FieldRule]
    info_looks: Mapping[bytes, Look]
    format_looks: Mapping[str, Look]
    format_keys: frozenset[str]
    shapes: RowShapes


UNDECLARED = Declared(NEWEST, {}, {}, {}, {}, frozenset(), RowShapes({}, {}))

_SIZES = {"A": 1, "R": 2, "G": 3}
_KINDS = {"Integer": "whole", "Float": "number"}
_FLAG = Look("flag")


def declared_fields(lines: Iterable[str], version: Version) -> Declared:
    """Read the declarations of a header."""
    written: dict[str, dict[str, FieldRule]] = {"INFO": {}, "FORMAT": {}}
    for line in lines:
        if line.startswith(("##INFO=", "##FORMAT=")) and (found := _FIELD.match(line)):
            kind, key, number, type_ = found.groups()
            known = reserved(kind, version).get(key)
            written[kind][key] = FieldRule(number, type_, is_natural=known is not None and known.is_natural)
    info = {**reserved("INFO", version), **written["INFO"]}
    of_samples = {**reserved("FORMAT", version), **written["FORMAT"]}
    info_looks = {key.encode(): look for key, look in _looks(info).items()}
    format_looks = _looks(of_samples)
    return Declared(
        version,
        info,
        of_samples,
        info_looks,
        format_looks,
        format_keys=frozenset(written["FORMAT"]),
        shapes=RowShapes(info_looks, format_looks),
    )


def _looks(rules: Mapping[str, FieldRule]) -> dict[str, Look]:
    return {key: look for key, rule in rules.items() if key not in {"CIGAR", "GT"} and (look := _look(rule))}


def _look(rule: FieldRule) -> Look | None:
    size = int(rule.number) if rule.number.isdigit() else _SIZES.get(rule.number, 0)
    if rule.type == "Flag":
        return _FLAG
    if rule.type == "String":
        return Look("text", 1) if size == 1 else ANY  # annotation may be long
    kind = _KINDS.get(rule.type)
    return Look(kind, size) if kind and size else None
