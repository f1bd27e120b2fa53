"""Evidence items of CIViC as its monthly release writes them (accepted evidence, tab-separated), and nothing more.

CIViC (civicdb.org) is CC0. The program ships none of it: a curator downloads the file and names it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.errors import InputError
from oncotier.knowledge.table import Fault, parse_table
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.knowledge.table import Row

__all__ = ["Evidence", "Malformed", "read_evidence"]

_NEEDED = (
    "molecular_profile", "disease", "therapies", "therapy_interaction_type", "evidence_type", "evidence_direction",
    "evidence_level", "significance", "citation_id", "source_type", "rating", "evidence_status", "evidence_id",
    "variant_origin", "last_review_date", "evidence_civic_url", "is_flagged",
)  # fmt: skip
_OPTIONAL = ("doid", "nct_ids")
_NCT = lazy_pattern(r"NCT[0-9]{8}")
_URL = lazy_pattern(r"https://[^\s,]+")


class Evidence(Value, frozen=True):
    """One evidence item; cells as written, `sources` in the form of our tables, `reviewed` an ISO date or empty."""

    id: str
    profile: str
    disease: str
    doid: str
    therapies: tuple[str, ...]
    interaction: str
    type: str
    direction: str
    level: str
    significance: str
    sources: tuple[str, ...]
    rating: str
    status: str
    origin: str
    reviewed: str
    is_flagged: bool


class Malformed(Value, frozen=True):
    """A line that is no evidence item, and why."""

    line1: int
    words: str


def read_evidence(path: Path) -> tuple[Evidence | Malformed, ...]:
    """Read the file in its order. Raises InputError when it is no CIViC evidence table."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or type(error).__name__}", file=str(path)) from None
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start})", file=str(path)) from None
    table = parse_table(path.name, text.replace("\r\n", "\n"))
    missing = [column for column in _NEEDED if column not in table.columns]
    if missing:
        raise InputError(
            f"no accepted-evidence table of CIViC: the columns {' '.join(missing)} are missing",
            file=str(path),
            hint="give the accepted evidence summaries (TSV) of a monthly release, layout of 2022 or later",
        )
    found: list[Evidence | Malformed] = []
    for index in range(len(table.lines)):
        try:
            found.append(_evidence(table.row(index)))
        except Fault as fault:
            found.append(Malformed(index + 2, str(fault)))
    return tuple(found)


def _evidence(row: Row) -> Evidence:
    identifier = row.required("evidence_id").strip().upper().removeprefix("EID")
    if not identifier.isdecimal():
        raise Fault(f"evidence_id: {row.text('evidence_id')!r} is no number")
    cells = {column: " ".join(row.cells.get(column, "").split()) for column in (*_NEEDED, *_OPTIONAL)}
    reviewed = re.match(r"\d{4}-\d{2}-\d{2}", cells["last_review_date"])
    return Evidence(
        id=str(int(identifier)),
        profile=cells["molecular_profile"],
        disease=cells["disease"],
        doid=cells["doid"],
        therapies=tuple(part.strip() for part in cells["therapies"].split(",") if part.strip()),
        interaction=cells["therapy_interaction_type"],
        type=cells["evidence_type"],
        direction=cells["evidence_direction"],
        level=cells["evidence_level"],
        significance=cells["significance"],
        sources=_sources(cells),
        rating=cells["rating"],
        status=cells["evidence_status"],
        origin=cells["variant_origin"],
        reviewed=reviewed[0] if reviewed else "",
        is_flagged=cells["is_flagged"].lower() in {"true", "t", "1", "yes"},
    )


def _sources(cells: dict[str, str]) -> tuple[str, ...]:
    sources = []
    if cells["source_type"].lower() == "pubmed" and cells["citation_id"].isdecimal():
        sources.append(f"PMID:{cells['citation_id']}")
    sources += [f"NCT:{number}" for number in dict.fromkeys(_NCT.findall(cells["nct_ids"]))]
    if _URL.fullmatch(cells["evidence_civic_url"]):
        sources.append(f"URL:{cells['evidence_civic_url']}")
    return tuple(sources)
