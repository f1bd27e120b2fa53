"""Every claim of the founding article is held by a row or by the report; what it says otherwise stays beside the fact.

`seed_checklist.tsv` says where: `carried_by` names the kind of place, `ids` the rows (or the checks of a report below),
`must_contain` what each of these rows holds, `article` the article's own value where it differs.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from oncotier.domain.report import OptionState
from oncotier.exporters.exporter import Screen
from oncotier.exporters.registry import EXPORTERS
from oncotier.knowledge.load import load
from tests.builders import named, report_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from oncotier.domain.report import Report, TestedMarker
    from oncotier.knowledge.table import Row

KB = load()
ITEMS = [f"{letter}{number}" for letter, last in (("S", 82), ("T", 13), ("X", 10)) for number in range(1, last + 1)]
FIXED = {"S13", "S14", "S17", "S18", "S22", "S23", "S27", "S35", "S39", "S46", "S51", "S56", "S59", "S69"} | {
    "T9", "T12", "T13",
}  # fmt: skip
TABLES = {
    "assertion": ("assertions/",),
    "resistance": ("resistance/",),
    "trial": ("trials.tsv",),
    "drug": ("drugs.tsv",),
    "toxicity": ("toxicity.tsv",),
    "test": ("tests.tsv",),
    "panel": ("panels.tsv",),
    "rule": ("rules.tsv",),
    "note": ("assertions/", "resistance/", "rules.tsv", "panels.tsv"),
    "reference": ("trials.tsv", "manifest.tsv"),
}
COLUMNS = ["id", "carried_by", "ids", "must_contain", "article", "note"]


def _lines() -> list[dict[str, str]]:
    text = Path(__file__).with_name("seed_checklist.tsv").read_text("utf-8")
    header, *rows = [line.split("\t") for line in text.removesuffix("\n").split("\n")]
    assert header == COLUMNS
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


LINES = _lines()
IN_TABLES = [(line, row_id) for line in LINES if line["carried_by"] != "report" for row_id in line["ids"].split(";")]
IN_REPORT = [
    (line["id"], check) for line in LINES if line["carried_by"] == "report" for check in line["ids"].split(";")
]


def test_every_item_has_a_line() -> None:
    assert list(dict.fromkeys(line["id"] for line in LINES)) == ITEMS


def test_every_correction_keeps_the_value_of_the_article() -> None:
    assert {line["id"] for line in LINES if line["article"]} >= FIXED


@pytest.mark.parametrize(("line", "row_id"), IN_TABLES, ids=[f"{line['id']}-{row_id}" for line, row_id in IN_TABLES])
def test_the_row_holds_what_the_item_asks_for(line: dict[str, str], row_id: str) -> None:
    row = _row(line["carried_by"], row_id)
    if "seed_ref" in row.cells:
        assert line["id"] in row.words("seed_ref")
    cells = [cell for column, cell in row.cells.items() if column not in {"seed_ref", "seed_claim"}]
    for part in filter(None, line["must_contain"].split("|")):
        assert _holds(cells, part), (part, cells)
    if line["article"]:
        assert line["article"].lower() in row.text("seed_claim").lower()


@pytest.mark.parametrize(("item", "check"), IN_REPORT)
def test_the_report_holds_what_the_item_asks_for(item: str, check: str) -> None:
    assert item
    REPORT_CHECKS[check]()


# ---------------------------------------------------------------------------------------------- rows


def _row(carried_by: str, row_id: str) -> Row:
    found = [
        table.row(place)
        for name, table in KB.tables.items()
        if name.startswith(TABLES[carried_by])
        for place, key in enumerate(table.column(table.columns[0]))
        if key == row_id
    ]
    assert len(found) == 1, (carried_by, row_id)
    return found[0]


def _holds(cells: list[str], part: str) -> bool:
    """Tell whether a figure stands in a cell as a number of its own (0.80 is 0.8), or a text anywhere in one."""
    if re.fullmatch(r"\d+(?:\.\d+)?", part):
        return any(float(number) == float(part) for cell in cells for number in re.findall(r"\d+(?:\.\d+)?", cell))
    return any(part.lower() in cell.lower() for cell in cells)


# ---------------------------------------------------------------------------------------------- reports


def _rendered(report: Report, name: str) -> str:
    return next(one.render(report, Screen()) for one in EXPORTERS if one.name == name)


def _document(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_rendered(report, "json"))
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _companion_tests() -> None:
    option = named(report_of(KB, "EGFR L858R", tumor="LUAD").options, "Osimertinib")
    assert option is not None
    assert option.supports
    assert option.companion_diagnostics


def _nothing_found() -> None:
    report = report_of(KB, "EGFR wild-type", "ALK wild-type", tumor="LUAD")
    assert not report.options
    assert "no actionable alteration found among what was tested" in _one_line(_rendered(report, "table"))
    assert _states(report)["NSCLC-ALK"].state == "absent"


def _tumor_match() -> None:
    for tumor in ("CHOL", "LUAD", ""):
        for option in _document(report_of(KB, "BRAF V600E", "FGFR2::BICC1", tumor=tumor))["options"]:
            assert option["tumor_match"] in {"same", "agnostic", "related", "other", "unknown"}


def _philadelphia() -> None:
    for words in ("Philadelphia chromosome", "Ph+", "t(9;22)", "BCR-ABL", "BCR-ABL1", "BCR/ABL1", "BCR::ABL1"):
        assert [one.label for one in report_of(KB, words, tumor="CML").alterations] == ["BCR::ABL1 fusion"]


def _her2_states() -> None:
    expected = {
        ("HER2 IHC 0",): {},
        ("HER2 IHC 0+",): {"F098": OptionState.AVAILABLE},
        ("HER2 IHC 1+",): {"F097": OptionState.AVAILABLE},
        ("HER2 IHC 2+", "HER2 FISH negative"): {"F097": OptionState.AVAILABLE},
        ("HER2 IHC 2+",): {"F095": OptionState.CONDITIONAL},
        ("HER2 IHC 2+", "HER2 FISH positive"): {"F095": OptionState.AVAILABLE},
        ("HER2 IHC 3+",): {"F095": OptionState.AVAILABLE},
    }
    for findings, rows in expected.items():
        option = named(report_of(KB, "HR+", *findings, tumor="BRCA").options, "Trastuzumab deruxtecan")
        held = set(option.assertions) & {"F095", "F097", "F098"} if option is not None else set()
        for row_id, state in rows.items():
            assert option is not None
            assert option.state is state, findings
            assert row_id in held
        assert bool(held) == bool(rows), findings


def _states(report: Report) -> dict[str, TestedMarker]:
    """Return what a report says of every marker asked for, by the id of the panel row."""
    by_name = {one.biomarker: one for one in report.testing}
    rows = KB.tables["panels.tsv"].rows()
    return {row.text("id"): by_name[row.text("marker")] for row in rows if row.text("marker") in by_name}


def _marker_states() -> None:
    found = _states(report_of(KB, "EGFR L858R", "KRAS wild-type", tumor="LUAD"))
    assert found["NSCLC-EGFR"].state == "present"
    assert found["NSCLC-KRAS"].state == "absent"
    assert found["NSCLC-NRG1"].state == "not_tested"
    assert found["NSCLC-NRG1"].note.startswith("by ")
    assert _states(report_of(KB, "HER2 IHC 2+", tumor="BRCA"))["BRCA-ERBB2"].state == "unknown"


def _rebiopsy() -> None:
    report = report_of(KB, "EGFR L858R", "EGFR T790M", tumor="LUAD", prior=("gefitinib",))
    assert report.not_recommended
    assert any("biopsy" in notice.words for notice in report.notices)


def _mechanism() -> None:
    report = report_of(KB, "EGFR L858R", "EGFR T790M", tumor="LUAD")
    erlotinib = named(report.not_recommended, "Erlotinib")
    assert erlotinib is not None
    assert "gatekeeper" in erlotinib.conflicts[0].words


def _egfr_wild_type() -> None:
    report = report_of(KB, "EGFR wild-type", "MET amplification", "PD-L1 TPS 60%", tumor="LUAD")
    assert not any("osimertinib" in option.drugs for option in report.options)
    assert _states(report)["NSCLC-EGFR"].state == "absent"


def _disclaimer() -> None:
    report = report_of(KB, "EGFR L858R", tumor="LUAD")
    assert "not medical advice" in report.disclaimer
    without = {
        one.name for one in EXPORTERS if _one_line(report.disclaimer) not in _one_line(one.render(report, Screen()))
    }
    assert not without


def _worked_examples() -> None:
    cases = (
        ("Osimertinib", "LUAD", ("EGFR L858R",)),
        ("Trastuzumab", "BRCA", ("HER2 amplification",)),
        ("Imatinib", "CML", ("BCR::ABL1",)),
        ("Olaparib", "HGSOC", ("germline BRCA1 Q1756fs",)),
    )
    for therapy, tumor, findings in cases:
        option = named(report_of(KB, *findings, tumor=tumor).options, therapy)
        assert option is not None
        assert (option.amp_tier, option.state) == ("I-A", OptionState.AVAILABLE), therapy


def _route() -> None:
    (option, *_) = _document(report_of(KB, "EGFR L858R", tumor="LUAD"))["options"]
    assert "oral" in json.dumps(option)


def _figures_have_references() -> None:
    for findings, tumor in ((("EGFR L858R",), "LUAD"), (("NTRK1 fusion",), "UCEC"), (("BCR::ABL1",), "CML")):
        for option in _document(report_of(KB, *findings, tumor=tumor))["options"]:
            for trial in option["trials"]:
                assert trial["name"]
                assert trial["endpoint"]
                assert trial["pmid"] or trial["nct"] or trial["source"] or option["sources"], trial


REPORT_CHECKS: dict[str, Callable[[], None]] = {
    "companion_tests": _companion_tests,
    "disclaimer": _disclaimer,
    "egfr_wild_type": _egfr_wild_type,
    "figures_have_references": _figures_have_references,
    "her2_states": _her2_states,
    "marker_states": _marker_states,
    "mechanism": _mechanism,
    "nothing_found": _nothing_found,
    "philadelphia": _philadelphia,
    "rebiopsy": _rebiopsy,
    "route": _route,
    "tumor_match": _tumor_match,
    "worked_examples": _worked_examples,
}
