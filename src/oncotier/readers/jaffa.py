"""JAFFA and JAFFAL `jaffa_results.csv`: `fusion genes` names the 5' gene first, `classification` says how sure it is.

Every class but the highest asks for confirmation; a transcript that reads through to its neighbor, or is spliced
together in healthy tissue too, is a filter and not a loss of the row. Breaks are on the build of the run, which the
file does not state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Unresolved
from oncotier.genome.assembly import contig_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.delimited import Columns
from oncotier.readers.fusion_calls import Breakpoint, FusionCall, gene_of, judge_calls
from oncotier.readers.reader import Confidence
from oncotier.readers.tabular import TableBody, sample_names, split_cells, whole_of

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_GENES, _CLASS, _SAMPLE = "fusion genes", "classification", "sample"
_JOINT = lazy_pattern(r"--|:")
_FILTERED = frozenset({"potentialtranssplicing", "potentialrunthrough", "potentialreadthrough", "noisereads"})
_FRAMES = {"true": "yes", "false": "no"}


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes by the columns of JAFFA."""
    columns = _columns(head)
    is_ours = all(map(columns.has, (_GENES, "chrom1", "base1", "chrom2", "base2", _CLASS)))
    return Confidence.CERTAIN if is_ours else Confidence.NO


def _columns(head: bytes) -> Columns:
    line = next((one for one in head.removeprefix(b"\xef\xbb\xbf").split(b"\n") if one.strip()), b"")
    return Columns(split_cells(line.removesuffix(b"\r"), ","))


def samples(source: InputFile) -> tuple[str, ...]:
    """Return the sample names in the order of the file."""
    return sample_names(source, _SAMPLE, between=",")


def read(source: InputFile, context: Context) -> Reading:
    """Read the calls of one sample. Raises InputError and SampleChoiceError."""
    body = TableBody(source, context, between=",")
    sample_column = _SAMPLE if _columns(source.head).has(_SAMPLE) else ""
    rows = body.rows((_GENES,), (_CLASS,), sample_column=sample_column)
    judge_calls(body, [call for cells in rows if (call := _call(body, cells)) is not None])
    return body.reading("jaffa")


def _call(body: TableBody, cells: list[str]) -> FusionCall | None:
    cell = body.columns.cell
    name, verdict = cell(cells, _GENES), cell(cells, _CLASS)
    genes = [gene_of(part, body.context.names) for part in _JOINT.split(name)]
    place = body.place(f"{name} {verdict} spanning reads {cell(cells, 'spanning reads') or 'not stated'}")
    if len(genes) != 2 or not any(genes):
        words = f"{name[:60]!r} does not name two genes joined by : or --"
        body.unresolved.append(Unresolved(place, "fusion_name", words))
        return None
    if not any(gene and body.in_scope(gene) for gene in genes):
        body.count("gene_not_in_table")
        return None
    return FusionCall(
        place,
        genes[0],
        genes[1],
        _break(body, cells, 1),
        _break(body, cells, 2),
        oriented=all(genes),
        in_frame=_FRAMES.get(cell(cells, "inframe").lower(), ""),
        filter=verdict if verdict.lower() in _FILTERED else "",
        flags=() if verdict.lower() == "highconfidence" else ("low_confidence", "equivocal"),
    )


def _break(body: TableBody, cells: list[str], number: int) -> Breakpoint | None:
    contig = body.columns.cell(cells, f"chrom{number}")
    pos1 = whole_of(body.columns.cell(cells, f"base{number}"))
    return Breakpoint(contig_name(contig), pos1) if contig and pos1 else None
