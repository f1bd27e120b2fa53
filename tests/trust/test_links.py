"""A link where a file of ours is to stand is replaced, and what it points to stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncotier.batch.folder_lock import LOCK_NAME
from tests.batch.cohorts import content, lists
from tests.conftest import Run

OWN = b"somebody's own file\n"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    path = tmp_path / "elsewhere.txt"
    path.write_bytes(OWN)
    return path


NAMES = ("reports/P1.json", "options.tsv", "samples.tsv", "alterations.tsv", "oncotier_mqc.json", "cohort.html")


def test_links_in_a_result_folder_are_replaced(run: Run, tmp_path: Path, elsewhere: Path) -> None:
    source = lists(tmp_path / "in", {"P1": "BRAF V600E"})
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert run("batch", str(source), "-o", str(whole)).returncode == 0
    (out / "reports").mkdir(parents=True)
    for name in NAMES:
        (out / name).symlink_to(elsewhere)
    done = run("batch", str(source), "-o", str(out))
    assert done.returncode == 0, done.stderr
    assert elsewhere.read_bytes() == OWN
    assert not [path for path in out.rglob("*") if path.is_symlink()]
    assert content(out) == content(whole)


@pytest.mark.parametrize("name", [LOCK_NAME, "journal.jsonl", "rows.jsonl"])
def test_a_link_where_a_run_keeps_its_books_is_not_followed(
    run: Run, tmp_path: Path, elsewhere: Path, name: str
) -> None:
    source, out = lists(tmp_path / "in", {"P1": "BRAF V600E"}), tmp_path / "out"
    out.mkdir()
    (out / name).symlink_to(elsewhere)
    done = run("batch", str(source), "-o", str(out), "--resume")
    assert elsewhere.read_bytes() == OWN
    assert done.returncode == 4
    assert b"symbolic link" in done.stderr


@pytest.mark.parametrize("name", ["report.json", "report.vcf", "report.vcf.gz"])
def test_a_report_replaces_a_link(run: Run, tmp_path: Path, elsewhere: Path, root: Path, name: str) -> None:
    target = tmp_path / name
    target.symlink_to(elsewhere)
    output_format = name.split(".")[1]
    done = run("interpret", str(root / "examples/lung_egfr.vcf"), "-t", "LUAD", "-f", output_format, "-o", str(target))
    assert done.returncode == 0, done.stderr
    assert elsewhere.read_bytes() == OWN
    assert not target.is_symlink()


def test_a_batch_reads_what_a_link_points_to_once(run: Run, tmp_path: Path) -> None:
    """A folder that holds a link to itself is walked once."""
    source = lists(tmp_path / "in", {"P1": "BRAF V600E"})
    (source / "again").symlink_to(source)
    done = run("batch", str(source), "-o", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "out" / "samples.tsv").read_text().splitlines()) == 2
