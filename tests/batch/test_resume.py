"""`--resume`: what has not changed is skipped, what has changed is done again, what is no longer asked for goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.cohorts import content, lists, rows
from tests.conftest import ROOT, Run

FINDINGS = {"P1": "BRAF V600E", "P2": "KRAS G12C", "P3": "EGFR L858R"}


@pytest.fixture
def done(run: Run, tmp_path: Path) -> Path:
    lists(tmp_path / "in", FINDINGS)
    assert run("batch", str(tmp_path / "in"), "-o", str(tmp_path / "out")).returncode == 0
    return tmp_path


def resume(run: Run, folder: Path, *options: str) -> tuple[int, int]:
    """Resume; return how many samples were done now and how many before."""
    result = run("batch", str(folder / "in"), "-o", str(folder / "out"), "--resume", *options)
    assert result.returncode == 0, result.stderr
    total = len(rows(folder / "out" / "samples.tsv"))
    words = result.stderr.decode()
    skipped = int(words.split(" samples done now, ")[1].split()[0]) if "samples done now" in words else 0
    return total - skipped, skipped


def afresh(run: Run, folder: Path, *options: str) -> dict[str, bytes]:
    assert run("batch", str(folder / "in"), "-o", str(folder / "afresh"), *options).returncode == 0
    return content(folder / "afresh")


def test_nothing_changed(done: Path, run: Run) -> None:
    before = content(done / "out")
    assert resume(run, done) == (0, 3)
    assert content(done / "out") == before


def test_a_changed_a_new_and_a_removed_input(done: Path, run: Run) -> None:
    (done / "in" / "P1.txt").write_text("BRAF V600K\n")
    (done / "in" / "P2.txt").unlink()
    (done / "in" / "P4.txt").write_text("MSI-H\n")
    assert resume(run, done) == (2, 1)
    assert content(done / "out") == afresh(run, done)


def test_a_second_file_of_a_sample(done: Path, run: Run) -> None:
    (done / "in" / "P3.msi.txt").write_text("MSI-H\n")
    assert resume(run, done) == (1, 2)
    assert content(done / "out") == afresh(run, done)


@pytest.mark.parametrize(
    "options", [("-t", "LUAD"), ("-f", "tsv"), ("--finding", "MSI-H"), ("--assay", "assay.txt"), ("--min-vaf", "0.1")]
)
def test_another_option(options: tuple[str, ...], done: Path, run: Run) -> None:
    if "assay.txt" in options:
        (done / "assay.txt").write_text("BRAF\nKRAS\nEGFR\n")
        options = ("--assay", str(done / "assay.txt"))
    assert resume(run, done, *options) == (3, 0)
    assert content(done / "out") == afresh(run, done, *options)
    assert resume(run, done, *options) == (0, 3)


def test_another_assay_under_the_same_name(done: Path, run: Run) -> None:
    assay = done / "assay.txt"
    assay.write_text("BRAF\n")
    assert resume(run, done, "--assay", str(assay)) == (3, 0)
    assay.write_text("BRAF\nKRAS\n")
    assert resume(run, done, "--assay", str(assay)) == (3, 0)


def test_a_report_that_was_changed_or_lost(done: Path, run: Run) -> None:
    before = content(done / "out")
    (done / "out" / "reports" / "P1.json").unlink()
    (done / "out" / "reports" / "P2.json").write_text("{}")
    assert resume(run, done) == (2, 1)
    assert content(done / "out") == before


def test_a_failed_sample_is_tried_again(done: Path, run: Run) -> None:
    (done / "in" / "P5.vcf").touch()
    command = ("batch", str(done / "in"), "-o", str(done / "out"), "--resume")
    assert run(*command).returncode == 3
    (done / "in" / "P5.vcf").write_bytes((ROOT / "examples/lung_egfr.vcf").read_bytes())
    assert resume(run, done) == (1, 3)


def test_the_report_of_a_sample_that_fails_now_is_not_left_behind(done: Path, run: Run) -> None:
    (done / "in" / "P1.txt").write_bytes(b"BRAF V600E\n\0")
    command = ("batch", str(done / "in"), "-o", str(done / "out"), "--resume", "--input-format", "list")
    assert run(*command).returncode == 3
    assert not (done / "out" / "reports" / "P1.json").exists()
