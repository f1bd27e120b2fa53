"""The examples for workflow engines: run where the engine is there, else checked as far as they can be."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from tests.batch.cohorts import content, lists
from tests.batch.extras import need
from tests.conftest import PROGRAM, ROOT, Run, plain_environment

SNAKEFILE = ROOT / "examples/snakemake/Snakefile"
MODULE = ROOT / "examples/nextflow/modules/oncotier/batch"
FINDINGS = {"P1": "BRAF V600E", "P2": "KRAS G12C", "P3": "EGFR L858R", "P4": "MSI-H"}


def environment() -> dict[str, str]:
    """Return an environment in which the program is found by its name."""
    found = plain_environment()
    return found | {"PATH": f"{PROGRAM.parent}:{found['PATH']}"}


def test_the_snakemake_workflow_gives_the_bytes_of_one_run(run: Run, tmp_path: Path) -> None:
    need("snakemake", "pipelines")
    lists(tmp_path / "in", FINDINGS)
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "-s", str(SNAKEFILE), "--cores", "2", "-q", "--config",
         "sources=in", "output=out", "parts=2", "options=-f json"],
        cwd=tmp_path, env=environment() | {"HOME": str(tmp_path)}, capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert run("batch", str(tmp_path / "in"), "-o", str(tmp_path / "whole")).returncode == 0
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_the_snakefile_uses_options_that_there_are(run: Run) -> None:
    text = SNAKEFILE.read_text()
    shells = re.findall(r"    shell:\n((?:        .*\n)+)", text)
    commands = [ast.literal_eval("(\n" + shell + ")") for shell in shells]
    assert len(commands) == 2
    known = run("batch", "--help").stdout.decode()
    for command in commands:
        for option in re.findall(r"(?<=\s)--?[a-z]+\b", command.split("oncotier batch", 1)[1].split("||")[0]):
            assert option in known


def test_the_command_of_the_nextflow_module_makes_what_it_promises(tmp_path: Path) -> None:
    text = (MODULE / "main.nf").read_text()
    script = re.search(r'script:\n.*?"""\n(.*?)"""', text, re.DOTALL)
    assert script
    filled = script[1]
    for name, value in {
        "${prefix}": "cohort", "$task.cpus": "1", "$tumor": "--tumor-type 'LUAD'", "$args": "-f json",
        "${task.process}": "ONCOTIER_BATCH", "\\$": "$", "\\\\": "\\",
    }.items():  # fmt: skip
        filled = filled.replace(name, value)
    lists(tmp_path / "inputs", FINDINGS)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", re.sub(r"(?m)^ {4}", "", filled)],
        cwd=tmp_path, env=environment(), capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    promised = re.findall(r'path\(?\s*"(\$\{prefix\}/[^"]+|versions\.yml)"', text)
    assert len(promised) == 7
    for pattern in promised:
        assert list(tmp_path.glob(pattern.replace("${prefix}", "cohort"))), pattern
    assert re.search(r"oncotier: [0-9]+\.[0-9]+", (tmp_path / "versions.yml").read_text())


def test_the_meta_file_names_the_outputs_of_the_module() -> None:
    main, meta = (MODULE / "main.nf").read_text(), (MODULE / "meta.yml").read_text()
    outputs = meta.split("\noutput:\n", 1)[1]
    assert re.findall(r"emit: (\w+)", main) == re.findall(r"(?m)^  (\w+):$", outputs)


def test_the_container_recipe_copies_what_the_build_needs() -> None:
    recipe = (ROOT / "Dockerfile").read_text()
    copied = {word for line in re.findall(r"(?m)^COPY (?!--from)(.*)$", recipe) for word in line.split()[:-1]}
    assert all((ROOT / name).exists() for name in copied)
    assert {"pyproject.toml", "README.md", "LICENSE", "knowledgebase", "src"} <= copied
