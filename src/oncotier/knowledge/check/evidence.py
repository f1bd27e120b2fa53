"""Rules about proof: dates, verification, regulatory status, and rows that contradict each other."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from oncotier.errors import NotationError
from oncotier.knowledge.columns import COLUMNS
from oncotier.notation.therapy import parse_regimen, parse_selectors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.evidence import Selector
    from oncotier.knowledge.check.finding import Remarks
    from oncotier.knowledge.check.source import Source
    from oncotier.knowledge.table import Row

__all__ = [
    "dates_past",
    "is_full_date",
    "no_contradiction",
    "proof_has_source",
    "status_fits_evidence",
    "verification_stated",
    "withdrawn_dated",
]

_DATE_COLUMNS = ("status_date", "verified_on", "approval_year")
_YEAR = re.compile(r"[0-9]{4}")
_WITHOUT_BIOMARKER = "label does not require the biomarker"
_VERIFIED = ("primary", "secondary", "no")
_COORDINATES = "coordinates/"


def dates_past(source: Source) -> Remarks:
    """Dates are ISO dates or years, and none is later than `as_of` of the manifest.

    Checked in `status_date`, `verified_on` and `approval_year`; a year alone is compared with the year. When new
    facts come in, raise `as_of` first.
    """
    manifest = {row.text("key"): row.text("value") for row in source.rows("manifest.tsv")}
    as_of = manifest.get("as_of", "")
    for column in _DATE_COLUMNS:
        for row in source.rows_with(column):
            text = row.text(column)
            if not text or (column == "approval_year" and not _YEAR.fullmatch(text)):
                continue  # the form of a year is a matter of vocabulary
            if not _is_date(text):
                yield row.place, f"{column}: {text!r} is neither a year nor a date as 2026-06-25"
            elif is_full_date(as_of) and text > as_of[: len(text)]:
                yield row.place, f"{column}: {text} is later than {as_of}, the date of the knowledge base"


def _is_date(text: str) -> bool:
    return bool(_YEAR.fullmatch(text)) or is_full_date(text)


def is_full_date(text: str) -> bool:
    """Tell whether a text is a day of the calendar as 2026-06-25."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def no_contradiction(source: Source) -> Remarks:
    """No two rows say the opposite of one drug with the same evidence.

    An assertion and a resistance row contradict each other when genes, biomarker, tumor types and evidence are equal
    and the resistance row selects the regimen. Rows told apart by `requires`, `excludes` or `context` do not.
    A withdrawn therapy is no claim. Decide which of the two is right, or write down the condition that parts them.
    """
    claims: dict[tuple[object, ...], list[Row]] = {}
    for row in source.rows("assertions"):
        if row.text("status") != "withdrawn" and not row.text("requires") and not row.text("excludes"):
            claims.setdefault(_finding_key(row), []).append(row)
    for row in source.rows("resistance"):
        if row.text("context"):
            continue
        for claim in claims.get(_finding_key(row), ()):
            regimen = parse_regimen(claim.text("drugs"))
            if _selects(row, "affects", regimen, source) and not _selects(row, "exempts", regimen, source):
                words = f"{row.text('id')} speaks against {claim.text('drugs')}, {claim.text('id')} for it"
                yield row.place, f"affects: {words} ({claim.place}), with the same evidence"


def _finding_key(row: Row) -> tuple[object, ...]:
    sets = tuple(frozenset(row.words(column)) for column in ("gene", "biomarker", "tumor_include"))
    return (*sets, row.text("evidence"))


def _selects(row: Row, column: str, regimen: tuple[str, ...], source: Source) -> bool:
    try:
        selectors = parse_selectors(row.text(column))
    except NotationError:
        return False
    return any(_selects_regimen(selector, regimen, source) for selector in selectors)


def _selects_regimen(selector: Selector, regimen: tuple[str, ...], source: Source) -> bool:
    hits = [drug for drug in regimen if _selects_drug(selector, drug, source)]
    return len(hits) == len(regimen) if selector.alone else bool(hits)


def _selects_drug(selector: Selector, drug: str, source: Source) -> bool:
    if selector.drug:
        return selector.drug == drug
    return any(
        name == selector.drug_class and selector.generation in {"", generation}
        for name, generation in source.classes.get(drug, ())
    )


def _clinical_rows(source: Source) -> Iterator[Row]:
    yield from source.rows("assertions")
    yield from source.rows("resistance")


def proof_has_source(source: Source) -> Remarks:
    """Every verified row with evidence `label` or `guideline` names a source.

    Name the label, the guideline, the publication or the trial in `sources`, or set `verified` to `no`.
    """
    for row in _clinical_rows(source):
        strong = row.text("evidence") in {"label", "guideline"}
        if strong and row.text("verified") != "no" and not row.words("sources"):
            yield row.place, f"sources: empty, but verified is {row.text('verified')!r}"


def verification_stated(source: Source) -> Remarks:
    """Every `verified` is `primary`, `secondary` or `no`, and a row that is verified says when.

    `primary`: a PubMed or registry page, abstract or label names the fact; `secondary`: another public text does.
    Tables of `coordinates/` may also say `computed`: worked out from the source named, and tested as the row says.
    """
    for kind in COLUMNS:
        allowed = (*_VERIFIED, "computed") if kind.startswith(_COORDINATES) else _VERIFIED
        for row in source.rows(kind):
            verified = row.text("verified")
            if verified not in allowed:
                yield row.place, f"verified: {verified!r} is none of {' '.join(allowed)}"
            elif verified != "no" and not row.text("verified_on"):
                yield row.place, f"verified_on: empty, but verified is {verified!r}"


def withdrawn_dated(source: Source) -> Remarks:
    """Every withdrawn therapy keeps its row, with the date of the withdrawal and evidence `label`.

    Withdrawn is a status of what was once approved: the row says `label` and `status_date` says since when not.
    """
    for row in source.rows("assertions"):
        if row.text("status") != "withdrawn":
            continue
        if not row.text("status_date"):
            yield row.place, "status_date: empty, but the therapy is withdrawn"
        if row.text("evidence") != "label":
            yield row.place, f"evidence: {row.text('evidence')!r}, but a withdrawn therapy had a label"


def status_fits_evidence(source: Source) -> Remarks:
    """Status and evidence of an assertion fit together.

    `accelerated` and `approved` need evidence `label`; `investigational` and `off_label` exclude it. One exception:
    a drug is approved for the tumor whatever the biomarker, and a guideline brings the biomarker (temozolomide and
    MGMT): then evidence is `guideline` and the note says that the label does not require the biomarker.
    """
    for row in source.rows("assertions"):
        status, evidence = row.text("status"), row.text("evidence")
        if status == "approved" and evidence == "guideline":
            if _WITHOUT_BIOMARKER not in row.text("note"):
                words = f"'guideline' with status approved, but no note that the {_WITHOUT_BIOMARKER}"
                yield row.place, f"evidence: {words}"
        elif status in {"approved", "accelerated"} and evidence != "label":
            yield row.place, f"evidence: {evidence!r}, but status {status} needs 'label'"
        elif status in {"investigational", "off_label"} and evidence == "label":
            yield row.place, f"evidence: 'label', but the status is {status}"
