"""`oncotier normalize`: one line a text, in order, and every failure said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run

TEXTS = {
    "EGFR p.Leu858Arg": "EGFR L858R",
    "egfr L858R": "EGFR L858R",
    "HER2 amp": "ERBB2 amplification",
    "EML4--ALK": "EML4::ALK fusion",
    "METex14": "MET exon 14 skipping",
    "BRAF Val600Glu": "BRAF V600E",
    "FLT3 internal tandem duplication": "FLT3-ITD",
    "TP53 R213X": "TP53 R213*",
}
EXPECTED = "".join(label + "\n" for label in TEXTS.values()).encode()


def test_one_line_a_text_in_their_order(run: Run) -> None:
    done = run("normalize", *TEXTS)
    assert (done.returncode, done.stdout, done.stderr) == (0, EXPECTED, b"")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_standard_input(run: Run, ending: str, start: str) -> None:
    done = run("normalize", "-", stdin=(start + ending.join(TEXTS)).encode())
    assert (done.returncode, done.stdout, done.stderr) == (0, EXPECTED, b"")


def test_texts_and_standard_input_mix(run: Run) -> None:
    done = run("normalize", "BRAF V600E", "-", "KRAS G12C", stdin=b"\nEGFR L858R\n\n")
    assert done.stdout == b"BRAF V600E\nEGFR L858R\nKRAS G12C\n"


def test_what_cannot_be_read_is_an_empty_line_a_message_and_exit_3(run: Run) -> None:
    done = run("normalize", "EGFR L858R", "not an alteration", "BRAF V600E")
    assert (done.returncode, done.stdout) == (3, b"EGFR L858R\n\nBRAF V600E\n")
    assert done.stderr.startswith(b"oncotier: not an alteration: ")


def test_table(run: Run) -> None:
    done = run("normalize", "-f", "tsv", "EGFR p.Leu858Arg", "nonsense", "BRCA2 S1982Rfs*22")
    assert done.returncode == 3
    header, *rows = (line.split("\t") for line in done.stdout.decode().splitlines())
    assert header == "input label kind gene protein classes reason".split()
    assert rows[0] == ["EGFR p.Leu858Arg", "EGFR L858R", "small_variant", "EGFR", "L858R", "", ""]
    assert rows[1][:6] == ["nonsense", "", "", "", "", ""]
    assert rows[1][6]
    assert rows[2][5] == "BRCA2 loss of function"


@pytest.mark.parametrize("text", ["\x1b[2J", "[bold]", "a\tb", "\u202eEGFR", "EGFR \udcff"])
@pytest.mark.parametrize("output_format", ["text", "tsv"])
def test_hostile_texts(run: Run, text: str, output_format: str) -> None:
    done = run("normalize", "-f", output_format, text.encode("utf-8", "surrogateescape"))
    assert done.returncode == 3
    assert b"\x1b" not in done.stdout + done.stderr
    if output_format == "tsv":
        assert {line.count(b"\t") for line in done.stdout.splitlines()} == {6}


def test_bytes_that_are_no_text(run: Run) -> None:
    done = run("normalize", "-", stdin=b"EGFR L858R\nEGFR \xff\nBRAF V600E\n")
    assert (done.returncode, done.stdout) == (3, b"EGFR L858R\n\nBRAF V600E\n")
    assert b"EGFR \\xff" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "7:55259515T>G", "chr7:g.55191822T>G", "chr7:55191822 T>G", "7-55191822-T-G", "7:55191822:T:G",
        "NC_000007.13:g.55259515T>G", "NC_000007.14:g.55191822T>G", "NC_000007.14:55191821:T:G",
        "NM_005228.5:c.2573T>G", "NM_005228.5(EGFR):c.2573T>G", "EGFR c.2573T>G", "L858R EGFR",
        "EGFR NM_005228.5:c.2573T>G (p.Leu858Arg)",
    ],
)  # fmt: skip
def test_every_name_of_one_change_is_one_label(run: Run, text: str) -> None:
    done = run("normalize", text)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"EGFR L858R\n", b"")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("RAS wild-type", "KRAS wild-type; NRAS wild-type"),
        ("HER2 2+/FISH-", "HER2 IHC 2+; HER2 ISH negative"),
        ("1p/19q codeletion", "del(1p); del(19q)"),
        ("H3 K27M", "H3-3A K28M"),
        ("MET amp CN 15", "MET amplification"),
    ],
)
def test_one_line_holds_everything_that_a_text_states(run: Run, text: str, labels: str) -> None:
    done = run("normalize", text)
    assert (done.returncode, done.stdout.decode()) == (0, labels + "\n")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("KRAS/NRAS mutation", "say it of each gene"),
        ("BRAF V600E/K", "write a protein change"),
        ("MET CN 15", "a number of copies needs its call"),
        ("chr25:100T>G", "write it as chr7"),
    ],
)
def test_an_ambiguous_text_says_what_to_write(run: Run, text: str, hint: str) -> None:
    done = run("normalize", text)
    assert (done.returncode, done.stdout) == (3, b"\n")
    assert hint in done.stderr.decode()
