"""Raw calls to classes: every window has a case on either side of each edge, in both builds, with and without FASTA."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.genome.assembly import BUILDS
from oncotier.interpret.caller import no_reference
from tests.genome.shared import reference_set
from tests.interpret.places import report_of_places
from tests.tables import rows

if TYPE_CHECKING:
    from oncotier.domain.alteration import Alteration
    from oncotier.interpret.caller import References
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.readers.references import ReferenceSet

genomes = pytest.fixture(scope="module")(reference_set)
WINDOWS = rows("consequence_windows.tsv")
CASES = pytest.mark.parametrize(
    ("row", "build"),
    [pytest.param(row, build, id=f"{row['gene']} {row['coding']} {build}") for row in WINDOWS for build in BUILDS],
)


def found_in(
    row: dict[str, str], build: str, kb: KnowledgeBase, references: References
) -> tuple[list[Alteration], list[str]]:
    report = report_of_places(kb, row[build], build, references)
    return [one for one in report.alterations if one.gene == row["gene"]], [
        one.words for one in report.unresolved if one.reason == "consequence_unavailable"
    ]


def test_every_window_has_both_sides() -> None:
    sides: dict[str, set[str]] = {}
    for row in WINDOWS:
        sides.setdefault(row["class"], set()).add(row["side"])
    assert [name for name, found in sides.items() if not name.endswith("function") and len(found) < 2] == []
    assert 2 * len(WINDOWS) > 200


@CASES
def test_without_a_reference(row: dict[str, str], build: str, kb: KnowledgeBase) -> None:
    found, refused = found_in(row, build, kb, no_reference)
    if row["facts"] == "unresolved":
        assert not found
        assert refused
        assert all("--fasta" in words for words in refused)
        return
    assert not refused
    classes = [name for one in found for name in one.classes]
    assert (row["class"] in classes) is (row["side"] == "inside")
    if row["facts"] == "same":
        assert [one.label for one in found] == ([row["label"]] if row["label"] else [])
        assert {one.hgvs_c for one in found} <= {row["coding"], ""}


@pytest.mark.shared
@CASES
def test_with_a_reference(row: dict[str, str], build: str, kb: KnowledgeBase, genomes: ReferenceSet) -> None:
    found, refused = found_in(row, build, kb, genomes)
    assert not refused
    assert [one.label for one in found] == ([row["label"]] if row["label"] else [])
    assert [one.hgvs_c for one in found] == ([row["coding"]] if row["label"] else [])
    assert (row["class"] in [name for one in found for name in one.classes]) is (row["side"] == "inside")
