"""What is written for a sample is what `interpret` writes, and ends as it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.cohorts import lists, rows
from tests.conftest import ROOT, Run
from tests.readers.builders import egfr, vcf

CASES = {
    "complete": vcf([egfr()]),
    "malformed": vcf([egfr()]) + "7\tnowhere\t.\tA\tT\t.\tPASS\t.\n",
    "cut": vcf([egfr()])[:-12],
}


@pytest.mark.parametrize("name", CASES)
def test_an_annotated_vcf_is_that_of_interpret(name: str, run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in" / "P1.vcf"
    source.parent.mkdir()
    source.write_text(CASES[name])
    done = run("batch", str(source.parent), "-o", str(tmp_path / "out"), "-f", "vcf", "-f", "json", "-t", "LUAD")
    single = run("interpret", str(source), "-f", "vcf", "-t", "LUAD", "--sample", "TUMOR")
    assert done.returncode == single.returncode
    assert (tmp_path / "out" / "reports" / "P1.vcf").read_bytes() == single.stdout
    assert b"##INFO=<ID=ONCOTIER," in single.stdout
    (row,) = rows(tmp_path / "out" / "samples.tsv")
    assert (row["status"] == "complete") is (single.returncode == 0)
    assert row["words"][:15] == ("" if name == "complete" else "P1.vcf, record ")


def test_an_annotated_vcf_of_what_is_none_is_refused_before_the_work(run: Run, tmp_path: Path) -> None:
    lists(tmp_path / "in", {"P1": "BRAF V600E"})
    (tmp_path / "in" / "P2.vcf").write_text(CASES["complete"])
    done = run("batch", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-f", "vcf")
    assert done.returncode == 2
    assert b"1 have none or several ('P1', ...)" in done.stderr
    assert not list((tmp_path / "out" / "reports").iterdir())


def test_a_file_that_cannot_be_read_is_named_once(run: Run, tmp_path: Path) -> None:
    lists(tmp_path / "in", {"P1": "BRAF V600E"})
    (tmp_path / "in" / "P2.vcf").write_text("")
    assert run("batch", str(tmp_path / "in"), "-o", str(tmp_path / "out")).returncode == 3
    assert rows(tmp_path / "out" / "samples.tsv")[1]["words"] == "P2.vcf: the file is empty"


def test_an_unknown_format_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("batch", "examples", "-o", str(tmp_path / "out"), "-f", "docx").returncode == 2
    assert not (tmp_path / "out").exists()


def test_a_finding_that_cannot_be_read_leaves_its_sample_incomplete(run: Run, tmp_path: Path) -> None:
    options = ["--finding", "no such thing"]
    done = run("batch", str(ROOT / "examples/lung_egfr.vcf"), "-o", str(tmp_path / "out"), *options)
    single = run("interpret", str(ROOT / "examples/lung_egfr.vcf"), *options)
    assert done.returncode == single.returncode == 3
    assert rows(tmp_path / "out" / "samples.tsv")[0]["reason"] == "finding_not_read"
