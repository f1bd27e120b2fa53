"""The rows of one sample of a large table, read as if they were the file: same name, hash, line and record numbers."""

from __future__ import annotations

import re
from array import array
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.domain.value import replace
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.source import Batch, InputFile, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeVar

    from oncotier.batch.job import RowSlice
    from oncotier.domain.observation import Negative, Observation, Reading, Source, Unresolved, Untested

    _Placed = TypeVar("_Placed", Observation, Negative, Untested, Unresolved)

__all__ = ["SlicedInput", "at_original_places"]

_LINE = lazy_pattern(r"(?<=\bline )[0-9]+(?=: )")


class SlicedInput(InputFile):
    """An input that yields the header and the rows of a slice, in the order and with the line numbers of the file."""

    def __init__(self, name: str, rows: RowSlice) -> None:
        self._table = rows.table
        numbers = array("Q")
        numbers.frombytes(rows.rows)
        self._numbers = numbers
        super().__init__(name, Path(rows.table.plain))
        self.fault = rows.table.fault
        self._sha256 = rows.table.sha256

    def batches(self) -> Iterator[Batch]:
        """Yield the lines up to the header, then every row with its own number."""
        with self.path.open("rb") as stream:
            yield Batch(1, stream.read(self._table.header_end0))
            for i in range(0, len(self._numbers), 4):
                start0, end0, line1, _ = self._numbers[i : i + 4]
                stream.seek(start0)
                yield Batch(line1, stream.read(end0 - start0))
        self._end()

    def stretches(self) -> Iterator[Stretch]:
        """Yield the same bytes unsplit: lines are then numbered as if nothing stood between them."""
        batches = self.batches()
        for raw in (next(batches).raw, b"".join(batch.raw for batch in batches)):
            yield Stretch(b"", raw, len(raw))

    def _end(self) -> None:
        self.is_cut = self._table.is_cut
        self.fault = self._table.fault


def at_original_places(reading: Reading, rows: RowSlice) -> Reading:
    """Return the reading of a slice as that of the whole file: its records and lines, and all rows of others."""
    numbers = array("Q")
    numbers.frombytes(rows.rows)
    records = numbers[3::4]
    header1 = rows.table.header1
    lines = numbers[2::4]
    is_unsplit = reading.format == "maf"

    def line(found: re.Match[str]) -> str:
        """Return the number in the file of a line of the slice, where the slice was read unsplit."""
        row0 = int(found[0]) - header1 - 1
        return str(lines[row0]) if 0 <= row0 < len(lines) else found[0]

    def words(text: str) -> str:
        return _LINE.sub(line, text) if is_unsplit else text

    def source(one: Source) -> Source:
        return replace(one, record1=records[one.record1 - 1]) if one.record1 else one

    def placed(ones: Iterable[_Placed]) -> tuple[_Placed, ...]:
        return tuple(replace(one, source=source(one.source)) for one in ones)

    others = reading.out_of_scope_by.get("other_sample", 0)
    return replace(
        reading,
        records_read=reading.records_read + rows.hidden,
        observations=placed(reading.observations),
        negatives=placed(reading.negatives),
        untested=placed(reading.untested),
        undetermined=placed(reading.undetermined),
        unresolved=tuple(replace(one, source=source(one.source), words=words(one.words)) for one in reading.unresolved),
        notices=tuple(
            replace(one, words=words(one.words), where=_where(one.where, reading.input, records))
            for one in reading.notices
        ),
        out_of_scope_by={**reading.out_of_scope_by, "other_sample": others + rows.hidden},
    )


def _where(place: str, name: str, records: array[int]) -> str:
    """Return the place of a notice about a record (`name:record`) with the record's number in the file."""
    record = place.removeprefix(f"{name}:")
    if record == place or not (record.isascii() and record.isdigit()):
        return place
    return f"{name}:{records[int(record) - 1]}"
