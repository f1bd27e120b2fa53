"""The published rows through the whole program: one raw VCF per build, with and without the reference."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oncotier.genome.assembly import BUILDS
from oncotier.interpret.caller import no_reference
from oncotier.notation import coding
from tests.genome.shared import panel_genomes, reference_set
from tests.oracle.test_oracle import rows, source_of
from tests.oracle.verdict import verdict, written
from tests.readers.builders import read_path, report, vcf, vcf_row

if TYPE_CHECKING:
    from oncotier.domain.alteration import Alteration
    from oncotier.domain.report import Report
    from oncotier.interpret.caller import References
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.readers.reference import Reference
    from oncotier.readers.references import ReferenceSet

pytestmark = pytest.mark.shared
README = Path(__file__).with_name("README.md")
genomes = pytest.fixture(scope="module")(panel_genomes)
references = pytest.fixture(scope="module")(reference_set)
KINDS = ("label", "other name", "coding", "no effect", "unresolved", "refused")
LENGTHS = {"GRCh37": 249250621, "GRCh38": 248956422}


def interpreted(build: str, folder: Path, references: References) -> tuple[list[dict[str, str]], Report]:
    """Write every row as one record of a raw VCF and interpret it."""
    published = rows(build)
    records = []
    for row in published:
        at_start = row["ref"] != "-" and row["alt"] != "-"
        assert at_start, row
        records.append(vcf_row(row["chrom"], row["pos"], row["ref"], row["alt"], ".", "0/1:50,50"))
    path = folder / f"{build}.vcf"
    path.write_text(vcf(records, header=[f"##contig=<ID=1,length={LENGTHS[build]}>"]))
    return published, report(read_path(path), references)


def kinds(published: list[dict[str, str]], found: Report) -> list[str]:
    by_record: dict[int, list[Alteration]] = {}
    for one in found.alterations:
        for source in one.sources:
            by_record.setdefault(source.record1, []).append(one)
    unresolved = {one.source.record1: one.reason for one in found.unresolved}
    return [
        kind(row, [one for one in by_record.get(record1, []) if one.gene == row["gene"]], unresolved.get(record1, ""))
        for record1, row in enumerate(published, start=1)
    ]


def kind(row: dict[str, str], found: list[Alteration], reason: str) -> str:
    wanted = written(row["expected_p_1letter"])
    if row["status"] == "oracle_wrong":
        return "refused" if wanted not in {one.label.partition(" ")[2] for one in found} else "DIFFERS"
    if wanted in {one.label.partition(" ")[2] for one in found}:
        return "label"
    if wanted in {alias.rpartition("p.")[2] for one in found for alias in one.also_known_as}:
        return "other name"
    names = {str(coding.parse(name)) for name in re.split(r"[;|]", row["expected_c"]) if name}
    if names & {one.hgvs_c for one in found}:
        return "coding"
    if reason:
        return "unresolved"
    return "named otherwise" if found else "no effect"


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("with_fasta", [True, False], ids=["fasta", "facts"])
def test_every_record_ends_as_the_readme_states(
    build: str, tmp_path: Path, references: ReferenceSet, *, with_fasta: bool
) -> None:
    published, found = interpreted(build, tmp_path, references if with_fasta else no_reference)
    counts = Counter(kinds(published, found))
    ends = found.inputs[0].records
    assert ends.read == len(published) == ends.interpreted + ends.out_of_scope + ends.filtered + ends.unresolved
    columns = (*KINDS, "named otherwise", "DIFFERS")
    cells = " | ".join(str(counts[column] or "") for column in columns)
    line = f"| {build} | {'FASTA' if with_fasta else 'facts'} | {len(published)} | {cells} |"
    assert counts["DIFFERS"] == 0
    assert line in README.read_text(encoding="utf-8"), line
    assert "wrong_build" not in {notice.code for notice in found.notices}


@pytest.mark.parametrize("build", BUILDS)
def test_what_the_product_names_otherwise_the_engine_explains(
    build: str, tmp_path: Path, kb: KnowledgeBase, genomes: dict[str, Reference], references: ReferenceSet
) -> None:
    """Every record that is not named as published is one that the row's own note explains."""
    published, found = interpreted(build, tmp_path, references)
    for row, how in zip(published, kinds(published, found), strict=True):
        if how == "named otherwise":
            explained = verdict(row, build, kb, genomes[build].bases)
            assert explained in {"effect", "substitution", "residue", "name", "legacy name", "coding"}, row


@pytest.mark.parametrize("build", BUILDS)
def test_the_table_of_sources_is_whole(build: str) -> None:
    assert {source_of(row) for row in rows(build)} >= {"CGI", "ClinVar", "TCGA-LAML", "MOAlmanac-db"}
