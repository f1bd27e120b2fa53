"""Text made safe: whatever steers, splits, hides or reverses is shown as an escape; everything else stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncotier.exporters.safe_text import _UNSAFE, safe_cells, safe_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EGFR L858R", "EGFR L858R"),
        ("c.[76A>C;77del]", "c.[76A>C;77del]"),
        ("a\tb\nc\rd", "a\\tb\\nc\\rd"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\x9b", "\\x9b"),
        ("\u202e\u2066\u200b\ufeff\u00ad", "\\u202e\\u2066\\u200b\\ufeff\\xad"),
        ("\U000e0041", "\\U000e0041"),
        ("\udcff", "\\udcff"),
        ("\u00b5m \u03b1 \u817a", "\u00b5m \u03b1 \u817a"),
    ],
)
def test_safe_text(text: str, expected: str) -> None:
    assert safe_text(text) == expected


def test_what_python_calls_printable_is_safe() -> None:
    """The short cut for printable text holds for every character."""
    printable = "".join(filter(str.isprintable, map(chr, range(0x110000))))
    assert len(printable) > 100_000
    assert _UNSAFE.search(printable) is None


@given(st.tuples(st.text(st.characters(exclude_categories=())), st.text()))
def test_a_row_is_as_safe_as_its_cells(cells: tuple[str, ...]) -> None:
    assert safe_cells(cells) == tuple(map(safe_text, cells))


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_unsafe_passes(text: str) -> None:
    shown = safe_text(text)
    categories = {unicodedata.category(character) for character in shown}
    assert not categories & {"Cc", "Zl", "Zp", "Cs"}
    assert not {unicodedata.bidirectional(one) for one in shown} & {
        "RLO",
        "LRO",
        "RLE",
        "LRE",
        "PDF",
        "RLI",
        "LRI",
        "FSI",
    }
    assert safe_text(shown) == shown


@given(st.text(st.characters(categories=("L", "N", "P", "S")) | st.just(" ")))
def test_visible_text_is_left_alone(text: str) -> None:
    assert safe_text(text) == text
