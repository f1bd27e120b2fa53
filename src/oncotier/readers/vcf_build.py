"""The genome build of a VCF: by its header or the user, else by the reference alleles of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import replace
from oncotier.errors import BuildError
from oncotier.genome.assembly import BUILDS, BuildEvidence
from oncotier.genome.build_vote import count_votes, elected

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.domain.observation import VariantObservation
    from oncotier.readers.reader import Context
    from oncotier.readers.vcf_header import VcfHeader
    from oncotier.readers.vcf_select import Overlap

__all__ = ["EitherBuild", "decided_build", "stated_build", "voted_build", "with_voted_build"]


def stated_build(header: VcfHeader, forced: str, *, file: str) -> tuple[str, str]:
    """Return the build of the header or the user and its evidence; a contradiction is an error, not a choice."""
    pieces = list(header.evidence)
    if forced:
        pieces.insert(0, BuildEvidence(forced, "--build"))
    build, against = BuildEvidence.verdict(pieces)
    if against:
        sides = "; ".join(f"{piece.build} ({piece.words})" for piece in pieces)
        raise BuildError(f"the genome build is contradictory: {sides}", file=file, hint="correct --build or the header")
    return build, "; ".join(piece.words for piece in pieces)


def voted_build(places: Iterable[tuple[str, int, str]], context: Context) -> tuple[str, str]:
    """Return the one build whose known bases the reference alleles fit, and the evidence; empty where none does.

    `places` are contig without prefix, 1-based position and reference allele.
    """
    rows = list(places)
    best = elected(count_votes(build, context.known_bases(build), rows) for build in BUILDS)
    return (best.build, best.words) if best is not None else ("", "")


def decided_build(places: Iterable[tuple[str, int, str]], context: Context, *, file: str) -> tuple[str, str]:
    """Return the build of a file whose header names none: the user's, which the rows must not contradict, or theirs.

    Raises BuildError when neither decides.
    """
    forced = context.settings.build
    voted, evidence = voted_build(places, context)
    if forced and voted and forced != voted:
        words = f"the genome build is contradictory: {forced} (--build); {voted} ({evidence})"
        raise BuildError(words, file=file, hint="correct --build")
    if not (forced or voted):
        words = "the genome build cannot be established by the header or the known bases of the panel genes"
        raise BuildError(words, file=file, hint="give --build GRCh37 or GRCh38")
    return forced or voted, "; ".join(part for part in ("--build" if forced else "", evidence) if part)


def with_voted_build(
    observations: list[VariantObservation], context: Context
) -> tuple[list[VariantObservation], str, str]:
    """Let the annotated rows of a file that states no build vote for one."""
    places = ((one.locus.contig, one.locus.pos1, one.locus.reference) for one in observations if one.locus)
    build, evidence = voted_build(places, context)
    if not build:
        return observations, "", ""
    placed = [replace(one, locus=replace(one.locus, build=build)) if one.locus else one for one in observations]
    return placed, build, evidence


class EitherBuild:
    """The interval test while the build is open: a row is taken when it touches a gene on either."""

    def __init__(self, overlaps: tuple[Overlap, ...]) -> None:
        self._overlaps = overlaps

    @property
    def foreign(self) -> set[bytes]:
        """The contigs seen that are no chromosomes."""
        return self._overlaps[0].foreign

    @property
    def seen(self) -> tuple[bytes, ...]:
        """The contigs asked for so far."""
        return self._overlaps[0].seen

    def contig(self, chrom: bytes) -> str:
        """Return the name of a contig without prefix."""
        return self._overlaps[0].contig(chrom)

    def gap(self, chrom: bytes, start0: int) -> tuple[int, int]:
        """Return the interval that has no gene on any build around a position."""
        gaps = [overlap.gap(chrom, start0) for overlap in self._overlaps]
        return max(low0 for low0, _ in gaps), min(high0 for _, high0 in gaps)

    def note(self, chrom: bytes) -> None:
        """Take note of a contig that rows lie on."""
        for overlap in self._overlaps:
            overlap.note(chrom)

    def test(self, cells: list[bytes]) -> bool:
        """Tell whether a row touches a gene on any build."""
        touched = [overlap.test(cells) for overlap in self._overlaps]  # each has to see the contig
        return any(touched)
