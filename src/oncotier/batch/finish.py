"""The end of a run: the tables of all samples, journal and rows in order, and nothing left of an earlier plan."""

from __future__ import annotations

import contextlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from oncotier.batch.journal import JOURNAL, ROWS, Entry, LineStore, entry_of
from oncotier.batch.output_file import OutputFile, write_file
from oncotier.batch.results import write_results

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from oncotier.batch.cohort import Cohort
    from oncotier.batch.plan import Placement

__all__ = ["finish"]


def finish(
    folder: Path,
    names: Sequence[str],
    placements: tuple[Placement, ...],
    *,
    rows: LineStore,
    lines: LineStore,
    before: Iterable[Entry] = (),
    parquet: bool = False,
) -> Cohort:
    """Write everything that is made from all samples, in the order of their names. Raises OutputError.

    `rows` and `lines` find what each sample has in the two files that grow, which are replaced by one line per sample.
    `before` are entries of an earlier run: reports that only they name are removed.
    """
    _remove_stale(folder, before, lines.lines(names))
    with OutputFile(folder / ROWS) as in_order:
        cohort = write_results(folder, _copied(rows.lines(names), in_order), placements, parquet=parquet)
    write_file(folder / JOURNAL, lines.lines(names))
    return cohort


def _copied(lines: Iterable[bytes], file: OutputFile) -> Iterator[bytes]:
    for line in lines:
        file.write(line)
        yield line


def _remove_stale(folder: Path, before: Iterable[Entry], lines: Iterator[bytes]) -> None:
    """Remove the reports of samples and formats that are no longer asked for, never anything outside `reports`."""
    stale = {name for entry in before for name in entry.outputs}
    if stale:
        stale -= {name for line in lines for name in entry_of(line).outputs}
    for name in stale:
        place = PurePosixPath(name)
        if len(place.parts) == 2 and place.parts[0] == "reports" and place.parts[1] not in {"..", "."}:
            with contextlib.suppress(OSError):
                (folder / name).unlink()
