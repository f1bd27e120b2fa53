"""Tables of tumor mutational burden per megabase: maftools `tmb`, PCGR, MOAlmanac, and others with such a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Unresolved
from oncotier.readers.ends import OutOfScope
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.sheet import Row, SheetForm, header_columns, read_sheet, sheet_samples
from oncotier.readers.table_burden import burden_ends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_SAMPLE = ("Tumor_Sample_Barcode", "sample", "sample_id", "SAMPLE_ID", "patient_id")
_PER_MEGABASE = (
    "total_perMB",
    "coding_mutational_burden_per_megabase",
    "TMB",
    "TMB (mut/Mb)",
    "TMB_per_Mb",
    "tmb_per_mb",
    "tmb_estimate",
    "mutations_per_mb",
)
_MEASURE = "tmb_measure"
_USED_MEASURES = frozenset({"", "tmb_coding_and_silent"})  # the measure of PCGR's own report by default
_UNIT = ("tmb_unit", "unit")
_UNITS = frozenset({"", "mutations/mb", "mut/mb", "mutations per megabase", "muts/mb"})
_OTHERS = frozenset({"gene", "hugo_symbol", "chromosome", "chrom", "chr", "purity", "ploidy", "oncotree_code"})


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: a burden per megabase, and no columns of variants."""
    columns = header_columns(head)
    found = columns.first(*_PER_MEGABASE)
    names = {name.strip().lower() for name in columns.names}
    if not found:
        return Confidence.NO
    if found in {"total_perMB", "coding_mutational_burden_per_megabase"} or _MEASURE in names:
        return Confidence.CERTAIN
    return Confidence.LIKELY if columns.first(*_SAMPLE) and not names & _OTHERS else Confidence.NO


def samples(source: InputFile) -> tuple[str, ...]:
    """Return the sample names in the order of the file."""
    return sheet_samples(source, _SAMPLE)


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample. Raises InputError and SampleChoiceError."""
    form = SheetForm("tmb", {"the burden": _PER_MEGABASE}, _SAMPLE)
    return read_sheet(source, context, form, lambda row, place: _ends(row, place, context))


def _ends(row: Row, place: Place, context: Context) -> Iterator[End]:
    text, unit = row.cell(*_PER_MEGABASE), row.cell(*_UNIT)
    if row.cell(_MEASURE).lower() not in _USED_MEASURES:
        yield OutOfScope("other_tmb_measure")
    elif unit.lower() not in _UNITS:
        words = f"tumor mutation burden in {unit[:60]!r}: not mutations per megabase"
        yield Unresolved(place.source("TMB", text, unit), "unit_unknown", words)
    else:
        yield from burden_ends(row, place, context, _PER_MEGABASE)
