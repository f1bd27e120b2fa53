"""Reports that were written before: one file of one report or of many lines, or the folder of a batch.

A folder holds `reports/*.json`, or without them `options.tsv`; `samples.tsv` names the samples without any. Only names
and places are kept: a report is read when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from oncotier.domain.stored_report import StoredReport
from oncotier.errors import InputError
from oncotier.exporters.stored_document import OPTION_COLUMNS, report_of_json, report_of_rows, sample_of_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["StoredReports", "open_reports"]

Stems = Callable[[Iterable[str]], Mapping[str, str]]

_FIRST_LINE = 64 * 1024 * 1024


class StoredReports(Protocol):
    """The reports of one side by sample name; `is_one` says that it is a file of a single report."""

    is_one: bool

    @property
    def names(self) -> Sequence[str]:
        """Every sample, in order."""

    def report(self, name: str) -> StoredReport:
        """Read one report. Raises InputError."""


def open_reports(path: Path, stems_for: Stems) -> StoredReports:
    """Open a report, a file of report lines, or the folder of a batch. Raises InputError.

    `stems_for` gives the file names (without suffix) that a batch writes for sample names.
    """
    try:
        if path.is_dir():
            return _open_folder(path, stems_for)
        with path.open("rb") as stream:
            first = stream.readline(_FIRST_LINE)
    except FileNotFoundError:
        raise InputError("no such file or folder", file=str(path)) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from None
    is_lines = first.lstrip()[:1] == b"{" and first.rstrip()[-1:] == b"}"
    return _Lines(path) if is_lines else _Single(path)


def _open_folder(path: Path, stems_for: Stems) -> StoredReports:
    folder = path / "reports"
    found = sorted(one.name for one in folder.iterdir() if one.name.endswith(".json")) if folder.is_dir() else []
    statuses = _statuses(path / "samples.tsv")
    if found:
        return _Files(folder, found, statuses, stems_for)
    if (path / "options.tsv").is_file():
        return _Table(path / "options.tsv", statuses)
    raise InputError(
        "neither reports/*.json nor options.tsv is there", file=str(path), hint="give the folder of an oncotier batch"
    )


class _Single:
    """A file of one report."""

    is_one = True

    def __init__(self, path: Path) -> None:
        self._report = report_of_json(path.read_bytes(), file=path.name)
        self.names = (self._report.sample,)

    def report(self, name: str) -> StoredReport:
        """Return the report."""
        del name
        return self._report


class _Lines:
    """A file of one report a line; a sample that stands twice is counted on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, tuple[int, int]] = {}
        start0 = 0
        with path.open("rb") as stream:
            for line1, line in enumerate(stream, start=1):
                if line.strip():
                    name = _unused(sample_of_json(line, file=path.name, line1=line1), self._places)
                    self._places[name] = (start0, line1)
                start0 += len(line)
        self.names = tuple(self._places)
        self.is_one = len(self.names) == 1

    def report(self, name: str) -> StoredReport:
        """Read the line of a sample."""
        start0, line1 = self._places[name]
        with self._path.open("rb") as stream:
            stream.seek(start0)
            return report_of_json(stream.readline(), file=self._path.name, line1=line1)


def _unused(name: str, taken: Mapping[str, object]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    return found


class _Files:
    """The reports folder of a batch; a file whose sample the batch does not list is known by its name."""

    is_one = False

    def __init__(self, folder: Path, files: Sequence[str], statuses: Mapping[str, str], stems_for: Stems) -> None:
        self._folder = folder
        self._statuses = statuses
        rest = {name.removesuffix(".json"): name for name in files}
        listed = {name: rest.pop(stem) for name, stem in stems_for(statuses).items() if stem in rest}
        self._files = {**listed, **rest}
        self.names = (*self._files, *(name for name in statuses if name not in self._files))

    def report(self, name: str) -> StoredReport:
        """Read the file of a sample; one without a file is known by its status only."""
        file = self._files.get(name)
        if file is None:
            return StoredReport(name, absence=f"no report, status {self._statuses[name] or 'not stated'}")
        try:
            return report_of_json((self._folder / file).read_bytes(), file=file)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", file=file) from None


class _Table:
    """The option table of a batch: of every sample the places of its rows, which mostly stand together."""

    is_one = False

    def __init__(self, path: Path, statuses: Mapping[str, str]) -> None:
        self._path = path
        self._statuses = statuses
        self._runs: dict[str, list[tuple[int, int]]] = {}
        self._columns: tuple[str, ...] = ()
        last = ""
        for start0, cells in _rows(path, OPTION_COLUMNS):
            if not self._columns:
                self._columns = tuple(cells)
                at = self._columns.index("sample")
                continue
            name = cells[at]
            runs = self._runs.setdefault(name, [])
            if name != last or not runs:
                runs.append((start0, 0))
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
            last = name
        self.names = (*self._runs, *(name for name in statuses if name not in self._runs))

    def report(self, name: str) -> StoredReport:
        """Read the rows of a sample."""
        rows: list[Mapping[str, str]] = []
        with self._path.open("rb") as stream:
            for start0, count in self._runs.get(name, ()):
                stream.seek(start0)
                lines = (stream.readline() for _ in range(count))
                rows += [dict(zip(self._columns, _cells(line), strict=True)) for line in lines]
        return report_of_rows(rows, sample=name, status=self._statuses.get(name, ""), file=self._path.name)


def _statuses(path: Path) -> dict[str, str]:
    """Return the status of every sample of a batch, in order; empty where there is no table."""
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    columns: list[str] = []
    for _, cells in _rows(path, ("sample",)):
        if not columns:
            columns = cells
            continue
        row = dict(zip(columns, cells, strict=True))
        found[row["sample"]] = row.get("status", "")
    return found


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Yield the byte at which every line begins, and its cells, the header first. Raises InputError."""
    columns: list[str] = []
    start0 = 0
    with path.open("rb") as stream:
        for line1, line in enumerate(stream, start=1):
            try:
                cells = _cells(line)
            except UnicodeDecodeError:
                raise InputError("not UTF-8 text", file=path.name, line1=line1) from None
            if not columns:
                missing = [name for name in needed if name not in cells]
                if missing:
                    raise InputError(f"no column {', '.join(missing)}", file=path.name, line1=1)
                columns = cells
            elif len(cells) != len(columns):
                words = f"{len(cells)} cells, but the header names {len(columns)}"
                raise InputError(words, file=path.name, line1=line1)
            yield start0, cells
            start0 += len(line)
    if not columns:
        raise InputError("the file is empty", file=path.name)


def _cells(line: bytes) -> list[str]:
    return line.decode().rstrip("\r\n").split("\t")
