"""What serves every sample: it lets go of what was read as soon as that is understood."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from oncotier.batch.request import Request
from oncotier.batch.workbench import Workbench
from oncotier.domain.observation import Reading, Source, Unresolved, VariantObservation
from oncotier.interpret import assemble, options

if TYPE_CHECKING:
    import pytest


class Word(str):
    """A text of which it can be told whether anything holds it."""

    __slots__ = ("__weakref__",)


def test_observations_are_let_go_before_options_are_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand findings are held once: as alterations."""
    word = Word("p.L858R")
    held = weakref.ref(word)
    reading = Reading("x.maf", "maf", "", 1, (VariantObservation(Source("x.maf", 1, "row"), "EGFR", protein=word),))
    readings = [(reading,)]
    del word, reading
    still_held: list[bool] = []
    rank = options.rank_options

    def ranked(*given: Any) -> options.Ranked:
        still_held.append(held() is not None)
        return rank(*given)

    monkeypatch.setattr(assemble, "rank_options", ranked)
    with Workbench(Request()) as bench:
        monkeypatch.setattr(bench, "readings", lambda _: readings.pop())
        report = bench.report(Request())
    assert [one.label for one in report.alterations] == ["EGFR L858R"]
    assert still_held == [False]


def test_readings_may_be_used_again() -> None:
    source = Source("x.maf", 1, "row")
    bad = Unresolved(Source("x.maf", 2, "row"), "malformed_row", "words")
    reading = Reading(
        "x.maf", "maf", "", 2, (VariantObservation(source, "EGFR", protein="p.L858R"),), unresolved=(bad,)
    )
    with Workbench(Request()) as bench:
        first, second = (bench.case_of(Request(), (reading,)).report for _ in range(2))
    assert first == second
    assert len(reading.observations) == 1
