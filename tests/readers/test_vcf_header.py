"""The header of a VCF: columns, where the annotation is described, and what it says of build and samples."""

from __future__ import annotations

import pytest

from oncotier.errors import InputError
from oncotier.readers.vcf_header import SampleHint, VcfHeader, build_evidence, parse_header
from tests.readers.builders import annotation_line

COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"


def header(*lines: str, columns: str = COLUMNS + "\tFORMAT\tT") -> VcfHeader:
    return parse_header(["##fileformat=VCFv4.2", *lines, columns], file="x.vcf")


class TestColumns:
    @pytest.mark.parametrize(
        ("columns", "samples"),
        [(COLUMNS, ()), (COLUMNS + "\tFORMAT", ()), (COLUMNS + "\tFORMAT\tB\tA", ("B", "A"))],
    )
    def test_samples_follow_format(self, columns: str, samples: tuple[str, ...]) -> None:
        assert header(columns=columns).samples == samples

    @pytest.mark.parametrize(
        "columns",
        [
            COLUMNS.replace("\t", " "),
            COLUMNS.replace("REF\tALT", "ALT\tREF"),
            COLUMNS.removesuffix("\tINFO"),
            COLUMNS + "\tTUMOR",
            "#CHROMOSOME",
        ],
    )
    def test_another_column_line_is_refused_with_what_it_reads(self, columns: str) -> None:
        with pytest.raises(InputError, match=r"x\.vcf:2: the column line reads '#CHROM") as raised:
            header(columns=columns)
        assert "#CHROM POS ID REF ALT QUAL FILTER INFO" in raised.value.hint

    @pytest.mark.parametrize("samples", ["T\tT", "T\t", ""])
    def test_repeated_and_empty_sample_names_are_refused(self, samples: str) -> None:
        with pytest.raises(InputError, match="sample names are empty or repeated"):
            header(columns=f"{COLUMNS}\tFORMAT\t{samples}")


class TestAnnotation:
    def test_fields_and_key_are_taken_from_the_description(self) -> None:
        found = header(annotation_line(("SYMBOL", "HGVSp", "Allele"), key="vep"))
        assert (found.csq_key, found.csq_fields) == ("vep", ("SYMBOL", "HGVSp", "Allele"))

    @pytest.mark.parametrize(
        "line",
        [
            '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence. Format: Allele|SYMBOL">',
            "##INFO=<ID=CSQ,Number=.,Type=String,Description=Consequence from VEP. Format: Allele|SYMBOL>",
            '##INFO=<ID=ANN,Number=.,Type=String,Description="From Ensembl VEP. Format: Allele | SYMBOL ">',
            '##INFO=<ID=CSQ,Number=.,Type=String,Description="x. Format: Allele|SYMBOL",Source="VEP",Version="110">',
        ],
    )
    def test_dialects_of_the_description(self, line: str) -> None:
        assert header(line).csq_fields == ("Allele", "SYMBOL")

    @pytest.mark.parametrize(
        "line",
        [
            "",
            "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation'\">",
            '##INFO=<ID=CSQ,Number=.,Type=String,Description="Local consequence from BCFtools/csq. Format: a|b">',
            '##INFO=<ID=CSQ,Number=.,Type=String,Description="no layout">',
            '##FORMAT=<ID=CSQ,Number=.,Type=String,Description="Ensembl VEP. Format: a|b">',
        ],
    )
    def test_other_annotations_are_not_taken_for_vep(self, line: str) -> None:
        assert header(line).annotation.dialect != "vep"


class TestBuild:
    @pytest.mark.parametrize(
        ("line", "build"),
        [
            ("##contig=<ID=chr7,length=159345973>", "GRCh38"),
            ("##contig=<ID=7,length=159138663,assembly=x>", "GRCh37"),
            ("##contig=<length=159138663,ID=7>", "GRCh37"),
            ("##contig=<ID=7,assembly=hg19>", "GRCh37"),
            ('##contig=<ID=7,assembly="GRCh38">', "GRCh38"),
            ("##reference=file:///data/Homo_sapiens.GRCh38.fa", "GRCh38"),
            ("##reference=hg19.fasta", "GRCh37"),
            ("##new_reference_genome=/x/hg38.fa", "GRCh38"),
            ("##assembly=b37", "GRCh37"),
            ('##VEP="v110" API="v110" cache="/c/110_GRCh38" assembly="GRCh38.p14" dbSNP="154"', "GRCh38"),
        ],
    )
    def test_evidence(self, line: str, build: str) -> None:
        assert {piece.build for piece in build_evidence([line])} == {build}

    @pytest.mark.parametrize(
        "line",
        [
            "##contig=<ID=chr7>",
            "##contig=<ID=chr7,length=1>",
            "##contig=<ID=20,length=62435964,assembly=B36>",
            "##contig=<ID=7,length=" + "9" * 5000 + ">",
            "##reference=genome.fa",
            "##reference=hg19ToHg38",
            "##source=hg19",
            "##liftOverFile=hg38ToHg19.over.chain.gz",
            '##VEP="v110" cache="/c/110"',
        ],
    )
    def test_what_is_no_evidence(self, line: str) -> None:
        assert build_evidence([line]) == ()

    def test_contigs_are_counted_not_listed(self) -> None:
        lines = ["##contig=<ID=chr7,length=159345973>", "##contig=<ID=chr12,length=133275309>"]
        assert [piece.words for piece in build_evidence(lines)] == ["lengths of 2 contigs"]


class TestHints:
    @pytest.mark.parametrize(
        ("lines", "hint"),
        [
            (["##tumor_sample=A ", "##normal_sample=B"], SampleHint("", frozenset("A"), frozenset("B"))),
            (["##tumor_sample=A", "##tumor_sample=C"], SampleHint("", frozenset("AC"))),
            (["##normal_sample=B"], SampleHint("", frozenset(), frozenset("B"))),
            (["##PEDIGREE=<Derived=A,Original=B>"], SampleHint("", frozenset("A"), frozenset("B"))),
            (["##PEDIGREE=<ID=A,Original=B>"], SampleHint("", frozenset("A"), frozenset("B"))),
            (
                ['##SAMPLE=<ID=A,Description="primary tumour">', "##SAMPLE=<ID=B,Genomes=Germline,Mixture=1.>"],
                SampleHint("", frozenset("A"), frozenset("B")),
            ),
            (
                ['##GATKCommandLine=<ID=Mutect2,CommandLine="Mutect2 --tumor-sample A --normal-sample B -I x">'],
                SampleHint("", frozenset("A"), frozenset("B")),
            ),
            (["##cmdline=caller --tumor A --out x"], SampleHint("", frozenset("A"))),
            (["##cmdline=run.py --tumorBam=A --normalBam=B"], SampleHint("", frozenset("A"), frozenset("B"))),
            (["##PEDIGREE=<Original=B,Derived=A>"], SampleHint("", frozenset("A"), frozenset("B"))),
            (["##PEDIGREE=<Tumor=A,Normal=B>"], SampleHint("", frozenset("A"), frozenset("B"))),
            (['##DRAGENCommandLine=<X="--RGSM B --RGSM-tumor A">'], SampleHint("", frozenset("A"), frozenset("B"))),
            (["##callerCommand=run -tumor A"], SampleHint("", frozenset("A"))),
        ],
    )
    def test_of_header_lines(self, lines: list[str], hint: SampleHint) -> None:
        found = [(one.tumors, one.normals) for one in header(*lines).hints]
        assert found == [(hint.tumors, hint.normals)]

    @pytest.mark.parametrize(
        "line",
        [
            "##PEDIGREE=<ID=C,Father=A,Mother=B>",
            '##SAMPLE=<ID=A,Description="tumor and normal, mixed">',
            "##SAMPLE=<ID=A,SampleName=TCGA-AA-0001-01A>",
            '##DRAGENCommandLine=<X="--RGSM B --bam-input b.bam">',
        ],
    )
    def test_lines_that_say_nothing(self, line: str) -> None:
        assert header(line).hints == ()
