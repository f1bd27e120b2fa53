"""Oncomine tables of Ion Reporter and Genexus: one row a tested position, copy number or fusion, with its call.

`POS` is a finding, `NOCALL` one that could not be assessed; a word for the call that is not known is listed. `NEG` is
tested and absent: of a hotspot, so that a gene is negative in the codons of its hotspots only; of a copy number, for
the gene as a whole where no row of the same kind says otherwise; of a fusion, for that junction, which proves no gene
free of fusions. A kind of alteration without any row was not tested; a control of the RNA that failed leaves open what
only RNA shows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.coverage import COVERED_KINDS
from oncotier.domain.observation import (
    CopyNumberObservation,
    Negative,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
    Untested,
    VariantObservation,
)
from oncotier.domain.value import Value, replace
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.called_locus import cell_locus
from oncotier.readers.ends import OutOfScope
from oncotier.readers.numeral import decimal, fraction, whole
from oncotier.readers.objection import objection
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.sheet import Row, SheetForm, header_columns, read_sheet
from oncotier.readers.vendor_words import genes_of_pair, loss_flags

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from oncotier.domain.observation import Reading, Source
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_GENE = ("FUNC1.gene", "INFO.1.GENE_NAME", "INFO...GENE_NAME")
_BLOCKS = tuple(f"FUNC{number}" for number in range(1, 10))  # one a transcript or gene of the place
_FRACTION = ("INFO.A.AF", "INFO.1.AF")
_DEPTH = ("INFO.1.FDP", "INFO.1.DP")
_COPIES = ("FORMAT.1.CN", "INFO.1.CN", "INFO.1.RAW_CN")
_VARIANTS = frozenset({"snp", "snv", "ins", "del", "complex", "mnp", "mnv", "indel"})
_KINDS = {
    **dict.fromkeys(_VARIANTS, "small_variant"),
    "cnv": "copy_number",
    "fusion": "fusion",
    "rnaexonvariant": "exon",
    "flt3itd": "itd",
}
_IMBALANCE = lazy_pattern(r"5p.?3p", re.IGNORECASE)
_RNA_CONTROL = lazy_pattern(r"(?:rna|expr|proc)\w*control", re.IGNORECASE)
_CONTROL = lazy_pattern(r"control|assay|expression", re.IGNORECASE)
_CONSEQUENCES = {
    "missense": "missense_variant",
    "nonsense": "stop_gained",
    "synonymous": "synonymous_variant",
    "frameshiftdeletion": "frameshift_variant",
    "frameshiftinsertion": "frameshift_variant",
    "frameshiftblocksubstitution": "frameshift_variant",
    "nonframeshiftdeletion": "inframe_deletion",
    "nonframeshiftinsertion": "inframe_insertion",
    "stoploss": "stop_lost",
}
_EXON_IN_BRACKETS = lazy_pattern(r"\s*\(\d{1,3}\)\s*")
_COPY_FILTERS = {"GAIN": "gain_by_copies", "LOSS": "loss"}  # of a copy number the filter may be the call
_WHOLE_LOSS = 0.5  # copies below which nothing is left
_SKIPPING = "MET exon 14 skipping"
_EXONS = {
    ("MET", "M13M15"): _SKIPPING,
    ("MET", "M13-M15"): _SKIPPING,
    ("EGFR", "E1E8"): "EGFRvIII",
}
_CODON = lazy_pattern(r"p\.\(?(?:[A-Z][a-z]{2}|[A-Z])(\d{1,5})")
_CALLS = {
    **dict.fromkeys(
        ("POS", "POSITIVE", "PRESENT", "DETECTED", "PRESENT (HETEROZYGOUS)", "PRESENT (HOMOZYGOUS)"), "POS"
    ),
    **dict.fromkeys(("NEG", "NEGATIVE", "ABSENT", "NOT DETECTED"), "NEG"),
    **dict.fromkeys(("", "NOCALL", "NO CALL", "NO_CALL", "NO-CALL", "FAIL", "FAILED"), "NOCALL"),
}
_FORM = SheetForm("oncomine", {"the kind of row": ("rowtype",), "the call": ("call",), "the gene": _GENE})


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: kind of row, call, and the functional annotation of Ion Reporter."""
    columns = header_columns(head)
    has_all = columns.has("rowtype") and columns.has("call") and columns.first(*_GENE)
    return Confidence.CERTAIN if has_all else Confidence.NO


class _Seen(Value, frozen=True):
    """What other rows say: the (gene, kind) found or not assessed, the codons of each gene that are negative."""

    open: frozenset[tuple[str, str]]
    codons: Mapping[str, tuple[int, ...]]


def read(source: InputFile, context: Context) -> Reading:
    """Read every row. Raises InputError."""
    found: set[tuple[str, str]] = set()
    codons: dict[str, set[int]] = {}
    kinds: set[str] = set()
    failed: list[Source] = []

    def note(row: Row, place: Place) -> Iterable[End]:
        block = _block(row, place)
        gene, kind, call = _gene(row, block), _KINDS.get(row.cell("rowtype").lower(), ""), _call(row)
        codon = _CODON.match(row.cell(f"{block}.protein"))
        kinds.add(kind)
        if _RNA_CONTROL.search(row.cell("rowtype")) and (call != "POS" or _failed(row)):
            failed.append(place.source(f"a control of the RNA that failed ({gene or row.cell('ID') or 'unnamed'})"))
        if call != "NEG":
            found.add((gene, kind))
        elif codon and kind == "small_variant":
            codons.setdefault(gene, set()).add(int(codon[1]))
        return [OutOfScope("first_pass")]

    read_sheet(source, context, _FORM, note)
    seen = _Seen(frozenset(found), {gene: tuple(sorted(numbers)) for gene, numbers in codons.items()})
    said: set[tuple[str, str]] = set()

    def ends_of(row: Row, place: Place) -> Iterable[End]:
        return _ends(row, place, context, seen, said)

    return _proved(read_sheet(source, context, _FORM, ends_of), kinds, failed[:1])


def _proved(reading: Reading, kinds: set[str], failed: list[Source]) -> Reading:
    """Return the reading with what its rows leave open: kinds that none of them is of, fusions without sound RNA."""
    open_fusions = tuple(Negative(control, "", ("fusion",)) for control in failed)
    return replace(
        reading,
        undetermined=open_fusions,
        unproved=tuple(kind for kind in COVERED_KINDS if kind not in kinds),
    )


def _block(row: Row, place: Place) -> str:
    """Return the annotation that speaks of a gene of the table: the first is often that of an antisense RNA."""
    for block in _BLOCKS:
        name = place.names.resolve(row.cell(f"{block}.gene").split(",")[0].strip())
        if name is not None and name.known:
            return block
    return _BLOCKS[0]


def _gene(row: Row, block: str) -> str:
    return row.cell(f"{block}.gene", *_GENE).split(",")[0].strip()


def _call(row: Row) -> str:
    """Return `POS`, `NEG` or `NOCALL`; any other word as it stands."""
    written = row.cell("call").upper()
    return _CALLS.get(written, written)


def _ends(row: Row, place: Place, context: Context, seen: _Seen, said: set[tuple[str, str]]) -> Iterator[End]:
    kind = _KINDS.get(row.cell("rowtype").lower(), "")
    block = _block(row, place)
    gene, call, change = _gene(row, block), _call(row), row.cell(f"{block}.protein")
    pair = _pair(row, kind, place)
    named = [one for one in pair or (gene,) if one]
    raw = place.source(gene, change or row.cell("ID"), call)
    is_known = any((name := context.names.resolve(one)) and name.known for one in named or [gene])
    if not kind and is_known and call != "NEG" and not _CONTROL.search(row.cell("rowtype")):
        yield Unresolved(raw, "row_type", f"rowtype {row.cell('rowtype')[:40]!r} is not known")
    elif not kind and is_known and call == "POS" and _IMBALANCE.search(row.cell("rowtype")):
        words = f"{gene}: more reads of its 3' than of its 5' end, as of a fusion whose partner is not known"
        yield Unresolved(raw, "imbalance", words)
    elif not kind:
        yield OutOfScope("control")
    elif gene and not is_known and (call == "NEG" or all(map(context.names.is_foreign, named))):
        yield OutOfScope("gene_not_in_table")
    elif call == "NEG":
        yield from _negative(row, place, gene, kind, seen, said)
    elif call not in {"POS", "NOCALL"}:
        yield Unresolved(raw, "call_unknown", f"{gene}: the call {call[:40]!r} is neither POS nor NEG nor NOCALL")
    elif call == "NOCALL":
        what = " ".join(part for part in (gene, change or row.cell("ID")) if part)
        yield Untested(raw, what or kind, f"{call}: could not be assessed", of_any_gene=not named)
    elif kind == "small_variant":
        yield _variant(row, place, gene, block)
    elif kind == "itd":
        yield StatementObservation(raw, "FLT3-ITD", vaf=fraction(row.cell(*_FRACTION)), filter=_failed(row))
    elif kind == "copy_number":
        yield from _copy_number(row, place, gene)
    elif kind == "fusion" and pair and pair[0] != pair[1]:
        raw = place.source(row.cell("ID") or gene)
        yield RearrangementObservation(raw, *pair, "fusion", oriented=True, filter=_failed(row))
    else:
        yield _exons(row, place, gene if not pair or pair[0] != pair[1] else pair[0])


def _pair(row: Row, kind: str, place: Place) -> tuple[str, str] | None:
    """Return the genes of a junction, 5' first: of its name (`EML4-ALK.E6A20.AB374361`), or of the cell of the gene."""
    if kind not in {"fusion", "exon"}:
        return None
    if named := genes_of_pair(_EXON_IN_BRACKETS.sub("", row.cell("ID").split(".")[0]), place):
        return named
    pair = genes_of_pair(_EXON_IN_BRACKETS.sub("", row.cell(*_GENE)), place)
    return pair if pair and any((name := place.names.resolve(one)) and name.known for one in pair) else None


def _negative(row: Row, place: Place, gene: str, kind: str, seen: _Seen, said: set[tuple[str, str]]) -> Iterator[End]:
    """Say once for a gene that it is negative; the other rows that say so are counted."""
    is_open = (gene, kind) in seen.open
    raw = place.source(gene, kind, "NEG")
    if kind == "exon":
        junction = "".join(row.cell("ID").upper().split(".")[1:2])
        is_skipping = not is_open and _EXONS.get((gene, junction)) == _SKIPPING
        yield Negative(raw, gene, ("transcript_variant",)) if is_skipping else OutOfScope("tested_negative")
    elif is_open or (gene, kind) in said or kind not in {"small_variant", "copy_number"} or not gene:
        yield OutOfScope("tested_negative")
    elif kind == "small_variant":
        codons = seen.codons.get(gene, ())
        said.add((gene, kind))
        if codons:
            listed = "/".join(map(str, codons))
            yield StatementObservation(raw, f"{gene} codon{'s' if len(codons) > 1 else ''} {listed} wild-type")
        else:
            yield OutOfScope("tested_negative")
    else:
        said.add((gene, kind))
        yield Negative(raw, gene, (kind,))


def _failed(row: Row) -> str:
    return objection(row.cell("FILTER"))


def _variant(row: Row, place: Place, gene: str, block: str) -> VariantObservation:
    protein, coding = row.cell(f"{block}.protein"), row.cell(f"{block}.coding")
    reference = row.cell("REF", f"{block}.origRef", f"{block}.normalizedRef")
    return VariantObservation(
        place.source(gene, protein or coding),
        gene,
        protein="" if protein == "p.?" else protein,
        coding=coding,
        consequence=_CONSEQUENCES.get(row.cell(f"{block}.function").lower(), ""),
        transcript=row.cell(f"{block}.transcript"),
        exon=row.cell(f"{block}.exon"),
        locus=cell_locus(row.cell("CHROM"), row.cell("POS"), reference, row.cell("ALT"), row.build),
        vaf=fraction(row.cell(*_FRACTION)),
        depth=whole(row.cell(*_DEPTH)),
        filter=_failed(row),
    )


def _copy_number(row: Row, place: Place, gene: str) -> Iterator[End]:
    copies = decimal(row.cell(*_COPIES))
    word = row.cell("FUNC1.oncomineVariantClass").lower()
    call = {"amplification": "amplification", "gain": "gain", "loss": "loss", "deletion": "loss"}.get(word, "")
    said = _COPY_FILTERS.get(row.cell("FILTER").upper(), "")
    call = call or said
    if call == "loss" and copies is not None and copies < _WHOLE_LOSS:
        call = "homozygous_deletion"
    raw = place.source(gene, word, row.cell(*_COPIES))
    if copies is None and not call:
        yield Unresolved(raw, "copy_number_call", f"{gene}: no number of copies")
    else:
        told = "" if said else _failed(row)
        yield CopyNumberObservation(raw, gene, call, copies, filter=told, flags=loss_flags(call, copies))


def _exons(row: Row, place: Place, gene: str) -> End:
    written = row.cell("ID")
    raw = place.source(gene, written)
    for (of, exons), words in _EXONS.items():
        if gene in {of, ""} and exons in written.upper() and of in (gene, written.split("-")[0]):
            return StatementObservation(raw, words, filter=_failed(row))
    return Unresolved(raw, "structural", f"{written[:60]!r}: exons that are not understood; check it")
