"""A manifest: a tab-separated table with one sample a row, its inputs, and any option of the command line as a column.

Relative paths are relative to the manifest's folder and must stay in it: a manifest may come from elsewhere. Whoever
wants files of another place writes their absolute paths.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.domain.value import Value, replace
from oncotier.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oncotier.batch.request import Request

__all__ = ["ManifestRow", "read_manifest"]

_LIST_FIELDS = {
    "finding": "findings",
    "prior_therapy": "prior_therapies",
    "threshold": "thresholds",
    "columns": "columns",
}
_TEXT_FIELDS = frozenset({"tumor_type", "build", "input_format", "origin"})
_FLAGS = frozenset({"keep_filtered", "all_genes", "include_phi"})
_NEEDED = ("sample", "inputs")
_ALIASES = {"findings": "finding", "prior_therapies": "prior_therapy", "thresholds": "threshold", "input": "inputs"}
_YES_NO = {"": False, "no": False, "false": False, "0": False, "yes": True, "true": True, "1": True}


class ManifestRow(Value, frozen=True):
    """One sample: its name, paths as they are to be opened, as the manifest writes them, and what is asked."""

    sample: str
    paths: tuple[Path, ...]
    shown: tuple[str, ...]
    request: Request
    refusal: str = ""


def read_manifest(path: Path, base: Request) -> list[ManifestRow]:
    """Read a manifest; options that a row does not give are those of `base`. Raises InputError and UsageError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        words = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise InputError(f"cannot be read: {words}", file=str(path)) from None
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    if not lines:
        raise InputError("the manifest is empty", file=str(path), hint="columns: sample, tumor_type, inputs")
    columns = [
        _ALIASES.get(name.strip().lower().replace("-", "_"), name.strip().lower().replace("-", "_"))
        for name in lines[0][1].split("\t")
    ]
    _check_columns(columns, path)
    rows: list[ManifestRow] = []
    first: dict[str, int] = {}
    for line1, line in lines[1:]:
        row = _row(line.split("\t"), columns, path, line1, base)
        if row.sample in first:
            words = f"sample {row.sample!r} stands in line {first[row.sample]} too"
            raise InputError(words, file=str(path), line1=line1, hint="one row a sample; inputs joined by ;")
        first[row.sample] = line1
        rows.append(row)
    return rows


def _check_columns(columns: list[str], path: Path) -> None:
    known = {*_NEEDED, *_LIST_FIELDS, *_TEXT_FIELDS, *_FLAGS, "min_vaf", "min_depth", "assay", "fasta", "gff"}
    missing = [name for name in _NEEDED if name not in columns]
    unknown = [name for name in columns if name not in known]
    repeated = [name for name in columns if columns.count(name) > 1]
    what = (
        f"no column {missing[0]!r}"
        if missing
        else f"unknown column {unknown[0]!r}"
        if unknown
        else f"two columns {repeated[0]!r}"
        if repeated
        else ""
    )
    if what:
        raise InputError(what, file=str(path), line1=1, hint=f"columns: {', '.join(sorted(known))}")


def _row(cells: list[str], columns: list[str], path: Path, line1: int, base: Request) -> ManifestRow:
    if len(cells) != len(columns):
        words = f"{len(cells)} cells, but the header names {len(columns)}"
        raise InputError(words, file=str(path), line1=line1)
    row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
    if not row["sample"]:
        raise InputError("no sample name", file=str(path), line1=line1)
    shown = _parts(row["inputs"])
    try:
        request = _request(row, path, base)
        paths = tuple(_inside(text, path) for text in shown)
        refusal = "" if paths or request.findings else "neither an input nor a finding"
    except UsageError as error:
        return ManifestRow(row["sample"], (), shown, base, f"{path.name}:{line1}: {error.message} ({error.hint})")
    return ManifestRow(row["sample"], paths, shown, request, refusal)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _inside(text: str, manifest: Path) -> Path:
    """Return the path of an entry. Raises UsageError for a relative one that leaves the manifest's folder."""
    if text == "-" or "://" in text:
        raise UsageError(f"{text} is no file", hint="standard input and URLs are not read from a manifest")
    folder = manifest.absolute().parent
    path = Path(text)
    if path.is_absolute():
        return path
    place = Path(os.path.normpath(folder / path))
    if not place.is_relative_to(folder) or not place.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{text} leads out of the folder of the manifest", hint="write the absolute path")
    return place


def _request(row: Mapping[str, str], path: Path, base: Request) -> Request:
    """Return what the row asks; an empty cell leaves what the command line says."""
    changes: dict[str, object] = {}
    given = {name: text for name, text in row.items() if text and name not in _NEEDED}
    for name, text in given.items():
        if name in _TEXT_FIELDS:
            changes[name] = text
        elif name in _LIST_FIELDS:
            changes[_LIST_FIELDS[name]] = _parts(text)
        elif name in _FLAGS:
            changes[name] = _flag(name, text)
        elif name == "fasta":
            changes[name] = tuple(str(_inside(part, path)) for part in _parts(text))
        elif name in {"assay", "gff"}:
            changes[name] = str(_inside(text, path))
        else:
            changes[name] = _number(name, text, float if name == "min_vaf" else int)
    return replace(base, **changes)


def _flag(name: str, text: str) -> bool:
    if text.lower() not in _YES_NO:
        raise UsageError(f"{name} {text[:40]!r} is neither yes nor no", hint="yes or no")
    return _YES_NO[text.lower()]


def _number(name: str, text: str, kind: Callable[[str], float]) -> float:
    try:
        return kind(text)
    except ValueError:
        raise UsageError(
            f"{name} {text[:40]!r} is no number", hint="for example 0.05 (min_vaf), 100 (min_depth)"
        ) from None
