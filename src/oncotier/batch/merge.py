"""Results of shards put together: the same bytes as if one run had done all samples."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.batch.finish import finish
from oncotier.batch.folder_lock import FolderLock
from oncotier.batch.journal import JOURNAL, Entry, LineStore, read_journal
from oncotier.batch.output_file import tidy, write_file
from oncotier.batch.plan import Placement
from oncotier.batch.results import PLACEMENT_COLUMNS
from oncotier.batch.split import Split, check_splits, read_split
from oncotier.errors import InputError, OutputError, UsageError
from oncotier.exporters.safe_text import safe_text

if TYPE_CHECKING:
    from oncotier.batch.cohort import Cohort

__all__ = ["merge_results"]


def merge_results(folders: tuple[str, ...], output: Path, *, parquet: bool = False) -> Cohort:
    """Put result folders together in a new one.

    Raises UsageError for folders that rest on different knowledge bases or share a sample, and for shards that are not
    all those of one split; InputError for a folder that is no whole result, OutputError.
    """
    if not folders:
        raise UsageError("nothing to merge", hint="oncotier batch merge DIR... -o DIR")
    if (output / JOURNAL).exists():
        raise UsageError(f"{output}: holds the results of an earlier run", hint="give another folder")
    try:
        (output / "reports").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{output}: cannot be made: {error.strerror}") from None
    with FolderLock(output):
        tidy(output)
        entries: dict[str, Entry] = {}
        places: dict[str, Path] = {}
        placements: set[Placement] = set()
        splits: dict[Path, Split] = {}
        rows, lines = LineStore(), LineStore()
        for text in folders:
            folder = Path(text)
            own = _entries(folder, lines)
            _check(own, entries, places, folder)
            split = read_split(folder)
            if split is not None:
                splits[folder] = split
            rows.scan(folder, own.values())
            missing = [name for name in own if name not in rows]
            if missing:
                raise InputError(f"the rows of {len(missing)} samples are missing", file=text, hint="--resume it first")
            entries |= own
            places |= dict.fromkeys(own, folder)
            placements.update(_placements(folder))
        check_splits(splits, entries, places)
        for name in sorted(entries):
            _copy(entries[name], places[name], output)
        return finish(output, sorted(entries), tuple(sorted(placements)), rows=rows, lines=lines, parquet=parquet)


def _entries(folder: Path, places: LineStore) -> dict[str, Entry]:
    """Return the entries of a finished folder: its journal has one line for each sample of the table, in their order.

    A run that goes on in a finished folder appends lines, and puts them in order when it ends.
    """
    entries = read_journal(folder, places)
    try:
        table = (folder / "samples.tsv").read_text(encoding="utf-8").splitlines()[1:]
        lines = (folder / JOURNAL).read_bytes().count(b"\n")
    except OSError:
        table, lines = [], -1
    if lines != len(entries) or [row.split("\t", 1)[0] for row in table] != [safe_text(name) for name in entries]:
        raise InputError("no finished result of oncotier batch", file=str(folder), hint="finish it with --resume")
    return entries


def _check(own: dict[str, Entry], others: dict[str, Entry], places: dict[str, Path], folder: Path) -> None:
    twice = sorted(own.keys() & others.keys())
    if twice:
        words = f"sample {twice[0]!r} is in {places[twice[0]]} and in {folder}"
        raise UsageError(words, hint="merge shards of one split")
    stamps = {(one.knowledge_base, one.program) for one in (*own.values(), *others.values())}
    if len(stamps) > 1:
        raise UsageError(
            f"{folder}: rests on another knowledge base or program version", hint="run the shards again with the same"
        )


def _placements(folder: Path) -> list[Placement]:
    path = folder / "sources.tsv"
    rows = path.read_text(encoding="utf-8").splitlines()[1:] if path.is_file() else []
    cells = [row.split("\t") for row in rows]
    return [Placement(*row) for row in cells if len(row) == len(PLACEMENT_COLUMNS)]


def _copy(entry: Entry, folder: Path, output: Path) -> None:
    """Copy the reports of a sample, if they still are what the journal says."""
    for name, digest in entry.outputs.items():
        try:
            data = (folder / name).read_bytes()
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", file=str(folder / name)) from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise InputError("is not what was written", file=str(folder / name), hint="--resume the shard first")
        write_file(output / name, (data,), is_synced=False)
