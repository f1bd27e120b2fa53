"""Every class of bad file over every format: damaged, cut, mangled by an editor, hostile; what may come of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oncotier.readers import source as source_module
from tests.golden.format_fixtures import OPTIONS, texts
from tests.readers.builders import EOF_BLOCK, bgzf, gzipped
from tests.trust.outcome import Outcome, outcome_of_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

TINY = texts()
XML = frozenset(name for name, text in TINY.items() if text.lstrip().startswith("<"))
JSON = frozenset(name for name, text in TINY.items() if text.lstrip().startswith(("{", "[")))
DOCUMENTS = XML | JSON
LINES = frozenset(TINY) - DOCUMENTS
WHOLE = frozenset({"tso500", "dragen-fusions", "list"})
"""Texts that are read whole: they must be UTF-8, and a damaged file gives no report."""
LAX = WHOLE | {"genefuse", "moalmanac-metadata"}
"""Texts that are no tables of one width."""
TABLES = LINES - LAX
ONE_TABLE_OF_PLACES = frozenset({"facets", "pcgr-cna"})
"""Segments name no genes: a build is needed before a row is read."""


def read_as(folder: Path, data: bytes, name: str, *, forced: bool = False) -> Outcome:
    """Read bytes with the options that a fixture of the format needs, as this format or as what they look like."""
    return outcome_of_bytes(folder / "input", data, input_format=name if forced else "", **OPTIONS.get(name, {}))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """What the sound inputs give."""
    folder = tmp_path_factory.mktemp("sound")
    return {name: read_as(folder, text.encode(), name) for name, text in TINY.items()}


def _with_bad_sum(data: bytes) -> bytes:
    packed = bgzf(data)
    place = len(packed) - len(EOF_BLOCK) - 8
    return packed[:place] + bytes([packed[place] ^ 0xFF]) + packed[place + 1 :]


EMPTY = {"nothing": b"", "empty gzip": gzipped(b""), "end block only": EOF_BLOCK, "byte-order mark": b"\xef\xbb\xbf"}
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "gzip without its end": lambda data: gzipped(data)[:-9],
    "gzip without its sum": lambda data: gzipped(data)[:-4],
    "BGZF without its end block": lambda data: bgzf(data)[: -len(EOF_BLOCK)],
    "BGZF with half an end block": lambda data: bgzf(data)[:-10],
    "BGZF with garbage behind": lambda data: bgzf(data) + b"garbage",
    "BGZF with a wrong sum": _with_bad_sum,
}
HARMLESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzipped,
    "BGZF": bgzf,
    "BGZF of small blocks": lambda data: bgzf(data, block_size=50),
    "byte-order mark": lambda data: b"\xef\xbb\xbf" + data,
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "blank lines behind": lambda data: data + b"\n\n",
    "blank line before": lambda data: b"\n" + data,
}


@pytest.mark.parametrize("data", EMPTY.values(), ids=EMPTY)
@pytest.mark.parametrize("name", TINY)
def test_fatal_empty(tmp_path: Path, name: str, data: bytes) -> None:
    found = read_as(tmp_path, data, name, forced=True)
    assert (found.code, found.findings) == (3, ((), (), ()))
    assert found.error.startswith("input")


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("name", TINY)
def test_incomplete_damaged(
    tmp_path: Path, name: str, damage: Callable[[bytes], bytes], outcomes: dict[str, Outcome]
) -> None:
    found = read_as(tmp_path, damage(TINY[name].encode()), name)
    assert found.code == 3
    if name in DOCUMENTS | WHOLE:
        assert found.error
    else:
        assert found.error or "input_incomplete" in found.codes
        assert set(found.labels) <= set(outcomes[name].labels)


@pytest.mark.parametrize("form", HARMLESS.values(), ids=HARMLESS)
@pytest.mark.parametrize("name", TINY)
def test_same_in_harmless_forms(
    tmp_path: Path, name: str, form: Callable[[bytes], bytes], outcomes: dict[str, Outcome]
) -> None:
    found, whole = (
        read_as(tmp_path, form(TINY[name].encode()), name),
        outcomes[name],
    )
    assert found.findings == whole.findings
    assert (found.code, found.codes, found.filtered) == (whole.code, whole.codes, whole.filtered)
    assert len(found.unresolved) == len(whole.unresolved)


@pytest.mark.parametrize("name", sorted(LINES))
def test_fatal_old_macintosh_line_ends(tmp_path: Path, name: str) -> None:
    found = read_as(tmp_path, TINY[name].replace("\n", "\r").encode(), name)
    assert (found.code, found.error) == (3, "input:1: lines end with carriage returns only")


@pytest.mark.parametrize("data", [bytes(range(256)) * 9, b"\x89PNG\r\n\x1a\n" + bytes(99), b"PK\x03\x04" + bytes(99)])
def test_fatal_binary(tmp_path: Path, data: bytes) -> None:
    found = outcome_of_bytes(tmp_path / "input", data)
    assert found.code == 2
    assert "format not recognized, it begins with" in found.error


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("name", TINY)
def test_other_encodings_are_refused_or_read_right(
    tmp_path: Path, name: str, encoding: str, outcomes: dict[str, Outcome]
) -> None:
    found = read_as(tmp_path, TINY[name].encode(encoding), name)
    assert found.error or (name in XML and found == outcomes[name])
    forced = read_as(tmp_path, TINY[name].encode(encoding), name, forced=True)
    assert forced.error or forced.findings == outcomes[name].findings or forced.warns_beyond(outcomes[name])


@pytest.mark.parametrize("name", sorted(TABLES))
def test_row_of_another_width(tmp_path: Path, name: str, outcomes: dict[str, Outcome]) -> None:
    lines = TINY[name].removesuffix("\n").split("\n")
    mark = next(one for one in "\t;," if one in lines[-1])
    for last in (f"{lines[-1]}{mark}one{mark}two", lines[-1].rpartition(mark)[0]):
        if name in ONE_TABLE_OF_PLACES and not last:
            continue
        found = read_as(tmp_path, "\n".join([*lines[:-1], last, ""]).encode(), name)
        assert found.code == 3, last
        assert found.error or any(one.startswith("malformed_row: line") for one in found.unresolved), last
        assert set(found.labels) <= set(outcomes[name].labels)


@pytest.mark.parametrize("name", sorted(LINES - WHOLE))
@pytest.mark.parametrize("letter", ["\0", "\xff", "\x7f"])
def test_a_stray_byte_in_a_row_is_never_silent(
    tmp_path: Path, name: str, letter: str, outcomes: dict[str, Outcome]
) -> None:
    """Where a finding is lost because of it, the run says so, or shows another finding instead."""
    text, whole = TINY[name], outcomes[name]
    last0 = text.rstrip("\n").rfind("\n") + 1
    for place in range(last0, len(text), max(1, (len(text) - last0) // 12)):
        data = (text[:place] + letter + text[place:]).encode("latin-1")
        found = read_as(tmp_path, data, name, forced=True)
        is_lost = bool(set(whole.labels) - set(found.labels)) and not set(found.labels) - set(whole.labels)
        assert not is_lost or found.error or found.warns_beyond(whole), (place, data)


@pytest.mark.parametrize("name", sorted(TABLES - ONE_TABLE_OF_PLACES))
def test_warning_no_rows(tmp_path: Path, name: str) -> None:
    lines = TINY[name].split("\n")
    head = [line for line in lines if line.startswith("#")] if name == "vcf" else lines[:1]
    found = read_as(tmp_path, "\n".join([*head, ""]).encode(), name, forced=True)
    assert found.error or "no_records" in found.codes
    assert found.labels == ()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_warning_last_line_without_break(tmp_path: Path, name: str, outcomes: dict[str, Outcome]) -> None:
    found = read_as(tmp_path, TINY[name].removesuffix("\n").encode(), name)
    assert found.findings == outcomes[name].findings
    assert "no_final_line_break" in found.codes


@pytest.mark.parametrize("name", sorted(LINES - WHOLE))
def test_fatal_a_line_over_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(source_module, "LINE_LIMIT", 2000)
    monkeypatch.setattr(source_module, "_BLOCK", 512)
    found = read_as(tmp_path, f"{TINY[name]}{'x' * 9000}".encode(), name, forced=True)
    assert found.code == 3
    assert "a line of more than" in found.error


@pytest.mark.parametrize("name", sorted(DOCUMENTS | WHOLE))
def test_fatal_a_document_over_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(source_module, "SIZE_LIMIT", 10)
    found = read_as(tmp_path, gzipped(TINY[name].encode()), name, forced=True)
    assert (found.code, found.error) == (3, "input: more than 1 GB after decompression")


JSON_FAULTS = {
    "NaN": '"zz": NaN',
    "infinity": '"zz": -Infinity',
    "number of 5000 digits": f'"zz": {"9" * 5000}',
    "nested 200,000 deep": f'"zz": {"[" * 200_000}{"]" * 200_000}',
    "cut": '"zz": "',
    "control character": '"zz": "\x01"',
}


NOT_FINITE = {"NaN", "infinity"}
FATAL = [
    pytest.param(name, fault, id=f"{name}-{said}")
    for name in sorted(JSON)
    for said, fault in JSON_FAULTS.items()
    if name != "orange" or said not in NOT_FINITE
]


@pytest.mark.parametrize(("name", "fault"), FATAL)
def test_fatal_json(tmp_path: Path, name: str, fault: str) -> None:
    text = TINY[name].replace("{", f"{{{fault}, ", 1)
    found = read_as(tmp_path, text.encode(), name, forced=True)
    assert (found.code, found.findings) == (3, ((), (), ()))
    assert found.error.startswith("input")


@pytest.mark.parametrize("fault", sorted(NOT_FINITE))
def test_orange_writes_what_is_not_finite(tmp_path: Path, fault: str, outcomes: dict[str, Outcome]) -> None:
    text = TINY["orange"].replace("{", f"{{{JSON_FAULTS[fault]}, ", 1)
    found = read_as(tmp_path, text.encode(), "orange", forced=True)
    assert found.findings == outcomes["orange"].findings


@pytest.mark.parametrize("addition", ['"zz": "\\ud800"', '"zz": 1e400', '"zz": {"": null}'])
@pytest.mark.parametrize("name", sorted(JSON))
def test_same_with_odd_json(tmp_path: Path, name: str, addition: str, outcomes: dict[str, Outcome]) -> None:
    text = TINY[name].replace("{", f"{{{addition}, ", 1)
    found = read_as(tmp_path, text.encode(), name, forced=True)
    assert found.findings == outcomes[name].findings


XML_FAULTS: dict[str, Callable[[str], str]] = {
    "entity bomb": lambda text: '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + text,
    "entity of a file": lambda text: '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + text,
    "outside DTD": lambda text: '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/evil.dtd">' + text,
    "nested 200,000 deep": lambda text: text.replace(">", ">" + "<a>" * 200_000, 1),
    "cut": lambda text: text[: len(text) // 2],
    "wrong encoding": lambda text: '<?xml version="1.0" encoding="UTF-16"?>' + text,
    "no such encoding": lambda text: '<?xml version="1.0" encoding="odd"?>' + text,
    "something behind it": lambda text: text + "<a/>",
    "undeclared entity": lambda text: text.replace("><", ">&x;<", 1),
}


@pytest.mark.parametrize("fault", XML_FAULTS.values(), ids=XML_FAULTS)
@pytest.mark.parametrize("name", sorted(XML))
def test_fatal_xml(tmp_path: Path, name: str, fault: Callable[[str], str]) -> None:
    found = read_as(tmp_path, fault(TINY[name]).encode(), name, forced=True)
    assert (found.code, found.findings) == (3, ((), (), ()))
    assert found.error.startswith("input")
    assert "root:" not in found.error
