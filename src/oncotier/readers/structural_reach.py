"""How far a symbolic allele of a VCF reaches, from the bytes of its row: decides whether the row is read at all.

By INFO END, by SVLEN where there is no END (VCF 4.5 asks for SVLEN alone), and on another contig by CHR2 with POS2,
END2 or END. Rather too far than too near: what an allele does is told when its row is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Reach", "is_event", "reach_of"]

_EVENT = lazy_pattern(rb"<(?!INS|NON_REF>|\*>|X>)")
_OF_INTERVAL = lazy_pattern(rb"<(?:DEL|DUP|INV|CN)")
_WHOLE = lazy_pattern(rb"-?([0-9]{1,10})(?:\.[0-9]*)?")
_KEYS = frozenset({b"END", b"SVLEN", b"CHR2", b"POS2", b"END2"})


class Reach(Value, frozen=True):
    """The last base of an allele (1-based), and the place that it is joined to.

    `is_endless`: it is one of an interval, and nothing says where that ends; an END before POS is `wrong_end1`.
    """

    last1: int
    mate: tuple[bytes, int] | None = None
    wrong_end1: int | None = None
    is_endless: bool = False


def is_event(alternate: bytes) -> bool:
    """Tell whether ALT has a symbolic allele that may reach beyond its position: no insertion, nor any other allele."""
    return _EVENT.search(alternate) is not None


def reach_of(pos1: int, alternate: bytes, info: bytes) -> Reach:
    """Return how far the symbolic alleles of a row reach."""
    said = {key: value for part in info.split(b";") for key, _, value in [part.partition(b"=")] if key in _KEYS}
    contig = said.get(b"CHR2", b"")
    places = [place for key in (b"POS2", b"END2", b"END") if (place := _number(said, key)) is not None]
    mate = (contig, places[0]) if contig and places else None
    end1 = _number(said, b"END")
    lengths = [int(found[1]) for part in said.get(b"SVLEN", b"").split(b",") if (found := _WHOLE.fullmatch(part))]
    ends = [pos1 + max(lengths)] if lengths else []
    if end1 is not None and (contig or end1 >= pos1):
        ends.append(end1)
    is_endless = not ends and mate is None and _OF_INTERVAL.search(alternate) is not None
    return Reach(max([pos1, *ends]), mate, end1 if is_endless else None, is_endless=is_endless)


def _number(said: Mapping[bytes, bytes], key: bytes) -> int | None:
    found = _WHOLE.fullmatch(said.get(key, b""))
    return int(found[1]) if found else None
