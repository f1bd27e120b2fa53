"""What every exporter keeps: the same options, the same bytes each time, a final line break, every text harmless."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from oncotier.errors import UsageError
from oncotier.exporters.exporter import Exporter, Screen
from oncotier.exporters.registry import EXPORTERS, exporter_for
from tests.builders import report_of
from tests.exporters.reports import HOSTILE, hostile_report

if TYPE_CHECKING:
    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

SCREEN = Screen(200)


@pytest.fixture(params=EXPORTERS, ids=lambda exporter: exporter.name)
def exporter(request: pytest.FixtureRequest) -> Exporter:
    found: Exporter = request.param
    return found


@pytest.fixture(scope="module")
def report(kb: KnowledgeBase) -> Report:
    findings = ("KRAS G12C", "MSS", "PIK3CA E545K", "HER2 amp", "TMB 3")
    return report_of(kb, *findings, tumor="COAD", prior=("cetuximab",))


def test_names_and_suffixes_are_unique() -> None:
    assert len({exporter.name for exporter in EXPORTERS}) == len(EXPORTERS)
    assert len({exporter.suffix for exporter in EXPORTERS}) == len(EXPORTERS)


def test_described_and_found_by_name(exporter: Exporter) -> None:
    assert exporter_for(exporter.name) is exporter
    assert exporter.describes
    assert "\t" not in exporter.describes
    assert re.fullmatch(r"\.[a-z]+(\.[a-z]+)*", exporter.suffix)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        exporter_for("xlsx")
    assert all(exporter.name in caught.value.hint for exporter in EXPORTERS)


def test_every_format_has_every_option_in_the_same_order(exporter: Exporter, report: Report) -> None:
    text = re.sub(r"\s+", " ", exporter.render(report, SCREEN))
    assert report.options
    assert report.not_recommended
    place = -1
    for option in report.options:
        place = text.index(option.therapy, place + 1)
    for option in report.not_recommended:
        assert option.therapy in text


def test_deterministic(exporter: Exporter, report: Report) -> None:
    assert exporter.render(report, SCREEN) == exporter.render(report, SCREEN)


def test_ends_with_one_line_break(exporter: Exporter, report: Report) -> None:
    text = exporter.render(report, SCREEN)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\r" not in text


def test_a_report_of_nothing_can_be_written(exporter: Exporter, kb: KnowledgeBase) -> None:
    text = exporter.render(report_of(kb), SCREEN)
    assert text.endswith("\n")
    assert "".join(exporter.written(report_of(kb), SCREEN)) == text


def test_the_pieces_are_the_text(exporter: Exporter, report: Report) -> None:
    assert "".join(exporter.written(report, SCREEN)) == exporter.render(report, SCREEN)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_do_no_harm(exporter: Exporter, hostile: str) -> None:
    text = exporter.render(hostile_report(hostile), SCREEN)
    assert "".join(exporter.written(hostile_report(hostile), SCREEN)) == text
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", text)
    text.encode("utf-8")
