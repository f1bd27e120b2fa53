"""Two kinases joined: only the one whose kinase the product carries is a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import Reading, RearrangementObservation, Source
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase


def _therapies(kb: KnowledgeBase, five: str, three: str, *, oriented: bool) -> set[str]:
    source = Source("sv.vcf", 1, f"{five}::{three}")
    observation = RearrangementObservation(source, five, three, "fusion", oriented=oriented)
    reading = Reading(input="sv.vcf", format="vcf", sha256="", records_read=1, observations=(observation,))
    report = interpret((reading,), kb, Settings(tumor_type="LUAD"))
    return {option.therapy for option in report.options}


@pytest.mark.parametrize(
    ("five", "three", "oriented", "is_offered"),
    [
        ("RET", "BRAF", True, False),
        ("RET", "BRAF", False, True),
        ("BRAF", "RET", True, True),
        ("KIF5B", "RET", True, True),
        ("RET", "KIF5B", True, True),  # tables often name the partners the wrong way round
        ("FGFR2", "RET", True, True),
    ],
)
def test_ret_inhibitors(kb: KnowledgeBase, five: str, three: str, *, oriented: bool, is_offered: bool) -> None:
    assert ("Selpercatinib" in _therapies(kb, five, three, oriented=oriented)) is is_offered
