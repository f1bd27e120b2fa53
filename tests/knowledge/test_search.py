"""Search: where a text is looked for, in which order hits come, and what is said when there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.cli.kb import wording_of
from oncotier.knowledge.catalog import Entry, catalog, nearest
from oncotier.knowledge.search import MATCHES, search

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase
    from tests.conftest import Run


@pytest.fixture(scope="module")
def entries(kb: KnowledgeBase) -> tuple[Entry, ...]:
    return catalog(kb, wording_of(kb))


def ids(text: str, entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    return [(hit.match, hit.entry.id) for hit in search(text, entries)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("egfr", ("id", "EGFR")), ("HER2", ("name", "ERBB2")), ("tagrisso", ("name", "osimertinib")),
        ("f001", ("id", "F001")), ("lung adenocarcinoma", ("name", "LUAD")), ("Flaura", ("name", "FLAURA-OS")),
        ("osimertini", ("prefix", "osimertinib")), ("NCT02296125", ("name", "FLAURA-OS")),
        ("melanoma", ("name", "MEL")), ("class:EGFR_TKI", ("name", "EGFR_TKI")),
    ],
)  # fmt: skip
def test_the_best_hit(entries: tuple[Entry, ...], text: str, first: tuple[str, str]) -> None:
    assert ids(text, entries)[0] == first


def test_ranks_are_id_name_prefix_part_note() -> None:
    entries = (
        Entry("gene", "NOTED", (), "", (), "says abc in a note"),
        Entry("gene", "PART", ("xabcx",), ""),
        Entry("drug", "PREFIX", ("abcdef",), ""),
        Entry("gene", "FIELD", (), "", ("1 abc 2",)),
        Entry("gene", "NAME", ("ABC",), ""),
        Entry("rule", "abc", (), ""),
        Entry("gene", "OTHER", (), ""),
    )
    assert ids("aBc", entries) == [
        ("id", "abc"), ("name", "NAME"), ("prefix", "PREFIX"), ("part", "FIELD"), ("part", "PART"), ("note", "NOTED"),
    ]  # fmt: skip


def test_every_hit_holds_the_text_and_none_is_missed(entries: tuple[Entry, ...]) -> None:
    found = {(hit.entry.kind, hit.entry.id) for hit in search("t790m", entries)}
    for entry in entries:
        words = " ".join((entry.id, *entry.names, entry.what, *entry.fields, entry.notes)).casefold()
        assert ((entry.kind, entry.id) in found) == ("t790m" in words), entry


def test_order_is_total_and_by_rank(entries: tuple[Entry, ...]) -> None:
    hits = search("a", entries)
    assert [MATCHES.index(hit.match) for hit in hits] == sorted(MATCHES.index(hit.match) for hit in hits)
    assert search("a", entries[::-1]) == hits


def test_an_empty_text_finds_nothing(entries: tuple[Entry, ...]) -> None:
    assert search("  ", entries) == ()


def test_nearest_names(entries: tuple[Entry, ...]) -> None:
    assert nearest("osimertinb", entries)[0] == "osimertinib"
    assert nearest("qqqqqqqq", entries) == ()


def test_one_line_per_hit(run: Run) -> None:
    done = run("kb", "search", "flaura")
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert lines[0].split()[:2] == ["trial", "FLAURA-OS"]
    assert max(map(len, lines)) <= 80


def test_tsv_has_a_header_and_whole_texts(run: Run) -> None:
    done = run("kb", "search", "flaura", "--format", "tsv")
    header, *rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert header == ["kind", "id", "what", "match"]
    assert {len(row) for row in rows} == {4}
    assert not any(row[2].endswith("...") for row in rows)


def test_no_hit_is_no_error_but_is_said(run: Run) -> None:
    done = run("kb", "search", "osimertinb")
    assert done.returncode == 0
    assert done.stdout == b""
    assert b"nothing found for 'osimertinb'; nearest: osimertinib" in done.stderr


def test_an_unknown_format(run: Run) -> None:
    assert run("kb", "search", "EGFR", "-f", "json").returncode == 2
