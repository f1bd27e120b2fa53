"""Places of the VCF reader that an ordinary file does not reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import Reading, VariantObservation
from oncotier.domain.value import replace
from oncotier.errors import InputError
from oncotier.readers import source as source_module
from oncotier.readers import tabix, vcf_body, vcf_index
from oncotier.readers.vcf_build import EitherBuild
from oncotier.readers.vcf_counts import Allele
from oncotier.readers.vcf_index import IndexedRows
from oncotier.readers.vcf_sample import TumorColumn, origin_beside_normal
from oncotier.readers.vcf_select import Overlap
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
    vcf,
    vcf_row,
)
from tests.readers.test_vcf_index import CONTIGS, FAR, RAW, by_scan, indexed, summed, told

PLACES = ("##contig=<ID=1>", "##contig=<ID=7>", "##contig=<ID=12>", "##contig=<ID=X>")


@pytest.mark.parametrize(
    ("normal", "origin"),
    [
        ({}, Origin.UNKNOWN),
        ({"GT": "."}, Origin.UNKNOWN),
        ({"GT": "./.", "AD": ".,."}, Origin.UNKNOWN),
        ({"GT": "0/0"}, Origin.SOMATIC),
        ({"GT": "0/0", "AD": "0,0"}, Origin.SOMATIC),
        ({"GT": "0/1"}, Origin.GERMLINE),
        ({"GT": "0|2"}, Origin.SOMATIC),
        ({"GT": "0/1", "AD": "100,0"}, Origin.SOMATIC),
        ({"AD": "100,0"}, Origin.SOMATIC),
        ({"AD": "91,9"}, Origin.SOMATIC),
        ({"AD": "90,10"}, Origin.UNKNOWN),
        ({"AD": "71,29"}, Origin.UNKNOWN),
        ({"AD": "70,30"}, Origin.GERMLINE),
        ({"AD": "0,100"}, Origin.GERMLINE),
    ],
)
def test_the_origin_that_a_normal_shows(normal: dict[str, str], origin: Origin) -> None:
    """Below a tenth of the reads it is somatic, from three tenths on germline, between them nobody knows.

    Without counts the genotype decides; without either a normal proves nothing.
    """
    beside = TumorColumn("T", 0, has_normal=True, rule="x", normal0=1)
    allele = Allele(1, 1, "A", "T")
    assert origin_beside_normal(normal, {}, allele, beside) is origin
    alone = TumorColumn("T", 0, has_normal=False, rule="x", normal0=None)
    assert origin_beside_normal(normal, {"SOMATIC": ""}, allele, alone) is Origin.UNKNOWN


@pytest.mark.parametrize(
    ("normal", "origin"),
    [
        ({}, Origin.SOMATIC),
        ({"GT": "./."}, Origin.SOMATIC),
        ({"GT": "0/1"}, Origin.GERMLINE),
        ({"AD": "70,30"}, Origin.GERMLINE),
    ],
)
def test_a_caller_that_says_somatic_is_believed_where_the_normal_is_silent(
    normal: dict[str, str], origin: Origin
) -> None:
    beside = TumorColumn("T", 0, has_normal=True, rule="x", normal0=1)
    assert origin_beside_normal(normal, {"SOMATIC": ""}, Allele(1, 1, "A", "T"), beside) is origin


def test_an_open_build_asks_both() -> None:
    scopes = [context().scope(build) for build in ("GRCh37", "GRCh38")]
    either = EitherBuild(tuple(Overlap(scope) for scope in scopes))
    assert either.contig(b"chr7") == "7"
    either.note(b"chrUn_KI270302v1")
    assert either.foreign == {b"chrUn_KI270302v1"}


def test_a_deep_base_of_a_file_without_samples(tmp_path: Path) -> None:
    found = read(tmp_path, vcf([vcf_row("7", 55150000, "T", "G")], samples=(), header=GRCH38))
    assert found.out_of_scope_by == {"no_protein_effect": 1}


def test_a_gene_without_coordinates_in_a_row_away_from_genes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vcf_body, "_PROBE", 0)
    monkeypatch.setattr(source_module, "HEAD_SIZE", 100)  # a smaller file is one block
    monkeypatch.setattr(source_module, "_BLOCK", 2000)
    fields = ("Allele", "Consequence", "SYMBOL", "HGVSp", "IMPACT")
    rows = [
        vcf_row("16", 28_931_000 + place, "A", "T", f"CSQ=T|missense_variant|{gene}|p.Arg5Gly|MODERATE", "0/1:70,30")
        for place, gene in enumerate(["XYZ1"] * 150 + ["CD19"])
    ]
    found = read(tmp_path, vcf(rows, header=(*GRCH38, "##contig=<ID=chr16,length=90338345>", annotation_line(fields))))
    assert [one.gene for one in found.observations if isinstance(one, VariantObservation)] == ["CD19"]


def test_a_long_line_of_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "LINE_LIMIT", 5000)
    path = tmp_path / "x.maf"
    path.write_bytes(b"a\tb\n" + b"x" * 200_000)
    with pytest.raises(InputError, match="a line of more than"):
        list(source_module.open_input(str(path)).chunks())


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
        def broken(*_: object) -> Reading:
            raise OSError

        path = indexed(tmp_path / "a.vcf.gz", RAW)
        monkeypatch.setattr(IndexedRows, "_near_exons", broken)
        found = read_path(path)
        assert "the file cannot be read by it (OSError)" in told(found)
        assert labels(found) == {"BRAF V600E"}

    def test_more_rows_than_the_index_counts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        counted = tabix.read_index
        monkeypatch.setattr(vcf_index, "read_index", lambda path: [replace(one, rows=0) for one in counted(path)])
        found = read_path(indexed(tmp_path / "a.vcf.gz", RAW))
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


def test_one_allele_of_forty(tmp_path: Path) -> None:
    """Each has its own count of reads; the one that is known is found among them."""
    others = ["A" + "CGT"[place % 3] * (place + 1) for place in range(39)]
    counts = ",".join(["50", *("0" for _ in others), "30"])
    row = vcf_row("chr7", 140753336, "A", ",".join([*others, "T"]), ".", f"0/40:{counts}")
    found = read(tmp_path, vcf([row], header=GRCH38))
    assert labels(found) == {"BRAF V600E"}
    (one,) = [one for one in found.observations if isinstance(one, VariantObservation)]
    assert (one.vaf, one.depth) == (30 / 80, 80)


def test_an_info_of_20_megabytes(tmp_path: Path) -> None:
    row = vcf_row("chr7", 140753336, "A", "T", "X=" + "y" * 20_000_000, "0/1:50,30")
    assert labels(read(tmp_path, vcf([row, vcf_row("chr12", 25245351, "C", "A", ".", "0/1:5,5")], header=GRCH38))) == {
        "BRAF V600E",
        "KRAS G12C",
    }
