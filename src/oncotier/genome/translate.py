"""The genetic code, also where bases are not known: `N` stands for any base, an empty text for any residue.

Standard code (NCBI translation table 1). A codon with unknown bases is translated only where every reading of it
gives the same residue.
"""

from __future__ import annotations

from functools import cache
from itertools import product

__all__ = ["STOP", "amino_acid", "candidates", "reverse_complement"]

STOP = "*"

_ORDER = "TCAG"
_ACIDS = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
_CODE = {"".join(codon): acid for codon, acid in zip(product(_ORDER, repeat=3), _ACIDS, strict=True)}
_COMPLEMENT = str.maketrans("ACGT", "TGCA")


def reverse_complement(bases: str) -> str:
    """Return the other strand, read in its own direction.

    >>> reverse_complement("AACGN")
    'NCGTT'
    """
    return bases.translate(_COMPLEMENT)[::-1]


def amino_acid(codon: str) -> str:
    """Return the residue of a codon, empty where its unknown bases leave a choice.

    >>> amino_acid("CTN"), amino_acid("TAN"), amino_acid("TGA")
    ('L', '', '*')
    """
    found = _CODE.get(codon)
    return _of_all(codon) if found is None else found


@cache
def _of_all(codon: str) -> str:
    found = {_CODE[reading] for reading in _readings(codon)}
    return found.pop() if len(found) == 1 else ""


@cache
def candidates(residue: str, codon: str) -> tuple[str, ...]:
    """Return the codons of a residue (of any, where it is empty) that agree with the known bases of a codon.

    >>> candidates("M", "NNN"), candidates("F", "NNC")
    (('ATG',), ('TTC',))
    """
    return tuple(reading for reading in _readings(codon) if residue in {"", _CODE[reading]})


def _readings(codon: str) -> list[str]:
    return ["".join(bases) for bases in product(*(_ORDER if base == "N" else base for base in codon))]
