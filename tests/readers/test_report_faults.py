"""Reports that are cut or odd: every vendor reader reads them or refuses them in words, and what it reads adds up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oncotier.errors import InputError, OncotierError
from oncotier.readers.json_document import parse_json
from oncotier.readers.markup import parse_xml
from tests.readers.builders import read, tally
from tests.readers.tiny_reports import TINY_REPORTS

if TYPE_CHECKING:
    from pathlib import Path

JSON_FORMATS = [name for name, text in TINY_REPORTS.items() if text.startswith("{")]
LEAVES = st.none() | st.booleans() | st.integers(-9, 99) | st.floats(allow_nan=False) | st.text(max_size=5)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner))


@pytest.mark.parametrize("name", TINY_REPORTS)
def test_a_report_cut_anywhere(tmp_path: Path, name: str) -> None:
    text = TINY_REPORTS[name]
    for length in range(1, len(text), 7):
        try:
            reading = read(tmp_path, text[:length], input_format=name)
        except OncotierError:
            continue
        assert tally(reading).read == reading.records_read


def replaced(value: object, path: int, new: object) -> object:
    """Return a document with one of its values, by its number in depth-first order, replaced."""
    seen = -1

    def walk(one: object) -> object:
        nonlocal seen
        seen += 1
        if seen == path:
            return new
        if isinstance(one, dict):
            return {key: walk(inner) for key, inner in one.items()}
        return [walk(inner) for inner in one] if isinstance(one, list) else one

    return walk(value)


@pytest.mark.parametrize("name", JSON_FORMATS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60, deadline=None
)
@given(path=st.integers(0, 60), new=VALUES)
def test_any_value_in_any_place(tmp_path: Path, name: str, path: int, new: object) -> None:
    document = replaced(json.loads(TINY_REPORTS[name]), path, new)
    try:
        reading = read(tmp_path, json.dumps(document), input_format=name)
    except OncotierError:
        return
    assert tally(reading).read == reading.records_read


class TestJson:
    @pytest.mark.parametrize(
        ("text", "value", "repeated"),
        [
            ('{"a": 1, "a": 1}', {"a": 1}, ()),
            ('{"a": 1, "a": 2}', {"a": 2}, ("a",)),
            ('{"a": 1, "a": ""}', {"a": 1}, ("a",)),
            ('{"a": [1], "a": [2]}', {"a": [1, 2]}, ("a",)),
        ],
    )
    def test_a_repeated_key_loses_nothing_silently(self, text: str, value: object, repeated: tuple[str, ...]) -> None:
        assert parse_json(text.encode(), file="x") == (value, repeated)

    @pytest.mark.parametrize(("depth", "refused"), [(100, False), (101, True)])
    def test_depth(self, depth: int, refused: bool) -> None:
        raw = b"[" * depth + b"]" * depth
        if not refused:
            parse_json(raw, file="x")
            return
        with pytest.raises(InputError, match="nested more than 100 deep"):
            parse_json(raw, file="x")

    @pytest.mark.parametrize("raw", [b"", b"\xff", b"nul", b"{'a': 1}", b'{"a": Infinity}', b"{} {}"])
    def test_refusals(self, raw: bytes) -> None:
        with pytest.raises(InputError, match=r"^x"):
            parse_json(raw, file="x")


class TestXml:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
            ("<a>" * 101, "nested more than 100 deep"),
            ("<a>&b;</a>", "not well-formed"),
            ("<a>", "not well-formed"),
            ('<?xml version="1.0" encoding="odd"?><a/>', "unknown encoding"),
        ],
    )
    def test_refusals(self, text: str, words: str) -> None:
        with pytest.raises(InputError, match=words):
            parse_xml(text.encode(), file="x", what="report")

    def test_namespaces_and_left_out_parts(self) -> None:
        root = parse_xml(b'<r:a xmlns:r="u"><r:b>1</r:b><c><d/></c></r:a>', file="x", what="report", left_out={"c"})
        assert [(one.tag, one.text) for one in root.iter()] == [("a", None), ("b", "1")]
