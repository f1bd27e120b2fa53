"""Parts of a batch put together are the batch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.cohorts import content, lists, maf
from tests.conftest import Run


@pytest.fixture(scope="module")
def parts(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shards")
    lists(folder / "in", {"x": "BRAF V600E", "y": "MSI-H"})
    (folder / "in" / "cohort.maf").write_text(maf(20))
    (folder / "in" / "notes.docx").write_bytes(b"PK\3\4")
    assert run("batch", str(folder / "in"), "-o", str(folder / "whole")).returncode == 0
    for number in (1, 2, 3):
        done = run("batch", str(folder / "in"), "-o", str(folder / f"part{number}"), "--shard", f"{number}/3")
        assert done.returncode == 0
    return folder


def test_shards_share_the_samples_out(parts: Path) -> None:
    names = [{path.name for path in (parts / f"part{number}" / "reports").iterdir()} for number in (1, 2, 3)]
    assert all(names)
    assert sum(map(len, names)) == len(set.union(*names)) == 22


def test_merged_shards_are_the_whole_batch(parts: Path, run: Run, tmp_path: Path) -> None:
    folders = [str(parts / f"part{number}") for number in (3, 1, 2)]
    done = run("batch", "merge", *folders, "-o", str(tmp_path / "merged"))
    assert done.returncode == 0, done.stderr
    assert content(tmp_path / "merged") == content(parts / "whole")


def test_a_merged_batch_can_be_resumed(parts: Path, run: Run, tmp_path: Path) -> None:
    folders = [str(parts / f"part{number}") for number in (1, 2, 3)]
    assert run("batch", "merge", *folders, "-o", str(tmp_path / "merged")).returncode == 0
    done = run("batch", str(parts / "in"), "-o", str(tmp_path / "merged"), "--resume")
    assert b"0 samples done now, 22 were done before" in done.stderr


def test_refusals(parts: Path, run: Run, tmp_path: Path) -> None:
    one, out = str(parts / "part1"), str(tmp_path / "out")
    assert run("batch", "merge", one, one, "-o", out).returncode == 2
    assert run("batch", "merge", "-o", out).returncode == 2
    assert run("batch", "merge", one, str(tmp_path), "-o", out).returncode == 3
    assert run("batch", "merge", one, "-o", str(parts / "whole")).returncode == 2


def test_a_missing_part_and_one_of_other_options_are_said(parts: Path, run: Run, tmp_path: Path) -> None:
    one, two, out = str(parts / "part1"), str(parts / "part2"), str(tmp_path / "out")
    done = run("batch", "merge", one, two, "-o", out)
    assert (done.returncode, b"1 of 3 shards are missing: 3/3" in done.stderr) == (2, True)
    other = str(tmp_path / "other")
    assert run("batch", str(parts / "in"), "-o", other, "--shard", "3/3", "-t", "LUAD").returncode == 0
    done = run("batch", "merge", one, two, other, "-o", out)
    assert (done.returncode, b"different splits" in done.stderr) == (2, True)
    assert not (tmp_path / "out" / "samples.tsv").exists()


def test_a_part_that_lost_a_sample_is_said(parts: Path, run: Run, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(parts / "part1", tmp_path / "part1")
    for name in ("journal.jsonl", "samples.tsv"):
        lines = (tmp_path / "part1" / name).read_bytes().splitlines(keepends=True)
        (tmp_path / "part1" / name).write_bytes(b"".join(lines[:-1]))
    folders = [str(tmp_path / "part1"), str(parts / "part2"), str(parts / "part3")]
    done = run("batch", "merge", *folders, "-o", str(tmp_path / "out"))
    assert (done.returncode, b"do not hold the samples" in done.stderr) == (2, True)


def test_a_part_that_goes_on_as_the_whole_is_the_whole(parts: Path, run: Run, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(parts / "part1", tmp_path / "part1")
    assert run("batch", str(parts / "in"), "-o", str(tmp_path / "part1"), "--resume").returncode == 0
    assert content(tmp_path / "part1") == content(parts / "whole")


def test_a_report_that_was_changed_is_not_merged(parts: Path, run: Run, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(parts / "part1", tmp_path / "part1")
    next((tmp_path / "part1" / "reports").iterdir()).write_text("{}")
    folders = [str(tmp_path / "part1"), str(parts / "part2"), str(parts / "part3")]
    done = run("batch", "merge", *folders, "-o", str(tmp_path / "out"))
    assert done.returncode == 3
    assert b"is not what was written" in done.stderr
