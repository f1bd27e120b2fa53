"""Allele fraction and depth of one allele, in the fields that each caller writes.

GATK, DRAGEN, VarDict, MuSE, Sentieon, SAGE: AF, AD, DP. Octopus: MAP_VAF, AF of every allele. MuTect1: FA. Strelka:
AU, CU, GU, TU, TAR, TIR (tier 1). VarScan: FREQ, RD with a scalar AD. FreeBayes and Ion Torrent: AO, RO, FAO, FRO, FDP.
SomaticSniper and LoFreq: DP4. PCGR: TVAF, TDP in INFO. A field that is no number, or whose number of values does not
fit, is not used: unknown is None, never zero. PURPLE_AF is adjusted for purity and no share of reads: it is not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Allele", "AlleleCounts", "allele_counts"]

_WHOLE = lazy_pattern(r"[0-9]{1,12}")
_DECIMAL = lazy_pattern(r"(?:[0-9]{1,20}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})(?:[eE][+-]?[0-9]{1,3})?")
_PERCENT = lazy_pattern(r"[0-9]{1,3}(?:\.[0-9]{0,20})?%")
_BASES = frozenset("ACGT")
_STRANDS = 4
# Only the flow evaluator of Ion Torrent writes these; FreeBayes shares the names of the others.
_FLOW_SPACE_MARKS = frozenset({"FAO", "FDP"})
_FLOW_SPACE_COUNTS = ("FAO", "FRO", "FDP", "AO", "RO", "DP")
_ROUNDING = 0.02


class AlleleCounts(Value, frozen=True):
    """Allele fraction (0 to 1) and depth of one allele; None where the file does not say."""

    vaf: float | None
    depth: int | None


class Allele(Value, frozen=True):
    """Which allele of a row is asked for: its number (1 is the first of ALT), how many there are, and their bases."""

    number1: int
    alternates: int
    reference: str = ""
    alternate: str = ""


def allele_counts(
    fields: Mapping[str, str], info: Mapping[str, str], allele: Allele, *, is_only_sample: bool = False
) -> AlleleCounts:
    """Read fraction and depth of an allele from the sample's fields, else from INFO of a file without samples.

    INFO AF of a file with samples is a frequency among its genotypes, not a fraction of reads; so it is of a file that
    has lost its samples, where AN beside it says of how many genotypes. The read counts that
    Ion Torrent writes into INFO are of all samples: they are those of the sample where it is the only one.
    """
    counts = _counts_in(fields or _of_reads(info), allele)
    vaf, depth = counts.vaf, counts.depth
    if vaf is None and fields and is_only_sample and _FLOW_SPACE_MARKS & info.keys():
        counts = _counts_in({key: info[key] for key in _FLOW_SPACE_COUNTS if key in info}, allele)
        vaf, depth = counts.vaf, depth if depth is not None else counts.depth
    if vaf is None:
        vaf = _fraction(info.get("TVAF", ""))
    if depth is None:
        depth = _whole(info.get("TDP", ""))
    return AlleleCounts(vaf, depth)


def _of_reads(info: Mapping[str, str]) -> Mapping[str, str]:
    return {key: value for key, value in info.items() if key != "AF"} if "AN" in info else info


def _counts_in(place: Mapping[str, str], allele: Allele) -> AlleleCounts:
    depth = _whole(place.get("DP", ""))
    vaf = _stated_fraction(place, allele)
    for count in _COUNTS:
        found = count(place, allele)
        if found is None:
            continue
        alternate, total = found
        vaf = alternate / total if vaf is None and total else vaf
        depth = total if depth is None else depth
        break
    return AlleleCounts(vaf, depth)


def _stated_fraction(place: Mapping[str, str], allele: Allele) -> float | None:
    for key in ("AF", "FA", "VAF", "VF", "MAP_VAF", "FREQ"):
        written = place.get(key)
        if not written:
            continue
        parts = written.split(",")
        if len(parts) == allele.alternates + 1 and _is_of_all_alleles(parts):
            parts = parts[1:]
        if len(parts) == allele.alternates:
            text = parts[allele.number1 - 1]
            value = _fraction(text) if key != "FREQ" or text.endswith("%") else None
            if value is not None:
                return value
    return None


def _is_of_all_alleles(parts: list[str]) -> bool:
    """Tell whether fractions count the reference allele too (AF of Octopus): they then make up the whole."""
    values = [_fraction(part) for part in parts]
    known = [value for value in values if value is not None]
    return len(known) == len(values) and abs(sum(known) - 1) <= _ROUNDING


def _by_allele(place: Mapping[str, str], allele: Allele) -> tuple[int, int] | None:
    """AD of the GATK family: the reference first, then every alternate."""
    known = _numbers(place.get("AD", ""))
    if known is None or len(known) != allele.alternates + 1:
        return None
    return known[allele.number1], sum(known)


def _scalar(place: Mapping[str, str], allele: Allele) -> tuple[int, int] | None:
    """RD and a scalar AD of VarScan."""
    reference, alternate = _whole(place.get("RD", "")), _whole(place.get("AD", ""))
    if reference is None or alternate is None or allele.alternates != 1:
        return None
    return alternate, reference + alternate


def _flow_space(place: Mapping[str, str], allele: Allele) -> tuple[int, int] | None:
    """FAO and FRO (or FDP) of Ion Torrent, which outweigh AO and RO."""
    counts, reference, depth = (
        _numbers(place.get("FAO", "")),
        _whole(place.get("FRO", "")),
        _whole(place.get("FDP", "")),
    )
    if counts is None or len(counts) != allele.alternates:
        return None
    total = depth if depth is not None else reference + sum(counts) if reference is not None else None
    found = counts[allele.number1 - 1]
    return (found, total) if total is not None and found <= total else None


def _observed(place: Mapping[str, str], allele: Allele) -> tuple[int, int] | None:
    """AO and RO of FreeBayes."""
    counts, reference = _numbers(place.get("AO", "")), _whole(place.get("RO", ""))
    if counts is None or reference is None or len(counts) != allele.alternates:
        return None
    return counts[allele.number1 - 1], reference + sum(counts)


def _tiers(place: Mapping[str, str], allele: Allele) -> tuple[int, int] | None:
    """AU, CU, GU, TU of Strelka for a substitution, TAR and TIR for an insertion or deletion; tier 1 counts."""
    if allele.reference in _BASES and allele.alternate in _BASES:
        keys = f"{allele.reference}U", f"{allele.alternate}U"
    else:
        keys = "TAR", "TIR"
    reference, alternate = (_numbers(place.get(key, "")) for key in keys)
    if not reference or not alternate:
        return None
    return alternate[0], reference[0] + alternate[0]


def _strands(place: Mapping[str, str], allele: Allele) -> tuple[int, int] | None:
    """DP4 of SomaticSniper and LoFreq: reference forward and reverse, alternate forward and reverse."""
    counts = _numbers(place.get("DP4", ""))
    if counts is None or len(counts) != _STRANDS or allele.alternates != 1:
        return None
    return counts[2] + counts[3], sum(counts)


_COUNTS: tuple[Callable[[Mapping[str, str], Allele], tuple[int, int] | None], ...] = (
    _by_allele, _scalar, _flow_space, _observed, _tiers, _strands,
)  # fmt: skip


def _numbers(text: str) -> list[int] | None:
    counts = [_whole(part) for part in text.split(",")]
    known = [count for count in counts if count is not None]
    return known if len(known) == len(counts) else None


def _fraction(text: str) -> float | None:
    """Read a fraction from 0 to 1, or a number with a percent sign; None for anything else (`.`, 30 without sign)."""
    value = float(text) if _DECIMAL.fullmatch(text) else float(text[:-1]) / 100 if _PERCENT.fullmatch(text) else None
    return value if value is not None and value <= 1 else None


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None
