"""One file of a source: recognized by its content, with the samples that it names; or why it is not taken."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.errors import OncotierError, UsageError
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.registry import reader_for
from oncotier.readers.source import open_input

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.batch.column_table import ColumnIndex
    from oncotier.batch.table_index import TableIndex
    from oncotier.readers.source import InputFile

__all__ = ["FoundFile", "files_in", "recognize"]

_INDEXES = (".tbi", ".csi", ".bai", ".fai", ".gzi", ".crai", ".idx", ".md5", ".sha256", ".md5sum")
_OTHERS = (".html", ".pdf", ".png", ".svg", ".log", ".bam", ".cram", ".fa", ".fasta", ".yml", ".yaml", ".py", ".sh")
_CALLS = (".vcf", ".vcf.gz", ".vcf.bgz", ".maf", ".maf.gz", ".bcf", ".xml")
_LISTS = (".txt", ".list")
# What cBioPortal calls the tables of a study that hold continuous values, of which none is a call.
_MEASURED = lazy_pattern(
    r"data_(?:(?:log2|linear)_?cna|(?:mrna|mirna|microrna|expression|methylation|rppa|protein))[a-z0-9_.-]*"
    r"|data_[a-z0-9_.-]*z-?scores[a-z0-9_.-]*|data_cna_hg\d+\.seg"
)
_META = b"cancer_study_identifier:"
_COLUMNS = lazy_pattern(rb"^#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t([^\r\n]+)\r?\n")


class FoundFile(Value, frozen=True):
    """A file: its path, how it is called towards the user, and what it is.

    `samples` are those that a table names, `columns` those of a VCF. `refusal` says why it cannot be read although it
    must be; `passed_over` why it is none of ours. `index` finds the rows of a sample.
    """

    path: Path
    shown: str
    format: str = ""
    samples: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    refusal: str = ""
    passed_over: str = ""
    index: TableIndex | ColumnIndex | None = None


def files_in(folder: Path, *, without: Path) -> Iterator[Path]:
    """Yield what lies below a folder, in order; hidden files, results of a batch and `without` are left out.

    Beside regular files these are links that lead nowhere or to a folder (they are not followed: they may lead outside,
    or around), pipes, and folders that cannot be looked into: `recognize` says so of each.
    """
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda one: one.name)
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            is_result = all(os.path.exists(path / name) for name in ("journal.jsonl", "rows.jsonl"))  # noqa: PTH110 - raises nothing
            if not is_result and path.resolve() != without:
                yield from files_in(path, without=without)
        else:
            yield path


def recognize(
    path: Path, shown: str, *, scratch: Path, input_format: str = "", columns: bool = False, is_named: bool = True
) -> FoundFile:
    """Say what a file is. `is_named` tells that the user named it: it is then taken or refused, never passed over."""
    name = path.name.lower()
    if not is_named:
        reason = _reason_by_name(name)
        if reason:
            return FoundFile(path, shown, passed_over=reason)
        if not os.path.isfile(path):  # noqa: PTH113 - raises nothing where a folder must not be entered
            return _no_file(path, shown)
    try:
        source = open_input(str(path))
    except OncotierError as error:
        return FoundFile(path, shown, refusal=error.message)
    try:
        if not is_named and _META in source.head[:4096]:
            return FoundFile(path, shown, passed_over="describes a study, holds no results")
        return _recognized(source, path, shown, input_format or ("table" if columns else ""), scratch)
    except UsageError as error:
        if is_named or name.endswith(_CALLS):
            return FoundFile(path, shown, refusal=_words(error))
        return FoundFile(path, shown, passed_over="format not recognized")
    except OncotierError as error:
        return FoundFile(path, shown, refusal=_words(error))
    finally:
        source.close()


def _no_file(path: Path, shown: str) -> FoundFile:
    """Say what was found in a folder in place of a regular file; whatever may have been results is refused."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return FoundFile(path, shown, refusal="a link that leads nowhere")
    except OSError as error:
        nowhere = error.errno == errno.ELOOP
        words = "a link that leads nowhere" if nowhere else f"cannot be read: {error.strerror}"
        return FoundFile(path, shown, refusal=words)
    if not stat.S_ISDIR(mode):
        return FoundFile(path, shown, passed_over="no regular file")
    if path.is_symlink():
        return FoundFile(path, shown, passed_over="a link to a folder, not followed")
    return FoundFile(path, shown, refusal="a folder that cannot be looked into")


def _words(error: OncotierError) -> str:
    return f"{error.message} ({error.hint})" if error.hint else error.message


def _reason_by_name(name: str) -> str:
    if name.endswith(_INDEXES):
        return "an index or checksum"
    if name.endswith(_OTHERS):
        return "not an input"
    if _MEASURED.fullmatch(name):
        return "measured values of a study, no calls"
    return "words about the folder" if name.startswith("readme") else ""


def _recognized(source: InputFile, path: Path, shown: str, input_format: str, scratch: Path) -> FoundFile:
    from oncotier.batch.table_index import index_table, samples_of

    reader = reader_for(source, input_format=input_format)
    if reader.name == "list" and not input_format and not path.name.lower().endswith(_LISTS):
        return FoundFile(path, shown, passed_over="format not recognized")
    if reader.name in {"vcf", "bcf"}:
        found = _COLUMNS.match(source.head, max(0, source.head.find(b"\n#CHROM\t") + 1))
        columns = tuple(found[1].decode("utf-8", "replace").split("\t")) if found else ()
        return FoundFile(path, shown, reader.name, columns=columns)
    names = samples_of(reader, source)
    index = index_table(source, reader.name, names, scratch)
    return FoundFile(path, shown, reader.name, samples=names, index=index)
