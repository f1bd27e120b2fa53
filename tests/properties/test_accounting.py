"""The accounting law on generated inputs: no record is lost, no broken row hides another, order does not matter."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.readers.builders import (
    GRCH38,
    MAF_COLUMNS,
    annotation_line,
    bgzf,
    csq,
    labels,
    maf,
    maf_row,
    proteins,
    read,
    tally,
    vcf,
    vcf_row,
)

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from oncotier.domain.observation import Reading

EXAMPLES = settings(max_examples=150)

# Gene, chromosome, position on GRCh38, reference, and a change there.
PLACES = (
    ("EGFR", "chr7", 55191822, "T", "p.Leu858Arg"),
    ("BRAF", "chr7", 140753336, "A", "p.Val600Glu"),
    ("KRAS", "chr12", 25245351, "C", "p.Gly12Cys"),
)
OTHER_GENES = ("OR4F29", "", "EGFR-AS1")
BREAKS = st.sampled_from(["cut", "extra", "pos", "nul", "chrom", "ref", "alt", "qual", "gt", "filter"])


def read_once(data: str | bytes, **options: str) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        return read(Path(folder), data, **options)


@st.composite
def valid_rows(draw: DrawFn) -> str:
    """A row of VCF that is right: in a gene or not, annotated with it or with others, present, filtered or absent."""
    gene, chrom, pos, reference, change = draw(st.sampled_from(PLACES))
    alternate = draw(st.sampled_from([base for base in "ACGT" if base != reference] + ["*", "<NON_REF>"]))
    is_inside = draw(st.booleans())
    entries = [csq(Allele=alternate, SYMBOL=other, Consequence="intron_variant") for other in draw(others())]
    if is_inside:
        entries.append(csq(Allele=alternate, SYMBOL=gene, HGVSp=change, Consequence="missense_variant"))
    return vcf_row(
        draw(st.sampled_from([chrom, chrom.removeprefix("chr")])),
        pos if is_inside else draw(st.integers(1, 1_000_000)),
        reference,
        alternate,
        "CSQ=" + ",".join(entries) if entries else "DP=5",
        draw(st.sampled_from(["0/1:70,30", "./.:.,.", "0/0:100,0", "1:5,x", ".:.", "0/1"])),
        filter_=draw(st.sampled_from(["PASS", ".", "LowQ"])),
        qual=draw(st.sampled_from([".", "100", "1e3"])),
    )


def others() -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(OTHER_GENES), max_size=3)


def broken(row: str, how: str) -> str:
    """Break a row in scope or out of it; every way but the last five is checked on all rows."""
    cells = row.split("\t")
    places = {"pos": 1, "chrom": 0, "ref": 3, "alt": 4, "qual": 5, "filter": 6}
    if how == "cut":
        return "\t".join(cells[:5])
    if how == "extra":
        return row + "\t"
    if how == "nul":
        return row + "\0"
    if how == "gt":
        return "\t".join([*cells[:9], "x/y"])
    words = {"pos": "12x", "chrom": "chr 7", "ref": "?", "alt": "G,", "qual": "high", "filter": ""}
    cells[places[how]] = words[how]
    return "\t".join(cells)


@EXAMPLES
@given(st.lists(st.tuples(valid_rows(), st.none() | BREAKS), max_size=12), st.booleans(), st.booleans())
def test_records_of_a_vcf_add_up(rows: list[tuple[str, str | None]], knows_build: bool, is_packed: bool) -> None:
    header = (*GRCH38 * knows_build, annotation_line())
    text = vcf([broken(row, how) if how else row for row, how in rows], header=header).encode()
    reading = read_once(bgzf(text, block_size=333) if is_packed else text)
    assert tally(reading).read == len(rows)
    malformed = [one for one in reading.unresolved if one.reason == "malformed_row"]
    rejected = {one.source.record1 for one in malformed}
    surely = {place for place, (_, how) in enumerate(rows, start=1) if how in {"cut", "extra", "pos", "nul", "chrom"}}
    assert surely <= rejected <= {place for place, (_, how) in enumerate(rows, start=1) if how}
    before = len(header) + 2  # lines before the first row
    assert all(one.words.startswith(f"line {before + one.source.record1}: ") for one in malformed)
    alone = read_once(vcf([row for row, how in rows if not how], header=header))
    assert proteins(alone) == proteins(reading)


@EXAMPLES
@given(st.lists(valid_rows(), max_size=10))
def test_selection_by_place_and_by_symbol_agree(rows: list[str]) -> None:
    """The position prefilter loses nothing that the slow look at every annotation finds (rows outside name no gene)."""
    by_place = read_once(vcf(rows))
    by_symbol = read_once(vcf(rows, header=[annotation_line()]))
    assert proteins(by_place) == proteins(by_symbol)
    assert [one.source for one in by_place.observations] == [one.source for one in by_symbol.observations]
    assert labels(by_place) == labels(by_symbol)


@EXAMPLES
@given(st.data(), st.lists(valid_rows(), max_size=6), st.lists(st.tuples(valid_rows(), BREAKS), max_size=3))
def test_the_order_of_rows_does_not_matter(data: st.DataObject, rows: list[str], faults: list[tuple[str, str]]) -> None:
    written = [*rows, *(broken(row, how) for row, how in faults)]
    first = read_once(vcf(written))
    second = read_once(vcf(data.draw(st.permutations(written))))
    assert labels(first) == labels(second)
    assert tally(first) == tally(second)


MAF_CELLS = st.sampled_from(["", ".", "NA", "1", "x", "p.L858R", "-", "T", "²", '"', "p.?"])


@st.composite
def maf_rows(draw: DrawFn) -> dict[str, str]:
    gene = draw(st.sampled_from(["EGFR", "KRAS", "HER2", "OR4F29", "Unknown", "NA", "", "1-Mar", "+x", "lower"]))
    row = maf_row(gene, draw(st.sampled_from(["p.L858R", "p.G12C", "", "p.=", "nonsense", "p.?"])))
    row["Tumor_Sample_Barcode"] = draw(st.sampled_from(["S1", "S1", "S2"]))
    column = draw(st.sampled_from([name for name in MAF_COLUMNS[2:] if name != "Tumor_Sample_Barcode"]))
    return row | {column: draw(MAF_CELLS)}


@EXAMPLES
@given(st.lists(st.tuples(maf_rows(), st.sampled_from(["", "", "\tx", "\0"])), min_size=1, max_size=12))
def test_records_of_a_maf_add_up(rows: list[tuple[dict[str, str], str]]) -> None:
    head, *written = maf([maf_row(), *(row for row, _ in rows)]).splitlines()
    lines = [written[0], *(line + fault for line, (_, fault) in zip(written[1:], rows, strict=True))]
    reading = read_once("\n".join([head, *lines, ""]), sample="S1")
    assert tally(reading).read == len(rows) + 1
    rejected = {one.source.record1 for one in reading.unresolved if one.reason == "malformed_row"}
    assert rejected == {place for place, (_, fault) in enumerate(rows, start=2) if fault}
    alone = read_once(maf([maf_row(), *(row for row, fault in rows if not fault)]), sample="S1")
    assert proteins(alone) == proteins(reading)
    assert labels(alone) == labels(reading)


FINDINGS = st.sampled_from(["EGFR L858R", "ALK fusion", "MSI-H", "nothing known", "EGFR", "TMB 12", "p.?", "a b c"])


@EXAMPLES
@given(st.lists(st.tuples(FINDINGS, st.sampled_from(["", "  # note", "\n", "\n# comment"])), max_size=10))
def test_records_of_a_list_add_up(lines: list[tuple[str, str]]) -> None:
    reading = read_once("# list\n" + "\n".join(text + end for text, end in lines), input_format="list")
    assert tally(reading).read == len(lines)


@EXAMPLES
@given(st.binary(max_size=400), st.sampled_from(["vcf", "maf", "list"]))
def test_any_bytes_are_read_or_refused(noise: bytes, name: str) -> None:
    from oncotier.errors import OncotierError

    start = {"vcf": vcf([]), "maf": maf([]), "list": ""}[name].encode()
    try:
        reading = read_once(start + noise, input_format=name)
    except OncotierError:
        return
    tally(reading)
