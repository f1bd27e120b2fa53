"""What no reader may fall for: NUL bytes, endless lines, deep nesting, entities, repeated keys, unknown as zero."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import CopyNumberObservation, RearrangementObservation, VariantObservation
from oncotier.errors import InputError, OncotierError
from oncotier.readers import source
from oncotier.readers.source import open_input
from tests.contracts.test_reader_bytes import TABLE, TEXT
from tests.contracts.test_reader_contract import FIXTURE, read_fixture, written
from tests.golden.format_fixtures import FIXTURES, FOLDER, OPTIONS, format_of
from tests.readers.builders import codes, labels, read_path, variants

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

JSON = [path for path in FIXTURES if path.suffix == ".json"]
XML = [path for path in FIXTURES if path.suffix == ".xml"]
JSON_FIXTURE = pytest.mark.parametrize("fixture", JSON, ids=lambda path: path.name)
XML_FIXTURE = pytest.mark.parametrize("fixture", XML, ids=lambda path: path.name)
JSON_FORMATS = sorted({format_of(path) for path in JSON})
XML_FORMATS = sorted({format_of(path) for path in XML})


def read_as(fixture: Path, data: bytes, folder: Path) -> Reading:
    options = OPTIONS.get(fixture.stem, {})
    return read_path(written(folder, data), input_format=format_of(fixture), **options)


@TABLE
def test_a_nul_byte_is_listed_or_refused(tmp_path: Path, fixture: Path) -> None:
    """In every line in turn: nothing is read out of a broken line, and the findings of the others stay."""
    data = fixture.read_bytes()
    before = read_fixture(fixture, written(tmp_path, data))
    lines = data.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.startswith((b"#", b">")) or len(line) < 4:
            continue
        broken = line[: len(line) // 2] + b"\0" + line[len(line) // 2 :]
        try:
            reading = read_as(fixture, b"".join([*lines[:number], broken, *lines[number + 1 :]]), tmp_path)
        except OncotierError:
            continue
        assert len(reading.unresolved) >= len(before.unresolved)
        assert "\0" not in repr(reading)
        listed = {one.source.record1 for one in (*before.unresolved, *reading.unresolved)}
        others = (one for one in before.observations if one.source.record1 not in listed)
        # Oncomine says in one record what several rows of one gene say.
        assert {one for one in others if not one.source.raw.endswith("NEG")} <= set(reading.observations)
        assert not [one for one in reading.observations if one.source.record1 in listed]


@TEXT
def test_an_endless_line_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fixture: Path) -> None:
    monkeypatch.setattr(source, "LINE_LIMIT", 32768)
    monkeypatch.setattr(source, "SIZE_LIMIT", 65536)
    monkeypatch.setattr(source, "_BLOCK", 4096)
    monkeypatch.setattr(source, "_CHUNK", 4096)
    with pytest.raises(InputError, match=r"a line of more than|more than 1 GB"):
        read_as(fixture, fixture.read_bytes() + b"x" * 140_000, tmp_path)


@pytest.mark.parametrize("url", ["https://x.org/a.vcf", "s3://bucket/a.maf", "ftp://x/a.json", "gs://x/a.xml"])
def test_a_url_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="URLs are not read"):
        open_input(url)


@pytest.mark.parametrize("name", JSON_FORMATS)
@pytest.mark.parametrize("start", [b"", b'{"results": ', b'{"entry": ', b'{"tests": ', b'{"purple": '])
@pytest.mark.parametrize("closed", [True, False])
def test_json_of_any_depth_is_refused(tmp_path: Path, name: str, start: bytes, closed: bool) -> None:
    inner = b"[" * 200_000 + b"]" * 200_000 * closed
    path = written(tmp_path, start + inner + b"}" * (closed and bool(start)))
    with pytest.raises(InputError, match=r"nested more than 100 deep|not valid JSON"):
        read_path(path, input_format=name)


@JSON_FIXTURE
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1" * 5000])
def test_a_number_that_is_none_is_refused(tmp_path: Path, fixture: Path, number: str) -> None:
    data = fixture.read_bytes().rstrip()[:-1] + b', "extra": ' + number.encode() + b"}"
    if fixture.stem == "orange" and not number.isdigit():  # the program writes them itself
        assert labels(read_as(fixture, data, tmp_path)) == labels(read_fixture(fixture, fixture))
        return
    with pytest.raises(InputError, match="a number"):
        read_as(fixture, data, tmp_path)


@JSON_FIXTURE
def test_a_repeated_key_is_said(tmp_path: Path, fixture: Path) -> None:
    data = fixture.read_bytes().rstrip()[:-1] + b', "extra": 1, "extra": 2}'
    reading = read_as(fixture, data, tmp_path)
    assert "duplicate_key" in codes(reading)
    assert reading.observations == read_fixture(fixture, written(tmp_path, fixture.read_bytes())).observations


@pytest.mark.parametrize("name", XML_FORMATS)
@pytest.mark.parametrize(
    "start",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<!DOCTYPE a SYSTEM "https://x.org/a.dtd"><a/>',
        '<?xml version="1.0"?><!DOCTYPE ResultsReport><ResultsReport><variant-report/></ResultsReport>',
    ],
)
def test_a_doctype_is_refused(tmp_path: Path, name: str, start: str) -> None:
    with pytest.raises(InputError, match="DOCTYPE"):
        read_path(written(tmp_path, start.encode()), input_format=name)


@XML_FIXTURE
def test_a_doctype_in_a_report_is_refused(tmp_path: Path, fixture: Path) -> None:
    text = fixture.read_text(encoding="utf-8")
    body = re.sub(r"^<\?xml.*?\?>\s*", "", text)
    with pytest.raises(InputError, match="DOCTYPE"):
        read_as(fixture, f'<!DOCTYPE x [<!ENTITY y "z">]>{body}'.encode(), tmp_path)


@pytest.mark.parametrize("name", XML_FORMATS)
def test_xml_of_any_depth_is_refused(tmp_path: Path, name: str) -> None:
    data = b"<a>" * 200_000 + b"</a>" * 200_000
    with pytest.raises(InputError, match="nested more than 100 deep"):
        read_path(written(tmp_path, data), input_format=name)


@FIXTURE
def test_unknown_is_never_zero(fixture: Path) -> None:
    """No fixture states an allele fraction or a depth of zero; copies of zero are homozygous deletions."""
    for one in read_fixture(fixture).observations:
        match one:
            case VariantObservation():
                assert one.vaf is None or 0 < one.vaf <= 1
                assert one.depth is None or one.depth > 0
            case RearrangementObservation():
                assert one.vaf is None or 0 < one.vaf <= 1
            case CopyNumberObservation():
                assert one.copies != 0 or "gain" not in one.call
            case _:
                pass


FRACTIONS = [
    ("maf.maf", "80\t50\t30", 0.375),
    ("tso500.tsv", "0.2154", 0.2154),
    ("foundation-xml.xml", 'allele-fraction="0.21"\n          percent-reads="21.0"', 0.21),
    ("tempus.json", '"allelicFraction": "27.4"', 0.274),
    ("tempus+3.json", '"allelicFraction": "31"', 0.31),
    ("caris.json", '"alleleFrequency": "27"', 0.27),
    ("caris+xml.xml", "<alleleFrequency>33</alleleFrequency>", 0.33),
    ("fhir.json", '"value": 57.4', 0.574),
    ("genminetop.xml", "120/480", 0.25),
    ("guardant360.tsv", "\t1.2\t", 0.012),
    ("oncomine.tsv", "\t0.31\t", 0.31),
    ("pcgr-variants.tsv", "\t0.315\t", 0.315),
    ("table.csv", ";12.5;", 0.125),
]


@pytest.mark.parametrize(("name", "written_as", "expected"), FRACTIONS, ids=[one[0] for one in FRACTIONS])
def test_an_allele_fraction_has_the_unit_of_its_format(
    tmp_path: Path, name: str, written_as: str, expected: float
) -> None:
    fixture = FOLDER / name
    text = fixture.read_text(encoding="utf-8")
    assert variants(read_fixture(fixture))[0].vaf == pytest.approx(expected)
    assert text.count(written_as) == 1
    number = re.search(r"\d+(?:\.\d+)?(?!.*\d+\.\d)|\d+\t\d+\t\d+", written_as)
    assert number
    for unknown in ("", "abc", "-1", "1e9"):
        gone = re.sub(r"\d+(?:\.\d+)?(?:/\d+)?", unknown, written_as)
        if name.endswith(".json") and '"value"' in gone:
            gone = f'"value": {json.dumps(unknown)}'
        reading = read_as(fixture, text.replace(written_as, gone).encode(), tmp_path)
        assert variants(reading)[0].vaf is None, (unknown, gone)
