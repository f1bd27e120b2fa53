"""Metadata of a MOAlmanac patient: one key and value a line; the tumor type and the microsatellite status are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Notice, StatementObservation, Unresolved, Untested
from oncotier.domain.value import replace
from oncotier.readers.delimited import last_row_open
from oncotier.readers.ends import Ends, OutOfScope
from oncotier.readers.measure_words import is_undetermined, msi_state
from oncotier.readers.reader import Confidence, Context, decoded

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_KEYS = (b"reported_tumor_type", b"microsatellite_status")
_TUMOR = ("oncotree_code", "oncotree_term", "reported_tumor_type")


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: the keys of the file at the beginning of lines."""
    lines = [line.partition(b"\t")[0].strip() for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    return Confidence.CERTAIN if all(key in lines for key in _KEYS) else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read the keys that are used. Raises InputError."""
    ends = Ends(source.name, context.names)
    values: dict[str, str] = {}
    for line1, line in source.lines():
        key, _, value = (part.strip() for part in decoded(line.removeprefix(b"\xef\xbb\xbf")).partition("\t"))
        if not key:
            continue
        place = ends.place()
        if b"\0" in line:
            words = f"line {line1}: a NUL byte"
            ends.take([Unresolved(place.source(key.replace("\0", "?")), "malformed_row", words)])
            continue
        values.setdefault(key, value)
        if key != "microsatellite_status":
            ends.take([OutOfScope("clinical_data")])
            continue
        raw, state = place.source("MSI", value), msi_state(value)
        if state:
            ends.take([StatementObservation(raw, state)])
        elif not value or is_undetermined(value):
            ends.take([Untested(raw, "MSI", f"the file says {value[:40]!r}")])
        else:
            ends.take([Unresolved(raw, "not_determined", f"microsatellite status {value[:40]!r}")])
    if source.is_cut and not source.fault:
        ends.notices.append(last_row_open(source.name))
    if "microsatellite_status" not in values:
        ends.note("not_assessed", "warning", "not assessed: MSI (the file has no line microsatellite_status)")
    if source.fault:
        ends.notices.append(Notice("input_incomplete", "error", source.name, source.fault))
    tumor_type = next((values[key] for key in _TUMOR if values.get(key)), "")
    sample = context.settings.sample
    reading = ends.reading(source, name="moalmanac-metadata", sample=sample, tumor_type=tumor_type)
    return replace(reading, incomplete=bool(source.fault))
