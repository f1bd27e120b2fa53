"""The page in a real browser: fits a phone, asks for nothing, logs nothing, prints on A4 and Letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from oncotier.exporters.exporter import Screen
from oncotier.exporters.html import HTML
from oncotier.interpret.pictures import illustrated
from tests.builders import report_of
from tests.exporters.browser import Browser, chromium
from tests.exporters.drawn import everything, hostile_drawn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from oncotier.knowledge.base import KnowledgeBase

WIDTHS = (320, 390, 768, 1280)
PAPERS = {"A4": (8.27, 11.69), "Letter": (8.5, 11.0)}
PAGES = ("everything", "small", "hostile")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, kb: KnowledgeBase) -> Path:
    path = tmp_path_factory.mktemp("pages")
    small = illustrated(report_of(kb, "EGFR L858R", "EGFR T790M", "TP53 R273H", tumor="LUAD"), kb)
    reports = {"everything": everything(kb), "small": small, "hostile": hostile_drawn('"><b>averylongword' * 20)}
    for name, report in reports.items():
        (path / f"{name}.html").write_text(HTML.render(report, Screen()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = chromium()
    if program is None:
        pytest.skip("no Chromium on this machine: install the package chromium to look at the page in a browser")
    with Browser(program, tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_screen(browser: Browser, folder: Path, name: str, width: int) -> None:
    browser.resize(width)
    browser.open(folder / f"{name}.html")
    assert browser.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_no_request_and_no_complaint(browser: Browser, folder: Path, name: str) -> None:
    browser.requests.clear()
    browser.complaints.clear()
    browser.open(folder / f"{name}.html")
    assert browser.requests == [(folder / f"{name}.html").as_uri()]
    assert browser.complaints == []


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_scheme_is_the_readers(browser: Browser, folder: Path, scheme: str, dark: bool) -> None:
    browser.prefer(scheme)
    browser.open(folder / "small.html")
    color = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", color)[:3])) < 200) is dark


def test_the_style_is_applied_under_the_policy(browser: Browser, folder: Path) -> None:
    browser.resize(1280)
    browser.open(folder / "small.html")
    assert browser.evaluate("getComputedStyle(document.querySelector('.two')).display") == "grid"


@pytest.mark.parametrize("width", [390, 1280])
def test_labels_of_pictures_stay_inside(browser: Browser, folder: Path, width: int) -> None:
    browser.resize(width)
    browser.open(folder / "everything.html")
    outside = browser.evaluate(
        "[...document.querySelectorAll('svg.pic text')].filter(t => { const p = t.closest('svg.pic')"
        ".getBoundingClientRect(), r = t.getBoundingClientRect();"
        " return r.width && (r.left < p.left - 4 || r.right > p.right + 4) }).map(t => t.textContent)"
    )
    assert outside == []


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(("name", "most"), [("small", 9), ("everything", 24)])
def test_it_prints_on_few_pages(browser: Browser, folder: Path, paper: str, name: str, most: int) -> None:
    width, height = PAPERS[paper]
    browser.open(folder / f"{name}.html")
    printed = browser.pdf(width_inches=width, height_inches=height)
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 1 < pages <= most
