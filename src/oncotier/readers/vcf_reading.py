"""One sample of a VCF from its lines, however they came: as text, out of a BCF, or by an index.

Header, tumor column and genome build first; then the rows, all of them or those in genes; then what is to be said.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from oncotier.domain.observation import Notice, Reading
from oncotier.errors import InputError
from oncotier.readers.reader import Context, decoded
from oncotier.readers.source import Batch
from oncotier.readers.tabix import NotUsable
from oncotier.readers.vcf_body import Body
from oncotier.readers.vcf_build import stated_build, with_voted_build
from oncotier.readers.vcf_conformance import CheckedRows
from oncotier.readers.vcf_header import parse_header
from oncotier.readers.vcf_index import IndexedRows, index_path
from oncotier.readers.vcf_kinds import unproved_by
from oncotier.readers.vcf_notices import notices_of
from oncotier.readers.vcf_sample import find_tumor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from oncotier.readers.source import InputFile

__all__ = ["read_batches"]

_BOM = b"\xef\xbb\xbf"


def read_batches(source: InputFile, context: Context, batches: Iterator[Batch], *, name: str = "vcf") -> Reading:
    """Read one sample of a VCF from its lines, or by an index beside it. Raises the errors of `read`."""
    header_lines, first = _header_lines(batches, source)
    first = _with_rows(first, batches)
    header = parse_header(header_lines, file=source.name)
    tumor = find_tumor(header, context.settings.sample, file=source.name, of_row=_named_sample(first))
    build, evidence = stated_build(header, context.settings.build, file=source.name)
    rows = chain((first,), batches)
    index = index_path(source) if name == "vcf" and context.settings.use_index else None
    checked = CheckedRows(header, source.name)
    body, said = _read_rows(partial(Body, source, context, header, tumor, build), checked.watch(rows), index)
    observations = body.observations
    if not build and body.symbols:
        observations, body.build, evidence = with_voted_build(observations, context)
    structural = body.resolve_structural()
    is_hashing = source.is_hashing
    return Reading(
        input=source.name,
        format=f"{name}-{header.annotation.dialect}".removesuffix("-"),
        sha256="" if is_hashing else source.sha256,
        hashing=(lambda: source.sha256) if is_hashing else None,
        records_read=body.records,
        observations=(*observations, *structural),
        out_of_scope_by=body.out_of_scope_by,
        untested=tuple(body.untested),
        unresolved=tuple(body.unresolved),
        notices=(*notices_of(body, checked.cut_line1 or len(header_lines)), *checked.notices(), *said),
        build=body.build,
        build_evidence=body.evidence or evidence,
        sample=tumor.name,
        incomplete=bool(source.fault),
        blocks=body.blocks.found(),
        is_gvcf=body.blocks.is_gvcf,
        unread=() if body.blocks.is_gvcf else body.blocks.unread.regions(),
        undetermined=body.blocks.unread.genes(context, body.build, source.name),
        unproved=unproved_by(header, first, body.records),
    )


def _read_rows(
    new_body: Callable[[], Body], batches: Iterator[Batch], index: Path | None
) -> tuple[Body, tuple[Notice, ...]]:
    """Read the rows by the index beside the file where that is sound, else all of them; say which."""
    body = new_body()
    if index is None:
        body.read(batches)
        return body, ()
    try:
        rows = _read_by_index(body, index)
    except NotUsable as error:
        body = new_body()
        body.read(batches)
        words = f"the index {index.name} is not used, the file was read whole: {error}"
        return body, (Notice("index_not_used", "info", body.source.name, words),)
    body.pass_over(rows.total - rows.taken)
    words = (
        f"read by the index {index.name}: rows are told by their place, their numbers are not known; those away from"
        " exons are as many as the index says, and were not checked"
    )
    return body, (Notice("index_used", "info", body.source.name, words),)


def _read_by_index(body: Body, index: Path) -> IndexedRows:
    """Read the rows in genes. Raises NotUsable, also where a row is to be told by its place in the file."""
    _must_be_findable(body)
    body.source.begin_hash()  # as much work as all the rest
    rows = IndexedRows(body.source, index, body.parts)
    body.numbered_from = -1 - rows.total
    for contig in rows.names:
        body.overlap.note(contig)
    body.read(rows.batches())
    if any(one.reason == "malformed_row" for one in body.unresolved):
        raise NotUsable("a row breaks the format, and its line is to be told")
    return rows


def _must_be_findable(body: Body) -> None:
    """Raise NotUsable for a file in which rows that matter may lie away from all genes."""
    if body.symbols:
        raise NotUsable("the annotation may name genes at places where none is known")
    if not body.header.evidence:
        raise NotUsable("the header does not establish the genome build")
    if body.header.is_structural:
        raise NotUsable("breakends may reach into genes from elsewhere")


def _named_sample(first: Batch) -> str:
    """Return the sample that the first row of VarDict names beside its STATUS: of a pair, it is the tumor."""
    cells = first.raw.partition(b"\n")[0].split(b"\t", 8)
    info = dict(part.partition(b"=")[::2] for part in cells[7].split(b";")) if len(cells) > 7 else {}
    return decoded(info[b"SAMPLE"]) if b"SAMPLE" in info and b"STATUS" in info else ""


def _with_rows(first: Batch, batches: Iterator[Batch]) -> Batch:
    """Return the first batch that has rows: that of the header has none in a BCF, or where the header fills it."""
    return first if first.raw else next((batch for batch in batches if batch.raw), first)


def _header_lines(batches: Iterator[Batch], source: InputFile) -> tuple[list[str], Batch]:
    """Return the lines up to the one that names the columns, blank ones too, and the rest of their batch."""
    header: list[str] = []
    for batch in batches:
        for index0, written in enumerate(batch.lines):
            line1 = batch.line1 + index0
            line = written.removeprefix(_BOM) if line1 == 1 else written
            if line.strip() and not line.startswith(b"#"):
                raise InputError("a data row before the #CHROM line", file=source.name, line1=line1)
            header.append(decoded(line))
            if line.startswith(b"#CHROM"):
                rest = batch.raw.split(b"\n", index0 + 1)[index0 + 1 :]
                return header, Batch(line1 + 1, b"".join(rest))
    if source.fault:
        raise InputError(source.fault, file=source.name, hint="the file is damaged: get a complete copy")
    raise InputError("no #CHROM line", file=source.name, hint="the header is missing or the file is cut")
