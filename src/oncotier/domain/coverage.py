"""What a test looked at: the ground on which "not found" becomes "tested and absent"."""

from __future__ import annotations

from oncotier.domain.value import Value

__all__ = ["COVERED_KINDS", "Assay", "Block", "Covered", "Region"]

COVERED_KINDS = ("small_variant", "copy_number", "fusion")
"""The kinds of alterations that a test can be said to detect in a gene."""


class Region(Value, frozen=True):
    """One targeted interval: contig without prefix, 0-based half-open."""

    contig: str
    start0: int
    end0: int


class Covered(Value, frozen=True):
    """A gene that was looked at, for these kinds of alterations; `codons` (first, last) limit it, empty is all."""

    gene: str
    kinds: tuple[str, ...] = ("small_variant",)
    codons: tuple[tuple[int, int], ...] = ()


class Block(Value, frozen=True):
    """What a gVCF says of an interval (0-based half-open): read well enough to see a change (`covered`), or not.

    With a `record1` it is the row of a change: covered only where what that record says could be judged.
    """

    contig: str
    start0: int
    end0: int
    covered: bool
    record1: int = 0


class Assay(Value, frozen=True):
    """A test as its description states it: genes, or regions on one genome build, and the specimen.

    A test of cell-free DNA proves nothing absent: little of it may be of the tumor.
    """

    name: str
    sha256: str
    genes: tuple[Covered, ...] = ()
    regions: tuple[Region, ...] = ()
    build: str = ""
    is_cell_free: bool = False
