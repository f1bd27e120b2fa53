"""JSON: the published schema, the contract's keys in their order, null for what is not known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import msgspec
import pytest

from oncotier.domain.value import replace
from oncotier.exporters.document import document
from oncotier.exporters.exporter import Screen
from oncotier.exporters.json import JSON, JSON_LINES
from oncotier.exporters.schema import schema, schema_text
from tests.builders import report_of
from tests.exporters.reports import HOSTILE, hostile_report, plain_report

if TYPE_CHECKING:
    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

SCREEN = Screen()
KEYS = {
    "": (
        "schema_version program knowledge_base sample inputs alterations options not_recommended testing unmatched"
        " unresolved notices disclaimer"
    ),
    "alterations": (
        "id kind gene genes label classes protein hgvs_p hgvs_c hgvs_g transcript exon consequence also_known_as origin"
        " vaf depth copy_number value unit source"
    ),
    "options": (
        "rank therapy drugs effect amp_tier escat evidence status tumor_match state conditions settings supports"
        " conflicts assertions trials companion_diagnostics monitoring why"
    ),
    "inputs": "name format sha256 genome_build build_evidence records",
    "testing": "biomarker state needed_for note",
    "unmatched": "alteration reason words",
    "unresolved": "input record raw reason words",
    "notices": "code severity where words",
}
TRIAL_KEYS = "name nct pmid endpoint value unit comparator_value comparator hazard_ratio population source"
CASES = (
    ("LUAD", ("EGFR L858R", "EGFR T790M", "TP53 R273H", "EML4::ALK", "TMB 12.5", "PD-L1 TPS 60%")),
    ("COAD", ("KRAS G12D", "MSI-H", "HER2 amp", "BRAF V600E")),
    ("BRCA", ("HER2 IHC 2+", "HER2 ISH-", "HR+", "PIK3CA H1047R", "BRCA1 Q1756fs")),
    ("", ("BRAF V600E", "not a finding")),
)


@pytest.fixture(scope="module", params=range(len(CASES)), ids=lambda number: CASES[number][0] or "no tumor type")
def report(request: pytest.FixtureRequest, kb: KnowledgeBase) -> Report:
    tumor, findings = CASES[request.param]
    return report_of(kb, *findings, tumor=tumor)


def parsed(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(JSON.render(report, SCREEN))
    return found


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))


def test_reports_fit_the_schema(report: Report) -> None:
    jsonschema.Draft202012Validator(schema()).validate(parsed(report))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_reports_fit_the_schema_and_keep_every_text(hostile: str) -> None:
    found = parsed(hostile_report(hostile))
    jsonschema.Draft202012Validator(schema()).validate(found)
    assert found["sample"]["id"] == "S1" + hostile
    assert found["options"][0]["therapy"] == "Osimertinib" + hostile


def in_order(keys: str, found: list[str]) -> bool:
    """Tell whether the contract's keys are all there, in order; others may stand between them."""
    return [key for key in found if key in keys.split()] == keys.split()


@pytest.mark.parametrize("place", KEYS)
def test_keys_stand_in_the_order_of_the_contract(place: str) -> None:
    found = parsed(plain_report())
    values = [found] if not place else found[place]
    assert values
    assert all(in_order(KEYS[place], list(value)) for value in values)


def test_blocked_options_and_trials_have_the_same_keys(report: Report) -> None:
    found = parsed(report)
    for option in found["options"] + found["not_recommended"]:
        assert in_order(KEYS["options"], list(option))
        assert all(in_order(TRIAL_KEYS, list(trial)) for trial in option["trials"])


def test_the_order_in_the_schema_is_the_order_in_the_report() -> None:
    found, described = parsed(plain_report()), schema()["properties"]
    assert list(found) == list(described)
    for place in ("inputs", "alterations", "options", "not_recommended", "testing", "unmatched", "unresolved"):
        assert list(found[place][0]) == list(described[place]["items"]["properties"]), place


def test_what_is_not_known_is_null_and_never_zero() -> None:
    found = parsed(plain_report())
    variant, signature = found["alterations"]
    unknown = ("depth", "copy_number", "value", "unit", "exon", "protein", "hgvs_p", "hgvs_c", "hgvs_g", "transcript")
    assert {key: variant[key] for key in unknown} == dict.fromkeys(unknown)
    assert signature["vaf"] is None
    assert signature["gene"] is None
    assert signature["value"] == 12
    trial = found["options"][0]["trials"][0]
    assert (trial["comparator_value"], trial["hazard_ratio"], trial["nct"]) == (None, None, None)
    assert found["inputs"][0]["sha256"] is None
    assert found["inputs"][0]["genome_build"] is None
    assert found["options"][0]["escat"] is None
    assert found["not_recommended"][0]["rank"] is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.1 + 0.2, 0.3), (1e-9, 1e-9), (0.0, 0), (30.0, 30), (12.610000000001, 12.61), (float("nan"), None),
     (float("inf"), None), (None, None)],
)  # fmt: skip
def test_numbers_are_free_of_binary_noise_and_never_lost(value: float | None, expected: float | None) -> None:
    report = plain_report()
    changed = replace(report, alterations=(replace(report.alterations[0], copies=value), report.alterations[1]))
    assert parsed(changed)["alterations"][0]["copy_number"] == expected


def test_no_tumor_type_is_null(kb: KnowledgeBase) -> None:
    assert parsed(report_of(kb, "BRAF V600E"))["sample"]["tumor_type"] is None


def test_document_and_text_say_the_same(report: Report) -> None:
    text = JSON.render(report, SCREEN)
    assert json.loads(text) == json.loads(json.dumps(document(report)))
    assert msgspec.json.format(msgspec.json.encode(json.loads(text)), indent=2).decode() + "\n" == text


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 350])
@pytest.mark.parametrize("word", ["", *HOSTILE, "\udcff"])
def test_a_long_report_is_written_piece_by_piece_with_the_same_bytes(count: int, word: str) -> None:
    report = hostile_report(word)
    grown = replace(
        report,
        alterations=tuple(replace(report.alterations[0], id=f"A{number}") for number in range(count)),
        unmatched=report.unmatched * count,
        unresolved=report.unresolved[:1] * count,
        notices=report.notices[:1] * count,
    )
    pieces = list(JSON.written(grown, SCREEN))
    assert "".join(pieces) == JSON.render(grown, SCREEN)
    assert max(map(len, pieces)) < 100_000 + 20_000 * len(word)


def test_a_line_is_one_line_and_the_same_object(report: Report) -> None:
    line = JSON_LINES.render(report, SCREEN)
    assert line.count("\n") == 1
    assert line.endswith("\n")
    assert json.loads(line) == parsed(report)


def test_hostile_line_is_one_line() -> None:
    for hostile in HOSTILE:
        assert len(JSON_LINES.render(hostile_report(hostile), SCREEN).splitlines()) <= 1 + hostile.count("\u2028")


def test_a_name_that_is_not_unicode_is_escaped() -> None:
    found = parsed(hostile_report("\udcff"))
    assert found["sample"]["id"] == "S1\\udcff"


def test_ids_refer_to_what_is_there(report: Report) -> None:
    found = parsed(report)
    ids = {alteration["id"] for alteration in found["alterations"]}
    for option in found["options"] + found["not_recommended"]:
        assert set(option["supports"]) <= ids
        assert {conflict["alteration"] for conflict in option["conflicts"]} <= ids | {None}
    assert {one["alteration"] for one in found["unmatched"]} <= ids


def test_records_add_up(report: Report) -> None:
    for one in parsed(report)["inputs"]:
        records = dict(one["records"])
        assert records.pop("read") == sum(records.values())
        assert sum(one["filtered_by"].values()) == records["filtered"]
        assert sum(one["out_of_scope_by"].values()) == records["out_of_scope"]


def test_a_byte_that_is_no_text_is_escaped_wherever_it_stands(report: Report) -> None:
    option = replace(report.options[0], notes=("a \udcff b",))
    found = parsed(replace(report, options=(option,)))["options"][0]
    assert found["notes"] == ["a \\udcff b"]
