"""The description of a test (`--assay`): a list of genes, or the regions of a BED file.

A gene list has one gene a line, and may say behind tabs for which kinds of alterations (`small_variant`,
`copy_number`, `fusion`, or `all`; default `small_variant`) and in which codons (`12-13,59,61`) it holds. Lines
`#specimen: plasma` and `#build: GRCh38` describe the test. BED: UCSC format, 0-based half-open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered, Region
from oncotier.errors import InputError
from oncotier.genome.assembly import build_of_name, contig_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.reader import decode_text

if TYPE_CHECKING:
    from oncotier.notation.gene import GeneNames
    from oncotier.readers.source import InputFile

__all__ = ["read_assay"]

_DIRECTIVE = lazy_pattern(r"#+\s*(specimen|build|assembly)\s*[:=]\s*(.+)", re.IGNORECASE)
_CELL_FREE = lazy_pattern(r"plasma|ctdna|cfdna|cell[- ]free|liquid", re.IGNORECASE)
_CODONS = lazy_pattern(r"([1-9][0-9]{0,4})(?:-([1-9][0-9]{0,4}))?")
_BED_CELLS = 3


def read_assay(source: InputFile, names: GeneNames) -> Assay:
    """Read a gene list or a BED file. Raises InputError, naming the line."""
    text = decode_text(source.read_whole(), file=source.name)
    genes: dict[str, Covered] = {}
    regions: list[Region] = []
    build, is_cell_free = "", False
    for line1, written in enumerate(text.splitlines(), start=1):
        line = written.strip()
        if directive := _DIRECTIVE.fullmatch(line):
            if directive[1].lower() == "specimen":
                is_cell_free = bool(_CELL_FREE.search(directive[2]))
            else:
                build = _build(directive[2], source, line1)
            continue
        if not line or line.startswith(("#", "track", "browser")):
            continue
        cells = written.rstrip("\r\n").split("\t")
        region = _region(cells, source, line1)
        if region is not None:
            regions.append(region)
        else:
            one = _covered(cells, names, source, line1)
            genes[one.gene] = one
    if not genes and not regions:
        raise InputError("names no gene and no region", file=source.name, hint="one gene a line, or a BED file")
    if genes and regions:
        raise InputError("holds genes and regions", file=source.name, hint="give a gene list or a BED file")
    return Assay(source.name, source.sha256, tuple(genes.values()), tuple(regions), build, is_cell_free)


def _build(text: str, source: InputFile, line1: int) -> str:
    build = build_of_name(text)
    if not build:
        raise InputError(f"{text.strip()[:30]!r} is no genome build", file=source.name, line1=line1, hint="GRCh38")
    return build


def _region(cells: list[str], source: InputFile, line1: int) -> Region | None:
    """Read a line of a BED file; None for a line of a gene list."""
    if len(cells) < _BED_CELLS or not (cells[1].isdecimal() and cells[2].isdecimal()):
        return None
    start0, end0 = int(cells[1]), int(cells[2])
    if start0 >= end0:
        raise InputError(f"{start0}-{end0} is an empty interval", file=source.name, line1=line1, hint="start < end")
    return Region(contig_name(cells[0].strip()), start0, end0)


def _covered(cells: list[str], names: GeneNames, source: InputFile, line1: int) -> Covered:
    name = names.resolve(cells[0].strip())
    if name is None:
        words = f"{cells[0].strip()[:30]!r} is no gene symbol"
        raise InputError(words, file=source.name, line1=line1, hint="one gene a line; # begins a comment")
    kinds = cells[1].strip().lower().replace(" ", "") if len(cells) > 1 else ""
    wanted = COVERED_KINDS if kinds == "all" else tuple(kinds.split(",")) if kinds else ("small_variant",)
    unknown = [kind for kind in wanted if kind not in COVERED_KINDS]
    if unknown:
        words = f"{unknown[0][:30]!r} is no kind of alteration"
        raise InputError(words, file=source.name, line1=line1, hint=f"all, or some of {', '.join(COVERED_KINDS)}")
    return Covered(name.symbol, wanted, _codons(cells[2] if len(cells) > 2 else "", source, line1))


def _codons(text: str, source: InputFile, line1: int) -> tuple[tuple[int, int], ...]:
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        read = _CODONS.fullmatch(part)
        if read is None or int(read[2] or read[1]) < int(read[1]):
            words = f"{part[:30]!r} is no range of codons"
            raise InputError(words, file=source.name, line1=line1, hint="write 12-13,59,61")
        found.append((int(read[1]), int(read[2] or read[1])))
    return tuple(found)
