"""Standard output holds the result only; pipes, terminals and hostile names do no harm; nothing needs a network."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from oncotier.exporters.registry import EXPORTERS
from tests.conftest import PROGRAM, ROOT, Run, plain_environment

if TYPE_CHECKING:
    from pathlib import Path

LUNG = "examples/lung_egfr.vcf"
COMMAND = ["interpret", LUNG, "-t", "LUAD"]


def test_the_result_on_one_stream_and_the_summary_on_the_other(run: Run) -> None:
    done = run(*COMMAND, "-f", "json")
    json.loads(done.stdout)
    assert done.stderr == (
        b"oncotier: lung_egfr.vcf: 6 records: 3 interpreted, 2 out of scope, 1 filtered, 0 unresolved\n"
        b"oncotier: warning: lung_egfr.vcf: filtered, so not counted, but not proved absent either: TP53 R248Q (2.1 %"
        b" of 143; weak_evidence); --keep-filtered counts them\n"
    )


def test_a_file_instead_of_standard_output(run: Run, tmp_path: Path) -> None:
    done = run(*COMMAND, "-f", "tsv", "-o", str(tmp_path / "out.tsv"))
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "out.tsv").read_bytes() == run(*COMMAND, "-f", "tsv").stdout
    assert run(*COMMAND, "-f", "tsv", "-o", "-").stdout == (tmp_path / "out.tsv").read_bytes()


@pytest.fixture(scope="module")
def plain(run: Run) -> dict[str, bytes]:
    return {name: run(*COMMAND, "-f", name).stdout for name in ("json", "table", "tsv")}


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "1"},
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        {"LC_ALL": "de_DE.UTF-8"},
        {"TZ": "Asia/Tokyo"},
        {"PYTHONUNBUFFERED": "1"},
        {"TERM": "xterm-256color", "FORCE_COLOR": "1"},
    ],
    ids=lambda env: "-".join(f"{key}={value}" for key, value in env.items()),
)
@pytest.mark.parametrize("name", ["json", "table", "tsv"])
def test_the_same_bytes_everywhere(run: Run, plain: dict[str, bytes], env: dict[str, str], name: str) -> None:
    assert run(*COMMAND, "-f", name, env=env).stdout == plain[name]


FORMATS = [*(one.name for one in EXPORTERS), "vcf"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_reader_that_goes_away_is_no_error(name: str) -> None:
    process = subprocess.Popen(
        [str(PROGRAM), *COMMAND, "-f", name],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=plain_environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    words = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 141
    assert words == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110 - before collection
@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_behind_standard_output_is_told(name: str) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [str(PROGRAM), *COMMAND, "-f", name],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=plain_environment(),
            check=False,
        )
    assert done.returncode == 4
    assert b"standard output: cannot be written: No space left on device" in done.stderr


@pytest.mark.parametrize("arguments", ["formats", "schema", f"{' '.join(COMMAND)}", "--help", "--version"])
def test_head_takes_the_first_line(arguments: str) -> None:
    line = f"'{PROGRAM}' {arguments} | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, cwd=ROOT, env=plain_environment(), check=True)
    assert done.stdout.count(b"\n") == 1
    assert b"Error" not in done.stderr
    assert b"Broken" not in done.stderr


@pytest.mark.parametrize(
    ("redirection", "code"), [(">&-", 4), ("2>&-", 0), ("<&-", 0)], ids=["no stdout", "no stderr", "no stdin"]
)
def test_closed_streams(redirection: str, code: int) -> None:
    done = subprocess.run(
        ["bash", "-c", f"'{PROGRAM}' {' '.join(COMMAND)} {redirection}"],
        capture_output=True,
        cwd=ROOT,
        env=plain_environment(),
        check=False,
    )
    assert done.returncode == code
    assert b"internal" not in done.stderr
    assert b"Osimertinib" in done.stdout or code


def test_closed_standard_input_as_input() -> None:
    for arguments in ("interpret -", "normalize -"):
        done = subprocess.run(
            ["bash", "-c", f"'{PROGRAM}' {arguments} <&-"], capture_output=True, env=plain_environment(), check=False
        )
        assert done.returncode == 3
        assert done.stderr == b"oncotier: error: standard input is closed\n"


def on_a_terminal(env: dict[str, str]) -> str:
    """Run with standard output on a terminal of 80 columns."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [str(PROGRAM), *COMMAND],
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=plain_environment() | {"TERM": "xterm"} | env,
    )
    os.close(follower)
    parts = []
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    os.close(leader)
    assert process.wait(timeout=60) == 0
    return b"".join(parts).decode().replace("\r\n", "\n")


def test_colors_on_a_terminal_only(run: Run) -> None:
    plain = run(*COMMAND).stdout.decode()
    colored = on_a_terminal({})
    assert "\x1b[1m" in colored
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert on_a_terminal(env) == plain


def test_standard_input(run: Run, root: Path) -> None:
    content = (root / LUNG).read_bytes()
    done = run("interpret", "-", "-t", "LUAD", "-f", "json", stdin=content)
    assert done.returncode == 0
    report, reference = json.loads(done.stdout), json.loads(run(*COMMAND, "-f", "json").stdout)
    assert report["inputs"][0]["name"] == "-"
    assert report["options"] == reference["options"]
    assert report["inputs"][0]["sha256"] == reference["inputs"][0]["sha256"]


@pytest.mark.parametrize(
    "name", ["[bold]x", "[red]y[", "a\nb", "\x1b[2J", "a b;c", "=1+1", "\u202eabc", "\u817a\u764c"]
)
@pytest.mark.parametrize("output_format", ["table", "json", "tsv"])
def test_hostile_file_names(run: Run, tmp_path: Path, name: str, output_format: str) -> None:
    path = tmp_path / name
    path.write_text("EGFR L858R\n")
    done = run("interpret", str(path), "-t", "LUAD", "-f", output_format)
    assert done.returncode == 0
    assert not re.search(rb"[\x00-\x08\x0b-\x1f]", done.stdout + done.stderr)
    if output_format == "json":
        assert json.loads(done.stdout)["inputs"][0]["name"] == name


def test_a_file_name_that_is_not_unicode(run: Run, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/bad\xff.txt"
    with open(path, "wb") as stream:  # noqa: PTH123 - a name of bytes
        stream.write(b"EGFR L858R\n")
    for output_format in ("table", "json", "tsv"):
        done = run("interpret", path, "-t", "LUAD", "-f", output_format)
        assert done.returncode == 0
        done.stdout.decode()


def test_works_without_a_network(run: Run) -> None:
    unshare = shutil.which("unshare")
    wrapper = [unshare or "", "--net", "--map-root-user"]
    if not unshare or subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no network namespaces here (unshare --net)")
    done = subprocess.run(
        [*wrapper, str(PROGRAM), *COMMAND, "-f", "json"],
        capture_output=True,
        cwd=ROOT,
        env=plain_environment(),
        check=True,
    )
    assert done.stdout == run(*COMMAND, "-f", "json").stdout
