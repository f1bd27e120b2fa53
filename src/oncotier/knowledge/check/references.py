"""Rules about names that point to a row of another table, and about sources that point outside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.errors import NotationError
from oncotier.notation.therapy import format_selector, parse_regimen, parse_selectors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.evidence import Selector
    from oncotier.knowledge.check.finding import Remarks
    from oncotier.knowledge.check.source import Source
    from oncotier.knowledge.table import Row

__all__ = ["companion_tests_known", "drugs_known", "sources_known", "tumors_known"]

_SOURCE = re.compile(r"PMID:[0-9]+|NCT:NCT[0-9]{8}|(?:LABEL|GUIDELINE):\S.*|URL:https://\S+")
_REGISTERED = {"nct": re.compile(r"NCT[0-9]{8}"), "pmid": re.compile(r"[0-9]+")}
_SOURCE_COLUMNS = {
    "assertions": "sources",
    "resistance": "sources",
    "rules.tsv": "sources",
    "trials.tsv": "source",
    "drugs.tsv": "sources",
    "toxicity.tsv": "sources",
    "tests.tsv": "sources",
    "panels.tsv": "sources",
    "thresholds.tsv": "sources",
}
_SELECTOR_COLUMNS = {
    "resistance": ("affects", "exempts"),
    "rules.tsv": ("applies_to", "exempts"),
    "toxicity.tsv": ("applies_to",),
}
_REGIMEN_COLUMNS = {"assertions": ("drugs",), "resistance": ("overcome_by", "still_active")}


def sources_known(source: Source) -> Remarks:
    """Trial ids exist in `trials.tsv`, and every source has a known form.

    Forms: `PMID:29151359`, `NCT:NCT02296125`, `LABEL:Tagrisso`, `GUIDELINE:ELN CML 2020`, `URL:https://...` (a URL
    with a comma cannot be written: sources are a comma list). Add the trial's row, or correct the source.
    """
    for row in source.rows("assertions"):
        for trial in row.words("trials"):
            if not source.knows("trials.tsv", trial):
                yield row.place, f"trials: {trial!r} is not in trials.tsv"
    for kind, column in _SOURCE_COLUMNS.items():
        for row in source.rows(kind):
            for word in row.words(column):
                if not _SOURCE.fullmatch(word):
                    yield row.place, f"{column}: {word!r} is none of PMID: NCT: LABEL: GUIDELINE: URL:https://"
    for row in source.rows("trials.tsv"):
        for column, form in _REGISTERED.items():
            for word in row.words(column):
                if not form.fullmatch(word):
                    yield row.place, f"{column}: {word!r} is no {column.upper()} number"


def tumors_known(source: Source) -> Remarks:
    """Tumor codes exist in `tumor_types.tsv`.

    Checked in `tumor_include` and `tumor_exclude`, and in `parent` of the table itself, which must not run in a
    circle. Look the code up in the table; codes are OncoTree's, not abbreviations of daily use (multiple myeloma
    is PCM).
    """
    for kind, columns in (
        ("assertions", ("tumor_include", "tumor_exclude")),
        ("resistance", ("tumor_include", "tumor_exclude")),
        ("rules.tsv", ("tumor_include",)),
        ("tumor_types.tsv", ("parent",)),
    ):
        for row in source.rows(kind):
            for column in columns:
                for code in row.words(column):
                    if not source.knows("tumor_types.tsv", code):
                        yield row.place, f"{column}: {code!r} is not in tumor_types.tsv"
    yield from _circles(source)


def _circles(source: Source) -> Remarks:
    parents = {row.text("code"): row.text("parent") for row in source.rows("tumor_types.tsv")}
    for row in source.rows("tumor_types.tsv"):
        chain: set[str] = set()
        code = row.text("code")
        while code and code not in chain:
            chain.add(code)
            code = parents.get(code, "")
        if code and code == row.text("code"):
            yield row.place, f"parent: {code} is its own ancestor"


def drugs_known(source: Source) -> Remarks:
    """Drugs exist in `drugs.tsv`, and a class named by a selector is some drug's class.

    Checked in regimens (`drugs`, `overcome_by`, `still_active`), selectors (`affects`, `exempts`, `applies_to`,
    `line` after `post:`) and `companion_drugs`. A selector that no drug fits would silently select nothing.
    """
    for kind, columns in _REGIMEN_COLUMNS.items():
        for row in source.rows(kind):
            for column in columns:
                for drug in _regimen_drugs(row, column):
                    if not source.knows("drugs.tsv", drug):
                        yield row.place, f"{column}: {drug!r} is not in drugs.tsv"
    for row in source.rows("tests.tsv"):
        for drug in row.words("companion_drugs"):
            if not source.knows("drugs.tsv", drug):
                yield row.place, f"companion_drugs: {drug!r} is not in drugs.tsv"
    yield from _unknown_selections(source)


def _regimen_drugs(row: Row, column: str) -> Iterator[str]:
    for part in row.words(column, ";"):
        yield from parse_regimen(part)


def _unknown_selections(source: Source) -> Remarks:
    pairs = {pair for classes in source.classes.values() for pair in classes}
    known = pairs | {(name, "") for name, _ in pairs}
    for row, column, text in _selector_cells(source):
        try:
            selectors = parse_selectors(text)
        except NotationError as error:
            yield row.place, f"{column}: {error.message}: {error.text[error.start0 : error.end0]}"
            continue
        for selector in selectors:
            if not _is_known(selector, source, known):
                where = "a class of any drug" if selector.drug_class else "in drugs.tsv"
                yield row.place, f"{column}: {format_selector(selector)!r} is not {where}"


def _is_known(selector: Selector, source: Source, classes: set[tuple[str, str]]) -> bool:
    if selector.drug:
        return source.knows("drugs.tsv", selector.drug)
    return "drugs.tsv" not in source.tables or (selector.drug_class, selector.generation) in classes


def _selector_cells(source: Source) -> Iterator[tuple[Row, str, str]]:
    for kind, columns in _SELECTOR_COLUMNS.items():
        for row in source.rows(kind):
            for column in columns:
                yield row, column, row.text(column)
    for row in (*source.rows("assertions"), *source.rows("rules.tsv")):
        if row.text("line").startswith("post:"):
            yield row, "line", row.text("line").removeprefix("post:")


def companion_tests_known(source: Source) -> Remarks:
    """Companion tests are written with a `name` of `tests.tsv`.

    One device, one spelling: the report joins the two tables by this name. Use the name of the table, or add the
    device as a row with `verified` no.
    """
    names = source.names("tests.tsv", "name")
    for row in source.rows("assertions"):
        for test in row.words("companion_tests", ";"):
            if names is not None and test not in names:
                yield row.place, f"companion_tests: {test!r} is no name in tests.tsv"
