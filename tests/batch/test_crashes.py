"""Nothing that is done is lost: workers that die, runs that are killed or interrupted, two runs at once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from oncotier.batch.folder_lock import LOCK_NAME, FolderLock
from oncotier.batch.job import Job, Outcome, Part, Targets
from oncotier.batch.journal import Journal, LineStore, Stamp, read_journal
from oncotier.batch.pool import Pool
from oncotier.batch.request import Request
from oncotier.errors import InputError, OutputError, UsageError
from tests.batch.cohorts import content, lists, maf
from tests.batch.dying_worker import DyingWorker
from tests.conftest import PROGRAM, ROOT, Run, plain_environment

SAMPLES = 900


def test_a_worker_that_dies_costs_one_sample(tmp_path: Path) -> None:
    names = [f"P{number:02d}" for number in range(20)]
    names[3:3] = ["exit1"]
    names[12:12] = ["kill1", "kill2"]
    lists(tmp_path / "in", dict.fromkeys(names, "BRAF V600E"))
    (tmp_path / "out" / "reports").mkdir(parents=True)
    targets = Targets(tmp_path / "out", ("json",))
    jobs = [Job(name, name, Request(), (Part(str(tmp_path / "in" / f"{name}.txt"), "list"),)) for name in names]
    outcomes = {one.name: one for one in Pool(targets, Request(), size=2, make=DyingWorker).outcomes(jobs)}
    assert {name: one.status for name, one in outcomes.items()} == {
        name: "complete" if name.startswith("P") else "failed" for name in names
    }
    words = {name: json.loads(outcomes[name].rows)["row"][-1] for name in ("exit1", "kill1")}
    assert "exit code 7" in words["exit1"]
    assert "SIGKILL" in words["kill1"]
    assert sorted(path.stem for path in (tmp_path / "out" / "reports").iterdir()) == sorted(
        name for name in names if name.startswith("P")
    )


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(PROGRAM), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=plain_environment(),
        start_new_session=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A MAF of so many samples that a run takes seconds."""
    path = tmp_path_factory.mktemp("source") / "cohort.maf"
    path.write_text(maf(SAMPLES))
    return path


@pytest.fixture(scope="module")
def whole(source: Path, run: Run) -> dict[str, bytes]:
    """What an uninterrupted run writes."""
    done = run("batch", str(source), "-o", str(source.parent / "whole"), "-f", "json", "-f", "tsv")
    assert done.returncode == 0
    return content(source.parent / "whole")


def test_killed_at_any_moment_and_resumed_it_is_the_same(source: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    chance = random.Random(11)
    command = ["batch", str(source), "-o", str(out), "-f", "json", "-f", "tsv", "-j", "2", "--resume"]
    killed = 0
    for _ in range(6):
        process = start(*command)
        try:
            process.wait(chance.uniform(0.25, 1.1))
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)  # the parent only: its workers must notice
            killed += 1
        process.communicate()
    assert killed
    last = start(*command)
    _, words = last.communicate(timeout=120)
    assert last.returncode == 0, words
    assert content(out) == whole


def killed_at(number0: int, *arguments: str) -> bool:
    """Run the program until it would give its n-th file (0-based) its name; tell whether it came so far."""
    command = [sys.executable, "-m", "tests.batch.killed_at", str(number0), *arguments]
    done = subprocess.run(command, cwd=ROOT, env=plain_environment(), capture_output=True, timeout=120, check=False)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return done.returncode != 0


def test_killed_before_each_file_of_the_result(run: Run, tmp_path: Path) -> None:
    parquet = ["--parquet"] if find_spec("pyarrow") else []
    (tmp_path / "cohort.maf").write_text(maf(4))
    command = ["batch", str(tmp_path / "cohort.maf"), *parquet, "-j", "1", "-o"]
    assert run(*command, str(tmp_path / "whole")).returncode == 0
    whole = content(tmp_path / "whole")
    files = [name for name in whole if not name.startswith("reports/")]
    for number0 in range(len(files)):
        out = tmp_path / f"killed{number0}"
        assert killed_at(number0, *command, str(out))
        assert content(out) != whole
        assert run(*command, str(out), "--resume").returncode == 0
        assert content(out) == whole, files
    assert not killed_at(len(files), *command, str(tmp_path / "all"))


def test_killed_while_shards_are_put_together(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cohort.maf").write_text(maf(3))
    folders = [str(tmp_path / name) for name in ("1", "2")]
    for number, folder in enumerate(folders, 1):
        done = run("batch", str(tmp_path / "cohort.maf"), "-o", folder, "--shard", f"{number}/2")
        assert done.returncode == 0
    assert run("batch", str(tmp_path / "cohort.maf"), "-o", str(tmp_path / "whole")).returncode == 0
    whole = content(tmp_path / "whole")
    command = ["batch", "merge", *folders, "-o"]
    for number0 in range(len(whole)):
        out = tmp_path / f"killed{number0}"
        assert killed_at(number0, *command, str(out))
        assert run(*command, str(out)).returncode == 0
        assert content(out) == whole
    assert not killed_at(len(whole), *command, str(tmp_path / "all"))


def test_a_run_that_was_killed_in_a_finished_folder_is_not_merged(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cohort.maf").write_text(maf(3))
    command = ["batch", str(tmp_path / "cohort.maf"), "-j", "1", "-o", str(tmp_path / "out")]
    assert run(*command).returncode == 0
    assert run("batch", "merge", str(tmp_path / "out"), "-o", str(tmp_path / "first")).returncode == 0
    (tmp_path / "cohort.maf").write_text(maf(5))
    assert killed_at(0, *command, "--resume")
    refused = run("batch", "merge", str(tmp_path / "out"), "-o", str(tmp_path / "second"))
    assert refused.returncode == 3
    assert b"finish it with --resume" in refused.stderr
    assert run(*command, "--resume").returncode == 0
    assert run("batch", "merge", str(tmp_path / "out"), "-o", str(tmp_path / "second")).returncode == 0


def test_the_worker_of_a_killed_run_is_waited_for(tmp_path: Path) -> None:
    """It could otherwise write an old report over the one of the next run."""
    process = subprocess.Popen([sys.executable, "-m", "tests.batch.slow_worker", str(tmp_path)], cwd=ROOT)
    until = time.monotonic() + 120
    while time.monotonic() < until and not (tmp_path / "begun").exists():
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert not (tmp_path / "ended").exists()
    with FolderLock(tmp_path):
        assert (tmp_path / "ended").exists()


def stopped_midway(stop: Callable[[int], None], command: list[str], folder: Path) -> tuple[int, bytes, Path]:
    """Run a batch and stop it once a sample is done; return its exit code, its words and its folder.

    On a busy machine the run may have ended before this process came to send the signal: then it is done once more.
    """
    for attempt in range(9):
        out = folder / f"out{attempt}"
        process = start(*command, "-o", str(out))
        journal = out / "journal.jsonl"
        until = time.monotonic() + 120
        while time.monotonic() < until and not (journal.exists() and journal.stat().st_size):
            time.sleep(0.01)
        stop(process.pid)
        _, words = process.communicate(timeout=120)
        if len(read_journal(out, LineStore())) < SAMPLES:
            return process.returncode, words, out
    pytest.fail("every run ended before it could be stopped")


def test_an_interrupt_ends_cleanly_and_keeps_what_is_done(
    source: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    command = ["batch", str(source), "-f", "json", "-f", "tsv", "-j", "1"]
    # As a terminal does: everyone in the foreground gets it.
    code, words, out = stopped_midway(lambda group: os.killpg(group, signal.SIGINT), command, tmp_path)
    assert code == 130, words
    assert b"Traceback" not in words
    assert b"--resume" in words
    done = len(read_journal(out, LineStore()))
    assert done > 0
    assert not list(out.glob(".oncotier*"))
    again = start(*command, "-o", str(out), "--resume")
    _, words = again.communicate(timeout=120)
    assert again.returncode == 0
    assert f"{done} are done already".encode() in words
    assert content(out) == whole


def test_a_termination_ends_cleanly_too(source: Path, tmp_path: Path) -> None:
    command = ["batch", str(source), "-j", "1"]
    code, _, out = stopped_midway(lambda pid: os.kill(pid, signal.SIGTERM), command, tmp_path)
    assert code == 143
    assert not list(out.glob(".oncotier*"))


def test_two_runs_in_one_folder(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    folder = lists(tmp_path / "in", {"P1": "BRAF V600E"})
    with FolderLock(out):
        done = run("batch", str(folder), "-o", str(out))
        assert done.returncode == 2
        assert f"process {os.getpid()}".encode() in done.stderr
        with pytest.raises(UsageError), FolderLock(out):
            pass
    assert run("batch", str(folder), "-o", str(out)).returncode == 0


def test_the_lock_of_a_dead_process_is_taken_over(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / LOCK_NAME).write_text("process 99999999 on elsewhere\n")
    folder = lists(tmp_path / "in", {"P1": "BRAF V600E"})
    assert run("batch", str(folder), "-o", str(out)).returncode == 0
    assert not (out / LOCK_NAME).exists()


@pytest.mark.parametrize("kept", [0, 1, 40, 399])
def test_a_journal_that_was_cut_anywhere(
    kept: int, source: Path, whole: dict[str, bytes], run: Run, tmp_path: Path
) -> None:
    """A crash of the machine can cut the last line of either file, and lose the end of a report."""
    out = tmp_path / "out"
    for name, data in whole.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)
    for name in ("journal.jsonl", "rows.jsonl"):
        (out / name).write_bytes(whole[name][: len(whole[name]) * kept // 400])
    (out / "reports" / "P000.json").write_bytes(whole["reports/P000.json"][:100])
    (out / "reports" / ".oncotier-0123.part").write_bytes(b"half")
    done = run("batch", str(source), "-o", str(out), "-f", "json", "-f", "tsv", "--resume")
    assert done.returncode == 0
    assert content(out) == whole


@pytest.mark.parametrize(
    ("written", "damaged"),
    [(b'"rows":"', b'"rows":"z'), (b'"reports/', b'"reports/\\u0000'), (b'"sample"', b'"s\xff"')],
)
def test_a_line_of_the_journal_that_was_damaged(
    written: bytes, damaged: bytes, source: Path, whole: dict[str, bytes], run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for name, data in whole.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)
    lines = whole["journal.jsonl"].splitlines(keepends=True)
    lines[3] = lines[3].replace(written, damaged)
    (out / "journal.jsonl").write_bytes(b"".join(lines))
    done = run("batch", str(source), "-o", str(out), "-f", "json", "-f", "tsv", "--resume")
    assert (done.returncode, b" 1 samples done now" in done.stderr) == (0, True)
    assert content(out) == whole


def test_a_journal_that_cannot_grow_is_said_once(tmp_path: Path) -> None:
    """A full disk fails when the lines are written, and again when the file is closed."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    journal = Journal(tmp_path, rows=LineStore(), lines=LineStore())
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        with pytest.raises(OutputError, match="cannot be written"), journal:
            journal.add(Outcome("P1", "complete", "", (), (), b"x" * 5000 + b"\n"), Stamp("", ""))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_knowledge_base_that_changes_during_the_run_stops_it(tmp_path: Path) -> None:
    lists(tmp_path / "in", {"P1": "BRAF V600E"})
    targets = Targets(tmp_path / "out", ("json",), knowledge_base="0" * 64)
    jobs = [Job("P1", "P1", Request(), (Part(str(tmp_path / "in" / "P1.txt"), "list"),))]
    with pytest.raises(InputError, match="was changed"):
        list(Pool(targets, Request(), size=1).outcomes(jobs))


def test_a_report_that_cannot_be_written_stops_the_run(tmp_path: Path) -> None:
    lists(tmp_path / "in", {"P1": "BRAF V600E"})
    targets = Targets(tmp_path / "no folder", ("json",))
    jobs = [Job("P1", "P1", Request(), (Part(str(tmp_path / "in" / "P1.txt"), "list"),))]
    with pytest.raises(OutputError, match="cannot be written"):
        list(Pool(targets, Request(), size=1).outcomes(jobs))
