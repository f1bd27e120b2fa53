"""Clinical sample tables of cBioPortal: tumor type as OncoTree code, MSI and TMB, one row a sample.

Format: cBioPortal file formats, clinical data (`#` lines in front of the header; attribute names vary by study).
Attributes of the patient are read past.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved, Untested
from oncotier.domain.value import replace
from oncotier.readers.ends import OutOfScope
from oncotier.readers.msi_score import msisensor_state
from oncotier.readers.numeral import decimal
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.sheet import Row, SheetForm, header_columns, read_sheet, sheet_samples
from oncotier.readers.table_burden import BURDEN_STATUS, burden_ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_SAMPLE = ("SAMPLE_ID", "Tumor_Sample_Barcode")
_TUMOR = ("ONCOTREE_CODE", "CANCER_TYPE_DETAILED", "CANCER_TYPE")
_MSI_WORD = ("MSI_TYPE", "MSI_STATUS", "MSI_SENSOR_TYPE")
_MSI_SCORE = ("MSI_SCORE", "MSI_SENSOR_SCORE", "MSISENSOR_SCORE")
_MANTIS = ("MSI_SCORE_MANTIS", "MSI_MANTIS_SCORE")
_TMB = ("TMB_NONSYNONYMOUS", "TMB_SCORE", "CVR_TMB_SCORE", "TMB")
_STATES = {
    "instable": "MSI-H",
    "unstable": "MSI-H",
    "msi-h": "MSI-H",
    "msi-high": "MSI-H",
    "msi": "MSI-H",
    "high": "MSI-H",
    "stable": "MSS",
    "mss": "MSS",
    "msi-l": "MSI-L",
    "msi-low": "MSI-L",
    "indeterminate": "MSI-ambiguous",
}
_OPEN = frozenset({"", "na", "n/a", "nan", "unknown", "do not report", "not available", "[not available]"})


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: a sample and its tumor type, MSI or TMB, and no gene or category of a Guardant table."""
    columns = header_columns(head)
    if not columns.first(*_SAMPLE) or columns.first("Hugo_Symbol", "Gene", "Chromosome", "reporting_category"):
        return Confidence.NO
    if columns.has("ONCOTREE_CODE") or columns.first(*_MSI_WORD, *_MSI_SCORE, "TMB_NONSYNONYMOUS", "TMB_STATUS"):
        return Confidence.CERTAIN
    return Confidence.LIKELY if columns.first(*_TUMOR) else Confidence.NO


def samples(source: InputFile) -> tuple[str, ...]:
    """Return the sample names in the order of the file."""
    return sheet_samples(source, _SAMPLE)


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample. Raises InputError and SampleChoiceError."""
    tumor_types: list[str] = []

    def ends_of(row: Row, place: Place) -> Iterable[End]:
        tumor_types.append(next((text for name in _TUMOR if (text := row.cell(name)) and not _is_open(text)), ""))
        found = [*_msi(row, place, context), *_tmb(row, place, context)]
        return found or [OutOfScope("clinical_data")]

    form = SheetForm("cbioportal-clinical", {"the sample": _SAMPLE}, _SAMPLE)
    reading = read_sheet(source, context, form, ends_of)
    return replace(reading, tumor_type=next(filter(None, tumor_types), ""))


def _is_open(text: str) -> bool:
    return text.lower() in _OPEN


def _msi(row: Row, place: Place, context: Context) -> Iterator[End]:
    """Read the status word; the MSIsensor score only where there is none."""
    word, score = row.cell(*_MSI_WORD), row.cell(*_MSI_SCORE)
    raw = place.source("MSI", word, score)
    if not _is_open(word):
        state = _STATES.get(word.lower().removeprefix("msi ").strip(), "")
        words = f"microsatellite status {word[:60]!r}"
        yield StatementObservation(raw, state) if state else Unresolved(raw, "not_determined", words)
        return
    value = decimal(score)
    if word.lower() in {"do not report", "unknown"}:
        yield Untested(raw, "MSI", f"the table says {word!r}")
    elif value is not None:
        state, words = msisensor_state(value, context)
        yield StatementObservation(raw, state) if state else Unresolved(raw, "not_determined", words)
        yield place.notice("msi_by_score", f"{words}; read as a score of MSIsensor", "info")
    elif not _is_open(score):
        # Some studies write -1 where nothing was measured.
        yield Untested(raw, "MSI", f"MSI score {score[:40]!r}")
    elif row.columns.first(*_MSI_WORD, *_MSI_SCORE):
        yield Untested(raw, "MSI", "the table has no value")


def _tmb(row: Row, place: Place, context: Context) -> Iterator[End]:
    if row.columns.first(*_TMB, *BURDEN_STATUS):
        yield from burden_ends(row, place, context, _TMB)
