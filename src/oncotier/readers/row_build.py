"""The genome build of a table whose rows may each state one: one build for the file, or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Notice, VariantObservation
from oncotier.domain.value import replace
from oncotier.errors import BuildError
from oncotier.genome.assembly import build_of_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oncotier.domain.observation import Observation
    from oncotier.readers.reader import Context

__all__ = ["RowBuild", "is_known_build", "stated_build"]

_NONE = frozenset({"", ".", "NA", "__UNKNOWN__"})


def is_known_build(written: str) -> bool:
    """Tell whether the positions of a row may be used: its build is one of ours, or it names none."""
    return written in _NONE or bool(build_of_name(written))


def stated_build(context: Context, stated: str, where: str, *, file: str) -> tuple[str, str]:
    """Return the build of a document and what tells it. Raises BuildError where the user and the document differ.

    `stated` is the build that the document states under the key `where`, empty where it states none.
    """
    given = context.settings.build
    if given and stated and given != stated:
        words = f"{where} says {stated}, but --build says {given}"
        raise BuildError(words, file=file, hint="correct --build or the file")
    return (stated, where) if stated else (given, "--build" if given else "")


class RowBuild:
    """The build of the rows so far, and where it is stated; `column` names the column that states it."""

    def __init__(self, context: Context, *, file: str, column: str = "") -> None:
        self.build = context.settings.build
        self.evidence = "--build" if self.build else ""
        self._context = context
        self._file = file
        self._column = column
        self._other = ""

    def note(self, written: str, line1: int) -> None:
        """Take the build from a row. Raises BuildError for a second one, or one that contradicts the user."""
        stated = build_of_name(written)
        if not stated and written not in _NONE:
            self._other = written
        if not stated or stated == self.build:
            return
        if self.build:
            words = f"{self._column} says {stated}, but {self.evidence} says {self.build}"
            raise BuildError(words, file=self._file, line1=line1, hint="correct --build or the file")
        self.build, self.evidence = stated, self._column

    def settle(self, observations: Sequence[Observation]) -> tuple[Observation, ...]:
        """Return the observations on the build; where none is stated, their reference alleles vote for one."""
        if not self.build and not self._other:
            from oncotier.readers.vcf_build import voted_build

            loci = [one.locus for one in observations if isinstance(one, VariantObservation) and one.locus]
            places = ((locus.contig, locus.pos1, locus.reference) for locus in loci if locus.reference != "-")
            self.build, self.evidence = voted_build(places, self._context)
        return tuple(self._placed(one) for one in observations)

    def _placed(self, one: Observation) -> Observation:
        if not isinstance(one, VariantObservation) or one.locus is None or one.locus.build == self.build:
            return one
        return replace(one, locus=replace(one.locus, build=self.build))

    def notices(self, observations: Sequence[Observation]) -> tuple[Notice, ...]:
        """Say where positions could not be used."""
        if self._other:
            words = f"genome build {self._other[:20]!r} is not known: the positions of such rows are not used"
            return (Notice("build_unknown", "warning", self._file, words),)
        if not self.build and any(isinstance(one, VariantObservation) for one in observations):
            words = "genome build not stated: protein changes are used, positions are not"
            return (Notice("build_unknown", "warning", self._file, words),)
        return ()
