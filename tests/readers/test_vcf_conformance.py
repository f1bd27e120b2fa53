"""Data rows that break the specification are told with their lines; none of them is lost by it, and sound ones pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncotier.readers.source import Batch
from oncotier.readers.vcf_conformance import CheckedRows
from oncotier.readers.vcf_header import parse_header
from oncotier.readers.vcf_row_faults import row_faults
from tests.readers.builders import egfr, labels, read, vcf, vcf_row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEADER = (
    "##contig=<ID=HLA-A*01:01,length=3503>",
    '##INFO=<ID=ONE,Number=1,Type=Integer,Description="x">',
    '##INFO=<ID=EACH,Number=A,Type=Float,Description="x">',
    '##INFO=<ID=LETTER,Number=.,Type=Character,Description="x">',
    '##INFO=<ID=WORD,Number=1,Type=String,Description="x">',
    '##INFO=<ID=LONG,Number=.,Type=String,Description="x">',
    '##INFO=<ID=MARK,Number=0,Type=Flag,Description="x">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="x">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="x">',
    '##FORMAT=<ID=PL,Number=G,Type=Integer,Description="x">',
    '##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="x">',
)


def said_of(
    rows: Sequence[str], *, version: str = "4.2", samples: int = 1, size: int = 10**9, more: Sequence[str] = ()
) -> list[str]:
    """Return what is said of rows that are read so many at a time, under a header of some lines `more`."""
    columns = "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".split() + [f"S{number}" for number in range(samples)]
    header = parse_header([f"##fileformat=VCFv{version}", *more, *HEADER, "\t".join(columns)], file="x.vcf")
    checked = CheckedRows(header, "x.vcf")
    first1 = len(HEADER) + 3
    starts = range(0, len(rows), min(size, max(1, len(rows))))
    batches = [Batch.of(first1 + start, [row.encode() for row in rows[start : start + size]]) for start in starts]
    assert list(checked.watch(iter(batches))) == batches
    return [notice.words for notice in checked.notices()]


def row(**cells: str) -> str:
    """Write one row, sound but for the cells given."""
    sound = {"CHROM": "7", "POS": "50", "ID": ".", "REF": "A", "ALT": "T", "QUAL": "60", "FILTER": "PASS"}
    sound |= {"INFO": "ONE=1;EACH=0.5", "FORMAT": "GT:AD", "SAMPLE": "0/1:9,8"}
    return "\t".join((sound | cells).values())


SOUND = [
    {},
    {"CHROM": "HLA-A*01:01"},
    {"ID": "rs1;rs2"},
    {"REF": "AT", "ALT": "A,<DEL>,*", "INFO": "EACH=0.5,.,1e-3", "SAMPLE": "1/2:1,2,3,4"},
    {"ALT": "A]7:99]", "SAMPLE": "."},
    {"ALT": ".", "SAMPLE": "0/0:9"},
    {"QUAL": "."},
    {"QUAL": "1.5e3"},
    {"FILTER": "q10;s50"},
    {"INFO": "."},
    {"INFO": "MARK;ONE=-5;OTHER=a,b c;LETTER=a,b;LONG=a,b"},
    {"INFO": "ONE=.;"},
    {"INFO": 'WORD="a, b"'},
    {"INFO": "CIGAR=1M3I;DB;AF=0"},
    {"FORMAT": "GT:MIN_DP:PL", "SAMPLE": "0:3:1,2"},
    {"FORMAT": "GT:PL", "SAMPLE": "0/1/1:1,2,3,4"},
    {"FORMAT": "GT:AD:PL", "SAMPLE": "./.:.:1,2,3"},
]


@pytest.mark.parametrize("cells", SOUND)
def test_sound_rows(cells: dict[str, str]) -> None:
    assert said_of([row(**cells)]) == []


FAULTS = [
    ({"CHROM": "7:1"}, "CHROM '7:1' is no name of a contig, and none is declared so"),
    ({"ID": ";rs1"}, "ID ';rs1' has an empty name"),
    ({"ID": "rs1;rs1"}, "ID 'rs1;rs1' has a name twice"),
    ({"ID": "rs 1"}, "ID 'rs 1' has white space"),
    ({"INFO": ".", "ALT": "-"}, "ALT '-' is neither A, C, G, T and N nor a symbolic allele"),
    ({"REF": "R"}, "REF 'R' is not a sequence of A, C, G, T and N"),
    ({"ALT": "T,,G"}, "ALT '' is neither A, C, G, T and N nor a symbolic allele"),
    ({"ALT": "[1:5["}, "ALT '[1:5[' is neither A, C, G, T and N nor a symbolic allele"),
    ({"QUAL": "-5"}, "QUAL '-5' is no number from 0 on"),
    ({"FILTER": "q10;."}, "FILTER 'q10;.' is missing and has a name"),
    ({"FILTER": "0"}, "FILTER '0' has the reserved name 0"),
    ({"INFO": ""}, "INFO is empty"),
    ({"INFO": "ONE=1;ONE=1"}, "INFO has a key twice"),
    ({"INFO": "A B=1"}, "INFO 'A B' is no key"),
    ({"INFO": "ONE=1;;MARK"}, "INFO has an empty key"),
    ({"INFO": "ONE"}, "INFO ONE'' has no value"),
    ({"INFO": "ONE=1,2"}, "INFO ONE='1,2' has 2 values, not 1"),
    ({"INFO": "ONE=1.5"}, "INFO ONE='1.5' is no whole number"),
    ({"INFO": "ONE=2147483648"}, "INFO ONE='2147483648' is out of the range of whole numbers"),
    ({"INFO": "ONE=-2147483641"}, "INFO ONE='-2147483641' is out of the range of whole numbers"),
    ({"INFO": "EACH=x"}, "INFO EACH='x' is no number"),
    ({"INFO": "LETTER=ab"}, "INFO LETTER='ab' is more than one character"),
    ({"INFO": "WORD=a,b"}, "INFO WORD='a,b' has 2 values, not 1"),
    ({"INFO": "MARK=5"}, "INFO MARK='5' is a flag"),
    ({"INFO": "DP=-1"}, "INFO DP='-1' is below 0"),
    ({"INFO": "CIGAR=0.05"}, "INFO CIGAR='0.05' is no CIGAR"),
    ({"INFO": "ONE=" + "9" * 500}, f"INFO ONE={'9' * 40!r} is no whole number"),
    ({"FORMAT": "GT::AD"}, "FORMAT has an empty key"),
    ({"FORMAT": "AD:GT", "SAMPLE": "1,2:0/1"}, "FORMAT 'AD:GT' does not begin with GT"),
    ({"FORMAT": "GT:G_S"}, "FORMAT 'G_S' is no key, and none is declared so"),
    ({"FORMAT": "GT:AD:AD", "SAMPLE": "0/1"}, "FORMAT 'GT:AD:AD' has a key twice"),
    ({"SAMPLE": "0/|1:1,2"}, "GT '0/|1' is not a genotype"),
    ({"SAMPLE": "0/2:1,2"}, "GT '0/2' names allele 2 of 1"),
    ({"SAMPLE": "0/1:1,2:3"}, "a sample has 3 values for 2 FORMAT keys"),
    ({"SAMPLE": "0/1:1"}, "FORMAT AD '1' has 1 value, not 2"),
    ({"SAMPLE": "0/1:1,x"}, "FORMAT AD '1,x' is no whole number"),
    ({"FORMAT": "GT:PL", "SAMPLE": "0:1,2,3"}, "FORMAT PL '1,2,3' has 3 values, not 2"),
]


@pytest.mark.parametrize(("cells", "words"), FAULTS)
def test_faults(cells: dict[str, str], words: str) -> None:
    """Alone and among sound rows, whichever way those are told."""
    expected = "1 row breaks the specification; what is read of them was checked: line {} " + words
    assert said_of([row(**cells)]) == [expected.format(14)]
    around = [row(POS="40"), row(**cells), row(CHROM="8")]
    assert said_of(around) == said_of(around, size=1) == [expected.format(15)]


@pytest.mark.parametrize("cells", [{"INFO": "A-B=1"}, {"FORMAT": "GT:1A"}])
def test_keys_are_names_since_4_3(cells: dict[str, str]) -> None:
    assert "is no key" in said_of([row(**cells)], version="4.3")[0]


@pytest.mark.parametrize(
    ("rows", "line1", "words"),
    [
        ([("7", "50"), ("7", "40")], 15, "POS 40 comes after 50"),
        ([("7", "50"), ("8", "40"), ("7", "60")], 16, "CHROM '7' comes again after another contig"),
        ([("7", "50"), ("7", "50")], 15, "a change is that of line 14"),
        ([("7", "50", "AAT", "ATT"), ("7", "51")], 15, "a change is that of line 14"),
        ([("7", "50"), ("7", "51"), ("7", "49", "CAAG", "CAT,CATG")], 16, "POS 49 comes after 51"),
        ([("7", "51"), ("7", "51", "AC", "G,TC")], 15, "a change is that of line 14"),
    ],
)
def test_order(rows: list[tuple[str, ...]], line1: int, words: str) -> None:
    names = ("CHROM", "POS", "REF", "ALT")
    written = [row(INFO=".", SAMPLE=".", **dict(zip(names, cells, strict=False))) for cells in rows]
    expected = [f"1 row breaks the specification; what is read of them was checked: line {line1} {words}"]
    assert said_of(written) == said_of(written, size=1) == expected


def test_the_first_thousand_are_looked_at_and_three_are_said() -> None:
    rows = [row(POS=str(pos1), INFO="ONE=x" if pos1 % 300 == 0 else "ONE=5") for pos1 in range(1, 1501)]
    (words,) = said_of(rows, size=70)
    assert words.startswith(
        "3 rows break the specification of the first 1000; what is read of them was checked: line 3"
    )
    (words,) = said_of(rows[:1000], size=70)
    assert words.startswith("3 rows break the specification; ")
    (words,) = said_of([row(POS=str(pos1), INFO="ONE=x") for pos1 in range(1, 6)])
    assert words.endswith("line 16 INFO ONE='x' is no whole number; 2 more")
    assert said_of(rows, samples=1)[0].count("line ") == 3


def test_of_a_cohort_fewer_rows_are_looked_at() -> None:
    rows = [row(POS=str(pos1)) + "\t0/1:1,2" * 1999 for pos1 in range(1, 11)]
    assert said_of([*rows, row(POS="11", INFO="ONE=x") + "\t0/1:1,2" * 1999], samples=2000) == []


@pytest.mark.parametrize("counts", [(".", "9,8"), (".", "."), ("9,8", ".")])
def test_values_that_are_missing_are_sound(counts: tuple[str, str]) -> None:
    info = "WORD=a;LONG=b"  # rows of a shape that was met before are told in another way
    rows = [row(POS=str(50 + place), INFO=info, SAMPLE=f"0/1:{one}") for place, one in enumerate(counts)]
    assert said_of(rows, more=[f"##counts={counts}"]) == []


def test_a_key_of_any_number_of_values() -> None:
    varies = '##FORMAT=<ID=VARIES,Number=.,Type=Integer,Description="x">'
    assert said_of([row(FORMAT="GT:VARIES", SAMPLE="0/1:1,2,3,4")], more=[varies]) == []
    assert "VARIES '1,x' is no whole number" in said_of([row(FORMAT="GT:VARIES", SAMPLE="0/1:1,x")], more=[varies])[0]


def test_a_row_without_samples() -> None:
    header = parse_header(
        ["##fileformat=VCFv4.2", *HEADER, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"], file="x.vcf"
    )
    cells = row(REF="R", INFO="").split("\t")[:8]
    assert list(row_faults(cells, header.declared, header.contigs)) == [
        "REF 'R' is not a sequence of A, C, G, T and N",
        "INFO is empty",
    ]


def test_they_are_said_and_cost_nothing(tmp_path: Path) -> None:
    sound, faulty = egfr(), vcf_row("chr12", 5, "A", "T", "DP=-1", "0/1:5,5")
    broken = egfr().replace("PASS\t", "PASS\tDP=x;")
    reading = read(tmp_path, vcf([broken, faulty]))
    assert labels(reading) == labels(read(tmp_path, vcf([sound, faulty]))) == {"EGFR L858R"}
    (notice,) = (one for one in reading.notices if one.code == "row_faulty")
    assert notice.severity == "info"
    assert notice.words.startswith("2 rows break the specification; ")
    assert "INFO DP='-1' is below 0" in notice.words


def test_the_line_of_a_last_row_that_is_cut(tmp_path: Path) -> None:
    text = vcf([egfr(), vcf_row("chr12", 5, "A", "T", ".", "0/1:5,5")])
    reading = read(tmp_path, text.removesuffix("\n"))
    (words,) = (one.words for one in reading.notices if one.code == "no_final_line_break")
    assert words.startswith(f"line {text.count(chr(10))}, the last one")


WHOLE = st.integers(-(2**31) + 8, 2**31 - 1).map(str)
COUNT = st.integers(0, 2**31 - 1).map(str)
NUMBER = st.floats(allow_nan=False).map(str)
WORD = st.text("abcXYZ019_.-|", min_size=1)
PARTS = {
    "ONE": WHOLE,
    "EACH": NUMBER,
    "WORD": WORD,
    "LONG": st.lists(WORD, min_size=1).map(",".join),
    "DP": COUNT,
    "UNKNOWN": WORD,
}


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(sorted(PARTS)), unique=True, min_size=1).flatmap(
                lambda keys: st.tuples(*(PARTS[key].map(f"{key}={{}}".format) for key in keys)).map(";".join)
            ),
            st.sampled_from(["0/1", "1|1", "./.", "1"]),
            st.lists(COUNT, min_size=2, max_size=2).map(",".join),
        ),
        min_size=1,
        max_size=60,
    ),
    st.integers(1, 30),
)
def test_a_row_built_from_the_declarations_conforms(rows: list[tuple[str, str, str]], size: int) -> None:
    written = [
        row(POS=str(pos1), INFO=info, SAMPLE=f"{genotype}:{counts}")
        for pos1, (info, genotype, counts) in enumerate(rows, 1)
    ]
    assert said_of(written, size=size) == []


MORE = [
    ([row(ID="a;a", INFO=".")], "ID 'a;a' has a name twice"),
    ([row(FORMAT="AD:AD", SAMPLE="1,2"), row(POS="60")], "FORMAT 'AD:AD' has a key twice"),
    ([row(SAMPLE="0/1:."), row(POS="60", SAMPLE="0/1:.")], ""),
    ([row(SAMPLE="0/1:."), row(POS="60", SAMPLE="0/1:5,5")], ""),
    ([row(), row(CHROM="8"), row(POS="60")], "CHROM '7' comes again after another contig"),
]


@pytest.mark.parametrize(("rows", "words"), MORE)
def test_rows_that_are_looked_at_together(rows: list[str], words: str) -> None:
    found = said_of(rows)
    assert [one.endswith(words) for one in found] == ([True] if words else [])
    assert found == said_of(rows, size=1)


def test_rows_without_samples() -> None:
    header = parse_header(
        ["##fileformat=VCFv4.2", *HEADER, "\t".join("#CHROM POS ID REF ALT QUAL FILTER INFO".split())], file="x.vcf"
    )
    checked = CheckedRows(header, "x.vcf")
    written = [row(ID=name, POS=pos1).split("\t") for name, pos1 in ((".", "50"), ("a;a", "60"))]
    list(checked.watch(iter([Batch.of(14, ["\t".join(cells[:8]).encode() for cells in written])])))
    (notice,) = checked.notices()
    assert notice.words.endswith("line 15 ID 'a;a' has a name twice")


def test_many_samples_are_looked_at_row_by_row() -> None:
    """No pattern is made for them; what is at fault is told all the same, in whichever batch."""
    more = "\t0/1:1,2" * 99
    rows = [row(POS=str(pos1)) + more for pos1 in range(1, 9)]
    rows[6] = row(POS="7", INFO="ONE=x") + more
    (words,) = said_of(rows, samples=100, size=2)
    assert words.endswith(f"line {len(HEADER) + 9} INFO ONE='x' is no whole number")
