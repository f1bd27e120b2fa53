"""Reference alleles that contradict the stated build: one is a faulty row, many are a wrong build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.interpret.places import placed, report_of

if TYPE_CHECKING:
    from oncotier.domain.observation import VariantObservation
    from oncotier.knowledge.base import KnowledgeBase

RIGHT = (
    "7:55259515:T:G",
    "12:25398285:C:A",
    "7:140453136:A:T",
    "2:209113112:C:T",
    "3:178952085:A:G",
    "1:115256530:G:T",
)
WRONG = (
    "7:55259515:A:G",
    "12:25398285:T:A",
    "7:140453136:C:T",
    "2:209113112:G:T",
    "3:178952085:C:G",
    "1:115256530:C:T",
)


def calls(wrong: int, right: int) -> list[VariantObservation]:
    texts = (*WRONG[:wrong], *RIGHT[wrong : wrong + right])
    return [placed(text, record1=number) for number, text in enumerate(texts, start=1)]


@pytest.mark.parametrize(
    ("wrong", "right", "contradicted"),
    [
        (0, 6, False),
        (1, 0, False),
        (1, 5, False),
        (2, 0, False),
        (2, 4, False),
        (3, 0, True),
        (3, 3, True),
        (6, 0, True),
    ],
)
def test_how_many_misfits_are_a_wrong_build(kb: KnowledgeBase, wrong: int, right: int, *, contradicted: bool) -> None:
    report = report_of(kb, calls(wrong, right))
    assert len(report.alterations) == right
    assert [one.reason for one in report.unresolved] == ["reference_mismatch"] * wrong
    notices = [one for one in report.notices if one.code == "wrong_build"]
    assert bool(notices) is contradicted
    assert report.incomplete is contradicted
    if notices:
        assert (notices[0].severity, notices[0].where) == ("error", "calls.vcf")
        assert notices[0].words.startswith(f"{wrong} of {wrong + right} reference alleles in scope contradict GRCh37")


def test_a_few_among_many_are_faulty_rows(kb: KnowledgeBase) -> None:
    """Three of sixteen are less than one in five."""
    more = [placed(RIGHT[0], record1=number) for number in range(7, 17)]
    report = report_of(kb, [*calls(3, 3), *more])
    assert not report.incomplete


def test_annotated_records_count_too(kb: KnowledgeBase) -> None:
    records = [
        placed(text, record1=number, gene=gene, protein=change, consequence="missense_variant")
        for number, (text, gene, change) in enumerate(
            zip(WRONG, ("EGFR", "KRAS", "BRAF"), ("L858R", "G12C", "V600E"), strict=False), start=1
        )
    ]
    report = report_of(kb, records)
    assert {one.label for one in report.alterations} == {"EGFR L858R", "KRAS G12C", "BRAF V600E"}
    assert report.incomplete
    assert {"wrong_build", "reference_mismatch"} <= {one.code for one in report.notices}
