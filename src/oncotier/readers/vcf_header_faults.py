"""Header lines of a VCF that do not follow the specification (VCF 4.3, 1.4). They are said, and harm nothing.

No value is read by what the header declares of its type or number: only lines that cannot be taken apart are told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["header_faults"]

_VERSION = re.compile(r"##fileformat=VCFv\d\.\d+\s*")
_PAIR = re.compile(r"##[^=\s]+=.*\S")
_FIELD = re.compile(
    r'##(?:INFO|FORMAT)=<ID=[^,<>\s"]+,Number=(?:\d+|[ARG.]|LA|LR|LG|P|M),Type=(?:Integer|Float|Flag|Character|String),'
    r'Description="(?:[^"\\]|\\.)*"(?:,.*)?>\s*'
)
_PARTS = ("ID", "Number", "Type", "Description")


def header_faults(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the 1-based line and what is wrong with it, for the lines above the one that names the columns."""
    for line1, line in enumerate(lines, 1):
        if line.startswith("##contig=<") or not line.startswith("##"):
            continue  # a header may declare thousands of contigs
        if line1 == 1 and line.startswith("##fileformat") and not _VERSION.fullmatch(line):
            yield line1, "names no version of VCF"
        elif not _PAIR.match(line):
            yield line1, "is no pair of a key and a value"
        elif line.startswith(("##INFO=", "##FORMAT=")) and not _FIELD.fullmatch(line):
            yield line1, _fault_of_field(line)


def _fault_of_field(line: str) -> str:
    kind, _, body = line[2:].partition("=")
    if not (body.startswith("<") and body.rstrip().endswith(">")):
        return f"{kind} is not closed in angle brackets"
    lacking = [part for part in _PARTS if not re.search(rf"[<,]{part}=", body)]
    return f"{kind} lacks {' and '.join(lacking)}" if lacking else f"{kind} is not written as the specification asks"
