"""`tests/tables/consequence_truth.tsv`, written from published facts: every row in the modes that it names.

Empty `transcript`: the primary one. `mode`: `fasta` (opt-in, needs the shared panel genomes), `facts` (no reference),
or `both`. `consequence` may be the reason why there is no call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import Locus
from oncotier.genome.consequence import Call, Unavailable, call
from oncotier.genome.transcript import place_codons
from oncotier.notation.protein import format_short
from tests.genome.shared import TABLES, panel_genomes, rows_of

if TYPE_CHECKING:
    from oncotier.genome.transcript import Bases
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.readers.reference import Reference

ROWS = rows_of(TABLES / "consequence_truth.tsv")
genomes = pytest.fixture(scope="module")(panel_genomes)


def name_of(row: dict[str, str]) -> str:
    return "-".join(row[column][:24] for column in ("gene", "transcript", "build", "pos", "ref", "alt") if row[column])


def judge(row: dict[str, str], kb: KnowledgeBase, bases: Bases | None) -> None:
    gene, build = row["gene"], row["build"]
    stored = kb.transcripts(gene, build)
    transcript = next(one for one in stored if row["transcript"] in {"", one.name})
    locus = Locus(row["chrom"], int(row["pos"]), row["ref"], row["alt"], build)
    found = call(locus, transcript, bases=bases, codons=place_codons(transcript, kb.codons(gene, build)))
    if isinstance(found, Unavailable):
        assert (found.reason, found.coding) == (row["consequence"], row["coding"]), found.words
        return
    assert isinstance(found, Call)
    written = format_short(found.protein) if found.protein is not None else ""
    ambiguous = "yes" if found.ambiguous else ""
    got = (found.coding, written, found.consequence, ",".join(found.also), ambiguous)
    assert got == tuple(row[column] for column in ("coding", "protein", "consequence", "also", "ambiguous"))


def test_the_table_is_large_enough() -> None:
    assert len(ROWS) >= 150
    assert {row["build"] for row in ROWS} == {"GRCh37", "GRCh38"}
    assert {row["mode"] for row in ROWS} == {"both", "facts", "fasta"}


@pytest.mark.parametrize("row", [row for row in ROWS if row["mode"] != "fasta"], ids=name_of)
def test_without_a_reference(row: dict[str, str], kb: KnowledgeBase) -> None:
    judge(row, kb, None)


@pytest.mark.shared
@pytest.mark.parametrize("row", [row for row in ROWS if row["mode"] != "facts"], ids=name_of)
def test_with_a_reference(row: dict[str, str], kb: KnowledgeBase, genomes: dict[str, Reference]) -> None:
    judge(row, kb, genomes[row["build"]].bases)
