"""The INFO and FORMAT keys that the specification reserves, with their Number and Type (VCF 4.1 to 4.3, 1.4.1, 1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NEWEST", "FieldRule", "Version", "reserved"]

Version = tuple[int, int]

NEWEST = (4, 5)


class FieldRule(Value, frozen=True):
    """What the values of one key of INFO or FORMAT are; a Type that the specification leaves open is empty.

    `is_natural`: no value is below 0, because the values are counts, positions or fractions.
    """

    number: str
    type: str
    is_natural: bool = False


_COUNT = FieldRule("1", "Integer", is_natural=True)
_FLAG = FieldRule("0", "Flag")
_OF_ALLELES = FieldRule("R", "Integer", is_natural=True)
_INFO = {
    "AA": FieldRule("1", "String"),
    "AC": FieldRule("A", "Integer", is_natural=True),
    "AF": FieldRule("A", "Float", is_natural=True),
    "AN": _COUNT,
    "BQ": FieldRule("1", "Float"),
    "CIGAR": FieldRule("A", "String"),
    "DB": _FLAG,
    "DP": _COUNT,
    "END": _COUNT,
    "H2": _FLAG,
    "H3": _FLAG,
    "MQ": FieldRule("1", ""),
    "MQ0": _COUNT,
    "NS": _COUNT,
    "SOMATIC": _FLAG,
    "VALIDATED": _FLAG,
    "1000G": _FLAG,
}
_FORMAT = {
    "DP": _COUNT,
    "EC": FieldRule("A", "Integer"),
    "FT": FieldRule("1", "String"),
    "GL": FieldRule("G", "Float"),
    "GP": FieldRule("G", "Float"),
    "GQ": FieldRule("1", "Integer"),
    "GT": FieldRule("1", "String"),
    "HQ": FieldRule("2", "Integer"),
    "MQ": FieldRule("1", "Integer"),
    "PL": FieldRule("G", "Integer"),
    "PQ": FieldRule("1", "Integer"),
    "PS": FieldRule("1", "Integer"),
}
_DEPTHS = {"AD": _OF_ALLELES, "ADF": _OF_ALLELES, "ADR": _OF_ALLELES}  # since 4.3
_UNTIL_4_2 = {"GLE": FieldRule("G", "String")}
_NEW = {"INFO": _INFO | _DEPTHS, "FORMAT": _FORMAT | _DEPTHS}
_OLD = {"INFO": _INFO, "FORMAT": _FORMAT | _UNTIL_4_2}


def reserved(kind: str, version: Version) -> Mapping[str, FieldRule]:
    """Return the reserved keys of `INFO` or `FORMAT` in a version of the format."""
    return (_NEW if version >= (4, 3) else _OLD)[kind]
