"""RefSeq accessions of the chromosomes: which chromosome, and which assembly.

Facts: NCBI assembly reports of GRCh37 (GCF_000001405.13) and GRCh38 (GCF_000001405.26). A new assembly gives a
chromosome the next version; the mitochondrion has one sequence in both.
"""

from __future__ import annotations

__all__ = ["CHROMOSOMES", "accession_of", "chromosome_of"]

CHROMOSOMES = (*map(str, range(1, 23)), "X", "Y", "MT")
"""The chromosomes as they are named without a prefix."""

_VERSIONS = {  # of NC_000001 to NC_000024: GRCh37, GRCh38
    "1": (10, 11), "2": (11, 12), "3": (11, 12), "4": (11, 12), "5": (9, 10), "6": (11, 12), "7": (13, 14),
    "8": (10, 11), "9": (11, 12), "10": (10, 11), "11": (9, 10), "12": (11, 12), "13": (10, 11), "14": (8, 9),
    "15": (9, 10), "16": (9, 10), "17": (10, 11), "18": (9, 10), "19": (9, 10), "20": (10, 11), "21": (8, 9),
    "22": (10, 11), "X": (10, 11), "Y": (9, 10),
}  # fmt: skip
_BUILDS = ("GRCh37", "GRCh38")
_MITOCHONDRION = "NC_012920"


def chromosome_of(accession: str) -> tuple[str, str] | None:
    """Return the chromosome and the build of an accession; None where it is of no chromosome of GRCh37 or GRCh38.

    The build is empty where the accession does not tell: it has no version, or both builds share it.

    >>> chromosome_of("NC_000007.13"), chromosome_of("NC_000023"), chromosome_of("NC_000007.12")
    (('7', 'GRCh37'), ('X', ''), None)
    """
    number, _, version = accession.upper().partition(".")
    if number == _MITOCHONDRION:
        return ("MT", "") if version in {"", "1"} else None
    index = number.removeprefix("NC_")
    if not index.isdecimal() or not 1 <= int(index) <= len(_VERSIONS):
        return None
    chromosome = CHROMOSOMES[int(index) - 1]
    if not version:
        return chromosome, ""
    known = [build for build, known in zip(_BUILDS, _VERSIONS[chromosome], strict=True) if version == str(known)]
    return (chromosome, known[0]) if known else None


def accession_of(chromosome: str, build: str) -> str:
    """Return the accession of a chromosome in a build; empty for the mitochondrion, whose one says no build.

    >>> accession_of("X", "GRCh38")
    'NC_000023.11'
    """
    versions = _VERSIONS.get(chromosome)
    if versions is None or build not in _BUILDS:
        return ""
    return f"NC_{CHROMOSOMES.index(chromosome) + 1:06d}.{versions[_BUILDS.index(build)]}"
