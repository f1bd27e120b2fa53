"""Which files belong to one sample: joined on stated grounds, kept apart otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncotier.batch.found_file import FoundFile
from oncotier.batch.grouping import group_files, stem_of


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("P001.vcf", "P001"),
        ("P001.mutect2.filtered.vcf.gz", "P001"),
        ("P001_cnv.tsv", "P001"),
        ("COLO829T.purple.cnv.gene.tsv", "COLO829T"),
        ("TCGA.AB.1234.vcf", "TCGA.AB.1234"),
        ("sample_1.vcf", "sample_1"),
        ("P001_T1.vcf", "P001_T1"),
        ("P001_tumor.vcf", "P001"),
        ("P001.b37.vcf", "P001"),
        ("lab-B37.vcf", "lab-B37"),
        ("somatic.vcf.gz", ""),
        ("P001", "P001"),
    ],
)
def test_the_part_of_a_file_name_that_names_the_sample(name: str, stem: str) -> None:
    assert stem_of(Path(name)) == stem


def found(path: str, kind: str = "vcf", samples: str = "", columns: str = "") -> FoundFile:
    return FoundFile(Path("/data") / path, path, kind, tuple(samples.split()), tuple(columns.split()))


def grouped(*files: FoundFile) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for member in group_files(files):
        groups.setdefault(member.sample, []).append(member.file.shown)
    return groups


CASES: dict[str, tuple[list[FoundFile], dict[str, list[str]]]] = {
    "one file name": (
        [found("P1.vcf"), found("P1.fusions.tsv", "arriba"), found("P2.vcf")],
        {"P1": ["P1.vcf", "P1.fusions.tsv"], "P2": ["P2.vcf"]},
    ),
    "a folder for each sample": (
        [found("P1/somatic.vcf"), found("P1/fusions.tsv", "arriba"), found("P2/somatic.vcf")],
        {"P1": ["P1/somatic.vcf", "P1/fusions.tsv"], "P2": ["P2/somatic.vcf"]},
    ),
    "folders of tools within the folder of the sample": (
        [found("P1/purple/P1.purple.cnv.gene.tsv", "purple-cnv"), found("P1/linx/P1.linx.fusion.tsv", "linx-fusion")],
        {"P1": ["P1/purple/P1.purple.cnv.gene.tsv", "P1/linx/P1.linx.fusion.tsv"]},
    ),
    "the same name in folders of two hospitals is two samples": (
        [found("a/P1.vcf"), found("b/P1.vcf")],
        {"a/P1": ["a/P1.vcf"], "b/P1": ["b/P1.vcf"]},
    ),
    "a table names a sample as a folder and a file would": (
        [found("a/P1.vcf"), found("b/P1.vcf"), found("c.maf", "maf", "a/P1 Q")],
        {"./a/P1": ["a/P1.vcf"], "b/P1": ["b/P1.vcf"], "a/P1": ["c.maf"], "Q": ["c.maf"]},
    ),
    "tables that name samples": (
        [found("data_mutations.txt", "maf", "S1 S2"), found("data_cna.txt", "cbioportal-cna", "S2 S3")],
        {"S1": ["data_mutations.txt"], "S2": ["data_mutations.txt", "data_cna.txt"], "S3": ["data_cna.txt"]},
    ),
    "a table joins the file of that name": (
        [found("cohort.maf", "maf", "P1 P2"), found("P1.cnv.tsv", "cnvkit")],
        {"P1": ["cohort.maf", "P1.cnv.tsv"], "P2": ["cohort.maf"]},
    ),
    "a column of a VCF joins the table": (
        [found("cohort.txt", "cbioportal-clinical", "P1 P2"), found("run77.vcf", "vcf", columns="P1 N9")],
        {"P1": ["cohort.txt", "run77.vcf"], "P2": ["cohort.txt"]},
    ),
    "a word that every file carries is no sample": (
        [found("P1.maf", "maf", "TUMOR"), found("P2.maf", "maf", "TUMOR")],
        {"P1": ["P1.maf"], "P2": ["P2.maf"]},
    ),
    "a project name that every file carries is no sample": (
        [found("P1.maf", "maf", "PROJ"), found("P2.maf", "maf", "PROJ")],
        {"P1": ["P1.maf"], "P2": ["P2.maf"]},
    ),
    "persons of a bundle have no names": (
        [found("b.json", "fhir", "subject-1 subject-2"), found("c.json", "fhir", "subject-1")],
        {"b.subject-1": ["b.json"], "b.subject-2": ["b.json"], "c": ["c.json"]},
    ),
    "members of two cohorts are not one sample": (
        [found(f"{name}.json", "phenopacket", "member-1 member-2") for name in ("b", "c")],
        {f"{name}.member-{number}": [f"{name}.json"] for name in ("b", "c") for number in (1, 2)},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_grouping(case: str) -> None:
    files, expected = CASES[case]
    assert grouped(*files) == expected
    assert grouped(*reversed(files)).keys() == expected.keys()
