"""Rows of a raw VCF of which nothing would be said but where they lie, told on raw bytes.

Such a row is sound and the sample has its allele. Any other is taken apart, so that the same fault has the same end
wherever in a gene it stands: whatever is unusual here only costs time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.readers.vcf_sample import genotype_fault, has_allele

if TYPE_CHECKING:
    from oncotier.readers.vcf_sample import TumorColumn

__all__ = ["PlainRows"]

_NO_CALL = b"NOCALL"


class PlainRows:
    """The test for one sample of a file."""

    def __init__(self, tumor: TumorColumn) -> None:
        self._sample = None if tumor.index0 is None else 9 + tumor.index0
        self._genotypes: dict[tuple[bytes, int], bool] = {}

    def test(self, line: bytes, cells: list[bytes]) -> bool:
        """Tell whether a row, whose REF and ALT are bases, is plain."""
        alternates = cells[4].upper().split(b",")
        return not (
            b"" in alternates
            or cells[3].upper() in alternates
            or not (cells[5] == b"." or cells[5].replace(b".", b"", 1).isdigit())
            or not cells[6]
            or _NO_CALL in cells[6]
            or _repeats_a_key(cells[7])
            or not self._has_sample(cells, len(alternates))
            or not line.isascii()
        )

    def _has_sample(self, cells: list[bytes], alternates: int) -> bool:
        """Tell whether the sample's fields are no more than FORMAT names, and its genotype names an alternate."""
        if self._sample is None:
            return True
        keys, values = cells[8], cells[self._sample]
        if values.count(b":") > keys.count(b":"):
            return False
        if keys[:3] not in {b"GT:", b"GT"}:
            return b"GT" not in keys
        asked = values.partition(b":")[0], alternates
        known = self._genotypes.get(asked)
        if known is None:
            known = self._genotypes[asked] = _names_an_alternate(*asked)
        return known


def _repeats_a_key(info: bytes) -> bool:
    parts = info.split(b";")
    return len({part.partition(b"=")[0] for part in parts}) < len(parts)


def _names_an_alternate(genotype: bytes, alternates: int) -> bool:
    text = genotype.decode("latin-1")
    fields = {"GT": text}
    return not genotype_fault(text, alternates) and any(has_allele(fields, 1 + one) for one in range(alternates))
