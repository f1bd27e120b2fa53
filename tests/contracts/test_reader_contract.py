"""What every reader promises, over the whole table of readers and the small inputs of every format."""

from __future__ import annotations

import hashlib
import io
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.settings import ReadSettings, Settings
from oncotier.domain.value import replace
from oncotier.errors import BuildError
from oncotier.interpret.assemble import interpret
from oncotier.readers.reader import Confidence, Reader
from oncotier.readers.registry import READERS, read_input, reader_for
from oncotier.readers.source import open_input
from tests.golden.format_fixtures import FIXTURES, OPTIONS, format_of
from tests.readers.builders import bgzf, context, gzipped, knowledge, read_path, tally

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from tests.conftest import Run

READER = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
FIXTURE = pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
BY_NAME = {reader.name: reader for reader in READERS}


def read_fixture(fixture: Path, path: Path | None = None) -> Reading:
    """Read a fixture, or a changed copy of it, as the program does with the options that it needs."""
    return read_path(path or fixture, **OPTIONS.get(fixture.stem, {}))


def written(folder: Path, data: bytes, name: str = "input") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_every_reader_has_a_name_and_a_module_of_its_own() -> None:
    assert len({reader.name for reader in READERS}) == len({reader.module for reader in READERS}) == len(READERS)


@READER
def test_the_module_has_both_functions_and_describes_itself(reader: Reader) -> None:
    module = import_module(reader.module)
    assert callable(module.sniff)
    assert callable(module.read)
    assert {"read", "sniff"} <= set(module.__all__)
    assert module.__doc__
    assert reader.describes


def test_the_program_lists_every_format(run: Run) -> None:
    lines = run("formats").stdout.decode().splitlines()
    assert {f"input\t{reader.name}\t{reader.describes}" for reader in READERS} <= set(lines)


@READER
@pytest.mark.parametrize(
    "head", [b"", b"\n", b"\0", b"\xff\xfe", b"\x89PNG\r\n", b"{}", b"text", b"\t\t\n", bytes(range(256))]
)
def test_anything_can_be_judged(reader: Reader, head: bytes) -> None:
    assert reader.sniff(head) is Confidence.NO


@FIXTURE
@pytest.mark.parametrize("name", ["input", "report.vcf.gz", "report.maf", "report.xml", "-x", "a b.txt"])
@pytest.mark.parametrize("pack", [bytes, gzipped, bgzf])
def test_content_is_recognized_whatever_the_name(tmp_path: Path, fixture: Path, name: str, pack: type[bytes]) -> None:
    path = written(tmp_path, pack(fixture.read_bytes()), name)
    assert reader_for(open_input(str(path))).name == format_of(fixture)


@FIXTURE
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_no_other_reader_is_as_sure(fixture: Path, start: bytes) -> None:
    reader = BY_NAME[format_of(fixture)]
    head = (start if reader.name != "bcf" else b"") + fixture.read_bytes()  # a binary file has no byte-order mark
    own = reader.sniff(head)
    assert own > Confidence.NO
    assert all(other.sniff(head) < own for other in READERS if other is not reader)


@FIXTURE
def test_a_head_cut_anywhere_can_be_judged(fixture: Path) -> None:
    head, reader = fixture.read_bytes(), BY_NAME[format_of(fixture)]
    assert all(reader.sniff(head[:length]) in Confidence for length in range(0, len(head), 3))


def accounted(reading: Reading) -> set[int]:
    """Return the records that ended as something named."""
    named = (*reading.observations, *reading.unresolved, *reading.negatives, *reading.untested)
    return {one.source.record1 for one in named}


@FIXTURE
def test_every_record_ends_somewhere(fixture: Path) -> None:
    reading = read_fixture(fixture)
    records = accounted(reading)
    counted = sum(reading.out_of_scope_by.values()) + sum(reading.filtered_by.values())
    assert records <= set(range(1, reading.records_read + 1))
    assert len(records) + counted == reading.records_read
    tally(reading)


@FIXTURE
def test_sources_name_the_file_not_its_folder(tmp_path: Path, fixture: Path) -> None:
    reading = read_fixture(fixture, written(tmp_path, fixture.read_bytes()))
    named = (*reading.observations, *reading.negatives, *reading.untested, *reading.unresolved)
    assert {one.source.input for one in named} <= {"input"}
    assert str(tmp_path) not in repr(reading)


@FIXTURE
def test_reading_twice_gives_the_same(fixture: Path) -> None:
    settings = OPTIONS.get(fixture.stem, {})
    source = open_input(str(fixture))
    reader = BY_NAME[format_of(fixture)]
    assert reader.read(source, context(**settings)) == reader.read(source, context(**settings))


@FIXTURE
def test_standard_input_and_a_file_give_the_same(monkeypatch: pytest.MonkeyPatch, fixture: Path) -> None:
    data = fixture.read_bytes()
    filed = read_fixture(fixture)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    piped = read_fixture(fixture, Path("-"))
    assert (filed.input, piped.input) == (fixture.name, "-")
    assert filed.sha256 == piped.sha256 == hashlib.sha256(data).hexdigest()
    assert [type(one) for one in filed.observations] == [type(one) for one in piped.observations]
    assert (filed.records_read, filed.out_of_scope_by) == (piped.records_read, piped.out_of_scope_by)


@FIXTURE
def test_no_person_leaves_the_reader(fixture: Path) -> None:
    """All that names a person in the fixtures begins with `Fake`."""
    reading = replace(read_fixture(fixture), input="x")
    assert "fake" not in repr(reading).lower()
    assert "fake" not in repr(interpret([reading], knowledge(), Settings())).lower()


def test_the_fixtures_name_persons() -> None:
    holding = {format_of(path) for path in FIXTURES if b"fake" in path.read_bytes().lower()}
    assert {"foundation-xml", "tempus", "caris", "fhir", "genminetop", "phenopacket", "cbioportal-clinical"} <= holding


def test_a_specimen_is_named_on_request() -> None:
    fixture = next(path for path in FIXTURES if path.name == "caris.json")
    asked = replace(context(), settings=ReadSettings(include_phi=True))
    assert read_input(open_input(str(fixture)), asked).sample == "FAKE-SPECIMEN"


@FIXTURE
def test_a_build_that_the_user_and_the_file_state_differently_is_an_error(fixture: Path) -> None:
    options = OPTIONS.get(fixture.stem, {})
    stated = read_fixture(fixture)
    is_taken = "build" in options or not stated.build or re.match(r"assumed|.* fit$|.* lie in ", stated.build_evidence)
    other = "GRCh37" if stated.build == "GRCh38" else "GRCh38"
    if is_taken:  # nothing states it: the user's word counts
        assert read_path(fixture, **{**options, "build": other}).build in {other, ""}  # empty where nothing has a place
    else:
        with pytest.raises(BuildError, match=other):
            read_path(fixture, **{**options, "build": other})
