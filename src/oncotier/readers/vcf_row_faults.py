"""What is wrong with the cells of one data row of a VCF, in words (VCF 4.1 to 4.5, 1.6.1 and 1.6.2)."""

from __future__ import annotations

import re
from math import comb
from typing import TYPE_CHECKING

from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.vcf_sample import alleles_of, genotype_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.readers.vcf_declared import Declared
    from oncotier.readers.vcf_reserved import FieldRule, Version

__all__ = ["format_faults", "key_fault", "row_faults"]

_CONTIG = lazy_pattern(r'[0-9A-Za-z!#$%&+./;?@^_|~=-]+|HLA-[^\s<>,"]+|<[^<>\s,:]+>')
_BASES = lazy_pattern(r"[ACGTN]+", re.IGNORECASE)
_ALLELE = lazy_pattern(
    r"[ACGTN]+|\*|<[^<>\s]+>|\.[ACGTN]+|[ACGTN]+\."
    r"|[ACGTN.]+(?:\[[^\s,\[\]]+\[|\][^\s,\[\]]+\])|(?:\[[^\s,\[\]]+\[|\][^\s,\[\]]+\])[ACGTN.]+",
    re.IGNORECASE,
)
_QUALITY = lazy_pattern(r"\+?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|\+?inf(?:inity)?|nan", re.IGNORECASE)
_INTEGER = lazy_pattern(r"[+-]?\d{1,10}")
_FLOAT = lazy_pattern(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?inf(?:inity)?|[+-]?nan", re.IGNORECASE)
_CIGAR = lazy_pattern(r"(?:\d+[MIDNSHPX=])+")
_LEAST, _MOST = -(2**31) + 8, 2**31 - 1  # 1.3: the eight numbers below are reserved
_KEY = {"INFO": lazy_pattern(r"[A-Za-z_][0-9A-Za-z_.]*|1000G"), "FORMAT": lazy_pattern(r"[A-Za-z_][0-9A-Za-z_.]*")}
_SHOWN = 40  # characters of a cell in words


def row_faults(cells: list[str], declared: Declared, contigs: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with the cells of a row that has as many as the header names, and a position."""
    chrom, _, names, reference, alternate, quality, filters, info = cells[:8]
    alternates = [] if alternate == "." else alternate.split(",")
    if not _CONTIG.fullmatch(chrom) and chrom not in contigs:
        yield f"CHROM {chrom[:_SHOWN]!r} is no name of a contig, and none is declared so"
    yield from _list_faults("ID", names)
    if not _BASES.fullmatch(reference):
        yield f"REF {reference[:_SHOWN]!r} is not a sequence of A, C, G, T and N"
    for one in alternates:
        if not _ALLELE.fullmatch(one):
            yield f"ALT {one[:_SHOWN]!r} is neither A, C, G, T and N nor a symbolic allele"
    if quality != "." and not _QUALITY.fullmatch(quality):
        yield f"QUAL {quality[:_SHOWN]!r} is no number from 0 on"
    yield from _list_faults("FILTER", filters)
    yield from _info_faults(info, len(alternates), declared)
    if len(cells) > 8:
        yield from format_faults(cells[8], declared)
        for values in cells[9:]:
            yield from _sample_faults(cells[8].split(":"), values.split(":"), len(alternates), declared)


def _list_faults(column: str, cell: str) -> Iterator[str]:
    """Yield what is wrong with a list of names, of which a point is none."""
    names = cell.split(";")
    shown = f"{column} {cell[:_SHOWN]!r}"
    if "" in names:
        yield f"{shown} has an empty name"
    if any(one.isspace() for one in cell):
        yield f"{shown} has white space"
    if len(set(names)) < len(names):
        yield f"{shown} has a name twice"
    if len(names) > 1 and "." in names:
        yield f"{shown} is missing and has a name"
    if column == "FILTER" and "0" in names:
        yield f"{shown} has the reserved name 0"


def key_fault(kind: str, key: str, version: Version) -> str:
    """Say what is wrong with a key of `INFO` or `FORMAT`, empty when nothing is."""
    if not key:
        return f"{kind} has an empty key"
    is_name = bool(_KEY[kind].fullmatch(key)) if version >= (4, 3) else not any(one.isspace() for one in key)
    return "" if is_name else f"{kind} {key[:_SHOWN]!r} is no key"


def _info_faults(cell: str, alternates: int, declared: Declared) -> Iterator[str]:
    if cell == ".":
        return
    if not cell:
        yield "INFO is empty"
        return
    parts = [part.partition("=") for part in cell.removesuffix(";").split(";")]  # many callers end INFO so
    if len({key for key, *_ in parts}) < len(parts):
        yield "INFO has a key twice"
    for key, equals, value in parts:
        if fault := key_fault("INFO", key, declared.version):
            yield fault
        elif rule := declared.info.get(key):
            if not equals:
                fault = "" if rule.type == "Flag" else "has no value"
            elif rule.type == "Flag":
                fault = "" if value in {"0", "1"} else "is a flag"
            else:
                fault = _value_fault(key, value, rule, _size(rule.number, alternates, 0))
            if fault:
                yield f"INFO {key[:_SHOWN]}{equals}{value[:_SHOWN]!r} {fault}"


def format_faults(cell: str, declared: Declared) -> Iterator[str]:
    """Yield what is wrong with the keys of a FORMAT cell."""
    keys = cell.split(":")
    if len(set(keys)) < len(keys):
        yield f"FORMAT {cell[:_SHOWN]!r} has a key twice"
    if "GT" in keys[1:]:
        yield f"FORMAT {cell[:_SHOWN]!r} does not begin with GT"
    for key in keys:
        fault = key_fault("FORMAT", key, declared.version)
        # Until 4.2, keys are letters and digits; many callers declare others, and write what they declare.
        if not fault and declared.version < (4, 3) and not key.isalnum() and key not in declared.format_keys:
            fault = f"FORMAT {key[:_SHOWN]!r} is no key, and none is declared so"
        if fault:
            yield fault


def _sample_faults(keys: list[str], values: list[str], alternates: int, declared: Declared) -> Iterator[str]:
    if len(values) > len(keys):
        yield f"a sample has {len(values)} values for {len(keys)} FORMAT keys"
    ploidy = 0
    for key, value in zip(keys, values, strict=False):
        rule = declared.format.get(key)
        if key == "GT":
            if fault := genotype_fault(value, alternates or 1):
                yield fault
            else:
                ploidy = 0 if value == "." else len(alleles_of(value.lstrip("/|")))
        elif rule is not None and (value or declared.version < (4, 4)):  # 4.4 has empty lists
            fault = _value_fault(key, value, rule, _size(rule.number, alternates, ploidy))
            if fault:
                yield f"FORMAT {key[:_SHOWN]} {value[:_SHOWN]!r} {fault}"


def _size(number: str, alternates: int, ploidy: int) -> int:
    """Return how many values are asked for, -1 where that is open: 0 alternates or a ploidy of 0 are not known."""
    if number.isdigit():
        return int(number)
    if number in {"A", "R"} and alternates:
        return alternates + (number == "R")
    return comb(alternates + ploidy, ploidy) if number == "G" and alternates and ploidy else -1


def _value_fault(key: str, value: str, rule: FieldRule, size: int) -> str:
    """Say what is wrong with a value of so many parts (any number for -1), empty when nothing is."""
    if value == "." or (rule.type == "String" and value.startswith('"')):  # commas in quotes part nothing
        return ""
    count = value.count(",") + 1
    if size >= 0 and count != size:
        return f"has {count} {'values' if count > 1 else 'value'}, not {size}"
    if rule.type == "String" and key != "CIGAR":
        return ""
    parts = value.split(",")
    return next((fault for part in parts if part != "." and (fault := _part_fault(key, part, rule))), "")


def _part_fault(key: str, part: str, rule: FieldRule) -> str:
    if key == "CIGAR" and rule.type == "String":
        return "" if _CIGAR.fullmatch(part) else "is no CIGAR"
    if rule.type == "Integer" and not _INTEGER.fullmatch(part):
        return "is no whole number"
    if rule.type == "Integer" and not _LEAST <= int(part) <= _MOST:
        return "is out of the range of whole numbers"
    if rule.type == "Float" and not _FLOAT.fullmatch(part):
        return "is no number"
    if rule.type == "Character" and len(part) != 1:
        return "is more than one character"
    return "is below 0" if rule.is_natural and part.startswith("-") else ""
