"""What is done, in two files that only grow: `journal.jsonl` says what came of a sample, `rows.jsonl` holds its rows.

A line of the journal is written when the rows that it vouches for are on the disk: what the journal says is true after
any crash. It holds names of samples and files, codes and hashes, and nothing else of a patient. At the end of a run
both are rewritten in the order of the samples, without lines that are no longer true.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Self

import msgspec

from oncotier import __version__
from oncotier.batch.job import Outcome
from oncotier.batch.status import FAILED
from oncotier.errors import OutputError
from oncotier.notation.lazy_pattern import lazy_pattern

__all__ = ["JOURNAL", "ROWS", "Entry", "Journal", "LineStore", "Stamp", "entry_of", "read_journal"]

JOURNAL = "journal.jsonl"
ROWS = "rows.jsonl"
_MOST_OPEN = 500
_LONGEST_OPEN_S = 0.5
_BUFFER = 256 * 1024  # bytes: a call of the system for some dozen samples, not for each


class Stamp(msgspec.Struct, frozen=True):
    """What a result rests on beside its inputs."""

    options: str
    knowledge_base: str
    program: str = __version__


class Entry(msgspec.Struct, frozen=True):
    """One line: the sample, how it ended, what it was made from, the hashes of its files and of its line of rows."""

    sample: str
    status: str
    reason: str
    inputs: tuple[str, ...]
    options: str
    knowledge_base: str
    program: str
    outputs: dict[str, str]
    rows: str

    def is_good(self, inputs: tuple[str, ...], stamp: Stamp, folder: Path) -> bool:
        """Tell whether the sample need not be done again: nothing has changed, and every file is as it was written."""
        return (
            self.status != FAILED
            and self.inputs == inputs
            and Stamp(self.options, self.knowledge_base, self.program) == stamp
            and all(_sha256(folder / name) == digest for name, digest in self.outputs.items())
        )


_DECODER = msgspec.json.Decoder(Entry)
_DIGEST = lazy_pattern(r"[0-9a-f]{64}")


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def entry_of(line: bytes) -> Entry:
    """Read a line of a journal that was found before."""
    return _DECODER.decode(line)


def read_journal(folder: Path, lines: LineStore) -> dict[str, Entry]:
    """Return the last entry of every sample, and note where its line is; one that was cut or damaged says nothing."""
    found: dict[str, Entry] = {}
    path = folder / JOURNAL
    if not path.exists():
        return found
    start0 = 0
    with path.open("rb") as stream:
        for line in stream:
            try:
                entry = _DECODER.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                pass
            else:
                if _is_sound(entry):
                    found[entry.sample] = entry
                    lines.note(entry.sample, path, start0, len(line))
            start0 += len(line)
    return found


def _is_sound(entry: Entry) -> bool:
    """Tell whether a line can have been written by a run: a damaged disk leaves lines that are JSON all the same."""
    return bool(_DIGEST.fullmatch(entry.rows)) and not any("\0" in name for name in entry.outputs)


class Journal:
    """Appends outcomes to both files; lines become final in groups, at the latest half a second later.

    `rows` and `lines` are told where the lines of each sample stand: nothing else of it is kept.
    """

    def __init__(self, folder: Path, *, rows: LineStore, lines: LineStore) -> None:
        self._folder = folder
        self._open: list[tuple[str, bytes]] = []
        self._since = 0.0
        self._row_places, self._line_places = rows, lines
        self._row_path, self._line_path = folder / ROWS, folder / JOURNAL
        self._rows = _appending(self._row_path)
        self._lines = _appending(self._line_path)
        self._rows_end0 = self._rows.tell()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.commit()
        finally:
            for stream in (self._rows, self._lines):
                with contextlib.suppress(OSError):  # a full disk fails once more here: it was said
                    stream.close()

    def add(self, outcome: Outcome, stamp: Stamp) -> None:
        """Add one outcome."""
        entry = Entry(
            outcome.name,
            outcome.status,
            outcome.reason,
            outcome.inputs,
            stamp.options,
            stamp.knowledge_base,
            stamp.program,
            dict(outcome.outputs),
            hashlib.sha256(outcome.rows).hexdigest(),
        )
        try:
            self._row_places.note(outcome.name, self._row_path, self._rows_end0, len(outcome.rows))
            self._rows_end0 += self._rows.write(outcome.rows)
        except OSError as error:
            raise _not_written(self._folder, error) from None
        if not self._open:
            self._since = time.monotonic()
        self._open.append((outcome.name, msgspec.json.encode(entry) + b"\n"))
        if len(self._open) >= _MOST_OPEN or time.monotonic() - self._since > _LONGEST_OPEN_S:
            self.commit()

    def commit(self) -> None:
        """Bring rows, then their lines, to the disk, none twice after an interrupt. Raises OutputError."""
        try:
            if self._open:
                self._rows.flush()
                os.fsync(self._rows.fileno())
                start0 = self._lines.tell()
                self._lines.write(b"".join([line for _, line in self._open]))
                for name, line in self._open:
                    self._line_places.note(name, self._line_path, start0, len(line))
                    start0 += len(line)
                self._open.clear()
            self._lines.flush()
            os.fsync(self._lines.fileno())
        except OSError as error:
            raise _not_written(self._folder, error) from None


def _not_written(folder: Path, error: OSError) -> OutputError:
    return OutputError(f"{folder}: cannot be written: {error.strerror or type(error).__name__}")


def _appending(path: Path) -> IO[bytes]:
    """Open a file to append whole lines: one that a crash cut is ended first, so that it spoils only itself."""
    if path.is_symlink():
        raise OutputError(f"{path}: is a symbolic link, and is not written through", hint="remove the link")
    try:
        stream = path.open("ab", _BUFFER)
        if stream.tell():
            with path.open("rb") as written:
                written.seek(-1, os.SEEK_END)
                if written.read(1) != b"\n":
                    stream.write(b"\n")
    except OSError as error:
        raise _not_written(path.parent, error) from None
    return stream


class LineStore:
    """Where the lines of samples stand in one or more files; they are read when asked for."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[Path, int, int]] = {}

    def note(self, sample: str, path: Path, start0: int, size: int) -> None:
        """Note where the line of a sample stands, instead of an earlier one."""
        self._places[sample] = (path, start0, size)

    def scan(self, folder: Path, entries: Iterable[Entry]) -> None:
        """Look for the lines of rows that entries of the folder's journal vouch for."""
        wanted = {bytes.fromhex(entry.rows): entry.sample for entry in entries}
        path = folder / ROWS
        if not wanted or not path.exists():
            return
        start0 = 0
        with path.open("rb") as stream:
            for line in stream:
                sample = wanted.get(hashlib.sha256(line).digest())
                if sample is not None:
                    self.note(sample, path, start0, len(line))
                start0 += len(line)

    def __contains__(self, sample: str) -> bool:
        return sample in self._places

    def lines(self, samples: Iterable[str]) -> Iterator[bytes]:
        """Yield the line of every sample, in the order asked for."""
        streams: dict[Path, IO[bytes]] = {}
        try:
            for sample in samples:
                path, start0, size = self._places[sample]
                if path not in streams:
                    streams[path] = path.open("rb", _BUFFER)
                streams[path].seek(start0)
                yield streams[path].read(size)
        finally:
            for stream in streams.values():
                stream.close()
