"""What the reference blocks of a gVCF prove: where the sample was read deeply enough and shows no other allele.

A block is a row whose only alternate is `<NON_REF>`, `<*>` or `.`, up to INFO END or FORMAT LEN. Its depth is the
smallest within: MIN_DP, INFO MinDP, the DP of blocks that state the minimum (`BLOCKAVG_min30p3a`), or the DP of a
single base; an average proves nothing. Rows in between that are shallow, filtered or not called are gaps.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from oncotier.domain.coverage import Block
from oncotier.domain.observation import GENOTYPE_DENIES
from oncotier.genome.assembly import contig_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.tabular import number_of, whole_of
from oncotier.readers.vcf_genotype import is_unread, objection_to
from oncotier.readers.vcf_row import failed_filters, is_bases
from oncotier.readers.vcf_sample import alleles_of
from oncotier.readers.vcf_unread import UnreadPlaces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.readers.vcf_row import Row

__all__ = ["ReferenceBlocks"]

_ANY_OTHER = frozenset({".", "<NON_REF>", "<*>", "<X>"})
_REFERENCE = lazy_pattern(r"0(?:[/|]0)*")
_PASSED = frozenset({"PASS", ".", ""})
_TOO_SHALLOW = lazy_pattern(r"(?:^|[;,])(?:low[_-]?(?:dp|depth|cov(?:erage)?)|min[_-]?(?:dp|depth|cov))", re.IGNORECASE)
_QUALITIES = ("GQ", "RGQ", "GQX")


class ReferenceBlocks:
    """Collects the blocks and gaps of the rows of one file, neighbors of a kind as one."""

    def __init__(self, thresholds: Mapping[str, float]) -> None:
        self._depth = thresholds.get("reference_block_depth")
        self._quality = thresholds.get("reference_block_quality", 0)
        self._blocks: list[Block] = []
        self._has_blocks = False
        self.is_gvcf = False
        self.unread = UnreadPlaces()

    def add(self, row: Row) -> None:
        """Take a row that touches a gene."""
        states_others = not _ANY_OTHER.isdisjoint(row.alternates)
        is_reference, is_complete = _judged(row.fields.get("GT", "."))
        end1, covered = row.pos1 + len(row.reference) - 1, False
        if states_others:
            is_block = all(one in _ANY_OTHER for one in row.alternates)
            end1 = max(end1, _end1(row) if is_block else 0)
            is_deep = self._is_deep(row, single=end1 == row.pos1 or not is_block)
            is_complete = is_complete and _names_written_alleles(row)
            covered = is_deep and (is_reference or is_complete)
            self._has_blocks = self._has_blocks or (is_block and is_deep and is_reference)
            # Segments of callers of copy numbers look the same, but for their SVTYPE or number of copies.
            is_long = end1 >= row.pos1 + len(row.reference)
            is_of_copies = "SVTYPE" in row.info or "CN" in row.fields
            self.is_gvcf = self.is_gvcf or (is_long and is_reference and not is_of_copies)
        is_small = all(one in _ANY_OTHER or is_bases(one) for one in row.alternates)
        if is_small and (is_unread(row) or (is_reference and _is_doubted(row))):
            self.unread.add(row, end1)
        is_reference = is_reference and not (covered and _is_denied(row))
        record1 = 0 if is_reference or not is_complete else row.record1
        self._append(Block(contig_name(row.chrom), row.pos1 - 1, end1, covered=covered, record1=record1))

    def _is_deep(self, row: Row, *, single: bool) -> bool:
        """Tell whether every base of a row passed its filters, was read often enough, and called surely enough."""
        if self._depth is None or row.filter not in _PASSED or row.fields.get("FT", "") not in _PASSED:
            return False
        depths = [row.fields.get("MIN_DP", ""), row.info.get("MIN_DP", ""), row.info.get("MinDP", "")]
        if single or "BLOCKAVG_min30p3a" in row.info:
            depths.append(row.fields.get("DP", ""))
        depth = next((reads for text in depths if (reads := whole_of(text)) is not None), None)
        qualities = [known for key in _QUALITIES if (known := number_of(row.fields.get(key, ""))) is not None]
        return depth is not None and depth >= self._depth and all(one >= self._quality for one in qualities)

    def _append(self, block: Block) -> None:
        last = self._blocks[-1] if self._blocks else None
        if (
            last is not None
            and (last.contig, last.covered, last.record1, 0) == (block.contig, block.covered, 0, block.record1)
            and last.start0 <= block.start0 <= last.end0
        ):
            end0 = max(last.end0, block.end0)
            self._blocks[-1] = Block(last.contig, last.start0, end0, covered=last.covered)
        else:
            self._blocks.append(block)

    def found(self) -> tuple[Block, ...]:
        """Return blocks and gaps in the order of the file; none where no block proves anything, unless it is a gVCF."""
        return tuple(self._blocks) if self._has_blocks or self.is_gvcf else ()


def _end1(row: Row) -> int:
    end, length = whole_of(row.info.get("END", "")), whole_of(row.fields.get("LEN", ""))
    return end if end is not None else row.pos1 + length - 1 if length else 0


@lru_cache(maxsize=1024)  # a file has few genotypes and many rows
def _judged(genotype: str) -> tuple[bool, bool]:
    """Tell whether a genotype is that of the reference, and whether it is complete."""
    alleles = alleles_of(genotype.lstrip("/|"))
    return bool(_REFERENCE.fullmatch(genotype)), not {".", ""} & set(alleles)


def _is_doubted(row: Row) -> bool:
    """Tell whether the caller objects to its own finding that a place is unchanged.

    It does by any filter where it asks for no allele. Beside an allele, only a filter for the depth does: others object
    to the allele.
    """
    failed = failed_filters(row)
    if not failed or "SVTYPE" in row.info:
        return False
    return _ANY_OTHER.issuperset(row.alternates) or bool(_TOO_SHALLOW.search(failed))


def _is_denied(row: Row) -> bool:
    """Tell whether reads carry an allele that the genotype does not name: what it is shall be judged before."""
    written = (index0 for index0, one in enumerate(row.alternates) if one not in _ANY_OTHER)
    return any(objection_to(row, index0) == GENOTYPE_DENIES for index0 in written)


def _names_written_alleles(row: Row) -> bool:
    """Tell whether a complete genotype names no allele that stands for any other."""
    alleles = alleles_of(row.fields["GT"].lstrip("/|"))
    return all(row.alternates[int(one) - 1] not in _ANY_OTHER for one in alleles if int(one))
