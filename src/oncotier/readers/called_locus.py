"""The place of a change from the cells of a table: contig, 1-based position, both alleles, `-` for none."""

from __future__ import annotations

import re

from oncotier.domain.observation import Locus
from oncotier.errors import NotationError
from oncotier.genome.assembly import contig_name
from oncotier.notation import genomic
from oncotier.notation.gene import is_missing_symbol
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.numeral import whole

__all__ = ["cell_locus", "named_locus"]

_BASES = lazy_pattern(r"[ACGTN]+|-")


def cell_locus(contig: str, position: str, reference: str, alternate: str, build: str) -> Locus | None:
    """Return the place; None where a cell is missing or is not what it should be."""
    start, old, new = whole(position), reference.upper(), alternate.upper()
    if not start or is_missing_symbol(contig) or old == new:
        return None
    if not (_BASES.fullmatch(old) and _BASES.fullmatch(new)):
        return None
    return Locus(contig_name(contig), start, old, new, build)


def named_locus(text: str, build: str) -> Locus | None:
    """Return the place of a genomic HGVS name (`3:g.178936082G>A`, `g.chr1:16893763T>C`) that states its alleles.

    None where it states another build than the table.
    """
    moved = re.fullmatch(r"g\.((?:chr)?[0-9XYM]{1,2}):(.+)", text)
    try:
        change = genomic.parse(f"{moved[1]}:g.{moved[2]}" if moved else text)
    except NotationError:
        return None
    alleles = change.alleles
    if alleles is None or (change.build and build and change.build != build):
        return None
    return Locus(change.contig, *alleles, change.build or build)
