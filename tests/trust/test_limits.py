"""Hostile sizes: seconds and megabytes stay bounded, and the end is a refusal in words, never a killed process.

The program runs with at most `MEMORY` bytes of address space; what would need more ends as an internal error and fails.
"""

from __future__ import annotations

import gzip
import os
import resource
import subprocess
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PROGRAM, plain_environment
from tests.readers.builders import EOF_BLOCK, bgzf_block, vcf
from tests.trust.test_bad_rows import HEADER, ROWS

if TYPE_CHECKING:
    from collections.abc import Callable

MEMORY = 3 * 1024**3
SECONDS = 60
MEGABYTE = 1024 * 1024
HEAD = vcf(ROWS, header=HEADER).encode()
REPORT = '<rr:ResultsReport xmlns:rr="http://x"><variant-report><short-variants>'


def _bgzf_line(path: Path) -> None:
    """A row of 1 GB, in 1.1 MB."""
    block = bgzf_block(b"x" * 65280)
    path.write_bytes(bgzf_block(HEAD) + block * (1024 * 16) + EOF_BLOCK)


def _gzip_line(path: Path) -> None:
    path.write_bytes(gzip.compress(HEAD, mtime=0) + gzip.compress(b"x" * MEGABYTE, mtime=0) * 1024)


def _sparse(path: Path) -> None:
    """A row of 10 GB that needs no disk."""
    with path.open("wb") as stream:
        stream.write(HEAD + b"chr7")
        stream.truncate(10 * 1024**3)


def _json_of_spaces(path: Path) -> None:
    path.write_bytes(gzip.compress(b'{"resourceType": "Bundle", ', mtime=0) + gzip.compress(b" " * MEGABYTE) * 2048)


def _xml_of_spaces(path: Path) -> None:
    path.write_bytes(gzip.compress(REPORT.encode(), mtime=0) + gzip.compress(b" " * MEGABYTE) * 2048)


def _deep_json(path: Path) -> None:
    path.write_text('{"resourceType": "Bundle", "entry": ' + "[" * 200_000 + "]" * 200_000 + "}")


def _deep_xml(path: Path) -> None:
    path.write_text(REPORT + "<a>" * 200_000)


def _wide_xml(path: Path) -> None:
    path.write_text(REPORT + "<a/>" * 3_000_000)


def _entities(path: Path) -> None:
    more = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">{more}]>{REPORT}&a9;')


def _attribute(path: Path) -> None:
    path.write_text(f'{REPORT}<short-variant gene="{"A" * 12_000_000}"/>')


def _wide_table(path: Path) -> None:
    path.write_text("Hugo_Symbol\tHGVSp_Short" + "\tx" * 3_000_000 + "\nEGFR\tp.L858R\n")


def _long_finding(path: Path) -> None:
    path.write_text("EGFR L858R\n" + "(" * 1_000_000 + "\n")


Case = tuple["Callable[[Path], None]", str]
SLOW: dict[str, Case] = {  # seconds each, of the same code as their neighbors below
    "row of 1 GB in gzip": (_gzip_line, "a line of more than 64 MB"),
    "row of 10 GB in a sparse file": (_sparse, "a line of more than 64 MB"),
    "XML of 2 GB in 2 MB": (_xml_of_spaces, "more than 1 GB after decompression"),
}
HOSTILE: dict[str, Case] = {
    **(SLOW if os.environ.get("ONCOTIER_FUZZ") else {}),
    "row of 1 GB in BGZF": (_bgzf_line, "a line of more than 64 MB"),
    "JSON of 2 GB in 2 MB": (_json_of_spaces, "more than 1 GB after decompression"),
    "JSON nested 200,000 deep": (_deep_json, "nested more than 100 deep"),
    "XML nested 200,000 deep": (_deep_xml, "nested more than 100 deep"),
    "XML of 3 million elements": (_wide_xml, "more than 200000 elements"),
    "XML that doubles its entities": (_entities, "a DOCTYPE or entity declaration is refused"),
    "XML with an attribute of 12 MB": (_attribute, "not well-formed XML"),
    "table of 3 million columns": (_wide_table, "no column for the sample"),
    "finding of 1 million brackets": (_long_finding, "format not recognized"),
}


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


@pytest.mark.parametrize(("make", "words"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_size(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    path = tmp_path / "input"
    make(path)
    done = subprocess.run(
        [str(PROGRAM), "interpret", str(path), "-f", "json"],
        capture_output=True,
        env=plain_environment() | {"OPENBLAS_NUM_THREADS": "1"},
        preexec_fn=_limited,
        timeout=300,
        check=False,
    )
    assert done.returncode in {2, 3}, done.stderr[-300:]
    assert words.encode() in done.stderr + done.stdout
    assert b"Traceback" not in done.stderr


def test_the_end_block_is_what_the_test_thinks() -> None:
    assert zlib.decompress(EOF_BLOCK, 31) == b""
