"""An archive, one changed row of the knowledge base, and exactly the samples that this changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from oncotier.knowledge.load import default_root
from tests.batch.cohorts import CHANGES, MAF_COLUMNS, content, maf_row
from tests.conftest import Run


def archive(path: Path) -> None:
    """Write 12 samples, three of each of four genes."""
    rows = [maf_row(f"P{number:02d}", CHANGES[number % 4]) for number in range(12)]
    path.write_text("\t".join(MAF_COLUMNS) + "\n" + "".join(rows))


def changed_copy(target: Path) -> str:
    """Copy the knowledge base and withdraw one approval for IDH1 in glioma; return the drugs of the row."""
    shutil.copytree(default_root(), target)
    path = target / "assertions" / "IDH1.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t")
    for index, line in enumerate(lines[1:], 1):
        cells = dict(zip(columns, line.split("\t"), strict=True))
        if "vorasidenib" in cells["drugs"].lower() and cells["status"] != "withdrawn":
            cells["status"] = "withdrawn"
            lines[index] = "\t".join(cells.values())
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            return cells["drugs"]
    raise AssertionError("no such row")


def test_one_changed_row_changes_only_the_samples_that_it_speaks_of(run: Run, tmp_path: Path) -> None:
    archive(tmp_path / "archive.maf")
    new_base = tmp_path / "knowledge"
    changed_copy(new_base)
    command = ["batch", str(tmp_path / "archive.maf"), "-o", str(tmp_path / "now"), "-t", "DIFG"]
    assert run(*command).returncode == 0
    shutil.copytree(tmp_path / "now", tmp_path / "before")
    assert b"0 samples done now, 12 were done before" in run(*command, "--resume").stderr

    # Every report names the hash of the knowledge base that it rests on: all are made again, from what was read.
    again = run(*command, "--resume", "--knowledge-base", str(new_base))
    assert again.returncode == 0
    assert b"are done already" not in again.stderr
    assert (
        b"0 samples done now, 12 were done before"
        in run(*command, "--resume", "--knowledge-base", str(new_base)).stderr
    )
    assert run(*command[:3], str(tmp_path / "afresh"), *command[4:], "--knowledge-base", str(new_base)).returncode == 0
    assert content(tmp_path / "now") == content(tmp_path / "afresh")

    difference = run("diff", str(tmp_path / "before"), str(tmp_path / "now"), "-f", "json")
    assert difference.returncode == 1
    found = json.loads(difference.stdout)
    assert changed_samples(found) == {"P03", "P07", "P11"}


def changed_samples(difference: object) -> set[str]:
    """Return the samples with a change of options in a difference."""
    assert isinstance(difference, dict)
    return {one["sample"] for one in difference["samples"] if one["options"]}
