"""BCF says what the VCF that it was made from says, and damage is told, never passed over."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import pytest

from oncotier.errors import InputError
from oncotier.readers.bcf_record import Dictionaries, record_line
from tests.readers.builders import (
    GRCH38,
    bgzf,
    codes,
    csq,
    egfr,
    gzipped,
    kras,
    labels,
    read,
    tally,
    vcf,
    vcf_row,
)
from tests.readers.tiny_bcf import bcf_of

SEVERAL = vcf_row(
    "chr12", 25245351, "C", "A,T", "DP=300;AF=0.25,0.5;NOTE=a%3Bb,c;SOMATIC", "0|1:50,20,30:.:0.25,.:x_1", ".:.:9:.:.",
    filter_="weak;noisy", qual="12.5", format_="GT:AD:DP:AF:PID",
)  # fmt: skip
OPEN = vcf_row(
    "chr7", 55191822, "T", ".", "END=55191900", "./.:70000:7", "1:3:.", filter_=".", qual=".", format_="GT:AD:DP"
)
LONG = vcf_row("chr7", 55191800, "T", "G", f"NOTE={'x' * 70000}", "0/1:70,30", "0/1:70,30")
TEXT = vcf([egfr(), kras()])
TWO = vcf([SEVERAL, OPEN, LONG], samples=("TUMOR", "NORMAL"))


def plain(data: bytes) -> bytes:
    return gzip.decompress(data)


def lines_of(data: bytes) -> list[str]:
    """Decode BCF record by record."""
    raw = plain(data)
    size = struct.unpack_from("<I", raw, 5)[0]
    names = Dictionaries(raw[9 : 9 + size].decode().splitlines())
    place, found = 9 + size, []
    while place < len(raw):
        shared, individual = struct.unpack_from("<II", raw, place)
        place += 8
        parts = raw[place : place + shared], raw[place + shared : place + shared + individual]
        found.append(record_line(*parts, names).decode())
        place += shared + individual
    return found


class TestDecoding:
    @pytest.mark.parametrize("mode", ["wb", "wbu"])
    def test_every_kind_of_value_comes_back_as_written(self, mode: str) -> None:
        assert lines_of(bcf_of(TWO, mode=mode)) == [SEVERAL, OPEN, LONG]

    def test_a_file_without_samples(self) -> None:
        row = vcf_row("chr7", 55191822, "T", "G", "DP=7")
        assert lines_of(bcf_of(vcf([row], samples=()))) == [row]

    @pytest.mark.parametrize("pack", [bytes, bgzf, gzipped], ids=["none", "bgzf", "gzip"])
    def test_it_reads_as_the_text_does(self, tmp_path: Path, pack: type[bytes]) -> None:
        text = read(tmp_path, TEXT)
        found = read(tmp_path, pack(plain(bcf_of(TEXT))))
        assert found.observations == text.observations
        assert (found.records_read, found.build, found.sample) == (2, "GRCh38", "TUMOR")
        assert (found.format, text.format) == ("bcf-vep", "vcf-vep")
        assert found.notices == text.notices
        assert labels(found) == {"EGFR L858R", "KRAS G12C"}

    def test_more_rows_than_one_batch(self, tmp_path: Path) -> None:
        outside = vcf_row("chr7", 1000, "A", "G", "CSQ=" + csq(Allele="G", SYMBOL="OR4F29"), "0/1:5,5")
        found = read(tmp_path, bcf_of(vcf([*[outside] * 2100, egfr()])))
        assert found.records_read == 2101
        assert found.observations[0].source.record1 == 2101
        assert tally(found).read == 2101


class TestDamage:
    def test_cut_anywhere_it_is_incomplete_or_refused(self, tmp_path: Path) -> None:
        data = bcf_of(TEXT)
        for size in range(1, len(data)):
            try:
                found = read(tmp_path, data[:size], input_format="bcf")
            except InputError:
                continue
            assert found.incomplete, size
            assert "input_incomplete" in codes(found)

    def test_what_stands_before_the_cut_is_read(self, tmp_path: Path) -> None:
        found = read(tmp_path, bgzf(plain(bcf_of(TEXT))[:-20]))
        assert found.incomplete
        assert labels(found) == {"EGFR L858R"}

    def test_no_end_block_is_a_cut_file(self, tmp_path: Path) -> None:
        found = read(tmp_path, bgzf(plain(bcf_of(TEXT)), with_end=False))
        assert found.incomplete
        assert labels(found) == {"EGFR L858R", "KRAS G12C"}

    def test_an_impossible_length_ends_the_file(self, tmp_path: Path) -> None:
        raw = plain(bcf_of(TEXT))
        size = 9 + struct.unpack_from("<I", raw, 5)[0]
        found = read(tmp_path, raw[:size] + b"\xff" * 8 + raw[size:])
        assert (found.incomplete, found.records_read) == (True, 0)

    def test_a_record_that_cannot_be_decoded_hides_nothing(self, tmp_path: Path) -> None:
        raw = bytearray(plain(bcf_of(TEXT)))
        size = 9 + struct.unpack_from("<I", raw, 5)[0]
        raw[size + 8 : size + 12] = struct.pack("<i", 99)  # no such contig
        found = read(tmp_path, bytes(raw))
        assert labels(found) == {"KRAS G12C"}
        assert [(one.reason, one.source.record1) for one in found.unresolved] == [("malformed_row", 1)]
        assert found.unresolved[0].source.raw == "a record that cannot be decoded"
        assert tally(found).unresolved == 1

    def test_any_bit_may_be_wrong(self, tmp_path: Path) -> None:
        """Without compression nothing tells a changed bit, but nothing crashes and the counts add up."""
        raw = plain(bcf_of(vcf([vcf_row("chr7", 55191822, "T", "G", "DP=9", "0/1:70,30")], header=GRCH38)))
        size = 9 + struct.unpack_from("<I", raw, 5)[0]
        for place in range(size, len(raw)):
            for bit in range(8):
                changed = bytearray(raw)
                changed[place] ^= 1 << bit
                found = read(tmp_path, bytes(changed))
                assert found.records_read == 1 or found.incomplete
                tally(found)

    @pytest.mark.parametrize("separator", [b"\t", b"\n", b"\0"])
    def test_a_separator_in_a_text_is_no_further_row(self, tmp_path: Path, separator: bytes) -> None:
        raw = plain(bcf_of(vcf([egfr(info="NOTE=a_b"), kras()])))
        found = read(tmp_path, raw.replace(b"a_b", b"a" + separator + b"b"))
        assert found.records_read == 2
        assert "KRAS G12C" in labels(found)
