"""By an index a file says what it says as a whole; an index that does not fit is not used, and that is told."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import shutil
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from oncotier.batch.job import Targets
from oncotier.batch.request import Request
from oncotier.batch.worker import Worker
from oncotier.cli import annotate
from oncotier.domain.observation import Reading
from oncotier.domain.value import replace
from oncotier.exporters.exporter import Screen
from oncotier.exporters.registry import exporter_for
from oncotier.exporters.schema import schema
from oncotier.readers import vcf_index
from oncotier.readers.registry import read_input
from oncotier.readers.source import open_input
from tests.readers.builders import (
    EOF_BLOCK,
    GRCH37,
    bgzf,
    codes,
    context,
    egfr,
    kras,
    labels,
    read_path,
    report,
    tally,
    vcf,
    vcf_row,
)

CONTIGS = ("##contig=<ID=1,length=249250621>", *GRCH37, "##contig=<ID=X,length=155270560>", "##contig=<ID=GL000191.1>")
BRAF = vcf_row("7", 140453136, "A", "T", ".", "0/1:70,30")
FAR = [vcf_row("1", 1000 * number, "A", "G", ".", "0/1:70,30") for number in range(1, 400)]
RAW = vcf([*FAR, BRAF, vcf_row("X", 5, "C", "T", ".", "0/1:9,9")], header=CONTIGS)


@pytest.fixture(autouse=True)
def _any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vcf_index, "_WORTHWHILE", 0)


def indexed(path: Path, text: str, *, csi: bool = False) -> Path:
    """Write a VCF in small blocks, and its index."""
    from pysam import tabix_index

    path.write_bytes(bgzf(text.encode(), block_size=700))
    tabix_index(str(path), preset="vcf", csi=csi, force=True)
    return path


def by_scan(path: Path) -> Reading:
    source = open_input(str(path))
    basic = context()
    return read_input(source, replace(basic, settings=replace(basic.settings, use_index=False)))


def summed(reading: Reading) -> tuple[int, ...]:
    """Return how records ended, whatever the reasons: an index does not tell rows outside of genes from introns."""
    ends = tally(reading)
    return ends.read, ends.interpreted, ends.out_of_scope, ends.filtered, ends.unresolved


def told(reading: Reading) -> str:
    return "; ".join(one.words for one in reading.notices if one.code == "index_not_used")


@pytest.mark.parametrize("csi", [False, True], ids=["tabix", "csi"])
def test_only_rows_in_genes_are_read_and_all_are_counted(tmp_path: Path, csi: bool) -> None:
    path = indexed(tmp_path / "a.vcf.gz", RAW, csi=csi)
    found, whole = read_path(path), by_scan(path)
    assert labels(found) == labels(whole) == {"BRAF V600E"}
    assert found.records_read == whole.records_read == 401
    assert (found.out_of_scope_by, whole.out_of_scope_by) == ({"away_from_exons": 400}, {"outside_genes_in_table": 400})
    assert found.fingerprint == whole.fingerprint == hashlib.sha256(path.read_bytes()).hexdigest()
    assert codes(found) - codes(whole) == {"index_used"}
    assert (found.observations[0].source.record, whole.observations[0].source.record) == (None, 400)
    assert found.observations[0].source.raw == "7:140453136 A>T"
    assert summed(found) == summed(whole)


def test_a_row_is_told_by_its_place_where_its_number_is_not_known(tmp_path: Path) -> None:
    unclear = vcf_row("7", 140453150, "AATC", "A", ".", "0/1:70,30")
    path = indexed(tmp_path / "a.vcf.gz", vcf([*FAR, BRAF, unclear], header=CONTIGS))
    found = report(read_path(path))
    screen = Screen()
    written = json.loads(exporter_for("json").render(found, screen))
    assert written["alterations"][0]["source"] == [{"input": "a.vcf.gz", "record": None, "raw": "7:140453136 A>T"}]
    jsonschema.Draft202012Validator(schema()).validate(written)
    numbered = report(by_scan(path))
    for one in (found, numbered):
        place = "a.vcf.gz #400" if one is numbered else "(a.vcf.gz)"
        assert place in exporter_for("html").render(one, screen)
    assert [one["record"] for one in written["unresolved"]] == [None] * len(numbered.unresolved)
    assert not any(":-" in one.where for one in found.notices)


def test_the_annotated_file_needs_the_numbers_of_all_records(tmp_path: Path) -> None:
    path, target = indexed(tmp_path / "a.vcf.gz", RAW), tmp_path / "out.vcf"
    assert annotate.run(Request(inputs=(str(path),), tumor_type="MEL"), output=str(target)) == 0
    annotated = [line for line in target.read_text().splitlines() if "ONCOTIER=" in line]
    assert [line.split("\t")[:2] for line in annotated] == [["7", "140453136"]]


@pytest.mark.parametrize(("formats", "by_index"), [(("json",), True), (("json", "vcf"), False)])
def test_so_does_a_batch_that_writes_it(tmp_path: Path, formats: tuple[str, ...], *, by_index: bool) -> None:
    worker = Worker(Targets(tmp_path, formats))
    try:
        assert worker.bench(Request()).context(Request()).settings.use_index is by_index
    finally:
        worker.close()


class TestNotUsed:
    def test_an_older_index(self, tmp_path: Path) -> None:
        path = indexed(tmp_path / "a.vcf.gz", RAW)
        os.utime(f"{path}.tbi", (1, 1))
        found = read_path(path)
        assert (
            told(found)
            == "the index a.vcf.gz.tbi is not used, the file was read whole: the index is older than the file"
        )
        assert labels(found) == {"BRAF V600E"}
        settled = replace(found, notices=(), hashing=None, sha256=found.fingerprint)
        assert settled == replace(by_scan(path), notices=())

    @pytest.mark.parametrize("csi", [False, True], ids=["tabix", "csi"])
    @pytest.mark.parametrize(
        "rows", [FAR[:200], [BRAF], [*FAR, BRAF, BRAF], [vcf_row("12", 7, "A", "G", ".", "0/1:1,2"), BRAF]]
    )
    def test_an_index_of_another_file(self, tmp_path: Path, rows: list[str], csi: bool) -> None:
        path = indexed(tmp_path / "a.vcf.gz", RAW, csi=csi)
        ending = "csi" if csi else "tbi"
        other = indexed(tmp_path / "b.vcf.gz", vcf(rows, header=CONTIGS), csi=csi)
        shutil.copy(f"{other}.{ending}", f"{path}.{ending}")
        found = read_path(path)
        assert told(found)
        assert labels(found) == {"BRAF V600E"}

    @pytest.mark.parametrize("csi", [False, True], ids=["tabix", "csi"])
    def test_an_index_cut_or_changed_anywhere(self, tmp_path: Path, csi: bool) -> None:
        path = indexed(tmp_path / "a.vcf.gz", RAW, csi=csi)
        index = Path(f"{path}.{'csi' if csi else 'tbi'}")
        data = index.read_bytes()
        damaged = [data[:size] for size in range(0, len(data), 7)]
        damaged += [data[:place] + bytes((data[place] ^ 4,)) + data[place + 1 :] for place in range(0, len(data), 5)]
        for one in damaged:
            index.write_bytes(one)
            assert labels(read_path(path)) == {"BRAF V600E"}

    def test_an_index_for_another_kind_of_table(self, tmp_path: Path) -> None:
        from pysam import tabix_index

        path = indexed(tmp_path / "a.vcf.gz", RAW)
        tabix_index(str(path), seq_col=0, start_col=1, end_col=1, meta_char="#", force=True)
        assert "it was not made for VCF" in told(read_path(path))

    @pytest.mark.parametrize("place", [8, 12, 16, 20, 24, 28])
    def test_an_index_that_names_other_columns(self, tmp_path: Path, place: int) -> None:
        """As htslib reads the columns that an index names, it would find no row, and say nothing."""
        path = indexed(tmp_path / "a.vcf.gz", RAW)
        index = Path(f"{path}.tbi")
        data = bytearray(gzip.decompress(index.read_bytes()))
        data[place] ^= 4
        index.write_bytes(bgzf(bytes(data)))
        found = read_path(path)
        assert "it was not made for VCF" in told(found)
        assert labels(found) == {"BRAF V600E"}

    @pytest.mark.parametrize("byte", [4, 5, 7])
    def test_an_index_that_counts_more_rows_than_there_can_be(self, tmp_path: Path, byte: int) -> None:
        """How many rows lie away from exons is known by the index alone."""
        path = indexed(tmp_path / "a.vcf.gz", RAW)
        index = Path(f"{path}.tbi")
        data = bytearray(gzip.decompress(index.read_bytes()))
        counted = data.index((37450).to_bytes(4, "little") + (2).to_bytes(4, "little")) + 8 + 16
        data[counted + byte] = 1
        index.write_bytes(bgzf(bytes(data)))
        found = read_path(path)
        assert "it counts more rows than the file can hold" in told(found)
        assert found.records_read == 401

    def test_a_file_without_its_end(self, tmp_path: Path) -> None:
        path = indexed(tmp_path / "a.vcf.gz", RAW)
        path.write_bytes(path.read_bytes().removesuffix(EOF_BLOCK))
        os.utime(path, (1, 1))
        found = read_path(path)
        assert "the file is truncated" in told(found)
        assert found.incomplete
        assert report(found).incomplete

    @pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
    def test_a_file_cut_behind_the_index(self, tmp_path: Path, share: float) -> None:
        path = indexed(tmp_path / "a.vcf.gz", RAW)
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)] + EOF_BLOCK)
        os.utime(path, (1, 1))
        assert told(read_path(path))
        assert read_path(path).incomplete

    def test_a_damaged_block_with_a_gene(self, tmp_path: Path) -> None:
        path = indexed(tmp_path / "a.vcf.gz", RAW)
        data = bytearray(path.read_bytes())
        data[-len(EOF_BLOCK) - 12] ^= 1  # in the last block, which has the row of BRAF
        path.write_bytes(bytes(data))
        os.utime(path, (1, 1))
        found = read_path(path)
        assert told(found)
        assert found.incomplete

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (vcf([egfr(), kras()]), "the annotation may name genes"),
            (vcf([BRAF], header=[]), "does not establish the genome build"),
            (vcf([BRAF], header=[*CONTIGS, "##INFO=<ID=SVTYPE,Number=1>"]), "breakends may reach"),
            (vcf([BRAF], header=[*CONTIGS, '##ALT=<ID=DEL,Description="x">']), "breakends may reach"),
            (vcf([vcf_row("7", 140453136, "A", "A[1:9[", ".", "0/1:1,2")], header=CONTIGS), "breakends may reach"),
        ],
    )
    def test_a_file_whose_rows_may_matter_elsewhere(self, tmp_path: Path, text: str, words: str) -> None:
        path = indexed(tmp_path / "a.vcf.gz", text)
        assert words in told(read_path(path))

    def test_a_row_that_breaks_the_format_has_its_line_told(self, tmp_path: Path) -> None:
        broken = vcf_row("7", 140453137, "A", "A", ".", "0/1:70,30")
        path = indexed(tmp_path / "a.vcf.gz", vcf([*FAR, BRAF, broken], header=CONTIGS))
        found = read_path(path)
        assert "its line is to be told" in told(found)
        assert [one.words for one in found.unresolved] == ["line 408: ALT 'A' is the reference allele"]

    def test_a_small_file_is_read_whole_without_words(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(vcf_index, "_WORTHWHILE", 1_000_000)
        found = read_path(indexed(tmp_path / "a.vcf.gz", RAW))
        assert not codes(found) & {"index_used", "index_not_used"}

    def test_an_index_that_is_no_file_beside_it(self, tmp_path: Path) -> None:
        path = indexed(tmp_path / "a.vcf.gz", RAW)
        Path(f"{path}.tbi").unlink()
        assert not codes(read_path(path)) & {"index_used", "index_not_used"}


ALLELES = st.sampled_from(["A", "C", "G", "T", "AC", "ACGTACGT", "<NON_REF>", "*", "T,<NON_REF>"])
REFERENCES = st.sampled_from(["A", "C", "G", "T", "AC", "CATTAG", "A" * 300])


@given(data=st.data(), size=st.integers(0, 40), seed=st.integers(0, 10_000), csi=st.booleans())
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_file_says_the_same_by_its_index(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, size: int, seed: int, csi: bool
) -> None:
    """Law: filtered reading and unfiltered reading give the same report but for the numbers of records."""
    chance = random.Random(seed)
    scope = context().scope("GRCh37")
    rows: list[tuple[int, int, str]] = []
    for _ in range(size):
        contig = chance.choice(["1", "7", "12", "X"])
        spans = scope.by_contig[contig].spans
        span = chance.choice(spans)
        near = [span.start0 - 2, span.start0, span.start0 + 1, span.end0 - 1, span.end0, span.end0 + 1, span.end0 + 90]
        pos1 = chance.choice([*near, chance.randint(span.start0, span.end0), chance.randint(1, 100_000)])
        reference, alternate = data.draw(REFERENCES), data.draw(ALLELES)
        if reference in alternate.split(","):
            continue
        info = f"END={pos1 + chance.randint(0, 500_000)}" if alternate == "<NON_REF>" and chance.random() < 0.7 else "."
        row = vcf_row(contig, pos1, reference, alternate, info, "0/1:70,30" if "," not in alternate else "0/1:70,30,0")
        rows.append((["1", "7", "12", "X"].index(contig), pos1, row))
    folder = tmp_path_factory.mktemp("law")
    path = indexed(folder / "a.vcf.gz", vcf([row for *_, row in sorted(rows)], header=CONTIGS), csi=csi)
    found, whole = read_path(path), by_scan(path)
    assert "index_used" in codes(found)
    ours, theirs = report(found), report(whole)
    assert ours.options == theirs.options
    assert [one.label for one in ours.alterations] == [one.label for one in theirs.alterations]
    assert [one.vaf for one in ours.alterations] == [one.vaf for one in theirs.alterations]
    assert summed(found) == summed(whole)
    unread = [[(one.reason, one.words, one.source.raw) for one in told.unresolved] for told in (ours, theirs)]
    assert unread[0] == unread[1]
