"""Which genome build a file is on: names, contig lengths, and how evidence is weighed.

Contig lengths: Genome Reference Consortium, GRCh37 (hg19) and GRCh38 (hg38) primary assemblies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BUILDS", "BuildEvidence", "build_of_contig", "build_of_name", "contig_name"]

BUILDS = ("GRCh37", "GRCh38")

_LENGTHS = {
    "1": (249250621, 248956422), "2": (243199373, 242193529), "3": (198022430, 198295559),
    "4": (191154276, 190214555), "5": (180915260, 181538259), "6": (171115067, 170805979),
    "7": (159138663, 159345973), "8": (146364022, 145138636), "9": (141213431, 138394717),
    "10": (135534747, 133797422), "11": (135006516, 135086622), "12": (133851895, 133275309),
    "13": (115169878, 114364328), "14": (107349540, 107043718), "15": (102531392, 101991189),
    "16": (90354753, 90338345), "17": (81195210, 83257441), "18": (78077248, 80373285),
    "19": (59128983, 58617616), "20": (63025520, 64444167), "21": (48129895, 46709983),
    "22": (51304566, 50818468), "X": (155270560, 156040895), "Y": (59373566, 57227415),
}  # fmt: skip
_NAMES = {
    "grch37": "GRCh37", "hg19": "GRCh37", "b37": "GRCh37", "hs37d5": "GRCh37", "37": "GRCh37",
    "human_g1k_v37": "GRCh37",
    "grch38": "GRCh38", "hg38": "GRCh38", "b38": "GRCh38", "hs38dh": "GRCh38", "38": "GRCh38",
}  # fmt: skip
_NAME_IN_TEXT = lazy_pattern(
    r"(grch37|grch38|hg19|hg38|hs37d5|hs38dh|human_g1k_v37|(?<![a-z0-9])b37(?![0-9]))", re.IGNORECASE
)


class BuildEvidence(Value, frozen=True):
    """One piece of evidence for a build: the build it speaks for, and where it stands."""

    build: str
    words: str

    @staticmethod
    def verdict(evidence: Iterable[BuildEvidence]) -> tuple[str, tuple[BuildEvidence, ...]]:
        """Return the build that all evidence agrees on (empty without any), and the evidence that contradicts it."""
        pieces = tuple(evidence)
        if not pieces:
            return "", ()
        first = pieces[0].build
        return first, tuple(piece for piece in pieces if piece.build != first)


def contig_name(name: str) -> str:
    """Return a contig without its `chr` prefix, the mitochondrion as `MT`."""
    bare = name[3:] if name[:3].lower() == "chr" else name
    return "MT" if bare == "M" else bare


def build_of_contig(name: str, length: int) -> str:
    """Return the build on which a contig has this length, or an empty string."""
    lengths = _LENGTHS.get(contig_name(name))
    return BUILDS[lengths.index(length)] if lengths and length in lengths else ""


def build_of_name(text: str) -> str:
    """Return the build that a name or a free text speaks of, or an empty string (also when it names both)."""
    exact = _NAMES.get(text.strip().lower())
    if exact:
        return exact
    found = {_NAMES[name.lower()] for name in _NAME_IN_TEXT.findall(text)}
    return found.pop() if len(found) == 1 else ""
