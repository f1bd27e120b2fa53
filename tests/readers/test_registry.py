"""The choice of a reader: by content, by name, and refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.errors import InputError, UsageError
from oncotier.readers import registry
from oncotier.readers.reader import Confidence, Reader, choose_sample, decode_text, decoded
from oncotier.readers.registry import READERS, reader_for
from oncotier.readers.source import open_input
from tests.readers.builders import egfr, maf, maf_row, read, vcf

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.readers.source import InputFile


def opened(folder: Path, data: str | bytes) -> InputFile:
    path = folder / "input"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return open_input(str(path))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (vcf([egfr()]), "vcf"),
        (vcf([egfr()], version=""), "vcf"),
        ("\ufeff" + vcf([egfr()]), "vcf"),
        (maf([maf_row()]), "maf"),
        (maf([maf_row()], start="#version 2.4\n"), "maf"),
        ("Hugo_Symbol\tHGVSp_Short\nEGFR\tp.L858R\n", "maf"),
        ("EGFR L858R\n", "list"),
    ],
)
def test_content_decides(tmp_path: Path, data: str, name: str) -> None:
    assert reader_for(opened(tmp_path, data)).name == name


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_name_decides_before_content(tmp_path: Path, reader: Reader) -> None:
    assert reader_for(opened(tmp_path, "anything"), input_format=reader.name) is reader


def test_what_begins_with_a_magic_word_is_of_that_format_only() -> None:
    head = vcf([egfr()]).encode()
    assert [reader.name for reader in READERS if reader.magic and head.startswith(reader.magic)] == ["vcf"]
    assert [reader.name for reader in READERS if reader.sniff(head) is Confidence.CERTAIN] == ["vcf"]


def test_an_unknown_name_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown input format 'xls'") as raised:
        reader_for(opened(tmp_path, "x"), input_format="xls")
    assert raised.value.hint == "formats: " + ", ".join(reader.name for reader in READERS)


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"PK\x03\x04\x14", r"'PK\?\?\?'"),
        (b"\x1b[2Jx", r"'\?\[2Jx'"),
        (b"first\nsecond", "'first'"),
        (b"\xef\xbb\xbffirst", "'first'"),
        (b"x" * 100, "'" + "x" * 40 + "'"),
        (b'{"a": {"name": "Fakelast", "dob": "1901-02-03"}}', r"""'{"a": {"name": "\.\.\.", "dob": "\.\.\."}}'"""),
        (b'<p n="Fakelast"><q>Fakefirst</q></p>', r"""'<p n="\.\.\."><q>\.\.\.</q></p>'"""),
        ('{"name": "Fakelast"}'.encode("utf-16"), r"""'{"name": "\.\.\."}'"""),
    ],
)
def test_what_is_not_recognized_is_shown_without_control_characters(tmp_path: Path, data: bytes, shown: str) -> None:
    with pytest.raises(UsageError, match=f"input: format not recognized, it begins with {shown}$") as raised:
        reader_for(opened(tmp_path, data))
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        (b"PK\x03\x04\x14", "workbook"),
        ("Gene\tChange\nKRAS\tG12C\n".encode("utf-16"), "UTF-16 text: save it as UTF-8"),
        (b"\xfe\xff\x00G", "UTF-16 text: save it as UTF-8"),
        (b'"Hugo_Symbol"\t"Variant_Classification"\n"KRAS"\t"Missense_Mutation"\n', "without quotes"),
    ],
)
def test_what_can_be_saved_in_another_way_says_how(tmp_path: Path, data: bytes, remedy: str) -> None:
    with pytest.raises(UsageError) as raised:
        reader_for(opened(tmp_path, data))
    assert remedy in raised.value.hint


@pytest.mark.parametrize("input_format", ["", "vcf", "maf", "list"])
def test_an_empty_file_is_refused_by_every_reader(tmp_path: Path, input_format: str) -> None:
    with pytest.raises(InputError, match="the file is empty"):
        reader_for(opened(tmp_path, b""), input_format=input_format)


def test_two_readers_as_sure_ask_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    twins = tuple(Reader(name, "", "oncotier.readers.vcf", lambda _: True) for name in ("one", "two"))
    monkeypatch.setattr(registry, "READERS", twins)
    with pytest.raises(UsageError, match="could be one and two") as raised:
        reader_for(opened(tmp_path, vcf([egfr()])))
    assert raised.value.hint == "choose with --input-format"


@pytest.mark.parametrize("data", [vcf([egfr()]), maf([maf_row()]), "<x/>", "EGFR L858R"])
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_wrong_choice_of_the_user_is_an_error_or_a_reading(tmp_path: Path, data: str, reader: Reader) -> None:
    try:
        reading = read(tmp_path, data, input_format=reader.name)
    except InputError:
        return
    assert reading.records_read


def test_no_name_and_no_wish_is_no_sample() -> None:
    assert choose_sample((), "", file="x") == ""


def test_documents_are_utf8_with_or_without_mark() -> None:
    assert decode_text(b"\xef\xbb\xbfa", file="x") == "a"
    with pytest.raises(InputError, match=r"x: not UTF-8 text \(byte 1\)"):
        decode_text(b"a\xff", file="x")


def test_rows_are_utf8_or_latin_1() -> None:
    assert decoded("ü".encode()) == decoded("ü".encode("latin-1")) == "ü"
