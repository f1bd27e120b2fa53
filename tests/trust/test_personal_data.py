"""Names, dates of birth and record numbers of a patient reach no output, no message, no journal and no file name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from oncotier.batch import workbench
from oncotier.cli.app import app
from oncotier.exporters.registry import EXPORTERS
from tests.batch.cohorts import content
from tests.conftest import Run
from tests.readers.builders import knowledge
from tests.readers.tiny_reports import TINY_REPORTS

FAKES = ("fakefirst", "fakelast", "1901-02-03", "19010203", "mrn-000", "fakedoctor", "fake street")
PERSON = {
    "firstName": "Fakefirst",
    "lastName": "Fakelast",
    "name": [{"family": "Fakelast", "given": ["Fakefirst"]}],
    "fullName": "Fakefirst Fakelast",
    "dateOfBirth": "1901-02-03",
    "birthDate": "1901-02-03",
    "DoB": "19010203",
    "mrn": "MRN-000",
    "emr_id": "MRN-000",
    "identifier": [{"value": "MRN-000"}],
    "orderingPhysician": "Fakedoctor",
    "address": [{"line": ["1 Fake Street"]}],
}
FOUNDATION = Path(__file__).parent.parent / "readers" / "data" / "foundation_new_envelope.xml"
READABLE = tuple(one.name for one in EXPORTERS if one.name != "vcf")


def _reports() -> dict[str, str]:
    """Vendor reports and exchange formats with an invented patient in every part that may hold one."""
    found = {}
    for name, text in TINY_REPORTS.items():
        if text.startswith("{"):
            document = json.loads(text)
            if name == "fhir":
                document["entry"].append({"resource": {"resourceType": "Patient", "id": "p", **PERSON}})
            document |= {"patient": {**document.get("patient", {}), **PERSON}, "physician": {"name": "Fakedoctor"}}
            document.setdefault("patientInformation", PERSON)
            found[name] = json.dumps(document)
    return found


REPORTS = _reports()


def assert_clean(*texts: bytes) -> None:
    shown = b"\n".join(texts).decode("utf-8", "replace").lower()
    assert not [fake for fake in FAKES if fake in shown]


def test_the_inputs_hold_what_is_looked_for() -> None:
    for text in REPORTS.values():
        assert all(fake in text.lower() for fake in FAKES)
    assert "fakelast" in FOUNDATION.read_text().lower()


@pytest.fixture(autouse=True)
def one_knowledge_base(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbench, "load", lambda _: knowledge())


def shown_by(*arguments: str, code: set[int]) -> bytes:
    """Return everything that a command writes to either stream."""
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code in code, done.stderr
    return done.output.encode()


@pytest.mark.parametrize("name", REPORTS)
def test_no_output_and_no_message(tmp_path: Path, name: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(REPORTS[name])
    for output_format in READABLE:
        assert_clean(shown_by("interpret", str(path), "-t", "LUAD", "-f", output_format, code={0}))
    assert_clean(shown_by("explain", str(path), "-t", "LUAD", code={0}))


@pytest.mark.parametrize("output_format", READABLE)
def test_no_format_of_a_vendor_report(output_format: str) -> None:
    assert_clean(shown_by("interpret", str(FOUNDATION), "-f", output_format, code={0, 3}))


def test_a_batch_keeps_nothing_of_a_person(run: Run, tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name, text in REPORTS.items():
        (source / f"{name}.json").write_text(text)
        (source / f"{name}-cut.json").write_text(text[: len(text) * 2 // 3])
    (source / "f1.xml").write_bytes(FOUNDATION.read_bytes())
    done = run("batch", str(source), "-o", str(out), "-f", "json", "-f", "html", "-f", "tsv")
    assert done.returncode in {0, 3}
    files = content(out)
    assert {"journal.jsonl", "options.tsv", "cohort.html"} <= files.keys()
    assert_clean(done.stdout, done.stderr, *files.values(), *(name.encode() for name in files))


@pytest.mark.parametrize("name", REPORTS)
def test_no_message_about_a_damaged_report(tmp_path: Path, name: str) -> None:
    text = REPORTS[name]
    path = tmp_path / "report.json"
    for bad in (text[:-9], text.replace("Fakefirst", "Fake\0first"), text.replace(":", ";", 9), text + text):
        path.write_text(bad)
        assert_clean(shown_by("interpret", str(path), code={2, 3}))
