"""Segments with total copy numbers, mapped to the genes in scope.

A gene counts as a whole where a segment holds its coding range, and as amplified where it holds most of it: segments
end between probes. A gene cut by segment borders takes the number that
all its segments reach; else the part is said and is no event of the whole gene. A segment over most of a chromosome
arm is broad: its amplification is not focal (GISTIC, Mermel 2011, tells the two apart by the share of the arm).

Copies are absolute, so that a single copy of X or Y in a man is neither a loss nor a deletion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import CopyNumberObservation, Negative, Notice, RearrangementObservation, Source
from oncotier.domain.value import Value
from oncotier.errors import BuildError
from oncotier.genome.assembly import BUILDS, build_of_contig
from oncotier.genome.transcript import coding_share, exons_lost
from oncotier.readers.tabular import NO_COPIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oncotier.genome.transcript import ExonLoss, Transcript
    from oncotier.readers.reader import Context
    from oncotier.readers.tabular import TableBody

__all__ = [
    "MOST_OF_A_GENE",
    "Segment",
    "Uncalled",
    "build_by_ends",
    "exon_words",
    "gene_copies",
    "is_broad",
    "map_segments",
    "ploidy_words",
]

# Border of the arms in megabases, cytogenetic bands p11/q11 (UCSC, GRCh38); GRCh37 differs by less than 6 Mb.
_CENTROMERE_MB = {
    "1": 123.4, "2": 93.9, "3": 90.9, "4": 50.0, "5": 48.8, "6": 59.8, "7": 60.1, "8": 45.2, "9": 43.0, "10": 39.8,
    "11": 53.4, "12": 35.5, "13": 17.7, "14": 17.2, "15": 19.0, "16": 36.8, "17": 25.1, "18": 18.5, "19": 26.2,
    "20": 28.1, "21": 12.0, "22": 15.0, "X": 61.0, "Y": 10.4,
}  # fmt: skip
_LENGTH_MB = {
    "1": 248.9, "2": 242.2, "3": 198.2, "4": 190.2, "5": 181.5, "6": 170.8, "7": 159.3, "8": 145.1, "9": 138.3,
    "10": 133.7, "11": 135.0, "12": 133.2, "13": 114.3, "14": 107.0, "15": 101.9, "16": 90.3, "17": 83.2, "18": 80.3,
    "19": 58.6, "20": 64.4, "21": 46.7, "22": 50.8, "X": 156.0, "Y": 57.2,
}  # fmt: skip
MOST_OF_A_GENE = 0.8
"""Share of the coding bases from which on an amplification is one of the gene."""
_MEGABASE = 1_000_000
_DIPLOID = 2.0
_HIGH_PLOIDY = 2.7


class Segment(Value, frozen=True):
    """One segment: contig without prefix, 0-based half-open; `copies` is the total copy number."""

    source: Source
    contig: str
    start0: int
    end0: int
    copies: float
    flags: tuple[str, ...] = ()
    filter: str = ""
    origin: Origin = Origin.UNKNOWN


class Uncalled(Value, frozen=True):
    """One segment of which the source gives no number of copies: nothing is known of the genes in it."""

    source: Source
    contig: str
    start0: int
    end0: int


def build_by_ends(ends: dict[str, int]) -> tuple[str, str]:
    """Return the build on which segments end exactly at the ends of chromosomes, with the words of it."""
    fits = {contig: build for contig, end in ends.items() if (build := build_of_contig(contig, end))}
    found = set(fits.values())
    if len(found) != 1:
        return "", ""
    build = found.pop()
    return build, f"segments end at the ends of {len(fits)} chromosomes of {build}"


def is_broad(contig: str, start0: int, end0: int, context: Context) -> bool:
    """Tell whether an interval covers so much of a chromosome arm that it is no focal event."""
    share = context.thresholds.get("broad_arm_fraction")
    border, length = _CENTROMERE_MB.get(contig), _LENGTH_MB.get(contig)
    if share is None or border is None or length is None:
        return False
    first, last = start0 / _MEGABASE, end0 / _MEGABASE
    short = min(last, border) - first
    long = min(last, length) - max(first, border)
    return short >= share * border or long >= share * (length - border)


def map_segments(body: TableBody, found: Sequence[Segment | Uncalled]) -> None:
    """Add the copy numbers of every gene in scope to a body whose build is settled. Raises BuildError without one.

    The genes in a segment without a number of copies are left open, and those that no segment covers.
    """
    if not body.build:
        body.build, body.build_evidence = build_by_ends(_ends(found))
    if not body.build:
        raise BuildError(
            "segments name no genes, and the genome build is not stated",
            file=body.source.name,
            hint=f"give --build {' or '.join(BUILDS)}",
        )
    genes = _by_gene(body, found)
    for gene, members in genes.items():
        ordered = sorted(members, key=lambda one: (one.start0, one.end0))
        for end in gene_copies(gene, ordered, body.context, body.build):
            if isinstance(end, Notice):
                body.notices.append(end)
            else:
                body.observations.append(end)
    _say_ploidy(body, [one for one in found if isinstance(one, Segment)])


def _by_gene(body: TableBody, found: Sequence[Segment | Uncalled]) -> dict[str, list[Segment]]:
    """Return the segments over each gene in scope; genes of which no number of copies is known are left open."""
    spans = body.context.scope(body.build).by_contig
    genes: dict[str, list[Segment]] = {}
    uncalled: set[str] = set()
    for segment in found:
        index = spans.get(segment.contig)
        hits = [one for one in (index.spans if index else ()) if _meet(segment, one.start0, one.end0)]
        if isinstance(segment, Uncalled):
            body.count(NO_COPIES)
            body.undetermined.extend(Negative(segment.source, span.gene, ("copy_number",)) for span in hits)
            uncalled.update(span.gene for span in hits)
            continue
        for span in hits:
            genes.setdefault(span.gene, []).append(segment)
        if not hits:
            body.count("outside_genes_in_table")
    beside = {span.gene for index in spans.values() for span in index.spans} - genes.keys() - uncalled
    for gene in sorted(beside):
        source = Source(body.source.name, 0, f"no segment over {gene}")
        body.undetermined.append(Negative(source, gene, ("copy_number",)))
    return genes


def _ends(segments: Sequence[Segment | Uncalled]) -> dict[str, int]:
    ends: dict[str, int] = {}
    for one in segments:
        ends[one.contig] = max(one.end0, ends.get(one.contig, 0))
    return ends


def _meet(segment: Segment | Uncalled, start0: int, end0: int) -> bool:
    return segment.start0 < end0 and start0 < segment.end0


def gene_copies(
    gene: str, segments: Sequence[Segment], context: Context, build: str
) -> Iterator[CopyNumberObservation | RearrangementObservation | Notice]:
    """Yield what the segments of one gene, sorted by their start, say: each has one ending, so that every row has."""
    stored = context.transcripts(gene, build)
    transcript = stored[0] if stored else None
    span = next(one for one in context.scope(build).by_contig[segments[0].contig].spans if one.gene == gene)
    first0, last0 = (transcript.cds_start0, transcript.cds_end0) if transcript else (span.start0, span.end0)
    high = context.thresholds.get("amplification_copies")
    low = context.thresholds.get("homozygous_deletion_copies")
    inside = [one for one in segments if _meet(one, first0, last0)]
    together = inside and inside[0].start0 <= first0 and inside[-1].end0 >= last0
    for one in segments:
        copies = one.copies
        whole = one.start0 <= first0 and last0 <= one.end0
        if not whole and transcript is not None and high is not None and copies >= high:
            whole = coding_share(transcript, one.start0, one.end0) >= MOST_OF_A_GENE
        if not whole and together and high is not None and low is not None:
            whole = all(part.copies >= high for part in inside) or all(part.copies < low for part in inside)
            copies = min(part.copies for part in inside) if whole and copies >= high else copies
        is_beyond = (high is not None and copies >= high) or (low is not None and copies < low)
        is_event = is_beyond and one in inside
        if whole or not is_event:
            flags = (*one.flags, *(("broad",) if is_broad(one.contig, one.start0, one.end0, context) else ()))
            call = "neutral" if is_beyond and not is_event and not whole else ""
            yield CopyNumberObservation(
                one.source, gene, call, copies=copies, origin=one.origin, filter=one.filter, flags=flags
            )
        else:
            yield from _partial(gene, one, transcript, is_lost=low is not None and copies < low)


def _partial(
    gene: str, segment: Segment, transcript: Transcript | None, *, is_lost: bool
) -> Iterator[CopyNumberObservation | RearrangementObservation | Notice]:
    """Yield a segment that ends inside a gene: lost exons are named, a partly gained gene is a gain."""
    lost = exons_lost(transcript, segment.start0, segment.end0) if transcript and is_lost else None
    what = "lost" if is_lost else "amplified"
    if not segment.filter:
        words = f"{gene}: only a part of the gene is {what} ({segment.copies:g} copies)"
        words = f"{words}; a change of the whole gene is not counted"
        yield Notice("partial_gene", "warning", f"{segment.source.input}:{segment.source.record1}", words)
    flags = (*segment.flags, "partial")
    if lost is None:
        call = "loss" if is_lost else "gain"
        yield CopyNumberObservation(
            segment.source, gene, call, copies=segment.copies, origin=segment.origin, filter=segment.filter,
            flags=flags,
        )  # fmt: skip
        return
    yield RearrangementObservation(
        segment.source, gene, "", "deletion", description=exon_words(lost), origin=segment.origin,
        filter=segment.filter, flags=flags,
    )  # fmt: skip


def exon_words(lost: ExonLoss) -> str:
    """Return lost exons in the words of the notation."""
    return f"exon {lost.first} loss" if lost.first == lost.last else f"exons {lost.first}-{lost.last} deletion"


def _say_ploidy(body: TableBody, segments: list[Segment]) -> None:
    """Say where the genome as a whole has many copies: the threshold of an amplification does not follow it."""
    length = sum(one.end0 - one.start0 for one in segments)
    if not length:
        return
    mean = sum(one.copies * (one.end0 - one.start0) for one in segments) / length
    if words := ploidy_words(mean, body.context, "the mean copy number of the segments"):
        body.notice("ploidy", "warning", words, of_row=False)


def ploidy_words(mean: float, context: Context, what: str) -> str:
    """Say what a threshold of copies means in a genome of many copies, empty in one of about two."""
    high = context.thresholds.get("amplification_copies")
    if mean < _HIGH_PLOIDY or high is None:
        return ""
    words = f"{what} is {mean:.1f}, not {_DIPLOID:g}: an amplification is called at"
    return f"{words} {high:g} copies, which is {high / mean:.1f} times that"
