"""The same report however a file is stored: line breaks, byte-order mark, compression; and what is cut is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.value import replace
from oncotier.errors import InputError, OncotierError
from oncotier.readers.registry import READERS
from tests.contracts.test_reader_contract import FIXTURE, read_fixture, written
from tests.golden.format_fixtures import FIXTURES, OPTIONS, format_of
from tests.readers.builders import bgzf, gzipped, read_path, tally

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from oncotier.domain.observation import Reading

DOCUMENTS = {".xml", ".json"}
BINARY = {".bcf"}  # no lines, no byte-order mark; its own damage is tested in tests/readers/test_bcf.py
TABLES = [path for path in FIXTURES if path.suffix not in DOCUMENTS | BINARY and format_of(path) != "list"]
TEXT = pytest.mark.parametrize(
    "fixture", [path for path in FIXTURES if path.suffix not in BINARY], ids=lambda path: path.name
)
TABLE = pytest.mark.parametrize("fixture", TABLES, ids=lambda path: path.name)

STORED: dict[str, Callable[[bytes], bytes]] = {
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "byte-order mark": lambda data: b"\xef\xbb\xbf" + data,
    "no final line break": lambda data: data.removesuffix(b"\n"),
    "blank lines at the end": lambda data: data + b"\n\n",
    "gzip": gzipped,
    "BGZF": bgzf,
    "BGZF in small blocks": lambda data: bgzf(data, block_size=37),
}
COMPRESSED = ("gzip", "BGZF", "BGZF in small blocks")
CASES = [(path, how) for path in FIXTURES for how in STORED if path.suffix not in BINARY or how in COMPRESSED]


def content(reading: Reading) -> Reading:
    """Return what a reading says of the sample, without what it says of the file."""
    notices = tuple(one for one in reading.notices if one.code not in {"no_final_line_break", "byte_order_mark"})
    return replace(reading, input="", sha256="", notices=notices)


@pytest.mark.parametrize(("fixture", "how"), CASES, ids=[f"{path.name}-{how}" for path, how in CASES])
def test_the_same_report_however_it_is_stored(tmp_path: Path, fixture: Path, how: str) -> None:
    plain = read_fixture(fixture, written(tmp_path, fixture.read_bytes()))
    stored = read_fixture(fixture, written(tmp_path, STORED[how](fixture.read_bytes())))
    assert content(stored) == content(plain)


@TABLE
def test_a_row_without_its_line_break_is_said(tmp_path: Path, fixture: Path) -> None:
    reading = read_fixture(fixture, written(tmp_path, fixture.read_bytes().removesuffix(b"\n")))
    assert "no_final_line_break" in {one.code for one in reading.notices}


@TEXT
def test_a_file_cut_anywhere_is_an_error_or_says_so(tmp_path: Path, fixture: Path) -> None:
    data = fixture.read_bytes()
    path = tmp_path / "input"
    for length in range(1, len(data) - 1, max(1, len(data) // 40)):
        path.write_bytes(data[:length])
        try:
            reading = read_path(path, input_format=format_of(fixture), **OPTIONS.get(fixture.stem, {}))
        except OncotierError:
            continue
        assert fixture.suffix not in DOCUMENTS
        assert tally(reading).read == reading.records_read
        said = {one.code for one in reading.notices} & {"no_final_line_break", "no_records"}
        assert data[:length].endswith(b"\n") or said, data[:length][-60:]


@FIXTURE
@pytest.mark.parametrize("pack", [gzipped, bgzf])
def test_a_damaged_stream_is_an_error_or_incomplete(
    tmp_path: Path, fixture: Path, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(fixture.read_bytes())
    for length in (len(packed) // 2, len(packed) - 9):
        path = written(tmp_path, packed[:length])
        try:
            reading = read_path(path, input_format=format_of(fixture), **OPTIONS.get(fixture.stem, {}))
        except OncotierError:
            continue
        assert reading.incomplete
        assert tally(reading).read == reading.records_read


@pytest.mark.parametrize("name", [reader.name for reader in READERS])
@pytest.mark.parametrize("data", [b"", gzipped(b""), bgzf(b"")])
def test_an_empty_file_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(InputError, match="empty"):
        read_path(written(tmp_path, data), input_format=name)


def header_of(fixture: Path) -> bytes:
    """Return a table down to its line of column names."""
    lines = fixture.read_bytes().splitlines(keepends=True)
    marks = (b"#CHROM", b"#FusionName", b"#gene1")
    last = next(i for i, line in enumerate(lines) if line.startswith(marks) or not line.startswith(b"#"))
    return b"".join(lines[: last + 1])


HEADED = [path for path in TABLES if format_of(path) not in {"genefuse", "moalmanac-metadata", "tso500"}]


@pytest.mark.parametrize("fixture", HEADED, ids=lambda path: path.name)
def test_a_header_alone_is_no_negative_result(tmp_path: Path, fixture: Path) -> None:
    path = written(tmp_path, header_of(fixture))
    options = {**OPTIONS.get(fixture.stem, {}), "sample": ""}
    if fixture.stem == "cbioportal-cna":
        options["sample"] = "S1"  # a column names it
    reading = read_path(path, input_format=format_of(fixture), **options)
    assert (reading.records_read, reading.observations, reading.negatives) == (0, (), ())
    assert "no_records" in {one.code for one in reading.notices}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list", "# nothing found\n"),
        ("genefuse", "# genefuse v0.8.0\n"),
        ("tso500", "TruSight Oncology 500 Combined Variant Output\n[Analysis Details]\n[Small Variants]\nNA\n"),
        ("foundation-xml", "<ResultsReport><variant-report/></ResultsReport>"),
        ("genminetop", "<root><vendor-id>todai-oncopanel</vendor-id><report><result/></report></root>"),
        ("tempus", '{"order": {"tempusOrderId": "x"}, "results": {}}'),
        ("caris", '{"testDetails": {"labName": "x"}, "tests": []}'),
        ("fhir", '{"resourceType": "Bundle", "entry": []}'),
        ("phenopacket", '{"subject": {}, "interpretations": [], "metaData": {"phenopacketSchemaVersion": "2"}}'),
        ("orange", '{"refGenomeVersion": "V38", "purple": {}}'),
        ("tso500-measures", "{}"),
        ("moalmanac-metadata", "\n"),
    ],
)
def test_a_report_of_nothing_is_no_negative_result(tmp_path: Path, name: str, text: str) -> None:
    try:
        reading = read_path(written(tmp_path, text.encode()), input_format=name)
    except InputError:
        return
    assert (reading.records_read, reading.observations, reading.negatives) == (0, (), ())
    assert "no_records" in {one.code for one in reading.notices}
