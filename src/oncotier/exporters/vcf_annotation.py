"""The input VCF with what the report says of each allele, as an INFO field; every other byte stays as it was.

One entry per allele and finding, its sub-fields separated by `|`, lists in them by `&` as VEP does. Texts are
percent-encoded (VCF 4.3, section 1.2), blanks, `|` and `&` too, so that every version of the format can hold them.
Rows that break the format pass through unchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from oncotier.domain.report import OptionState
from oncotier.domain.value import Value
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.report import Option, Report

__all__ = ["FIELDS", "KEY", "Annotator", "entries_by_record"]

KEY = "ONCOTIER"
FIELDS = (
    "Allele_number", "Gene", "Label", "Classes", "AMP_tier", "ESCAT", "Options", "Option_tiers", "Option_states",
    "Not_recommended", "Speaks_against", "State",
)  # fmt: skip
_NO_STATE = "noted"
_UNRESOLVED = "|" * (len(FIELDS) - 2) + "unresolved"
_KEPT = "_.-~!#$'()*+/<>?@[]^`{}\""
_OWN_HEADER = (b"##INFO=<ID=ONCOTIER,", b"##oncotierVersion=", b"##oncotierStatus=")
_BLANK = tuple(b"\n" + bytes((byte,)) for byte in b"#\n\r\t\x0b\x0c ")
_MARK = KEY.encode()
_LEAST_COLUMNS = 8
_INFO0 = 7
_DIGITS = lazy_pattern(rb"[0-9]+")


class Entry(Value, frozen=True):
    """One entry of one row; `allele1` is 0 where the source does not tell the allele."""

    allele1: int
    rest: str

    def text(self, alternates: int) -> str:
        """Return the entry; the only alternate allele of a row needs no telling."""
        number = self.allele1 or (1 if alternates == 1 else 0)
        return f"{number or ''}|{self.rest}"


def entries_by_record(report: Report, name: str) -> dict[int, tuple[Entry, ...]]:
    """Return the entries of every record (1-based) of one input that the report speaks of."""
    found: dict[int, list[Entry]] = {}
    for alteration in report.alterations:
        places = [source for source in alteration.sources if source.input == name]
        rest = _rest(report, alteration) if places else ""
        for place in places:
            found.setdefault(place.record1, []).append(Entry(place.allele1, rest))
    for one in report.unresolved:
        if one.source.input == name and one.source.allele1:
            found.setdefault(one.source.record1, []).append(Entry(one.source.allele1, _UNRESOLVED))
    return {
        record1: tuple(dict.fromkeys(sorted(entries, key=lambda one: one.allele1)))
        for record1, entries in found.items()
    }


def _rest(report: Report, alteration: Alteration) -> str:
    """Write everything of an entry but the allele: what the report says of one alteration."""
    identifier = alteration.id
    options = [one for one in report.options if identifier in one.supports]
    blocked = [one for one in report.not_recommended if identifier in one.supports]
    against = [one for one in (*report.options, *report.not_recommended) if _speaks_against(identifier, one)]
    tiers = [one.amp_tier for one in options if one.amp_tier]
    escat = [one.escat for one in options if one.escat not in {"", "-"}]
    return _joined(
        [
            alteration.gene,
            alteration.label,
            alteration.classes,
            tiers[0] if tiers else "",
            escat[0] if escat else "",
            tuple(one.therapy for one in options),
            tuple(one.amp_tier for one in options),
            tuple(one.state.value for one in options),
            tuple(one.therapy for one in blocked),
            tuple(one.therapy for one in against),
            _state(report, identifier, options, blocked, against),
        ],
    )


def _speaks_against(identifier: str, option: Option) -> bool:
    return identifier in option.opposed_by


def _state(report: Report, identifier: str, options: list[Option], blocked: list[Option], against: list[Option]) -> str:
    """Name the best that rests on an alteration, else what it speaks against, else why nothing does."""
    if options:
        order = tuple(OptionState)
        return min((one.state for one in options), key=order.index).value
    if blocked:
        return OptionState.BLOCKED.value
    if against:
        return "against"
    return "unmatched" if any(one.alteration == identifier for one in report.unmatched) else _NO_STATE


def _joined(cells: list[str | tuple[str, ...]]) -> str:
    lists = ((cell,) if isinstance(cell, str) else cell for cell in cells)
    return "|".join("&".join(quote(part, safe=_KEPT, errors="backslashreplace") for part in one) for one in lists)


class Annotator:
    """Rewrites one VCF chunk by chunk; `annotated` and `malformed` count rows as they pass."""

    def __init__(self, report: Report, name: str) -> None:
        self.annotated = 0
        self.malformed = 0
        self._entries: Mapping[int, tuple[Entry, ...]] = entries_by_record(report, name)
        self._waiting = sorted(self._entries, reverse=True)
        self._head = _header_lines(report)
        self._records = 0
        self._columns = 0

    def rewrite(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the new bytes of every chunk; a chunk holds whole lines, the last line may lack its line break."""
        for chunk in chunks:
            yield chunk if self._columns and self._passes(chunk) else b"".join(map(self._line, _lines(chunk)))

    def _passes(self, chunk: bytes) -> bool:
        """Tell whether no row of a chunk is to be changed, and count its rows: most rows of a genome are not."""
        if _MARK in chunk or chunk[:1] in b"#\n\r\t\x0b\x0c " or any(pair in chunk for pair in _BLANK):
            return False
        rows = chunk.count(b"\n") + (not chunk.endswith(b"\n"))
        if self._waiting and self._waiting[-1] <= self._records + rows:
            return False
        self._records += rows
        return True

    def _line(self, line: bytes) -> bytes:
        if line.startswith(b"#") or not self._columns:
            return self._header(line)
        if not line.strip():
            return line
        self._records += 1
        if self._waiting and self._waiting[-1] == self._records:
            self._waiting.pop()
        entries = self._entries.get(self._records, ())
        if not entries and _MARK not in line:
            return line
        return self._row(line, entries)

    def _header(self, line: bytes) -> bytes:
        """Put our lines before the one that names the columns, instead of older ones of ours."""
        if self._columns:
            return line
        if line.startswith(_OWN_HEADER):
            return b""
        if not line.startswith(b"#CHROM"):
            return line
        self._columns = line.count(b"\t") + 1
        end = b"\r\n" if line.endswith(b"\r\n") else b"\n"
        return b"".join(one + end for one in self._head) + line

    def _row(self, line: bytes, entries: tuple[Entry, ...]) -> bytes:
        cells = line.split(b"\t")
        if len(cells) != self._columns or len(cells) < _LEAST_COLUMNS or not _DIGITS.fullmatch(cells[1]):
            self.malformed += 1
            return line
        last = len(cells) - 1 == _INFO0
        end = cells[_INFO0][len(cells[_INFO0].rstrip(b"\r\n")) :] if last else b""
        info = cells[_INFO0].removesuffix(end) if end else cells[_INFO0]
        cells[_INFO0] = self._info(info, entries, cells[4].count(b",") + 1) + end
        return b"\t".join(cells)

    def _info(self, info: bytes, entries: tuple[Entry, ...], alternates: int) -> bytes:
        if _MARK in info:
            parts = info.split(b";")
            kept = [part for part in parts if part.partition(b"=")[0] != _MARK]
            info = info if len(kept) == len(parts) else b";".join(kept) or b"."
        if not entries:
            return info
        self.annotated += 1
        field = _MARK + b"=" + ",".join(one.text(alternates) for one in entries).encode("ascii")
        if info in {b"", b"."}:
            return field
        return info + (b"" if info.endswith(b";") else b";") + field


def _header_lines(report: Report) -> tuple[bytes, ...]:
    stamp = report.knowledge_base
    described = (
        "Interpretation for research and professional use, not medical advice; one entry per alternate allele and"
        f" finding, lists separated by ampersand, percent-encoded. Format: {'|'.join(FIELDS)}"
    )
    version = f"{report.program_version} knowledge_base={stamp.version} as_of={stamp.as_of} sha256={stamp.sha256}"
    lines = [
        f'##INFO=<ID={KEY},Number=.,Type=String,Description="{described}">',
        f"##oncotierVersion={version}",
    ]
    if report.incomplete:
        lines.append("##oncotierStatus=incomplete: rows of an input may be missing")
    return tuple(line.encode() for line in lines)


def _lines(chunk: bytes) -> Iterator[bytes]:
    """Yield lines with their line breaks; only LF ends a line."""
    start0 = 0
    while (end0 := chunk.find(b"\n", start0) + 1) > 0:
        yield chunk[start0:end0]
        start0 = end0
    if start0 < len(chunk):
        yield chunk[start0:]
