"""The end of a run: the tables of all samples, journal and rows in order, and nothing left of an earlier plan."""

from __future__ import annotations

import contextlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from oncotier.batch.journal import Entry, RowStore, rewrite
from oncotier.batch.results import write_results

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.batch.cohort import Cohort
    from oncotier.batch.plan import Placement

__all__ = ["finish"]


def finish(
    folder: Path,
    entries: list[Entry],
    placements: tuple[Placement, ...],
    *,
    before: Iterable[Entry] = (),
    store: RowStore | None = None,
    parquet: bool = False,
) -> Cohort:
    """Write everything that is made from all samples, in the order of `entries`. Raises OutputError.

    `before` are entries of an earlier run: reports that only they name are removed. `store` holds the rows where they
    are not those of the folder.
    """
    if store is None:
        store = RowStore()
        store.scan(folder, entries)
    _remove_stale(folder, before, entries)
    names = [entry.sample for entry in entries]
    cohort = write_results(folder, store.lines(names), placements, parquet=parquet)
    rewrite(folder, entries, store)
    return cohort


def _remove_stale(folder: Path, before: Iterable[Entry], entries: list[Entry]) -> None:
    """Remove the reports of samples and formats that are no longer asked for, never anything outside `reports`."""
    kept = {name for entry in entries for name in entry.outputs}
    for name in {name for entry in before for name in entry.outputs} - kept:
        place = PurePosixPath(name)
        if len(place.parts) == 2 and place.parts[0] == "reports" and place.parts[1] not in {"..", "."}:
            with contextlib.suppress(OSError):
                (folder / name).unlink()
