"""`-f vcf`: the one VCF among the inputs, with what the report says of each allele."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from oncotier.batch.workbench import Workbench
from oncotier.cli.interpret import exit_code_of, summarize
from oncotier.cli.output import check_target, write_stream
from oncotier.domain.value import replace
from oncotier.errors import InputError, OutputError, UsageError
from oncotier.exporters.safe_text import safe_text
from oncotier.exporters.vcf_annotation import Annotator
from oncotier.readers.reader import Confidence
from oncotier.readers.source import InputFile, open_input
from oncotier.readers.vcf import sniff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.batch.request import Request
    from oncotier.domain.report import Report

__all__ = ["run"]

_CHUNK = 1024 * 1024
_COMPRESSED = (".gz", ".bgz")


def run(request: Request, *, output: str) -> int:
    """Write the annotated VCF and return the exit code, as `interpret` does. Raises UsageError."""
    check_target(output, request.inputs)
    with TemporaryDirectory(prefix="oncotier-") as folder, ExitStack() as opened:
        request = replace(request, inputs=tuple(_replayable(text, Path(folder)) for text in request.inputs))
        vcf = _one_vcf(tuple(_opened(request.inputs, opened)))
        with Workbench(request, use_index=False) as bench:
            report = bench.report(request)
        _write(report, vcf, output)
    summarize(report)
    return exit_code_of(report)


def _replayable(text: str, folder: Path) -> str:
    """Return a path that can be read twice: what comes by a pipe is copied, under its own name."""
    is_pipe = text == "-" or (Path(text).is_fifo() and "\0" not in text)
    if not is_pipe or (text == "-" and sys.stdin is None):
        return text
    copy = folder / Path(text).name
    with copy.open("xb") as target, sys.stdin.buffer if text == "-" else Path(text).open("rb") as stream:
        shutil.copyfileobj(stream, target, _CHUNK)
    return str(copy)


def _opened(texts: Iterable[str], stack: ExitStack) -> Iterator[InputFile]:
    """Open every input that can be opened; of the others the report will tell."""
    for text in texts:
        with suppress(InputError):
            source = open_input(text)
            stack.callback(source.close)
            yield source


def _one_vcf(opened: tuple[InputFile, ...]) -> InputFile:
    """Return the one VCF among the inputs. Raises UsageError when there is none, or more than one."""
    found = [source for source in opened if sniff(source.head) >= Confidence.LIKELY]
    if len(found) != 1:
        words = "no input is a VCF" if not found else f"{len(found)} inputs are VCF files"
        raise UsageError(f"-f vcf writes the input VCF with annotation, but {words}", hint="give exactly one VCF")
    (vcf,) = found
    if sum(source.name == vcf.name for source in opened) > 1:
        raise UsageError(f"two inputs are called {vcf.name}", hint="give them different names")
    return vcf


def _write(report: Report, source: InputFile, target: str) -> None:
    """Write the annotated VCF; to a name that ends in .gz as BGZF with a tabix index. Raises OutputError."""
    annotator = Annotator(report, source.name)
    chunks = annotator.rewrite(_readable(source))
    if target.lower().endswith(_COMPRESSED):
        _write_compressed(chunks, Path(target))
    else:
        write_stream(chunks, target)
    words = f"{source.name}: {annotator.annotated} rows annotated"
    if annotator.malformed:
        words += f", {annotator.malformed} malformed rows passed through unchanged"
    sys.stderr.write(f"oncotier: {safe_text(words)}\n")


def _readable(source: InputFile) -> Iterator[bytes]:
    """Yield the input, its own faults told apart from those of writing."""
    try:
        yield from source.chunks()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=source.name) from None


def _write_compressed(chunks: Iterable[bytes], target: Path) -> None:
    """Write data and index under temporary names and rename both; without an index an old one is removed."""
    part = target.with_name(f".oncotier-{os.urandom(6).hex()}.part.gz")
    index = part.with_name(f"{part.name}.tbi")
    final = target.with_name(f"{target.name}.tbi")
    try:
        _compress(chunks, part)
        is_indexed = _index(part, index)
        if target.exists():
            part.chmod(target.stat().st_mode & 0o7777)
        final.unlink(missing_ok=True)
        os.replace(part, target)
        if is_indexed:
            os.utime(index)
            os.replace(index, final)
        else:
            words = "the rows are not in an order that can be indexed: no .tbi was written (bcftools sort)"
            sys.stderr.write(f"oncotier: warning: {safe_text(target.name)}: {words}\n")
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror or type(error).__name__}") from None
    finally:
        for temporary in (part, index):
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _compress(chunks: Iterable[bytes], path: Path) -> None:
    from pysam import BGZFile, set_verbosity

    set_verbosity(0)
    with BGZFile(str(path.absolute()), "wb", None) as stream:
        for chunk in chunks:
            if stream.write(chunk) != len(chunk):
                raise OSError(5, "not all bytes were taken")
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _index(path: Path, index: Path) -> bool:
    """Write the tabix index; tell whether it could be done: tabix takes sorted rows with positions only."""
    from pysam import tabix_index

    try:
        tabix_index(str(path.absolute()), preset="vcf", index=str(index.absolute()), force=True, keep_original=True)
    except (OSError, ValueError):
        return False
    return index.is_file()
