"""GeneFuse: its text (`#Fusion: ...`) and JSON output. DNA calls with places; the order of the sides is of no use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.errors import InputError
from oncotier.genome.assembly import contig_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.fusion_calls import Breakpoint, FusionCall, judge_calls
from oncotier.readers.reader import Confidence, decoded
from oncotier.readers.tabular import TableBody

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_SIDE = (
    r"(?P<gene{0}>[A-Za-z0-9.@-]+)(?:_[^:\s]*)?:(?:intron|exon|utr)?:?[0-9]*\|?[+-]?"
    r"(?P<contig{0}>[A-Za-z0-9]+):(?P<pos{0}>[0-9]{{1,10}})"
)
_ENOUGH_READS = 2  # what GeneFuse itself asks for by default (its option --unique)
_FUSION = lazy_pattern(
    rf"Fusion: {_SIDE.format(1)}_{{1,3}}{_SIDE.format(2)} +\(total: (?P<total>[0-9]+), ?unique: ?(?P<unique>[0-9]+)\)"
)


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: a line or a key that begins with `Fusion:` and joins two sides (`___`, once `_`)."""
    return Confidence.CERTAIN if re.search(rb'[#"]Fusion: [^\n]*_[^\n]*\(total:', head) else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read every fusion. Raises InputError."""
    body = TableBody(source, context)
    calls: list[FusionCall] = []
    for number, line in source.lines():
        text = decoded(line).strip().lstrip('\ufeff#"')
        if not text.startswith("Fusion: "):
            continue
        body.records += 1
        body.line1 = number
        found = _FUSION.match(text)
        if found is None:
            body.malformed([text[:80]], "expected two sides joined by ___ and counts of reads")
        elif not (body.in_scope(found["gene1"]) or body.in_scope(found["gene2"])):
            body.count("gene_not_in_table")
        else:
            calls.append(_call(body, found))
    if not body.records:
        words = "no line begins with #Fusion:"
        raise InputError(source.fault or words, file=source.name, hint="a run of GeneFuse without fusions has none")
    judge_calls(body, calls)
    return body.reading("genefuse")


def _call(body: TableBody, found: re.Match[str]) -> FusionCall:
    places = [Breakpoint(contig_name(found[f"contig{side}"]), int(found[f"pos{side}"])) for side in (1, 2)]
    place = body.place(f"{found['gene1']} {found['gene2']} unique reads {found['unique']}")
    is_single = int(found["unique"]) < _ENOUGH_READS
    flags = ("no_rna_support", *(("low_confidence", "equivocal") if is_single else ()))
    return FusionCall(place, found["gene1"], found["gene2"], places[0], places[1], flags=flags)
