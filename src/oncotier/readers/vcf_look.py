"""How plain values of INFO and FORMAT look."""

from __future__ import annotations

from oncotier.domain.value import Value

__all__ = ["ANY", "Look"]


class Look(Value, frozen=True):
    """How a plain value looks in a row of one alternate allele and a diploid sample: so many values of one kind.

    Kinds are `any` (not looked at), `text`, `whole` and `number` (not below 0), `flag` and `genotype`.
    """

    kind: str
    size: int = 0


ANY = Look("any")
