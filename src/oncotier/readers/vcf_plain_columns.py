"""Data rows of a VCF whose cells are plainly sound, told for many rows at once by their columns.

Such rows have one alternate in bases, and values that look as most of their kind do. What is sound but unusual is not
told here, and costs its taking apart. Cells are bytes: tests for digits and letters know ASCII only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.readers.reader import decoded
from oncotier.readers.vcf_look import ANY, Look
from oncotier.readers.vcf_row_faults import format_faults, key_fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oncotier.readers.vcf_header import VcfHeader

__all__ = ["PlainColumns"]

_BASES = b"ACGTN"
_DIGITS = 9  # of a whole number that is surely in range
_GENOTYPE = Look("genotype")
_GENOTYPES = frozenset({b"0/0", b"0/1", b"1/1", b"0|0", b"0|1", b"1|0", b"1|1"})


class PlainColumns:
    """The test for one file; cells that came before are known."""

    def __init__(self, header: VcfHeader) -> None:
        self._header = header
        self._info_looks = dict(header.declared.info_looks)
        self._formats: dict[bytes, tuple[Look, ...]] = {}

    def test(self, rows: Sequence[list[bytes]]) -> bool:
        """Tell whether rows, which are as wide as the header, are plain."""
        columns = list(zip(*rows, strict=True))
        chroms, _, names, references, alternates, qualities, filters, infos = columns[:8]
        return (
            not b"".join(references + alternates).strip(_BASES)
            and b"" not in references
            and b"" not in alternates
            and all(one.isalnum() or decoded(one) in self._header.contigs for one in set(chroms))
            and all(one == b"." or one.isalnum() for one in set(names))
            and all(one == b"." or one.replace(b".", b"", 1).isdigit() for one in set(qualities))
            and all(one in {b"PASS", b"."} or (one.isalnum() and one != b"0") for one in set(filters))
            and all(one == b"." or self._is_plain_info(one) for one in infos)
            and (len(columns) == 8 or self._are_plain_samples(columns[8], columns[9:]))
        )

    def _is_plain_info(self, cell: bytes) -> bool:
        looks = self._info_looks
        pairs = [part.partition(b"=") for part in cell.removesuffix(b";").split(b";")]
        for key, _, value in pairs:
            look = looks.get(key) or self._learn(key)
            if look is not ANY and (look is None or not _look_so((value,), look)):
                return False
        return len(pairs) == 1 or len({pair[0] for pair in pairs}) == len(pairs)

    def _learn(self, name: bytes) -> Look | None:
        """Let an INFO key that nothing declares have any value, if it is a key."""
        key, declared = decoded(name), self._header.declared
        if key in declared.info or key_fault("INFO", key, declared.version):
            return None
        self._info_looks[name] = ANY
        return ANY

    def _are_plain_samples(self, formats: Sequence[bytes], samples: Sequence[Sequence[bytes]]) -> bool:
        keys = formats[0]
        looks = self._formats.get(keys)
        if looks is None:
            looks = self._formats[keys] = self._looks_of(decoded(keys))
        if not looks or formats.count(keys) < len(formats):
            return False
        for cells in samples:
            split = [cell.split(b":") for cell in cells]
            sizes = set(map(len, split))
            if len(sizes) > 1 or max(sizes) > len(looks):
                return False
            for look, values in zip(looks, zip(*split, strict=True), strict=False):
                if look is not ANY and not _look_so(values, look):
                    return False
        return True

    def _looks_of(self, cell: str) -> tuple[Look, ...]:
        """Return how the values of a FORMAT cell look, nothing where it is at fault or has a key of another kind."""
        declared = self._header.declared
        if next(format_faults(cell, declared), ""):
            return ()
        looks: list[Look] = []
        for key in cell.split(":"):
            look = _GENOTYPE if key == "GT" else declared.format_looks.get(key)
            if look is None and key in declared.format:
                return ()
            looks.append(look or ANY)
        return tuple(looks)


def _look_so(values: Sequence[bytes], look: Look) -> bool:
    """Tell whether all values of one key look as most of its kind do."""
    kind, size = look.kind, look.size
    if kind == "genotype":
        return _GENOTYPES.issuperset(values)
    if kind == "flag":
        return not any(values)
    if b"" in values:
        return False
    if b"." in values:
        values = [one for one in values if one != b"."]
        if not values:
            return True
    if any(one.count(b",") != size - 1 for one in values):
        return False
    if kind == "text":
        return True
    parts = b",".join(values).split(b",") if size > 1 else values
    if kind == "number":
        return all(one.replace(b".", b"", 1).isdigit() for one in parts)
    return b"" not in parts and b"".join(parts).isdigit() and max(map(len, parts)) <= _DIGITS
