"""Alleles that reads of a sample carry and its genotype does not name.

A genotype of two alleles is made for a germline: callers as FreeBayes, Pindel and Delly write 0/0 beside the reads of
a small clone. Such an allele is not absent. FreeBayes with `--pooled-continuous` reports alleles by their reads alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import GENOTYPE_DENIES, VariantObservation
from oncotier.domain.value import replace
from oncotier.readers.read_support import support_of
from oncotier.readers.tabular import whole_of
from oncotier.readers.vcf_counts import Allele, allele_counts
from oncotier.readers.vcf_row import is_no_allele
from oncotier.readers.vcf_sample import alleles_of, has_allele

if TYPE_CHECKING:
    from oncotier.domain.observation import Unresolved
    from oncotier.readers.vcf_row import Row

__all__ = ["is_unread", "objection_to", "with_objection"]

_FEWEST = (5, 0.05)  # reads, and their share: fewer are taken for errors of sequencing
_NOT_CALLED = "not_called_in_sample"
_FEWEST_POOLED = (2, 0.01)  # FreeBayes has applied its own bounds, in one of the samples


def objection_to(row: Row, index0: int, *, pooled: bool = False) -> str | None:
    """Return why an allele is not to be relied on, empty for nothing; None where the sample does not have it."""
    alternate = row.alternates[index0]
    if has_allele(row.fields, index0 + 1):
        if row.is_of_other and not alternate.isalpha():
            return _NOT_CALLED
        return None if alternate.isalpha() and is_unread(row) else ""
    if not alternate.isalpha():
        return GENOTYPE_DENIES if (support_of(row.fields) or 0) >= _FEWEST[0] else None
    found = allele_counts(row.fields, {}, Allele(index0 + 1, len(row.alternates), row.reference, alternate))
    if found.vaf is None or found.depth is None:
        return None
    reads, share = _FEWEST_POOLED if pooled else _FEWEST
    if found.vaf < share or round(found.vaf * found.depth) < reads:
        return None
    return "" if pooled else GENOTYPE_DENIES


def is_unread(row: Row) -> bool:
    """Tell whether the sample has too few reads at a place to show an allele: none, or next to none without one.

    So has one that states nothing of a row of another sample: whether it was read there is not known.
    """
    if row.is_of_other:
        return True
    alleles = set(alleles_of(row.fields.get("GT", "").lstrip("/|")))
    if not alleles <= {".", "0"}:
        return False
    depth = whole_of(row.fields.get("MIN_DP", "") or row.fields.get("DP", ""))
    counts = row.fields.get("AD", "").split(",")
    if "." in alleles:
        return depth == 0 or set(counts) == {"0"} or all(map(is_no_allele, row.alternates))
    if depth is None:  # the reads of each allele tell
        allele = Allele(1, len(row.alternates), row.reference, row.alternates[0])
        depth = allele_counts(row.fields, {}, allele).depth
    return depth is not None and depth < _FEWEST[0]


def with_objection(end: VariantObservation | Unresolved | str, objection: str) -> VariantObservation | Unresolved | str:
    """Return the end of an allele with one more filter, if it is a finding."""
    if not isinstance(end, VariantObservation) or not objection:
        return end
    return replace(end, filter=f"{end.filter};{objection}" if end.filter else objection)
