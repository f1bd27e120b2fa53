"""A sample gives the same options however it is written: findings in words, MAF, annotated or raw VCF, either build."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oncotier.domain.settings import Settings
from oncotier.domain.value import Value
from oncotier.interpret.assemble import interpret
from oncotier.readers.listing import from_texts
from tests.accuracy.cases import knowledge
from tests.accuracy.laws import view
from tests.readers.builders import GRCH37, GRCH38, csq, maf, maf_row, read, vcf, vcf_row

HEADERS = {"GRCh37": GRCH37, "GRCh38": GRCH38}


class Change(Value, frozen=True):
    """A substitution that everybody knows, with its place on both builds (1-based)."""

    gene: str
    protein: str
    chrom: str
    pos1: tuple[int, int]
    ref: str
    alt: str


CHANGES = (
    Change("EGFR", "L858R", "7", (55259515, 55191822), "T", "G"),
    Change("EGFR", "T790M", "7", (55249071, 55181378), "C", "T"),
    Change("BRAF", "V600E", "7", (140453136, 140753336), "A", "T"),
    Change("KRAS", "G12C", "12", (25398285, 25245351), "C", "A"),
    Change("KRAS", "G12D", "12", (25398284, 25245350), "C", "T"),
    Change("NRAS", "Q61K", "1", (115256530, 114713909), "G", "T"),
    Change("PIK3CA", "H1047R", "3", (178952085, 179234297), "A", "G"),
    Change("IDH1", "R132H", "2", (209113112, 208248388), "C", "T"),
    Change("TP53", "R273H", "17", (7577120, 7673802), "C", "T"),
)
TUMORS = ("LUAD", "COAD", "MEL", "BRCA", "ASTR", "AML", "")


def written(changes: list[Change]) -> dict[str, str]:
    """Write the sample as a file of each kind."""
    files = {"MAF": maf([maf_row(one.gene, f"p.{one.protein}") for one in changes])}
    for place, (build, header) in enumerate(HEADERS.items()):
        bare = [vcf_row(one.chrom, one.pos1[place], one.ref, one.alt, "DP=100") for one in changes]
        files[f"raw VCF on {build}"] = vcf(bare, samples=(), header=header)
    annotated = [vcf_row(one.chrom, one.pos1[1], one.ref, one.alt, f"CSQ={_annotation(one)}") for one in changes]
    files["annotated VCF"] = vcf(annotated, samples=())
    return files


def _annotation(one: Change) -> str:
    return csq(Allele=one.alt, SYMBOL=one.gene, HGVSp=f"p.{one.protein}", Consequence="missense_variant")


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4, unique=True), st.sampled_from(TUMORS))
def test_format_and_build_change_no_option(changes: list[Change], tumor: str) -> None:
    asked = Settings(tumor_type=tumor)
    words = from_texts([f"{one.gene} {one.protein}" for one in changes], name="findings")
    expected = view(interpret([words], knowledge(), asked))
    with tempfile.TemporaryDirectory() as folder:
        for kind, text in written(changes).items():
            report = interpret([read(Path(folder), text)], knowledge(), asked)
            assert {one.label for one in report.alterations} == {f"{one.gene} {one.protein}" for one in changes}, kind
            assert view(report) == expected, kind
