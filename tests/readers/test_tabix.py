"""What an index says is taken as it stands, and rows that it leads to must be those that it means."""

from __future__ import annotations

import io
import random
import struct
from array import array
from pathlib import Path

import pytest

from oncotier.readers import tabix
from oncotier.readers.bgzf import BlockLines, DamagedBlockError
from oncotier.readers.tabix import IndexedContig, NotUsable, read_index
from oncotier.readers.vcf_index import _rows
from tests.readers.builders import bgzf

WINDOW = 1 << 14
LINES = [b"7\t%d\t.\tA\tG\t.\n" % pos1 for pos1 in (5, 20_000, 20_001, 90_000)]


def contig(windows: range | list[int], offsets: list[int], *, behind: int = 900) -> IndexedContig:
    return IndexedContig(b"7", 100, behind, 4, 14, windows, array("Q", offsets))


@pytest.mark.parametrize(
    ("windows", "offsets", "start0", "found"),
    [
        (range(3), [0, 0, 300], 5, 100),  # older indexes leave windows before the first row at 0
        (range(3), [100, 200, 300], WINDOW, 200),
        (range(3), [100, 200, 300], 9 * WINDOW, 300),
        (range(3), [100, 300, 300], WINDOW + 7, 300),
        ([2, 5], [100, 300], 0, 100),
        ([2, 5], [100, 300], 4 * WINDOW, 100),
        ([2, 5], [100, 300], 6 * WINDOW, 300),
        ([], [], 6 * WINDOW, 100),
    ],
)
def test_where_the_first_row_lies(windows: range | list[int], offsets: list[int], start0: int, found: int) -> None:
    assert contig(windows, offsets).offset(start0)[0] == found


def test_a_window_without_rows_may_point_to_the_next_row() -> None:
    assert contig(range(4), [100, 300, 300, 300]).offset(WINDOW) == (300, 4 * WINDOW - 1)


class TestRows:
    LINES = BlockLines(io.BytesIO(bgzf(b"".join(LINES), block_size=30)))

    def places(self) -> list[int]:
        """Return the virtual offset of each line."""
        found, start0, begun = [], 0, 0
        for line in LINES:
            while begun >= 30:
                start0, begun = self.LINES._block(start0)[1], begun - 30
            found.append((start0 << 16) + begun)
            begun += len(line)
        return found

    def test_lines_from_any_place(self) -> None:
        for number, offset in enumerate(self.places()):
            assert list(self.LINES.since(offset)) == LINES[number:]

    def test_a_last_line_without_its_break(self) -> None:
        open_end = BlockLines(io.BytesIO(bgzf(b"".join(LINES)[:-1], block_size=30)))
        assert list(open_end.since(0)) == [*LINES[:-1], LINES[-1][:-1]]

    def test_no_line_begins_there(self) -> None:
        with pytest.raises(DamagedBlockError):
            next(self.LINES.since(self.places()[0] + 1))

    @pytest.mark.parametrize(
        ("first", "window", "start0", "taken"),
        [(0, 0, 4, [4]), (0, 0, 19_999, [19_999]), (0, 0, 20_000, [20_000]), (1, 1, 20_000, [20_000])],
    )
    def test_rows_up_to_the_end(self, first: int, window: int, start0: int, taken: list[int]) -> None:
        one = IndexedContig(b"7", 0, 1 << 40, 4, 14, [window], [self.places()[first]])
        assert [first0 for first0, *_ in _rows(one, self.LINES, start0, start0 + 1)] == taken

    @pytest.mark.parametrize(
        ("name", "window", "first"),
        [(b"7", 1, 3), (b"8", 0, 1)],
        ids=["a row behind the window", "a row of another contig"],
    )
    def test_rows_that_are_not_meant(self, name: bytes, window: int, first: int) -> None:
        one = IndexedContig(name, 0, 1 << 40, 4, 14, [window], [self.places()[first]])
        with pytest.raises(NotUsable, match="of another file"):
            list(_rows(one, self.LINES, window * WINDOW, 100_000))

    def test_rows_that_are_not_sorted(self) -> None:
        swapped = BlockLines(io.BytesIO(bgzf(b"".join(LINES[::-1]))))
        with pytest.raises(NotUsable, match="not sorted"):
            list(_rows(IndexedContig(b"7", 0, 1 << 40, 4, 14, [], []), swapped, 0, 100_000))


@pytest.mark.parametrize("data", [b"", b"TBI\2", b"BCF\2"])
def test_no_index(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.tbi").write_bytes(bgzf(data))
    with pytest.raises(NotUsable, match="no tabix or CSI index"):
        read_index(tmp_path / "x.tbi")


def test_an_index_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabix, "_LARGEST", 10)
    (tmp_path / "x.tbi").write_bytes(bgzf(b"TBI\1" + bytes(100)))
    with pytest.raises(NotUsable, match="no tabix or CSI index"):
        read_index(tmp_path / "x.tbi")


class TestBins:
    """Bins are told by how many chunks they have: most have one, and are passed over by the hundred."""

    META = 37450

    def written(self, chance: random.Random, bins: int) -> tuple[bytes, list[int]]:
        """Draw a tabix index of two contigs; return it and what it states of the first."""
        stated = [chance.randrange(1 << 34) for _ in range(2)] + [chance.randrange(1, 1 << 20)]
        words: list[int] = []
        for _ in range(2):
            words.append(bins)
            place = chance.randrange(bins)
            for number in range(bins):
                chunks = chance.choice([1] * 40 + [0, 2, 7])
                if number == place:
                    low = [part for one in stated for part in (one & 0xFFFFFFFF, one >> 32)]
                    words += [self.META, 2, *low, 0, 0]
                else:
                    words += [chance.randrange(self.META), chunks]
                    words += [chance.choice([0, 1, 2, self.META]) for _ in range(4 * chunks)]
            words += [1, 70, 0]
        names = b"7\0" + b"8\0"
        start = struct.pack("<4s8i", b"TBI\1", 2, 2, 1, 2, 0, ord("#"), 0, len(names)) + names
        return start + struct.pack(f"<{len(words)}I", *words), stated

    @pytest.mark.parametrize("bins", [1, 2, 255, 256, 257, 1000])
    def test_all_are_walked_over(self, tmp_path: Path, bins: int) -> None:
        data, stated = self.written(random.Random(bins), bins)
        (tmp_path / "x.tbi").write_bytes(bgzf(data))
        found = read_index(tmp_path / "x.tbi")
        assert [one.name for one in found] == [b"7", b"8"]
        assert [[one.first, one.behind, one.rows] for one in found] == [stated, stated]
        assert [list(one.offsets) for one in found] == [[70], [70]]

    @pytest.mark.parametrize("cut", [13, 400, 9000])
    def test_a_cut_index_is_damaged(self, tmp_path: Path, cut: int) -> None:
        data, _ = self.written(random.Random(5), 600)
        (tmp_path / "x.tbi").write_bytes(bgzf(data[: -cut // 4 * 4]))
        with pytest.raises((IndexError, ValueError)):
            read_index(tmp_path / "x.tbi")
