"""Faults of the readers of BCF and header lines that once misnamed what a record says: one test each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.readers.bcf_record import Dictionaries
from tests.readers.builders import egfr, read, vcf

if TYPE_CHECKING:
    from pathlib import Path


def test_a_description_that_speaks_of_an_id_named_the_field() -> None:
    line = '##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth,ID=AF,IDX=9",IDX=4>'
    assert Dictionaries([line]).keys == {0: b"PASS", 4: b"DP"}


def test_a_number_before_the_description_was_not_read() -> None:
    lines = ['##INFO=<ID=AF,IDX=2,Description="Share">', '##INFO=<ID=DP,IDX=1,Description="Depth">']
    assert Dictionaries(lines).keys == {0: b"PASS", 2: b"AF", 1: b"DP"}


def test_a_name_without_a_number_took_the_number_of_another() -> None:
    lines = ["##contig=<ID=chr7,IDX=1>", "##contig=<ID=chr8>"]
    assert Dictionaries(lines).contigs == {1: b"chr7", 2: b"chr8"}


def test_an_annotation_whose_id_is_not_the_first_key_was_not_read(tmp_path: Path) -> None:
    text = vcf([egfr()]).replace("##INFO=<ID=CSQ,Number=.,", "##INFO=<Number=.,ID=CSQ,")
    assert "<Number=.,ID=CSQ," in text
    assert read(tmp_path, text).format == "vcf-vep"
