"""DRAGEN TSO 500: `*_AllFusions.csv`, every fusion call with the software's verdict on it.

Records: every row. A row that the software does not keep is filtered. The order of the genes counts only where the
directionality is known and both genes are in sense.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from oncotier.domain.observation import RearrangementObservation, Unresolved
from oncotier.errors import InputError
from oncotier.readers.delimited import last_row_open
from oncotier.readers.ends import End, Ends
from oncotier.readers.reader import Confidence, Context, decode_text
from oncotier.readers.vendor_words import genes_of_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_REQUIRED = ("Gene A", "Gene B", "Gene A Breakpoint", "Gene B Breakpoint")
_KEEP = "KeepFusion"

Row = dict[str, str]


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: the columns behind the `#` lines."""
    for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if line.strip() and not line.startswith(b"#"):
            columns = {cell.strip() for cell in line.decode("utf-8", "replace").split(",")}
            return Confidence.CERTAIN if columns.issuperset({*_REQUIRED, _KEEP}) else Confidence.NO
    return Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read one file. Raises InputError for a table without the columns."""
    text = decode_text(source.read_whole(), file=source.name)
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        rows = [[cell.strip() for cell in cells] for cells in csv.reader(lines)]
    except csv.Error as error:
        raise InputError(f"no comma-separated table ({error})", file=source.name) from None
    header = rows[0] if rows else []
    lacking = [name for name in (*_REQUIRED, _KEEP) if name not in header]
    if lacking:
        raise InputError(
            f"no column {lacking[0]!r}", file=source.name, hint=f"expected {', '.join(_REQUIRED)}, {_KEEP}"
        )
    ends = Ends(source.name, context.names)
    for cells in rows[1:]:
        place = ends.place()
        if len(cells) != len(header):
            words = f"{len(cells)} columns, but the header names {len(header)}"
            ends.take([Unresolved(place.source(*cells[:3]), "malformed_row", words)])
        else:
            ends.take(_fusion(dict(zip(header, cells, strict=True)), place))
    if not text.endswith("\n"):
        ends.notices.append(last_row_open(source.name))
    return ends.reading(source, name="dragen-fusions", build=context.settings.build)


_TRUE = frozenset({"true", "1", "yes"})
_FALSE = frozenset({"false", "0", "no"})


def _is_true(text: str) -> bool:
    return text.lower() in _TRUE


def _fusion(row: Row, place: Place) -> Iterator[End]:
    pair = f"{row['Gene A']}--{row['Gene B']}"
    source = place.source(pair, row["Gene A Breakpoint"], row["Gene B Breakpoint"])
    genes = genes_of_pair(pair, place)
    if genes is None:
        yield Unresolved(source, "no_gene", f"fusion {pair[:80]!r}: not two gene symbols")
        return
    if row[_KEEP].lower() not in _TRUE | _FALSE:
        words = f"fusion {pair[:80]!r}: {_KEEP} is {row[_KEEP][:40]!r}, neither True nor False"
        yield Unresolved(source, "call_unknown", words)
        return
    senses = [row.get(name, "") for name in ("Gene A Sense", "Gene B Sense")]
    in_sense = all(_is_true(sense) for sense in senses if sense)
    verdict = row.get("Filter", "").strip() or "not_kept"
    yield RearrangementObservation(
        source,
        *genes,
        "fusion" if genes[0] != genes[1] else "rearrangement",
        oriented=_is_true(row.get("Fusion Directionality Known", "")) and in_sense and genes[0] != genes[1],
        filter="" if _is_true(row[_KEEP]) else verdict if verdict.upper() != "PASS" else "not_kept",
    )
