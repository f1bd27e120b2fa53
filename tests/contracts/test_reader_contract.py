"""What every reader promises, checked for each row of the table of readers; a new format adds one tiny input here."""

from __future__ import annotations

import hashlib
import io
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oncotier.readers.reader import Confidence, Reader
from oncotier.readers.registry import READERS, reader_for
from oncotier.readers.source import open_input
from tests.readers.builders import bgzf, context, egfr, gzipped, kras, maf, maf_row, read_path, tally, vcf
from tests.readers.tiny_reports import TINY_REPORTS
from tests.readers.tiny_tables import TINY_TABLES
from tests.readers.tiny_variant_tables import TINY_VARIANT_TABLES

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading

TINY = {
    "vcf": vcf([egfr(), kras(), egfr(pos="x")]),
    "maf": maf([maf_row(), maf_row("KRAS", "p.G12C"), maf_row("OR4F29", "p.A1V")]),
    "foundation-xml": (
        '<rr:ResultsReport xmlns:rr="http://x"><variant-report><short-variants>'
        '<short-variant gene="EGFR" protein-effect="L858R"/></short-variants></variant-report></rr:ResultsReport>'
    ),
    **TINY_REPORTS,
    **TINY_TABLES,
    **TINY_VARIANT_TABLES,
    "list": "# findings\nEGFR L858R\n\nALK fusion\n",
}
READER = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)


def tiny(reader: Reader) -> bytes:
    return TINY[reader.name].encode()


def written(folder: Path, data: bytes, name: str = "input") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_every_reader_has_a_tiny_input_and_a_name_of_its_own() -> None:
    assert list(TINY) == [reader.name for reader in READERS]
    assert len({reader.module for reader in READERS}) == len(READERS)


@READER
def test_the_module_has_both_functions_and_describes_itself(reader: Reader) -> None:
    module = import_module(reader.module)
    assert callable(module.sniff)
    assert callable(module.read)
    assert {"read", "sniff"} <= set(module.__all__)
    assert module.__doc__
    assert reader.describes


@READER
@pytest.mark.parametrize("name", ["input", "report.vcf.gz", "report.maf", "report.xml", "-x", "a b.txt"])
@pytest.mark.parametrize("pack", [bytes, gzipped, bgzf])
def test_content_is_recognized_whatever_the_name(tmp_path: Path, reader: Reader, name: str, pack: type[bytes]) -> None:
    assert reader_for(open_input(str(written(tmp_path, pack(tiny(reader)), name)))) is reader


@READER
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_no_other_reader_is_as_sure(reader: Reader, start: bytes) -> None:
    head = start + tiny(reader)
    own = reader.sniff(head)
    assert own > Confidence.NO
    assert all(other.sniff(head) < own for other in READERS if other is not reader)


@READER
@pytest.mark.parametrize(
    "head", [b"", b"\n", b"\0", b"\xff\xfe", b"\x89PNG\r\n", b"{}", b"text", b"\t\t\n", bytes(range(256))]
)
def test_anything_can_be_judged(reader: Reader, head: bytes) -> None:
    assert reader.sniff(head) is Confidence.NO


@READER
def test_a_head_cut_anywhere_can_be_judged(reader: Reader) -> None:
    head = tiny(reader)
    assert all(reader.sniff(head[:length]) in Confidence for length in range(len(head)))


@READER
def test_standard_input_and_a_file_give_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader
) -> None:
    data = tiny(reader)
    filed = read_path(written(tmp_path, data))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    piped = read_path(Path("-"))
    assert (filed.input, piped.input) == ("input", "-")
    assert filed.sha256 == piped.sha256 == hashlib.sha256(data).hexdigest()
    assert [type(one) for one in filed.observations] == [type(one) for one in piped.observations]
    assert (filed.records_read, filed.out_of_scope_by) == (piped.records_read, piped.out_of_scope_by)


def accounted(reading: Reading) -> set[int]:
    """Return the records that ended as something named."""
    named = (*reading.observations, *reading.unresolved, *reading.negatives)
    return {one.source.record1 for one in named}


@READER
def test_every_record_ends_somewhere(tmp_path: Path, reader: Reader) -> None:
    reading = read_path(written(tmp_path, tiny(reader)))
    assert reading.observations
    records = accounted(reading)
    counted = sum(reading.out_of_scope_by.values()) + sum(reading.filtered_by.values())
    assert records <= set(range(1, reading.records_read + 1))
    assert len(records) + counted == reading.records_read
    tally(reading)


@READER
def test_sources_name_the_file_not_its_folder(tmp_path: Path, reader: Reader) -> None:
    reading = read_path(written(tmp_path, tiny(reader)))
    assert {one.source.input for one in reading.observations} == {"input"}
    assert str(tmp_path) not in repr(reading)


@READER
def test_reading_twice_gives_the_same(tmp_path: Path, reader: Reader) -> None:
    source = open_input(str(written(tmp_path, tiny(reader))))
    assert reader.read(source, context()) == reader.read(source, context())
