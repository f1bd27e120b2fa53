"""What other tools read of a batch: MultiQC, and whatever opens Parquet."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.batch.cohorts import content, maf, rows
from tests.batch.extras import need
from tests.conftest import Run, plain_environment


@pytest.fixture(scope="module")
def out(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools")
    (folder / "cohort.maf").write_text(maf(12))
    options = ["--parquet"] if find_spec("pyarrow") else []
    done = run("batch", str(folder / "cohort.maf"), "-o", str(folder / "out"), "-t", "LUAD", *options)
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_the_multiqc_file_is_custom_content(out: Path) -> None:
    found = json.loads((out / "oncotier_mqc.json").read_bytes())
    assert (found["id"], found["plot_type"]) == ("oncotier", "table")
    samples = rows(out / "samples.tsv")
    assert list(found["data"]) == [row["sample"] for row in samples]
    for row in samples:
        cells = found["data"][row["sample"]]
        assert cells.keys() <= found["headers"].keys()
        assert cells["status"] == row["status"]
        assert cells["options"] == int(row["options"])


def test_multiqc_shows_it_without_configuration(out: Path, tmp_path: Path) -> None:
    need("multiqc", "pipelines")
    command = [sys.executable, "-m", "multiqc", str(out), "-o", str(tmp_path), "--no-version-check", "-q"]
    done = subprocess.run(command, capture_output=True, env=plain_environment(), timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    (table,) = (tmp_path / "multiqc_data").glob("*oncotier*.txt")
    assert table.read_text().count("\n") == 13
    assert "oncotier" in (tmp_path / "multiqc_report.html").read_text()


@pytest.mark.parametrize("name", ["options", "alterations", "samples"])
def test_parquet_holds_the_table_with_types(name: str, out: Path) -> None:
    need("pyarrow", "parquet")
    import pyarrow.parquet as pq

    table = pq.read_table(out / "parquet" / name)
    written = rows(out / f"{name}.tsv")
    assert table.num_rows == len(written) > 0
    for stored, row in zip(table.to_pylist(), written, strict=True):
        assert {key: "" if value is None else value for key, value in stored.items()} == {
            key: type(stored[key])(text) if text else "" for key, text in row.items()
        }
    numbers = {field.name for field in table.schema if str(field.type) in {"int64", "double"}}
    assert numbers >= {"options": {"rank"}, "alterations": {"vaf", "depth"}, "samples": {"options"}}[name]


def test_parquet_without_pyarrow_says_what_to_install(run: Run, tmp_path: Path) -> None:
    if find_spec("pyarrow"):
        pytest.skip("pyarrow is installed")
    done = run("batch", "examples", "-o", str(tmp_path / "out"), "--parquet")
    assert done.returncode == 2
    assert b"oncotier[parquet]" in done.stderr


def test_a_dask_cluster_gives_the_same_bytes(run: Run, out: Path, tmp_path: Path) -> None:
    need("distributed", "dask")
    script = (
        "import sys\n"
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, scheduler_port=0)\n"
        "    print(cluster.scheduler_address, flush=True)\n"
        "    sys.stdin.read()\n"
        "    cluster.close()\n"
    )
    (tmp_path / "cluster.py").write_text(script)
    cluster = subprocess.Popen(
        [sys.executable, str(tmp_path / "cluster.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert cluster.stdout is not None
        address = cluster.stdout.readline().strip()
        source = out.parent / "cohort.maf"
        done = run(
            "batch",
            str(source),
            "-o",
            str(tmp_path / "out"),
            "-t",
            "LUAD",
            "--executor",
            "dask",
            "--scheduler",
            address,
        )
        assert done.returncode == 0, done.stderr
    finally:
        cluster.communicate("", timeout=60)
    here = {name: data for name, data in content(out).items() if not name.startswith("parquet/")}
    assert content(tmp_path / "out") == here


def test_a_scheduler_must_be_named(run: Run, tmp_path: Path) -> None:
    done = run("batch", "examples", "-o", str(tmp_path / "out"), "--executor", "dask")
    assert done.returncode == 2
    assert b"--scheduler" in done.stderr
