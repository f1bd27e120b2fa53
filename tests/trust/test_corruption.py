"""A small BGZF VCF cut at every byte and with every bit flipped: an error, a listed row, or the identical report.

Never another set of options. A bit that may be flipped without a word is one of the gzip header's (time, system), which
say nothing of the content.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readers.builders import bgzf, gzipped
from tests.trust.outcome import Outcome, outcome_of_bytes
from tests.trust.test_bad_rows import TEXT

DATA = bgzf(TEXT.encode(), block_size=400)
PLAIN = TEXT.encode()
_FIRST_ROW = PLAIN.index(b"\nchr7") + 1


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return outcome_of_bytes(tmp_path_factory.mktemp("whole") / "input", DATA)


def test_the_whole_file_is_sound(whole: Outcome) -> None:
    assert (whole.code, len(whole.labels), whole.unresolved, whole.codes) == (0, 3, (), ())


@pytest.mark.parametrize("pack", [bgzf, gzipped])
def test_cut_at_every_byte(tmp_path: Path, whole: Outcome, pack: type[bytes]) -> None:
    data = pack(PLAIN)
    for length in range(len(data)):
        found = outcome_of_bytes(tmp_path / "input", data[:length], input_format="vcf")
        assert found.code == 3, length
        assert found.error or "input_incomplete" in found.codes, length
        assert set(found.labels) <= set(whole.labels), length


def test_cut_at_every_byte_of_small_blocks(tmp_path: Path, whole: Outcome) -> None:
    """Also between two blocks, where nothing is broken and only the end block is missing."""
    for length in range(len(DATA)):
        found = outcome_of_bytes(tmp_path / "input", DATA[:length], input_format="vcf")
        assert found.code == 3, length
        assert set(found.labels) <= set(whole.labels), length


def test_plain_text_cut_at_every_byte_of_the_rows(tmp_path: Path, whole: Outcome) -> None:
    """Nothing tells a cut text from a short one but its last line: it is a listed row, or a warning."""
    for length in range(_FIRST_ROW, len(PLAIN)):
        found = outcome_of_bytes(tmp_path / "input", PLAIN[:length], input_format="vcf")
        at_end_of_row = PLAIN[length - 1 : length] == b"\n"
        assert at_end_of_row or found.warns_beyond(whole), length
        assert len(found.labels) == PLAIN[_FIRST_ROW:length].count(b"\n") or "no_final_line_break" in found.codes


@pytest.mark.parametrize("bit", range(8))
def test_every_bit_flipped(tmp_path: Path, whole: Outcome, bit: int) -> None:
    for place in range(len(DATA)):
        data = DATA[:place] + bytes([DATA[place] ^ (1 << bit)]) + DATA[place + 1 :]
        found = outcome_of_bytes(tmp_path / "input", data, input_format="vcf")
        assert found == whole or found.code == 3, (place, found)
        assert set(found.labels) <= set(whole.labels), place


def test_every_byte_of_plain_text_changed(tmp_path: Path) -> None:
    """Text has no checksum: a changed digit is another position. But no run breaks, and its counts add up."""
    for place in range(_FIRST_ROW, len(PLAIN)):
        for letter in (b"\0", b"7"):
            data = PLAIN[:place] + letter + PLAIN[place + 1 :]
            found = outcome_of_bytes(tmp_path / "input", data, input_format="vcf")
            assert found.code in {0, 3}
            if letter == b"\0" and PLAIN[place : place + 1] != b"\n" and place < len(PLAIN) - 1:
                assert found.code == 3, (place, letter, found)
