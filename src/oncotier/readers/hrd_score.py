"""Tables of homologous recombination deficiency: scarHRD (sum of scars), HRDetect (probability), CHORD (status).

Each tool's own rule: scarHRD gives a score to be compared with a threshold; HRDetect a probability, which a
threshold of `knowledgebase/thresholds.tsv` judges; CHORD states the status itself. Columns by each tool's
documentation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Unresolved, Untested
from oncotier.readers.numeral import decimal
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.sheet import Row, SheetForm, header_columns, read_sheet, sheet_samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.delimited import Columns
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_SAMPLE = ("sample", "sample_id", "sampleID", "SampleID", "Tumor_Sample_Barcode")
_SUM = ("HRD-sum", "HRD_sum", "HRDsum", "HRD.sum", "HRD_score", "HRD score", "GIS")
_SCARS = ("Telomeric AI", "Telomeric.AI", "LST", "LSTs", "nTAIs")
_PROBABILITY = ("HRDetect", "Probability", "HRDetect_probability", "HRDetect_score")
_CHORD = ("hr_status", "hrStatus")
_MOST = 1000


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: the columns of one of the tools."""
    columns = header_columns(head)
    if columns.first(*_CHORD) and columns.first("p_hrd", "hrdValue", "p_BRCA1"):
        return Confidence.CERTAIN
    if columns.first(*_SUM) and columns.first(*_SCARS):
        return Confidence.CERTAIN
    if columns.first(*_PROBABILITY) and columns.first("del.mh.prop", "SNV3", "SV3", "hrd"):
        return Confidence.CERTAIN
    return Confidence.LIKELY if columns.first(*_SUM[:-1], "HRDetect_probability") else Confidence.NO


def samples(source: InputFile) -> tuple[str, ...]:
    """Return the sample names in the order of the file."""
    return sheet_samples(source, _sample(header_columns(source.head)))


def _sample(columns: Columns) -> tuple[str, ...]:
    return (*_SAMPLE, "") if not columns.names or not columns.names[0] else _SAMPLE


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample. Raises InputError and SampleChoiceError."""
    columns = header_columns(source.head)
    required = {"the score": (*_SUM, *_PROBABILITY, *_CHORD)}
    positive = context.thresholds.get("HRDetect_probability")

    def ends_of(row: Row, place: Place) -> Iterable[End]:
        return _ends(row, place, positive)

    return read_sheet(source, context, SheetForm("hrd", required, _sample(columns)), ends_of)


def _ends(row: Row, place: Place, positive: float | None) -> Iterator[End]:
    if row.columns.first(*_CHORD):
        yield from _chord(row, place)
    elif row.columns.first(*_PROBABILITY) and not row.columns.first(*_SUM):
        yield from _hrdetect(row, place, positive)
    else:
        text = row.cell(*_SUM)
        score, raw = decimal(text), place.source("HRD", text)
        if score is None or score > _MOST:
            yield _not_measured(place, text)
            return
        yield StatementObservation(raw, f"HRD {score:g}")
        words = f"HRD score {score:g} of a research method: thresholds of approved tests are not made for it"
        yield place.notice("hrd_by_score", words, "info")


def _hrdetect(row: Row, place: Place, positive: float | None) -> Iterator[End]:
    text = row.cell(*_PROBABILITY)
    probability, raw = decimal(text), place.source("HRDetect", text)
    if probability is None or probability > 1:
        yield _not_measured(place, text)
    elif positive is None:
        yield Unresolved(raw, "not_determined", f"HRDetect probability {probability:g}: no threshold to judge it by")
    else:
        yield StatementObservation(raw, "HRD positive" if probability >= positive else "HRD negative")
        words = f"HRDetect probability {probability:g}, positive from {positive:g}"
        yield place.notice("hrd_by_probability", words, "info")


def _chord(row: Row, place: Place) -> Iterator[End]:
    status = row.cell(*_CHORD)
    known = {"hr_deficient": "HRD positive", "hr_proficient": "HRD negative"}.get(status.lower(), "")
    raw = place.source("CHORD", status)
    if known:
        yield StatementObservation(raw, known)
    elif status.lower() in {"", "na", "cannot_be_determined"}:
        yield Untested(raw, "HRD", f"CHORD: {status or 'no status'}")
    else:
        yield Unresolved(raw, "not_determined", f"CHORD status {status[:60]!r}")


def _not_measured(place: Place, text: str) -> End:
    raw = place.source("HRD", text)
    if text.upper() in {"", "NA", "NAN"}:
        return Untested(raw, "HRD", "the table has no value")
    return Unresolved(raw, "not_determined", f"HRD score {text[:60]!r} is no score")
