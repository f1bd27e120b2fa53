"""Every write, sync and rename fails in turn: a target is absent, old or complete; a batch goes on where it stopped."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from oncotier.batch import run as run_module
from oncotier.batch import workbench
from oncotier.batch.request import Request
from oncotier.batch.run import BatchRequest, run_batch
from oncotier.batch.worker import Worker
from oncotier.cli.app import app
from oncotier.errors import OutputError
from oncotier.readers import source as source_module
from tests.batch.cohorts import content, lists
from tests.readers.builders import egfr, knowledge, kras, vcf, vcf_row
from tests.trust.faults import BROKEN, FULL, FaultyDisk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.batch.job import Job, Outcome, Targets
    from oncotier.batch.plan import Plan
    from tests.conftest import Run

MOST_CALLS = 90
"""A batch of two samples makes fewer; `test_every_call_was_made_to_fail` checks it."""
FINDINGS = {"P1": "BRAF V600E", "P2": "EGFR L858R"}


class Quiet:
    def planned(self, plan: Plan, to_do: int) -> None:
        pass

    def finished(self, outcome: Outcome) -> None:
        pass


class PoolOfNone:
    """Does the work in this process, where calls can be made to fail."""

    def __init__(self, targets: Targets, request: Request, *, size: int, lock: int | None) -> None:
        del request, size, lock
        self._worker = Worker(targets)

    def outcomes(self, jobs: list[Job]) -> Iterator[Outcome]:
        return map(self._worker.do, jobs)


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "Pool", PoolOfNone)
    monkeypatch.setattr(workbench, "load", lambda _: knowledge())


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lists(tmp_path_factory.mktemp("source") / "in", FINDINGS)


def batch(source: Path, out: Path, *, resume: bool = False) -> None:
    run_batch(BatchRequest((str(source),), out, Request(), formats=("json", "tsv"), resume=resume), Quiet())


@pytest.fixture
def whole(source: Path, tmp_path: Path) -> dict[str, bytes]:
    batch(source, tmp_path / "whole")
    return content(tmp_path / "whole")


def test_every_call_was_made_to_fail(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = FaultyDisk(0, FULL)
    with monkeypatch.context() as patch:
        disk.install(patch)
        batch(source, tmp_path / "out")
    assert 30 < len(disk.calls) < MOST_CALLS
    assert {"open", "write", "flush", "fsync", "replace"} <= set(disk.calls)


@pytest.mark.parametrize(
    ("error", "step"), [(FULL, 1), (BROKEN, 7), (KeyboardInterrupt(), 2)], ids=["full", "broken", "interrupt"]
)
def test_a_batch_with_every_call_failing_in_turn(
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    whole: dict[str, bytes],
    error: BaseException,
    step: int,
) -> None:
    """What stands under a final name is complete, the journal vouches for nothing else, and --resume ends it."""
    for failing in range(1, MOST_CALLS, step):
        out = tmp_path / f"out{failing}"
        disk = FaultyDisk(failing, error)
        with monkeypatch.context() as patch:
            disk.install(patch)
            try:
                batch(source, out)
            except (OutputError, KeyboardInterrupt):
                pass
            else:
                assert len(disk.calls) < failing
        _check(out, whole, failing)
        batch(source, out, resume=True)
        assert content(out) == whole, (failing, disk.calls[-3:])


def _check(out: Path, whole: dict[str, bytes], failing: int) -> None:
    for name, data in content(out).items():
        if Path(name).name.startswith(".oncotier"):
            continue
        if name in {"journal.jsonl", "rows.jsonl"}:
            vouched = [json.loads(line) for line in data.split(b"\n")[:-1] if name == "journal.jsonl"]
            for entry in vouched:
                assert all((out / output).is_file() for output in entry["outputs"]), failing
        else:
            assert data == whole[name], (failing, name)


@pytest.mark.parametrize("before", [None, "old\n"])
@pytest.mark.parametrize("name", ["report.json", "report.vcf"])
def test_a_report_with_every_call_failing_in_turn(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, before: str | None
) -> None:
    """By the command line: exit code 4, and what was at the target is still there."""
    command = ["interpret", str(root / "examples/lung_egfr.vcf"), "-t", "LUAD", "-f", name.partition(".")[2], "-o"]
    CliRunner().invoke(app, [*command, str(tmp_path / name)])
    complete = (tmp_path / name).read_bytes()
    for failing in range(1, 30):
        target = tmp_path / str(failing) / name
        target.parent.mkdir()
        if before is not None:
            target.write_text(before)
        disk = FaultyDisk(failing, FULL)
        with monkeypatch.context() as patch:
            disk.install(patch)
            done = CliRunner().invoke(app, [*command, str(target)])
        found = target.read_bytes() if target.exists() else None
        assert found in {complete, before and before.encode()}, failing
        assert [path.name for path in target.parent.iterdir()] in ([], [name]), failing
        if done.exit_code == 0:
            assert found == complete
        else:
            assert done.exit_code == 4, (failing, disk.calls)
            assert "No space left on device" in done.stderr
        if len(disk.calls) < failing:
            break
    else:
        pytest.fail("more calls than were tried")


def _small_disk(folder: Path) -> bool:
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    return done.returncode == 0


def test_a_disk_of_16_kilobytes(run: Run, root: Path, tmp_path: Path) -> None:
    """A page finds no room; the one that was there stays, and nothing else is left."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not _small_disk(disk):
        pytest.skip("a tmpfs cannot be mounted here")
    try:
        target = disk / "report.html"
        target.write_text("old\n")
        done = run("interpret", str(root / "examples/lung_egfr.vcf"), "-t", "LUAD", "-f", "html", "-o", str(target))
        assert done.returncode == 4
        assert b"No space left on device" in done.stderr
        assert [path.name for path in disk.iterdir()] == ["report.html"]
        assert target.read_text() == "old\n"
        findings = lists(tmp_path / "in", {f"P{number}": "BRAF V600E" for number in range(9)})
        done = run("batch", str(findings), "-o", str(disk / "out"), "-f", "html", "-j", "1")
        assert done.returncode == 4
        assert b"internal" not in done.stderr
        assert not list((disk / "out").rglob("*.part"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_an_interrupt_at_any_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report of before stays, the exit code says that it was interrupted, no temporary file is left."""
    rows = [egfr(), kras(), *[vcf_row("chr7", 1000 + place, "A", "G", "CSQ=G", "0/1:5,5") for place in range(20)]]
    path, target = tmp_path / "in.vcf", tmp_path / "report.json"
    path.write_text(vcf(rows))
    monkeypatch.setattr(source_module, "_BLOCK", 200)
    monkeypatch.setattr(source_module, "HEAD_SIZE", 200)  # else so small a file is read at once
    for failing in range(1, 30):
        target.write_text("old\n")
        disk = FaultyDisk(failing, KeyboardInterrupt())
        with monkeypatch.context() as patch:
            disk.interrupt_reading(patch, path)
            done = CliRunner().invoke(app, ["interpret", str(path), "-f", "json", "-o", str(target)])
        if len(disk.calls) < failing:
            break
        assert (done.exit_code, done.stdout, done.stderr) == (130, "", "oncotier: interrupted\n"), failing
        assert target.read_text() == "old\n"
        assert sorted(one.name for one in tmp_path.iterdir()) == ["in.vcf", "report.json"]
    assert 10 < failing < 29, "the file was not read to its end"
