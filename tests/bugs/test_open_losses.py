"""A copy-number loss without a number of copies was one of a single copy: the option that it may open was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from tests.readers.builders import knowledge, read
from tests.readers.tiny_reports import bundle, coded, component, tempus_1, tempus_3, variant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOTH = "PTEN lost on both alleles, or its protein lost"


def first_schema(copies: int | None) -> str:
    cells = {"gene": "PTEN", "variantDescription": "Copy number loss", "variantType": "CNV", "copyNumber": copies}
    return tempus_1(somaticPotentiallyActionableCopyNumberVariants=[cells])


def third_schema(copies: int | None) -> str:
    cells = {"gene": "PTEN", "variantDescription": "Copy number loss", "copyNumber": copies}
    variants = [{"variantType": "cnvs", "variantDetails": [cells]}]
    return tempus_3(genomicVariants={"potentiallyActionable": {"variants": variants}})


def exchanged(copies: int | None) -> str:
    parts = [component("48018-6", "PTEN"), component("molecular-consequence", coded("SO:0001743"))]
    if copies is not None:
        parts.append(component("82155-3", {"value": copies}, "valueQuantity"))
    return bundle([variant(*parts)])


@pytest.mark.parametrize("written", [first_schema, third_schema, exchanged])
@pytest.mark.parametrize(
    ("copies", "label", "is_offered", "is_asked"),
    [(None, "PTEN loss", True, True), (0, "PTEN deletion", True, False), (1, "PTEN loss", False, False)],
)
def test_what_a_loss_opens(  # the label asks for a change of PTEN that leaves none of it
    tmp_path: Path,
    written: Callable[[int | None], str],
    copies: int | None,
    label: str,
    *,
    is_offered: bool,
    is_asked: bool,
) -> None:
    report = interpret([read(tmp_path, written(copies))], knowledge(), Settings(tumor_type="BRCA"))
    assert [one.label for one in report.alterations] == [label]
    offered = [one for one in report.options if "A1" in one.supports]
    assert bool(offered) is is_offered
    assert any(BOTH in condition for one in offered for condition in one.conditions) is is_asked
