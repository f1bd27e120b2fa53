"""Agreement with variant lists that others published; figures and exceptions stand in README.md here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from oncotier.genome.assembly import BUILDS
from oncotier.knowledge.base import KnowledgeBase
from oncotier.readers.reference import Reference
from tests.genome.shared import panel_genomes, reference_folder, rows_of
from tests.oracle.verdict import AGREE, KINDS, coding_agrees, verdict

pytestmark = pytest.mark.shared
README = Path(__file__).with_name("README.md")
genomes = pytest.fixture(scope="module")(panel_genomes)


def rows(build: str) -> list[dict[str, str]]:
    return rows_of(reference_folder() / "oracle" / "dev" / f"consequence_{build}.tsv")


def source_of(row: dict[str, str]) -> str:
    return row["source"].split(";")[0].split(":")[0]


@pytest.mark.parametrize("build", BUILDS)
def test_every_explainable_row_agrees(build: str, kb: KnowledgeBase, genomes: dict[str, Reference]) -> None:
    published = rows(build)
    found = [(verdict(row, build, kb, genomes[build].bases), row) for row in published]
    differing = [row for kind, row in found if kind not in AGREE]
    assert not differing
    assert len(published) >= 500


@pytest.mark.parametrize("build", BUILDS)
def test_every_published_coding_name_agrees(build: str, kb: KnowledgeBase, genomes: dict[str, Reference]) -> None:
    published = [row for row in rows(build) if row["expected_c"] and row["status"] != "oracle_wrong"]
    assert len(published) >= 385
    for row in published:
        assert coding_agrees(row, build, kb, genomes[build].bases), row


@pytest.mark.parametrize("build", BUILDS)
def test_the_readme_states_the_figures(build: str, kb: KnowledgeBase, genomes: dict[str, Reference]) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows(build):
        counts[source_of(row), verdict(row, build, kb, genomes[build].bases)] += 1
    text = README.read_text(encoding="utf-8")
    for source in sorted({source for source, _ in counts}):
        cells = [str(counts[source, kind] or "") for kind in KINDS]
        line = f"| {build} | {source} | {sum(counts[source, kind] for kind in KINDS)} | {' | '.join(cells)} |"
        assert line in text, line


@pytest.mark.parametrize("build", BUILDS)
def test_no_row_is_called_otherwise_without_a_reference(
    build: str, kb: KnowledgeBase, genomes: dict[str, Reference]
) -> None:
    for row in rows(build):
        kind = verdict(row, build, kb, None)
        if kind in {"name", "legacy name", "coding"}:
            assert verdict(row, build, kb, genomes[build].bases) == kind
