"""`oncotier diff`: every kind of change is told, in every format, for reports, report lines and batch folders."""

from __future__ import annotations

import copy
import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from oncotier.exporters.exporter import Screen
from oncotier.exporters.json import JSON, JSON_LINES
from oncotier.exporters.tsv import TSV
from oncotier.interpret.report_difference import OPTION_KINDS
from tests.builders import report_of
from tests.exporters.reports import HOSTILE, hostile_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase
    from tests.conftest import Run

SCREEN = Screen()
Document = dict[str, Any]


@pytest.fixture(scope="module")
def base(kb: KnowledgeBase) -> Document:
    """A report with several options and several that are not recommended."""
    report = report_of(kb, "KRAS G12C", "MSS", "PIK3CA E545K", "HER2 amp", "TMB 3", tumor="COAD", prior=("cetuximab",))
    document: Document = json.loads(JSON.render(report, SCREEN))
    document["sample"]["id"] = "S1"
    assert len(document["options"]) >= 4
    assert document["not_recommended"]
    return document


def write(path: Path, document: Document | str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return str(path)


def changed(base: Document, change: Callable[[Document], object]) -> Document:
    document = copy.deepcopy(base)
    change(document)
    for rank, option in enumerate(document["options"], start=1):
        option["rank"] = rank
    for option in document["not_recommended"]:
        option["rank"] = None
    return document


def compared(run: Run, tmp_path: Path, old: Document, new: Document) -> tuple[int, Document]:
    done = run("diff", write(tmp_path / "old.json", old), write(tmp_path / "new.json", new), "-f", "json")
    return done.returncode, json.loads(done.stdout)


def to_blocked(document: Document) -> None:
    document["not_recommended"].append({**document["options"].pop(0), "state": "blocked"})


def to_option(document: Document) -> None:
    document["options"].append({**document["not_recommended"].pop(0), "state": "available"})


def setting(name: str, value: object, *, of: str = "options") -> Callable[[Document], object]:
    return lambda document: document[of][0].update({name: value})


CASES: dict[str, tuple[Callable[[Document], object], tuple[str, ...], tuple[str, ...]]] = {
    "lost": (lambda document: document["options"].pop(0), ("lost",), ("gained",)),
    "blocked": (to_blocked, ("newly_blocked",), ("unblocked",)),
    "unblocked": (to_option, ("unblocked",), ("newly_blocked",)),
    "warning lost": (lambda document: document["not_recommended"].pop(0), ("warning_lost",), ("warned",)),
    "tier": (setting("amp_tier", "III"), ("moved_tier",), ("moved_tier",)),
    "escat": (setting("escat", "X"), ("moved_tier",), ("moved_tier",)),
    "withdrawn": (
        setting("status", "withdrawn", of="not_recommended"),
        ("newly_withdrawn", "changed"),
        ("no_longer_withdrawn", "changed"),
    ),
    "conditions": (setting("conditions", ["germline origin"]), ("changed",), ("changed",)),
    "assertions": (setting("assertions", ["F999"]), ("changed",), ("changed",)),
    "evidence": (setting("evidence", "case"), ("changed",), ("changed",)),
    "notes": (setting("notes", ["another"]), ("details",), ("details",)),
    "order": (
        lambda document: document["options"].insert(0, document["options"].pop(2)),
        ("moved_rank",),
        ("moved_rank",),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_change_in_both_directions(run: Run, tmp_path: Path, base: Document, case: str) -> None:
    change, there, back = CASES[case]
    new = changed(base, change)
    for old, other, kinds in ((base, new, there), (new, base, back)):
        code, found = compared(run, tmp_path, old, other)
        assert code == 1
        (sample,) = found["samples"]
        assert len(sample["options"]) == 1
        assert tuple(sample["options"][0]["changes"])[: len(kinds)] == kinds
        assert set(found["summary"]["options"]) == set(sample["options"][0]["changes"]) <= set(OPTION_KINDS)


@pytest.mark.parametrize(("state", "name"), [("conditional", "conditional"), ("demoted", "demoted")])
def test_states(run: Run, tmp_path: Path, base: Document, state: str, name: str) -> None:
    old = changed(base, setting("state", "available"))
    new = changed(base, setting("state", state))
    _, found = compared(run, tmp_path, old, new)
    assert found["samples"][0]["options"][0]["changes"] == [f"newly_{name}"]
    _, found = compared(run, tmp_path, new, old)
    assert found["samples"][0]["options"][0]["changes"] == [f"no_longer_{name}"]


def test_an_option_that_moved_and_kept_its_rank_is_told(run: Run, tmp_path: Path, base: Document) -> None:
    first, second, third, *_ = copy.deepcopy(base["options"])
    old = changed(base, lambda document: document.update(options=copy.deepcopy([first, second])))
    for order in ([third, second, first], [second, third, first], [third, first, second]):
        new = changed(base, lambda document, order=order: document.update(options=copy.deepcopy(order)))  # type: ignore[misc]
        kinds = [
            kind for one in compared(run, tmp_path, old, new)[1]["samples"][0]["options"] for kind in one["changes"]
        ]
        assert kinds.count("moved_rank") == int(order.index(first) > order.index(second))


def test_equal_reports(run: Run, tmp_path: Path, base: Document) -> None:
    code, found = compared(run, tmp_path, base, base)
    assert (code, found["samples"], found["summary"]["changed"]) == (0, [], 0)


def test_versions_alone_are_no_difference_but_told_beside_one(run: Run, tmp_path: Path, base: Document) -> None:
    newer = copy.deepcopy(base)
    newer["knowledge_base"] = {"version": "9999.01.1", "as_of": "2999-01-01", "sha256": "cd" * 32}
    newer["program"]["version"] = "99.0"
    newer["options"][0]["why"] = ["other words"]
    code, found = compared(run, tmp_path, base, newer)
    assert (code, found["samples"]) == (0, [])
    assert {one["name"] for one in found["summary"]["versions"]} == {"program", "knowledge base"}
    newer["options"][0]["assertions"].append("F999")
    code, found = compared(run, tmp_path, base, newer)
    assert code == 1
    (sample,) = found["samples"]
    assert sample["options"][0]["beside"] == ["knowledge base", "program"]
    assert sample["assertions_gained"] == ["F999"]
    assert found["summary"]["assertions"] == [{"id": "F999", "gained_in": 1, "lost_in": 0}]
    assert "cd" * 32 in {field["new"].rpartition(" ")[2] for field in sample["context"]}


def test_changed_alterations_are_told_apart_from_changed_knowledge(run: Run, tmp_path: Path, kb: KnowledgeBase) -> None:
    old, new = (
        json.loads(JSON.render(report_of(kb, *findings, tumor="LUAD"), SCREEN))
        for findings in (("EGFR L858R",), ("EGFR L858R", "EGFR C797S"))
    )
    code, found = compared(run, tmp_path, old, new)
    (sample,) = found["samples"]
    assert code == 1
    assert [(one["label"], one["change"]) for one in sample["alterations"]] == [("EGFR C797S", "gained")]
    blocked = {one["therapy"]: one for one in sample["options"] if "newly_blocked" in one["changes"]}
    assert blocked["Osimertinib"]["beside"] == ["alterations"]
    assert "R002" in blocked["Osimertinib"]["assertions_gained"]


def test_all_formats_tell_the_same(run: Run, tmp_path: Path, base: Document) -> None:
    def change(document: Document) -> None:
        to_blocked(document)
        document["options"][0]["amp_tier"] = "III"
        document["alterations"][0]["vaf"] = 0.4321

    new = changed(base, change)
    sides = write(tmp_path / "old.json", base), write(tmp_path / "new.json", new)
    texts = {name: run("diff", *sides, "-f", name).stdout.decode() for name in ("table", "tsv", "json", "html")}
    therapies = [one["therapy"] for one in json.loads(texts["json"])["samples"][0]["options"]]
    assert len(therapies) == 2
    for name, text in texts.items():
        flat = " ".join(text.split())
        assert all(therapy in flat for therapy in therapies), name
        assert "0.4321" in flat, name
    header, *rows = (line.split("\t") for line in texts["tsv"].splitlines())
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    options = [row for row in cells if row["subject"] == "option"]
    assert [row["name"] for row in options] == therapies
    assert (options[0]["old_state"], options[0]["new_state"]) == (base["options"][0]["state"], "blocked")


def test_default_and_output(run: Run, tmp_path: Path, base: Document) -> None:
    side = write(tmp_path / "a.json", base)
    target = tmp_path / "out.txt"
    done = run("diff", side, side, "-o", str(target))
    assert (done.returncode, done.stdout) == (0, b"")
    assert target.read_text(encoding="utf-8") == run("diff", side, side).stdout.decode()
    assert max(map(len, target.read_text(encoding="utf-8").splitlines())) <= 80


BAD = {
    "no json": "no report",
    "another document": '{"schema_version": "1.0", "x": 1}',
    "no version": '{"a": 1}',
    "cut": '{"schema_version": "1.0",\n "program": {',
    "empty": "",
    "a list": "[1]",
    "not utf-8": "\x00\xff",
}


@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_report(run: Run, tmp_path: Path, base: Document, bad: str) -> None:
    done = run("diff", write(tmp_path / "good.json", base), write(tmp_path / "bad.json", BAD[bad]))
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"bad.json" in done.stderr


@pytest.mark.parametrize(("version", "code"), [("1.0", 0), ("1.7", 0), ("2.0", 3), ("0.9", 3), ("", 3)])
def test_schema_versions(run: Run, tmp_path: Path, base: Document, version: str, code: int) -> None:
    foreign = {**base, "schema_version": version, "a_later_key": 1}
    done = run("diff", write(tmp_path / "a.json", base), write(tmp_path / "b.json", foreign))
    assert done.returncode == code
    assert (b"schema version" in done.stderr) is (code == 3)


def test_missing_paths_and_formats(run: Run, tmp_path: Path, base: Document) -> None:
    side = write(tmp_path / "a.json", base)
    assert run("diff", side, str(tmp_path / "none")).returncode == 3
    assert run("diff", side, str(tmp_path)).returncode == 3
    assert run("diff", side, side, "-f", "xlsx").returncode == 2


PAGE_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "section", "h1", "h2", "p", "span"),
    *("table", "thead", "tbody", "tr", "th", "td", "details", "summary", "ul", "li"),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_do_no_harm(run: Run, tmp_path: Path, base: Document, hostile: str) -> None:
    text = JSON.render(hostile_report(hostile), SCREEN)
    sides = write(tmp_path / "a.json", text), write(tmp_path / "b.json", base)
    for name in ("table", "tsv", "html"):
        out = run("diff", *sides, "-f", name).stdout.decode()
        assert not any(ord(one) < 32 and one not in "\n\t" for one in out)
        assert "\u202e" not in out
    tags: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            del attrs
            tags.append(tag)

    Tags().feed(out)
    assert set(tags) == PAGE_TAGS


def named(base: Document, name: str) -> Document:
    return {**copy.deepcopy(base), "sample": {**base["sample"], "id": name}}


def samples_tsv(folder: Path, statuses: dict[str, str]) -> None:
    rows = ["sample\tstatus", *(f"{name}\t{status}" for name, status in statuses.items())]
    write(folder / "samples.tsv", "".join(row + "\n" for row in rows))


class TestFolders:
    def test_sample_by_sample(self, run: Run, tmp_path: Path, base: Document) -> None:
        for name in ("S1", "S2", "S3"):
            write(tmp_path / "old" / "reports" / f"{name}.json", named(base, name))
        for name in ("S2", "S3", "S4"):
            write(tmp_path / "new" / "reports" / f"{name}.json", named(base, name))
        lost = changed(named(base, "S3"), lambda document: document["options"].pop())
        write(tmp_path / "new" / "reports" / "S3.json", lost)
        done = run("diff", str(tmp_path / "old"), str(tmp_path / "new"), "-f", "json")
        assert done.returncode == 1
        found = json.loads(done.stdout)
        presence = [(one["sample"], one["presence"]) for one in found["samples"]]
        assert presence == [("S1", "only_old"), ("S3", "both"), ("S4", "only_new")]
        assert found["summary"]["presence"] == {"both": 2, "only_new": 1, "only_old": 1}

    def test_one_unreadable_report_does_not_hide_the_others(self, run: Run, tmp_path: Path, base: Document) -> None:
        for side in ("old", "new"):
            for name in ("S1", "S2"):
                write(tmp_path / side / "reports" / f"{name}.json", named(base, name))
        write(tmp_path / "new" / "reports" / "S1.json", "{")
        write(tmp_path / "new" / "reports" / "S2.json", changed(named(base, "S2"), to_blocked))
        done = run("diff", str(tmp_path / "old"), str(tmp_path / "new"), "-f", "json")
        assert done.returncode == 3
        assert b"S1.json" in done.stderr
        presence = [one["presence"] for one in json.loads(done.stdout)["samples"]]
        assert presence == ["unreadable", "both"]

    def test_a_sample_that_failed(self, run: Run, tmp_path: Path, base: Document) -> None:
        odd = "a b/c"
        for side in ("old", "new"):
            samples_tsv(tmp_path / side, {odd: "ok" if side == "old" else "failed", "S2": "failed"})
            write(tmp_path / side / "reports" / "S3.json", named(base, "S3"))
        from oncotier.batch.file_names import stems_for

        write(tmp_path / "old" / "reports" / f"{stems_for([odd])[odd]}.json", named(base, odd))
        done = run("diff", str(tmp_path / "old"), str(tmp_path / "new"), "-f", "json")
        found = json.loads(done.stdout)
        assert [(one["sample"], one["presence"], one["words"]) for one in found["samples"]] == [
            (odd, "only_old", "no report, status failed")
        ]
        assert (done.returncode, found["summary"]["samples"]) == (1, 3)

    def test_option_tables(self, run: Run, tmp_path: Path, kb: KnowledgeBase) -> None:
        rows = {name: table_rows(report_of(kb, *findings, tumor="LUAD"), name) for name, findings in TABLES.items()}
        header = rows["old S1"][0]
        old = [header, *rows["old S1"][1:], *rows["old S2"][1:]]
        new = [header, *rows["new S2"][1:], *rows["old S1"][1:4], *rows["new S3"][1:], *rows["old S1"][4:]]
        write(tmp_path / "old" / "options.tsv", "".join(old))
        write(tmp_path / "new" / "options.tsv", "".join(new))
        samples_tsv(tmp_path / "old", {"S1": "ok", "S2": "ok", "S3": "ok"})
        done = run("diff", str(tmp_path / "old"), str(tmp_path / "new"), "-f", "json")
        found = json.loads(done.stdout)
        assert done.returncode == 1
        samples = {one["sample"]: one for one in found["samples"]}
        assert "S1" not in {name for name, one in samples.items() if one["options"]}
        assert {kind for one in samples["S3"]["options"] for kind in one["changes"]} <= {"gained", "warned"}
        assert "newly_blocked" in {kind for one in samples["S2"]["options"] for kind in one["changes"]}

    def test_a_report_folder_and_a_table_of_the_same_run_agree(
        self, run: Run, tmp_path: Path, kb: KnowledgeBase
    ) -> None:
        report = report_of(kb, "EGFR L858R", "EGFR C797S", tumor="LUAD")
        document = named(json.loads(JSON.render(report, SCREEN)), "S1")
        write(tmp_path / "old" / "reports" / "S1.json", document)
        write(tmp_path / "new" / "options.tsv", "".join(table_rows(report, "S1")))
        done = run("diff", str(tmp_path / "old"), str(tmp_path / "new"))
        assert done.returncode == 0, done.stdout.decode()

    @pytest.mark.parametrize(
        "text", ["", "a\tb\n", "sample\ttumor_type\n", "\xff\n"], ids=["empty", "foreign", "short", "not utf-8"]
    )
    def test_bad_tables(self, run: Run, tmp_path: Path, text: str) -> None:
        (tmp_path / "options.tsv").write_bytes(text.encode("latin-1"))
        done = run("diff", str(tmp_path), str(tmp_path))
        assert (done.returncode, done.stdout) == (3, b"")
        assert b"options.tsv" in done.stderr


TABLES = {
    "old S1": ("EGFR L858R",),
    "old S2": ("EGFR L858R",),
    "new S2": ("EGFR L858R", "EGFR C797S"),
    "new S3": ("KRAS G12C",),
}


def table_rows(report: Report, name: str) -> list[str]:
    """Return the header and the rows of an option table, with the name of a sample."""
    sample = name.rpartition(" ")[2]
    header, *rows = TSV.render(report, SCREEN).splitlines(keepends=True)
    return [header, *(sample + row[row.index("\t") :] for row in rows)]


def test_report_lines(run: Run, tmp_path: Path, kb: KnowledgeBase, base: Document) -> None:
    line = JSON_LINES.render(report_of(kb, "EGFR L858R", tumor="LUAD"), SCREEN)
    old = write(tmp_path / "old.jsonl", line + json.dumps(named(base, "S2")) + "\n\n" + json.dumps(named(base, "S1")))
    new = write(tmp_path / "new.jsonl", json.dumps(named(base, "S1")) + "\n" + line + json.dumps(named(base, "S2")))
    assert run("diff", old, new).returncode == 0
    single = write(tmp_path / "one.jsonl", line)
    assert run("diff", single, write(tmp_path / "two.jsonl", line)).returncode == 0
    done = run("diff", old, single, "-f", "json")
    assert [one["presence"] for one in json.loads(done.stdout)["samples"]] == ["only_old", "only_old"]
