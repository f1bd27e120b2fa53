"""Writing a result: a file is absent, old or complete, whatever fails; what is no file is written straight."""

from __future__ import annotations

import io
import os
import resource
import stat
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any

import pytest

from oncotier.cli.output import check_target, screen_for, write_pieces, write_result
from oncotier.errors import OutputError, UsageError
from oncotier.exporters.exporter import Screen
from oncotier.readers import source
from tests.conftest import PROGRAM, plain_environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLD, NEW = "the old report\n", "the new report\n" * 5000


CALLS = ("open", "fsync", "replace", "close")


class FailAt:
    """Let the n-th call among several functions of `os` fail."""

    def __init__(self, failing: int, error: BaseException) -> None:
        self.failing = failing
        self.error = error
        self.calls = 0

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            if self.calls == self.failing:
                raise self.error
            return function(*args, **kwargs)

        return call


def short_write(descriptor: int, data: memoryview) -> int:
    """Take a part only, as a full disk or a signal does."""
    return REAL_WRITE(descriptor, data[:20_000])


REAL_WRITE = os.write


@pytest.mark.parametrize("before", [None, OLD])
@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "interrupt"]
)
@pytest.mark.parametrize("failing", range(1, 12))
def test_absent_old_or_complete(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, failing: int, error: BaseException, before: str | None
) -> None:
    target = tmp_path / "report.txt"
    if before is not None:
        target.write_text(before)
    fault = FailAt(failing, error)
    monkeypatch.setattr(os, "write", fault.wrap(short_write))
    for name in CALLS:
        monkeypatch.setattr(os, name, fault.wrap(getattr(os, name)))
    try:
        write_result(NEW, str(target))
    except (OutputError, KeyboardInterrupt):
        pass
    else:
        assert fault.calls < failing or target.read_text() == NEW
    monkeypatch.undo()
    found = target.read_text() if target.exists() else None
    assert found in {before, NEW}
    leftovers = [path.name for path in tmp_path.iterdir() if path != target]
    assert leftovers == []


def test_every_call_was_made_to_fail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The range of the test above covers every call."""
    fault = FailAt(0, OSError())
    monkeypatch.setattr(os, "write", fault.wrap(short_write))
    for name in CALLS:
        monkeypatch.setattr(os, name, fault.wrap(getattr(os, name)))
    write_result(NEW, str(tmp_path / "report.txt"))
    assert 8 <= fault.calls < 12


def test_a_disk_that_really_fills_up(tmp_path: Path) -> None:
    target = tmp_path / "schema.json"
    target.write_text(OLD)
    done = subprocess.run(
        [str(PROGRAM), "interpret", "--finding", "BRAF V600E", "-t", "MEL", "-f", "json", "-o", str(target)],
        capture_output=True,
        check=False,
        env=plain_environment() | {"PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )
    assert done.returncode == 4
    assert b"cannot be written" in done.stderr
    assert target.read_text() == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["schema.json"]


def test_new_files_follow_the_umask_and_old_ones_keep_their_rights(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_result(NEW, str(tmp_path / "new.txt"))
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o640
    (tmp_path / "private.txt").write_text(OLD)
    (tmp_path / "private.txt").chmod(0o600)
    write_result(NEW, str(tmp_path / "private.txt"))
    assert stat.S_IMODE((tmp_path / "private.txt").stat().st_mode) == 0o600


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.txt").write_text(OLD)
    (tmp_path / "link.txt").symlink_to(tmp_path / "elsewhere.txt")
    write_result(NEW, str(tmp_path / "link.txt"))
    assert (tmp_path / "elsewhere.txt").read_text() == OLD
    assert (tmp_path / "link.txt").read_text() == NEW
    assert not (tmp_path / "link.txt").is_symlink()


def test_a_device_is_written_to_and_stays_a_device() -> None:
    write_result(NEW, os.devnull)
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)  # noqa: PTH116 - a device


def test_a_named_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    write_result(NEW, str(pipe))
    assert reader.communicate(timeout=120)[0].decode() == NEW
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_bytes_that_are_no_text_are_escaped(tmp_path: Path) -> None:
    write_result("\udcff \u00e9\n", str(tmp_path / "x"))
    assert (tmp_path / "x").read_bytes() == b"\\udcff \xc3\xa9\n"


def test_targets_are_checked_before_the_work(tmp_path: Path) -> None:
    inside = tmp_path / "in.vcf"
    inside.write_text("x")
    check_target("", ())
    check_target("-", ())
    check_target(str(tmp_path / "new.txt"), (str(inside), "-"))
    with pytest.raises(OutputError, match="is a folder"):
        check_target(str(tmp_path), ())
    with pytest.raises(OutputError, match="no such folder"):
        check_target(str(tmp_path / "no" / "x.txt"), ())
    (tmp_path / "link").symlink_to(inside)
    with pytest.raises(UsageError, match="is an input"):
        check_target(str(tmp_path / "link"), (str(inside),))


@pytest.mark.parametrize(
    ("columns", "width"),
    [
        ("", 80),
        ("120", 120),
        ("10", 40),
        ("0", 40),
        ("-5", 80),
        ("x", 80),
        ("\u00b2", 80),
        ("9" * 50, 80),
        ("99999", 1000),
    ],
)
def test_width_of_a_screen(monkeypatch: pytest.MonkeyPatch, columns: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert screen_for("report.txt") == Screen(width, color=False)


REAL_OPEN = os.open


class InterruptedBehind:
    """Opens a file, and is interrupted before anybody knows of it."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, path: Any, flags: int, mode: int = 0o777, **rest: Any) -> int:
        descriptor = REAL_OPEN(path, flags, mode, **rest)
        if flags & os.O_CREAT:
            self.made.append(os.fspath(path))
            os.close(descriptor)
            raise KeyboardInterrupt
        return descriptor


def test_an_interrupt_right_behind_the_making_of_a_file_leaves_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither of the report nor of the copy of what came by a pipe, which holds data of a patient."""
    opened = InterruptedBehind()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "open", opened)
    with pytest.raises(KeyboardInterrupt):
        write_result(NEW, str(tmp_path / "report.txt"))
    with pytest.raises(KeyboardInterrupt):
        source._spooled("-", io.BytesIO(b"EGFR L858R\n"))
    assert len(opened.made) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 600])
def test_pieces_are_written_as_the_text_they_are(tmp_path: Path, count: int) -> None:
    pieces = [f"{number:01023}\u00e9"[1:] + "\udcff" for number in range(count)]
    write_pieces(iter(pieces), str(tmp_path / "pieces.txt"))
    write_result("".join(pieces), str(tmp_path / "whole.txt"))
    assert (tmp_path / "pieces.txt").read_bytes() == (tmp_path / "whole.txt").read_bytes()


def test_a_text_of_usual_length_is_written_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    write = os.write

    def noted(descriptor: int, data: bytes) -> int:
        sizes.append(len(data))
        return write(descriptor, data)

    monkeypatch.setattr("os.write", noted)
    write_pieces(["some"] * 100, str(tmp_path / "x.txt"))
    assert sizes == [400]
