"""The reference genomes of a run: given with `--fasta`, or named by `ONCOTIER_FASTA_GRCH37` and `..._GRCH38`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.errors import BuildError, InputError, UsageError
from oncotier.readers.reference import Reference, index_build, require_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oncotier.genome.transcript import Bases

__all__ = ["ReferenceSet"]


class ReferenceSet:
    """Answers with the bases of a build; a file is opened when it is first needed, and closed by `close`.

    Raises InputError where a given file is missing or has no index, and where its contigs are of both builds.
    """

    def __init__(self, given: Iterable[str], environment: Mapping[str, str]) -> None:
        self._given: dict[str, Path] = {}
        for text in given:
            path = Path(text)
            require_index(path)
            build = index_build(path)
            if build in self._given:
                words = f"{self._given[build].name} and {path.name} are both {build or 'of an unknown genome build'}"
                raise UsageError(words, hint="give one --fasta for each build")
            self._given[build] = path
        self._environment = environment
        self._open: dict[Path, Reference] = {}

    def __call__(self, build: str) -> Bases | None:
        """Return the bases of a build, None without a file for it. Raises InputError for one that cannot be read."""
        path = self._path(build)
        if path is None:
            return None
        if path not in self._open:
            if path not in self._given.values():
                _check_named(path, build)
            self._open[path] = Reference(path)
        return self._open[path].bases

    def _path(self, build: str) -> Path | None:
        given = self._given.get(build) or self._given.get("")
        if given is not None:
            return given
        named = self._environment.get(_variable(build), "") if build else ""
        return Path(named) if named else None

    def must_fit(self, build: str, *, file: str) -> None:
        """Raise BuildError when a reference was given, but none of the build of an input."""
        if self._given and build and not ({build, ""} & set(self._given)):
            names = ", ".join(f"{path.name} ({known})" for known, path in self._given.items())
            raise BuildError(f"is on {build}, but --fasta is {names}", file=file, hint=f"give a FASTA of {build}")

    def close(self) -> None:
        """Close what was opened."""
        for reference in self._open.values():
            reference.close()
        self._open.clear()


def _variable(build: str) -> str:
    return f"ONCOTIER_FASTA_{build.upper()}"


def _check_named(path: Path, build: str) -> None:
    """Check a file that a variable names. Raises InputError and BuildError, naming the variable."""
    try:
        require_index(path)
        known = index_build(path)
    except InputError as error:
        raise InputError(f"{_variable(build)}: {error.message}", file=str(path), hint=error.hint) from None
    if known not in {build, ""}:
        raise BuildError(f"{_variable(build)} names a FASTA of {known}", file=str(path), hint=f"give one of {build}")
