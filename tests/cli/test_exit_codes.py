"""Every exit code of the contract, what is said with it, and that no input value leaks into an internal error."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from oncotier.cli.app import app
from tests.conftest import PROGRAM, Run, plain_environment

if TYPE_CHECKING:
    from pathlib import Path

LUNG = "examples/lung_egfr.vcf"


def test_0_done(run: Run) -> None:
    done = run("interpret", LUNG, "-t", "LUAD")
    assert done.returncode == 0
    assert done.stdout.startswith(b"LUNG-01-T: Lung Adenocarcinoma (LUAD)\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["interpret", "--no-such-option"], b"No such option"),
        (["interpret"], b"no input"),
        (["no-such-command"], b"No such command"),
        (["interpret", LUNG, "-t", "lnug adenocarcinoma"], b"Lung Adenocarcinoma (LUAD)"),
        (["interpret", LUNG, "-f", "xlsx"], b"formats: table, json, jsonl, tsv"),
        (["interpret", LUNG, "--input-format", "bam"], b"formats: vcf, bcf, maf"),
        (["interpret", LUNG, "--sample", "nobody"], b"samples: LUNG-01-N, LUNG-01-T"),
        (["interpret", LUNG, "--build", "hg17"], b"GRCh37 or GRCh38"),
        (["interpret", LUNG, "--origin", "unsure"], b"somatic, germline or unknown"),
        (["interpret", LUNG, "--min-vaf", "20"], b"from 0 to 1"),
        (["interpret", LUNG, "--min-vaf", "nan"], b"from 0 to 1"),
        (["interpret", LUNG, "--min-depth", "-1"], b"negative"),
        (["interpret", LUNG, "--min-depth", "many"], b"--min-depth"),
        (["interpret", LUNG, "--prior-therapy", "water"], b"unknown therapy 'water'"),
        (["normalize"], b"TEXT"),
        (["normalize", "-f", "xml", "EGFR L858R"], b"text or tsv"),
    ],
)
def test_2_wrong_usage(run: Run, arguments: list[str], words: bytes) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr
    assert b"Traceback" not in done.stderr


def test_2_many_samples_are_listed(run: Run, root: Path, tmp_path: Path) -> None:
    lines = (root / "examples/melanoma_braf.maf").read_text().splitlines()
    lines.append(lines[-1].replace("MEL-01-T", "MEL-02-T"))
    (tmp_path / "two.maf").write_text("\n".join(lines) + "\n")
    done = run("interpret", str(tmp_path / "two.maf"))
    assert done.returncode == 2
    assert b"samples: MEL-01-T, MEL-02-T" in done.stderr
    assert run("interpret", str(tmp_path / "two.maf"), "--sample", "MEL-02-T").returncode == 0


def test_2_an_input_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "findings.txt"
    path.write_text("EGFR L858R\n")
    done = run("interpret", str(path), "-o", f"{tmp_path}/./findings.txt")
    assert done.returncode == 2
    assert path.read_text() == "EGFR L858R\n"


def test_3_missing_input(run: Run) -> None:
    done = run("interpret", "examples/nowhere.vcf")
    assert (done.returncode, done.stdout) == (3, b"")
    assert re.fullmatch(rb"oncotier: error: (examples/)?nowhere.vcf: no such file\n", done.stderr)


def test_3_a_folder_is_no_input(run: Run) -> None:
    assert run("interpret", "examples").returncode == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_3_unreadable_input(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("EGFR L858R\n")
    path.chmod(0)
    assert run("interpret", str(path)).returncode == 3


def test_3_one_missing_among_several_leaves_an_incomplete_report(run: Run) -> None:
    done = run("interpret", LUNG, "examples/nowhere.vcf", "-t", "LUAD", "-f", "json")
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert report["status"] == "incomplete"
    assert [one["name"] for one in report["inputs"]] == ["lung_egfr.vcf", "nowhere.vcf"]
    notice = next(one for one in report["notices"] if one["code"] == "input_not_read")
    assert (notice["severity"], notice["where"], notice["words"]) == ("error", "nowhere.vcf", "no such file")
    assert report["options"][0]["therapy"] == "Osimertinib"


def test_3_truncated_input_is_reported_and_said_at_the_top(run: Run, root: Path, tmp_path: Path) -> None:
    packed = gzip.compress((root / LUNG).read_bytes() * 1, mtime=0)
    path = tmp_path / "cut.vcf.gz"
    path.write_bytes(packed[:-40])
    done = run("interpret", str(path), "-t", "LUAD")
    assert done.returncode == 3
    assert b"INCOMPLETE" in done.stdout.split(b"\n")[0] or (not done.stdout and b"cut.vcf.gz" in done.stderr)


def test_3_corrupted_input(run: Run, root: Path, tmp_path: Path) -> None:
    packed = bytearray(gzip.compress((root / LUNG).read_bytes(), mtime=0))
    packed[len(packed) // 2] ^= 0xFF
    path = tmp_path / "bad.vcf.gz"
    path.write_bytes(bytes(packed))
    done = run("interpret", str(path), "-t", "LUAD")
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert b"internal" not in done.stderr


def test_3_a_malformed_row_is_listed_and_the_report_still_written(run: Run, root: Path, tmp_path: Path) -> None:
    path, target = tmp_path / "rows.vcf", tmp_path / "report.json"
    path.write_text((root / LUNG).read_text() + "chr7\t55191823\t.\tG\n")
    done = run("interpret", str(path), "-t", "LUAD", "-f", "json", "-o", str(target))
    assert done.returncode == 3
    report = json.loads(target.read_text())
    assert [(one["record"], one["reason"]) for one in report["unresolved"]] == [(7, "malformed_row")]
    assert report["options"][0]["therapy"] == "Osimertinib"


def test_3_contradictory_build(run: Run) -> None:
    done = run("interpret", LUNG, "-t", "LUAD", "--build", "GRCh37")
    assert done.returncode == 3
    assert b"GRCh38" in done.stderr


def test_3_a_finding_that_cannot_be_read(run: Run) -> None:
    done = run("interpret", LUNG, "-t", "LUAD", "--finding", "EGFR nonsense words")
    assert done.returncode == 3
    assert b"oncotier: error: --finding 'EGFR nonsense words'" in done.stderr
    assert b"Osimertinib" in done.stdout


def test_0_what_needs_a_reference_genome_is_no_error(run: Run) -> None:
    done = run("interpret", "--finding", "EGFR c.2573T>G", "-t", "LUAD", "-f", "json")
    assert done.returncode == 0


@pytest.mark.parametrize("target", ["no/such/folder/report.json", ".", "x" * 300])
def test_4_output_that_cannot_be_written(run: Run, tmp_path: Path, target: str) -> None:
    done = run("interpret", "--finding", "EGFR L858R", "-o", str(tmp_path / target))
    assert (done.returncode, done.stdout) == (4, b"")
    assert b"oncotier: error: " in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_4_unwritable_folder(run: Run, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert run("interpret", "--finding", "EGFR L858R", "-o", str(tmp_path / "report.json")).returncode == 4


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110 - before collection
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_4_standard_output_on_a_full_disk(unbuffered: str) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [str(PROGRAM), "formats"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env=plain_environment() | {"PYTHONUNBUFFERED": unbuffered},
        )
    assert done.returncode == 4
    assert done.stderr == b"oncotier: error: standard output: cannot be written: No space left on device\n"


def test_5_internal_errors_show_places_and_no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        patient = "Fakename, F."
        raise ValueError(patient)

    monkeypatch.delenv("ONCOTIER_TRACEBACK", raising=False)
    monkeypatch.setattr("oncotier.cli.interpret.run", fail)
    done = CliRunner().invoke(app, ["interpret", LUNG])
    assert (done.exit_code, done.stdout) == (5, "")
    assert done.stderr.startswith("oncotier: internal error: ValueError\n")
    assert "test_exit_codes.py" in done.stderr
    assert "Fakename" not in done.stderr


def test_5_the_whole_traceback_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        raise ValueError("value")

    monkeypatch.setenv("ONCOTIER_TRACEBACK", "1")
    monkeypatch.setattr("oncotier.cli.interpret.run", fail)
    done = CliRunner().invoke(app, ["interpret", LUNG])
    assert done.exit_code == 5
    assert "Traceback" in done.stderr


@pytest.fixture
def broken_base(root: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    shutil.copytree(root / "knowledgebase", folder)
    path = folder / "drugs.tsv"
    path.write_text(path.read_text().replace("drug\t", "drugs\t", 1))
    return folder


def test_6_broken_knowledge_base(run: Run, broken_base: Path) -> None:
    done = run("interpret", LUNG, "-t", "LUAD", "--knowledge-base", str(broken_base))
    assert (done.returncode, done.stdout) == (6, b"")
    assert b"drugs.tsv:1: " in done.stderr
    assert run("normalize", "EGFR L858R", "--knowledge-base", str(broken_base)).returncode == 6


def test_6_no_knowledge_base(run: Run, tmp_path: Path) -> None:
    assert run("interpret", LUNG, "--knowledge-base", str(tmp_path / "nowhere")).returncode == 6


def test_130_interrupted_while_it_reads(tmp_path: Path) -> None:
    pipe, spool = tmp_path / "pipe", tmp_path / "spool"
    os.mkfifo(pipe)
    spool.mkdir()
    process = subprocess.Popen(
        [str(PROGRAM), "interpret", str(pipe), "-o", str(tmp_path / "report.txt")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=plain_environment() | {"TMPDIR": str(spool)},
    )
    with pipe.open("wb"):  # returns when the program reads
        while not list(spool.glob("oncotier-*")):
            time.sleep(0.01)
        time.sleep(0.3)  # a signal just before the read that waits would be seen only when that returns
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"oncotier: interrupted\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pipe", "spool"]
    assert list(spool.iterdir()) == []


def test_130_interrupted_anywhere_in_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("oncotier.cli.interpret.run", interrupt)
    done = CliRunner().invoke(app, ["interpret", LUNG])
    assert (done.exit_code, done.stdout, done.stderr) == (130, "", "oncotier: interrupted\n")
