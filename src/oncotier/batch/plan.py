"""From sources to jobs: what is there, which files belong together, and what is asked for each sample."""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.batch.file_names import stems_for
from oncotier.batch.found_file import FoundFile, files_in, recognize
from oncotier.batch.grouping import group_files
from oncotier.batch.job import Job, Part
from oncotier.batch.manifest import read_manifest
from oncotier.domain.value import Value, replace
from oncotier.errors import InputError, UsageError
from oncotier.exporters.safe_text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.batch.grouping import Member
    from oncotier.batch.manifest import ManifestRow
    from oncotier.batch.request import Request

__all__ = ["Placement", "Plan", "plan_of"]


class Placement(Value, frozen=True, order=True):
    """What became of one file: its sample, its format, and the rule; without a sample it was not taken."""

    sample: str
    file: str
    format: str
    rule: str


class Plan(Value, frozen=True):
    """Every sample in the order of its name, and what became of every file."""

    jobs: tuple[Job, ...]
    placements: tuple[Placement, ...]


def plan_of(sources: tuple[str, ...], manifest: Path | None, base: Request, *, output: Path, scratch: Path) -> Plan:
    """Look through the sources. Raises UsageError for none or missing ones, InputError for a manifest with faults."""
    finder = _Finder(base, output.resolve(), scratch)
    members = group_files(finder.files(sources))
    rows = read_manifest(manifest, base) if manifest is not None else []
    if not sources and not rows:
        raise UsageError("nothing to do", hint="give files, folders, or --manifest FILE")
    shown = _shown_names({*(member.sample for member in members), *(row.sample for row in rows)})
    by_sample: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        by_sample[shown[member.sample]].append(member)
    names = [shown[row.sample] for row in rows]
    twice = sorted(by_sample.keys() & set(names))
    if twice:
        raise UsageError(f"sample {twice[0]!r} is in the manifest and in a source", hint="name it in one of them")
    stems = stems_for([*by_sample, *names])
    jobs = [_job(name, stems[name], own, base) for name, own in by_sample.items()]
    jobs += [finder.job_of(row, name, stems[name]) for row, name in zip(rows, names, strict=True)]
    placements = [Placement(shown[one.sample], safe_text(one.file.shown), one.file.format, one.rule) for one in members]
    placements += [Placement("", safe_text(one.shown), one.format, one.passed_over) for one in finder.passed_over]
    placements += [
        Placement(job.name, safe_text(text), part.format if part else "", "manifest")
        for row, job in zip(rows, jobs[len(by_sample) :], strict=True)
        for text, part in _side_by_side(row.shown, job.parts)
    ]
    jobs.sort(key=lambda job: job.name)
    return Plan(tuple(jobs), tuple(sorted(placements)))


def _shown_names(samples: set[str]) -> dict[str, str]:
    """Return every name as it can be shown; names that would then look the same get a part of their hash."""
    shown = {name: safe_text(name) for name in samples}
    counts = Counter(shown.values())
    return {name: text if counts[text] == 1 else f"{text}~{_digest(name)}" for name, text in shown.items()}


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _side_by_side(shown: tuple[str, ...], parts: tuple[Part, ...]) -> list[tuple[str, Part | None]]:
    return [(text, parts[i] if i < len(parts) else None) for i, text in enumerate(shown)]


def _job(name: str, stem: str, members: Iterable[Member], request: Request) -> Job:
    ordered = sorted(members, key=lambda one: one.file.shown)
    refusals = [_refusal(one.file) for one in ordered if one.file.refusal]
    readable = [one for one in ordered if not one.file.refusal]
    parts = [_part(one.file, one.chosen) for one in readable]
    # A file of the sample that cannot be read stays among its inputs: the report then says that it is incomplete.
    parts += [Part(str(one.file.path), one.file.format) for one in ordered if one.file.refusal]
    refusal = "; ".join(refusals) if not readable else ""
    if not name:
        name_words = "rows without a sample name: whose they are is not known"
        return Job(name, stem, request, tuple(parts), refusal=name_words)
    return Job(name, stem, request, tuple(parts), refusal=refusal)


def _refusal(file: FoundFile) -> str:
    """Say why a file cannot be read, under the name by which the user knows it."""
    words = file.refusal.removeprefix(f"{file.path}: ").removeprefix(f"{file.path.name}: ")
    return f"{file.shown}: {words}"


def _part(file: FoundFile, chosen: str) -> Part:
    rows = file.index.slice(chosen) if file.index is not None and chosen else None
    return Part(str(file.path), file.format, chosen, rows)


def _below(file: Path, folder: Path) -> str:
    """Return the place of a file that was found in a folder, or below it."""
    above = str(folder)
    return str(file) if above == "." else str(file)[len(above.rstrip(os.sep)) + 1 :]


class _Finder:
    """Looks at each file once, whoever names it."""

    def __init__(self, base: Request, output: Path, scratch: Path) -> None:
        self.passed_over: list[FoundFile] = []
        self._base = base
        self._output = output
        self._scratch = scratch
        self._known: dict[tuple[str, str, bool], FoundFile] = {}
        self._folders: dict[Path, str] = {}

    def files(self, sources: tuple[str, ...]) -> list[FoundFile]:
        """Return the files of sources, each once.

        A file is called by its place in its source, with the source's name in front where there are several.
        """
        found: dict[str, FoundFile] = {}
        for text in sources:
            path = Path(text)
            if text == "-" or "://" in text:
                raise UsageError(f"{text}: no file or folder", hint="standard input and URLs are for single samples")
            if not path.exists():
                raise UsageError(f"no such file or folder: {text}")
            is_named = not path.is_dir()
            inside = [path] if is_named else list(files_in(path, without=self._output))
            begins = "" if is_named or len(sources) == 1 else f"{path.absolute().name}/"
            for one in inside:
                place = self._place(one)
                if place not in found:
                    shown = begins + (one.name if is_named else _below(one, path))
                    found[place] = self._look(one, place, shown, self._base, is_named=is_named)
        self.passed_over = [one for one in found.values() if one.passed_over]
        return list(found.values())

    def job_of(self, row: ManifestRow, name: str, stem: str) -> Job:
        """Return the job of a row of a manifest; of a table of many samples it takes the one of its name."""
        if row.refusal:
            return Job(name, stem, row.request, (), refusal=row.refusal)
        files = [
            self._look(path, self._place(path), text, row.request, is_named=True)
            for path, text in zip(row.paths, row.shown, strict=True)
        ]
        missing = [_refusal(one) for one in files if one.refusal]
        parts = []
        for one in files:
            chosen = row.sample if row.sample in one.samples else ""
            if len(one.samples) > 1 and not chosen:
                missing.append(f"{one.shown}: holds {len(one.samples)} samples, none of them {row.sample!r}")
            parts.append(_part(one, chosen))
        return Job(name, stem, row.request, tuple(parts), refusal="; ".join(missing))

    def _place(self, file: Path) -> str:
        """Return where a path leads to: links are followed, those of a folder once for all its files."""
        if os.path.islink(file) or file.name in {"", ".", ".."}:  # noqa: PTH114 - raises nothing
            return os.path.realpath(file)  # of a link to itself too, at which `resolve` fails
        folder = self._folders.get(file.parent)
        if folder is None:
            folder = self._folders[file.parent] = str(file.parent.resolve())
        return f"{folder.rstrip(os.sep)}{os.sep}{file.name}"

    def _look(self, path: Path, place: str, shown: str, request: Request, *, is_named: bool) -> FoundFile:
        """Recognize a file, unless it was: `place` is where its path leads to."""
        key = (place, request.input_format + "\t".join(request.columns), is_named)
        if key not in self._known:
            self._known[key] = recognize(
                path,
                shown,
                scratch=self._scratch,
                input_format=request.input_format,
                columns=self._fits(path, request),
                is_named=is_named,
            )
        known = self._known[key]
        return known if known.shown == shown else replace(known, shown=shown)

    @staticmethod
    def _fits(path: Path, request: Request) -> bool:
        """Tell whether the columns that the user names are those of a file."""
        if not request.columns:
            return False
        from oncotier.readers.mapped import column_fields, fits
        from oncotier.readers.source import open_input

        try:
            source = open_input(str(path))
        except InputError:
            return False
        try:
            return fits(source.head, column_fields(request.columns))
        finally:
            source.close()
