"""The FASTA reader: contig names, ends, unknown bases, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oncotier.errors import InputError
from oncotier.readers.reference import Reference


@pytest.fixture
def fasta(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.fa"
    long = "ACGTA" * 2500
    path.write_text(f">chr7\nacgtN\nACRGT\n>chrM\nGGGGC\n>8\n{long}\n", encoding="ascii")
    index = "chr7\t10\t6\t5\t6\nchrM\t5\t24\t5\t6\n8\t12500\t33\t12500\t12501\n"
    Path(f"{path}.fai").write_text(index, encoding="ascii")
    return path


@pytest.fixture
def reference(fasta: Path) -> Iterator[Reference]:
    with Reference(fasta) as opened:
        yield opened


@pytest.mark.parametrize(
    ("contig", "start0", "end0", "expected"),
    [
        ("7", 0, 4, "ACGT"),
        ("chr7", 2, 7, "GTNAC"),
        ("7", 7, 10, "RGT"),
        ("7", 8, 13, "GTNNN"),
        ("7", -2, 2, "NNAC"),
        ("7", 20, 23, "NNN"),
        ("7", 3, 3, ""),
        ("MT", 0, 5, "GGGGC"),
        ("chrM", 3, 5, "GC"),
        ("9", 0, 5, ""),
        ("chr8", 4094, 4100, ("ACGTA" * 2500)[4094:4100]),
        ("8", 100, 9000, ("ACGTA" * 2500)[100:9000]),
    ],
)
def test_bases(reference: Reference, contig: str, start0: int, end0: int, expected: str) -> None:
    assert reference.bases(contig, start0, end0) == expected
    assert reference.bases(contig, start0, end0) == expected  # kept


def test_blocks_do_not_pile_up(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oncotier.readers.reference._BLOCKS_KEPT", 2)
    for start0 in range(0, 12500, 1000):
        assert reference.bases("8", start0, start0 + 5) == "ACGTA"
    assert len(reference._blocks) <= 2


def test_the_build_is_read_off_the_lengths(tmp_path: Path) -> None:
    for name, lengths, expected in (
        ("a.fa", "chr7\t159345973\t6\t60\t61\nchr8\t145138636\t6\t60\t61\n", ("GRCh38", 0)),
        ("b.fa", "7\t159138663\t6\t60\t61\n8\t145138636\t6\t60\t61\n", ("GRCh37", 1)),
        ("c.fa", "7\t12\t6\t60\t61\n", ("", 0)),
    ):
        path = tmp_path / name
        path.write_text(">7\nACGT\n", encoding="ascii")
        Path(f"{path}.fai").write_text(lengths, encoding="ascii")
        with Reference(path) as opened:
            build, contradictions = opened.build
            assert (build, len(contradictions)) == expected


def test_what_it_refuses(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        Reference(tmp_path / "none.fa")
    bare = tmp_path / "bare.fa"
    bare.write_text(">7\nACGT\n", encoding="ascii")
    with pytest.raises(InputError, match=r"no index bare\.fa\.fai") as raised:
        Reference(bare)
    assert "samtools faidx" in raised.value.hint
    assert not Path(f"{bare}.fai").exists()
    packed = tmp_path / "packed.fa.gz"
    packed.write_bytes(b"no gzip")
    Path(f"{packed}.fai").write_text("7\t4\t3\t4\t5\n", encoding="ascii")
    with pytest.raises(InputError, match=r"no index packed\.fa\.gz\.gzi"):
        Reference(packed)
    broken = tmp_path / "broken.fa"
    broken.write_text(">7\nACGT\n", encoding="ascii")
    Path(f"{broken}.fai").write_text("no index\n", encoding="ascii")
    with pytest.raises(InputError, match="no indexed FASTA"):
        Reference(broken)


def test_a_file_that_changed_under_its_index(fasta: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        references = ("7",)
        lengths = (10,)

        def fetch(self, *_: object) -> str:
            raise OSError("truncated")

        def close(self) -> None:
            return None

    monkeypatch.setattr("oncotier.readers.reference._opened", lambda _: Broken())
    with Reference(fasta) as opened, pytest.raises(InputError, match=r"tiny\.fa: cannot be read: truncated"):
        opened.bases("7", 0, 4)


def test_pysam_is_imported_only_when_a_reference_is_opened() -> None:
    code = "import oncotier.readers.reference, oncotier.genome.haplotype, sys; sys.exit('pysam' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
