"""What stands against a row that matches, or must still be shown: requirements, exclusions, origin."""

from __future__ import annotations

from typing import Any

import pytest

from oncotier.domain.evidence import Origins
from oncotier.domain.value import replace
from oncotier.interpret.canonical import canonical_all
from oncotier.interpret.findings import Findings
from oncotier.interpret.match import Match, match_assertion
from oncotier.notation import biomarker
from tests.readers.builders import knowledge

KB = knowledge()


def matched(texts: list[str], *, flags: tuple[str, ...] = (), **changed: Any) -> Match | None:
    """Match a row of EGFR L858R, changed so, with these findings."""
    found = [one for text in texts for one in canonical_all(text, KB)]
    row = next(one for one in KB.all_assertions() if one.regimen == ("osimertinib",))
    simple = biomarker.parse("p:L858R")
    plain = replace(row, biomarker=simple, requires=None, excludes=None, origin=Origins.EITHER)
    findings = Findings([replace(one, flags=flags) if "T790M" in one.label else one for one in found], KB)
    return match_assertion(replace(plain, **changed), findings, "LUAD")


EXCLUDED = {"excludes": biomarker.parse("EGFR:p:T790M")}


@pytest.mark.parametrize(
    ("texts", "flags", "changed", "state"),
    [
        (["EGFR L858R", "EGFR T790M"], (), EXCLUDED, "blocked"),
        (["EGFR L858R", "EGFR T790M"], ("equivocal",), EXCLUDED, "available"),
        (["EGFR L858R"], (), EXCLUDED, "available"),
        (["EGFR L858R"], (), {"excludes": biomarker.parse("!EGFR:p:T790M")}, "available"),
        (["EGFR L858R"], (), {"requires": biomarker.parse("EGFR:p:T790M")}, "conditional"),
        (["EGFR L858R", "EGFR T790M"], (), {"requires": biomarker.parse("EGFR:p:T790M")}, "available"),
        (["EGFR L858R", "KRAS wild-type"], (), {"requires": biomarker.parse("KRAS:p:G12C")}, "blocked"),
        (["EGFR L858R"], (), {"origin": Origins.GERMLINE}, "conditional"),
        (["germline EGFR L858R"], (), {"origin": Origins.GERMLINE}, "available"),
        (["somatic EGFR L858R"], (), {"origin": Origins.GERMLINE}, "blocked"),
        (["germline EGFR L858R"], (), {"origin": Origins.SOMATIC}, "blocked"),
        (["MSI-H"], (), {"origin": Origins.GERMLINE, "biomarker": biomarker.parse("sig:MSI-H")}, "available"),
        (
            ["ALK fusion"],
            (),
            {"origin": Origins.GERMLINE, "biomarker": biomarker.parse("ALK:fusion:any::ALK")},
            "available",
        ),
        (["EGFR amplification"], (), {"origin": Origins.GERMLINE, "biomarker": biomarker.parse("amp")}, "conditional"),
    ],
)
def test_what_stands_against_a_row(
    texts: list[str], flags: tuple[str, ...], changed: dict[str, Any], state: str
) -> None:
    found = matched(texts, flags=flags, **changed)
    assert found is not None
    assert found.state == state, found
    assert bool(found.conditions) is (state == "conditional")
    assert bool(found.conflicts) is (state == "blocked")


def test_a_requirement_that_is_not_met_is_named_as_far_as_it_can_be() -> None:
    for pattern, words in (("KRAS:p:G12C", "needs KRAS G12C"), ("!KRAS:p:G12C", "needs no KRAS G12C")):
        found = matched(
            ["EGFR L858R", "KRAS wild-type" if pattern[0] != "!" else "KRAS G12C"], requires=biomarker.parse(pattern)
        )
        assert found is not None
        assert found.conflicts[0].words.startswith(words)
