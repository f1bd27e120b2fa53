"""Places of the VCF reader that an ordinary file does not reach."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import Reading
from oncotier.domain.value import replace
from oncotier.errors import InputError
from oncotier.readers import source as source_module
from oncotier.readers import vcf_body, vcf_index
from oncotier.readers.vcf_build import EitherBuild
from oncotier.readers.vcf_counts import Allele
from oncotier.readers.vcf_index import IndexedRows, NotUsable
from oncotier.readers.vcf_sample import TumorColumn, origin_beside_normal
from oncotier.readers.vcf_select import Overlap, Stretch, stretch_of
from tests.readers.builders import (
    EOF_BLOCK,
    GRCH38,
    annotation_line,
    bgzf,
    context,
    egfr,
    labels,
    read,
    read_path,
    tally,
    vcf,
    vcf_row,
)
from tests.readers.test_vcf_index import CONTIGS, FAR, RAW, by_scan, indexed, summed, told

PLACES = ("##contig=<ID=1>", "##contig=<ID=7>", "##contig=<ID=12>", "##contig=<ID=X>")


@pytest.mark.parametrize(
    ("normal", "origin"),
    [
        ({}, Origin.SOMATIC),
        ({"AD": "100,0"}, Origin.SOMATIC),
        ({"AD": "91,9"}, Origin.SOMATIC),
        ({"AD": "90,10"}, Origin.UNKNOWN),
        ({"AD": "71,29"}, Origin.UNKNOWN),
        ({"AD": "70,30"}, Origin.GERMLINE),
        ({"AD": "0,100"}, Origin.GERMLINE),
    ],
)
def test_the_origin_that_a_normal_shows(normal: dict[str, str], origin: Origin) -> None:
    """Below a tenth of the reads it is somatic, from three tenths on germline, between them nobody knows."""
    beside = TumorColumn("T", 0, has_normal=True, rule="x", normal0=1)
    assert origin_beside_normal(normal, Allele(1, 1, "A", "T"), beside) is origin
    alone = TumorColumn("T", 0, has_normal=False, rule="x", normal0=None)
    assert origin_beside_normal(normal, Allele(1, 1, "A", "T"), alone) is Origin.UNKNOWN


@pytest.mark.parametrize("header", [PLACES, tuple(line.replace("chr", "") for line in GRCH38)], ids=["open", "known"])
def test_rows_without_effect_are_counted_whether_the_build_is_known_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, header: tuple[str, ...]
) -> None:
    monkeypatch.setattr(vcf_body, "_FEW", 0)
    monkeypatch.setattr(vcf_body.Body, "is_silent", lambda _, record1, cells: bool(record1) and cells[2] == b"deep")
    rows = [
        vcf_row("7", 55191822, "T", "G", ".", "0/1:70,30"),
        vcf_row("12", 25245351, "C", "A", ".", "0/1:70,30"),
        vcf_row("7", 140753336, "A", "T", ".", "0/1:70,30"),
        vcf_row("7", 140753340, "A", "T", ".", "0/1:70,30").replace("\t.\t", "\tdeep\t", 1),
    ]
    found = read(tmp_path, vcf(rows, header=header))
    assert labels(found) == {"EGFR L858R", "KRAS G12C", "BRAF V600E"}
    assert found.out_of_scope_by == {"no_protein_effect": 1}
    assert tally(found).read == 4


def test_an_open_build_asks_both() -> None:
    scopes = [context().scope(build) for build in ("GRCh37", "GRCh38")]
    either = EitherBuild(tuple(Overlap(scope) for scope in scopes))
    assert either.contig(b"chr7") == "7"
    either.note(b"chrUn_KI270302v1")
    assert either.foreign == {b"chrUn_KI270302v1"}


def test_a_contig_that_is_no_chromosome_is_never_free() -> None:
    overlap = Overlap(context().scope("GRCh38"))
    assert not overlap.is_free(Stretch(b"HLA-A*01:01", 1, 2, 1))
    assert overlap.is_free(Stretch(b"chr1", 1, 2, 1))
    assert [overlap.contig(name) for name in (b"chr1", b"chr1", b"chrM")] == ["1", "1", "MT"]


ROW = b"1\t%s\t.\tA\tC\t.\t.\t.\n"


@pytest.mark.parametrize(
    ("raw", "span"),
    [
        (ROW % b"10" + ROW % b"20", (9, 20, 2)),
        (ROW % b"9" + ROW % b"10", (8, 10, 2)),
        (ROW % b"" + ROW % b"20", None),
        (ROW % b"x" + ROW % b"2", None),
        (ROW % b"123456789012" + ROW % b"2", None),
        (ROW % b"10" + ROW[1:] % b"20", None),
        (b"#" + ROW % b"10", None),
        (b"\n" + ROW % b"10", None),
        (ROW % b"10" + b"\n", None),
        (ROW % b"10" + ROW % b"20\t30", None),
        (ROW % b"10" + (ROW % b"20").replace(b"1", b"2", 1), None),
        ((ROW % b"10").removesuffix(b"\n"), None),
    ],
)
def test_which_rows_can_be_looked_at_together(raw: bytes, span: tuple[int, int, int] | None) -> None:
    found = stretch_of(raw, 8)
    assert (None if found is None else (found.start0, found.end0, found.rows)) == span


@pytest.mark.parametrize("rows", [1, 50])
def test_a_line_over_the_limit_among_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(source_module, "LINE_LIMIT", 5000)
    monkeypatch.setattr(source_module, "_BLOCK", 2048)
    monkeypatch.setattr(source_module, "HEAD_SIZE", 1000)
    text = vcf([egfr()] * rows) + "x" * 9000
    with pytest.raises(InputError, match="a line of more than"):
        read(tmp_path, text)


class TestIndex:
    @pytest.fixture(autouse=True)
    def _any_size(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(vcf_index, "_WORTHWHILE", 0)

    def test_rows_come_in_several_batches(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        near = [vcf_row("7", 140453100 + place, "A", "T", ".", "0/1:70,30") for place in range(9)]
        path = indexed(tmp_path / "a.vcf.gz", vcf([*FAR, *near], header=CONTIGS))
        monkeypatch.setattr(vcf_index, "_BATCH", 2)
        found, whole = read_path(path), by_scan(path)
        assert "index_used" in {one.code for one in found.notices}
        assert summed(found) == summed(whole)
        assert labels(found) == labels(whole)

    def test_a_file_that_breaks_while_it_is_read_by_its_index(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(_: IndexedRows) -> Reading:
            raise OSError

        path = indexed(tmp_path / "a.vcf.gz", RAW)
        monkeypatch.setattr(IndexedRows, "_lines", broken)
        found = read_path(path)
        assert "the file cannot be read by it (OSError)" in told(found)
        assert labels(found) == {"BRAF V600E"}

    def test_more_rows_than_the_index_counts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = indexed(tmp_path / "a.vcf.gz", RAW)
        counted = vcf_index._contigs
        monkeypatch.setattr(vcf_index, "_contigs", lambda data: [replace(one, rows=0) for one in counted(data)])
        found = read_path(path)
        assert "it leads to more rows than it counts" in told(found)
        assert labels(found) == {"BRAF V600E"}

    def test_rows_behind_the_last_that_the_index_knows(self, tmp_path: Path) -> None:
        path = indexed(tmp_path / "a.vcf.gz", vcf(FAR, header=CONTIGS))
        more = vcf_row("7", 140453136, "A", "T", ".", "0/1:70,30").encode() + b"\n"
        path.write_bytes(path.read_bytes().removesuffix(EOF_BLOCK) + bgzf(more))
        index = Path(f"{path}.tbi")
        index.touch()
        found = read_path(path)
        assert "the file has rows that it does not know" in told(found)
        assert labels(found) == {"BRAF V600E"}

    @pytest.mark.parametrize("row", [b"7\t5\t.\tA\tC\t.", b"7\t300\t.\tA\tC\t.", b"8\t150\t.\tA\tC\t."])
    def test_a_row_that_lies_elsewhere(self, row: bytes) -> None:
        with pytest.raises(NotUsable, match="rows that lie elsewhere"):
            vcf_index._checked(row, b"7", 100, 200)

    def test_a_contig_without_rows_and_one_without_counts(self) -> None:
        def table(bins: bytes) -> bytes:
            return b"TBI\1" + struct.pack("<8i", 1, 2, 1, 2, 0, ord("#"), 0, 2) + b"7\0" + bins + struct.pack("<i", 0)

        assert vcf_index._contigs(table(struct.pack("<i", 0))) == []
        with pytest.raises(NotUsable, match="does not state how many rows"):
            vcf_index._contigs(table(struct.pack("<iIi", 1, 4681, 0)))


def test_a_gene_without_coordinates_is_looked_for_in_every_row() -> None:
    """The marks of a contig are made once."""
    from oncotier.readers.csq import CsqLayout
    from oncotier.readers.vcf_header import parse_header
    from oncotier.readers.vcf_select import Symbols

    columns = "\t".join("#CHROM POS ID REF ALT QUAL FILTER INFO".split())
    header = parse_header([*GRCH38, annotation_line(("Allele", "SYMBOL", "HGVSp")), columns], file="x")
    symbols = Symbols(context().names, header.annotation, CsqLayout.of(header.csq_fields), {"XYZ1"})
    assert [symbols.may_hold_unplaced(b"chr7", info) for info in (b"CSQ=A|XYZ1|", b"CSQ=A|XYZ2|")] == [True, False]
