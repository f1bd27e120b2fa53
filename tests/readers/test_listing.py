"""A plain list of findings: one a line, comments, and what is no such list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import Reading, StatementObservation
from oncotier.errors import InputError, UsageError
from oncotier.readers.listing import from_texts, sniff
from oncotier.readers.reader import Confidence
from tests.readers.builders import codes, gzipped, labels, read, tally

if TYPE_CHECKING:
    from pathlib import Path


def texts(reading: Reading) -> list[str]:
    return [one.text for one in reading.observations if isinstance(one, StatementObservation)]


@pytest.mark.parametrize(
    "text",
    [
        "EGFR L858R\nMSI-H\n",
        "EGFR L858R\r\nMSI-H",
        "\ufeffEGFR L858R\nMSI-H\n",
        "# findings\n\nEGFR L858R   # exon 21\n\n  MSI-H  \n#end",
        "EGFR\tL858R\nMSI-H\n",
    ],
)
def test_one_finding_a_line(tmp_path: Path, text: str) -> None:
    for data in (text.encode(), gzipped(text.encode())):
        reading = read(tmp_path, data)
        assert texts(reading) == ["EGFR L858R", "MSI-H"]
        assert [one.source.record1 for one in reading.observations] == [1, 2]
        assert labels(reading) == {"EGFR L858R", "MSI-H"}
        assert tally(reading).interpreted == 2


def test_a_hash_within_a_word_is_no_comment() -> None:
    assert sniff(b"EGFR L858R#1\n") is Confidence.POSSIBLE


def test_what_is_not_understood_is_listed(tmp_path: Path) -> None:
    reading = read(tmp_path, "EGFR L858R\nEGFR wild words\nKRAS G12C\n")
    ends = tally(reading)
    assert (ends.read, ends.interpreted, ends.unresolved) == (3, 2, 1)


def test_the_raw_text_is_kept_short() -> None:
    reading = from_texts(["x" * 500], name="--finding")
    assert len(reading.observations[0].source.raw) == 200
    assert texts(reading) == ["x" * 500]


@pytest.mark.parametrize(
    "data",
    [
        b'{"gene": "EGFR L858R"}',
        b'[{"gene": "EGFR L858R"}]',
        b"<findings>EGFR L858R</findings>",
        b"EGFR L858R\n{\n",
        b"EGFR L858R\0\n",
        b"\x1b[2JEGFR L858R\n",
        b"\x89PNG\r\n\x1a\n" + b"L858R" * 9,
        "EGFR L858R\n".encode("utf-16"),
        b"EGFR L858R " + b"x" * 200,
        b"chr7\t55191822\t.\tT\tG\t100\tPASS\tCSQ=G|missense|EGFR|p.Leu858Arg\n",
        b"a,b,c\n1,2,3\n",
        b"gene\tnote\nTP53\tDeletion\nCDK4\tAmplification\n",
        b"name,note\nTP53,Deletion\nCDK4,Amplification\n",
        b"some words\nof prose\n",
        b"# only a comment\n",
    ],
)
def test_what_is_no_list_is_not_taken_for_one(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UsageError, match="format not recognized, it begins with"):
        read(tmp_path, data)


def test_prose_between_findings_is_a_list_still() -> None:
    assert sniff(b"EGFR L858R\nwild words\n") is Confidence.POSSIBLE


def test_a_letter_cut_by_the_end_of_the_head_does_not_matter() -> None:
    assert sniff("EGFR L858R ä".encode()[:-1]) is Confidence.POSSIBLE


@pytest.mark.parametrize(("data", "words"), [(b"M\xfcnchen L858R\n", "not UTF-8 text"), (b"EGFR\0L858R", "a NUL byte")])
def test_what_is_no_text_is_refused_when_asked_for(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(tmp_path, data, input_format="list")


def test_no_finding_is_said(tmp_path: Path) -> None:
    reading = read(tmp_path, "# nothing\n", input_format="list")
    assert (reading.records_read, codes(reading)) == (0, {"no_records"})


def test_a_damaged_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="corrupted or cut"):
        read(tmp_path, gzipped(b"EGFR L858R\n" * 100)[:-5])
