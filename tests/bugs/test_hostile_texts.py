"""Texts that once steered an exporter: one test each."""

from __future__ import annotations

from tests.exporters.test_vcf_annotation import ROW, infos, report_on, rewritten


def test_a_nul_in_a_label_made_two_values_of_one() -> None:
    (info,) = infos(rewritten(ROW.format(5, "G", ".").encode() + b"\n", report_on((1, 1), label="a\0b")))
    assert "|a%00b|" in info
