"""A table of many samples is walked through once, and each sample reads as if its reader had read all of it."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncotier.batch.column_table import ColumnInput
from oncotier.batch.job import ColumnSlice
from oncotier.batch.request import Request
from oncotier.batch.sliced_input import SlicedInput, at_original_places
from oncotier.batch.table_index import index_table, samples_of
from oncotier.batch.workbench import Workbench
from oncotier.domain.observation import Reading
from oncotier.domain.value import replace
from oncotier.readers.registry import read_input, reader_for
from oncotier.readers.source import open_input
from tests.batch.cohorts import CHANGES, MAF_COLUMNS, maf, maf_row

if TYPE_CHECKING:
    from collections.abc import Iterator

BROKEN = "BRAF\ttoo\tfew\n"
MESSY_MAF = (
    "#version 2.4\n\n" + "\t".join(MAF_COLUMNS) + "\n"
    + maf_row("A", CHANGES[0]) + "# a comment\n" + maf_row("B", CHANGES[1]) + BROKEN + maf_row("A", CHANGES[4])
    + "\n" + maf_row("C", CHANGES[2]).replace("GRCh37", "") + maf_row("B", ("", *CHANGES[0][1:])).rstrip("\n")
)  # fmt: skip
SV = "Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tClass\n"
TABLES = {
    "maf": maf(7),
    "maf with CRLF": maf(4).replace("\n", "\r\n"),
    "maf with faults": MESSY_MAF,
    "maf with rows of nobody": maf(3) + maf_row("", CHANGES[0]),
    "cna in long form": "Hugo_Symbol\tSample_Id\tValue\nERBB2\tA\t2\nMET\tB\t2\nCDKN2A\tA\t-2\nMET\tA\tNA\nMET\tC\tx\n",
    "cna by columns": "Hugo_Symbol\tEntrez_Gene_Id\tA\tB\nERBB2\t2064\t2\t0\nMET\t4233\t0\t2\n",
    "cna by columns, with comments": "#x\n\n"
    "Hugo_Symbol\tA\tEntrez_Gene_Id\tB\tC\r\nMET\t-2\t1\t2\tNA\r\nCDKN2A\t-2\t9\tx\t-1.5",
    "cna by columns with faults": "Hugo_Symbol\tA\tB\nERBB2\t2\t0\nMET\t2\n\nCDKN2A\t-2\t-2\n",
    "sv": SV
    + "A\tEML4\tALK\tTRANSLOCATION\nB\tMET\tMET\tDELETION\nA\tX\n\nB\tROS1\tCD74\tTRANSLOCATION\nA\t?\tALK\tINV\n",
    "clinical": (
        "#Sample\tType\nSAMPLE_ID\tONCOTREE_CODE\tMSI_TYPE\nA\tCOAD\tInstable\nB\tLUAD\tStable\n\tX\tStable\nC\n"
    ),
    "atypical": "HUGO_SYMBOL\tSAMPLE_ID\tALTERATION\nEGFR\tA\tvIII\nEGFR\tB\tvIII\nOther Biomarkers\tA\tMSI-H\n",
    "quoted": 'HUGO_SYMBOL\tSAMPLE_ID\tALTERATION\n"EGFR"\t"A"\tvIII\nEGFR\tB\tvIII\n',
    "tmb": "Tumor_Sample_Barcode\ttotal\ttotal_perMB\ttotal_perMB_log\nA\t500\t12.5\t1.09\nB\t5\t0.1\t-1\n",
    "commas": "HUGO_SYMBOL,SAMPLE_ID,ALTERATION\nEGFR,A,vIII\nEGFR,B,vIII\n",
}
SLICED = {name for name in TABLES if name not in {"cna by columns with faults", "quoted", "commas"}}


@pytest.fixture(scope="module")
def bench() -> Iterator[Workbench]:
    with Workbench(Request()) as made:
        yield made


def readings(path: Path, bench: Workbench, scratch: Path) -> dict[str, tuple[Reading | None, Reading]]:
    """Return what the slice and the whole file say of every sample (no slice: it cannot be made)."""
    source = open_input(str(path))
    reader = reader_for(source)
    samples = samples_of(reader, source)
    index = index_table(source, reader.name, samples, scratch)
    found = {}
    for name in filter(None, samples):
        context = bench.context(Request(sample=name))
        whole = reader.read(open_input(str(path)), context)
        sliced = None
        if index is not None:
            rows = index.slice(name)
            if isinstance(rows, ColumnSlice):
                sliced = read_input(ColumnInput(path.name, rows), context, input_format=reader.name)
            else:
                part = read_input(SlicedInput(path.name, rows), context, input_format=reader.name)
                sliced = at_original_places(part, rows)
        found[name] = (sliced, whole)
    return found


def sorted_counts(reading: Reading) -> Reading:
    return replace(reading, out_of_scope_by=dict(sorted(reading.out_of_scope_by.items())))


@pytest.mark.parametrize("compress", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("name", TABLES)
def test_a_slice_reads_as_the_whole_file(name: str, compress: bool, bench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / ("table.txt.gz" if compress else "table.txt")
    data = TABLES[name].encode()
    path.write_bytes(gzip.compress(data, mtime=0) if compress else data)
    found = readings(path, bench, tmp_path)
    assert len(found) > 1
    for sliced, whole in found.values():
        assert (sliced is not None) == (name in SLICED)
        if sliced is not None:
            assert sorted_counts(sliced) == sorted_counts(whole)


LINES = st.sampled_from(
    [maf_row(sample, change) for sample in "ABC" for change in CHANGES]
    + [
        BROKEN,
        "\n",
        "# x\n",
        "  \n",
        ",,\n",
        maf_row("A", CHANGES[0]).replace("A\tT", "A\0\tT"),
        maf_row("A ", CHANGES[1]),
    ]
)


@given(lines=st.lists(LINES, max_size=14))
def test_no_row_is_lost_or_given_to_another(
    lines: list[str], bench: Workbench, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = folder / "table.maf"
    path.write_text(
        "\t".join(MAF_COLUMNS) + "\n" + maf_row("A", CHANGES[0]) + maf_row("B", CHANGES[1]) + "".join(lines)
    )
    for sliced, whole in readings(path, bench, folder).values():
        assert sliced is None or sorted_counts(sliced) == sorted_counts(whole)


def test_a_damaged_table_is_incomplete_for_every_sample(bench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "table.maf.gz"
    path.write_bytes(gzip.compress(maf(400).encode(), mtime=0)[:-40])
    found = readings(path, bench, tmp_path)
    assert found
    for sliced, whole in found.values():
        assert sliced is not None
        assert sliced.incomplete
        assert sorted_counts(sliced) == sorted_counts(whole)


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        "13_cbioportal/data_mutations_extended.maf",
        "13_cbioportal/data_structural_variants.txt",
        "08_oncokb_examples/example_maf.txt",
    ],
)
def test_slices_of_real_tables(name: str, shared_path: Path, bench: Workbench, tmp_path: Path) -> None:
    for number, (sliced, whole) in enumerate(readings(shared_path / "data" / name, bench, tmp_path).values()):
        assert sliced is not None
        assert sorted_counts(sliced) == sorted_counts(whole)
        if number > 100:
            return
