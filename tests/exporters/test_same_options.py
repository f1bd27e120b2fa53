"""Every format says the same: therapy, rank and state of every option, in the same order."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.report import OptionState
from oncotier.exporters.exporter import Screen
from oncotier.exporters.registry import EXPORTERS
from oncotier.interpret.pictures import illustrated
from tests.builders import report_of
from tests.exporters.drawn import EVERYTHING
from tests.exporters.test_html import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

Said = list[tuple[str, str, str]]

SAMPLES = {
    "everything": (EVERYTHING, "LUAD"),
    "colorectal": (("KRAS G12C", "HER2 amp", "MSS"), "COAD"),
    "breast": (("HER2 IHC 2+", "HER2 ISH-", "HR+", "PIK3CA H1047R", "germline BRCA2 S1982fs"), "BRCA"),
    "no tumor type": (("BRAF V600E", "TPM3::NTRK1 fusion"), ""),
    "nothing": ((), "LUAD"),
}


def of_json(text: str) -> Said:
    document = json.loads(text)
    options = [*document["options"], *document["not_recommended"]]
    return [(str(one["rank"] or ""), one["therapy"], one["state"]) for one in options]


def of_tsv(text: str) -> Said:
    header, *rows = (line.split("\t") for line in text.removesuffix("\n").split("\n"))
    places = [header.index(name) for name in ("rank", "therapy", "state")]
    return [(row[places[0]], row[places[1]], row[places[2]]) for row in rows]


def of_table(text: str) -> Said:
    """Read the tables of the terminal; a line that begins with `only if` or a state tells the state."""
    said: Said = []
    body = text.partition("\nOptions (")[2]
    options, _, refused = body.partition("\nNot recommended (")
    for line in options.split("\n")[3:]:
        row = re.match(r" *(\d+) {2}(.+?) {2,}", line)
        if row:
            said.append((row[1], row[2], "available"))
        elif said and line.lstrip().startswith("only if "):
            said[-1] = (*said[-1][:2], "conditional")
        elif said and line.lstrip().startswith("demoted: "):
            said[-1] = (*said[-1][:2], "demoted")
        elif not line:
            break
    for line in refused.split("\n")[3:]:
        if not line:
            break
        if line[0] == " ":
            continue  # a reason that goes on
        said.append(("", re.split(r" {2,}", line)[0], "blocked"))
    return said


def of_html(text: str) -> Said:
    page = Page(text)
    ranked = [(one["data-rank"], one["data-state"]) for one in page.all("li") if "data-rank" in one]
    names = re.findall(r'<a class="therapy" href="#o\d+">([^<]*)</a>', text)
    refused = re.findall(r'<tr id="o\d+" data-state="(\w+)"><th scope="row">([^<]*)</th>', text)
    said = [(rank, name, state) for (rank, state), name in zip(ranked, names, strict=True)]
    return said + [("", name, state) for state, name in refused]


def of_markdown(text: str) -> Said:
    rows = re.findall(r"^\| (\d+) \| (.+?) \| [^|]+ \| [^|]+ \| [^|]+ \| (\w+)", text, re.MULTILINE)
    refused = text.partition("\n## Not recommended")[2].partition("\n## ")[0]
    names = [name for line in re.findall(r"^- \*\*(.+?)\*\*:", refused, re.MULTILINE) for name in line.split("; ")]
    return [*rows, *(("", name, "blocked") for name in names)]


def of_fhir(text: str) -> Said:
    """Read the first remark of every therapeutic implication, which is for people, and check the drug beside it."""
    said: Said = []
    for entry in json.loads(text)["entry"]:
        resource = entry["resource"]
        if not resource["meta"]["profile"][0].endswith("/therapeutic-implication"):
            continue
        found = re.fullmatch(r"(?:rank (\d+)|NOT RECOMMENDED): (.+): (\w+), \w+, \w+", resource["note"][0]["text"])
        assert found is not None
        assert {"text": found[2]} in [one.get("valueCodeableConcept") for one in resource["component"]]
        said.append((found[1] or "", found[2], found[3]))
    return said


READ: dict[str, Callable[[str], Said]] = {
    "json": of_json, "jsonl": of_json, "tsv": of_tsv, "table": of_table, "html": of_html, "markdown": of_markdown,
    "fhir": of_fhir,
}  # fmt: skip


def said_by(report: Report) -> Said:
    options: Iterable[tuple[str, str, str]] = (
        (str(one.rank or ""), one.therapy, one.state.value) for one in (*report.options, *report.not_recommended)
    )
    return list(options)


@pytest.fixture(scope="module", params=SAMPLES)
def report(request: pytest.FixtureRequest, kb: KnowledgeBase) -> Report:
    findings, tumor = SAMPLES[request.param]
    return illustrated(report_of(kb, *findings, tumor=tumor), kb, "oncotier interpret")


def test_every_format_is_compared() -> None:
    assert {one.name for one in EXPORTERS} == set(READ)


@pytest.mark.parametrize("name", READ)
def test_the_same_options(report: Report, name: str) -> None:
    exporter = next(one for one in EXPORTERS if one.name == name)
    found, expected = READ[name](exporter.render(report, Screen(400))), said_by(report)
    ranked = [one for one in expected if one[0]]
    assert [one for one in found if one[0]] == ranked
    # the ticket and the summary put therapies with the same reason together
    assert sorted(one for one in found if not one[0]) == sorted(one for one in expected if not one[0])


def test_the_samples_have_every_state(kb: KnowledgeBase) -> None:
    states = {
        state for findings, tumor in SAMPLES.values() for _, _, state in said_by(report_of(kb, *findings, tumor=tumor))
    }
    assert states == {state.value for state in OptionState}
