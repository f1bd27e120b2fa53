"""Rows deep in introns of which nothing would be said but where they lie, told on raw bytes.

Such a row is sound and the sample has its allele. Any other is taken apart, so that the same fault has the same end
wherever in a gene it stands: whatever is unusual here only costs time. An annotated one says of all transcripts that
it changes nothing, and nothing that would speak against it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.vcf_sample import genotype_fault, has_allele

if TYPE_CHECKING:
    from oncotier.readers.csq import CsqLayout
    from oncotier.readers.vcf_annotation import Annotation
    from oncotier.readers.vcf_sample import TumorColumn
    from oncotier.readers.vcf_select import Symbols

__all__ = ["PlainRows", "SilentEntries"]

_NO_CALL = b"NOCALL"
_NUMBERS = b"0123456789.,-"  # keys that differ in them only are looked at in full
_SHORT = 500  # bytes of an INFO that may be like another
_TIER = b"Tier"  # a confidence of MuSE, which is counted
_SILENT_TERMS = frozenset(
    b"intron_variant non_coding_transcript_variant NMD_transcript_variant upstream_gene_variant downstream_gene_variant"
    b" intergenic_variant regulatory_region_variant TF_binding_site_variant".split()
)
_DEEP = lazy_pattern(
    rb"(?:[A-Za-z0-9_.]+:)?[cn]\.[-*]?[0-9]+[+-][0-9]{3,9}[ACGT]>[ACGT]"
)  # no splice window is so wide


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
            or cells[6].startswith(_TIER)
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
    return _has_twice(info.translate(None, _NUMBERS)) if len(info) < _SHORT else _has_twice.__wrapped__(info)


@lru_cache(maxsize=1024)  # but for their numbers, the rows of a file are much alike where none is annotated
def _has_twice(info: bytes) -> bool:
    parts = info.split(b";")
    return len({part.partition(b"=")[0] for part in parts}) < len(parts)


def _names_an_alternate(genotype: bytes, alternates: int) -> bool:
    text = genotype.decode("latin-1")
    fields = {"GT": text}
    return not genotype_fault(text, alternates) and any(has_allele(fields, 1 + one) for one in range(alternates))


class SilentEntries:
    """The test on VEP's annotation of a single changed base deep in an intron."""

    def __init__(self, annotation: Annotation, layout: CsqLayout, symbols: Symbols) -> None:
        self._symbols = symbols
        self._start = annotation.key.encode() + b"="
        self._bars = len(layout.names) - 1
        self._places = layout.allele, layout.consequence, layout.symbol, layout.hgvs_c, layout.hgvs_p
        self._is_known = annotation.dialect == "vep" and min(self._places) >= 0
        self._most = max(self._places) + 1

    def test(self, info: bytes) -> bool | None:
        """Tell whether the entries name a gene in scope; None for those that have to be read.

        What they say of other genes does not matter where nothing in scope can be changed.
        """
        value = next((part for part in info.split(b";") if part.startswith(self._start)), b"")
        if not value or not self._is_known:
            return None
        allele, consequence, symbol, hgvs_c, hgvs_p = self._places
        entries = value[len(self._start) :].split(b",")
        if any(entry.count(b"|") != self._bars for entry in entries):
            return None
        split = [entry.split(b"|", self._most) for entry in entries]
        if not any(map(self._symbols.is_known, {fields[symbol] for fields in split})):
            return False
        for fields in split:
            if fields[hgvs_p] or (fields[hgvs_c] and not _DEEP.fullmatch(fields[hgvs_c])):
                return None
        terms = {fields[consequence] for fields in split}
        is_one = len({fields[allele] for fields in split}) == 1
        return True if is_one and all(_SILENT_TERMS.issuperset(term.split(b"&")) for term in terms) else None
