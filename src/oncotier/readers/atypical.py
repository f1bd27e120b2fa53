"""Findings in words by gene and sample (`HUGO_SYMBOL SAMPLE_ID ALTERATION`), as cBioPortal-style annotation takes them.

`Other Biomarkers` stands for a signature (MSI-H, TMB-H).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation
from oncotier.readers.ends import OutOfScope
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.sheet import Row, SheetForm, header_columns, read_sheet, sheet_samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_SAMPLE = ("SAMPLE_ID", "Tumor_Sample_Barcode")
_FORM = SheetForm(
    "atypical", {"the gene": ("HUGO_SYMBOL",), "the alteration": ("ALTERATION",), "the sample": _SAMPLE}, _SAMPLE
)
_BIOMARKERS = "other biomarkers"


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: gene, sample and alteration, and no class of small variants beside them."""
    columns = header_columns(head)
    has_all = columns.has("HUGO_SYMBOL") and columns.has("ALTERATION") and columns.first(*_SAMPLE)
    is_maf = columns.first("Variant_Classification", "Consequence", "HGVSp_Short", "HGVSp", "Protein_Change")
    return Confidence.CERTAIN if has_all and not is_maf else Confidence.NO


def samples(source: InputFile) -> tuple[str, ...]:
    """Return the sample names in the order of the file."""
    return sheet_samples(source, _SAMPLE)


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample. Raises InputError and SampleChoiceError."""

    def ends_of(row: Row, place: Place) -> Iterable[End]:
        return _ends(row, place, context)

    return read_sheet(source, context, _FORM, ends_of)


def _ends(row: Row, place: Place, context: Context) -> Iterator[End]:
    gene, words = row.cell("HUGO_SYMBOL"), row.cell("ALTERATION")
    name = context.names.resolve(gene)
    if gene.lower() == _BIOMARKERS:
        yield StatementObservation(place.source(words), words)
    elif name and not name.known:
        yield OutOfScope("gene_not_in_table")
    else:
        text = f"{gene} {words}".strip()
        yield StatementObservation(place.source(text), text)
