"""The hash of an input is worked out beside its reading, in the order of the blocks, and leaves no thread behind."""

from __future__ import annotations

import hashlib
import io
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from oncotier.readers.digest import BlockDigest
from oncotier.readers.source import InputFile

if TYPE_CHECKING:
    import pytest

TEXT = b"a line of text\n" * 200_000


@given(st.lists(st.binary(min_size=1), max_size=20))
def test_it_is_the_hash_of_all_blocks(blocks: list[bytes]) -> None:
    digest = BlockDigest()
    for block in blocks:
        digest.update(block)
    whole = hashlib.sha256(b"".join(blocks)).hexdigest()
    assert (digest.close(), digest.close()) == (whole, whole)


def test_a_walk_left_early_ends_its_thread(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(TEXT)
    source = InputFile(path.name, path)
    walk = source.stretches()
    before = threading.active_count()
    next(walk)
    assert threading.active_count() == before + 1
    del walk
    assert threading.active_count() == before
    assert source.sha256 == hashlib.sha256(TEXT).hexdigest()


def test_a_walk_that_fails_does_not_pass_for_the_whole_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().read(size)

    path = tmp_path / "long.txt"
    path.write_bytes(TEXT)
    source = InputFile(path.name, path)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", lambda *_: Failing(TEXT))
        assert len(list(source.stretches())) == 1
    assert source.fault == "it cannot be read further: Input/output error"
    assert source.sha256 == hashlib.sha256(TEXT).hexdigest()
