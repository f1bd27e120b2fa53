"""Header lines of a VCF that do not follow the specification (VCF 4.1 to 4.5, 1.4). They are said, and harm nothing.

What a field of INFO or FORMAT is declared to be is compared with what the specification reserves the key for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.vcf_meta_line import QUOTED, meta_parts
from oncotier.readers.vcf_reserved import NEWEST, Version, reserved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["FIELD", "header_faults", "version_of"]

_VERSION = lazy_pattern(r"##fileformat=VCFv(\d)\.(\d+)\s*")
_PAIR = lazy_pattern(r"##[^=\s]+=.*\S")
FIELD = lazy_pattern(
    r'##(INFO|FORMAT)=<ID=([^,<>\s"]+),Number=(\d+|[ARG.]|LA|LR|LG|P|M),Type=(Integer|Float|Flag|Character|String),'
    r'Description="(?:[^"\\]|\\.)*+"(?:,.*)?>\s*'
)
"""A sound declaration: kind, key, Number and Type."""

# 1.4.7: an asterisk is for the names of HLA alleles; before 4.3 nothing but what would break the line is forbidden.
_CONTIG = lazy_pattern(
    r'##contig=<ID=(?:[0-9A-Za-z!#$%&+./:;?@^_|~=-]++|HLA-[^\s<>,"]++)(?:,[^=,<>\s]+=(?:"[^"]*"|[^",<>]*))*+>\s*'
)
_PARTS = {
    "INFO": ("ID", "Number", "Type", "Description"),
    "FORMAT": ("ID", "Number", "Type", "Description"),
    "FILTER": ("ID", "Description"),
    "ALT": ("ID", "Description"),
    "contig": ("ID",),
    "META": ("ID", "Number", "Type", "Values"),
    "SAMPLE": ("ID",),
    "PEDIGREE": ("ID",),
}
_STARTS = tuple(f"##{kind}=" for kind in _PARTS)
_TYPES = lazy_pattern(r"Integer|Float|Flag|Character|String")
_NUMBERS = lazy_pattern(r"\d+|[ARG.]|LA|LR|LG|P|M")
_BREAKING = lazy_pattern(r'[\s<>,"]')
_NAME = lazy_pattern(r"[0-9A-Za-z_.+/|@#-]+")  # of a sample or a genome
_HOST = lazy_pattern(r"\w+://(?:[^/@\s]*@)?(?:[^/:\s]*[A-Za-z][^/:\s]*|\d+\.\d+\.\d+\.\d+|(?=/))(?::\d+)?(?:/\S*)?")
_STRUCTURAL = lazy_pattern(r"DEL|INS|DUP|INV|CNV")  # 1.4.5: of these, ALT gives types and subtypes


def version_of(lines: Sequence[str]) -> Version:
    """Return the version of the format that the first line names, the newest where it names none."""
    found = _VERSION.fullmatch(lines[0]) if lines else None
    return (int(found[1]), int(found[2])) if found else NEWEST


def header_faults(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the 1-based line and what is wrong with it, for the lines above the one that names the columns."""
    version = version_of(lines)
    for line1, line in enumerate(lines, 1):
        if (line.startswith("##contig=<") and _CONTIG.fullmatch(line)) or not line.startswith("##"):
            continue
        fault = ""
        if line1 == 1 and line.startswith("##fileformat") and not _VERSION.fullmatch(line):
            fault = "names no version of VCF"
        elif not _PAIR.match(line):
            fault = "is no pair of a key and a value"
        elif field := FIELD.fullmatch(line):
            fault = _fault_of_declaration(version, *field.groups())
        elif line.startswith(_STARTS):
            kind, _, body = line[2:].rstrip().partition("=")
            fault = _fault_of_parts(kind, body, version)
        elif line.startswith(("##assembly=", "##pedigreeDB=")):
            fault = _fault_of_address(*line[2:].rstrip().split("=", 1))
        if fault:
            yield line1, fault


def _fault_of_declaration(version: Version, kind: str, key: str, number: str, type_: str) -> str:
    """Say what is wrong with a field that is declared in due form."""
    rule = reserved(kind, version).get(key)
    if rule is not None and rule.type not in {"", type_}:
        return f"{kind} {key} is declared as {type_}, the specification reserves it as {rule.type}"
    if rule is not None and rule.number != number:
        return f"{kind} {key} is declared with Number={number}, the specification reserves it with {rule.number}"
    if number == "R" and version < (4, 2):
        return f"{kind} {key[:40]} has Number=R, which came with VCF 4.2"
    return ""


def _fault_of_parts(kind: str, body: str, version: Version) -> str:
    if not (body.startswith("<") and body.endswith(">")):
        return f"{kind} is not closed in angle brackets"
    pairs, stray = meta_parts(body[1:-1])
    for key, value in pairs:
        if value.startswith('"') and not QUOTED.fullmatch(value):
            return f"{kind} has a value of {key[:40]} in which quotes are not closed or not escaped"
    if stray:
        return f"{kind} has a part {stray[:40]!r} that is no pair of a key and a value"
    values = dict(pairs)
    asked = () if kind == "PEDIGREE" and version < (4, 3) else _PARTS[kind]
    lacking = [part for part in asked if part not in values]
    if lacking:
        return f"{kind} lacks {' and '.join(lacking)}"
    if tuple(key for key, _ in pairs[: len(asked)]) != asked:
        return f"{kind} is not written as the specification asks: {', '.join(asked)} come first, in this order"
    return _fault_of_values(kind, values, version)


def _fault_of_values(kind: str, values: dict[str, str], version: Version) -> str:
    name = values.get("ID", "")
    if name and _is_no_name(kind, name, version):
        return f"{kind} has an ID {name[:40]!r} with a character that is not allowed there"
    if "Number" in _PARTS[kind] and not _NUMBERS.fullmatch(values["Number"]):
        return f"{kind} is not written as the specification asks: no Number is {values['Number'][:40]!r}"
    if "Type" in _PARTS[kind] and not _TYPES.fullmatch(values["Type"]):
        return f"{kind} is not written as the specification asks: no Type is {values['Type'][:40]!r}"
    if "Description" in _PARTS[kind] and not values["Description"].startswith('"'):
        return f"{kind} is not written as the specification asks: the Description is not in quotes"
    if kind == "META" and not values["Values"].startswith("["):
        return "META has Values that are not in square brackets"
    if kind == "ALT":
        return _fault_of_type(name, version)
    if kind == "PEDIGREE":
        other = next((one for one in values.values() if not _NAME.fullmatch(one)), "")
        return f"PEDIGREE has a value {other[:40]!r} that is no name" if other else ""
    return _fault_of_mixture(values) if kind == "SAMPLE" and version < (4, 3) else ""


def _is_no_name(kind: str, name: str, version: Version) -> bool:
    if kind == "ALT":
        return any(one in name for one in " <>")
    if kind in {"contig", "SAMPLE"} and version >= (4, 3) and "*" in name and not name.startswith("HLA-"):
        return True
    return bool(_BREAKING.search(name))


def _fault_of_type(name: str, version: Version) -> str:
    """Say whether a symbolic allele is no type of structural variant, and no word of a caller for something else."""
    first, colon, _ = name.partition(":")
    known = _STRUCTURAL.match(first)
    is_other = bool(colon) if known is None else known[0] != first and version < (4, 3)
    return f"ALT {name[:40]!r} does not begin with a type (DEL, INS, DUP, INV, CNV)" if is_other else ""


def _fault_of_mixture(values: dict[str, str]) -> str:
    """Say what is wrong with the genomes of a sample, as 4.1 and 4.2 describe them."""
    if "Mixture" in values and "Genomes" not in values:
        return "SAMPLE has a Mixture without Genomes"
    quoted = next((key for key in ("Genomes", "Mixture") if values.get(key, "").startswith('"')), "")
    return f"SAMPLE has {quoted} in quotes" if quoted else ""


def _fault_of_address(key: str, value: str) -> str:
    address = value.removeprefix("<").removesuffix(">")
    is_named = "://" not in address and key == "assembly"  # the name of an assembly, which nothing forbids
    return "" if is_named or _HOST.fullmatch(address) else f"{key} {value[:40]!r} is no URL"
