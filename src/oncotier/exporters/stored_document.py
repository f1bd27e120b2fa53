"""The JSON report and the rows of the option table read back: the other direction of `json` and `tsv`.

Raises InputError for what is no report of this program, or one of another major version of the schema.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from oncotier.domain.report import KnowledgeStamp
from oncotier.domain.stored_report import StoredAlteration, StoredOption, StoredReport
from oncotier.errors import InputError
from oncotier.exporters.document import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["OPTION_COLUMNS", "report_of_json", "report_of_rows", "sample_of_json"]

OPTION_COLUMNS = (
    "sample", "tumor_type", "rank", "therapy", "drugs", "effect", "state", "amp_tier", "escat", "evidence", "status",
    "tumor_match", "alterations", "conditions", "settings", "conflicts", "assertions",
)  # fmt: skip
"""The columns of an option table that are compared; more may stand beside them."""

_MAJOR = SCHEMA_VERSION.partition(".")[0]
_DETAILS = ("trials", "companion_diagnostics", "monitoring", "routes", "notes", "sources", "verified")
_NOTHING = msgspec.Raw(b"null")
_NO_FACTS = frozenset({"id", "label", "source"})
_NO_REPORT = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError)
_HINT = "give a report of oncotier interpret -f json"


class _TumorType(msgspec.Struct):
    code: str


class _Sample(msgspec.Struct):
    id: str
    tumor_type: _TumorType | None
    prior_therapies: tuple[str, ...]


class _Program(msgspec.Struct):
    version: str


class _Conflict(msgspec.Struct):
    alteration: str | None
    assertion: str
    words: str
    alterations: tuple[str, ...] = ()  # reports of older versions name one alteration


class _Option(msgspec.Struct):
    rank: int | None
    therapy: str
    drugs: tuple[str, ...]
    effect: str
    amp_tier: str | None
    escat: str | None
    evidence: str
    status: str
    tumor_match: str
    state: str
    conditions: tuple[str, ...]
    settings: tuple[str, ...]
    supports: tuple[str, ...]
    conflicts: tuple[_Conflict, ...]
    assertions: tuple[str, ...]
    trials: msgspec.Raw = _NOTHING
    companion_diagnostics: msgspec.Raw = _NOTHING
    monitoring: msgspec.Raw = _NOTHING
    routes: msgspec.Raw = _NOTHING
    notes: msgspec.Raw = _NOTHING
    sources: msgspec.Raw = _NOTHING
    verified: msgspec.Raw = _NOTHING


class _Document(msgspec.Struct):
    program: _Program
    knowledge_base: KnowledgeStamp
    sample: _Sample
    status: str
    inputs: list[dict[str, Any]]
    alterations: list[dict[str, Any]]
    options: tuple[_Option, ...]
    not_recommended: tuple[_Option, ...]
    testing: list[dict[str, Any]]
    unmatched: list[dict[str, Any]]
    unresolved: list[dict[str, Any]]
    notices: list[dict[str, Any]]


class _Head(msgspec.Struct):
    schema_version: str


class _Named(msgspec.Struct):
    schema_version: str
    sample: _Sample


def sample_of_json(data: bytes, *, file: str, line1: int | None = None) -> str:
    """Return the sample that a report names."""
    _check_version(data, file=file, line1=line1)
    try:
        return msgspec.json.decode(data, type=_Named).sample.id
    except _NO_REPORT as error:
        raise InputError(f"no report of oncotier: {error}", file=file, line1=line1, hint=_HINT) from None


def report_of_json(data: bytes, *, file: str, line1: int | None = None) -> StoredReport:
    """Return a JSON report as what is compared of it."""
    _check_version(data, file=file, line1=line1)
    try:
        return _stored(msgspec.json.decode(data, type=_Document))
    except _NO_REPORT as error:
        raise InputError(f"no report of oncotier: {error}", file=file, line1=line1, hint=_HINT) from None


def _check_version(data: bytes, *, file: str, line1: int | None) -> None:
    try:
        version = msgspec.json.decode(data, type=_Head).schema_version
    except _NO_REPORT as error:
        raise InputError(f"no report of oncotier: {error}", file=file, line1=line1, hint=_HINT) from None
    if version.partition(".")[0] != _MAJOR:
        words = f"the report has schema version {version[:40]!r}; this program reads {_MAJOR}.x"
        raise InputError(words, file=file, line1=line1, hint="interpret the inputs again, or use a program of that age")


def _stored(one: _Document) -> StoredReport:
    labels = {alteration["id"]: str(alteration["label"]) for alteration in one.alterations}
    return StoredReport(
        sample=one.sample.id,
        tumor_type=one.sample.tumor_type.code if one.sample.tumor_type else "",
        prior_therapies=one.sample.prior_therapies,
        program_version=one.program.version,
        knowledge_base=one.knowledge_base,
        status=one.status,
        inputs=tuple(f"{_text(part.get('name'))} {_text(part.get('sha256'))}".strip() for part in one.inputs),
        alterations=tuple(
            StoredAlteration(
                str(part["label"]), {name: _text(value) for name, value in part.items() if name not in _NO_FACTS}
            )
            for part in one.alterations
        ),
        options=tuple(_option(part, labels) for part in one.options),
        not_recommended=tuple(_option(part, labels) for part in one.not_recommended),
        sections={
            "testing": _entries(one.testing, ("biomarker", "state")),
            "unmatched": tuple(f"{labels[part['alteration']]}: {_text(part.get('reason'))}" for part in one.unmatched),
            "unresolved": _entries(one.unresolved, ("input", "record", "raw", "reason")),
            "notices": _entries(
                [part for part in one.notices if part.get("severity") != "info"], ("severity", "where", "words")
            ),
        },
    )


def _entries(parts: Iterable[Mapping[str, Any]], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(": ".join(text for name in names if (text := _text(part.get(name)))) for part in parts)


def _option(one: _Option, labels: Mapping[str, str]) -> StoredOption:
    return StoredOption(
        therapy=one.therapy,
        drugs=one.drugs,
        rank=one.rank,
        effect=one.effect,
        state=one.state,
        amp_tier=one.amp_tier or "",
        escat=one.escat or "",
        evidence=one.evidence,
        status=one.status,
        tumor_match=one.tumor_match,
        conditions=one.conditions,
        settings=one.settings,
        alterations=tuple(labels[identifier] for identifier in one.supports),
        conflicts=tuple(dict.fromkeys(conflict.words for conflict in one.conflicts)),
        assertions=one.assertions,
        against=tuple(dict.fromkeys(conflict.assertion for conflict in one.conflicts if conflict.assertion)),
        opposed_by=tuple(
            dict.fromkeys(
                labels[identifier]
                for conflict in one.conflicts
                for identifier in (conflict.alterations or ([conflict.alteration] if conflict.alteration else []))
            )
        ),
        details={name: _detail(bytes(getattr(one, name))) for name in _DETAILS},
    )


@lru_cache(maxsize=4096)
def _detail(raw: bytes) -> str:
    """Return a detail as text, whatever its layout; the same therapies come again in most samples."""
    return _text(msgspec.json.decode(raw))


def _text(value: object) -> str:
    """Write a part of a document as one text: lists of texts joined, anything nested as compact JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return "; ".join(value)
    return msgspec.json.encode(value, order="sorted").decode()


def report_of_rows(rows: list[Mapping[str, str]], *, sample: str, status: str, file: str) -> StoredReport:
    """Return the options of one sample in a table as a report that is not whole."""
    found = [_option_of_row(row, file=file) for row in rows]
    return StoredReport(
        sample=sample,
        tumor_type=rows[0]["tumor_type"] if rows else "",
        status=status,
        options=tuple(one for one in found if one.rank is not None),
        not_recommended=tuple(one for one in found if one.rank is None),
        is_whole=False,
    )


def _option_of_row(row: Mapping[str, str], *, file: str) -> StoredOption:
    rank = row["rank"]
    if rank and not (rank.isascii() and rank.isdigit()):
        raise InputError(f"the rank {rank[:20]!r} is not a number", file=file)
    return StoredOption(
        therapy=row["therapy"],
        drugs=_parts(row["drugs"]),
        rank=int(rank) if rank else None,
        effect=row["effect"],
        state=row["state"],
        amp_tier=row["amp_tier"],
        escat=row["escat"],
        evidence=row["evidence"],
        status=row["status"],
        tumor_match=row["tumor_match"],
        conditions=_parts(row["conditions"]),
        settings=_parts(row["settings"]),
        alterations=_parts(row["alterations"]),
        conflicts=_parts(row["conflicts"]),
        assertions=_parts(row["assertions"]),
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split("; ")) if text else ()
