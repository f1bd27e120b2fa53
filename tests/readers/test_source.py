"""Inputs as bytes: compression, damage, limits, and what is refused before a byte is read."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import threading
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest

from oncotier.errors import InputError
from oncotier.readers import source as module
from oncotier.readers.source import HEAD_SIZE, InputFile, open_input
from tests.readers.builders import EOF_BLOCK, bgzf, bgzf_block, gzipped

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = b"".join(b"line %d\n" % number for number in range(1, 3001))
LINES = TEXT.split(b"\n")[:-1]


def opened(folder: Path, data: bytes, name: str = "input") -> InputFile:
    path = folder / name
    path.write_bytes(data)
    return open_input(str(path))


def lines(source: InputFile) -> list[bytes]:
    return [line for _, line in source.lines()]


@pytest.fixture(params=["deflate", "zlib"])
def decompressor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decompress BGZF with either library."""
    if request.param == "zlib":
        monkeypatch.setitem(sys.modules, "deflate", None)
    else:
        pytest.importorskip("deflate")


class TestLines:
    def test_numbers_begin_at_1_and_crlf_is_one_break(self, tmp_path: Path) -> None:
        source = opened(tmp_path, b"a\r\nb\n\r\nc\rd\n")
        assert list(source.lines()) == [(1, b"a"), (2, b"b"), (3, b""), (4, b"c\rd")]
        assert not source.is_cut

    @pytest.mark.parametrize("data", [b"a\nb", b"a\r\nb\r"])
    @pytest.mark.parametrize("pack", [bytes, bgzf, gzipped])
    def test_a_last_line_without_break_is_read_and_noticed(self, tmp_path: Path, data: bytes, pack: Any) -> None:
        source = opened(tmp_path, pack(data))
        assert lines(source) == [b"a", b"b"]
        assert source.is_cut

    def test_lines_across_blocks_are_put_together(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "_BLOCK", 7)
        data = b"one\r\ntwo two two two\r\n\r\nthree\n"
        numbered = list(opened(tmp_path, data).lines())
        assert numbered == [(1, b"one"), (2, b"two two two two"), (3, b""), (4, b"three")]

    def test_a_line_over_the_limit_is_refused_with_its_number(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "LINE_LIMIT", 1000)
        monkeypatch.setattr(module, "_BLOCK", 512)
        source = opened(tmp_path, gzipped(b"short\n" + b"x" * 5000))
        with pytest.raises(InputError, match="input:2: a line of more than 1000 bytes"):
            lines(source)

    def test_a_line_longer_than_a_stretch_is_whole(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "HEAD_SIZE", 10)  # a smaller file is one block
        monkeypatch.setattr(module, "_BLOCK", 10)
        source = opened(tmp_path, data := b"a\n" + b"x" * 500 + b"\nb\n")
        assert b"".join(source.chunks()) == data
        assert all(chunk.endswith(b"\n") for chunk in source.chunks())

    def test_nothing_is_read_behind_the_limit(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "LINE_LIMIT", 1000)
        monkeypatch.setattr(module, "_BLOCK", 512)
        seen = 0
        read_blocks = InputFile.blocks

        def counted(source: InputFile, limit: int) -> Any:
            nonlocal seen
            for block in read_blocks(source, limit):
                seen += len(block)
                yield block

        source = opened(tmp_path, gzipped(b"x" * 1_000_000))
        monkeypatch.setattr(InputFile, "blocks", counted)
        with pytest.raises(InputError):
            lines(source)
        assert seen <= 2048

    def test_an_empty_file_has_no_lines(self, tmp_path: Path) -> None:
        source = opened(tmp_path, b"")
        assert (lines(source), source.head, source.is_cut) == ([], b"", False)


class TestChunks:
    """Whole lines in large pieces, wherever blocks end."""

    @pytest.mark.parametrize("pack", [bytes, gzipped], ids=["plain", "gzip"])
    @pytest.mark.parametrize("end", [b"", b"\n"], ids=["cut", "whole"])
    def test_they_are_the_file(self, tmp_path: Path, pack: Callable[[bytes], bytes], end: bytes) -> None:
        data = b"short\n" * 5 + b"x" * (5 * HEAD_SIZE) + b"\n" + TEXT * 20 + b"last" + end
        source = opened(tmp_path, pack(data))
        chunks = list(source.chunks())
        assert b"".join(chunks) == data
        assert all(chunk.endswith(b"\n") for chunk in chunks[:-1])
        assert source.is_cut is not bool(end)


class TestCompression:
    @pytest.mark.parametrize(
        ("pack", "name"),
        [(bytes, "plain"), (gzipped, "gzip"), (bgzf, "bgzf"), (lambda data: bgzf(data, block_size=100), "bgzf")],
    )
    @pytest.mark.usefixtures("decompressor")
    def test_is_known_by_content(self, tmp_path: Path, pack: Any, name: str) -> None:
        data = pack(TEXT)
        source = opened(tmp_path, data, name="anything.txt")
        assert source.compression == name
        assert lines(source) == LINES
        assert source.read_whole() == TEXT
        assert source.head == TEXT[:HEAD_SIZE]
        assert source.fault == ""
        assert source.sha256 == hashlib.sha256(data).hexdigest()

    def test_several_gzip_members_are_one_text(self, tmp_path: Path) -> None:
        assert lines(opened(tmp_path, gzipped(b"a\n") + gzipped(b"b\n"))) == [b"a", b"b"]

    @pytest.mark.usefixtures("decompressor")
    def test_several_bgzf_files_are_one_text(self, tmp_path: Path) -> None:
        source = opened(tmp_path, bgzf(TEXT) + bgzf(TEXT))
        assert lines(source) == LINES + LINES
        assert source.fault == ""

    def test_pysam_reads_what_the_builder_writes(self, tmp_path: Path) -> None:
        pysam = pytest.importorskip("pysam")
        path = tmp_path / "x.gz"
        path.write_bytes(bgzf(TEXT, block_size=999))
        with pysam.BGZFile(str(path), "rb") as stream:
            assert stream.read() == TEXT

    @pytest.mark.usefixtures("decompressor")
    def test_pysam_writes_what_is_read(self, tmp_path: Path) -> None:
        pysam = pytest.importorskip("pysam")
        path = tmp_path / "x.gz"
        with pysam.BGZFile(str(path), "wb") as stream:
            stream.write(TEXT)
        source = open_input(str(path))
        assert (lines(source), source.fault) == (LINES, "")

    @pytest.mark.parametrize("name", ["data:,x", "-", "x##idx##y", "preload:x"])
    def test_names_that_mean_something_to_htslib_are_names_of_files(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        (tmp_path / name).write_bytes(bgzf(TEXT))
        monkeypatch.chdir(tmp_path)
        assert lines(InputFile(name, Path(name))) == LINES


BLOCKS = [bgzf_block(TEXT[start : start + 1000]) for start in range(0, len(TEXT), 1000)]
THIRD = sum(map(len, BLOCKS[:3]))
WHOLE = b"".join(BLOCKS) + EOF_BLOCK
SMALL = bgzf(b"\n".join([*LINES[:30], b""]), block_size=100)


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


def sized(data: bytes, place: int, size: int) -> bytes:
    """Write another size of the decompressed block into its trailer."""
    return data[:place] + size.to_bytes(4, "little") + data[place + 4 :]


@pytest.mark.usefixtures("decompressor")
class TestDamage:
    """With libdeflate and without it: what came before the fault is kept, and the fault is said."""

    @pytest.mark.parametrize(
        ("data", "kept"),
        [
            (WHOLE[:THIRD], 3000),
            (WHOLE[: THIRD + len(BLOCKS[3]) // 2], 3000),
            (WHOLE[:-28], len(TEXT)),
            (WHOLE[:-1], len(TEXT)),
            (WHOLE + b"garbage", len(TEXT)),
            (flipped(WHOLE, THIRD), 3000),
            (flipped(WHOLE, THIRD + len(BLOCKS[3]) - 8), 3000),
            (sized(WHOLE, THIRD + len(BLOCKS[3]) - 4, 0), 3000),
            (sized(WHOLE, THIRD + len(BLOCKS[3]) - 4, 999), 3000),
            (sized(WHOLE, THIRD + len(BLOCKS[3]) - 4, 1001), 3000),
            (sized(WHOLE, THIRD + len(BLOCKS[3]) - 4, 2**32 - 1), 3000),
            (gzipped(TEXT)[:-9], 0),
            (gzipped(TEXT)[:-4], 0),
        ],
        ids="boundary mid-block no-end half-end garbage magic crc no-size less more most gzip-cut gzip-trailer".split(),
    )
    def test_rows_before_the_fault_are_kept(
        self, tmp_path: Path, data: bytes, kept: int, capfd: pytest.CaptureFixture[str]
    ) -> None:
        source = opened(tmp_path, data)
        found = b"\n".join(lines(source))
        assert source.fault
        assert TEXT.startswith(found)
        assert found.startswith(TEXT[:kept].rpartition(b"\n")[0])  # half a line is no line
        assert capfd.readouterr() == ("", "")
        with pytest.raises(InputError, match=source.fault) as raised:
            source.read_whole()
        assert "get a complete copy" in raised.value.hint

    @pytest.mark.parametrize("data", [WHOLE[:10], WHOLE[:40], gzipped(TEXT)[:12], flipped(WHOLE, 20)])
    def test_damage_at_the_start_is_a_fault_not_an_empty_file(self, tmp_path: Path, data: bytes) -> None:
        source = opened(tmp_path, data)
        assert (source.head, lines(source)) == (b"", [])
        assert source.fault

    def test_cut_anywhere_is_a_fault_or_the_whole_text(self, tmp_path: Path) -> None:
        for length in range(19, len(SMALL)):
            source = opened(tmp_path, SMALL[:length])
            assert TEXT.startswith(b"\n".join(lines(source)))
            assert source.fault, length

    def test_a_flipped_byte_never_changes_a_line_silently(self, tmp_path: Path) -> None:
        for place in range(18, len(SMALL)):
            source = opened(tmp_path, flipped(SMALL, place))
            found = lines(source)
            assert source.fault or found == LINES[:30], place


class TestHash:
    @pytest.mark.parametrize("piece", [1, 1000, 1 << 23])
    def test_it_is_the_same_when_it_was_begun_before(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
    ) -> None:
        monkeypatch.setattr(module, "_HASHED_AT_ONCE", piece)
        source = opened(tmp_path, WHOLE)
        source.begin_hash()
        assert source.sha256 == hashlib.sha256(WHOLE).hexdigest()

    def test_a_file_that_went_away_is_told_when_the_hash_is_asked_for(self, tmp_path: Path) -> None:
        source = opened(tmp_path, WHOLE)
        source.path.unlink()
        source.begin_hash()
        with pytest.raises(FileNotFoundError):
            _ = source.sha256


class TestLimits:
    def test_a_document_over_the_limit_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "SIZE_LIMIT", 1000)
        with pytest.raises(InputError, match="more than 1 GB"):
            opened(tmp_path, gzipped(b"x" * 2000)).read_whole()

    def test_the_head_is_short_however_large_the_file(self, tmp_path: Path) -> None:
        assert len(opened(tmp_path, gzipped(b"x" * 10_000_000)).head) == HEAD_SIZE


class TestOpening:
    @pytest.mark.parametrize(
        "text", ["http://h/x", "https://h/x", "ftp://h/x", "s3://b/x", "s3:b/x", "gs:b/x", "file:///etc/passwd"]
    )
    def test_urls_are_refused(self, text: str) -> None:
        with pytest.raises(InputError, match="URLs are not read"):
            open_input(text)

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            (".", "is a folder"),
            ("nothing", "no such file"),
            ("/dev/null", "no regular file"),
            ("x/y", "Not a directory"),
        ],
    )
    def test_what_is_no_file_is_named(self, tmp_path: Path, name: str, words: str) -> None:
        (tmp_path / "x").write_bytes(b"x")
        with pytest.raises(InputError, match=words) as raised:
            open_input(str(tmp_path / name))
        assert raised.value.exit_code == 3

    @pytest.mark.parametrize("text", ["a\0b", "x" * 5000, ""])
    def test_impossible_names_are_refused(self, text: str) -> None:
        with pytest.raises(InputError):
            open_input(text)

    def test_an_unreadable_file_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "secret"
        path.write_bytes(b"x")

        def refuse(*_: Any, **__: Any) -> IO[bytes]:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(InputError, match="no permission to read it"):
            open_input(str(path))

    def test_a_file_that_cannot_be_read_at_all_is_refused(self) -> None:
        if not Path("/proc/self/mem").exists():
            pytest.skip("no /proc")
        with pytest.raises(InputError, match="Input/output error"):
            open_input("/proc/self/mem")

    def test_a_disk_that_fails_later_is_a_fault(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "HEAD_SIZE", 100)  # a smaller file is read once, when it is opened
        source = opened(tmp_path, TEXT)

        class Failing(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                if self.tell():
                    raise OSError(5, "Input/output error")
                return super().read(size)

        monkeypatch.setattr(module, "_BLOCK", 1000)
        monkeypatch.setattr(Path, "open", lambda *_: Failing(TEXT))
        assert TEXT.startswith(b"\n".join(lines(source)))
        assert source.fault == "it cannot be read further: Input/output error"
        assert TEXT.startswith(b"".join(source.chunks()))
        monkeypatch.undo()
        assert source.sha256 == hashlib.sha256(TEXT).hexdigest()  # of the file, not of what could be read before

    def test_standard_input_is_read_like_a_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = bgzf(TEXT)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        source = open_input("-")
        assert source.name == "-"
        assert lines(source) == LINES
        assert source.sha256 == hashlib.sha256(data).hexdigest()
        assert source.path.stat().st_mode & 0o077 == 0
        source.close()
        assert not source.path.exists()
        source.close()

    def test_closing_leaves_a_users_file(self, tmp_path: Path) -> None:
        source = opened(tmp_path, TEXT)
        source.close()
        assert source.path.exists()

    def test_a_failed_copy_of_standard_input_leaves_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Broken(io.RawIOBase):
            def read(self, size: int = -1) -> bytes:
                del size
                raise OSError(5, "Input/output error")

        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": Broken()}))
        with pytest.raises(InputError, match="Input/output error"):
            open_input("-")
        assert list(tmp_path.iterdir()) == []

    def test_a_pipe_is_read_like_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "pipe"
        os.mkfifo(path)
        writer = threading.Thread(target=path.write_bytes, args=(gzipped(TEXT),))
        writer.start()
        source = open_input(str(path))
        writer.join()
        assert source.name == "pipe"
        assert lines(source) == lines(source) == LINES
        source.close()
        assert path.exists()
        assert not source.path.exists()


def test_the_end_block_is_what_zlib_makes_of_nothing() -> None:
    assert zlib.decompress(EOF_BLOCK, 31) == b""
