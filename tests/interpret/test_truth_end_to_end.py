"""`tests/tables/consequence_truth.tsv` through the whole interpretation: locus -> caller -> alteration or reason.

`tests/genome/test_truth_table.py` judges the engine on one transcript; here the same rows must reach the report under
the label, names and term of the table, in either mode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import Rearrangement, SmallVariant
from oncotier.interpret.caller import no_reference
from oncotier.notation.consequence import PROTEIN_CHANGING
from tests.genome.shared import reference_set
from tests.genome.test_truth_table import ROWS, name_of
from tests.interpret.places import report_of_places

if TYPE_CHECKING:
    from oncotier.domain.report import Report
    from oncotier.interpret.caller import References
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.readers.references import ReferenceSet

genomes = pytest.fixture(scope="module")(reference_set)
REASONS = {"consequence_unavailable", "reference_mismatch"}


def judge(row: dict[str, str], kb: KnowledgeBase, references: References) -> None:
    text = ":".join(row[column] for column in ("chrom", "pos", "ref", "alt"))
    report = report_of_places(kb, text, row["build"], references)
    if row["transcript"]:
        judge_other_transcript(row, report)
    elif row["consequence"] in REASONS:
        judge_refused(row, report, references)
    else:
        judge_primary(row, report)


def judge_refused(row: dict[str, str], report: Report, references: References) -> None:
    found = [one for one in report.unresolved if one.words.startswith(f"{row['gene']}: ")]
    assert {one.reason for one in found} == {row["consequence"]}
    assert not any(one.gene == row["gene"] for one in report.alterations)
    lacks_sequence = row["consequence"] == "consequence_unavailable" and set(row["alt"]) <= set("ACGT-")
    if lacks_sequence and references is no_reference and row["alt"] != row["ref"]:
        assert all("--fasta" in one.words for one in found)


def judge_primary(row: dict[str, str], report: Report) -> None:
    found = [one for one in report.alterations if one.gene == row["gene"] and "other_transcript" not in one.flags]
    if not found:
        assert row["consequence"] not in PROTEIN_CHANGING
        beside = {"no_protein_effect", "outside_genes_in_table"} & set(report.inputs[0].records.out_of_scope_by)
        assert beside or report.alterations  # of another gene there
        return
    (one,) = found
    assert one.hgvs_c == row["coding"]
    if isinstance(one.event, Rearrangement):  # whole exons are lost
        assert row["consequence"].startswith("splice") or row["consequence"] in {"start_lost", "stop_lost"}
        return
    assert isinstance(one.event, SmallVariant)
    assert one.event.consequence == row["consequence"]
    names_protein = row["protein"] and not row["protein"].endswith("=")
    if names_protein:
        assert one.label.replace(" p.", " ") == f"{row['gene']} {row['protein']}"
    elif row["coding"]:
        assert one.label == f"{row['gene']} {row['coding']}"


def judge_other_transcript(row: dict[str, str], report: Report) -> None:
    """The name on another transcript is an alias of what the primary one codes for, or said to be of that one."""
    if row["consequence"] not in PROTEIN_CHANGING or not row["protein"]:
        return
    found = [one for one in report.alterations if one.gene == row["gene"]]
    names = {alias.rpartition("p.")[2] for one in found for alias in one.also_known_as}
    assert row["protein"] in names | {one.label.removeprefix(f"{one.gene} ") for one in found}


@pytest.mark.parametrize("row", [row for row in ROWS if row["mode"] != "fasta"], ids=name_of)
def test_without_a_reference(row: dict[str, str], kb: KnowledgeBase) -> None:
    judge(row, kb, no_reference)


@pytest.mark.shared
@pytest.mark.parametrize("row", [row for row in ROWS if row["mode"] != "facts"], ids=name_of)
def test_with_a_reference(row: dict[str, str], kb: KnowledgeBase, genomes: ReferenceSet) -> None:
    judge(row, kb, genomes)
