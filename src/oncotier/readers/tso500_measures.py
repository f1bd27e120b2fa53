"""TruSight Oncology 500: the JSON files of single measures (`*.msi.json`, `*.tmb.json`), of Local App and DRAGEN.

One file holds one measure and is one record. A result that the software says is not valid is no result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import StatementObservation, Untested
from oncotier.errors import InputError
from oncotier.readers.ends import End, Ends
from oncotier.readers.json_document import JsonObject, at, parse_json, say_repeated, text
from oncotier.readers.measure_words import tmb_number
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.unread_burden import burden_unread
from oncotier.readers.unstable_sites import microsatellites

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_MSI, _TMB = "PercentageUnstableSites", "TmbPerMb"


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: JSON with the key of either measure."""
    is_json = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
    has_key = any(f'"{key}"'.encode() in head for key in (_MSI, _TMB))
    return Confidence.CERTAIN if is_json and has_key else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read one file. Raises InputError for what holds neither measure."""
    document, repeated = parse_json(source.read_whole(), file=source.name)
    ends = Ends(source.name, context.names)
    if not isinstance(document, dict) or not {_MSI, _TMB} & document.keys():
        raise InputError("no TSO 500 measure", file=source.name, hint=f"expected the key {_MSI} or {_TMB}")
    if _MSI in document:
        ends.take(_msi(document, ends.place(), context.thresholds))
    if _TMB in document:
        ends.take([_tmb(document, ends.place())])
    say_repeated(ends, repeated)
    ends.judge_absence(speaks_of_genes=False)
    return ends.reading(source, name="tso500-measures")


def _msi(document: JsonObject, place: Place, thresholds: Mapping[str, float]) -> Iterator[End]:
    is_valid = at(document, "ResultIsValid")
    if is_valid is False or str(is_valid).lower() == "false":
        words = text(document, "ResultMessage") or "the software says that the result is not valid"
        yield Untested(place.source("MSI"), "MSI", words[:80])
    else:
        usable = text(document, "TotalMicrosatelliteSitesAssessed")
        yield from microsatellites(text(document, _MSI), usable, place, thresholds)


def _tmb(document: JsonObject, place: Place) -> End:
    """Read the adjusted burden where there is one: it is what the combined output reports."""
    written = text(document, "AdjustedTmbPerMb", _TMB)
    source = place.source("TMB", written)
    value = tmb_number(written)
    return StatementObservation(source, f"TMB {value}") if value else burden_unread(source, "TMB", written)
