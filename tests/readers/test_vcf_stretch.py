"""Law: rows away from genes that are told by stretches end as they do one by one, and so do all rows beside them."""

from __future__ import annotations

import random
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncotier.readers import source, vcf_body
from oncotier.readers.source import Batch
from oncotier.readers.vcf_select import Gap, Overlap
from oncotier.readers.vcf_stretch import Stretches
from tests.readers.builders import GRCH37, bgzf, knowledge, read, vcf, vcf_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oncotier.domain.observation import Reading

CONTIGS = ("5", "7", "12", "chr7", "GL000192.1", " ")
FAULTS: dict[str, Callable[[list[str]], list[str]]] = {
    "letters": lambda cells: [cells[0], "1e6", *cells[2:]],
    "no position": lambda cells: [cells[0], "", *cells[2:]],
    "negative": lambda cells: [cells[0], f"-{cells[1]}", *cells[2:]],
    "too long": lambda cells: [cells[0], f"00000{cells[1]}", *cells[2:]],
    "zeros in front": lambda cells: [cells[0], f"0{cells[1]}", *cells[2:]],
    "missing columns": lambda cells: cells[:5],
    "half a row": lambda cells: cells[:1],
    "one column more": lambda cells: [*cells, "0/1:3,4"],
    "moved tab": lambda cells: [*cells[:3], f"{cells[3]}\t{cells[4]}", *cells[6:]],
    "NUL": lambda cells: [*cells[:7], "A\0B", *cells[8:]],
    "FORMAT": lambda cells: [*cells[:9], "0/1:3,4:5:6"],
    "carriage return": lambda cells: [*cells[:-1], f"{cells[-1]}\r"],
    "blank line": lambda cells: [f"\n{cells[0]}", *cells[1:]],
    "comment": lambda cells: [f"#{cells[0]}", *cells[1:]],
    "comment alone": lambda _: ["# written by hand"],
    "no reference": lambda cells: [*cells[:3], "", *cells[4:]],
    "no alternate": lambda cells: [*cells[:4], "", *cells[5:]],
    "no bases": lambda cells: [*cells[:4], "?", *cells[5:]],
    "two alternates": lambda cells: [*cells[:4], "G,*,TT", *cells[5:]],
    "deletion": lambda cells: [*cells[:3], "ACGT" * 300, *cells[4:]],
}


@cache
def gaps(contig: str) -> tuple[Gap, ...]:
    """Return the stretches without genes on a chromosome of GRCh37."""
    spans = knowledge().scope("GRCh37").by_contig[contig].spans
    overlap = Overlap(knowledge().scope("GRCh37"))
    found = {overlap.gap(contig.encode(), place0) for span in spans for place0 in (span.start0 - 1, span.end0)}
    return tuple(Gap(contig.encode(), low0 + 1, high0 + 1) for low0, high0 in sorted(found) if low0 < high0)


def position_near(chance: random.Random) -> int:
    """Draw a position beside a gene, beside the end of a window, or anywhere."""
    gap = chance.choice(gaps(chance.choice(["7", "12"])))
    high1 = min(gap.high1, gap.low1 + 20_000_000)
    inside = chance.randint(gap.low1, high1)
    window = 10 ** chance.randint(4, 7)
    near: int = chance.choice([gap.low1, high1, inside // window * window, inside])
    return max(0, near + chance.randint(-3, 3) * chance.choice([1, 400, 40_000]))


def structural(chance: random.Random, position: int) -> tuple[str, str, str]:
    """Draw reference, alternate and INFO of a row that may reach elsewhere, or of a block of a gVCF."""
    end = position + chance.choice([0, 50, 5_000, 5_000_000])
    return chance.choice(
        [
            ("A", "<DEL>", f"SVTYPE=DEL;END={end}"),
            ("A", "<DUP>", f"SVTYPE=DUP;SVLEN={end - position}"),
            ("A", f"A[7:{chance.choice(gaps('7')).high1 + 5}[", "SVTYPE=BND"),
            ("A", f"]12:{position}]A", "SVTYPE=BND"),
            ("A", "<NON_REF>", f"END={end}"),
            ("A", "G,<NON_REF>", f"END={end}"),
            ("A", ".", f"END={end}"),
            ("A", ".", "."),
        ]
    )


def lines(chance: random.Random) -> Iterator[str]:
    """Draw rows that lie beside each other on one contig, or are scattered, and some of which are unusual."""
    contig = chance.choice([*CONTIGS, "7", "12"])
    step = chance.choice([1, 70, 7_000, 70_000])
    start = position_near(chance)
    places = [start + number * step for number in range(chance.randint(1, 40))]
    places += [position_near(chance) for _ in range(chance.choice([0, 0, 1, 5]))]
    if chance.random() < 0.5:
        chance.shuffle(places)
    faulty = chance.choice([0, 0.02, 0.1, 0.5])
    for position in places:
        reference, alternate, info = "A", chance.choice(["G", "T", "ACCT"]), "DP=9"
        if chance.random() < faulty:
            reference, alternate, info = structural(chance, position)
        row = vcf_row(contig, position, reference, alternate, info, "0/1:70,30")
        if chance.random() < faulty:
            row = "\t".join(FAULTS[chance.choice(sorted(FAULTS))](row.split("\t")))
        yield row


def read_once(data: bytes) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        return read(Path(folder), data, build="GRCh37")


@settings(max_examples=100, deadline=None)
@given(chance=st.integers(0, 10**9).map(random.Random), has_build=st.booleans(), is_compressed=st.booleans())
def test_stretches_change_nothing(*, chance: random.Random, has_build: bool, is_compressed: bool) -> None:
    # Without contigs of a known length in the header, rows in genes wait for the rows that tell the build.
    header = GRCH37 if has_build else ("##reference=unknown",)
    text = vcf([row for _ in range(chance.randint(1, 12)) for row in lines(chance)], header=header)
    is_cut, ends, block = chance.random() < 0.2, chance.choice(["\n", "\n", "\r\n"]), chance.choice([300, 1500, 65536])
    plain = text.removesuffix("\n" if is_cut else "").replace("\n", ends).encode()
    data = bgzf(plain, block_size=block) if is_compressed else plain
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "_BLOCK", block)
        patch.setattr(vcf_body, "_SINGLY", chance.choice([1, 2, 16]))
        by_stretches = read_once(data)
        patch.setattr(Stretches, "are_whole", lambda *_: False)
        one_by_one = read_once(data)
    assert by_stretches == one_by_one


def rows_of(*changes: tuple[int, str], count: int = 8) -> bytes:
    """Write rows at 7:100000100 and following, some of them changed."""
    written = [vcf_row("7", 100_000_100 + number, "A", "G", ".", "0/1:70,30") for number in range(count)]
    for number, row in changes:
        written[number] = row
    return "".join(f"{row}\n" for row in written).encode()


class TestWhereAStretchEnds:
    GAP = Gap(b"7", 99_900_000, 101_500_000)

    def end(self, data: bytes, gap: Gap = GAP) -> int:
        """Return the lines of the stretch at the beginning."""
        return data.count(b"\n", 0, Stretches(10).end(data, 0, gap))

    def test_with_the_rows(self) -> None:
        assert self.end(rows_of()) == 8

    @pytest.mark.parametrize(
        ("position", "length"), [(100_999_999, 8), (101_000_000, 3), (99_999_999, 3), (1_000_005, 3)]
    )
    def test_at_the_window(self, position: int, length: int) -> None:
        assert self.end(rows_of((3, vcf_row("7", position, "A", "G", ".", "0/1:70,30")))) == length

    @pytest.mark.parametrize(
        ("chrom", "ref", "alt", "length"),
        [
            ("7", "A", "G,T", 8),
            ("7", "A", "*", 8),
            ("7", "A" * 1000, "G", 8),
            ("7", "A" * 1001, "G", 3),
            ("7", "A", "<DEL>", 3),
            ("7", "A", ".", 3),
            ("7", "A", "A[7:55191822[", 3),
            ("7", "A", "", 3),
            ("8", "A", "G", 3),
            ("77", "A", "G", 3),
            ("#7", "A", "G", 3),
        ],
    )
    def test_at_a_row_that_is_read_alone(self, chrom: str, ref: str, alt: str, length: int) -> None:
        assert self.end(rows_of((3, vcf_row(chrom, 100_000_103, ref, alt, ".", "0/1:70,30")))) == length

    @pytest.mark.parametrize(
        ("low1", "high1", "length"),
        [
            (100_000_000, 101_001_000, 8),
            (100_000_001, 101_001_000, 0),
            (100_000_000, 100_101_000, 8),
            (100_000_000, 100_100_999, 0),
        ],
    )
    def test_where_the_window_leaves_the_gap(self, low1: int, high1: int, length: int) -> None:
        assert self.end(rows_of(), Gap(b"7", low1, high1)) == length

    def test_not_where_a_line_has_other_columns(self) -> None:
        stretches = Stretches(10)
        moved = rows_of((2, "7\t5"), (3, "\t".join("7 100000103 . A G 9 PASS . GT:AD 0/1 1 2 3 4 5 6 7 8".split())))
        assert stretches.are_whole(Batch(1, rows_of()))
        assert not stretches.are_whole(Batch(1, moved))
        assert not stretches.are_whole(Batch(1, rows_of().removesuffix(b"\n")))
        assert not stretches.are_whole(Batch(1, rows_of() + b"\n"))
