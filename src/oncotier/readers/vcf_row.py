"""One data row of a VCF, taken apart and checked against the specification (VCF 4.0 to 4.5)."""

from __future__ import annotations

import re

from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.vcf_sample import TumorColumn, genotype_fault

__all__ = [
    "LONGEST_POSITION",
    "ONE_BASE",
    "Malformed",
    "Row",
    "failed_filters",
    "is_bases",
    "is_no_allele",
    "is_position",
    "row_fault",
]

LONGEST_POSITION = 10
"""Digits."""

_BASES = lazy_pattern(r"[ACGTNRYSWKMBDHV]+", re.IGNORECASE)
_BREAKEND = r"[^\s,\[\]]+[\[\]][^\s,]*|[\[\]][^\s,]*[^\s,\[\]]"  # there is a base on one side
_SYMBOLIC = lazy_pattern(rf"<[^<>\s]+>|{_BREAKEND}|\.[A-Za-z]+|[A-Za-z]+\.")
_ONE_SAMPLE = 10  # columns
_NOTHING = frozenset({"", ".", "0", "NaN", "NAN", "--"})  # the last three as SURVIVOR writes them
ONE_BASE = frozenset("ACGT")
_NO_ALLELE = frozenset({".", "*", "<*>", "<NON_REF>", "<X>"})
_QUALITY = lazy_pattern(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?inf(?:inity)?|nan", re.IGNORECASE)


class Malformed(Exception):
    """A row that breaks the format, in words."""


class Row:
    """One data row in scope, taken apart; `is_repeated` tells that INFO or FORMAT has a key twice. Raises Malformed.

    `is_of_other`: the sample states nothing of the row, which is there for what another sample has, as in merged files.
    """

    __slots__ = (
        "alternates", "chrom", "fields", "filter", "info", "is_of_other", "is_repeated", "line1", "name", "normal",
        "pos1", "raw", "record1", "reference",
    )  # fmt: skip

    def __init__(self, record1: int, line1: int, cells: list[str], tumor: TumorColumn) -> None:
        self.record1 = record1
        self.line1 = line1
        self.chrom, position, self.name, reference, alternate, quality, self.filter, info = cells[:8]
        self.pos1 = int(position)
        self.reference = reference.upper()
        self.alternates = tuple(one.upper() if one.isalpha() else one for one in alternate.split(","))
        self.raw = f"{self.chrom}:{position} {reference}>{alternate}"[:200]
        self.info = _info(info)
        self.is_repeated = info != "." and info.rstrip(";").count(";") + 1 > len(self.info)
        self.fields = _sample_fields(cells, tumor)
        if tumor.index0 is not None and len(self.fields) <= cells[9 + tumor.index0].count(":"):
            self.is_repeated = True
        self.normal = _normal_fields(cells, tumor)
        self.is_of_other = _is_of_other(cells, tumor)
        self._check(quality)

    def _check(self, quality: str) -> None:
        if not is_bases(self.reference):
            raise Malformed(f"REF {self.reference[:20]!r} is not a sequence of bases")
        for one in self.alternates:
            if not (one in _NO_ALLELE or is_bases(one) or _SYMBOLIC.fullmatch(one)):
                raise Malformed(f"ALT {one[:20]!r} is neither bases nor a symbolic allele")
            if one == self.reference:
                raise Malformed(f"ALT {one[:20]!r} is the reference allele")
        if quality != "." and not _QUALITY.fullmatch(quality):
            raise Malformed(f"QUAL {quality[:20]!r} is not a number")
        fault = genotype_fault(self.fields.get("GT", "."), len(self.alternates))
        if fault:
            raise Malformed(fault)
        if not self.filter:
            raise Malformed("FILTER is empty")
        if self.pos1 == 0 and "<" not in "".join(self.alternates):
            raise Malformed("POS 0 is a telomere: no sequence change lies there")


def is_bases(allele: str) -> bool:
    """Tell whether an allele is written in bases (IUPAC)."""
    return allele in ONE_BASE or bool(_BASES.fullmatch(allele))


def is_no_allele(allele: str) -> bool:
    """Tell whether an ALT stands for the absence of a change (`*`, `<NON_REF>`, `.`)."""
    return allele in _NO_ALLELE


def _info(text: str) -> dict[str, str]:
    """Split INFO; the values of a repeated key are joined, so that none of them counts as the only one."""
    found: dict[str, str] = {}
    for part in text.split(";") if text != "." else ():
        key, _, value = part.partition("=")
        found[key] = f"{found[key]},{value}" if key in found else value
    return found


def _sample_fields(cells: list[str], tumor: TumorColumn) -> dict[str, str]:
    if tumor.index0 is None:
        return {}
    keys = cells[8].split(":")
    values = cells[9 + tumor.index0].split(":")
    if len(values) > len(keys):
        raise Malformed(f"sample {tumor.name!r} has {len(values)} values for {len(keys)} FORMAT keys")
    found = dict(zip(keys, values, strict=False))
    return found if len(found) == len(values) else _with_repeated(keys, values)


def _with_repeated(keys: list[str], values: list[str]) -> dict[str, str]:
    """Join the values of a repeated key, as in INFO: counts and fractions of it are then unknown."""
    found: dict[str, str] = {}
    for key, value in zip(keys, values, strict=False):
        found[key] = f"{found[key]},{value}" if key in found else value
    return found


def _normal_fields(cells: list[str], tumor: TumorColumn) -> dict[str, str]:
    """Return what the normal beside the tumor says; nothing is checked, since nothing rests on it but the origin."""
    if tumor.normal0 is None:
        return {}
    return dict(zip(cells[8].split(":"), cells[9 + tumor.normal0].split(":"), strict=False))


def _is_of_other(cells: list[str], tumor: TumorColumn) -> bool:
    """Tell whether the sample states nothing, and another one has an allele, or states anything without a genotype."""
    if tumor.index0 is None or len(cells) <= _ONE_SAMPLE:
        return False
    keys, own0 = cells[8].split(":"), 9 + tumor.index0
    if _states_allele(keys, cells[own0]) or "0" in _genotype(keys, cells[own0]):
        return False
    return any(_states_allele(keys, cell) for index0, cell in enumerate(cells) if index0 > 8 and index0 != own0)


def _states_allele(keys: list[str], cell: str) -> bool:
    """Tell whether the genotype of a sample names an allele, or in an open one anything else is stated and not zero."""
    genotype = _genotype(keys, cell)
    if not set(genotype) <= {".", "/", "|"}:
        return not set(genotype) <= {".", "/", "|", "0"}
    parts = (
        part for key, value in zip(keys, cell.split(":"), strict=False) if key != "GT" for part in value.split(",")
    )
    return not _NOTHING.issuperset(parts)


def _genotype(keys: list[str], cell: str) -> str:
    return cell.split(":")[keys.index("GT")] if "GT" in keys and cell.count(":") >= keys.index("GT") else ""


def row_fault(line: bytes, cells: list[bytes], width: int) -> str:
    """Say why a line is no row of so many columns that lies somewhere, empty when it is one."""
    if len(cells) != width:
        return f"{len(cells)} columns, but the header names {width}"
    if b"\0" in line:
        return "a NUL byte"
    if not cells[1].isdigit():
        return "POS is not a whole number"
    return "" if is_position(cells[1]) else "POS has more digits than the longest chromosome"


def is_position(text: bytes) -> bool:
    """Tell whether a text can be a position: digits, and not too many."""
    return text.isdigit() and len(text) <= LONGEST_POSITION


def failed_filters(row: Row) -> str:
    """Return the filters that a row failed, or the sample of it (FT); empty where it passed."""
    failed = (one for one in (row.filter, row.fields.get("FT", "")) if one not in {"PASS", ".", ""})
    return ";".join(dict.fromkeys(failed))
