"""Texts that once steered an exporter: one test each."""

from __future__ import annotations

import json

import pytest

from oncotier.errors import InputError
from oncotier.exporters.exporter import Screen
from oncotier.exporters.json import render, render_line
from oncotier.exporters.stored_document import report_of_json, sample_of_json
from tests.exporters.reports import hostile_report
from tests.exporters.test_vcf_annotation import ROW, infos, report_on, rewritten


def test_a_nul_in_a_label_made_two_values_of_one() -> None:
    (info,) = infos(rewritten(ROW.format(5, "G", ".").encode() + b"\n", report_on((1, 1), label="a\0b")))
    assert "|a%00b|" in info


@pytest.mark.parametrize("letter", ["\x7f", "\x9b", "\u202e", "\u2066"])
def test_json_printed_controls_that_a_terminal_obeys(letter: str) -> None:
    for text in (render(hostile_report(letter), Screen(80)), render_line(hostile_report(letter), Screen(80))):
        assert letter not in text
        assert json.loads(text)["sample"]["id"] == f"S1{letter}"


def test_a_report_nested_too_deep_ended_diff_with_an_internal_error() -> None:
    text = '{"schema_version": "1.0", "program": ' + "[" * 100_000 + "]" * 100_000 + "}"
    for read in (sample_of_json, report_of_json):
        with pytest.raises(InputError, match="no report of oncotier"):
            read(text.encode(), file="x")
