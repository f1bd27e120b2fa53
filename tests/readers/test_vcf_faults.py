"""VCF as it should not be: broken rows, odd forms, damaged files; no row is lost and none hides the next."""

from __future__ import annotations

import io
from itertools import permutations
from pathlib import Path

import pytest

from oncotier.domain.observation import Unresolved
from oncotier.errors import InputError, UsageError
from oncotier.readers import source as source_module
from tests.readers.builders import (
    GRCH37,
    GRCH38,
    annotation_line,
    bgzf,
    codes,
    csq,
    egfr,
    gzipped,
    kras,
    labels,
    only_variant,
    proteins,
    read,
    read_path,
    tally,
    vcf,
    vcf_row,
)

BOTH = ["EGFR p.Leu858Arg", "KRAS p.Gly12Cys"]
OUTSIDE = vcf_row("chr7", 1000, "A", "G", "CSQ=" + csq(Allele="G", SYMBOL="OR4F29"), "0/1:5,5")


def entry(gene: str, protein: str, allele: str, **given: str) -> str:
    return csq(Allele=allele, SYMBOL=gene, HGVSp=protein, Consequence="missense_variant", **given)


BROKEN = {
    "few columns": ("chr7\t55191822\t.\tT", "4 columns, but the header names 10"),
    "extra column": (egfr() + "\t0/1", "11 columns, but the header names 10"),
    "spaces": (egfr().replace("\t", " "), "1 columns, but"),
    "POS text": (egfr(pos="abc"), "POS is not a whole number"),
    "POS negative": (egfr(pos="-5"), "POS is not a whole number"),
    "POS float": (egfr(pos="5.5e7"), "POS is not a whole number"),
    "POS empty": (egfr(pos=""), "POS is not a whole number"),
    "POS superscript": (egfr(pos="²"), "POS is not a whole number"),
    "POS long": (egfr(pos="9" * 5000), "POS has more digits"),
    "CHROM space": (egfr(chrom="chr7 "), "CHROM is not the name of a contig"),
    "CHROM empty": (egfr(chrom=""), "CHROM is not the name of a contig"),
    "REF empty": (egfr(ref=""), "REF '' is not a sequence of bases"),
    "REF digits": (egfr(ref="1"), "REF '1' is not"),
    "ALT empty": (egfr(alt=""), "ALT '' is neither"),
    "ALT comma": (egfr(alt="G,"), "ALT '' is neither"),
    "ALT text": (egfr(alt="G T"), "ALT 'G T' is neither"),
    "ALT open bracket": (egfr(alt="<DEL"), "ALT '<DEL' is neither"),
    "ALT breakend without a base": (egfr(alt="[chr1:100["), "ALT '[chr1:100[' is neither"),
    "ALT is REF": (egfr(alt="T"), "ALT 'T' is the reference allele"),
    "QUAL text": (egfr(qual="high"), "QUAL 'high' is not a number"),
    "QUAL empty": (egfr(qual=""), "QUAL '' is not a number"),
    "GT text": (egfr(value="a/b:70,30"), "GT 'a/b' is not a genotype"),
    "GT allele": (egfr(value="0/9:70,30"), "GT '0/9' names allele 9 of 1"),
    "NUL": (egfr(HGVSp="p.Leu\x00858Arg"), "a NUL byte"),
    "FILTER empty": (egfr(filter=""), "FILTER is empty"),
    "values": (egfr(value="0/1:70,30:5"), "sample 'TUMOR' has 3 values for 2 FORMAT keys"),
}


class TestMalformed:
    @pytest.mark.parametrize(("row", "words"), BROKEN.values(), ids=BROKEN)
    def test_is_listed_with_its_line_and_hides_nothing(self, tmp_path: Path, row: str, words: str) -> None:
        reading = read(tmp_path, vcf([egfr(), row, kras()]))
        assert proteins(reading) == BOTH
        assert len(reading.unresolved) == 1
        one = reading.unresolved[0]
        assert (one.reason, one.source.record1) == ("malformed_row", 2)
        assert one.words.startswith("line 7: " + words)
        assert len(one.source.raw) <= 200
        assert tally(reading).unresolved == 1

    @pytest.mark.parametrize(("row", "words"), BROKEN.values(), ids=BROKEN)
    def test_also_where_no_build_is_known(self, tmp_path: Path, row: str, words: str) -> None:
        reading = read(tmp_path, vcf([egfr(), row, kras()], header=[annotation_line()]))
        assert proteins(reading) == BOTH
        assert [one.words for one in reading.unresolved if words in one.words]
        tally(reading)

    def test_position_0_is_a_telomere(self, tmp_path: Path) -> None:
        reading = read(tmp_path, vcf([egfr(pos="0"), kras()], header=[annotation_line()]))
        assert "POS 0 is a telomere" in reading.unresolved[0].words
        assert reading.records_read == 2

    def test_a_last_row_that_is_cut_is_said(self, tmp_path: Path) -> None:
        text = vcf([egfr(), kras()])
        reading = read(tmp_path, text[:-30])
        assert proteins(reading) == BOTH[:1]
        assert "no_final_line_break" in codes(reading)
        tally(reading)

    @pytest.mark.parametrize(
        ("info", "depth", "said"),
        [
            ("DP=100;DP=5", None, True),
            ("DP=100;DP=100", None, True),
            ("SOMATIC;DP=100;SOMATIC", 100, True),
            ("DP=100;DPX=5", 100, False),
            ("DP=100;", 100, False),
            (".", None, False),
        ],
    )
    def test_a_repeated_key_of_info_is_said_and_unknown(
        self, tmp_path: Path, info: str, depth: int | None, *, said: bool
    ) -> None:
        row = vcf_row("chr7", 55191822, "T", "G", info)
        reading = read(tmp_path, vcf([row], samples=(), header=GRCH38))
        assert only_variant(reading).depth == depth
        assert ("info_repeated" in codes(reading)) is said

    @pytest.mark.parametrize("name", ["https://x.org/a.vcf", "s3://a/b.vcf.gz", "gs://a/b.bcf", "http:a"])
    def test_a_url_is_refused(self, name: str) -> None:
        with pytest.raises(InputError, match="URLs are not read"):
            read_path(Path(name))

    def test_what_is_not_utf8_is_read_as_latin_1_and_said(self, tmp_path: Path) -> None:
        data = vcf([egfr().replace("CSQ=", "NOTE=München;CSQ=")], samples=["Müller"]).encode("latin-1")
        reading = read(tmp_path, data)
        assert proteins(reading) == BOTH[:1]
        assert reading.sample == "Müller"
        assert "not_utf8" in codes(reading)
        assert read(tmp_path, data, sample="Müller").sample == "Müller"


class TestForm:
    TEXT = vcf([egfr(), kras()])

    @pytest.mark.parametrize(
        "text",
        [
            TEXT.replace("\n", "\r\n"),
            "\ufeff" + TEXT,
            TEXT[:-1],
            TEXT + "\n\n",
            TEXT + " \n",
            (TEXT + "\n").replace("\n", "\r\n"),
            TEXT.replace(egfr(), "\n" + egfr() + "\n"),
            TEXT.replace("##contig", "\n##contig", 1),
            "\n" + TEXT,
            TEXT.replace("##fileformat=VCFv4.2\n", ""),
            TEXT.replace("VCFv4.2", "VCFv4.5"),
            vcf([kras(), egfr()]),
        ],
        ids=(
            "crlf bom no-break blank-end space-end crlf-blank blank-mid blank-header blank-start no-version 4.5"
            " unsorted"
        ).split(),
    )
    def test_harmless_forms_read_alike(self, tmp_path: Path, text: str) -> None:
        reading = read(tmp_path, text)
        assert sorted(proteins(reading)) == BOTH
        assert reading.records_read == 2
        assert reading.unresolved == ()
        assert not reading.incomplete

    @pytest.mark.parametrize("stray", ["#note", TEXT.split(egfr())[0][:-1], "##x=y\n#"])
    def test_comments_and_the_same_header_in_the_body_are_passed_over(self, tmp_path: Path, stray: str) -> None:
        reading = read(tmp_path, vcf([egfr(), stray, kras()]))
        assert proteins(reading) == BOTH
        assert [one.words for one in reading.notices if one.code == "comment_in_body"] == [
            "line 7: header or comment lines among the data rows were passed over"
        ]

    @pytest.mark.parametrize(
        ("other", "differs"),
        [
            (vcf([kras()], samples=["OTHER"]), "columns"),
            (vcf([kras()], header=[*GRCH37, annotation_line()]), "genome build"),
            (vcf([kras()], header=[*GRCH38, annotation_line(("SYMBOL", "HGVSp"))]), "annotation fields"),
            (vcf([kras()], header=[annotation_line(key="vep")]), "annotation fields"),
        ],
    )
    def test_another_file_behind_the_first_is_refused(self, tmp_path: Path, other: str, differs: str) -> None:
        with pytest.raises(InputError, match=rf"input:\d+: a second header with other {differs}"):
            read(tmp_path, vcf([egfr()]) + other)

    def test_a_file_without_rows_says_that_nothing_is_implied(self, tmp_path: Path) -> None:
        reading = read(tmp_path, vcf([]))
        assert reading.records_read == 0
        assert codes(reading) == {"no_records"}
        assert tally(reading).read == 0

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (TEXT.split("#CHROM")[0], "no #CHROM line"),
            (TEXT.split("#CHROM")[0] + egfr() + "\n", "input:5: a data row before the #CHROM line"),
            ("##fileformat=VCFv4.2\n##cont", "no #CHROM line"),
            (vcf([egfr()], samples=["A", "A"]), "sample names are empty or repeated"),
            (vcf([egfr()], samples=[""]), "sample names are empty or repeated"),
        ],
    )
    def test_a_broken_header_is_refused(self, tmp_path: Path, text: str, words: str) -> None:
        with pytest.raises(InputError, match=words):
            read(tmp_path, text)

    @pytest.mark.parametrize(
        "data",
        [
            (egfr() + "\n").encode(),
            TEXT.encode("utf-16"),
            bytes(range(256)) * 16,
            TEXT.split("\n", 3)[3].replace("#CHROM", "CHROM").encode(),
        ],
        ids="no-header utf-16 binary no-hash".split(),
    )
    def test_what_is_no_vcf_is_not_taken_for_one(self, tmp_path: Path, data: bytes) -> None:
        with pytest.raises(UsageError, match="format not recognized, it begins with"):
            read(tmp_path, data)

    @pytest.mark.parametrize("columns", [(), ("TUMOR",)])
    def test_site_files_take_counts_from_info(self, tmp_path: Path, columns: tuple[str, ...]) -> None:
        row = "\t".join([*egfr().split("\t")[:7], f"AF=0.25;DP=80;CSQ={entry('EGFR', 'p.Leu858Arg', 'G')}"])
        rows = [row + "\tGT\t0/1" * bool(columns)]
        found = only_variant(read(tmp_path, vcf(rows, samples=columns)))
        assert (found.vaf, found.depth) == ((None, None) if columns else (0.25, 80))


class TestDamage:
    ROWS = tuple(vcf_row("chr7", 1000 + place, "A", "G", "CSQ=" + "ACGT" * 20, "0/1:5,5") for place in range(100))
    DATA = vcf([egfr(), *ROWS, kras()]).encode()
    CUT = DATA.index(b"chr12\t25245351") - 1000

    @pytest.mark.parametrize("pack", [bytes, gzipped, bgzf, lambda data: bgzf(data, block_size=500)])
    def test_compression_does_not_matter(self, tmp_path: Path, pack: type[bytes]) -> None:
        reading = read(tmp_path, pack(self.DATA), name="anything")
        assert proteins(reading) == BOTH
        assert (reading.incomplete, codes(reading)) == (False, {"row_faulty"})  # the rows are in no order

    @pytest.mark.parametrize("size", [64, 1024 * 1024])
    @pytest.mark.parametrize(
        "data",
        [
            bgzf(DATA[:CUT], block_size=500, with_end=False),
            bgzf(DATA, block_size=500)[:-300],
            bgzf(DATA[:CUT], block_size=500) + b"garbage",
            bgzf(DATA[:CUT], block_size=500, with_end=False) + b"\xff" + bgzf(DATA[CUT:])[1:],
        ],
        ids="boundary mid-block garbage magic".split(),
    )
    def test_rows_before_the_fault_are_kept_and_the_reading_is_incomplete(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, size: int
    ) -> None:
        monkeypatch.setattr(source_module, "_CHUNK", size)
        reading = read(tmp_path, data)
        assert proteins(reading) == BOTH[:1]
        assert reading.incomplete
        assert [one.severity for one in reading.notices if one.code == "input_incomplete"] == ["error"]
        tally(reading)

    @pytest.mark.parametrize("data", [b"", bgzf(b""), gzipped(b"")])
    def test_an_empty_file_is_refused(self, tmp_path: Path, data: bytes) -> None:
        with pytest.raises(InputError, match="the file is empty") as raised:
            read(tmp_path, data)
        assert raised.value.exit_code == 3

    def test_damage_within_the_header_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="corrupted or cut"):
            read(tmp_path, bgzf(self.DATA[:100], block_size=50)[:-60])

    def test_damage_before_the_first_byte_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="corrupted or cut"):
            read(tmp_path, bgzf(self.DATA)[:40])

    def test_a_line_over_the_limit_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(source_module, "LINE_LIMIT", 5000)
        monkeypatch.setattr(source_module, "_BLOCK", 1000)
        long = egfr(info="NOTE=" + "x" * 20000)
        with pytest.raises(InputError, match="input:7: a line of more than"):
            read(tmp_path, bgzf(vcf([egfr(), long, kras()]).encode(), block_size=1000))

    def test_standard_input_reads_alike(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        data = bgzf(self.DATA)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        piped = read_path(Path("-"))
        filed = read(tmp_path, data, name="-x")
        assert piped.sha256 == filed.sha256
        assert proteins(piped) == proteins(filed) == BOTH


def test_the_order_of_rows_does_not_change_the_alterations(tmp_path: Path) -> None:
    rows = [egfr(), kras(), OUTSIDE, BROKEN["POS text"][0]]
    found = {frozenset(labels(read(tmp_path, vcf(order)))) for order in permutations(rows)}
    assert found == {frozenset({"EGFR L858R", "KRAS G12C"})}


def test_rows_of_every_kind_add_up(tmp_path: Path) -> None:
    rows = [
        egfr(),
        OUTSIDE,
        egfr(filter="LowQ"),
        egfr(value="0/0:9,0"),
        egfr(info="."),
        vcf_row("chr7", 55200000, "A", "<DEL>", "END=55200900", "0/1:5,5"),
        *(row for row, _ in BROKEN.values()),
    ]
    reading = read(tmp_path, vcf(rows))
    ends = tally(reading)
    assert (ends.interpreted, ends.out_of_scope, ends.filtered, ends.unresolved) == (3, 2, 1, len(BROKEN))
    assert all(isinstance(one, Unresolved) for one in reading.unresolved)
