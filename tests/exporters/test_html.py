"""The page: every option in order, nothing that acts, nothing that is loaded, readable for everybody."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import Notice
from oncotier.domain.value import replace
from oncotier.exporters.exporter import Screen
from oncotier.exporters.html import HTML
from oncotier.exporters.html.matrix_view import matrix
from oncotier.exporters.html.option_view import option_views
from oncotier.exporters.safe_text import safe_text
from oncotier.interpret.pictures import illustrated
from tests.builders import report_of
from tests.exporters.drawn import everything, hostile_drawn
from tests.exporters.reports import HOSTILE, plain_report

if TYPE_CHECKING:
    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

MORE_HOSTILE = (
    '"><script>alert(1)</script>',
    "'\" onload=alert(1) x='",
    "</title></style></svg><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "]]><!--",
    "&lt;b&gt;&#60;",
    "https://example.org/x",
)
ALLOWED = ("https://pubmed.ncbi.nlm.nih.gov/", "https://clinicaltrials.gov/study/")
ANY_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0041]")
VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})


class Page(HTMLParser):
    """What a parser makes of the page: elements with attributes, headings, and the text that is shown."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.comments: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        assert len({name for name, _ in attrs}) == len(attrs), (tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(tag, tuple(attributes)) for tag, attributes in self.elements]

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return "".join(self.texts)


def rendered(report: Report) -> str:
    return HTML.render(report, Screen())


@pytest.fixture(scope="module")
def report(kb: KnowledgeBase) -> Report:
    return everything(kb)


@pytest.fixture(scope="module")
def text(report: Report) -> str:
    return rendered(report)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_everything_is_closed(page: Page) -> None:
    assert page.open == []
    assert page.comments == []


def test_nothing_is_loaded_and_nothing_runs(text: str, page: Page) -> None:
    tags = {tag for tag, _ in page.elements}
    assert tags.isdisjoint(
        {"script", "link", "img", "iframe", "object", "embed", "form", "base", "audio", "video", "image"}
    )
    names = {name for _, attributes in page.elements for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in {"src", "srcset", "style", "action", "data"}]
    assert "@import" not in text
    assert set(re.findall(r"url\([^)]*\)", text)) == {"url(#hatch)"}
    policy = next(one["content"] for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_links_lead_inside_or_to_known_registers(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)
    for link in page.all("a"):
        address = link["href"]
        inside = address.startswith("#") and address[1:] in ids
        assert inside or address.startswith(ALLOWED) or link["class"] == "cite", address
        assert inside or link["rel"] == "noopener noreferrer"


def test_every_option_in_order_with_its_state(report: Report, page: Page) -> None:
    ranked = [(one["data-rank"], one["data-state"]) for one in page.all("li") if "data-rank" in one]
    assert ranked == [(str(option.rank), option.state.value) for option in report.options]
    refused = [one["data-state"] for one in page.all("tr") if "data-state" in one]
    assert refused == ["blocked"] * len(report.not_recommended)
    assert len(page.all("details")) >= len(report.options)


def test_nothing_that_a_report_says_is_missing(report: Report, page: Page) -> None:
    squeezed = re.sub(r"\s", "", page.text)
    said: list[str] = [one.label for one in report.alterations]
    for option in (*report.options, *report.not_recommended):
        said += [option.therapy, *option.notes, *(conflict.words for conflict in option.conflicts)]
    for option in report.options:
        said += [*option.conditions, *option.settings, *option.monitoring, *option.companion_diagnostics, *option.why]
        said += [f"{trial.trial} {trial.endpoint}" for trial in option.trials]
    said += [one.words for one in report.unmatched]
    said += [one.words for one in report.unresolved]
    said += [one.words for one in report.notices]
    said += [one.biomarker for one in report.testing]
    said += [report.disclaimer, report.command, report.knowledge_base.sha256]
    assert [one for one in said if re.sub(r"\s", "", one) not in squeezed] == []


@pytest.mark.parametrize("hostile", [*HOSTILE, *MORE_HOSTILE])
def test_hostile_texts_are_texts(hostile: str) -> None:
    harmless, text = Page(rendered(hostile_drawn("x"))), rendered(hostile_drawn(hostile))
    found = Page(text)
    assert found.shape() == harmless.shape()
    assert ANY_CONTROL.search(text) is None
    links = [one["href"] for one in found.all("a")]
    assert links == [one["href"] for one in harmless.all("a")]
    visible = safe_text(hostile)
    assert found.text.count(visible) >= 40
    assert found.all("meta") == harmless.all("meta")


def test_incomplete_stands_before_the_title() -> None:
    text = rendered(plain_report())
    assert text.index("Incomplete.") < text.index("<h1>")
    assert "Incomplete." not in rendered(replace(plain_report(), incomplete=False))


def test_unknown_numbers_are_not_shown(kb: KnowledgeBase) -> None:
    found = Page(rendered(illustrated(report_of(kb, "EGFR L858R", "ERBB2 amplification", tumor="LUAD"), kb)))
    assert "VAF" not in found.text
    assert " copies (" not in found.text
    assert not [one for one in found.texts if "allele fractions" in one]


def test_origins_to_check_are_listed() -> None:
    report = plain_report()
    inherited = (replace(report.alterations[0], origin=Origin.GERMLINE), report.alterations[1])
    doubt = Notice("possible_germline", "warning", "", "half of the reads carry it")
    section = rendered(replace(report, alterations=inherited, notices=(doubt,))).partition('<section id="germline"')[2]
    section = section.partition("</section>")[0]
    assert "<li>EGFR L858R: reported as germline</li><li>half of the reads carry it</li>" in section
    assert "None flagged." in rendered(report).partition('<section id="germline"')[2].partition("</section>")[0]


def test_a_report_of_nothing(kb: KnowledgeBase) -> None:
    found = Page(rendered(illustrated(report_of(kb, tumor="LUAD"), kb)))
    assert "No actionable alteration found among what was tested." in found.text
    assert "None among what was read." in found.text


def test_small_enough_for_a_letter(kb: KnowledgeBase, text: str) -> None:
    assert len(text.encode()) < 300_000
    many = [f"{gene} amplification" for gene in sorted(kb.genes)]
    assert len(rendered(illustrated(report_of(kb, *many, tumor="BRCA"), kb)).encode()) < 300_000


def test_headings_do_not_skip_and_landmarks_are_there(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    tags = [tag for tag, _ in page.elements]
    assert [tags.count(tag) for tag in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert page.all("html") == [{"lang": "en"}]
    ids = {attributes.get("id") for _, attributes in page.elements}
    named = [attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes]
    assert set(named) <= ids


def test_tables_and_pictures_have_names(page: Page) -> None:
    assert all(one.get("scope") in {"col", "row"} for one in page.all("th"))
    for place, (tag, attributes) in enumerate(page.elements):
        if tag == "svg" and attributes.get("role") == "img":
            assert [name for name, _ in page.elements[place + 1 : place + 3]] == ["title", "desc"]
        elif tag == "svg":
            assert "aria-hidden" in attributes or "overflow" in attributes


def test_every_kind_of_picture_is_drawn(page: Page) -> None:
    expected = {
        "EGFR: changes on the protein", "BRCA2: changes on the protein", "EML4::ALK fusion: the two partners",
        "Copy numbers", "Variant allele fractions", "TMB 12.5 mut/Mb", "FLAURA, PFS",
    }  # fmt: skip
    assert expected - set(page.texts) == set()


def test_a_blocked_option_is_nowhere_shown_as_one_to_take(report: Report) -> None:
    table = matrix(report, option_views(report))
    assert table is not None
    blocked = [row for row in table.rows if row.view.option.rank is None]
    assert {kind for row in blocked for kind, _ in row.cells} <= {"", "off", "against", "both"}
    assert all("blocked" in text for row in blocked for kind, text in row.cells if kind == "off")
    assert {kind for row in table.rows if row.view.option.rank for kind, _ in row.cells} >= {"for", "against"}


def test_deterministic(report: Report, text: str) -> None:
    assert rendered(report) == text


# ---------------------------------------------------------------------------------------------- colors


def palettes(text: str) -> list[dict[str, str]]:
    """Return the colors of the light, the dark and the printed page."""
    css = text.partition("<style>")[2].partition("</style>")[0]
    found = [dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{3,6})", block)) for block in re.findall(r":root\{([^}]*)\}", css)]
    return [one for one in found if "ink" in one]


def luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    *((ink, ground) for ink in ("ink", "soft", "link", "against", "maybe") for ground in ("paper", "ground", "faint")),
    *((ink, "paper") for ink in ("for", "down", "domain-ink")),
    *((ink, f"{ink}-bg") for ink in ("for", "maybe", "down", "against")),
    ("ink", "against-bg"), ("ink", "maybe-bg"), ("soft", "chain"), ("for", "faint"), ("down", "faint"),
]  # fmt: skip


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_contrast_of_text_is_enough_in_every_scheme(text: str, ink: str, ground: str) -> None:
    schemes = palettes(text)
    assert len(schemes) == 3
    assert [round(contrast(one[ink], one[ground]), 2) for one in schemes if contrast(one[ink], one[ground]) < 4.5] == []


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert round(contrast("#000", "#ffffff"), 1) == 21.0
    assert round(contrast("#777777", "#fff"), 2) == 4.48
