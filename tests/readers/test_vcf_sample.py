"""Which column is the tumor, by rule and never by place; and what its fields say of an allele."""

from __future__ import annotations

import pytest

from oncotier.errors import SampleChoiceError
from oncotier.readers.vcf_counts import Allele, AlleleCounts, allele_counts
from oncotier.readers.vcf_header import parse_header
from oncotier.readers.vcf_sample import (
    TumorColumn,
    find_tumor,
    genotype_fault,
    has_allele,
    phase_of,
)


def choose(*samples: str, lines: tuple[str, ...] = (), wanted: str = "") -> TumorColumn:
    columns = "#CHROM POS ID REF ALT QUAL FILTER INFO".split() + ["FORMAT", *samples] * bool(samples)
    return find_tumor(parse_header([*lines, "\t".join(columns)], file="x.vcf"), wanted, file="x.vcf")


class TestRules:
    @pytest.mark.parametrize(
        ("samples", "lines", "tumor", "rule"),
        [
            (("B", "A"), ("##tumor_sample=A",), "A", "##tumor_sample"),
            (("TUMOR", "A"), ("##tumor_sample=A",), "A", "##tumor_sample"),
            (("B", "A"), ("##normal_sample=B",), "A", "##tumor_sample and ##normal_sample"),
            (("B", "A", "A_RNA"), ("##normal_sample=B",), "A", "##tumor_sample and ##normal_sample"),
            (("B", "A"), ("##PEDIGREE=<Derived=A,Original=B>",), "A", "##PEDIGREE"),
            (("B", "A"), ('##SAMPLE=<ID=B,Description="blood">',), "A", "##SAMPLE"),
            (("B", "A"), ("##MutectCommand=x --tumor-sample A",), "A", "the caller's command line"),
            (("TCGA-AA-0001-10A-01D", "TCGA-AA-0001-01A-01D"), (), "TCGA-AA-0001-01A-01D", "TCGA barcode"),
            (("NORMAL", "TUMOR"), (), "TUMOR", "sample name"),
            (("TUMOR", "NORMAL"), (), "TUMOR", "sample name"),
            (("N", "T"), (), "T", "sample name"),
            (("P_N1", "P_T1"), (), "P_T1", "sample name"),
            (("p1_tumour_dna", "p1_blood"), (), "p1_tumour_dna", "sample name"),
            (("x", "GERMLINE"), (), "x", "sample name"),
            (("TUMOR", "TUMOR_RNA"), (), "TUMOR", "sample name"),
            (("P1N", "P1T"), (), "P1T", "sample name, beside 'P1N'"),
            (("SNORMAL", "STUMOR"), (), "STUMOR", "sample name, beside 'SNORMAL'"),
            (("P1R", "P1T"), ("##sageVersion=3.4",), "P1T", "sample name, beside 'P1R'"),
            (("P1R", "P1TII"), ("##purpleVersion=4.0",), "P1TII", "sample name, beside 'P1R'"),
            (("S1", "S1_T"), ("##cmdline=x --normalBam a/S1.bam --tumorBam a/S1_T.bam",), "S1_T", "the caller's"),
            (("B", "A"), ('##DRAGENCommandLine=<X="-b /x/B.bam --tumor-bam-input /x/A.bam">',), "A", "the caller's"),
            (("B", "A"), ("##SAMPLE=<ID=TUMOR,SampleName=A>",), "A", "the names in ##SAMPLE"),
            (("NORMAL",), (), "NORMAL", "the only sample column"),
            (("anything",), ("##tumor_sample=other",), "anything", "the only sample column"),
        ],
    )
    def test_first_that_says_anything(
        self, samples: tuple[str, ...], lines: tuple[str, ...], tumor: str, rule: str
    ) -> None:
        found = choose(*samples, lines=lines)
        assert (found.name, found.index0) == (tumor, samples.index(tumor))
        assert found.rule.startswith(rule)

    @pytest.mark.parametrize(
        ("samples", "lines"),
        [
            (("A", "B"), ()),
            (("S1", "S2", "S3"), ()),
            (("TUMOR1", "TUMOR2"), ()),
            (("N", "T", "T2"), ()),
            (("TUMOR", "B"), ("##tumor_sample=TUMOR", "##tumor_sample=B")),
            (("TCGA-AA-0001-01A", "TCGA-AA-0001-02A"), ()),
            (("A", "B"), ("##tumor_sample=gone",)),
            (("NORMAL", "N"), ()),
            (("P1R", "P1T"), ()),
            (("ROBERT", "ELLIOTN"), ()),
            (("P1N", "P1T", "P2T"), ()),
            (("A", "B"), ("##cmdline=x --tumorBam a/C.bam",)),
        ],
    )
    def test_ambiguity_is_an_error_that_lists_the_columns(
        self, samples: tuple[str, ...], lines: tuple[str, ...]
    ) -> None:
        with pytest.raises(SampleChoiceError, match="which sample column is the tumor") as raised:
            choose(*samples, lines=lines)
        assert raised.value.exit_code == 2
        assert all(sample in raised.value.hint for sample in samples)

    def test_the_sample_that_vardict_names_in_its_rows(self) -> None:
        columns = "\t".join(["#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".replace(" ", "\t"), "B", "A"])
        found = find_tumor(parse_header([columns], file="x.vcf"), "", file="x.vcf", of_row="A")
        assert (found.name, found.normal0, found.rule) == ("A", 0, "INFO SAMPLE of VarDict")

    def test_a_long_list_is_cut(self) -> None:
        with pytest.raises(SampleChoiceError) as raised:
            choose(*(f"S{number}" for number in range(30)))
        assert raised.value.hint.endswith("S19 ... and 10 more")

    def test_the_users_choice_comes_first(self) -> None:
        assert choose("TUMOR", "NORMAL", wanted="NORMAL").name == "NORMAL"

    def test_an_unknown_choice_lists_the_columns(self) -> None:
        with pytest.raises(SampleChoiceError, match="no sample 'X'") as raised:
            choose("A", "B", wanted="X")
        assert raised.value.hint == "samples: A, B"

    def test_a_file_without_sample_columns_is_read(self) -> None:
        assert choose().index0 is None
        assert choose(wanted="P1").name == "P1"

    @pytest.mark.parametrize(
        ("samples", "lines", "has_normal"),
        [
            (("TUMOR", "NORMAL"), (), True),
            (("A", "B"), ("##tumor_sample=A", "##normal_sample=B"), True),
            (("A", "B"), ("##tumor_sample=A",), False),
            (("TUMOR", "TUMOR_RNA"), (), False),
            (("TUMOR",), (), False),
        ],
    )
    def test_a_normal_beside_it_makes_the_calls_somatic(
        self, samples: tuple[str, ...], lines: tuple[str, ...], has_normal: bool
    ) -> None:
        assert choose(*samples, lines=lines).has_normal is has_normal


class TestGenotype:
    @pytest.mark.parametrize("genotype", ["0/1", "1", ".", "./.", "1|.", "0|1", "/1", "|1", "0/1/2", ".|2", "2/2"])
    def test_as_the_specification_writes_it(self, genotype: str) -> None:
        assert genotype_fault(genotype, 2) == ""

    @pytest.mark.parametrize("genotype", ["a/b", "", "0/", "0//1", "0\\1", "-1", "0/1 ", "²", "1" * 5000])
    def test_otherwise(self, genotype: str) -> None:
        assert "is not a genotype" in genotype_fault(genotype, 2)

    @pytest.mark.parametrize("genotype", ["0/9", "3", ".|3"])
    def test_of_an_allele_that_the_row_does_not_have(self, genotype: str) -> None:
        assert "of 2" in genotype_fault(genotype, 2)

    @pytest.mark.parametrize(
        ("genotype", "allele1", "has"),
        [
            ("0/1", 1, True),
            ("0/2", 1, False),
            ("0/2", 2, True),
            ("0/0", 1, False),
            ("./.", 1, True),
            ("0/.", 1, True),
            ("1", 1, True),
            ("0|10", 1, False),
        ],
    )
    def test_presence_of_an_allele(self, genotype: str, allele1: int, has: bool) -> None:
        assert has_allele({"GT": genotype}, allele1) is has
        assert has_allele({"AD": "1,2"}, allele1)


def counts(fields: dict[str, str], *, allele1: int = 1, alternates: int = 1, info: str = "") -> AlleleCounts:
    return allele_counts(fields, dict(part.split("=") for part in info.split(";") if part), Allele(allele1, alternates))


class TestCounts:
    @pytest.mark.parametrize(
        ("fields", "vaf", "depth"),
        [
            ({"AF": "0.3", "AD": "1,1", "DP": "90"}, 0.3, 90),
            ({"AD": "70,30"}, 0.3, 100),
            ({"AD": "70,30", "DP": "99"}, 0.3, 99),
            ({"AD": "0,0", "DP": "0"}, None, 0),
            ({"AD": "0,0"}, None, 0),
            ({"AF": "0", "DP": "50"}, 0.0, 50),
            ({"AF": "1e-3"}, 0.001, None),
            ({"AF": ".5"}, 0.5, None),
            ({"AF": "1."}, 1.0, None),
        ],
    )
    def test_as_stated(self, fields: dict[str, str], vaf: float | None, depth: int | None) -> None:
        assert counts(fields) == AlleleCounts(vaf, depth)

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"GT": "0/1"},
            {"AD": "."},
            {"AD": ".,."},
            {"AD": "70"},
            {"AD": "70,30,5"},
            {"AD": "a,b"},
            {"AD": "-70,100"},
            {"AD": "nan,5"},
            {"AD": "inf,5"},
            {"AD": "1_0,5"},
            {"AD": "²,5"},
            {"AD": "7.5,2"},
            {"AF": "0.3,0.2"},
            {"AF": "130%"},
            {"AF": "30"},
            {"AF": "-0.1"},
            {"AF": "nan"},
            {"AF": "inf"},
            {"AF": "0_1"},
            {"AF": "e5"},
            {"AF": ""},
            {"AF": "1e999"},
            {"DP": "abc"},
            {"DP": "-1"},
            {"DP": "²"},
            {"DP": "9" * 5000},
            {"DP": "1.5"},
        ],
    )
    def test_what_does_not_fit_is_unknown_and_never_zero(self, fields: dict[str, str]) -> None:
        assert counts(fields) == AlleleCounts(None, None)

    @pytest.mark.parametrize(("allele1", "vaf"), [(1, 0.2), (2, 0.3)])
    def test_each_allele_has_its_own(self, allele1: int, vaf: float) -> None:
        assert counts({"AF": "0.2,0.3"}, allele1=allele1, alternates=2).vaf == vaf
        assert counts({"AD": "50,20,30"}, allele1=allele1, alternates=2) == AlleleCounts(vaf, 100)

    def test_info_speaks_only_where_there_is_no_sample_column(self) -> None:
        assert counts({}, info="AF=0.25;DP=80") == AlleleCounts(0.25, 80)
        assert counts({"GT": "0/1"}, info="AF=0.25;DP=80") == AlleleCounts(None, None)
        assert counts({}, info="AF=0.25,0.5;DP=80") == AlleleCounts(None, 80)

    def test_a_share_of_genotypes_is_no_share_of_reads(self) -> None:
        assert counts({}, info="AC=1;AN=2;AF=0.5;DP=100") == AlleleCounts(None, 100)
        assert counts({}, info="AC=1;AN=2;AF=0.5;DP=100;RO=92;AO=8") == AlleleCounts(0.08, 100)


@pytest.mark.parametrize(
    ("fields", "allele1", "phase"),
    [
        ({"GT": "0|1", "PS": "77"}, 1, "77|1"),
        ({"GT": "1|0", "PS": "77"}, 1, "77|0"),
        ({"GT": "1|1", "PS": "77"}, 1, "77|01"),
        ({"GT": "0|1"}, 1, ".|1"),
        ({"GT": "0|1", "PS": "."}, 1, ".|1"),
        ({"GT": "0/1", "PS": "77"}, 1, ""),
        ({"GT": "1", "PS": "77"}, 1, ""),  # hemizygous
        ({"GT": "1|2", "PS": "5"}, 1, "5|0"),
        ({"GT": "1|2", "PS": "5"}, 2, "5|1"),
        ({"GT": "0|2", "PS": "5"}, 1, ""),
        ({"GT": ".|1", "PS": "5"}, 1, "5|1"),
        ({"GT": "0|0|1", "PS": "5"}, 1, "5|2"),
        ({"GT": "0/1", "PGT": "0|1", "PID": "100_A_T"}, 1, "100_A_T|1"),
        ({"GT": "0/1", "PGT": "1|0", "PID": "100_A_T"}, 1, "100_A_T|0"),
        ({"GT": "0/2", "PGT": "0|1", "PID": "100_A_T"}, 2, "100_A_T|1"),
        ({"GT": "0/1", "PGT": ".", "PID": "."}, 1, ""),
        ({"GT": "0|1", "PS": "9", "PGT": "1|0", "PID": "100_A_T"}, 1, "9|1"),
        ({}, 1, ""),
    ],
)
def test_phase_of(fields: dict[str, str], allele1: int, phase: str) -> None:
    assert phase_of(fields, allele1) == phase
