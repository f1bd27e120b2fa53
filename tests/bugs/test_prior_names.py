"""Names of earlier therapies as clinics write them: abbreviations, brands of other countries, several in one text."""

from __future__ import annotations

import pytest

from oncotier.domain.settings import Settings
from oncotier.errors import UsageError
from oncotier.interpret.assemble import interpret
from oncotier.knowledge.load import load

KB = load()


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("T-DXd", ("trastuzumab deruxtecan",)),
        ("t-dm1", ("trastuzumab emtansine",)),
        ("Dato-DXd", ("datopotamab deruxtecan",)),
        ("Glivec", ("imatinib",)),
        ("Giotrif", ("afatinib",)),
        ("Lorviqua", ("lorlatinib",)),
        ("Lumykras", ("sotorasib",)),
        ("Retsevmo", ("selpercatinib",)),
        ("ADT", ("androgen deprivation therapy",)),
        ("FOLFIRINOX", ("folfirinox",)),
        ("dabrafenib/trametinib", ("dabrafenib", "trametinib")),
        ("carboplatin and pemetrexed", ("carboplatin", "pemetrexed")),
        ("Tafinlar + Mekinist", ("dabrafenib", "trametinib")),
    ],
)
def test_prior_therapy_is_read(text: str, given: tuple[str, ...]) -> None:
    assert interpret([], KB, Settings(prior_therapies=(text,))).sample.prior_therapies == given


def test_an_unknown_drug_among_several_is_named() -> None:
    with pytest.raises(UsageError, match="unknown therapy 'nonesuch'"):
        interpret([], KB, Settings(prior_therapies=("carboplatin/nonesuch",)))
