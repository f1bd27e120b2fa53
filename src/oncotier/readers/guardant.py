"""Guardant360 tables: small variants, copy numbers, fusions and MSI of plasma, one kind a file or all in one.

Fractions are in percent. A copy number of plasma is no copy number of the tumor: what the laboratory lists as
amplified is taken as amplified, whatever the number, unless it calls it a change of the chromosome or its arm. The
sheets of Guardant360 CDx also list what was looked at and not called (`call` of 0), germline polymorphisms among it.
What plasma does not show may be in the tumor all the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.coverage import COVERED_KINDS
from oncotier.domain.observation import (
    CopyNumberObservation,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
    Untested,
    VariantObservation,
)
from oncotier.domain.value import replace
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.called_locus import cell_locus
from oncotier.readers.ends import OutOfScope
from oncotier.readers.numeral import decimal, percent
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.sheet import Row, SheetForm, header_columns, read_sheet, sheet_samples
from oncotier.readers.vendor_words import change_names, genes_of_pair, is_not_assessed, states_nothing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_SAMPLE = ("sample_id", "run_sample_id", "sample")
_FINDINGS = ("mut_aa", "cdna", "copy_number", "gene_a", "msi_status")
_SHEETS = (  # of Guardant360 CDx that name no category: what they have and no other table of ours has
    ("gene_a", "gene_b", "downstream_gene", "call"),
    ("chrom", "gene", "copy_number", "call"),
    ("run_sample_id", "msi_score", "msi_status"),
)
_FORM = SheetForm("guardant360", {"a finding": _FINDINGS}, _SAMPLE)
_CHANGE = lazy_pattern(r"([ACGT]*|-)>([ACGT]*|-)", re.IGNORECASE)
_TWO_COPIES = 2
_NOT_FOCAL = lazy_pattern(r"aneuploid|chromosome|\barm\b")
_BENIGN = frozenset({"synonymous", "benign"})
_NOT_CALLED = lazy_pattern(r"0(?:\.0)?|no?|false|neg(?:ative)?|not[ _-]?(?:called|detected)", re.IGNORECASE)
_NO_CALL = lazy_pattern(r"no[ _-]?call|indeterminate|inconclusive|fail(?:ed)?|qns|n/?a", re.IGNORECASE)
_SET_ASIDE = lazy_pattern(r"filter|reject|artifact|artefact|background", re.IGNORECASE)
_DOUBTED = lazy_pattern(r"\blow\b|below|\blo[dq]\b|limit of|subthreshold|equivocal|borderline|weak", re.IGNORECASE)
_CALLED = lazy_pattern(r"[1-9](?:\.0)?|y(?:es)?|true|pos(?:itive)?|called|detected|present|pass(?:ed)?|", re.IGNORECASE)
_STABLE = lazy_pattern(
    r"(?:msi-?\s?h(?:igh)?\s+)?not[ -]detected|mss(?:\s*/\s*msi-?l)?|(?:microsatellite[ -])?stable", re.IGNORECASE
)
_UNSTABLE = lazy_pattern(r"(?:msi-?\s?h(?:igh)?|high)(?:\s+detected)?|detected", re.IGNORECASE)


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: the columns of one of the sheets."""
    columns = header_columns(head)
    if columns.has("gene") and columns.has("mut_aa") and columns.first("mut_nt", "percentage"):
        return Confidence.CERTAIN
    has_category = columns.has("reporting_category")
    if has_category and columns.first("copy_number", "gene_a", "msi_status"):
        return Confidence.CERTAIN
    return Confidence.CERTAIN if any(all(map(columns.has, sheet)) for sheet in _SHEETS) else Confidence.NO


def samples(source: InputFile) -> tuple[str, ...]:
    """Return the sample names in the order of the file."""
    return sheet_samples(source, _SAMPLE)


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample. Raises InputError and SampleChoiceError."""

    def ends_of(row: Row, place: Place) -> Iterable[End]:
        return _ends(row, place, context)

    return replace(read_sheet(source, context, _FORM, ends_of), unproved=COVERED_KINDS)


def _ends(row: Row, place: Place, context: Context) -> Iterator[End]:
    gene, (gene_a, gene_b) = row.cell("gene"), _partners(row, place)
    gene = "" if states_nothing(gene) else context.names.one_of_joined(gene)
    genes = [one for one in (gene, gene_a, gene_b) if one]
    known = [name for one in genes if (name := context.names.resolve(one)) and name.known]
    if row.cell("msi_status") and not any(map(row.cell, ("mut_aa", "cdna", "mut_nt", "copy_number", "gene_a"))):
        yield from _msi(row, place)  # whatever stands in the column of the gene
    elif known and (_NO_CALL.fullmatch(row.cell("call")) or is_not_assessed(row.cell("call"))):
        what = row.cell("mut_aa", "cdna", "mut_nt")
        words = f"{what or 'its change'}: called {row.cell('call')[:20]!r}"
        yield Untested(place.source(*genes, what, row.cell("call")), genes[0], words)
    elif genes and bool(gene_a) == bool(gene_b) and all(map(context.names.is_foreign, genes)):
        yield OutOfScope("gene_not_in_table")
    elif known and not (_CALLED.fullmatch(row.cell("call")) or _objection(row) or _doubts(row)):
        words = f"{genes[0]}: the call {row.cell('call')[:40]!r} is neither positive nor negative"
        yield Unresolved(place.source(*genes, row.cell("call")), "call_unknown", words)
    elif gene_a or gene_b:
        yield _fusion(row, gene_a, gene_b, place)
    elif row.cell("mut_aa") or row.cell("cdna") or row.cell("mut_nt"):
        yield from _variant(row, place, gene)
    elif gene and row.cell("copy_number"):
        yield _copy_number(row, place, gene)
    elif row.columns.has("msi_status"):
        yield from _msi(row, place)
    else:
        yield Unresolved(place.source(gene), "no_finding", "the row names no change")


def _vaf(row: Row) -> float | None:
    return percent(row.cell("percentage"))


def _objection(row: Row) -> str:
    """Return the laboratory's objection: it looked at the change, and did not call it, or set the call aside."""
    call = row.cell("call")
    if _NOT_CALLED.fullmatch(call):
        return "not_called"
    return re.sub(r"\W+", "_", call.lower()) if _SET_ASIDE.search(call) else ""


def _doubts(row: Row) -> tuple[str, ...]:
    """Return the flag of a call that is low, or below a limit: it was seen, and is to be confirmed."""
    return ("equivocal",) if _DOUBTED.search(row.cell("call")) else ()


def _partners(row: Row, place: Place) -> tuple[str, str]:
    """Return the two genes of a fusion, also where both stand in one cell (`EML4-ALK`)."""
    first, second = row.cell("gene_a"), row.cell("gene_b")
    first, second = ("" if states_nothing(one) else one for one in (first, second))
    only = "" if first and second else first or second
    name = place.names.resolve(only) if only else None
    if only and (name is None or not name.known):
        return genes_of_pair(only, place) or (first, second)
    return first, second


def _fusion(row: Row, first: str, second: str, place: Place) -> RearrangementObservation:
    """Read a fusion; the gene downstream of the junction is the 3' one, where it is named."""
    last = row.cell("downstream_gene")
    if last and last == first != second:
        first, second = second, first
    return RearrangementObservation(
        place.source("-".join(filter(None, (row.cell("gene_a"), row.cell("gene_b")))), row.cell("type")),
        first,
        second,
        row.cell("type").lower() or "fusion",
        oriented=bool(first and second and first != second and last == second),
        vaf=_vaf(row),
        filter=_objection(row),
        flags=_doubts(row),
    )


def _variant(row: Row, place: Place, gene: str) -> Iterator[End]:
    written = row.cell("cdna")
    written = written if states_nothing(written) or "c." in written else f"c.{written}"
    protein, coding, transcript, notices = change_names(place, gene, row.cell("mut_aa"), written)
    yield from notices
    change = _CHANGE.fullmatch(row.cell("mut_nt"))
    locus = None
    if change:
        old, new = change[1] or "-", change[2] or "-"
        locus = cell_locus(row.cell("chrom"), row.cell("position"), old, new, row.build)
    if not (protein or coding or change):
        yield Unresolved(place.source(gene, row.cell("mut_nt")), "no_change", f"{gene}: a change without its name")
        return
    yield VariantObservation(
        place.source(gene, protein or coding or row.cell("mut_nt")),
        gene,
        protein=protein,
        coding=coding,
        consequence="synonymous_variant" if row.cell("type").lower() in _BENIGN and not protein else "",
        transcript=transcript or row.cell("transcript_id"),
        locus=locus,
        vaf=_vaf(row),
        filter=_objection(row),
        flags=_doubts(row),
    )


def _copy_number(row: Row, place: Place, gene: str) -> End:
    text, word = row.cell("copy_number"), row.cell("type").lower()
    raw = place.source(gene, text, word)
    copies = decimal(text)
    if copies is None:
        return Unresolved(raw, "copy_number_call", f"{text[:40]!r} is no number of copies")
    is_loss = "loss" in word or "del" in word or (not word and copies < _TWO_COPIES)
    call = "loss" if is_loss else "amplification"
    broad = ("broad",) if _NOT_FOCAL.search(word) else ()
    return CopyNumberObservation(
        raw, gene, call, copies, filter=_objection(row), flags=("plasma", *broad, *_doubts(row))
    )


def _msi(row: Row, place: Place) -> Iterator[End]:
    status = row.cell("msi_status")
    raw = place.source("MSI", status)
    state = "MSS" if _STABLE.fullmatch(status) else "MSI-H" if _UNSTABLE.fullmatch(status) else ""
    if state:
        yield StatementObservation(raw, state)
        if state == "MSS":
            words = "MSI-High not detected in plasma: with little tumor DNA this proves little"
            yield place.notice("msi_of_plasma", words, "info")
    else:
        yield Untested(raw, "MSI", f"the table says {status[:40] or 'nothing'!r}")
