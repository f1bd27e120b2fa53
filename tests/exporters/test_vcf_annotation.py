"""The annotated VCF: only INFO of interpreted rows and our header lines change; programs of htslib read it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncotier.domain.alteration import Alteration, Kind, SmallVariant
from oncotier.domain.observation import Source, Unresolved
from oncotier.domain.value import replace
from oncotier.exporters.vcf_annotation import FIELDS, Annotator, entries_by_record
from tests.exporters.reports import plain_report

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.report import Report
    from tests.conftest import Run

HEAD = b"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
ROW = "7\t{}\t.\tT\t{}\t.\tPASS\t{}"


def report_on(*places: tuple[int, int], label: str = "EGFR L858R") -> Report:
    """Return a report with one alteration that stands at these (record, allele) of in.vcf."""
    sources = tuple(Source("in.vcf", record1, "raw", allele1) for record1, allele1 in places)
    plain = plain_report()
    one = replace(plain.alterations[0], label=label, sources=sources)
    return replace(plain, alterations=(one,), unresolved=(), unmatched=(), incomplete=False)


def rewritten(body: bytes, report: Report, *, size: int = 1 << 20, head: bytes = HEAD) -> bytes:
    """Return what becomes of a VCF that is read in chunks of whole lines."""
    lines = (head + body).splitlines(keepends=True) if size == 1 else [head + body]
    return b"".join(Annotator(report, "in.vcf").rewrite(lines))


def infos(text: bytes) -> list[str]:
    return [line.split("\t")[7] for line in text.decode().splitlines() if not line.startswith("#")]


def test_an_entry_has_every_sub_field() -> None:
    (info,) = infos(rewritten(ROW.format(5, "G", "DP=3").encode() + b"\n", report_on((1, 1))))
    assert info.startswith("DP=3;ONCOTIER=")
    entry = dict(zip(FIELDS, info.removeprefix("DP=3;ONCOTIER=").split("|"), strict=True))
    assert entry == {
        "Allele_number": "1", "Gene": "EGFR", "Label": "EGFR%20L858R", "Classes": "class", "AMP_tier": "I-A",
        "ESCAT": "", "Options": "Osimertinib&Osimertinib", "Option_tiers": "I-A&I-A",
        "Option_states": "available&conditional", "Not_recommended": "Osimertinib", "Speaks_against": "Osimertinib",
        "State": "available",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (".", "ONCOTIER=X"),
        ("", "ONCOTIER=X"),
        ("DP=3", "DP=3;ONCOTIER=X"),
        ("DP=3;", "DP=3;ONCOTIER=X"),
        ("ONCOTIER=old", "ONCOTIER=X"),
        ("A=1;ONCOTIER=old,older;B", "A=1;B;ONCOTIER=X"),
        ("ONCOTIER;XONCOTIER=1", "XONCOTIER=1;ONCOTIER=X"),
    ],
)
def test_the_field_is_added_or_replaced(before: str, after: str) -> None:
    (info,) = infos(rewritten(ROW.format(5, "G", before).encode() + b"\n", report_on((1, 1))))
    start, _, entry = info.partition("ONCOTIER=1|") if "X" not in info else info.rpartition("ONCOTIER=1|")
    assert start + "ONCOTIER=X" == after
    assert entry.endswith("|available")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (".", "."),
        ("", ""),
        ("ONCOTIER=old", "."),
        ("A=1;ONCOTIER=old", "A=1"),
        ("NOTONCOTIER=1;;B", "NOTONCOTIER=1;;B"),
    ],
)
def test_an_old_field_of_a_row_without_a_finding_goes(before: str, after: str) -> None:
    assert infos(rewritten(ROW.format(5, "G", before).encode() + b"\n", report_on())) == [after]


def test_each_allele_has_its_entry() -> None:
    report = report_on((1, 2))
    other = replace(report.alterations[0], label="EGFR L858Q", id="A2", sources=(Source("in.vcf", 1, "raw", 1),))
    report = replace(report, alterations=(*report.alterations, other))
    (info,) = infos(rewritten(ROW.format(5, "A,G", ".").encode() + b"\n", report))
    numbers = [entry.split("|")[0::2][:2] for entry in info.removeprefix("ONCOTIER=").split(",")]
    assert numbers == [["1", "EGFR%20L858Q"], ["2", "EGFR%20L858R"]]


def test_an_allele_that_is_not_told_is_told_only_where_there_is_one() -> None:
    (entries,) = entries_by_record(report_on((1, 0)), "in.vcf").values()
    assert [entries[0].text(alternates).split("|")[0] for alternates in (1, 2)] == ["1", ""]


def test_unresolved_alleles_are_named() -> None:
    source = Source("in.vcf", 1, "raw", 1)
    report = replace(report_on(), unresolved=(Unresolved(source, "consequence_unavailable", "words"),))
    (info,) = infos(rewritten(ROW.format(5, "G", ".").encode() + b"\n", report))
    assert info == "ONCOTIER=1" + "|" * (len(FIELDS) - 1) + "unresolved"


@given(label=st.text(min_size=1, max_size=20))
def test_every_text_comes_back(label: str) -> None:
    (info,) = infos(rewritten(ROW.format(5, "G", ".").encode() + b"\n", report_on((1, 1), label=label)))
    written = info.split("|")[FIELDS.index("Label")]
    assert unquote(written) == label.encode("utf-8", "backslashreplace").decode()
    assert not set(written) & set(" \t\r\n;=,|&")


def test_malformed_rows_pass_unchanged_and_are_counted() -> None:
    rows = [b"7\t5\n", b"7\tx\t.\tT\tG\t.\tPASS\tONCOTIER=1\n", b"7\t6\t.\tT\tG\t.\tPASS\tDP=1\textra\n"]
    annotator = Annotator(report_on((1, 1), (3, 1)), "in.vcf")
    assert b"".join(annotator.rewrite([HEAD, *rows])).endswith(b"".join(rows))
    assert (annotator.malformed, annotator.annotated) == (3, 0)


def test_old_header_lines_of_ours_are_replaced() -> None:
    body = ROW.format(5, "G", ".").encode() + b"\n"
    once = rewritten(body, report_on((1, 1)))
    assert rewritten(b"", report_on((1, 1)), head=once) == once
    assert once.count(b"##INFO=<ID=ONCOTIER,Number=.,Type=String,Description=") == 1


def test_an_incomplete_input_is_marked() -> None:
    assert b"##oncotierStatus=incomplete" in rewritten(b"", replace(report_on(), incomplete=True))


def test_line_breaks_stay() -> None:
    crlf = HEAD.replace(b"\n", b"\r\n")
    text = rewritten(b"7\t5\t.\tT\tG\t.\tPASS\t.\r\n7\t6\t.\tT\tG\t.\tPASS\tDP=1", report_on((1, 1), (2, 1)), head=crlf)
    assert text.count(b"\r\n") == text.count(b"\n")
    assert not text.endswith(b"\n")
    assert [info.split("=")[0] for info in infos(text)] == ["ONCOTIER", "DP"]


LINES = st.sampled_from(
    [
        b"7\t5\t.\tT\tG\t.\tPASS\tDP=1\n", b"\n", b"  \n", b"#comment\n", b"7\t5\n", b"\t\n", b"\r\n",
        b"7\t5\t.\tT\tG\t.\tPASS\tONCOTIER=x\n", b"\x0c\n", b"X\ty\tz\n", b"7\t5\t.\tT\tG\t.\tPASS\tDP=1;F\r\n",
    ]
)  # fmt: skip


@given(lines=st.lists(LINES, max_size=30), wanted=st.sets(st.integers(1, 20)), cuts=st.integers(1, 7))
def test_records_are_counted_as_the_reader_counts_them(lines: list[bytes], wanted: set[int], cuts: int) -> None:
    """However a file is cut into chunks, the same rows change, and they are the rows of the reader's numbers."""
    report = report_on(*((record1, 1) for record1 in sorted(wanted)))
    chunks = [HEAD, *(b"".join(lines[start : start + cuts]) for start in range(0, len(lines), cuts))]
    found = b"".join(Annotator(report, "in.vcf").rewrite(chunks))
    assert found == b"".join(Annotator(report, "in.vcf").rewrite([HEAD, *lines]))
    records = [line for line in lines if line.strip() and not line.startswith(b"#")]
    well = [number for number, line in enumerate(records, 1) if line.count(b"\t") == 7 and number in wanted]
    body = [line for line in found.split(b"\n") if line.strip() and not line.startswith(b"#")]
    assert [number for number, line in enumerate(body, 1) if b"ONCOTIER=1|" in line] == well


class TestCommand:
    def test_htslib_reads_it(self, run: Run, tmp_path: Path) -> None:
        import pysam
        from cyvcf2 import VCF
        from pysam import bcftools

        target = tmp_path / "out.vcf.gz"
        done = run("interpret", "examples/lung_egfr.vcf", "-t", "LUAD", "-f", "vcf", "-o", str(target))
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "out.vcf.gz.tbi").is_file()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["out.vcf.gz", "out.vcf.gz.tbi"]
        labels = {"EGFR%20T790M", "EGFR%20L858R", "TP53%20R273H"}
        listed = bcftools.query("-f", "%INFO/ONCOTIER\n", "-i", 'ONCOTIER!="."', str(target))
        assert {line.split("|")[2] for line in str(listed).splitlines()} == labels
        assert "TP53%20R273H" in bcftools.view("-H", "-r", "chr17", str(target))
        found = {row.INFO.get("ONCOTIER", "||").split("|")[2] for row in VCF(str(target))}
        assert found - {""} == labels
        with pysam.VariantFile(str(target)) as stream:
            assert stream.header.info["ONCOTIER"].number == "."
            assert sum("ONCOTIER" in row.info for row in stream) == 3

    def test_from_a_pipe_to_a_pipe(self, run: Run, root: Path) -> None:
        text = (root / "examples" / "lung_egfr.vcf").read_bytes()
        from_file = run("interpret", "examples/lung_egfr.vcf", "-t", "LUAD", "-f", "vcf").stdout
        piped = run("interpret", "-", "-t", "LUAD", "-f", "vcf", stdin=text)
        assert (piped.returncode, piped.stdout) == (0, from_file)
        kept = [line for line in from_file.splitlines() if b"ONCOTIER" not in line and b"##oncotier" not in line]
        assert set(kept) <= set(text.splitlines())
        assert from_file.count(b"\n") == text.count(b"\n") + 2

    def test_alleles_and_records_of_an_untidy_file(self, run: Run, tmp_path: Path) -> None:
        text = (
            "##fileformat=VCFv4.3\n##contig=<ID=7,length=159345973>\n##reference=GRCh38\n"
            "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n"
            "\n7\t100\t.\tT\tG\t.\tPASS\t.\tGT\t0/1\n# a comment\n7\t55191822\n"
            "7\t55191822\t.\tT\tA,G\t.\tPASS\tDP=9\tGT\t1/2\n7\t55181378\t.\tC\tT,<*>\t.\tPASS\t.\tGT\t0/1\n"
        )
        source = tmp_path / "untidy.vcf"
        source.write_text(text, encoding="utf-8")
        done = run("interpret", str(source), "-t", "LUAD", "-f", "vcf")
        assert done.returncode == 3, done.stderr
        rows = [line.split("\t") for line in done.stdout.decode().splitlines() if line.startswith("7\t")]
        found = [[entry.split("|")[:3] for entry in row[7].partition("ONCOTIER=")[2].split(",")] for row in rows[2:]]
        assert found == [
            [["1", "EGFR", "EGFR%20L858Q"], ["2", "EGFR", "EGFR%20L858R"]],
            [["1", "EGFR", "EGFR%20T790M"]],
        ]
        assert [row[:2] for row in rows] == [["7", "100"], ["7", "55191822"], ["7", "55191822"], ["7", "55181378"]]
        report = run("interpret", str(source), "-t", "LUAD", "-f", "json").stdout.decode()
        assert report.count('"record": 3') == 2

    @pytest.mark.parametrize("inputs", [("examples/melanoma_braf.maf",), ("examples/lung_egfr.vcf",) * 2])
    def test_one_vcf_is_needed(self, run: Run, inputs: tuple[str, ...]) -> None:
        done = run("interpret", *inputs, "-f", "vcf")
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"give exactly one VCF" in done.stderr

    def test_an_unsorted_file_keeps_its_order_and_has_no_index(self, run: Run, root: Path, tmp_path: Path) -> None:
        import gzip

        *head, row = (root / "examples" / "lung_egfr.vcf").read_bytes().splitlines(keepends=True)
        start = next(number for number, line in enumerate(head) if not line.startswith(b"#"))
        source, target = tmp_path / "in.vcf", tmp_path / "out.vcf.gz"
        source.write_bytes(b"".join([*head[:start], row, *reversed(head[start:])]))
        (tmp_path / "out.vcf.gz.tbi").write_bytes(b"an index of before")
        done = run("interpret", str(source), "-t", "LUAD", "-f", "vcf", "-o", str(target))
        assert done.returncode == 0, done.stderr
        assert b"no .tbi was written" in done.stderr
        assert not (tmp_path / "out.vcf.gz.tbi").exists()
        order = [line.split(b"\t")[:2] for line in source.read_bytes().splitlines() if not line.startswith(b"#")]
        written = gzip.decompress(target.read_bytes()).splitlines()
        assert [line.split(b"\t")[:2] for line in written if not line.startswith(b"#")] == order

    def test_a_truncated_input_says_so(self, run: Run, root: Path, tmp_path: Path) -> None:
        import gzip

        packed = gzip.compress((root / "examples" / "lung_egfr.vcf").read_bytes())
        source = tmp_path / "cut.vcf.gz"
        source.write_bytes(packed[:-40])
        done = run("interpret", str(source), "-t", "LUAD", "-f", "vcf")
        assert done.returncode == 3
        assert b"##oncotierStatus=incomplete" in done.stdout


def test_the_alteration_of_the_reports_is_a_small_variant() -> None:
    """The reports of these tests must hold what the reader of a VCF makes."""
    one = plain_report().alterations[0]
    assert isinstance(one, Alteration)
    assert (one.kind, type(one.event)) == (Kind.SMALL_VARIANT, SmallVariant)
