"""The examples for workflow engines: run where the engine is there, else checked as far as they can be."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

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


def test_the_meta_file_is_read_by_a_yaml_parser() -> None:
    need("yaml", "pipelines")
    import yaml

    meta = yaml.safe_load((MODULE / "meta.yml").read_text())
    assert meta["name"] == "oncotier_batch"
    assert set(meta["output"]) == set(re.findall(r"emit: (\w+)", (MODULE / "main.nf").read_text()))
    assert yaml.safe_load((MODULE / "environment.yml").read_text())["dependencies"]


def test_what_the_container_recipe_copies_is_enough_to_build(tmp_path: Path) -> None:
    if not os.environ.get("ONCOTIER_EXTRAS"):
        pytest.skip("builds a wheel, for which pip gets the build tool (.ci/extras does it)")
    for name in copied_by_recipe():
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path / "wheel"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr.decode()
    (wheel,) = (tmp_path / "wheel").glob("oncotier-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"oncotier/cli/main.py", "oncotier/knowledgebase/manifest.tsv"} <= set(names)


def copied_by_recipe() -> set[str]:
    """Return the files and folders that the container recipe takes from the repository."""
    recipe = (ROOT / "Dockerfile").read_text()
    return {word for line in re.findall(r"(?m)^COPY (?!--from)(.*)$", recipe) for word in line.split()[:-1]}


def test_the_container_recipe_copies_what_the_build_needs() -> None:
    copied = copied_by_recipe()
    assert all((ROOT / name).exists() for name in copied)
    assert {"pyproject.toml", "README.md", "LICENSE", "knowledgebase", "src"} <= copied
