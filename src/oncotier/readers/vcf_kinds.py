"""Which kinds of alterations a VCF shows absent: one of structural variants or copies alone lists no small variants.

One of copies alone shows no genes joined either, one of breakends alone no copies, and one of small variants, as a
MAF, neither copies nor genes joined.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from oncotier.readers.source import Batch
    from oncotier.readers.vcf_header import VcfHeader

__all__ = ["unproved_by"]

_ALT0, _FORMAT0 = 4, 8
_EVENT = lazy_pattern(rb"[\[\]]|<(?!NON_REF>|\*>|X>)|^\.\w|\w\.$", re.ASCII)

_COPIES = frozenset({"CN", "TCN", "SM", "FC"})  # of FORMAT
_RATIOS = frozenset({"FOLD_CHANGE", "TCN_EM"})  # of INFO


def unproved_by(header: VcfHeader, first: Batch, records: int) -> tuple[str, ...]:
    """Return the kinds that a file does not show absent, by its header, its first rows and the number of all.

    A caller of small variants may describe structural ones in its header too: so each of the first rows has to be one.
    Callers of structural variants spell small ones in bases, with a SVTYPE; a segment of two copies has neither an
    allele nor a SVTYPE, but with DRAGEN a REFLEN, with GATK the format field CN.
    """
    rows = [row for row in first.lines if row.strip()]
    if not header.is_structural:
        return () if any(map(_is_structural, rows)) else ("copy_number", "fusion")
    if (records and not first.raw) or not all(map(_is_structural, rows)):
        return ()
    if rows and all(map(_is_of_copies, rows)):
        return ("small_variant", "fusion")
    has_copies = _declares_copies(header) or any(map(_states_copies, rows))
    return ("small_variant",) if has_copies else ("small_variant", "copy_number")


def _declares_copies(header: VcfHeader) -> bool:
    """Tell whether a caller of copies wrote the header."""
    return _counts_copies(header.declared.format_keys) or not _RATIOS.isdisjoint(header.declared.info)


def _counts_copies(keys: frozenset[str]) -> bool:
    """Tell whether fields of FORMAT are those of a caller of copies: one of breakends counts its reads beside them."""
    from oncotier.readers.copy_rows import SUPPORT  # no VCF of small variants needs the rest

    return bool(keys & _COPIES) and not keys & SUPPORT


def _states_copies(row: bytes) -> bool:
    cells = row.split(b"\t", _FORMAT0 + 1)
    keys = cells[_FORMAT0].decode("ascii", "replace").split(":") if len(cells) > _FORMAT0 else ()
    return _counts_copies(frozenset(keys)) or _is_of_copies(row)


def _is_of_copies(row: bytes) -> bool:
    """Tell whether a row is one of a caller of copies, as DRAGEN, TruSight Oncology 500 and CNVkit write it."""
    return b"SVTYPE=CNV" in row or b"REFLEN=" in row or b"FOLD_CHANGE=" in row


def _is_structural(row: bytes) -> bool:
    if b"SVTYPE=" in row or b"REFLEN=" in row:
        return True
    cells = row.split(b"\t", _FORMAT0 + 1)
    if len(cells) <= _ALT0:
        return False
    is_neutral = cells[_ALT0] == b"." and len(cells) > _FORMAT0 and b"CN" in cells[_FORMAT0].split(b":")
    return is_neutral or _EVENT.search(cells[_ALT0]) is not None
