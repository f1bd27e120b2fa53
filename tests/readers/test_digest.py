"""The hash of an input is worked out beside its reading, in the order of the blocks, and leaves no thread behind."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from oncotier.readers.digest import BlockDigest
from oncotier.readers.source import InputFile

if TYPE_CHECKING:
    from pathlib import Path

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
