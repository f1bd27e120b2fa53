"""Discrete copy-number calls of cBioPortal and GISTIC: one column per sample, or one row per sample and gene.

2 is an amplification and -2 a homozygous deletion; 1, -1 and -1.5 are a gain and a shallow loss, never more. NA is
not profiled. Continuous values are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import CopyNumberObservation, Negative, Unresolved
from oncotier.notation.gene import FAMILIES
from oncotier.readers.delimited import Columns
from oncotier.readers.log_ratio import refused
from oncotier.readers.reader import Confidence, choose_sample
from oncotier.readers.tabular import TableBody, first_rows, number_of, sample_names

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_GENE = ("Hugo_Symbol", "Gene Symbol", "Gene_Symbol", "HUGO_SYMBOL")
_NO_SAMPLE = frozenset(
    "hugo_symbol,gene symbol,gene_symbol,entrez_gene_id,locus id,locus_id,gene id,gene_id,cytoband".split(",")
)
_SAMPLE = ("Sample_Id", "Tumor_Sample_Barcode", "SAMPLE_ID")
_CALL = ("Value", "Copy_Number_Alteration")
_BY_NUMBER = {2: "amplification", 1: "gain", 0: "neutral", -1: "loss", -1.5: "loss", -2: "homozygous_deletion"}
_BY_WORD = {
    "amp": "amplification",
    "homdel": "homozygous_deletion",
    "hetloss": "loss",
    "amplification": "amplification",
    "gain": "gain",
    "diploid": "neutral",
    "neutral": "neutral",
    "loss": "loss",
    "shallow deletion": "loss",
    "deletion": "homozygous_deletion",
    "deep deletion": "homozygous_deletion",
    "homozygous deletion": "homozygous_deletion",
}
_MISSING = frozenset({"", ".", "NA", "N/A", "NAN", "[NOT AVAILABLE]", "NULL"})


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: genes with a call column, or genes with nothing but numbers behind their ids."""
    rows = first_rows(head)
    if not rows:
        return Confidence.NO
    columns = Columns(rows[0])
    if not columns.first(*_GENE):
        return Confidence.NO
    if columns.first(*_SAMPLE) and columns.first(*_CALL):
        return Confidence.CERTAIN
    names = _wide_samples(columns)
    if not names or columns.index(columns.first(*_GENE)) != 0 or len(rows) < 2 or columns.first(*_SAMPLE):
        return Confidence.NO
    first = [columns.cell(rows[1], name) for name in names if columns.index(name) < len(rows[1])]
    fits = [cell for cell in first if cell.upper() in _MISSING or number_of(cell) is not None]
    return Confidence.LIKELY if first and len(fits) == len(first) else Confidence.NO


def samples(source: InputFile) -> tuple[str, ...]:
    """Return the sample names of the file."""
    columns = Columns(first_rows(source.head)[0])
    column = columns.first(*_SAMPLE)
    return sample_names(source, column) if column else _wide_samples(columns)


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample. Raises InputError for continuous values and SampleChoiceError."""
    body = TableBody(source, context)
    columns = Columns(first_rows(source.head)[0] if first_rows(source.head) else [])
    sample_column, value = columns.first(*_SAMPLE), columns.first(*_CALL)
    if not columns.first(*_GENE):
        next(body.rows(_GENE), None)  # says what is missing
    if not sample_column:
        value = choose_sample(_wide_samples(columns), context.settings.sample, file=source.name)
        body.sample = value
    gene_column = columns.first(*_GENE)
    for cells in body.rows(_GENE, *((_CALL,) if sample_column else ()), sample_column=sample_column):
        named = body.columns.cell(cells, gene_column).partition("|")[0]
        alone = body.context.names.one_of_joined(named)
        genes = [gene for gene in FAMILIES.get(named.upper(), (alone,)) if body.in_scope(gene)]
        if genes:
            _row(body, genes, body.columns.cell(cells, value))
        else:
            body.count("gene_not_in_table")
    _say_contradictions(body)
    return body.reading("cbioportal-cna")


def _wide_samples(columns: Columns) -> tuple[str, ...]:
    return tuple(name.strip() for name in columns.names if name.strip() and name.strip().lower() not in _NO_SAMPLE)


def _row(body: TableBody, genes: list[str], value: str) -> None:
    """Read one value, which is of several genes where they share a name (`CDKN2A/B`)."""
    source = body.place(f"{'/'.join(genes)} {value}")
    if value.upper() in _MISSING:
        body.count("not_profiled")
        body.undetermined.extend(Negative(source, gene, ("copy_number",)) for gene in genes)
        return
    number = number_of(value)
    if number is not None and number not in _BY_NUMBER:
        raise refused(body.source.name)
    call = _BY_NUMBER[number] if number is not None else _BY_WORD.get(value.lower(), "")
    if not call:
        words = f"{value[:40]!r} is no copy-number call: expected -2, -1.5, -1, 0, 1, 2 or NA"
        body.unresolved.append(Unresolved(source, "copy_number_call", words))
        return
    for gene in genes:
        if call == "neutral":
            body.negatives.append(Negative(source, gene, ("copy_number",)))
        else:
            body.observations.append(CopyNumberObservation(source, gene, call))


def _say_contradictions(body: TableBody) -> None:
    """Say where rows of one gene differ, also by an older name of it or by one of its products (`CDKN2Ap14ARF`)."""
    calls: dict[str, set[str]] = {}
    stated = [(one.gene, one.call) for one in body.observations if isinstance(one, CopyNumberObservation)]
    for written, call in (*stated, *((one.gene, "neutral") for one in body.negatives)):
        name = body.context.names.resolve(written)
        calls.setdefault(name.symbol if name else written, set()).add(call)
    for gene, found in sorted(calls.items()):
        if len(found) > 1:
            words = f"{gene} has several rows that contradict each other: {', '.join(sorted(found))}"
            body.notice("contradictory_rows", "warning", words, of_row=False)
