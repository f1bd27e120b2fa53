"""The amino acids in one- and three-letter code (IUPAC-IUBMB), with `*` for a stop."""

from __future__ import annotations

import re

from oncotier.notation.lazy_pattern import ascii_pattern

__all__ = ["ONE_LETTER", "THREE_LETTER", "to_one_letter", "to_three_letter"]

_THREE_BY_ONE = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu", "G": "Gly",
    "H": "His", "I": "Ile", "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe", "P": "Pro", "S": "Ser",
    "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val", "U": "Sec", "X": "Xaa", "*": "Ter",
}  # fmt: skip
_ONE_BY_THREE = {three: one for one, three in _THREE_BY_ONE.items()} | {"Stop": "*"}
_KEYWORDS = "delins|del|dup|ins|ext|fs"

ONE_LETTER = frozenset(_THREE_BY_ONE)
THREE_LETTER = "|".join(_ONE_BY_THREE)
"""An expression for any three-letter code (and `Stop`)."""

_THREE = ascii_pattern(THREE_LETTER)
_ANY_CASE = ascii_pattern(f"{_KEYWORDS}|{THREE_LETTER}", re.IGNORECASE)
_BEGINS = ascii_pattern(rf"(?:{THREE_LETTER})\d", re.IGNORECASE)
_STOP_WORD = ascii_pattern(r"(?<=\d)(?:ter|stop)\b", re.IGNORECASE)


def to_one_letter(text: str) -> str:
    """Rewrite every three-letter code (`Leu`, `Ter`) of a protein description as one letter, in any case of letters.

    >>> to_one_letter("Glu746_Ala750delinsIlePro"), to_one_letter("VAL600GLU"), to_one_letter("R213Ter")
    ('E746_A750delinsIP', 'V600E', 'R213*')
    """
    if not _BEGINS.match(text):
        return _THREE.sub(lambda found: _ONE_BY_THREE[found[0]], _STOP_WORD.sub("*", text))
    return _ANY_CASE.sub(_rewritten, text)


def _rewritten(found: re.Match[str]) -> str:
    return _ONE_BY_THREE.get(found[0].capitalize()) or found[0].lower()


def to_three_letter(sequence: str) -> str:
    """Rewrite a one-letter sequence as three-letter codes.

    >>> to_three_letter("IP*")
    'IleProTer'
    """
    return "".join(_THREE_BY_ONE[letter] for letter in sequence)
