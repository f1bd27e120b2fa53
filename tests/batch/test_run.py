"""A batch as a user runs it: what it writes, what one bad sample costs, and what it refuses."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from tests.batch.cohorts import content, lists, maf, rows
from tests.conftest import ROOT, Run

FINDINGS = {"P1": "BRAF V600E", "P2": "KRAS G12C", "P3": "EGFR L858R\nEGFR T790M"}


@pytest.fixture(scope="module")
def cohort(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished batch of a MAF with 30 samples."""
    folder = tmp_path_factory.mktemp("cohort")
    (folder / "cohort.maf").write_text(maf(30))
    done = run("batch", str(folder / "cohort.maf"), "-o", str(folder / "out"), "-t", "NSCLC", "-f", "json", "-f", "tsv")
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    return folder


def test_every_sample_of_a_table_gets_its_report(cohort: Path, run: Run) -> None:
    out = cohort / "out"
    names = [f"P{number:03d}" for number in range(30)]
    assert sorted(path.stem for path in (out / "reports").glob("*.json")) == names
    assert [row["sample"] for row in rows(out / "samples.tsv")] == names
    for name in ("P003", "P017"):
        alone = run("interpret", str(cohort / "cohort.maf"), "-t", "NSCLC", "--sample", name, "-f", "json")
        assert (out / "reports" / f"{name}.json").read_bytes() == alone.stdout


def test_the_tables_say_what_the_reports_say(cohort: Path) -> None:
    out = cohort / "out"
    options, alterations = rows(out / "options.tsv"), rows(out / "alterations.tsv")
    for row in rows(out / "samples.tsv"):
        report = json.loads((out / row["report"]).read_bytes())
        own = [one for one in options if one["sample"] == row["sample"]]
        listed = [*report["options"], *report["not_recommended"]]
        assert [one["therapy"] for one in own] == [one["therapy"] for one in listed]
        labels = [one["label"] for one in alterations if one["sample"] == row["sample"]]
        assert labels == [one["label"] for one in report["alterations"]]
        assert int(row["options"]) == len(report["options"])
        assert row["top_option"] == (report["options"][0]["therapy"] if report["options"] else "")
        assert (out / "reports" / f"{row['sample']}.tsv").read_text().count("\n") == len(listed) + 1


def test_the_same_bytes_for_any_number_of_workers_and_any_compression(cohort: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "cohort.maf").write_text(maf(30))
    done = run(
        "batch",
        str(tmp_path / "cohort.maf"),
        "-o",
        str(tmp_path / "one"),
        "-t",
        "NSCLC",
        "-f",
        "json",
        "-f",
        "tsv",
        "-j",
        "1",
    )
    assert done.returncode == 0
    assert content(tmp_path / "one") == content(cohort / "out")


def test_the_journal_holds_names_hashes_and_codes_only(cohort: Path) -> None:
    lines = [json.loads(line) for line in (cohort / "out" / "journal.jsonl").read_text().splitlines()]
    assert len(lines) == 30
    keys = {"sample", "status", "reason", "inputs", "options", "knowledge_base", "program", "outputs", "rows"}
    assert all(line.keys() == keys for line in lines)
    assert "BRAF" not in (cohort / "out" / "journal.jsonl").read_text()


def test_one_bad_sample_never_stops_the_others(run: Run, tmp_path: Path) -> None:
    folder = lists(tmp_path / "in", FINDINGS)
    (folder / "empty.vcf").touch()
    (folder / "cut.vcf.gz").write_bytes(gzip.compress((ROOT / "examples/lung_egfr.vcf").read_bytes(), mtime=0)[:-60])
    (folder / "noise.vcf").write_bytes(bytes(range(256)) * 9)
    (folder / "notes.docx").write_bytes(b"PK\3\4 no input")
    done = run("batch", str(folder), "-o", str(tmp_path / "out"))
    assert done.returncode == 3
    status = {row["sample"]: row["status"] for row in rows(tmp_path / "out" / "samples.tsv")}
    good = dict.fromkeys(FINDINGS, "complete")
    assert status == {**good, "empty": "failed", "cut": "incomplete", "noise": "failed"}
    assert not (tmp_path / "out" / "reports" / "empty.json").exists()
    placed = {row["file"]: row for row in rows(tmp_path / "out" / "sources.tsv")}
    assert (placed["notes.docx"]["sample"], placed["notes.docx"]["rule"]) == ("", "format not recognized")
    assert placed["P1.txt"]["rule"] == "file name"
    assert b"failed: empty" in done.stderr


def test_a_bad_file_of_a_sample_leaves_an_incomplete_report(run: Run, tmp_path: Path) -> None:
    folder = lists(tmp_path / "in", {"P1": "BRAF V600E"})
    (folder / "P1.cnv.vcf").touch()
    done = run("batch", str(folder), "-o", str(tmp_path / "out"), "-t", "melanoma")
    assert done.returncode == 3
    (row,) = rows(tmp_path / "out" / "samples.tsv")
    assert (row["status"], row["top_alterations"]) == ("incomplete", "BRAF V600E")


def test_a_study_folder_joins_mutations_copy_numbers_fusions_and_tumor_type(run: Run, tmp_path: Path) -> None:
    study = tmp_path / "study"
    study.mkdir()
    (study / "meta_study.txt").write_text("type_of_cancer: mixed\ncancer_study_identifier: invented\n")
    (study / "data_mutations.txt").write_text(maf(4))
    (study / "data_cna.txt").write_text("Hugo_Symbol\tP001\tP003\nERBB2\t2\t0\nCDKN2A\t0\t-2\n")
    (study / "data_sv.txt").write_text(
        "Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tClass\nP002\tEML4\tALK\tTRANSLOCATION\n"
    )
    (study / "data_clinical_sample.txt").write_text(
        "#Sample\tCode\nSAMPLE_ID\tONCOTREE_CODE\nP000\tSKCM\nP001\tBRCA\nP002\tLUAD\nP003\tGB\nP009\tCOAD\n"
    )
    done = run("batch", str(study), "-o", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    found = {row["sample"]: row for row in rows(tmp_path / "out" / "samples.tsv")}
    assert {name: row["tumor_type"] for name, row in found.items()} == {
        "P000": "SKCM", "P001": "BRCA", "P002": "LUAD", "P003": "GB", "P009": "COAD",
    }  # fmt: skip
    labels: dict[str, set[str]] = {name: set() for name in found}
    for row in rows(tmp_path / "out" / "alterations.tsv"):
        labels[row["sample"]].add(row["label"])
    assert "ERBB2 amplification" in labels["P001"]
    assert any("ALK" in label for label in labels["P002"])
    assert "CDKN2A deletion" in labels["P003"]
    assert found["P009"]["inputs"] == "data_clinical_sample.txt"


MEASURED = {
    "data_log2_cna.txt": "Hugo_Symbol\tP1\nERBB2\t0.53\n",
    "data_linear_cna.txt": "Hugo_Symbol\tP1\nERBB2\t0.53\n",
    "data_mrna_seq_v2_rsem.txt": "Hugo_Symbol\tP1\nERBB2\t1230.5\n",
    "data_mrna_seq_v2_rsem_zscores_ref_all_samples.txt": "Hugo_Symbol\tP1\nERBB2\t-0.5\n",
    "data_methylation_hm450.txt": "Hugo_Symbol\tP1\nERBB2\t0.25\n",
    "data_rppa.txt": "Composite.Element.REF\tP1\nERBB2|HER2\t0.25\n",
    "data_cna_hg19.seg": "ID\tchrom\tloc.start\tloc.end\tnum.mark\tseg.mean\nP1\t1\t1\t900\t9\t0.1\n",
}


def test_measured_values_of_a_study_are_no_failed_samples(run: Run, tmp_path: Path) -> None:
    study = tmp_path / "study"
    study.mkdir()
    for name, text in MEASURED.items():
        (study / name).write_text(text)
    (study / "data_cna.txt").write_text("Hugo_Symbol\tP1\nERBB2\t2\n")
    done = run("batch", str(study), "-o", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert [row["sample"] for row in rows(tmp_path / "out" / "samples.tsv")] == ["P1"]
    told = {row["file"]: row["rule"] for row in rows(tmp_path / "out" / "sources.tsv") if not row["sample"]}
    assert told == dict.fromkeys(MEASURED, "measured values of a study, no calls")
    named = run("batch", str(study / "data_log2_cna.txt"), "-o", str(tmp_path / "named"))
    assert (named.returncode, b"log ratios" in named.stderr) == (3, True)


def test_hostile_sample_names_stay_inside(run: Run, tmp_path: Path) -> None:
    names = ["../../x", "<script>alert(1)</script>", "=cmd()", "[bold]", "s1", "S1", "\x1b[2Jesc"]
    header, row = maf(1).split("\n")[:2]
    (tmp_path / "c.maf").write_text("\n".join([header, *(row.replace("P000", name) for name in names)]) + "\n")
    done = run("batch", str(tmp_path / "c.maf"), "-o", str(tmp_path / "a" / "out"), "-f", "json", "-f", "html")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "c.maf"]
    assert len(list((tmp_path / "a" / "out" / "reports").iterdir())) == 2 * len(names)
    page = (tmp_path / "a" / "out" / "cohort.html").read_text()
    assert "<script" not in page
    assert b"\x1b" not in done.stderr
    assert "\x1b" not in (tmp_path / "a" / "out" / "samples.tsv").read_text()


def test_names_that_look_the_same_when_shown_stay_two_samples(run: Run, tmp_path: Path) -> None:
    lists(tmp_path / "in", {"a\x1bb": "BRAF V600E", "a\\x1bb": "KRAS G12C"})
    assert run("batch", str(tmp_path / "in"), "-o", str(tmp_path / "out")).returncode == 0
    found = [(row["alterations"], row["sample"][:7]) for row in rows(tmp_path / "out" / "samples.tsv")]
    assert found == [("1", "a\\x1bb~")] * 2


def test_links_and_pipes_in_a_folder_are_said(run: Run, tmp_path: Path) -> None:
    folder = lists(tmp_path / "in", {"P1": "BRAF V600E"})
    (folder / "P2.vcf").symlink_to("gone.vcf")
    (folder / "P3.vcf").symlink_to("P3.vcf")
    (folder / "more").symlink_to(tmp_path)
    os.mkfifo(folder / "P4.vcf")
    done = run("batch", str(folder), "-o", str(tmp_path / "out"))
    assert done.returncode == 3
    found = {row["sample"]: row["words"] for row in rows(tmp_path / "out" / "samples.tsv")}
    assert found == {"P1": "", "P2": "P2.vcf: a link that leads nowhere", "P3": "P3.vcf: a link that leads nowhere"}
    told = {row["file"]: row["rule"] for row in rows(tmp_path / "out" / "sources.tsv") if not row["sample"]}
    assert told == {"more": "a link to a folder, not followed", "P4.vcf": "no regular file"}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the superuser")
@pytest.mark.parametrize("mode", [0o000, 0o400])
def test_a_folder_that_cannot_be_entered_is_said(mode: int, run: Run, tmp_path: Path) -> None:
    folder = lists(tmp_path / "in", {"P1": "BRAF V600E"})
    closed = lists(folder / "closed", {"P2": "KRAS G12C"})
    closed.chmod(mode)
    done = run("batch", str(folder), "-o", str(tmp_path / "out"))
    closed.chmod(0o700)
    assert done.returncode == 3
    found = {row["sample"]: row["status"] for row in rows(tmp_path / "out" / "samples.tsv")}
    assert found == {"P1": "complete", "closed" if mode == 0 else "P2": "failed"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nowhere"], 2, "no such file"),
        ([], 2, "nothing to do"),
        (["examples", "-t", "no such tumor"], 2, "tumor"),
        (["examples", "-f", "pdf"], 2, "unknown output format"),
        (["examples", "--shard", "3/2"], 2, "--shard"),
        (["examples", "--executor", "cloud"], 2, "executor"),
        (["examples", "--origin", "martian"], 2, "origin"),
        (["examples", "--knowledge-base", "examples"], 6, "knowledge base"),
    ],
)
def test_refusals(arguments: list[str], code: int, words: str, run: Run, tmp_path: Path) -> None:
    done = run("batch", *arguments, "-o", str(tmp_path / "out"))
    assert done.returncode == code
    assert words in done.stderr.decode()


def test_a_folder_of_results_is_not_overwritten(cohort: Path, run: Run) -> None:
    before = content(cohort / "out")
    done = run("batch", str(cohort / "cohort.maf"), "-o", str(cohort / "out"))
    assert done.returncode == 2
    assert b"--resume" in done.stderr
    assert content(cohort / "out") == before


def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert run("batch", "examples", "-o", str(tmp_path / "file" / "out")).returncode == 4


def test_results_inside_the_source_are_no_source(run: Run, tmp_path: Path) -> None:
    folder = lists(tmp_path / "in", FINDINGS)
    assert run("batch", str(folder), "-o", str(folder / "out")).returncode == 0
    assert run("batch", str(folder), "-o", str(folder / "again")).returncode == 0
    assert content(folder / "out")["samples.tsv"] == content(folder / "again")["samples.tsv"]


def test_progress_on_a_terminal_and_lines_in_a_log(run: Run, tmp_path: Path) -> None:
    import pty
    import subprocess

    from tests.conftest import PROGRAM, plain_environment

    folder = lists(tmp_path / "in", FINDINGS)
    log = run("batch", str(folder), "-o", str(tmp_path / "log"))
    assert b"3 samples in 3 files; grouped by: file name (3)" in log.stderr
    assert b"\x1b" not in log.stderr
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(PROGRAM), "batch", str(folder), "-o", str(tmp_path / "bar")],
        stderr=theirs, stdout=subprocess.DEVNULL, env=plain_environment() | {"TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    while True:
        try:
            seen += os.read(ours, 4096)
        except OSError:
            break
    assert process.wait(120) == 0
    assert b"3/3" in seen
